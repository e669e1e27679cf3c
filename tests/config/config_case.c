#define _XOPEN_SOURCE 700

#include "config_case.h"

#include <criterion/criterion.h>
#include <ftw.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static char folder[64];

static void keep(enum ish_log_level level, const char *line, void *data)
{
	struct caught *caught = data;
	if (level == ISH_LOG_ERROR) {
		caught->count++;
		(void)snprintf(caught->line, sizeof caught->line, "%s", line);
	} else if (level == ISH_LOG_WARNING) {
		caught->warnings++;
		(void)snprintf(caught->warning, sizeof caught->warning, "%s", line);
	}
}

void catch_log(struct caught *caught)
{
	*caught = (struct caught){0};
	ish_log_set(keep, caught, ISH_LOG_INFO);
}

void enter_folder(void)
{
	(void)snprintf(folder, sizeof folder, "/tmp/ishydro-test-XXXXXX");
	cr_assert_not_null(mkdtemp(folder));
	cr_assert_eq(chdir(folder), 0);
}

static int remove_one(const char *path, const struct stat *is, int kind, struct FTW *place)
{
	(void)is;
	(void)kind;
	(void)place;
	return remove(path);
}

void leave_folder(void)
{
	cr_assert_eq(chdir("/"), 0);
	cr_assert_eq(nftw(folder, remove_one, 8, FTW_DEPTH | FTW_PHYS), 0);
}

void write_file(const char *name, const char *text)
{
	FILE *file = fopen(name, "w");
	cr_assert_not_null(file);
	cr_assert_geq(fputs(text, file), 0);
	cr_assert_eq(fclose(file), 0);
}
