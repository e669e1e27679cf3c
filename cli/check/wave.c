#include "cli/check/wave.h"

#include <math.h>

void ish_check_coefficients(const struct ish_config *config, const double *fields, const int number[3],
                            double complex c[ISH_PRIMITIVES])
{
	const int *n = config->grid.shape;
	const int cells = n[0] * n[1] * n[2];
	for (int f = 0; f < ISH_PRIMITIVES; f++) {
		c[f] = 0.0;
	}
	for (int i = 0; i < cells; i++) {
		const int index[3] = {i % n[0], i / n[0] % n[1], i / n[0] / n[1]};
		double turns = 0.0;
		for (int a = 0; a < 3; a++) {
			turns += (double)number[a] * index[a] / n[a];
		}
		const double complex phase = 2.0 / cells * cexp(-2.0 * acos(-1.0) * I * turns);
		for (int f = 0; f < ISH_PRIMITIVES; f++) {
			c[f] += fields[f * cells + i] * phase;
		}
	}
}

struct ish_check_norm ish_check_coefficient_distance(const double complex a[ISH_PRIMITIVES],
                                                     const double complex b[ISH_PRIMITIVES], double e)
{
	struct ish_check_norm norm = {0.0, 0.0};
	for (int f = 0; f < ISH_PRIMITIVES; f++) {
		const double d = cabs(a[f] - b[f]) / (f >= ISH_U1 && f <= ISH_U3 ? 1.0 : e);
		norm.rms += d * d / ISH_PRIMITIVES;
		norm.max = d > norm.max || isnan(d) ? d : norm.max;
	}
	norm.rms = sqrt(norm.rms);
	return norm;
}

/*
 * In the rest frame, w = e + P:
 *   sound   omega^2 - cs^2 k^2 + i omega k^2 [ (4 eta/3w)/(1 - i omega tau_pi) + (zeta/w)/(1 - i omega tau_Pi) ]
 *   shear   tau_pi omega^2 + i omega - (eta/w) k^2
 *   tensor  1 - i omega tau_pi
 */
static double complex relation(const struct ish_check_fluid *fluid, enum ish_check_branch branch, double complex omega,
                               double complex k2)
{
	if (branch == ISH_CHECK_TENSOR) {
		return 1.0 - I * omega * fluid->tau_pi;
	}
	if (branch == ISH_CHECK_SHEAR) {
		return fluid->tau_pi * omega * omega + I * omega - fluid->eta_w * k2;
	}
	const double complex shear = 1.0 - I * omega * fluid->tau_pi;
	const double complex bulk = 1.0 - I * omega * fluid->tau_bulk;
	return (omega * omega - fluid->cs2 * k2) * shear * bulk +
	       I * omega * k2 * (4.0 / 3.0 * fluid->eta_w * bulk + fluid->zeta_w * shear);
}

/* The relation at a frequency of the frame in which the fluid moves: omega' = gamma (omega - k.V), k'^2 - omega'^2 invariant. */
static double complex boosted(const struct ish_check_fluid *fluid, enum ish_check_branch branch, const double k[3],
                              double complex omega)
{
	const double *v = fluid->velocity;
	const double gamma = 1.0 / sqrt(1.0 - v[0] * v[0] - v[1] * v[1] - v[2] * v[2]);
	const double complex rest = gamma * (omega - (k[0] * v[0] + k[1] * v[1] + k[2] * v[2]));
	const double k2 = k[0] * k[0] + k[1] * k[1] + k[2] * k[2];
	return relation(fluid, branch, rest, k2 - omega * omega + rest * rest);
}

double complex ish_check_frequency(const struct ish_check_fluid *fluid, enum ish_check_branch branch, const double k[3],
                                   double complex near)
{
	enum { MOST = 50 };
	const double step = 1e-4 * cabs(near); /* of the slope: polynomials of degree 4 and less, nearly exact */
	double complex omega = near;
	double last = INFINITY;
	for (int i = 0; i < MOST; i++) {
		const double complex slope =
			(boosted(fluid, branch, k, omega + step) - boosted(fluid, branch, k, omega - step)) /
			(2.0 * step);
		const double complex change = boosted(fluid, branch, k, omega) / slope;
		omega -= change;
		last = cabs(change);
		if (cabs(change) <= 4e-16 * cabs(omega)) {
			return omega;
		}
		if (!(cabs(change) < 10.0 * cabs(near))) {
			break;
		}
	}
	/* round-off may keep it from standing still: of omega where k is large, of the polynomial at a double root */
	return last <= 1e-13 * cabs(omega) || cabs(boosted(fluid, branch, k, omega)) < 1e-12 ? omega : NAN;
}
