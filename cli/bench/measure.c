/*
 * Rounds over all operations, one after the other in each: what disturbs the machine for a while disturbs all of them, and
 * their ratios hold.
 */
#define _DEFAULT_SOURCE /* getrusage */

#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <time.h>

#include "cli/bench/result.h"
#include "profiler/profile_view.h"
#include "solver/memory_estimate.h"
#include "solver/wisdom_store.h"
#include "workspace/team.h"

enum { ROUNDS_LEAST = 7, ROUNDS_MOST = 40, REPEATS_MOST = 50 };
static const double SAMPLE = 1e-3;           /* seconds: shorter operations are run several times in a round */
static const double BUDGET = 4.0;            /* seconds for all rounds, where their number is not given */
static const double DISTURBED_SHARE = 0.1;   /* of the rounds */
static const double CONTENTION_SHARE = 0.95; /* of its threads' time that a step should have had */

struct run { /* what a round runs */
	struct ish_bench *bench;
	struct ish_operations *operations;
	struct ish_bench_references *references;
};

static double seconds(clockid_t clock)
{
	struct timespec t;
	(void)clock_gettime(clock, &t);
	return (double)t.tv_sec + 1e-9 * (double)t.tv_nsec;
}

static long switches(void)
{
	struct rusage usage;
	return getrusage(RUSAGE_SELF, &usage) == 0 ? usage.ru_nivcsw : 0;
}

/* ---- the rows ---- */

static struct ish_bench_row *add_row(struct ish_bench *bench)
{
	struct ish_bench_row *row = &bench->row[bench->rows++];
	*row = (struct ish_bench_row){
		.axis = -1, .cpu = NAN, .closure = NAN, .flops = NAN, .bytes = NAN, .allocations = -1};
	return row;
}

static void add_references(struct ish_bench *bench)
{
	for (int i = 0; i < ISH_BENCH_REFERENCES; i++) {
		struct ish_bench_row *row = add_row(bench);
		(void)snprintf(row->name, sizeof row->name, "%s", ish_bench_reference_name(i));
		row->sentence = ish_bench_reference_sentence(i);
		row->is_reference = true;
		row->reference = i;
		row->flops = ish_bench_reference_flops(i, bench->choices.threads);
		row->bytes = ish_bench_reference_bytes(i, bench->choices.threads);
	}
}

static bool is_wanted(const struct ish_bench *bench, enum ish_operation operation)
{
	const struct ish_bench_arguments *a = bench->arguments;
	for (int i = 0; i < a->operations; i++) {
		if (ish_operation_find(a->operation[i]) == (int)operation) {
			return true;
		}
	}
	return a->operations == 0 || operation == ISH_OPERATION_STEP; /* shares are of a step */
}

static enum ish_status add_operation(struct ish_bench *bench, struct ish_operations *operations,
                                     enum ish_operation operation, int axis)
{
	struct ish_bench_row *row = add_row(bench);
	(void)snprintf(row->name, sizeof row->name, axis >= 0 ? "%s %c" : "%s", ish_operation_name(operation),
	               axis >= 0 ? "xyz"[axis] : ' ');
	row->sentence = ish_operation_sentence(operation);
	row->operation = operation;
	row->axis = axis;
	row->uses = ish_operation_uses(operations, operation, axis);
	return ish_operation_prepare(operations, operation, axis);
}

static enum ish_status add_operations(struct ish_bench *bench, struct ish_operations *operations)
{
	enum ish_status status = ISH_OK;
	for (int i = 0; i < ISH_OPERATIONS; i++) {
		const enum ish_operation operation = (enum ish_operation)i;
		const bool each = ish_operation_is_of_axis(operation);
		for (int axis = each ? 0 : -1; axis < (each ? 3 : 0) && status == ISH_OK; axis++) {
			if (is_wanted(bench, operation) && ish_operation_exists(operations, operation, axis)) {
				status = add_operation(bench, operations, operation, axis);
			}
		}
	}
	return status;
}

/* Those that are named must be, and be of this model. */
static enum ish_status check_names(const struct ish_bench *bench, const struct ish_operations *operations)
{
	for (int i = 0; i < bench->arguments->operations; i++) {
		const char *name = bench->arguments->operation[i];
		const int found = ish_operation_find(name);
		bool exists = false;
		for (int axis = -1; found >= 0 && axis < 3; axis++) {
			const bool each = ish_operation_is_of_axis((enum ish_operation)found);
			exists |= each == (axis >= 0) &&
			          ish_operation_exists(operations, (enum ish_operation)found, axis);
		}
		if (!exists) {
			return ish_fail(
				ISH_ERR_INPUT,
				"--operation %.80s: must be one that this model, scheme and grid have: not without "
				"its viscosity, filter, scheme \"imex-linear\" or axis",
				name);
		}
	}
	return ISH_OK;
}

