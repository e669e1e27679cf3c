/*
 * The time series of a run: series.csv while it runs, series.h5 (one 1-D dataset per column) at its end.
 *
 * The columns, with units and sentences, are the rows of series.def. Numbers are written with 17 digits: reading
 * them gives the same bits. Drifts are relative to the first row of the run: of the energy (E - E0)/|E0|, of the
 * momentum (M - M0)/|E0|.
 */
#ifndef ISH_SOLVER_SERIES_H
#define ISH_SOLVER_SERIES_H

#include <stdbool.h>

#include "solver/config.h"
#include "solver/diagnostics.h"

enum { ISH_SERIES_RING = 1024 }; /* rows held between two flushes */

struct ish_series;

/*
 * Starts DIRECTORY/series.csv (the directory exists; an older file of that name is replaced) and writes its header
 * line. The configuration is only read here. Heap, with room for ISH_SERIES_RING rows; ended by ish_series_close.
 * Fails with ISH_ERR_SYSTEM or ISH_ERR_MEMORY after one line; *series_out is then NULL.
 */
ISH_CHECKED enum ish_status ish_series_create(struct ish_series **series_out, const char *directory,
                                              const struct ish_config *config);

struct ish_series_position { /* of what is in series.csv */
	long bytes, rows; /* rows: without the header */
};

/*
 * Goes on with a series.csv: what stands after `position` is cut off. `first` is the first row of the run. Fails
 * with ISH_ERR_INPUT after one line where the file is shorter, does not end with a row there, or has other columns
 * than this version writes; ISH_ERR_SYSTEM, ISH_ERR_MEMORY.
 */
ISH_CHECKED enum ish_status ish_series_resume(struct ish_series **series_out, const char *directory,
                                              const struct ish_series_position *position, const struct ish_diagnostics *first);

/*
 * Copies a row into the ring: no input or output, no allocation. The ring must not be full (assert): flush it when
 * ish_series_is_full says so.
 */
void ish_series_add(struct ish_series *series, const struct ish_diagnostics *row);

bool ish_series_is_full(const struct ish_series *series);

/*
 * Appends the rows of the ring to series.csv and hands them to the system, whole lines in each call. ISH_ERR_SYSTEM
 * after one line; the rows that found no room are then dropped, and what was written of a line is taken back.
 */
ISH_CHECKED enum ish_status ish_series_flush(struct ish_series *series);

/* Flushes, waits until the disk has the rows, and says where the file ends. ISH_ERR_SYSTEM after one line. */
ISH_CHECKED enum ish_status ish_series_sync(struct ish_series *series, struct ish_series_position *position_out);

/*
 * Flushes, writes series.h5 beside series.csv (under a temporary name, synced, renamed) and frees, also where it
 * fails. NULL is accepted. ISH_ERR_SYSTEM or ISH_ERR_MEMORY after one line.
 */
ISH_CHECKED enum ish_status ish_series_close(struct ish_series *series);

#endif
