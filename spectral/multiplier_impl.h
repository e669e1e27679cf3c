/*
 * What the first derivative and the filter have in common: a real multiplier of each mode along one axis, applied to
 * packed lines.
 *
 *   odd   out = sum over k of i s(k) f_k exp(ikx), s(-k) = -s(k): derivative
 *   even  out = sum over k of   s(k) f_k exp(ikx), s(-k) =  s(k): filter less the identity, added to its input
 *
 * A backend is a file multiplier_x.c with one const descriptor, and a row of the table in multiplier.c.
 */
#ifndef ISH_SPECTRAL_MULTIPLIER_IMPL_H
#define ISH_SPECTRAL_MULTIPLIER_IMPL_H

#include <stdbool.h>

#include "spectral/derivative.h"

#define ish_multiplier ISH_R(ish_multiplier)
#define ish_multiplier_backend ISH_R(ish_multiplier_backend)

enum ish_multiplier_parity { ISH_MULTIPLIER_ODD, ISH_MULTIPLIER_EVEN };
enum ish_multiplier_result { ISH_MULTIPLIER_ALONE, ISH_MULTIPLIER_ADDED_TO_INPUT };

struct ish_multiplier;

struct ish_multiplier_backend {
	const char *name;
	/* Bytes of `work` for the largest batch. */
	size_t (*work)(const struct ish_derivative_config *lines);
	/* Bytes of heap that create takes, FFTW's own not counted. */
	size_t (*heap)(const struct ish_derivative_config *lines);
	/* Whether the backend suits "auto" at all, and whether it is the one to take unmeasured. */
	bool (*is_candidate)(const struct ish_derivative_config *lines);
	bool (*is_first_choice)(const struct ish_derivative_config *lines);
	/* Makes m->data; on failure nothing is left behind. `what` is "derivative" or "filter", for messages. */
	enum ish_status (*create)(struct ish_multiplier *m, const char *what);
	/* Takes over m->symbol; cannot fail and allocates nothing. */
	void (*set)(struct ish_multiplier *m);
	/* Whether apply calls malloc, which other code than ours may do. */
	bool (*allocates)(const struct ish_multiplier *m);
	void (*apply)(const struct ish_multiplier *m, int batch, const ISH_REAL *restrict in, ISH_REAL *restrict out,
	              void *restrict work);
	void (*destroy)(struct ish_multiplier *m);
};

struct ish_multiplier {
	struct ish_derivative_config lines;
	enum ish_multiplier_parity parity;
	enum ish_multiplier_result result;
	double *symbol; /* s(k), k = 0 .. n/2; heap. An odd one is 0 at k = 0 and at the Nyquist mode */
	const struct ish_multiplier_backend *backend;
	void *data; /* the backend's own */
};

#define ish_multiplier_fftw ISH_R(ish_multiplier_fftw)
extern const struct ish_multiplier_backend ish_multiplier_fftw;
#define ish_multiplier_matrix ISH_R(ish_multiplier_matrix)
extern const struct ish_multiplier_backend ish_multiplier_matrix;

static inline int ish_lines_largest_batch(const struct ish_derivative_config *lines)
{
	int largest = 0;

	for (int i = 1; i < lines->batch_count; ++i) {
		if (lines->batches[i] > lines->batches[largest]) {
			largest = i;
		}
	}
	return largest;
}

/*
 * Checks the lines, chooses the backend and makes the multiplier of symbol[0..n/2] in *m; `what` stands in messages.
 * ISH_ERR_NAME, ISH_ERR_SIZE, ISH_ERR_MEMORY; *m is then empty and reset accepts it.
 */
#define ish_multiplier_init ISH_R(ish_multiplier_init)
ISH_CHECKED enum ish_status ish_multiplier_init(struct ish_multiplier *m, const char *what,
                                                const struct ish_derivative_config *lines,
                                                enum ish_multiplier_parity parity, enum ish_multiplier_result result,
                                                const double *symbol);

/* ISH_ERR_SIZE with a line if there are fewer than 4 points or the length is not a number > 0. */
#define ish_multiplier_check ISH_R(ish_multiplier_check)
ISH_CHECKED enum ish_status ish_multiplier_check(const char *what, const struct ish_derivative_config *lines);

/* Another symbol of the same parity. Not while another thread applies. */
#define ish_multiplier_set ISH_R(ish_multiplier_set)
void ish_multiplier_set(struct ish_multiplier *m, const double *symbol);

/* Name of the backend of these lines if nothing is measured: lines->backend, or for "auto" that of the fixed rule. */
#define ish_multiplier_unmeasured ISH_R(ish_multiplier_unmeasured)
const char *ish_multiplier_unmeasured(const struct ish_derivative_config *lines);

/* Most bytes of heap while it is made; "auto" may have every candidate at once. */
#define ish_multiplier_heap ISH_R(ish_multiplier_heap)
size_t ish_multiplier_heap(const struct ish_derivative_config *lines);

/* Bytes of work that any backend needs. */
#define ish_multiplier_work ISH_R(ish_multiplier_work)
size_t ish_multiplier_work(const struct ish_derivative_config *lines);

#define ish_multiplier_apply ISH_R(ish_multiplier_apply)
void ish_multiplier_apply(const struct ish_multiplier *m, int batch, const ISH_REAL *restrict in,
                          ISH_REAL *restrict out, void *restrict work);

#define ish_multiplier_reset ISH_R(ish_multiplier_reset)
void ish_multiplier_reset(struct ish_multiplier *m);

#endif
