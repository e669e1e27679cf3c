#include <argp.h>
#include <errno.h>
#include <jansson.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "cli/check/baseline.h"
#include "cli/check/json.h"
#include "cli/check/suite.h"
#include "cli/command.h"
#include "cli/options.h"
#include "cli/output_path.h"
#include "cli/progress.h"
#include "solver/complete_file.h"

enum { CASES_MAX = 256, NAMES_TEXT = 4096 };

enum { SUITE = 256, LIST, JSON, STOP, NO_BASELINE, BASELINE, THREADS };

static const struct argp_option options[] = {
	{"suite", SUITE, "NAME", 0, "quick (the default) or full, which holds quick", 0},
	{"list", LIST, NULL, 0, "List the cases: name, suite, what it holds against what", 0},
	{"json", JSON, "FILE", 0, "Write all measurements as JSON (docs/accuracy.md)", 0},
	{"stop-at-first-failure", STOP, NULL, 0, "End after the first case that fails", 0},
	{"baseline", BASELINE, "FILE", 0, "Compare with the results in FILE, not with the committed ones", 0},
	{"no-baseline", NO_BASELINE, NULL, 0, "Compare with no earlier results", 0},
	{"threads", THREADS, "N", 0, "OpenMP threads; 0, the default: as many as a grid is worth", 0},
	{"quiet", 'q', NULL, 0, "Print what failed and nothing else", 0},
	{0}};

struct arguments {
	enum ish_check_suite suite;
	bool suite_given, list, stop, quiet, compare;
	const char *json, *baseline;
	int threads;
	int named;
	const char *name[CASES_MAX];
	enum ish_status status;
};

static enum ish_status parse_suite(struct arguments *arguments, const char *value)
{
	arguments->suite_given = true;
	if (strcmp(value, "quick") != 0 && strcmp(value, "full") != 0) {
		return ish_fail(ISH_ERR_INPUT, "--suite %s: must be quick or full", value);
	}
	arguments->suite = strcmp(value, "full") == 0 ? ISH_CHECK_FULL : ISH_CHECK_QUICK;
	return ISH_OK;
}

static enum ish_status parse_threads(struct arguments *arguments, const char *value)
{
	char *end;
	errno = 0;
	const long threads = strtol(value, &end, 10);
	if (*value == '\0' || *end != '\0' || errno != 0 || threads < 0 || threads > 1024) {
		return ish_fail(ISH_ERR_INPUT, "--threads %s: must be an integer from 0 to 1024", value);
	}
	arguments->threads = (int)threads;
	return ISH_OK;
}

static error_t parse_option(int key, char *value, struct argp_state *state)
{
	struct arguments *arguments = state->input;
	enum ish_status status = ISH_OK;
	switch (key) {
	case SUITE: status = parse_suite(arguments, value); break;
	case LIST: arguments->list = true; break;
	case JSON: arguments->json = value; break;
	case STOP: arguments->stop = true; break;
	case BASELINE: arguments->baseline = value; break;
	case NO_BASELINE: arguments->compare = false; break;
	case THREADS: status = parse_threads(arguments, value); break;
	case 'q': arguments->quiet = true; break;
	case ARGP_KEY_ARG:
		if (arguments->named == CASES_MAX) {
			status = ish_fail(ISH_ERR_INPUT, "%s: at most %d cases can be named", value, CASES_MAX);
		} else {
			arguments->name[arguments->named++] = value;
		}
		break;
	default: return ARGP_ERR_UNKNOWN;
	}
	if (status != ISH_OK) {
		arguments->status = status;
		return EINVAL;
	}
	return 0;
}

static enum ish_status parse(struct arguments *arguments, int argc, char **argv)
{
	static const struct argp parser = {
		.options = options,
		.parser = parse_option,
		.args_doc = "[CASE...]",
		.doc = "Accuracy regression: runs cases against exact, independently integrated and self-convergent "
		       "solutions and prints a table of error norms, measured orders, bounds and verdicts. All cases "
		       "of the "
		       "suite are run, or those that are named."
		       "\v"
		       "An error that is above its bound, an order that is not the scheme's, and an error norm that "
		       "has moved "
		       "by more than 5 % (and 1e-12 of the field) from the committed results are failures. Exit code: "
		       "0 all "
		       "passed; 1 one failed; 2 bad usage; 4 the system.",
	};
	*arguments = (struct arguments){.compare = true};
	const enum ish_status status = ish_options_check(options, argc, argv);
	if (status != ISH_OK) {
		return status;
	}
	if (argp_parse(&parser, argc, argv, 0, NULL, arguments) != 0) {
		return arguments->status != ISH_OK ? arguments->status : ISH_ERR_INPUT;
	}
	return !arguments->compare && arguments->baseline != NULL
	               ? ish_fail(ISH_ERR_INPUT, "--no-baseline and --baseline %s: must be one of the two",
	                          arguments->baseline)
	               : ISH_OK;
}

static const char *suite_name(enum ish_check_suite suite)
{
	return suite == ISH_CHECK_QUICK ? "quick" : "full";
}

static int list_cases(void)
{
	const struct ish_check_case *one;
	for (int i = 0; (one = ish_check_case_at(i)) != NULL; i++) {
		(void)printf("%-20s %-5s  %s\n", one->name, suite_name(one->suite), one->sentence);
	}
	return ish_command_end(0);
}

