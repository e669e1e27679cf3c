/*
 * Steps of two solvers in turns: what threads, precision, the derivatives' backend and planning are worth.
 */
#define _POSIX_C_SOURCE 200809L

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "cli/bench/result.h"
#include "solver/memory_estimate.h"
#include "spectral/derivative.h"
#include "spectral/plan.h"
#include "workspace/log.h"

enum { ROUNDS_LEAST = 5, ROUNDS_MOST = 25 };
static const double BUDGET = 1.0; /* seconds for each ratio, where rounds are not given */

/* What is set in one of the two configurations; NULL: nothing. */
static const struct pair {
	const char *name, *sentence;
	const char *first[2], *second[2]; /* assignments */
	bool by_wall;                     /* processor time says nothing of it */
	bool forgets;                     /* FFTW's wisdom before the second, or it would plan from memory */
} pairs[] = {
	{"one thread", "a step on one thread over one on all of them", {NULL}, {"backend.threads=1"}, true, false},
	{"double over float",
         "a step in double over one in float",
         {"backend.precision=\"float\""},
         {"backend.precision=\"double\""},
         false,
         false},
	{"fft over matrix",
         "a step with derivatives by transforms over one by matrices",
         {"backend.derivative=\"matrix\""},
         {"backend.derivative=\"fft\""},
         false,
         false},
	{"estimate over measure",
         "a step with plans by rule over one with measured ones",
         {"backend.derivative=\"fft\"", "backend.planning=\"measure\""},
         {"backend.derivative=\"fft\"", "backend.planning=\"estimate\""},
         false,
         true},
};
enum { PAIRS = sizeof pairs / sizeof pairs[0] };

struct side {
	struct ish_solver *solver;
	struct ish_operations *operations;
};

/* The configuration of the bench with other keys; choices that were taken for it do not hold for them. */
static enum ish_status configure(const struct ish_bench *bench, const char *const assignment[2],
                                 struct ish_config *config)
{
	enum ish_status status = ISH_OK;
	*config = bench->config;
	for (int i = 0; i < 2 && assignment[i] != NULL && status == ISH_OK; i++) {
		status = ish_config_set(config, assignment[i]);
		if (strncmp(assignment[i], "backend.threads", 15) != 0) {
			config->taken = (struct ish_config_taken){.simd = ""};
		} else {
			memcpy(config->taken.derivative, bench->choices.derivative, sizeof config->taken.derivative);
			memcpy(config->taken.filter, bench->choices.filter, sizeof config->taken.filter);
		}
	}
	return status;
}

static enum ish_status make_side(struct side *side, const struct ish_config *config)
{
	enum ish_status status = ish_solver_create(&side->solver, config);
	if (status == ISH_OK) {
		status = ish_operations_create(&side->operations, side->solver, ISH_PLANS_OF_SOLVER);
	}
	return status == ISH_OK ? ish_operation_prepare(side->operations, ISH_OPERATION_STEP, -1) : status;
}

static void reset_side(struct side *side)
{
	ish_operations_destroy(side->operations);
	ish_solver_destroy(side->solver);
}

static enum ish_status run_step(const struct side *side, bool by_cpu, double *seconds)
{
	struct ish_operation_time time;
	const enum ish_status status = ish_operation_run(side->operations, ISH_OPERATION_STEP, -1, &time);
	*seconds = by_cpu ? time.cpu : time.wall;
	return status;
}

/* Rounds of one step of each; the one that comes first changes. */
static enum ish_status run_rounds(const struct ish_bench *bench, const struct side side[2],
                                  struct ish_bench_ratio *ratio)
{
	double seconds[2] = {0.0, 0.0}, value[ROUNDS_MOST] = {0.0};
	const bool by_cpu = ratio->by_cpu;
	enum ish_status status = ISH_OK;
	for (int i = 0; i < 2 && status == ISH_OK; i++) { /* warm-up */
		status = run_step(&side[i], by_cpu, &seconds[i]);
		status = status == ISH_OK ? run_step(&side[i], by_cpu, &seconds[i]) : status;
	}
	if (status != ISH_OK) {
		return status;
	}
	const double fitting =
		bench->arguments->rounds > 0 ? bench->arguments->rounds : BUDGET / fmax(seconds[0] + seconds[1], 1e-6);
	const int rounds = (int)fmin(ROUNDS_MOST, fmax(bench->arguments->rounds > 0 ? 1.0 : ROUNDS_LEAST, fitting));
	ratio->first = ratio->second = INFINITY;
	for (int round = 0; round < rounds && status == ISH_OK; round++) {
		const int begin = round % 2;
		status = run_step(&side[begin], by_cpu, &seconds[begin]);
		status = status == ISH_OK ? run_step(&side[1 - begin], by_cpu, &seconds[1 - begin]) : status;
		ratio->first = fmin(ratio->first, seconds[0]);
		ratio->second = fmin(ratio->second, seconds[1]);
		value[round] = seconds[1] / seconds[0];
	}
	const struct ish_bench_statistics s = ish_bench_statistics_of(value, rounds);
	ratio->ratio = ratio->second / ratio->first;
	ratio->median = s.median;
	ratio->spread = s.spread;
	return status;
}

