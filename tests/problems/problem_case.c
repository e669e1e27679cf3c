#include "tests/problems/problem_case.h"

#include <criterion/criterion.h>
#include <stdio.h>
#include <string.h>

static int lines[ISH_LOG_DEBUG + 1];
static char last_line[ISH_LOG_LINE];

static void catch_line(enum ish_log_level level, const char *line, void *data)
{
	(void)data;
	lines[level]++;
	(void)snprintf(last_line, sizeof last_line, "%s", line);
}

int case_lines(enum ish_log_level level)
{
	return lines[level];
}

const char *case_last_line(void)
{
	return last_line;
}

void case_configure(struct problem_case *c, const char *name, const char *assignments)
{
	char text[1024];
	ish_log_set(catch_line, NULL, ISH_LOG_DEBUG);
	ish_config_init(&c->config);
	(void)snprintf(text, sizeof text, "problem.name=\"%s\"", name);
	cr_assert_eq(ish_config_set(&c->config, text), ISH_OK, "%s", last_line);
	(void)snprintf(text, sizeof text, "%s", assignments);
	for (char *at = strtok(text, ";"); at != NULL; at = strtok(NULL, ";")) {
		cr_assert_eq(ish_config_set(&c->config, at), ISH_OK, "%s", last_line);
	}
	c->problem = ish_problem_find(name);
	cr_assert_not_null(c->problem, "problem %s", name);
}

void case_begin(struct problem_case *c, const char *name, const char *assignments)
{
	case_configure(c, name, assignments);
	cr_assert_eq(c->problem->prepare(&c->config, &c->data), ISH_OK, "%s", last_line);
	cr_assert_not_null(c->data);
}

void case_end(struct problem_case *c)
{
	c->problem->release(c->data);
	c->data = NULL;
}

void case_refused(const char *name, const char *assignments, const char *words)
{
	struct problem_case c;
	case_configure(&c, name, assignments);
	const int before = lines[ISH_LOG_ERROR];
	c.data = &c;
	const enum ish_status status = c.problem->prepare(&c.config, &c.data);
	cr_assert_eq(status, ISH_ERR_INPUT, "%s %s: status %d", name, assignments, (int)status);
	cr_assert_null(c.data, "%s: data after a refusal", name);
	cr_assert_eq(lines[ISH_LOG_ERROR], before + 1, "%s: one line is said", name);
	cr_assert_not_null(strstr(last_line, words), "%s: \"%s\" lacks \"%s\"", name, last_line, words);
}

void case_point(const struct problem_case *c, const double x[3], double value[ISH_PRIMITIVES])
{
	static const int index[3] = {0, 0, 0};
	c->problem->point(c->data, index, x, value);
}
