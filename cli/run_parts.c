#define _POSIX_C_SOURCE 200809L

#include "cli/run_parts.h"

#include <math.h>
#include <stdbool.h>
#include <time.h>

#include "solver/operation.h"
#include "workspace/log.h"

static const double BUDGET = 0.2; /* seconds */
enum { ROUNDS_MOST = 40, OPERATIONS = 3 };

static const enum ish_operation operation[OPERATIONS] = {ISH_OPERATION_IDEAL, ISH_OPERATION_SHEAR, ISH_OPERATION_BULK};

static double now(void)
{
	struct timespec t;
	(void)clock_gettime(CLOCK_MONOTONIC, &t);
	return (double)t.tv_sec + 1e-9 * (double)t.tv_nsec;
}

static void keep_least(struct ish_operation_time *least, const struct ish_operation_time *time)
{
	least->wall = fmin(least->wall, time->wall);
	least->cpu = fmin(least->cpu, time->cpu);
	least->closure = fmin(least->closure, time->closure);
	least->less_wall = fmin(least->less_wall, time->less_wall);
	least->less_cpu = fmin(least->less_cpu, time->less_cpu);
	least->less_closure = fmin(least->less_closure, time->less_closure);
}

/* Rounds over the operations until the time is used up; the best of each. */
static enum ish_status run_rounds(struct ish_operations *operations, struct ish_operation_time least[OPERATIONS],
                                  int *rounds_out)
{
	const double begin = now();
	double round = 0.0;
	enum ish_status status = ISH_OK;
	for (int i = 0; i < ROUNDS_MOST && status == ISH_OK && now() - begin + round < BUDGET; i++) {
		const double start = now();
		for (int k = 0; k < OPERATIONS && status == ISH_OK; k++) {
			struct ish_operation_time time;
			if (!ish_operation_exists(operations, operation[k], -1)) {
				continue;
			}
			status = ish_operation_run(operations, operation[k], -1, &time);
			if (i == 0) {
				least[k] = time;
			} else if (status == ISH_OK) {
				keep_least(&least[k], &time);
			}
		}
		round = now() - start;
		*rounds_out = i + 1;
	}
	return status;
}

static void add_part(struct ish_run_parts *p, const char *name, struct ish_report_part part)
{
	part.name = name;
	p->row[p->parts.parts++] = part;
}

/* The whole is what the differences were taken from, the best of it. */
static void put_together(const struct ish_operations *operations, const struct ish_operation_time least[OPERATIONS],
                         struct ish_run_parts *p)
{
	struct ish_report_part *whole = &p->parts.whole;
	struct ish_report_part rest;
	*whole = (struct ish_report_part){"all of them", INFINITY, INFINITY, INFINITY};
	for (int k = 0; k < OPERATIONS; k++) {
		const struct ish_operation_time *t = &least[k];
		if (!ish_operation_exists(operations, operation[k], -1)) {
			continue;
		}
		add_part(p, ish_operation_name(operation[k]),
		         (struct ish_report_part){.wall = t->wall - t->less_wall,
		                                  .cpu = t->cpu - t->less_cpu,
		                                  .within = t->closure - t->less_closure});
		if (operation[k] != ISH_OPERATION_IDEAL) {
			whole->wall = fmin(whole->wall, t->wall);
			whole->cpu = fmin(whole->cpu, t->cpu);
			whole->within = fmin(whole->within, t->closure);
		}
	}
	rest = *whole;
	for (int i = 0; i < p->parts.parts; i++) {
		rest.wall -= p->row[i].wall;
		rest.cpu -= p->row[i].cpu;
		rest.within -= p->row[i].within;
	}
	if (p->parts.parts == OPERATIONS) {
		add_part(p, "what they share", rest);
	}
}

static enum ish_status measure(struct ish_operations *operations, struct ish_run_parts *p)
{
	struct ish_operation_time least[OPERATIONS] = {{.wall = 0.0}};
	enum ish_status status = ISH_OK;
	for (int k = 0; k < OPERATIONS && status == ISH_OK; k++) {
		if (ish_operation_exists(operations, operation[k], -1)) {
			status = ish_operation_prepare(operations, operation[k], -1);
		}
	}
	if (status == ISH_OK) {
		status = run_rounds(operations, least, &p->parts.rounds);
	}
	if (status == ISH_OK) {
		p->parts.uses = ish_operation_uses(operations, ISH_OPERATION_IDEAL, -1);
		put_together(operations, least, p);
	}
	return status;
}

void ish_run_parts_measure(struct ish_solver *solver, const char *left_out, struct ish_run_parts *parts_out)
{
	const struct ish_config *config = ish_solver_config(solver);
	struct ish_operations *operations = NULL;
	*parts_out = (struct ish_run_parts){
		.parts = {.title = "Viscous operators",
	                  .left_out = left_out,
	                  .region = ish_operation_name(ISH_OPERATION_CLOSURE),
	                  .sentence = "stress-energy, divergence and closure on the last state of the run: ideal part "
	                              "without viscosity; shear and bulk: the time with, less the time without.",
	                  .part = parts_out->row}};
	if (left_out == NULL && !(config->transport.eta_over_s > 0.0) && !(config->transport.zeta_over_s > 0.0)) {
		parts_out->parts.left_out = "the model is ideal";
	}
	if (parts_out->parts.left_out != NULL) {
		return;
	}
	ish_log_pause();
	enum ish_status status = ish_operations_create(&operations, solver, ISH_PLANS_BY_RULE);
	if (status == ISH_OK) {
		status = measure(operations, parts_out);
	}
	ish_operations_destroy(operations);
	ish_log_resume();
	if (status != ISH_OK) {
		parts_out->parts.parts = 0;
		parts_out->parts.left_out = status == ISH_ERR_BREAKDOWN ? "the last state breaks down under it"
		                                                        : "there is no memory or plan for it";
	}
}
