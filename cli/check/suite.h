/*
 * Which cases there are, and running some of them.
 */
#ifndef ISH_CLI_CHECK_SUITE_H
#define ISH_CLI_CHECK_SUITE_H

#include <jansson.h>
#include <stdio.h>

#include "cli/check/record.h"
#include "cli/check/table.h"

/* The i-th case of case.def, NULL beyond the last. */
const struct ish_check_case *ish_check_case_at(int i);

struct ish_check_run {
	const struct ish_check_case *const *cases; /* to run, in this order */
	int count;
	const json_t *baseline; /* NULL: compare with nothing */
	bool stop_at_first_failure;
	bool progress; /* one line on stderr, in place */
	enum ish_check_detail detail;
	FILE *table;
};

/*
 * Runs the cases, prints the table of each as it ends, and returns how many were run. While a case runs its log goes to its
 * row, not to stderr. *seconds_out is the time of all.
 */
int ish_check_run(struct ish_check *check, const struct ish_check_run *run, double *seconds_out);

#endif