/* ---- rounds ---- */

static enum ish_status run_once(const struct run *r, const struct ish_bench_row *row, struct ish_operation_time *time)
{
	if (!row->is_reference) {
		return ish_operation_run(r->operations, row->operation, row->axis, time);
	}
	const int threads = r->bench->choices.threads;
	const double cpu = ish_team_cpu(threads), wall = seconds(CLOCK_MONOTONIC);
	ish_bench_reference_run(r->references, row->reference);
	*time = (struct ish_operation_time){.wall = seconds(CLOCK_MONOTONIC) - wall};
	time->cpu = ish_team_cpu(threads) - cpu;
	return ISH_OK;
}

/* The lesser of two times, each number for itself. */
static void keep_least(struct ish_operation_time *least, const struct ish_operation_time *time)
{
	least->wall = fmin(least->wall, time->wall);
	least->cpu = fmin(least->cpu, time->cpu);
	least->less_wall = fmin(least->less_wall, time->less_wall);
	least->less_cpu = fmin(least->less_cpu, time->less_cpu);
	least->closure = fmin(least->closure, time->closure);
	least->less_closure = fmin(least->less_closure, time->less_closure);
}

/* The best of row->repeats runs: where one loses its processor for a while, the others do not. */
static enum ish_status run_row(const struct run *r, const struct ish_bench_row *row, struct ish_operation_time *best)
{
	enum ish_status status = run_once(r, row, best);
	for (int i = 1; i < row->repeats && status == ISH_OK; i++) {
		struct ish_operation_time time;
		status = run_once(r, row, &time);
		if (status == ISH_OK) {
			keep_least(best, &time);
		}
	}
	return status;
}

/* Two runs of each; the second says how many make a sample. Stores the seconds that a round will take. */
static enum ish_status warm_up(const struct run *r, double *round_out)
{
	enum ish_status status = ISH_OK;
	*round_out = 0.0;
	for (int i = 0; i < r->bench->rows && status == ISH_OK; i++) {
		struct ish_bench_row *row = &r->bench->row[i];
		struct ish_operation_time time;
		row->repeats = 1;
		status = run_row(r, row, &time);
		if (status == ISH_OK) {
			const double begin = seconds(CLOCK_MONOTONIC);
			status = run_row(r, row, &time);
			row->is_difference = time.less_wall > 0.0;
			row->repeats = (int)fmax(1.0, fmin(REPEATS_MOST, ceil(SAMPLE / fmax(time.wall, 1e-9))));
			*round_out += row->repeats * (seconds(CLOCK_MONOTONIC) - begin);
		}
	}
	return status;
}

static enum ish_status make_samples(struct ish_bench *bench)
{
	for (int i = 0; i < bench->rows; i++) {
		bench->row[i].sample = calloc((size_t)bench->rounds, sizeof *bench->row[i].sample);
		if (bench->row[i].sample == NULL) {
			return ish_fail(ISH_ERR_MEMORY, "bench: no memory for %d rounds", bench->rounds);
		}
	}
	return ISH_OK;
}

static enum ish_status run_rounds(const struct run *r)
{
	struct ish_bench *bench = r->bench;
	enum ish_status status = make_samples(bench);
	for (int round = 0; round < bench->rounds && status == ISH_OK; round++) {
		const double begin = seconds(CLOCK_MONOTONIC);
		const long before = switches();
		double share = 1.0;
		for (int i = 0; i < bench->rows && status == ISH_OK; i++) {
			struct ish_operation_time *time = &bench->row[i].sample[round];
			status = run_row(r, &bench->row[i], time);
			if (!bench->row[i].is_reference && bench->row[i].operation == ISH_OPERATION_STEP) {
				share = time->cpu / (time->wall * bench->choices.threads);
			}
		}
		const double rate = (double)(switches() - before) / (seconds(CLOCK_MONOTONIC) - begin);
		bench->disturbed += share < CONTENTION_SHARE || rate > ISH_SWITCHES_TOLERATED * bench->choices.threads;
	}
	return status;
}

/* ---- numbers of the rounds ---- */

static int compare(const void *a, const void *b)
{
	const double x = *(const double *)a, y = *(const double *)b;
	return (x > y) - (x < y);
}

struct ish_bench_statistics ish_bench_statistics_of(double *value, int n)
{
	qsort(value, (size_t)n, sizeof *value, compare);
	const double median = 0.5 * (value[(n - 1) / 2] + value[n / 2]);
	const double width = value[(3 * (n - 1) + 2) / 4] - value[(n - 1) / 4];
	return (struct ish_bench_statistics){value[0], median, median != 0.0 ? width / fabs(median) : NAN};
}

