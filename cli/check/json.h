/*
 * The results of `ishydro check` as JSON: everything of the table, with version, build and host. Layout: docs/accuracy.md.
 */
#ifndef ISH_CLI_CHECK_JSON_H
#define ISH_CLI_CHECK_JSON_H

#include "cli/check/record.h"

/* Writes the file, complete or not at all; `suite` is what was asked for. ISH_ERR_SYSTEM or ISH_ERR_MEMORY after one line. */
ISH_CHECKED enum ish_status ish_check_json_write(const struct ish_check *check, const char *suite, double seconds,
                                                 const char *path);

#endif
