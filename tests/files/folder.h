/*
 * What the tests of the files share: a new empty folder to work in, the log's lines caught, a small configuration.
 */
#ifndef ISH_TESTS_FOLDER_H
#define ISH_TESTS_FOLDER_H

#include <stdbool.h>

#include "solver/config.h"
#include "workspace/log.h"

/*
 * Goes to a new empty folder and catches the log; leave_folder checks that no temporary file is left, and removes it.
 */
void enter_folder(void);
void leave_folder(void);

/* Lines said at a level so far, and the last line. */
int said(enum ish_log_level level);
const char *last_said(void);

/* Defaults, then assignments separated by ';'. Fails the test on any error. */
void configure(struct ish_config *config, const char *assignments);

/* Whether a file of this name is in the folder; its whole text (heap). */
bool exists(const char *name);
char *text_of(const char *name);

/* Files in the present folder. */
int count_files(void);

#endif
