/*
 * Flows without a known solution: nonlinear problems in all four geometries, in time against runs with smaller steps,
 * in space against a run on a finer grid.
 */
#ifndef ISH_CLI_CHECK_SELF_CONVERGENCE_H
#define ISH_CLI_CHECK_SELF_CONVERGENCE_H

#include "cli/check/check.h"

enum { ISH_CHECK_GRIDS = 4 };

struct ish_check_flow {
	const char *name;  /* before the geometry in labels; "" */
	const char *lines; /* problem and box: KEY=VALUE lines */
	double span;       /* fm */
	struct { /* the four schemes, `steps` halved three times; imex-ssp3 with steps 40 times smaller is the reference */
		int shape[3];
		long steps;
		double bound[2]; /* of the last error, second and third order */
	} time;
	struct { /* imex-ssp3, `steps` of the same length on every grid */
		int shape[3];                 /* the reference's */
		int divisor[ISH_CHECK_GRIDS]; /* of its points, descending */
		long steps;
		double factor; /* each error must be below the one before by this, but for round-off */
		double bound;  /* of the last error */
	} space;
};

/* Orders in time, in Minkowski space, Milne, FLRW and a Kasner space of three different exponents. */
ISH_CHECKED enum ish_status ish_check_in_time(struct ish_check *check, const struct ish_check_flow *flow);

/* Decay of the error with the number of points, in the same spaces. */
ISH_CHECKED enum ish_status ish_check_in_space(struct ish_check *check, const struct ish_check_flow *flow);

#endif
