/*
 * Lorentz covariance: one nonlinear flow with all ten fields, computed in two frames. In frame A it is a bump on a fluid that moves
 * across; frame B moves along x with the speed V. The initial data of B are the fields of A at t = V x, where the times of A
 * differ from place to place, boosted; those of a later time of B are what B's run must give. Nothing but the truncation
 * errors stands between the two runs, and those of A are far below.
 */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "cli/check/simulation.h"
#include "cli/check/state.h"

#define SPEED 0.4 /* of B in A */
/*
 * A: the bump of width 0.4 is 2e-11 of its height at 2.8 fm, and that edge moves at most as fast as light. Before the start there is
 * nothing outside it, and the start is early enough for B's first surface.
 */
#define A_LENGTH 18.0
#define A_START (-1.2)
#define A_END 4.4
#define WIDTH 0.4
/* B: the bump stays between -3.4 and 6.9 fm. */
#define B_ORIGIN (-5.0)
#define B_LENGTH 13.0
#define B_END 0.8

#define FLUID                                                                                                          \
	"eos.name=constant-cs2\neos.cs2=0.25\ntransport.eta_over_s=0.2\ntransport.zeta_over_s=0.1\ntransport.tau_Pi="  \
	"6.0\n"

enum {
	A_POINTS = 256,
	A_STEPS = 2240,
	STRIDE = 8, /* steps of A between two states that are kept */
	LEVELS = A_STEPS / STRIDE + 1,
	B_POINTS = 240,
	NEIGHBOURS = 8, /* states of A in the interpolation in time */
	BEFORE = NEIGHBOURS / 2 - 1,
	RUNS = 3
};

/* All states of A that are kept, [LEVELS][ISH_PRIMITIVES][A_POINTS]. */
struct history {
	double *fields;
};

static void background(double value[ISH_PRIMITIVES])
{
	const double fluid[ISH_PRIMITIVES] = {[ISH_E] = 4.0, [ISH_U2] = 0.3, [ISH_U3] = -0.2};
	memcpy(value, fluid, sizeof fluid);
}

/* A's initial data: bumps of each field at places of its own. */
static void bump(double x, double value[ISH_PRIMITIVES])
{
	static const double height[ISH_PRIMITIVES] = {1.0, 0.2, 0.15, -0.2, 0.1, 0.08, -0.12, 0.06, 0.1, -0.08};
	background(value);
	for (int f = 0; f < ISH_PRIMITIVES; f++) {
		const double s = (x - 0.2 * cos(2.0 * f)) / WIDTH;
		value[f] += height[f] * exp(-0.5 * s * s);
	}
}

/* The fields of frame B (speed along x in A) from those of A. */
static void boost(const double a[ISH_PRIMITIVES], double speed, double b[ISH_PRIMITIVES])
{
	const double g = 1.0 / sqrt(1.0 - speed * speed);
	const double u[4] = {sqrt(1.0 + a[1] * a[1] + a[2] * a[2] + a[3] * a[3]), a[1], a[2], a[3]};
	const double v[3] = {u[1] / u[0], u[2] / u[0], u[3] / u[0]};
	/* pi^33 (1 - v_3^2) = -(pi^11 + pi^22) + pi^ij v_i v_j without 33 */
	double pi[3][3] = {{a[4], a[5], a[6]}, {a[5], a[7], a[8]}, {a[6], a[8], 0.0}};
	double sum = -pi[0][0] - pi[1][1];
	for (int i = 0; i < 3; i++) {
		for (int j = 0; j < 3; j++) {
			sum += pi[i][j] * v[i] * v[j];
		}
	}
	pi[2][2] = sum / (1.0 - v[2] * v[2]);
	double time[3];
	for (int i = 0; i < 3; i++) {
		time[i] = pi[i][0] * v[0] + pi[i][1] * v[1] + pi[i][2] * v[2]; /* pi^0i */
	}
	const double time_time = time[0] * v[0] + time[1] * v[1] + time[2] * v[2];
	b[ISH_E] = a[ISH_E];
	b[ISH_U1] = g * (u[1] - speed * u[0]);
	b[ISH_U2] = u[2];
	b[ISH_U3] = u[3];
	b[ISH_PI11] = g * g * (pi[0][0] - 2.0 * speed * time[0] + speed * speed * time_time);
	b[ISH_PI12] = g * (pi[0][1] - speed * time[1]);
	b[ISH_PI13] = g * (pi[0][2] - speed * time[2]);
	b[ISH_PI22] = pi[1][1];
	b[ISH_PI23] = pi[1][2];
	b[ISH_BULK] = a[ISH_BULK];
}

