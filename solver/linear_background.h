/*
 * The homogeneous fluid at rest that the linear operator of a run is linearised about.
 *
 * It is the fluid of the mean energy density at the start of a step, held as long as that mean stays within 1 % of it, so that factors that
 * depend on it last. What is held depends on the run's past: a checkpoint must carry this struct, and a restart must put it back, for a run
 * to go on bit for bit. All else that the operator keeps is made anew from it, from the step and from the metric.
 */
#ifndef ISH_SOLVER_LINEAR_BACKGROUND_H
#define ISH_SOLVER_LINEAR_BACKGROUND_H

struct ish_linear_background {
	double e; /* fm^-4; 0: none is held yet, and none ever in schemes without the operator */
};

#endif
