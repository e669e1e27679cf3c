/*
 * No library allocates in a steady step, whatever is chosen: scheme, derivative backend, planning, precision, threads,
 * grid. Counted by the profiler's hooks; where they are dead the tests are skipped.
 */
#include <criterion/criterion.h>
#include <stdbool.h>

#include "solver/scheme.h"
#include "spectral/plan.h"
#include "tests/allocation/steady.h"

/*
 * Products of small primes and odd; primes for which FFTW takes Rader's or Bluestein's algorithm, in each direction and
 * beside smooth ones; twice a prime; one cell. The long ones, one of which takes the most memory of all (1259), are
 * tried with transforms and one scheme only: what differs otherwise does not depend on the length.
 */
static const struct {
	const char *shape;
	bool is_long;
} grids[] = {{"16,8,8", false}, {"9,7,5", false},   {"4,4,31", false},   {"1,127,4", false}, {"74,1,1", false},
             {"1,1,1", false},  {"1,211,1", true}, {"1009,1,1", true}, {"1,4,1259", true}};
static const char *const backends[] = {"fft", "matrix", "auto"};
static const int threads[] = {1, 2, 4};

enum {
	GRIDS = sizeof grids / sizeof grids[0],
	BACKENDS = sizeof backends / sizeof backends[0],
	THREADS = sizeof threads / sizeof threads[0]
};

static void check(const char *planning, const char *precision, const char *backend, int count, int grid)
{
	for (int s = 0; s < (grids[grid].is_long ? 1 : ish_scheme_count()); s++) {
		const char *const scheme = ish_scheme_at(s)->name;
		struct ish_config config;
		ish_config_init(&config);
		steady_set(&config, "problem.name=\"random\"");
		steady_set(&config, "problem.modes=1"); /* what 4 points can hold */
		steady_set(&config, "grid.shape=[%s]", grids[grid].shape);
		steady_set(&config, "time.scheme=\"%s\"", scheme);
		steady_set(&config, "time.step=1e-4"); /* one cell has no cfl limit */
		steady_set(&config, "transport.zeta_over_s=0.05");
		steady_set(&config, "backend.planning=\"%s\"", planning);
		steady_set(&config, "backend.precision=\"%s\"", precision);
		steady_set(&config, "backend.derivative=\"%s\"", backend);
		steady_set(&config, "backend.threads=%d", count);
		const long found = steady_run(&config, NULL);
		cr_assert_eq(found, 0, "%ld allocations: grid %s, %s, %s, %s, %s, %d threads", found, grids[grid].shape,
		             scheme, planning, precision, backend, count);
	}
}

/* Unless `all`: one long grid, and 4 threads on the first grid alone, because such planning takes time. */
static void check_grids(const char *planning, const char *precision, bool all)
{
	bool long_seen = false;
	steady_begin(threads[THREADS - 1]);
	for (int g = 0; g < GRIDS; g++) {
		if (grids[g].is_long && long_seen && !all) {
			continue;
		}
		long_seen = long_seen || grids[g].is_long;
		for (int b = 0; b < (grids[g].is_long ? 1 : BACKENDS); b++) {
			for (int t = 0; t < (all || g == 0 ? THREADS : THREADS - 1); t++) {
				check(planning, precision, backends[b], threads[t], g);
			}
		}
	}
	ish_profile_reset();
	ish_plan_clear();
}

Test(steady_step, allocates_nothing_with_estimated_plans, .timeout = 120)
{
	check_grids("estimate", "double", true);
}

Test(steady_step, allocates_nothing_with_estimated_plans_in_float, .timeout = 120)
{
	check_grids("estimate", "float", true);
}

Test(steady_step, allocates_nothing_with_measured_plans, .timeout = 120)
{
	check_grids("measure", "double", false);
}

Test(steady_step, allocates_nothing_with_measured_plans_in_float, .timeout = 120)
{
	check_grids("measure", "float", false);
}

Test(steady_step, allocates_nothing_with_patient_plans, .timeout = 120)
{
	check_grids("patient", "double", false);
}

Test(steady_step, allocates_nothing_with_patient_plans_in_float, .timeout = 120)
{
	check_grids("patient", "float", false);
}
