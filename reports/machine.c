/*
 * The limits of a roofline: arithmetic by matrix products that stay in cache and by the program's kind of loops
 * (machine_loops.c), bandwidth by McCalpin's triad over arrays of the size of each level of memory.
 */
#define _POSIX_C_SOURCE 200809L

#include "reports/machine.h"

#include <math.h>
#include <stdbool.h>
#include <stdlib.h>
#include <time.h>

#include <cblas.h>
#include <omp.h>

#include "reports/machine_impl.h"
#include "reports/topology.h"

enum { SIDE = 256, REPETITIONS = 4, SLOW_CELLS = 1024, MEMORY_CELLS = 8 << 20 };

/* What each measurement takes, about: several are the best of REPETITIONS. */
static const double FLOPS = 4e8, SLOW = 4e6, BYTES = 6e8;

#if defined ISH_SIMD_LEVELS_X86
extern const struct ish_machine_loops ish_machine_loops_d_v2, ish_machine_loops_d_v3, ish_machine_loops_d_v4;
extern const struct ish_machine_loops ish_machine_loops_f_v2, ish_machine_loops_f_v3, ish_machine_loops_f_v4;
#else
extern const struct ish_machine_loops ish_machine_loops_d_base, ish_machine_loops_f_base;
#endif

/* The best level that the processor has, as for the sweeps (solver/simd.c). */
static const struct ish_machine_loops *choose(bool single)
{
#if defined ISH_SIMD_LEVELS_X86
	if (__builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512vl") && __builtin_cpu_supports("avx512bw") &&
	    __builtin_cpu_supports("avx512dq") && __builtin_cpu_supports("avx512cd")) {
		return single ? &ish_machine_loops_f_v4 : &ish_machine_loops_d_v4;
	}
	if (__builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma") && __builtin_cpu_supports("bmi2")) {
		return single ? &ish_machine_loops_f_v3 : &ish_machine_loops_d_v3;
	}
	return single ? &ish_machine_loops_f_v2 : &ish_machine_loops_d_v2;
#else
	return single ? &ish_machine_loops_f_base : &ish_machine_loops_d_base;
#endif
}

static double now(void)
{
	struct timespec t;
	(void)clock_gettime(CLOCK_MONOTONIC, &t);
	return (double)t.tv_sec + 1e-9 * (double)t.tv_nsec;
}

struct bench {
	const struct ish_machine_loops *loops;
	char *memory; /* of all threads */
	size_t share; /* bytes of it for one thread */
	bool single;
	double sink; /* of results that nobody wants */
};

/* What one thread does in a measurement; returns how much it did. */
typedef double work(struct bench *bench, char *mine);

static double products(struct bench *bench, char *mine)
{
	const ptrdiff_t size = (ptrdiff_t)SIDE * SIDE;
	const int count = (int)ceil(FLOPS / (2.0 * SIDE * SIDE * SIDE));
	double *const a = (double *)(void *)mine;
	float *const b = (float *)(void *)mine;
	for (int i = 0; i < count; i++) {
		if (bench->single) {
			cblas_sgemm(CblasRowMajor, CblasNoTrans, CblasNoTrans, SIDE, SIDE, SIDE, 1.0F, b, SIDE, b + size, SIDE,
			            0.0F, b + 2 * size, SIDE);
		} else {
			cblas_dgemm(CblasRowMajor, CblasNoTrans, CblasNoTrans, SIDE, SIDE, SIDE, 1.0, a, SIDE, a + size, SIDE,
			            0.0, a + 2 * size, SIDE);
		}
	}
	return 2.0 * SIDE * SIDE * SIDE * count;
}

/* NOLINTNEXTLINE(readability-non-const-parameter): one of several */
static double multiply_adds(struct bench *bench, char *mine)
{
	const long rounds = (long)ceil(FLOPS / bench->loops->flops_per_round);
	(void)mine;
	const double result = bench->loops->multiply_add(rounds);
#pragma omp atomic
	bench->sink += result;
	return (double)rounds * bench->loops->flops_per_round;
}

static double divisions(struct bench *bench, char *mine)
{
	const int rounds = (int)(SLOW / SLOW_CELLS);
	for (int i = 0; i < rounds; i++) {
		bench->loops->divide(SLOW_CELLS, mine);
	}
	return (double)rounds * SLOW_CELLS;
}

static double roots(struct bench *bench, char *mine)
{
	const int rounds = (int)(SLOW / SLOW_CELLS);
	for (int i = 0; i < rounds; i++) {
		bench->loops->root(SLOW_CELLS, mine);
	}
	return (double)rounds * SLOW_CELLS;
}

