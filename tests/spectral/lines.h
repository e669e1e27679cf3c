/* Packed lines for tests: buffers, and access in either layout. */
#ifndef ISH_TESTS_LINES_H
#define ISH_TESTS_LINES_H

#include <criterion/criterion.h>
#include <stdint.h>
#include <stdlib.h>

#include "spectral/derivative.h"

static const enum ish_axis_layout lines_layouts[] = {ISH_LINES_CONTIGUOUS, ISH_LINES_STRIDED};
static const char *const lines_backends[] = {"fft", "matrix"};

struct lines {
	int n, batch;
	enum ish_axis_layout layout;
	ISH_REAL *in, *out;
	void *work;
};

static inline void *lines_aligned(size_t bytes)
{
	void *const memory = aligned_alloc(64, (bytes + 63) / 64 * 64);

	cr_assert_not_null(memory);
	return memory;
}

static inline struct ish_derivative_config lines_config(int n, int batch, enum ish_axis_layout layout,
                                                        const char *backend)
{
	return (struct ish_derivative_config){
		.n = n,
		.axis = layout == ISH_LINES_CONTIGUOUS ? 0 : 1,
		.length = 2.5,
		.layout = layout,
		.batch_count = 1,
		.batches = {batch},
		.backend = backend,
		.planning = ISH_PLANNING_ESTIMATE,
	};
}

/* Buffers of one batch; freed by lines_free. */
static inline struct lines lines_make(const struct ish_derivative_config *config)
{
	const size_t bytes = (size_t)config->n * (size_t)config->batches[0] * sizeof(ISH_REAL);

	return (struct lines){
		.n = config->n,
		.batch = config->batches[0],
		.layout = config->layout,
		.in = lines_aligned(bytes),
		.out = lines_aligned(bytes),
		.work = lines_aligned(ish_derivative_work(config)),
	};
}

static inline void lines_free(struct lines *lines)
{
	free(lines->in);
	free(lines->out);
	free(lines->work);
}

static inline size_t lines_at(const struct lines *lines, int i, int line)
{
	return lines->layout == ISH_LINES_CONTIGUOUS ? (size_t)line * (size_t)lines->n + (size_t)i
	                                             : (size_t)i * (size_t)lines->batch + (size_t)line;
}

/* A fixed sequence in [-1, 1] (Knuth's MMIX generator). */
static inline double lines_random(uint64_t *state)
{
	*state = *state * 6364136223846793005u + 1442695040888963407u;
	return (double)(*state >> 11) / 4503599627370496.0 - 1.0;
}

#endif
