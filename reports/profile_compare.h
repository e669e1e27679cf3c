/*
 * Two profiles (profile.json) side by side: did a change make it slower?
 *
 * Compared per steady step: the median wall time and the processor time; per step: each region's self time, transforms, redundant calls; allocations in
 * steady steps; peak memory. Times are gated on processor time where either run was disturbed by other work, else on
 * wall time. Times of regions below 2 % of a step are shown but not gated: they are noise.
 */
#ifndef ISH_REPORTS_PROFILE_COMPARE_H
#define ISH_REPORTS_PROFILE_COMPARE_H

#include <stdbool.h>
#include <stdio.h>

#include "workspace/status.h"

struct ish_profile_comparison {
	const char *base, *other; /* files */
	double tolerance;         /* a time or memory that grew by more than this share is a regression; counts may not grow at all */
};

/*
 * Prints the table (80 columns); *regressions_out is the number of lines that got worse beyond the tolerance. ISH_ERR_INPUT after one line for a file that
 * is no profile, is of another version, or for runs that cannot be compared (other grid, problem, scheme or precision).
 */
ISH_CHECKED enum ish_status ish_profile_compare(FILE *out, const struct ish_profile_comparison *comparison,
                                                int *regressions_out);

#endif
