/* The sections of the JSON report. */
#include "reports/json_impl.h"

#include <math.h>

json_t *ish_json_real(double value)
{
	return isfinite(value) ? json_real(value) : json_null();
}

json_t *ish_json_count(long value)
{
	return value < 0 ? json_null() : json_integer(value);
}

json_t *ish_json_text(const char *value)
{
	return value == NULL ? json_null() : json_string(value);
}

void ish_json_put(json_t *object, const char *key, json_t *value)
{
	if (json_object_set_new(object, key, value) != 0 && object != NULL) {
		(void)json_object_set_new(object, "incomplete", json_true());
	}
}

json_t *ish_json_run(const struct ish_report *report)
{
	static const char *const level[] = {"off", "regions", "full"};
	const struct ish_profile_run *const run = report->view->run;
	const struct ish_report_context *const context = report->context;
	json_t *const out = json_object(), *const facts = json_object(), *const work = json_array();
	for (int i = 0; i < context->facts; i++) {
		ish_json_put(facts, context->fact[i].name, ish_json_text(context->fact[i].value));
		if (context->fact[i].kind == ISH_FACT_WORK) {
			(void)json_array_append_new(work, json_string(context->fact[i].name));
		}
	}
	ish_json_put(out, "command", ish_json_text(context->command));
	ish_json_put(out, "time_unit", ish_json_text(context->time_unit));
	ish_json_put(out, "facts", facts);
	ish_json_put(out, "work", work);
	ish_json_put(out, "cells", context->cells > 0 ? json_integer(context->cells) : json_null());
	ish_json_put(out, "level", ish_json_text(level[run->level]));
	ish_json_put(out, "threads", json_integer(run->threads));
	ish_json_put(out, "wall", ish_json_real(run->wall));
	ish_json_put(out, "cpu", ish_json_real(run->cpu));
	ish_json_put(out, "peak_rss", json_integer((json_int_t)run->peak_rss));
	return out;
}

static json_t *make_quantiles(const struct ish_quantiles *quantiles)
{
	json_t *const out = json_object();
	ish_json_put(out, "count", json_integer(quantiles->count));
	ish_json_put(out, "median", ish_json_real(quantiles->median));
	ish_json_put(out, "p95", ish_json_real(quantiles->p95));
	ish_json_put(out, "max", ish_json_real(quantiles->max));
	return out;
}

json_t *ish_json_summary(const struct ish_report *report)
{
	static const char *const zero[] = {"not measured", "no steady steps", "holds", "broken"};
	const struct ish_summary *const summary = &report->summary;
	json_t *const out = json_object();
	ish_json_put(out, "steps", json_integer(report->view->steps));
	ish_json_put(out, "step_wall", ish_json_real(summary->wall_step));
	ish_json_put(out, "seconds_per_cell_step", ish_json_real(summary->per_cell));
	ish_json_put(out, "cell_steps_per_second", ish_json_real(summary->cell_rate));
	ish_json_put(out, "wall_of_all_steps", make_quantiles(&summary->wall_all));
	ish_json_put(out, "wall_of_steady_steps", make_quantiles(&summary->wall_steady));
	ish_json_put(out, "processors_busy", ish_json_real(summary->processors));
	ish_json_put(out, "contended_steps", json_integer(summary->contended));
	ish_json_put(out, "involuntary_switches", json_integer(summary->switches));
	ish_json_put(out, "zero_allocations", ish_json_text(zero[summary->zero]));
	ish_json_put(out, "steady_allocations", ish_json_count(summary->steady_allocations));
	ish_json_put(out, "unattributed_share", ish_json_real(summary->unattributed));
	ish_json_put(out, "imbalance_share", ish_json_real(summary->imbalance));
	ish_json_put(out, "overhead_share", ish_json_real(summary->overhead));
	ish_json_put(out, "transforms", json_integer(summary->transforms));
	ish_json_put(out, "plans", json_integer(summary->plans));
	ish_json_put(out, "planning", ish_json_real(summary->planning));
	ish_json_put(out, "redundant_calls", json_integer(summary->redundant));
	ish_json_put(out, "wasted", ish_json_real(summary->wasted));
	return out;
}

