/*
 * The committed results of `ishydro check` (reports/accuracy/full.json, embedded by the build) or those of another
 * file: every error norm of a run is compared with them. The layout of the file: docs/accuracy.md.
 */
#ifndef ISH_CLI_CHECK_BASELINE_H
#define ISH_CLI_CHECK_BASELINE_H

#include <jansson.h>

#include "cli/check/record.h"

enum { ISH_CHECK_FORMAT = 1 }; /* version of the JSON; a reader refuses others */

#define ISH_CHECK_FORMAT_NAME "ishydro-accuracy"
#define ISH_CHECK_MOVE 0.05 /* of an error norm, beyond its noise, that is a failure */

/* The text of the committed results, written by cmake/embed.cmake. */
extern const char ish_check_committed[];
extern const unsigned long ish_check_committed_size;

/* Results of a file, or the committed ones for a path of NULL; the caller drops the reference. ISH_ERR_INPUT after one line. */
ISH_CHECKED enum ish_status ish_check_baseline_read(const char *path, json_t **root_out);

/*
 * Compares the rows of the case that starts at row `first` (all to the last): sets row.baseline, and a row that moved
 * fails with the numbers. A measurement of that case which the baseline has and the run has not becomes a failing row.
 */
void ish_check_baseline_compare(struct ish_check *check, int first, const json_t *root);

#endif
