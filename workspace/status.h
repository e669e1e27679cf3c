/*
 * Status codes: what a function that can fail returns. Enum, text and exit code come from the rows of status.def.
 *
 * The place that knows the reason says it once, through ish_fail; callers only pass the status up.
 */
#ifndef ISH_WORKSPACE_STATUS_H
#define ISH_WORKSPACE_STATUS_H

#if defined __cplusplus
extern "C" {
#endif

enum ish_status {
#define ISH_STATUS(name, exit_code, text) name,
#include "workspace/status.def"
#undef ISH_STATUS
	ISH_STATUS_COUNT
};

#define ISH_CHECKED __attribute__((warn_unused_result))

/* A sentence for a status; never NULL. */
const char *ish_status_text(enum ish_status status);

/* What an errno means; never NULL. Unlike strerror it is safe in any thread. */
const char *ish_system_text(int error);

/* The exit code of the program for a status (contract: 0, 1, 2, 3, 4). */
int ish_status_exit_code(enum ish_status status);

/* Logs one line at error level, printf-like, and returns `status`. Allocates nothing. */
enum ish_status ish_fail(enum ish_status status, const char *format, ...) __attribute__((format(printf, 2, 3)));

/* The same with the place in the user's input in front: "file:line: ...". line <= 0 leaves the line out. */
enum ish_status ish_fail_at(enum ish_status status, const char *file, int line, const char *format, ...)
        __attribute__((format(printf, 4, 5)));

#if defined __cplusplus
}
#endif

#endif