static const struct ish_check_case *find_case(const char *name)
{
	const struct ish_check_case *one;
	for (int i = 0; (one = ish_check_case_at(i)) != NULL; i++) {
		if (strcmp(one->name, name) == 0) {
			return one;
		}
	}
	return NULL;
}

static enum ish_status no_such_case(const char *name)
{
	char known[NAMES_TEXT] = "";
	size_t used = 0;
	const struct ish_check_case *one;
	for (int i = 0; (one = ish_check_case_at(i)) != NULL && used < sizeof known; i++) {
		used += (size_t)snprintf(known + used, sizeof known - used, "%s%s", i > 0 ? ", " : "", one->name);
	}
	return ish_fail(ISH_ERR_INPUT, "%s: no such case; the cases are %s", name, known);
}

/* The cases to run, in the order of case.def. */
static enum ish_status choose(const struct arguments *arguments, const struct ish_check_case *chosen[CASES_MAX],
                              int *count_out)
{
	const struct ish_check_case *one;
	*count_out = 0;
	for (int i = 0; i < arguments->named; i++) {
		if (find_case(arguments->name[i]) == NULL) {
			return no_such_case(arguments->name[i]);
		}
	}
	for (int i = 0; (one = ish_check_case_at(i)) != NULL && *count_out < CASES_MAX; i++) {
		bool wanted = arguments->named == 0 && one->suite <= arguments->suite;
		for (int k = 0; k < arguments->named; k++) {
			wanted = wanted || find_case(arguments->name[k]) == one;
		}
		if (wanted) {
			chosen[(*count_out)++] = one;
		}
	}
	return ISH_OK;
}

/* A file that cannot be written is told now, not after the last case. */
static enum ish_status try_file(const char *path)
{
	struct ish_complete_file file;
	const enum ish_status status = ish_complete_file_begin(&file, path);
	if (status != ISH_OK) {
		return status;
	}
	FILE *trial = fopen(file.temporary, "w");
	if (trial == NULL) {
		return ish_fail(ISH_ERR_SYSTEM, "--json %s: cannot be written: %s", path, ish_system_text(errno));
	}
	(void)fclose(trial);
	ish_complete_file_drop(&file);
	return ISH_OK;
}

/* A case that was measured and is no more would be missed by nobody. */
static enum ish_status check_vanished(const json_t *baseline)
{
	size_t i;
	const json_t *one;
	json_array_foreach(json_object_get(baseline, "cases"), i, one)
	{
		const char *name = json_string_value(json_object_get(one, "name"));
		if (name == NULL || find_case(name) == NULL) {
			return ish_fail(ISH_ERR_CHECK,
			                "check: %s: is a case of the committed results and does not exist any more",
			                name != NULL ? name : "without a name");
		}
	}
	return ISH_OK;
}

static int run_cases(const struct arguments *arguments, const struct ish_check_case *const cases[], int count,
                     const json_t *baseline)
{
	struct ish_check check;
	struct ish_progress progress;
	double seconds = 0.0;
	ish_check_init(&check, arguments->threads);
	ish_progress_begin(&progress, arguments->quiet); /* what stderr is */
	const struct ish_check_run run = {
		.cases = cases,
		.count = count,
		.baseline = baseline,
		.stop_at_first_failure = arguments->stop,
		.progress = progress.terminal && !arguments->quiet,
		.detail = arguments->quiet ? ISH_CHECK_FAILURES_ONLY : ISH_CHECK_ALL,
		.table = stdout,
	};
	ish_progress_end(&progress);
	const int done = ish_check_run(&check, &run, &seconds);
	ish_check_table_end(stdout, &check, done, seconds, run.detail);
	enum ish_status status = check.memory != ISH_OK
	                                 ? ish_fail(check.memory, "check: no memory after %d measurements", check.count)
	                                 : ISH_OK;
	if (status == ISH_OK && arguments->json != NULL) {
		status = ish_check_json_write(&check,
		                              arguments->named > 0 ? "named cases" : suite_name(arguments->suite),
		                              seconds, arguments->json);
	}
	if (status == ISH_OK && ish_check_failures(&check, 0) > 0) {
		status = ISH_ERR_CHECK;
	}
	ish_check_reset(&check);
	return ish_command_end(ish_status_exit_code(status));
}

int ish_command_check(int argc, char **argv)
{
	struct arguments arguments;
	const struct ish_check_case *cases[CASES_MAX];
	json_t *baseline = NULL;
	int count = 0;
	enum ish_status status = parse(&arguments, argc, argv);
	if (status == ISH_OK && arguments.list) {
		return list_cases();
	}
	if (status == ISH_OK) {
		status = choose(&arguments, cases, &count);
	}
	if (status == ISH_OK && arguments.json != NULL) {
		status = ish_output_check("--json", arguments.json, NULL, 0);
	}
	if (status == ISH_OK && arguments.json != NULL) {
		status = try_file(arguments.json);
	}
	if (status == ISH_OK && arguments.compare) {
		status = ish_check_baseline_read(arguments.baseline, &baseline);
	}
	if (status == ISH_OK && arguments.named == 0) {
		status = check_vanished(baseline);
	}
	if (status != ISH_OK) {
		json_decref(baseline);
		return ish_status_exit_code(status);
	}
	const int code = run_cases(&arguments, cases, count, baseline);
	json_decref(baseline);
	return code;
}
