/*
 * What all formats are written from: the profiler's view, what the caller said, and everything that is computed from
 * them, once. Private to the room.
 */
#ifndef ISH_REPORTS_REPORT_IMPL_H
#define ISH_REPORTS_REPORT_IMPL_H

#include <stdbool.h>
#include <stdio.h>

#include "profiler/profile_view.h"
#include "reports/distribution.h"
#include "reports/environment.h"
#include "reports/human.h"
#include "reports/report.h"
#include "workspace/status.h"

/* What bounds a piece of work, and how short it can be at best. */
struct ish_roof {
	double least;      /* seconds on all threads of the run; NaN: the machine's limits were not measured */
	const char *bound; /* "arithmetic", "division", "L2", "L3", "memory"; NULL likewise */
};

enum ish_work_class {
	ISH_WORK_POINTWISE, /* mostly flops that are in no fused multiply-add */
	ISH_WORK_PRODUCTS,  /* transforms and matrix products */
	ISH_WORK_COPIES,    /* bytes without flops */
	ISH_WORK_UNTOLD,
	ISH_WORK_CLASSES
};

struct ish_bound {                      /* of all steps */
	double share[ISH_WORK_CLASSES]; /* of their wall time, self times of the regions of a class */
	double arithmetic, limits;      /* what their work takes at the arithmetic limit, at the limit that fits each
	                                   region: over their wall time; NaN: not measured */
};

/* All places of the call tree below the step that bear one name, or all places anywhere where there was no step. */
struct ish_hot_spot {
	const char *name;
	long calls;
	double wall_self, thread_self;
	double cpu_self; /* NaN: of part of it not measured */
	double share;    /* of wall_self in the wall time of all steps */
	double flops, traffic;
	struct ish_work work;
	struct ish_roof roof;
	long allocations; /* -1: not measured */
	double bytes;
	long steady_allocations;
	double stage[ISH_PROFILE_STAGES]; /* of thread_self, as in the view */
};

/* Something that would make the run shorter, done alone. */
struct ish_target {
	char name[64];
	double seconds; /* of the run's wall time, predicted */
	double share;   /* of the run's wall time */
	char reason[160];
};

enum { ISH_TARGETS = 64 };

enum ish_zero_verdict { ISH_ZERO_UNMEASURED, ISH_ZERO_NO_STEADY, ISH_ZERO_HOLDS, ISH_ZERO_BROKEN };

struct ish_summary {
	double wall_step, wall_run;
	double per_cell;                            /* seconds per cell and step; NaN without cells or steps */
	double cell_rate;                           /* cell-steps per second */
	struct ish_quantiles wall_all, wall_steady; /* of the steps kept */
	double processors;                          /* cpu of the steps over their wall time: processors kept busy */
	long contended;                             /* steps */
	long switches;                              /* involuntary, in the steps kept */
	enum ish_zero_verdict zero;
	long steady_allocations; /* -1: not measured */
	double unattributed;     /* share of wall_step, NaN: no steps */
	double imbalance;        /* share of wall_step */
	double overhead;         /* share of wall_run x threads */
	long transforms, plans;
	double planning; /* seconds, 0 with no plans made */
	long redundant;
	double wasted;      /* thread seconds */
	double wasted_wall; /* of the stepping thread's time: a region that runs on one thread wastes all of it */
	int hot_spots;      /* by wall_self, largest first */
	struct ish_hot_spot *hot_spot;
};

/* What the caller says belongs together (struct ish_report_role), by stage: self times of all threads in steps. */
struct ish_role_time {
	const char *name;
	double stage[ISH_PROFILE_STAGES];
};

enum { ISH_ROLES = 8, ISH_HOLDINGS = 5 };

struct ish_stages {
	int used; /* stages with time in them are below this index */
	int roles;
	struct ish_role_time role[ISH_ROLES]; /* largest first; "other": what is not told */
	double thread;                        /* seconds of all of them */
};

struct ish_holding {
	const char *kind; /* "arena", "heap" or "profiler" */
	const char *name; /* the owner in the arena */
	double bytes;
};

struct ish_holdings {
	double all; /* bytes, also of those that are not listed */
	int count;
	struct ish_holding row[ISH_HOLDINGS]; /* the largest ones, largest first */
};

struct ish_report {
	const struct ish_profile_view *view;
	const struct ish_report_context *context;
	struct ish_environment environment;
	struct ish_summary summary;
	struct ish_distribution distribution;
	struct ish_stages stages;
	struct ish_holdings holdings;
	int targets;
	struct ish_target target[ISH_TARGETS]; /* what would save most comes first */
};

/* Fills the report in; destroyed by ish_report_reset. ISH_ERR_MEMORY. The profiler must have been on. */
ISH_CHECKED enum ish_status ish_report_init(struct ish_report *report, const struct ish_report_context *context);
void ish_report_reset(struct ish_report *report);

/* Whether a node stands below the step. */
bool ish_report_below_step(const struct ish_profile_view *view, int node);
/* The hot spot of a name; NULL: none. */
struct ish_hot_spot *ish_report_hot_spot(const struct ish_report *report, const char *name);

/* Fills in stages and the stages of the hot spots; holdings. */
void ish_report_stage_times(struct ish_report *report);
void ish_report_holdings(struct ish_report *report);

/* Fills in the targets from view, context and summary. */
void ish_report_targets(struct ish_report *report);

/*
 * A piece of work against the machine's limits; `work` of all threads, done in `seconds`. The run's arrays are taken to lie
 * in the nearest level of memory that holds its arena, and nearer where the work was faster than from there.
 */
