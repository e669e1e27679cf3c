#define _GNU_SOURCE

#include "cli/run_arguments.h"

#include <argp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cli/options.h"
#include "reports/report.h"

#define DEFAULT_PRESET "32x32x16x16"

enum {
	OPTION_PRESET = 0x100,
	OPTION_SET,
	OPTION_HELP_CONFIG,
	OPTION_BATCH,
	OPTION_RESUME,
	OPTION_MEASURE,
	OPTION_CLEAR,
	OPTION_JSON,
	OPTION_COMPARE,
	OPTION_WITH,
	OPTION_TOLERANCE,
	OPTION_KEY /* the i-th row of key_option is OPTION_KEY + i */
};

/* Options that stand for one key of the configuration. */
static const struct key_option {
	const char *name, *key;
} key_option[] = {
	{"--problem", "problem.name"},        {"--steps", "time.steps"},
	{"--backend", "backend.name"},        {"--threads", "backend.threads"},
	{"--precision", "backend.precision"}, {"--planning", "backend.planning"},
	{"--memory", "backend.memory"},       {"--choices", "backend.choices"},
	{"--output", "output.directory"},
};
enum { KEY_OPTIONS = sizeof key_option / sizeof key_option[0] };

static const struct argp_option options[] = {
	{"preset", OPTION_PRESET, "G", 0,
         "STEPSxNXxNYxNZ, as 64x64x32x32, or small, medium, large, extreme: so many steps of problem taylor-green with "
         "shear and bulk on such a grid; the default, " DEFAULT_PRESET ", without CONFIG",
         0},
	{"problem", OPTION_KEY + 0, "NAME", 0, "initial data (problem.name)", 0},
	{"steps", OPTION_KEY + 1, "N", 0, "number of steps, in place of time.end", 0},
	{"backend", OPTION_KEY + 2, "NAME", 0, "auto or cpu", 0},
	{"threads", OPTION_KEY + 3, "N", 0, "OpenMP threads; 0: all cores", 0},
	{"precision", OPTION_KEY + 4, "NAME", 0, "double or float", 0},
	{"planning", OPTION_KEY + 5, "NAME", 0, "estimate, measure or patient", 0},
	{"memory", OPTION_KEY + 6, "NAME", 0, "auto", 0},
	{"output", 'o', "DIR", 0, "folder for all that the run writes (output.directory)", 0},
	{"choices", OPTION_KEY + 7, "RUN.JSON", 0,
         "takes the measured choices and FFTW plans of an earlier run: the same bits (backend.choices)", 0},
	{"batch", OPTION_BATCH, "N", OPTION_HIDDEN, NULL, 0},
	{"resume", OPTION_RESUME, "DIR", 0,
         "goes on with the run in DIR from its newest checkpoint, bit for bit as if it had not been interrupted; a "
         "later "
         "time.end or --steps continues a run that is done",
         0},
	{"set", OPTION_SET, "KEY=VALUE", 0,
         "any key of the configuration, as transport.eta_over_s=0.1; may be repeated", 0},
	{"quiet", 'q', NULL, 0, "no progress line and no summary", 0},
	{"help-config", OPTION_HELP_CONFIG, NULL, 0, "lists every key of the configuration and ends", 0},
	{0},
};

static const struct argp_option plan_options[] = {
	{"measure", OPTION_MEASURE, NULL, 0,
         "makes the plans of this grid, measures the backends and keeps both for later runs on this processor", 0},
	{"clear", OPTION_CLEAR, NULL, 0, "removes what has been kept for this processor, or backend.wisdom", 0},
	{"json", OPTION_JSON, NULL, 0, "prints one JSON object; sizes in bytes", 0},
};

static const struct argp_option profile_options[] = {
	{"compare", OPTION_COMPARE, "BASE.JSON", 0,
         "compares with the profile.json of an earlier run of the same problem, grid and scheme; exit code 1 if a time "
         "or "
         "memory grew beyond the tolerance, or a count at all",
         0},
	{"with", OPTION_WITH, "THIS.JSON", 0, "with --compare: the profile to be compared; nothing is run", 0},
	{"tolerance", OPTION_TOLERANCE, "X", 0, "with --compare: the share by which a time or the memory may grow; 0.1", 0},
};

