/*
 * Gubser flow: a conformal fluid that expands along the beam and radially (S. S. Gubser, Phys. Rev. D 82, 085027 (2010));
 * viscous: H. Marrochio et al., Phys. Rev. C 91, 014903 (2015). In de Sitter time
 *   rho = -arsinh[(1 - q^2 tau^2 + q^2 r^2)/(2 q tau)]
 * the fluid is at rest and e = 3 p0 (That/tau)^4, pi^33 = pibar (e+P):
 *   dln That/drho = tanh(rho) (pibar - 2)/3
 *   dpibar/drho   = tanh(rho) [4/(3C) + tau_pipi pibar/3 - (4/3) pibar^2] - (pibar + 2 phi_7 pibar^2) That/(C eta/s)
 * with tau_pi = C eta/(e+P) and delta_pipi = 4/3 tau_pi, the only one that is conformal. Ideal: That ~ cosh(rho)^(-2/3).
 *
 * The box is periodic and the flow is not: from the inner to the outer radius of a window the initial data go smoothly over
 * to a fluid at rest without stress, e being that of the flow at the outer radius. What that changes travels inwards
 * at most as fast as light: the solution is exact for r <= inner - (tau - tau_0), r from the axis at the centre of the box.
 */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "solver/ode_table.h"
#include "solver/problem_impl.h"

enum { Q, THAT, PIBAR, RHO_START, INNER, OUTER, KEYS };

/* rho on the axis at q tau = 1000: the table holds all that is earlier. */
#define LAST_RHO 6.91
#define SPACING (1.0 / 512.0)

/* clang-format off */
static const struct ish_problem_key keys[KEYS] = {
	[Q] = {"q", ISH_KEY_REAL, {0.7}, 1e-6, 1e6, "fm^-1", "inverse size of the flow"},
	[THAT] = {"That", ISH_KEY_REAL, {0.05}, 1e-9, 1e9, "1", "tau T at rho = rho_start"},
	[PIBAR] = {"pibar", ISH_KEY_REAL, {-0.3}, -1.0, 1.0, "1", "pi^33/(e+P) at rho = rho_start; not used without shear"},
	[RHO_START] = {"rho_start", ISH_KEY_REAL, {-6.0}, -12.0, 6.0, "1",
		"de Sitter time where (That, pibar) hold; early values give the attractor, which is causal"},
	[INNER] = {"window_inner", ISH_KEY_REAL, {0.65}, 0.0, 1.0, "half box",
		"radius up to which the initial data are those of the flow, over half of the shorter of the lengths x, y"},
	[OUTER] = {"window_outer", ISH_KEY_REAL, {0.98}, 0.0, 1.0, "half box",
		"radius from which the fluid is at rest; more than window_inner"},
};
/* clang-format on */

struct gubser {
	double q, p0, start;
	double centre[2];
	double inner, outer; /* fm */
	double floor;        /* ln e beyond the window */
	double that, rho;    /* initial values */
	double eta_over_s, relaxation, tau_pipi, phi_7;
	struct ish_ode_table *table; /* ln That, pibar over rho; NULL: ideal */
};

static double de_sitter_time(double q, double tau, double r)
{
	return -asinh((1.0 + q * q * (r * r - tau * tau)) / (2.0 * q * tau));
}

static bool slope(const void *parameters, double rho, const double y[], double dydx[])
{
	const struct gubser *flow = parameters;
	const double that = exp(y[0]);
	const double pibar = y[1];
	const double c = flow->relaxation;
	dydx[0] = tanh(rho) * (pibar - 2.0) / 3.0;
	dydx[1] = tanh(rho) * (4.0 / (3.0 * c) + flow->tau_pipi * pibar / 3.0 - 4.0 / 3.0 * pibar * pibar) -
	          (pibar + 2.0 * flow->phi_7 * pibar * pibar) * that / (c * flow->eta_over_s);
	return true;
}

static enum ish_status need_conformal(const struct ish_config *config)
{
	const enum ish_status status = ish_problem_need_geometry(config, "milne");
	if (status != ISH_OK) {
		return status;
	}
	if (strcmp(config->eos.name, "conformal") != 0) {
		return ish_config_refuse(config, "eos.name", "must be \"conformal\" in problem \"gubser\"");
	}
	if (config->transport.zeta_over_s != 0.0) {
		return ish_config_refuse(config, "transport.zeta_over_s", "must be 0 in problem \"gubser\"");
	}
	if (config->transport.eta_over_s != 0.0 && fabs(config->transport.delta_pipi - 4.0 / 3.0) > 1e-12) {
		return ish_config_refuse(config, "transport.delta_pipi",
		                         "must be 1.3333333333333333 in problem \"gubser\": no other is conformal");
	}
	if (config->grid.shape[0] == 1 || config->grid.shape[1] == 1) {
		return ish_config_refuse(config, "grid.shape",
		                         "must have 4 points or more along x and y in problem \"gubser\"");
	}
	if (!(config->problem.value[INNER][0] < config->problem.value[OUTER][0])) {
		return ish_config_refuse(config, "problem.window_inner", "must be below window_outer = %g",
		                         config->problem.value[OUTER][0]);
	}
	return ISH_OK;
}

static enum ish_status solve(const struct ish_config *config, struct gubser *flow, double first_rho)
{
	const struct ish_ode_config ode = {
		.what = "problem \"gubser\"",
		.size = 2,
		.slope = slope,
		.parameters = flow,
		.x0 = flow->rho,
		.y0 = {log(flow->that), config->problem.value[PIBAR][0]},
		.from = first_rho,
		.to = LAST_RHO,
		.spacing = SPACING,
	};
	return ish_ode_table_create(&flow->table, &ode);
}

