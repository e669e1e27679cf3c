#define _POSIX_C_SOURCE 200809L
#include <errno.h>
#include <fftw3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "spectral/plan_impl.h"
#include "workspace/log.h"

enum { PATH_BYTES = 4096 };

/* One row for each precision. */
static const struct {
	const char *suffix;
	int (*import)(FILE *file);
	void (*export)(FILE *file);
	int (*import_text)(const char *text);
	char *(*export_text)(void);
	void (*forget)(void);
} rows[] = {
	[ISH_WISDOM_DOUBLE] = {"", fftw_import_wisdom_from_file, fftw_export_wisdom_to_file,
                               fftw_import_wisdom_from_string, fftw_export_wisdom_to_string, fftw_forget_wisdom},
	[ISH_WISDOM_FLOAT] = {".float", fftwf_import_wisdom_from_file, fftwf_export_wisdom_to_file,
                              fftwf_import_wisdom_from_string, fftwf_export_wisdom_to_string, fftwf_forget_wisdom},
};

enum { ROWS = sizeof rows / sizeof rows[0] };

static void read_one(const char *path, int (*import)(FILE *))
{
	FILE *const file = fopen(path, "r");
	int understood;

	if (!file) {
		if (errno != ENOENT) {
			ish_log(ISH_LOG_WARNING, "%s: wisdom cannot be read (%s): planning starts afresh", path,
			        ish_system_text(errno));
		}
		return;
	}
	ish_plan_lock();
	understood = import(file);
	ish_plan_unlock();
	fclose(file);
	if (!understood) {
		ish_log(ISH_LOG_WARNING,
		        "%s: not the wisdom of this FFTW, or damaged: ignored, planning starts afresh (delete or "
		        "rewrite it)",
		        path);
	}
}

void ish_wisdom_read(const char *path)
{
	char name[PATH_BYTES];

	if (path[0] == '\0') {
		return;
	}
	for (int i = 0; i < ROWS; ++i) {
		const int length = snprintf(name, sizeof name, "%s%s", path, rows[i].suffix);
		if (length < 0 || (size_t)length >= sizeof name) {
			ish_log(ISH_LOG_WARNING, "wisdom: a path of %zu bytes is too long: ignored", strlen(path));
			return;
		}
		read_one(name, rows[i].import);
	}
}

void ish_wisdom_merge(const char *path)
{
	char name[PATH_BYTES];

	for (int i = 0; i < ROWS && path[0] != '\0'; ++i) {
		FILE *file;
		snprintf(name, sizeof name, "%s%s", path, rows[i].suffix);
		file = fopen(name, "r");
		if (file) {
			ish_plan_lock();
			(void)rows[i].import(file);
			ish_plan_unlock();
			fclose(file);
		}
	}
}

/* Writes what export has to say and makes sure that it is on the disk. 0 or an errno. */
static int write_and_close(int descriptor, void (*export)(FILE *))
{
	FILE *const file = fdopen(descriptor, "w");
	int error = 0;

	if (!file) {
		error = errno;
		close(descriptor);
		return error;
	}
	errno = 0;
	ish_plan_lock();
	export(file);
	ish_plan_unlock();
	if (fflush(file) != 0 || ferror(file) || fchmod(descriptor, 0644) != 0 || fsync(descriptor) != 0) {
		error = errno != 0 ? errno : EIO;
	}
	if (fclose(file) != 0 && error == 0) {
		error = errno;
	}
	return error;
}

static enum ish_status write_one(const char *path, const char *suffix, void (*export)(FILE *))
{
	char name[PATH_BYTES], temporary[PATH_BYTES + 8];
	const int length = snprintf(name, sizeof name, "%s%s", path, suffix);
	int descriptor, error;

	if (length < 0 || (size_t)length >= sizeof name) {
		return ish_fail(ISH_ERR_SYSTEM, "wisdom: a path of %zu bytes is too long", strlen(path));
	}
	snprintf(temporary, sizeof temporary, "%s.XXXXXX", name);
	descriptor = mkstemp(temporary);
	if (descriptor < 0) {
		return ish_fail(ISH_ERR_SYSTEM, "%s: wisdom cannot be written: %s", name, ish_system_text(errno));
	}
	error = write_and_close(descriptor, export);
	if (error == 0 && rename(temporary, name) != 0) {
		error = errno;
	}
	if (error != 0) {
		unlink(temporary);
		return ish_fail(ISH_ERR_SYSTEM, "%s: wisdom cannot be written: %s", name, ish_system_text(error));
	}
	return ISH_OK;
}

enum ish_status ish_wisdom_write(const char *path)
{
	enum ish_status status = ISH_OK;

	if (path[0] == '\0') {
		return ISH_OK;
	}
	for (int i = 0; i < ROWS && status == ISH_OK; ++i) {
		status = write_one(path, rows[i].suffix, rows[i].export);
	}
	return status;
}

char *ish_wisdom_text(enum ish_wisdom_precision precision)
{
	char *text;

	ish_plan_lock();
	text = rows[precision].export_text();
	ish_plan_unlock();
	return text;
}

bool ish_wisdom_replace(enum ish_wisdom_precision precision, const char *text)
{
	int understood;

	ish_plan_lock();
	rows[precision].forget();
	understood = rows[precision].import_text(text);
	if (!understood) {
		rows[precision].forget();
	}
	ish_plan_unlock();
	return understood != 0;
}

const char *ish_wisdom_library(void)
{
	return fftw_version;
}
