/*
 * The plan cache from inside the room. A plan is made once for a key and lives until ish_plan_clear; a request for the
 * same key returns the same plan.
 *
 * Arrays given to an execution are 64-byte aligned up to whole steps of the batch (FFTW's SIMD alignment is 16 bytes),
 * as the plan's own were.
 */
#ifndef ISH_SPECTRAL_PLAN_IMPL_H
#define ISH_SPECTRAL_PLAN_IMPL_H

#include "profiler/profile.h"
#include "spectral/plan.h"

enum ish_plan_precision { ISH_PLAN_DOUBLE, ISH_PLAN_FLOAT };
enum ish_plan_placement { ISH_PLAN_IN_PLACE, ISH_PLAN_OUT_OF_PLACE };
enum ish_plan_kind {
	ISH_PLAN_LINES, /* complex transforms of many lines */
	ISH_PLAN_REAL3  /* one real field to its half-complex modes, or back: out of place; the way back overwrites its input */
};

/*
 * What a plan transforms. Every member is an int or an enum and all are set: keys are compared byte by byte.
 */
struct ish_plan_key {
	enum ish_plan_kind kind;
	int shape[3]; /* lines: {n, 1, 1}; a field: nx, ny, nz */
	int axis;     /* 0, 1, 2: lines along it; -1: a field */
	enum ish_transform_direction direction;
	int batch;                                            /* complex lines in one execution; a field: 1 */
	int in_stride, in_distance, out_stride, out_distance; /* lines: between points and between lines, complex; a field: 0 */
	enum ish_plan_placement placement;
	enum ish_plan_precision precision;
	int threads; /* inside one execution: 1 */
	enum ish_planning planning;
};

struct ish_plan {
	struct ish_plan_key key;
	void *handle;     /* fftw_plan or fftwf_plan */
	int id;           /* the profiler's */
	long allocations; /* calls of malloc in one execution; -1: not known */
	struct ish_plan *next;
};

/*
 * The plan for a key; it belongs to the cache. A hit or a miss is reported to the profiler. Takes the planner's lock.
 * ISH_ERR_SIZE (FFTW has no plan) or ISH_ERR_MEMORY; *plan_out is then NULL.
 */
ISH_CHECKED enum ish_status ish_plan_get(const struct ish_plan **plan_out, const struct ish_plan_key *key);

/* The planner's lock, for what else calls FFTW's planner (wisdom). */
void ish_plan_lock(void);
void ish_plan_unlock(void);

/*
 * Sets handle and allocations of a plan whose key is set; called with the lock held. plan_fftw.c, once for each
 * precision.
 */
ISH_CHECKED enum ish_status ish_plan_make_d(struct ish_plan *plan);
ISH_CHECKED enum ish_status ish_plan_make_f(struct ish_plan *plan);
void ish_plan_free_d(void *handle);
void ish_plan_free_f(void *handle);

/* Calls run(data) and returns how often it called malloc in this thread; -1 where that cannot be counted. */
long ish_plan_count_allocations(void (*run)(void *data), void *data);

#endif
