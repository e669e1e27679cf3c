/*
 * Makes FFTW plans of one precision.
 *
 * An execution of a plan may allocate (measured: up to 9408 times), which the time step must not. The planner is asked
 * for its best plan first; if an execution of it allocates in spite of the memory that it is lent (fftw_memory.c), or
 * that cannot be counted, for plans with ever more kinds of solvers that allocate left out, and at last for one that
 * it does not measure.
 */
#define _POSIX_C_SOURCE 200809L
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "spectral/fftw_memory_impl.h"
#include "spectral/fftw_real_impl.h"
#include "spectral/plan_impl.h"

#define ish_plan_make ISH_R(ish_plan_make)
#define ish_plan_free ISH_R(ish_plan_free)

struct buffers {
	void *in, *out;
	size_t in_bytes, out_bytes;
	void *lent; /* to FFTW in an execution, as in the time step; NULL for lengths that need nothing */
	size_t lent_bytes;
};

struct candidate {
	FFTW_R(plan) plan;
	const struct ish_plan_key *key;
	const struct buffers *buffers;
	long allocations;
};

static void execute(void *data)
{
	const struct candidate *const candidate = data;
	void *const in = candidate->buffers->in, *const out = candidate->buffers->out;

	ish_fftw_memory_begin(candidate->buffers->lent, candidate->buffers->lent_bytes);
	if (candidate->key->kind == ISH_PLAN_LINES) {
		FFTW_R(execute_dft)(candidate->plan, in, out);
	} else if (candidate->key->direction == ISH_FORWARD) {
		FFTW_R(execute_dft_r2c)(candidate->plan, in, out);
	} else {
		FFTW_R(execute_dft_c2r)(candidate->plan, in, out);
	}
	ish_fftw_memory_end();
}

static size_t extent_bytes(int points, int stride, int batch, int distance)
{
	const size_t last = (size_t)(points - 1) * (size_t)stride + (size_t)(batch - 1) * (size_t)distance;

	return ((last + 1) * sizeof(FFTW_R(complex)) + 63) / 64 * 64;
}

/* The axes of a field that have points, slowest first: FFTW's order. A single point is an axis of one. */
static int axes_of(const struct ish_plan_key *key, int n[3])
{
	int rank = 0;

	for (int axis = 2; axis >= 0; --axis) {
		if (key->shape[axis] > 1) {
			n[rank++] = key->shape[axis];
		}
	}
	n[0] = rank > 0 ? n[0] : 1;
	return rank > 0 ? rank : 1;
}

static size_t field_bytes(const struct ish_plan_key *key, bool modes)
{
	int n[3];
	const int rank = axes_of(key, n);
	size_t bytes = modes ? sizeof(FFTW_R(complex)) : sizeof(ISH_REAL);

	for (int i = 0; i < rank; ++i) {
		bytes *= modes && i == rank - 1 ? (size_t)n[i] / 2 + 1 : (size_t)n[i];
	}
	return (bytes + 63) / 64 * 64;
}

static void free_buffers(struct buffers *buffers)
{
	if (buffers->out != buffers->in) {
		free(buffers->out);
	}
	free(buffers->in);
	free(buffers->lent);
	buffers->in = buffers->out = NULL;
	buffers->lent = NULL;
}

/* Planning overwrites the arrays, so it gets its own. False, and nothing left, if memory is refused. */
static bool make_buffers(struct buffers *buffers, const struct ish_plan_key *key)
{
	const int n = key->shape[0];

	if (key->kind == ISH_PLAN_LINES) {
		buffers->in_bytes = extent_bytes(n, key->in_stride, key->batch, key->in_distance);
		buffers->out_bytes = extent_bytes(n, key->out_stride, key->batch, key->out_distance);
		buffers->lent_bytes = ish_fftw_memory_bytes(n, sizeof(FFTW_R(complex)));
	} else {
		buffers->in_bytes = field_bytes(key, key->direction == ISH_BACKWARD);
		buffers->out_bytes = field_bytes(key, key->direction == ISH_FORWARD);
		buffers->lent_bytes = ish_fftw_memory_bytes3(key->shape, sizeof(FFTW_R(complex)));
	}
	buffers->in = aligned_alloc(64, buffers->in_bytes);
	buffers->out = key->placement == ISH_PLAN_IN_PLACE ? buffers->in : aligned_alloc(64, buffers->out_bytes);
	buffers->lent = buffers->lent_bytes > 0 ? aligned_alloc(64, buffers->lent_bytes) : NULL;
	if (!buffers->in || !buffers->out || (buffers->lent_bytes > 0 && !buffers->lent)) {
		free_buffers(buffers);
		return false;
	}
	return true;
}

