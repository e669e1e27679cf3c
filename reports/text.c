/* The text: a head for everyone, then tables of 80 columns. The tables of steps, work and memory are in text_tables.c.
 */
#include <math.h>
#include <string.h>

#include "profiler/sample.h"
#include "reports/report_impl.h"

enum { COLUMNS = 80, NAME = 15 };

/* "  name           value", the value broken at spaces so that lines stay within 80 columns. */
void ish_text_fact(FILE *out, const char *name, const char *value)
{
	const size_t room = COLUMNS - NAME - 3;
	(void)fprintf(out, "  %-*s ", NAME, name);
	for (;;) {
		size_t length = strlen(value);
		if (length > room) {
			length = room;
			while (length > 0 && value[length] != ' ') {
				length--;
			}
			length = length > 0 ? length : room; /* a word longer than the line is cut */
		}
		(void)fprintf(out, "%.*s\n", (int)length, value);
		value += length;
		value += strspn(value, " ");
		if (*value == '\0') {
			return;
		}
		(void)fprintf(out, "  %-*s ", NAME, "");
	}
}

void ish_text_title(FILE *out, const char *title)
{
	(void)fprintf(out, "\n%s\n", title);
	for (size_t i = 0; i < strlen(title); i++) {
		(void)fputc('-', out);
	}
	(void)fputc('\n', out);
}

static void print_times(FILE *out, const struct ish_report *report)
{
	const struct ish_summary *const summary = &report->summary;
	const struct ish_profile_view *const view = report->view;
	const struct ish_quantiles *const wall =
		summary->wall_steady.count > 0 ? &summary->wall_steady : &summary->wall_all;
	char a[ISH_HUMAN], b[ISH_HUMAN], c[ISH_HUMAN], steps[180], line[256];
	(void)snprintf(line, sizeof line, "%ld: %ld warm-up, %ld steady, %ld output, %ld regrid", view->steps,
	               view->kind[ISH_STEP_WARMUP].steps, view->kind[ISH_STEP_STEADY].steps,
	               view->kind[ISH_STEP_OUTPUT].steps, view->kind[ISH_STEP_REGRID].steps);
	ish_text_fact(out, "steps", line);
	(void)snprintf(line, sizeof line, "%s in steps, %s in all", ish_human_time(a, summary->wall_step),
	               ish_human_time(b, summary->wall_run));
	ish_text_fact(out, "time", line);
	if (wall->count > 0) {
		(void)snprintf(line, sizeof line, "median %s, 95%% within %s, longest %s (%s)",
		               ish_human_time(a, wall->median), ish_human_time(b, wall->p95),
		               ish_human_time(c, wall->max),
		               wall == &summary->wall_steady ? "steady steps" : "all steps");
		ish_text_fact(out, "a step", line);
	}
	if (!isnan(summary->per_cell)) {
		(void)snprintf(line, sizeof line, "%s cell-steps per second, %s per cell and step (%ld cells%s)",
		               ish_human_real(a, summary->cell_rate), ish_human_time(b, summary->per_cell),
		               report->context->cells, view->kind[ISH_STEP_OUTPUT].steps > 0 ? ", with output" : "");
		ish_text_fact(out, "speed", line);
	}
	if (view->steps == 0) {
		return;
	}
	(void)snprintf(line, sizeof line, "%d seen, %s processors busy on the mean, %s of the steps lost to imbalance",
	               view->run->threads, ish_human_real(a, summary->processors),
	               ish_human_share(b, summary->imbalance));
	ish_text_fact(out, "threads", line);
	(void)snprintf(line, sizeof line, "%ld of %ld steps disturbed (%ld involuntary switches): wall times %s",
	               summary->contended, view->steps, summary->switches,
	               summary->contended == 0                                       ? "hold"
	               : ish_report_is_disturbed(summary->contended, view->steps) ? "mislead, see CPU times"
	                                                                          : "of the others hold");
	ish_text_fact(out, "contention", line);
	if (summary->contended > 0) {
		ish_report_contended_steps(steps, sizeof steps, view);
		(void)snprintf(line, sizeof line, "in steps %s", steps);
		ish_text_fact(out, "", line);
	}
}

