/* The list of all plans and FFTW's planner lock: mutable state of the process, in this file only. */
#define _POSIX_C_SOURCE 200809L
#include "spectral/plan.h"

#include <math.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "spectral/plan_impl.h"

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static struct ish_plan *plans;
ISH_PROFILE_REGION(planning_region, "planning");
static struct ish_cache_counter counter = {"plan", 0};

void ish_plan_lock(void)
{
	pthread_mutex_lock(&lock);
}

void ish_plan_unlock(void)
{
	pthread_mutex_unlock(&lock);
}

static double seconds_now(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (double)now.tv_sec + 1e-9 * (double)now.tv_nsec;
}

static struct ish_plan *find(const struct ish_plan_key *key)
{
	for (struct ish_plan *plan = plans; plan; plan = plan->next) {
		if (memcmp(&plan->key, key, sizeof *key) == 0) {
			return plan;
		}
	}
	return NULL;
}

static int register_plan(const struct ish_plan_key *key)
{
	const double points = (double)key->shape[0] * key->shape[1] * key->shape[2];
	const double real_size = key->precision == ISH_PLAN_FLOAT ? sizeof(float) : sizeof(double);
	const double reals = key->kind == ISH_PLAN_REAL3 ? 1.0 : 2.0; /* a complex line is two real ones */
	const struct ish_transform_info info = {
		.n = key->shape[0],
		.shape = {key->shape[0], key->shape[1], key->shape[2]},
		.batch = key->batch,
		.axis = key->axis,
		.direction = key->direction,
		.single = key->precision == ISH_PLAN_FLOAT,
		.flops = 2.5 * points * log2(points) * reals * key->batch,
		.bytes = 2.0 * points * real_size * reals * key->batch,
		.cached = key->kind == ISH_PLAN_REAL3 ? 0.0 : 2.0 * points * real_size * reals * key->batch,
	};

	return ish_transform_register(&info);
}

/* With the lock held. */
static enum ish_status make(struct ish_plan **plan_out, const struct ish_plan_key *key)
{
	const double start = seconds_now();
	struct ish_plan *const plan = calloc(1, sizeof *plan);
	enum ish_status status;

	if (!plan) {
		return ish_fail(ISH_ERR_MEMORY, "fft: %zu bytes for a plan refused", sizeof *plan);
	}
	plan->key = *key;
	status = key->precision == ISH_PLAN_FLOAT ? ish_plan_make_f(plan) : ish_plan_make_d(plan);
	if (status != ISH_OK) {
		free(plan);
		return status;
	}
	plan->id = register_plan(key);
	ish_transform_planned(plan->id, seconds_now() - start);
	plan->next = plans;
	plans = plan;
	*plan_out = plan;
	return ISH_OK;
}

enum ish_status ish_plan_get(const struct ish_plan **plan_out, const struct ish_plan_key *key)
{
	enum ish_status status = ISH_OK;
	struct ish_plan *plan;

	ish_plan_lock();
	plan = find(key);
	if (plan) {
		ish_cache_hit(&counter);
	} else {
		ish_cache_miss(&counter);
		ish_cache_maker(&counter, &planning_region);
		ISH_BEGIN(&planning_region);
		status = make(&plan, key);
		ISH_END(&planning_region);
	}
	ish_plan_unlock();
	*plan_out = plan;
	return status;
}

int ish_plan_count(void)
{
	int count = 0;

	ish_plan_lock();
	for (const struct ish_plan *plan = plans; plan; plan = plan->next) {
		++count;
	}
	ish_plan_unlock();
	return count;
}

void ish_plan_clear(void)
{
	ish_plan_lock();
	while (plans) {
		struct ish_plan *const plan = plans;
		plans = plan->next;
		if (plan->key.precision == ISH_PLAN_FLOAT) {
			ish_plan_free_f(plan->handle);
		} else {
			ish_plan_free_d(plan->handle);
		}
		free(plan);
	}
	ish_plan_unlock();
}