struct ish_roof ish_roof_of(const struct ish_report_context *context, const struct ish_work *work, double seconds);
double ish_roof_arithmetic(const struct ish_machine_limits *limits, const struct ish_work *work);
const char *
ish_roof_home(const struct ish_report_context *context); /* "L2", "L3" or "memory": where the run's arrays are */
enum ish_work_class ish_work_class_of(const struct ish_work *work);
struct ish_bound ish_report_bound(const struct ish_report *report);

/* Had so many of the steps other work beside them that wall times say little? */
bool ish_report_is_disturbed(long contended, long steps);

const char *ish_step_kind_name(enum ish_step_kind kind);

/* Hits over requests of cache i in a step or, with record NULL, in the run; NaN without requests. i = -1: all caches.
 */
double ish_report_hit_rate(const struct ish_report *report, const struct ish_step_record *record, int i);

/* The cache and the statistic that the table of steps shows: those of the context, else the first; -1: none. */
int ish_report_cache(const struct ish_report *report);
int ish_report_statistic(const struct ish_report *report);

/* What cache i costs and saves, from the time of the region that makes what it lacks. NaN where none was told, or no miss. */
struct ish_cache_cost {
	double spent;        /* seconds of the stepping thread in that region */
	double spent_thread; /* of all threads */
	double miss;         /* of the stepping thread, a miss on the mean */
	double saved;        /* hits times miss */
	double saved_thread;
};
struct ish_cache_cost ish_report_cache_cost(const struct ish_report *report, int i);

/* Whether it could not have saved anything: nothing was asked for twice, as the profiler knows from the keys. i = -1: no. */
bool ish_report_cache_idle(const struct ish_report *report, int i);

/* That in words: "12 of 30 requests found their answer: 1.2 ms saved (a miss takes 100 us)". */
enum { ISH_CACHE_WORDS = 192 };
const char *ish_report_cache_words(char out[ISH_CACHE_WORDS], const struct ish_report *report, int i);

/* Gigaflops per second of a transform; NaN where its executions were not timed. */
double ish_transform_rate(const struct ish_profile_transform *transform);

struct ish_bins { /* of a histogram; count 0: the others -1 and NaN */
	uint64_t count;
	int min, p95, max;
	double mean;
	long failures;
};

/* A statistic in one stage (index as in the view), or in all with stage -1. */
struct ish_bins ish_report_bins(const struct ish_profile_statistic *statistic, int stage);

/* Self times of row i of a step: inclusive less the rows of its children. NaN cpu where one of them is not measured. */
struct ish_row_self {
	double wall, thread, cpu;
};
struct ish_row_self ish_report_row_self(const struct ish_report *report, const struct ish_step_record *record, int i);

/* Calls print(line, data) for everything a reader should be warned of; returns how many. Lines need no more than 160
 * bytes. */
int ish_report_warnings(const struct ish_report *report, void (*print)(const char *line, void *data), void *data);

/* ---- formats: rows of format.def. ISH_ERR_SYSTEM is decided by the caller from ferror(out). ---- */
#define ISH_FORMAT(name, file, function, sentence)                                                                     \
	ISH_CHECKED enum ish_status function(FILE *out, const struct ish_report *report);
#include "reports/format.def"
#undef ISH_FORMAT

/* "  name           value", the value broken at spaces so that lines stay within 80 columns. */
void ish_text_fact(FILE *out, const char *name, const char *value);
/* An empty line, the title and a line under it. */
void ish_text_title(FILE *out, const char *title);

/* The summary for people, the head of the text. */
void ish_report_head(FILE *out, const struct ish_report *report, int hot_spots);

/* The tables of the text. */
void ish_report_target_table(FILE *out, const struct ish_report *report, int most);
void ish_report_bound_line(FILE *out, const struct ish_report *report);
void ish_report_roofline(FILE *out, const struct ish_report *report);
void ish_report_regions(FILE *out, const struct ish_report *report);
void ish_report_steps(FILE *out, const struct ish_report *report);
void ish_report_cache_table(FILE *out, const struct ish_report *report);
void ish_report_largest(FILE *out, const struct ish_report *report);
void ish_report_outliers(FILE *out, const struct ish_report *report);
void ish_report_steps_more(FILE *out, const struct ish_report *report);
void ish_report_step_quantiles(FILE *out, const struct ish_report *report);
void ish_report_region_quantiles(FILE *out, const struct ish_report *report);
void ish_report_stages(FILE *out, const struct ish_report *report);
void ish_report_work(FILE *out, const struct ish_report *report);
void ish_report_memory(FILE *out, const struct ish_report *report);
void ish_report_part_table(FILE *out, const struct ish_report *report);

/* Seconds of a step that shares of parts are of; *by_cpu_out where other work disturbed it: processor time. NaN: no step. */
double ish_report_part_step(const struct ish_report *report, bool *by_cpu_out);
void ish_report_environment(FILE *out, const struct ish_report *report);

/* Steps with a contention flag, as "3-5, 9"; "" none; cut at the end of `out` with "...". */
void ish_report_contended_steps(char *out, size_t size, const struct ish_profile_view *view);
/* The step in which the process was largest; -1: before the second step that is kept, or after the last. */
long ish_report_rss_step(const struct ish_profile_view *view);

/* "none" for index 0, else the stage's number. */
const char *ish_report_stage_name(char out[ISH_HUMAN], int index);

/* ", in "region", step 3, stage 1" for the largest live heap; "" where it is not known. */
enum { ISH_PEAK_PLACE = 112 };
const char *ish_report_peak_place(char out[ISH_PEAK_PLACE], const struct ish_profile_run *run);

/* Where a region is defined: the last folder and the file, whatever path the compiler was given. */
const char *ish_report_file(const struct ish_region *region);

#endif