static void print_memory(FILE *out, const struct ish_report *report)
{
	const struct ish_profile_run *const run = report->view->run;
	const long step = ish_report_rss_step(report->view);
	char a[ISH_HUMAN], b[ISH_HUMAN], place[ISH_PEAK_PLACE], line[256];
	double arena = 0;
	int used = snprintf(line, sizeof line, "peak RSS %s", ish_human_bytes(a, (double)run->peak_rss));
	if (step >= 0) {
		used += snprintf(line + used, sizeof line - (size_t)used, " in step %ld", step);
	}
	for (int i = 0; i < report->context->owners; i++) {
		arena += (double)report->context->owner[i].bytes;
	}
	if (arena > 0) {
		used += snprintf(line + used, sizeof line - (size_t)used, ", arena %s", ish_human_bytes(a, arena));
	}
	(void)snprintf(line + used, sizeof line - (size_t)used, ", profiler %s",
	               ish_human_bytes(b, (double)run->memory));
	ish_text_fact(out, "memory", line);
	if (run->allocations >= 0) {
		(void)snprintf(line, sizeof line, "largest live heap %s%s", ish_human_bytes(a, (double)run->live_peak),
		               ish_report_peak_place(place, run));
		ish_text_fact(out, "", line);
	}
}

/* Shares of explicit and implicit parts, and what the processor made of it. */
static void print_roles(FILE *out, const struct ish_report *report)
{
	const struct ish_stages *const stages = &report->stages;
	const double *const hardware = report->view->run->hardware;
	char line[512], a[3][ISH_HUMAN];
	size_t used = 0;
	for (int i = 0; i < stages->roles && report->context->roles > 0; i++) {
		double seconds = 0;
		for (int s = 0; s < ISH_PROFILE_STAGES; s++) {
			seconds += stages->role[i].stage[s];
		}
		used += (size_t)snprintf(line + used, sizeof line - used, "%s%.24s %s", used > 0 ? ", " : "",
		                         stages->role[i].name, ish_human_share(a[0], seconds / stages->thread));
	}
	if (used > 0) {
		ish_text_fact(out, "scheme", line);
	}
	if (report->view->run->level < ISH_PROFILE_FULL) {
		return;
	}
	if (isnan(hardware[ISH_HARDWARE_CYCLES]) || isnan(hardware[ISH_HARDWARE_INSTRUCTIONS])) {
		(void)snprintf(line, sizeof line, "counters not available: %s", report->view->run->hardware_reason);
	} else {
		(void)snprintf(
			line, sizeof line, "%s instructions per cycle, %s instructions, %s cache misses",
			ish_human_real(a[0], hardware[ISH_HARDWARE_INSTRUCTIONS] / hardware[ISH_HARDWARE_CYCLES]),
			ish_human_real(a[1], hardware[ISH_HARDWARE_INSTRUCTIONS]),
			ish_human_real(a[2], hardware[ISH_HARDWARE_CACHE_MISSES]));
	}
	ish_text_fact(out, "processor", line);
}

static void print_verdicts(FILE *out, const struct ish_report *report)
{
	const struct ish_summary *const summary = &report->summary;
	const struct ish_profile_run *const run = report->view->run;
	char a[ISH_HUMAN], b[ISH_HUMAN], line[256];
	print_memory(out, report);
	switch (summary->zero) {
	case ISH_ZERO_UNMEASURED: (void)snprintf(line, sizeof line, "not measured: %s", run->hooks_reason); break;
	case ISH_ZERO_NO_STEADY:
		(void)snprintf(line, sizeof line, "no steady step to judge; %ld in the whole run (hooks: %s)",
		               run->allocations, run->hooks);
		break;
	case ISH_ZERO_HOLDS: (void)snprintf(line, sizeof line, "0 in steady steps (hooks: %s)", run->hooks); break;
	case ISH_ZERO_BROKEN:
		(void)snprintf(line, sizeof line, "%ld in steady steps (hooks: %s), see \"Allocations\"",
		               summary->steady_allocations, run->hooks);
		break;
	}
	ish_text_fact(out, "allocations", line);
	(void)snprintf(line, sizeof line, "%s executions, %ld plans made in %s",
	               ish_human_count(a, summary->transforms), summary->plans, ish_human_time(b, summary->planning));
	ish_text_fact(out, "transforms", line);
	for (int i = 0; i < report->view->caches; i++) {
		char words[ISH_CACHE_WORDS];
		(void)snprintf(line, sizeof line, "%s: %s", report->view->cache[i].name,
		               ish_report_cache_words(words, report, i));
		ish_text_fact(out, i == 0 ? "caches" : "", line);
	}
	(void)snprintf(line, sizeof line, "%ld calls, %s wasted", summary->redundant,
	               ish_human_time(a, summary->wasted));
	ish_text_fact(out, "redundant", line);
	(void)snprintf(line, sizeof line, "%s of the steps in no region; profiler's own %s of the run",
	               ish_human_share(a, summary->unattributed), ish_human_share(b, summary->overhead));
	ish_text_fact(out, "books", line);
}

