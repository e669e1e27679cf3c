/* Fits of growth: planted laws are found, with errors that cover the truth. */
#include <criterion/criterion.h>
#include <math.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include "reports/fit.h"

enum { SIZES = 7, TRIALS = 400, THREADS = 6 };

static const double cells[SIZES] = {1024, 2000, 3456, 8192, 16000, 27648, 65536};

/* Normal deviates of a fixed sequence (SplitMix64, Box and Muller). */
static uint64_t state = 1;

static double uniform(void)
{
	uint64_t z = (state += 0x9e3779b97f4a7c15u);
	z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9u;
	z = (z ^ (z >> 27)) * 0x94d049bb133111ebu;
	return ((double)((z ^ (z >> 31)) >> 11) + 0.5) * 0x1p-53;
}

static double normal(void)
{
	const double radius = sqrt(-2.0 * log(uniform()));
	return radius * cos(6.283185307179586 * uniform());
}

Test(fit, finds_an_exact_power_to_round_off)
{
	static const double exponents[] = {0.0, 0.5, 1.0, 4.0 / 3.0, 1.5, 2.0, 3.0};
	for (int e = 0; e < 7; e++) {
		double y[SIZES];
		for (int i = 0; i < SIZES; i++)
			y[i] = 3e-7 * pow(cells[i], exponents[e]);
		const struct ish_power_fit fit = ish_fit_power(&(struct ish_fit_data){SIZES, cells, y, NULL});
		cr_assert(fit.is_made && fit.points == SIZES);
		cr_assert(fabs(fit.exponent - exponents[e]) < 1e-12, "%g: %.17g", exponents[e], fit.exponent);
		cr_assert(fabs(fit.factor / 3e-7 - 1.0) < 1e-11 && fit.error < 1e-12 && fit.residual < 1e-12);
		/* a constant has nothing to explain */
		cr_assert(e == 0 ? isnan(fit.r2) : fit.r2 > 1.0 - 1e-12, "%g: R^2 %g", exponents[e], fit.r2);
	}
}

/* ln x = 0, 1, 2 and ln y = ln x + (d, -2 d, d): by hand the slope is 1, its error d sqrt(3), Student's t of one degree 12.706. */
Test(fit, has_the_error_that_pencil_and_paper_give)
{
	const double d = 0.01, x[] = {1.0, exp(1.0), exp(2.0)};
	const double y[] = {exp(d), exp(1.0 - 2.0 * d), exp(2.0 + d)};
	const struct ish_power_fit fit = ish_fit_power(&(struct ish_fit_data){3, x, y, NULL});
	cr_assert(fabs(fit.exponent - 1.0) < 1e-12 && fabs(fit.error - d * sqrt(3.0)) < 1e-12, "%g", fit.error);
	cr_assert(fabs(fit.interval / fit.error - 12.7062) < 1e-4, "%g", fit.interval / fit.error);
	cr_assert(fabs(fit.residual - d * sqrt(2.0)) < 1e-12, "%g", fit.residual);
	/* 2 is the square of the deviations of ln y from their mean but for the noise: 2 + 6 d^2 */
	cr_assert(fabs(fit.r2 - (1.0 - 6.0 * d * d / (2.0 + 6.0 * d * d))) < 1e-12, "%g", fit.r2);
}

/* `know`: the fit is told how large the noise is. */
static void check_noisy(double exponent, double noise, bool know)
{
	int covered = 0;
	double scatter = 0.0;
	double error = 0.0;
	for (int t = 0; t < TRIALS; t++) {
		double y[SIZES], spread[SIZES];
		for (int i = 0; i < SIZES; i++) {
			spread[i] = noise * (i % 2 == 0 ? 1.0 : 2.0);
			y[i] = 1e-6 * pow(cells[i], exponent) * exp(spread[i] * normal());
		}
		const struct ish_fit_data data = {SIZES, cells, y, know ? spread : NULL};
		const struct ish_power_fit fit = ish_fit_power(&data);
		cr_assert(fabs(fit.exponent - exponent) < 0.05, "N^%g is found as N^%g", exponent, fit.exponent);
		cr_assert(fit.r2 > 0.98 && fit.r2 <= 1.0, "R^2 %g", fit.r2);
		covered += fabs(fit.exponent - exponent) < fit.interval;
		scatter += pow(fit.exponent - exponent, 2.0) / TRIALS;
		error += fit.error * fit.error / TRIALS;
	}
	/* 95 % of 400 trials with a standard deviation of 1.1 %; noise that the fit knows is never said to be less than it is */
	cr_assert(covered >= 0.91 * TRIALS, "N^%g: %d of %d intervals hold the truth", exponent, covered, TRIALS);
	const double ratio = sqrt(error / scatter);
	cr_assert(ratio > 0.85 && ratio < 1.3, "N^%g: errors are %g of the scatter", exponent, ratio);
}

