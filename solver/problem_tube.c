/*
 * A double shock tube: a slab of high pressure in a periodic box, with smooth walls at a quarter and three quarters of the
 * period along the wave vector. With phase = k.(x - origin) and s = -cos(phase)/(2 pi width), which is the distance from
 * a wall over width periods near it,
 *   P = P_low + (P_high - P_low) (1 + tanh s)/2,   u = 0.
 * Exact: that of walls without width (solver/riemann.h), for an ideal fluid and until the waves from the two walls meet.
 */
#include <math.h>
#include <stdlib.h>

#include "solver/problem_impl.h"
#include "solver/riemann.h"

enum { WAVE, RATIO, WIDTH, T0, KEYS };

#define MOST_WAVE 524288.0 /* that of an axis of the largest grid */

/* clang-format off */
static const struct ish_problem_key keys[KEYS] = {
	[WAVE] = {"wave", ISH_KEY_VECTOR, {1.0, 0.0, 0.0}, -MOST_WAVE, MOST_WAVE, "1",
		"integers n_i: the tube lies along k_i = 2 pi n_i/L_i"},
	[RATIO] = {"ratio", ISH_KEY_REAL, {10.0}, 1.0, 1e6, "1", "high pressure over low pressure"},
	[WIDTH] = {"width", ISH_KEY_REAL, {0.05}, 0.0, 0.2, "period",
		"of the tanh profile of a wall, over the period 2 pi/|k|; 0: sharp"},
	[T0] = {"T0", ISH_KEY_REAL, {ISH_PROBLEM_TEMPERATURE}, 1e-6, 1e6, "fm^-1", "temperature at high pressure"},
};
/* clang-format on */

struct tube {
	double start, meeting; /* fm; meeting: of the waves, from the start */
	double origin[3], k[3], length;
	double inv_width; /* 1/(2 pi width), 0 for sharp walls */
	double p_high, p_low, cs2;
	bool ideal;
	struct ish_riemann riemann; /* low pressure on the left */
};

static enum ish_status prepare(const struct ish_config *config, void **data_out)
{
	const double(*value)[3] = config->problem.value;
	const double pi = acos(-1.0);
	struct tube tube = {.start = config->time.start};
	*data_out = NULL;
	enum ish_status status = ish_problem_need_geometry(config, "minkowski");
	if (status != ISH_OK) {
		return status;
	}
	status = ish_problem_wave_vector(config, value[WAVE], tube.k);
	if (status != ISH_OK) {
		return status;
	}
	struct ish_model model;
	status = ish_model_init(&model, config);
	if (status != ISH_OK) {
		return status;
	}
	const struct ish_thermo thermo = ish_problem_thermo(&model, ish_problem_energy(&model, value[T0][0]));
	tube.ideal = !model.shear && !model.bulk;
	tube.cs2 = thermo.cs2;
	tube.p_high = thermo.p;
	tube.p_low = thermo.p / value[RATIO][0];
	tube.inv_width = value[WIDTH][0] > 0.0 ? 1.0 / (2.0 * pi * value[WIDTH][0]) : 0.0;
	tube.length = sqrt(tube.k[0] * tube.k[0] + tube.k[1] * tube.k[1] + tube.k[2] * tube.k[2]);
	status = ish_riemann_solve(&tube.riemann, tube.cs2, tube.p_low, 0.0, tube.p_high, 0.0);
	if (status != ISH_OK) {
		return status;
	}
	/* a quarter of a period to the middle of either slab, at the speed of the faster wave */
	tube.meeting = 0.5 * pi / tube.length / fmax(tube.riemann.right.head, -tube.riemann.left.head);
	for (int i = 0; i < 3; i++) {
		tube.origin[i] = config->grid.origin[i];
	}
	struct tube *data = malloc(sizeof *data);
	if (data == NULL) {
		return ish_fail(ISH_ERR_MEMORY, "problem \"tube\": no memory");
	}
	*data = tube;
	*data_out = data;
	return ISH_OK;
}

/* Phase along the tube from 0 to 2 pi: walls at pi/2 and 3 pi/2, high pressure between them. */
static double phase_at(const struct tube *tube, const double x[3])
{
	double phase = 0.0;
	for (int i = 0; i < 3; i++) {
		phase += tube->k[i] * (x[i] - tube->origin[i]);
	}
	const double period = 2.0 * acos(-1.0);
	return phase - period * floor(phase / period);
}

static void fill(const struct tube *tube, double p, double v, double value[ISH_PRIMITIVES])
{
	value[ISH_E] = p / tube->cs2;
	for (int i = 0; i < 3; i++) {
		value[ISH_U1 + i] = v / sqrt(1.0 - v * v) * tube->k[i] / tube->length;
	}
	for (int f = ISH_PI11; f < ISH_PRIMITIVES; f++) {
		value[f] = 0.0;
	}
}

static void point(const void *data, const int index[3], const double x[3], double value[ISH_PRIMITIVES])
{
	(void)index;
	const struct tube *tube = data;
	const double s = -cos(phase_at(tube, x));
	const double weight = tube->inv_width > 0.0 ? 0.5 * (1.0 + tanh(s * tube->inv_width)) : (double)(s > 0.0);
	fill(tube, tube->p_low + (tube->p_high - tube->p_low) * weight, 0.0, value);
}

static void exact(const void *data, double t, const double x[3], double value[ISH_PRIMITIVES])
{
	const struct tube *tube = data;
	const double pi = acos(-1.0);
	const double phase = phase_at(tube, x);
	/* the wall at 3 pi/2 is the mirror image of that at pi/2 */
	const double mirror = phase < pi ? 1.0 : -1.0;
	const double distance = ((phase < pi ? phase : 2.0 * pi - phase) - 0.5 * pi) / tube->length;
	const double time = t - tube->start;
	double p;
	double v;
	ish_riemann_at(&tube->riemann, time > 0.0 ? distance / time : copysign(2.0, distance), &p, &v);
	fill(tube, p, mirror * v, value);
}

static bool within(const void *data, double t, const double x[3])
{
	(void)x;
	const struct tube *tube = data;
	return tube->ideal && t >= tube->start && t - tube->start < tube->meeting;
}

const struct ish_problem ish_problem_tube = {
	.name = "tube",
	.sentence = "a slab of high pressure that bursts: two shock tubes with smooth walls, back to back; the exact "
                    "solution is that "
		    "of sharp walls and no viscosity; geometry minkowski only",
	.keys = keys,
	.key_count = KEYS,
	.prepare = prepare,
	.point = point,
	.exact = exact,
	.within = within,
	.release = free,
};
