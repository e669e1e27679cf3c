#include <errno.h>
#include <limits.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "solver/field_file_impl.h"

struct reader {
	const char *path;
	hid_t file;
	struct ish_field_data *data;
};

enum ish_status ish_hdf5_read_numbers(hid_t file, const char *path, const char *name, int count, double *value)
{
	if (H5Aexists(file, name) <= 0) {
		return ish_fail(ISH_ERR_INPUT, "%s: the root attribute \"%s\" is missing: need %d number%s", path, name, count,
		                count == 1 ? "" : "s");
	}
	const hid_t attribute = H5Aopen(file, name, H5P_DEFAULT);
	const hid_t type = H5Aget_type(attribute);
	const hid_t space = H5Aget_space(attribute);
	const hssize_t found = H5Sget_simple_extent_npoints(space);
	const H5T_class_t class = H5Tget_class(type);
	bool good = found == count && (class == H5T_FLOAT || class == H5T_INTEGER) &&
	            H5Aread(attribute, H5T_NATIVE_DOUBLE, value) >= 0;
	for (int i = 0; good && i < count; i++) {
		good = isfinite(value[i]);
	}
	(void)H5Sclose(space);
	(void)H5Tclose(type);
	(void)H5Aclose(attribute);
	if (!good) {
		return ish_fail(ISH_ERR_INPUT, "%s: the root attribute \"%s\" is not %d finite number%s", path, name, count,
		                count == 1 ? "" : "s");
	}
	return ISH_OK;
}

/* Takes the shape of the first dataset as that of the grid, and holds the others against it. */
static enum ish_status check_shape(struct reader *reader, const char *name, hid_t set)
{
	int *shape = reader->data->grid.shape;
	const hid_t space = H5Dget_space(set);
	hsize_t size[3] = {0, 0, 0};
	const int rank = H5Sget_simple_extent_ndims(space);
	if (rank == 3) {
		(void)H5Sget_simple_extent_dims(space, size, NULL);
	}
	(void)H5Sclose(space);
	if (rank != 3) {
		return ish_fail(ISH_ERR_INPUT, "%s: dataset \"%s\" has %d dimensions: need 3, [nz][ny][nx]",
		                reader->path, name, rank);
	}
	if (shape[0] == 0) {
		const double cells = (double)size[0] * (double)size[1] * (double)size[2];
		if (!(cells >= 1.0 && cells <= (double)INT_MAX)) {
			return ish_fail(ISH_ERR_INPUT, "%s: dataset \"%s\" has %.17g points: need 1 to %d",
			                reader->path, name, cells, INT_MAX);
		}
		for (int i = 0; i < 3; i++) {
			shape[i] = (int)size[2 - i];
		}
	}
	if (size[0] != (hsize_t)shape[2] || size[1] != (hsize_t)shape[1] || size[2] != (hsize_t)shape[0]) {
		return ish_fail(ISH_ERR_INPUT, "%s: dataset \"%s\" is [%llu][%llu][%llu]: need [%d][%d][%d] as \"e\"",
		                reader->path, name, (unsigned long long)size[0], (unsigned long long)size[1],
		                (unsigned long long)size[2], shape[2], shape[1], shape[0]);
	}
	return ISH_OK;
}

/*
 * Deflate shrinks by 1032 at most: a dataset that claims more is damaged or was never written. Its size must not be
 * believed and allocated.
 */
#define MOST_COMPRESSION 1032.0

enum ish_status ish_hdf5_check_storage(hid_t set, const char *path, const char *name, double points)
{
	const hid_t type = H5Dget_type(set);
	const hid_t creation = H5Dget_create_plist(set);
	const bool chunked = H5Pget_layout(creation) == H5D_CHUNKED;
	const double needed = points * (double)H5Tget_size(type);
	const double stored = (double)H5Dget_storage_size(set);
	(void)H5Pclose(creation);
	(void)H5Tclose(type);
	if (stored * (chunked ? MOST_COMPRESSION : 1.0) < needed) {
		return ish_fail(ISH_ERR_INPUT,
		                "%s: dataset \"%s\" holds %.0f bytes: need %.0f; it is damaged or was never written", path, name,
		                stored, needed);
	}
	return ISH_OK;
}

static enum ish_status check_finite(const struct reader *reader, const char *name, const double *value)
{
	const int *n = reader->data->grid.shape;
	const ptrdiff_t cells = ish_grid_cells(&reader->data->grid);
	for (ptrdiff_t i = 0; i < cells; i++) {
		if (!isfinite(value[i])) {
			return ish_fail(ISH_ERR_INPUT, "%s: %s = %g at cell (%td, %td, %td): need a finite number",
			                reader->path, name, value[i], i % n[0], i / n[0] % n[1], i / n[0] / n[1]);
		}
	}
	return ISH_OK;
}

