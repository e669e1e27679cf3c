/* The derived fields: closed forms, an expansion rate by differences in time, and that looking at a state changes nothing. */
#include <criterion/criterion.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "solver/scheme.h"
#include "tests/solver/evolve.h"

static double *derived_of(struct ish_solver *solver, enum ish_derived field)
{
	double *value = malloc((size_t)ish_grid_cells(&ish_solver_config(solver)->grid) * sizeof *value);
	ish_solver_derived(solver, field, value);
	return value;
}

/* In the first cell. */
static double first_of(struct ish_solver *solver, enum ish_derived field)
{
	double *value = derived_of(solver, field);
	const double first = value[0];
	free(value);
	return first;
}

static void assert_near(double have, double want, double tolerance, const char *what)
{
	cr_assert_leq(fabs(have - want), tolerance * fabs(want), "%s: %.17g against %.17g", what, have, want);
}

/* theta = 1/tau, sigma = diag(-1, -1, 2)/(3 tau), pi = diag(phi/2, phi/2, -phi). */
static void check_bjorken(const char *precision, double tolerance)
{
	struct ish_config config;
	ish_config_init(&config);
	set(&config, "problem.name=bjorken");
	set(&config, "problem.T0=2.5");
	set(&config, "problem.phi0=-200.0");
	set(&config, "problem.Pi0=-3.0");
	set(&config, "geometry.name=milne");
	set(&config, "grid.shape=[1,1,4]");
	set(&config, "time.start=0.6");
	set(&config, "eos.name=constant-cs2");
	set(&config, "eos.cs2=0.25");
	set(&config, "eos.p0=3.0");
	set(&config, "transport.zeta_over_s=0.1");
	set(&config, "time.step=0.01");
	set(&config, "time.steps=1");
	set(&config, "backend.planning=estimate");
	set(&config, "backend.precision=%s", precision);
	struct ish_solver *solver = make(&config);
	for (int step = 0; step < 3; step++) {
		double *fields = fields_of(solver);
		const double tau = ish_solver_time(solver), e = fields[0], p = 0.25 * e, t = pow(p / 3.0, 0.2);
		const double phi = -2.0 * fields[4L * ISH_PI11], bulk = fields[4L * ISH_BULK], tau_pi = 5.0 * 0.2 / t;
		assert_near(first_of(solver, ISH_TEMPERATURE), t, tolerance, "T");
		assert_near(first_of(solver, ISH_PRESSURE), p, tolerance, "P");
		assert_near(first_of(solver, ISH_THETA), 1.0 / tau, tolerance, "theta");
		assert_near(first_of(solver, ISH_KNUDSEN), tau_pi * sqrt(2.0 / 3.0) / tau, tolerance, "knudsen");
		assert_near(first_of(solver, ISH_KNUDSEN_THETA), tau_pi / tau, tolerance, "knudsen_theta");
		assert_near(first_of(solver, ISH_REYNOLDS), sqrt(1.5) * fabs(phi) / p, tolerance, "reynolds");
		assert_near(first_of(solver, ISH_REYNOLDS_BULK), fabs(bulk) / p, tolerance, "reynolds_bulk");
		cr_assert_eq(first_of(solver, ISH_CAUSALITY), 1.0, "undetermined");
		free(fields);
		cr_assert_eq(ish_solver_step(solver, 0.01), ISH_OK);
	}
	ish_solver_destroy(solver);
}

Test(derived, fields_of_bjorken_flow_are_those_of_the_closed_forms)
{
	check_bjorken("double", 1e-13);
}

Test(derived, fields_of_bjorken_flow_are_those_of_the_closed_forms_in_float)
{
	check_bjorken("float", 3e-6);
}

/* theta of a wave exp(ikx) in u^x is the wave, a quarter of its length on, times k; sigma:sigma = 2 theta^2/3. */
Test(derived, expansion_of_a_sound_wave_is_its_derivative)
{
	struct ish_config config;
	ish_config_init(&config);
	set(&config, "problem.name=sound");
	set(&config, "problem.amplitude=1e-6");
	set(&config, "problem.wave=[2,0,0]");
	set(&config, "grid.shape=[32,1,1]");
	set(&config, "grid.length=[10,1,1]");
	set(&config, "filter.name=none");
	set(&config, "backend.planning=estimate");
	struct ish_solver *solver = make(&config);
	cr_assert_eq(ish_solver_step(solver, 0.01), ISH_OK);
	const double k = 2.0 * 2.0 * 3.14159265358979323846 / 10.0;
	double *fields = fields_of(solver), *theta = derived_of(solver, ISH_THETA),
	       *knudsen = derived_of(solver, ISH_KNUDSEN);
	double *t = derived_of(solver, ISH_TEMPERATURE);
	const double *u = fields + 32L * ISH_U1;
	for (int i = 0; i < 32; i++) {
		/* a quarter of 16 points on; what is left is of second order in the amplitude */
		const double want = k * u[(i + 4) % 32];
		cr_assert_leq(fabs(theta[i] - want), 1e-11, "%d: %g against %g", i, theta[i], want);
		cr_assert_leq(fabs(knudsen[i] - 1.0 / t[i] * sqrt(2.0 / 3.0) * fabs(want)), 1e-11);
	}
	free(t);
	free(knudsen);
	free(theta);
	free(fields);
	ish_solver_destroy(solver);
}

