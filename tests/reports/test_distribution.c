/* Medians over steps, steps beside the others, parts of the scheme, the largest, floods: found in planted runs. */
#define _GNU_SOURCE

#include "tests/profiler/hardware_testing.h"

#include <jansson.h>
#include <math.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "profiler/profile_view.h"
#include "reports/report.h"

ISH_PROFILE_REGION(slope_region, "slope");
ISH_PROFILE_REGION(inner_region, "inner");
ISH_PROFILE_REGION(solve_region, "solve");

enum { PATH = 256, TEXT = 400000 };

static char directory[PATH] = "distribution_XXXXXX";
static const char *const both[] = {"text", "json"};
static const struct ish_report_role roles[] = {{"slope", "explicit"}, {"solve", "implicit"}};
static struct ish_statistic newton = {"newton", 0};

static void make_directory(void)
{
	cr_assert(mkdtemp(directory) != NULL);
}

static const char *path_of(const char *name)
{
	static char path[2 * PATH];
	(void)snprintf(path, sizeof path, "%s/profile/%s", directory, name);
	return path;
}

static void remove_directory(void)
{
	(void)remove(path_of("profile.txt"));
	(void)remove(path_of("profile.json"));
	(void)remove(path_of(""));
	(void)rmdir(directory);
	ish_profile_reset();
}

static json_t *report(const struct ish_report_context *context)
{
	json_error_t error;
	cr_assert(ish_report_write(directory, both, 2, context) == ISH_OK);
	json_t *const root = json_load_file(path_of("profile.json"), 0, &error);
	cr_assert(root != NULL, "line %d: %s", error.line, error.text);
	return root;
}

/* The text with every run of spaces made one. */
static const char *text_squeezed(void)
{
	static char text[TEXT];
	size_t length = 0;
	FILE *const file = fopen(path_of("profile.txt"), "r");
	cr_assert(file != NULL);
	for (int c; (c = fgetc(file)) != EOF && length + 1 < sizeof text;) {
		if (c != ' ' || length == 0 || text[length - 1] != ' ')
			text[length++] = (char)c;
	}
	text[length] = '\0';
	(void)fclose(file);
	return text;
}

static double number(const json_t *object, const char *key)
{
	const json_t *const value = json_object_get(object, key);
	cr_assert(value != NULL, "no \"%s\"", key);
	return json_is_null(value) ? NAN : json_number_value(value);
}

static const char *word(const json_t *object, const char *key)
{
	return json_string_value(json_object_get(object, key));
}

/* The element of an array whose `key` is `name`. */
static const json_t *named(const json_t *array, const char *key, const char *name)
{
	size_t i;
	json_t *row;
	json_array_foreach(array, i, row)
	{
		if (word(row, key) != NULL && strcmp(word(row, key), name) == 0)
			return row;
	}
	cr_assert_fail("nothing is called \"%s\"", name);
	return NULL;
}

static void expect(const json_t *row, double count, double median, double p95, double max)
{
	cr_assert(number(row, "count") == count && number(row, "median") == median, "%g of %g", number(row, "median"),
	          number(row, "count"));
	cr_assert(number(row, "p95") == p95 && number(row, "max") == max, "%g, %g", number(row, "p95"),
	          number(row, "max"));
}

static void start(enum ish_profile_level level)
{
	const struct ish_profile_config config = {.level = level, .threads = 1};
	cr_assert(ish_profile_start(&config) == ISH_OK);
}

/* Steady step i of 20 (0 .. 19) calls "inner" i + 1 times with 1000 flops each, redundantly but for the first time, and
 * has i + 1 Newton iterations; three warm-up steps before them do a hundredfold. */
static void run_growing(void)
{
	start(ISH_PROFILE_REGIONS);
	for (int step = -3; step < 20; step++) {
		const int times = step < 0 ? 100 : step + 1;
		ish_profile_step_begin(step + 3, 0, 1, step < 0 ? ISH_STEP_WARMUP : ISH_STEP_STEADY);
		ish_profile_stage(0);
		ISH_BEGIN(&slope_region);
		for (int i = 0; i < times; i++) {
			ISH_BEGIN(&inner_region);
			ish_call_key(&inner_region, 1, 0);
			ish_work(1000, 0);
			ISH_END(&inner_region);
		}
		ISH_END(&slope_region);
		ish_statistic_add(&newton, times < 60 ? times : 60, 10);
		ish_statistic_failed(&newton, step == 5 ? 3 : 0);
		ish_profile_step_end();
	}
	ish_profile_stop();
}

