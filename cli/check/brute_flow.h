/*
 * Whole runs of the solver against runs by brute force (cli/check/brute_force.h), at the order of the schemes.
 */
#ifndef ISH_CLI_CHECK_BRUTE_FLOW_H
#define ISH_CLI_CHECK_BRUTE_FLOW_H

#include "cli/check/check.h"

/* Random data in all ten fields, every coefficient other than 0 and its default, each axis of a length of its own. */
extern const char ish_check_all_terms[];

struct ish_check_brute_flow {
	const char *label;
	const char *lines; /* after those of ish_check_all_terms */
	int shape[3];
	int schemes; /* how many of imex-ssp2, -ars2, -ssp3, -ars3, imex-linear and split-step, from the last */
};

struct ish_check_brute_runs {
	double span;     /* fm */
	int brute_steps; /* of the run by brute force */
	int steps;       /* of the solver's coarsest run; they are halved three times */
	double bound[2]; /* of the last error, second and third order */
};

ISH_CHECKED enum ish_status ish_check_against_brute_force(struct ish_check *check,
                                                          const struct ish_check_brute_flow *flow,
                                                          const struct ish_check_brute_runs *runs);

#endif
