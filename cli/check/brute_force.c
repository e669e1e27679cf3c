#include "cli/check/brute_force.h"

#include <gsl/gsl_errno.h>
#include <gsl/gsl_odeiv2.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "cli/check/tensor_oracle.h"

/* What is differentiated along an axis: u^1..3, M^axis, T^axis 1..3, s^11, s^12, s^13, s^22, s^23, Pi. */
enum { U = 0, FLOW = 3, STRESS = 4, SHEAR = 7, BULK = 12, DERIVED = 13 };

struct brute {
	const struct ish_config *config;
	size_t cells;
	double *matrix[3];              /* d/dx along the axis, [n][n]; NULL where it has one point */
	double *stress;                 /* [cells][3][3]: T^ij */
	double *shear;                  /* [cells][5]: s^ij */
	struct ish_oracle_state *state; /* [cells] */
};

static const int first[5] = {0, 0, 0, 1, 1}, second[5] = {0, 1, 2, 1, 2};

/* Exponents p_i of a_i = (t/t_ref)^p_i. */
static void exponents(const struct ish_geometry_config *geometry, double p[3])
{
	for (int i = 0; i < 3; i++) {
		p[i] = strcmp(geometry->name, "flrw") == 0     ? geometry->exponent
		       : strcmp(geometry->name, "kasner") == 0 ? geometry->exponents[i]
		       : strcmp(geometry->name, "milne") == 0  ? (i == 2 ? 1.0 : 0.0)
		                                               : 0.0;
	}
}

/*
 * Entry (j, j - m) of the derivative of the trigonometric interpolant (L. N. Trefethen, Spectral Methods in MATLAB,
 * SIAM 2000, ch. 3), with the highest mode of an even number of points left out.
 */
static double entry(int n, int m, double length)
{
	const double pi = acos(-1.0);
	const double sign = m % 2 == 0 ? 1.0 : -1.0;
	if (m == 0) {
		return 0.0;
	}
	return pi / length * sign * (n % 2 == 0 ? 1.0 / tan(pi * m / n) : 1.0 / sin(pi * m / n));
}

static double *derivative_matrix(int n, double length)
{
	double *matrix = malloc((size_t)(n * n) * sizeof *matrix);
	for (int i = 0; matrix != NULL && i < n; i++) {
		for (int j = 0; j < n; j++) {
			matrix[i * n + j] = entry(n, i - j, length);
		}
	}
	return matrix;
}

static void set_coefficients(const struct brute *b, double t, struct ish_oracle_state *s)
{
	const struct ish_config *config = b->config;
	const struct ish_transport_config *k = &config->transport;
	double p[3];
	exponents(&config->geometry, p);
	for (int i = 0; i < 3; i++) {
		s->h[i] = p[i] != 0.0 ? p[i] / t : 0.0;
	}
	s->eta_s = k->eta_over_s;
	s->c_pi = k->tau_pi;
	s->delta_pipi = k->delta_pipi;
	s->tau_pipi = k->tau_pipi;
	s->lambda_piPi = k->lambda_piPi;
	s->phi_7 = k->phi_7;
	s->vorticity = k->vorticity;
	s->zeta_s = k->zeta_over_s;
	s->c_Pi = k->tau_Pi;
	s->delta_PiPi = k->delta_PiPi;
	s->lambda_Pipi = k->lambda_Pipi;
	s->cs2 = strcmp(config->eos.name, "conformal") == 0 ? 1.0 / 3.0 : config->eos.cs2;
	s->p = s->cs2 * s->e;
	s->t = pow(s->p / config->eos.p0, s->cs2 / (1.0 + s->cs2));
}

