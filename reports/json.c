/*
 * The JSON report, schema "ishydro-profile" version 1. Times in seconds, sizes in bytes; null for what was not
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
		ish_json_put(out, report->view->statistic[i].name, row);
	}
	return out;
}

/* Rows in the order of REGION_COLUMNS; null where the ring has been overwritten. */
static const char *const REGION_COLUMNS[] = {"node",   "calls",       "threads", "wall",     "wall_self",
                                             "thread", "thread_self", "cpu",     "cpu_self", "allocations",
                                             "bytes",  "busiest",     "mean"};

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

static json_t *make_allocations(const struct ish_report *report)
{
	const struct ish_profile_view *const view = report->view;
	const struct ish_profile_run *const run = view->run;
	json_t *const out = json_object(), *const large = json_array();
	ish_json_put(out, "allocations", ish_json_count(run->allocations));
	ish_json_put(out, "bytes", ish_json_real(run->bytes));
	ish_json_put(out, "frees", ish_json_count(run->frees));
	ish_json_put(out, "freed", ish_json_real(run->freed));
	ish_json_put(out, "in_no_region", ish_json_count(run->allocations_outside));
	ish_json_put(out, "live_peak", run->allocations < 0 ? json_null() : json_integer(run->live_peak));
	ish_json_put(out, "large_from_bytes", json_integer(ISH_PROFILE_LARGE_BYTES));
	ish_json_put(out, "large_seen", run->allocations < 0 ? json_null() : json_integer(view->large_seen));
	for (int i = 0; i < view->large_kept; i++) {
		const struct ish_large_allocation *const allocation = &view->large[i];
		json_t *const row = json_object();
		ish_json_put(row, "bytes", json_integer((json_int_t)allocation->bytes));
		ish_json_put(row, "region",
		             ish_json_text(allocation->region != NULL ? allocation->region->name : NULL));
		ish_json_put(row, "step", ish_json_count(allocation->step));
		ish_json_put(row, "stage", ish_json_count(allocation->stage));
		(void)json_array_append_new(large, row);
	}
	ish_json_put(out, "large", large);
	return out;
}

static json_t *make_owners(const struct ish_report_context *context)
{
	json_t *const out = json_array();
	for (int i = 0; i < context->owners; i++) {
		json_t *const row = json_object();
		ish_json_put(row, "name", ish_json_text(context->owner[i].name));
		ish_json_put(row, "bytes", json_integer((json_int_t)context->owner[i].bytes));
		(void)json_array_append_new(out, row);
	}
	return out;
}

static json_t *make_method(const struct ish_report *report)
{
	const struct ish_profile_run *const run = report->view->run;
	json_t *const out = json_object();
	ish_json_put(out, "clock", ish_json_text(run->clock));
	ish_json_put(out, "clock_hertz", ish_json_real(run->clock_hertz));
	ish_json_put(out, "clock_drift", ish_json_real(run->clock_drift));
	ish_json_put(out, "allocation_hooks", ish_json_text(run->hooks));
	ish_json_put(out, "allocation_hooks_reason", ish_json_text(run->hooks_reason));
	ish_json_put(out, "region_cost", ish_json_real(run->cost_pair));
	ish_json_put(out, "cpu_clock_cost", ish_json_real(run->cost_cpu));
	ish_json_put(out, "allocation_cost", ish_json_real(run->cost_hook));
	ish_json_put(out, "overhead", ish_json_real(run->overhead));
	ish_json_put(out, "memory", json_integer((json_int_t)run->memory));
	ish_json_put(out, "steps_kept", json_integer(report->view->steps_kept));
	ish_json_put(out, "mismatches", json_integer(run->mismatches));
	ish_json_put(out, "folded_calls", json_integer(run->folded));
	ish_json_put(out, "calls_of_unknown_threads", json_integer(run->threads_refused));
	ish_json_put(out, "keys_dropped", json_integer(run->keys_dropped));
	ish_json_put(out, "refused", json_integer(run->refused));
	return out;
}

static json_t *make_environment(const struct ish_environment *environment)
{
	json_t *const out = json_object();
	ish_json_put(out, "when", ish_json_text(environment->when));
	ish_json_put(out, "host", ish_json_text(environment->host));
	ish_json_put(out, "system", ish_json_text(environment->system));
	ish_json_put(out, "processor", ish_json_text(environment->cpu));
	ish_json_put(out, "cores", ish_json_count(environment->cores));
	ish_json_put(out, "memory", ish_json_count(environment->memory));
	ish_json_put(out, "version", ish_json_text(environment->version));
	ish_json_put(out, "revision", ish_json_text(environment->revision));
	ish_json_put(out, "build_type", ish_json_text(environment->build_type));
	ish_json_put(out, "compiler", ish_json_text(environment->compiler));
	ish_json_put(out, "flags", ish_json_text(environment->flags));
	return out;
}

static void append_warning(const char *line, void *list)
{
	(void)json_array_append_new(list, json_string(line));
}

enum ish_status ish_report_json(FILE *out, const struct ish_report *report)
{
	json_t *const warnings = json_array();
	(void)ish_report_warnings(report, append_warning, warnings);
	bool good = fprintf(out, "{\n\"schema\": \"ishydro-profile\",\n\"schema_version\": %d,\n", SCHEMA_VERSION) > 0;
	good = print_section(out, "run", ish_json_run(report), false) && good;
	good = print_section(out, "summary", ish_json_summary(report), false) && good;
	good = print_section(out, "warnings", warnings, false) && good;
	good = print_section(out, "hot_spots", ish_json_hot_spots(report), false) && good;
	good = print_section(out, "regions", ish_json_regions(report), false) && good;
	good = print_section(out, "kinds", ish_json_kinds(report), false) && good;
	good = print_section(out, "stages", ish_json_stages(report->view->stage), false) && good;
	good = print_section(out, "region_columns", make_region_columns(), false) && good;
	good = print_steps(out, report) && good;
	good = print_section(out, "transforms", ish_json_transforms(report), false) && good;
	good = print_section(out, "caches", ish_json_caches(report), false) && good;
	good = print_section(out, "statistics", ish_json_statistics(report), false) && good;
	good = print_section(out, "allocations", make_allocations(report), false) && good;
	good = print_section(out, "memory_by_owner", make_owners(report->context), false) && good;
	good = print_section(out, "method", make_method(report), false) && good;
	good = print_section(out, "environment", make_environment(&report->environment), true) && good;
	good = fputs("}\n", out) >= 0 && good;
	if (!good && ferror(out)) {
		return ISH_OK; /* the caller looks at the stream, and knows the file and the reason */
	}
	return good ? ISH_OK : ish_fail(ISH_ERR_MEMORY, "report: the JSON profile is incomplete: out of memory");
}
