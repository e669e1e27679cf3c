/*
 * Instrumentation: what code that is measured calls. Hierarchical regions with calls, wall and CPU time and allocations
 * over threads; transforms, caches, redundant calls, solver statistics, work; per-step records of a kind.
 *
 * One profiler per process. Everything here is safe to call when the profiler is not started (a load and a branch),
 * allocates nothing, formats nothing and takes no lock between ish_profile_step_begin and ish_profile_step_end. Built
 * with ISH_PROFILER_OFF defined all calls of instrumented code (the last section) are empty macros and no symbol of the
 * profiler is referenced by them; steps are recorded all the same. Times are in seconds, memory in bytes.
 */
#ifndef ISH_PROFILER_PROFILE_H
#define ISH_PROFILER_PROFILE_H

#include <stddef.h>
#include <stdint.h>

#include "workspace/status.h"

#if defined __cplusplus
extern "C" {
#endif

/* ---- descriptors: static storage, defined once at file scope or in a function ---- */

enum ish_region_kind {
	ISH_REGION_PLAIN,
	ISH_REGION_TRANSFORM /* its time is that of the transforms executed in it (ish_transform_executed) */
};

struct ish_region {
	const char *name; /* what is done; reports add up equal names. "step" is the profiler's own */
	const char *file;
	int line;
	int id; /* 0 until first used; written by the profiler */
	enum ish_region_kind kind;
};
#define ISH_PROFILE_REGION(variable, region_name)                                                                      \
	static struct ish_region variable = {region_name, __FILE__, __LINE__, 0, ISH_REGION_PLAIN}
#define ISH_PROFILE_TRANSFORM(variable, region_name)                                                                   \
	static struct ish_region variable = {region_name, __FILE__, __LINE__, 0, ISH_REGION_TRANSFORM}

struct ish_cache_counter { /* a named cache: derivative, plan, factor ... */
	const char *name;
	int id;
};

struct ish_statistic { /* a named count per cell or chunk, e.g. Newton iterations; kept as a histogram 0..63 */
	const char *name;
	int id;
};

enum ish_step_kind { ISH_STEP_WARMUP, ISH_STEP_STEADY, ISH_STEP_OUTPUT, ISH_STEP_REGRID, ISH_STEP_KIND_COUNT };

enum ish_transform_direction { ISH_FORWARD, ISH_BACKWARD };

struct ish_transform_info { /* one FFT plan; copied at registration */
	int n;              /* length of the 1D transform, or of the first dimension */
	int shape[3];       /* whole shape for 3D transforms; {n,1,1} for lines */
	int batch;          /* transforms in one execution */
	int axis;           /* 0, 1, 2; -1: all */
	enum ish_transform_direction direction;
	int single;   /* 1: float */
	double flops;  /* of one execution (2.5 N log2 N a real transform) */
	double bytes;  /* read and written by one execution */
	double cached; /* of these, those of lines and packs that stay in a core's caches */
};

/*
 * Work of a piece of code, for its distance from what the machine can do. Additions, multiplications, divisions and
 * square roots are one flop each, a fused multiply-add two. Bytes are those of the arrays that are read and written, each
 * once a sweep over it.
 */
struct ish_work {
	double flops;
	double apart;     /* of the flops: all but those that the processor pairs in fused multiply-adds */
	double divisions; /* of these */
	double roots;     /* square roots, of these */
	double bytes;
	double cached; /* of the bytes: those that a core's caches hold however large the problem (packs, scratch, second looks) */
};

/* ---- life ---- */

enum ish_profile_level { ISH_PROFILE_OFF, ISH_PROFILE_REGIONS, ISH_PROFILE_FULL };

struct ish_profile_config {
	enum ish_profile_level level;
	int threads;         /* most threads that will call; 0: omp_get_max_threads() */
	long steps_expected; /* rows of the ring of steps (0: as many as 3 MiB hold, some 3000); older ones are dropped, totals kept */
};

/*
 * Maps the profiler's one arena (16 MiB at most by default), calibrates the clock, chooses the allocation hooks by
 * self-test; what an earlier start counted is forgotten. The calling thread is the one that takes the steps; no other may
 * be in a region. `config` is only read. Fails with ISH_ERR_MEMORY after one line.
 */
ISH_CHECKED enum ish_status ish_profile_start(const struct ish_profile_config *config);

/* Stops counting, by the thread that started; the numbers stay readable (profiler/profile_view.h) until
 * ish_profile_reset. A step that is open is ended, CPU samples (profiler/sample.h) are too. */
void ish_profile_stop(void);

/* Frees everything; the profiler may be started anew. Does nothing when it was not started. */
void ish_profile_reset(void);

/*
 * A time step. `time` and `dt` in the caller's unit of time, only written into reports. Only the thread that called
 * ish_profile_start; not nested. Regions must be balanced inside, and the other threads out of theirs when it ends. A
 * region "step" is opened by it: its self time is the unattributed part of the step.
 */
void ish_profile_step_begin(long step, double time, double dt, enum ish_step_kind kind);
void ish_profile_step_end(void);
/* Says while the step runs that it is of another kind after all (output was due). */
void ish_profile_step_kind(enum ish_step_kind kind);

/*
 * Forgets all plans and what was counted of them, for a process that profiles one thing after the other. Only while the profiler is
 * not started and no plan that was registered will be executed again.
 */
void ish_transform_clear(void);

/* ---- calls: what instrumented code writes. Any thread, unless said otherwise; cannot fail, allocate nothing, take no
 * lock once a descriptor is known ---- */

#if !defined ISH_PROFILER_OFF

/* Opens and closes a region: use the macros below. An end that does not match is a programmer's error: assert in debug
 * builds, counted in release builds. */
void ish_region_begin(struct ish_region *region);
void ish_region_end(struct ish_region *region);

/* The region a parallel team works for: ask before the team starts, give to each worker (the asking thread may be one
 * of them). */
int ish_worker_parent(void);
void ish_worker_begin(int parent);
void ish_worker_end(void);

/*
 * Names the stage of the scheme that the following belongs to (0, 1, ...; -1: none); time, allocations and statistics
 * are kept by stage. Only the thread that runs the steps, between teams.
 */
void ish_profile_stage(int stage);

/* One request that the cache could answer, or could not. */
void ish_cache_hit(struct ish_cache_counter *cache);
void ish_cache_miss(struct ish_cache_counter *cache);
/* Says that what this cache lacks is made by the calls of `maker` and by nothing else: their time is what misses cost,
 * and a hit saves a miss. */
void ish_cache_maker(struct ish_cache_counter *cache, const struct ish_region *maker);
/* What was asked for, beside each miss. The same key a second time within one step: made before, and lost by the cache. */
void ish_cache_missed(struct ish_cache_counter *cache, uint64_t key);

/* Registers a plan; returns its id, 1 and more, also when the profiler is not started. The same info gets the same id.
 * 0: the table is full; valid to pass on. Takes a lock. */
int ish_transform_register(const struct ish_transform_info *info);

/* A plan was made in `seconds`. */
void ish_transform_planned(int id, double seconds);
/*
 * A plan was executed once. Its flops and bytes are added to the current region; where that is a transform region
 * (ISH_PROFILE_TRANSFORM) its time is booked as the transform's, or shared out by flops between up to four (there and
 * back, whole blocks and the rest); of more than four none is timed.
 */
void ish_transform_executed(int id);

/* Adds floating-point work and memory traffic to the current region: the second form as multiply-adds on arrays in
 * memory. Once a chunk or tile, not once a cell. */
void ish_work_add(const struct ish_work *work);
void ish_work(double flops, double bytes);

/* Adds `count` samples of value `value` (0..63, larger ones count as 63) to a statistic, under the current stage. */
void ish_statistic_add(struct ish_statistic *statistic, int value, long count);

/* `count` samples failed (did not converge, say), under the current stage. They need not be in the histogram. */
void ish_statistic_failed(struct ish_statistic *statistic, long count);

/*
 * Says that `region`, just begun or about to begin, computes from an input of this version stamp with parameters of
 * this hash. A second call with the same three within one step, or between two steps, on any thread, is redundant: it is
 * counted and the region's time until its end is booked as wasted.
 */
void ish_call_key(struct ish_region *region, uint64_t version, uint64_t parameters);

#define ISH_BEGIN(region) ish_region_begin(region)
#define ISH_END(region) ish_region_end(region)
#define ISH_WORKER_PARENT() ish_worker_parent()
#define ISH_WORKER_BEGIN(parent) ish_worker_begin(parent)
#define ISH_WORKER_END() ish_worker_end()

#else

#define ISH_BEGIN(region) ((void)(region))
#define ISH_END(region) ((void)(region))
#define ISH_WORKER_PARENT() 0
#define ISH_WORKER_BEGIN(parent) ((void)(parent))
#define ISH_WORKER_END() ((void)0)
#define ish_profile_stage(stage) ((void)(stage))
#define ish_cache_hit(cache) ((void)(cache))
#define ish_cache_miss(cache) ((void)(cache))
#define ish_cache_maker(cache, maker) ((void)(cache), (void)(maker))
#define ish_cache_missed(cache, key) ((void)(cache), (void)(key))
#define ish_transform_register(info) ((void)(info), 0)
#define ish_transform_planned(id, seconds) ((void)(id), (void)(seconds))
#define ish_transform_executed(id) ((void)(id))
#define ish_work_add(work) ((void)(work))
#define ish_work(flops, bytes) ((void)(flops), (void)(bytes))
#define ish_statistic_add(statistic, value, count) ((void)(statistic), (void)(value), (void)(count))
#define ish_statistic_failed(statistic, count) ((void)(statistic), (void)(count))
#define ish_call_key(region, version, parameters) ((void)(region), (void)(version), (void)(parameters))

#endif

#if defined __cplusplus
}
#endif

#endif
