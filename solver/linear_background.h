/*
 * The homogeneous fluid at rest that the linear operator of a run is linearised about.
 *
 * Its speed of sound is that of the mean energy density, its relaxation times are those of the largest: what is left of the decay to the explicit
 * part then never has the sign of growth nor more than the implicit part's size, and stays damped where steps are far longer than these times.
 * Both numbers are taken at the start of a step and held as long as those of the state stay within 1 % of them, so that factors that depend on them
 * last. What is held depends on the run's past: a checkpoint must carry this struct, and a restart must put it back, for a run to go on bit for bit.
 * All else that the operator keeps is made anew from it, from the step and from the metric.
 */
#ifndef ISH_SOLVER_LINEAR_BACKGROUND_H
#define ISH_SOLVER_LINEAR_BACKGROUND_H

struct ish_linear_background {
	double mean, most; /* energy density, fm^-4; 0: none is held yet, and none ever in schemes without the operator */
};

#endif
