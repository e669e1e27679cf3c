/* The columns of the time series and its conversion to HDF5. Private to solver/series*.c. */
#ifndef ISH_SOLVER_SERIES_IMPL_H
#define ISH_SOLVER_SERIES_IMPL_H

#include "workspace/status.h"

enum ish_series_column {
#define ISH_SERIES(name, unit, sentence, value) ISH_COLUMN_##name,
#include "solver/series.def"
#undef ISH_SERIES
	ISH_SERIES_COLUMNS
};

/*
 * Writes the `rows` rows of a series.csv as the HDF5 file `h5`, complete or not at all, a block of rows at a time.
 * ISH_ERR_SYSTEM, ISH_ERR_MEMORY.
 */
ISH_CHECKED enum ish_status ish_series_convert(const char *csv, const char *h5, long rows);

#endif
