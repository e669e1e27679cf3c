#include "solver/memory_estimate.h"

#include <math.h>
#include <string.h>

#include "solver/series.h"

/*
 * Resident bytes that libraries take while they work, measured on x86-64 Debian 12 with FFTW 3.3.10, OpenBLAS 0.3.21,
 * HDF5 1.10 and tcmalloc 2.10 (tests/cli/memory.sh holds the sum to the peak of runs).
 */
static const size_t HDF5_WORK = 4500000;      /* code and tables from the first file on */
static const size_t HDF5_DEFLATE = 3400000;   /* chunk cache, shuffled and deflated chunks */
static const size_t FFTW_WORK = 2400000;      /* planner, codelets, plans of three axes */
static const size_t BASE_WORK = 2600000;      /* BLAS, OpenMP, the allocator's caches, reports */
static const size_t THREAD_WORK = 150000;     /* stack and allocator's cache of one more thread */
static const size_t PROFILER_BASE = 300000;   /* touched of its arena before the first step */
static const size_t PROFILER_STEP = 1200;     /* and by each step, until the rings are full */
static const size_t PROFILER_MOST = 16 << 20; /* its arena */

static void add(struct ish_memory_estimate *estimate, const char *owner, size_t bytes)
{
	if (bytes > 0 && estimate->row_count < ISH_MEMORY_ROWS) {
		estimate->row[estimate->row_count].owner = owner;
		estimate->row[estimate->row_count].bytes = bytes;
		estimate->row_count++;
		estimate->total += bytes;
	}
}

static double expected_steps(const struct ish_config *config, double dt)
{
	const struct ish_time_config *time = &config->time;
	if (time->steps >= 0) {
		return (double)time->steps;
	}
	return time->end > time->start && dt > 0.0 ? ceil((time->end - time->start) / dt) : 0.0;
}

static size_t profiler_bytes(const struct ish_config *config, double steps)
{
	if (strcmp(config->profile.level, "off") == 0) {
		return 0;
	}
	return steps * (double)PROFILER_STEP + (double)PROFILER_BASE < (double)PROFILER_MOST
	               ? PROFILER_BASE + (size_t)steps * PROFILER_STEP
	               : PROFILER_MOST;
}

enum ish_status ish_memory_estimate(const struct ish_config *config, enum ish_solver_planning planning,
                                    struct ish_memory_estimate *estimate_out)
{
	*estimate_out = (struct ish_memory_estimate){.resident = ish_memory_resident()};
	struct ish_memory_estimate *estimate = estimate_out;
	const enum ish_status status = ish_solver_estimate(config, planning, &estimate->solver);
	if (status != ISH_OK) {
		return status;
	}
	const size_t field = (size_t)ish_grid_cells(&config->grid) * sizeof(double);
	const bool from_file = strcmp(config->problem.name, "file") == 0;
	const bool has_axes = ish_grid_cells(&config->grid) > 1;
	const bool deflates = strcmp(config->output.compression, "deflate") == 0;
	const int threads = estimate->solver.choices.threads;
	estimate->steps = expected_steps(config, estimate->solver.first_dt);
	estimate->total = estimate->solver.arena_bytes;
	add(estimate, "plans and matrices", estimate->solver.plan_bytes + (has_axes ? FFTW_WORK : 0));
	/* A field file's ten fields are released before the first output takes its buffer. */
	add(estimate, from_file ? "fields of the initial file" : "output buffer",
	    from_file ? ISH_PRIMITIVES * field : field);
	add(estimate, "series ring",
	    config->output.series_every > 0 ? ISH_SERIES_RING * sizeof(struct ish_diagnostics) : 0);
	add(estimate, "HDF5", HDF5_WORK + (deflates ? HDF5_DEFLATE : 0));
	add(estimate, "profiler", profiler_bytes(config, estimate->steps));
	add(estimate, "threads and other libraries", BASE_WORK + (size_t)(threads - 1) * THREAD_WORK);
	add(estimate, "program and libraries", estimate->resident);
	return ISH_OK;
}

bool ish_memory_fits(const struct ish_memory_estimate *estimate, const struct ish_config *config,
                     struct ish_memory_room room)
{
	const size_t more = estimate->total > estimate->resident ? estimate->total - estimate->resident : 0;
	const size_t limit = (size_t)config->backend.memory_limit;
	return limit > 0 ? estimate->total <= limit : more <= room.bytes;
}

enum ish_status ish_memory_check(const struct ish_memory_estimate *estimate, const struct ish_config *config,
                                 struct ish_memory_room room)
{
	const size_t limit = (size_t)config->backend.memory_limit;
	const int *n = config->grid.shape;
	char allowed[128];
	if (ish_memory_fits(estimate, config, room)) {
		return ISH_OK;
	}
	if (limit > 0) {
		(void)snprintf(allowed, sizeof allowed, "backend.memory_limit = %zu allows %.1f MB", limit,
		               1e-6 * (double)limit);
	} else {
		(void)snprintf(allowed, sizeof allowed, "%s has %.1f MB left", room.source,
		               1e-6 * (double)(room.bytes + estimate->resident));
	}
	return ish_fail(
		ISH_ERR_MEMORY,
		"memory: %d x %d x %d points in %s need %.1f MB, %.1f MB of it for the fields; %s: choose a smaller "
		"grid%s",
		n[0], n[1], n[2], config->backend.precision, 1e-6 * (double)estimate->total,
		1e-6 * (double)estimate->solver.arena_bytes, allowed,
		strcmp(config->backend.precision, "float") == 0 ? "" : " or precision float");
}