Test(fit, recovers_planted_exponents_with_errors_that_cover_the_truth)
{
	static const double exponents[] = {0.5, 1.0, 1.5, 2.0};
	for (int e = 0; e < 4; e++) {
		check_noisy(exponents[e], 0.02, false);
		check_noisy(exponents[e], 0.02, true);
	}
}

Test(fit, is_not_misled_by_a_noisy_point_of_known_spread)
{
	double y[SIZES], spread[SIZES];
	for (int i = 0; i < SIZES; i++) {
		y[i] = 1e-6 * cells[i] * (i == SIZES - 1 ? 3.0 : 1.0);
		spread[i] = i == SIZES - 1 ? 2.0 : 0.01;
	}
	const struct ish_power_fit told = ish_fit_power(&(struct ish_fit_data){SIZES, cells, y, spread});
	const struct ish_power_fit blind = ish_fit_power(&(struct ish_fit_data){SIZES, cells, y, NULL});
	cr_assert(fabs(told.exponent - 1.0) < 0.01, "%g", told.exponent);
	cr_assert(blind.exponent > 1.1, "%g", blind.exponent);
}

Test(fit, grows_its_error_where_the_points_leave_the_line)
{
	double y[SIZES], spread[SIZES];
	for (int i = 0; i < SIZES; i++) {
		y[i] = cells[i] * (i % 2 == 0 ? 1.3 : 0.7);
		spread[i] = 0.001;
	}
	const struct ish_power_fit fit = ish_fit_power(&(struct ish_fit_data){SIZES, cells, y, spread});
	cr_assert(fit.error > 0.05 && fit.residual > 0.2, "error %g, residual %g", fit.error, fit.residual);
}

/* Caches bend a line: two quiet points are no reason to pass over the others. */
Test(fit, is_not_carried_by_a_few_quiet_points_where_the_law_does_not_hold)
{
	double y[SIZES], spread[SIZES];
	for (int i = 0; i < SIZES; i++) {
		y[i] = cells[i] * (i == 0 || i == SIZES - 1 ? 2.0 : 1.0);
		spread[i] = i == 0 || i == 1 ? 0.002 : 0.05;
	}
	const struct ish_power_fit told = ish_fit_power(&(struct ish_fit_data){SIZES, cells, y, spread});
	const struct ish_power_fit blind = ish_fit_power(&(struct ish_fit_data){SIZES, cells, y, NULL});
	cr_assert(fabs(told.exponent - blind.exponent) < 0.02, "%g, not %g", told.exponent, blind.exponent);
	cr_assert(told.interval > 0.8 * blind.interval && told.interval < 1.25 * blind.interval, "+- %g, not %g",
	          told.interval, blind.interval);
}

/* What a name says, written down a second time. */
static double planted(const char *name, double n)
{
	double over = 1.0;
	double power = strchr(name, 'N') != NULL && strcmp(name, "log2 N") != 0 ? 1.0 : 0.0;
	if (strncmp(name, "N^", 2) == 0)
		(void)sscanf(name, "N^%lf/%lf", &power, &over); /* NOLINT(cert-err34-c): the names are the table's */
	return pow(n, power / over) * (strstr(name, "log2 N") != NULL ? log2(n) : 1.0);
}

Test(fit, names_the_complexity_that_was_planted)
{
	for (int c = 0; c < ISH_COMPLEXITIES; c++) {
		double y[SIZES];
		for (int i = 0; i < SIZES; i++)
			y[i] = 2e-8 * planted(ish_complexity_name(c), cells[i]);
		const struct ish_complexity_fit exact =
			ish_fit_complexity(&(struct ish_fit_data){SIZES, cells, y, NULL});
		cr_assert(exact.best == c && exact.rms[c] < 1e-12 && fabs(exact.factor / 2e-8 - 1.0) < 1e-12,
		          "%s: RMS %g", ish_complexity_name(c), exact.rms[c]);
		for (int t = 0; t < 50; t++) {
			double noisy[SIZES];
			for (int i = 0; i < SIZES; i++)
				noisy[i] = y[i] * exp(0.01 * normal());
			const struct ish_complexity_fit fit =
				ish_fit_complexity(&(struct ish_fit_data){SIZES, cells, noisy, NULL});
			cr_assert(fit.is_made && fit.best == c, "%s is taken for %s", ish_complexity_name(c),
			          ish_complexity_name(fit.best));
			cr_assert(fit.rms[c] < 0.03 && fabs(fit.factor / 2e-8 - 1.0) < 0.03);
		}
	}
	cr_assert_str_eq(ish_complexity_name(6), "N log2 N");
}

