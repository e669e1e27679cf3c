/*
 * The JSON report, schema "ishydro-profile" version 1: docs/profile.schema.json, which names every key, and
 * docs/profile-json.md, which says what raises the version. Times in seconds, sizes in bytes; null for what was not
 * measured; keys in a fixed order. The steps are one object a line; a step's "regions" are rows in the order of
 * "region_columns", "node" being an index into "regions".
 */
#include <math.h>
#include <string.h>

#include "reports/json_impl.h"

enum { SCHEMA_VERSION = 1 };

/* Prints "key": value and releases the value. False without memory or where the file does not take it. */
static bool print_section(FILE *out, const char *key, json_t *value, bool last)
{
	bool good = value != NULL && fprintf(out, "\"%s\": ", key) > 0;
	good = good && json_dumpf(value, out, JSON_INDENT(1) | JSON_ENCODE_ANY) == 0;
	good = good && fputs(last ? "\n" : ",\n", out) >= 0;
	json_decref(value);
	return good;
}

/* ---- steps ---- */

static json_t *make_step_caches(const struct ish_report *report, const struct ish_step_record *record)
{
	json_t *const out = json_object();
	for (int i = 0; i < report->view->caches; i++) {
		json_t *const row = json_object();
		ish_json_put(row, "hits", json_integer(record->hits[i]));
		ish_json_put(row, "misses", json_integer(record->misses[i]));
		ish_json_put(row, "hit_rate", ish_json_real(ish_report_hit_rate(report, record, i)));
		ish_json_put(out, report->view->cache[i].name, row);
	}
	return out;
}

static json_t *make_step_statistics(const struct ish_report *report, const struct ish_step_record *record)
{
	json_t *const out = json_object();
	for (int i = 0; i < report->view->statistics; i++) {
		const struct ish_step_statistic *const statistic = &record->statistic[i];
		json_t *const row = json_object();
		ish_json_put(row, "count", json_integer(statistic->count));
		ish_json_put(row, "min", ish_json_count(statistic->min));
		ish_json_put(row, "mean", ish_json_real(statistic->mean));
		ish_json_put(row, "p95", ish_json_count(statistic->p95));
		ish_json_put(row, "max", ish_json_count(statistic->max));
		ish_json_put(row, "failures", json_integer(statistic->failures));
		ish_json_put(out, report->view->statistic[i].name, row);
	}
	return out;
}

/* Rows in the order of REGION_COLUMNS; null where the ring has been overwritten. */
static const char *const REGION_COLUMNS[] = {"node",   "calls",       "threads", "wall",     "wall_self",
                                             "thread", "thread_self", "cpu",     "cpu_self", "allocations",
                                             "bytes",  "busiest",     "mean",    "flops"};

static json_t *make_step_regions(const struct ish_report *report, const struct ish_step_record *record)
{
	const bool measured = report->view->run->allocations >= 0;
	json_t *const out = json_array();
	for (int i = 0; i < record->rows; i++) {
		const struct ish_step_region *const row = ish_profile_row(record->first_row + (uint64_t)i);
		if (row == NULL) {
			json_decref(out);
			return json_null();
		}
		const struct ish_row_self self = ish_report_row_self(report, record, i);
		json_t *const line = json_pack("[i,I,i]", row->node, (json_int_t)row->calls, row->threads);
		const double times[] = {(double)row->wall, self.wall,        (double)row->thread,
		                        self.thread,       (double)row->cpu, self.cpu};
		for (int k = 0; k < 6; k++) {
			(void)json_array_append_new(line, ish_json_real(times[k]));
		}
		(void)json_array_append_new(line, measured ? json_integer((json_int_t)row->allocations) : json_null());
		(void)json_array_append_new(line, measured ? json_integer((json_int_t)row->bytes) : json_null());
		(void)json_array_append_new(line, ish_json_real((double)row->busiest));
		(void)json_array_append_new(line, ish_json_real((double)row->mean));
		(void)json_array_append_new(line, ish_json_real((double)row->flops));
		(void)json_array_append_new(out, line);
	}
	return out;
}

static void put_step_memory(json_t *out, const struct ish_step_record *record)
{
	const bool measured = record->allocations >= 0;
	ish_json_put(out, "allocations", ish_json_count(record->allocations));
	ish_json_put(out, "bytes", ish_json_real(record->bytes));
	ish_json_put(out, "frees", ish_json_count(record->frees));
	ish_json_put(out, "freed", ish_json_real(record->freed));
	ish_json_put(out, "allocations_in_no_region", ish_json_count(record->allocations_outside));
	ish_json_put(out, "live_peak", measured ? json_integer(record->live_peak) : json_null());
	ish_json_put(out, "peak_rss", json_integer((json_int_t)record->peak_rss));
	ish_json_put(out, "hardware", ish_json_hardware(record->hardware));
}

