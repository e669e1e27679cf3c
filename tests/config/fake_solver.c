#include "fake_solver.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum ish_status ish_solver_create(struct ish_solver **solver_out, const struct ish_config *config)
{
	struct ish_solver *solver = calloc(1, sizeof *solver);
	*solver_out = NULL;
	if (solver == NULL || ish_arena_create(&solver->arena) != ISH_OK) {
		free(solver);
		return ISH_ERR_MEMORY;
	}
	solver->config = *config;
	solver->time = config->time.start;
	solver->dt = config->time.step > 0.0 ? config->time.step : 0.1;
	solver->break_at = -1;
	solver->choices = (struct ish_solver_choices){.precision = "double", .threads = 1, .simd = "v2"};
	for (int i = 0; i < 3; i++) {
		(void)snprintf(solver->choices.derivative[i], ISH_NAME_MAX, "none");
		(void)snprintf(solver->choices.filter[i], ISH_NAME_MAX, "none");
	}
	*solver_out = solver;
	return ISH_OK;
}

enum ish_status ish_solver_create_blank(struct ish_solver **solver_out, const struct ish_config *config)
{
	return ish_solver_create(solver_out, config);
}

/* One array: the dt of the first steps. */
void ish_solver_state_view(struct ish_solver *solver, struct ish_solver_state *state_out)
{
	*state_out =
		(struct ish_solver_state){.step = solver->step, .time = solver->time, .dt = solver->dt, .arrays = 1};
	state_out->array[0] =
		(struct ish_solver_array){"evolved", "taken", solver->taken, FAKE_STEPS_MAX, sizeof solver->taken[0]};
}

void ish_solver_state_set(struct ish_solver *solver, long step, double time, double dt)
{
	solver->step = step;
	solver->time = time;
	solver->dt = dt;
}

double ish_solver_time(const struct ish_solver *solver)
{
	return solver->time;
}

long ish_solver_step_count(const struct ish_solver *solver)
{
	return solver->step;
}

double ish_solver_next_dt(const struct ish_solver *solver)
{
	return solver->dt;
}

double ish_solver_cfl_dt(const struct ish_solver *solver)
{
	return solver->dt;
}

enum ish_status ish_solver_step(struct ish_solver *solver, double dt)
{
	if (solver->step == solver->break_at) {
		solver->time += dt;
		return ish_fail(ISH_ERR_BREAKDOWN, "cell (0, 0, 0) at t = %g: e = -1", solver->time);
	}
	if (solver->step < FAKE_STEPS_MAX) {
		solver->taken[solver->step] = dt;
	}
	solver->step++;
	solver->time += dt;
	return ISH_OK;
}

void ish_solver_diagnose(struct ish_solver *solver, struct ish_diagnostics *row_out)
{
	*row_out = solver->more;
	row_out->step = solver->step;
	row_out->time = solver->time;
	row_out->energy = row_out->e_max = row_out->e_min = row_out->det_k_min = 1.0;
	row_out->gamma_max = solver->step == 2 ? 3.0 : 1.0;
	row_out->newton_max = 1;
	row_out->tail_e = row_out->tail_u = row_out->tail = NAN;
}

void ish_solver_fields(const struct ish_solver *solver, double *const value[ISH_PRIMITIVES])
{
	const ptrdiff_t cells = ish_grid_cells(&solver->config.grid);
	for (int f = 0; f < ISH_PRIMITIVES; f++) {
		for (ptrdiff_t i = 0; value[f] != NULL && i < cells; i++) {
			value[f][i] = f == ISH_E ? 1.0 + (double)solver->step : 0.0;
		}
	}
}

void ish_solver_derived(struct ish_solver *solver, enum ish_derived field, double *value)
{
	const ptrdiff_t cells = ish_grid_cells(&solver->config.grid);
	for (ptrdiff_t i = 0; i < cells; i++) {
		value[i] = (double)field;
	}
}

void ish_solver_peak(struct ish_solver *solver, enum ish_derived field, struct ish_peak *peak_out)
{
	(void)solver;
	*peak_out = (struct ish_peak){.value = (double)field};
}

const struct ish_spectra *ish_solver_spectra(struct ish_solver *solver)
{
	static const double k[2] = {0.0, 1.0};
	static struct ish_spectra spectra = {.shells = 2, .width = 1.0, .k = k, .e = k, .u = k};
	spectra.tail = spectra.tail_e = spectra.tail_u = solver->tail;
	return &spectra;
}

bool ish_solver_error(const struct ish_solver *solver, double max_out[ISH_PRIMITIVES], double rms_out[ISH_PRIMITIVES])
{
	(void)solver;
	memset(max_out, 0, ISH_PRIMITIVES * sizeof *max_out);
	memset(rms_out, 0, ISH_PRIMITIVES * sizeof *rms_out);
	return false;
}

const struct ish_config *ish_solver_config(const struct ish_solver *solver)
{
	return &solver->config;
}

const struct ish_solver_choices *ish_solver_choices(const struct ish_solver *solver)
{
	return &solver->choices;
}

const struct ish_arena *ish_solver_arena(const struct ish_solver *solver)
{
	return solver->arena;
}

void ish_solver_cache(const struct ish_solver *solver, long *hits_out, long *misses_out)
{
	(void)solver;
	*hits_out = 0;
	*misses_out = 0;
}

void ish_solver_destroy(struct ish_solver *solver)
{
	if (solver != NULL) {
		ish_arena_destroy(solver->arena);
		free(solver);
	}
}