/* The best of a difference is that of the best times: the least of the differences would be luck. */
static void reduce(struct ish_bench_row *row, int rounds, double *value)
{
	struct ish_operation_time least = row->sample[0];
	for (int i = 0; i < rounds; i++) {
		keep_least(&least, &row->sample[i]);
		value[i] = row->sample[i].wall - row->sample[i].less_wall;
	}
	row->wall = ish_bench_statistics_of(value, rounds);
	row->wall.best = least.wall - least.less_wall;
	row->cpu = least.cpu - least.less_cpu;
	row->closure = least.closure > 0.0 ? least.closure - least.less_closure : NAN;
}

static enum ish_status reduce_all(struct ish_bench *bench)
{
	double *value = malloc((size_t)bench->rounds * sizeof *value);
	if (value == NULL) {
		return ish_fail(ISH_ERR_MEMORY, "bench: no memory for %d rounds", bench->rounds);
	}
	for (int i = 0; i < bench->rows; i++) {
		reduce(&bench->row[i], bench->rounds, value);
	}
	free(value);
	return ISH_OK;
}

bool ish_bench_is_disturbed(int disturbed, int rounds)
{
	return disturbed > DISTURBED_SHARE * rounds;
}

double ish_bench_row_time(const struct ish_bench_row *row, bool disturbed)
{
	return disturbed ? row->cpu : row->wall.best;
}

const struct ish_bench_row *ish_bench_step(const struct ish_bench *bench)
{
	for (int i = 0; i < bench->rows; i++) {
		if (!bench->row[i].is_reference && bench->row[i].operation == ISH_OPERATION_STEP) {
			return &bench->row[i];
		}
	}
	return NULL;
}

/* ---- all of it ---- */

/* The solver's memory, copies of its state and the arrays of the references. */
static enum ish_status check_memory(const struct ish_bench *bench)
{
	struct ish_memory_estimate memory;
	const enum ish_status status = ish_memory_estimate(&bench->config, ISH_SOLVER_UNMEASURED, &memory);
	if (status != ISH_OK) {
		return status;
	}
	const size_t real = strcmp(bench->config.backend.precision, "float") == 0 ? sizeof(float) : sizeof(double);
	memory.total += (size_t)(memory.solver.fields + 5) * (size_t)ish_grid_cells(&bench->config.grid) * real;
	memory.total += ish_bench_references_size(memory.solver.choices.threads);
	return ish_memory_check(&memory, &bench->config, ish_memory_room(""));
}

static enum ish_status measure_operations(struct ish_bench *bench, struct ish_operations *operations)
{
	struct run r = {.bench = bench, .operations = operations};
	double round = 0.0;
	add_references(bench);
	enum ish_status status = add_operations(bench, operations);
	if (status == ISH_OK) {
		status = ish_bench_references_create(&r.references, bench->choices.threads);
	}
	if (status == ISH_OK) {
		status = warm_up(&r, &round);
	}
	if (status == ISH_OK) {
		const int fitting = (int)fmin(ROUNDS_MOST, BUDGET / fmax(round, 1e-6));
		const int chosen = fitting > ROUNDS_LEAST ? fitting : ROUNDS_LEAST;
		bench->rounds = bench->arguments->rounds > 0 ? bench->arguments->rounds : chosen;
		status = run_rounds(&r);
	}
	ish_bench_references_destroy(r.references);
	return status == ISH_OK ? reduce_all(bench) : status;
}

enum ish_status ish_bench_measure(struct ish_bench *bench)
{
	struct ish_solver *solver = NULL;
	struct ish_operations *operations = NULL;
	enum ish_status status = check_memory(bench);
	if (status == ISH_OK) {
		status = ish_solver_create(&solver, &bench->config);
	}
	if (status == ISH_OK) {
		bench->choices = *ish_solver_choices(solver);
		bench->cells = (long)ish_grid_cells(&bench->config.grid);
		bench->dt = ish_solver_next_dt(solver);
		status = ish_operations_create(&operations, solver, ISH_PLANS_OF_SOLVER);
	}
	if (status == ISH_OK) {
		status = check_names(bench, operations);
	}
	if (status == ISH_OK && bench->base->root != NULL) {
		status = ish_bench_base_check(bench);
	}
	if (status == ISH_OK) {
		status = measure_operations(bench, operations);
	}
	if (status == ISH_OK) {
		ish_bench_count_work(bench, operations);
	}
	ish_operations_destroy(operations);
	ish_solver_destroy(solver);
	return status == ISH_OK && bench->arguments->operations == 0 ? ish_bench_measure_ratios(bench) : status;
}

void ish_bench_reset(struct ish_bench *bench)
{
	for (int i = 0; i < bench->rows; i++) {
		free(bench->row[i].sample);
		bench->row[i].sample = NULL;
	}
}
