#define _POSIX_C_SOURCE 200809L
#include "spectral/multiplier_impl.h"

#include <assert.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

static const struct ish_multiplier_backend *const backends[] = {&ish_multiplier_fftw, &ish_multiplier_matrix};

enum { BACKENDS = sizeof backends / sizeof backends[0], ALIGNMENT = 64 };

enum ish_status ish_multiplier_check(const char *what, const struct ish_derivative_config *lines)
{
	static const char axis_name[] = "xyz";

	assert(lines->axis >= 0 && lines->axis < 3);
	assert(lines->batch_count >= 1 && lines->batch_count <= ISH_BATCH_MAX);
	if (lines->n < 4) {
		return ish_fail(ISH_ERR_SIZE, "%s: axis %c has %d point%s: need 4 or more", what,
		                axis_name[lines->axis], lines->n, lines->n == 1 ? "" : "s");
	}
	if (!isfinite(lines->length) || lines->length <= 0.0) {
		return ish_fail(ISH_ERR_SIZE, "%s: axis %c has length %g: need a finite number > 0", what,
		                axis_name[lines->axis], lines->length);
	}
	for (int i = 0; i < lines->batch_count; ++i) {
		assert(lines->batches[i] >= 1);
	}
	return ISH_OK;
}

static enum ish_status fail_name(const char *what, const char *name)
{
	char known[128] = "auto";

	for (int i = 0; i < BACKENDS; ++i) {
		const size_t used = strlen(known);
		snprintf(known + used, sizeof known - used, ", %s", backends[i]->name);
	}
	return ish_fail(ISH_ERR_NAME, "%s: no backend \"%s\": choose one of %s", what, name, known);
}

static double seconds_now(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (double)now.tv_sec + 1e-9 * (double)now.tv_nsec;
}

