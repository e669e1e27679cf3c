/* Compiled for both precisions. */
#include <string.h>

#include "tests/spectral/lines.h"
#include "tests/workspace/log_capture.h"

static const int sizes[] = {4,  5,  6,  7,  8,  9,  10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21, 22,  23, 24,
                            25, 26, 27, 28, 29, 30, 31, 32, 33, 34, 35, 36, 37, 38, 39, 40, 64, 96, 127, 128};

enum { SIZES = sizeof sizes / sizeof sizes[0] };

static const double two_pi = 6.28318530717958647693;

/*
 * Round-off of one derivative of a field of magnitude 1, relative to the largest wave number: a sum of n products
 * (matrix) rounds at most n times, in practice sqrt(n) times (random signs); a transform less. The field's own rounding
 * enters once more. Four of each.
 */
static double tolerance(int n, double length)
{
	return 4.0 * (double)ISH_REAL_EPSILON * (sqrt(n) + 1.0) * two_pi / length * (0.5 * n);
}

static struct ish_derivative *create(const struct ish_derivative_config *config)
{
	struct ish_derivative *d;

	cr_assert_eq(ish_derivative_create(&d, config), ISH_OK, "n = %d, %s", config->n, config->backend);
	return d;
}

/* Lines 2k and 2k + 1 of `lines` are sin and cos of mode k; one more if the batch is odd. */
static void fill_modes(struct lines *lines, double shift)
{
	for (int line = 0; line < lines->batch; ++line) {
		const int k = line / 2;
		for (int i = 0; i < lines->n; ++i) {
			const double phase = two_pi * (double)((long)k * i % lines->n) / lines->n + shift;
			lines->in[lines_at(lines, i, line)] = (ISH_REAL)(line % 2 ? cos(phase) : sin(phase));
		}
	}
}

static void check_modes(int n, int extra, enum ish_axis_layout layout, const char *backend)
{
	const int modes = (n - 1) / 2; /* without Nyquist */
	const struct ish_derivative_config config = lines_config(n, 2 * (modes + 1) - extra, layout, backend);
	struct lines lines = lines_make(&config);
	struct ish_derivative *const d = create(&config);
	const double bound = tolerance(n, config.length);

	cr_assert_str_eq(ish_derivative_backend(d), backend);
	fill_modes(&lines, 0.3);
	ish_derivative_apply(d, 0, lines.in, lines.out, lines.work);
	for (int line = 0; line < lines.batch; ++line) {
		const int mode = line / 2;
		const double k = two_pi * mode / config.length;
		for (int i = 0; i < n; ++i) {
			const double phase = two_pi * (double)((long)mode * i % n) / n + 0.3;
			const double exact = line % 2 ? -k * sin(phase) : k * cos(phase);
			cr_assert_float_eq((double)lines.out[lines_at(&lines, i, line)], exact, bound,
			                   "%s, n = %d, mode %d, point %d, layout %d: error %.1e, bound %.1e", backend,
			                   n, mode, i, (int)layout,
			                   (double)lines.out[lines_at(&lines, i, line)] - exact, bound);
		}
	}
	ish_derivative_destroy(d);
	lines_free(&lines);
}

Test(derivative, of_every_mode_is_exact_to_round_off)
{
	for (int s = 0; s < SIZES; ++s) {
		for (int l = 0; l < 2; ++l) {
			for (int b = 0; b < 2; ++b) {
				check_modes(sizes[s], 0, lines_layouts[l], lines_backends[b]);
				check_modes(sizes[s], 1, lines_layouts[l],
				            lines_backends[b]); /* an odd number of lines */
			}
		}
	}
}

