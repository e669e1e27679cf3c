/* Scaling analysis: planted growth is found and named, in counts of the profiler and in given numbers. */
#define _GNU_SOURCE /* memmem */

#include <criterion/criterion.h>
#include <jansson.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "profiler/profile.h"
#include "profiler/profile_view.h"
#include "reports/scaling.h"
#include "workspace/log.h"

enum { SIZES = 7, WARMUP = 2, REPEATS = 3, STEPS = 2 };

static const long cells[SIZES] = {64, 144, 256, 576, 1024, 2304, 4096}; /* squares: their 3/2 powers are whole */

ISH_PROFILE_REGION(linear_region, "linear");
ISH_PROFILE_REGION(three_halves_region, "three halves");
ISH_PROFILE_REGION(square_region, "square");
ISH_PROFILE_REGION(root_region, "root");
ISH_PROFILE_REGION(around_region, "around");
ISH_PROFILE_REGION(logarithm_region, "with a logarithm");
ISH_PROFILE_TRANSFORM(transform_region, "fft with a logarithm");
ISH_PROFILE_REGION(calls_region, "calls");
ISH_PROFILE_REGION(heap_region, "heap");
ISH_PROFILE_REGION(outside_region, "outside of steps");

/* So that no region is too small a share of the step to be judged. */
static void work_for(double seconds)
{
	struct timespec begin, now;
	double passed;
	clock_gettime(CLOCK_THREAD_CPUTIME_ID, &begin);
	do {
		clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
		passed = (double)(now.tv_sec - begin.tv_sec) + 1e-9 * (double)(now.tv_nsec - begin.tv_nsec);
	} while (passed < seconds);
}

static void tell(struct ish_region *region, double flops)
{
	ISH_BEGIN(region);
	ish_work(flops, 8.0 * flops);
	work_for(2e-4); /* long enough for the processor's clock, which is read for calls of 100 us */
	ISH_END(region);
}

static void planted_step(long n)
{
	const double size = (double)n;
	tell(&linear_region, 100.0 * size);
	tell(&three_halves_region, size * sqrt(size));
	tell(&square_region, size * size);
	ISH_BEGIN(&around_region);
	tell(&root_region, 64.0 * sqrt(size));
	ISH_END(&around_region);
	tell(&logarithm_region, floor(1000.0 * size * log2(size)));
	tell(&transform_region, floor(1000.0 * size * log2(size)));
	for (long i = 0; i < n * lround(sqrt(size)) / 64; i++) {
		ISH_BEGIN(&calls_region);
		ISH_END(&calls_region);
	}
	ISH_BEGIN(&heap_region);
	for (long i = 0; i < n * n / 4096; i++) {
		void *volatile pointer = malloc(32);
		free(pointer);
	}
	work_for(1e-4);
	ISH_END(&heap_region);
}

static void run_steps(long n, int steps, enum ish_step_kind kind)
{
	for (int i = 0; i < steps; i++) {
		ish_profile_step_begin(i, 0.0, 1.0, kind);
		planted_step(n);
		ish_profile_step_end();
	}
}

/* `sizes` points of the planted program, fitted. */
static struct ish_scaling *measure_planted(int sizes)
{
	struct ish_scaling *scaling = NULL;
	cr_assert(ish_scaling_create(&scaling, ISH_SCALING_GRID) == ISH_OK);
	for (int i = 0; i < sizes; i++) {
		const struct ish_profile_config config = {.level = ISH_PROFILE_REGIONS, .threads = 1};
		const struct ish_scaling_place place = {cells[i], {(int)cells[i], 1, 1}, 1, "one method"};
		const size_t n = (size_t)cells[i];
		const struct ish_arena_owner owner[] = {{"fields", 800 * n}, {"tables", 4096}, {"matrix", n * n}};
		struct ish_scaling_run *run = NULL;
		cr_assert(ish_profile_start(&config) == ISH_OK);
		ISH_BEGIN(&outside_region);
		ish_work(1e9 * (double)(n * n), 0.0);
		ISH_END(&outside_region);
		cr_assert(ish_scaling_point_begin(scaling, &place, &run) == ISH_OK);
		run_steps(cells[SIZES - 1 - i], WARMUP, ISH_STEP_WARMUP); /* of another size: must not be counted */
		for (int r = 0; r < REPEATS; r++) {
			ish_scaling_repeat_begin(run);
			run_steps(cells[i], STEPS, ISH_STEP_STEADY);
			ish_scaling_repeat_end(run);
		}
		ish_profile_stop();
		ish_scaling_point_end(run, owner, 3);
		ish_profile_reset();
	}
	ish_scaling_fit(scaling);
	return scaling;
}