/* Numbers of stages, null for outside of any, from a bit each. */
static json_t *make_stages(unsigned bits)
{
	json_t *const out = json_array();
	for (int i = 0; i < ISH_PROFILE_STAGES; i++) {
		if (bits & 1u << i) {
			(void)json_array_append_new(out, ish_json_count(i - 1));
		}
	}
	return out;
}

static json_t *make_region(const struct ish_profile_node *node)
{
	json_t *const out = json_object();
	ish_json_put(out, "name", ish_json_text(node->region->name));
	ish_json_put(out, "parent", node->parent < 0 ? json_null() : json_integer(node->parent));
	ish_json_put(out, "depth", json_integer(node->depth));
	ish_json_put(out, "file", ish_json_text(ish_report_file(node->region)));
	ish_json_put(out, "line", json_integer(node->region->line));
	ish_json_put(out, "calls", json_integer(node->calls));
	ish_json_put(out, "steps", json_integer(node->steps));
	ish_json_put(out, "wall", ish_json_real(node->wall));
	ish_json_put(out, "wall_self", ish_json_real(node->wall_self));
	ish_json_put(out, "thread", ish_json_real(node->thread));
	ish_json_put(out, "thread_self", ish_json_real(node->thread_self));
	ish_json_put(out, "cpu", ish_json_real(node->cpu));
	ish_json_put(out, "cpu_self", ish_json_real(node->cpu_self));
	ish_json_put(out, "step_wall_min", ish_json_real(node->step_wall_min));
	ish_json_put(out, "step_wall_max", ish_json_real(node->step_wall_max));
	ish_json_put(out, "stage_thread", ish_json_by_stage(node->stage_thread));
	ish_json_put(out, "allocations", ish_json_count(node->allocations));
	ish_json_put(out, "bytes", ish_json_real(node->bytes));
	ish_json_put(out, "frees", ish_json_count(node->frees));
	ish_json_put(out, "freed", ish_json_real(node->freed));
	ish_json_put(out, "allocations_inclusive", ish_json_count(node->allocations_inclusive));
	ish_json_put(out, "bytes_inclusive", ish_json_real(node->bytes_inclusive));
	ish_json_put(out, "allocation_stages", make_stages(node->allocation_stages));
	ish_json_put(out, "steady_allocations", ish_json_count(node->steady_allocations));
	ish_json_put(out, "steady_bytes", ish_json_real(node->steady_bytes));
	ish_json_put(out, "steady_first_step", ish_json_count(node->steady_step));
	ish_json_put(out, "flops", ish_json_real(node->flops));
	ish_json_put(out, "traffic", ish_json_real(node->traffic));
	ish_json_put_work(out, &node->work);
	ish_json_put(out, "redundant_calls", json_integer(node->redundant));
	ish_json_put(out, "wasted", ish_json_real(node->wasted));
	ish_json_put(out, "redundant_stage", ish_json_count(node->redundant_stage));
	ish_json_put(out, "repeated_in", ish_json_text(node->repeated_in != NULL ? node->repeated_in->name : NULL));
	ish_json_put(out, "repeated_stage", ish_json_count(node->repeated_stage));
	ish_json_put(out, "threads", json_integer(node->threads));
	ish_json_put(out, "busiest_thread", ish_json_count(node->busiest_thread));
	ish_json_put(out, "thread_busiest", ish_json_real(node->busiest));
	ish_json_put(out, "thread_mean", ish_json_real(node->mean));
	ish_json_put(out, "thread_idlest", ish_json_real(node->idlest));
	ish_json_put(out, "imbalance", ish_json_real(node->imbalance));
	return out;
}

json_t *ish_json_regions(const struct ish_report *report)
{
	json_t *const out = json_array();
	for (int i = 0; i < report->view->nodes; i++) {
		(void)json_array_append_new(out, make_region(&report->view->node[i]));
	}
	return out;
}

