/*
 * Single operations of a step (rows of operation.def), run alone on the present state of a solver and timed. The state
 * stays as it is, bit for bit: results go to slopes and stages, which are free between steps, or to copies.
 *
 * The shear and bulk operators are stamped into the loops of stress-energy, divergence and closure. Their time is a
 * difference: these three on the same state with the model as it is, less the same with the model that lacks them, each
 * with the tiles and plans that a solver of that model would have, one right after the other.
 *
 * Times in seconds.
 */
#ifndef ISH_SOLVER_OPERATION_H
#define ISH_SOLVER_OPERATION_H

#include "solver/solver.h"

enum ish_operation {
#define ISH_OPERATION(id, name, each, region, sentence) ISH_OPERATION_##id,
#include "solver/operation.def"
#undef ISH_OPERATION
	ISH_OPERATIONS
};

/* Static storage. */
const char *ish_operation_name(enum ish_operation operation);
const char *ish_operation_sentence(enum ish_operation operation);

/* Whether the profiler has a region of this name. */
bool ish_operation_is_region(enum ish_operation operation);

/* Whether it is measured for each axis; else `axis` is -1 in what follows. */
bool ish_operation_is_of_axis(enum ish_operation operation);

/* The operation of this name, where ' ' and '-' are the same; -1 if there is none. */
int ish_operation_find(const char *name);

struct ish_operations; /* those of one solver */

enum ish_operations_plans {                      /* of models with less viscosity */
	                    ISH_PLANS_OF_SOLVER, /* made as the solver's were: measuring may take a second */
	                    ISH_PLANS_BY_RULE /* made at once; then also those of the whole model that they are compared with */
};

/*
 * Those of the solver's present state: after a step they are destroyed and made anew. Heap, destroyed by the caller
 * before the solver. ISH_ERR_MEMORY; *operations_out is then NULL.
 */
ISH_CHECKED enum ish_status ish_operations_create(struct ish_operations **operations_out, struct ish_solver *solver,
                                                  enum ish_operations_plans plans);

/* Bytes for copies of the state, besides what transforms take. */
size_t ish_operations_bytes(const struct ish_operations *operations);

/* Whether this model, scheme and grid have the operation. */
bool ish_operation_exists(const struct ish_operations *operations, enum ish_operation operation, int axis);

/* How often a step runs it; 0 where another backend or a fused pass does its work. */
int ish_operation_uses(const struct ish_operations *operations, enum ish_operation operation, int axis);

/*
 * Makes what it needs besides the solver: plans, copies, spaces of models with less viscosity. Before its first run.
 * Fails as ish_solver_create does.
 */
ISH_CHECKED enum ish_status ish_operation_prepare(struct ish_operations *operations, enum ish_operation operation,
                                                  int axis);

struct ish_operation_time {           /* of one run */
	double wall, cpu;             /* cpu of the process */
	double less_wall, less_cpu;   /* to be taken away, for operations that are differences; else 0 */
	double closure, less_closure; /* the closure's part of wall and less_wall, for "ideal part" and differences */
};

/*
 * Runs it once. ISH_ERR_BREAKDOWN after one line if the state breaks down under it. What comes before and after, as
 * copies, is not timed.
 */
ISH_CHECKED enum ish_status ish_operation_run(struct ish_operations *operations, enum ish_operation operation, int axis,
                                              struct ish_operation_time *time_out);

/* NULL is accepted. */
void ish_operations_destroy(struct ish_operations *operations);

#endif