/* The state of a cell without derivatives, its T^ij and s^ij. */
static void set_cell(const struct brute *b, double t, const double y[], size_t cell)
{
	struct ish_oracle_state *s = &b->state[cell];
	double pi[6], advect[6];
	*s = (struct ish_oracle_state){.e = y[ISH_E * b->cells + cell], .bulk = y[ISH_BULK * b->cells + cell]};
	for (int i = 0; i < 3; i++) {
		s->u[i] = y[(size_t)(ISH_U1 + i) * b->cells + cell];
	}
	for (int c = 0; c < 5; c++) {
		s->pi[c] = y[(size_t)(ISH_PI11 + c) * b->cells + cell];
	}
	set_coefficients(b, t, s);
	ish_oracle_complete(s, pi, advect);
	const double third = (pi[0] + pi[3] + pi[5]) / 3.0;
	double *stress = b->stress + 9 * cell;
	for (int c = 0; c < 6; c++) {
		const int i = c < 5 ? first[c] : 2;
		const int j = c < 5 ? second[c] : 2;
		const double isotropic = i == j ? s->p + s->bulk : 0.0;
		stress[3 * i + j] = stress[3 * j + i] = (s->e + s->p + s->bulk) * s->u[i] * s->u[j] + isotropic + pi[c];
		if (c < 5) {
			b->shear[5 * cell + (size_t)c] = pi[c] - (i == j ? third : 0.0);
		}
	}
}

/* What is differentiated along the axis, of one cell. */
static void fluxes(const struct brute *b, size_t cell, int axis, double value[DERIVED])
{
	const struct ish_oracle_state *s = &b->state[cell];
	double conserved[4];
	ish_oracle_conserved(s, conserved);
	memcpy(value + U, s->u, sizeof s->u);
	value[FLOW] = conserved[1 + axis];
	memcpy(value + STRESS, b->stress + 9 * cell + 3 * (size_t)axis, 3 * sizeof(double));
	memcpy(value + SHEAR, b->shear + 5 * cell, 5 * sizeof(double));
	value[BULK] = s->bulk;
}

/* Adds a direction's u^k D_k of pi^ij, given D_k of u and of s^ij: the trace pi^kk = s^ij u_i u_j/(1 + 2 u^2/3) follows s and u. */
static void advect_shear(struct ish_oracle_state *s, const double shear[5], double speed, const double du[3],
                         const double ds[5])
{
	const double full[3][3] = {{shear[0], shear[1], shear[2]},
	                           {shear[1], shear[3], shear[4]},
	                           {shear[2], shear[4], -shear[0] - shear[3]}};
	const double change[3][3] = {{ds[0], ds[1], ds[2]}, {ds[1], ds[3], ds[4]}, {ds[2], ds[4], -ds[0] - ds[3]}};
	double along = 0.0, d_along = 0.0, norm = 1.0, d_norm = 0.0;
	for (int i = 0; i < 3; i++) {
		norm += 2.0 / 3.0 * s->u[i] * s->u[i];
		d_norm += 4.0 / 3.0 * s->u[i] * du[i];
		for (int j = 0; j < 3; j++) {
			along += full[i][j] * s->u[i] * s->u[j];
			d_along += change[i][j] * s->u[i] * s->u[j] + 2.0 * full[i][j] * s->u[i] * du[j];
		}
	}
	const double d_trace = (d_along - along / norm * d_norm) / norm;
	for (int c = 0; c < 5; c++) {
		s->adv_pi[c] += speed * (ds[c] + (first[c] == second[c] ? d_trace / 3.0 : 0.0));
	}
}

/* Adds the derivatives along one axis to the states of all cells. */
static void derive(const struct brute *b, int axis, double inv_a, double *value)
{
	const int *shape = b->config->grid.shape;
	const size_t n = (size_t)shape[axis];
	const size_t stride = axis == 0 ? 1 : axis == 1 ? (size_t)shape[0] : (size_t)shape[0] * (size_t)shape[1];
	for (size_t cell = 0; cell < b->cells; cell++) {
		fluxes(b, cell, axis, value + cell * DERIVED);
	}
	for (size_t cell = 0; cell < b->cells; cell++) {
		const size_t at = cell / stride % n;
		double d[DERIVED] = {0.0};
		for (size_t j = 0; j < n; j++) {
			const double weight = inv_a * b->matrix[axis][at * n + j];
			const double *v = value + (cell + j * stride - at * stride) * DERIVED;
			for (int f = 0; f < DERIVED; f++) {
				d[f] += weight * v[f];
			}
		}
		struct ish_oracle_state *s = &b->state[cell];
		s->div_m += d[FLOW];
		for (int j = 0; j < 3; j++) {
			s->du[axis][j] = d[U + j];
			s->div_t[j] += d[STRESS + j];
		}
		advect_shear(s, b->shear + 5 * cell, s->u[axis], d + U, d + SHEAR);
		s->adv_bulk += s->u[axis] * d[BULK];
	}
}

