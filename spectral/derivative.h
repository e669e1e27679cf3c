/*
 * First derivative of real periodic lines along one axis, many lines of many fields in one call.
 *
 * Shape  packed lines, packed[batch][n] or packed[n][batch] (spectral/tiling.h), in and out alike.
 * Units  those of the field, per unit of the axis' coordinate.
 * Method Fourier interpolation; the Nyquist mode of an even axis is set to zero. Backends, rows of a table in
 *        multiplier.c: "fft" (batched 1D transforms, FFTW, two real lines as one complex line) and "matrix" (product
 *        with the differentiation matrix, BLAS, its entries d[n-m] = -d[m] copied so that sums over a line vanish to
 *        round-off). They agree to round-off, which in "fft" is relative to the larger of two neighbouring lines.
 *        "auto" measures both on one batch and keeps the faster of those that do not allocate, or, with
 *        ISH_PLANNING_ESTIMATE, goes by a fixed rule ("fft" where n has no prime factor above 13, else "matrix" up to
 *        256 points).
 * Source Trefethen, Spectral Methods in MATLAB (SIAM 2000), ch. 3; Canuto et al., Spectral Methods (Springer 2006),
 *        sec. 2.1.
 */
#ifndef ISH_SPECTRAL_DERIVATIVE_H
#define ISH_SPECTRAL_DERIVATIVE_H

#include "spectral/plan.h"
#include "spectral/tiling.h"
#include "workspace/real.h"

enum { ISH_BATCH_MAX = 8 };

struct ish_derivative;

enum { ISH_DERIVATIVE_MATRIX_MAX = 4096 }; /* points of an axis that backend "matrix" takes: 128 MiB of matrix */

struct ish_derivative_config {
	int n;         /* points of the axis, >= 4 */
	int axis;      /* 0, 1, 2: for reports only */
	double length; /* of the axis */
	enum ish_axis_layout layout;
	int batch_count;            /* batches that apply will be called with */
	int batches[ISH_BATCH_MAX]; /* lines in each */
	const char *backend;        /* "auto" or a row of the table */
	enum ish_planning planning;
};

/*
 * Heap (matrix, multipliers); destroyed by the caller. ISH_ERR_NAME, ISH_ERR_SIZE, ISH_ERR_MEMORY; *d_out is then NULL.
 * All plans are made here.
 */
#define ish_derivative_create ISH_R(ish_derivative_create)
ISH_CHECKED enum ish_status ish_derivative_create(struct ish_derivative **d_out,
                                                  const struct ish_derivative_config *config);

/*
 * Bytes of `work` that apply needs at most for any of the batches, 64-byte aligned; depends on config only, not on the
 * backend chosen.
 */
#define ish_derivative_work ISH_R(ish_derivative_work)
size_t ish_derivative_work(const struct ish_derivative_config *config);

/* Name of the backend that `config` leads to if nothing is measured: its own, or for "auto" that of the fixed rule. */
#define ish_derivative_unmeasured ISH_R(ish_derivative_unmeasured)
const char *ish_derivative_unmeasured(const struct ish_derivative_config *config);

/* Most bytes of heap that creating a derivative or a filter takes, FFTW's own not counted. */
#define ish_derivative_heap ISH_R(ish_derivative_heap)
size_t ish_derivative_heap(const struct ish_derivative_config *config);

/*
 * out = d(in)/dx for the lines of batches[batch]. in, out and work are 64-byte aligned and must not overlap.
 * Thread-safe; allocates nothing and cannot fail.
 */
#define ish_derivative_apply ISH_R(ish_derivative_apply)
void ish_derivative_apply(const struct ish_derivative *d, int batch, const ISH_REAL *restrict in,
                          ISH_REAL *restrict out, void *restrict work);

/* Name of the backend in use. */
#define ish_derivative_backend ISH_R(ish_derivative_backend)
const char *ish_derivative_backend(const struct ish_derivative *d);

#define ish_derivative_destroy ISH_R(ish_derivative_destroy)
void ish_derivative_destroy(struct ish_derivative *d);

#endif
