/* The one log sink: the only mutable global state of the room besides the version counter of field_version.c. */
#include "workspace/log.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

static void write_to_stderr(enum ish_log_level level, const char *line, void *data);

static struct {
	ish_log_sink *sink;
	void *data;
	enum ish_log_level level;
	int is_paused;
	char dropped[ISH_LOG_LINE];
} current = {.sink = write_to_stderr, .level = ISH_LOG_INFO};

static void write_to_stderr(enum ish_log_level level, const char *line, void *data)
{
	static const char *const words[] = {"error: ", "warning: ", "", "debug: "};

	(void)data;
	/* One call, so that lines of several threads do not mix. */
	fprintf(stderr, "ishydro: %s%s\n", words[level], line);
}

void ish_log_set(ish_log_sink *sink, void *data, enum ish_log_level level)
{
	current.sink = sink ? sink : write_to_stderr;
	current.data = data;
	current.level = level;
}

void ish_log_pause(void)
{
	current.is_paused = 1;
	current.dropped[0] = '\0';
}

void ish_log_resume(void)
{
	current.is_paused = 0;
}

const char *ish_log_dropped(void)
{
	return current.dropped;
}

void ish_log(enum ish_log_level level, const char *format, ...)
{
	static const char cut[] = "...";
	char line[ISH_LOG_LINE];
	va_list arguments;
	int length;

	if (level > current.level || (current.is_paused && (level != ISH_LOG_ERROR || current.dropped[0] != '\0'))) {
		return;
	}
	va_start(arguments, format);
	length = vsnprintf(line, sizeof line, format, arguments);
	va_end(arguments);
	if (length < 0) {
		snprintf(line, sizeof line, "a message that cannot be formatted: %.900s", format);
	} else if ((size_t)length >= sizeof line) {
		memcpy(line + sizeof line - sizeof cut, cut, sizeof cut);
	}
	/* A name from the user's input may hold a newline; a message is one line all the same. */
	for (char *c = line; *c != '\0'; ++c) {
		if (*c == '\n' || *c == '\r') {
			*c = ' ';
		}
	}
	if (current.is_paused) {
		memcpy(current.dropped, line, sizeof line);
		return;
	}
	current.sink(level, line, current.data);
}