static enum ish_status read_values(struct reader *reader, enum ish_primitive f, hid_t set)
{
	const char *name = ish_primitive_name[f];
	const hid_t type = H5Dget_type(set);
	const H5T_class_t class = H5Tget_class(type);
	(void)H5Tclose(type);
	if (class != H5T_FLOAT) {
		return ish_fail(ISH_ERR_INPUT, "%s: dataset \"%s\" is not of floating-point type", reader->path, name);
	}
	enum ish_status status = check_shape(reader, name, set);
	if (status == ISH_OK) {
		status = ish_hdf5_check_storage(set, reader->path, name, (double)ish_grid_cells(&reader->data->grid));
	}
	if (status != ISH_OK) {
		return status;
	}
	/* NOLINTNEXTLINE(clang-analyzer-optin.portability.UnixAPI): check_shape leaves no grid without cells */
	double *value = malloc((size_t)ish_grid_cells(&reader->data->grid) * sizeof *value);
	reader->data->value[f] = value;
	if (value == NULL) {
		return ish_fail(ISH_ERR_MEMORY, "%s: no memory for dataset \"%s\"", reader->path, name);
	}
	if (H5Dread(set, H5T_NATIVE_DOUBLE, H5S_ALL, H5S_ALL, H5P_DEFAULT, value) < 0) {
		char reason[ISH_HDF5_REASON];
		ish_hdf5_reason(0, reason);
		return ish_fail(ISH_ERR_INPUT, "%s: dataset \"%s\" cannot be read: %s", reader->path, name, reason);
	}
	return check_finite(reader, name, value);
}

static bool is_present(const struct reader *reader, enum ish_primitive f)
{
	return H5Lexists(reader->file, ish_primitive_name[f], H5P_DEFAULT) > 0;
}

/* pi^ij and Pi may be absent, pi^ij all five or none. */
static enum ish_status check_presence(const struct reader *reader)
{
	int shear = 0;
	for (int f = ISH_PI11; f <= ISH_PI23; f++) {
		shear += is_present(reader, (enum ish_primitive)f);
	}
	reader->data->has_shear = shear > 0;
	reader->data->has_bulk = is_present(reader, ISH_BULK);
	for (int f = 0; f < ISH_PRIMITIVES; f++) {
		const bool needed = f < ISH_PI11 || (f <= ISH_PI23 && shear > 0);
		if (needed && !is_present(reader, (enum ish_primitive)f)) {
			return ish_fail(
				ISH_ERR_INPUT,
				"%s: the root dataset \"%s\" is missing: need e, u1, u2, u3, and all of pi11, pi12, "
				"pi13, pi22, pi23 or none",
				reader->path, ish_primitive_name[f]);
		}
	}
	return ISH_OK;
}

static enum ish_status read_field(struct reader *reader, enum ish_primitive f)
{
	const char *name = ish_primitive_name[f];
	if (!is_present(reader, f)) {
		reader->data->value[f] = calloc((size_t)ish_grid_cells(&reader->data->grid), sizeof(double));
		return reader->data->value[f] != NULL ? ISH_OK
		                                      : ish_fail(ISH_ERR_MEMORY, "%s: no memory", reader->path);
	}
	const hid_t set = H5Dopen2(reader->file, name, H5P_DEFAULT);
	if (set < 0) {
		return ish_fail(ISH_ERR_INPUT, "%s: \"%s\" is not a dataset", reader->path, name);
	}
	const enum ish_status status = read_values(reader, f, set);
	(void)H5Dclose(set);
	return status;
}

static enum ish_status read_all(struct reader *reader)
{
	enum ish_status status = check_presence(reader);
	if (status == ISH_OK) {
		status = ish_hdf5_read_numbers(reader->file, reader->path, "time", 1, &reader->data->time);
	}
	if (status == ISH_OK) {
		status = ish_hdf5_read_numbers(reader->file, reader->path, "origin", 3, reader->data->grid.origin);
	}
	if (status == ISH_OK) {
		status = ish_hdf5_read_numbers(reader->file, reader->path, "length", 3, reader->data->grid.length);
	}
	for (int f = 0; status == ISH_OK && f < ISH_PRIMITIVES; f++) {
		status = read_field(reader, (enum ish_primitive)f);
	}
	return status;
}

enum ish_status ish_hdf5_open_input(const char *path, hid_t *file_out)
{
	FILE *stream = fopen(path, "rb"); /* the system's own words for what is absent or forbidden */
	int error = stream == NULL ? errno : 0;
	if (stream != NULL) {
		error = fgetc(stream) == EOF && ferror(stream) != 0 ? errno
		                                                    : 0; /* a folder opens, but cannot be read */
		(void)fclose(stream);
	}
	if (error != 0) {
		return ish_fail(ISH_ERR_INPUT, "%s: cannot be read: %s", path, ish_system_text(error));
	}
	const htri_t is_hdf5 = H5Fis_hdf5(path);
	*file_out = ish_hdf5_file_open(path);
	if (*file_out >= 0) {
		return ISH_OK;
	}
	char reason[ISH_HDF5_REASON];
	ish_hdf5_reason(0, reason);
	return is_hdf5 > 0 ? ish_fail(ISH_ERR_INPUT, "%s: truncated or damaged HDF5 file: %s", path, reason)
	                   : ish_fail(ISH_ERR_INPUT, "%s: is not an HDF5 file", path);
}

enum ish_status ish_field_file_read(const char *path, struct ish_field_data *data_out)
{
	*data_out = (struct ish_field_data){.time = 0.0};
	struct reader reader = {path, -1, data_out};
	struct ish_hdf5 hdf5;
	ish_hdf5_begin(&hdf5);
	enum ish_status status = ish_hdf5_open_input(path, &reader.file);
	if (status == ISH_OK) {
		status = read_all(&reader);
		(void)H5Fclose(reader.file);
	}
	ish_hdf5_end(&hdf5);
	return status;
}

void ish_field_data_reset(struct ish_field_data *data)
{
	for (int f = 0; f < ISH_PRIMITIVES; f++) {
		free(data->value[f]);
		data->value[f] = NULL;
	}
}
