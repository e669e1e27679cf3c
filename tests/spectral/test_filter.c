/* Compiled for both precisions. */
#include <string.h>

#include "spectral/filter.h"
#include "tests/spectral/lines.h"
#include "tests/workspace/log_capture.h"

static const int sizes[] = {4, 5, 6, 7, 9, 12, 15, 16, 21, 27, 31, 32, 33, 64, 96, 128};

enum { SIZES = sizeof sizes / sizeof sizes[0] };

static const double two_pi = 6.28318530717958647693;

/*
 * Sums of n products of a field of magnitude 1 with a matrix whose rows have a norm near 1, and the field's own
 * rounding: four of sqrt(n) roundings.
 */
static double tolerance(int n)
{
	return 4.0 * (double)ISH_REAL_EPSILON * (sqrt(n) + 1.0);
}

static struct ish_filter_config config_of(int n, int batch, enum ish_axis_layout layout, const char *backend,
                                          enum ish_filter_kind kind)
{
	return (struct ish_filter_config){
		.lines = lines_config(n, batch, layout, backend), .kind = kind, .strength = 36.0, .order = 16.0};
}

static struct ish_filter *create(const struct ish_filter_config *config)
{
	struct ish_filter *f;

	cr_assert_eq(ish_filter_create(&f, config), ISH_OK);
	return f;
}

/* The definition in filter.h, written once more. */
static double multiplier(const struct ish_filter_config *config, int k, double factor)
{
	const int n = config->lines.n, edge = n % 2 ? (n - 1) / 2 : n / 2;

	if (config->kind == ISH_FILTER_TWO_THIRDS) {
		return k <= n / 3.0 ? 1.0 : 0.0;
	}
	return exp(-factor * config->strength * pow((double)k / edge, config->order));
}

static double wave(int n, int line, int i)
{
	const double phase = two_pi * (double)((long)(line / 2) * i % n) / n;

	return line % 2 ? sin(phase + 0.4) : cos(phase); /* Nyquist: a cosine, and its multiple */
}

static void check_modes(const struct ish_filter_config *config, double factor)
{
	const int n = config->lines.n;
	struct lines lines = lines_make(&config->lines);
	struct ish_filter *const f = create(config);

	cr_assert_str_eq(ish_filter_backend(f), config->lines.backend);
	ish_filter_scale(f, factor);
	for (int line = 0; line < lines.batch; ++line) {
		for (int i = 0; i < n; ++i) {
			lines.in[lines_at(&lines, i, line)] = (ISH_REAL)wave(n, line, i);
		}
	}
	ish_filter_apply(f, 0, lines.in, lines.out, lines.work);
	for (int line = 0; line < lines.batch; ++line) {
		for (int i = 0; i < n; ++i) {
			const double exact = multiplier(config, line / 2, factor) * wave(n, line, i);
			cr_assert_float_eq((double)lines.out[lines_at(&lines, i, line)], exact, tolerance(n),
			                   "%s, n = %d, mode %d, factor %g: %.2e", config->lines.backend, n, line / 2,
			                   factor, (double)lines.out[lines_at(&lines, i, line)] - exact);
		}
	}
	ish_filter_destroy(f);
	lines_free(&lines);
}

static void for_all(enum ish_filter_kind kind, double factor, int extra)
{
	for (int s = 0; s < SIZES; ++s) {
		for (int l = 0; l < 2; ++l) {
			for (int b = 0; b < 2; ++b) {
				const struct ish_filter_config config =
					config_of(sizes[s], 2 * (sizes[s] / 2 + 1) - extra, lines_layouts[l],
				                  lines_backends[b], kind);
				check_modes(&config, factor);
			}
		}
	}
}

Test(filter, exponential_multiplies_each_mode_as_documented)
{
	for_all(ISH_FILTER_EXPONENTIAL, 1.0, 0);
	for_all(ISH_FILTER_EXPONENTIAL, 1.0, 1);
}

Test(filter, two_thirds_keeps_or_kills_each_mode)
{
	for_all(ISH_FILTER_TWO_THIRDS, 1.0, 0);
	for_all(ISH_FILTER_TWO_THIRDS, 0.25, 1); /* there is no exponent to scale */
}

Test(filter, scaling_multiplies_the_exponent)
{
	for_all(ISH_FILTER_EXPONENTIAL, 0.37, 0);
	for_all(ISH_FILTER_EXPONENTIAL, 0.0, 0);
}

Test(filter, scaling_back_and_forth_restores_the_filter_to_the_bit)
{
	for (int b = 0; b < 2; ++b) {
		const struct ish_filter_config config =
			config_of(32, 3, ISH_LINES_STRIDED, lines_backends[b], ISH_FILTER_EXPONENTIAL);
		struct lines lines = lines_make(&config.lines);
		struct ish_filter *const f = create(&config);
		ISH_REAL *const first = lines_aligned(32 * 3 * sizeof *first);
		uint64_t seed = 3;
		for (int i = 0; i < 32 * 3; ++i) {
			lines.in[i] = (ISH_REAL)lines_random(&seed);
		}
		ish_filter_apply(f, 0, lines.in, first, lines.work);
		ish_filter_scale(f, 0.5);
		ish_filter_apply(f, 0, lines.in, lines.out, lines.work);
		cr_assert_neq(memcmp(first, lines.out, 32 * 3 * sizeof *first), 0, "scaling changed nothing");
		ish_filter_scale(f, 1.0);
		ish_filter_apply(f, 0, lines.in, lines.out, lines.work);
		cr_assert_arr_eq(first, lines.out, 32 * 3 * sizeof *first);
		free(first);
		ish_filter_destroy(f);
		lines_free(&lines);
	}
}