static int right_hand_side(double t, const double y[], double dydt[], void *data)
{
	const struct brute *b = data;
	double p[3];
	double *value = malloc(b->cells * DERIVED * sizeof *value);
	if (value == NULL) {
		return GSL_ENOMEM;
	}
	exponents(&b->config->geometry, p);
	for (size_t cell = 0; cell < b->cells; cell++) {
		set_cell(b, t, y, cell);
	}
	for (int axis = 0; axis < 3; axis++) {
		if (b->matrix[axis] != NULL) {
			const double t_ref =
				strcmp(b->config->geometry.name, "milne") == 0 ? 1.0 : b->config->geometry.t_ref;
			derive(b, axis, p[axis] != 0.0 ? pow(t / t_ref, -p[axis]) : 1.0, value);
		}
	}
	free(value);
	for (size_t cell = 0; cell < b->cells; cell++) {
		struct ish_oracle_result r;
		ish_oracle_solve(&b->state[cell], &r);
		dydt[ISH_E * b->cells + cell] = r.de;
		for (size_t i = 0; i < 3; i++) {
			dydt[(ISH_U1 + i) * b->cells + cell] = r.q[i];
		}
		for (size_t c = 0; c < 5; c++) {
			dydt[(ISH_PI11 + c) * b->cells + cell] = r.dpi[c];
		}
		dydt[ISH_BULK * b->cells + cell] = r.dbulk;
	}
	return isfinite(dydt[0]) ? GSL_SUCCESS : GSL_EFAILED;
}

static enum ish_status integrate(struct brute *b, double span, int steps, double *fields)
{
	const size_t size = ISH_PRIMITIVES * b->cells;
	const gsl_odeiv2_system system = {right_hand_side, NULL, size, b};
	double *error = malloc(size * sizeof *error);
	gsl_odeiv2_step *step = gsl_odeiv2_step_alloc(gsl_odeiv2_step_rk8pd, size);
	enum ish_status status = ISH_OK;
	if (error == NULL || step == NULL) {
		status = ish_fail(ISH_ERR_MEMORY, "check: no memory for a run by brute force on %zu cells", b->cells);
	}
	for (int i = 0; status == ISH_OK && i < steps; i++) {
		const double t = b->config->time.start + span * i / steps;
		if (gsl_odeiv2_step_apply(step, t, span / steps, fields, error, NULL, NULL, &system) != GSL_SUCCESS) {
			status =
				ish_fail(ISH_ERR_BREAKDOWN, "check: the run by brute force breaks down at t = %.6g", t);
		}
	}
	if (step != NULL) {
		gsl_odeiv2_step_free(step);
	}
	free(error);
	return status;
}

enum ish_status ish_brute_force(const struct ish_config *config, double span, int steps, double *fields)
{
	struct brute b = {.config = config, .cells = (size_t)ish_grid_cells(&config->grid)};
	b.stress = malloc(9 * b.cells * sizeof *b.stress);
	b.shear = malloc(5 * b.cells * sizeof *b.shear);
	b.state = malloc(b.cells * sizeof *b.state);
	bool all = b.stress != NULL && b.shear != NULL && b.state != NULL;
	for (int axis = 0; axis < 3; axis++) {
		const int n = config->grid.shape[axis];
		b.matrix[axis] = n > 1 ? derivative_matrix(n, config->grid.length[axis]) : NULL;
		all = all && (n == 1 || b.matrix[axis] != NULL);
	}
	const enum ish_status status =
		all ? integrate(&b, span, steps, fields)
		    : ish_fail(ISH_ERR_MEMORY, "check: no memory for a run by brute force on %zu cells", b.cells);
	for (int axis = 0; axis < 3; axis++) {
		free(b.matrix[axis]);
	}
	free(b.stress);
	free(b.shear);
	free(b.state);
	return status;
}
