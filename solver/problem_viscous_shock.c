/*
 * A viscous shock that moves through a fluid in motion: a plane travelling wave, exact and nonlinear, with all fields.
 *
 * The profile is that of solver/steady_shock.h over s = N_a x^a, N the unit normal of the shock's front (space-like); the fluid
 * ahead has the four-velocity u_1. With the shock's rest frame t = (u_1 + g_1 v_1 N)/(g_1), orthogonal to N,
 *   u = g (t - v N),   l = g (-v t + N),   pi^ab = X (3 l^a l^b - Delta^ab)/2
 * at y = -s. In the box N = G (V, n): n is the direction of `wave`, one period of which holds the shock in its middle, and V is
 * the shock's speed along n, G = 1/sqrt(1 - V^2). `velocity`, that of the fluid ahead, need not be along n.
 *
 * The box is periodic and a shock is not: from an inner to an outer distance on both sides the initial data go smoothly over to
 * the fluid ahead. What that changes travels at most as fast as light: the solution is exact up to inner - (t - t_0).
 */
#include <math.h>
#include <stdlib.h>

#include "solver/problem_impl.h"
#include "solver/steady_shock.h"

enum { WAVE, VELOCITY, RATIO, T0, INNER, OUTER, KEYS };

#define MOST_WAVE 524288.0 /* that of an axis of the largest grid */
#define MOST_SPEED 0.99

/* clang-format off */
static const struct ish_problem_key keys[KEYS] = {
	[WAVE] = {"wave", ISH_KEY_VECTOR, {1.0, 0.0, 0.0}, -MOST_WAVE, MOST_WAVE, "1",
		"integers n_i: the shock moves along k_i = 2 pi n_i/L_i, one in each period"},
	[VELOCITY] = {"velocity", ISH_KEY_VECTOR, {0.0, 0.0, 0.0}, -MOST_SPEED, MOST_SPEED, "1",
		"of the fluid ahead, its length at most 0.99"},
	[RATIO] = {"ratio", ISH_KEY_REAL, {1.5}, 1.0001, 1e6, "1", "pressure behind over pressure ahead"},
	[T0] = {"T0", ISH_KEY_REAL, {ISH_PROBLEM_TEMPERATURE}, 1e-6, 1e6, "fm^-1", "temperature ahead"},
	[INNER] = {"window_inner", ISH_KEY_REAL, {0.6}, 0.0, 1.0, "half period",
		"distance from the shock up to which the initial data are those of the shock"},
	[OUTER] = {"window_outer", ISH_KEY_REAL, {0.98}, 0.0, 1.0, "half period",
		"distance from which they are the fluid ahead; more than window_inner"},
};
/* clang-format on */

struct travelling {
	double start;
	double origin[3], n[3], period;
	double speed, gamma;       /* of the shock along n */
	double rest[4], normal[4]; /* t^a and N^a */
	double inner, outer;       /* fm */
	double ahead[ISH_PRIMITIVES];
	struct ish_steady_shock shock;
};

static enum ish_status check(const struct ish_config *config, const struct ish_model *model)
{
	const double(*value)[3] = config->problem.value;
	const double *v = value[VELOCITY];
	const double speed = sqrt(v[0] * v[0] + v[1] * v[1] + v[2] * v[2]);
	if (!model->shear && !model->bulk) {
		return ish_config_refuse(config, "transport.eta_over_s",
		                         "must be more than 0 in problem \"viscous-shock\" unless zeta_over_s is");
	}
	if (!(speed <= MOST_SPEED)) {
		return ish_config_refuse(config, "problem.velocity", "must be at most %g long, not %g", MOST_SPEED,
		                         speed);
	}
	if (!(value[INNER][0] < value[OUTER][0])) {
		return ish_config_refuse(config, "problem.window_inner", "must be below window_outer = %g",
		                         value[OUTER][0]);
	}
	return ISH_OK;
}

static enum ish_status make_shock(const struct ish_config *config, const struct ish_model *model,
                                  struct travelling *wave)
{
	const struct ish_transport_config *k = &config->transport;
	const double e = ish_problem_energy(model, config->problem.value[T0][0]);
	const struct ish_steady_shock_config steady = {
		.what = "problem \"viscous-shock\"",
		.c2 = ish_problem_thermo(model, e).cs2,
		.p0 = config->eos.p0,
		.e = e,
		.ratio = config->problem.value[RATIO][0],
		.eta_over_s = k->eta_over_s,
		.tau_pi = k->tau_pi,
		.delta_pipi = k->delta_pipi,
		.tau_pipi = k->tau_pipi,
		.lambda_piPi = k->lambda_piPi,
		.phi_7 = k->phi_7,
		.zeta_over_s = k->zeta_over_s,
		.tau_Pi = k->tau_Pi,
		.delta_PiPi = k->delta_PiPi,
		.lambda_Pipi = k->lambda_Pipi,
	};
	wave->ahead[ISH_E] = e;
	return ish_steady_shock_init(&wave->shock, &steady);
}

