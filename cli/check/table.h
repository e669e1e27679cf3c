/*
 * The table of `ishydro check` for people: one line a measurement, grouped by case.
 */
#ifndef ISH_CLI_CHECK_TABLE_H
#define ISH_CLI_CHECK_TABLE_H

#include <stdio.h>

#include "cli/check/record.h"

enum ish_check_detail { ISH_CHECK_ALL, ISH_CHECK_FAILURES_ONLY };

/* The case's sentence, the columns' heads, the rows from `first` on; nothing where there is nothing to tell. */
void ish_check_table_case(FILE *file, const struct ish_check *check, int first, enum ish_check_detail detail);

/* The line of totals, after a list of what failed. */
void ish_check_table_end(FILE *file, const struct ish_check *check, int cases, double seconds,
                         enum ish_check_detail detail);

#endif
