/* The framework of `ishydro check`: verdicts, the comparison with committed results, cases that end early. */
#define _POSIX_C_SOURCE 200809L

#include <criterion/criterion.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "cli/check/baseline.h"
#include "cli/check/json.h"
#include "cli/check/suite.h"

/* What the build embeds in the program. */
const char ish_check_committed[] = "{\"format\": \"ishydro-accuracy\", \"version\": 1, \"cases\": []}";
const unsigned long ish_check_committed_size = sizeof ish_check_committed - 1;

static const struct ish_check_gate second_order = {.refinement = 2.0, .order = 2.0, .tolerance = 0.1, .bound = 1e-2};

/* Errors 8, 2 and 0.5 thousandths times `factor`; the case also has a condition. */
static double factor = 1.0;

static enum ish_status run_sequence(struct ish_check *check)
{
	struct ish_check_norm error[3] = {{8e-3, 4e-3}, {2e-3, 1e-3}, {5e-4, 2.5e-4}};
	error[2].max *= factor;
	ish_check_orders(check, &(struct ish_check_key){.label = "wave", .quantity = "e", .scheme = "imex-ssp2"}, 3,
	                 error, &second_order);
	ish_check_error(check, &(struct ish_check_key){.label = "wave", .quantity = "round-off"},
	                (struct ish_check_norm){3e-15 * factor, 1e-15}, 1e-13);
	ish_check_condition(check, &(struct ish_check_key){.label = "wave", .quantity = "holds"}, true, "%d", 7);
	return ISH_OK;
}

static enum ish_status run_broken(struct ish_check *check)
{
	ish_check_error(check, &(struct ish_check_key){.label = "before", .quantity = "e"},
	                (struct ish_check_norm){1e-3, 1e-3}, 1e-2);
	return ish_fail(ISH_ERR_BREAKDOWN, "step 3: cell (1, 2, 0): e = %g", -1.0);
}

static enum ish_status run_nothing(struct ish_check *check)
{
	(void)check;
	return ISH_OK;
}

static const struct ish_check_case sequence = {"sequence", "a wave", ISH_CHECK_QUICK, run_sequence};
static const struct ish_check_case broken = {"broken", "breaks down", ISH_CHECK_QUICK, run_broken};
static const struct ish_check_case nothing = {"nothing", "measures nothing", ISH_CHECK_FULL, run_nothing};

/* Runs cases into `check`; the table's text is freed by the caller. */
static char *run_cases(struct ish_check *check, const struct ish_check_case *const cases[], int count,
                       const json_t *baseline, bool stop, int *done_out)
{
	char *text = NULL;
	size_t size = 0;
	double seconds;
	FILE *table = open_memstream(&text, &size);
	cr_assert_not_null(table);
	ish_check_init(check, 1);
	const struct ish_check_run run = {.cases = cases,
	                                  .count = count,
	                                  .baseline = baseline,
	                                  .stop_at_first_failure = stop,
	                                  .detail = ISH_CHECK_ALL,
	                                  .table = table};
	*done_out = ish_check_run(check, &run, &seconds);
	ish_check_table_end(table, check, *done_out, seconds, ISH_CHECK_ALL);
	(void)fclose(table);
	return text;
}

static void expect(const char *text, const char *part)
{
	cr_assert_not_null(strstr(text, part), "not in the table: %s\n%s", part, text);
}

/* The results of the sequence as they are, as a baseline. */
static json_t *results(void)
{
	static const struct ish_check_case *const cases[] = {&sequence};
	char path[64];
	struct ish_check check;
	json_t *root;
	int done;
	factor = 1.0;
	char *text = run_cases(&check, cases, 1, NULL, false, &done);
	snprintf(path, sizeof path, "check_%ld.json", (long)getpid());
	cr_assert_eq(ish_check_json_write(&check, "quick", 1.0, path), ISH_OK);
	cr_assert_eq(ish_check_baseline_read(path, &root), ISH_OK);
	(void)unlink(path);
	ish_check_reset(&check);
	free(text);
	return root;
}