/* ln e and pibar of the flow; false where the table does not reach. */
static bool solution(const struct gubser *flow, double tau, double r, double *ln_e, double *pibar)
{
	const double rho = de_sitter_time(flow->q, tau, r);
	double y[ISH_ODE_MAX] = {log(flow->that) + 2.0 / 3.0 * log(cosh(flow->rho) / cosh(rho)), 0.0};
	if (flow->table != NULL && !ish_ode_table_at(flow->table, rho, y)) {
		return false;
	}
	*ln_e = log(3.0 * flow->p0) + 4.0 * (y[0] - log(tau));
	*pibar = y[1];
	return true;
}

static enum ish_status prepare(const struct ish_config *config, void **data_out)
{
	*data_out = NULL;
	enum ish_status status = need_conformal(config);
	if (status != ISH_OK) {
		return status;
	}
	const double(*value)[3] = config->problem.value;
	const double *length = config->grid.length;
	const double half = 0.5 * fmin(length[0], length[1]);
	struct gubser flow = {.q = value[Q][0],
	                      .p0 = config->eos.p0,
	                      .start = config->time.start,
	                      .inner = half * value[INNER][0],
	                      .outer = half * value[OUTER][0],
	                      .that = value[THAT][0],
	                      .rho = value[RHO_START][0],
	                      .eta_over_s = config->transport.eta_over_s,
	                      .relaxation = config->transport.tau_pi,
	                      .tau_pipi = config->transport.tau_pipi,
	                      .phi_7 = config->transport.phi_7};
	for (int i = 0; i < 2; i++) {
		flow.centre[i] = config->grid.origin[i] + 0.5 * length[i];
	}
	if (flow.eta_over_s > 0.0) {
		/* the earliest is that of the corners of the box at the start */
		status = solve(config, &flow, de_sitter_time(flow.q, flow.start, 0.5 * hypot(length[0], length[1])));
		if (status != ISH_OK) {
			return status;
		}
	}
	double pibar = 0.0;
	struct gubser *data = malloc(sizeof *data);
	if (data == NULL || !solution(&flow, flow.start, flow.outer, &flow.floor, &pibar)) {
		ish_ode_table_destroy(flow.table);
		free(data);
		return data == NULL
		               ? ish_fail(ISH_ERR_MEMORY, "problem \"gubser\": no memory")
		               : ish_config_refuse(config, "time.start", "must be at most %g/q", 2.0 * sinh(LAST_RHO));
	}
	*data = flow;
	*data_out = data;
	return ISH_OK;
}

/* The fields of the flow at proper time tau; NaN where the table does not reach. */
static void exact(const void *data, double tau, const double x[3], double value[ISH_PRIMITIVES])
{
	const struct gubser *flow = data;
	const double dx = x[0] - flow->centre[0];
	const double dy = x[1] - flow->centre[1];
	const double r = hypot(dx, dy);
	double ln_e = NAN;
	double pibar = NAN;
	(void)solution(flow, tau, r, &ln_e, &pibar);
	const double q2 = flow->q * flow->q;
	const double minus = q2 * (tau * tau - r * r);
	const double by_r = 2.0 * q2 * tau / sqrt(1.0 + 2.0 * q2 * (tau * tau + r * r) + minus * minus); /* u^r/r */
	const double e = exp(ln_e);
	const double pi33 = pibar * 4.0 / 3.0 * e;
	value[ISH_E] = e;
	value[ISH_U1] = by_r * dx;
	value[ISH_U2] = by_r * dy;
	value[ISH_U3] = 0.0;
	/* -pi33/2 across the beam in the fluid's rest frame; gamma^2 = 1 + (u^r)^2 along the flow */
	value[ISH_PI11] = -0.5 * pi33 * (1.0 + by_r * by_r * dx * dx);
	value[ISH_PI12] = -0.5 * pi33 * by_r * by_r * dx * dy;
	value[ISH_PI13] = 0.0;
	value[ISH_PI22] = -0.5 * pi33 * (1.0 + by_r * by_r * dy * dy);
	value[ISH_PI23] = 0.0;
	value[ISH_BULK] = 0.0;
}

static void point(const void *data, const int index[3], const double x[3], double value[ISH_PRIMITIVES])
{
	(void)index;
	const struct gubser *flow = data;
	const double r = hypot(x[0] - flow->centre[0], x[1] - flow->centre[1]);
	exact(data, flow->start, x, value);
	const double weight = ish_problem_window((r - flow->inner) / (flow->outer - flow->inner));
	value[ISH_E] = exp(weight * log(value[ISH_E]) + (1.0 - weight) * flow->floor);
	for (int f = ISH_U1; f < ISH_PRIMITIVES; f++) {
		value[f] *= weight;
	}
}

static bool within(const void *data, double tau, const double x[3])
{
	const struct gubser *flow = data;
	const double r = hypot(x[0] - flow->centre[0], x[1] - flow->centre[1]);
	double ln_e;
	double pibar;
	return r + (tau - flow->start) <= flow->inner && solution(flow, tau, r, &ln_e, &pibar);
}

static void release(void *data)
{
	struct gubser *flow = data;
	ish_ode_table_destroy(flow->table);
	free(flow);
}

const struct ish_problem ish_problem_gubser = {
	.name = "gubser",
	.sentence = "radial and longitudinal expansion of a conformal fluid, ideal or viscous, with its exact solution "
                    "inside a "
		    "window; geometry milne only",
	.keys = keys,
	.key_count = KEYS,
	.prepare = prepare,
	.point = point,
	.exact = exact,
	.within = within,
	.release = release,
};
