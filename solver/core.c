#include <math.h>
#include <stdlib.h>
#include <string.h>

#include <omp.h>

#include "profiler/profile.h"
#include "solver/choices.h"
#include "solver/core_operation_impl.h"
#include "solver/simd.h"
#include "workspace/chunk.h"

ISH_PROFILE_REGION(start_region, "initial state");

/* The layout of the arena: runs twice, measuring and handing out. */
static enum ish_status lay_out(struct ish_core *core, int threads)
{
	enum ish_status status = ish_space_init(&core->space, &core->config, &core->model, core->arena, threads);
	ish_linear_init(&core->linear, &core->config.grid, &core->model, core->scheme, core->arena, threads);
	if (status == ISH_OK && ish_arena_is_reserved(core->arena)) {
		status = ish_linear_make(&core->linear, ish_space_planning(&core->config));
	}
	ish_state_init(&core->state, &core->model, &core->space, core->scheme, core->arena, threads);
	core->monitor = ish_arena_take(core->arena, "scratch", (size_t)threads * sizeof *core->monitor);
	return status == ISH_OK ? ish_core_spectra_init(core) : status;
}

static void record_choices(struct ish_core *core)
{
	struct ish_solver_choices *c = &core->choices;
	snprintf(c->precision, sizeof c->precision, "%s", ISH_REAL_NAME);
	snprintf(c->simd, sizeof c->simd, "%s", core->sweeps.level);
	c->threads = core->space.threads;
	for (int axis = 0; axis < 3; axis++) {
		const struct ish_derivative *d = core->space.derivative[axis];
		const struct ish_filter *f = core->space.filter[axis];
		snprintf(c->derivative[axis], sizeof c->derivative[axis], "%s",
		         d != NULL ? ish_derivative_backend(d) : "none");
		snprintf(c->filter[axis], sizeof c->filter[axis], "%s", f != NULL ? ish_filter_backend(f) : "none");
	}
}

static enum ish_status find_parts(struct ish_core *core)
{
	const struct ish_config *config = &core->config;
	const int scheme = ish_scheme_find(config->time.scheme);
	core->problem = ish_problem_find(config->problem.name);
	if (scheme < 0) {
		return ish_fail(ISH_ERR_NAME, "time.scheme = \"%s\": no such scheme", config->time.scheme);
	}
	if (core->problem == NULL) {
		return ish_fail(ISH_ERR_NAME, "problem.name = \"%s\": no such problem", config->problem.name);
	}
	core->scheme = ish_scheme_at(scheme);
	enum ish_status status = ish_grid_check(&config->grid);
	if (status == ISH_OK) {
		status = ish_model_init(&core->model, config);
	}
	if (status == ISH_OK) {
		const char *taken = config->taken.simd;
		status = ish_simd_choose(taken[0] != '\0' ? taken : config->backend.simd, &core->sweeps);
	}
	return status;
}

static void release_problem(struct ish_core *core)
{
	if (core->problem != NULL && core->problem->release != NULL && core->problem_data != NULL) {
		core->problem->release(core->problem_data);
	}
	core->problem_data = NULL;
}

static void core_destroy(struct ish_core *core)
{
	if (core == NULL) {
		return;
	}
	release_problem(core);
	ish_spectrum_destroy(core->spectra.spectrum);
	ish_space_reset(&core->space);
	ish_arena_destroy(core->arena);
	free(core);
}

/* Chunks that are worth a thread where the program chooses: less work than some ten microseconds is done before the thread is awake. */
enum { CHUNKS_PER_THREAD = 8 };

/* As many as were asked for, but no more than chunks; where none were asked for, as many as have work. */
static int threads_for(const struct ish_config *config)
{
	const ptrdiff_t chunks = ish_chunk_count(ish_grid_cells(&config->grid));
	const bool given = config->backend.threads > 0;
	const ptrdiff_t wanted = given ? config->backend.threads : omp_get_max_threads();
	const ptrdiff_t most = given ? chunks : (chunks + CHUNKS_PER_THREAD - 1) / CHUNKS_PER_THREAD;
	return (int)(most < wanted ? most : wanted);
}

