/*
 * An independent evaluation of the Israel-Stewart equations for tests: full 4x4 tensors in long double, no formula shared with
 * physics/. The closed time derivatives come from a brute-force solve of the 4x4 system dT^0a/dt = S^a, its matrix
 * found by evaluating the (affine) residual on a basis; d/dt of T^0a by a complex step.
 */
#ifndef ISH_TESTS_TENSOR_ORACLE_H
#define ISH_TESTS_TENSOR_ORACLE_H

typedef long double oracle_real;

struct oracle_state {
	double e, u[3], pi[5] /* 11 12 13 22 23 */, bulk, p, cs2, t;
	double h[3];                         /* H_i */
	double du[3][3];                     /* [direction][component] */
	double div_m, div_t[3], adv_pi[5], adv_bulk;
	double eta_s, c_pi, delta_pipi, tau_pipi, lambda_piPi, phi_7, vorticity, zeta_s, c_Pi, delta_PiPi, lambda_Pipi;
};

struct oracle_result {
	double de, q[3], dpi[5], dpi33, dbulk; /* total time derivatives, stiff decay included */
	double theta, sigma2;
	double source[4];               /* dE/dt, dM^j/dt */
};

void oracle_solve(const struct oracle_state *s, struct oracle_result *out);

/* The six spatial components 11, 12, 13, 22, 23, 33 of pi^ij and of u^k D_k pi^ij, the last by the derivative of the constraint. */
void oracle_complete(const struct oracle_state *s, double pi[6], double advect[6]);

/* E, M^i of the state. */
void oracle_conserved(const struct oracle_state *s, double t[4]);

#endif
