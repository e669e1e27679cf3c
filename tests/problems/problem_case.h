/*
 * What the tests of the problems share: a configuration made of assignments, a prepared problem, its values on a grid.
 */
#ifndef ISH_TESTS_PROBLEM_CASE_H
#define ISH_TESTS_PROBLEM_CASE_H

#include "solver/problem.h"
#include "workspace/log.h"

struct problem_case {
	struct ish_config config;
	const struct ish_problem *problem;
	void *data;
};

/* Defaults, then problem `name`, then assignments separated by ';' ("" for none). Fails the test on any error. */
void case_configure(struct problem_case *c, const char *name, const char *assignments);

/* The same, and prepares the problem. */
void case_begin(struct problem_case *c, const char *name, const char *assignments);
void case_end(struct problem_case *c);

/* Prepares and expects a refusal with one line that holds `words`. */
void case_refused(const char *name, const char *assignments, const char *words);

/* The ten fields at coordinate x. */
void case_point(const struct problem_case *c, const double x[3], double value[ISH_PRIMITIVES]);

/* Lines of the log so far, at `level`, and the last of them. */
int case_lines(enum ish_log_level level);
const char *case_last_line(void);

#endif
