/*
 * The operations of a solver of one precision, for core_operation*.c only.
 */
#ifndef ISH_SOLVER_CORE_OPERATION_IMPL_H
#define ISH_SOLVER_CORE_OPERATION_IMPL_H

#include "solver/core_impl.h"
#include "solver/operation.h"

struct ish_core_variant { /* a model with less viscosity, and the space that a solver of it would have */
	struct ish_model model;
	struct ish_space space;
	struct ish_arena *arena; /* NULL: not made */
};

struct ish_core_operations {
	struct ish_core *core;
	enum ish_operations_plans plans;
	struct ish_metric metric;
	double dt, filter_factor;
	struct ish_field_set *flow; /* slopes: F of the present state, */
	struct ish_field_set *sums; /* and sums of derivatives */
	bool has_flow;              /* `flow` does hold it */
	bool has_gradient;          /* state.gradient is that of the present u */
	unsigned runs;              /* of differences: they take turns in which comes first */
	struct ish_monitor *monitor;
	struct ish_arena *arena;                 /* of the copies; NULL: not made */
	struct ish_field_set now, prim;          /* copies */
	struct ish_linear_background background; /* of the linear operator, as the step that comes next will have it */
	struct ish_linear_fluid fluid;
	struct ish_derivative *lines[2][3]; /* fft, matrix; by axis; NULL: the solver's own is it, or not made */
	struct ish_core_variant variant[ISH_VISCOUS_VARIANTS];
};

struct ish_core_clock {
	double wall, cpu;
};

#define ish_core_wall_clock ISH_R(ish_core_wall_clock)
double ish_core_wall_clock(void); /* seconds */

#define ish_core_clock_read ISH_R(ish_core_clock_read)
struct ish_core_clock ish_core_clock_read(const struct ish_core_operations *o);

/* Adds the time since `begin`. */
#define ish_core_clock_add ISH_R(ish_core_clock_add)
void ish_core_clock_add(const struct ish_core_operations *o, struct ish_core_clock begin, double *wall, double *cpu);

/* What an evaluation of the present state is of. */
static inline struct ish_rhs ish_core_rhs(const struct ish_core_operations *o)
{
	struct ish_core *core = o->core;
	return (struct ish_rhs){&core->space, &core->state, &core->model, &core->sweeps, &core->state.now, &o->metric};
}

static inline enum ish_slope ish_core_slope_kind(const struct ish_core *core)
{
	return core->scheme->implicit == ISH_IMPLICIT_LOCAL ? ISH_SLOPE_EXPLICIT : ISH_SLOPE_COMPLETE;
}

/* Index into `lines`. */
static inline int ish_core_lines_of(enum ish_operation operation)
{
	return operation == ISH_OPERATION_FFT ? 0 : 1;
}

/* Fills state.gradient, if it is not that of the present state. */
#define ish_core_need_gradient ISH_R(ish_core_need_gradient)
void ish_core_need_gradient(struct ish_core_operations *o);

/* Runs a row of operation.def once. ISH_ERR_BREAKDOWN after one line. */
#define ish_core_operation_time ISH_R(ish_core_operation_time)
ISH_CHECKED enum ish_status ish_core_operation_time(struct ish_core_operations *o, enum ish_operation operation,
                                                    int axis, struct ish_operation_time *time);

/* Makes the models and spaces that "ideal part" or a viscous operator needs. Fails as ish_space_init does. */
#define ish_core_variants_make ISH_R(ish_core_variants_make)
ISH_CHECKED enum ish_status ish_core_variants_make(struct ish_core_operations *o, enum ish_operation operation);

#define ish_core_variants_time ISH_R(ish_core_variants_time)
void ish_core_variants_time(struct ish_core_operations *o, enum ish_operation operation,
                            struct ish_operation_time *time);

#define ish_core_variants_reset ISH_R(ish_core_variants_reset)
void ish_core_variants_reset(struct ish_core_operations *o);

/* The calls of struct ish_core_calls. */
#define ish_core_operations_create ISH_R(ish_core_operations_create)
ISH_CHECKED enum ish_status ish_core_operations_create(struct ish_core_operations **out, struct ish_core *core,
                                                       enum ish_operations_plans plans);
#define ish_core_operations_bytes ISH_R(ish_core_operations_bytes)
size_t ish_core_operations_bytes(const struct ish_core_operations *o);
#define ish_core_operation_exists ISH_R(ish_core_operation_exists)
bool ish_core_operation_exists(const struct ish_core_operations *o, enum ish_operation operation, int axis);
#define ish_core_operation_uses ISH_R(ish_core_operation_uses)
int ish_core_operation_uses(const struct ish_core_operations *o, enum ish_operation operation, int axis);
#define ish_core_operation_prepare ISH_R(ish_core_operation_prepare)
ISH_CHECKED enum ish_status ish_core_operation_prepare(struct ish_core_operations *o, enum ish_operation operation,
                                                       int axis);
#define ish_core_operation_run ISH_R(ish_core_operation_run)
ISH_CHECKED enum ish_status ish_core_operation_run(struct ish_core_operations *o, enum ish_operation operation,
                                                   int axis, struct ish_operation_time *time_out);
#define ish_core_operations_destroy ISH_R(ish_core_operations_destroy)
void ish_core_operations_destroy(struct ish_core_operations *o);

#endif
