#include "cli/output_path.h"

#include <stddef.h>
#include <sys/stat.h>

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
		if (input[i] != NULL && stat(input[i], &in) == 0 && in.st_dev == out.st_dev &&
		    in.st_ino == out.st_ino) {
			return ish_fail(ISH_ERR_INPUT, "%s: %s: must not be the file that is read", option, path);
		}
	}
	return ISH_OK;
}
