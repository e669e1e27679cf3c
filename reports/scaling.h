/*
 * Cost and memory against the size of the grid or the number of threads: gathers what the profiler counts at several
 * points, fits laws of growth (reports/fit.h) and says which regions and owners grow faster than the grid.
 *
 *     create -> (point_begin -> (repeat_begin -> steps -> repeat_end) x n -> point_end) x points -> fit -> print, write, draw -> destroy
 *
 * All numbers of a region are of a step and of the region itself, its children apart (but allocations of libraries, which are its own), summed
 * over the places of the call tree below the step that bear its name. Times are the shortest of the repeats, since other work can only make
 * them longer; their spread is how far the median lies above, relative. Counts and processor times of regions are means over all repeats. Units: seconds, bytes.
 */
#ifndef ISH_REPORTS_SCALING_H
#define ISH_REPORTS_SCALING_H

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

#include "reports/fit.h"
#include "reports/plot.h"
#include "reports/report.h"
#include "workspace/arena.h"
#include "workspace/status.h"

enum ish_scaling_kind {
	ISH_SCALING_GRID,   /* one number of threads, growing grids */
	ISH_SCALING_STRONG, /* one grid, growing number of threads */
	ISH_SCALING_WEAK    /* as many cells a thread */
};

enum ish_scaling_quantity {                   /* of a region and a step */
	                    ISH_SCALING_BUSY, /* seconds at work on all threads, self: cpu where it is measured, else thread */
	                    ISH_SCALING_THREAD, /* seconds on all threads, self */
	                    ISH_SCALING_CPU, /* processor seconds, self; NaN where calls are too short for that clock */
	                    ISH_SCALING_WALL, /* seconds on the stepping thread, self: add up to the step */
	                    ISH_SCALING_FLOPS,
	                    ISH_SCALING_TRAFFIC, /* bytes told by ish_work and transforms */
	                    ISH_SCALING_CALLS,
	                    ISH_SCALING_ALLOCATIONS, /* NaN without hooks */
	                    ISH_SCALING_ALLOCATED,   /* bytes; NaN without hooks */
	                    ISH_SCALING_IMBALANCE,   /* seconds lost to it */
	                    ISH_SCALING_QUANTITIES
};

enum { ISH_SCALING_POINTS = 16, ISH_SCALING_REGIONS = 64, ISH_SCALING_REPEATS = 32, ISH_SCALING_NAME = 48 };

struct ish_scaling_point {
	long cells;
	int shape[3];
	int threads;
	int repeats;
	long steps;                /* in all repeats */
	long contended;            /* of them with a contention flag */
	double wall, cpu;          /* of a step, on the stepping thread and of the process */
	double spread, cpu_spread; /* of wall and of cpu */
	size_t arena;              /* bytes of all owners */
	size_t peak_rss;           /* largest so far, hence of this point where the points grow */
	long live_peak;            /* largest live heap since the point began; -1 without hooks */
	double region[ISH_SCALING_REGIONS]
		     [ISH_SCALING_QUANTITIES];     /* rows as scaling->region; NaN where it was not called */
	double region_spread[ISH_SCALING_REGIONS]; /* of ISH_SCALING_THREAD */
	double owner[ISH_ARENA_OWNERS];            /* bytes; rows as scaling->owner */
	char note[2 *
	          ISH_SCALING_NAME]; /* what was chosen at this point ("derivatives fft, matrix, matrix"); "" nothing */
};

/* One quantity at all points against cells, and what was fitted. */
enum ish_trend_of { ISH_TREND_STEP, ISH_TREND_REGION, ISH_TREND_OWNER, ISH_TREND_MEMORY };

struct ish_trend {
	enum ish_trend_of of;
	const char *name;                   /* of the region or owner; "step", "arena", "peak RSS", "live heap" */
	int row;                            /* of scaling->region or ->owner; -1 */
	enum ish_scaling_quantity quantity; /* of a region */
	const char *unit; /* "busy seconds", "flops", "calls", "allocations", "bytes", "bytes in memory" */
	double value[ISH_SCALING_POINTS];
	double share; /* of the largest point's step (or arena) */
	struct ish_power_fit power;
	struct ish_complexity_fit complexity;
	double allowed; /* exponent: 1, of transforms that of N log2 N */
	bool is_super_linear;
};