static double core_cfl_dt(const struct ish_core *core)
{
	const struct ish_metric m = ish_geometry_at(&core->model.geometry, core->time);
	double k2 = 0.0;
	for (int axis = 0; axis < 3; axis++) {
		const double k = ish_grid_k_max(&core->config.grid, axis) / m.a[axis];
		k2 += k * k;
	}
	const double cfl = core->config.time.cfl > 0.0 ? core->config.time.cfl : core->scheme->cfl;
	return k2 > 0.0 ? cfl / sqrt(k2) : INFINITY;
}

/* The initial state at its time, and the end of what only it needs. */
static enum ish_status start(struct ish_core *core)
{
	double time;
	if (core->problem->start != NULL && !core->config.time.start_given &&
	    core->problem->start(core->problem_data, &time)) {
		core->time = time;
	}
	const enum ish_status status = ish_core_start(core);
	if (status == ISH_OK) {
		const double dt = core->config.time.step > 0.0 ? core->config.time.step : core_cfl_dt(core);
		ish_core_warn_stiff(core, dt);
		ish_core_warn_fast(core, dt);
	}
	if (core->problem->exact == NULL) {
		release_problem(core); /* a field file's ten fields: not needed any more */
	}
	return status;
}

static enum ish_status set_up(struct ish_core *core, enum ish_core_begin begin)
{
	const bool is_blank = begin == ISH_CORE_BEGIN_BLANK;
	const int threads = threads_for(&core->config);
	enum ish_status status = is_blank ? ISH_OK : ish_choices_read(&core->config, core->config.backend.choices);
	if (status == ISH_OK) {
		status = find_parts(core);
	}
	if (status == ISH_OK && !(is_blank && core->problem->exact == NULL)) {
		status = core->problem->prepare(&core->config, &core->problem_data);
	}
	if (status == ISH_OK) {
		status = ish_arena_create(&core->arena);
	}
	if (status == ISH_OK) {
		status = lay_out(core, threads);
	}
	if (status == ISH_OK) {
		status = ish_arena_reserve(core->arena, 0);
	}
	if (status == ISH_OK) {
		status = lay_out(core, threads);
	}
	if (status != ISH_OK) {
		return status;
	}
	record_choices(core);
	core->time = core->config.time.start;
	return is_blank ? ISH_OK : start(core);
}

static enum ish_status core_create(struct ish_core **core_out, const struct ish_config *config, enum ish_core_begin begin)
{
	struct ish_core *core = calloc(1, sizeof *core);
	*core_out = NULL;
	if (core == NULL) {
		return ish_fail(ISH_ERR_MEMORY, "no memory for a solver (%zu bytes)", sizeof *core);
	}
	core->config = *config;
	ISH_BEGIN(&start_region);
	const enum ish_status status = set_up(core, begin);
	ISH_END(&start_region);
	if (status != ISH_OK) {
		core_destroy(core);
		return status;
	}
	*core_out = core;
	return ISH_OK;
}

/* The measuring pass only; with ISH_SOLVER_MEASURED plans and matrices as well, so that their backends are chosen. */
static enum ish_status measure_parts(struct ish_core *core, enum ish_solver_planning planning)
{
	enum ish_status status = find_parts(core);
	if (status == ISH_OK) {
		status = ish_arena_create(&core->arena);
	}
	if (status == ISH_OK) {
		status = lay_out(core, threads_for(&core->config));
	}
	if (status == ISH_OK && planning == ISH_SOLVER_MEASURED) {
		status = ish_space_make(&core->space, &core->config);
		status = status == ISH_OK ? ish_linear_make(&core->linear, ish_space_planning(&core->config)) : status;
	}
	return status;
}

static void name_unmeasured(struct ish_core *core)
{
	for (int i = 0; i < core->space.axis_count; i++) {
		const int axis = core->space.axis[i];
		const char *derivative;
		const char *filter;
		ish_space_unmeasured(&core->space, &core->config, axis, &derivative, &filter);
		snprintf(core->choices.derivative[axis], ISH_NAME_MAX, "%s", derivative);
		if (filter != NULL) {
			snprintf(core->choices.filter[axis], ISH_NAME_MAX, "%s", filter);
		}
	}
}

