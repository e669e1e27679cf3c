/*
 * What a run tells of its pointwise work: for each region the table's counts (solver/work.h) times cells, calls and Newton
 * iterations, to the last flop, whatever the grid, the fluid and the scheme.
 */
#include <criterion/criterion.h>
#include <math.h>
#include <string.h>

#include "profiler/profile_view.h"
#include "solver/scheme.h"
#include "solver/work.h"
#include "spectral/spectrum_impl.h"
#include "tests/allocation/steady.h"

enum { STEPS = STEADY_WARMUP + STEADY_STEPS };

/* Chunks and tiles that are not full, absent axes, every fluid, schemes with and without an explicit first stage. */
static const struct {
	const char *shape, *eos, *scheme, *filter;
	int axes;
	double cells;
	int shear, bulk, threads;
} runs[] = {{"16,12,10", "conformal", "imex-ssp2", "exponential", 3, 1920, 1, 1, 2},
            {"16,12,10", "constant-cs2", "imex-ssp3", "none", 3, 1920, 1, 1, 1},
            {"17,1,18", "constant-cs2", "imex-ars2", "exponential", 2, 306, 1, 0, 1},
            {"15,13,1", "conformal", "imex-ars3", "two-thirds", 2, 195, 0, 1, 1},
            {"1,12,27", "conformal", "imex-ssp2", "none", 2, 324, 0, 0, 2}};
enum { RUNS = sizeof runs / sizeof runs[0] };

static int eos_of(int r)
{
	return strcmp(runs[r].eos, "conformal") == 0 ? ISH_EOS_CONFORMAL : ISH_EOS_CONSTANT_CS2;
}

/* All places of a name in the tree. */
static struct ish_work told(const char *name, long *calls_out)
{
	const struct ish_profile_view *view = ish_profile_view();
	struct ish_work sum = {.flops = 0.0};
	*calls_out = 0;
	for (int i = 0; i < view->nodes; i++) {
		const struct ish_profile_node *node = &view->node[i];
		if (strcmp(node->region->name, name) == 0) {
			*calls_out += node->calls;
			sum.flops += node->work.flops;
			sum.apart += node->work.apart;
			sum.divisions += node->work.divisions;
			sum.roots += node->work.roots;
			sum.bytes += node->work.bytes;
			sum.cached += node->work.cached;
		}
	}
	return sum;
}

static void run(int r)
{
	struct ish_config config;
	ish_config_init(&config);
	steady_set(&config, "problem.name=\"random\"");
	steady_set(&config, "problem.modes=1");
	steady_set(&config, "grid.shape=[%s]", runs[r].shape);
	steady_set(&config, "eos.name=\"%s\"", runs[r].eos);
	steady_set(&config, "time.scheme=\"%s\"", runs[r].scheme);
	steady_set(&config, "filter.name=\"%s\"", runs[r].filter);
	steady_set(&config, "transport.eta_over_s=%g", 0.2 * runs[r].shear);
	steady_set(&config, "transport.zeta_over_s=%g", 0.05 * runs[r].bulk);
	steady_set(&config, "backend.planning=\"estimate\"");
	steady_set(&config, "output.spectra_every=1");
	steady_set(&config, "backend.threads=%d", runs[r].threads);
	const struct ish_profile_config profile = {.level = ISH_PROFILE_REGIONS, .threads = 2};
	cr_assert_eq(ish_profile_start(&profile), ISH_OK);
	(void)steady_run(&config, NULL);
}

/* Sums of a row of the tables: flops a cell. */
static double flops_of_sums(const struct ish_scheme *s, const double *ea, const double *ia, int stages, int viscous)
{
	double e = 0.0, g = 0.0;
	for (int j = 0; j < stages; j++) {
		e += ea[j] != 0.0;
		g += ia[j] != 0.0 && ish_scheme_uses_implicit(s, j);
	}
	return 2.0 * (ISH_VAR_PI * e + viscous * (e + g));
}

static double iterations_of(int stage)
{
	const struct ish_profile_view *view = ish_profile_view();
	double sum = 0.0;
	for (int i = 0; i < view->statistics; i++) {
		for (int n = 0; n < ISH_PROFILE_BINS && strcmp(view->statistic[i].name, "Newton iterations") == 0; n++) {
			sum += n * (double)view->statistic[i].bin[1 + stage][n];
		}
	}
	return sum;
}

/* So many passes of recovery of one stage, without their sums. */
static double flops_of_recovery(int r, int relax, int stage, int passes)
{
	const int v = 2 * runs[r].shear + runs[r].bulk;
	return ish_work_table.newton[eos_of(r)][v][relax].flops * iterations_of(stage) +
	       passes * runs[r].cells *
	               (ish_work_table.recovered[eos_of(r)][v][relax].flops + ish_work_table.check[v].flops);
}

