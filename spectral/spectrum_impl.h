/* The sums of a power spectrum, row by row of the transformed grid. Private to spectral/spectrum*.c. */
#ifndef ISH_SPECTRAL_SPECTRUM_IMPL_H
#define ISH_SPECTRAL_SPECTRUM_IMPL_H

#include "spectral/spectrum.h"

enum { ISH_SPECTRUM_BLOCKS = 16 }; /* of rows, each with sums of its own: what the threads share out */

/* Flops of ish_spectrum_sum_row a mode; counted by tests/work/count.cpp, by the convention of solver/work.h. */
enum { ISH_SPECTRUM_MODE_FLOPS = 34 };

/* Numbers of one field's sums: shells, then three tails, then the fluctuation. */
static inline ptrdiff_t ish_spectrum_sums(int shells)
{
	return shells + 4;
}

static inline size_t ish_spectrum_partial_bytes(int shells)
{
	return 2 * (size_t)ISH_SPECTRUM_BLOCKS * (size_t)ish_spectrum_sums(shells) * sizeof(double);
}

struct ish_spectrum_rows {
	const struct ish_grid *grid;
	const double *spacing;
	double width;
	int shells;
	int first, end; /* rows j + ny k */
};

/* Adds the modes of a row: of the real field that went in as real part to sums, of the other behind them. */
#define ish_spectrum_sum_row ISH_R(ish_spectrum_sum_row)
void ish_spectrum_sum_row(const struct ish_spectrum_rows *rows, int row, const ISH_REAL *re, const ISH_REAL *im,
                          double *sums);

#endif
