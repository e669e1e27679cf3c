/* The data of the HTML report. */
#include <math.h>
#include <string.h>

#include "reports/html_impl.h"
#include "reports/json_impl.h"

enum { PARTS = 10, DIGITS = 5 }; /* hot spots shown within each step; digits of a number */

static bool print_section(FILE *out, const char *key, json_t *value)
{
	bool good = value != NULL && fprintf(out, "\"%s\":", key) > 0;
	good = good &&
	       json_dumpf(value, out,
	                  JSON_COMPACT | JSON_ENCODE_ANY | JSON_ESCAPE_SLASH | JSON_REAL_PRECISION(DIGITS)) == 0;
	good = good && fputs(",\n", out) >= 0;
	json_decref(value);
	return good;
}

static void put(FILE *out, double value)
{
	if (isfinite(value)) {
		(void)fprintf(out, "%.4g,", value);
	} else {
		(void)fputs("null,", out);
	}
}

static void put_count(FILE *out, long value)
{
	if (value >= 0) {
		(void)fprintf(out, "%ld,", value);
	} else {
		(void)fputs("null,", out);
	}
}

/* The order of put_step. Caches, statistics, stages and parts follow as lists. */
static const char step_columns[] = "[\"step\",\"kind\",\"time\",\"dt\",\"start\",\"wall\",\"cpu\",\"switches\","
				   "\"contention\",\"allocations\",\"bytes\",\"live\","
				   "\"transforms\",\"plans\",\"planning\",\"flops\",\"overhead\",\"unattributed\","
				   "\"imbalance\",\"redundant\",\"wasted\","
				   "\"hits\",\"misses\",\"mean\",\"max\",\"stages\","
				   "\"stage_allocations\",\"stage_bytes\",\"parts\"]";

/* Allocations and bytes by stage: two lists, empty where there were none. */
static void put_stage_memory(FILE *out, const struct ish_step_record *step)
{
	int stages = step->allocations > 0 ? ISH_PROFILE_STAGES : 0;
	while (stages > 0 && step->stage[stages - 1].allocations <= 0) {
		stages--;
	}
	(void)fputc('[', out);
	for (int i = 0; i < stages; i++) {
		(void)fprintf(out, "%s%ld", i > 0 ? "," : "", step->stage[i].allocations);
	}
	(void)fputs("],[", out);
	for (int i = 0; i < stages; i++) {
		(void)fprintf(out, "%s%.4g", i > 0 ? "," : "", step->stage[i].bytes);
	}
	(void)fputs("],", out);
}

static void put_lists(FILE *out, const struct ish_report *report, const struct ish_step_record *step)
{
	const struct ish_profile_view *const view = report->view;
	(void)fputc('[', out);
	for (int i = 0; i < view->caches; i++) {
		(void)fprintf(out, "%s%ld", i > 0 ? "," : "", step->hits[i]);
	}
	(void)fputs("],[", out);
	for (int i = 0; i < view->caches; i++) {
		(void)fprintf(out, "%s%ld", i > 0 ? "," : "", step->misses[i]);
	}
	(void)fputs("],[", out);
	for (int i = 0; i < view->statistics; i++) {
		const double mean = step->statistic[i].mean;
		(void)fprintf(out, "%s%.4g", i > 0 ? "," : "", isfinite(mean) ? mean : 0.0);
	}
	(void)fputs("],[", out);
	for (int i = 0; i < view->statistics; i++) {
		(void)fprintf(out, "%s%d", i > 0 ? "," : "", step->statistic[i].max);
	}
	(void)fputs("],[", out);
	int stages = ISH_PROFILE_STAGES;
	while (stages > 1 && !(step->stage[stages - 1].wall > 0.0)) {
		stages--;
	}
	for (int i = 0; i < stages; i++) {
		(void)fprintf(out, "%s%.3g", i > 0 ? "," : "", step->stage[i].wall);
	}
	(void)fputs("],", out);
	put_stage_memory(out, step);
}

/* Self wall time of the first hot spots within a step. */
static void put_parts(FILE *out, const struct ish_report *report, const struct ish_step_record *step)
{
	double part[PARTS] = {0.0};
	bool kept = true;
	const int parts = report->summary.hot_spots < PARTS ? report->summary.hot_spots : PARTS;
	for (int i = 0; i < step->rows && kept; i++) {
		const struct ish_step_region *const row = ish_profile_row(step->first_row + (uint64_t)i);
		kept = row != NULL;
		for (int k = 0; k < parts && kept; k++) {
			if (strcmp(report->view->node[row->node].region->name, report->summary.hot_spot[k].name) == 0) {
				part[k] += ish_report_row_self(report, step, i).wall;
			}
		}
	}
	(void)fputs(kept ? "[" : "null", out);
	for (int k = 0; k < parts && kept; k++) {
		(void)fprintf(out, "%s%.3g", k > 0 ? "," : "", part[k]);
	}
	(void)fputs(kept ? "]" : "", out);
}