Test(derivative, of_long_lines_and_of_prime_lengths_is_exact_too)
{
	static const int longer[] = {257, 500, 1009, 4096};

	for (int s = 0; s < 4; ++s) {
		for (int l = 0; l < 2; ++l) {
			const int n = longer[s], modes[] = {1, 2, n / 3, (n - 1) / 2};
			const struct ish_derivative_config config = lines_config(n, 7, lines_layouts[l], "fft");
			struct lines lines = lines_make(&config);
			struct ish_derivative *const d = create(&config);
			for (int line = 0; line < lines.batch; ++line) {
				for (int i = 0; i < n; ++i) {
					lines.in[lines_at(&lines, i, line)] =
						(ISH_REAL)sin(two_pi * (double)((long)modes[line % 4] * i % n) / n);
				}
			}
			ish_derivative_apply(d, 0, lines.in, lines.out, lines.work);
			for (int line = 0; line < lines.batch; ++line) {
				const double k = two_pi * modes[line % 4] / config.length;
				for (int i = 0; i < n; ++i) {
					cr_assert_float_eq(
						(double)lines.out[lines_at(&lines, i, line)],
						k * cos(two_pi * (double)((long)modes[line % 4] * i % n) / n),
						tolerance(n, config.length), "n = %d", n);
				}
			}
			ish_derivative_destroy(d);
			lines_free(&lines);
		}
	}
}

/* exp(sin x) has modes 1/(2^k k!): below double round-off from k = 14 on, so 32 points hold all of it. */
Test(derivative, of_a_smooth_function_converges_to_round_off)
{
	for (int b = 0; b < 2; ++b) {
		struct ish_derivative_config config = lines_config(32, 3, ISH_LINES_STRIDED, lines_backends[b]);
		config.length = two_pi;
		struct lines lines = lines_make(&config);
		struct ish_derivative *const d = create(&config);
		for (int line = 0; line < 3; ++line) {
			for (int i = 0; i < 32; ++i) {
				lines.in[lines_at(&lines, i, line)] = (ISH_REAL)exp(sin(two_pi * i / 32 + line));
			}
		}
		ish_derivative_apply(d, 0, lines.in, lines.out, lines.work);
		for (int line = 0; line < 3; ++line) {
			for (int i = 0; i < 32; ++i) {
				const double x = two_pi * i / 32 + line;
				cr_assert_float_eq((double)lines.out[lines_at(&lines, i, line)], cos(x) * exp(sin(x)),
				                   3.0 * tolerance(32, two_pi)); /* magnitude e */
			}
		}
		ish_derivative_destroy(d);
		lines_free(&lines);
	}
}

Test(derivative, of_the_nyquist_mode_and_of_a_constant_is_zero)
{
	for (int s = 0; s < SIZES; ++s) {
		for (int b = 0; b < 2; ++b) {
			for (int l = 0; l < 2; ++l) {
				const int n = sizes[s];
				const struct ish_derivative_config config =
					lines_config(n, 2, lines_layouts[l], lines_backends[b]);
				struct lines lines = lines_make(&config);
				struct ish_derivative *const d = create(&config);
				for (int i = 0; i < n; ++i) {
					lines.in[lines_at(&lines, i, 0)] = (ISH_REAL)(n % 2 ? 0.7 : i % 2 ? -0.7 : 0.7);
					lines.in[lines_at(&lines, i, 1)] = (ISH_REAL)1.3;
				}
				ish_derivative_apply(d, 0, lines.in, lines.out, lines.work);
				for (int i = 0; i < 2 * n; ++i) {
					cr_assert_float_eq((double)lines.out[i], 0.0, tolerance(n, config.length),
					                   "%s, n = %d", config.backend, n);
				}
				ish_derivative_destroy(d);
				lines_free(&lines);
			}
		}
	}
}

static void fill_random(struct lines *lines, uint64_t seed)
{
	for (int i = 0; i < lines->n * lines->batch; ++i) {
		lines->in[i] = (ISH_REAL)lines_random(&seed);
	}
}

/*
 * Several batches in one derivative, of which some end in a part of a block and some are odd; both backends on white
 * noise.
 */
