/*
 * Multiplier as a product with a circulant matrix, BLAS.
 *
 * The entry for a distance m is c[m] = -2/n sum_{k>0} s(k) sin(2 pi k m/n) (odd) or (s(0) + 2 sum_{0<k<n/2} s(k) cos(2
 * pi k m/n) + s(n/2) cos(pi m))/n (even). Half of them are computed, c[n-m] = -c[m] or c[m] is copied; the even matrix'
 * diagonal is set so that its columns sum to s(0). Columns that sum to zero keep sums over a line to round-off
 * (measured: to 1e-16 over 1000 steps, against 1e-12 with entries computed one by one).
 */
#include <assert.h>
#include <cblas.h>
#include <stdlib.h>
#include <string.h>

#include "profiler/profile.h"
#include "spectral/derivative.h"
#include "spectral/multiplier_impl.h"

enum {
	POINTS_MAX = ISH_DERIVATIVE_MATRIX_MAX,
	POINTS_CANDIDATE = 512,    /* beyond, transforms win on every machine tried */
	POINTS_FIRST_CHOICE = 256, /* unmeasured, for lengths that FFTW does not like */
	ALIGNMENT = 64
};

ISH_PROFILE_REGION(region, "matrix product");

struct matrix {
	ISH_REAL *entries;  /* n x n, row by row, as the layout needs it */
	ISH_REAL *column;   /* c[m], m = 0 .. n-1 */
	long double *waves; /* sin(2 pi j/n) (odd) or cos(2 pi j/n) (even), j = 0 .. n-1 */
};

static size_t work(const struct ish_derivative_config *lines)
{
	(void)lines;
	return 0;
}

static size_t heap(const struct ish_derivative_config *lines)
{
	const size_t n = (size_t)lines->n;

	return (n * n + n) * sizeof(ISH_REAL) + n * sizeof(long double);
}

static bool is_candidate(const struct ish_derivative_config *lines)
{
	return lines->n <= POINTS_CANDIDATE;
}

static bool is_first_choice(const struct ish_derivative_config *lines)
{
	return lines->n <= POINTS_FIRST_CHOICE;
}

static long double wave(enum ish_multiplier_parity parity, int j, int n)
{
	static const long double two_pi = 6.283185307179586476925286766559L;
	const long double angle = two_pi * (long double)j / (long double)n;

	return parity == ISH_MULTIPLIER_ODD ? sinl(angle) : cosl(angle);
}

static void destroy(struct ish_multiplier *m)
{
	struct matrix *const matrix = m->data;

	if (matrix) {
		free(matrix->entries);
		free(matrix->column);
		free(matrix->waves);
		free(matrix);
	}
	m->data = NULL;
}