static double flops_of_recoveries(int r, double *sums_alone_out)
{
	const struct ish_scheme *s = ish_scheme_at(ish_scheme_find(runs[r].scheme));
	const int viscous = 5 * runs[r].shear + runs[r].bulk;
	const bool ended = ish_scheme_ends_with_last_stage(s), filtered = strcmp(runs[r].filter, "none") != 0;
	double flops = 0.0, last = 0.0;
	for (int i = 0; i < s->stages; i++) {
		if (i > 0 || s->implicit_a[0][0] != 0.0) {
			flops += flops_of_recovery(r, s->implicit_a[i][i] > 0.0, i, STEPS) +
			         STEPS * runs[r].cells *
			                 flops_of_sums(s, s->explicit_a[i], s->implicit_a[i], i, viscous);
		}
	}
	if (!ended) {
		last = STEPS * runs[r].cells * flops_of_sums(s, s->explicit_b, s->implicit_b, s->stages, viscous);
	}
	/* once for the initial state, and at the end of the steps where it is not that of the last stage */
	flops += flops_of_recovery(r, 0, -1, 1 + (!ended || filtered ? STEPS : 0));
	*sums_alone_out = filtered ? last : 0.0;
	return flops + (filtered ? 0.0 : last);
}

Test(work, of_recovery_is_the_tables_times_cells_and_newton_iterations)
{
	for (int r = 0; r < RUNS; r++) {
		long calls;
		double sums;
		run(r);
		const double flops = flops_of_recoveries(r, &sums);
		const struct ish_work recovery = told("recovery", &calls);
		cr_expect_eq(recovery.flops, flops, "run %d: %.0f flops told, %.0f done", r, recovery.flops, flops);
		cr_expect_eq(recovery.apart, recovery.flops);
		cr_expect_eq(told("stage sums", &calls).flops, sums, "run %d: %.0f, %.0f", r,
		             told("stage sums", &calls).flops, sums);
		ish_profile_reset();
	}
}

Test(work, of_the_right_hand_side_is_the_tables_times_cells_and_calls)
{
	for (int r = 0; r < RUNS; r++) {
		const int v = 2 * runs[r].shear + runs[r].bulk, viscous = 5 * runs[r].shear + runs[r].bulk;
		const struct ish_sweep_work *cell = &ish_work_table.closure[eos_of(r)][v];
		long calls, derivatives;
		run(r);
		const struct ish_work closure = told("closure", &calls);
		cr_expect_gt(calls, STEPS);
		cr_expect_eq(closure.flops, runs[r].cells * (double)calls * cell->flops, "run %d", r);
		cr_expect_eq(closure.divisions, runs[r].cells * (double)calls * cell->divisions, "run %d", r);
		cr_expect_eq(closure.roots, runs[r].cells * (double)calls * cell->roots, "run %d", r);
		/* e, u and the viscous fields; gradients; what the closure reads and overwrites */
		const int numbers = 4 + viscous + 3 * runs[r].axes + 2 * (4 + viscous);
		cr_expect_eq(closure.bytes - closure.cached, 8.0 * runs[r].cells * (double)calls * numbers, "run %d", r);

		(void)told("derivative", &derivatives);
		double flux = 0.0;
		for (int axis = 0; axis < 3; axis++) {
			const bool present = !(axis == 0 && r == 4) && !(axis == 1 && r == 2) && !(axis == 2 && r == 3);
			flux += present ? ish_work_table.flux[axis][v].flops : 0;
		}
		cr_expect_eq(told("stress-energy", &calls).flops, runs[r].cells * (double)derivatives * flux, "run %d", r);
		/* the first axis stores s d or s u d, the others add it */
		const double sums = 4 * (2 * runs[r].axes - 1) + viscous * (3 * runs[r].axes - 1);
		cr_expect_eq(told("divergence", &calls).flops, runs[r].cells * (double)derivatives * sums, "run %d", r);
		ish_profile_reset();
	}
}

Test(work, of_diagnostics_derived_fields_and_spectra_is_the_tables_times_cells_and_calls)
{
	for (int r = 0; r < RUNS; r++) {
		const int v = 2 * runs[r].shear + runs[r].bulk;
		long calls;
		run(r);
		const struct ish_work seen = told("diagnostics", &calls);
		const double flops = ish_work_table.extremes[v].flops + ish_work_table.causality[eos_of(r)][v].flops + 4;
		cr_expect_eq(calls, STEPS);
		cr_expect_eq(seen.flops, runs[r].cells * (double)calls * flops, "run %d", r);
		const double knudsen = ish_work_table.derived[ISH_KNUDSEN][eos_of(r)][v].flops;
		cr_expect_eq(told("derived fields", &calls).flops, STEPS * runs[r].cells * knudsen, "run %d", r);
		/* of e and u^1, and of u^2 and u^3: each time all modes */
		const struct ish_work spectrum = told("spectrum", &calls);
		cr_expect_eq(calls, 2 * STEPS);
		cr_expect_eq(spectrum.flops, ISH_SPECTRUM_MODE_FLOPS * 2 * STEPS * runs[r].cells, "run %d", r);
		ish_profile_reset();
	}
}
