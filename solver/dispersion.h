/*
 * Linear waves of the Israel-Stewart system about a homogeneous fluid at rest in Minkowski space: frequencies and
 * eigenvectors.
 *
 * Waves are Re[v exp(i k.x - i omega t)]; Im omega < 0 is damping. Units: k and omega in 1/fm.
 * Source: linearisation of the equations of Denicol, Niemi, Molnar, Rischke, Phys. Rev. D 85, 114047 (2012); w = e+P:
 *   sound  omega^2 - cs^2 k^2 + i omega k^2 [ (4 eta/3w)/(1 - i omega tau_pi) + (zeta/w)/(1 - i omega tau_Pi) ] = 0
 *   shear  tau_pi omega^2 + i omega - (eta/w) k^2 = 0
 */
#ifndef ISH_SOLVER_DISPERSION_H
#define ISH_SOLVER_DISPERSION_H

#include <complex.h>

#include "solver/problem.h"

struct ish_linear_fluid {
	double e, w;           /* energy density and enthalpy density, fm^-4 */
	double cs2;            /* squared speed of sound */
	double eta_w, tau_pi;  /* eta/w and tau_pi, fm; both 0 without shear viscosity */
	double zeta_w, tau_Pi; /* zeta/w and tau_Pi, fm; both 0 without bulk viscosity */
};

enum { ISH_DISPERSION_ROOTS = 4 };

/*
 * The frequencies of the longitudinal modes at wave number k > 0: 2 for an ideal fluid and one more for shear, one more
 * for bulk. Propagating ones first (Re omega > 0 before its mirror image), then the others, least damped first.
 * ISH_ERR_BREAKDOWN if LAPACK finds no roots.
 */
ISH_CHECKED enum ish_status ish_dispersion_sound(const struct ish_linear_fluid *fluid, double k,
                                                 double complex omega[ISH_DISPERSION_ROOTS], int *count_out);

/* The same for the transverse modes: 2, or for a fluid without shear viscosity 1, omega = 0. */
ISH_CHECKED enum ish_status ish_dispersion_shear(const struct ish_linear_fluid *fluid, double k,
                                                 double complex omega[ISH_DISPERSION_ROOTS], int *count_out);

/*
 * Eigenvector of a longitudinal mode with wave vector k and a frequency of ish_dispersion_sound; its e component is 1
 * fm^-4. omega must not be 0.
 */
void ish_dispersion_sound_vector(const struct ish_linear_fluid *fluid, const double k[3], double complex omega,
                                 double complex vector[ISH_PRIMITIVES]);

/* Eigenvector of a transverse mode; its velocity is `polarisation`, orthogonal to k. */
void ish_dispersion_shear_vector(const struct ish_linear_fluid *fluid, const double k[3], const double polarisation[3],
                                 double complex omega, double complex vector[ISH_PRIMITIVES]);

#endif
