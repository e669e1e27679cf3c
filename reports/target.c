/* What would make a run shorter, ranked by the seconds that it would save. */
#include <math.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include "reports/report_impl.h"

static const double WORTH_SAYING = 0.002; /* of the run's wall time */

__attribute__((format(printf, 4, 5))) static void add(struct ish_report *report, const char *name, double seconds,
                                                      const char *format, ...)
{
	if (report->targets == ISH_TARGETS || !(seconds > WORTH_SAYING * report->summary.wall_run)) {
		return;
	}
	struct ish_target *const target = &report->target[report->targets++];
	va_list arguments;
	va_start(arguments, format);
	(void)vsnprintf(target->reason, sizeof target->reason, format, arguments);
	va_end(arguments);
	(void)snprintf(target->name, sizeof target->name, "%s", name);
	target->seconds = seconds;
	target->share = seconds / report->summary.wall_run;
}

/* A hot spot twice as fast; and one that tells its work, at the machine's limit. */
static void add_hot_spot(struct ish_report *report, const struct ish_hot_spot *spot)
{
	char name[sizeof report->target[0].name], least[ISH_HUMAN];
	(void)snprintf(name, sizeof name, "%.40s twice as fast", spot->name);
	add(report, name, 0.5 * spot->wall_self, "half of its self time, %.1f%% of the %s", 100.0 * spot->share,
	    report->view->steps > 0 ? "steps" : "run");
	if (ish_work_class_of(&spot->work) != ISH_WORK_UNTOLD && spot->roof.bound != NULL) {
		(void)snprintf(name, sizeof name, "%.40s at the machine's limit", spot->name);
		add(report, name, spot->wall_self - spot->roof.least, "its work needs %s at least, bound by %s",
		    ish_human_time(least, spot->roof.least), spot->roof.bound);
	}
}

static void add_waste(struct ish_report *report)
{
	const struct ish_profile_view *const view = report->view;
	const struct ish_summary *const summary = &report->summary;
	const struct ish_kind_total *const output = &view->kind[ISH_STEP_OUTPUT], *const steady =
											  &view->kind[ISH_STEP_STEADY];
	add(report, "no redundant calls", summary->wasted_wall, "%ld calls repeated others with the same input",
	    summary->redundant);
	add(report, "no waiting in teams", summary->imbalance * summary->wall_step,
	    "threads that had done their part waited for the last");
	add(report, "no allocations", view->run->cost_allocation * (double)view->run->allocations,
	    "%ld allocations and their releases, each at the price of a small one", view->run->allocations);
	add(report, "no planning", summary->planning, "%ld plans made; plans that are kept need not be made again",
	    summary->plans);
	add(report, "no profiling", summary->overhead * summary->wall_run,
	    "the profiler's own time, by calibrated costs");
	if (output->steps > 0 && steady->steps > 0) {
		add(report, "no output", output->wall - (double)output->steps * steady->wall / (double)steady->steps,
		    "%ld steps with output, beyond the mean steady step", output->steps);
	}
}

static int compare_targets(const void *a, const void *b)
{
	const struct ish_target *const x = a, *const y = b;
	return (x->seconds < y->seconds) - (x->seconds > y->seconds);
}

void ish_report_targets(struct ish_report *report)
{
	report->targets = 0;
	add_waste(report);
	for (int i = 0; i < report->summary.hot_spots; i++) {
		add_hot_spot(report, &report->summary.hot_spot[i]);
	}
	qsort(report->target, (size_t)report->targets, sizeof report->target[0], compare_targets);
}

void ish_report_target_table(FILE *out, const struct ish_report *report, int most)
{
	char a[2][ISH_HUMAN];
	ish_text_title(out, "What would pay most: predicted, each alone");
	(void)fprintf(out, "%-40s%10s%8s\n", "target", "saves", "share");
	for (int i = 0; i < report->targets && i < most; i++) {
		const struct ish_target *const target = &report->target[i];
		(void)fprintf(out, "%-40.40s%10s%8s\n", target->name, ish_human_time(a[0], target->seconds),
		              ish_human_share(a[1], target->share));
	}
	(void)fprintf(out, "%s",
	              report->targets == 0 ? "nothing stands out\n"
	                                   : "saves: seconds of this run; share: of its wall time\n");
}
