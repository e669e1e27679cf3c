/*
 * What the profiler has counted, to be read: the call tree over threads, the flat list of regions, steps, rows per step
 * and region, the trace, transforms, caches, statistics, large allocations, and how all that was measured.
 *
 * ish_profile_view() brings everything up to date and hands out pointers to const; nothing is allocated. Call it from
 * the thread that called ish_profile_start, outside a step; the pointers are valid until the next call of any
 * ish_profile_ function.
 *
 * Units  seconds, bytes, floating-point operations. What was not measured is NaN (doubles) or -1 (integers), never 0.
 * Times  "wall" is elapsed time on the thread that runs the steps; "thread" is the sum over all threads; "cpu" is
 * processor time, summed over threads. Self is inclusive less the children. On the stepping thread the wall_self of all
 * nodes add up to the wall of node 0.
 */
#ifndef ISH_PROFILER_PROFILE_VIEW_H
#define ISH_PROFILER_PROFILE_VIEW_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "profiler/profile.h"

#if defined __cplusplus
extern "C" {
#endif

enum {
	ISH_PROFILE_STAGES = 8,     /* [0]: outside any stage; [1 + s]: stage s; stages above 6 are kept with 6 */
	ISH_PROFILE_STATISTICS = 6, /* statistics kept; more are counted as refused */
	ISH_PROFILE_BINS = 64,      /* values 0..63 */
	ISH_PROFILE_CACHES = 8,
	ISH_PROFILE_TRANSFORMS = 128,
	ISH_PROFILE_LARGE = 64,            /* large allocations kept */
	ISH_PROFILE_LARGE_BYTES = 10000000 /* from this size an allocation is listed by itself */
};

/*
 * Involuntary switches a second and thread that do not yet count as contention: kernel threads take their short turns on any
 * machine, and a flag on every step says nothing. What a switch really costs shows in the share of the processor.
 */
#define ISH_SWITCHES_TOLERATED 100.0

/* Counters of the processor, user space only; see ish_profile_run.hardware_reason. */
enum {
	ISH_HARDWARE_CYCLES,
	ISH_HARDWARE_INSTRUCTIONS,
	ISH_HARDWARE_CACHE_MISSES, /* of the last level, as the processor understands it */
	ISH_HARDWARE_BRANCH_MISSES,
	ISH_HARDWARE_COUNT
};

/* Too small a share of the processors (not said of ISH_STEP_OUTPUT, which waits for the disk), too many switches. */
enum ish_contention { ISH_CONTENTION_SHARE = 1, ISH_CONTENTION_SWITCHES = 2 };

/* How it was measured. */
struct ish_profile_run {
	enum ish_profile_level level;
	int threads;              /* threads that were seen */
	int slots;                /* threads there is room for */
	const char *clock;        /* "tsc" or "clock_gettime" */
	double clock_hertz;       /* ticks per second */
	double clock_drift;       /* of the rate, whole run against start, relative; NaN before 10 ms have passed */
	const char *hooks;        /* "tcmalloc", "sanitizer" or "none" */
	const char *hooks_reason; /* why none; "" otherwise */
	double cost_pair;         /* seconds of one begin and end, calibrated at start */
	double cost_cpu;          /* seconds of one reading of the thread's CPU clock */
	double cost_hook;         /* seconds added to one allocation and its release; NaN with hooks "none" */
	double cost_allocation;   /* seconds that one small allocation and its release take without that; likewise */
	double overhead;  /* seconds spent in the profiler, all threads: costs times counts, and the ends of steps */
	double wall, cpu; /* from ish_profile_start to ish_profile_stop or now; cpu of the process */
	size_t memory;    /* bytes of the profiler's arena */
	size_t peak_rss;  /* largest resident set of the process until ish_profile_stop, or so far */
	long live_peak;   /* largest live heap, relative to the start; to 64 KiB a thread; -1 without hooks */
	/* Where that was, known where an allocation of a thread raised it by 64 KiB or more. */
	const struct ish_region *live_peak_region; /* NULL: not known, or a thread in no region */
	long live_peak_step;                       /* number of the step, -1: outside of steps */
	int live_peak_stage;                       /* -1: none */
	long allocations_outside; /* by threads unknown to the profiler, hence in no region; -1 without hooks */
	double bytes_outside;
	long allocations, frees;             /* all since the start; -1 without hooks */
	double bytes, freed;                 /* NaN without hooks; freed in usable sizes, at least those asked for */
	double hardware[ISH_HARDWARE_COUNT]; /* from the start to the stop or now; NaN: not counted */
	const char *hardware_reason;         /* why none is; "" otherwise */
	double load_begin, load_end;         /* load average of the machine over a minute; NaN: not known */
	/* what went wrong, all 0 in a good run */
	long mismatches; /* region ends that did not match, release builds (debug builds abort) */
	const struct ish_region *mismatch_begun; /* the first one: what was open, */
	const struct ish_region *mismatch_ended; /* and what was ended (NULL: the end of a worker's part) */
	long folded;          /* calls counted into their parent because the table of regions was full */
	long threads_refused; /* calls of threads that found no room; such a thread stays without */
	long keys_dropped;    /* ish_call_key calls not checked because the table of keys was full */
	long refused;         /* caches, statistics and transforms beyond the tables */
};

/* One region in one place of the call tree, summed over threads and steps. Node 0 is the run; parents stand before
 * children. */
struct ish_profile_node {
	const struct ish_region *region;
	int parent; /* -1 for node 0 */
	int depth;  /* 0 for node 0 */
	int children;
	long calls;
	double wall, wall_self;
	double thread, thread_self;
	double cpu, cpu_self;    /* NaN where calls are too short for the CPU clock (mean under 100 us); cpu_self also
	                            where the region is nearly all its children */
	long allocations, frees; /* in the region itself; -1 without hooks */
	double bytes, freed;
	long allocations_inclusive;
	double bytes_inclusive;
	unsigned allocation_stages; /* bit 0: outside of stages, bit 1 + s: in stage s */
	long steady_allocations;    /* in steps of kind ISH_STEP_STEADY, region itself; -1 without hooks */
	double steady_bytes;
	long steady_step;      /* number of the first such step, -1: none */
	double flops, traffic; /* by ish_work, ish_work_add and transforms, region itself */
	struct ish_work work;  /* the same, in detail */
	long redundant;
	double wasted; /* thread seconds in redundant calls */
	/* The first redundant call: its stage, and the region around and the stage of the call that it repeated. */
	const struct ish_region *repeated_in; /* NULL: none, or not known */
	int repeated_stage, redundant_stage;  /* -1: outside of stages, or none */
	int threads;                          /* that took part, 0: none but the stepping thread's ancestors of teams */
	int busiest_thread;                   /* its number, 0: the stepping thread; -1 outside teams */
	double busiest, idlest, mean; /* over the threads that took part: their part of a team's work, or their time in
	                                 the region; NaN outside teams */
	double imbalance; /* seconds lost in all steps: sum of (busiest - mean), steps alone; 0 outside teams */
	double stage_thread[ISH_PROFILE_STAGES]; /* inclusive, by stage */
	double step_wall_min, step_wall_max;     /* over the steps in which it was called; NaN if never */
	long steps;                              /* in which it was called */
};

struct ish_step_statistic {
	long count; /* samples; 0: none, the others then -1 and NaN */
	int min, p95, max;
	double mean;
	long failures;
};

struct ish_step_stage {
	double wall; /* on the stepping thread */
	double cpu;  /* of the process */
	long allocations;
	double bytes;
	long live_peak; /* largest live heap in it, relative to the start; -1: without hooks, or not entered */
};

struct ish_step_record {
	long step;
	double time, dt; /* as the caller gave them */
	enum ish_step_kind kind;
	int threads;             /* that took part */
	double start;            /* seconds after ish_profile_start */
	double wall, cpu;        /* cpu of the process */
	double cpu_main;         /* of the stepping thread */
	double at_work;          /* thread seconds in which threads had work at least: waiting in teams left out */
	long switches;           /* involuntary context switches of the process */
	unsigned contention;     /* enum ish_contention */
	long allocations, frees; /* all threads, known or not; -1 without hooks */
	double bytes, freed;
	long allocations_outside; /* of those, in no region */
	long live_peak;           /* largest live heap during the step, relative to the start of the profile */
	size_t peak_rss;          /* of the process so far */
	double hardware[ISH_HARDWARE_COUNT]; /* NaN: not counted */
	long calls;                          /* region calls, all threads */
	double overhead;                     /* thread seconds in the profiler, the end of the step included */
	double unattributed;                 /* share of the step's wall time in no region below the step */
	double imbalance;                    /* seconds lost: sum over teams of (busiest - mean) */
	double flops, traffic;
	long transforms, plans;
	double planning;
	long redundant;
	double wasted;
	long hits[ISH_PROFILE_CACHES], misses[ISH_PROFILE_CACHES];
	struct ish_step_stage stage[ISH_PROFILE_STAGES];
	struct ish_step_statistic statistic[ISH_PROFILE_STATISTICS];
	uint64_t first_row; /* sequence number of its first row, see ish_profile_rows */
	int rows;
};

/* One region of one step. Times in seconds. */
struct ish_step_region {
	int node;
	int threads;
	uint32_t calls, allocations;
	uint64_t bytes;
	float wall, thread;  /* inclusive */
	float cpu;           /* NaN: not measured */
	float busiest, mean; /* over threads; NaN outside teams */
	float flops;         /* region itself */
};

/* One call of one region on one thread, or a worker's part in one; level "full" only. Ticks of the profiler's clock since ish_profile_start. */
struct ish_trace_event {
	uint64_t begin, ticks;
	int node;  /* of the view's tree */
	int step;  /* index of the step since the start, -1: outside */
	bool part; /* of a team's worker, in a region that another thread called */
};

struct ish_profile_transform {
	struct ish_transform_info info;
	long plans;      /* made */
	double planning; /* seconds, NaN: never told */
	long executions;
	long timed;       /* executions in transform regions that hold at most four transforms */
	double seconds;   /* thread seconds of those regions, shared out by flops; NaN: none */
	long allocations; /* during those; -1: none or no hooks */
};

struct ish_profile_cache {
	const char *name;
	long hits, misses;              /* since the process began */
	const struct ish_region *maker; /* NULL: never told */
	long made;                      /* misses since the start of the profile: those that the maker's time is of */
	long lost;                      /* of those, made before in the same step; -1: keys were never told */
};

struct ish_profile_statistic {
	const char *name;
	uint64_t bin[ISH_PROFILE_STAGES][ISH_PROFILE_BINS];
	long failures[ISH_PROFILE_STAGES];
};

struct ish_large_allocation {
	size_t bytes;
	const struct ish_region *region; /* NULL: a thread in no region */
	long step;                       /* number of the step, -1: outside */
	int stage;                       /* -1: none */
};

struct ish_kind_total {
	long steps;
	double wall, cpu;
	double wall_min, wall_max;
	long allocations; /* -1 without hooks */
	double bytes;
	long contended; /* steps with a contention flag */
	long switches;  /* involuntary context switches of the process */
};

struct ish_profile_view {
	const struct ish_profile_run *run;
	const struct ish_profile_node *node;
	int nodes;
	long steps;      /* taken */
	long steps_kept; /* the last ones, see ish_profile_step */
	struct ish_kind_total kind[ISH_STEP_KIND_COUNT];
	struct ish_step_stage stage[ISH_PROFILE_STAGES]; /* all steps */
	double step_wall;                                /* all steps */
	double unattributed;                             /* seconds of it in no region below the step */
	double imbalance;                                /* seconds lost in teams */
	const struct ish_profile_transform *transform;
	int transforms;
	long executions, plans; /* of all transforms, those with them that the table has no room for */
	double planning;        /* seconds; of plans whose time was told */
	struct ish_profile_cache cache[ISH_PROFILE_CACHES];
	int caches;
	const struct ish_profile_statistic *statistic;
	int statistics;
	struct ish_large_allocation large[ISH_PROFILE_LARGE]; /* the first ones */
	int large_kept;
	long large_seen;
};

/* NULL when the profiler was never started, or started with level off. */
const struct ish_profile_view *ish_profile_view(void);

/* Step record i of steps_kept, 0 the oldest that is kept. */
const struct ish_step_record *ish_profile_step(const struct ish_profile_view *view, long i);

/* The rows of a step are ish_profile_row(record->first_row + 0 .. record->rows - 1); NULL for a row that has been
 * overwritten. */
const struct ish_step_region *ish_profile_row(uint64_t sequence);

/*
 * Events of thread `thread` of run->threads: up to `capacity` of the last ones, oldest first, into `event_out`. Returns
 * how many; with capacity 0 how many are kept. 0 below level "full".
 */
long ish_profile_trace(int thread, struct ish_trace_event *event_out, long capacity);

/* "cycles" ... of hardware counter i. */
const char *ish_hardware_name(int i);

/* The processor that thread `thread` of run->threads ran on last, when the profile was stopped or now; -1: not known. */
int ish_profile_thread_processor(int thread);

/* Value below or at which a share `q` of the samples of a histogram lie (0 < q <= 1), -1 if it is empty. */
int ish_bin_quantile(const uint64_t bin[ISH_PROFILE_BINS], double q);

#if defined __cplusplus
}
#endif

#endif
