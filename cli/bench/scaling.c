#define _POSIX_C_SOURCE 200809L

#include "cli/bench/scaling.h"

#include <errno.h>
#include <omp.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

#include "cli/bench/scaling_points.h"
#include "cli/output_path.h"
#include "ishydro_version.h"
#include "profiler/profile.h"
#include "reports/scaling.h"
#include "solver/complete_file.h"
#include "solver/memory_estimate.h"
#include "solver/run.h"
#include "solver/solver.h"
#include "solver/wisdom_store.h"
#include "spectral/plan.h"

enum { REPEATS_LEAST = 7, STEPS_MOST = 16, PATH = ISH_COMPLETE_FILE_PATH };

/* Short repeats, many of them: what other work takes away comes in slices of some milliseconds, and the shortest repeat shall be free of it. */
static const double REPEAT_SECONDS = 2e-3, POINT_SECONDS = 1.5;

/* ---- one point ---- */

static double now(void)
{
	struct timespec t;
	(void)clock_gettime(CLOCK_MONOTONIC, &t);
	return (double)t.tv_sec + 1e-9 * (double)t.tv_nsec;
}

static enum ish_status take_steps(struct ish_solver *solver, int steps, enum ish_step_kind kind)
{
	enum ish_status status = ISH_OK;
	for (int i = 0; status == ISH_OK && i < steps; i++) {
		const double dt = ish_solver_next_dt(solver);
		ish_profile_step_begin(ish_solver_step_count(solver), ish_solver_time(solver), dt, kind);
		status = ish_solver_step(solver, dt);
		ish_profile_step_end();
	}
	return status;
}

/* `repeats` 0: as many as POINT_SECONDS hold. */
static enum ish_status measure_solver(struct ish_scaling_run *run, struct ish_solver *solver, int repeats)
{
	const double start = now();
	enum ish_status status = take_steps(solver, ISH_RUN_WARMUP, ISH_STEP_WARMUP);
	const double begin = now();
	if (status == ISH_OK) {
		status = take_steps(solver, 1, ISH_STEP_WARMUP);
	}
	const double fit = REPEAT_SECONDS / (now() - begin);
	const int steps = fit < 1.0 ? 1 : fit > STEPS_MOST ? STEPS_MOST : (int)fit;
	const int most = repeats > 0 ? repeats : ISH_SCALING_REPEATS;
	for (int i = 0; status == ISH_OK && i < most; i++) {
		if (repeats == 0 && i >= REPEATS_LEAST && now() - start > POINT_SECONDS) {
			break;
		}
		ish_scaling_repeat_begin(run);
		status = take_steps(solver, steps, ISH_STEP_STEADY);
		ish_scaling_repeat_end(run);
	}
	return status;
}

/* What was chosen for this point. */
static void describe(char *text, size_t size, const struct ish_solver_choices *choice)
{
	(void)snprintf(text, size, "derivatives %.20s, %.20s, %.20s; %.12s", choice->derivative[0],
	               choice->derivative[1], choice->derivative[2], choice->simd);
}

/* Before anything of the grid's size is allocated. */
static enum ish_status check_memory(const struct ish_config *config)
{
	struct ish_memory_estimate memory;
	const enum ish_status status = ish_memory_estimate(config, ISH_SOLVER_UNMEASURED, &memory);
	return status == ISH_OK ? ish_memory_check(&memory, config, ish_memory_room("")) : status;
}

/* `fixed`: the choices of all points. */
static enum ish_status measure_point(struct ish_scaling *scaling, struct ish_config *config,
                                     const struct ish_config_taken *fixed, int repeats)
{
	struct ish_solver *solver = NULL;
	struct ish_scaling_run *run = NULL;
	struct ish_store store;
	char note[2 * ISH_SCALING_NAME];
	int owners = 0;
	ish_store_init(&store, config);
	(void)ish_store_read(&store, config); /* for its wisdom */
	config->taken = *fixed;
	const struct ish_profile_config profile = {.level = ISH_PROFILE_REGIONS, .threads = config->backend.threads};
	enum ish_status status = check_memory(config);
	if (status == ISH_OK) {
		status = ish_profile_start(&profile);
	}
	if (status == ISH_OK) {
		status = ish_solver_create(&solver, config);
	}
	if (status == ISH_OK) {
		const struct ish_solver_choices *choice = ish_solver_choices(solver);
		describe(note, sizeof note, choice);
		const int *n = config->grid.shape;
		const struct ish_scaling_place place = {
			(long)ish_grid_cells(&config->grid), {n[0], n[1], n[2]}, choice->threads, note};
		status = ish_scaling_point_begin(scaling, &place, &run);
	}
	if (status == ISH_OK) {
		status = measure_solver(run, solver, repeats);
	}
	ish_profile_stop();
	const struct ish_arena_owner *owner =
		solver != NULL ? ish_arena_owners(ish_solver_arena(solver), &owners) : NULL;
	ish_scaling_point_end(run, owner, owners);
	ish_solver_destroy(solver);
	ish_plan_clear();
	ish_profile_reset();
	ish_transform_clear(); /* or the next grids' plans would find no room and not be counted */
	return status;
}

