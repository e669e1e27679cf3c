/* The formats and the writing of their files. */
#define _POSIX_C_SOURCE 200809L

#include "reports/report.h"

#include <errno.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "profiler/sample.h"
#include "reports/report_impl.h"

enum { PATH_LENGTH = 4096 };

struct format {
	const char *name, *file, *sentence;
	enum ish_status (*write)(FILE *out, const struct ish_report *report);
};

static const struct format table[] = {
#define ISH_FORMAT(name, file, function, sentence) {#name, file, sentence, function},
#include "reports/format.def"
#undef ISH_FORMAT
};

enum { FORMATS = sizeof table / sizeof table[0] };

int ish_report_format_count(void)
{
	return FORMATS;
}

const char *ish_report_format_name(int i)
{
	return table[i].name;
}

const char *ish_report_format_file(int i)
{
	return table[i].file;
}

const char *ish_report_format_sentence(int i)
{
	return table[i].sentence;
}

bool ish_report_format_available(int i)
{
	return table[i].write != ish_report_gperftools || ish_sample_available();
}

static const struct format *find_format(const char *name)
{
	for (int i = 0; i < FORMATS; i++) {
		if (strcmp(table[i].name, name) == 0) {
			return &table[i];
		}
	}
	return NULL;
}

bool ish_report_format_exists(const char *name)
{
	return find_format(name) != NULL;
}

static enum ish_status unknown_format(const char *name)
{
	char list[256] = "";
	size_t used = 0;
	for (int i = 0; i < FORMATS && used < sizeof list; i++) {
		used += (size_t)snprintf(list + used, sizeof list - used, "%s%s", i > 0 ? ", " : "", table[i].name);
	}
	return ish_fail(ISH_ERR_NAME, "report: format \"%s\": need one of %s", name, list);
}

/* PATH.part, then synced and renamed: a half-written report never bears a final name. */
static enum ish_status write_file(const char *folder, const struct format *format, const struct ish_report *report)
{
	char path[PATH_LENGTH], part[PATH_LENGTH + 8];
	if (snprintf(path, sizeof path, "%s/%s", folder, format->file) >= (int)sizeof path) {
		return ish_fail(ISH_ERR_SYSTEM, "report: the path of %s is longer than %d bytes", format->file,
		                PATH_LENGTH - 1);
	}
	(void)snprintf(part, sizeof part, "%s.part", path);
	FILE *const out = fopen(part, "we");
	if (out == NULL) {
		return ish_fail(ISH_ERR_SYSTEM, "%s: cannot be written: %s", path, ish_system_text(errno));
	}
	errno = 0;
	enum ish_status status = format->write(out, report);
	int reason = ferror(out) ? errno : 0;
	errno = 0;
	const bool flushed = fflush(out) == 0 && !ferror(out) && fsync(fileno(out)) == 0;
	reason = reason != 0 ? reason : errno;
	const bool closed = fclose(out) == 0;
	if (status == ISH_OK && !(flushed && closed)) {
		reason = reason != 0 ? reason : errno;
		status = ish_fail(ISH_ERR_SYSTEM, "%s: cannot be written: %s", path, ish_system_text(reason));
	}
	if (status == ISH_OK && rename(part, path) != 0) {
		status =
			ish_fail(ISH_ERR_SYSTEM, "%s: cannot be written: %s", path, ish_system_text(errno));
	}
	if (status != ISH_OK) {
		(void)unlink(part);
	}
	return status;
}

static enum ish_status make_folder(const char *directory, char folder[PATH_LENGTH])
{
	if (snprintf(folder, PATH_LENGTH, "%s/profile", directory) >= PATH_LENGTH) {
		return ish_fail(ISH_ERR_SYSTEM, "report: the output directory's name is longer than %d bytes",
		                PATH_LENGTH - 10);
	}
	if ((mkdir(directory, 0777) != 0 && errno != EEXIST) || (mkdir(folder, 0777) != 0 && errno != EEXIST)) {
		return ish_fail(ISH_ERR_SYSTEM, "report: %s cannot be made: %s", folder, ish_system_text(errno));
	}
	return ISH_OK;
}

enum ish_status ish_report_write(const char *directory, const char *const *format, int formats,
                                 const struct ish_report_context *context)
{
	char folder[PATH_LENGTH];
	struct ish_report report;
	for (int i = 0; i < formats; i++) {
		if (find_format(format[i]) == NULL) {
			return unknown_format(format[i]);
		}
	}
	if (ish_profile_view() == NULL || formats == 0) {
		return ISH_OK;
	}
	enum ish_status status = make_folder(directory, folder);
	if (status == ISH_OK) {
		status = ish_report_init(&report, context);
	}
	if (status != ISH_OK) {
		return status;
	}
	for (int i = 0; i < formats; i++) { /* where one does not fit on the disk, a smaller one may */
		const enum ish_status own = write_file(folder, find_format(format[i]), &report);
		status = status == ISH_OK ? own : status;
	}
	ish_report_reset(&report);
	return status;
}

void ish_report_print(FILE *out, const struct ish_report_context *context)
{
	enum { HOT_SPOTS = 10 };
	struct ish_report report;
	if (ish_profile_view() == NULL) {
		(void)fprintf(out, "profile: off\n");
		return;
	}
	if (ish_report_init(&report, context) != ISH_OK) {
		return;
	}
	ish_report_head(out, &report, HOT_SPOTS);
	ish_report_part_table(out, &report);
	ish_report_reset(&report);
}
