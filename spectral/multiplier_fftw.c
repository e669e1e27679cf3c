/*
 * Multiplier by batched 1D transforms, FFTW.
 *
 * Two real lines travel as one complex line f + i g: a multiplier that maps real lines to real lines keeps them apart,
 * and complex transforms run on FFTW's SIMD code where real ones do not (measured, n = 64: 0.9 against 2 ns a point for
 * both ways). Strided lines lie side by side in memory, in pairs already; contiguous ones are interleaved first. Lines
 * are taken in blocks whose spectra stay in the first-level cache. Round-off of a line is relative to the larger of the
 * pair.
 */
#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "spectral/fftw_memory_impl.h"
#include "spectral/fftw_real_impl.h"
#include "spectral/multiplier_impl.h"
#include "spectral/plan_impl.h"

enum {
	BLOCK_POINTS = 2048, /* complex points of a block: 32 KiB in double */
	PAIRS_LEAST = 4,
	PAIRS_MOST = 64,
	ALIGNMENT = 64
};

#if defined ISH_SINGLE
static const enum ish_plan_precision precision = ISH_PLAN_FLOAT;
#else
static const enum ish_plan_precision precision = ISH_PLAN_DOUBLE;
#endif

ISH_PROFILE_TRANSFORM(region, "fft");

struct block_plans {
	const struct ish_plan *forward, *backward;
};

struct batch_plans {
	int pairs;     /* complex lines, the last may be half empty */
	bool in_place; /* pairs are read and written where they lie; else interleaved through the work space */
	struct block_plans full, rest;
};

struct transforms {
	ISH_REAL *factor; /* n; s(k)/n with the sign of k */
	int block;        /* pairs in a full block */
	struct batch_plans batches[ISH_BATCH_MAX];
};

static int block_pairs(int n, int pairs)
{
	int block = BLOCK_POINTS / n / PAIRS_LEAST * PAIRS_LEAST;

	block = block < PAIRS_LEAST ? PAIRS_LEAST : block;
	block = block > PAIRS_MOST ? PAIRS_MOST : block;
	return block < pairs ? block : pairs;
}

static int largest_block(const struct ish_derivative_config *lines)
{
	return block_pairs(lines->n, (lines->batches[ish_lines_largest_batch(lines)] + 1) / 2);
}

/* Complex values of one of the two buffers in `work`, a whole number of cache lines. */
static size_t buffer_values(const struct ish_derivative_config *lines)
{
	const size_t values = (size_t)lines->n * (size_t)largest_block(lines);

	return (values + 7) / 8 * 8;
}

/* The two buffers, then what is lent to FFTW. */
static size_t work(const struct ish_derivative_config *lines)
{
	return 2 * buffer_values(lines) * sizeof(FFTW_R(complex)) +
	       ish_fftw_memory_bytes(lines->n, sizeof(FFTW_R(complex)));
}

static size_t heap(const struct ish_derivative_config *lines)
{
	return (size_t)lines->n * sizeof(ISH_REAL) + sizeof(struct transforms);
}

static bool is_candidate(const struct ish_derivative_config *lines)
{
	(void)lines;
	return true;
}

/* Without measuring: lengths that are products of small primes. */
static bool is_first_choice(const struct ish_derivative_config *lines)
{
	static const int primes[] = {2, 3, 5, 7, 11, 13};
	int rest = lines->n;

	for (size_t i = 0; i < sizeof primes / sizeof primes[0]; ++i) {
		while (rest % primes[i] == 0) {
			rest /= primes[i];
		}
	}
	return rest == 1;
}

static void destroy(struct ish_multiplier *m)
{
	struct transforms *const transforms = m->data;

	if (transforms) {
		free(transforms->factor);
		free(transforms); /* the plans are the cache's */
	}
	m->data = NULL;
}

/*
 * Plans of `pairs` lines that go from the pack (or the interleaved copy) to spectra lying one after the other, and
 * back.
 */
static enum ish_status get_plans(struct block_plans *plans, const struct ish_derivative_config *lines, int pairs,
                                 int stride, int distance)
{
	const struct ish_plan_key forward = {
		.kind = ISH_PLAN_LINES,
		.shape = {lines->n, 1, 1},
		.axis = lines->axis,
		.direction = ISH_FORWARD,
		.batch = pairs,
		.in_stride = stride,
		.in_distance = distance,
		.out_stride = 1,
		.out_distance = lines->n,
		.placement = ISH_PLAN_OUT_OF_PLACE,
		.precision = precision,
		.threads = 1,
		.planning = lines->planning,
	};
	struct ish_plan_key backward = forward;
	enum ish_status status = ish_plan_get(&plans->forward, &forward);

	backward.direction = ISH_BACKWARD;
	backward.in_stride = forward.out_stride;
	backward.in_distance = forward.out_distance;
	backward.out_stride = forward.in_stride;
	backward.out_distance = forward.in_distance;
	if (status == ISH_OK) {
		status = ish_plan_get(&plans->backward, &backward);
	}
	return status;
}