static enum ish_status core_estimate(const struct ish_config *config, enum ish_solver_planning planning,
                                     struct ish_solver_estimate *estimate_out)
{
	struct ish_core *core = calloc(1, sizeof *core);
	if (core == NULL) {
		return ish_fail(ISH_ERR_MEMORY, "no memory for a solver (%zu bytes)", sizeof *core);
	}
	core->config = *config;
	const enum ish_status status = measure_parts(core, planning);
	if (status == ISH_OK) {
		const struct ish_arena_owner *owner = ish_arena_owners(core->arena, &estimate_out->owner_count);
		memcpy(estimate_out->owner, owner, (size_t)estimate_out->owner_count * sizeof *owner);
		estimate_out->arena_bytes = ish_arena_bytes(core->arena);
		estimate_out->plan_bytes = ish_space_heap(&core->space, config) + ish_linear_heap(&core->linear);
		estimate_out->fields = core->model.var_count;
		core->time = config->time.start;
		estimate_out->first_dt = config->time.step > 0.0 ? config->time.step : core_cfl_dt(core);
		record_choices(core);
		if (planning == ISH_SOLVER_UNMEASURED) {
			name_unmeasured(core);
		}
		estimate_out->choices = core->choices;
	}
	core_destroy(core);
	return status;
}

static enum ish_status core_step(struct ish_core *core, double dt)
{
	const struct ish_stepper stepper = {&core->space,  &core->state,  &core->model,
	                                    &core->sweeps, core->scheme, core->monitor, &core->linear};
	const bool filtered = core->space.axis_count > 0 && core->space.filter[core->space.axis[0]] != NULL;
	const double factor = filtered ? fmin(1.0, dt / core_cfl_dt(core)) : -1.0;
	double time;
	ish_monitor_reset(core->monitor, core->space.threads);
	const struct ish_advance_result r = ish_stepper_step(&stepper, core->time, dt, factor, &time);
	ish_monitor_join(core->monitor, core->space.threads);
	if (r.bad_count > 0) {
		return ish_core_breakdown(core, &r, time, "the run broke down");
	}
	core->time += dt;
	core->dt = dt;
	core->step++;
	return ISH_OK;
}

static double core_time(const struct ish_core *core)
{
	return core->time;
}

static long core_step_count(const struct ish_core *core)
{
	return core->step;
}

static const struct ish_config *core_config(const struct ish_core *core)
{
	return &core->config;
}

static const struct ish_solver_choices *core_choices(const struct ish_core *core)
{
	return &core->choices;
}

static const struct ish_arena *core_arena(const struct ish_core *core)
{
	return core->arena;
}

static void core_cache(const struct ish_core *core, long *hits_out, long *misses_out)
{
	*hits_out = core->space.cache.hits;
	*misses_out = core->space.cache.misses;
}

const struct ish_core_calls ISH_R(ish_core_calls) = {
        .create = core_create,
        .estimate = core_estimate,
        .time = core_time,
        .step_count = core_step_count,
        .cfl_dt = core_cfl_dt,
        .step = core_step,
        .diagnose = ish_core_diagnose,
        .fields = ish_core_fields,
        .derived = ish_core_derived,
        .peak = ish_core_peak,
        .spectra = ish_core_spectra,
        .error = ish_core_error,
        .state_view = ish_core_state_view,
        .state_set = ish_core_state_set,
        .config = core_config,
        .choices = core_choices,
        .arena = core_arena,
        .cache = core_cache,
        .destroy = core_destroy,
        .operations_create = ish_core_operations_create,
        .operations_bytes = ish_core_operations_bytes,
        .operation_exists = ish_core_operation_exists,
        .operation_uses = ish_core_operation_uses,
        .operation_prepare = ish_core_operation_prepare,
        .operation_run = ish_core_operation_run,
        .operations_destroy = ish_core_operations_destroy,
};
