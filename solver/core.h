/*
 * The solver in one precision; solver.c chooses between the two through struct ish_core_calls.
 */
#ifndef ISH_SOLVER_CORE_H
#define ISH_SOLVER_CORE_H

#include "solver/operation.h"
#include "solver/solver.h"

struct ish_core; /* of one precision */
struct ish_core_operations;

enum ish_core_begin {
	ISH_CORE_BEGIN_INITIAL, /* with the initial data of the problem */
	ISH_CORE_BEGIN_BLANK    /* with a state that is yet to be read */
};

struct ish_core_calls {
	enum ish_status (*create)(struct ish_core **core_out, const struct ish_config *config, enum ish_core_begin begin);
	enum ish_status (*estimate)(const struct ish_config *config, enum ish_solver_planning planning,
	                            struct ish_solver_estimate *estimate_out);
	double (*time)(const struct ish_core *core);
	long (*step_count)(const struct ish_core *core);
	double (*cfl_dt)(const struct ish_core *core);
	enum ish_status (*step)(struct ish_core *core, double dt);
	void (*diagnose)(struct ish_core *core, struct ish_diagnostics *row_out);
	void (*fields)(const struct ish_core *core, double *const value[ISH_PRIMITIVES]);
	void (*derived)(struct ish_core *core, enum ish_derived field, double *value);
	void (*peak)(struct ish_core *core, enum ish_derived field, struct ish_peak *peak_out);
	const struct ish_spectra *(*spectra)(struct ish_core *core);
	bool (*error)(const struct ish_core *core, double max_out[ISH_PRIMITIVES], double rms_out[ISH_PRIMITIVES]);
	void (*state_view)(struct ish_core *core, struct ish_solver_state *state_out);
	void (*state_set)(struct ish_core *core, long step, double time, double dt);
	const struct ish_config *(*config)(const struct ish_core *core);
	const struct ish_solver_choices *(*choices)(const struct ish_core *core);
	const struct ish_arena *(*arena)(const struct ish_core *core);
	void (*cache)(const struct ish_core *core, long *hits_out, long *misses_out);
	void (*destroy)(struct ish_core *core);
	/* solver/operation.h */
	enum ish_status (*operations_create)(struct ish_core_operations **out, struct ish_core *core,
	                                     enum ish_operations_plans plans);
	size_t (*operations_bytes)(const struct ish_core_operations *operations);
	bool (*operation_exists)(const struct ish_core_operations *operations, enum ish_operation operation, int axis);
	int (*operation_uses)(const struct ish_core_operations *operations, enum ish_operation operation, int axis);
	enum ish_status (*operation_prepare)(struct ish_core_operations *operations, enum ish_operation operation,
	                                     int axis);
	enum ish_status (*operation_run)(struct ish_core_operations *operations, enum ish_operation operation, int axis,
	                                 struct ish_operation_time *time_out);
	void (*operations_destroy)(struct ish_core_operations *operations);
};

extern const struct ish_core_calls ish_core_calls_d, ish_core_calls_f;

#endif
