/*
 * Field files: HDF5 that ParaView (VTKHDF ImageData), xarray (netCDF-4 dimension scales) and h5py open with no code of ours. Layout in docs/files.md.
 *
 * Every dataset is [nz][ny][nx] float64, x fastest. Written under a temporary name in the same directory, synced, renamed.
 */
#ifndef ISH_SOLVER_FIELD_FILE_H
#define ISH_SOLVER_FIELD_FILE_H

#include "solver/config.h"
#include "solver/problem.h"

enum { ISH_FIELD_FILE_MAX = 32 };

struct ish_field_file {
	const struct ish_config *config; /* grid, geometry, eos; its text is stored */
	double time;                     /* fm */
	long step;
	int count;
	const char *name[ISH_FIELD_FILE_MAX];
	const char *unit[ISH_FIELD_FILE_MAX];
	const char *long_name[ISH_FIELD_FILE_MAX];
	const double *value[ISH_FIELD_FILE_MAX];
	const char *compression; /* "none", "deflate", "float32" */
};

/* Writes `path`. ISH_ERR_SYSTEM with one line; an older file of that name is then untouched, no part of the new one stays. */
ISH_CHECKED enum ish_status ish_field_file_write(const struct ish_field_file *file, const char *path);

struct ish_field_data { /* what was read; heap */
	struct ish_grid grid;
	double time;
	bool has_shear, has_bulk;
	double *value[ISH_PRIMITIVES]; /* [cells]; pi and Pi all zero if the file has none */
};

/* Reads the ten root datasets of a .hdf or .h5 file. One line (file, dataset, what was found, what is needed) and ISH_ERR_INPUT on a missing, foreign,
 * truncated or wrong-shape file or a non-finite value (cell named). *data_out is to be reset by ish_field_data_reset in any case. */
ISH_CHECKED enum ish_status ish_field_file_read(const char *path, struct ish_field_data *data_out);

void ish_field_data_reset(struct ish_field_data *data);

#endif