/* Speed and normal of the shock in the box, from the fluid ahead: u_1.N = -g_1 v_1. */
static void orient(struct travelling *wave, const double v[3])
{
	const double u0 = 1.0 / sqrt(1.0 - v[0] * v[0] - v[1] * v[1] - v[2] * v[2]);
	const double along = u0 * (v[0] * wave->n[0] + v[1] * wave->n[1] + v[2] * wave->n[2]);
	const double across = sqrt(u0 * u0 - along * along);
	const double g1 = 1.0 / sqrt(1.0 - wave->shock.v1 * wave->shock.v1);
	const double enters = g1 * wave->shock.v1;
	const double rapidity = asinh(along / across) + asinh(enters / across);
	wave->speed = tanh(rapidity);
	wave->gamma = cosh(rapidity);
	wave->normal[0] = sinh(rapidity);
	wave->rest[0] = (u0 + enters * wave->normal[0]) / g1;
	for (int i = 0; i < 3; i++) {
		wave->ahead[ISH_U1 + i] = u0 * v[i];
		wave->normal[1 + i] = wave->gamma * wave->n[i];
		wave->rest[1 + i] = (u0 * v[i] + enters * wave->normal[1 + i]) / g1;
	}
}

static enum ish_status prepare(const struct ish_config *config, void **data_out)
{
	const double(*value)[3] = config->problem.value;
	struct travelling wave = {.start = config->time.start};
	struct ish_model model;
	*data_out = NULL;
	enum ish_status status = ish_problem_need_geometry(config, "minkowski");
	if (status == ISH_OK) {
		status = ish_problem_wave_vector(config, value[WAVE], wave.n);
	}
	if (status == ISH_OK) {
		status = ish_model_init(&model, config);
	}
	if (status == ISH_OK) {
		status = check(config, &model);
	}
	if (status == ISH_OK) {
		status = make_shock(config, &model, &wave);
	}
	if (status != ISH_OK) {
		return status;
	}
	const double k = sqrt(wave.n[0] * wave.n[0] + wave.n[1] * wave.n[1] + wave.n[2] * wave.n[2]);
	wave.period = 2.0 * acos(-1.0) / k;
	wave.inner = 0.5 * wave.period * value[INNER][0];
	wave.outer = 0.5 * wave.period * value[OUTER][0];
	for (int i = 0; i < 3; i++) {
		wave.origin[i] = config->grid.origin[i];
		wave.n[i] /= k;
	}
	orient(&wave, value[VELOCITY]);
	struct travelling *data = malloc(sizeof *data);
	if (data == NULL) {
		ish_steady_shock_reset(&wave.shock);
		return ish_fail(ISH_ERR_MEMORY, "problem \"viscous-shock\": no memory");
	}
	*data = wave;
	*data_out = data;
	return ISH_OK;
}

/* Distance along n from the shock's place at the start, the middle of a period. */
static double distance(const struct travelling *wave, const double x[3])
{
	double d = 0.0;
	for (int i = 0; i < 3; i++) {
		d += wave->n[i] * (x[i] - wave->origin[i]);
	}
	return d - wave->period * floor(d / wave->period) - 0.5 * wave->period;
}

static void exact(const void *data, double t, const double x[3], double value[ISH_PRIMITIVES])
{
	const struct travelling *wave = data;
	const double s = wave->gamma * (distance(wave, x) - wave->speed * (t - wave->start));
	const struct ish_shock_state state = ish_steady_shock_at(&wave->shock, -s);
	const double g = 1.0 / sqrt(1.0 - state.v * state.v);
	double u[4];
	double l[4];
	for (int a = 0; a < 4; a++) {
		u[a] = g * (wave->rest[a] - state.v * wave->normal[a]);
		l[a] = g * (-state.v * wave->rest[a] + wave->normal[a]);
	}
	static const int place[5][2] = {{1, 1}, {1, 2}, {1, 3}, {2, 2}, {2, 3}};
	value[ISH_E] = state.e;
	value[ISH_BULK] = state.bulk;
	for (int i = 0; i < 3; i++) {
		value[ISH_U1 + i] = u[1 + i];
	}
	for (int f = 0; f < 5; f++) {
		const int i = place[f][0];
		const int j = place[f][1];
		value[ISH_PI11 + f] = 0.5 * state.shear * (3.0 * l[i] * l[j] - u[i] * u[j] - (double)(i == j));
	}
}

static void point(const void *data, const int index[3], const double x[3], double value[ISH_PRIMITIVES])
{
	(void)index;
	const struct travelling *wave = data;
	const double weight = ish_problem_window((fabs(distance(wave, x)) - wave->inner) / (wave->outer - wave->inner));
	exact(data, wave->start, x, value);
	for (int f = 0; f < ISH_PRIMITIVES; f++) {
		value[f] = wave->ahead[f] + weight * (value[f] - wave->ahead[f]);
	}
}

static bool within(const void *data, double t, const double x[3])
{
	const struct travelling *wave = data;
	return fabs(distance(wave, x)) + fabs(t - wave->start) <= wave->inner;
}

static void release(void *data)
{
	struct travelling *wave = data;
	ish_steady_shock_reset(&wave->shock);
	free(wave);
}

const struct ish_problem ish_problem_viscous_shock = {
	.name = "viscous-shock",
	.sentence = "a plane shock with its viscous profile in a fluid that moves in any direction, with its exact "
                    "solution inside a "
		    "window; geometry minkowski only",
	.keys = keys,
	.key_count = KEYS,
	.prepare = prepare,
	.point = point,
	.exact = exact,
	.within = within,
	.release = release,
};
