/* One run at a time in a folder: an advisory lock on the folder itself, gone with the process that holds it. */
#define _GNU_SOURCE

#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <sys/file.h>
#include <unistd.h>

#include "solver/run.h"

/* The lock on an open folder; false if another process holds it. */
static bool lock(int *hold)
{
	/* A file system that knows no locks keeps nobody out: the run goes on. */
	if (flock(*hold, LOCK_EX | LOCK_NB) != 0 && errno == EWOULDBLOCK) {
		ish_run_directory_release(*hold);
		*hold = -1;
		return false;
	}
	return true;
}

enum ish_status ish_run_directory_hold(const char *directory, int *hold_out)
{
	*hold_out = open(directory, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (*hold_out < 0) {
		return ish_fail(ISH_ERR_SYSTEM, "output.directory = \"%s\": cannot be opened: %s", directory,
		                ish_system_text(errno));
	}
	return lock(hold_out) ? ISH_OK
	                      : ish_fail(ISH_ERR_INPUT,
	                                 "output.directory = \"%s\": another run is writing there: name another folder (-o)",
	                                 directory);
}

enum ish_status ish_run_directory_hold_to_resume(const char *directory, int *hold_out)
{
	*hold_out = open(directory, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (*hold_out < 0) {
		const bool is_input = errno == ENOENT || errno == ENOTDIR;
		return ish_fail(is_input ? ISH_ERR_INPUT : ISH_ERR_SYSTEM, "--resume %s: cannot be opened: %s%s", directory,
		                ish_system_text(errno), is_input ? ": must be the folder of a run" : "");
	}
	return lock(hold_out) ? ISH_OK
	                      : ish_fail(ISH_ERR_INPUT,
	                                 "--resume %s: its run is still going: must have ended, or be stopped by SIGTERM, first",
	                                 directory);
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
