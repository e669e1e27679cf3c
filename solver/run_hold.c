/* One run at a time in a folder: an advisory lock on the folder itself, gone with the process that holds it. */
#define _GNU_SOURCE

#include <errno.h>
#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

#include "solver/run.h"

static enum ish_status in_use(const char *directory)
{
	return ish_fail(ISH_ERR_INPUT,
	                "output.directory = \"%s\": another run is writing there: name another folder (-o)", directory);
}

enum ish_status ish_run_directory_hold(const char *directory, int *hold_out)
{
	*hold_out = open(directory, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (*hold_out < 0) {
		return ish_fail(ISH_ERR_SYSTEM, "output.directory = \"%s\": cannot be opened: %s", directory,
		                ish_system_text(errno));
	}
	/* A file system that knows no locks keeps nobody out: the run goes on. */
	if (flock(*hold_out, LOCK_EX | LOCK_NB) != 0 && errno == EWOULDBLOCK) {
		ish_run_directory_release(*hold_out);
		*hold_out = -1;
		return in_use(directory);
	}
	return ISH_OK;
}

enum ish_status ish_run_directory_check_free(const char *directory)
{
	int hold = -1;
	const enum ish_status status = ish_run_directory_hold(directory, &hold);
	ish_run_directory_release(hold);
	return status;
}

void ish_run_directory_release(int hold)
{
	if (hold >= 0) {
		(void)close(hold);
	}
}
