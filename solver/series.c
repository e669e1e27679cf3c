#define _POSIX_C_SOURCE 200809L

#include "solver/series.h"

#include <assert.h>
#include <errno.h>
#include <fcntl.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "solver/complete_file.h"
#include "solver/series_impl.h"
#include "workspace/log.h"

/* %.17g: at most 24 characters and a separator. */
enum { NUMBER_SIZE = 26, LINE_SIZE = ISH_SERIES_COLUMNS * NUMBER_SIZE + 2, BLOCK_LINES = 64 };

struct ish_series {
	char csv[ISH_COMPLETE_FILE_PATH];
	char h5[ISH_COMPLETE_FILE_PATH];
	int descriptor;
	off_t good; /* bytes of whole lines in the file */
	long rows;  /* in the file */
	struct ish_diagnostics first;
	bool has_first;
	int held;
	struct ish_diagnostics ring[ISH_SERIES_RING];
	char block[BLOCK_LINES * LINE_SIZE]; /* lines that go out in one call: a run that is killed leaves whole ones */
};

static const char *const column_name[ISH_SERIES_COLUMNS] = {
#define ISH_SERIES(name, unit, sentence, value) #name,
#include "solver/series.def"
#undef ISH_SERIES
};
static const char *const column_unit[ISH_SERIES_COLUMNS] = {
#define ISH_SERIES(name, unit, sentence, value) unit,
#include "solver/series.def"
#undef ISH_SERIES
};

static void row_values(const struct ish_diagnostics *row, const struct ish_diagnostics *first,
                       double value[ISH_SERIES_COLUMNS])
{
	int i = 0;
#define ISH_SERIES(name, unit, sentence, expression) value[i++] = (expression);
#include "solver/series.def"
#undef ISH_SERIES
}

static enum ish_status fail(const struct ish_series *series)
{
	return ish_fail(ISH_ERR_SYSTEM, "%s: cannot be written: %s", series->csv, ish_system_text(errno));
}

/* Appends whole lines, or nothing: what a full disk took of them is taken back. */
static enum ish_status append(struct ish_series *series, size_t length)
{
	const char *at = series->block;
	size_t left = length;
	while (left > 0) {
		const ssize_t put = write(series->descriptor, at, left);
		if (put < 0 && errno != EINTR) {
			const enum ish_status status = fail(series);
			if (ftruncate(series->descriptor, series->good) != 0) {
				ish_log(ISH_LOG_WARNING, "%s: its last line may be incomplete", series->csv);
			}
			(void)lseek(series->descriptor, series->good, SEEK_SET);
			return status;
		}
		at += put > 0 ? put : 0;
		left -= put > 0 ? (size_t)put : 0;
	}
	series->good += (off_t)length;
	return ISH_OK;
}

/* The first line, with its newline, into the block; its length. */
static size_t form_header(struct ish_series *series)
{
	size_t length = 0;
	for (int i = 0; i < ISH_SERIES_COLUMNS; i++) {
		const bool has_unit = column_unit[i][0] != '\0';
		length += (size_t)snprintf(series->block + length, sizeof series->block - length, "%s%s%s%s%s",
		                           i > 0 ? "," : "", column_name[i], has_unit ? " [" : "", column_unit[i],
		                           has_unit ? "]" : "");
	}
	series->block[length++] = '\n';
	return length;
}

/* A series whose file is not yet open. */
static enum ish_status make(struct ish_series **series_out, const char *directory)
{
	*series_out = NULL;
	struct ish_series *series = calloc(1, sizeof *series);
	if (series == NULL) {
		return ish_fail(ISH_ERR_MEMORY, "time series: no memory for %d rows", (int)ISH_SERIES_RING);
	}
	const int length = snprintf(series->csv, sizeof series->csv, "%s/series.csv", directory);
	(void)snprintf(series->h5, sizeof series->h5, "%s/series.h5", directory);
	if (length < 0 || (size_t)length >= sizeof series->csv) {
		free(series);
		return ish_fail(ISH_ERR_SYSTEM, "%.200s...: the path is too long", directory);
	}
	series->descriptor = -1;
	*series_out = series;
	return ISH_OK;
}

static void drop(struct ish_series *series)
{
	if (series->descriptor >= 0) {
		(void)close(series->descriptor);
	}
	free(series);
}

enum ish_status ish_series_create(struct ish_series **series_out, const char *directory,
                                  const struct ish_config *config)
{
	(void)config; /* nothing of it is needed for the columns that there are */
	struct ish_series *series = NULL;
	*series_out = NULL;
	enum ish_status status = make(&series, directory);
	if (series == NULL) {
		return status;
	}
	series->descriptor = open(series->csv, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0666);
	status = series->descriptor < 0 ? fail(series) : append(series, form_header(series));
	if (status != ISH_OK) {
		drop(series);
		return status;
	}
	*series_out = series;
	return ISH_OK;
}

