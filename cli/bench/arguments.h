/*
 * The command line of `ishydro bench`, and the configuration it makes.
 */
#ifndef ISH_CLI_BENCH_ARGUMENTS_H
#define ISH_CLI_BENCH_ARGUMENTS_H

#include "cli/run_arguments.h"

enum { ISH_BENCH_OPERATIONS_MAX = 32 };

struct ish_bench_arguments {
	struct ish_run_arguments run; /* preset of --size, --threads, --precision, --planning, --set */
	const char *operation[ISH_BENCH_OPERATIONS_MAX];
	int operations;          /* 0: all */
	const char *export_path; /* FILE, "-" for stdout; NULL: none */
	const char *compare;     /* an earlier export; NULL: none */
	const char *scaling;     /* "strong", "weak" or "grid"; NULL: no scaling */
	const char *plot;        /* picture of the scaling; NULL: none */
	char command[1024];      /* the command line, cut where it is too long */
	double tolerance;        /* share by which a ratio may grow; -1: not given */
	int rounds;              /* 0: not given */
	bool quiet;
	enum ish_status status; /* of an option's value */
};

/* Parses; prints help, version or a usage error and exits as argp does. Pointers go into argv. ISH_ERR_INPUT or
 * ISH_ERR_MEMORY after one line. ish_run_arguments_reset(&arguments->run) in any case. */
ISH_CHECKED enum ish_status ish_bench_arguments_init(struct ish_bench_arguments *arguments, int argc, char **argv);

/* The configuration: that of ish_run_arguments_configure, without files, series and spectra. */
ISH_CHECKED enum ish_status ish_bench_configure(const struct ish_bench_arguments *arguments, struct ish_config *config);

#endif
