#define _XOPEN_SOURCE 700

#include <dirent.h>
#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "solver/complete_file.h"
#include "solver/run.h"
#include "workspace/log.h"

enum { PATH_SIZE = ISH_PATH_MAX + 64 };

/* Names that a run writes. */
static bool is_run_file(const char *name)
{
	static const char *const names[] = {"config.cfg", "run.json", "series.csv", "series.h5", "profile"};
	for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
		if (strcmp(name, names[i]) == 0) {
			return true;
		}
	}
	return strncmp(name, "fields_", 7) == 0 || strcmp(name, "fields.hdf.series") == 0;
}

/* Makes a directory and its parents. */
static enum ish_status make_directories(const char *directory)
{
	char path[PATH_SIZE];
	(void)snprintf(path, sizeof path, "%s", directory);
	for (char *end = path; *end != '\0';) {
		end += strspn(end, "/");
		end += strcspn(end, "/");
		const char separator = *end;
		*end = '\0';
		struct stat is;
		if (mkdir(path, 0777) != 0 && errno != EEXIST) {
			return ish_fail(ISH_ERR_SYSTEM, "%s: cannot make the folder: %s", path, strerror(errno));
		}
		if (stat(path, &is) != 0 || !S_ISDIR(is.st_mode)) {
			return ish_fail(ISH_ERR_INPUT, "output.directory = \"%s\": %s is not a folder", directory,
			                path);
		}
		*end = separator;
	}
	return ISH_OK;
}

/* What is in a folder: the name of a run's file, and whether run.json is there. */
static enum ish_status look_into(const char *directory, char found[NAME_MAX + 1], bool *is_run)
{
	found[0] = '\0';
	*is_run = false;
	DIR *stream = opendir(directory);
	if (stream == NULL) {
		return ish_fail(ISH_ERR_SYSTEM, "%s: cannot be read: %s", directory, strerror(errno));
	}
	for (const struct dirent *entry = NULL;
	     (entry = readdir(stream)) != NULL;) { /* NOLINT: one stream, one thread */
		if (is_run_file(entry->d_name)) {
			(void)snprintf(found, NAME_MAX + 1, "%s", entry->d_name);
			*is_run = *is_run || strcmp(entry->d_name, "run.json") == 0;
		}
	}
	(void)closedir(stream);
	return ISH_OK;
}

/* Whether `path` lies in `directory`, both existing. */
static bool lies_in(const char *path, const char *directory)
{
	char *file = realpath(path, NULL);
	char *folder = realpath(directory, NULL);
	bool inside = false;
	if (file != NULL && folder != NULL) {
		const size_t length = strlen(folder);
		inside = strncmp(file, folder, length) == 0 && file[length] == '/';
	}
	free(file);
	free(folder);
	return inside;
}

static enum ish_status move_away(const char *directory, const char *input)
{
	char old[PATH_SIZE];
	(void)snprintf(old, sizeof old, "%s", directory);
	for (size_t length = strlen(old); length > 1 && old[length - 1] == '/'; length--) {
		old[length - 1] = '\0';
	}
	if (input != NULL && input[0] != '\0' && lies_in(input, old)) {
		return ish_fail(ISH_ERR_INPUT,
		                "output.directory = \"%s\": holds %s, which this run reads: name another folder (-o)",
		                directory, input);
	}
	if (lies_in(".", old) || strcmp(old, ".") == 0) {
		return ish_fail(ISH_ERR_INPUT,
		                "output.directory = \"%s\": holds an earlier run: name another folder (-o)", directory);
	}
	for (int i = 1; i < INT_MAX; i++) {
		char moved[PATH_SIZE + 16];
		struct stat is;
		(void)snprintf(moved, sizeof moved, "%s.%d", old, i);
		if (lstat(moved, &is) == 0) {
			continue;
		}
		if (rename(old, moved) != 0) {
			return ish_fail(ISH_ERR_SYSTEM, "%s: the earlier run cannot be moved to %s: %s", old, moved,
			                strerror(errno));
		}
		ish_log(ISH_LOG_INFO, "the earlier run in %s is now %s", old, moved);
		return ISH_OK;
	}
	return ish_fail(ISH_ERR_SYSTEM, "%s: no free name to move the earlier run to", old);
}

enum ish_status ish_run_directory_prepare(const char *directory, const char *input)
{
	struct stat is;
	if (stat(directory, &is) == 0 && S_ISDIR(is.st_mode)) {
		char found[NAME_MAX + 1];
		bool is_run = false;
		enum ish_status status = look_into(directory, found, &is_run);
		if (status == ISH_OK && is_run) {
			status = move_away(directory, input);
		} else if (status == ISH_OK && found[0] != '\0') {
			status = ish_fail(ISH_ERR_INPUT,
			                  "output.directory = \"%s\": %s stands there without the run.json of an "
			                  "earlier run, and would "
			                  "be overwritten: name another folder (-o)",
			                  directory, found);
		}
		if (status != ISH_OK) {
			return status;
		}
	}
	return make_directories(directory);
}

enum ish_status ish_run_config_write(const char *directory, const struct ish_config *config)
{
	char path[PATH_SIZE];
	struct ish_complete_file complete;
	(void)snprintf(path, sizeof path, "%s/config.cfg", directory);
	enum ish_status status = ish_complete_file_begin(&complete, path);
	if (status != ISH_OK) {
		return status;
	}
	FILE *file = fopen(complete.temporary, "w");
	if (file == NULL) {
		return ish_fail(ISH_ERR_SYSTEM, "%s: cannot be written: %s", complete.temporary, strerror(errno));
	}
	ish_config_write(config, file);
	const bool written = fflush(file) == 0 && !ferror(file);
	if (fclose(file) != 0 || !written) {
		status = ish_fail(ISH_ERR_SYSTEM, "%s: cannot be written: %s", complete.temporary, strerror(errno));
		ish_complete_file_drop(&complete);
		return status;
	}
	return ish_complete_file_commit(&complete);
}
