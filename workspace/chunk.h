/*
 * How pointwise work is cut: chunks of a fixed number of cells, the same for any number of threads, so that results and
 * sums do not depend on the number of threads.
 */
#ifndef ISH_WORKSPACE_CHUNK_H
#define ISH_WORKSPACE_CHUNK_H

#include <stddef.h>

enum { ISH_CHUNK = 256 }; /* cells; 256 doubles are 2 KiB a field: the fields of a sweep stay in L1/L2 */

/* Number of chunks of `cells` cells. */
static inline ptrdiff_t ish_chunk_count(ptrdiff_t cells)
{
	return (cells + ISH_CHUNK - 1) / ISH_CHUNK;
}

/* Cells of chunk `i`: ISH_CHUNK, or what is left in the last one. */
static inline int ish_chunk_length(ptrdiff_t cells, ptrdiff_t i)
{
	const ptrdiff_t left = cells - i * ISH_CHUNK;
	return left < ISH_CHUNK ? (int)left : (int)ISH_CHUNK;
}

#endif