static const struct ish_trend *find(const struct ish_scaling *scaling, const char *name, const char *unit)
{
	for (int i = 0; i < scaling->trends; i++) {
		if (strcmp(scaling->trend[i].name, name) == 0 && strcmp(scaling->trend[i].unit, unit) == 0)
			return &scaling->trend[i];
	}
	cr_assert_fail("no %s of %s", unit, name);
	return NULL;
}

struct expected {
	const char *name, *unit;
	double exponent;
	const char *complexity;
	bool flagged;
};

static void check_trend(const struct ish_scaling *scaling, const struct expected *e)
{
	const struct ish_trend *t = find(scaling, e->name, e->unit);
	cr_assert(t->power.is_made && t->power.points == SIZES, "%s of %s: no fit", e->unit, e->name);
	cr_assert(fabs(t->power.exponent - e->exponent) < 0.05, "%s of %s: N^%g", e->unit, e->name, t->power.exponent);
	cr_assert(isnan(t->power.r2) ? e->exponent == 0.0 : t->power.r2 > 0.99, "%s: R^2 %g", e->name, t->power.r2);
	cr_assert(fabs(t->power.exponent - e->exponent) < t->power.interval + 0.02, "%s: +- %g", e->name,
	          t->power.interval);
	cr_assert_str_eq(ish_complexity_name(t->complexity.best), e->complexity, "%s of %s: %s", e->unit, e->name,
	                 ish_complexity_name(t->complexity.best));
	cr_assert(t->is_super_linear == e->flagged, "%s of %s: %s", e->unit, e->name,
	          t->is_super_linear ? "flagged" : "not flagged");
}

/* Slope of ln(N log2 N) over the sizes. */
static double n_log_n(void)
{
	double x[SIZES];
	for (int i = 0; i < SIZES; i++)
		x[i] = (double)cells[i];
	return ish_fit_n_log_n_exponent(x, SIZES);
}

Test(scaling, planted_growth_is_found_and_named)
{
	struct ish_scaling *scaling = measure_planted(SIZES);
	const double logarithm = n_log_n();
	cr_assert(logarithm > 1.15, "%g", logarithm); /* so that the margin of 0.1 does not cover it */
	const struct expected expected[] = {
		{"linear", "flops", 1.0, "N", false},
		{"linear", "bytes moved", 1.0, "N", false},
		{"linear", "calls", 0.0, "1", false},
		{"three halves", "flops", 1.5, "N^3/2", true},
		{"square", "flops", 2.0, "N^2", true},
		{"square", "calls", 0.0, "1", false},
		{"root", "flops", 0.5, "N^1/2", false},
		{"with a logarithm", "flops", logarithm, "N log2 N", true},
		{"fft with a logarithm", "flops", logarithm, "N log2 N", false},
		{"fields", "bytes in memory", 1.0, "N", false},
		{"tables", "bytes in memory", 0.0, "1", false},
		{"matrix", "bytes in memory", 2.0, "N^2", true},
	};
	for (size_t i = 0; i < sizeof expected / sizeof expected[0]; i++)
		check_trend(scaling, &expected[i]);
	const struct ish_trend *calls = find(scaling, "calls", "calls");
	cr_assert(fabs(calls->power.exponent - 1.5) < 0.05 && calls->power.r2 > 0.99, "%g", calls->power.exponent);
	ish_scaling_destroy(scaling);
}