Test(distribution, of_steps_is_over_the_steady_ones, .init = make_directory, .fini = remove_directory)
{
	run_growing();
	json_t *const root = report(&(struct ish_report_context){.statistic = "newton"});
	const json_t *const over = json_object_get(root, "step_quantiles"), *const q =
										    json_object_get(over, "quantities");
	cr_assert_str_eq(word(over, "over"), "steady");
	/* of 1 .. 20: the 10th, the 19th and the last; a call of "step" and one of "slope" beside them */
	expect(named(q, "name", "flops"), 20, 10000, 19000, 20000);
	expect(named(q, "name", "calls"), 20, 12, 21, 22);
	expect(named(q, "name", "redundant calls"), 20, 9, 18, 19);
	expect(named(q, "name", "newton, mean"), 20, 10, 19, 20);
	expect(named(q, "name", "newton, max"), 20, 10, 19, 20);
	expect(named(q, "name", "newton, failures"), 20, 0, 0, 3);
	expect(named(q, "name", "transforms"), 20, 0, 0, 0);
	cr_assert_str_eq(word(named(q, "name", "wall"), "unit"), "s");
	const json_t *const stage = named(q, "name", "stage 0, wall"), *const outside =
									       named(q, "name", "outside stages, wall");
	cr_assert(number(stage, "count") == 20 && number(stage, "max") < number(named(q, "name", "wall"), "max"));
	cr_assert(number(outside, "count") == 20 && number(outside, "median") < number(stage, "median"));
	const struct ish_profile_view *const view = ish_profile_view();
	double longest = 0;
	for (long i = 3; i < view->steps_kept; i++)
		longest = fmax(longest, ish_profile_step(view, i)->wall);
	cr_assert(fabs(number(named(q, "name", "wall"), "max") - longest) < 1e-12);
	json_decref(root);
	const char *const text = text_squeezed();
	cr_assert(strstr(text, "\nflops 20 10000 19000 20000\n") != NULL);
	cr_assert(strstr(text, "\nnewton, failures 20 0 0 3\n") != NULL);
	cr_assert(strstr(text, "\nnewton 0 230 1 ") != NULL); /* by stage: 23 steps of 10 samples */
}

Test(distribution, of_regions_is_over_the_steps_that_call_them, .init = make_directory, .fini = remove_directory)
{
	run_growing();
	json_t *const root = report(&(struct ish_report_context){.cells = 0});
	const json_t *const regions = json_object_get(root, "regions"), *const rows = json_object_get(
										root, "region_quantiles");
	int found = 0;
	for (size_t i = 0; i < json_array_size(rows); i++) {
		const json_t *const row = json_array_get(rows, i);
		const json_t *const region = json_array_get(regions, (size_t)number(row, "region"));
		if (strcmp(word(region, "name"), "inner") == 0) {
			found++;
			expect(json_object_get(row, "calls"), 20, 10, 19, 20);
			expect(json_object_get(row, "flops"), 20, 10000, 19000, 20000);
			cr_assert(number(json_object_get(row, "wall"), "max") > 0);
		} else if (strcmp(word(region, "name"), "slope") == 0) {
			found++;
			expect(json_object_get(row, "calls"), 20, 1, 1, 1);
			const double wall = number(json_object_get(row, "wall"), "max");
			const double self = number(json_object_get(row, "wall_self"), "max");
			cr_assert(self > 0 && self < wall);
		}
	}
	cr_assert(found == 2);
	/* the first steady redundancy is the warm-up's: "inner" in stage 0, repeating itself in "slope" */
	const json_t *const inner = named(regions, "name", "inner");
	cr_assert(number(inner, "redundant_stage") == 0 && number(inner, "repeated_stage") == 0);
	cr_assert_str_eq(word(inner, "repeated_in"), "slope");
	json_decref(root);
	cr_assert(strstr(text_squeezed(), " first in stage 0; the same had been done in stage 0, in \"slope\"\n") !=
	          NULL);
}

static void wait_for(double seconds)
{
	struct timespec time = {.tv_sec = 0, .tv_nsec = (long)(1e9 * seconds)};
	while (nanosleep(&time, &time) != 0) {}
}

/* The contended steps of a profile in the words of the summary, by the flags of its steps: " in steps 0-4, 7\n". */
static void expect_contended(const json_t *root, char *out, size_t size)
{
	const json_t *const steps = json_object_get(root, "steps");
	size_t used = (size_t)snprintf(out, size, "\n in steps ");
	const char *between = "";
	for (size_t i = 0; i < json_array_size(steps); i++) {
		size_t last = i;
		while (last < json_array_size(steps) &&
		       json_is_true(json_object_get(json_array_get(steps, last), "contended"))) {
			last++;
		}
		if (last > i) {
			used += (size_t)snprintf(out + used, size - used, last > i + 1 ? "%s%zu-%zu" : "%s%zu", between,
			                         i, last - 1);
			between = ", ";
			i = last;
		}
	}
	(void)snprintf(out + used, size - used, "\n");
}

