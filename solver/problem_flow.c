/* A flow with its gradients, and the Navier-Stokes values of pi and Pi in it. */
#include <math.h>

#include "solver/problem_impl.h"

void ish_flow_set_velocity(struct ish_flow *flow, const double v[3], double dv[3][3])
{
	const double gamma = 1.0 / sqrt(1.0 - (v[0] * v[0] + v[1] * v[1] + v[2] * v[2]));
	for (int i = 0; i < 3; i++) {
		const double dgamma = gamma * gamma * gamma * (v[0] * dv[i][0] + v[1] * dv[i][1] + v[2] * dv[i][2]);
		for (int j = 0; j < 3; j++) {
			flow->du[i][j] = gamma * dv[i][j] + dgamma * v[j];
		}
		flow->u[i] = gamma * v[i];
	}
}

void ish_flow_primitives(const struct ish_flow *flow, double value[ISH_PRIMITIVES])
{
	for (int f = 0; f < ISH_PRIMITIVES; f++) {
		value[f] = 0.0;
	}
	value[ISH_E] = flow->e;
	for (int i = 0; i < 3; i++) {
		value[ISH_U1 + i] = flow->u[i];
	}
}

/*
 * theta and sigma^ij (five components, in the order of the fields) of a flow whose acceleration is that of the ideal
 * fluid:
 *   u^0 du^i/dt = r^i + cs2 u^i theta,  r^i = - u^k D_k u^i - H_i u^i u^0 - cs2 D_i e/w,  theta = v.(du/dt) + D_i u^i +
 *   H u^0
 * which v.(...) closes, and A^i = u^0 du^i/dt + u^k D_k u^i + H_i u^i u^0.
 */
static double shear_tensor(const struct ish_flow *flow, const struct ish_thermo *thermo,
                           const struct ish_metric *metric, double sigma[5])
{
	const double *u = flow->u;
	const double u2 = u[0] * u[0] + u[1] * u[1] + u[2] * u[2];
	const double u0 = sqrt(1.0 + u2);
	const double w = flow->e + thermo->p;
	double n[3][3]; /* N_ij = D_i u^j + delta_ij H_i u^0 */
	double pull[3]; /* - cs2 D_i e/w */
	double divergence = 0.0;
	for (int i = 0; i < 3; i++) {
		for (int j = 0; j < 3; j++) {
			n[i][j] = flow->du[i][j] / metric->a[i] + (i == j ? metric->h[i] * u0 : 0.0);
		}
		pull[i] = -thermo->cs2 * flow->de[i] / (metric->a[i] * w);
		divergence += n[i][i];
	}
	double r_u = 0.0; /* r.u: the convective part is u^k N_ki */
	for (int i = 0; i < 3; i++) {
		r_u += u[i] * (pull[i] - u[0] * n[0][i] - u[1] * n[1][i] - u[2] * n[2][i]);
	}
	/* s = v.(du/dt): u0 s = (r.u + cs2 u^2 (s + divergence))/u0 */
	const double s = (r_u + thermo->cs2 * u2 * divergence) / (u0 * u0 - thermo->cs2 * u2);
	const double theta = s + divergence;
	double a[3];
	for (int i = 0; i < 3; i++) {
		a[i] = pull[i] + thermo->cs2 * u[i] * theta;
	}
	int k = 0;
	for (int i = 0; i < 2; i++) {
		for (int j = i; j < 3; j++) {
			sigma[k++] = 0.5 * (n[i][j] + n[j][i] + u[i] * a[j] + u[j] * a[i]) -
			             theta / 3.0 * ((i == j ? 1.0 : 0.0) + u[i] * u[j]);
		}
	}
	return theta;
}

void ish_flow_navier_stokes(const struct ish_flow *flow, const struct ish_model *model, const struct ish_metric *metric,
                            double value[ISH_PRIMITIVES])
{
	ish_flow_primitives(flow, value);
	const struct ish_thermo thermo = ish_problem_thermo(model, flow->e);
	const struct ish_coefficients c = ish_problem_coefficients(model, flow->e);
	double sigma[5];
	const double theta = shear_tensor(flow, &thermo, metric, sigma);
	for (int k = 0; model->shear && k < 5; k++) {
		value[ISH_PI11 + k] = -2.0 * c.eta_tau / c.rate_pi * sigma[k];
	}
	if (model->bulk) {
		value[ISH_BULK] = -c.zeta_tau / c.rate_Pi * theta;
	}
}
