#include "cli/bench/arguments.h"

#include <argp.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cli/options.h"
#include "solver/operation.h"

enum { SIZE = 0x100, OPERATION, EXPORT, COMPARE, TOLERANCE, SCALING, PLOT, ROUNDS, THREADS, PRECISION, PLANNING, SET };
enum { ROUNDS_MAX = 10000 };

static const struct argp_option options[] = {
	{"size", SIZE, "NAME", 0,
         "small, medium (the default), large or extreme: the grid of the preset of that name, 16x8x8 to 128x64x64", 0},
	{"operation", OPERATION, "OP", 0, "measures only this one; may be repeated", 0},
	{"export", EXPORT, "FILE", 0,
         "writes everything as JSON (docs/bench.md, docs/scaling.md); - is stdout, without the table", 0},
	{"compare", COMPARE, "BASE.JSON", 0,
         "compares with an earlier export: times relative to reference operations of the same run; exit code 1 if one "
         "grew beyond the tolerance",
         0},
	{"tolerance", TOLERANCE, "X", 0,
         "with --compare: the share by which a ratio may grow; 0.25, where other work "
         "disturbed a run 0.5",
         0},
	{"scaling", SCALING, "KIND", 0,
         "grid, strong or weak: cost and memory against grid size or threads, with fitted laws; says what grows faster "
         "than "
         "the grid (docs/scaling.md)",
         0},
	{"plot", PLOT, "FILE", 0,
         "with --scaling: draws FILE, which ends in .png, .svg or .pdf, and beside it NAME-memory or NAME-efficiency",
         0},
	{"rounds", ROUNDS, "N", 0,
         "rounds over all operations, or repeats of each point of --scaling (at most 32); the more, the less noise", 0},
	{"threads", THREADS, "N", 0,
         "OpenMP threads; 0: all cores. Of --scaling grid 1 by default, of the others the most", 0},
	{"precision", PRECISION, "NAME", 0, "double or float", 0},
	{"planning", PLANNING, "NAME", 0, "estimate, measure or patient", 0},
	{"set", SET, "KEY=VALUE", 0, "any key of the configuration, as transport.zeta_over_s=0; may be repeated", 0},
	{"quiet", 'q', NULL, 0, "prints no table", 0},
	{0},
};

static const struct {
	int key;
	const char *option, *config;
} config_option[] = {{THREADS, "--threads", "backend.threads"},
                     {PRECISION, "--precision", "backend.precision"},
                     {PLANNING, "--planning", "backend.planning"}};

static bool is_one_of(const char *value, const char *const *name)
{
	while (*name != NULL && strcmp(*name, value) != 0) {
		name++;
	}
	return *name != NULL;
}

static enum ish_status take_size(struct ish_bench_arguments *a, const char *value)
{
	static const char *const sizes[] = {"small", "medium", "large", "extreme", NULL};
	a->run.preset = value;
	return is_one_of(value, sizes)
	               ? ISH_OK
	               : ish_fail(ISH_ERR_INPUT, "--size %.80s: must be small, medium, large or extreme", value);
}

static enum ish_status take_scaling(struct ish_bench_arguments *a, const char *value)
{
	static const char *const kinds[] = {"strong", "weak", "grid", NULL};
	a->scaling = value;
	return is_one_of(value, kinds)
	               ? ISH_OK
	               : ish_fail(ISH_ERR_INPUT, "--scaling %.80s: must be strong, weak or grid", value);
}

static enum ish_status take_tolerance(struct ish_bench_arguments *a, const char *value)
{
	char *end;
	a->tolerance = strtod(value, &end);
	return end != value && *end == '\0' && a->tolerance >= 0.0 && a->tolerance <= 10.0
	               ? ISH_OK
	               : ish_fail(ISH_ERR_INPUT, "--tolerance %.80s: must be a number from 0 to 10, as 0.25 for 25%%",
	                          value);
}

static enum ish_status take_rounds(struct ish_bench_arguments *a, const char *value)
{
	char *end;
	errno = 0;
	const long rounds = strtol(value, &end, 10);
	a->rounds = rounds > 0 && rounds <= ROUNDS_MAX ? (int)rounds : 0;
	return end != value && *end == '\0' && errno == 0 && a->rounds > 0
	               ? ISH_OK
	               : ish_fail(ISH_ERR_INPUT, "--rounds %.80s: must be an integer from 1 to %d", value, ROUNDS_MAX);
}

static enum ish_status refuse_operation(const char *value)
{
	char known[1024];
	size_t used = 0;
	for (int i = 0; i < ISH_OPERATIONS && used < sizeof known; i++) {
		used += (size_t)snprintf(known + used, sizeof known - used, "%s%s", i > 0 ? ", " : "",
		                         ish_operation_name((enum ish_operation)i));
	}
	return ish_fail(ISH_ERR_INPUT, "--operation %.80s: must be one of %s", value, known);
}

static enum ish_status take_operation(struct ish_bench_arguments *a, const char *value)
{
	if (ish_operation_find(value) < 0) {
		return refuse_operation(value);
	}
	if (a->operations == ISH_BENCH_OPERATIONS_MAX) {
		return ish_fail(ISH_ERR_INPUT, "--operation %.80s: at most %d can be named", value,
		                ISH_BENCH_OPERATIONS_MAX);
	}
	a->operation[a->operations++] = value;
	return ISH_OK;
}

