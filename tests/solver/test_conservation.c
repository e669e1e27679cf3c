/*
 * Totals over 1000 steps of a smooth random 3D state in all ten fields: every scheme, both backends, with and
 * without the filter.
 */
#include <criterion/criterion.h>
#include <math.h>
#include <string.h>

#include "solver/scheme.h"
#include "tests/solver/evolve.h"

static const char *const geometries[] = {"minkowski", "milne", "flrw", "kasner"};
enum { GEOMETRIES = 4 };

struct drift {
	double energy,
		momentum; /* the largest over the run, in units of the first energy; momentum: largest component */
};

static void conservation_config(struct ish_config *config, const char *geometry)
{
	ish_config_init(config);
	set(config, "grid.shape=[10,9,8]");
	set(config, "geometry.name=\"%s\"", geometry);
	set(config, "geometry.exponents=[0.6666666666666666, 0.6666666666666666, -0.3333333333333333]");
	set(config, "time.start=%s", strcmp(geometry, "minkowski") == 0 ? "0.0" : "1.0");
	set(config, "time.end=6.0");
	set(config, "time.step=0.005");
	set(config, "transport.zeta_over_s=0.05");
	set(config, "transport.tau_Pi=6.0");
	set(config, "eos.name=\"constant-cs2\"");
	set(config, "eos.cs2=0.25");
	set(config, "problem.name=\"random\"");
	set(config, "backend.threads=1"); /* the bits are those of any number of threads */
	set(config, "backend.planning=\"estimate\"");
}

/* 1000 steps of 0.005 fm, looked at after every 50. */
static struct drift drift_of(const struct ish_config *config)
{
	struct ish_diagnostics first, now;
	struct drift drift = {0.0, 0.0};
	struct ish_solver *solver = make(config);
	ish_solver_diagnose(solver, &first);
	for (int i = 1; i <= 20; i++) {
		advance_to(solver, config->time.start + 0.25 * i, 50);
		ish_solver_diagnose(solver, &now);
		drift.energy = fmax(drift.energy, fabs(now.energy - first.energy) / first.energy);
		for (int j = 0; j < 3; j++) {
			drift.momentum = fmax(drift.momentum, fabs(now.momentum[j] - first.momentum[j]) / first.energy);
		}
	}
	cr_assert_eq(ish_solver_step_count(solver), 1000);
	ish_solver_destroy(solver);
	return drift;
}

/*
 * The sums of the derivatives vanish to round-off (numerics.md), so the drift is that of the last digits of the
 * totals; 1e-13 is the promise.
 */
Test(conservation, of_energy_and_momentum_holds_in_minkowski_space_over_1000_steps, .timeout = 1200)
{
	static const char *const filters[] = {"none", "exponential"}, *const backends[] = {"fft", "matrix"};
	struct drift worst = {0.0, 0.0};
	for (int s = 0; s < ish_scheme_count(); s++) {
		for (int f = 0; f < 2; f++) {
			for (int b = 0; b < 2; b++) {
				struct ish_config config;
				conservation_config(&config, "minkowski");
				set(&config, "time.scheme=\"%s\"", ish_scheme_at(s)->name);
				set(&config, "filter.name=\"%s\"", filters[f]);
				set(&config, "backend.derivative=\"%s\"", backends[b]);
				const struct drift d = drift_of(&config);
				cr_log_info("%s, filter %s, %s: E %.2e, M %.2e", ish_scheme_at(s)->name, filters[f],
				            backends[b], d.energy, d.momentum);
				cr_assert_lt(d.energy, 1e-13, "%s, filter %s, %s: E drifts by %.3e",
				             ish_scheme_at(s)->name, filters[f], backends[b], d.energy);
				cr_assert_lt(d.momentum, 1e-13, "%s, filter %s, %s: M drifts by %.3e",
				             ish_scheme_at(s)->name, filters[f], backends[b], d.momentum);
				worst.energy = fmax(worst.energy, d.energy);
				worst.momentum = fmax(worst.momentum, d.momentum);
			}
		}
	}
	cr_log_info("worst: E %.2e, M %.2e", worst.energy, worst.momentum);
}

Test(conservation, of_momentum_holds_in_every_geometry_over_1000_steps, .timeout = 1200)
{
	for (int g = 1; g < GEOMETRIES; g++) {
		for (int s = 0; s < ish_scheme_count(); s++) {
			struct ish_config config;
			conservation_config(&config, geometries[g]);
			set(&config, "time.scheme=\"%s\"", ish_scheme_at(s)->name);
			set(&config, "filter.name=\"%s\"", s % 2 ? "exponential" : "none");
			set(&config, "backend.derivative=\"%s\"", s / 2 % 2 ? "fft" : "matrix");
			const struct drift d = drift_of(&config);
			cr_log_info("%s, %s: M %.2e", geometries[g], ish_scheme_at(s)->name, d.momentum);
			cr_assert_lt(d.momentum, 1e-13, "%s, %s: M drifts by %.3e", geometries[g],
			             ish_scheme_at(s)->name, d.momentum);
			cr_assert_gt(d.energy, 1e-2, "%s: an expanding box does work", geometries[g]);
		}
	}
}

/*
 * In single precision a cell rounds to 6e-8 of its E and M at each of the 2 to 4 additions of a step; over 1000
 * steps and 720 cells such errors add up as a random walk, 6e-8 sqrt(3000/720) = 1e-7 of E; 1e-6 leaves room for
 * rounding with a preferred direction.
 */
Test(conservation, in_single_precision_holds_to_its_rounding, .timeout = 1200)
{
	struct drift worst = {0.0, 0.0};
	for (int g = 0; g < GEOMETRIES; g++) {
		for (int s = 0; s < ish_scheme_count(); s++) {
			struct ish_config config;
			conservation_config(&config, geometries[g]);
			set(&config, "backend.precision=\"float\"");
			set(&config, "time.scheme=\"%s\"", ish_scheme_at(s)->name);
			set(&config, "filter.name=\"%s\"", s % 2 ? "exponential" : "none");
			set(&config, "backend.derivative=\"%s\"", s / 2 % 2 ? "fft" : "matrix");
			const struct drift d = drift_of(&config);
			cr_log_info("%s, %s: E %.2e, M %.2e", geometries[g], ish_scheme_at(s)->name, d.energy,
			            d.momentum);
			worst.momentum = fmax(worst.momentum, d.momentum);
			if (g == 0) {
				worst.energy = fmax(worst.energy, d.energy);
			}
		}
	}
	cr_log_info("float, worst: E %.2e, M %.2e", worst.energy, worst.momentum);
	cr_assert_lt(worst.energy, 1e-6, "E drifts by %.3e", worst.energy);
	cr_assert_lt(worst.momentum, 1e-6, "M drifts by %.3e", worst.momentum);
	cr_assert_gt(worst.energy, 1e-12, "the precision was not single");
}