Test(scaling, counts_are_of_a_step_and_of_the_repeats_only)
{
	struct ish_scaling *scaling = measure_planted(2);
	for (int i = 0; i < 2; i++) {
		const struct ish_scaling_point *point = &scaling->point[i];
		const double n = (double)cells[i];
		cr_assert(point->repeats == REPEATS && point->steps == REPEATS * STEPS);
		cr_assert(find(scaling, "linear", "flops")->value[i] == 100.0 * n);
		cr_assert(find(scaling, "square", "bytes moved")->value[i] == 8.0 * n * n);
		cr_assert(find(scaling, "calls", "calls")->value[i] == floor(n * sqrt(n) / 64.0));
		cr_assert(point->wall > 6e-4 && point->cpu > 6e-4 && point->spread >= 0.0);
		cr_assert(find(scaling, "linear", "busy seconds")->value[i] >= 1e-4);
		cr_assert(point->arena == 800u * (size_t)cells[i] + 4096u + (size_t)(cells[i] * cells[i]));
	}
	for (int i = 0; i < scaling->regions; i++) {
		const double *region = scaling->point[1].region[i];
		const double thread = region[ISH_SCALING_THREAD], cpu = region[ISH_SCALING_CPU];
		cr_assert_str_neq(scaling->region[i], "outside of steps");
		cr_assert(region[ISH_SCALING_BUSY] == (cpu < thread ? cpu : thread), "%s", scaling->region[i]);
		if (strcmp(scaling->region[i], "linear") == 0)
			cr_assert(cpu >= 2e-4 && cpu < 1e-2, "%g", cpu);
		if (strcmp(scaling->region[i], "around") == 0) /* nearly nothing of its own */
			cr_assert(isnan(cpu) && thread > 0.0);
	}
	ish_scaling_destroy(scaling);
}

Test(scaling, allocations_that_grow_are_found)
{
	struct ish_scaling *scaling = measure_planted(SIZES);
	const struct ish_trend *heap = find(scaling, "heap", "allocations");
	if (isnan(heap->value[SIZES - 1])) { /* no hooks in this build: nothing is claimed */
		cr_assert(!heap->power.is_made && !heap->is_super_linear);
	} else {
		check_trend(scaling, &(struct expected){"heap", "allocations", 2.0, "N^2", true});
		cr_assert(heap->value[SIZES - 1] == 4096.0);
	}
	ish_scaling_destroy(scaling);
}

/* ---- given numbers ---- */

static char *text_of(const struct ish_scaling *scaling)
{
	char *text = NULL;
	size_t size = 0;
	FILE *out = open_memstream(&text, &size);
	ish_scaling_print(out, scaling);
	cr_assert(fclose(out) == 0);
	return text;
}

static void check_columns(const char *text)
{
	for (const char *line = text; *line != '\0';) {
		const size_t length = strcspn(line, "\n");
		cr_assert(length <= 80, "%zu columns: %.*s", length, (int)length, line);
		line += length + (line[length] == '\n');
	}
}

static int add_region(struct ish_scaling *scaling, const char *name)
{
	(void)snprintf(scaling->region[scaling->regions], ISH_SCALING_NAME, "%s", name);
	return scaling->regions++;
}

/* Points of one region "work" of a step, N^exponent, and one of `share` of it that grows as N^2. */
static struct ish_scaling *given_grids(int sizes, double exponent, double share)
{
	struct ish_scaling *scaling = NULL;
	cr_assert(ish_scaling_create(&scaling, ISH_SCALING_GRID) == ISH_OK);
	(void)add_region(scaling, "work");
	(void)add_region(scaling, "rest");
	for (int i = 0; i < sizes; i++) {
		struct ish_scaling_point *point = &scaling->point[scaling->points++];
		const double n = (double)cells[i];
		*point = (struct ish_scaling_point){.cells = cells[i],
		                                    .shape = {(int)cells[i], 1, 1},
		                                    .threads = 1,
		                                    .repeats = 9,
		                                    .steps = 100,
		                                    .live_peak = -1};
		point->wall = point->cpu = 1e-6 * pow(n, exponent);
		for (int q = 0; q < ISH_SCALING_QUANTITIES; q++) {
			point->region[0][q] = 1e-6 * pow(n, exponent);
			point->region[1][q] = share * 1e-6 * pow(n / (double)cells[SIZES - 1], 2.0) *
			                      pow((double)cells[SIZES - 1], exponent);
		}
	}
	ish_scaling_fit(scaling);
	return scaling;
}

