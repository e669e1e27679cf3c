/*
 * Reports of a profiled run: profile/profile.txt, profile/profile.json ... in the run's directory, one file per row of
 * format.def, and the ranked summary for people. Everything is read from the profiler's view (profiler/profile_view.h)
 * and from what the caller says of the run.
 */
#ifndef ISH_REPORTS_REPORT_H
#define ISH_REPORTS_REPORT_H

#include <stdbool.h>
#include <stdio.h>

#include "reports/topology.h"
#include "workspace/arena.h"
#include "workspace/status.h"

#if defined __cplusplus
extern "C" {
#endif

enum ish_fact_kind {
	ISH_FACT_NOTE,
	ISH_FACT_WORK /* what work was done: profiles that differ in it are not compared (reports/profile_compare.h) */
};

struct ish_report_fact { /* a line of "what ran": {"grid", "32 x 32 x 16", ISH_FACT_WORK} */
	const char *name;
	const char *value;
	enum ish_fact_kind kind;
};

/* The program that was measured, as it was built; what is NULL is not told. */
struct ish_report_program {
	const char *name, *version, *revision, *build_type, *compiler, *flags;
};

/*
 * What this machine can do at most, all threads together, in the precision of the run; all 0: not measured
 * (reports/machine.h measures it). Rates are per second.
 */
struct ish_machine_limits {
	double flops;  /* of matrix products in cache: fused multiply-adds */
	double apart;  /* of additions and multiplications apart, in registers */
	double divisions, roots; /* in the first cache */
	double bandwidth;        /* bytes to and from memory: a = b + s c over arrays far larger than the caches */
	double bandwidth_l3, bandwidth_l2; /* the same over arrays that fit in these caches; 0: there is none */
	double l3_bytes, l2_bytes;         /* of the caches that the threads have */
	int threads;
};

/* A part of an operation whose loops it shares with others, so that no region can be put around it: measured apart. */
struct ish_report_part {
	const char *name;
	double wall, cpu; /* of one run; cpu of all threads. A difference may be below 0 */
	double within;    /* of wall, in the region that is told */
};

/* Parts measured after the run, on its last state. */
struct ish_report_parts {
	const char *title;    /* "Viscous operators" */
	const char *left_out; /* why they were not measured; NULL: they were */
	const char *region;   /* whose loops they share among others: "closure" */
	const char *sentence; /* how they were measured */
	int uses;             /* runs in a step */
	int rounds;           /* over the parts in turn; times are the best of them */
	int parts;
	const struct ish_report_part *part;
	struct ish_report_part whole;
};

/* What a region, and what is below it, belongs to: {"closure", "explicit"}. */
struct ish_report_role {
	const char *region, *role;
};

/* What the profiler cannot know. All may be 0 and NULL. Only read. */
struct ish_report_context {
	struct ish_report_program program;
	const char *command;                 /* the command line */
	const char *time_unit;               /* of the steps' time and dt, as "fm"; NULL: not told */
	long cells;                          /* grid points; gives time per cell and cell-steps per second */
	const struct ish_arena_owner *owner; /* memory by owner (ish_arena_owners) */
	int owners;
	const struct ish_report_fact *fact; /* problem, grid, scheme, precision ... in the order to be printed */
	int facts;
	const char *cache, *statistic; /* which of them the table of steps shows; NULL: the first */
	struct ish_machine_limits limits;
	const struct ish_report_parts *parts;  /* NULL: not asked for */
	const struct ish_topology *topology;   /* of this machine (reports/topology.h); NULL: not told */
	const struct ish_report_role *role; /* roles of regions in the scheme that times are added up for; the rest is "other" */
	int roles;
	const struct ish_report_fact *library; /* versions of the libraries */
	int libraries;
};

/* The formats: rows of format.def, 0 .. count - 1. */
int ish_report_format_count(void);
const char *ish_report_format_name(int i);     /* "text" */
const char *ish_report_format_file(int i);     /* "profile.txt" */
const char *ish_report_format_sentence(int i); /* what it is for */
bool ish_report_format_exists(const char *name);
/* Whether this program can write it: "gperftools" needs libprofiler, and ish_sample_start before the steps. */
bool ish_report_format_available(int i);

/*
 * Writes directory/profile/FILE for each of the `formats` names, making the folder if need be; each under a temporary
 * name, synced and renamed. Call it outside of steps, best after ish_profile_stop. Nothing is written, and ISH_OK
 * returned, when the profiler was off. Fails with ISH_ERR_NAME (no such format; nothing is written), ISH_ERR_SYSTEM or
 * ISH_ERR_MEMORY; the formats after one that failed are written all the same.
 */
ISH_CHECKED enum ish_status ish_report_write(const char *directory, const char *const *format, int formats,
                                             const struct ish_report_context *context);

/* Prints the ranked summary (about 30 lines of 80 columns): where the time went, allocations, transforms, caches,
 * warnings. */
void ish_report_print(FILE *out, const struct ish_report_context *context);

#if defined __cplusplus
}
#endif

#endif
