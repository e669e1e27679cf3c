/* Power spectra: Parseval, single modes, shells and tails, and the same bits for any number of threads. */
#include <criterion/criterion.h>
#include <math.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "spectral/plan.h"
#include "spectral/spectrum.h"

#define EPSILON ((double)ISH_REAL_EPSILON)
#define PI 3.14159265358979323846

enum { SHELLS = 256, THREADS = 4 };

static uint64_t seed = 5;

static double uniform(double low, double high)
{
	seed = seed * 6364136223846793005u + 1442695040888963407u;
	return low + (high - low) * (double)(seed >> 11) * 0x1p-53;
}

struct bench {
	struct ish_grid grid;
	struct ish_arena *arena;
	struct ish_scratch *scratch;
	struct ish_spectrum *spectrum;
	ISH_REAL *f, *g, *re, *im;
	double spacing[3];
	double shell[2][SHELLS];
	struct ish_power power[2];
};

static void lay_out(struct bench *b)
{
	const size_t bytes = (size_t)ish_grid_cells(&b->grid) * sizeof(ISH_REAL);
	cr_assert_eq(ish_spectrum_create(&b->spectrum, &b->grid, b->arena), ISH_OK);
	cr_assert_eq(ish_scratch_create(&b->scratch, b->arena, THREADS, ish_spectrum_scratch(&b->grid)), ISH_OK);
	b->f = ish_arena_take(b->arena, "test", bytes);
	b->g = ish_arena_take(b->arena, "test", bytes);
	b->re = ish_arena_take(b->arena, "test", bytes);
	b->im = ish_arena_take(b->arena, "test", bytes);
}

static void begin(struct bench *b, int nx, int ny, int nz)
{
	*b = (struct bench){.grid = {.shape = {nx, ny, nz}, .length = {2.0, 3.0, 5.0}}};
	for (int axis = 0; axis < 3; axis++) {
		b->spacing[axis] = 2.0 * PI / b->grid.length[axis];
	}
	cr_assert_eq(ish_arena_create(&b->arena), ISH_OK);
	lay_out(b);
	cr_assert_eq(ish_arena_reserve(b->arena, 0), ISH_OK);
	lay_out(b);
	cr_assert_leq(ish_spectrum_shells(&b->grid), SHELLS);
}

static void end(struct bench *b)
{
	ish_spectrum_destroy(b->spectrum);
	ish_scratch_destroy(b->scratch);
	ish_arena_destroy(b->arena);
}

static void evaluate(struct bench *b, int threads)
{
	memset(b->shell, 0, sizeof b->shell);
	for (int i = 0; i < 2; i++) {
		b->power[i] = (struct ish_power){.shell = b->shell[i]};
	}
	ish_spectrum_add(b->spectrum, b->f, b->g, b->re, b->im, b->spacing, b->scratch, threads, &b->power[0],
	                 &b->power[1]);
}

static double shell_sum(const struct bench *b, int field)
{
	double sum = 0.0;
	for (int s = 0; s < SHELLS; s++) {
		sum += b->shell[field][s];
	}
	return sum;
}

static const int grids[][3] = {{16, 12, 10}, {9, 7, 5},  {32, 1, 1}, {1, 31, 1},
                               {1, 1, 64},   {8, 1, 20}, {1, 17, 6}, {4, 4, 4}};
enum { GRIDS = sizeof grids / sizeof grids[0] };

Test(spectrum, shells_add_up_to_the_mean_square_of_the_fluctuation)
{
	for (int i = 0; i < GRIDS; i++) {
		struct bench b;
		begin(&b, grids[i][0], grids[i][1], grids[i][2]);
		const ptrdiff_t cells = ish_grid_cells(&b.grid);
		double mean[2] = {0.0}, square[2] = {0.0};
		for (ptrdiff_t c = 0; c < cells; c++) {
			b.f[c] = (ISH_REAL)uniform(-1.0, 3.0);
			b.g[c] = (ISH_REAL)uniform(-0.1, 0.1);
			mean[0] += (double)b.f[c] / (double)cells;
			mean[1] += (double)b.g[c] / (double)cells;
		}
		for (ptrdiff_t c = 0; c < cells; c++) {
			square[0] += pow((double)b.f[c] - mean[0], 2.0) / (double)cells;
			square[1] += pow((double)b.g[c] - mean[1], 2.0) / (double)cells;
		}
		evaluate(&b, 2);
		/* one transform for both: rounding is that of the larger field */
		const double tolerance = 20.0 * EPSILON * square[0];
		for (int k = 0; k < 2; k++) {
			cr_assert_leq(fabs(b.power[k].fluctuation - square[k]), tolerance, "grid %d: %g against %g", i,
			              b.power[k].fluctuation, square[k]);
			cr_assert_leq(fabs(shell_sum(&b, k) - square[k]), tolerance, "grid %d", i);
		}
		end(&b);
	}
}

