/*
 * What `ishydro bench` measures, for its table, its JSON and its comparison. Seconds, bytes, floating-point operations;
 * NaN (doubles) and -1 (integers) for what was not measured.
 */
#ifndef ISH_CLI_BENCH_RESULT_H
#define ISH_CLI_BENCH_RESULT_H

#include <jansson.h>
#include <stdio.h>

#include "cli/bench/arguments.h"
#include "solver/operation.h"

enum { ISH_BENCH_ROWS = 40, ISH_BENCH_RATIOS = 8, ISH_BENCH_NAME = 40, ISH_BENCH_TEXT = 160 };
enum ish_bench_reference { ISH_BENCH_PRODUCT, ISH_BENCH_TRIAD, ISH_BENCH_REFERENCES };

struct ish_bench_statistics {        /* of one run, over the rounds */
	double best, median, spread; /* spread: between the quartiles, over the median */
};

struct ish_bench_row {
	char name[ISH_BENCH_NAME]; /* "fft x" */
	const char *sentence;
	bool is_reference;
	int reference;                /* enum ish_bench_reference, for references */
	enum ish_operation operation; /* for operations */
	int axis;                     /* -1: none */
	int uses;                     /* in a step; 0: none */
	int repeats;                  /* runs in a round */
	bool is_difference;
	struct ish_operation_time *sample; /* best run of a round; heap, one for each round */
	struct ish_bench_statistics wall;
	double cpu;          /* of the process, best */
	double closure;      /* best, where struct ish_operation_time has it */
	double flops, bytes; /* of one run */
	long allocations;    /* of one run, by any library */
};

struct ish_bench_ratio { /* steps of two solvers in turns */
	char name[ISH_BENCH_NAME];
	const char *sentence;
	char left_out[ISH_BENCH_TEXT]; /* why it was not measured; "" otherwise */
	bool by_cpu;                   /* times are processor times, as the run was disturbed; else wall times */
	double first, second;          /* seconds of a step, best */
	double ratio;                  /* second over first, of the best times */
	double median, spread;         /* of the ratios of the rounds */
};

struct ish_bench_base { /* an earlier export */
	const char *path;
	json_t *root; /* NULL: none */
};

struct ish_bench {
	const struct ish_bench_arguments *arguments;
	const struct ish_bench_base *base;
	struct ish_config config;
	struct ish_solver_choices choices;
	long cells;
	double dt; /* of the step, fm */
	int rounds;
	int disturbed; /* rounds in which other work took processors away */
	int rows;
	struct ish_bench_row row[ISH_BENCH_ROWS];
	int ratios;
	struct ish_bench_ratio ratio[ISH_BENCH_RATIOS];
};

/*
 * Measures all that the arguments ask for. Fails as ish_solver_create does, or with ISH_ERR_INPUT for an operation that
 * is none. ish_bench_reset in any case.
 */
ISH_CHECKED enum ish_status ish_bench_measure(struct ish_bench *bench);
void ish_bench_reset(struct ish_bench *bench);

/* Best, median and spread of n > 0 numbers, which are sorted. */
struct ish_bench_statistics ish_bench_statistics_of(double *value, int n);

/* The work of one run of each operation, by the profiler. */
void ish_bench_count_work(struct ish_bench *bench, struct ish_operations *operations);

/* What two solvers' steps take relative to each other: threads, precision, backends, planning. */
ISH_CHECKED enum ish_status ish_bench_measure_ratios(struct ish_bench *bench);

/* Whether other work disturbed more rounds than can be passed over: processor time then says more than wall time. */
bool ish_bench_is_disturbed(int disturbed, int rounds);

/* What shares and comparisons are made of: best wall time or, where the run was disturbed, processor time. */
double ish_bench_row_time(const struct ish_bench_row *row, bool disturbed);

/* The whole step; NULL where it was not measured. */
const struct ish_bench_row *ish_bench_step(const struct ish_bench *bench);

/* ---- the reference operations ---- */

struct ish_bench_references; /* arrays of the reference operations */
/* ISH_ERR_MEMORY. */
ISH_CHECKED enum ish_status ish_bench_references_create(struct ish_bench_references **out, int threads);
void ish_bench_references_destroy(struct ish_bench_references *references);
const char *ish_bench_reference_name(int reference);
const char *ish_bench_reference_sentence(int reference);
double ish_bench_reference_flops(int reference, int threads); /* of a run */
double ish_bench_reference_bytes(int reference, int threads);
size_t ish_bench_references_size(int threads);
void ish_bench_reference_run(struct ish_bench_references *references, int reference);

/* ---- output ---- */

/* The table, 80 columns. */
void ish_bench_print(FILE *out, const struct ish_bench *bench);

/* What was measured, "configuration" of the JSON. */
json_t *ish_bench_configuration(const struct ish_bench *bench);

/* Everything as JSON (docs/bench.md); NULL without memory. The caller's to release. */
json_t *ish_bench_json(const struct ish_bench *bench);

/* The machine and the build; "environment" of the JSON of all of bench. */
json_t *ish_bench_environment(void);

/* Writes root to `path`, complete or not at all, or to stdout for "-". ISH_ERR_SYSTEM or ISH_ERR_MEMORY after one line. */
ISH_CHECKED enum ish_status ish_bench_export(const char *path, const json_t *root);

/* ---- comparison ---- */

/* ISH_ERR_INPUT after one line for a file that is no export of bench. Reset in any case. */
ISH_CHECKED enum ish_status ish_bench_base_read(struct ish_bench_base *base, const char *path);
void ish_bench_base_reset(struct ish_bench_base *base);

/* ISH_ERR_INPUT after one line where bench->base is not of what this bench is about to measure, or lacks its times. */
ISH_CHECKED enum ish_status ish_bench_base_check(const struct ish_bench *bench);

/*
 * Prints how times over those of the reference operations of the same run have changed from bench->base; returns how many
 * of them grew beyond the tolerance against each reference. A tolerance below 0 is the default.
 */
int ish_bench_compare(FILE *out, const struct ish_bench *bench, double tolerance);

#endif
