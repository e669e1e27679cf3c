/*
 * Rotations by other angles than 90 degrees: a nonlinear flow that depends on x alone, with all ten fields, against the
 * same flow along a diagonal of a square or cube. On N points along the diagonal's period, f[(i + j) mod N] is a function
 * on the square grid whose modes have wave vectors along the diagonal only, so the two runs are equal to round-off, not
 * only to the truncation error; all mixed terms of the equations stand between them.
 */
#include <math.h>
#include <stdlib.h>

#include "cli/check/simulation.h"
#include "cli/check/state.h"

enum { STEPS = 20 };

#define SPAN 0.4
#define LENGTH 5.0 /* of the flow along x */

struct diagonal {
	const char *label;
	int points;
	int along[3]; /* -1, 0, 1: the direction */
	const char *geometry;
	const char *scheme;
};

static const char milne[] = "geometry.name=milne\ntime.start=0.8\n";
static const char flrw[] = "geometry.name=flrw\ngeometry.exponent=0.6\ntime.start=0.8\n";
static const char minkowski[] = "geometry.name=minkowski\n";
static const char kasner[] = "geometry.name=kasner\ngeometry.exponents=[-0.3,0.6,0.6]\ntime.start=0.8\n";

static const struct diagonal diagonals[] = {
	{"minkowski, x + y", 16, {1, 1, 0}, minkowski, "imex-ssp2"},
	{"minkowski, x - z", 15, {1, 0, -1}, minkowski, "imex-ssp3"},
	{"minkowski, -x + y + z", 9, {-1, 1, 1}, minkowski, "imex-ars3"},
	{"milne, x - y", 16, {1, -1, 0}, milne, "imex-ars3"},
	{"flrw, x + z", 16, {1, 0, 1}, flrw, "imex-ars2"},
	{"flrw, x + y + z", 8, {1, 1, 1}, flrw, "imex-ssp3"},
	{"kasner, y + z", 15, {0, 1, 1}, kasner, "imex-ssp3"},
};

static int square(const struct diagonal *d)
{
	return d->along[0] * d->along[0] + d->along[1] * d->along[1] + d->along[2] * d->along[2];
}

/*
 * Rows: the box' axes as seen by the flow, whose first axis is the diagonal. Where only one axis is not part of the
 * diagonal (it may expand by itself) it is the flow's third one.
 */
static void axes_of(const struct diagonal *d, double turn[3][3])
{
	double n[3][3]; /* the flow's axes in the box' components */
	const double norm = sqrt(square(d));
	for (int a = 0; a < 3; a++) {
		n[0][a] = d->along[a] / norm;
		n[2][a] = d->along[a] == 0 ? 1.0 : 0.0;
	}
	if (square(d) == 3) {
		const double across[3] = {d->along[1], -d->along[0], 0.0};
		for (int a = 0; a < 3; a++) {
			n[2][a] = across[a] / sqrt(2.0);
		}
	}
	for (int a = 0; a < 3; a++) {
		const int b = (a + 1) % 3;
		const int c = (a + 2) % 3;
		n[1][a] = n[2][b] * n[0][c] - n[2][c] * n[0][b];
	}
	for (int a = 0; a < 3; a++) {
		for (int i = 0; i < 3; i++) {
			turn[a][i] = n[i][a];
		}
	}
}

