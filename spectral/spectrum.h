/*
 * Power spectra of real periodic fields: how much of a field's mean square stands in which shell of |k|, and in the largest wave numbers of each axis.
 *
 * f = sum over k of f_k exp(i k.x), so that the sum of |f_k|^2 over all k is the mean of f^2 over the points (Parseval). The wave numbers of an axis are m times its
 * spacing, |m| <= n/2. Shell s holds the modes with |k|/width from s - 1/2 up to s + 1/2, width being the largest spacing of the axes with points; k = 0, the mean,
 * belongs to no shell. The tail of an axis is what stands in its modes with |m| > n/3, the top third.
 *
 * Two fields are transformed at once, as real and imaginary part, by complex transforms along one axis after the other, tile by tile. Work is cut the same for
 * any number of threads, and so are the sums: so is the result.
 */
#ifndef ISH_SPECTRAL_SPECTRUM_H
#define ISH_SPECTRAL_SPECTRUM_H

#include "spectral/grid.h"
#include "workspace/arena.h"
#include "workspace/real.h"
#include "workspace/scratch.h"

struct ish_spectrum;

/* Of one field, or of several added up. */
struct ish_power {
	double *shell;      /* [ish_spectrum_shells]; given by the caller */
	double fluctuation; /* all modes but k = 0 */
	double tail[3];     /* by axis; 0 for an axis of one point */
};

/* Number of shells that a grid can have, whatever its spacings. */
#define ish_spectrum_shells ISH_R(ish_spectrum_shells)
int ish_spectrum_shells(const struct ish_grid *grid);

/* Width of the shells for these spacings (those of axes of one point are not looked at); 0 for a grid of one point. */
#define ish_spectrum_width ISH_R(ish_spectrum_width)
double ish_spectrum_width(const struct ish_grid *grid, const double spacing[3]);

/* Bytes of scratch that ish_spectrum_add borrows in each thread. Depends on the grid only. */
#define ish_spectrum_scratch ISH_R(ish_spectrum_scratch)
size_t ish_spectrum_scratch(const struct ish_grid *grid);

/*
 * Follows the arena's pass: takes memory for partial sums in both, makes plans (planning "estimate", so that nothing is measured) in the second only;
 * *spectrum_out is NULL after the first. Heap for the small rest, destroyed by the caller. ISH_ERR_SIZE or ISH_ERR_MEMORY.
 */
#define ish_spectrum_create ISH_R(ish_spectrum_create)
ISH_CHECKED enum ish_status ish_spectrum_create(struct ish_spectrum **spectrum_out, const struct ish_grid *grid,
                                                struct ish_arena *arena);

/*
 * Adds the power of f to *of_f and that of g to *of_g, which may be the same. re and im are overwritten, [cells] each; re may be f, im may be g. Wave numbers
 * are m spacing[axis]. Allocates nothing and cannot fail. Region "spectrum".
 */
#define ish_spectrum_add ISH_R(ish_spectrum_add)
void ish_spectrum_add(const struct ish_spectrum *spectrum, const ISH_REAL *f, const ISH_REAL *g, ISH_REAL *re,
                      ISH_REAL *im, const double spacing[3], struct ish_scratch *scratch, int threads,
                      struct ish_power *of_f, struct ish_power *of_g);

/* NULL is accepted. */
#define ish_spectrum_destroy ISH_R(ish_spectrum_destroy)
void ish_spectrum_destroy(struct ish_spectrum *spectrum);

#endif