/* Best time of several applications to the largest batch; infinite if there is no memory to try. */
static double measure(const struct ish_multiplier *m)
{
	enum { TRIALS = 9 };
	const int batch = ish_lines_largest_batch(&m->lines);
	const size_t points = (size_t)m->lines.n * (size_t)m->lines.batches[batch];
	const size_t bytes = (points * sizeof(ISH_REAL) + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
	const int repeats = points < 20000 ? (int)(20000 / points) + 1 : 1; /* some ten microseconds a trial */
	ISH_REAL *const in = aligned_alloc(ALIGNMENT, bytes);
	ISH_REAL *const out = aligned_alloc(ALIGNMENT, bytes);
	void *const work = aligned_alloc(ALIGNMENT, ish_multiplier_work(&m->lines));
	double best = HUGE_VAL;

	if (in && out && work) {
		for (size_t i = 0; i < points; ++i) {
			in[i] = (ISH_REAL)(i % 7);
		}
		/* The first trial warms caches and BLAS' buffers; it cannot be the best. */
		for (int trial = 0; trial < TRIALS; ++trial) {
			const double start = seconds_now();
			for (int r = 0; r < repeats; ++r) {
				m->backend->apply(m, batch, in, out, work);
			}
			best = fmin(best, seconds_now() - start);
		}
	}
	free(in);
	free(out);
	free(work);
	return best;
}

static enum ish_status make(struct ish_multiplier *m, const struct ish_multiplier_backend *backend, const char *what)
{
	enum ish_status status;

	m->backend = backend;
	status = backend->create(m, what);
	if (status == ISH_OK) {
		backend->set(m);
	}
	return status;
}

/* Makes each candidate, keeps the fastest of those that do not allocate, or the fastest of all if every one does. */
static enum ish_status make_fastest(struct ish_multiplier *m, const char *what)
{
	struct ish_multiplier best = {.data = NULL};
	double best_time = HUGE_VAL;

	for (int i = 0; i < BACKENDS; ++i) {
		struct ish_multiplier next = *m;
		enum ish_status status;
		double time;

		if (!backends[i]->is_candidate(&m->lines)) {
			continue;
		}
		status = make(&next, backends[i], what);
		if (status != ISH_OK) {
			if (best.data) {
				best.backend->destroy(&best);
			}
			return status;
		}
		time = measure(&next);
		const bool quieter = best.data && best.backend->allocates(&best) && !next.backend->allocates(&next);
		const bool louder = best.data && !best.backend->allocates(&best) && next.backend->allocates(&next);
		if (!best.data || quieter || (!louder && time < best_time)) {
			const struct ish_multiplier loser = best;
			best = next;
			next = loser;
			best_time = time;
		}
		if (next.data) {
			next.backend->destroy(&next);
		}
	}
	*m = best;
	return ISH_OK;
}

static const struct ish_multiplier_backend *first_choice(const struct ish_derivative_config *lines)
{
	for (int i = 0; i < BACKENDS; ++i) {
		if (backends[i]->is_first_choice(lines)) {
			return backends[i];
		}
	}
	return backends[0];
}

static enum ish_status make_first_choice(struct ish_multiplier *m, const char *what)
{
	return make(m, first_choice(&m->lines), what);
}

const char *ish_multiplier_unmeasured(const struct ish_derivative_config *lines)
{
	return strcmp(lines->backend, "auto") == 0 ? first_choice(lines)->name : lines->backend;
}

size_t ish_multiplier_heap(const struct ish_derivative_config *lines)
{
	const bool measures = strcmp(lines->backend, "auto") == 0 && lines->planning != ISH_PLANNING_ESTIMATE;
	const char *const name = ish_multiplier_unmeasured(lines);
	size_t bytes = 0;

	for (int i = 0; i < BACKENDS; ++i) {
		if (measures ? backends[i]->is_candidate(lines) : strcmp(backends[i]->name, name) == 0) {
			bytes += backends[i]->heap(lines);
		}
	}
	return bytes;
}

enum ish_status ish_multiplier_init(struct ish_multiplier *m, const char *what,
                                    const struct ish_derivative_config *lines, enum ish_multiplier_parity parity,
                                    enum ish_multiplier_result result, const double *symbol)
{
	const size_t symbol_bytes = ((size_t)lines->n / 2 + 1) * sizeof *symbol;
	enum ish_status status = ISH_ERR_NAME;

	memset(m, 0, sizeof *m);
	m->lines = *lines;
	m->parity = parity;
	m->result = result;
	m->symbol = malloc(symbol_bytes);
	if (!m->symbol) {
		return ish_fail(ISH_ERR_MEMORY, "%s: %zu bytes refused", what, symbol_bytes);
	}
	memcpy(m->symbol, symbol, symbol_bytes);
	if (strcmp(lines->backend, "auto") == 0) {
		status = lines->planning == ISH_PLANNING_ESTIMATE ? make_first_choice(m, what) : make_fastest(m, what);
	} else {
		int row = 0;
		while (row < BACKENDS && strcmp(lines->backend, backends[row]->name) != 0) {
			++row;
		}
		status = row < BACKENDS ? make(m, backends[row], what) : fail_name(what, lines->backend);
	}
	m->lines.backend = status == ISH_OK ? m->backend->name : NULL; /* the caller's string need not live on */
	if (status != ISH_OK) {
		ish_multiplier_reset(m);
	}
	return status;
}

void ish_multiplier_set(struct ish_multiplier *m, const double *symbol)
{
	memcpy(m->symbol, symbol, ((size_t)m->lines.n / 2 + 1) * sizeof *symbol);
	m->backend->set(m);
}

size_t ish_multiplier_work(const struct ish_derivative_config *lines)
{
	size_t bytes = ALIGNMENT;

	for (int i = 0; i < BACKENDS; ++i) {
		const size_t needed = backends[i]->work(lines);
		bytes = needed > bytes ? needed : bytes;
	}
	return (bytes + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
}

void ish_multiplier_apply(const struct ish_multiplier *m, int batch, const ISH_REAL *restrict in,
                          ISH_REAL *restrict out, void *restrict work)
{
	assert(batch >= 0 && batch < m->lines.batch_count);
	assert((uintptr_t)in % ALIGNMENT == 0 && (uintptr_t)out % ALIGNMENT == 0 && (uintptr_t)work % ALIGNMENT == 0);
	assert(in != out);
	m->backend->apply(m, batch, in, out, work);
}

void ish_multiplier_reset(struct ish_multiplier *m)
{
	if (m->backend && m->data) {
		m->backend->destroy(m);
	}
	free(m->symbol);
	memset(m, 0, sizeof *m);
}