enum {
	OPTION_ROWS = sizeof options / sizeof options[0],
	PLAN_ROWS = sizeof plan_options / sizeof plan_options[0],
	PROFILE_ROWS = sizeof profile_options / sizeof profile_options[0]
};

/* What a run has and a plan has not: it writes nothing and shows no progress. */
static bool is_for_run_only(int key)
{
	return key == 'q' || key == 'o' || key == OPTION_RESUME || key == OPTION_HELP_CONFIG;
}

/* Of each of them there is one. */
static void take_one(const char **place, const char *what, const char *value)
{
	if (*place != NULL) {
		exit(ish_status_exit_code(
			ish_fail(ISH_ERR_INPUT, "%s: must be the only %s, %s stands already", value, what, *place)));
	}
	*place = value;
}

/* G, STEPSxNXxNYxNZ or a name, may stand without --preset in a plan. */
static void take_argument(struct ish_run_arguments *a, const char *value)
{
	if (a->plans && ish_config_is_preset(value)) {
		take_one(&a->preset, "preset", value);
	} else {
		take_one(&a->config, "CONFIG", value);
	}
}

/* Ends the program after one line if it is no share. */
static double tolerance_of(const char *value)
{
	char *end;
	const double tolerance = strtod(value, &end);
	if (end == value || *end != '\0' || !(tolerance >= 0.0 && tolerance <= 10.0)) {
		exit(ish_status_exit_code(ish_fail(
			ISH_ERR_INPUT, "--tolerance %s: must be a number from 0 to 10, as 0.1 for 10%%", value)));
	}
	return tolerance;
}

static error_t parse_option(int key, char *value, struct argp_state *state)
{
	struct ish_run_arguments *a = state->input;
	if (key == 'o') {
		key = OPTION_KEY + KEY_OPTIONS - 1;
	}
	if (key >= OPTION_KEY && key < OPTION_KEY + KEY_OPTIONS) {
		const struct key_option *row = &key_option[key - OPTION_KEY];
		int i = 0;
		while (i < a->options && strcmp(a->option[i].key, row->key) != 0) {
			i++; /* an option given again replaces itself */
		}
		a->option[i].option = row->name;
		a->option[i].key = row->key;
		a->option[i].value = value;
		a->options = i == a->options ? i + 1 : a->options;
		return 0;
	}
	switch (key) {
	case OPTION_PRESET:
		if (a->plans) {
			take_one(&a->preset, "preset", value);
		}
		a->preset = value;
		break;
	case OPTION_SET: a->set[a->sets++] = value; break;
	case 'q': a->quiet = true; break;
	case OPTION_HELP_CONFIG: a->help_config = true; break;
	case OPTION_RESUME: take_one(&a->resume, "--resume", value); break;
	case OPTION_BATCH:
		exit(ish_status_exit_code(
			ish_fail(ISH_ERR_UNAVAILABLE, "--batch %s: not available in this version", value)));
	case ARGP_KEY_ARG: take_argument(a, value); break;
	case OPTION_MEASURE: a->measure = true; break;
	case OPTION_CLEAR: a->clear = true; break;
	case OPTION_JSON: a->json = true; break;
	case OPTION_COMPARE: take_one(&a->compare, "--compare", value); break;
	case OPTION_WITH: take_one(&a->with, "--with", value); break;
	case OPTION_TOLERANCE: a->tolerance = tolerance_of(value); break;
	default: return ARGP_ERR_UNKNOWN;
	}
	return 0;
}

static enum ish_status parse(struct ish_run_arguments *arguments, const struct argp *parser, int argc, char **argv)
{
	const enum ish_status status = ish_options_check(parser->options, argc, argv);
	if (status != ISH_OK) {
		return status;
	}
	arguments->set = malloc((size_t)argc * sizeof *arguments->set);
	if (arguments->set == NULL) {
		return ish_fail(ISH_ERR_MEMORY, "no memory for %d arguments", argc);
	}
	if (argp_parse(parser, argc, argv, ARGP_IN_ORDER, NULL, arguments) != 0) {
		return ish_fail(ISH_ERR_INPUT, "the command line cannot be parsed");
	}
	return ISH_OK;
}

