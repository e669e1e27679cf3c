/*
 * The two limits of a roofline (Williams, Waterman, Patterson, Commun. ACM 52, 65 (2009)): arithmetic by matrix products that stay in cache,
 * bandwidth by McCalpin's triad over arrays that do not.
 */
#define _POSIX_C_SOURCE 200809L

#include <math.h>
#include <stdlib.h>
#include <time.h>

#include <cblas.h>
#include <omp.h>

#include "reports/report.h"

enum { SIDE = 256, PRODUCTS = 12, TRIAD_CELLS = 8 << 20, REPETITIONS = 4 };

static double now(void)
{
	struct timespec t;
	(void)clock_gettime(CLOCK_MONOTONIC, &t);
	return (double)t.tv_sec + 1e-9 * (double)t.tv_nsec;
}

/* Each thread multiplies matrices of its own; the best of a few rounds. */
static double measure_flops(int threads, double *matrices)
{
	double best = 0.0;
	for (int r = 0; r < REPETITIONS; r++) {
		const double begin = now();
#pragma omp parallel num_threads(threads)
		{
			const ptrdiff_t size = (ptrdiff_t)SIDE * SIDE;
			double *a = matrices + 3 * size * omp_get_thread_num();
			for (int i = 0; i < PRODUCTS; i++) {
				cblas_dgemm(CblasRowMajor, CblasNoTrans, CblasNoTrans, SIDE, SIDE, SIDE, 1.0, a, SIDE,
				            a + size, SIDE, 0.0, a + 2 * size, SIDE);
			}
		}
		best = fmax(best, 2.0 * SIDE * SIDE * SIDE * PRODUCTS * threads / (now() - begin));
	}
	return best;
}

static double measure_bandwidth(int threads, double *a, const double *b, const double *c)
{
	double best = 0.0;
	for (int r = 0; r < REPETITIONS; r++) {
		const double begin = now();
#pragma omp parallel for simd num_threads(threads) schedule(static)
		for (ptrdiff_t i = 0; i < TRIAD_CELLS; i++) {
			a[i] = b[i] + 1.5 * c[i];
		}
		best = fmax(best, 3.0 * sizeof *a * TRIAD_CELLS / (now() - begin));
	}
	return best;
}

enum ish_status ish_machine_limits_measure(int threads, struct ish_machine_limits *limits_out)
{
	const size_t matrices = 3 * (size_t)SIDE * SIDE * (size_t)threads;
	const size_t cells = matrices > 3 * (size_t)TRIAD_CELLS ? matrices : 3 * (size_t)TRIAD_CELLS;
	double *work = malloc(cells * sizeof *work);
	*limits_out = (struct ish_machine_limits){.threads = threads};
	if (work == NULL) {
		return ish_fail(ISH_ERR_MEMORY, "the machine's limits: no memory for arrays of %zu bytes",
		                cells * sizeof *work);
	}
#pragma omp parallel for num_threads(threads) schedule(static)
	for (size_t i = 0; i < cells; i++) {
		work[i] = 1e-3;
	}
	const int blas_threads = openblas_get_num_threads();
	openblas_set_num_threads(1);
	limits_out->flops = measure_flops(threads, work);
	openblas_set_num_threads(blas_threads);
	limits_out->bandwidth = measure_bandwidth(threads, work, work + TRIAD_CELLS, work + 2 * (size_t)TRIAD_CELLS);
	free(work);
	return ISH_OK;
}