/*
 * The columns of what is added sum to zero: a constant changes by its product with round-off, and sums by n of those.
 */
Test(filter, leaves_constants_and_sums_alone)
{
	for (int s = 0; s < SIZES; ++s) {
		for (int b = 0; b < 2; ++b) {
			const int n = sizes[s];
			const struct ish_filter_config config =
				config_of(n, 5, ISH_LINES_STRIDED, lines_backends[b], ISH_FILTER_EXPONENTIAL);
			struct lines lines = lines_make(&config.lines);
			struct ish_filter *const f = create(&config);
			uint64_t seed = 8;
			for (int i = 0; i < n; ++i) {
				lines.in[lines_at(&lines, i, 0)] = (ISH_REAL)3;
				for (int line = 1; line < 5; ++line) {
					lines.in[lines_at(&lines, i, line)] = (ISH_REAL)lines_random(&seed);
				}
			}
			ish_filter_apply(f, 0, lines.in, lines.out, lines.work);
			for (int line = 0; line < 5; ++line) {
				double change = 0.0;
				for (int i = 0; i < n; ++i) {
					const size_t at = lines_at(&lines, i, line);
					change += (double)lines.out[at] - (double)lines.in[at];
					if (line == 0) {
						cr_assert_float_eq((double)lines.out[at], 3.0, 3.0 * tolerance(n),
						                   "%s, n = %d", config.lines.backend, n);
					}
				}
				cr_assert_float_eq(change, 0.0, (line == 0 ? 3.0 : 1.0) * sqrt(n) * tolerance(n),
				                   "%s, n = %d: %.1e", config.lines.backend, n, change);
			}
			ish_filter_destroy(f);
			lines_free(&lines);
		}
	}
}

Test(filter, conserves_the_sum_over_1000_applications)
{
	for (int b = 0; b < 2; ++b) {
		const int n = 33;
		const struct ish_filter_config config =
			config_of(n, 4, ISH_LINES_CONTIGUOUS, lines_backends[b], ISH_FILTER_EXPONENTIAL);
		struct lines lines = lines_make(&config.lines);
		struct ish_filter *const f = create(&config);
		double before = 0.0, after = 0.0;
		uint64_t seed = 2;
		for (int i = 0; i < 4 * n; ++i) {
			lines.in[i] = (ISH_REAL)(2.0 + lines_random(&seed));
			before += (double)lines.in[i];
		}
		for (int step = 0; step < 1000; ++step) {
			ish_filter_apply(f, 0, lines.in, lines.out, lines.work);
			memcpy(lines.in, lines.out, 4 * (size_t)n * sizeof *lines.in);
		}
		for (int i = 0; i < 4 * n; ++i) {
			after += (double)lines.in[i];
		}
		/*
		 * 1000 roundings a cell with random signs, 132 cells: sqrt(1000/132) = 2.8 eps; a bias of one sign
		 * would give hundreds.
		 */
		cr_assert_float_eq(after / before, 1.0, 12.0 * (double)ISH_REAL_EPSILON, "%s: %.1e",
		                   config.lines.backend, after / before - 1.0);
		ish_filter_destroy(f);
		lines_free(&lines);
	}
}

Test(filter, two_thirds_twice_is_two_thirds_once)
{
	for (int s = 0; s < SIZES; ++s) {
		for (int b = 0; b < 2; ++b) {
			const int n = sizes[s];
			const struct ish_filter_config config =
				config_of(n, 6, ISH_LINES_CONTIGUOUS, lines_backends[b], ISH_FILTER_TWO_THIRDS);
			struct lines lines = lines_make(&config.lines);
			struct ish_filter *const f = create(&config);
			ISH_REAL *const once = lines_aligned(6 * (size_t)n * sizeof *once);
			uint64_t seed = 4;
			for (int i = 0; i < 6 * n; ++i) {
				lines.in[i] = (ISH_REAL)lines_random(&seed);
			}
			ish_filter_apply(f, 0, lines.in, once, lines.work);
			ish_filter_apply(f, 0, once, lines.out, lines.work);
			for (int i = 0; i < 6 * n; ++i) {
				cr_assert_float_eq((double)lines.out[i], (double)once[i], tolerance(n), "%s, n = %d",
				                   config.lines.backend, n);
			}
			free(once);
			ish_filter_destroy(f);
			lines_free(&lines);
		}
	}
}

Test(filter, is_refused_in_one_line_that_says_what_is_allowed)
{
	const struct {
		int n;
		double strength, order;
		enum ish_status status;
		const char *line;
	} rows[] = {
		{1, 36.0, 16.0, ISH_ERR_SIZE, "filter: axis x has 1 point: need 4 or more"},
		{8, -1.0, 16.0, ISH_ERR_SIZE, "filter: strength = -1: need a finite number >= 0"},
		{8, (double)NAN, 16.0, ISH_ERR_SIZE, "filter: strength = nan: need a finite number >= 0"},
		{8, 36.0, 0.0, ISH_ERR_SIZE, "filter: order = 0: need a finite number > 0"},
	};

	for (size_t i = 0; i < sizeof rows / sizeof rows[0]; ++i) {
		struct ish_filter_config config =
			config_of(rows[i].n, 4, ISH_LINES_CONTIGUOUS, "fft", ISH_FILTER_EXPONENTIAL);
		struct ish_filter *f = (struct ish_filter *)&config;
		struct log_capture log;
		config.strength = rows[i].strength;
		config.order = rows[i].order;
		log_capture_begin(&log);
		cr_assert_eq(ish_filter_create(&f, &config), rows[i].status);
		cr_assert_null(f);
		cr_assert_str_eq(log.line, rows[i].line);
		cr_assert_eq(log.count, 1);
	}
	ish_filter_destroy(NULL);
}