static enum ish_status check_resume(const struct ish_run_arguments *arguments)
{
	const char *other = arguments->config != NULL ? arguments->config : arguments->preset;
	if (arguments->resume != NULL && other != NULL) {
		return ish_fail(ISH_ERR_INPUT,
		                "%s: must not stand beside --resume, which takes the configuration of the run; "
		                "what may change is set by options and --set",
		                other);
	}
	return ISH_OK;
}

enum ish_status ish_run_arguments_init(struct ish_run_arguments *arguments, int argc, char **argv)
{
	_Static_assert((int)KEY_OPTIONS <= (int)ISH_RUN_OPTIONS_MAX, "every option has its place");
	static const struct argp parser = {
		.options = options,
		.parser = parse_option,
		.args_doc = "[CONFIG]",
		.doc = "Runs timesteps and writes fields, time series and the per-timestep profile. CONFIG is a file "
		       "in libconfig "
		       "syntax; --help-config lists its keys. Precedence: defaults < CONFIG < --preset < options < "
		       "--set."
		       "\v"
		       "An earlier run in the output folder is moved to DIR.1, DIR.2, ... SIGINT and SIGTERM end the "
		       "run after its "
		       "step, with a checkpoint and all reports written; SIGUSR1 writes a checkpoint after the step "
		       "and the run "
		       "goes on.",
	};
	*arguments = (struct ish_run_arguments){0};
	const enum ish_status status = parse(arguments, &parser, argc, argv);
	return status == ISH_OK ? check_resume(arguments) : status;
}

/* Nothing is accepted and ignored; a tolerance that was not given becomes the default. */
static enum ish_status check_comparison(struct ish_run_arguments *a)
{
	if (a->with != NULL && a->compare == NULL) {
		return ish_fail(ISH_ERR_INPUT, "--with %s: must stand beside --compare BASE.JSON", a->with);
	}
	if (a->tolerance >= 0.0 && a->compare == NULL) {
		return ish_fail(ISH_ERR_INPUT, "--tolerance %g: must stand beside --compare BASE.JSON", a->tolerance);
	}
	if (a->with != NULL &&
	    (a->config != NULL || a->preset != NULL || a->resume != NULL || a->options + a->sets > 0)) {
		return ish_fail(ISH_ERR_INPUT,
		                "--with %s: must stand with --compare and --tolerance only: nothing is run", a->with);
	}
	a->tolerance = a->tolerance >= 0.0 ? a->tolerance : 0.1;
	return ISH_OK;
}

enum ish_status ish_profile_arguments_init(struct ish_run_arguments *arguments, int argc, char **argv)
{
	static struct argp_option all[OPTION_ROWS + PROFILE_ROWS]; /* argp's --help reads it until the process ends */
	static const struct argp parser = {
		.options = all,
		.parser = parse_option,
		.args_doc = "[CONFIG]",
		.doc = "The run of the same arguments, fully instrumented: every call is traced, every report format "
		       "is written to "
		       "DIR/profile, and the ranked summary is printed: where a step spends its time, what allocates, "
		       "what is "
		       "redundant, and what would pay most."
		       "\v"
		       "The machine's limits (arithmetic, division, bandwidth of caches and memory) are measured after the run, for the "
		       "roofline. "
		       "README.md, Find out where the time goes, names the reports.",
	};
	for (int i = 0; i < PROFILE_ROWS; i++) {
		all[i] = profile_options[i];
	}
	for (int i = 0; i < OPTION_ROWS; i++) { /* the last one ends the list */
		all[PROFILE_ROWS + i] = options[i];
	}
	*arguments = (struct ish_run_arguments){.profiles = true, .tolerance = -1.0};
	enum ish_status status = parse(arguments, &parser, argc, argv);
	if (status == ISH_OK) {
		status = check_comparison(arguments);
	}
	return status == ISH_OK ? check_resume(arguments) : status;
}