static void print_hot_spots(FILE *out, const struct ish_report *report, int limit)
{
	const struct ish_summary *const summary = &report->summary;
	char a[4][ISH_HUMAN];
	ish_text_title(out, report->view->steps > 0 ? "Hot spots: self time of the steps, by region"
	                                            : "Hot spots: self time of the run, by region");
	(void)fprintf(out, "%-24s%9s%10s%10s%8s%10s%9s\n", "region", "calls", "self", "CPU", "share", "GF/s", "allocs");
	for (int i = 0; i < summary->hot_spots && i < limit; i++) {
		const struct ish_hot_spot *const spot = &summary->hot_spot[i];
		const double rate = spot->flops > 0 && spot->wall_self > 0 ? 1e-9 * spot->flops / spot->wall_self : NAN;
		char calls[ISH_HUMAN], allocations[ISH_HUMAN];
		(void)fprintf(out, "%-23.23s %9s%10s%10s%8s%10s%9s\n", spot->name, ish_human_count(calls, spot->calls),
		              ish_human_time(a[0], spot->wall_self), ish_human_time(a[1], spot->cpu_self),
		              ish_human_share(a[2], spot->share), ish_human_real(a[3], rate),
		              ish_human_count(allocations, spot->allocations));
	}
	(void)fprintf(out, "self: of the stepping thread; GF/s: the work of all threads in that time\n");
}

static void print_warning(const char *line, void *out)
{
	ish_text_fact(out, "warning", line);
}

void ish_report_head(FILE *out, const struct ish_report *report, int hot_spots)
{
	(void)fprintf(out, "Profile\n-------\n");
	print_times(out, report);
	print_roles(out, report);
	print_verdicts(out, report);
	ish_report_bound_line(out, report);
	(void)ish_report_warnings(report, print_warning, out);
	print_hot_spots(out, report, hot_spots);
	ish_report_target_table(out, report, hot_spots);
}

static void print_method(FILE *out, const struct ish_report *report)
{
	const struct ish_profile_run *const run = report->view->run;
	char line[256], a[ISH_HUMAN], b[ISH_HUMAN];
	ish_text_title(out, "How it was measured");
	(void)snprintf(line, sizeof line, "%s at %.6g MHz, drift %s", run->clock, 1e-6 * run->clock_hertz,
	               ish_human_real(a, run->clock_drift));
	ish_text_fact(out, "clock", line);
	(void)snprintf(line, sizeof line, "%s%s%s", run->hooks, run->hooks_reason[0] != '\0' ? ": " : "",
	               run->hooks_reason);
	ish_text_fact(out, "hooks", line);
	(void)snprintf(line, sizeof line, "a region %s, a reading of the CPU clock %s, a hooked allocation %s",
	               ish_human_time(a, run->cost_pair), ish_human_time(b, run->cost_cpu),
	               isnan(run->cost_hook) ? "-" : ish_human_time((char[ISH_HUMAN]){0}, run->cost_hook));
	ish_text_fact(out, "costs", line);
	(void)snprintf(line, sizeof line, "%s of thread time, %s of the run", ish_human_time(a, run->overhead),
	               ish_human_share(b, report->summary.overhead));
	ish_text_fact(out, "overhead", line);
	if (ish_sample_count() >= 0) {
		(void)snprintf(line, sizeof line, "%ld of the program counter, format \"gperftools\"", ish_sample_count());
		ish_text_fact(out, "CPU samples", line);
	}
	ish_text_fact(out, "counters",
	              run->hardware_reason[0] != '\0' ? run->hardware_reason
	                                              : "perf_event, user space, threads made since the start");
	ish_text_fact(out, "CPU times", "of regions of 100 us and more on the mean; \"-\" elsewhere");
}

enum ish_status ish_report_text(FILE *out, const struct ish_report *report)
{
	const struct ish_report_context *const context = report->context;
	if (context->command != NULL) {
		ish_text_fact(out, "command", context->command);
	}
	for (int i = 0; i < context->facts; i++) {
		ish_text_fact(out, context->fact[i].name, context->fact[i].value);
	}
	if (context->command != NULL || context->facts > 0) {
		(void)fputc('\n', out);
	}
	ish_report_head(out, report, report->summary.hot_spots);
	ish_report_largest(out, report);
	ish_report_regions(out, report);
	ish_report_roofline(out, report);
	ish_report_part_table(out, report);
	ish_report_stages(out, report);
	ish_report_memory(out, report);
	ish_report_work(out, report);
	ish_report_region_quantiles(out, report);
	ish_report_step_quantiles(out, report);
	ish_report_outliers(out, report);
	ish_report_steps(out, report);
	ish_report_steps_more(out, report);
	print_method(out, report);
	ish_report_environment(out, report);
	return ISH_OK;
}
