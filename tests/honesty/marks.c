/*
 * Linked into the observed program, a second copy of ishydro: every call of the profiler goes through here
 * (ld --wrap) and is told to the preloaded observer, which keeps books of its own. Also plants faults, in a steady
 * step, as the environment says:
 *
 *   ISH_PLANT_ALLOCATION=STEP:BYTES:REGION   an allocation at each begin of the region in this step
 *   ISH_PLANT_REDUNDANT=STEP:TIMES           evaluates the right-hand side so many times more
 *   ISH_PLANT_STALE=STEP                     the cache of derivatives forgets all before each request of this step
 *   ISH_PLANT_PRINT=STEP                     formats a number at the begin of the step
 *
 * ISH_SAY_ALLOCATIONS set: prints what the profiler counted from its start to its stop, on stderr, and ends the process
 * there and then: reports and the page of the run, which come after, allocate more for more steps.
 */
#define _POSIX_C_SOURCE 200809L

#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "profiler/profile.h"
#include "profiler/profile_view.h"
#include "solver/rhs.h"
#include "spectral/derivative_cache.h"
#include "tests/honesty/observer.h"

/* NOLINTBEGIN(bugprone-reserved-identifier,readability-identifier-naming,readability-inconsistent-declaration-parameter-name):
 * the linker's names */
enum ish_status __real_ish_profile_start(const struct ish_profile_config *config);
void __real_ish_profile_stop(void);
void __real_ish_profile_step_begin(long step, double time, double dt, enum ish_step_kind kind);
void __real_ish_profile_step_kind(enum ish_step_kind kind);
void __real_ish_profile_step_end(void);
void __real_ish_profile_stage(int stage);
void __real_ish_region_begin(struct ish_region *region);
void __real_ish_region_end(struct ish_region *region);
int __real_ish_worker_parent(void);
void __real_ish_worker_begin(int parent);
void __real_ish_worker_end(void);
ptrdiff_t __real_ish_rhs_evaluate_d(struct ish_space *space, struct ish_state *state, const struct ish_model *model,
                                    const struct ish_sweeps *sweeps, const struct ish_field_set *current,
                                    const struct ish_metric *metric, enum ish_slope kind, struct ish_field_set *slope,
                                    struct ish_monitor *monitor);

bool __real_ish_derivative_cache_request(struct ish_derivative_cache *cache, int field, int axis, uint64_t version);

static long the_step = -1; /* -1: outside */

/* The two numbers before REGION; 0 where nothing is planted. */
static const char *planted(const char *variable, long *step, long *number)
{
	const char *const text = getenv(variable);
	char *end = NULL;
	if (text == NULL) {
		*step = *number = 0;
		return "";
	}
	*step = strtol(text, &end, 10);
	*number = *end == ':' ? strtol(end + 1, &end, 10) : 0;
	return *end == ':' ? end + 1 : "";
}

static void plant_allocation(const char *name)
{
	long step, bytes;
	const char *const region = planted("ISH_PLANT_ALLOCATION", &step, &bytes);
	if (bytes > 0 && step == the_step && strcmp(name, region) == 0) {
		void *volatile memory = malloc((size_t)bytes);
		free(memory);
	}
}

enum ish_status __wrap_ish_profile_start(const struct ish_profile_config *config);
enum ish_status __wrap_ish_profile_start(const struct ish_profile_config *config)
{
	const enum ish_status status = __real_ish_profile_start(config);
	if (observer_window != NULL) {
		observer_window(1);
	}
	return status;
}

void __wrap_ish_profile_stop(void);
void __wrap_ish_profile_stop(void)
{
	if (observer_window != NULL) {
		observer_window(0);
	}
	__real_ish_profile_stop();
	const struct ish_profile_view *const view = ish_profile_view();
	if (view != NULL && getenv("ISH_SAY_ALLOCATIONS") != NULL) {
		(void)fprintf(stderr, "%ld allocations, %.0f bytes\n", view->run->allocations, view->run->bytes);
		_exit(0);
	}
}

