/* The JSON of a scaling analysis: docs/scaling.md says what each key means. */
#include <errno.h>
#include <math.h>

#include "reports/json_impl.h"
#include "reports/scaling.h"

enum { SCHEMA_VERSION = 1 };

static const char *const KIND[] = {"grid", "strong", "weak"};
static const char *const QUANTITY[ISH_SCALING_QUANTITIES] = {
	"busy",        "thread",          "cpu",      "wall", "flops", "bytes_moved", "calls",
	"allocations", "allocated_bytes", "imbalance"};

static json_t *reals(const double *value, int count)
{
	json_t *out = json_array();
	for (int i = 0; i < count; i++) {
		(void)json_array_append_new(out, ish_json_real(value[i]));
	}
	return out;
}

/* ---- points ---- */

static json_t *make_regions(const struct ish_scaling *scaling, const struct ish_scaling_point *point)
{
	json_t *out = json_array();
	for (int i = 0; i < scaling->regions; i++) {
		if (isnan(point->region[i][ISH_SCALING_CALLS])) {
			continue;
		}
		json_t *row = json_object();
		ish_json_put(row, "name", ish_json_text(scaling->region[i]));
		for (int q = 0; q < ISH_SCALING_QUANTITIES; q++) {
			ish_json_put(row, QUANTITY[q], ish_json_real(point->region[i][q]));
		}
		ish_json_put(row, "spread", ish_json_real(point->region_spread[i]));
		(void)json_array_append_new(out, row);
	}
	return out;
}

static json_t *make_owners(const struct ish_scaling *scaling, const struct ish_scaling_point *point)
{
	json_t *out = json_array();
	for (int i = 0; i < scaling->owners; i++) {
		json_t *row = json_object();
		ish_json_put(row, "name", ish_json_text(scaling->owner[i]));
		ish_json_put(row, "bytes", ish_json_real(point->owner[i]));
		(void)json_array_append_new(out, row);
	}
	return out;
}

static json_t *make_point(const struct ish_scaling *scaling, const struct ish_scaling_point *point)
{
	json_t *out = json_object();
	json_t *shape = json_array();
	for (int a = 0; a < 3; a++) {
		(void)json_array_append_new(shape, json_integer(point->shape[a]));
	}
	ish_json_put(out, "cells", json_integer(point->cells));
	ish_json_put(out, "shape", shape);
	ish_json_put(out, "threads", json_integer(point->threads));
	ish_json_put(out, "repeats", json_integer(point->repeats));
	ish_json_put(out, "steps", json_integer(point->steps));
	ish_json_put(out, "contended_steps", json_integer(point->contended));
	ish_json_put(out, "times_hold", json_boolean(ish_scaling_times_hold(point)));
	ish_json_put(out, "wall", ish_json_real(point->wall));
	ish_json_put(out, "cpu", ish_json_real(point->cpu));
	ish_json_put(out, "spread", ish_json_real(point->spread));
	ish_json_put(out, "cpu_spread", ish_json_real(point->cpu_spread));
	ish_json_put(out, "arena_bytes", json_integer((json_int_t)point->arena));
	ish_json_put(out, "peak_rss", json_integer((json_int_t)point->peak_rss));
	ish_json_put(out, "live_peak", ish_json_count(point->live_peak));
	ish_json_put(out, "choices", ish_json_text(point->note[0] != '\0' ? point->note : NULL));
	ish_json_put(out, "regions", make_regions(scaling, point));
	ish_json_put(out, "owners", make_owners(scaling, point));
	return out;
}

/* ---- fits ---- */

static json_t *make_power(const struct ish_power_fit *fit)
{
	if (!fit->is_made) {
		return json_null();
	}
	json_t *out = json_object();
	ish_json_put(out, "points", json_integer(fit->points));
	ish_json_put(out, "factor", ish_json_real(fit->factor));
	ish_json_put(out, "exponent", ish_json_real(fit->exponent));
	ish_json_put(out, "error", ish_json_real(fit->error));
	ish_json_put(out, "interval", ish_json_real(fit->interval));
	ish_json_put(out, "r2", ish_json_real(fit->r2));
	ish_json_put(out, "residual", ish_json_real(fit->residual));
	return out;
}

static json_t *make_complexity(const struct ish_complexity_fit *fit)
{
	if (!fit->is_made || fit->best < 0) {
		return json_null();
	}
	json_t *out = json_object();
	json_t *rms = json_object();
	for (int i = 0; i < ISH_COMPLEXITIES; i++) {
		ish_json_put(rms, ish_complexity_name(i), ish_json_real(fit->rms[i]));
	}
	ish_json_put(out, "closest", ish_json_text(ish_complexity_name(fit->best)));
	ish_json_put(out, "factor", ish_json_real(fit->factor));
	ish_json_put(out, "rms", rms);
	return out;
}

