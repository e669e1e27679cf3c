/*
 * What the tests of the configuration share: the log's lines caught, and a configuration file made from text in a
 * folder of its own.
 */
#ifndef ISH_TESTS_CONFIG_CASE_H
#define ISH_TESTS_CONFIG_CASE_H

#include "solver/config.h"
#include "workspace/log.h"

struct caught {
	int count; /* lines at error level */
	char line[ISH_LOG_LINE];
	int warnings;
	char warning[ISH_LOG_LINE]; /* the last */
};

/* Sends the log to `caught` from now on. */
void catch_log(struct caught *caught);

/* Goes to a new empty folder; the test's process ends there. leave_folder removes it. */
void enter_folder(void);
void leave_folder(void);

/* Writes `text` to the file `name` in the present folder. */
void write_file(const char *name, const char *text);

#endif