/* The flow [ISH_PRIMITIVES][points] on the box; freed by the caller. */
static double *laid_out(const struct diagonal *d, const struct ish_grid *grid, const double *flow)
{
	const int cells = (int)ish_grid_cells(grid);
	double turn[3][3];
	double *out = malloc((size_t)(ISH_PRIMITIVES * cells) * sizeof *out);
	axes_of(d, turn);
	for (int cell = 0; out != NULL && cell < cells; cell++) {
		const int *n = grid->shape;
		const int at[3] = {cell % n[0], cell / n[0] % n[1], cell / n[0] / n[1]};
		const int phase = d->along[0] * at[0] + d->along[1] * at[1] + d->along[2] * at[2];
		const int point = (phase + 2 * d->points) % d->points;
		double old[ISH_PRIMITIVES];
		double now[ISH_PRIMITIVES];
		for (int f = 0; f < ISH_PRIMITIVES; f++) {
			old[f] = flow[f * d->points + point];
		}
		ish_check_turn((const double(*)[3])turn, old, now);
		for (int f = 0; f < ISH_PRIMITIVES; f++) {
			out[f * cells + cell] = now[f];
		}
	}
	return out;
}

/* The flow's line lies in a direction that expands as the diagonal does; its third axis expands as the odd one. */
static enum ish_status configure(const struct ish_check *check, const struct diagonal *d, struct ish_config *line,
                                 struct ish_config *box)
{
	const double length = LENGTH * sqrt(square(d));
	int shape[3];
	for (int a = 0; a < 3; a++) {
		shape[a] = d->along[a] != 0 ? d->points : 1;
	}
	enum ish_status status = ish_check_configure(
		check, line,
		"grid.shape=[%d,1,1]\ngrid.length=[%.17g,1.0,1.0]\ntime.end=9.0\ntime.step=0.02\ntime.scheme=%s\n"
		"eos.name=constant-cs2\neos.cs2=0.25\ntransport.zeta_over_s=0.1\ntransport.tau_Pi=6.0\n"
		"problem.name=random\nproblem.v_max=0.5\n%s",
		d->points, LENGTH, d->scheme, d->geometry);
	*box = *line;
	if (status == ISH_OK && d->geometry == kasner) {
		status = ish_check_set(line, "geometry.exponents=[0.6,0.6,-0.3]\n");
	}
	if (status == ISH_OK) {
		status = ish_check_set(box, "grid.shape=[%d,%d,%d]\ngrid.length=[%.17g,%.17g,%.17g]\n", shape[0],
		                       shape[1], shape[2], length, length, length);
	}
	return status;
}

static enum ish_status measure(struct ish_check *check, const struct diagonal *d)
{
	struct ish_config line;
	struct ish_config box;
	double *start = NULL;
	double *end = NULL;
	double *box_start = NULL;
	double *box_end = NULL;
	double *want = NULL;
	enum ish_status status = configure(check, d, &line, &box);
	if (status == ISH_OK) {
		status = ish_check_fields_at_start(&line, &start);
	}
	if (status == ISH_OK) {
		status = ish_check_fields_from(&line, start, SPAN, STEPS, &end);
	}
	if (status == ISH_OK) {
		box_start = laid_out(d, &box.grid, start);
		want = laid_out(d, &box.grid, end);
		status = box_start != NULL && want != NULL
		                 ? ish_check_fields_from(&box, box_start, SPAN, STEPS, &box_end)
		                 : ish_fail(ISH_ERR_MEMORY, "check: no memory");
	}
	if (status == ISH_OK) {
		const struct ish_check_key key = {
			.label = d->label, .quantity = "all", .scheme = d->scheme, .shape = box.grid.shape};
		ish_check_error(check, &key, ish_check_distance(&box, box_end, want), 3e-14); /* round-off of 20 steps */
	}
	free(start);
	free(end);
	free(box_start);
	free(box_end);
	free(want);
	return status;
}

static enum ish_status run(struct ish_check *check)
{
	enum ish_status status = ISH_OK;
	for (size_t i = 0; status == ISH_OK && i < sizeof diagonals / sizeof diagonals[0]; i++) {
		status = measure(check, &diagonals[i]);
	}
	return status;
}

const struct ish_check_case ish_check_oblique = {
	.name = "oblique",
	.sentence = "nonlinear flows along diagonals of the grid against the same flows along x",
	.suite = ISH_CHECK_QUICK,
	.run = run,
};
