/*
 * What `ishydro run` says at its end: the profile reports, and the summary on stdout.
 */
#ifndef ISH_CLI_RUN_REPORT_H
#define ISH_CLI_RUN_REPORT_H

#include "reports/profile_compare.h"
#include "reports/report.h"
#include "solver/run.h"

struct ish_run_report {      /* what the solver does not know */
	const char *command; /* the command line */
	const struct ish_run_summary *summary;
	struct ish_machine_limits limits; /* all 0: not measured */
	const struct ish_report_parts *parts; /* NULL: not asked for */
};

/* Before the run: would its profile and the base be of the same work? ISH_ERR_INPUT after one line. */
ISH_CHECKED enum ish_status ish_run_report_check_base(const struct ish_solver *solver,
                                                      const struct ish_profile_base *base);

/* Writes the reports of profile.formats into the run's directory. ISH_ERR_SYSTEM or
 * ISH_ERR_MEMORY after one line. */
ISH_CHECKED enum ish_status ish_run_report_write(const struct ish_solver *solver, const struct ish_run_report *report);

/* Prints the ranked summary of the profile to stdout. */
void ish_run_report_ranked(const struct ish_solver *solver, const struct ish_run_report *report);

/* Prints the summary; the report files only if `reported`, what the call above returned, is ISH_OK. */
void ish_run_report_print(const struct ish_solver *solver, const struct ish_run_summary *summary,
                          enum ish_status reported);

#endif