/* Thirty steps of 2 ms, of which step 17 waits for 150 ms in "solve". */
Test(distribution, a_step_beside_the_others_is_named_with_its_region, .init = make_directory, .fini = remove_directory)
{
	start(ISH_PROFILE_REGIONS);
	for (int step = 0; step < 30; step++) {
		ish_profile_step_begin(step, 0, 1, ISH_STEP_STEADY);
		ISH_BEGIN(&slope_region);
		wait_for(1e-3);
		ISH_END(&slope_region);
		ISH_BEGIN(&solve_region);
		wait_for(step == 17 ? 0.15 : 1e-3);
		ISH_END(&solve_region);
		ish_profile_step_end();
	}
	ish_profile_stop();
	json_t *const root = report(&(struct ish_report_context){.cells = 0});
	const json_t *const outliers = json_object_get(root, "outliers");
	const json_t *const worst = json_array_get(json_object_get(outliers, "steps"), 0);
	cr_assert(number(outliers, "seen") >= 1 && number(worst, "step") == 17 && number(worst, "wall") >= 0.15);
	cr_assert(number(worst, "times_median") > 2 && json_is_true(json_object_get(worst, "contended")));
	cr_assert_str_eq(word(worst, "region"), "solve");
	cr_assert(number(worst, "region_excess") > 0.05);
	bool warned = false;
	size_t i;
	json_t *line;
	json_array_foreach(json_object_get(root, "warnings"), i, line) warned =
		warned || strstr(json_string_value(line), "step 17 ") != NULL;
	cr_assert(warned);
	char contended[512];
	expect_contended(root, contended, sizeof contended);
	json_decref(root);
	const char *const text = text_squeezed();
	cr_assert(strstr(text, "\nSteps beside the others\n") != NULL && strstr(text, "\n 17 ") != NULL);
	cr_assert(strstr(text, contended) != NULL, "%s in %s", contended, text);
}

/* The times of the parts are those of the regions below them; what is not told is "other". */
Test(distribution, roles_add_up_by_stage, .init = make_directory, .fini = remove_directory)
{
	start(ISH_PROFILE_REGIONS);
	for (int step = 0; step < 4; step++) {
		ish_profile_step_begin(step, 0, 1, ISH_STEP_STEADY);
		for (int stage = 0; stage < 2; stage++) {
			ish_profile_stage(stage);
			ISH_BEGIN(&slope_region);
			ISH_BEGIN(&inner_region);
			wait_for(1e-3);
			ISH_END(&inner_region);
			ISH_END(&slope_region);
			ISH_BEGIN(&solve_region);
			wait_for(stage == 1 ? 2e-3 : 0);
			ISH_END(&solve_region);
		}
		ish_profile_step_end();
	}
	ish_profile_stop();
	json_t *const root = report(&(struct ish_report_context){.role = roles, .roles = 2});
	const json_t *const told = json_object_get(root, "roles");
	const struct ish_profile_view *const view = ish_profile_view();
	for (int i = 0; i < view->nodes; i++) {
		const struct ish_region *const region = view->node[i].region;
		const char *const part = region == &slope_region   ? "explicit"
		                         : region == &solve_region ? "implicit"
		                                                   : NULL;
		for (int s = 0; part != NULL && s < ISH_PROFILE_STAGES; s++) {
			const json_t *const stage =
				json_array_get(json_object_get(named(told, "name", part), "stage_thread"), (size_t)s);
			cr_assert(fabs(json_number_value(stage) - view->node[i].stage_thread[s]) < 1e-9);
		}
	}
	cr_assert(json_array_size(told) == 3); /* "other" is the step itself */
	const json_t *const inner = named(json_object_get(root, "hot_spots"), "name", "inner");
	const json_t *const by_stage = json_object_get(inner, "stage_thread_self");
	cr_assert(json_number_value(json_array_get(by_stage, 0)) == 0 &&
	          json_number_value(json_array_get(by_stage, 1)) >= 4e-3);
	cr_assert(json_number_value(json_array_get(by_stage, 2)) >= 4e-3);
	json_decref(root);
	cr_assert(strstr(text_squeezed(), "\nin parts:\n") != NULL);
}