Test(derivative, backends_agree_to_round_off_for_all_batches)
{
	static const int batches[ISH_BATCH_MAX] = {1, 2, 3, 64, 65, 130, 200, 391};

	for (int s = 0; s < SIZES; ++s) {
		for (int l = 0; l < 2; ++l) {
			struct ish_derivative_config config = lines_config(sizes[s], 0, lines_layouts[l], "fft");
			struct ish_derivative *fft, *matrix;
			config.batch_count = ISH_BATCH_MAX;
			memcpy(config.batches, batches, sizeof batches);
			fft = create(&config);
			config.backend = "matrix";
			matrix = create(&config);
			for (int b = 0; b < ISH_BATCH_MAX; ++b) {
				struct ish_derivative_config one = config;
				struct lines first, second;
				one.batches[0] = batches[b];
				first = lines_make(&one);
				second = lines_make(&one);
				void *const work = lines_aligned(ish_derivative_work(&config));
				fill_random(&first, 1);
				ish_derivative_apply(fft, b, first.in, first.out, work);
				ish_derivative_apply(matrix, b, first.in, second.out, work);
				for (int i = 0; i < sizes[s] * batches[b]; ++i) {
					cr_assert_float_eq((double)first.out[i], (double)second.out[i],
					                   2.0 * tolerance(sizes[s], config.length),
					                   "n = %d, %d lines: %.1e", sizes[s], batches[b],
					                   (double)(first.out[i] - second.out[i]));
				}
				free(work);
				lines_free(&first);
				lines_free(&second);
			}
			ish_derivative_destroy(fft);
			ish_derivative_destroy(matrix);
		}
	}
}

/*
 * What makes energy and momentum conserved: df sums to zero over a line. The sum of n numbers of round-off, hence one
 * more sqrt(n).
 */
Test(derivative, sums_to_zero_over_a_line)
{
	for (int s = 0; s < SIZES; ++s) {
		for (int b = 0; b < 2; ++b) {
			const int n = sizes[s];
			const struct ish_derivative_config config =
				lines_config(n, 11, ISH_LINES_STRIDED, lines_backends[b]);
			struct lines lines = lines_make(&config);
			struct ish_derivative *const d = create(&config);
			fill_random(&lines, 5);
			ish_derivative_apply(d, 0, lines.in, lines.out, lines.work);
			for (int line = 0; line < lines.batch; ++line) {
				double sum = 0.0;
				for (int i = 0; i < n; ++i) {
					sum += (double)lines.out[lines_at(&lines, i, line)];
				}
				cr_assert_float_eq(sum, 0.0, sqrt(n) * tolerance(n, config.length), "%s, n = %d: %.1e",
				                   config.backend, n, sum);
			}
			ish_derivative_destroy(d);
			lines_free(&lines);
		}
	}
}

/*
 * f <- f + h df, 1000 times, h k_max = 1e-3. Adding rounds once a step and cell with random signs: sqrt(1000/n) eps of
 * drift, some 1e-15. With matrix entries computed one by one, columns sum to eps instead of zero, always of one sign,
 * and the drift is a hundred times that.
 */
Test(derivative, conserves_the_sum_over_1000_steps)
{
	static const int some[] = {16, 31, 64};

	for (int s = 0; s < 3; ++s) {
		for (int b = 0; b < 2; ++b) {
			const int n = some[s];
			const struct ish_derivative_config config =
				lines_config(n, 4, ISH_LINES_CONTIGUOUS, lines_backends[b]);
			struct lines lines = lines_make(&config);
			struct ish_derivative *const d = create(&config);
			const double h = 1e-3 / (two_pi / config.length * (0.5 * n));
			double before = 0.0, after = 0.0;
			fill_random(&lines, 9);
			for (int i = 0; i < 4 * n; ++i) {
				lines.in[i] += (ISH_REAL)2;
				before += (double)lines.in[i];
			}
			for (int step = 0; step < 1000; ++step) {
				ish_derivative_apply(d, 0, lines.in, lines.out, lines.work);
				for (int i = 0; i < 4 * n; ++i) {
					lines.in[i] += (ISH_REAL)h * lines.out[i];
				}
			}
			for (int i = 0; i < 4 * n; ++i) {
				after += (double)lines.in[i];
			}
			cr_assert_float_eq(after / before, 1.0, 12.0 * (double)ISH_REAL_EPSILON, "%s, n = %d: %.1e",
			                   config.backend, n, after / before - 1.0);
			ish_derivative_destroy(d);
			lines_free(&lines);
		}
	}
}

