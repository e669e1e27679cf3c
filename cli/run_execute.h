/*
 * What `ishydro run` and `ishydro profile` do once their command lines are parsed.
 */
#ifndef ISH_CLI_RUN_EXECUTE_H
#define ISH_CLI_RUN_EXECUTE_H

#include "cli/run_arguments.h"

/* Runs, writes and prints all; resets the arguments. `parsed` is what their parser returned. Returns the exit code. */
int ish_run_execute(struct ish_run_arguments *arguments, enum ish_status parsed, int argc, char **argv);

/* Compares the profile in `path` with arguments->base and prints the table; the exit code: 1 for a regression. */
int ish_profile_against(const struct ish_run_arguments *arguments, const char *path);

#endif