json_t *ish_json_hot_spots(const struct ish_report *report)
{
	json_t *const out = json_array();
	for (int i = 0; i < report->summary.hot_spots; i++) {
		const struct ish_hot_spot *const spot = &report->summary.hot_spot[i];
		json_t *const row = json_object();
		ish_json_put(row, "name", ish_json_text(spot->name));
		ish_json_put(row, "calls", json_integer(spot->calls));
		ish_json_put(row, "wall_self", ish_json_real(spot->wall_self));
		ish_json_put(row, "thread_self", ish_json_real(spot->thread_self));
		ish_json_put(row, "cpu_self", ish_json_real(spot->cpu_self));
		ish_json_put(row, "share", ish_json_real(spot->share));
		ish_json_put(row, "flops", ish_json_real(spot->flops));
		ish_json_put(row, "traffic", ish_json_real(spot->traffic));
		ish_json_put_work(row, &spot->work);
		ish_json_put(row, "least", ish_json_real(spot->roof.least));
		ish_json_put(row, "bound", ish_json_text(spot->roof.bound));
		ish_json_put(row, "allocations", ish_json_count(spot->allocations));
		ish_json_put(row, "bytes", ish_json_real(spot->bytes));
		ish_json_put(row, "steady_allocations", ish_json_count(spot->steady_allocations));
		ish_json_put(row, "stage_thread_self", ish_json_by_stage(spot->stage));
		(void)json_array_append_new(out, row);
	}
	return out;
}

/* Stages with time in them; "stage" null is what lies outside of any. */
json_t *ish_json_stages(const struct ish_step_stage *stage)
{
	json_t *const out = json_array();
	for (int i = 0; i < ISH_PROFILE_STAGES; i++) {
		if (stage[i].wall <= 0) {
			continue;
		}
		json_t *const row = json_object();
		ish_json_put(row, "stage", ish_json_count(i - 1));
		ish_json_put(row, "wall", ish_json_real(stage[i].wall));
		ish_json_put(row, "cpu", ish_json_real(stage[i].cpu));
		ish_json_put(row, "allocations", ish_json_count(stage[i].allocations));
		ish_json_put(row, "bytes", stage[i].allocations < 0 ? json_null() : ish_json_real(stage[i].bytes));
		ish_json_put(row, "live_peak",
		             stage[i].allocations < 0 ? json_null() : json_integer(stage[i].live_peak));
		(void)json_array_append_new(out, row);
	}
	return out;
}

json_t *ish_json_kinds(const struct ish_report *report)
{
	json_t *const out = json_object();
	for (int i = 0; i < ISH_STEP_KIND_COUNT; i++) {
		const struct ish_kind_total *const kind = &report->view->kind[i];
		json_t *const row = json_object();
		ish_json_put(row, "steps", json_integer(kind->steps));
		ish_json_put(row, "wall", ish_json_real(kind->wall));
		ish_json_put(row, "cpu", ish_json_real(kind->cpu));
		ish_json_put(row, "wall_min", kind->steps > 0 ? ish_json_real(kind->wall_min) : json_null());
		ish_json_put(row, "wall_max", kind->steps > 0 ? ish_json_real(kind->wall_max) : json_null());
		ish_json_put(row, "allocations",
		             report->view->run->allocations < 0 ? json_null() : json_integer(kind->allocations));
		ish_json_put(row, "bytes",
		             report->view->run->allocations < 0 ? json_null() : ish_json_real(kind->bytes));
		ish_json_put(row, "contended", json_integer(kind->contended));
		ish_json_put(out, ish_step_kind_name((enum ish_step_kind)i), row);
	}
	return out;
}