static FFTW_R(plan) plan_of(const struct ish_plan_key *key, const struct buffers *buffers, unsigned flags)
{
	int n[3] = {key->shape[0]};

	if (key->kind == ISH_PLAN_LINES) {
		return FFTW_R(plan_many_dft)(1, n, key->batch, buffers->in, NULL, key->in_stride, key->in_distance,
		                             buffers->out, NULL, key->out_stride, key->out_distance,
		                             key->direction == ISH_FORWARD ? FFTW_FORWARD : FFTW_BACKWARD, flags);
	}
	const int rank = axes_of(key, n);
	return key->direction == ISH_FORWARD ? FFTW_R(plan_dft_r2c)(rank, n, buffers->in, buffers->out, flags)
	                                     : FFTW_R(plan_dft_c2r)(rank, n, buffers->in, buffers->out, flags);
}

static void try_flags(struct candidate *candidate, unsigned flags)
{
	const struct buffers *const buffers = candidate->buffers;

	candidate->plan = plan_of(candidate->key, buffers, flags);
	candidate->allocations = -1;
	if (candidate->plan) {
		memset(buffers->in, 0, buffers->in_bytes);
		candidate->allocations = ish_plan_count_allocations(execute, candidate);
	}
}

static int is_better(const struct candidate *a, const struct candidate *b)
{
	if (!a->plan || !b->plan) {
		return a->plan != NULL;
	}
	return a->allocations < 0 || a->allocations < b->allocations;
}

enum ish_status ish_plan_make(struct ish_plan *plan)
{
	static const unsigned efforts[] = {FFTW_ESTIMATE, FFTW_MEASURE, FFTW_PATIENT};
	const unsigned effort = efforts[plan->key.planning];
	const unsigned flags[] = {effort, effort | FFTW_NO_BUFFERING,
	                          effort | FFTW_NO_BUFFERING | FFTW_NO_INDIRECT_OP,
	                          FFTW_ESTIMATE | FFTW_NO_BUFFERING};
	struct buffers buffers;
	const int *const shape = plan->key.shape;
	struct candidate best = {NULL, &plan->key, &buffers, -1};

	if (!make_buffers(&buffers, &plan->key)) {
		return ish_fail(ISH_ERR_MEMORY, "fft: %zu bytes to plan %d transforms of %d x %d x %d points refused",
		                buffers.in_bytes + buffers.out_bytes, plan->key.batch, shape[0], shape[1], shape[2]);
	}
	for (size_t i = 0; i < sizeof flags / sizeof flags[0]; ++i) {
		struct candidate next = {NULL, &plan->key, &buffers, -1};
		try_flags(&next, flags[i]);
		if (is_better(&next, &best)) {
			const struct candidate worse = best;
			best = next;
			next = worse;
		}
		if (next.plan) {
			FFTW_R(destroy_plan)(next.plan);
		}
		/* Where nothing counts, the plan without buffers is the safe one at little cost. */
		if (best.allocations == 0 || (best.allocations < 0 && flags[i] & FFTW_NO_BUFFERING)) {
			break;
		}
	}
	free_buffers(&buffers);
	if (!best.plan) {
		return ish_fail(ISH_ERR_SIZE, "fft: FFTW has no plan for %d transforms of %d x %d x %d points",
		                plan->key.batch, shape[0], shape[1], shape[2]);
	}
	plan->handle = best.plan;
	plan->allocations = best.allocations;
	return ISH_OK;
}

void ish_plan_free(void *handle)
{
	FFTW_R(destroy_plan)(handle);
}