static enum ish_status plan_batch(struct batch_plans *batch, const struct ish_derivative_config *lines, int count)
{
	const bool in_place = lines->layout == ISH_LINES_STRIDED && count % 2 == 0;
	const int stride = in_place ? count / 2 : 1;
	const int distance = in_place ? 1 : lines->n;
	enum ish_status status = ISH_OK;
	int block, rest;

	batch->pairs = (count + 1) / 2;
	batch->in_place = in_place;
	block = block_pairs(lines->n, batch->pairs);
	rest = batch->pairs % block;
	status = get_plans(&batch->full, lines, block, stride, distance);
	if (status == ISH_OK && rest > 0) {
		status = get_plans(&batch->rest, lines, rest, stride, distance);
	}
	return status;
}

static enum ish_status create(struct ish_multiplier *m, const char *what)
{
	const size_t bytes = ((size_t)m->lines.n * sizeof(ISH_REAL) + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
	struct transforms *const transforms = calloc(1, sizeof *transforms);
	enum ish_status status = ISH_OK;

	m->data = transforms;
	if (transforms) {
		transforms->factor = aligned_alloc(ALIGNMENT, bytes);
	}
	if (!transforms || !transforms->factor) {
		destroy(m);
		return ish_fail(ISH_ERR_MEMORY, "%s: %zu bytes for %d multipliers refused", what, bytes, m->lines.n);
	}
	for (int i = 0; i < m->lines.batch_count && status == ISH_OK; ++i) {
		status = plan_batch(&transforms->batches[i], &m->lines, m->lines.batches[i]);
	}
	if (status != ISH_OK) {
		destroy(m);
	}
	return status;
}

static void set(struct ish_multiplier *m)
{
	const struct transforms *const transforms = m->data;
	const int n = m->lines.n;
	const double sign = m->parity == ISH_MULTIPLIER_ODD ? -1.0 : 1.0;

	for (int k = 0; k <= n / 2; ++k) {
		const double factor = m->symbol[k] / n;
		transforms->factor[k] = (ISH_REAL)factor;
		if (k > 0 && k != n - k) {
			transforms->factor[n - k] = (ISH_REAL)(sign * factor);
		}
	}
}

static bool block_allocates(const struct block_plans *plans)
{
	return plans->forward && (plans->forward->allocations > 0 || plans->backward->allocations > 0);
}

static bool allocates(const struct ish_multiplier *m)
{
	const struct transforms *const transforms = m->data;

	for (int i = 0; i < m->lines.batch_count; ++i) {
		if (block_allocates(&transforms->batches[i].full) || block_allocates(&transforms->batches[i].rest)) {
			return true;
		}
	}
	return false;
}

/* Interleaves a block of pairs that starts at line `first` into pairs[][n][2]; a missing last line is zero. */
static void interleave(const struct ish_multiplier *m, int lines, int first, int pairs, const ISH_REAL *restrict in,
                       ISH_REAL *restrict out)
{
	const int n = m->lines.n;
	const bool contiguous = m->lines.layout == ISH_LINES_CONTIGUOUS;
	const ptrdiff_t point = contiguous ? 1 : lines, line = contiguous ? n : 1;

	for (int p = 0; p < pairs; ++p) {
		const ISH_REAL *const a = in + (first + 2 * p) * line;
		const ISH_REAL *const b = a + line;
		ISH_REAL *const c = out + (ptrdiff_t)2 * n * p;
		if (first + 2 * p + 1 >= lines) {
			for (ptrdiff_t i = 0; i < n; ++i) {
				c[2 * i] = a[i * point];
				c[2 * i + 1] = (ISH_REAL)0;
			}
		} else if (contiguous) {
			for (ptrdiff_t i = 0; i < n; ++i) {
				c[2 * i] = a[i];
				c[2 * i + 1] = b[i];
			}
		} else {
			for (ptrdiff_t i = 0; i < n; ++i) {
				c[2 * i] = a[i * point];
				c[2 * i + 1] = b[i * point];
			}
		}
	}
}

/* The way back. */
static void separate(const struct ish_multiplier *m, int lines, int first, int pairs, const ISH_REAL *restrict in,
                     ISH_REAL *restrict out)
{
	const int n = m->lines.n;
	const bool contiguous = m->lines.layout == ISH_LINES_CONTIGUOUS;
	const ptrdiff_t point = contiguous ? 1 : lines, line = contiguous ? n : 1;

	for (int p = 0; p < pairs; ++p) {
		const ISH_REAL *const c = in + (ptrdiff_t)2 * n * p;
		ISH_REAL *const a = out + (first + 2 * p) * line;
		ISH_REAL *const b = a + line;
		if (first + 2 * p + 1 >= lines) {
			for (ptrdiff_t i = 0; i < n; ++i) {
				a[i * point] = c[2 * i];
			}
		} else if (contiguous) {
			for (ptrdiff_t i = 0; i < n; ++i) {
				a[i] = c[2 * i];
				b[i] = c[2 * i + 1];
			}
		} else {
			for (ptrdiff_t i = 0; i < n; ++i) {
				a[i * point] = c[2 * i];
				b[i * point] = c[2 * i + 1];
			}
		}
	}
}

static void multiply(enum ish_multiplier_parity parity, int n, int pairs, const ISH_REAL *restrict factor,
                     ISH_REAL *restrict spectra)
{
	for (int p = 0; p < pairs; ++p) {
		ISH_REAL *const c = spectra + (ptrdiff_t)2 * n * p;
		if (parity == ISH_MULTIPLIER_ODD) { /* times i */
			for (ptrdiff_t i = 0; i < n; ++i) {
				const ISH_REAL re = c[2 * i], im = c[2 * i + 1];
				c[2 * i] = -factor[i] * im;
				c[2 * i + 1] = factor[i] * re;
			}
		} else {
			for (ptrdiff_t i = 0; i < n; ++i) {
				c[2 * i] *= factor[i];
				c[2 * i + 1] *= factor[i];
			}
		}
	}
}

static void execute(const struct ish_plan *plan, const ISH_REAL *in, ISH_REAL *out)
{
	/* Complex transforms out of place leave their input alone, which FFTW's interface cannot say. */
	FFTW_R(execute_dft)(plan->handle, (FFTW_R(complex) *)in, (FFTW_R(complex) *)out);
	ish_transform_executed(plan->id);
}

static void apply(const struct ish_multiplier *m, int batch, const ISH_REAL *restrict in, ISH_REAL *restrict out,
                  void *restrict work_space)
{
	const struct transforms *const transforms = m->data;
	const struct batch_plans *const plans = &transforms->batches[batch];
	const int n = m->lines.n, lines = m->lines.batches[batch];
	const int block = block_pairs(n, plans->pairs);
	const ptrdiff_t points = (ptrdiff_t)n * lines;
	ISH_REAL *const spectra = work_space;
	ISH_REAL *const interleaved = spectra + 2 * buffer_values(&m->lines);

	ISH_BEGIN(&region);
	ish_fftw_memory_begin(interleaved + 2 * buffer_values(&m->lines),
	                      ish_fftw_memory_bytes(n, sizeof(FFTW_R(complex))));
	for (int first = 0; first < plans->pairs; first += block) {
		const int pairs = first + block <= plans->pairs ? block : plans->pairs - first;
		const struct block_plans *const both = pairs == block ? &plans->full : &plans->rest;
		if (plans->in_place) {
			execute(both->forward, in + (ptrdiff_t)2 * first, spectra);
			multiply(m->parity, n, pairs, transforms->factor, spectra);
			execute(both->backward, spectra, out + (ptrdiff_t)2 * first);
		} else {
			interleave(m, lines, 2 * first, pairs, in, interleaved);
			execute(both->forward, interleaved, spectra);
			multiply(m->parity, n, pairs, transforms->factor, spectra);
			execute(both->backward, spectra, interleaved);
			separate(m, lines, 2 * first, pairs, interleaved, out);
		}
	}
	ish_fftw_memory_end();
	if (m->result == ISH_MULTIPLIER_ADDED_TO_INPUT) {
		for (ptrdiff_t i = 0; i < points; ++i) {
			out[i] += in[i];
		}
	}
	/* The transforms' own work is known from their registration. */
	const double flops = (m->result == ISH_MULTIPLIER_ADDED_TO_INPUT ? 2.0 : 1.0) * (double)points;
	const double bytes = 2.0 * (double)points * sizeof(ISH_REAL);
	const struct ish_work told = {.flops = flops, .apart = flops, .bytes = bytes, .cached = bytes};
	ish_work_add(&told);
	ISH_END(&region);
}

const struct ish_multiplier_backend ish_multiplier_fftw = {
	.name = "fft",
	.work = work,
	.heap = heap,
	.is_candidate = is_candidate,
	.is_first_choice = is_first_choice,
	.create = create,
	.set = set,
	.allocates = allocates,
	.apply = apply,
	.destroy = destroy,
};
