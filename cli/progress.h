/*
 * The progress line on stderr, and the log around it: in place on a terminal, one line per 30 s elsewhere.
 */
#ifndef ISH_CLI_PROGRESS_H
#define ISH_CLI_PROGRESS_H

#include <stdbool.h>

#include "solver/run.h"
#include "workspace/log.h"

enum { ISH_PROGRESS_WARNINGS = 32 };

struct ish_progress {
	bool quiet;    /* no progress and no notes; warnings and errors are shown */
	bool terminal; /* stderr can be written in place */
	bool colour;   /* a terminal, and NO_COLOR is not set */
	bool shown;    /* a line stands unfinished on the terminal */
	double last;   /* wall time of the last line */
	bool holds;    /* the first error waits */
	char held[ISH_LOG_LINE];
	/* What was logged since ish_progress_begin: the first error, "" if there is none, and the first warnings. */
	char error[ISH_LOG_LINE];
	char warning[ISH_PROGRESS_WARNINGS][ISH_LOG_LINE];
	int warnings;
};

/* Looks at stderr, TERM and NO_COLOR, and takes over the log (ish_log_set). The progress must live until
 * ish_progress_end. */
void ish_progress_begin(struct ish_progress *progress, bool quiet);

/* An ish_run_report; data is the struct ish_progress. */
void ish_progress_report(const struct ish_run_progress *state, void *data);

/* The line of a state, without newline, at most `size` bytes with the zero. */
void ish_progress_line(const struct ish_run_progress *state, char *line, int size);

/* From here on the first error waits, to stand below a long report on stdout; the other prints it. */
void ish_progress_hold(struct ish_progress *progress);
void ish_progress_release(struct ish_progress *progress);

/* Removes an unfinished line, gives the log back. */
void ish_progress_end(struct ish_progress *progress);

#endif
