#define _POSIX_C_SOURCE 200809L

#include "solver/series.h"

#include <assert.h>
#include <errno.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "solver/complete_file.h"
#include "solver/series_impl.h"

/* %.17g: at most 24 characters and a separator. */
enum { NUMBER_SIZE = 26, LINE_SIZE = ISH_SERIES_COLUMNS * NUMBER_SIZE + 2 };

struct ish_series {
	char csv[ISH_COMPLETE_FILE_PATH];
	char h5[ISH_COMPLETE_FILE_PATH];
	FILE *stream;
	long rows; /* in the file */
	struct ish_diagnostics first;
	bool has_first;
	int held;
	struct ish_diagnostics ring[ISH_SERIES_RING];
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
	return ish_fail(ISH_ERR_SYSTEM, "%s: cannot be written: %s", series->csv, strerror(errno));
}

static bool write_header(FILE *stream)
{
	for (int i = 0; i < ISH_SERIES_COLUMNS; i++) {
		const bool has_unit = column_unit[i][0] != '\0';
		if (fprintf(stream, "%s%s%s%s%s", i > 0 ? "," : "", column_name[i], has_unit ? " [" : "",
		            column_unit[i], has_unit ? "]" : "") < 0) {
			return false;
		}
	}
	return fputc('\n', stream) != EOF && fflush(stream) == 0;
}

enum ish_status ish_series_create(struct ish_series **series_out, const char *directory,
                                  const struct ish_config *config)
{
	(void)config; /* nothing of it is needed for the columns that there are */
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
	series->stream = fopen(series->csv, "w");
	if (series->stream == NULL || !write_header(series->stream)) {
		const enum ish_status status = fail(series);
		if (series->stream != NULL) {
			(void)fclose(series->stream);
		}
		free(series);
		return status;
	}
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

enum ish_status ish_series_flush(struct ish_series *series)
{
	const int held = series->held;
	bool good = true;
	series->held = 0;
	for (int r = 0; good && r < held; r++) {
		double value[ISH_SERIES_COLUMNS];
		char line[LINE_SIZE];
		size_t length = 0;
		row_values(&series->ring[r], &series->first, value);
		for (int i = 0; i < ISH_SERIES_COLUMNS; i++) {
			length += (size_t)snprintf(line + length, sizeof line - length, "%.17g%c", value[i],
			                           i + 1 < ISH_SERIES_COLUMNS ? ',' : '\n');
		}
		good = fwrite(line, 1, length, series->stream) == length;
	}
	if (!good || fflush(series->stream) != 0) {
		return fail(series);
	}
	series->rows += held;
	return ISH_OK;
}

enum ish_status ish_series_close(struct ish_series *series)
{
	if (series == NULL) {
		return ISH_OK;
	}
	enum ish_status status = ish_series_flush(series);
	if (fclose(series->stream) != 0 && status == ISH_OK) {
		status = fail(series);
	}
	if (status == ISH_OK) {
		status = ish_series_convert(series->csv, series->h5, series->rows);
	}
	free(series);
	return status;
}
