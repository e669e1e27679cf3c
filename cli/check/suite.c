#define _POSIX_C_SOURCE 200809L

#include "cli/check/suite.h"

#include <stdlib.h>
#include <time.h>

#include "cli/check/baseline.h"
#include "workspace/log.h"

#define CLEAR_LINE "\r\033[K"

static double seconds(void)
{
	struct timespec now;
	(void)clock_gettime(CLOCK_MONOTONIC, &now);
	return (double)now.tv_sec + 1e-9 * (double)now.tv_nsec;
}

struct last_line { /* the last error that a case told */
	char text[ISH_LOG_LINE];
};

static void keep_line(enum ish_log_level level, const char *line, void *data)
{
	struct last_line *last = data;
	if (level == ISH_LOG_ERROR) {
		(void)snprintf(last->text, sizeof last->text, "%s", line);
	}
}

static void run_case(struct ish_check *check, const struct ish_check_run *run, const struct ish_check_case *one)
{
	struct last_line line = {"no reason was told"};
	const int first = check->count;
	ish_check_begin(check, one);
	ish_log_set(keep_line, &line, ISH_LOG_ERROR);
	const enum ish_status status = one->run(check);
	ish_log_set(NULL, NULL, ISH_LOG_INFO);
	if (run->progress) {
		(void)fputs(CLEAR_LINE, stderr);
	}
	if (status != ISH_OK) {
		ish_check_ended(check, line.text);
	} else if (check->count == first) {
		ish_check_ended(check, "nothing was measured");
	}
	if (run->baseline != NULL) {
		ish_check_baseline_compare(check, first, run->baseline);
	}
	ish_check_table_case(run->table, check, first, run->detail);
	(void)fflush(run->table);
}

int ish_check_run(struct ish_check *check, const struct ish_check_run *run, double *seconds_out)
{
	const double start = seconds();
	int done = 0;
	while (done < run->count && check->memory == ISH_OK) {
		if (run->progress) {
			(void)fprintf(stderr, CLEAR_LINE "%d/%d %s ", done + 1, run->count, run->cases[done]->name);
			(void)fflush(stderr);
		}
		const int first = check->count;
		run_case(check, run, run->cases[done]);
		done++;
		if (run->stop_at_first_failure && ish_check_failures(check, first) > 0) {
			break;
		}
	}
	*seconds_out = seconds() - start;
	return done;
}
