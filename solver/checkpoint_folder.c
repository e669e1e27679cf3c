/* The checkpoints of a folder: which there are, which stay, and what a resumed run clears away. */
#define _POSIX_C_SOURCE 200809L

#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "solver/checkpoint_impl.h"

enum { PATH_SIZE = ISH_COMPLETE_FILE_PATH + 256 };

bool ish_checkpoint_path(const char *directory, long step, char path[ISH_COMPLETE_FILE_PATH])
{
	const int length = snprintf(path, ISH_COMPLETE_FILE_PATH, "%s/checkpoint_%06ld.h5", directory, step);
	return length >= 0 && length < ISH_COMPLETE_FILE_PATH;
}

/* The step of a file PREFIXnnnnnnSUFFIX, -1 if the name is none. */
static long step_of(const char *name, const char *prefix, const char *suffix)
{
	char form[64];
	const size_t length = strlen(prefix);
	if (strncmp(name, prefix, length) != 0 || strspn(name + length, "0123456789") > 18) {
		return -1;
	}
	const long step = strtol(name + length, NULL, 10);
	(void)snprintf(form, sizeof form, "%s%06ld%s", prefix, step, suffix);
	return strcmp(name, form) == 0 ? step : -1;
}

static int descending(const void *a, const void *b)
{
	const long left = *(const long *)a;
	const long right = *(const long *)b;
	return (left < right) - (left > right);
}

int ish_checkpoint_list(const char *directory, long **steps_out, int *count_out)
{
	int room = 0;
	*steps_out = NULL;
	*count_out = 0;
	DIR *stream = opendir(directory);
	if (stream == NULL) {
		return errno;
	}
	int error = 0;
	for (const struct dirent *entry = NULL;
	     error == 0 && (entry = readdir(stream)) != NULL;) { /* NOLINT: one stream, one thread */
		const long step = step_of(entry->d_name, "checkpoint_", ".h5");
		if (step >= 0 && *count_out == room) {
			room = room > 0 ? 2 * room : 16;
			long *steps = realloc(*steps_out, (size_t)room * sizeof *steps);
			error = steps == NULL ? ENOMEM : 0;
			*steps_out = steps != NULL ? steps : *steps_out;
		}
		if (step >= 0 && error == 0) {
			(*steps_out)[(*count_out)++] = step;
		}
	}
	(void)closedir(stream);
	if (*count_out > 0) {
		qsort(*steps_out, (size_t)*count_out, sizeof **steps_out, descending);
	}
	return error;
}

void ish_checkpoint_prune(const char *directory, long step)
{
	long *steps = NULL;
	int count = 0;
	char path[ISH_COMPLETE_FILE_PATH];
	bool one_stays = false;
	if (ish_checkpoint_list(directory, &steps, &count) == 0) {
		for (int i = 0; i < count; i++) {
			if (steps[i] < step && one_stays && ish_checkpoint_path(directory, steps[i], path)) {
				(void)unlink(path);
			}
			one_stays = one_stays || steps[i] < step;
		}
	}
	free(steps);
}

/* Left by a process that was killed while it wrote: .NAME.PID.part (solver/complete_file.h). */
static bool is_temporary(const char *name)
{
	const size_t length = strlen(name);
	return name[0] == '.' && length > 5 && strcmp(name + length - 5, ".part") == 0;
}

static bool is_later(const struct ish_checkpoint *checkpoint, const char *name)
{
	const long output = step_of(name, "fields_", ".hdf");
	bool listed = output < checkpoint->step;
	for (int i = 0; !listed && i < checkpoint->position.outputs; i++) {
		listed = checkpoint->position.output[i].step == output;
	}
	return is_temporary(name) || strcmp(name, "series.h5") == 0 ||
	       step_of(name, "checkpoint_", ".h5") > checkpoint->step || (output >= 0 && !listed);
}

void ish_checkpoint_clear_later(const struct ish_checkpoint *checkpoint, const char *directory)
{
	DIR *stream = opendir(directory);
	if (stream == NULL) {
		return;
	}
	for (const struct dirent *entry = NULL;
	     (entry = readdir(stream)) != NULL;) { /* NOLINT: one stream, one thread */
		char path[PATH_SIZE];
		const int length = snprintf(path, sizeof path, "%s/%s", directory, entry->d_name);
		if (length > 0 && (size_t)length < sizeof path && is_later(checkpoint, entry->d_name)) {
			(void)unlink(path);
		}
	}
	(void)closedir(stream);
	ish_checkpoint_prune(directory, checkpoint->step); /* killed before the third was removed */
}
