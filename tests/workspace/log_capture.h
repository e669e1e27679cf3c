/* Keeps the last log line and counts lines, for tests. */
#ifndef ISH_TESTS_LOG_CAPTURE_H
#define ISH_TESTS_LOG_CAPTURE_H

#include <stdio.h>

#include "workspace/log.h"

struct log_capture {
	char line[ISH_LOG_LINE];
	enum ish_log_level level;
	int count;
};

static inline void log_capture_line(enum ish_log_level level, const char *line, void *data)
{
	struct log_capture *const capture = data;

	snprintf(capture->line, sizeof capture->line, "%s", line);
	capture->level = level;
	++capture->count;
}

/* From here on all levels go to `capture`. */
static inline void log_capture_begin(struct log_capture *capture)
{
	*capture = (struct log_capture){.count = 0};
	ish_log_set(log_capture_line, capture, ISH_LOG_DEBUG);
}

#endif
