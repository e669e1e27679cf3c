/*
 * How quantities of a step, and of each region in a step, are distributed over the steps that are kept: median, 95 % and
 * largest; steps far beyond the median; what the parts of the scheme take. Private to the room.
 */
#ifndef ISH_REPORTS_DISTRIBUTION_H
#define ISH_REPORTS_DISTRIBUTION_H

#include <stdbool.h>

#include "profiler/profile_view.h"
#include "workspace/status.h"

struct ish_report;

struct ish_quantiles { /* NaN: no samples */
	long count;
	double median, p95, max;
};

enum ish_unit { ISH_UNIT_SECONDS, ISH_UNIT_BYTES, ISH_UNIT_COUNT, ISH_UNIT_SHARE, ISH_UNIT_REAL };

/* One quantity of a step: "wall", "flops" ... */
struct ish_step_quantity {
	char name[48];
	enum ish_unit unit;
	struct ish_quantiles over; /* the steps in which it was measured */
};

/* One region: over the steps in which it was called. Self times are of the stepping thread. */
struct ish_region_steps {
	struct ish_quantiles wall, wall_self, cpu, calls, allocations, bytes, flops;
};

/* A steady step that took much longer than the others. */
struct ish_outlier {
	long step;
	double wall, times; /* times the median of the steady steps */
	double cpu_times;   /* its processor time in medians of that */
	bool contended;
	const char *region;   /* that took most of what it took longer, by self time; NULL: rows are gone */
	double region_excess; /* seconds beyond the median of that region's self time */
};

enum { ISH_QUANTITIES = 64, ISH_OUTLIERS = 16 };

struct ish_distribution {
	bool steady; /* over steady steps; else, where there is none, over all */
	int quantities;
	struct ish_step_quantity quantity[ISH_QUANTITIES];
	struct ish_region_steps *region; /* by node; NULL: no steps */
	long outliers_seen;
	int outliers; /* the longest first */
	struct ish_outlier outlier[ISH_OUTLIERS];
};

/* Fills in report->distribution, whose regions are the caller's to free. ISH_ERR_MEMORY. */
ISH_CHECKED enum ish_status ish_report_distribution(struct ish_report *report);

/* NULL: not measured in any step. */
const struct ish_step_quantity *ish_report_quantity(const struct ish_report *report, const char *name);

/* Sorts `count` values and picks; NaN without values. */
struct ish_quantiles ish_quantiles_of(double *values, long count);

#endif
