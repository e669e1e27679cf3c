/*
 * An independent evaluation of the Israel-Stewart equations at a point: full 4x4 tensors in long double, no formula
 * shared with physics/. The closed time derivatives come from a brute-force solve of the 4x4 system dT^0a/dt = S^a, its
 * matrix found by evaluating the (affine) residual on a basis; d/dt of T^0a by a complex step.
 *
 * Equations: Denicol, Niemi, Molnar, Rischke, Phys. Rev. D 85, 114047 (2012), in signature -+++ and an orthonormal
 * tetrad (docs/physics.md). Units: fm. All functions allocate nothing and cannot fail.
 */
#ifndef ISH_CLI_CHECK_TENSOR_ORACLE_H
#define ISH_CLI_CHECK_TENSOR_ORACLE_H

struct ish_oracle_state {
	double e, u[3], pi[5] /* 11 12 13 22 23 */, bulk, p, cs2, t;
	double h[3];                /* H_i */
	double du[3][3];            /* [direction][component], D_i u^j */
	double div_m;               /* D_i M^i */
	double div_t[3];            /* D_i T^ij */
	double adv_pi[5], adv_bulk; /* u^k D_k pi^ij, u^k D_k Pi */
	/* the numbers of the configuration: c_pi = tau_pi, c_Pi = tau_Pi */
	double eta_s, c_pi, delta_pipi, tau_pipi, lambda_piPi, phi_7, vorticity, zeta_s, c_Pi, delta_PiPi, lambda_Pipi;
};

struct ish_oracle_result {
	double de, q[3], dpi[5], dpi33, dbulk; /* total time derivatives, stiff decay included; q = du/dt */
	double theta, sigma2;
	double source[4]; /* dE/dt, dM^j/dt */
};

void ish_oracle_solve(const struct ish_oracle_state *s, struct ish_oracle_result *out);

/* The six components 11, 12, 13, 22, 23, 33 of pi^ij and of u^k D_k pi^ij, the last by the derivative of the constraint. */
void ish_oracle_complete(const struct ish_oracle_state *s, double pi[6], double advect[6]);

/* E, M^i of the state. */
void ish_oracle_conserved(const struct ish_oracle_state *s, double t[4]);

#endif