/* Runs A and keeps its states. */
static enum ish_status run_a(struct ish_check *check, struct history *history)
{
	const size_t size = (size_t)ISH_PRIMITIVES * A_POINTS;
	struct ish_config config;
	struct ish_solver *solver = NULL;
	history->fields = malloc(LEVELS * size * sizeof *history->fields);
	if (history->fields == NULL) {
		return ish_fail(ISH_ERR_MEMORY, "check: no memory");
	}
	for (int i = 0; i < A_POINTS; i++) {
		double value[ISH_PRIMITIVES];
		bump((i - 0.5 * A_POINTS) * A_LENGTH / A_POINTS, value);
		for (size_t f = 0; f < ISH_PRIMITIVES; f++) {
			history->fields[f * A_POINTS + (size_t)i] = value[f];
		}
	}
	enum ish_status status =
		ish_check_configure(check, &config,
	                            FLUID "grid.shape=[%d,1,1]\ngrid.length=[%.17g,1.0,1.0]\ntime.start=%.17g\n"
	                                  "time.end=%.17g\ntime.scheme=imex-ars3\n",
	                            A_POINTS, A_LENGTH, A_START, A_END);
	if (status == ISH_OK) {
		status = ish_check_solver_from(&config, history->fields, &solver);
	}
	for (size_t level = 1; status == ISH_OK && level < LEVELS; level++) {
		double *value[ISH_PRIMITIVES];
		status = ish_check_advance(solver, A_START + (A_END - A_START) * ((double)level / (double)(LEVELS - 1)),
		                           STRIDE);
		for (size_t f = 0; f < ISH_PRIMITIVES; f++) {
			value[f] = history->fields + level * size + f * A_POINTS;
		}
		if (status == ISH_OK) {
			ish_solver_fields(solver, value);
		}
	}
	ish_solver_destroy(solver);
	return status;
}

/* A's fields at an event: the trigonometric polynomial through its points, a polynomial in time through neighbouring states. */
static void event(const struct history *history, double t, double x, double value[ISH_PRIMITIVES])
{
	const double pi = acos(-1.0);
	double at_point[A_POINTS];
	double at_level[NEIGHBOURS];
	for (int j = 0; j < A_POINTS; j++) {
		const double half = pi * (x / A_LENGTH - (double)j / A_POINTS + 0.5);
		at_point[j] = fabs(sin(half)) < 1e-14 ? 1.0 : sin(A_POINTS * half) / (A_POINTS * tan(half));
	}
	const double place = fmin(fmax((t - A_START) / (A_END - A_START), 0.0), 1.0) * (LEVELS - 1);
	const int first = (int)fmin(fmax(floor(place) - BEFORE, 0.0), LEVELS - NEIGHBOURS);
	for (int k = 0; k < NEIGHBOURS; k++) {
		at_level[k] = 1.0;
		for (int m = 0; m < NEIGHBOURS; m++) {
			at_level[k] *= m != k ? (place - first - m) / (k - m) : 1.0;
		}
	}
	for (int f = 0; f < ISH_PRIMITIVES; f++) {
		value[f] = 0.0;
		for (int k = 0; k < NEIGHBOURS; k++) {
			const double *row =
				history->fields + ((size_t)(first + k) * ISH_PRIMITIVES + (size_t)f) * A_POINTS;
			for (int j = 0; j < A_POINTS; j++) {
				value[f] += at_level[k] * at_point[j] * row[j];
			}
		}
	}
}

