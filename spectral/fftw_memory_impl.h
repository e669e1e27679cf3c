/*
 * Where FFTW gets the memory that it takes and gives back inside one execution.
 *
 * Plans of lengths with large prime factors (Rader's and Bluestein's algorithms) and buffered plans call FFTW's own
 * allocator in every execution, whatever the planner is asked for. Here its two innermost functions are defined anew,
 * for either precision. FFTW, shared or static, then calls these: between begin and end they serve the calling thread
 * from memory that it lends, a stack; at all other times, and where the stack is full, from the heap.
 *
 * They are weak: a program that defines them itself keeps its own, and its executions allocate as before.
 */
#ifndef ISH_SPECTRAL_FFTW_MEMORY_IMPL_H
#define ISH_SPECTRAL_FFTW_MEMORY_IMPL_H

#include <stddef.h>

/* Enough for one execution of any plan of lines of n points, as far as tried; 0 for lengths whose plans need none. */
size_t ish_fftw_memory_bytes(int n, size_t complex_size);

/* Enough for one execution of any plan of a real field of this shape, either way. */
size_t ish_fftw_memory_bytes3(const int shape[3], size_t complex_size);

/*
 * Lends `bytes` at `memory`, 64-byte aligned, to the FFTW calls of this thread until end; not nested. What FFTW takes
 * it must have given back by then, as every execution does. Neither allocates nor fails; 0 bytes lend nothing.
 */
void ish_fftw_memory_begin(void *memory, size_t bytes);
void ish_fftw_memory_end(void);

/* FFTW's, under its names. */
void *fftw_kernel_malloc(size_t bytes);
void fftw_kernel_free(void *memory);
void *fftwf_kernel_malloc(size_t bytes);
void fftwf_kernel_free(void *memory);

#endif
