#include "reports/machine_impl.h"
#include "workspace/real.h"

#if defined ISH_SINGLE
#define LOOPS ISH_MACHINE_EXPAND(ish_machine_loops, f, ISH_SIMD)
#else
#define LOOPS ISH_MACHINE_EXPAND(ish_machine_loops, d, ISH_SIMD)
#endif

#if defined __AVX512F__
enum { WIDTH = 64 };
#elif defined __AVX__
enum { WIDTH = 32 };
#else
enum { WIDTH = 16 };
#endif

/* Twelve chains: four operations a cycle that take three each, or two that take four, and still within sixteen registers. */
enum { CHAINS = 12 };
typedef ISH_REAL lanes __attribute__((vector_size(WIDTH)));

static double multiply_add(long rounds)
{
	const lanes zero = {(ISH_REAL)0}, m = zero + (ISH_REAL)0.9999, add = zero + (ISH_REAL)1e-4;
	/* all different: equal chains would be one */
	lanes a = m, b = a + m, c = b + m, d = c + m, e = d + m, f = e + m, g = f + m, h = g + m, i = h + m, j = i + m,
	      k = j + m, l = k + m;
	for (long r = 0; r < rounds; r++) {
		a = a * m + add;
		b = b * m + add;
		c = c * m + add;
		d = d * m + add;
		e = e * m + add;
		f = f * m + add;
		g = g * m + add;
		h = h * m + add;
		i = i * m + add;
		j = j * m + add;
		k = k * m + add;
		l = l * m + add;
	}
	a = ((a + b) + (c + d)) + ((e + f) + (g + h)) + ((i + j) + (k + l));
	return (double)a[0];
}

static void divide(ptrdiff_t n, void *x)
{
	ISH_REAL *at = x;
#pragma omp simd
	for (ptrdiff_t i = 0; i < n; i++) { /* vectorised */
		at[i] = (ISH_REAL)1.0001 / at[i];
	}
}

static void root(ptrdiff_t n, void *x)
{
	ISH_REAL *at = x;
#pragma omp simd
	for (ptrdiff_t i = 0; i < n; i++) { /* vectorised */
		at[i] = ISH_SQRT(at[i]);
	}
}

static void fill(ptrdiff_t n, void *x)
{
	ISH_REAL *at = x;
#pragma omp simd
	for (ptrdiff_t i = 0; i < n; i++) { /* vectorised */
		at[i] = (ISH_REAL)1.5;
	}
}

static void triad(ptrdiff_t n, void *a, const void *b, const void *c)
{
	ISH_REAL *out = a;
	const ISH_REAL *x = b, *y = c;
#pragma omp simd
	for (ptrdiff_t i = 0; i < n; i++) { /* vectorised */
		out[i] = x[i] + (ISH_REAL)1.5 * y[i];
	}
}

extern const struct ish_machine_loops LOOPS;
const struct ish_machine_loops LOOPS = {sizeof(ISH_REAL),
                                        2.0 * CHAINS * WIDTH / (double)sizeof(ISH_REAL),
                                        multiply_add,
                                        divide,
                                        root,
                                        fill,
                                        triad};
