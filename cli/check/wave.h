/*
 * Waves of small amplitude on a homogeneous fluid: their Fourier coefficient in a run, and frequencies from the closed
 * dispersion relations.
 *
 * Source: solver/dispersion.h has the relations of a fluid at rest; here they are written anew and taken to a moving one by
 * Lorentz invariance of (omega, k).
 */
#ifndef ISH_CLI_CHECK_WAVE_H
#define ISH_CLI_CHECK_WAVE_H

#include <complex.h>

#include "cli/check/simulation.h"

enum ish_check_branch { ISH_CHECK_SOUND, ISH_CHECK_SHEAR, ISH_CHECK_TENSOR };

/*
 * The coefficient c of Re[c exp(i k.x)] in each field, k_i = 2 pi number_i/L_i, in units of the amplitude: 2/cells times the discrete
 * Fourier sum. Where 2 k is a wave of the grid, it must not be k itself.
 */
void ish_check_coefficients(const struct ish_config *config, const double *fields, const int number[3],
                            double complex c[ISH_PRIMITIVES]);

/* Largest distance of two sets of coefficients, over the fields (u in units of 1, others of e), and the rms over the fields. */
struct ish_check_norm ish_check_coefficient_distance(const double complex a[ISH_PRIMITIVES],
                                                     const double complex b[ISH_PRIMITIVES], double e);

struct ish_check_fluid { /* background */
	double cs2;
	double eta_w, tau_pi, zeta_w, tau_bulk; /* fm; bulk both 0 without bulk viscosity */
	double velocity[3];
};

/*
 * The root omega of the dispersion relation at wave vector k that Newton's method reaches from `near`; NaN if it does not
 * converge.
 */
double complex ish_check_frequency(const struct ish_check_fluid *fluid, enum ish_check_branch branch, const double k[3],
                                   double complex near);

#endif
