#define _XOPEN_SOURCE 700

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "solver/complete_file.h"
#include "solver/run.h"
#include "workspace/log.h"

enum { PATH_SIZE = ISH_PATH_MAX + 64, MOVED_SIZE = PATH_SIZE + 16 };

/* Names that a run writes. */
static bool is_run_file(const char *name)
{
	static const char *const names[] = {"config.cfg", "run.json", "series.csv", "series.h5", "profile",
	                                    "index.html"};
	for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
		if (strcmp(name, names[i]) == 0) {
			return true;
		}
	}
	return strncmp(name, "fields_", 7) == 0 || strncmp(name, "checkpoint_", 11) == 0 || strcmp(name, "fields.hdf.series") == 0;
}

/* Removes the first `made` folders that make_directories made, the last first; what holds something stays. */
static void unmake_directories(const char *directory, int made)
{
	char path[PATH_SIZE];
	(void)snprintf(path, sizeof path, "%s", directory);
	for (size_t length = strlen(path); made > 0 && length > 0; made--) {
		while (length > 1 && path[length - 1] == '/') {
			path[--length] = '\0';
		}
		if (rmdir(path) != 0) {
			return;
		}
		while (length > 0 && path[length - 1] != '/') {
			path[--length] = '\0';
		}
	}
}

/* Makes a directory and its parents; *made_out of them were not there. All or none. */
static enum ish_status make_directories(const char *directory, int *made_out)
{
	char path[PATH_SIZE];
	int made = 0;
	*made_out = 0;
	(void)snprintf(path, sizeof path, "%s", directory);
	for (char *end = path; *end != '\0';) {
		end += strspn(end, "/");
		char *begin = end;
		end += strcspn(end, "/");
		const char separator = *end;
		*end = '\0';
		struct stat is;
		const int error = begin == end || mkdir(path, 0777) == 0 ? 0 : errno;
		made += begin != end && error == 0;
		if (error != 0 && error != EEXIST) {
			*begin = '\0';
			unmake_directories(path, made);
			return ish_fail(ISH_ERR_SYSTEM, "output.directory = \"%s\": the folder cannot be made: %s", directory,
			                ish_system_text(error));
		}
		if (stat(path, &is) != 0 || !S_ISDIR(is.st_mode)) {
			return ish_fail(ISH_ERR_INPUT, "output.directory = \"%s\": %s is not a folder", directory,
			                path);
		}
		*end = separator;
	}
	*made_out = made;
	return ISH_OK;
}

/* Whether the first files of a run would find room: nothing of a run is left where they would not. */
static enum ish_status try_directory(const char *directory)
{
	static const char nothing[16384]; /* config.cfg and run.json */
	char path[PATH_SIZE];
	(void)snprintf(path, sizeof path, "%s/.room.%ld.part", directory, (long)getpid());
	const int descriptor = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0666);
	int error = descriptor < 0 ? errno : 0;
	for (size_t done = 0; error == 0 && done < sizeof nothing;) {
		const ssize_t put = write(descriptor, nothing + done, sizeof nothing - done);
		error = put < 0 && errno != EINTR ? errno : 0;
		done += put > 0 ? (size_t)put : 0;
	}
	if (descriptor >= 0) {
		if (close(descriptor) != 0 && error == 0) {
			error = errno;
		}
		(void)unlink(path);
	}
	return error == 0 ? ISH_OK
	                  : ish_fail(ISH_ERR_SYSTEM, "output.directory = \"%s\": cannot be written: %s", directory,
	                             ish_system_text(error));
}

/* What is in a folder: the name of a run's file, and whether run.json is there. */
static enum ish_status look_into(const char *directory, char found[NAME_MAX + 1], bool *is_run)
{
	found[0] = '\0';
	*is_run = false;
	DIR *stream = opendir(directory);
	if (stream == NULL) {
		return ish_fail(ISH_ERR_SYSTEM, "%s: cannot be read: %s", directory, ish_system_text(errno));
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

/* Moves an earlier run to the first free name, moved[MOVED_SIZE]. */
static enum ish_status move_away(const char *directory, const char *input, char moved[MOVED_SIZE])
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
		struct stat is;
		(void)snprintf(moved, MOVED_SIZE, "%s.%d", old, i);
		if (lstat(moved, &is) == 0) {
			continue;
		}
		if (rename(old, moved) != 0) {
			return ish_fail(ISH_ERR_SYSTEM, "%s: the earlier run cannot be moved to %s: %s", old, moved,
			                ish_system_text(errno));
		}
		return ISH_OK;
	}
	return ish_fail(ISH_ERR_SYSTEM, "%s: no free name to move the earlier run to", old);
}

enum ish_status ish_run_directory_prepare(const char *directory, const char *input)
{
	struct stat is;
	char moved[MOVED_SIZE] = "";
	enum ish_status status = ISH_OK;
	if (stat(directory, &is) == 0 && S_ISDIR(is.st_mode)) {
		char found[NAME_MAX + 1];
		bool is_run = false;
		status = ish_run_directory_check_free(directory);
		if (status == ISH_OK) {
			status = look_into(directory, found, &is_run);
		}
		if (status == ISH_OK && is_run) {
			status = move_away(directory, input, moved);
		} else if (status == ISH_OK && found[0] != '\0') {
			status = ish_fail(ISH_ERR_INPUT,
			                  "output.directory = \"%s\": %s stands there without the run.json of an "
			                  "earlier run, and would "
			                  "be overwritten: name another folder (-o)",
			                  directory, found);
		}
	}
	if (status != ISH_OK) {
		return status;
	}
	int made = 0;
	status = make_directories(directory, &made);
	if (status == ISH_OK) {
		status = try_directory(directory);
	}
	if (status != ISH_OK) {
		unmake_directories(directory, made);
		if (moved[0] != '\0' && rename(moved, directory) != 0) {
			ish_log(ISH_LOG_WARNING, "the earlier run in %s is now %s", directory, moved);
		}
		return status;
	}
	if (moved[0] != '\0') {
		ish_log(ISH_LOG_INFO, "the earlier run in %s is now %s", directory, moved);
	}
	return ISH_OK;
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
		return ish_fail(ISH_ERR_SYSTEM, "%s: cannot be written: %s", complete.temporary, ish_system_text(errno));
	}
	ish_config_write(config, file);
	const bool written = fflush(file) == 0 && !ferror(file);
	if (fclose(file) != 0 || !written) {
		status = ish_fail(ISH_ERR_SYSTEM, "%s: cannot be written: %s", complete.temporary, ish_system_text(errno));
		ish_complete_file_drop(&complete);
		return status;
	}
	return ish_complete_file_commit(&complete);
}