static enum ish_status create(struct ish_multiplier *m, const char *what)
{
	const size_t n = (size_t)m->lines.n;
	const size_t bytes = (n * n * sizeof(ISH_REAL) + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
	struct matrix *matrix;

	if (n > POINTS_MAX) {
		return ish_fail(ISH_ERR_SIZE,
		                "%s: backend \"matrix\" for an axis of %zu points: at most %d, choose \"fft\"", what, n,
		                POINTS_MAX);
	}
	/*
	 * One thread inside a product: tiles are what runs in parallel, and with more threads OpenBLAS allocates in
	 * every product.
	 */
	openblas_set_num_threads(1);
	matrix = calloc(1, sizeof *matrix);
	m->data = matrix;
	if (matrix) {
		matrix->entries = aligned_alloc(ALIGNMENT, bytes);
		matrix->column = malloc(n * sizeof *matrix->column);
		matrix->waves = malloc(n * sizeof *matrix->waves);
	}
	if (!matrix || !matrix->entries || !matrix->column || !matrix->waves) {
		destroy(m);
		return ish_fail(ISH_ERR_MEMORY, "%s: %zu bytes for a matrix of %zu points refused", what, bytes, n);
	}
	for (int j = 0; j < (int)n; ++j) {
		matrix->waves[j] = wave(m->parity, j, (int)n);
	}
	return ISH_OK;
}

/* c[m] for one distance. */
static long double entry(const struct ish_multiplier *m, const long double *waves, int distance)
{
	const int n = m->lines.n;
	const int nyquist = n % 2 == 0 ? n / 2 : 0;
	long double sum = 0.0L;

	for (int k = 1; k <= (n - 1) / 2; ++k) {
		sum += (long double)m->symbol[k] * waves[(long long)k * distance % n];
	}
	if (m->parity == ISH_MULTIPLIER_ODD) {
		return -2.0L * sum / (long double)n;
	}
	if (nyquist > 0) {
		sum += 0.5L * (long double)(distance % 2 == 0 ? m->symbol[nyquist] : -m->symbol[nyquist]);
	}
	return ((long double)m->symbol[0] + 2.0L * sum) / (long double)n;
}

/*
 * The step of the fixed-point numbers that an even matrix' entries are rounded to: the spacing of reals about the
 * diagonal, the largest entry. Sums of such numbers are exact, and so is the diagonal that makes the columns sum to
 * s(0) = 0; rounded one by one, sums drift in 1000 steps by 100 roundings.
 */
static long double quantum(long double diagonal)
{
	int exponent;

	(void)frexpl(diagonal, &exponent);
	return diagonal == 0.0L ? (long double)ISH_REAL_MIN : ldexpl((long double)ISH_REAL_EPSILON, exponent - 1);
}

static void fill_column(const struct ish_multiplier *m, const struct matrix *matrix)
{
	const int n = m->lines.n;
	const ISH_REAL sign = m->parity == ISH_MULTIPLIER_ODD ? (ISH_REAL)-1 : (ISH_REAL)1;
	const long double step = quantum(entry(m, matrix->waves, 0));
	long double rest = 0.0L;

	for (int d = 1; d <= n / 2; ++d) {
		const long double value = entry(m, matrix->waves, d);
		matrix->column[d] = (ISH_REAL)(m->parity == ISH_MULTIPLIER_ODD ? value : step * rintl(value / step));
		if (d != n - d) {
			matrix->column[n - d] = sign * matrix->column[d];
		} else if (m->parity == ISH_MULTIPLIER_ODD) {
			matrix->column[d] = (ISH_REAL)0; /* opposite itself */
		}
	}
	for (int d = 1; d < n; ++d) {
		rest += (long double)matrix->column[d];
	}
	matrix->column[0] =
		m->parity == ISH_MULTIPLIER_ODD ? (ISH_REAL)0 : (ISH_REAL)((long double)m->symbol[0] - rest);
}

static void set(struct ish_multiplier *m)
{
	const struct matrix *const matrix = m->data;
	const int n = m->lines.n;

	fill_column(m, matrix);
	for (int row = 0; row < n; ++row) {
		ISH_REAL *const entries = matrix->entries + (size_t)row * (size_t)n;
		for (int column = 0; column < n; ++column) {
			/*
			 * out_i = sum_j c[i-j] in_j; contiguous lines are rows, which the matrix multiplies from the
			 * right: transposed.
			 */
			const int distance = m->lines.layout == ISH_LINES_CONTIGUOUS ? column - row : row - column;
			entries[column] = matrix->column[distance < 0 ? distance + n : distance];
		}
	}
}

static bool allocates(const struct ish_multiplier *m)
{
	(void)m;
	return false;
}

/* c = a b (+ c if beta is 1), all row by row. */
static void product(int rows, int columns, int inner, const ISH_REAL *a, const ISH_REAL *b, ISH_REAL beta, ISH_REAL *c)
{
#if defined ISH_SINGLE
	cblas_sgemm(CblasRowMajor, CblasNoTrans, CblasNoTrans, rows, columns, inner, 1.0F, a, inner, b, columns, beta,
	            c, columns);
#else
	cblas_dgemm(CblasRowMajor, CblasNoTrans, CblasNoTrans, rows, columns, inner, 1.0, a, inner, b, columns, beta, c,
	            columns);
#endif
}

static void apply(const struct ish_multiplier *m, int batch, const ISH_REAL *restrict in, ISH_REAL *restrict out,
                  void *restrict unused)
{
	const struct matrix *const matrix = m->data;
	const int n = m->lines.n, lines = m->lines.batches[batch];
	const double points = (double)n * lines;
	const ISH_REAL beta = m->result == ISH_MULTIPLIER_ADDED_TO_INPUT ? (ISH_REAL)1 : (ISH_REAL)0;

	(void)unused;
	ISH_BEGIN(&region);
	if (m->result == ISH_MULTIPLIER_ADDED_TO_INPUT) {
		memcpy(out, in, (size_t)n * (size_t)lines * sizeof *out);
	}
	if (m->lines.layout == ISH_LINES_CONTIGUOUS) {
		product(lines, n, n, in, matrix->entries, beta, out);
	} else {
		product(n, lines, n, matrix->entries, in, beta, out);
	}
	/* the lines in and out, once more where they are copied first, and the matrix */
	const double numbers = (m->result == ISH_MULTIPLIER_ADDED_TO_INPUT ? 4.0 : 2.0) * points + (double)n * n;
	const struct ish_work told = {
		.flops = 2.0 * n * points, .bytes = numbers * sizeof(ISH_REAL), .cached = numbers * sizeof(ISH_REAL)};
	ish_work_add(&told);
	ISH_END(&region);
}

const struct ish_multiplier_backend ish_multiplier_matrix = {
	.name = "matrix",
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