Test(scaling, no_fit_is_made_of_two_sizes)
{
	struct ish_scaling *scaling = given_grids(2, 2.0, 0.5);
	for (int i = 0; i < scaling->trends; i++)
		cr_assert(!scaling->trend[i].power.is_made && !scaling->trend[i].is_super_linear);
	char *text = text_of(scaling);
	cr_assert(strstr(text, "no fit is made: 2 sizes, need 3") != NULL, "%s", text);
	cr_assert(strstr(text, "Faster than the grid") == NULL);
	check_columns(text);
	free(text);
	ish_scaling_destroy(scaling);
}

Test(scaling, what_is_too_small_to_matter_is_not_flagged)
{
	struct ish_scaling *large = given_grids(SIZES, 1.0, 0.01);
	struct ish_scaling *small = given_grids(SIZES, 1.0, 0.0005);
	cr_assert(find(large, "rest", "busy seconds")->is_super_linear);
	cr_assert(find(small, "rest", "busy seconds")->power.exponent > 1.9);
	cr_assert(!find(small, "rest", "busy seconds")->is_super_linear &&
	          !find(small, "rest", "flops")->is_super_linear);
	cr_assert(!find(large, "work", "busy seconds")->is_super_linear);
	char *text = text_of(large);
	cr_assert(strstr(text, "! rest: busy seconds grow as N^2.000") != NULL, "%s", text);
	cr_assert(strstr(text, "! work") == NULL);
	check_columns(text);
	free(text);
	ish_scaling_destroy(large);
	ish_scaling_destroy(small);
}

Test(scaling, a_disturbed_wall_time_is_not_judged)
{
	struct ish_scaling *scaling = given_grids(SIZES, 1.5, 0.01);
	cr_assert(find(scaling, "step", "wall seconds")->is_super_linear);
	cr_assert(find(scaling, "step", "processor seconds")->is_super_linear);
	for (int i = 0; i < SIZES; i++)
		scaling->point[i].contended = 11;
	ish_scaling_fit(scaling);
	cr_assert(!find(scaling, "step", "wall seconds")->is_super_linear);
	cr_assert(find(scaling, "step", "processor seconds")->is_super_linear);
	char *text = text_of(scaling);
	cr_assert(strstr(text, "77 of 700 steps") != NULL, "%s", text);
	check_columns(text);
	free(text);
	ish_scaling_destroy(scaling);
}

/* Five of seven sizes had half a processor: of them processor time is known, other time is not. */
Test(scaling, times_that_others_took_are_not_fitted)
{
	struct ish_scaling *scaling = given_grids(SIZES, 1.0, 0.01);
	for (int i = 0; i < SIZES; i++) {
		scaling->point[i].cpu *= i < 2 ? 1.0 : 0.5;
		scaling->point[i].region[1][ISH_SCALING_CPU] = NAN;
	}
	ish_scaling_fit(scaling);
	cr_assert(!ish_scaling_times_hold(&scaling->point[2]) && ish_scaling_times_hold(&scaling->point[1]));
	cr_assert(find(scaling, "work", "busy seconds")->power.points == SIZES);
	const struct ish_trend *rest = find(scaling, "rest", "busy seconds");
	cr_assert(!rest->power.is_made && rest->power.points == 2 && !rest->is_super_linear);
	cr_assert(rest->value[6] > 0.0); /* it is shown all the same */
	cr_assert(find(scaling, "rest", "flops")->is_super_linear);
	for (int i = 0; i < SIZES; i++)
		scaling->point[i].threads = 2; /* some of which may wait: nothing is known */
	ish_scaling_fit(scaling);
	cr_assert(rest->power.points == SIZES && rest->is_super_linear);
	ish_scaling_destroy(scaling);
}

/* Regions of serial shares 0, 0.1 and 1, and their sum. */
static struct ish_scaling *given_threads(enum ish_scaling_kind kind, int points)
{
	static const double serial[] = {0.0, 0.1, 1.0};
	static const double single[] = {0.6, 0.3, 0.1};
	struct ish_scaling *scaling = NULL;
	cr_assert(ish_scaling_create(&scaling, kind) == ISH_OK);
	(void)add_region(scaling, "parallel");
	(void)add_region(scaling, "partly");
	(void)add_region(scaling, "serial");
	for (int i = 0; i < points; i++) {
		const int threads = 1 << i;
		struct ish_scaling_point *point = &scaling->point[scaling->points++];
		*point = (struct ish_scaling_point){.cells = 4096,
		                                    .shape = {16, 16, 16},
		                                    .threads = threads,
		                                    .repeats = 9,
		                                    .steps = 100,
		                                    .spread = 0.01};
		for (int r = 0; r < 3; r++) {
			const double time = single[r] * (serial[r] + (1.0 - serial[r]) / threads);
			for (int q = 0; q < ISH_SCALING_QUANTITIES; q++)
				point->region[r][q] = time;
			point->region[r][ISH_SCALING_IMBALANCE] = 0.05 * time;
			point->wall += time;
			point->region_spread[r] = 0.01;
		}
		point->cpu = point->wall;
	}
	ish_scaling_fit(scaling);
	return scaling;
}

