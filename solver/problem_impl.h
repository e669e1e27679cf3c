/*
 * What the problems share: the fluid that the configuration describes, wave vectors, Navier-Stokes values. Private to
 * solver/problem*.c.
 */
#ifndef ISH_SOLVER_PROBLEM_IMPL_H
#define ISH_SOLVER_PROBLEM_IMPL_H

#include "solver/dispersion.h"
#include "solver/model.h"
#include "solver/problem.h"

/* The descriptors, one for each row of problem.def. */
#define ISH_PROBLEM(descriptor) extern const struct ish_problem descriptor;
#include "solver/problem.def"
#undef ISH_PROBLEM

/*
 * Temperature of the fluid at rest where a problem has no other wish, fm^-1: 0.5 GeV, the centre of a heavy-ion
 * collision.
 */
#define ISH_PROBLEM_TEMPERATURE 2.5

/* e at temperature t; P, cs^2 and T at e; transport coefficients at e. */
double ish_problem_energy(const struct ish_model *model, double t);
struct ish_thermo ish_problem_thermo(const struct ish_model *model, double e);
struct ish_coefficients ish_problem_coefficients(const struct ish_model *model, double e);

/* ISH_ERR_INPUT after one line unless the geometry is `name`. */
ISH_CHECKED enum ish_status ish_problem_need_geometry(const struct ish_config *config, const char *name);

/*
 * ISH_ERR_INPUT after one line if a pi or Pi that is not zero is asked for where that viscosity is off. `value` holds
 * the ten fields.
 */
ISH_CHECKED enum ish_status ish_problem_need_viscosity(const struct ish_config *config, const struct ish_model *model,
                                                       const double value[ISH_PRIMITIVES]);

/* Axes of more than one point, x first; returns how many. */
int ish_problem_axes(const struct ish_config *config, int axes[3]);

/* 1 for s <= 0, 0 for s >= 1, smooth with all derivatives. */
double ish_problem_window(double s);

/*
 * k_i = 2 pi n_i/L_i of integers n_i that are not all 0 and that the grid resolves (below half of the points of an axis);
 * ISH_ERR_INPUT after one line, which names problem.wave, for others.
 */
ISH_CHECKED enum ish_status ish_problem_wave_vector(const struct ish_config *config, const double number[3], double k[3]);

/* One plane wave on a homogeneous background in Minkowski space: background + Re[vector exp(i k.x - i omega t)]. */
struct ish_wave {
	double start; /* fm */
	double background[ISH_PRIMITIVES];
	double k[3], origin[3];
	double complex omega;
	double complex vector[ISH_PRIMITIVES];
};

/*
 * Fills in all but omega and vector: `number` waves in the box on a fluid at rest of that temperature, which is described
 * in *fluid_out. ISH_ERR_INPUT after one line for a geometry or a grid that does not hold the wave.
 */
ISH_CHECKED enum ish_status ish_wave_init(struct ish_wave *wave, const struct ish_config *config,
                                          const double number[3], double temperature,
                                          struct ish_linear_fluid *fluid_out);

/* A copy on the heap, the data of a problem with the functions below; freed by the caller. */
ISH_CHECKED enum ish_status ish_wave_keep(const struct ish_wave *wave, const struct ish_config *config,
                                          void **data_out);
void ish_wave_point(const void *data, const int index[3], const double x[3], double value[ISH_PRIMITIVES]);
void ish_wave_exact(const void *data, double t, const double x[3], double value[ISH_PRIMITIVES]);

/* A flow at a point with its gradients along the coordinates: index [i][j] is d u^j/d x^i. */
struct ish_flow {
	double e, u[3];
	double de[3], du[3][3];
};

/* The flow of velocity v and its gradient dv[i][j] = d v^j/d x^i: fills u and du; u = gamma v. */
void ish_flow_set_velocity(struct ish_flow *flow, const double v[3], double dv[3][3]);

/*
 * The ten fields of a flow: pi and Pi zero, or their Navier-Stokes values pi^ij = -2 eta sigma^ij, Pi = -zeta theta of
 * the ideal acceleration, A^a = -(Delta^ab d_b P)/(e+P), for the viscosities that are on.
 */
void ish_flow_primitives(const struct ish_flow *flow, double value[ISH_PRIMITIVES]);
void ish_flow_navier_stokes(const struct ish_flow *flow, const struct ish_model *model, const struct ish_metric *metric,
                            double value[ISH_PRIMITIVES]);

#endif
