/* Spectra of a state: closed forms, Parseval in an expanding geometry, tails that tell a resolved flow from one that is not. */
#include <criterion/criterion.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "tests/solver/evolve.h"

#define PI 3.14159265358979323846

/* A wave of amplitude 1e-3 in e and u, two periods in 10 fm. */
static void check_wave(const char *precision, double tolerance)
{
	struct ish_config config;
	ish_config_init(&config);
	set(&config, "problem.name=sound");
	set(&config, "problem.amplitude=1e-3");
	set(&config, "problem.wave=[2,0,0]");
	set(&config, "grid.shape=[32,1,1]");
	set(&config, "grid.length=[10,1,1]");
	set(&config, "backend.planning=estimate");
	set(&config, "backend.precision=%s", precision);
	struct ish_solver *solver = make(&config);
	double *fields = fields_of(solver);
	const struct ish_spectra *s = ish_solver_spectra(solver);
	const double unit = 2.0 * PI / 10.0;
	double most[2] = {0.0};
	cr_assert_eq(s->shells, 17);
	cr_assert_float_eq(s->width, unit, 1e-15);
	for (int i = 0; i < s->shells; i++) {
		cr_assert_float_eq(s->k[i], i * unit, 1e-13);
	}
	/* mean squares of the fields, all in the shell k = 2 units */
	for (long i = 0; i < 32; i++) {
		const double e = fields[i] - fields[0], u = fields[32 * ISH_U1 + i];
		most[0] += e * e / 32.0;
		most[1] += u * u / 32.0;
	}
	double mean = 0.0;
	for (long i = 0; i < 32; i++) {
		mean += (fields[i] - fields[0]) / 32.0;
	}
	most[0] -= mean * mean;
	for (int i = 0; i < s->shells; i++) {
		cr_assert_float_eq(s->e[i] * s->width, i == 2 ? most[0] : 0.0, tolerance * most[0], "%d: %g", i,
		                   s->e[i]);
		cr_assert_float_eq(s->u[i] * s->width, i == 2 ? most[1] : 0.0, tolerance * most[1], "%d: %g", i,
		                   s->u[i]);
	}
	cr_assert_gt(most[0], 0.0);
	cr_assert(s->tail_e < tolerance && s->tail_u < tolerance && s->tail < tolerance);
	free(fields);
	ish_solver_destroy(solver);
}

/* Rounding of e itself, a thousand times the wave. */
Test(spectra, a_sound_wave_stands_in_its_shell)
{
	check_wave("double", 1e-11);
}

Test(spectra, a_sound_wave_stands_in_its_shell_in_float)
{
	check_wave("float", 2e-3);
}

static double variance(const double *field, long cells)
{
	double mean = 0.0, square = 0.0;
	for (long i = 0; i < cells; i++) {
		mean += field[i] / (double)cells;
	}
	for (long i = 0; i < cells; i++) {
		square += (field[i] - mean) * (field[i] - mean) / (double)cells;
	}
	return square;
}