Test(scaling, serial_shares_are_recovered_by_region)
{
	static const double expected[] = {0.13, 0.0, 0.1, 1.0}; /* the step: 0.3 x 0.1 + 0.1 */
	struct ish_scaling *scaling = given_threads(ISH_SCALING_STRONG, 5);
	cr_assert(scaling->thread_trends == 4);
	for (int i = 0; i < 4; i++) {
		const struct ish_thread_trend *t = &scaling->thread_trend[i];
		cr_assert(t->amdahl.is_made && fabs(t->amdahl.serial - expected[i]) < 1e-9, "%s: %g", t->name,
		          t->amdahl.serial);
		cr_assert(fabs(t->karp_flatt - expected[i]) < 1e-9 && fabs(t->imbalance - 0.05) < 1e-12);
		cr_assert(fabs(t->speed_up - 1.0 / (expected[i] + (1.0 - expected[i]) / 16.0)) < 1e-9);
		cr_assert(fabs(t->efficiency - t->speed_up / 16.0) < 1e-12);
		cr_assert(t->amdahl.interval > 0.0 && t->amdahl.interval < 0.1);
	}
	ish_scaling_destroy(scaling);
}

/* Threads that stand in each other's way give shares of any size. */
Test(scaling, large_numbers_do_not_run_into_each_other)
{
	struct ish_scaling *scaling = given_threads(ISH_SCALING_STRONG, 5);
	for (int i = 1; i < 5; i++)
		scaling->point[i].region[2][ISH_SCALING_WALL] *= i % 2 == 0 ? 1e3 : 1e6;
	ish_scaling_fit(scaling);
	char *text = text_of(scaling);
	check_columns(text);
	const char *line = strstr(text, "\nserial  ");
	cr_assert(line != NULL, "%s", text);
	double value[4];
	/* NOLINTNEXTLINE(cert-err34-c): how many were converted is asked for */
	cr_assert(sscanf(line, "%*s %*s %*s %*s %*s %*s %lf %lf %lf %lf", &value[0], &value[1], &value[2], &value[3]) ==
	                  4,
	          "%s", line);
	cr_assert(value[2] > 1e3 && fabs(value[2] / scaling->thread_trend[3].amdahl.serial - 1.0) < 0.5, "%s", line);
	free(text);
	ish_scaling_destroy(scaling);
}

Test(scaling, two_numbers_of_threads_give_no_fit_and_one_nothing_to_compare)
{
	struct ish_scaling *two = given_threads(ISH_SCALING_STRONG, 2);
	struct ish_scaling *one = given_threads(ISH_SCALING_STRONG, 1);
	cr_assert(!two->thread_trend[0].amdahl.is_made && fabs(two->thread_trend[0].karp_flatt - 0.13) < 1e-9);
	char *text = text_of(two);
	cr_assert(strstr(text, "no fit is made: 2 numbers of threads, need 3") != NULL, "%s", text);
	check_columns(text);
	free(text);
	text = text_of(one);
	cr_assert(strstr(text, "one number of threads only") != NULL, "%s", text);
	check_columns(text);
	free(text);
	ish_scaling_destroy(two);
	ish_scaling_destroy(one);
}

Test(scaling, weak_efficiency_is_the_first_time_over_the_last)
{
	struct ish_scaling *scaling = given_threads(ISH_SCALING_WEAK, 3);
	const double serial = scaling->thread_trend[3].efficiency, parallel = scaling->thread_trend[1].efficiency;
	cr_assert(fabs(serial - 1.0) < 1e-12 && fabs(parallel - 4.0) < 1e-12); /* the planted times get shorter */
	cr_assert(fabs(scaling->thread_trend[3].speed_up - 4.0) < 1e-12);
	cr_assert(!scaling->thread_trend[0].amdahl.is_made && isnan(scaling->thread_trend[0].karp_flatt));
	char *text = text_of(scaling);
	check_columns(text);
	free(text);
	ish_scaling_destroy(scaling);
}

