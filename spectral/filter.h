/*
 * Separable low-pass filter, applied axis by axis to packed lines in place of whole transforms.
 *
 * Multiplier of mode k of an axis with n points:
 *   exponential  exp(-strength (|k|/k_max)^order), k_max = n/2 (n even) or (n-1)/2; mode 0 is untouched
 *   two-thirds   1 for |k| <= n/3, else 0
 * Written as out = in + G in, with the columns of G summing to zero to round-off: sums over a line are kept to
 * round-off, and so is a constant. Backends as in derivative.h.
 * Source Gottlieb and Shu, SIAM Review 39, 644 (1997); Hou and Li, J. Comput. Phys. 226, 379 (2007); Orszag, J. Atmos.
 *        Sci. 28, 1074 (1971).
 */
#ifndef ISH_SPECTRAL_FILTER_H
#define ISH_SPECTRAL_FILTER_H

#include "spectral/derivative.h"

enum ish_filter_kind { ISH_FILTER_EXPONENTIAL, ISH_FILTER_TWO_THIRDS };

struct ish_filter;

struct ish_filter_config {
	struct ish_derivative_config lines; /* n, axis, layout, batches, backend, planning as for a derivative */
	enum ish_filter_kind kind;
	double strength; /* exponential: exponent at the edge, e.g. 36 */
	double order;    /* exponential: e.g. 16 */
};

/* As ish_derivative_create. */
#define ish_filter_create ISH_R(ish_filter_create)
ISH_CHECKED enum ish_status ish_filter_create(struct ish_filter **f_out, const struct ish_filter_config *config);

/*
 * Multiplies the exponent by `factor` in [0, 1] (numerics: dt/dt_cfl) from now on. Does nothing if it is the factor in
 * force. One thread, outside apply.
 */
#define ish_filter_scale ISH_R(ish_filter_scale)
void ish_filter_scale(struct ish_filter *f, double factor);

/*
 * out = filtered in; buffers as in ish_derivative_apply, work as ish_derivative_work. Thread-safe, allocates nothing.
 */
#define ish_filter_apply ISH_R(ish_filter_apply)
void ish_filter_apply(const struct ish_filter *f, int batch, const ISH_REAL *restrict in, ISH_REAL *restrict out,
                      void *restrict work);

#define ish_filter_backend ISH_R(ish_filter_backend)
const char *ish_filter_backend(const struct ish_filter *f);

#define ish_filter_destroy ISH_R(ish_filter_destroy)
void ish_filter_destroy(struct ish_filter *f);

#endif
