/*
 * The inside of the profiler. Private to the room.
 *
 * Each thread owns a slot with a call tree of its own. A node stands for a region in one place of the tree, so it is on
 * the thread's stack at most once and holds its own begin: there are no frames. All counters of a node are in count[],
 * written by the owner alone and only ever growing; the merge at the end of a step adds what is new (count - seen) to
 * the merged tree and to the step.
 */
#ifndef ISH_PROFILER_PROFILE_IMPL_H
#define ISH_PROFILER_PROFILE_IMPL_H

/* The room itself is compiled in every build; only what it measures is not instrumented with the profiler off. */
#undef ISH_PROFILER_OFF

#include <pthread.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "profiler/clock.h"
#include "profiler/profile.h"
#include "profiler/profile_view.h"

enum ish_count {
	ISH_TICKS, /* inclusive */
	ISH_CALLS,
	ISH_CPU,       /* nanoseconds, inclusive, of the calls in which it was read */
	ISH_CPU_TICKS, /* ticks of those calls */
	ISH_CPU_READS,
	ISH_TEAM, /* ticks between worker begin and end */
	ISH_ALLOCATIONS,
	ISH_BYTES,
	ISH_FREES,
	ISH_FREED,
	ISH_FLOPS,
	ISH_TRAFFIC,
	ISH_EXECUTIONS, /* of transforms */
	ISH_NOTES,      /* calls that say work or a statistic */
	ISH_APART, /* of the flops and of the traffic: see struct ish_work */
	ISH_DIVISIONS,
	ISH_ROOTS,
	ISH_CACHED,
	ISH_REDUNDANT,
	ISH_WASTED, /* ticks */
	ISH_STAGE,  /* ticks by stage, ISH_PROFILE_STAGES of them */
	ISH_COUNTS = ISH_STAGE + ISH_PROFILE_STAGES
};

enum {                   /* why a node's begin and end take the slow way */
       ISH_NODE_CPU = 1, /* read the CPU clock */
       ISH_NODE_FFT = 2, /* book its time to the transform executed in it */
       ISH_NODE_TRACE = 4,
       ISH_NODE_WASTED = 8 /* the call that runs, or the next one, is redundant */
};

enum {
	ISH_KEYS = 4096,           /* room for keys of one step, a power of two */
	ISH_TEAMS_MAX = 8,         /* depth of nested teams */
	ISH_DEPTH_MAX = 128,       /* of a team's region in the tree */
	ISH_PARENT_SLOT = 1 << 16, /* a worker's parent is slot * this + node + 1 */
	ISH_FFT_KINDS = 4 /* transforms in one region of them between which its time is shared out: there and back, blocks and rest */
};

struct ish_place { /* of a call */
	const struct ish_region *around;
	int stage; /* -1: none */
};

struct ish_node {
	const struct ish_region *region;
	struct ish_node *parent;
	struct ish_node *recent; /* child begun last, or the root where there is none: a region no child can match */
	struct ish_node *next;   /* next child of the parent, in a ring */
	uint64_t begin;
	unsigned flags;
	int merged; /* index in the merged tree, -1: not yet */
	bool cpu_open;
	uint64_t cpu_begin;
	uint64_t entered; /* as begin, but not moved by roll: for the trace */
	uint64_t team_begin;
	uint64_t allocations_begin;
	int transform[ISH_FFT_KINDS]; /* executed since the begin: ids, 0 none */
	int executions[ISH_FFT_KINDS];
	bool crowded; /* more than ISH_FFT_KINDS of them: their time cannot be told apart */
	struct ish_place repeated; /* the call that the first redundant one repeated */
	int redundant_stage;
	unsigned allocation_stages; /* bit i: it allocated in stage of index i */
	uint64_t count[ISH_COUNTS];
	uint64_t seen[ISH_COUNTS]; /* count at the last merge; written by the merger */
};

struct ish_trace_entry {
	uint64_t begin, ticks;
	int node; /* of the slot; ~node: a worker's part in it */
	int step;
};

struct ish_slot {
	struct ish_node *current;
	struct ish_node *node; /* node[0] is the root */
	int node_count;        /* published after the node is complete */
	int node_capacity;
	int index;
	atomic_int taken; /* by a live thread */
	int fold_depth;   /* begins counted into fold, because the tree is full */
	struct ish_node fold;
	struct ish_node *team_node[ISH_TEAMS_MAX]; /* NULL: not timed */
	struct ish_node *team_saved[ISH_TEAMS_MAX];
	int team_depth;
	int thread;    /* the kernel's number of the thread, 0: not known */
	int processor; /* that it ran on last, at the stop; -1: not known */
	int map_slot; /* worker_map is for nodes of this slot */
	struct ish_node **worker_map;
	long live; /* bytes not yet added to the process's count */
	long folded;
	uint64_t stage_allocations[ISH_PROFILE_STAGES], stage_bytes[ISH_PROFILE_STAGES];
	unsigned statistics_touched;                                                      /* bit per statistic */
	uint64_t statistic[ISH_PROFILE_STATISTICS][ISH_PROFILE_STAGES][ISH_PROFILE_BINS]; /* since the last merge */
	long failures[ISH_PROFILE_STATISTICS][ISH_PROFILE_STAGES];                        /* since the last merge */
	uint64_t executed[ISH_PROFILE_TRANSFORMS];
	uint64_t timed[ISH_PROFILE_TRANSFORMS];
	uint64_t timed_ticks[ISH_PROFILE_TRANSFORMS];
	uint64_t timed_allocations[ISH_PROFILE_TRANSFORMS];
	struct ish_trace_entry *trace; /* NULL below level full */
	uint64_t trace_count;
	uint64_t trace_capacity;
};

