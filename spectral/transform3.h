/*
 * Whole Fourier transforms of real periodic fields, in one to three directions.
 *
 * Shape  f[nz][ny][nx], x fastest. Its modes F[mz][my][mx], complex (pairs of reals), where the first axis with points
 * has
 *        n/2 + 1 modes, 0 to n/2, and the others n, the wave number j or j - n: the rest are complex conjugates.
 * Scale  forward: F = sum f exp(-i k x), not divided; backward gives `points` times the field.
 * An execution runs on one thread; several threads may transform different fields at once. A field's result is then the
 * same to the bit for any number of threads.
 */
#ifndef ISH_SPECTRAL_TRANSFORM3_H
#define ISH_SPECTRAL_TRANSFORM3_H

#include "spectral/grid.h"
#include "spectral/plan.h"
#include "workspace/real.h"

struct ish_plan;

struct ish_transform3 {
	struct ish_grid grid;
	ptrdiff_t points;
	int halved;                                /* the axis with n/2 + 1 modes */
	int mode_shape[3];                         /* modes per axis */
	ptrdiff_t modes;                           /* in all */
	size_t lent_bytes;                         /* memory for one execution, 64-byte aligned */
	const struct ish_plan *forward, *backward; /* the plan cache's; NULL until made */
};

/* Sizes only; makes no plan. */
#define ish_transform3_init ISH_R(ish_transform3_init)
void ish_transform3_init(struct ish_transform3 *t, const struct ish_grid *grid);

/* Makes the plans. ISH_ERR_SIZE or ISH_ERR_MEMORY after one line. */
#define ish_transform3_make ISH_R(ish_transform3_make)
ISH_CHECKED enum ish_status ish_transform3_make(struct ish_transform3 *t, enum ish_planning planning);

/* Bytes of heap that making the plans takes for a while, FFTW's own not counted. */
#define ish_transform3_heap ISH_R(ish_transform3_heap)
size_t ish_transform3_heap(const struct ish_transform3 *t);

/*
 * The modes of a field; `in` is kept. Arrays are 64-byte aligned and do not overlap; `lent` is lent_bytes of the
 * calling thread's own. Thread-safe, allocates nothing. Region "fft forward".
 */
#define ish_transform3_forward ISH_R(ish_transform3_forward)
void ish_transform3_forward(const struct ish_transform3 *t, const ISH_REAL *restrict in, ISH_REAL *restrict modes,
                            void *lent);

/* The field of the modes, times `points`; the modes are overwritten. Otherwise as forward. Region "fft inverse". */
#define ish_transform3_backward ISH_R(ish_transform3_backward)
void ish_transform3_backward(const struct ish_transform3 *t, ISH_REAL *restrict modes, ISH_REAL *restrict out,
                             void *lent);

/*
 * Wave number of mode j of an axis, radian per unit of length; 0 for the Nyquist mode of an even axis, as first
 * derivatives have it.
 */
#define ish_transform3_wave ISH_R(ish_transform3_wave)
double ish_transform3_wave(const struct ish_transform3 *t, int axis, int j);

#endif
