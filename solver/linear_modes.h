/*
 * The linear modes of the Israel-Stewart system about a homogeneous fluid that moves through Minkowski space: all
 * frequencies and eigenvectors at a real wave vector.
 *
 * Waves are Re[v exp(i k.x - i omega t)] on e, u = gamma V, pi = Pi = 0; units as in solver/dispersion.h, which has the
 * closed forms of a fluid at rest. Source: d_a T^ab = 0 and tau_pi u^c d_c pi^ab + pi^ab + 2 eta sigma^ab = 0,
 * tau_Pi u^c d_c Pi + Pi + zeta theta = 0, to which the equations of Denicol, Niemi, Molnar, Rischke, Phys. Rev. D 85,
 * 114047 (2012) reduce for small pi and Pi.
 */
#ifndef ISH_SOLVER_LINEAR_MODES_H
#define ISH_SOLVER_LINEAR_MODES_H

#include "solver/dispersion.h"

/*
 * What a mode moves: sound e (or Pi), shear u but not e, tensor pi alone. In a fluid with shear and bulk there are four
 * modes of sound, four of shear and two tensors.
 */
enum ish_linear_family { ISH_LINEAR_SOUND, ISH_LINEAR_SHEAR, ISH_LINEAR_TENSOR };

struct ish_linear_flow {
	struct ish_linear_fluid fluid;
	double velocity[3]; /* V, |V| < 1 */
	double k[3];        /* 1/fm, not 0 */
	bool frozen;        /* keep pi or Pi whose viscosity is off, as fields that the flow carries along unchanged */
};

struct ish_linear_mode {
	enum ish_linear_family family;
	double complex omega;
	/* of e, u^i, pi^ij, Pi; the largest of de/e, du^i, dpi^ij/e, dPi/e is 1 */
	double complex vector[ISH_PRIMITIVES];
};

/*
 * All modes: sound, then shear, then tensor, of each the least damped first; but of sound the fastest along k and the
 * fastest against it (by Re omega) lead. Modes of one frequency are orthogonal to each other, in units of w.
 * ISH_ERR_BREAKDOWN after one line if the eigenproblem has no solution.
 */
ISH_CHECKED enum ish_status ish_linear_modes(const struct ish_linear_flow *flow,
                                             struct ish_linear_mode mode[ISH_PRIMITIVES], int *count_out);

#endif