void __wrap_ish_profile_step_begin(long step, double time, double dt, enum ish_step_kind kind);
void __wrap_ish_profile_step_begin(long step, double time, double dt, enum ish_step_kind kind)
{
	long print, unused;
	if (observer_step_begin != NULL) {
		observer_step_begin(step, (int)kind);
	}
	the_step = step;
	__real_ish_profile_step_begin(step, time, dt, kind);
	(void)planted("ISH_PLANT_PRINT", &print, &unused);
	if (print > 0 && print == step) {
		char text[32];
		(void)snprintf(text, sizeof text, "%g", time);
	}
}

void __wrap_ish_profile_step_kind(enum ish_step_kind kind);
void __wrap_ish_profile_step_kind(enum ish_step_kind kind)
{
	if (observer_step_kind != NULL) {
		observer_step_kind((int)kind);
	}
	__real_ish_profile_step_kind(kind);
}

void __wrap_ish_profile_step_end(void);
void __wrap_ish_profile_step_end(void)
{
	__real_ish_profile_step_end();
	the_step = -1;
	if (observer_step_end != NULL) {
		observer_step_end();
	}
}

void __wrap_ish_profile_stage(int stage);
void __wrap_ish_profile_stage(int stage)
{
	if (observer_stage != NULL) {
		observer_stage(stage < 0 ? 0 : stage + 1);
	}
	__real_ish_profile_stage(stage);
}

void __wrap_ish_region_begin(struct ish_region *region);
void __wrap_ish_region_begin(struct ish_region *region)
{
	__real_ish_region_begin(region);
	if (observer_begin != NULL) {
		observer_begin(region->name);
	}
	plant_allocation(region->name);
}

void __wrap_ish_region_end(struct ish_region *region);
void __wrap_ish_region_end(struct ish_region *region)
{
	if (observer_end != NULL) {
		observer_end();
	}
	__real_ish_region_end(region);
}

int __wrap_ish_worker_parent(void);
int __wrap_ish_worker_parent(void)
{
	const int id = __real_ish_worker_parent();
	if (observer_parent != NULL) {
		observer_parent(id);
	}
	return id;
}

void __wrap_ish_worker_begin(int parent);
void __wrap_ish_worker_begin(int parent)
{
	if (observer_worker_begin != NULL) {
		observer_worker_begin(parent);
	}
	__real_ish_worker_begin(parent);
}

void __wrap_ish_worker_end(void);
void __wrap_ish_worker_end(void)
{
	__real_ish_worker_end();
	if (observer_worker_end != NULL) {
		observer_worker_end();
	}
}

bool __wrap_ish_derivative_cache_request(struct ish_derivative_cache *cache, int field, int axis, uint64_t version);
bool __wrap_ish_derivative_cache_request(struct ish_derivative_cache *cache, int field, int axis, uint64_t version)
{
	long step, unused;
	(void)planted("ISH_PLANT_STALE", &step, &unused);
	if (step > 0 && step == the_step) {
		ish_derivative_cache_invalidate(cache);
	}
	return __real_ish_derivative_cache_request(cache, field, axis, version);
}

/* Once more, from the same state: the slope is the same, the time is lost. */
ptrdiff_t __wrap_ish_rhs_evaluate_d(struct ish_space *space, struct ish_state *state, const struct ish_model *model,
                                    const struct ish_sweeps *sweeps, const struct ish_field_set *current,
                                    const struct ish_metric *metric, enum ish_slope kind, struct ish_field_set *slope,
                                    struct ish_monitor *monitor);
ptrdiff_t __wrap_ish_rhs_evaluate_d(struct ish_space *space, struct ish_state *state, const struct ish_model *model,
                                    const struct ish_sweeps *sweeps, const struct ish_field_set *current,
                                    const struct ish_metric *metric, enum ish_slope kind, struct ish_field_set *slope,
                                    struct ish_monitor *monitor)
{
	long step, times;
	(void)planted("ISH_PLANT_REDUNDANT", &step, &times);
	for (long i = 0; i < times && step == the_step; i++) {
		(void)__real_ish_rhs_evaluate_d(space, state, model, sweeps, current, metric, kind, slope, monitor);
	}
	return __real_ish_rhs_evaluate_d(space, state, model, sweeps, current, metric, kind, slope, monitor);
}
/* NOLINTEND(bugprone-reserved-identifier,readability-identifier-naming,readability-inconsistent-declaration-parameter-name) */
