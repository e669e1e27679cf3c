/* Tables of the text on the stages of the scheme. */
#include <math.h>
#include <string.h>

#include "reports/report_impl.h"

enum { NAME = 20, STAGES_SHOWN = 6 }; /* in 80 columns; all are in profile.json */

const char *ish_report_stage_name(char out[ISH_HUMAN], int index)
{
	if (index == 0) {
		(void)snprintf(out, ISH_HUMAN, "none");
	} else {
		(void)snprintf(out, ISH_HUMAN, "%d", index - 1);
	}
	return out;
}

static void print_stages(FILE *out, const struct ish_report *report)
{
	char a[6][ISH_HUMAN], b[ISH_HUMAN];
	ish_text_title(out, "Stages of the scheme, all steps");
	(void)fprintf(out, "%-8s%12s%12s%8s%10s%12s%14s\n", "stage", "wall", "CPU", "share", "allocs", "bytes",
	              "largest heap");
	for (int i = 0; i < ISH_PROFILE_STAGES; i++) {
		const struct ish_step_stage *const stage = &report->view->stage[i];
		if (stage->wall <= 0) {
			continue;
		}
		(void)fprintf(out, "%-8s%12s%12s%8s%10s%12s%14s\n", ish_report_stage_name(a[0], i),
		              ish_human_time(a[1], stage->wall), ish_human_time(a[2], stage->cpu),
		              ish_human_share(a[3], stage->wall / report->view->step_wall),
		              ish_human_count(a[4], stage->allocations),
		              ish_human_bytes(a[5], stage->allocations < 0 ? NAN : stage->bytes),
		              ish_human_bytes(b, stage->allocations < 0 ? NAN : (double)stage->live_peak));
	}
}

static void print_by_stage(FILE *out, const char *name, const double stage[ISH_PROFILE_STAGES], int used, double all)
{
	double sum = 0;
	char a[ISH_HUMAN];
	(void)fprintf(out, "%-*.*s", NAME - 1, NAME - 1, name);
	for (int s = 0; s < ISH_PROFILE_STAGES; s++) {
		sum += stage[s];
	}
	for (int s = 0; s < used; s++) {
		(void)fprintf(out, "%9s", stage[s] > 0 ? ish_human_time(a, stage[s]) : "-");
	}
	(void)fprintf(out, "%7s\n", ish_human_share(a, all > 0 ? sum / all : NAN));
}

/* Which region spends how much in which stage, and the parts of the scheme below. */
static void print_matrix(FILE *out, const struct ish_report *report)
{
	const struct ish_stages *const stages = &report->stages;
	const int used = stages->used < STAGES_SHOWN ? stages->used : STAGES_SHOWN;
	char a[ISH_HUMAN];
	ish_text_title(out, "Regions by stage: self time of all threads in the steps");
	(void)fprintf(out, "%-*s", NAME - 1, "region, stage:");
	for (int s = 0; s < used; s++) {
		(void)fprintf(out, "%9s", ish_report_stage_name(a, s));
	}
	(void)fprintf(out, "%7s\n", "share");
	for (int i = 0; i < report->summary.hot_spots; i++) {
		const struct ish_hot_spot *const spot = &report->summary.hot_spot[i];
		print_by_stage(out, spot->name, spot->stage, used, stages->thread);
	}
	if (report->context->roles > 0) {
		(void)fputs("in parts:\n", out);
		for (int i = 0; i < stages->roles; i++) {
			print_by_stage(out, stages->role[i].name, stages->role[i].stage, used, stages->thread);
		}
	}
}

static void print_statistics(FILE *out, const struct ish_report *report)
{
	char a[2][ISH_HUMAN];
	ish_text_title(out, "Statistics");
	(void)fprintf(out, "%-28s%7s%12s%6s%9s%6s%6s%6s\n", "of", "stage", "samples", "min", "mean", "p95", "max",
	              "fail");
	for (int i = 0; i < report->view->statistics; i++) {
		const struct ish_profile_statistic *const statistic = &report->view->statistic[i];
		for (int stage = -1; stage < ISH_PROFILE_STAGES; stage++) {
			const struct ish_bins bins = ish_report_bins(statistic, stage);
			if (bins.count > 0) {
				(void)fprintf(out, "%-28.28s%7s%12s%6d%9s%6d%6d%6s\n", statistic->name,
				              stage < 0 ? "all" : ish_report_stage_name(a[0], stage),
				              ish_human_count((char[ISH_HUMAN]){0}, (long)bins.count), bins.min,
				              ish_human_real(a[1], bins.mean), bins.p95, bins.max,
				              ish_human_count((char[ISH_HUMAN]){0}, bins.failures));
			}
		}
	}
	(void)fprintf(out, "fail: samples that failed, as cells that did not converge\n");
}

void ish_report_stages(FILE *out, const struct ish_report *report)
{
	if (report->view->steps > 0) {
		print_stages(out, report);
		print_matrix(out, report);
	}
	if (report->view->statistics > 0) {
		print_statistics(out, report);
	}
}
