/*
 * A file that appears complete or not at all: written under a temporary name in its own directory, synced, renamed.
 *
 *     begin -> write to `temporary` by any means and close it -> commit (or drop)
 */
#ifndef ISH_SOLVER_COMPLETE_FILE_H
#define ISH_SOLVER_COMPLETE_FILE_H

#include <stdbool.h>
#include <stddef.h>

#include "workspace/status.h"

enum { ISH_COMPLETE_FILE_PATH = 4096 };

struct ish_complete_file {
	char path[ISH_COMPLETE_FILE_PATH];
	char temporary[ISH_COMPLETE_FILE_PATH]; /* DIRECTORY/.NAME.PID.part */
};

/* Forms both names; touches no file. ISH_ERR_SYSTEM if the path is too long. */
ISH_CHECKED enum ish_status ish_complete_file_begin(struct ish_complete_file *file, const char *path);

/* As ish_complete_file_begin, in silence: false if the path is too long. */
bool ish_complete_file_names(struct ish_complete_file *file, const char *path);

/* As ish_complete_file_commit, in silence: 0, or the errno of what failed. */
int ish_complete_file_place(const struct ish_complete_file *file);

/*
 * Syncs the temporary file, gives it its name and syncs the directory. ISH_ERR_SYSTEM after one line; the temporary
 * file is then gone.
 */
ISH_CHECKED enum ish_status ish_complete_file_commit(const struct ish_complete_file *file);

/* Removes the temporary file if there is one. */
void ish_complete_file_drop(const struct ish_complete_file *file);

/* All three for what is in memory: a text, or `size` bytes. */
ISH_CHECKED enum ish_status ish_complete_file_write(const char *path, const char *text);
ISH_CHECKED enum ish_status ish_complete_file_write_bytes(const char *path, const void *data, size_t size);

#endif
