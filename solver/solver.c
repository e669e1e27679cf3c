#include "solver/solver.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "solver/solver_impl.h"

static const struct {
	const char *precision;
	const struct ish_core_calls *calls;
} precisions[] = {{"double", &ish_core_calls_d}, {"float", &ish_core_calls_f}};

static enum ish_status check_step(const struct ish_config *config)
{
	const int *n = config->grid.shape;
	if (config->time.step <= 0.0 && n[0] == 1 && n[1] == 1 && n[2] == 1) {
		return ish_config_refuse(config, "grid.shape",
		                         "must have an axis of 4 points or more, or time.step must be given: one point has no "
		                         "cfl limit");
	}
	return ISH_OK;
}

/* NULL after one line if there is no such precision. */
static const struct ish_core_calls *find_precision(const struct ish_config *config)
{
	for (size_t i = 0; i < sizeof precisions / sizeof precisions[0]; i++) {
		if (strcmp(precisions[i].precision, config->backend.precision) == 0) {
			return precisions[i].calls;
		}
	}
	(void)ish_fail(ISH_ERR_NAME, "backend.precision = \"%s\": not available: double or float",
	               config->backend.precision);
	return NULL;
}

static enum ish_status create(struct ish_solver **solver_out, const struct ish_config *config, enum ish_core_begin begin)
{
	*solver_out = NULL;
	enum ish_status status = check_step(config);
	if (status != ISH_OK) {
		return status;
	}
	const struct ish_core_calls *calls = find_precision(config);
	if (calls == NULL) {
		return ISH_ERR_NAME;
	}
	struct ish_solver *solver = calloc(1, sizeof *solver);
	if (solver == NULL) {
		return ish_fail(ISH_ERR_MEMORY, "no memory for a solver");
	}
	solver->calls = calls;
	status = calls->create(&solver->core, config, begin);
	if (status != ISH_OK) {
		free(solver);
		return status;
	}
	*solver_out = solver;
	return ISH_OK;
}

enum ish_status ish_solver_create(struct ish_solver **solver_out, const struct ish_config *config)
{
	return create(solver_out, config, ISH_CORE_BEGIN_INITIAL);
}

enum ish_status ish_solver_create_blank(struct ish_solver **solver_out, const struct ish_config *config)
{
	return create(solver_out, config, ISH_CORE_BEGIN_BLANK);
}

enum ish_status ish_solver_estimate(const struct ish_config *config, enum ish_solver_planning planning,
                                    struct ish_solver_estimate *estimate_out)
{
	*estimate_out = (struct ish_solver_estimate){.arena_bytes = 0};
	const enum ish_status status = check_step(config);
	const struct ish_core_calls *calls = status == ISH_OK ? find_precision(config) : NULL;
	if (calls == NULL) {
		return status != ISH_OK ? status : ISH_ERR_NAME;
	}
	return calls->estimate(config, planning, estimate_out);
}

double ish_solver_time(const struct ish_solver *solver)
{
	return solver->calls->time(solver->core);
}

long ish_solver_step_count(const struct ish_solver *solver)
{
	return solver->calls->step_count(solver->core);
}

double ish_solver_cfl_dt(const struct ish_solver *solver)
{
	return solver->calls->cfl_dt(solver->core);
}

double ish_solver_next_dt(const struct ish_solver *solver)
{
	const double step = ish_solver_config(solver)->time.step;
	return step > 0.0 ? step : ish_solver_cfl_dt(solver);
}

enum ish_status ish_solver_step(struct ish_solver *solver, double dt)
{
	return solver->calls->step(solver->core, dt);
}

void ish_solver_diagnose(struct ish_solver *solver, struct ish_diagnostics *row_out)
{
	solver->calls->diagnose(solver->core, row_out);
}

void ish_solver_fields(const struct ish_solver *solver, double *const value[ISH_PRIMITIVES])
{
	solver->calls->fields(solver->core, value);
}

void ish_solver_derived(struct ish_solver *solver, enum ish_derived field, double *value)
{
	solver->calls->derived(solver->core, field, value);
}

void ish_solver_peak(struct ish_solver *solver, enum ish_derived field, struct ish_peak *peak_out)
{
	solver->calls->peak(solver->core, field, peak_out);
}

const struct ish_spectra *ish_solver_spectra(struct ish_solver *solver)
{
	return solver->calls->spectra(solver->core);
}

bool ish_solver_error(const struct ish_solver *solver, double max_out[ISH_PRIMITIVES], double rms_out[ISH_PRIMITIVES])
{
	return solver->calls->error(solver->core, max_out, rms_out);
}

void ish_solver_state_view(struct ish_solver *solver, struct ish_solver_state *state_out)
{
	solver->calls->state_view(solver->core, state_out);
}

void ish_solver_state_set(struct ish_solver *solver, long step, double time, double dt)
{
	solver->calls->state_set(solver->core, step, time, dt);
}

const struct ish_config *ish_solver_config(const struct ish_solver *solver)
{
	return solver->calls->config(solver->core);
}

const struct ish_solver_choices *ish_solver_choices(const struct ish_solver *solver)
{
	return solver->calls->choices(solver->core);
}

const struct ish_arena *ish_solver_arena(const struct ish_solver *solver)
{
	return solver->calls->arena(solver->core);
}

void ish_solver_cache(const struct ish_solver *solver, long *hits_out, long *misses_out)
{
	solver->calls->cache(solver->core, hits_out, misses_out);
}

void ish_solver_destroy(struct ish_solver *solver)
{
	if (solver != NULL) {
		solver->calls->destroy(solver->core);
		free(solver);
	}
}
