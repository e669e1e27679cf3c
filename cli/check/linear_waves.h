/*
 * Linear modes of small amplitude on one background: the runs' Fourier coefficients against the exact waves of problem
 * "mode" (order of every scheme), and these waves' frequencies against the closed dispersion relations.
 */
#ifndef ISH_CLI_CHECK_LINEAR_WAVES_H
#define ISH_CLI_CHECK_LINEAR_WAVES_H

#include "cli/check/simulation.h"

struct ish_check_background {
	const char *label;
	double cs2, eta_over_s, zeta_over_s; /* tau_pi = 5 eta/w, tau_Pi = 6 zeta/w; T = 1/fm */
	double velocity[3];
	int wave[3], shape[3]; /* the fewest points that hold the wave; five where two waves are counted */
	double side;           /* of the box, fm */
};

enum ish_check_grouping { ISH_CHECK_BY_FAMILY, ISH_CHECK_TOGETHER };

/*
 * Every mode that the fluid has, with each scheme. Recorded is the worst of the modes of sound, bulk (relaxation of pi and Pi along k), shear and tensor, or of
 * all together.
 */
ISH_CHECKED enum ish_status ish_check_linear_waves(struct ish_check *check,
                                                   const struct ish_check_background *background,
                                                   enum ish_check_grouping grouping);

#endif