static void random_flow(struct ish_config *config, const char *geometry, const char *scheme, int threads)
{
	ish_config_init(config);
	set(config, "problem.name=random");
	set(config, "problem.modes=1");
	set(config, "geometry.name=%s", geometry);
	set(config, "geometry.exponents=[0.3,-0.1,0.8]");
	set(config, "time.start=0.8");
	set(config, "grid.shape=[12,10,9]");
	set(config, "transport.zeta_over_s=0.1");
	set(config, "time.scheme=%s", scheme);
	set(config, "filter.name=none");
	set(config, "backend.planning=estimate");
	set(config, "backend.derivative=fft");
	set(config, "backend.threads=%d", threads);
}

static double gamma_of(const double *fields, long cells, long i)
{
	const double *u = fields + cells * ISH_U1;
	return sqrt(1.0 + u[i] * u[i] + u[i + cells] * u[i + cells] + u[i + 2 * cells] * u[i + 2 * cells]);
}

/* d/dx_axis by the trigonometric interpolant, summed mode by mode. */
static double slope_along(const struct ish_config *config, const double *u, int axis, const int at[3])
{
	const int n = config->grid.shape[axis];
	double sum = 0.0;
	for (int m = 0; m < n; m++) {
		int index[3] = {at[0], at[1], at[2]};
		index[axis] = m;
		const double value = u[index[0] + 12 * (index[1] + 10 * index[2])];
		for (int k = 1; 2 * k < n; k++) {
			const double q = 2.0 * 3.14159265358979323846 * k;
			sum -= 2.0 / n * value * q / config->grid.length[axis] * sin(q * (at[axis] - m) / n);
		}
	}
	return sum;
}

/* theta = du^0/dt + D_i u^i + H u^0 with du^0/dt by differences over steps of the solver, third order. */
static void check_theta(const char *geometry, const double a[3], double rate)
{
	const double h = 2e-3;
	struct ish_config config;
	random_flow(&config, geometry, "imex-ssp3", 2);
	const long cells = ish_grid_cells(&config.grid);
	struct ish_solver *solver = make(&config);
	double *theta = derived_of(solver, ISH_THETA), *at[4];
	for (int i = 0; i < 4; i++) {
		at[i] = fields_of(solver);
		cr_assert_eq(ish_solver_step(solver, h), ISH_OK);
	}
	double worst = 0.0, most = 0.0;
	for (long i = 0; i < cells; i++) {
		const int index[3] = {(int)(i % 12), (int)(i / 12 % 10), (int)(i / 120)};
		double want = (-11.0 / 6.0 * gamma_of(at[0], cells, i) + 3.0 * gamma_of(at[1], cells, i) -
		               1.5 * gamma_of(at[2], cells, i) + 1.0 / 3.0 * gamma_of(at[3], cells, i)) /
		              h;
		for (int axis = 0; axis < 3; axis++) {
			want += slope_along(&config, at[0] + cells * (ISH_U1 + axis), axis, index) / a[axis];
		}
		want += rate * gamma_of(at[0], cells, i);
		worst = fmax(worst, fabs(theta[i] - want));
		most = fmax(most, fabs(want));
	}
	cr_log_info("%s: %g of %g", geometry, worst, most);
	/* h^3 times the fourth derivative of u^0, of size 1; a lost term would be 0.01 and more */
	cr_assert_lt(worst, 2e-8, "%s: %g of %g", geometry, worst, most);
	for (int i = 0; i < 4; i++) {
		free(at[i]);
	}
	free(theta);
	ish_solver_destroy(solver);
}

Test(derived, expansion_rate_is_that_of_the_flow_that_the_solver_makes)
{
	check_theta("minkowski", (const double[3]){1.0, 1.0, 1.0}, 0.0);
	check_theta("milne", (const double[3]){1.0, 1.0, 0.8}, 1.0 / 0.8);
	check_theta("kasner", (const double[3]){pow(0.8, 0.3), pow(0.8, -0.1), pow(0.8, 0.8)}, 1.0 / 0.8);
}