/* ---- rows of points ---- */

/*
 * The methods of the grid that the row is of, for all its points: exponents are of one method then, not of a mixture of those that
 * suit each grid best.
 */
static enum ish_status choose_methods(const struct ish_config *config, struct ish_config_taken *fixed)
{
	struct ish_solver_estimate estimate;
	struct ish_config at = *config;
	struct ish_store store;
	ish_store_init(&store, &at);
	(void)ish_store_read(&store, &at);
	const enum ish_status status = ish_solver_estimate(&at, ISH_SOLVER_MEASURED, &estimate);
	memset(fixed, 0, sizeof *fixed);
	for (int a = 0; status == ISH_OK && a < 3; a++) {
		memcpy(fixed->derivative[a], estimate.choices.derivative[a], sizeof fixed->derivative[a]);
		memcpy(fixed->filter[a], estimate.choices.filter[a], sizeof fixed->filter[a]);
	}
	memcpy(fixed->simd, estimate.choices.simd, sizeof fixed->simd);
	ish_plan_clear();
	ish_transform_clear();
	return status;
}

/*
 * A program that has just begun is not alone: the threads that libraries make at their start look for work for some 0.1 s. Steps on the
 * first grid until they sleep.
 */
static enum ish_status settle(const struct ish_config *config)
{
	static const double SECONDS = 0.3;
	struct ish_solver *solver = NULL;
	const double begin = now();
	enum ish_status status = ish_solver_create(&solver, config);
	while (status == ISH_OK && now() - begin < SECONDS) {
		status = ish_solver_step(solver, ish_solver_next_dt(solver));
	}
	ish_solver_destroy(solver);
	ish_plan_clear();
	ish_transform_clear();
	return status;
}

static enum ish_status measure_grids(struct ish_scaling *scaling, const struct ish_config *config,
                                     const struct ish_config_taken *fixed, int repeats)
{
	int row[ISH_SCALING_ROW][3];
	const int count = ish_scaling_grids(config->grid.shape, row);
	enum ish_status status = ISH_OK;
	for (int i = 0; status == ISH_OK && i < count; i++) {
		struct ish_config at = *config;
		memcpy(at.grid.shape, row[i], sizeof at.grid.shape);
		at.backend.threads = config->backend.threads > 0 ? config->backend.threads : 1; /* the same for all */
		status = i == 0 ? settle(&at) : ISH_OK;
		status = status != ISH_OK ? status : measure_point(scaling, &at, fixed, repeats);
	}
	return status;
}

static enum ish_status measure_threads(struct ish_scaling *scaling, const struct ish_config *config,
                                       const struct ish_config_taken *fixed, int repeats)
{
	int row[ISH_SCALING_ROW];
	const int most = config->backend.threads > 0 ? config->backend.threads : omp_get_max_threads();
	const int count = ish_scaling_threads(most, row);
	enum ish_status status = ISH_OK;
	for (int i = 0; status == ISH_OK && i < count; i++) {
		struct ish_config at = *config;
		at.backend.threads = row[i];
		if (scaling->kind == ISH_SCALING_WEAK) {
			ish_scaling_lengthen(config->grid.shape, row[i], at.grid.shape);
		}
		status = i == 0 ? settle(&at) : ISH_OK;
		status = status != ISH_OK ? status : measure_point(scaling, &at, fixed, repeats);
	}
	return status;
}

/* ---- files ---- */

/* NAME-memory.png of NAME.png. ISH_ERR_SYSTEM where that is too long. */
static enum ish_status picture_path(char path[PATH], const char *name, const char *suffix)
{
	const char *ending = strrchr(name, '.');
	const int stem = ending != NULL ? (int)(ending - name) : (int)strlen(name);
	if (snprintf(path, PATH, "%.*s%s%s", stem, name, suffix, name + stem) >= PATH) {
		return ish_fail(ISH_ERR_SYSTEM, "--plot: a path of more than %d bytes", PATH - 1);
	}
	return ISH_OK;
}

/* Before anything is measured. */
static enum ish_status check_outputs(const struct ish_bench_arguments *arguments, const struct ish_scaling *scaling)
{
	enum ish_status status = ISH_OK;
	enum ish_plot_format format;
	char path[PATH];
	if (arguments->plot != NULL) {
		status = ish_plot_format_of(arguments->plot, &format);
	}
	for (int i = 0; status == ISH_OK && arguments->plot != NULL && i < ish_scaling_picture_count(scaling); i++) {
		status = picture_path(path, arguments->plot, ish_scaling_picture_suffix(scaling, i));
		if (status == ISH_OK) {
			status = ish_output_check("--plot", path, &arguments->export_path, 1);
		}
		status = status == ISH_OK ? ish_output_folder_check(path) : status;
	}
	if (status == ISH_OK && arguments->export_path != NULL && strcmp(arguments->export_path, "-") != 0) {
		status = ish_output_check("--export", arguments->export_path, NULL, 0);
	}
	return status;
}

