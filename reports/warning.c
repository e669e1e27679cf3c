/* What a reader of a report should be warned of: numbers that are not what they seem. */
#include <math.h>
#include <stdarg.h>

#include "reports/report_impl.h"

static const double DRIFT_TOLERATED = 1e-3;        /* of the clock's rate: shares keep three digits */
static const double UNATTRIBUTED_TOLERATED = 0.01; /* of the step */
static const double OVERHEAD_TOLERATED = 0.02;     /* of the run */
static const long FLOOD_CALLS = 100000;            /* of one region */
static const double FLOOD_MEAN = 1e-5;             /* seconds a call */
static const double STEP_JUDGED = 1e-4;            /* seconds: shorter steps are all book-keeping, a share says nothing */

struct list {
	void (*print)(const char *line, void *data);
	void *data;
	int count;
};

static __attribute__((format(printf, 2, 3))) void warn(struct list *list, const char *format, ...)
{
	char line[512];
	va_list arguments;
	va_start(arguments, format);
	(void)vsnprintf(line, sizeof line, format, arguments);
	va_end(arguments);
	list->print(line, list->data);
	list->count++;
}

static void warn_of_faults(struct list *list, const struct ish_profile_run *run)
{
	if (run->mismatches > 0) {
		const struct ish_region *const begun = run->mismatch_begun, *const ended = run->mismatch_ended;
		warn(list,
		     "%ld region ends did not match, the first: \"%s\" of %s:%d ended while \"%s\" of %s:%d was open",
		     run->mismatches, ended != NULL ? ended->name : "(worker)",
		     ended != NULL ? ish_report_file(ended) : "", ended != NULL ? ended->line : 0,
		     begun != NULL ? begun->name : "", begun != NULL ? ish_report_file(begun) : "",
		     begun != NULL ? begun->line : 0);
	}
	if (run->folded > 0) {
		warn(list, "%ld calls of regions were counted into their parent: the table of regions is full",
		     run->folded);
	}
	if (run->threads_refused > 0) {
		warn(list, "%ld calls came from threads beyond the %d there is room for and were not counted",
		     run->threads_refused, run->slots);
	}
	if (run->keys_dropped > 0) {
		warn(list, "%ld calls were not checked for redundancy: the table of keys is full", run->keys_dropped);
	}
	if (run->refused > 0) {
		warn(list, "%ld caches, statistics or transforms were not counted: their tables are full",
		     run->refused);
	}
}

/* The regions are named here: the table of hot spots is ranked by time and may not reach down to them. */
static void warn_of_allocations(struct list *list, const struct ish_profile_view *view, long allocations)
{
	const struct ish_profile_node *worst = NULL;
	int places = 0;
	for (int i = 0; i < view->nodes; i++) {
		const struct ish_profile_node *const node = &view->node[i];
		if (node->steady_allocations > 0) {
			places++;
			worst = worst == NULL || node->steady_allocations > worst->steady_allocations ? node : worst;
		}
	}
	if (worst == NULL) {
		warn(list, "%ld allocations in steady steps, in no region", allocations);
	} else if (places == 1) {
		warn(list, "%ld allocations in steady steps, in \"%s\", first in step %ld", allocations,
		     worst->region->name, worst->steady_step);
	} else {
		warn(list, "%ld allocations in steady steps, in %d regions, most in \"%s\": see \"Allocations\"",
		     allocations, places, worst->region->name);
	}
}

/* As TAU does before it throttles (Shende and Malony, 2006): more than 100,000 calls of less than 10 us; here only said. */
static void warn_of_floods(struct list *list, const struct ish_profile_view *view)
{
	const struct ish_profile_node *worst = NULL;
	int places = 0;
	char mean[ISH_HUMAN];
	for (int i = 1; i < view->nodes; i++) {
		const struct ish_profile_node *const node = &view->node[i];
		if (node->calls > FLOOD_CALLS && node->thread < FLOOD_MEAN * (double)node->calls) {
			places++;
			worst = worst == NULL || node->calls > worst->calls ? node : worst;
		}
	}
	if (worst != NULL) {
		warn(list,
		     "region \"%s\" was called %ld times for %s on the mean: its instrumentation is %.1f %% of its "
		     "time%s",
		     worst->region->name, worst->calls, ish_human_time(mean, worst->thread / (double)worst->calls),
		     100 * view->run->cost_pair * (double)worst->calls / worst->thread,
		     places > 1 ? "; others are called as often" : "");
	}
}

static void warn_of_outliers(struct list *list, const struct ish_distribution *d)
{
	const struct ish_outlier *const worst = &d->outlier[0];
	if (d->outliers == 0) {
		return;
	}
	warn(list,
	     "%ld steady steps took over twice the median; step %ld %.1f times, its CPU time %.1f times, %s%s%s%s",
	     d->outliers_seen, worst->step, worst->times, worst->cpu_times,
	     worst->contended ? "contended" : "not contended", worst->region != NULL ? ", most of it in \"" : "",
	     worst->region != NULL ? worst->region : "", worst->region != NULL ? "\"" : "");
}

int ish_report_warnings(const struct ish_report *report, void (*print)(const char *line, void *data), void *data)
{
	const struct ish_profile_view *const view = report->view;
	const struct ish_profile_run *const run = view->run;
	const struct ish_summary *const summary = &report->summary;
	struct list list = {print, data, 0};
	char wasted[ISH_HUMAN];
#if defined ISH_PROFILER_OFF
	warn(&list, "this build has no instrumentation: of steps only time and memory are measured, and counts of 0 say nothing");
#endif
	warn_of_faults(&list, run);
	if (summary->zero == ISH_ZERO_BROKEN) {
		warn_of_allocations(&list, view, summary->steady_allocations);
	}
	if (run->allocations_outside > 0 && view->steps > 0) {
		warn(&list, "%ld allocations by threads in no region", run->allocations_outside);
	}
	const bool judged = summary->wall_all.median >= STEP_JUDGED;
	if (judged && ish_report_is_disturbed(summary->contended, view->steps)) {
		warn(&list,
		     "%ld of %ld steps did not have the processors to themselves: compare CPU times, not wall times",
		     summary->contended, view->steps);
	}
	warn_of_outliers(&list, &report->distribution);
	warn_of_floods(&list, view);
	if (judged && summary->unattributed > UNATTRIBUTED_TOLERATED) {
		warn(&list, "%.1f %% of the steps' time is in no region", 100 * summary->unattributed);
	}
	if (summary->overhead > OVERHEAD_TOLERATED) {
		warn(&list, "%.1f %% of the time was spent in the profiler", 100 * summary->overhead);
	}
	if (fabs(run->clock_drift) > DRIFT_TOLERATED) {
		warn(&list, "the clock's rate drifted by %.2g: times are no better than that", run->clock_drift);
	}
	if (view->steps > view->steps_kept) {
		warn(&list, "records of the last %ld of %ld steps are kept; medians are over those, totals over all",
		     view->steps_kept, view->steps);
	}
	if (summary->redundant > 0) {
		warn(&list, "%ld redundant call%s wasted %s of thread time", summary->redundant,
		     summary->redundant == 1 ? "" : "s", ish_human_time(wasted, summary->wasted));
	}
	return list.count;
}