/* d ln(N log2 N)/d ln N = 1 + 1/ln N, so between the values at the ends of the row. */
Test(fit, allows_n_log_n_what_its_logarithm_adds)
{
	const double exponent = ish_fit_n_log_n_exponent(cells, SIZES);
	cr_assert(exponent > 1.0 + 1.0 / log(65536.0) && exponent < 1.0 + 1.0 / log(1024.0), "%g", exponent);
	double y[SIZES];
	for (int i = 0; i < SIZES; i++)
		y[i] = 1e-8 * cells[i] * log2(cells[i]) * exp(0.01 * normal());
	const struct ish_power_fit fit = ish_fit_power(&(struct ish_fit_data){SIZES, cells, y, NULL});
	cr_assert(fabs(fit.exponent - exponent) < 0.05 && fit.r2 > 0.999, "%g", fit.exponent);
}

Test(fit, invents_nothing_from_two_points)
{
	const double x[] = {1024, 2048, 4096}, y[] = {1.0, 2.0, NAN}, same[] = {8, 8, 8}, ones[] = {1, 2, 3};
	for (int count = 0; count <= 3; count++) { /* the third is not usable */
		const struct ish_fit_data data = {count, x, y, NULL};
		const struct ish_power_fit power = ish_fit_power(&data);
		const struct ish_complexity_fit named = ish_fit_complexity(&data);
		const struct ish_amdahl_fit amdahl = ish_fit_amdahl(&data);
		cr_assert(!power.is_made && isnan(power.exponent) && isnan(power.error) && isnan(power.r2));
		cr_assert(power.points == (count < 3 ? count : 2));
		cr_assert(!named.is_made && named.best == -1 && isnan(named.factor));
		cr_assert(!amdahl.is_made && isnan(amdahl.serial) && isnan(amdahl.error));
	}
	cr_assert(!ish_fit_power(&(struct ish_fit_data){3, same, ones, NULL}).is_made);
}

Test(fit, recovers_a_planted_serial_share)
{
	static const double threads[THREADS] = {1, 2, 4, 8, 16, 32};
	static const double shares[] = {0.0, 0.01, 0.05, 0.2, 0.7};
	for (int s = 0; s < 5; s++) {
		int covered = 0;
		double scatter = 0.0;
		double error = 0.0;
		double y[THREADS], spread[THREADS];
		for (int i = 0; i < THREADS; i++) {
			y[i] = 0.25 * (shares[s] + (1.0 - shares[s]) / threads[i]);
			spread[i] = 0.02;
			const double found = ish_karp_flatt(y[0] / y[i], threads[i]);
			cr_assert(i == 0 ? isnan(found) : fabs(found - shares[s]) < 1e-12);
		}
		const struct ish_amdahl_fit exact = ish_fit_amdahl(&(struct ish_fit_data){THREADS, threads, y, NULL});
		cr_assert(exact.is_made && fabs(exact.serial - shares[s]) < 1e-12 && exact.error < 1e-9);
		cr_assert(fabs(exact.single - 0.25) < 1e-12 && exact.r2 > 1.0 - 1e-9);
		for (int t = 0; t < TRIALS; t++) {
			double noisy[THREADS];
			for (int i = 0; i < THREADS; i++)
				noisy[i] = y[i] * (1.0 + spread[i] * normal());
			const struct ish_amdahl_fit fit =
				ish_fit_amdahl(&(struct ish_fit_data){THREADS, threads, noisy, spread});
			cr_assert(fabs(fit.serial - shares[s]) < 0.05, "%g is found as %g", shares[s], fit.serial);
			covered += fabs(fit.serial - shares[s]) < fit.interval;
			scatter += pow(fit.serial - shares[s], 2.0) / TRIALS;
			error += fit.error * fit.error / TRIALS;
		}
		const double ratio = sqrt(error / scatter);
		cr_assert(ratio > 0.85 && ratio < 1.3, "share %g: errors are %g of the scatter", shares[s], ratio);
		cr_assert(covered >= 0.91 * TRIALS, "share %g: %d of %d intervals", shares[s], covered, TRIALS);
	}
}