/* Over three arrays that together take the thread's share. */
static double triads(struct bench *bench, char *mine)
{
	const size_t array = bench->share / 3 / 64 * 64;
	const ptrdiff_t n = (ptrdiff_t)(array / bench->loops->size);
	const int rounds = (int)fmax(1.0, BYTES / (3.0 * (double)array) / omp_get_num_threads());
	for (int i = 0; i < rounds; i++) {
		bench->loops->triad(n, mine, mine + array, mine + 2 * array);
	}
	return 3.0 * (double)array * rounds;
}

/* The best rate of all threads together over a few tries; `share` bytes for each thread. */
static double best(struct bench *bench, int threads, size_t share, work *measured)
{
	double rate = 0.0;
	bench->share = share;
	for (int r = 0; r <= REPETITIONS; r++) { /* the first one fills caches */
		double done = 0.0;
		const double begin = now();
#pragma omp parallel num_threads(threads) reduction(+ : done)
		done += measured(bench, bench->memory + share * (size_t)omp_get_thread_num());
		rate = r > 0 ? fmax(rate, done / (now() - begin)) : 0.0;
	}
	return rate;
}

/* Of level 2 or 3: how many bytes the threads have, 0 where that is not known. */
static double cache_bytes(const struct ish_topology *topology, int level, int threads)
{
	const double one = (double)topology->cache_bytes[level - 1];
	const int count = topology->cache_count[level - 1];
	return one > 0.0 && count > 0 ? one * fmin(count, level == 2 ? threads : count) : 0.0;
}

/* Half of a cache, but twice as much as the level below holds: else there is nothing to tell apart. */
static void measure_caches(struct bench *bench, struct ish_machine_limits *limits)
{
	const int threads = limits->threads;
	const double l2 = 0.5 * limits->l2_bytes, l3 = fmin(0.5 * limits->l3_bytes, 4.0 * limits->l2_bytes);
	if (l2 > 0.0) {
		limits->bandwidth_l2 = best(bench, threads, (size_t)(l2 / threads) / 64 * 64, triads);
	}
	if (l3 >= 2.0 * limits->l2_bytes && l2 > 0.0) {
		limits->bandwidth_l3 = best(bench, threads, (size_t)(l3 / threads) / 64 * 64, triads);
	}
}

enum ish_status ish_machine_limits_measure(int threads, enum ish_machine_precision precision,
                                           struct ish_machine_limits *limits_out)
{
	const bool single = precision == ISH_MACHINE_SINGLE;
	struct bench bench = {.loops = choose(single), .single = single};
	struct ish_topology topology;
	const size_t product_share = 3 * (size_t)SIDE * SIDE * bench.loops->size;
	size_t memory_share = 3 * (size_t)MEMORY_CELLS * sizeof(double) / (size_t)threads / 64 * 64;
	memory_share = memory_share > product_share ? memory_share : product_share;
	*limits_out = (struct ish_machine_limits){.threads = threads};
	bench.memory = aligned_alloc(64, memory_share * (size_t)threads);
	if (bench.memory == NULL) {
		*limits_out = (struct ish_machine_limits){.threads = 0};
		return ish_fail(ISH_ERR_MEMORY, "the machine's limits: no memory for arrays of %zu bytes",
		                memory_share * (size_t)threads);
	}
#pragma omp parallel num_threads(threads)
	bench.loops->fill((ptrdiff_t)(memory_share / bench.loops->size),
	                  bench.memory + memory_share * (size_t)omp_get_thread_num());
	if (ish_topology_read(&topology)) {
		limits_out->l2_bytes = cache_bytes(&topology, 2, threads);
		limits_out->l3_bytes = cache_bytes(&topology, 3, threads);
	}
	const int blas_threads = openblas_get_num_threads();
	openblas_set_num_threads(1);
	limits_out->flops = best(&bench, threads, product_share, products);
	openblas_set_num_threads(blas_threads);
	limits_out->apart = best(&bench, threads, 64, multiply_adds);
	limits_out->divisions = best(&bench, threads, SLOW_CELLS * sizeof(double), divisions);
	limits_out->roots = best(&bench, threads, SLOW_CELLS * sizeof(double), roots);
	measure_caches(&bench, limits_out);
	limits_out->bandwidth = best(&bench, threads, memory_share, triads);
	free(bench.memory);
	return ISH_OK;
}
