/*
 * Checks a command line before argp parses it: argp answers a mistake in two lines, of which neither says what is allowed.
 */
#ifndef ISH_CLI_OPTIONS_H
#define ISH_CLI_OPTIONS_H

#include <argp.h>

#include "workspace/status.h"

/*
 * Looks at argv[1] and on: unknown and ambiguous options, missing values and values too many, as getopt_long with
 * abbreviations would refuse them. `options` ends with a row of zeros, as argp wants it; --help, --usage and --version
 * are known besides. ISH_ERR_INPUT after one line.
 */
ISH_CHECKED enum ish_status ish_options_check(const struct argp_option *options, int argc, char **argv);

#endif
