#include "cli/output_path.h"

#include <errno.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* Is `path`, which exists, a file that a run wrote into `folder`? An earlier result of a comparison is none. */
static bool is_of_run(const char *path, const struct stat *folder)
{
	char parent[4096];
	struct stat where;
	const char *slash = strrchr(path, '/');
	const char *name = slash != NULL ? slash + 1 : path;
	const char *end = strrchr(name, '.');
	const bool is_result = end != NULL && strcmp(end, ".json") == 0 && strcmp(name, "run.json") != 0;
	(void)snprintf(parent, sizeof parent, "%.*s", slash != NULL ? (int)(slash - path) + 1 : 2,
	               slash != NULL ? path : "./");
	return !is_result && stat(parent, &where) == 0 && where.st_dev == folder->st_dev &&
	       where.st_ino == folder->st_ino;
}

enum ish_status ish_output_check(const char *option, const char *path, const char *const *input, int inputs)
{
	struct stat out;
	struct stat in;
	if (path[0] == '\0') {
		return ish_fail(ISH_ERR_INPUT, "%s: must name a file", option);
	}
	if (stat(path, &out) != 0) {
		return ISH_OK; /* a new file */
	}
	if (!S_ISREG(out.st_mode)) {
		return ish_fail(ISH_ERR_INPUT, "%s: %s: must be a file, not a folder or a device", option, path);
	}
	for (int i = 0; i < inputs; i++) {
		if (input[i] != NULL && stat(input[i], &in) == 0 && S_ISDIR(in.st_mode) && is_of_run(path, &in)) {
			return ish_fail(ISH_ERR_INPUT, "%s: %s: must not be a file of the run that is read", option,
			                path);
		}
		if (input[i] != NULL && stat(input[i], &in) == 0 && in.st_dev == out.st_dev &&
		    in.st_ino == out.st_ino) {
			return ish_fail(ISH_ERR_INPUT, "%s: %s: must not be the file that is read", option, path);
		}
	}
	return ISH_OK;
}

enum ish_status ish_output_folder_check(const char *path)
{
	char parent[4096];
	const char *slash = strrchr(path, '/');
	(void)snprintf(parent, sizeof parent, "%.*s", slash != NULL ? (int)(slash - path) + 1 : 2,
	               slash != NULL ? path : "./");
	return access(parent, W_OK) == 0 ? ISH_OK
	                                 : ish_fail(ISH_ERR_SYSTEM, "%s: cannot be written: %s", path, strerror(errno));
}