Test(derivative, auto_chooses_a_backend_of_the_table_that_is_right)
{
	static const enum ish_planning plannings[] = {ISH_PLANNING_ESTIMATE, ISH_PLANNING_MEASURE};
	static const int some[] = {6, 32, 61, 64};

	for (int s = 0; s < 4; ++s) {
		for (int p = 0; p < 2; ++p) {
			struct ish_derivative_config config = lines_config(some[s], 40, ISH_LINES_STRIDED, "auto");
			config.planning = plannings[p];
			struct lines lines = lines_make(&config);
			struct ish_derivative *const d = create(&config);
			const char *const chosen = ish_derivative_backend(d);
			cr_assert(strcmp(chosen, "fft") == 0 || strcmp(chosen, "matrix") == 0, "%s", chosen);
			if (plannings[p] == ISH_PLANNING_ESTIMATE) {
				cr_assert_str_eq(chosen,
				                 some[s] == 61 ? "matrix" : "fft"); /* the rule in derivative.h */
			}
			for (int line = 0; line < 40; ++line) {
				for (int i = 0; i < some[s]; ++i) {
					lines.in[lines_at(&lines, i, line)] =
						(ISH_REAL)sin(two_pi * i / some[s] + line);
				}
			}
			ish_derivative_apply(d, 0, lines.in, lines.out, lines.work);
			for (int line = 0; line < 40; ++line) {
				for (int i = 0; i < some[s]; ++i) {
					cr_assert_float_eq((double)lines.out[lines_at(&lines, i, line)],
					                   two_pi / config.length * cos(two_pi * i / some[s] + line),
					                   tolerance(some[s], config.length));
				}
			}
			ish_derivative_destroy(d);
			lines_free(&lines);
		}
	}
}

Test(derivative, is_refused_in_one_line_that_says_what_is_allowed)
{
	static const struct {
		int n;
		double length;
		const char *backend;
		enum ish_status status;
		const char *line;
	} rows[] = {
		{1, 1.0, "fft", ISH_ERR_SIZE, "derivative: axis y has 1 point: need 4 or more"},
		{3, 1.0, "matrix", ISH_ERR_SIZE, "derivative: axis y has 3 points: need 4 or more"},
		{0, 1.0, "auto", ISH_ERR_SIZE, "derivative: axis y has 0 points: need 4 or more"},
		{8, 0.0, "fft", ISH_ERR_SIZE, "derivative: axis y has length 0: need a finite number > 0"},
		{8, (double)NAN, "fft", ISH_ERR_SIZE, "derivative: axis y has length nan: need a finite number > 0"},
		{8, 1.0, "spline", ISH_ERR_NAME, "derivative: no backend \"spline\": choose one of auto, fft, matrix"},
		{5000, 1.0, "matrix", ISH_ERR_SIZE,
	         "derivative: backend \"matrix\" for an axis of 5000 points: at most 4096, choose \"fft\""},
	};

	for (size_t i = 0; i < sizeof rows / sizeof rows[0]; ++i) {
		struct ish_derivative_config config = lines_config(rows[i].n, 4, ISH_LINES_STRIDED, rows[i].backend);
		struct ish_derivative *d = (struct ish_derivative *)&config;
		struct log_capture log;
		config.length = rows[i].length;
		log_capture_begin(&log);
		cr_assert_eq(ish_derivative_create(&d, &config), rows[i].status, "row %zu", i);
		cr_assert_null(d);
		cr_assert_eq(log.count, 1);
		cr_assert_str_eq(log.line, rows[i].line);
	}
	ish_derivative_destroy(NULL);
}