/* ---- files ---- */

static double number(const json_t *object, const char *key)
{
	const json_t *value = json_object_get(object, key);
	cr_assert(value != NULL, "no key %s", key);
	return json_is_null(value) ? (double)NAN : json_number_value(value);
}

Test(scaling, json_holds_what_was_fitted)
{
	const struct ish_report_fact fact[] = {{"problem", "planted", ISH_FACT_WORK}};
	const struct ish_report_context context = {
		.program = {.name = "planted", .version = "1"}, .command = "planted", .fact = fact, .facts = 1};
	struct ish_scaling *scaling = given_grids(SIZES, 1.0, 0.01);
	char *text = NULL;
	size_t size = 0;
	FILE *out = open_memstream(&text, &size);
	cr_assert(ish_scaling_write(out, "memory", scaling, &context) == ISH_OK);
	cr_assert(fclose(out) == 0);
	json_t *root = json_loads(text, JSON_REJECT_DUPLICATES, NULL);
	cr_assert_str_eq(json_string_value(json_object_get(root, "schema")), "ishydro-scaling");
	cr_assert(json_integer_value(json_object_get(root, "schema_version")) == 1);
	cr_assert(json_array_size(json_object_get(root, "points")) == SIZES);
	const json_t *trends = json_object_get(root, "trends");
	cr_assert((int)json_array_size(trends) == scaling->trends);
	for (int i = 0; i < scaling->trends; i++) {
		const struct ish_trend *trend = &scaling->trend[i];
		const json_t *row = json_array_get(trends, (size_t)i);
		const json_t *power = json_object_get(row, "power");
		cr_assert_str_eq(json_string_value(json_object_get(row, "name")), trend->name);
		cr_assert(json_is_true(json_object_get(row, "super_linear")) == trend->is_super_linear);
		cr_assert(json_is_null(power) == !trend->power.is_made);
		if (trend->power.is_made) {
			cr_assert(number(power, "exponent") == trend->power.exponent);
			cr_assert(number(power, "interval") == trend->power.interval);
			cr_assert_str_eq(
				json_string_value(json_object_get(json_object_get(row, "complexity"), "closest")),
				ish_complexity_name(trend->complexity.best));
		}
		for (int k = 0; k < SIZES; k++) {
			const json_t *value = json_array_get(json_object_get(row, "values"), (size_t)k);
			cr_assert(isnan(trend->value[k]) ? json_is_null(value)
			                                 : json_number_value(value) == trend->value[k]);
		}
	}
	json_decref(root);
	free(text);
	ish_scaling_destroy(scaling);
}

Test(scaling, pictures_are_drawn_of_every_kind)
{
	struct ish_scaling *of[] = {given_grids(SIZES, 1.0, 0.1), given_grids(2, 1.0, 0.1),
	                            given_threads(ISH_SCALING_STRONG, 5), given_threads(ISH_SCALING_STRONG, 1),
	                            given_threads(ISH_SCALING_WEAK, 2)};
	static const int pictures[] = {2, 2, 2, 2, 1};
	for (int i = 0; i < 5; i++) {
		cr_assert(ish_scaling_picture_count(of[i]) == pictures[i]);
		for (int k = 0; k < pictures[i]; k++) {
			struct ish_plot_bytes bytes = {NULL, 0};
			cr_assert(ish_scaling_draw(of[i], k, ISH_PLOT_SVG, &bytes) == ISH_OK);
			cr_assert(bytes.size > 1000 && memcmp(bytes.data, "<?xml", 5) == 0);
			/* labels stand in the description as text */
			const bool has_name = memmem(bytes.data, bytes.size, i < 2 ? "work" : "partly", 4) != NULL;
			cr_assert(has_name || (i < 2 && k == 1), "kind %d, picture %d", i, k);
			ish_plot_bytes_reset(&bytes);
		}
		ish_scaling_destroy(of[i]);
	}
}
