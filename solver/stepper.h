/*
 * One step of an IMEX Runge-Kutta scheme, any row of imex.def.
 *
 * Where G is the linear operator, slopes are F + G and the sums take G away again: dt sum aE F + dt sum aI G = dt sum aE (F + G) + dt sum (aI - aE) G.
 */
#ifndef ISH_SOLVER_STEPPER_H
#define ISH_SOLVER_STEPPER_H

#include "solver/advance.h"
#include "solver/linear_operator.h"

/* The joint of a step's parts: who they are, not what they hold. */
struct ish_stepper {
	struct ish_space *space;
	struct ish_state *state;
	const struct ish_model *model;
	const struct ish_sweeps *sweeps;
	const struct ish_scheme *scheme;
	struct ish_monitor *monitor;
	struct ish_linear_operator *linear; /* used or not, as the scheme has it */
};

/*
 * Advances state->now from t to t + dt and recovers its primitives. filter_factor < 0: no filter, else the factor on the filter's
 * exponent. Stops at the first bad stage: result.bad_cell, and *time_out its time.
 */
#define ish_stepper_step ISH_R(ish_stepper_step)
struct ish_advance_result ish_stepper_step(const struct ish_stepper *stepper, double t, double dt, double filter_factor,
                                           double *time_out);

/*
 * Stage i of it alone: its primitives and slopes from state->now and the slopes and decays of the stages before; leaves
 * state->now as it is. ish_linear_hold comes first where there is a linear operator. Region "stage".
 */
#define ish_stepper_stage ISH_R(ish_stepper_stage)
struct ish_advance_result ish_stepper_stage(const struct ish_stepper *stepper, int i, double t, double dt);

#endif