struct ish_spread { /* over threads */
	int threads;
	uint64_t least, most, sum;
};

struct ish_merged {
	const struct ish_region *region;
	int parent, depth;
	bool team;   /* threads worked for it */
	bool inside; /* below a team */
	uint64_t total[ISH_COUNTS];
	uint64_t main_ticks; /* of the stepping thread */
	uint64_t step[ISH_COUNTS];
	uint64_t step_main_ticks;
	struct ish_spread step_team, step_ticks;
	struct ish_place repeated; /* around NULL: no redundant call so far */
	int redundant_stage;
	double imbalance; /* ticks lost */
	uint64_t steady_allocations, steady_bytes;
	unsigned allocation_stages;
	long steady_step;
	uint64_t step_least, step_most; /* main ticks over steps */
	long steps;
};

/* What a step began with, and what process-wide counters were then. */
struct ish_step_open {
	bool open;
	uint64_t ticks, cpu, cpu_main;
	long switches;
	uint64_t executed, planned, planned_nanos;
	long hits[ISH_PROFILE_CACHES], misses[ISH_PROFILE_CACHES];
	long outside_allocations, outside_bytes, outside_frees, outside_freed;
	uint64_t stage_ticks, stage_cpu; /* when the present stage began */
	struct ish_step_stage stage_before[ISH_PROFILE_STAGES];
	double hardware[ISH_HARDWARE_COUNT];
};

struct ish_profile {
	/* set at start, constant until reset */
	bool started;
	enum ish_profile_level level;
	void *arena;
	size_t arena_bytes;
	struct ish_clock clock;
	struct ish_slot *slot;
	int slots;
	struct ish_merged *merged;
	int merged_capacity;
	long merge_folded; /* calls of regions that have no place in the merged tree */
	struct ish_step_record *record;
	long record_capacity;
	struct ish_step_region *row;
	uint64_t row_capacity;
	_Atomic uint64_t *key;
	struct ish_place *key_place; /* of the call that brought the key */
	uint16_t *key_used;          /* indices of the keys there are, keys_used of them: a step has few */
	uint64_t run_start; /* ticks */
	uint64_t cpu_start; /* of the process */
	double cost_pair, cost_cpu, cost_hook, cost_allocation, cost_execution, cost_note;
	double cpu_tick; /* seconds: the process's CPU clock knows threads on other processors as of so long ago at most */
	/* moving */
	atomic_int slots_used;
	int merged_count;
	uint64_t row_count;
	long steps;
	uint64_t stop_ticks, stop_cpu; /* 0: running */
	bool frozen;                   /* stopped: the view is that of the stop */
	double stop_drift;
	size_t stop_rss;
	double stop_hardware[ISH_HARDWARE_COUNT];
	double load_begin, load_end;
	struct ish_step_open open;
	struct ish_step_stage stage_total[ISH_PROFILE_STAGES];
	struct ish_kind_total kind[ISH_STEP_KIND_COUNT];
	double step_wall, unattributed, imbalance;
	double merge_seconds; /* spent at the ends of steps */
	uint64_t (*statistic_total)[ISH_PROFILE_STAGES][ISH_PROFILE_BINS];
	uint64_t (*statistic_step)[ISH_PROFILE_BINS];
	long failures_total[ISH_PROFILE_STATISTICS][ISH_PROFILE_STAGES], failures_step[ISH_PROFILE_STATISTICS];
	int step_threads; /* with something new in the step */
	struct ish_profile_run run;
	struct ish_profile_view view;
	struct ish_profile_node *view_node;
	struct ish_profile_transform *view_transform;
	struct ish_profile_statistic *view_statistic;
	/* shared by the threads */
	atomic_int stage;      /* index: 0 none */
	atomic_int step_index; /* of the trace, -1: outside steps */
	atomic_long step_number;
	atomic_long keys_used, keys_dropped, threads_refused, mismatches;
	_Atomic(const struct ish_region *) mismatch_begun, mismatch_ended;
	atomic_long live, live_peak;
	atomic_long stage_peak[ISH_PROFILE_STAGES]; /* of the step that is open; LONG_MIN: not entered */
	_Atomic(const struct ish_region *) live_peak_region;
	atomic_long live_peak_step;
	atomic_int live_peak_stage; /* index */
	atomic_long outside_allocations, outside_bytes, outside_frees, outside_freed;
	atomic_long large_count;
	struct ish_large_allocation large[ISH_PROFILE_LARGE];
};

