/* Regions of two profiles side by side. Private to the room. */
#ifndef ISH_REPORTS_PROFILE_COMPARE_IMPL_H
#define ISH_REPORTS_PROFILE_COMPARE_IMPL_H

#include <jansson.h>
#include <stdbool.h>
#include <stdio.h>

#include "workspace/status.h"

enum ish_compared_time { ISH_COMPARED_WALL, ISH_COMPARED_CPU };

/* Self time of all places of one name in a steady step, in seconds. NaN: no steady step is kept; in_...: it is there at all. */
struct ish_region_change {
	const char *name;
	double base, now; /* medians over the steady steps */
	double error;     /* standard error of their difference, from the quartiles; 0 where there is but one step */
	bool in_base, in_now;
	bool measured; /* in the time that was asked for; wall time otherwise */
};

/*
 * All regions below the steps of either profile, those that changed by most seconds first, the ones in one of them only
 * at the end. *change_out is freed by the caller; names belong to the profiles. ISH_ERR_MEMORY, or ISH_ERR_INPUT for a
 * profile that does not hold what its version says.
 */
ISH_CHECKED enum ish_status ish_compare_regions(struct ish_region_change **change_out, int *count_out,
                                                const json_t *base, const json_t *now, enum ish_compared_time time);

struct ish_differences {
	bool foreign; /* other threads, processor or level: times say nothing of a change */
	bool choices; /* other facts of the run, such as a method chosen by measurement: counts of work say nothing */
};

/* Prints what else differs between the two: threads, machine, build, choices. */
struct ish_differences ish_compare_differences(FILE *out, const json_t *base, const json_t *now);

#endif
