/* The sections of the JSON report on memory, on how it was measured and what follows from it. */
#include "profiler/sample.h"
#include "reports/json_impl.h"

json_t *ish_json_allocations(const struct ish_report *report)
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
	ish_json_put(out, "live_peak_region",
	             ish_json_text(run->live_peak_region != NULL ? run->live_peak_region->name : NULL));
	ish_json_put(out, "live_peak_step", ish_json_count(run->live_peak_step));
	ish_json_put(out, "live_peak_stage", ish_json_count(run->live_peak_stage));
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

json_t *ish_json_owners(const struct ish_report_context *context)
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

json_t *ish_json_method(const struct ish_report *report)
{
	const struct ish_profile_run *const run = report->view->run;
	json_t *const out = json_object();
	ish_json_put(out, "clock", ish_json_text(run->clock));
	ish_json_put(out, "clock_hertz", ish_json_real(run->clock_hertz));
	ish_json_put(out, "clock_drift", ish_json_real(run->clock_drift));
	ish_json_put(out, "allocation_hooks", ish_json_text(run->hooks));
	ish_json_put(out, "allocation_hooks_reason", ish_json_text(run->hooks_reason));
	ish_json_put(out, "cpu_samples", ish_json_count(ish_sample_count()));
	ish_json_put(out, "hardware_reason", ish_json_text(run->hardware_reason));
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

static void append_warning(const char *line, void *list)
{
	(void)json_array_append_new(list, json_string(line));
}

json_t *ish_json_warnings(const struct ish_report *report)
{
	json_t *const out = json_array();
	(void)ish_report_warnings(report, append_warning, out);
	return out;
}

json_t *ish_json_targets(const struct ish_report *report)
{
	json_t *const out = json_array();
	for (int i = 0; i < report->targets; i++) {
		const struct ish_target *const target = &report->target[i];
		json_t *const row = json_object();
		ish_json_put(row, "name", ish_json_text(target->name));
		ish_json_put(row, "seconds", ish_json_real(target->seconds));
		ish_json_put(row, "share", ish_json_real(target->share));
		ish_json_put(row, "reason", ish_json_text(target->reason));
		(void)json_array_append_new(out, row);
	}
	return out;
}

void ish_json_put_work(json_t *object, const struct ish_work *work)
{
	ish_json_put(object, "apart", ish_json_real(work->apart));
	ish_json_put(object, "divisions", ish_json_real(work->divisions));
	ish_json_put(object, "roots", ish_json_real(work->roots));
	ish_json_put(object, "cached", ish_json_real(work->cached));
}

json_t *ish_json_bound(const struct ish_report *report)
{
	static const char *const name[] = {"pointwise", "products", "copies", "untold"};
	const struct ish_bound bound = ish_report_bound(report);
	json_t *const out = json_object();
	for (int i = 0; i < ISH_WORK_CLASSES; i++) {
		ish_json_put(out, name[i], ish_json_real(bound.share[i]));
	}
	ish_json_put(out, "of_arithmetic_limit", ish_json_real(bound.arithmetic));
	ish_json_put(out, "of_limits", ish_json_real(bound.limits));
	return out;
}

static json_t *positive(double value)
{
	return value > 0.0 ? json_real(value) : json_null();
}

json_t *ish_json_limits(const struct ish_report_context *context)
{
	const struct ish_machine_limits *const limits = &context->limits;
	if (!(limits->flops > 0.0)) {
		return json_null();
	}
	json_t *const out = json_object();
	ish_json_put(out, "flops", ish_json_real(limits->flops));
	ish_json_put(out, "apart", positive(limits->apart));
	ish_json_put(out, "divisions", positive(limits->divisions));
	ish_json_put(out, "roots", positive(limits->roots));
	ish_json_put(out, "bandwidth", ish_json_real(limits->bandwidth));
	ish_json_put(out, "bandwidth_l3", positive(limits->bandwidth_l3));
	ish_json_put(out, "bandwidth_l2", positive(limits->bandwidth_l2));
	ish_json_put(out, "l3_bytes", positive(limits->l3_bytes));
	ish_json_put(out, "l2_bytes", positive(limits->l2_bytes));
	ish_json_put(out, "arrays_in", ish_json_text(ish_roof_home(context)));
	ish_json_put(out, "threads", json_integer(limits->threads));
	return out;
}