/* The one profiler (profile.c). */
extern struct ish_profile ish_profile;

/* 0: off; else the number of this start, so that a thread knows whether its slot is of now (profile.c). */
extern _Atomic unsigned ish_profile_active;

struct ish_self {
	struct ish_slot *slot;
	unsigned active;  /* ish_profile_active when the slot was taken */
	unsigned refused; /* when there was none to take */
};

/*
 * The calling thread's slot (profile.c). initial-exec: reading it never allocates, which the general model may do
 * inside an allocation hook.
 */
extern _Thread_local struct ish_self ish_self __attribute__((tls_model("initial-exec")));

/* Takes a slot for the calling thread; NULL if all are taken (counted). */
struct ish_slot *ish_slot_attach(unsigned active);

/* The calling thread's slot, NULL if the profiler is off or has no room for it. */
static inline struct ish_slot *ish_slot_self(void)
{
	const unsigned active = atomic_load_explicit(&ish_profile_active, memory_order_relaxed);
	if (active == 0)
		return NULL;
	if (__builtin_expect(ish_self.active != active, 0))
		return ish_slot_attach(active);
	return ish_self.slot;
}

static inline uint64_t ish_ticks_now(void)
{
	return ish_clock_ticks(&ish_profile.clock);
}

/* Seconds that it took to count all this, the allocations apart. */
static inline double ish_cost_of(const uint64_t count[ISH_COUNTS])
{
	const struct ish_profile *const p = &ish_profile;
	return p->cost_pair * (double)count[ISH_CALLS] + 2 * p->cost_cpu * (double)count[ISH_CPU_READS] +
	       p->cost_execution * (double)count[ISH_EXECUTIONS] + p->cost_note * (double)count[ISH_NOTES];
}

static inline int ish_stage_index(void)
{
	return atomic_load_explicit(&ish_profile.stage, memory_order_relaxed);
}

/* region.c */
extern struct ish_region ish_run_region;
/* Whether calls of this mean length are worth reading the CPU clock: 100 us. */
bool ish_worth_cpu(uint64_t ticks, uint64_t calls);
void ish_slot_init(struct ish_slot *slot, uint64_t now);
struct ish_node *ish_node_find(struct ish_slot *slot, struct ish_node *parent, const struct ish_region *region);
/* Counts an end that does not match (NULL: of a worker's part); debug builds stop, naming both places. */
void ish_region_mismatch(struct ish_slot *slot, const struct ish_region *ended);
/* Books what has passed so far to the regions that are open on the stepping thread's slot, as if they had ended and
 * begun again. */
void ish_slot_roll(struct ish_slot *slot);
/* Measures the cost of a begin and end on a slot that is cleared afterwards; seconds. */
double ish_region_cost(struct ish_slot *slot);
/* What a transform executed in a region of its kind adds to that, and one note of work; seconds. Slot as above. */
double ish_execution_cost(struct ish_slot *slot, double pair);
double ish_note_cost(void);

/* counter.c: tables that live from before the start */
int ish_region_id(struct ish_region *region);
int ish_cache_count(void);
void ish_cache_read(int i, struct ish_profile_cache *out);
void ish_caches_start(void); /* a profile begins */
int ish_statistic_count(void);
const char *ish_statistic_name(int i);
int ish_transform_count(void);
double ish_transform_flops(int id); /* of one execution */
/* Infos, plans and executions counted before the start; the slots hold the rest. */
void ish_transform_read(int i, struct ish_profile_transform *out);
/* Executions before the start of transforms that the table has no room for. */
long ish_transform_unlisted(void);
void ish_transform_planned_total(uint64_t *plans, uint64_t *nanos);
long ish_counter_refused(void);
void ish_keys_clear(void);

/* merge.c */
/* Adds what is new in all slots to the merged tree and to the step's sums. */
void ish_merge(void);
/* Clears the sums of the step. */
void ish_merge_open(void);
/* Writes the rows of the step and fills in what the record says of regions and statistics. */
void ish_merge_close(struct ish_step_record *record);

/* step.c */
extern struct ish_region ish_whole_step;
long ish_switches(void);
size_t ish_peak_rss(void);

/* hardware.c: counters of the processor */
void ish_hardware_open(bool wanted);
void ish_hardware_close(void);
/* Since ish_hardware_open, scaled up where the counters took turns; NaN: not counted. */
void ish_hardware_read(double out[ISH_HARDWARE_COUNT]);
const char *ish_hardware_reason(void);

/* allocation.c */
/* A stage begins: its high-water mark is at least what is live now. */
void ish_allocation_enter_stage(int index);
const char *ish_allocation_backend(const char **reason);
void ish_allocation_choose(void);
void ish_allocation_enable(bool on);
void ish_allocation_release(void);
/* Seconds that the hooks add to one malloc and free, and that these take by themselves; NaN without hooks. Its own
 * allocations are counted. */
double ish_allocation_cost(double *plain_out);
bool ish_allocation_measured(void);

#endif
