/*
 * Numbers of a state: one row of the time series.
 *
 * Integrals are over the coordinate box, sums in a fixed order (same bits for any number of threads).
 */
#ifndef ISH_SOLVER_DIAGNOSTICS_H
#define ISH_SOLVER_DIAGNOSTICS_H

struct ish_diagnostics {
	long step;
	double time, dt;           /* fm; dt of the step that ended here, 0 in the first row */
	double energy;             /* integral of sqrt(g) T^00 */
	double momentum[3];        /* integral of sqrt(g) a_j T^0j: constant in every geometry */
	double energy_source;      /* integral of -sqrt(g) sum_i H_i T^ii: d(energy)/dt */
	double e_max, e_min;       /* fm^-4 */
	double gamma_max;          /* u^0 */
	double knudsen_theta;      /* max of tau_pi |theta| over cells and over the stages of the step that ended here */
	double knudsen_sigma;      /* likewise tau_pi sqrt(sigma:sigma) */
	double reynolds_shear;     /* max of sqrt(pi:pi)/P */
	double reynolds_bulk;      /* max of |Pi|/P */
	double newton_mean;        /* iterations per cell and recovery of the step */
	int newton_max;
	double det_k_min;          /* least det K/(w (u^0)^2)^3 of the closure over the step: a health check, <= 0 is fatal */
	long causal, undetermined, acausal; /* cells of each class of physics/causality.h */
	double causality_margin;   /* least necessary condition of causality over W, any cell; negative: signals faster than light */
	double tail_e, tail_u, tail; /* of the spectra (solver/spectra.h); NaN where they were not evaluated */
	long causality_cell;       /* where that is: i + nx (j + ny k); the first of equals */
	double transverse_margin;  /* least condition on transverse waves along the axes of pi, vorticity term counted, over W */
	long transverse_cell;      /* where that is */
};

#endif
