/*
 * HDF5 as the field files and the series use it, and the writer of a field file, one field at a time. Private to
 * solver/.
 *
 * HDF5 prints nothing by itself between ish_hdf5_begin and ish_hdf5_end; what it says goes into one line of ours.
 */
#ifndef ISH_SOLVER_FIELD_FILE_IMPL_H
#define ISH_SOLVER_FIELD_FILE_IMPL_H

#include <hdf5.h>

#include "solver/complete_file.h"
#include "solver/field_file.h"
#include "solver/spectra.h"

struct ish_hdf5 { /* the caller's error handler */
	H5E_auto2_t handler;
	void *data;
};

enum { ISH_HDF5_REASON = 256 };

void ish_hdf5_begin(struct ish_hdf5 *hdf5);
void ish_hdf5_end(const struct ish_hdf5 *hdf5);

/* Why the last call failed, one line: the system's words for `error` if it is not 0, else HDF5's innermost cause. */
void ish_hdf5_reason(int error, char reason[ISH_HDF5_REASON]);

/*
 * Creates a file that closes with all that is open in it; link order is tracked. Negative on failure. `error` stands
 * until the file is closed; it becomes the errno of the first failure of the system and is to be 0 after the file has
 * been closed: HDF5's own calls do not fail for it (field_file_driver.c).
 */
hid_t ish_hdf5_file_create(const char *path, int *error);

/* The same with `block` bytes at the head of the file (512 or a larger power of two) that HDF5 leaves alone. */
hid_t ish_hdf5_file_create_behind(const char *path, unsigned block, int *error);
bool ish_hdf5_set_driver(hid_t access, int *error);

/* Closes such a file; false if HDF5 fails, and then `error` may say more. */
bool ish_hdf5_file_close(hid_t file);

/* Opens a file for reading; it closes with all that is open in it. */
hid_t ish_hdf5_file_open(const char *path);

/* The same for a file of the user's: one line and ISH_ERR_INPUT says why not: absent, foreign or damaged. */
ISH_CHECKED enum ish_status ish_hdf5_open_input(const char *path, hid_t *file_out);

/* A root attribute of `count` finite numbers. ISH_ERR_INPUT after one line. */
ISH_CHECKED enum ish_status ish_hdf5_read_numbers(hid_t file, const char *path, const char *name, int count,
                                                  double *value);

/* That a dataset holds as many bytes as so many points need, at most compressed. ISH_ERR_INPUT after one line. */
ISH_CHECKED enum ish_status ish_hdf5_check_storage(hid_t set, const char *path, const char *name, double points);

/* A group whose link order is tracked, as netCDF-4 needs it. */
hid_t ish_hdf5_group_create(hid_t where, const char *name);

/* Attributes; count 1 makes a scalar. Text is UTF-8 of variable length. */
bool ish_hdf5_put_text(hid_t where, const char *name, const char *text);
bool ish_hdf5_put_reals(hid_t where, const char *name, int count, const double *value);
bool ish_hdf5_put_integers(hid_t where, const char *name, int count, const long *value);

/* A 1-D dataset of doubles with `units` and `long_name`; returns it open, negative on failure. */
hid_t ish_hdf5_put_column(hid_t where, const char *name, const char *unit, const char *long_name, hsize_t count,
                          const double *value);

struct ish_field_writer {
	struct ish_hdf5 hdf5;
	struct ish_complete_file target;
	int error; /* the writer must not move while the file is open: HDF5 holds the address of this */
	hid_t file, points, space, layout, type;
	hid_t scale[3]; /* z, y, x */
};

/*
 * Starts the field file that `file` describes (its fields are not looked at); then each field is put; then it is
 * closed, which gives it its name. Each fails with ISH_ERR_SYSTEM after one line, and then the writer is closed and
 * nothing of the file stays.
 */
ISH_CHECKED enum ish_status ish_field_writer_open(struct ish_field_writer *writer, const struct ish_field_file *file,
                                                  const char *path);
ISH_CHECKED enum ish_status ish_field_writer_put(struct ish_field_writer *writer, const char *name, const char *unit,
                                                 const char *long_name, const double *value);
ISH_CHECKED enum ish_status ish_field_writer_put_spectra(struct ish_field_writer *writer,
                                                         const struct ish_spectra *spectra);
ISH_CHECKED enum ish_status ish_field_writer_close(struct ish_field_writer *writer);

#endif