json_t *ish_json_transforms(const struct ish_report *report)
{
	json_t *const out = json_array();
	for (int i = 0; i < report->view->transforms; i++) {
		const struct ish_profile_transform *const t = &report->view->transform[i];
		json_t *const row = json_object();
		ish_json_put(row, "n", json_integer(t->info.n));
		ish_json_put(row, "shape", json_pack("[i,i,i]", t->info.shape[0], t->info.shape[1], t->info.shape[2]));
		ish_json_put(row, "batch", json_integer(t->info.batch));
		ish_json_put(row, "axis", ish_json_count(t->info.axis));
		ish_json_put(row, "direction",
		             ish_json_text(t->info.direction == ISH_FORWARD ? "forward" : "backward"));
		ish_json_put(row, "precision", ish_json_text(t->info.single ? "float" : "double"));
		ish_json_put(row, "flops", ish_json_real(t->info.flops));
		ish_json_put(row, "bytes", ish_json_real(t->info.bytes));
		ish_json_put(row, "plans", json_integer(t->plans));
		ish_json_put(row, "planning", ish_json_real(t->planning));
		ish_json_put(row, "executions", json_integer(t->executions));
		ish_json_put(row, "timed", json_integer(t->timed));
		ish_json_put(row, "seconds", ish_json_real(t->seconds));
		ish_json_put(row, "gigaflops", ish_json_real(ish_transform_rate(t)));
		ish_json_put(row, "allocations", ish_json_count(t->allocations));
		(void)json_array_append_new(out, row);
	}
	return out;
}

static void put_cache_cost(json_t *row, const struct ish_report *report, int i)
{
	const struct ish_profile_cache *const cache = &report->view->cache[i];
	const struct ish_cache_cost cost = ish_report_cache_cost(report, i);
	char words[ISH_CACHE_WORDS];
	ish_json_put(row, "maker", ish_json_text(cache->maker != NULL ? cache->maker->name : NULL));
	ish_json_put(row, "made", json_integer(cache->made));
	ish_json_put(row, "lost", ish_json_count(cache->lost));
	ish_json_put(row, "spent", ish_json_real(cost.spent));
	ish_json_put(row, "spent_thread", ish_json_real(cost.spent_thread));
	ish_json_put(row, "miss", ish_json_real(cost.miss));
	ish_json_put(row, "saved", ish_json_real(cost.saved));
	ish_json_put(row, "saved_thread", ish_json_real(cost.saved_thread));
	ish_json_put(row, "words", ish_json_text(ish_report_cache_words(words, report, i)));
}

json_t *ish_json_caches(const struct ish_report *report)
{
	json_t *const out = json_array();
	for (int i = 0; i < report->view->caches; i++) {
		json_t *const row = json_object();
		ish_json_put(row, "name", ish_json_text(report->view->cache[i].name));
		ish_json_put(row, "hits", json_integer(report->view->cache[i].hits));
		ish_json_put(row, "misses", json_integer(report->view->cache[i].misses));
		ish_json_put(row, "hit_rate", ish_json_real(ish_report_hit_rate(report, NULL, i)));
		put_cache_cost(row, report, i);
		(void)json_array_append_new(out, row);
	}
	return out;
}

static json_t *make_bins(const struct ish_bins *bins)
{
	json_t *const out = json_object();
	ish_json_put(out, "count", json_integer((json_int_t)bins->count));
	ish_json_put(out, "min", ish_json_count(bins->min));
	ish_json_put(out, "mean", ish_json_real(bins->mean));
	ish_json_put(out, "p95", ish_json_count(bins->p95));
	ish_json_put(out, "max", ish_json_count(bins->max));
	ish_json_put(out, "failures", json_integer(bins->failures));
	return out;
}

json_t *ish_json_statistics(const struct ish_report *report)
{
	json_t *const out = json_array();
	for (int i = 0; i < report->view->statistics; i++) {
		const struct ish_profile_statistic *const statistic = &report->view->statistic[i];
		json_t *const row = json_object(), *const stages = json_array();
		const struct ish_bins all = ish_report_bins(statistic, -1);
		ish_json_put(row, "name", ish_json_text(statistic->name));
		ish_json_put(row, "all", make_bins(&all));
		for (int stage = 0; stage < ISH_PROFILE_STAGES; stage++) {
			const struct ish_bins bins = ish_report_bins(statistic, stage);
			if (bins.count == 0) {
				continue;
			}
			json_t *const part = make_bins(&bins);
			ish_json_put(part, "stage", ish_json_count(stage - 1));
			(void)json_array_append_new(stages, part);
		}
		ish_json_put(row, "stages", stages);
		(void)json_array_append_new(out, row);
	}
	return out;
}