/* The fields of B at its time t, with B's x along `axis` of the box: [ISH_PRIMITIVES][B_POINTS]. */
static void frame_b(const struct history *history, double t, int axis, double *fields)
{
	const double g = 1.0 / sqrt(1.0 - SPEED * SPEED);
	/* by axis: B's x along x, y, z of the box, y and z following in turn */
	static const double turn[3][3][3] = {{{1.0, 0.0, 0.0}, {0.0, 1.0, 0.0}, {0.0, 0.0, 1.0}},
	                                     {{0.0, 0.0, 1.0}, {1.0, 0.0, 0.0}, {0.0, 1.0, 0.0}},
	                                     {{0.0, 1.0, 0.0}, {0.0, 0.0, 1.0}, {1.0, 0.0, 0.0}}};
	for (int i = 0; i < B_POINTS; i++) {
		const double x = B_ORIGIN + i * B_LENGTH / B_POINTS;
		double a[ISH_PRIMITIVES];
		double b[ISH_PRIMITIVES];
		double turned[ISH_PRIMITIVES];
		if (fabs(g * (x + SPEED * t)) < 0.5 * A_LENGTH) {
			event(history, g * (t + SPEED * x), g * (x + SPEED * t), a);
		} else {
			background(a);
		}
		boost(a, SPEED, b);
		ish_check_turn(turn[axis], b, turned);
		for (int f = 0; f < ISH_PRIMITIVES; f++) {
			fields[f * B_POINTS + i] = turned[f];
		}
	}
}

static enum ish_status run_b(struct ish_check *check, int axis, const struct ish_check_scheme *scheme,
                             const double *start, const double *end)
{
	const int third = scheme->order == 3;
	struct ish_check_norm error[RUNS];
	struct ish_config config;
	const int n[3] = {axis == 0 ? B_POINTS : 1, axis == 1 ? B_POINTS : 1, axis == 2 ? B_POINTS : 1};
	enum ish_status status = ish_check_configure(
		check, &config, FLUID "grid.shape=[%d,%d,%d]\ngrid.length=[%.17g,%.17g,%.17g]\ntime.scheme=%s\n", n[0],
		n[1], n[2], B_LENGTH, B_LENGTH, B_LENGTH, scheme->name);
	for (int i = 0; status == ISH_OK && i < RUNS; i++) {
		double *fields = NULL;
		status = ish_check_fields_from(&config, start, B_END, (third ? 40L : 120L) << i, &fields);
		if (status == ISH_OK) {
			error[i] = ish_check_distance(&config, fields, end);
		}
		free(fields);
	}
	if (status == ISH_OK) {
		char label[32] = "along x";
		label[6] = "xyz"[axis];
		const struct ish_check_key key = {
			.label = label, .quantity = "all", .scheme = scheme->name, .shape = config.grid.shape};
		const struct ish_check_gate gate = {
			.refinement = 2.0, .order = scheme->order, .tolerance = 0.15, .bound = third ? 5e-7 : 5e-6};
		ish_check_orders(check, &key, RUNS, error, &gate);
	}
	return status;
}

static enum ish_status run(struct ish_check *check)
{
	const size_t size = (size_t)ISH_PRIMITIVES * B_POINTS;
	struct history history = {NULL};
	double *start = malloc(size * sizeof *start);
	double *end = malloc(size * sizeof *end);
	if (start == NULL || end == NULL) {
		free(start);
		free(end);
		return ish_fail(ISH_ERR_MEMORY, "check: no memory");
	}
	enum ish_status status = run_a(check, &history);
	for (int axis = 0; status == ISH_OK && axis < 3; axis++) {
		frame_b(&history, 0.0, axis, start);
		frame_b(&history, B_END, axis, end);
		for (int s = 0; status == ISH_OK && s < ISH_CHECK_SCHEMES; s++) {
			status = run_b(check, axis, &ish_check_scheme[s], start, end);
		}
	}
	free(history.fields);
	free(start);
	free(end);
	return status;
}

const struct ish_check_case ish_check_boost = {
	.name = "boost",
	.sentence = "a nonlinear flow with all fields in two frames that move at 0.4 of the speed of light: Lorentz "
		    "covariance",
	.suite = ISH_CHECK_QUICK,
	.run = run,
};