/* f = 3 + 0.5 cos(k.x + 1), g = 0.25 sin(q.x): each mean square in its shell, and in the tails that it belongs to. */
static void check_modes(struct bench *b, const int k[3], const int q[3])
{
	const int *n = b->grid.shape;
	for (ptrdiff_t c = 0; c < ish_grid_cells(&b->grid); c++) {
		const int x[3] = {(int)(c % n[0]), (int)(c / n[0] % n[1]), (int)(c / n[0] / n[1])};
		double kx = 1.0, qx = 0.0;
		for (int axis = 0; axis < 3; axis++) {
			kx += 2.0 * PI * k[axis] * x[axis] / n[axis];
			qx += 2.0 * PI * q[axis] * x[axis] / n[axis];
		}
		b->f[c] = (ISH_REAL)(3.0 + 0.5 * cos(kx));
		b->g[c] = (ISH_REAL)(0.25 * sin(qx));
	}
	evaluate(b, 3);
	const double width = ish_spectrum_width(&b->grid, b->spacing), square[2] = {0.125, 0.03125};
	for (int i = 0; i < 2; i++) {
		const int *m = i == 0 ? k : q;
		double k2 = 0.0;
		for (int axis = 0; axis < 3; axis++) {
			k2 += pow(m[axis] * b->spacing[axis], 2.0);
			const double tail = 3 * abs(m[axis]) > n[axis] ? square[i] : 0.0;
			cr_assert_leq(fabs(b->power[i].tail[axis] - tail), 60.0 * EPSILON, "tail of axis %d: %g", axis,
			              b->power[i].tail[axis]);
		}
		const int shell = (int)floor(sqrt(k2) / width + 0.5);
		for (int s = 0; s < SHELLS; s++) {
			const double want = s == shell ? square[i] : 0.0;
			cr_assert_leq(fabs(b->shell[i][s] - want), 60.0 * EPSILON, "shell %d of %d: %g", s, shell,
			              b->shell[i][s]);
		}
	}
}

Test(spectrum, a_wave_stands_in_its_shell_and_in_the_tails_of_its_axes)
{
	struct bench b;
	begin(&b, 16, 12, 9);
	check_modes(&b, (const int[3]){1, 0, 0}, (const int[3]){0, -1, 0});
	check_modes(&b, (const int[3]){5, -2, 1}, (const int[3]){6, 0, 0});
	check_modes(&b, (const int[3]){-7, 5, 4}, (const int[3]){2, 4, 3});
	check_modes(&b, (const int[3]){2, 3, -4}, (const int[3]){0, 0, 4});
	end(&b);
	begin(&b, 1, 20, 1);
	check_modes(&b, (const int[3]){0, 7, 0}, (const int[3]){0, 6, 0});
	end(&b);
}

Test(spectrum, a_wave_number_on_a_border_belongs_to_the_upper_shell)
{
	struct bench b;
	begin(&b, 8, 8, 1);
	/* k_y = half a width of the shells, which x gives */
	for (int i = 0; i < 100; i++) {
		const double spacing = uniform(0.1, 10.0);
		b.spacing[0] = spacing;
		b.spacing[1] = 0.5 * spacing;
		for (ptrdiff_t c = 0; c < 64; c++) {
			b.f[c] = (ISH_REAL)cos(2.0 * PI * (double)(c / 8) / 8.0);
			b.g[c] = (ISH_REAL)0;
		}
		evaluate(&b, 1);
		cr_assert_leq(fabs(b.shell[0][1] - 0.5), 10.0 * EPSILON, "%.17g", spacing);
	}
	end(&b);
}

Test(spectrum, powers_of_several_fields_add_up)
{
	struct bench b;
	begin(&b, 8, 6, 4);
	for (ptrdiff_t c = 0; c < ish_grid_cells(&b.grid); c++) {
		b.f[c] = (ISH_REAL)uniform(-1.0, 1.0);
		b.g[c] = (ISH_REAL)uniform(-1.0, 1.0);
	}
	evaluate(&b, 1);
	double together[SHELLS] = {0.0};
	struct ish_power all = {.shell = together};
	ish_spectrum_add(b.spectrum, b.f, b.g, b.re, b.im, b.spacing, b.scratch, 1, &all, &all);
	cr_assert_leq(fabs(all.fluctuation - b.power[0].fluctuation - b.power[1].fluctuation), 10.0 * DBL_EPSILON);
	for (int axis = 0; axis < 3; axis++) {
		cr_assert_leq(fabs(all.tail[axis] - b.power[0].tail[axis] - b.power[1].tail[axis]), 10.0 * DBL_EPSILON);
	}
	for (int s = 0; s < SHELLS; s++) {
		cr_assert_leq(fabs(together[s] - b.shell[0][s] - b.shell[1][s]), 10.0 * DBL_EPSILON);
	}
	end(&b);
}

Test(spectrum, any_number_of_threads_gives_the_same_bits)
{
	for (int i = 0; i < GRIDS; i++) {
		struct bench b;
		begin(&b, grids[i][0], grids[i][1], grids[i][2]);
		for (ptrdiff_t c = 0; c < ish_grid_cells(&b.grid); c++) {
			b.f[c] = (ISH_REAL)uniform(-1.0, 1.0);
			b.g[c] = (ISH_REAL)uniform(-1.0, 1.0);
		}
		evaluate(&b, 1);
		const struct bench one = b;
		for (int threads = 2; threads <= THREADS; threads++) {
			evaluate(&b, threads);
			cr_assert_eq(memcmp(one.shell, b.shell, sizeof b.shell), 0, "grid %d, %d threads", i, threads);
			cr_assert_eq(memcmp(one.power[1].tail, b.power[1].tail, sizeof b.power[1].tail), 0);
			cr_assert_eq(one.power[0].fluctuation, b.power[0].fluctuation);
		}
		end(&b);
	}
}

Test(spectrum, one_point_has_none)
{
	struct bench b;
	begin(&b, 1, 1, 1);
	b.f[0] = (ISH_REAL)2;
	evaluate(&b, 1);
	cr_assert_eq(b.power[0].fluctuation, 0.0);
	cr_assert_eq(ish_spectrum_width(&b.grid, b.spacing), 0.0);
	end(&b);
}
