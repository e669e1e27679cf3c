/*
 * Exact symmetries: a state that is turned by 90 degrees, mirrored or moved by one cell evolves into the turned, mirrored
 * or moved state, to round-off. Random data in all ten fields with every second-order term.
 */
#include <math.h>
#include <stdlib.h>

#include "cli/check/simulation.h"
#include "cli/check/state.h"

enum { POINTS = 8, CELLS = POINTS * POINTS * POINTS, STEPS = 10 };

#define SPAN 0.3

/* New axis a is the old axis axis[a], reversed where sign[a] is -1, then moved by shift[a] cells. */
struct symmetry {
	int axis[3], sign[3], shift[3];
	bool keeps_z; /* exchanges z with no other axis */
};

struct group {
	const char *name;
	struct symmetry member[4];
	int count;
};

static const struct group groups[] = {
	{"rotations by 90 degrees",
         {{{1, 0, 2}, {-1, 1, 1}, {0, 0, 0}, true},
          {{0, 2, 1}, {1, -1, 1}, {0, 0, 0}, false},
          {{2, 1, 0}, {1, 1, -1}, {0, 0, 0}, false},
          {{2, 0, 1}, {1, 1, 1}, {0, 0, 0}, false}},
         4},
	{"mirrors",
         {{{0, 1, 2}, {-1, 1, 1}, {0, 0, 0}, true},
          {{0, 1, 2}, {1, -1, 1}, {0, 0, 0}, true},
          {{0, 1, 2}, {1, 1, -1}, {0, 0, 0}, true}},
         3},
	{"translations by a cell",
         {{{0, 1, 2}, {1, 1, 1}, {1, 0, 0}, true},
          {{0, 1, 2}, {1, 1, 1}, {0, 1, 0}, true},
          {{0, 1, 2}, {1, 1, 1}, {0, 0, 1}, true}},
         3},
};

static const struct {
	const char *name, *lines, *scheme;
	bool alike; /* all axes expand alike */
} spaces[] = {
	{"minkowski", "geometry.name=minkowski\n", "imex-ssp2", true},
	{"milne", "geometry.name=milne\ntime.start=0.8\n", "imex-ars2", false},
	{"flrw", "geometry.name=flrw\ngeometry.exponent=0.6\ntime.start=0.8\n", "imex-ssp3", true},
	{"kasner", "geometry.name=kasner\ngeometry.exponents=[0.6,0.6,-0.3]\ntime.start=0.8\n", "imex-ars3", false},
};

/* The fields after the symmetry; freed by the caller. */
static double *transformed(const struct symmetry *s, const double *fields)
{
	double turn[3][3] = {{0.0}, {0.0}, {0.0}};
	double *out = malloc((size_t)(ISH_PRIMITIVES * CELLS) * sizeof *out);
	for (int a = 0; a < 3; a++) {
		turn[a][s->axis[a]] = s->sign[a];
	}
	for (int cell = 0; out != NULL && cell < CELLS; cell++) {
		const int at[3] = {cell % POINTS, cell / POINTS % POINTS, cell / POINTS / POINTS};
		int from[3] = {0, 0, 0};
		double old[ISH_PRIMITIVES];
		double now[ISH_PRIMITIVES];
		for (int a = 0; a < 3; a++) {
			from[s->axis[a]] = (s->sign[a] * (at[a] - s->shift[a]) + 2 * POINTS) % POINTS;
		}
		for (int f = 0; f < ISH_PRIMITIVES; f++) {
			old[f] = fields[f * CELLS + from[0] + POINTS * (from[1] + POINTS * from[2])];
		}
		ish_check_turn((const double(*)[3])turn, old, now);
		for (int f = 0; f < ISH_PRIMITIVES; f++) {
			out[f * CELLS + cell] = now[f];
		}
	}
	return out;
}

/* Adds how far the transformed end is from the end of the transformed start, and the least that a symmetry moves a state. */
static enum ish_status measure(const struct ish_config *config, const struct symmetry *s, const double *start,
                               const double *end, struct ish_check_norm *broken, double *moved)
{
	double *other = NULL;
	double *turned_start = transformed(s, start);
	double *turned_end = transformed(s, end);
	enum ish_status status = turned_start != NULL && turned_end != NULL ? ISH_OK
	                                                                    : ish_fail(ISH_ERR_MEMORY, "check: no memory");
	if (status == ISH_OK) {
		status = ish_check_fields_from(config, turned_start, SPAN, STEPS, &other);
	}
	if (status == ISH_OK) {
		*broken = ish_check_worse(*broken, ish_check_distance(config, turned_end, other));
		*moved = fmin(*moved, ish_check_distance(config, turned_end, end).max);
	}
	free(other);
	free(turned_start);
	free(turned_end);
	return status;
}

static enum ish_status run_space(struct ish_check *check, size_t i)
{
	static const int shape[3] = {POINTS, POINTS, POINTS};
	struct ish_config config;
	double *start = NULL;
	double *end = NULL;
	double moved = INFINITY;
	enum ish_status status = ish_check_configure(
		check, &config,
		"grid.shape=[%d,%d,%d]\ngrid.length=[5.0,5.0,5.0]\ntime.end=9.0\ntime.step=0.03\ntime.scheme=%s\n"
		"eos.name=constant-cs2\neos.cs2=0.25\ntransport.zeta_over_s=0.1\ntransport.tau_Pi=6.0\n"
		"filter.name=exponential\nproblem.name=random\nproblem.v_max=0.5\n%s",
		POINTS, POINTS, POINTS, spaces[i].scheme, spaces[i].lines);
	if (status == ISH_OK) {
		status = ish_check_fields_at_start(&config, &start);
	}
	if (status == ISH_OK) {
		status = ish_check_fields_from(&config, start, SPAN, STEPS, &end);
	}
	struct ish_check_key key = {.quantity = "all", .scheme = spaces[i].scheme, .shape = shape};
	char label[64];
	key.label = label;
	for (size_t g = 0; status == ISH_OK && g < sizeof groups / sizeof groups[0]; g++) {
		struct ish_check_norm broken = {0.0, 0.0};
		for (int m = 0; status == ISH_OK && m < groups[g].count; m++) {
			if (spaces[i].alike || groups[g].member[m].keeps_z) {
				status = measure(&config, &groups[g].member[m], start, end, &broken, &moved);
			}
		}
		(void)snprintf(label, sizeof label, "%s, %s", spaces[i].name, groups[g].name);
		if (status == ISH_OK) {
			ish_check_error(check, &key, broken, 1e-14); /* round-off of the steps is 1e-15 */
		}
	}
	if (status == ISH_OK) {
		key.label = spaces[i].name;
		key.quantity = "moved";
		ish_check_condition(check, &key, moved > 1e-2, "each symmetry moves the state by %.2g or more", moved);
	}
	free(start);
	free(end);
	return status;
}

static enum ish_status run(struct ish_check *check)
{
	enum ish_status status = ISH_OK;
	for (size_t i = 0; status == ISH_OK && i < sizeof spaces / sizeof spaces[0]; i++) {
		status = run_space(check, i);
	}
	return status;
}

const struct ish_check_case ish_check_symmetry = {
	.name = "symmetry",
	.sentence = "turned, mirrored and moved 3D states evolve into the turned, mirrored and moved ones",
	.suite = ISH_CHECK_QUICK,
	.run = run,
};
