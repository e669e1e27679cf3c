#define _POSIX_C_SOURCE 200809L

#include "tests/files/folder.h"

#include <criterion/criterion.h>
#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static char folder[64];
static int lines[ISH_LOG_DEBUG + 1];
static char last_line[ISH_LOG_LINE];

static void catch_line(enum ish_log_level level, const char *line, void *data)
{
	(void)data;
	lines[level]++;
	(void)snprintf(last_line, sizeof last_line, "%s", line);
}

int said(enum ish_log_level level)
{
	return lines[level];
}

const char *last_said(void)
{
	return last_line;
}

void enter_folder(void)
{
	(void)strcpy(folder, "/tmp/ishydro-files-XXXXXX");
	cr_assert_not_null(mkdtemp(folder));
	cr_assert_eq(chdir(folder), 0);
	ish_log_set(catch_line, NULL, ISH_LOG_DEBUG);
}

void leave_folder(void)
{
	DIR *stream = opendir(".");
	cr_assert_not_null(stream);
	char left[300] = "";
	for (const struct dirent *entry; (entry = readdir(stream)) != NULL;) {
		const bool own = strcmp(entry->d_name, ".") == 0 || strcmp(entry->d_name, "..") == 0;
		if (!own && entry->d_name[0] == '.') {
			(void)snprintf(left, sizeof left, "%s", entry->d_name);
		}
		if (!own) {
			(void)remove(entry->d_name);
		}
	}
	(void)closedir(stream);
	cr_assert_eq(chdir("/"), 0);
	(void)rmdir(folder);
	cr_assert_str_empty(left, "a temporary file is left: %s", left);
}

void configure(struct ish_config *config, const char *assignments)
{
	char text[1024];
	ish_config_init(config);
	(void)snprintf(text, sizeof text, "%s", assignments);
	for (char *at = strtok(text, ";"); at != NULL; at = strtok(NULL, ";")) {
		cr_assert_eq(ish_config_set(config, at), ISH_OK, "%s", last_line);
	}
}

bool exists(const char *name)
{
	return access(name, F_OK) == 0;
}

char *text_of(const char *name)
{
	FILE *stream = fopen(name, "rb");
	cr_assert_not_null(stream, "%s", name);
	char *text = calloc(1, 1 << 20);
	cr_assert_not_null(text);
	(void)fread(text, 1, (1 << 20) - 1, stream);
	(void)fclose(stream);
	return text;
}

int count_files(void)
{
	DIR *stream = opendir(".");
	cr_assert_not_null(stream);
	int count = 0;
	for (const struct dirent *entry; (entry = readdir(stream)) != NULL;) {
		count += strcmp(entry->d_name, ".") != 0 && strcmp(entry->d_name, "..") != 0;
	}
	(void)closedir(stream);
	return count;
}