struct ish_thread_trend { /* of a region, or of the step (row -1), against threads */
	const char *name;
	int row;
	double wall[ISH_SCALING_POINTS];
	double share; /* of the step on one thread, or the fewest */
	double speed_up,
		efficiency; /* at the last point against the first; weak: speed_up is the step's times threads */
	double karp_flatt;  /* strong: serial share by the last point alone */
	struct ish_amdahl_fit amdahl; /* strong only */
	double imbalance;             /* at the last point, share of the region's wall time */
};

/* A trend is super-linear where exponent - interval > allowed + margin, and its share is not too small to say anything. */
#define ISH_SCALING_MARGIN 0.1
#define ISH_SCALING_SHARE_LEAST 1e-3

enum { ISH_SCALING_TRENDS = 5 * ISH_SCALING_REGIONS + ISH_ARENA_OWNERS + 8 };

struct ish_scaling {
	enum ish_scaling_kind kind;
	int points;
	struct ish_scaling_point point[ISH_SCALING_POINTS];
	int regions;
	char region[ISH_SCALING_REGIONS][ISH_SCALING_NAME];
	bool is_transform[ISH_SCALING_REGIONS]; /* one of its places is a transform region */
	int owners;
	char owner[ISH_ARENA_OWNERS][ISH_SCALING_NAME];
	long refused; /* regions and points beyond the tables */
	/* by ish_scaling_fit */
	int trends;
	struct ish_trend trend[ISH_SCALING_TRENDS];
	int thread_trends;
	struct ish_thread_trend thread_trend[ISH_SCALING_REGIONS + 1];
};

struct ish_scaling_run; /* the point that is being measured */

/* Heap, destroyed by the caller. ISH_ERR_MEMORY; *scaling_out is then NULL. */
ISH_CHECKED enum ish_status ish_scaling_create(struct ish_scaling **scaling_out, enum ish_scaling_kind kind);
void ish_scaling_destroy(struct ish_scaling *scaling); /* NULL is accepted */

/* ---- measuring: the profiler must be on (ish_profile_start for each point) ---- */

struct ish_scaling_place {
	long cells;
	int shape[3];
	int threads;
	const char *note; /* NULL: none */
};

/* Begins a point; *run_out is given back by ish_scaling_point_end. ISH_ERR_MEMORY, or ISH_ERR_SIZE beyond ISH_SCALING_POINTS. */
ISH_CHECKED enum ish_status ish_scaling_point_begin(struct ish_scaling *scaling, const struct ish_scaling_place *place,
                                                    struct ish_scaling_run **run_out);

/* Around some steps, both outside of steps; up to ISH_SCALING_REPEATS times, more are not looked at. Steps before the first are warm-up. */
void ish_scaling_repeat_begin(struct ish_scaling_run *run);
void ish_scaling_repeat_end(struct ish_scaling_run *run);

/* Closes the point with the memory by owner (owners may be 0). NULL is accepted. */
void ish_scaling_point_end(struct ish_scaling_run *run, const struct ish_arena_owner *owner, int owners);

/* ---- results ---- */

/* Fills in the trends. */
void ish_scaling_fit(struct ish_scaling *scaling);

/*
 * Other work on the machine. Whether more than a tenth of the steps had a contention flag: the step's wall time is not judged then, its
 * processor time is. And whether the times of a point hold: on one thread the shortest step had nine tenths of a processor. Elsewhere the
 * times of regions that are not measured in processor time (calls under 100 us) are left out of the fits.
 */
bool ish_scaling_is_disturbed(const struct ish_scaling *scaling);
bool ish_scaling_times_hold(const struct ish_scaling_point *point);

/* Tables of 80 columns: points, regions, memory, and each super-linear trend by name. */
void ish_scaling_print(FILE *out, const struct ish_scaling *scaling);

/* JSON, schema "ishydro-scaling" version 1 (docs/scaling.md); of the context command, facts and program. ISH_ERR_MEMORY or ISH_ERR_SYSTEM after one line; `path` is what the line names. */
ISH_CHECKED enum ish_status ish_scaling_write(FILE *out, const char *path, const struct ish_scaling *scaling,
                                              const struct ish_report_context *context);

/*
 * The pictures, 0 .. count - 1: of kind grid the time of regions and memory by owner over cells; of strong speed-up and efficiency; of
 * weak efficiency. `suffix` is what a file's name gets beside the first: "", "-memory", "-efficiency".
 */
int ish_scaling_picture_count(const struct ish_scaling *scaling);
const char *ish_scaling_picture_suffix(const struct ish_scaling *scaling, int picture);
ISH_CHECKED enum ish_status ish_scaling_draw(const struct ish_scaling *scaling, int picture,
                                             enum ish_plot_format format, struct ish_plot_bytes *bytes_out);

#endif
