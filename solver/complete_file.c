#define _POSIX_C_SOURCE 200809L

#include "solver/complete_file.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

bool ish_complete_file_names(struct ish_complete_file *file, const char *path)
{
	const char *slash = strrchr(path, '/');
	const char *name = slash == NULL ? path : slash + 1;
	const int directory = (int)(name - path);
	const int length = snprintf(file->temporary, sizeof file->temporary, "%.*s.%s.%ld.part", directory, path, name,
	                            (long)getpid());
	if (length < 0 || (size_t)length >= sizeof file->temporary) {
		file->temporary[0] = '\0';
		return false;
	}
	(void)snprintf(file->path, sizeof file->path, "%s", path);
	return true;
}

enum ish_status ish_complete_file_begin(struct ish_complete_file *file, const char *path)
{
	return ish_complete_file_names(file, path)
	               ? ISH_OK
	               : ish_fail(ISH_ERR_SYSTEM, "%.200s...: the path is too long", path);
}

void ish_complete_file_drop(const struct ish_complete_file *file)
{
	if (file->temporary[0] != '\0') {
		(void)unlink(file->temporary);
	}
}

/* Waits until the disk has it: a file, or a directory's list of names. 0 or errno. */
static int sync_path(const char *path, int flags)
{
	const int descriptor = open(path, flags);
	if (descriptor < 0) {
		return errno;
	}
	int error = fsync(descriptor) == 0 ? 0 : errno;
	if (close(descriptor) != 0 && error == 0) {
		error = errno;
	}
	/* file systems without sync of directories say EINVAL: the rename is then as safe as they make it */
	return (flags & O_DIRECTORY) != 0 && error == EINVAL ? 0 : error;
}

/* Waits until the disk has the new name. 0 or errno. */
static int sync_directory(const struct ish_complete_file *file, char directory[ISH_COMPLETE_FILE_PATH])
{
	(void)snprintf(directory, ISH_COMPLETE_FILE_PATH, "%s", file->path);
	char *slash = strrchr(directory, '/');
	if (slash == NULL) {
		(void)snprintf(directory, ISH_COMPLETE_FILE_PATH, ".");
	} else {
		slash[slash == directory] = '\0';
	}
	return sync_path(directory, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
}

static int sync_and_rename(const struct ish_complete_file *file)
{
	int error = sync_path(file->temporary, O_RDONLY | O_CLOEXEC);
	if (error == 0 && rename(file->temporary, file->path) != 0) {
		error = errno;
	}
	if (error != 0) {
		ish_complete_file_drop(file);
	}
	return error;
}

int ish_complete_file_place(const struct ish_complete_file *file)
{
	char directory[ISH_COMPLETE_FILE_PATH];
	const int error = sync_and_rename(file);
	return error != 0 ? error : sync_directory(file, directory);
}

enum ish_status ish_complete_file_commit(const struct ish_complete_file *file)
{
	char directory[ISH_COMPLETE_FILE_PATH];
	int error = sync_and_rename(file);
	if (error != 0) {
		return ish_fail(ISH_ERR_SYSTEM, "%s: cannot be written: %s", file->path, ish_system_text(error));
	}
	error = sync_directory(file, directory);
	if (error != 0) {
		return ish_fail(ISH_ERR_SYSTEM, "%s: the folder cannot be synced: %s", directory, ish_system_text(error));
	}
	return ISH_OK;
}

enum ish_status ish_complete_file_write_bytes(const char *path, const void *data, size_t size)
{
	struct ish_complete_file file;
	const enum ish_status status = ish_complete_file_begin(&file, path);
	if (status != ISH_OK) {
		return status;
	}
	FILE *stream = fopen(file.temporary, "wx");
	if (stream == NULL && errno == EEXIST) { /* left by a process of the same number that was killed */
		ish_complete_file_drop(&file);
		stream = fopen(file.temporary, "wx");
	}
	if (stream == NULL) {
		return ish_fail(ISH_ERR_SYSTEM, "%s: cannot be written: %s", path, ish_system_text(errno));
	}
	int error = fwrite(data, 1, size, stream) == size ? 0 : errno;
	if (fclose(stream) != 0 && error == 0) {
		error = errno;
	}
	if (error != 0) {
		ish_complete_file_drop(&file);
		return ish_fail(ISH_ERR_SYSTEM, "%s: cannot be written: %s", path, ish_system_text(error));
	}
	return ish_complete_file_commit(&file);
}

enum ish_status ish_complete_file_write(const char *path, const char *text)
{
	return ish_complete_file_write_bytes(path, text, strlen(text));
}
