/*
 * The command lines of `ishydro run`, `ishydro profile` and `ishydro plan`, and the configuration they make.
 */
#ifndef ISH_CLI_RUN_ARGUMENTS_H
#define ISH_CLI_RUN_ARGUMENTS_H

#include <stdbool.h>

#include "reports/profile_compare.h"
#include "solver/config.h"

enum { ISH_RUN_OPTIONS_MAX = 16 };

struct ish_run_arguments {
	const char *config; /* file; NULL: none */
	const char *preset; /* NULL: none */
	const char *resume; /* folder of the run to go on with; NULL: none */
	struct {
		const char *option, *key, *value; /* "--threads", "backend.threads", "4" */
	} option[ISH_RUN_OPTIONS_MAX];
	int options;
	const char **set; /* KEY=VALUE in the order given; heap */
	int sets;
	bool quiet, help_config;
	bool plans;                /* the command is plan; the next three are its own */
	bool measure, clear, json;
	bool profiles;        /* the command is profile; the next three are its own */
	const char *compare;  /* profile.json of an earlier run; NULL: none */
	struct ish_profile_base base; /* the same, once `ishydro profile` has read it; not owned */
	const char *with;     /* the profile that is compared with it, in place of a new run; NULL: none */
	double tolerance;     /* share by which a time may grow */
};

/* Parses; prints help, version or a usage error and exits as argp does. Pointers go into argv. */
ISH_CHECKED enum ish_status ish_run_arguments_init(struct ish_run_arguments *arguments, int argc, char **argv);

/* The same for `ishydro profile`, whose configuration has level full and every format of reports unless --set says otherwise. */
ISH_CHECKED enum ish_status ish_profile_arguments_init(struct ish_run_arguments *arguments, int argc, char **argv);

/* The same for `ishydro plan`, whose argument may also be a preset. */
ISH_CHECKED enum ish_status ish_plan_arguments_init(struct ish_run_arguments *arguments, int argc, char **argv);

/* defaults < file < preset < options < --set, whatever their order on the command line; then ish_config_check. */
ISH_CHECKED enum ish_status ish_run_arguments_configure(const struct ish_run_arguments *arguments,
                                                        struct ish_config *config);

/* Options, then --set, over a configuration that stands; then ish_config_check. */
ISH_CHECKED enum ish_status ish_run_arguments_apply(const struct ish_run_arguments *arguments, struct ish_config *config);

void ish_run_arguments_reset(struct ish_run_arguments *arguments);

#endif