/* An option given again replaces itself. */
static void take_config(struct ish_run_arguments *run, int key, const char *value)
{
	for (size_t i = 0; i < sizeof config_option / sizeof config_option[0]; i++) {
		if (config_option[i].key == key) {
			int k = 0;
			while (k < run->options && strcmp(run->option[k].key, config_option[i].config) != 0) {
				k++;
			}
			run->option[k].option = config_option[i].option;
			run->option[k].key = config_option[i].config;
			run->option[k].value = value;
			run->options = k == run->options ? k + 1 : run->options;
		}
	}
}

static error_t parse_option(int key, char *value, struct argp_state *state)
{
	struct ish_bench_arguments *a = state->input;
	enum ish_status status = ISH_OK;
	switch (key) {
	case SIZE: status = take_size(a, value); break;
	case OPERATION: status = take_operation(a, value); break;
	case EXPORT: a->export_path = value; break;
	case COMPARE: a->compare = value; break;
	case TOLERANCE: status = take_tolerance(a, value); break;
	case SCALING: status = take_scaling(a, value); break;
	case PLOT: a->plot = value; break;
	case ROUNDS: status = take_rounds(a, value); break;
	case THREADS:
	case PRECISION:
	case PLANNING: take_config(&a->run, key, value); break;
	case SET: a->run.set[a->run.sets++] = value; break;
	case 'q': a->quiet = true; break;
	case ARGP_KEY_ARG:
		status = ish_fail(ISH_ERR_INPUT, "bench: %.80s: must stand without arguments, --size names the grid",
		                  value);
		break;
	default: return ARGP_ERR_UNKNOWN;
	}
	if (status != ISH_OK) {
		a->status = status;
		return EINVAL;
	}
	return 0;
}

/* Nothing is accepted and ignored. */
static enum ish_status check_together(const struct ish_bench_arguments *a)
{
	if (a->tolerance >= 0.0 && a->compare == NULL) {
		return ish_fail(ISH_ERR_INPUT, "--tolerance %g: must stand beside --compare BASE.JSON", a->tolerance);
	}
	if (a->plot != NULL && a->scaling == NULL) {
		return ish_fail(ISH_ERR_INPUT, "--plot %.80s: must stand beside --scaling", a->plot);
	}
	if (a->compare != NULL && a->export_path != NULL && strcmp(a->export_path, "-") == 0) {
		return ish_fail(ISH_ERR_INPUT,
		                "--export -: must not stand beside --compare, whose table goes to stdout");
	}
	if (a->scaling != NULL && (a->operations > 0 || a->compare != NULL)) {
		return ish_fail(ISH_ERR_INPUT, "--scaling %s: must stand without %s", a->scaling,
		                a->compare != NULL ? "--compare" : "--operation");
	}
	return ISH_OK;
}

static void join(char *text, size_t size, int argc, char **argv)
{
	size_t used = 0;
	for (int i = 0; i < argc && used < size; i++) {
		used += (size_t)snprintf(text + used, size - used, "%s%s", i > 0 ? " " : "", argv[i]);
	}
}

enum ish_status ish_bench_arguments_init(struct ish_bench_arguments *arguments, int argc, char **argv)
{
	static const struct argp parser = {
		.options = options,
		.parser = parse_option,
		.doc = "Performance: every operation of a step run alone on the state of problem taylor-green, and "
		       "whole steps, in interleaved rounds: best, median and spread of the time, work a second where "
		       "it is known, the share of a step."
		       "\v"
		       "Exit code: 0 done; 1 a ratio grew beyond the tolerance of --compare; 2 bad input; 4 the "
		       "system.",
	};
	*arguments = (struct ish_bench_arguments){.run = {.preset = "medium"}, .tolerance = -1.0};
	join(arguments->command, sizeof arguments->command, argc, argv);
	const enum ish_status status = ish_options_check(options, argc, argv);
	if (status != ISH_OK) {
		return status;
	}
	arguments->run.set = malloc((size_t)argc * sizeof *arguments->run.set);
	if (arguments->run.set == NULL) {
		return ish_fail(ISH_ERR_MEMORY, "no memory for %d arguments", argc);
	}
	if (argp_parse(&parser, argc, argv, ARGP_IN_ORDER, NULL, arguments) != 0) {
		return arguments->status != ISH_OK ? arguments->status : ISH_ERR_INPUT;
	}
	return check_together(arguments);
}

/* Nothing that would be passed over without a word. */
static enum ish_status check_set(const struct ish_run_arguments *run)
{
	static const char *const unused[] = {"output.", "profile."};
	for (int i = 0; i < run->sets; i++) {
		for (size_t k = 0; k < sizeof unused / sizeof unused[0]; k++) {
			if (strncmp(run->set[i], unused[k], strlen(unused[k])) == 0) {
				return ish_fail(ISH_ERR_INPUT,
				                "--set %.80s: must be of another group: bench writes no %.*s", run->set[i],
				                (int)strlen(unused[k]) - 1, unused[k]);
			}
		}
	}
	return ISH_OK;
}

enum ish_status ish_bench_configure(const struct ish_bench_arguments *arguments, struct ish_config *config)
{
	enum ish_status status = check_set(&arguments->run);
	if (status == ISH_OK) {
		status = ish_run_arguments_configure(&arguments->run, config);
	}
	config->output.spectra_every = 0; /* nothing is written: no memory for it either */
	return status;
}
