/*
 * A relativistic Taylor-Green vortex (G. I. Taylor, A. E. Green, Proc. R. Soc. A 158, 499 (1937)), filling the box:
 * with theta_i = 2 pi (x_i - origin_i)/L_i on the first two axes a, b that have points, and c the third,
 *   v_a = V sin(theta_a) cos(theta_b) cos(theta_c),  v_b = -V (L_b/L_a) cos(theta_a) sin(theta_b) cos(theta_c),
 *   e   = e0 [1 + m (cos(2 theta_a) + cos(2 theta_b)) (cos(2 theta_c) + 2)/6],
 * V such that the largest speed is v_max; a missing axis has theta = 0. With one axis: v_b = v_max sin(theta_a) along
 * another axis.
 */
#include <math.h>
#include <stdlib.h>

#include "solver/problem_impl.h"

enum { SPEED, MODULATION, T0, NAVIER_STOKES, KEYS };

/* clang-format off */
static const struct ish_problem_key keys[KEYS] = {
	[SPEED] = {"v_max", ISH_KEY_REAL, {0.3}, 0.0, 0.95, "1", "largest speed"},
	[MODULATION] = {"modulation", ISH_KEY_REAL, {0.1}, -0.9, 0.9, "1",
		"largest relative deviation of the energy density"},
	[T0] = {"T0", ISH_KEY_REAL, {ISH_PROBLEM_TEMPERATURE}, 1e-6, 1e6, "fm^-1",
		"temperature at the mean energy density"},
	[NAVIER_STOKES] = {"navier_stokes", ISH_KEY_INTEGER, {0.0}, 0.0, 1.0, "1",
		"0: pi = Pi = 0 at the start; 1: their Navier-Stokes values"},
};
/* clang-format on */

struct vortex {
	struct ish_model model;
	struct ish_metric metric;
	bool navier_stokes;
	int flow, across; /* axes a and b */
	double origin[3];
	double k[3]; /* 2 pi/L, 0 on an axis of one point */
	double speed_a, speed_b;
	double e0, modulation;
};

static enum ish_status prepare(const struct ish_config *config, void **data_out)
{
	*data_out = NULL;
	struct vortex vortex = {.navier_stokes = config->problem.value[NAVIER_STOKES][0] != 0.0};
	const enum ish_status status = ish_model_init(&vortex.model, config);
	if (status != ISH_OK) {
		return status;
	}
	int axes[3] = {0, 0, 0};
	const int count = ish_problem_axes(config, axes);
	for (int i = 0; i < 3; i++) {
		vortex.origin[i] = config->grid.origin[i];
		vortex.k[i] = config->grid.shape[i] > 1 ? 2.0 * acos(-1.0) / config->grid.length[i] : 0.0;
	}
	const double speed = config->problem.value[SPEED][0];
	vortex.flow = axes[0];
	vortex.across = count > 1 ? axes[1] : (axes[0] + 1) % 3;
	if (count > 1) {
		const double ratio = vortex.k[vortex.flow] / vortex.k[vortex.across];
		vortex.speed_a = speed / fmax(1.0, ratio);
		vortex.speed_b = -vortex.speed_a * ratio;
	} else if (count == 1) {
		vortex.speed_b = speed;
	}
	vortex.e0 = ish_problem_energy(&vortex.model, config->problem.value[T0][0]);
	vortex.modulation = count > 0 ? config->problem.value[MODULATION][0] : 0.0;
	vortex.metric = ish_geometry_at(&vortex.model.geometry, config->time.start);
	struct vortex *data = malloc(sizeof *data);
	if (data == NULL) {
		return ish_fail(ISH_ERR_MEMORY, "problem \"taylor-green\": no memory");
	}
	*data = vortex;
	*data_out = data;
	return ISH_OK;
}

/* v and dv[i][j] = d v^j/d x^i */
static void velocity(const struct vortex *vortex, const double theta[3], double v[3], double dv[3][3])
{
	const int a = vortex->flow;
	const int b = vortex->across;
	const int c = 3 - a - b;
	const double *k = vortex->k;
	const double sa = sin(theta[a]), ca = cos(theta[a]);
	const double sb = sin(theta[b]), cb = cos(theta[b]);
	const double sc = sin(theta[c]), cc = cos(theta[c]);
	if (k[b] == 0.0) { /* one axis: a transverse wave */
		v[b] = vortex->speed_b * sa;
		dv[a][b] = vortex->speed_b * k[a] * ca;
		return;
	}
	const double va = vortex->speed_a;
	const double vb = vortex->speed_b;
	v[a] = va * sa * cb * cc;
	dv[a][a] = va * k[a] * ca * cb * cc;
	dv[b][a] = -va * k[b] * sa * sb * cc;
	dv[c][a] = -va * k[c] * sa * cb * sc;
	v[b] = vb * ca * sb * cc;
	dv[a][b] = -vb * k[a] * sa * sb * cc;
	dv[b][b] = vb * k[b] * ca * cb * cc;
	dv[c][b] = -vb * k[c] * ca * sb * sc;
}

static void energy(const struct vortex *vortex, const double theta[3], struct ish_flow *flow)
{
	const int a = vortex->flow;
	const int b = vortex->across;
	const int c = 3 - a - b;
	const double *k = vortex->k;
	const double scale = vortex->e0 * vortex->modulation / 6.0;
	const double plane = cos(2.0 * theta[a]) + cos(2.0 * theta[b]);
	const double height = cos(2.0 * theta[c]) + 2.0;
	flow->e = vortex->e0 + scale * plane * height;
	flow->de[a] = -scale * 2.0 * k[a] * sin(2.0 * theta[a]) * height;
	flow->de[b] = -scale * 2.0 * k[b] * sin(2.0 * theta[b]) * height;
	flow->de[c] = -scale * 2.0 * k[c] * sin(2.0 * theta[c]) * plane;
}

static void point(const void *data, const int index[3], const double x[3], double value[ISH_PRIMITIVES])
{
	(void)index;
	const struct vortex *vortex = data;
	double theta[3];
	for (int i = 0; i < 3; i++) {
		theta[i] = vortex->k[i] * (x[i] - vortex->origin[i]);
	}
	double v[3] = {0.0, 0.0, 0.0};
	double dv[3][3] = {{0.0}, {0.0}, {0.0}};
	struct ish_flow flow;
	velocity(vortex, theta, v, dv);
	ish_flow_set_velocity(&flow, v, dv);
	energy(vortex, theta, &flow);
	if (vortex->navier_stokes) {
		ish_flow_navier_stokes(&flow, &vortex->model, &vortex->metric, value);
	} else {
		ish_flow_primitives(&flow, value);
	}
}

const struct ish_problem ish_problem_taylor_green = {
	.name = "taylor-green",
	.sentence = "a relativistic Taylor-Green vortex with a smooth energy density, on any grid and in any geometry",
	.keys = keys,
	.key_count = KEYS,
	.prepare = prepare,
	.point = point,
	.release = free,
};