static enum ish_status draw_pictures(const struct ish_scaling *scaling, const char *name)
{
	enum ish_plot_format format;
	char path[PATH];
	enum ish_status status = ish_plot_format_of(name, &format);
	for (int i = 0; status == ISH_OK && i < ish_scaling_picture_count(scaling); i++) {
		struct ish_plot_bytes bytes = {NULL, 0};
		status = picture_path(path, name, ish_scaling_picture_suffix(scaling, i));
		if (status == ISH_OK) {
			status = ish_scaling_draw(scaling, i, format, &bytes);
		}
		if (status == ISH_OK) {
			status = ish_complete_file_write_bytes(path, bytes.data, bytes.size);
		}
		ish_plot_bytes_reset(&bytes);
	}
	return status;
}

static enum ish_status export_to(const struct ish_scaling *scaling, const struct ish_report_context *context,
                                 const char *path)
{
	if (strcmp(path, "-") == 0) {
		return ish_scaling_write(stdout, "stdout", scaling, context);
	}
	struct ish_complete_file target;
	enum ish_status status = ish_complete_file_begin(&target, path);
	if (status != ISH_OK) {
		return status;
	}
	FILE *file = fopen(target.temporary, "we");
	if (file == NULL) {
		return ish_fail(ISH_ERR_SYSTEM, "%s: cannot be written: %s", path, ish_system_text(errno));
	}
	status = ish_scaling_write(file, path, scaling, context);
	if (fclose(file) != 0 && status == ISH_OK) {
		status = ish_fail(ISH_ERR_SYSTEM, "%s: cannot be written: %s", path, ish_system_text(errno));
	}
	if (status != ISH_OK) {
		ish_complete_file_drop(&target);
		return status;
	}
	return ish_complete_file_commit(&target);
}

static enum ish_status write_all(const struct ish_bench_arguments *arguments, const struct ish_config *config,
                                 const struct ish_scaling *scaling)
{
	char viscosity[64];
	(void)snprintf(viscosity, sizeof viscosity, "eta/s %g, zeta/s %g", config->transport.eta_over_s,
	               config->transport.zeta_over_s);
	const struct ish_report_fact fact[] = {{"problem", config->problem.name, ISH_FACT_WORK},
	                                       {"geometry", config->geometry.name, ISH_FACT_WORK},
	                                       {"viscosity", viscosity, ISH_FACT_WORK},
	                                       {"scheme", config->time.scheme, ISH_FACT_WORK},
	                                       {"precision", config->backend.precision, ISH_FACT_WORK},
	                                       {"planning", config->backend.planning, ISH_FACT_NOTE}};
	struct ish_topology topology;
	const bool has_topology = ish_topology_read(&topology);
	const struct ish_report_context context = {
		.topology = has_topology ? &topology : NULL,
		.program = {"ishydro", ISH_VERSION, ISH_GIT_REVISION, ISH_BUILD_TYPE, ISH_COMPILER, ISH_BUILD_FLAGS},
		.command = arguments->command,
		.fact = fact,
		.facts = sizeof fact / sizeof fact[0]};
	const bool to_stdout = arguments->export_path != NULL && strcmp(arguments->export_path, "-") == 0;
	if (!arguments->quiet && !to_stdout) {
		ish_scaling_print(stdout, scaling);
	}
	enum ish_status status = ISH_OK;
	if (arguments->export_path != NULL) {
		status = export_to(scaling, &context, arguments->export_path);
	}
	return status == ISH_OK && arguments->plot != NULL ? draw_pictures(scaling, arguments->plot) : status;
}

enum ish_status ish_bench_scaling(const struct ish_bench_arguments *arguments, const struct ish_config *config,
                                  int *code_out)
{
	const enum ish_scaling_kind kind = strcmp(arguments->scaling, "grid") == 0     ? ISH_SCALING_GRID
	                                   : strcmp(arguments->scaling, "strong") == 0 ? ISH_SCALING_STRONG
	                                                                               : ISH_SCALING_WEAK;
	const int repeats = arguments->rounds;
	struct ish_config_taken fixed;
	struct ish_scaling *scaling = NULL;
	*code_out = 0;
	if (repeats > ISH_SCALING_REPEATS) {
		return ish_fail(ISH_ERR_INPUT, "--rounds %d: must be at most %d with --scaling", repeats,
		                ISH_SCALING_REPEATS);
	}
	enum ish_status status = ish_scaling_create(&scaling, kind);
	if (status == ISH_OK) {
		status = check_outputs(arguments, scaling);
	}
	if (status == ISH_OK) {
		status = choose_methods(config, &fixed);
	}
	if (status == ISH_OK) {
		status = kind == ISH_SCALING_GRID ? measure_grids(scaling, config, &fixed, repeats)
		                                  : measure_threads(scaling, config, &fixed, repeats);
	}
	if (status == ISH_OK) {
		ish_scaling_fit(scaling);
		status = write_all(arguments, config, scaling);
	}
	ish_scaling_destroy(scaling);
	return status;
}
