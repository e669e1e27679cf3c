/*
 * Sums in a fixed order: the partial sums of the chunks are added in a binary tree whose shape depends on their
 * number only. The result is the same for any number of threads.
 */
#ifndef ISH_WORKSPACE_SUM_H
#define ISH_WORKSPACE_SUM_H

#include <stddef.h>

/* Sum of partial[0..count-1] by pairwise halving; overwrites `partial`. 0 for count = 0. */
double ish_sum_tree(double *partial, ptrdiff_t count);

#endif
