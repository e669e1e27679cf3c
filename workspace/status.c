#define _GNU_SOURCE /* strerrordesc_np */
#include "workspace/status.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "workspace/log.h"

static const struct {
	const char *text;
	int exit_code;
} rows[ISH_STATUS_COUNT] = {
#define ISH_STATUS(name, exit_code, text) [name] = {text, exit_code},
#include "workspace/status.def"
#undef ISH_STATUS
};

static int is_row(enum ish_status status)
{
	return (int)status >= 0 && (int)status < (int)ISH_STATUS_COUNT;
}

const char *ish_status_text(enum ish_status status)
{
	return is_row(status) ? rows[status].text : "no such status";
}

const char *ish_system_text(int error)
{
	const char *text = strerrordesc_np(error);

	return text ? text : "unknown error";
}

int ish_status_exit_code(enum ish_status status)
{
	/* What is not a row is a bug of ours, not the user's input: the code for the system. */
	return is_row(status) ? rows[status].exit_code : 4;
}

enum ish_status ish_fail(enum ish_status status, const char *format, ...)
{
	char line[ISH_LOG_LINE];
	va_list arguments;

	va_start(arguments, format);
	if (vsnprintf(line, sizeof line, format, arguments) < 0) {
		snprintf(line, sizeof line, "%s", ish_status_text(status));
	}
	va_end(arguments);
	ish_log(ISH_LOG_ERROR, "%s", line);
	return status;
}

enum ish_status ish_fail_at(enum ish_status status, const char *file, int line_number, const char *format, ...)
{
	char line[ISH_LOG_LINE];
	va_list arguments;

	va_start(arguments, format);
	if (vsnprintf(line, sizeof line, format, arguments) < 0) {
		snprintf(line, sizeof line, "%s", ish_status_text(status));
	}
	va_end(arguments);
	if (line_number > 0) {
		ish_log(ISH_LOG_ERROR, "%s:%d: %s", file, line_number, line);
	} else {
		ish_log(ISH_LOG_ERROR, "%s: %s", file, line);
	}
	return status;
}
