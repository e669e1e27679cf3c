#include <criterion/criterion.h>
#include <jansson.h>
#include <math.h>
#include <stdio.h>

#include "solver/dispersion.h"

/* Distance of the nearest frequency. */
static double nearest(const double complex *omega, int count, double complex wanted)
{
	double least = INFINITY;
	for (int i = 0; i < count; i++) {
		least = fmin(least, cabs(omega[i] - wanted));
	}
	return least;
}

Test(dispersion, reproduces_the_table_of_a_conformal_fluid_to_its_digits)
{
	/* T = 0.3 GeV, eta/s = 0.2, tau_pi = 5 eta/w: an independent computation with eight decimals */
	static const struct {
		double k;
		double complex sound;
		double relaxation;
		double complex shear[2];
	} row[] = {
		{0.1, 0.05776170 - 0.00087675 * I, -1.51856571, {-0.00131665 * I, -1.51900256 * I}},
		{0.5, 0.29208586 - 0.02174009 * I, -1.47683904, {-0.03363182 * I, -1.48668740 * I}},
		{1.0, 0.60616195 - 0.08333903 * I, -1.35364115, {-0.14547056 * I, -1.37484866 * I}},
		{2.0,
	         1.36352051 - 0.23009937 * I,
	         -1.06012047,
	         {0.47133573 - 0.76015961 * I, -0.47133573 - 0.76015961 * I}},
		{5.0,
	         3.78585399 - 0.32134809 * I,
	         -0.87762304,
	         {2.10289262 - 0.76015961 * I, -2.10289262 - 0.76015961 * I}},
	};
	const double half_digit = 0.51e-8; /* half of the last digit, and round-off */
	const double eta_w = 0.2 * 0.1973269804 / 0.3;
	const struct ish_linear_fluid fluid = {
		.e = 3.0, .w = 4.0, .cs2 = 1.0 / 3.0, .eta_w = eta_w, .tau_pi = 5.0 * eta_w};
	for (size_t i = 0; i < sizeof row / sizeof row[0]; i++) {
		double complex omega[ISH_DISPERSION_ROOTS];
		int count = 0;
		cr_assert_eq(ish_dispersion_sound(&fluid, row[i].k, omega, &count), ISH_OK);
		cr_assert_eq(count, 3, "k = %g", row[i].k);
		const double complex expected[3] = {row[i].sound, -conj(row[i].sound), I * row[i].relaxation};
		for (int j = 0; j < 3; j++) {
			cr_assert(fabs(creal(omega[j] - expected[j])) < half_digit &&
			                  fabs(cimag(omega[j] - expected[j])) < half_digit,
			          "k = %g, mode %d: %.9f %+.9fi", row[i].k, j, creal(omega[j]), cimag(omega[j]));
		}
		cr_assert_eq(ish_dispersion_shear(&fluid, row[i].k, omega, &count), ISH_OK);
		cr_assert_eq(count, 2, "k = %g", row[i].k);
		for (int j = 0; j < 2; j++) {
			const double complex error = omega[j] - row[i].shear[j];
			cr_assert(fabs(creal(error)) < half_digit && fabs(cimag(error)) < half_digit,
			          "k = %g, shear %d: %.9f %+.9fi", row[i].k, j, creal(omega[j]), cimag(omega[j]));
		}
	}
}

static double number(const json_t *mode, const char *key)
{
	return json_number_value(json_object_get(mode, key));
}

static double complex pair(const json_t *list, size_t i)
{
	const json_t *z = json_array_get(list, i);
	return json_number_value(json_array_get(z, 0)) + I * json_number_value(json_array_get(z, 1));
}

static struct ish_linear_fluid fluid_of(const json_t *mode)
{
	const double cs2 = number(mode, "cs2");
	const double eta_w = number(mode, "etas") / number(mode, "T0"); /* eta/w = (eta/s)/T */
	const double zeta_w = number(mode, "zetas") / number(mode, "T0");
	return (struct ish_linear_fluid){.e = number(mode, "e0"),
	                                 .w = number(mode, "e0") * (1.0 + cs2),
	                                 .cs2 = cs2,
	                                 .eta_w = eta_w,
	                                 .tau_pi = number(mode, "C_eta") * eta_w,
	                                 .zeta_w = zeta_w,
	                                 .tau_Pi = number(mode, "C_zeta") * zeta_w};
}

