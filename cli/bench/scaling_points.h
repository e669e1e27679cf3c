/*
 * Where a scaling analysis measures: a row of grids, or of numbers of threads.
 */
#ifndef ISH_CLI_BENCH_SCALING_POINTS_H
#define ISH_CLI_BENCH_SCALING_POINTS_H

enum { ISH_SCALING_ROW = 12 };

/*
 * Grids of the same shape from small to `shape`, at most 7, evenly spread in ln(cells) from 1024 cells on, or from a 19th of the
 * largest; the numbers of points have no prime factor above 5 beyond those of the smallest grid of that shape. Axes of one
 * point keep it. Returns how many; a shape whose axes have no common factor gives one.
 */
int ish_scaling_grids(const int shape[3], int row_out[ISH_SCALING_ROW][3]);

/* 1, 2, 3, 4, 6, 8, 12, 16 ... up to `most`, which is the last; thinned out to ISH_SCALING_ROW. Returns how many. */
int ish_scaling_threads(int most, int row_out[ISH_SCALING_ROW]);

/* The grid with `factor` times the cells: its slowest axis of more than one point is made longer. */
void ish_scaling_lengthen(const int shape[3], int factor, int shape_out[3]);

#endif