/* The sequence with errors times `by`, against the results as they are. */
static char *moved_by(double by, struct ish_check *check)
{
	static const struct ish_check_case *const cases[] = {&sequence};
	json_t *root = results();
	int done;
	factor = by;
	char *text = run_cases(check, cases, 1, root, false, &done);
	json_decref(root);
	return text;
}

Test(check, a_norm_that_moved_by_6_percent_fails_and_names_case_and_digits)
{
	struct ish_check check;
	char *text = moved_by(1.06, &check);
	cr_assert_eq(ish_check_failures(&check, 0), 1);
	cr_assert_eq(check.row[0].baseline, ISH_CHECK_MOVED);
	expect(text, "FAILED  sequence / wave / imex-ssp2 / e: max error 5.30000e-04 has moved from the committed "
	             "5.00000e-04 (by +6.0 %)");
	expect(text, "1 of 3 measurements failed");
	free(text);
	ish_check_reset(&check);
	text = moved_by(0.94, &check); /* an error that became smaller has moved as well */
	cr_assert_eq(ish_check_failures(&check, 0), 1);
	expect(text, "(by -6.0 %)");
	free(text);
	ish_check_reset(&check);
}

Test(check, a_norm_that_moved_by_4_percent_passes)
{
	struct ish_check check;
	char *text = moved_by(1.04, &check);
	cr_assert_eq(ish_check_failures(&check, 0), 0, "%s", text);
	for (int i = 0; i < check.count; i++) {
		cr_assert_eq(check.row[i].baseline, ISH_CHECK_SAME);
	}
	expect(text, "all 3 measurements of 1 cases passed");
	free(text);
	ish_check_reset(&check);
}

Test(check, a_norm_of_the_size_of_round_off_may_move)
{
	struct ish_check check;
	char *text = moved_by(1.0, &check);
	cr_assert(check.row[1].passed); /* 3e-15, and with any factor up to the bound: */
	free(text);
	ish_check_reset(&check);
	text = moved_by(1.04, &check);
	check.row[1].error[0].max = 9e-13;
	json_t *root = results();
	ish_check_baseline_compare(&check, 0, root);
	cr_assert(check.row[1].passed, "%s", check.row[1].why);
	check.row[1].error[0].max = 2e-12;
	ish_check_baseline_compare(&check, 0, root);
	cr_assert_not(check.row[1].passed);
	json_decref(root);
	free(text);
	ish_check_reset(&check);
}

Test(check, a_new_measurement_is_said_and_a_lost_one_fails)
{
	static const struct ish_check_case *const cases[] = {&sequence};
	struct ish_check check;
	json_t *root = results();
	json_t *measurements = json_object_get(json_array_get(json_object_get(root, "cases"), 0), "measurements");
	int done;
	factor = 1.0;
	(void)json_object_set_new(json_array_get(measurements, 0), "label", json_string("another wave"));
	char *text = run_cases(&check, cases, 1, root, false, &done);
	cr_assert_eq(check.row[0].baseline, ISH_CHECK_NEW);
	cr_assert(check.row[0].passed);
	cr_assert_eq(ish_check_failures(&check, 0), 1);
	expect(text, "sequence / another wave / imex-ssp2 / e: is among the committed results and was not measured");
	free(text);
	json_decref(root);
	ish_check_reset(&check);
}

Test(check, a_different_number_of_errors_fails)
{
	static const struct ish_check_case *const cases[] = {&sequence};
	struct ish_check check;
	json_t *root = results();
	json_t *row =
		json_array_get(json_object_get(json_array_get(json_object_get(root, "cases"), 0), "measurements"), 0);
	int done;
	factor = 1.0;
	(void)json_array_remove(json_object_get(row, "max"), 0);
	(void)json_array_remove(json_object_get(row, "rms"), 0);
	char *text = run_cases(&check, cases, 1, root, false, &done);
	expect(text, "3 errors where the committed results have 2");
	free(text);
	json_decref(root);
	ish_check_reset(&check);
}