enum ish_status ish_plan_arguments_init(struct ish_run_arguments *arguments, int argc, char **argv)
{
	static struct argp_option all[OPTION_ROWS + PLAN_ROWS]; /* argp's --help reads it until the process ends */
	static const struct argp parser = {
		.options = all,
		.parser = parse_option,
		.args_doc = "[CONFIG] [G]",
		.doc = "Says what a run would take, without allocating it: memory by owner, transforms of each axis, "
		       "and "
		       "whether it fits. G is STEPSxNXxNYxNZ or small, medium, large, extreme, as --preset of run. All "
		       "options of run count: the same arguments give the plan of that run."
		       "\v"
		       "Wisdom and choices are kept in $XDG_CACHE_HOME/ishydro/PROCESSOR (~/.cache/ishydro/PROCESSOR), "
		       "or "
		       "where backend.wisdom says. Runs with planning measure or patient take them from there. "
		       "backend.memory_limit sets the memory that a run may need, in bytes.",
	};
	int rows = 0;
	for (int i = 0; i < PLAN_ROWS; i++) {
		all[rows++] = plan_options[i];
	}
	for (int i = 0; i < OPTION_ROWS; i++) { /* the last one ends the list */
		if (!is_for_run_only(options[i].key)) {
			all[rows++] = options[i];
		}
	}
	*arguments = (struct ish_run_arguments){.plans = true};
	return parse(arguments, &parser, argc, argv);
}

static bool sets_problem(const char *assignment)
{
	static const char key[] = "problem.name";
	return strncmp(assignment, key, sizeof key - 1) == 0 && strchr("= \t", assignment[sizeof key - 1]) != NULL;
}

/* Everything that can be measured and written. */
static enum ish_status instrument(struct ish_config *config)
{
	struct ish_list *formats = &config->profile.formats;
	formats->count = 0;
	for (int i = 0; i < ish_report_format_count() && i < ISH_LIST_MAX; i++) {
		if (ish_report_format_available(i)) {
			(void)snprintf(formats->item[formats->count++], sizeof formats->item[0], "%s",
			               ish_report_format_name(i));
		}
	}
	return ish_config_assign(config, "ishydro profile", "profile.level", "full");
}

/* A run is not made for a profile that nobody sees. */
static enum ish_status check_profiled(const struct ish_config *config)
{
	if (strcmp(config->profile.level, "off") == 0) {
		return ish_fail(
			ISH_ERR_INPUT,
			"profile.level = \"off\": must be \"full\" or \"regions\" for `ishydro profile`, which does "
			"nothing but profile; `ishydro run` takes \"off\"");
	}
	return ISH_OK;
}

/* A long run is not made for a comparison that cannot be. */
static enum ish_status check_report_to_compare(const struct ish_config *config)
{
	const struct ish_list *formats = &config->profile.formats;
	for (int i = 0; i < formats->count; i++) {
		if (strcmp(formats->item[i], "json") == 0) {
			return ISH_OK;
		}
	}
	return ish_fail(ISH_ERR_INPUT, "--compare: must have \"json\" in profile.formats");
}

enum ish_status ish_run_arguments_apply(const struct ish_run_arguments *arguments, struct ish_config *config)
{
	enum ish_status status = ISH_OK;
	if (arguments->profiles) {
		status = instrument(config);
	}
	for (int i = 0; status == ISH_OK && i < arguments->options; i++) {
		status = ish_config_assign(config, arguments->option[i].option, arguments->option[i].key,
		                           arguments->option[i].value);
	}
	/* The problem first: its name says which keys problem.KEY there are. */
	for (int pass = 0; pass < 2; pass++) {
		for (int i = 0; status == ISH_OK && i < arguments->sets; i++) {
			if (sets_problem(arguments->set[i]) == (pass == 0)) {
				status = ish_config_set(config, arguments->set[i]);
			}
		}
	}
	if (status == ISH_OK) {
		status = ish_config_check(config);
	}
	if (status == ISH_OK && arguments->profiles) {
		status = check_profiled(config);
	}
	return status == ISH_OK && arguments->compare != NULL ? check_report_to_compare(config) : status;
}

enum ish_status ish_run_arguments_configure(const struct ish_run_arguments *arguments, struct ish_config *config)
{
	enum ish_status status = ISH_OK;
	ish_config_init(config);
	if (arguments->config != NULL) {
		status = ish_config_read(config, arguments->config);
	}
	const bool neither = arguments->config == NULL && arguments->preset == NULL;
	if (status == ISH_OK && (arguments->preset != NULL || neither)) {
		status = ish_config_preset(config, neither ? DEFAULT_PRESET : arguments->preset);
	}
	return status == ISH_OK ? ish_run_arguments_apply(arguments, config) : status;
}

void ish_run_arguments_reset(struct ish_run_arguments *arguments)
{
	free(arguments->set);
	arguments->set = NULL;
}