Test(dispersion, agrees_with_an_independent_solution_of_the_eigenproblem)
{
	json_t *root = json_load_file(ISH_TEST_REFERENCE "/linear_modes_rest.json", 0, NULL);
	const json_t *modes = json_object_get(root, "modes");
	cr_assert_eq(json_array_size(modes), 18);
	for (size_t m = 0; m < json_array_size(modes); m++) {
		const json_t *mode = json_array_get(modes, m);
		const struct ish_linear_fluid fluid = fluid_of(mode);
		double k[3];
		for (size_t i = 0; i < 3; i++) {
			k[i] = json_number_value(json_array_get(json_object_get(mode, "k"), i));
		}
		const double length = sqrt(k[0] * k[0] + k[1] * k[1] + k[2] * k[2]);
		/*
		 * the reference is a general eigenproblem of ten equations: 1e-13 times |omega| of up to 3.3, and
		 * degenerate pairs
		 */
		const double tolerance = 5e-13;
		double complex omega[ISH_DISPERSION_ROOTS];
		int count = 0;
		cr_assert_eq(ish_dispersion_shear(&fluid, length, omega, &count), ISH_OK);
		for (size_t i = 0; i < 4; i++) {
			const double error = nearest(omega, count, pair(json_object_get(mode, "shear"), i));
			cr_assert(error < tolerance, "set %zu, shear mode %zu: %g", m, i, error);
		}
		cr_assert_eq(ish_dispersion_sound(&fluid, length, omega, &count), ISH_OK);
		const json_t *sound = json_object_get(mode, "sound");
		cr_assert_eq((size_t)count, json_array_size(sound), "set %zu", m);
		for (size_t i = 0; i < (size_t)count; i++) {
			const double error = nearest(omega, count, pair(sound, i));
			cr_assert(error < tolerance, "set %zu, sound mode %zu: %g", m, i, error);
		}
		double complex vector[ISH_PRIMITIVES];
		ish_dispersion_sound_vector(&fluid, k, omega[0], vector);
		for (size_t f = 0; f < ISH_PRIMITIVES; f++) {
			const double error = cabs(vector[f] - pair(json_object_get(mode, "vector"), f));
			cr_assert(error < tolerance, "set %zu, %s of the eigenvector: %g", m, ish_primitive_name[f],
			          error);
		}
	}
	json_decref(root);
}

Test(dispersion, has_undamped_sound_and_static_shear_in_an_ideal_fluid)
{
	const struct ish_linear_fluid ideal = {.e = 3.0, .w = 4.0, .cs2 = 0.25};
	double complex omega[ISH_DISPERSION_ROOTS];
	int count = 0;
	cr_assert_eq(ish_dispersion_sound(&ideal, 2.0, omega, &count), ISH_OK);
	cr_assert_eq(count, 2);
	cr_assert(cabs(omega[0] - 1.0) < 4e-16 && cabs(omega[1] + 1.0) < 4e-16, "cs k = 1 to round-off: %.17g %.17g",
	          creal(omega[0]), cimag(omega[0]));
	cr_assert_eq(ish_dispersion_shear(&ideal, 2.0, omega, &count), ISH_OK);
	cr_assert_eq(count, 1);
	cr_assert(omega[0] == 0.0);
}

Test(dispersion, approaches_the_front_speed_at_short_waves)
{
	/* cs^2 + (4/3) eta/(w tau_pi) + zeta/(w tau_Pi); corrections are of order 1/(k tau)^2 = 1e-8 */
	const struct ish_linear_fluid fluid = {
		.e = 3.0, .w = 4.0, .cs2 = 0.25, .eta_w = 0.2, .tau_pi = 1.0, .zeta_w = 0.1, .tau_Pi = 1.0};
	double complex omega[ISH_DISPERSION_ROOTS];
	int count = 0;
	cr_assert_eq(ish_dispersion_sound(&fluid, 1e4, omega, &count), ISH_OK);
	cr_assert_eq(count, 4);
	const double front = sqrt(0.25 + 4.0 / 3.0 * 0.2 + 0.1);
	cr_assert(fabs(creal(omega[0]) / 1e4 - front) < 1e-7, "%.10f", creal(omega[0]) / 1e4);
}