/* In Milne space the third wave number is 2 pi m/(L tau): shells are of the physical |k|, and change. */
Test(spectra, shells_add_up_to_the_variance_at_any_time_for_any_number_of_threads)
{
	const long cells = 12L * 10 * 9;
	double first[2][64] = {{0.0}};
	for (int threads = 1; threads <= 4; threads++) {
		struct ish_config config;
		ish_config_init(&config);
		set(&config, "problem.name=random");
		set(&config, "geometry.name=milne");
		set(&config, "time.start=0.5");
		set(&config, "time.end=10");
		set(&config, "grid.shape=[12,10,9]");
		set(&config, "grid.length=[4,5,3]");
		set(&config, "backend.planning=estimate");
		set(&config, "backend.derivative=fft");
		set(&config, "backend.threads=%d", threads);
		struct ish_solver *solver = make(&config);
		for (int step = 0; step < 2; step++) {
			const struct ish_spectra *s = ish_solver_spectra(solver);
			const double tau = ish_solver_time(solver), x = 2.0 * PI / 4.0, z = 2.0 * PI / (3.0 * tau);
			double *fields = fields_of(solver), e = 0.0, u = 0.0;
			cr_assert_float_eq(s->width, fmax(x, z), 1e-14);
			for (int i = 0; i < s->shells; i++) {
				e += s->e[i] * s->width;
				u += s->u[i] * s->width;
			}
			const double want_e = variance(fields, cells);
			const double want_u = variance(fields + ISH_U1 * cells, cells) +
			                      variance(fields + ISH_U2 * cells, cells) +
			                      variance(fields + ISH_U3 * cells, cells);
			cr_assert_float_eq(e, want_e, 1e-12 * want_e);
			cr_assert_float_eq(u, want_u, 1e-12 * want_u);
			cr_assert_leq(s->shells, 64);
			if (threads == 1) {
				memcpy(first[step], s->e, (size_t)s->shells * sizeof *s->e);
			}
			cr_assert_eq(memcmp(first[step], s->e, (size_t)s->shells * sizeof *s->e), 0, "%d threads",
			             threads);
			free(fields);
			advance_to(solver, 0.6, 4);
		}
		ish_solver_destroy(solver);
	}
}

/* A strong sound wave in an ideal fluid steepens: 32 points lose it, 256 hold it for longer. */
static double tail_at(int points, double end)
{
	struct ish_config config;
	ish_config_init(&config);
	set(&config, "problem.name=sound");
	set(&config, "problem.amplitude=0.3");
	set(&config, "transport.eta_over_s=0");
	set(&config, "grid.shape=[%d,1,1]", points);
	set(&config, "time.scheme=imex-ssp3");
	set(&config, "backend.planning=estimate");
	struct ish_solver *solver = make(&config);
	if (end > 0.0) {
		advance_to(solver, end, (long)(end / ish_solver_cfl_dt(solver)) + 1);
	}
	const double tail = ish_solver_spectra(solver)->tail;
	ish_solver_destroy(solver);
	return tail;
}

Test(spectra, tail_tells_a_wave_that_is_resolved_from_one_that_is_not)
{
	/* not steep yet; at 8 fm both hold it; at 11 fm the front is 1/4 of a fm wide, near the spacing of the coarse grid */
	cr_assert_lt(tail_at(32, 0.0), 1e-25);
	cr_assert_lt(tail_at(32, 8.0), 1e-4);
	cr_assert_lt(tail_at(256, 8.0), 1e-15);
	cr_assert_gt(tail_at(32, 11.0), 1e-3);
	cr_assert_lt(tail_at(256, 11.0), 1e-4);
}

Test(spectra, a_fluid_without_structure_has_no_tail)
{
	struct ish_config config;
	ish_config_init(&config);
	set(&config, "problem.name=homogeneous");
	set(&config, "grid.shape=[8,6,5]");
	set(&config, "backend.planning=estimate");
	struct ish_solver *solver = make(&config);
	for (int i = 0; i < 3; i++) {
		const struct ish_spectra *s = ish_solver_spectra(solver);
		cr_assert(s->tail == 0.0 && s->tail_e == 0.0 && s->tail_u == 0.0);
		cr_assert_eq(ish_solver_step(solver, 0.01), ISH_OK);
	}
	ish_solver_destroy(solver);
	set(&config, "grid.shape=[1,1,1]");
	set(&config, "time.step=0.01");
	solver = make(&config);
	cr_assert_eq(ish_solver_spectra(solver)->shells, 0);
	cr_assert_eq(ish_solver_spectra(solver)->tail, 0.0);
	ish_solver_destroy(solver);
	set(&config, "output.spectra_every=0");
	solver = make(&config);
	cr_assert_null(ish_solver_spectra(solver));
	ish_solver_destroy(solver);
}
