/*
 * Runs of problems whose exact solution holds everywhere, or inside the domain of dependence of a window (struct ish_problem).
 */
#ifndef ISH_CLI_CHECK_FLOW_H
#define ISH_CLI_CHECK_FLOW_H

#include "cli/check/simulation.h"

/*
 * Error of all ten fields after a run over `span` in equal steps, over the cells where the exact solution holds: u in units of 1,
 * the others in units of the largest e at the end. ISH_ERR_CHECK if it holds nowhere.
 */
ISH_CHECKED enum ish_status ish_check_flow_error(const struct ish_config *config, double span, long steps,
                                                 struct ish_check_norm *error_out);

/* The same error of grids of growing size: shape[i] and steps[i], with one label's configuration. */
struct ish_check_flow_decay {
	const char *label;
	const char *text; /* of the configuration but for grid.shape */
	int levels;       /* at most ISH_CHECK_SEQUENCE */
	int axes[3];      /* 1: an axis of points[i] points; 0: of one */
	int points[ISH_CHECK_SEQUENCE];
	double span;
	long steps[ISH_CHECK_SEQUENCE];
	double factor, bound; /* of ish_check_decay */
};

/* Records one decay in space, scheme imex-ssp3 unless the text has another. */
ISH_CHECKED enum ish_status ish_check_flow_decay(struct ish_check *check, const struct ish_check_flow_decay *what);

struct ish_check_flow_orders {
	const char *label;
	const char *text; /* of the configuration but for time.scheme */
	double span;
	long steps[2];   /* of the coarsest run, with a scheme of second and of third order; then twice as many */
	int count;       /* runs */
	double bound[2]; /* of the finest */
	double tolerance;
	long reference; /* 0: errors are against the exact solution; else against a run in so many steps with imex-ssp3 on the same grid */
};

/* Records the order in time of each of the four schemes, the bounds and steps being those of its order. */
ISH_CHECKED enum ish_status ish_check_flow_orders(struct ish_check *check, const struct ish_check_flow_orders *what);

#endif
