#include "solver/dispersion.h"

#include <assert.h>
#include <lapacke.h>
#include <math.h>

/*
 * With omega = i lambda the dispersion relations are real polynomials in the growth rate lambda: c[0] + c[1] lambda +
 * ...
 */

static double complex polynomial(const double *c, int degree, double complex x, double complex *slope_out)
{
	double complex value = c[degree];
	double complex slope = 0.0;
	for (int i = degree - 1; i >= 0; i--) {
		slope = slope * x + value;
		value = value * x + c[i];
	}
	*slope_out = slope;
	return value;
}

/*
 * Newton's steps as long as they make the polynomial smaller: a root of the companion matrix becomes one to round-off.
 */
static double complex polished(const double *c, int degree, double complex x)
{
	double complex slope;
	double complex value = polynomial(c, degree, x, &slope);
	for (int step = 0; step < 8 && cabs(slope) > 0.0; step++) {
		const double complex next = x - value / slope;
		double complex next_slope;
		const double complex next_value = polynomial(c, degree, next, &next_slope);
		if (!(cabs(next_value) < cabs(value))) {
			break;
		}
		x = next;
		value = next_value;
		slope = next_slope;
	}
	return x;
}

/* Eigenvalues of the companion matrix of the polynomial in lambda/scale, its roots then being of order one. */
static enum ish_status polynomial_roots(const double *c, int degree, double complex *root)
{
	enum { MOST = ISH_DISPERSION_ROOTS };
	const double scale = pow(fabs(c[0] / c[degree]), 1.0 / degree);
	double matrix[MOST * MOST] = {0.0};
	double power = 1.0;
	for (int i = degree - 1; i >= 0; i--) {
		power *= scale;
		matrix[i * degree + degree - 1] = -c[i] / (c[degree] * power);
		if (i > 0) {
			matrix[i * degree + i - 1] = 1.0;
		}
	}
	double re[MOST];
	double im[MOST];
	const lapack_int info =
		LAPACKE_dgeev(LAPACK_ROW_MAJOR, 'N', 'N', degree, matrix, degree, re, im, NULL, degree, NULL, degree);
	if (info != 0) {
		return ish_fail(ISH_ERR_BREAKDOWN, "dispersion relation: LAPACK dgeev found no roots (info = %d)",
		                (int)info);
	}
	for (int i = 0; i < degree; i++) {
		root[i] = polished(c, degree, scale * (re[i] + I * im[i]));
	}
	return ISH_OK;
}

/* Propagating pairs first, Re omega > 0 leading, then by damping. */
static bool comes_before(double complex a, double complex b)
{
	const bool a_moves = creal(a) != 0.0;
	const bool b_moves = creal(b) != 0.0;
	if (a_moves != b_moves) {
		return a_moves;
	}
	if (cimag(a) != cimag(b)) {
		return cimag(a) > cimag(b);
	}
	return creal(a) > creal(b);
}

static void roots_to_frequencies(int count, double complex *omega)
{
	for (int i = 0; i < count; i++) {
		omega[i] = I * omega[i];
	}
	for (int i = 1; i < count; i++) {
		for (int j = i; j > 0 && comes_before(omega[j], omega[j - 1]); j--) {
			const double complex swap = omega[j];
			omega[j] = omega[j - 1];
			omega[j - 1] = swap;
		}
	}
}

enum ish_status ish_dispersion_sound(const struct ish_linear_fluid *fluid, double k,
                                     double complex omega[ISH_DISPERSION_ROOTS], int *count_out)
{
	/*
	 * (lambda^2 + cs^2 k^2)(1 + a lambda)(1 + b lambda) + lambda k^2 [ (4/3) eta_w (1 + b lambda) + zeta_w (1 + a
	 * lambda) ]
	 */
	const double a = fluid->tau_pi;
	const double b = fluid->tau_Pi;
	const double k2 = k * k;
	const double s = fluid->cs2 * k2;
	const double shear = 4.0 / 3.0 * fluid->eta_w * k2;
	const double bulk = fluid->zeta_w * k2;
	const double c[ISH_DISPERSION_ROOTS + 1] = {s, s * (a + b) + shear + bulk,
	                                            1.0 + s * a * b + shear * b + bulk * a, a + b, a * b};
	const int degree = 2 + (a > 0.0) + (b > 0.0);
	const enum ish_status status = polynomial_roots(c, degree, omega);
	if (status == ISH_OK) {
		roots_to_frequencies(degree, omega);
		*count_out = degree;
	}
	return status;
}

enum ish_status ish_dispersion_shear(const struct ish_linear_fluid *fluid, double k,
                                     double complex omega[ISH_DISPERSION_ROOTS], int *count_out)
{
	if (!(fluid->tau_pi > 0.0)) {
		omega[0] = 0.0; /* nothing acts on a transverse flow of an ideal fluid */
		*count_out = 1;
		return ISH_OK;
	}
	const double c[3] = {fluid->eta_w * k * k, 1.0, fluid->tau_pi};
	const enum ish_status status = polynomial_roots(c, 2, omega);
	if (status == ISH_OK) {
		roots_to_frequencies(2, omega);
		*count_out = 2;
	}
	return status;
}

/*
 * pi^ij and Pi that belong to a velocity: (1 - i omega tau_pi) pi = -2 eta sigma, (1 - i omega tau_Pi) Pi = -zeta
 * theta.
 */
static void dissipative_part(const struct ish_linear_fluid *fluid, const double k[3], double complex omega,
                             double complex vector[ISH_PRIMITIVES])
{
	const double complex *u = vector + ISH_U1;
	const double complex theta = I * (k[0] * u[0] + k[1] * u[1] + k[2] * u[2]);
	const double complex eta = fluid->w * fluid->eta_w / (1.0 - I * omega * fluid->tau_pi);
	const double complex zeta = fluid->w * fluid->zeta_w / (1.0 - I * omega * fluid->tau_Pi);
	static const int row[5] = {0, 0, 0, 1, 1};
	static const int column[5] = {0, 1, 2, 1, 2};
	for (int n = 0; n < 5; n++) {
		const int i = row[n];
		const int j = column[n];
		const double complex sigma = I * (k[i] * u[j] + k[j] * u[i]) / 2.0 - (i == j ? theta / 3.0 : 0.0);
		vector[ISH_PI11 + n] = -2.0 * eta * sigma;
	}
	vector[ISH_BULK] = -zeta * theta;
}

void ish_dispersion_sound_vector(const struct ish_linear_fluid *fluid, const double k[3], double complex omega,
                                 double complex vector[ISH_PRIMITIVES])
{
	assert(omega != 0.0);
	const double k2 = k[0] * k[0] + k[1] * k[1] + k[2] * k[2];
	vector[ISH_E] = 1.0;
	for (int i = 0; i < 3; i++) {
		vector[ISH_U1 + i] = omega * k[i] / (fluid->w * k2); /* energy: omega de = w k.u */
	}
	dissipative_part(fluid, k, omega, vector);
}

void ish_dispersion_shear_vector(const struct ish_linear_fluid *fluid, const double k[3], const double polarisation[3],
                                 double complex omega, double complex vector[ISH_PRIMITIVES])
{
	vector[ISH_E] = 0.0;
	for (int i = 0; i < 3; i++) {
		vector[ISH_U1 + i] = polarisation[i];
	}
	dissipative_part(fluid, k, omega, vector);
	vector[ISH_BULK] = 0.0; /* k.u vanishes but for round-off */
}