/* All fields of a state, then a few steps: the same bits with and without, for any number of threads. */
Test(derived, looking_at_a_state_changes_no_bit_of_the_run)
{
	for (int s = 0; s < ish_scheme_count(); s++) {
		struct ish_config config;
		double *kept[3], *seen[3][ISH_DERIVED_COUNT];
		const long cells = 12L * 10 * 9;
		for (int run = 0; run < 3; run++) {
			random_flow(&config, "milne", ish_scheme_at(s)->name, run == 2 ? 4 : 1);
			struct ish_solver *solver = make(&config);
			for (int step = 0; step < 3; step++) {
				for (int f = 0; f < ISH_DERIVED_COUNT; f++) {
					if (run > 0) {
						struct ish_peak peak;
						double *value = derived_of(solver, (enum ish_derived)f);
						ish_solver_peak(solver, (enum ish_derived)f, &peak);
						const long at =
							peak.index[0] + 12L * (peak.index[1] + 10L * peak.index[2]);
						cr_assert_eq(peak.value, value[at]);
						for (long i = 0; i < cells; i++) {
							cr_assert(value[i] < peak.value ||
							          (value[i] == peak.value && i >= at));
						}
						if (step > 0) {
							free(seen[run][f]);
						}
						seen[run][f] = value;
					}
				}
				if (run > 0) {
					cr_assert_not_null(ish_solver_spectra(solver));
				}
				cr_assert_eq(ish_solver_step(solver, 0.01), ISH_OK);
			}
			kept[run] = fields_of(solver);
			ish_solver_destroy(solver);
		}
		const size_t bytes = ISH_PRIMITIVES * (size_t)cells * sizeof(double);
		cr_assert_eq(memcmp(kept[0], kept[1], bytes), 0, "%s", ish_scheme_at(s)->name);
		cr_assert_eq(memcmp(kept[0], kept[2], bytes), 0, "%s", ish_scheme_at(s)->name);
		for (int f = 0; f < ISH_DERIVED_COUNT; f++) {
			cr_assert_eq(memcmp(seen[1][f], seen[2][f], (size_t)cells * sizeof(double)), 0, "%s",
			             ish_derived_name[f]);
			free(seen[1][f]);
			free(seen[2][f]);
		}
		for (int run = 0; run < 3; run++) {
			free(kept[run]);
		}
	}
}

/* A strongly stressed random state: all three classes. The sweeps of the series and the field agree, for any number of threads. */
Test(derived, series_and_fields_agree)
{
	struct ish_diagnostics first = {.step = 0};
	for (int threads = 1; threads <= 4; threads++) {
		struct ish_config config;
		struct ish_diagnostics row;
		struct ish_peak peak;
		long count[3] = {0};
		random_flow(&config, "minkowski", "imex-ssp2", threads);
		set(&config, "grid.shape=[24,20,9]");
		set(&config, "problem.shear=0.9");
		set(&config, "problem.bulk=0.6");
		set(&config, "transport.tau_pi=2.8");
		set(&config, "transport.tau_Pi=8");
		struct ish_solver *solver = make(&config);
		ish_solver_diagnose(solver, &row);
		double *kind = derived_of(solver, ISH_CAUSALITY);
		const long cells = 24L * 20 * 9;
		for (long i = 0; i < cells; i++) {
			count[(int)kind[i]]++;
		}
		cr_assert_eq(row.causal, count[0]);
		cr_assert_eq(row.undetermined, count[1]);
		cr_assert_eq(row.acausal, count[2]);
		cr_assert(count[0] > 0 && count[1] > 0 && count[2] > 0, "%ld, %ld, %ld", count[0], count[1], count[2]);
		cr_assert_lt(row.causality_margin, 0.0);
		cr_assert_eq(kind[row.causality_cell], 2.0);
		ish_solver_peak(solver, ISH_KNUDSEN, &peak);
		assert_near(peak.value, row.knudsen_sigma, 1e-13, "knudsen");
		ish_solver_peak(solver, ISH_KNUDSEN_THETA, &peak);
		assert_near(peak.value, row.knudsen_theta, 1e-13, "knudsen_theta");
		ish_solver_peak(solver, ISH_REYNOLDS, &peak);
		assert_near(peak.value, row.reynolds_shear, 1e-13, "reynolds");
		ish_solver_peak(solver, ISH_REYNOLDS_BULK, &peak);
		assert_near(peak.value, row.reynolds_bulk, 1e-13, "reynolds_bulk");
		cr_assert(threads == 1 || (first.transverse_margin == row.transverse_margin &&
		                           first.transverse_cell == row.transverse_cell));
		cr_assert(threads == 1 || (first.causality_margin == row.causality_margin &&
		                           first.causality_cell == row.causality_cell));
		first = row;
		free(kind);
		ish_solver_destroy(solver);
	}
}