static void put_step(FILE *out, const struct ish_report *report, const struct ish_step_record *step)
{
	(void)fprintf(out, "[%ld,%d,", step->step, (int)step->kind);
	put(out, step->time);
	put(out, step->dt);
	(void)fprintf(out, "%.9g,", step->start);
	put(out, step->wall);
	put(out, step->cpu);
	(void)fprintf(out, "%ld,%u,", step->switches, step->contention);
	put_count(out, step->allocations);
	put(out, step->bytes);
	if (step->allocations < 0) {
		(void)fputs("null,", out); /* of the heap nothing is known; relative to the start it may be below 0 */
	} else {
		(void)fprintf(out, "%ld,", step->live_peak);
	}
	(void)fprintf(out, "%ld,%ld,", step->transforms, step->plans);
	put(out, step->planning);
	put(out, step->flops);
	put(out, step->overhead);
	put(out, step->unattributed);
	put(out, step->imbalance);
	(void)fprintf(out, "%ld,", step->redundant);
	put(out, step->wasted);
	put_lists(out, report, step);
	put_parts(out, report, step);
	(void)fputc(']', out);
}

static void put_steps(FILE *out, const struct ish_report *report)
{
	(void)fprintf(out, "\"step_columns\":%s,\n\"steps\":[\n", step_columns);
	for (long i = 0; i < report->view->steps_kept; i++) {
		put_step(out, report, ish_profile_step(report->view, i));
		(void)fputs(i + 1 < report->view->steps_kept ? ",\n" : "\n", out);
	}
	(void)fputs("]\n", out);
}

static json_t *make_kind_names(void)
{
	json_t *const out = json_array();
	for (int i = 0; i < ISH_STEP_KIND_COUNT; i++) {
		(void)json_array_append_new(out, json_string(ish_step_kind_name((enum ish_step_kind)i)));
	}
	return out;
}

enum ish_status ish_html_data(FILE *out, const struct ish_report *report)
{
	bool good = fputs("{", out) >= 0;
	good = print_section(out, "run", ish_json_run(report)) && good;
	good = print_section(out, "summary", ish_json_summary(report)) && good;
	good = print_section(out, "warnings", ish_json_warnings(report)) && good;
	good = print_section(out, "hot_spots", ish_json_hot_spots(report)) && good;
	good = print_section(out, "largest", ish_json_largest(report)) && good;
	good = print_section(out, "roles", ish_json_roles(report)) && good;
	good = print_section(out, "step_quantiles", ish_json_step_quantiles(report)) && good;
	good = print_section(out, "region_quantiles", ish_json_region_quantiles(report)) && good;
	good = print_section(out, "outliers", ish_json_outliers(report)) && good;
	good = print_section(out, "hardware", ish_json_hardware(report->view->run->hardware)) && good;
	good = print_section(out, "targets", ish_json_targets(report)) && good;
	good = print_section(out, "limits", ish_json_limits(report->context)) && good;
	good = print_section(out, "bound", ish_json_bound(report)) && good;
	good = print_section(out, "parts", ish_json_parts(report)) && good;
	good = print_section(out, "regions", ish_json_regions(report)) && good;
	good = print_section(out, "kinds", ish_json_kinds(report)) && good;
	good = print_section(out, "kind_names", make_kind_names()) && good;
	good = print_section(out, "stages", ish_json_stages(report->view->stage)) && good;
	good = print_section(out, "transforms", ish_json_transforms(report)) && good;
	good = print_section(out, "caches", ish_json_caches(report)) && good;
	good = print_section(out, "statistics", ish_json_statistics(report)) && good;
	good = print_section(out, "allocations", ish_json_allocations(report)) && good;
	good = print_section(out, "memory_by_owner", ish_json_owners(report->context)) && good;
	good = print_section(out, "method", ish_json_method(report)) && good;
	good = print_section(out, "environment", ish_json_environment(report)) && good;
	put_steps(out, report);
	(void)fputs("}\n", out);
	if (!good && ferror(out)) {
		return ISH_OK; /* the caller looks at the stream, and knows the file and the reason */
	}
	return good ? ISH_OK : ish_fail(ISH_ERR_MEMORY, "report: the HTML report is incomplete: out of memory");
}
