/* series.h5: the columns of series.csv as 1-D datasets over `time`, a dimension scale. */
#include <errno.h>
#include <hdf5_hl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "solver/field_file_impl.h"
#include "solver/series_impl.h"

enum { BLOCK = 1024, LINE = 4096 };

static const struct {
	const char *name, *unit, *sentence;
} column[ISH_SERIES_COLUMNS] = {
#define ISH_SERIES(name, unit, sentence, value) {#name, unit, sentence},
#include "solver/series.def"
#undef ISH_SERIES
};

/* Reads up to `most` rows into block[column][row]; returns how many, -1 for a line that is no row. */
static long read_rows(FILE *stream, long most, double (*block)[BLOCK])
{
	char line[LINE];
	long n = 0;
	while (n < most && fgets(line, sizeof line, stream) != NULL) {
		char *at = line;
		for (int i = 0; i < ISH_SERIES_COLUMNS; i++) {
			char *end = NULL;
			block[i][n] = strtod(at, &end);
			if (end == at || *end != (i + 1 < ISH_SERIES_COLUMNS ? ',' : '\n')) {
				return -1;
			}
			at = end + 1;
		}
		n++;
	}
	return n;
}

static bool write_block(const hid_t set[ISH_SERIES_COLUMNS], long first, long count, double (*block)[BLOCK])
{
	const hsize_t offset = (hsize_t)first;
	const hsize_t size = (hsize_t)count;
	const hid_t memory = H5Screate_simple(1, &size, NULL);
	bool good = memory >= 0;
	for (int i = 0; good && i < ISH_SERIES_COLUMNS; i++) {
		const hid_t space = H5Dget_space(set[i]);
		good = H5Sselect_hyperslab(space, H5S_SELECT_SET, &offset, NULL, &size, NULL) >= 0 &&
		       H5Dwrite(set[i], H5T_NATIVE_DOUBLE, memory, space, H5P_DEFAULT, block[i]) >= 0;
		if (good) {
			(void)H5Sclose(space);
		}
	}
	if (good) {
		(void)H5Sclose(memory);
	}
	return good;
}

/* All datasets, `time` as the scale of the others, then the rows. */
static bool copy_rows(FILE *stream, hid_t file, long rows, double (*block)[BLOCK])
{
	hid_t set[ISH_SERIES_COLUMNS];
	for (int i = 0; i < ISH_SERIES_COLUMNS; i++) {
		const char *unit = column[i].unit[0] != '\0' ? column[i].unit : "1";
		set[i] = ish_hdf5_put_column(file, column[i].name, unit, column[i].sentence, (hsize_t)rows, NULL);
		if (set[i] < 0) {
			return false;
		}
	}
	const hid_t time = set[ISH_COLUMN_time];
	bool good = H5DSset_scale(time, "time") >= 0;
	for (int i = 0; good && i < ISH_SERIES_COLUMNS; i++) {
		good = i == ISH_COLUMN_time || H5DSattach_scale(set[i], time, 0) >= 0;
	}
	for (long first = 0; good && first < rows;) {
		const long n = read_rows(stream, rows - first < BLOCK ? rows - first : BLOCK, block);
		good = n > 0 && write_block(set, first, n, block);
		first += n;
	}
	return good;
}

static enum ish_status convert(FILE *stream, const struct ish_complete_file *target, long rows, double (*block)[BLOCK])
{
	int error;
	const hid_t file = ish_hdf5_file_create(target->temporary, &error);
	bool good = file >= 0 && copy_rows(stream, file, rows, block);
	char reason[ISH_HDF5_REASON] = "";
	if (!good) {
		ish_hdf5_reason(error, reason);
	}
	good = file >= 0 && ish_hdf5_file_close(file) && error == 0 && good;
	if (error != 0) {
		ish_hdf5_reason(error, reason);
	}
	if (good) {
		return ish_complete_file_commit(target);
	}
	ish_complete_file_drop(target);
	return ish_fail(ISH_ERR_SYSTEM, "%s: cannot be written: %s", target->path, reason);
}

enum ish_status ish_series_convert(const char *csv, const char *h5, long rows)
{
	struct ish_complete_file target;
	enum ish_status status = ish_complete_file_begin(&target, h5);
	if (status != ISH_OK) {
		return status;
	}
	char header[LINE];
	FILE *stream = fopen(csv, "r");
	if (stream == NULL || fgets(header, sizeof header, stream) == NULL) {
		status = ish_fail(ISH_ERR_SYSTEM, "%s: cannot be read: %s", csv, ish_system_text(errno));
		if (stream != NULL) {
			(void)fclose(stream);
		}
		return status;
	}
	double(*block)[BLOCK] = malloc(ISH_SERIES_COLUMNS * sizeof *block);
	if (block == NULL) {
		(void)fclose(stream);
		return ish_fail(ISH_ERR_MEMORY, "time series: no memory");
	}
	struct ish_hdf5 hdf5;
	ish_hdf5_begin(&hdf5);
	status = convert(stream, &target, rows, block);
	ish_hdf5_end(&hdf5);
	free(block);
	(void)fclose(stream);
	return status;
}