static void leave_out(struct ish_bench_ratio *ratio, const char *why)
{
	(void)snprintf(ratio->left_out, sizeof ratio->left_out, "%s", why);
}

/* Why a pair cannot be compared; NULL if it can. */
static const char *objection(const struct ish_bench *bench, const struct ish_config config[2])
{
	struct ish_memory_estimate memory[2];
	bool has_axes = false;
	for (int axis = 0; axis < 3; axis++) {
		has_axes |= config[0].grid.shape[axis] > 1;
		if (strcmp(config[0].backend.derivative, "matrix") == 0 &&
		    config[0].grid.shape[axis] > ISH_DERIVATIVE_MATRIX_MAX) {
			return "no matrix of so many points";
		}
	}
	if (!has_axes && strcmp(config[0].backend.derivative, "auto") != 0) {
		return "no derivatives";
	}
	if (config[1].backend.threads == 1 && bench->choices.threads == 1) {
		return "one thread is all there is";
	}
	for (int i = 0; i < 2; i++) {
		if (ish_memory_estimate(&config[i], ISH_SOLVER_UNMEASURED, &memory[i]) != ISH_OK) {
			return "not possible";
		}
	}
	memory[0].total += 2 * memory[1].solver.arena_bytes; /* copies of the states are less than one more */
	return ish_memory_fits(&memory[0], &config[0], ish_memory_room("")) ? NULL
	                                                                    : "not enough memory for two solvers";
}

static enum ish_status measure_pair(const struct ish_bench *bench, const struct pair *pair,
                                    struct ish_bench_ratio *ratio)
{
	struct ish_config config[2];
	struct side side[2] = {{NULL, NULL}, {NULL, NULL}};
	enum ish_status status = configure(bench, pair->first, &config[0]);
	status = status == ISH_OK ? configure(bench, pair->second, &config[1]) : status;
	if (status != ISH_OK) {
		return status;
	}
	const char *why = objection(bench, config);
	if (why != NULL) {
		leave_out(ratio, why);
		return ISH_OK;
	}
	ish_log_pause(); /* warnings of this configuration have been given */
	status = make_side(&side[0], &config[0]);
	if (status == ISH_OK && pair->forgets) {
		(void)ish_wisdom_replace(ISH_WISDOM_DOUBLE, "");
		(void)ish_wisdom_replace(ISH_WISDOM_FLOAT, "");
	}
	status = status == ISH_OK ? make_side(&side[1], &config[1]) : status;
	ish_log_resume();
	if (status == ISH_OK) {
		status = run_rounds(bench, side, ratio);
	} else {
		leave_out(ratio, status == ISH_ERR_MEMORY ? "not enough memory" : "such a solver cannot be made");
		status = ISH_OK;
	}
	reset_side(&side[0]);
	reset_side(&side[1]);
	return status;
}

enum ish_status ish_bench_measure_ratios(struct ish_bench *bench)
{
	enum ish_status status = ISH_OK;
	for (int i = 0; i < PAIRS && status == ISH_OK; i++) {
		struct ish_bench_ratio *ratio = &bench->ratio[bench->ratios++];
		*ratio = (struct ish_bench_ratio){.sentence = pairs[i].sentence,
		                                  .first = NAN,
		                                  .second = NAN,
		                                  .ratio = NAN,
		                                  .median = NAN,
		                                  .spread = NAN};
		(void)snprintf(ratio->name, sizeof ratio->name, "%s", pairs[i].name);
		ratio->by_cpu = !pairs[i].by_wall && ish_bench_is_disturbed(bench->disturbed, bench->rounds);
		status = measure_pair(bench, &pairs[i], ratio);
	}
	return status;
}