Test(check, a_case_that_breaks_down_is_a_failure_with_its_line_and_the_next_one_runs)
{
	static const struct ish_check_case *const cases[] = {&broken, &nothing, &sequence};
	struct ish_check check;
	int done;
	factor = 1.0;
	char *text = run_cases(&check, cases, 3, NULL, false, &done);
	cr_assert_eq(done, 3);
	cr_assert_eq(ish_check_failures(&check, 0), 2);
	expect(text, "FAILED  broken / the case itself / end: step 3: cell (1, 2, 0): e = -1");
	expect(text, "FAILED  nothing / the case itself / end: nothing was measured");
	expect(text, "2 of 6 measurements failed; 3 cases");
	free(text);
	ish_check_reset(&check);
	text = run_cases(&check, cases, 3, NULL, true, &done);
	cr_assert_eq(done, 1, "stops at the first failure");
	free(text);
	ish_check_reset(&check);
}

/* Verdicts of single measurements. */
static const struct ish_check_row *last(const struct ish_check *check)
{
	return &check->row[check->count - 1];
}

Test(check, bounds_orders_and_decay_are_judged)
{
	struct ish_check check;
	struct ish_check_key key = {.label = "a", .quantity = "e"};
	const struct ish_check_norm falling[3] = {{8e-3, 0.0}, {2e-3, 0.0}, {5e-4, 0.0}};
	const struct ish_check_norm slow[3] = {{8e-3, 0.0}, {2e-3, 0.0}, {1e-3, 0.0}};
	const struct ish_check_norm lost[2] = {{8e-3, 0.0}, {NAN, NAN}};
	ish_check_init(&check, 1);
	ish_check_begin(&check, &sequence);
	ish_check_orders(&check, &key, 3, falling, &second_order);
	cr_assert(last(&check)->passed);
	cr_assert_float_eq(last(&check)->order[1], 2.0, 1e-12);
	key.label = "b";
	ish_check_orders(&check, &key, 3, slow, &second_order);
	cr_assert_not(last(&check)->passed);
	cr_assert_not_null(strstr(last(&check)->why, "order 1.000 (errors 0.002, 0.001) is not within 0.10 of 2"));
	key.label = "c";
	ish_check_orders(&check, &key, 2, lost, &second_order);
	cr_assert_not(last(&check)->passed, "not a number");
	key.label = "d";
	ish_check_error(&check, &key, (struct ish_check_norm){NAN, NAN}, 1.0);
	cr_assert_not(last(&check)->passed, "not a number");
	key.label = "e";
	ish_check_error(&check, &key, (struct ish_check_norm){2.0, 1.0}, 1.0);
	cr_assert_str_eq(last(&check)->why, "error 2 is above the bound 1");
	key.label = "f";
	ish_check_decay(&check, &key, 3, falling, 3.9, 1e-3);
	cr_assert(last(&check)->passed);
	key.label = "g";
	ish_check_decay(&check, &key, 3, falling, 4.1, 1e-3);
	cr_assert_not(last(&check)->passed);
	key.label = "h";
	ish_check_value(&check, &key, 1.01, 1.0, 0.02);
	cr_assert(last(&check)->passed);
	key.label = "i";
	ish_check_value(&check, &key, 1.03, 1.0, 0.02);
	cr_assert_not(last(&check)->passed);
	key.label = "j";
	ish_check_error(&check, &key, (struct ish_check_norm){1e-3, NAN}, 1.0);
	cr_assert_not(last(&check)->passed, "a largest error that has passed over a NaN");
	ish_check_reset(&check);
}

Test(check, two_measurements_of_one_name_are_refused)
{
	struct ish_check check;
	ish_check_init(&check, 1);
	ish_check_begin(&check, &sequence);
	(void)run_sequence(&check);
	cr_assert_eq(ish_check_failures(&check, 0), 0);
	(void)run_sequence(&check);
	cr_assert_eq(ish_check_failures(&check, 0), 3);
	ish_check_reset(&check);
}
