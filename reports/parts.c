/* Parts that share the loops of a region, which the program has measured apart. */
#include <math.h>
#include <string.h>

#include "reports/json_impl.h"
#include "reports/report_impl.h"

double ish_report_part_step(const struct ish_report *report, bool *by_cpu_out)
{
	const struct ish_profile_view *const view = report->view;
	const struct ish_summary *const summary = &report->summary;
	const bool has_steady = summary->wall_steady.count > 0;
	double cpu = view->kind[ISH_STEP_STEADY].cpu;
	long steps = view->kind[ISH_STEP_STEADY].steps;
	for (int i = 0; i < ISH_STEP_KIND_COUNT && !has_steady; i++) {
		cpu += i == ISH_STEP_STEADY ? 0.0 : view->kind[i].cpu;
		steps += i == ISH_STEP_STEADY ? 0 : view->kind[i].steps;
	}
	*by_cpu_out = ish_report_is_disturbed(summary->contended, view->steps);
	return *by_cpu_out ? cpu / (double)steps : has_steady ? summary->wall_steady.median : summary->wall_all.median;
}

static double share_of_step(const struct ish_report *report, const struct ish_report_part *part)
{
	bool by_cpu;
	const double step = ish_report_part_step(report, &by_cpu);
	return report->context->parts->uses * (by_cpu ? part->cpu : part->wall) / step;
}

static double ns_per_cell(const struct ish_report *report, const struct ish_report_part *part)
{
	return report->context->cells > 0 ? 1e9 * part->wall / (double)report->context->cells : NAN;
}

/* ---- text ---- */

static void print_part(FILE *out, const struct ish_report *report, const struct ish_report_part *part)
{
	char a[6][ISH_HUMAN];
	(void)fprintf(out, "%-25.25s%10s%10s%9s%10s%8s%8s\n", part->name, ish_human_time(a[0], part->wall),
	              ish_human_time(a[1], part->cpu), ish_human_real(a[2], ns_per_cell(report, part)),
	              ish_human_time(a[3], part->within),
	              ish_human_share(a[4], part->within / report->context->parts->whole.within),
	              ish_human_share(a[5], share_of_step(report, part)));
}

void ish_report_part_table(FILE *out, const struct ish_report *report)
{
	const struct ish_report_parts *const parts = report->context->parts;
	bool by_cpu;
	char line[160];
	if (parts == NULL) {
		return;
	}
	ish_text_title(out, parts->title);
	if (parts->left_out != NULL) {
		(void)fprintf(out, "not measured: %s\n", parts->left_out);
		return;
	}
	(void)ish_report_part_step(report, &by_cpu);
	(void)fprintf(out, "%-25s%10s%10s%9s%10.9s%8s%8s\n", "part", "a run", "CPU", "ns/cell", parts->region, "of it",
	              "of step");
	for (int i = 0; i < parts->parts; i++) {
		print_part(out, report, &parts->part[i]);
	}
	print_part(out, report, &parts->whole);
	ish_text_fact(out, "measured", parts->sentence);
	(void)snprintf(line, sizeof line, "the best of %d rounds; %d runs in a step, whose shares are of %s",
	               parts->rounds, parts->uses,
	               by_cpu ? "processor time, as other work disturbed the run" : "wall time");
	ish_text_fact(out, "times", line);
}

/* ---- JSON ---- */

static json_t *make_part(const struct ish_report *report, const struct ish_report_part *part)
{
	json_t *const out = json_object();
	ish_json_put(out, "name", ish_json_text(part->name));
	ish_json_put(out, "wall", ish_json_real(part->wall));
	ish_json_put(out, "cpu", ish_json_real(part->cpu));
	ish_json_put(out, "within", ish_json_real(part->within));
	ish_json_put(out, "ns_per_cell", ish_json_real(ns_per_cell(report, part)));
	ish_json_put(out, "share_of_region", ish_json_real(part->within / report->context->parts->whole.within));
	ish_json_put(out, "share_of_step", ish_json_real(share_of_step(report, part)));
	return out;
}

json_t *ish_json_parts(const struct ish_report *report)
{
	const struct ish_report_parts *const parts = report->context->parts;
	bool by_cpu;
	if (parts == NULL) {
		return json_null();
	}
	json_t *const out = json_object(), *const list = json_array();
	const bool measured = parts->left_out == NULL;
	(void)ish_report_part_step(report, &by_cpu);
	for (int i = 0; measured && i < parts->parts; i++) {
		(void)json_array_append_new(list, make_part(report, &parts->part[i]));
	}
	ish_json_put(out, "title", ish_json_text(parts->title));
	ish_json_put(out, "left_out", ish_json_text(parts->left_out));
	ish_json_put(out, "region", ish_json_text(parts->region));
	ish_json_put(out, "sentence", ish_json_text(parts->sentence));
	ish_json_put(out, "uses", json_integer(parts->uses));
	ish_json_put(out, "rounds", json_integer(parts->rounds));
	ish_json_put(out, "shares_by", ish_json_text(by_cpu ? "cpu" : "wall"));
	ish_json_put(out, "parts", list);
	ish_json_put(out, "whole", measured ? make_part(report, &parts->whole) : json_null());
	return out;
}