Test(distribution, the_five_largest_stand_side_by_side, .init = make_directory, .fini = remove_directory)
{
	static const struct ish_arena_owner owners[] = {
		{"small", 1000}, {"huge", 400000000}, {"middle", 200000000}, {"large", 300000000}, {"tiny", 10}};
	run_growing();
	json_t *const root = report(&(struct ish_report_context){.owner = owners, .owners = 5});
	const json_t *const memory = json_object_get(json_object_get(root, "largest"), "by_memory");
	const char *const order[] = {"huge", "large", "middle", "profiler"};
	cr_assert(json_array_size(memory) == 5);
	for (size_t i = 0; i < 4; i++)
		cr_assert_str_eq(word(json_array_get(memory, i), "name"), order[i]);
	cr_assert(number(json_array_get(memory, 0), "bytes") == 4e8);
	const double share = number(json_array_get(memory, 0), "share");
	cr_assert(share > 0.43 && share < 4e8 / 9e8); /* of 900 MB, the profiler and the heap */
	const json_t *const time = json_object_get(json_object_get(root, "largest"), "by_time");
	cr_assert(json_array_size(time) == 3); /* step, slope, inner */
	json_decref(root);
	const char *const text = text_squeezed();
	const char *const table = strstr(text, "\nFive largest");
	cr_assert(table != NULL && strstr(table, " huge 400 MB ") < strstr(table, " large 300 MB "));
}

static void flood(int calls)
{
	start(ISH_PROFILE_REGIONS);
	ish_profile_step_begin(0, 0, 1, ISH_STEP_STEADY);
	for (int i = 0; i < calls; i++) {
		ISH_BEGIN(&inner_region);
		ISH_END(&inner_region);
	}
	ish_profile_step_end();
	ish_profile_stop();
}

Test(distribution, a_flood_of_calls_is_warned_of_and_counted, .init = make_directory, .fini = remove_directory)
{
	flood(100000);
	json_decref(report(&(struct ish_report_context){.cells = 0}));
	cr_assert(strstr(text_squeezed(), "was called 1000") == NULL);
	flood(100001);
	json_t *const root = report(&(struct ish_report_context){.cells = 0});
	cr_assert(number(named(json_object_get(root, "regions"), "name", "inner"), "calls") == 100001);
	json_decref(root);
	cr_assert(strstr(text_squeezed(), "region \"inner\" was called 100001 times") != NULL);
}

Test(distribution, counters_of_the_processor_stand_in_run_and_steps, .init = make_directory, .fini = remove_directory)
{
	start(ISH_PROFILE_FULL);
	for (int step = 0; step < 3; step++) {
		ish_profile_step_begin(step, 0, 1, ISH_STEP_STEADY);
		advance(1000, 2500, 30, 40);
		ish_profile_step_end();
	}
	ish_profile_stop();
	json_t *const root = report(&(struct ish_report_context){.cells = 0});
	const json_t *const run = json_object_get(root, "hardware");
	cr_assert(number(run, "cycles") == 3000 && number(run, "instructions") == 7500);
	cr_assert(number(run, "cache_misses") == 90 && number(run, "branch_misses") == 120);
	cr_assert(number(run, "instructions_per_cycle") == 2.5);
	const json_t *const step = json_object_get(json_array_get(json_object_get(root, "steps"), 1), "hardware");
	cr_assert(number(step, "cycles") == 1000 && number(step, "instructions_per_cycle") == 2.5);
	const json_t *const q = json_object_get(json_object_get(root, "step_quantiles"), "quantities");
	expect(named(q, "name", "instructions per cycle"), 3, 2.5, 2.5, 2.5);
	expect(named(q, "name", "cache misses"), 3, 30, 30, 30);
	json_decref(root);
	cr_assert(strstr(text_squeezed(),
	                 " processor 2.5 instructions per cycle, 7500 instructions, 90 cache misses\n") != NULL);
}

Test(distribution, counters_that_are_not_there_are_null_and_the_reason_is_said, .init = make_directory,
     .fini = remove_directory)
{
	refusal = ENOENT;
	start(ISH_PROFILE_FULL);
	ish_profile_step_begin(0, 0, 1, ISH_STEP_STEADY);
	ish_profile_step_end();
	ish_profile_stop();
	json_t *const root = report(&(struct ish_report_context){.cells = 0});
	cr_assert(json_is_null(json_object_get(root, "hardware")));
	cr_assert(json_is_null(json_object_get(json_array_get(json_object_get(root, "steps"), 0), "hardware")));
	cr_assert_str_eq(word(json_object_get(root, "method"), "hardware_reason"),
	                 "none here, as in most virtual machines");
	json_decref(root);
	cr_assert(strstr(text_squeezed(), " processor counters not available: none here") != NULL);
}
