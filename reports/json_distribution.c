/*
 * The sections of the JSON report on how steps and regions are distributed, on what is largest, on the explicit and implicit parts
 * and on the processor's counters.
 */
#include <math.h>

#include "reports/json_impl.h"

static void put_quantiles(json_t *out, const struct ish_quantiles *quantiles)
{
	ish_json_put(out, "count", json_integer(quantiles->count));
	ish_json_put(out, "median", ish_json_real(quantiles->median));
	ish_json_put(out, "p95", ish_json_real(quantiles->p95));
	ish_json_put(out, "max", ish_json_real(quantiles->max));
}

static json_t *make_quantiles(const struct ish_quantiles *quantiles)
{
	json_t *const out = json_object();
	put_quantiles(out, quantiles);
	return out;
}

json_t *ish_json_step_quantiles(const struct ish_report *report)
{
	static const char *const unit[] = {[ISH_UNIT_SECONDS] = "s",
	                                   [ISH_UNIT_BYTES] = "bytes",
	                                   [ISH_UNIT_COUNT] = "count",
	                                   [ISH_UNIT_SHARE] = "share",
	                                   [ISH_UNIT_REAL] = "number"};
	const struct ish_distribution *const d = &report->distribution;
	json_t *const out = json_object(), *const rows = json_array();
	for (int i = 0; i < d->quantities; i++) {
		json_t *const row = json_object();
		ish_json_put(row, "name", json_string(d->quantity[i].name));
		ish_json_put(row, "unit", json_string(unit[d->quantity[i].unit]));
		put_quantiles(row, &d->quantity[i].over);
		(void)json_array_append_new(rows, row);
	}
	ish_json_put(out, "over", json_string(d->steady ? "steady" : "all"));
	ish_json_put(out, "quantities", rows);
	return out;
}

json_t *ish_json_region_quantiles(const struct ish_report *report)
{
	const struct ish_region_steps *const region = report->distribution.region;
	json_t *const out = json_array();
	for (int i = 0; region != NULL && i < report->view->nodes; i++) {
		if (region[i].wall.count == 0) {
			continue;
		}
		json_t *const row = json_object();
		ish_json_put(row, "region", json_integer(i));
		ish_json_put(row, "wall", make_quantiles(&region[i].wall));
		ish_json_put(row, "wall_self", make_quantiles(&region[i].wall_self));
		ish_json_put(row, "cpu", make_quantiles(&region[i].cpu));
		ish_json_put(row, "calls", make_quantiles(&region[i].calls));
		ish_json_put(row, "allocations", make_quantiles(&region[i].allocations));
		ish_json_put(row, "bytes", make_quantiles(&region[i].bytes));
		ish_json_put(row, "flops", make_quantiles(&region[i].flops));
		(void)json_array_append_new(out, row);
	}
	return out;
}

json_t *ish_json_outliers(const struct ish_report *report)
{
	const struct ish_distribution *const d = &report->distribution;
	json_t *const out = json_object(), *const rows = json_array();
	for (int i = 0; i < d->outliers; i++) {
		const struct ish_outlier *const outlier = &d->outlier[i];
		json_t *const row = json_object();
		ish_json_put(row, "step", json_integer(outlier->step));
		ish_json_put(row, "wall", ish_json_real(outlier->wall));
		ish_json_put(row, "times_median", ish_json_real(outlier->times));
		ish_json_put(row, "cpu_times_median", ish_json_real(outlier->cpu_times));
		ish_json_put(row, "contended", json_boolean(outlier->contended));
		ish_json_put(row, "region", ish_json_text(outlier->region));
		ish_json_put(row, "region_excess",
		             ish_json_real(outlier->region != NULL ? outlier->region_excess : NAN));
		(void)json_array_append_new(rows, row);
	}
	ish_json_put(out, "seen", json_integer(d->outliers_seen));
	ish_json_put(out, "steps", rows);
	return out;
}

json_t *ish_json_by_stage(const double stage[ISH_PROFILE_STAGES])
{
	json_t *const out = json_array();
	for (int i = 0; i < ISH_PROFILE_STAGES; i++) {
		(void)json_array_append_new(out, ish_json_real(stage[i]));
	}
	return out;
}

json_t *ish_json_roles(const struct ish_report *report)
{
	json_t *const out = json_array();
	for (int i = 0; i < report->stages.roles; i++) {
		json_t *const row = json_object();
		ish_json_put(row, "name", json_string(report->stages.role[i].name));
		ish_json_put(row, "stage_thread", ish_json_by_stage(report->stages.role[i].stage));
		(void)json_array_append_new(out, row);
	}
	return out;
}

json_t *ish_json_largest(const struct ish_report *report)
{
	const struct ish_holdings *const h = &report->holdings;
	json_t *const out = json_object(), *const time = json_array(), *const memory = json_array();
	for (int i = 0; i < report->summary.hot_spots && i < ISH_HOLDINGS; i++) {
		const struct ish_hot_spot *const spot = &report->summary.hot_spot[i];
		json_t *const row = json_object();
		ish_json_put(row, "name", ish_json_text(spot->name));
		ish_json_put(row, "wall_self", ish_json_real(spot->wall_self));
		ish_json_put(row, "share", ish_json_real(spot->share));
		(void)json_array_append_new(time, row);
	}
	for (int i = 0; i < h->count; i++) {
		json_t *const row = json_object();
		ish_json_put(row, "kind", json_string(h->row[i].kind));
		ish_json_put(row, "name", ish_json_text(h->row[i].name));
		ish_json_put(row, "bytes", ish_json_real(h->row[i].bytes));
		ish_json_put(row, "share", ish_json_real(h->row[i].bytes / h->all));
		(void)json_array_append_new(memory, row);
	}
	ish_json_put(out, "by_time", time);
	ish_json_put(out, "by_memory", memory);
	return out;
}

json_t *ish_json_hardware(const double count[ISH_HARDWARE_COUNT])
{
	static const char *const key[ISH_HARDWARE_COUNT] = {[ISH_HARDWARE_CYCLES] = "cycles",
	                                                    [ISH_HARDWARE_INSTRUCTIONS] = "instructions",
	                                                    [ISH_HARDWARE_CACHE_MISSES] = "cache_misses",
	                                                    [ISH_HARDWARE_BRANCH_MISSES] = "branch_misses"};
	json_t *const out = json_object();
	bool any = false;
	for (int i = 0; i < ISH_HARDWARE_COUNT; i++) {
		ish_json_put(out, key[i], ish_json_real(count[i]));
		any = any || !isnan(count[i]);
	}
	if (!any) {
		json_decref(out);
		return json_null();
	}
	ish_json_put(out, "instructions_per_cycle",
	             ish_json_real(count[ISH_HARDWARE_INSTRUCTIONS] / count[ISH_HARDWARE_CYCLES]));
	return out;
}
