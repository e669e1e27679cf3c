/*
 * One allocation, planted inside a call of a library in one steady step, is found: counted once, in the region and the
 * step in which it was, and named by the report. Functions of FFTW and BLAS are defined here once more, in front of the
 * libraries' own.
 */
#define _GNU_SOURCE

#include <cblas.h>
#include <criterion/criterion.h>
#include <dlfcn.h>
#include <fftw3.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "reports/report.h"
#include "tests/allocation/steady.h"

enum { PLANTED_STEP = 1, PLANTED_BYTES = 12345 };

static atomic_int armed;

static void arm(int step)
{
	atomic_store(&armed, step == PLANTED_STEP);
}

/* The first call of any thread after arming allocates. Volatile: the compiler keeps both calls. */
static void allocate_if_armed(void)
{
	int expected = 1;
	if (atomic_compare_exchange_strong(&armed, &expected, 0)) {
		void *volatile memory = malloc(PLANTED_BYTES);
		free(memory);
	}
}

/* The library's own. dlsym gives a void pointer; POSIX says the bits may be copied. */
static void find(void *function, const char *name)
{
	void *const address = dlsym(RTLD_NEXT, name);
	cr_assert_not_null(address, "no %s in any library", name);
	memcpy(function, &address, sizeof address);
}

/* NOLINTBEGIN(misc-misplaced-const): FFTW's own prototype */
void fftw_execute_dft(const fftw_plan plan, fftw_complex *in, fftw_complex *out)
{
	void (*next)(const fftw_plan, fftw_complex *, fftw_complex *);
	find(&next, "fftw_execute_dft");
	allocate_if_armed();
	next(plan, in, out);
}
/* NOLINTEND(misc-misplaced-const) */

/* NOLINTNEXTLINE(readability-inconsistent-declaration-parameter-name): OpenBLAS names them in capitals */
void cblas_dgemm(const enum CBLAS_ORDER order, const enum CBLAS_TRANSPOSE a_as, const enum CBLAS_TRANSPOSE b_as,
                 const blasint m, const blasint n, const blasint k, const double alpha, const double *a,
                 const blasint lda, const double *b, const blasint ldb, const double beta, double *c, const blasint ldc)
{
	void (*next)(enum CBLAS_ORDER, enum CBLAS_TRANSPOSE, enum CBLAS_TRANSPOSE, blasint, blasint, blasint, double,
	             const double *, blasint, const double *, blasint, double, double *, blasint);
	find(&next, "cblas_dgemm");
	allocate_if_armed();
	next(order, a_as, b_as, m, n, k, alpha, a, lda, b, ldb, beta, c, ldc);
}

static const struct ish_profile_node *culprit(const struct ish_profile_view *view)
{
	const struct ish_profile_node *found = NULL;
	for (int i = 0; i < view->nodes; i++) {
		if (view->node[i].steady_allocations != 0) {
			cr_assert_null(found, "steady allocations in %s and in %s", view->node[i].region->name,
			               found != NULL ? found->region->name : "");
			found = &view->node[i];
		}
	}
	cr_assert_not_null(found, "counted in no region");
	return found;
}

static void check_summary(const char *region)
{
	const struct ish_report_context context = {.command = "planted"};
	char *text = NULL;
	size_t length;
	FILE *const stream = open_memstream(&text, &length);
	cr_assert_not_null(stream);
	ish_report_print(stream, &context);
	cr_assert_eq(fclose(stream), 0);
	char warning[80];
	(void)snprintf(warning, sizeof warning, "1 allocations in steady steps, in \"%s\"", region);
	cr_assert_not_null(strstr(text, warning), "%s", text);
	free(text);
}

static void check(const char *backend, const char *region, int threads)
{
	struct ish_config config;
	steady_begin(threads);
	ish_config_init(&config);
	steady_set(&config, "grid.shape=[16,12,10]");
	steady_set(&config, "backend.planning=\"estimate\"");
	steady_set(&config, "backend.derivative=\"%s\"", backend);
	steady_set(&config, "backend.threads=%d", threads);
	cr_assert_eq(steady_run(&config, arm), 1, "%s, %d threads", backend, threads);
	ish_profile_stop();
	const struct ish_profile_view *view = ish_profile_view();
	const struct ish_profile_node *node = culprit(view);
	cr_assert_str_eq(node->region->name, region);
	cr_assert_eq(node->steady_allocations, 1);
	cr_assert_float_eq(node->steady_bytes, PLANTED_BYTES, 0.0);
	cr_assert_eq(node->steady_step, STEADY_WARMUP + PLANTED_STEP);
	check_summary(region);
	ish_profile_reset();
}

Test(planted_allocation, in_a_transform_is_found_and_named)
{
	check("fft", "fft", 1);
	check("fft", "fft", 2);
}

Test(planted_allocation, in_a_matrix_product_is_found_and_named)
{
	check("matrix", "matrix product", 1);
	check("matrix", "matrix product", 2);
}
