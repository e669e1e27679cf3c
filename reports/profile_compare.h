/*
 * Two profiles (profile.json) side by side: did a change make it slower?
 *
 * Compared per steady step: the median wall time, the processor time, and the median self time of each region; transforms, by
 * their median; redundant calls per step; allocations in steady steps; peak memory. Times are gated on processor time where other
 * work disturbed either run, else on wall time, and on neither where the runs differ in threads, processor or level. A
 * region is worse where its time grew by more than the tolerance, by more than 1 % of a step, and by more than three
 * standard errors of the two medians. What else differs (build, machine, choices) is told, as are regions that are new or
 * gone.
 */
#ifndef ISH_REPORTS_PROFILE_COMPARE_H
#define ISH_REPORTS_PROFILE_COMPARE_H

#include <stdbool.h>
#include <stdio.h>

#include "reports/report.h"
#include "workspace/status.h"

#if defined __cplusplus
extern "C" {
#endif

/* The profile that another one is held against. Read before a run: the run may move its file, or write one of that name. */
struct ish_profile_base {
	const char *path;
	void *root; /* its JSON, owned */
};

/* ISH_ERR_INPUT after one line for a file that is no profile, is of another version or holds no steady step. */
ISH_CHECKED enum ish_status ish_profile_base_read(struct ish_profile_base *base, const char *path);
void ish_profile_base_reset(struct ish_profile_base *base);

/* Before a run: did the base do the work of these facts, those of kind ISH_FACT_WORK? ISH_ERR_INPUT after one line. */
ISH_CHECKED enum ish_status ish_profile_base_check(const struct ish_profile_base *base, const struct ish_report_fact *fact,
                                                   int facts);

struct ish_profile_comparison {
	const struct ish_profile_base *base;
	const char *other; /* file */
	double tolerance; /* a time or memory that grew by more than this share is a regression; counts may not grow at all */
};

/*
 * Prints the table (80 columns); *regressions_out is the number of lines that got worse beyond the tolerance. ISH_ERR_INPUT after one line as above, and for
 * runs that cannot be compared: that differ in a fact of kind ISH_FACT_WORK.
 */
ISH_CHECKED enum ish_status ish_profile_compare(FILE *out, const struct ish_profile_comparison *comparison,
                                                int *regressions_out);

#if defined __cplusplus
}
#endif

#endif
