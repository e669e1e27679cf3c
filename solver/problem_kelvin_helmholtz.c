/*
 * A periodic double shear layer that rolls up (Kelvin-Helmholtz instability), smooth and periodic without images: with
 * theta = 2 pi (x - origin)/L on the axes a of the flow, b across it and c, and s = -cos(theta_b)/(2 pi width), which
 * is the distance from the layers at L_b/4 and 3 L_b/4 over width L_b near them,
 *   v_a = v tanh(s),   v_b = amplitude v sin(mode theta_a) exp(-s^2/8) (2 + cos(theta_c))/3,   e = e0.
 * a and b are the first two axes with points; with one axis there is the layer alone, across that axis.
 */
#include <math.h>
#include <stdlib.h>

#include "solver/problem_impl.h"

enum { SPEED, WIDTH, AMPLITUDE, MODE, T0, NAVIER_STOKES, KEYS };

/*
 * The profile's spectrum falls as exp(-pi k width L/2): to 2.5 % at the largest wave number for this many points in a
 * width.
 */
#define LEAST_POINTS 0.75

/* clang-format off */
static const struct ish_problem_key keys[KEYS] = {
	[SPEED] = {"velocity", ISH_KEY_REAL, {0.3}, 0.0, 0.9, "1",
		"speed on either side of a layer, in opposite directions"},
	[WIDTH] = {"width", ISH_KEY_REAL, {0.1}, 1e-4, 1.0, "box",
		"width of the tanh profile over the length of the box; at least 0.75 points"},
	[AMPLITUDE] = {"amplitude", ISH_KEY_REAL, {0.01}, 0.0, 0.3, "1", "largest transverse speed over `velocity`"},
	[MODE] = {"mode", ISH_KEY_INTEGER, {1.0}, 1.0, 1e6, "1", "waves of the perturbation along the flow"},
	[T0] = {"T0", ISH_KEY_REAL, {ISH_PROBLEM_TEMPERATURE}, 1e-6, 1e6, "fm^-1", "temperature"},
	[NAVIER_STOKES] = {"navier_stokes", ISH_KEY_INTEGER, {0.0}, 0.0, 1.0, "1",
		"0: pi = Pi = 0 at the start; 1: their Navier-Stokes values"},
};
/* clang-format on */

struct layer {
	struct ish_model model;
	struct ish_metric metric;
	bool navier_stokes;
	int flow, across; /* axes a and b */
	double origin[3];
	double k[3]; /* 2 pi/L, 0 on an axis of one point */
	double speed, amplitude, mode;
	double steepness; /* 1/(2 pi width) */
	double e;
};

static enum ish_status set_axes(const struct ish_config *config, struct layer *layer)
{
	int axes[3] = {0, 0, 0};
	const int count = ish_problem_axes(config, axes);
	if (count == 0) {
		return ish_config_refuse(config, "grid.shape",
		                         "must have an axis of 4 points or more in problem \"kelvin-helmholtz\"");
	}
	layer->across = count > 1 ? axes[1] : axes[0];
	layer->flow = count > 1 ? axes[0] : (axes[0] + 1) % 3;
	const int points = config->grid.shape[layer->across];
	const double width = config->problem.value[WIDTH][0];
	if (width * points < LEAST_POINTS) {
		return ish_config_refuse(config, "problem.width",
		                         "must be %.4g or more on an axis of %d points: the layer is not resolved",
		                         LEAST_POINTS / points, points);
	}
	const int along = config->grid.shape[layer->flow];
	if (along > 1 && 2.0 * layer->mode >= along) {
		return ish_config_refuse(config, "problem.mode", "must be below half of the %d points of its axis",
		                         along);
	}
	return ISH_OK;
}

static enum ish_status prepare(const struct ish_config *config, void **data_out)
{
	*data_out = NULL;
	struct layer layer = {.speed = config->problem.value[SPEED][0],
	                      .amplitude = config->problem.value[AMPLITUDE][0],
	                      .mode = config->problem.value[MODE][0],
	                      .navier_stokes = config->problem.value[NAVIER_STOKES][0] != 0.0};
	enum ish_status status = ish_model_init(&layer.model, config);
	if (status != ISH_OK) {
		return status;
	}
	status = set_axes(config, &layer);
	if (status != ISH_OK) {
		return status;
	}
	layer.metric = ish_geometry_at(&layer.model.geometry, config->time.start);
	const double two_pi = 2.0 * acos(-1.0);
	for (int i = 0; i < 3; i++) {
		layer.origin[i] = config->grid.origin[i];
		layer.k[i] = config->grid.shape[i] > 1 ? two_pi / config->grid.length[i] : 0.0;
	}
	layer.steepness = 1.0 / (two_pi * config->problem.value[WIDTH][0]);
	layer.e = ish_problem_energy(&layer.model, config->problem.value[T0][0]);
	struct layer *data = malloc(sizeof *data);
	if (data == NULL) {
		return ish_fail(ISH_ERR_MEMORY, "problem \"kelvin-helmholtz\": no memory");
	}
	*data = layer;
	*data_out = data;
	return ISH_OK;
}

/* v and dv[i][j] = d v^j/d x^i */
static void velocity(const struct layer *layer, const double theta[3], double v[3], double dv[3][3])
{
	const int a = layer->flow;
	const int b = layer->across;
	const int c = 3 - a - b;
	const double s = -layer->steepness * cos(theta[b]);
	const double ds = layer->steepness * layer->k[b] * sin(theta[b]);
	const double profile = tanh(s);
	v[a] = layer->speed * profile;
	dv[b][a] = layer->speed * (1.0 - profile * profile) * ds;

	const double wave = layer->mode * theta[a];
	const double near = exp(-0.125 * s * s);
	const double height = (2.0 + cos(theta[c])) / 3.0;
	const double scale = layer->amplitude * layer->speed;
	v[b] = scale * sin(wave) * near * height;
	dv[a][b] = scale * layer->mode * layer->k[a] * cos(wave) * near * height;
	dv[b][b] = -0.25 * s * ds * v[b];
	dv[c][b] = -scale * sin(wave) * near * layer->k[c] * sin(theta[c]) / 3.0;
}

static void point(const void *data, const int index[3], const double x[3], double value[ISH_PRIMITIVES])
{
	(void)index;
	const struct layer *layer = data;
	double theta[3];
	for (int i = 0; i < 3; i++) {
		theta[i] = layer->k[i] * (x[i] - layer->origin[i]);
	}
	double v[3] = {0.0, 0.0, 0.0};
	double dv[3][3] = {{0.0}, {0.0}, {0.0}};
	struct ish_flow flow = {.e = layer->e, .de = {0.0, 0.0, 0.0}};
	velocity(layer, theta, v, dv);
	ish_flow_set_velocity(&flow, v, dv);
	if (layer->navier_stokes) {
		ish_flow_navier_stokes(&flow, &layer->model, &layer->metric, value);
	} else {
		ish_flow_primitives(&flow, value);
	}
}

const struct ish_problem ish_problem_kelvin_helmholtz = {
	.name = "kelvin-helmholtz",
	.sentence = "a periodic double shear layer with a perturbation that grows, in any geometry",
	.keys = keys,
	.key_count = KEYS,
	.prepare = prepare,
	.point = point,
	.release = free,
};
