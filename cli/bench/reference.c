/*
 * Operations that no change of this program makes faster or slower: what a machine, or a noisy day, is judged by. Each thread
 * multiplies matrices of its own, that stay in its cache, and takes its part of McCalpin's triad.
 */
#include <cblas.h>
#include <stdlib.h>

#include <omp.h>

#include "cli/bench/result.h"
#include "workspace/team.h"

enum { SIDE = 192, TRIAD_CELLS = 1 << 20 }; /* 3 x 288 KiB; 3 x 8 MiB */

struct ish_bench_references {
	int threads;
	double *matrices; /* 3 for each thread */
	double *a, *b, *c;
};

static const struct {
	const char *name, *sentence;
} rows[ISH_BENCH_REFERENCES] = {
	[ISH_BENCH_PRODUCT] = {"dgemm", "reference: a product of two 192 x 192 matrices on each thread"},
	[ISH_BENCH_TRIAD] = {"triad", "reference: a = b + s c over 2^20 doubles"},
};

const char *ish_bench_reference_name(int reference)
{
	return rows[reference].name;
}

const char *ish_bench_reference_sentence(int reference)
{
	return rows[reference].sentence;
}

double ish_bench_reference_flops(int reference, int threads)
{
	return reference == ISH_BENCH_PRODUCT ? 2.0 * SIDE * SIDE * SIDE * threads : 2.0 * TRIAD_CELLS;
}

double ish_bench_reference_bytes(int reference, int threads)
{
	return reference == ISH_BENCH_PRODUCT ? 3.0 * sizeof(double) * SIDE * SIDE * threads
	                                      : 3.0 * sizeof(double) * TRIAD_CELLS;
}

size_t ish_bench_references_size(int threads)
{
	return 3 * sizeof(double) * ((size_t)SIDE * SIDE * (size_t)threads + (size_t)TRIAD_CELLS);
}

static void fill_share(void *data)
{
	struct ish_bench_references *r = data;
	double *own = r->matrices + (ptrdiff_t)3 * SIDE * SIDE * omp_get_thread_num();
	for (ptrdiff_t i = 0; i < (ptrdiff_t)3 * SIDE * SIDE; i++) {
		own[i] = 1e-3;
	}
#pragma omp for schedule(static)
	for (ptrdiff_t i = 0; i < TRIAD_CELLS; i++) {
		r->a[i] = r->b[i] = r->c[i] = 1e-3;
	}
}

enum ish_status ish_bench_references_create(struct ish_bench_references **out, int threads)
{
	struct ish_bench_references *r = calloc(1, sizeof *r);
	*out = NULL;
	if (r != NULL) {
		r->matrices = malloc(ish_bench_references_size(threads));
	}
	if (r == NULL || r->matrices == NULL) {
		free(r);
		return ish_fail(ISH_ERR_MEMORY, "bench: no memory for the reference operations (%zu bytes)",
		                ish_bench_references_size(threads));
	}
	r->threads = threads;
	r->a = r->matrices + (ptrdiff_t)3 * SIDE * SIDE * threads;
	r->b = r->a + TRIAD_CELLS;
	r->c = r->b + TRIAD_CELLS;
	openblas_set_num_threads(1); /* threads are those of the team, as in the solver */
	ish_team_run(threads, fill_share, r);
	*out = r;
	return ISH_OK;
}

void ish_bench_references_destroy(struct ish_bench_references *references)
{
	if (references != NULL) {
		free(references->matrices);
		free(references);
	}
}

static void product_share(void *data)
{
	const struct ish_bench_references *r = data;
	const ptrdiff_t size = (ptrdiff_t)SIDE * SIDE;
	double *own = r->matrices + 3 * size * omp_get_thread_num();
	cblas_dgemm(CblasRowMajor, CblasNoTrans, CblasNoTrans, SIDE, SIDE, SIDE, 1.0, own, SIDE, own + size, SIDE, 0.0,
	            own + 2 * size, SIDE);
}

static void triad_share(void *data)
{
	const struct ish_bench_references *r = data;
	double *restrict a = r->a;
	const double *b = r->b, *c = r->c;
#pragma omp for simd schedule(static)
	for (ptrdiff_t i = 0; i < TRIAD_CELLS; i++) {
		a[i] = b[i] + 1.5 * c[i];
	}
}

void ish_bench_reference_run(struct ish_bench_references *references, int reference)
{
	ish_team_run(references->threads, reference == ISH_BENCH_PRODUCT ? product_share : triad_share, references);
}
