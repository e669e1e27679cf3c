/*
 * The loops by which machine.c measures what this machine can do, compiled like the program's sweeps: for each precision
 * and SIMD level, multiply-adds not fused. Private to the room.
 */
#ifndef ISH_REPORTS_MACHINE_IMPL_H
#define ISH_REPORTS_MACHINE_IMPL_H

#include <stddef.h>

/* Arrays are of numbers of `size` bytes. */
struct ish_machine_loops {
	size_t size;
	double flops_per_round;
	double (*multiply_add)(long rounds); /* in registers; the result is of no use */
	void (*divide)(ptrdiff_t n, void *x);
	void (*root)(ptrdiff_t n, void *x);
	void (*fill)(ptrdiff_t n, void *x);                                     /* with a small positive number */
	void (*triad)(ptrdiff_t n, void *a, const void *b, const void *c); /* a = b + s c */
};

/* One of these for each precision and level: ish_machine_loops_d_v3. */
#define ISH_MACHINE_PASTE(name, precision, level) name##_##precision##_##level
#define ISH_MACHINE_EXPAND(name, precision, level) ISH_MACHINE_PASTE(name, precision, level)

#endif