static json_t *make_step(const struct ish_report *report, const struct ish_step_record *record)
{
	json_t *const out = json_object();
	ish_json_put(out, "step", json_integer(record->step));
	ish_json_put(out, "kind", ish_json_text(ish_step_kind_name(record->kind)));
	ish_json_put(out, "time", ish_json_real(record->time));
	ish_json_put(out, "dt", ish_json_real(record->dt));
	ish_json_put(out, "start", ish_json_real(record->start));
	ish_json_put(out, "wall", ish_json_real(record->wall));
	ish_json_put(out, "cpu", ish_json_real(record->cpu));
	ish_json_put(out, "cpu_stepping_thread", ish_json_real(record->cpu_main));
	ish_json_put(out, "threads", json_integer(record->threads));
	ish_json_put(out, "involuntary_switches", json_integer(record->switches));
	ish_json_put(out, "contended", json_boolean(record->contention != 0));
	ish_json_put(out, "low_cpu_share", json_boolean(record->contention & ISH_CONTENTION_SHARE));
	put_step_memory(out, record);
	ish_json_put(out, "calls", json_integer(record->calls));
	ish_json_put(out, "overhead", ish_json_real(record->overhead));
	ish_json_put(out, "unattributed_share", ish_json_real(record->unattributed));
	ish_json_put(out, "imbalance", ish_json_real(record->imbalance));
	ish_json_put(out, "flops", ish_json_real(record->flops));
	ish_json_put(out, "traffic", ish_json_real(record->traffic));
	ish_json_put(out, "transforms", json_integer(record->transforms));
	ish_json_put(out, "plans", json_integer(record->plans));
	ish_json_put(out, "planning", ish_json_real(record->planning));
	ish_json_put(out, "redundant_calls", json_integer(record->redundant));
	ish_json_put(out, "wasted", ish_json_real(record->wasted));
	ish_json_put(out, "caches", make_step_caches(report, record));
	ish_json_put(out, "statistics", make_step_statistics(report, record));
	ish_json_put(out, "stages", ish_json_stages(record->stage));
	ish_json_put(out, "regions", make_step_regions(report, record));
	return out;
}

/* One step a line, made and released one by one: a long run needs no more memory than a short one. */
static bool print_steps(FILE *out, const struct ish_report *report)
{
	bool good = fputs("\"steps\": [\n", out) >= 0;
	for (long i = 0; i < report->view->steps_kept && good; i++) {
		json_t *const step = make_step(report, ish_profile_step(report->view, i));
		good = step != NULL && json_dumpf(step, out, JSON_COMPACT) == 0;
		good = good && fputs(i + 1 < report->view->steps_kept ? ",\n" : "\n", out) >= 0;
		json_decref(step);
	}
	return good && fputs("],\n", out) >= 0;
}

/* ---- the rest ---- */

static json_t *make_region_columns(void)
{
	json_t *const out = json_array();
	for (size_t i = 0; i < sizeof REGION_COLUMNS / sizeof REGION_COLUMNS[0]; i++) {
		(void)json_array_append_new(out, json_string(REGION_COLUMNS[i]));
	}
	return out;
}

enum ish_status ish_report_json(FILE *out, const struct ish_report *report)
{
	bool good = fprintf(out, "{\n\"schema\": \"ishydro-profile\",\n\"schema_version\": %d,\n", SCHEMA_VERSION) > 0;
	good = print_section(out, "run", ish_json_run(report), false) && good;
	good = print_section(out, "summary", ish_json_summary(report), false) && good;
	good = print_section(out, "warnings", ish_json_warnings(report), false) && good;
	good = print_section(out, "hot_spots", ish_json_hot_spots(report), false) && good;
	good = print_section(out, "largest", ish_json_largest(report), false) && good;
	good = print_section(out, "roles", ish_json_roles(report), false) && good;
	good = print_section(out, "targets", ish_json_targets(report), false) && good;
	good = print_section(out, "limits", ish_json_limits(report->context), false) && good;
	good = print_section(out, "bound", ish_json_bound(report), false) && good;
	good = print_section(out, "parts", ish_json_parts(report), false) && good;
	good = print_section(out, "regions", ish_json_regions(report), false) && good;
	good = print_section(out, "kinds", ish_json_kinds(report), false) && good;
	good = print_section(out, "stages", ish_json_stages(report->view->stage), false) && good;
	good = print_section(out, "step_quantiles", ish_json_step_quantiles(report), false) && good;
	good = print_section(out, "region_quantiles", ish_json_region_quantiles(report), false) && good;
	good = print_section(out, "outliers", ish_json_outliers(report), false) && good;
	good = print_section(out, "region_columns", make_region_columns(), false) && good;
	good = print_steps(out, report) && good;
	good = print_section(out, "transforms", ish_json_transforms(report), false) && good;
	good = print_section(out, "caches", ish_json_caches(report), false) && good;
	good = print_section(out, "statistics", ish_json_statistics(report), false) && good;
	good = print_section(out, "allocations", ish_json_allocations(report), false) && good;
	good = print_section(out, "memory_by_owner", ish_json_owners(report->context), false) && good;
	good = print_section(out, "hardware", ish_json_hardware(report->view->run->hardware), false) && good;
	good = print_section(out, "method", ish_json_method(report), false) && good;
	good = print_section(out, "environment", ish_json_environment(report), true) && good;
	good = fputs("}\n", out) >= 0 && good;
	if (!good && ferror(out)) {
		return ISH_OK; /* the caller looks at the stream, and knows the file and the reason */
	}
	return good ? ISH_OK : ish_fail(ISH_ERR_MEMORY, "report: the JSON profile is incomplete: out of memory");
}
