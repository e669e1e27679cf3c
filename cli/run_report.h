/*
 * What `ishydro run` says at its end: the profile reports, and the summary on stdout.
 */
#ifndef ISH_CLI_RUN_REPORT_H
#define ISH_CLI_RUN_REPORT_H

#include "solver/run.h"

/* Writes the reports of profile.formats into the run's directory; `command` is the command line. ISH_ERR_SYSTEM or
 * ISH_ERR_MEMORY after one line. */
ISH_CHECKED enum ish_status ish_run_report_write(const struct ish_solver *solver, const struct ish_run_summary *summary,
                                                 const char *command);

/* Prints the summary; the report files only if `reported`, what the call above returned, is ISH_OK. */
void ish_run_report_print(const struct ish_solver *solver, const struct ish_run_summary *summary,
                          enum ish_status reported);

#endif
