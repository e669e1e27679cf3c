#define _DEFAULT_SOURCE /* TIOCGWINSZ */

#include "cli/progress.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "workspace/log.h"

#define TERMINAL_PERIOD 0.1 /* seconds between lines */
#define PIPE_PERIOD 30.0

static void clear_line(struct ish_progress *progress)
{
	if (progress->shown) {
		(void)fputs("\r\033[K", stderr);
		progress->shown = false;
	}
}

/* What the run's page and run.json tell later. */
static void keep_line(struct ish_progress *progress, enum ish_log_level level, const char *line)
{
	if (level == ISH_LOG_ERROR && progress->error[0] == '\0') {
		(void)snprintf(progress->error, sizeof progress->error, "%s", line);
	} else if (level == ISH_LOG_WARNING && progress->warnings < ISH_PROGRESS_WARNINGS) {
		(void)snprintf(progress->warning[progress->warnings++], sizeof progress->warning[0], "%s", line);
	}
}

static void print_line(const struct ish_progress *progress, enum ish_log_level level, const char *line)
{
	static const char *const word[] = {"error: ", "warning: ", "", "debug: "};
	static const char *const colour[] = {"\033[31m", "\033[33m", "", ""};
	const bool coloured = progress->colour && colour[level][0] != '\0';
	(void)fprintf(stderr, "ishydro: %s%s%s%s\n", coloured ? colour[level] : "", word[level],
	              coloured ? "\033[0m" : "", line);
}

static void log_line(enum ish_log_level level, const char *line, void *data)
{
	struct ish_progress *progress = data;
	clear_line(progress);
	keep_line(progress, level, line);
	if (level == ISH_LOG_ERROR && progress->holds && progress->held[0] == '\0') {
		(void)snprintf(progress->held, sizeof progress->held, "%s", line);
	} else {
		print_line(progress, level, line);
	}
}

void ish_progress_begin(struct ish_progress *progress, bool quiet)
{
	const char *terminal = getenv("TERM");      /* NOLINT: nothing writes the environment */
	const char *no_colour = getenv("NO_COLOR"); /* NOLINT */
	const bool is_terminal = isatty(STDERR_FILENO) && terminal != NULL && strcmp(terminal, "dumb") != 0;
	*progress = (struct ish_progress){
		.quiet = quiet,
		.terminal = is_terminal,
		.colour = is_terminal && (no_colour == NULL || no_colour[0] == '\0'),
		.last = 0.0,
	};
	ish_log_set(log_line, progress, quiet ? ISH_LOG_WARNING : ISH_LOG_INFO);
}

static void duration(double seconds, char *text, size_t size)
{
	if (!(seconds < 1e7)) {
		(void)snprintf(text, size, "%.0f days", fmin(seconds, 1e15) / 86400.0);
		return;
	}
	const long s = (long)ceil(seconds);
	if (s >= 3600) {
		(void)snprintf(text, size, "%ld:%02ld:%02ld", s / 3600, s / 60 % 60, s % 60);
	} else {
		(void)snprintf(text, size, "%ld:%02ld", s / 60, s % 60);
	}
}

void ish_progress_line(const struct ish_run_progress *state, char *line, int size)
{
	char total[32] = "";
	char share[16] = "";
	char eta[48] = "";
	char per_step[32] = "";
	if (state->steps_total >= 0) {
		(void)snprintf(total, sizeof total, "/%ld", state->steps_total);
		const double done = state->steps_total > 0 ? (double)state->step / (double)state->steps_total : 1.0;
		(void)snprintf(share, sizeof share, "%3.0f %%  ", 100.0 * done);
	}
	if (state->step > 0) {
		const double each = state->wall / (double)state->step;
		(void)snprintf(per_step, sizeof per_step, "  %.3g ms/step", 1e3 * each);
		if (state->steps_total >= state->step) {
			char left[32];
			duration(each * (double)(state->steps_total - state->step), left, sizeof left);
			(void)snprintf(eta, sizeof eta, "  ETA %s", left);
		}
	}
	(void)snprintf(line, (size_t)size, "%sstep %ld%s  t %.6g fm  dt %.3g%s%s", share, state->step, total,
	               state->time, state->dt, per_step, eta);
}

void ish_progress_report(const struct ish_run_progress *state, void *data)
{
	struct ish_progress *progress = data;
	const double period = progress->terminal ? TERMINAL_PERIOD : PIPE_PERIOD;
	if (progress->quiet || state->wall - progress->last < period) {
		return;
	}
	progress->last = state->wall;
	char line[160];
	ish_progress_line(state, line, sizeof line);
	if (progress->terminal) {
		/* A line that wraps could not be cleared. */
		struct winsize window;
		if (ioctl(STDERR_FILENO, TIOCGWINSZ, &window) == 0 && window.ws_col > 1 &&
		    window.ws_col < sizeof line) {
			line[window.ws_col - 1] = '\0';
		}
		clear_line(progress);
		(void)fputs(line, stderr);
		(void)fflush(stderr);
		progress->shown = true;
	} else {
		(void)fprintf(stderr, "%s\n", line);
	}
}

void ish_progress_hold(struct ish_progress *progress)
{
	progress->holds = true;
}

void ish_progress_release(struct ish_progress *progress)
{
	progress->holds = false;
	if (progress->held[0] != '\0') {
		(void)fflush(stdout);
		print_line(progress, ISH_LOG_ERROR, progress->held);
		progress->held[0] = '\0';
	}
}

void ish_progress_end(struct ish_progress *progress)
{
	clear_line(progress);
	ish_log_set(NULL, NULL, ISH_LOG_INFO);
}