static json_t *make_trends(const struct ish_scaling *scaling)
{
	static const char *const of[] = {[ISH_TREND_STEP] = "step",
	                                 [ISH_TREND_REGION] = "region",
	                                 [ISH_TREND_OWNER] = "owner",
	                                 [ISH_TREND_MEMORY] = "memory"};
	json_t *out = json_array();
	for (int i = 0; i < scaling->trends; i++) {
		const struct ish_trend *trend = &scaling->trend[i];
		json_t *row = json_object();
		ish_json_put(row, "of", ish_json_text(of[trend->of]));
		ish_json_put(row, "name", ish_json_text(trend->name));
		ish_json_put(row, "unit", ish_json_text(trend->unit));
		ish_json_put(row, "share", ish_json_real(trend->share));
		ish_json_put(row, "values", reals(trend->value, scaling->points));
		ish_json_put(row, "power", make_power(&trend->power));
		ish_json_put(row, "complexity", make_complexity(&trend->complexity));
		ish_json_put(row, "allowed_exponent", ish_json_real(trend->allowed));
		ish_json_put(row, "super_linear", json_boolean(trend->is_super_linear));
		(void)json_array_append_new(out, row);
	}
	return out;
}

static json_t *make_amdahl(const struct ish_amdahl_fit *fit)
{
	if (!fit->is_made) {
		return json_null();
	}
	json_t *out = json_object();
	ish_json_put(out, "points", json_integer(fit->points));
	ish_json_put(out, "single", ish_json_real(fit->single));
	ish_json_put(out, "serial_share", ish_json_real(fit->serial));
	ish_json_put(out, "error", ish_json_real(fit->error));
	ish_json_put(out, "interval", ish_json_real(fit->interval));
	ish_json_put(out, "r2", ish_json_real(fit->r2));
	ish_json_put(out, "residual", ish_json_real(fit->residual));
	return out;
}

static json_t *make_threads(const struct ish_scaling *scaling)
{
	json_t *out = json_array();
	for (int i = 0; i < scaling->thread_trends; i++) {
		const struct ish_thread_trend *trend = &scaling->thread_trend[i];
		json_t *row = json_object();
		ish_json_put(row, "of", ish_json_text(trend->row < 0 ? "step" : "region"));
		ish_json_put(row, "name", ish_json_text(trend->name));
		ish_json_put(row, "share", ish_json_real(trend->share));
		ish_json_put(row, "wall", reals(trend->wall, scaling->points));
		ish_json_put(row, "speed_up", ish_json_real(trend->speed_up));
		ish_json_put(row, "efficiency", ish_json_real(trend->efficiency));
		ish_json_put(row, "imbalance_share", ish_json_real(trend->imbalance));
		ish_json_put(row, "karp_flatt", ish_json_real(trend->karp_flatt));
		ish_json_put(row, "amdahl", make_amdahl(&trend->amdahl));
		(void)json_array_append_new(out, row);
	}
	return out;
}

/* ---- the file ---- */

static json_t *make_run(const struct ish_report_context *context)
{
	json_t *out = json_object();
	json_t *facts = json_object();
	for (int i = 0; i < context->facts; i++) {
		ish_json_put(facts, context->fact[i].name, ish_json_text(context->fact[i].value));
	}
	ish_json_put(out, "command", ish_json_text(context->command));
	ish_json_put(out, "facts", facts);
	return out;
}

static json_t *make_root(const struct ish_scaling *scaling, const struct ish_report_context *context)
{
	/* the profiler has been reset since: nothing is left of a run */
	const struct ish_profile_run none = {.load_begin = NAN, .load_end = NAN};
	const struct ish_profile_view view = {.run = &none};
	struct ish_report report = {.view = &view, .context = context};
	json_t *out = json_object();
	json_t *points = json_array();
	json_t *rule = json_object();
	ish_environment_read(&report.environment);
	for (int i = 0; i < scaling->points; i++) {
		(void)json_array_append_new(points, make_point(scaling, &scaling->point[i]));
	}
	ish_json_put(rule, "margin", ish_json_real(ISH_SCALING_MARGIN));
	ish_json_put(rule, "least_share", ish_json_real(ISH_SCALING_SHARE_LEAST));
	ish_json_put(rule, "least_points", json_integer(ISH_FIT_POINTS));
	ish_json_put(out, "schema", ish_json_text("ishydro-scaling"));
	ish_json_put(out, "schema_version", json_integer(SCHEMA_VERSION));
	ish_json_put(out, "kind", ish_json_text(KIND[scaling->kind]));
	ish_json_put(out, "run", make_run(context));
	ish_json_put(out, "points", points);
	ish_json_put(out, "trends", make_trends(scaling));
	ish_json_put(out, "threads", make_threads(scaling));
	ish_json_put(out, "rule", rule);
	ish_json_put(out, "refused", json_integer(scaling->refused));
	ish_json_put(out, "environment", ish_json_environment(&report));
	return out;
}

enum ish_status ish_scaling_write(FILE *out, const char *path, const struct ish_scaling *scaling,
                                  const struct ish_report_context *context)
{
	json_t *root = make_root(scaling, context);
	if (root == NULL) {
		return ish_fail(ISH_ERR_MEMORY, "%s: no memory for the results", path);
	}
	errno = 0;
	const bool good = json_dumpf(root, out, JSON_INDENT(1)) == 0 && fputc('\n', out) >= 0 && fflush(out) == 0;
	const int reason = errno;
	json_decref(root);
	return good ? ISH_OK : ish_fail(ISH_ERR_SYSTEM, "%s: cannot be written: %s", path, ish_system_text(reason));
}