/* Whether the file begins with the columns of this version. */
static enum ish_status check_columns(struct ish_series *series)
{
	char line[4096]; /* series_hdf5.c has no longer ones either */
	const size_t length = form_header(series);
	assert(length <= sizeof line);
	const ssize_t got = pread(series->descriptor, line, length, 0);
	if (got < 0) {
		return ish_fail(ISH_ERR_SYSTEM, "%s: cannot be read: %s", series->csv, ish_system_text(errno));
	}
	return (size_t)got == length && memcmp(line, series->block, length) == 0
	               ? ISH_OK
	               : ish_fail(ISH_ERR_INPUT,
	                          "%s: has other columns than this version of ishydro writes: must be resumed by the "
	                          "version that began the run",
	                          series->csv);
}

/* Whether the file has so many rows in so many bytes. */
static enum ish_status check_rows(const struct ish_series *series, const struct ish_series_position *position)
{
	char block[4096];
	long lines = 0;
	char last = '\0';
	for (long at = 0; at < position->bytes;) {
		const size_t left = (size_t)(position->bytes - at);
		const ssize_t got = pread(series->descriptor, block, left < sizeof block ? left : sizeof block, (off_t)at);
		if (got < 0) {
			return ish_fail(ISH_ERR_SYSTEM, "%s: cannot be read: %s", series->csv, ish_system_text(errno));
		}
		if (got == 0) {
			return ish_fail(ISH_ERR_INPUT, "%s: has %ld bytes: must have the %ld of its checkpoint",
			                series->csv, at, position->bytes);
		}
		for (ssize_t i = 0; i < got; i++) {
			lines += block[i] == '\n';
		}
		last = block[got - 1];
		at += (long)got;
	}
	return lines == position->rows + 1 && last == '\n'
	               ? ISH_OK
	               : ish_fail(ISH_ERR_INPUT, "%s: its rows are not those of the checkpoint, %ld in %ld bytes",
	                          series->csv, position->rows, position->bytes);
}

enum ish_status ish_series_resume(struct ish_series **series_out, const char *directory,
                                  const struct ish_series_position *position, const struct ish_diagnostics *first)
{
	struct ish_series *series = NULL;
	*series_out = NULL;
	enum ish_status status = make(&series, directory);
	if (series == NULL) {
		return status;
	}
	series->descriptor = open(series->csv, O_RDWR | O_CLOEXEC);
	if (series->descriptor < 0) {
		status = ish_fail(errno == ENOENT ? ISH_ERR_INPUT : ISH_ERR_SYSTEM, "%s: cannot be opened: %s",
		                  series->csv, ish_system_text(errno));
	}
	if (status == ISH_OK) {
		status = check_columns(series);
	}
	if (status == ISH_OK) {
		status = check_rows(series, position);
	}
	if (status == ISH_OK && (ftruncate(series->descriptor, (off_t)position->bytes) != 0 ||
	                         lseek(series->descriptor, (off_t)position->bytes, SEEK_SET) < 0)) {
		status = fail(series);
	}
	if (status != ISH_OK) {
		drop(series);
		return status;
	}
	series->good = (off_t)position->bytes;
	series->rows = position->rows;
	series->first = *first;
	series->has_first = true;
	*series_out = series;
	return ISH_OK;
}

bool ish_series_is_full(const struct ish_series *series)
{
	return series->held == ISH_SERIES_RING;
}

void ish_series_add(struct ish_series *series, const struct ish_diagnostics *row)
{
	assert(series->held < ISH_SERIES_RING);
	if (!series->has_first) {
		series->first = *row;
		series->has_first = true;
	}
	series->ring[series->held++] = *row;
}

/* A row as a line of text at the end of the block; returns the new length. */
static size_t add_line(struct ish_series *series, size_t length, const struct ish_diagnostics *row)
{
	double value[ISH_SERIES_COLUMNS];
	row_values(row, &series->first, value);
	for (int i = 0; i < ISH_SERIES_COLUMNS; i++) {
		length += (size_t)snprintf(series->block + length, sizeof series->block - length, "%.17g%c", value[i],
		                           i + 1 < ISH_SERIES_COLUMNS ? ',' : '\n');
	}
	return length;
}

enum ish_status ish_series_flush(struct ish_series *series)
{
	const int held = series->held;
	enum ish_status status = ISH_OK;
	series->held = 0;
	for (int first = 0; status == ISH_OK && first < held; first += BLOCK_LINES) {
		const int end = first + BLOCK_LINES < held ? first + BLOCK_LINES : held;
		size_t length = 0;
		for (int r = first; r < end; r++) {
			length = add_line(series, length, &series->ring[r]);
		}
		status = append(series, length);
		series->rows += status == ISH_OK ? end - first : 0;
	}
	return status;
}

enum ish_status ish_series_sync(struct ish_series *series, struct ish_series_position *position_out)
{
	const enum ish_status status = ish_series_flush(series);
	*position_out = (struct ish_series_position){(long)series->good, series->rows};
	if (status == ISH_OK && fsync(series->descriptor) != 0 && errno != EINVAL) {
		return fail(series);
	}
	return status;
}

enum ish_status ish_series_close(struct ish_series *series)
{
	if (series == NULL) {
		return ISH_OK;
	}
	enum ish_status status = ish_series_flush(series);
	const bool synced = fsync(series->descriptor) == 0 || errno == EINVAL;
	if ((close(series->descriptor) != 0 || !synced) && status == ISH_OK) {
		status = fail(series);
	}
	if (status == ISH_OK) {
		status = ish_series_convert(series->csv, series->h5, series->rows);
	}
	free(series);
	return status;
}
