/*
 * The homogeneous fluid at rest that the linear operator of a run is linearised about.
 *
 * Its speed of sound is that of the mean energy density, its relaxation times are those of the largest. What is left of
 * the decay to the explicit part is then smaller than the implicit part and opposite to it, and the sum is damped
 * however long the step; with times longer than those of some cells it would be an explicit decay, which ARS(2,2,2)
 * amplifies from 0.17 of the implicit rate on.
 *
 * Both numbers are taken at the start of a step and held as long as those of the state stay within 1 % of them, so that
 * factors that depend on them last. What is held depends on the run's past: a checkpoint must carry this struct, and a
 * restart must put it back, for a run to go on bit for bit. All else that the operator keeps is made anew from it, from
 * the step and from the metric.
 */
#ifndef ISH_SOLVER_LINEAR_BACKGROUND_H
#define ISH_SOLVER_LINEAR_BACKGROUND_H

struct ish_linear_background {
	/* energy density, fm^-4; 0: none is held yet, and none ever in schemes without the operator */
	double mean, most;
};

#endif
