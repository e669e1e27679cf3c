#include "solver/field_catalogue.h"

#include <assert.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "solver/field_file_impl.h"

/* A text attribute, "" if there is none or it is no text. */
static void read_text(hid_t where, const char *name, char *text, size_t size)
{
	text[0] = '\0';
	if (H5Aexists(where, name) <= 0) {
		return;
	}
	const hid_t attribute = H5Aopen(where, name, H5P_DEFAULT);
	const hid_t type = H5Aget_type(attribute);
	const hid_t space = H5Aget_space(attribute);
	const bool is_one = H5Sget_simple_extent_npoints(space) == 1 && H5Tget_class(type) == H5T_STRING;
	if (is_one && H5Tis_variable_str(type) > 0) {
		char *value = NULL;
		const hid_t memory = H5Tcopy(type);
		if (H5Aread(attribute, memory, &value) >= 0 && value != NULL) {
			(void)snprintf(text, size, "%s", value);
		}
		(void)H5free_memory(value);
		(void)H5Tclose(memory);
	} else if (is_one && H5Tget_size(type) < size) { /* else it is cut to nothing */
		memset(text, 0, size);
		if (H5Aread(attribute, type, text) < 0) {
			text[0] = '\0';
		}
	}
	(void)H5Sclose(space);
	(void)H5Tclose(type);
	(void)H5Aclose(attribute);
}

static bool is_field(hid_t set)
{
	const hid_t space = H5Dget_space(set);
	const hid_t type = H5Dget_type(set);
	const bool is = H5Sget_simple_extent_ndims(space) == 3 && H5Tget_class(type) == H5T_FLOAT;
	(void)H5Tclose(type);
	(void)H5Sclose(space);
	return is;
}

static enum ish_status take_shape(struct ish_field_catalogue *c, const char *name, hid_t set)
{
	hsize_t size[3] = {0, 0, 0};
	int *shape = c->grid.shape;
	const hid_t space = H5Dget_space(set);
	(void)H5Sget_simple_extent_dims(space, size, NULL);
	(void)H5Sclose(space);
	const double cells = (double)size[0] * (double)size[1] * (double)size[2];
	if (!(cells >= 1.0 && cells <= (double)INT_MAX)) {
		return ish_fail(ISH_ERR_INPUT, "%s: dataset \"%s\" has %.17g points: need 1 to %d", c->path, name,
		                cells, INT_MAX);
	}
	if (c->count == 0) {
		for (int i = 0; i < 3; i++) {
			shape[i] = (int)size[2 - i];
		}
	}
	if (size[0] != (hsize_t)shape[2] || size[1] != (hsize_t)shape[1] || size[2] != (hsize_t)shape[0]) {
		return ish_fail(ISH_ERR_INPUT, "%s: dataset \"%s\" is [%llu][%llu][%llu]: need [%d][%d][%d] as \"%s\"",
		                c->path, name, (unsigned long long)size[0], (unsigned long long)size[1],
		                (unsigned long long)size[2], shape[2], shape[1], shape[0], c->field[0].name);
	}
	return ISH_OK;
}

static enum ish_status add_field(struct ish_field_catalogue *c, const char *name, hid_t set)
{
	enum ish_status status = take_shape(c, name, set);
	if (status == ISH_OK) {
		status = ish_hdf5_check_storage(set, c->path, name, (double)ish_grid_cells(&c->grid));
	}
	if (status == ISH_OK) {
		struct ish_catalogue_field *field = &c->field[c->count++];
		(void)snprintf(field->name, sizeof field->name, "%s", name);
		read_text(set, "units", field->unit, sizeof field->unit);
		read_text(set, "long_name", field->long_name, sizeof field->long_name);
		if (strcmp(field->unit, "1") == 0) {
			field->unit[0] = '\0';
		}
	}
	return status;
}

struct walk {
	struct ish_field_catalogue *catalogue;
	enum ish_status status;
};

static herr_t visit(hid_t file, const char *name, const H5L_info_t *info, void *data)
{
	struct walk *walk = data;
	(void)info;
	const hid_t object = H5Oopen(file, name, H5P_DEFAULT);
	if (object < 0) {
		return 0; /* a link to nowhere */
	}
	if (H5Iget_type(object) == H5I_DATASET && is_field(object) && strlen(name) < ISH_CATALOGUE_NAME &&
	    walk->catalogue->count < ISH_CATALOGUE_FIELDS) {
		walk->status = add_field(walk->catalogue, name, object);
	}
	(void)H5Oclose(object);
	return walk->status == ISH_OK ? 0 : -1;
}

/* In the order in which they were written, or by name where the file does not know it. */
static enum ish_status list_fields(hid_t file, struct ish_field_catalogue *c)
{
	struct walk walk = {c, ISH_OK};
	if (H5Literate(file, H5_INDEX_CRT_ORDER, H5_ITER_INC, NULL, visit, &walk) < 0 && walk.status == ISH_OK) {
		c->count = 0;
		(void)H5Literate(file, H5_INDEX_NAME, H5_ITER_INC, NULL, visit, &walk);
	}
	if (walk.status == ISH_OK && c->count == 0) {
		return ish_fail(ISH_ERR_INPUT,
		                "%s: holds no field: need root datasets [nz][ny][nx] of floating-point type", c->path);
	}
	return walk.status;
}

static enum ish_status read_catalogue(hid_t file, struct ish_field_catalogue *c)
{
	double step = -1.0;
	enum ish_status status = list_fields(file, c);
	if (status == ISH_OK) {
		status = ish_hdf5_read_numbers(file, c->path, "time", 1, &c->time);
	}
	if (status == ISH_OK) {
		status = ish_hdf5_read_numbers(file, c->path, "origin", 3, c->grid.origin);
	}
	if (status == ISH_OK) {
		status = ish_hdf5_read_numbers(file, c->path, "length", 3, c->grid.length);
	}
	if (status == ISH_OK && H5Aexists(file, "step") > 0) {
		status = ish_hdf5_read_numbers(file, c->path, "step", 1, &step);
	}
	c->step = (long)step;
	read_text(file, "geometry", c->geometry, sizeof c->geometry);
	for (int i = 0; status == ISH_OK && i < 3; i++) {
		if (!(c->grid.length[i] > 0.0)) {
			status = ish_fail(ISH_ERR_INPUT, "%s: the root attribute \"length\" must be > 0, not %g",
			                  c->path, c->grid.length[i]);
		}
	}
	return status;
}

enum ish_status ish_field_catalogue_read(const char *path, struct ish_field_catalogue *catalogue_out)
{
	struct ish_hdf5 hdf5;
	hid_t file = -1;
	memset(catalogue_out, 0, sizeof *catalogue_out);
	if (strlen(path) >= sizeof catalogue_out->path) {
		return ish_fail(ISH_ERR_INPUT, "%.200s...: the path is too long", path);
	}
	(void)snprintf(catalogue_out->path, sizeof catalogue_out->path, "%s", path);
	ish_hdf5_begin(&hdf5);
	enum ish_status status = ish_hdf5_open_input(path, &file);
	if (status == ISH_OK) {
		status = read_catalogue(file, catalogue_out);
		(void)H5Fclose(file);
	}
	ish_hdf5_end(&hdf5);
	return status;
}

int ish_field_catalogue_find(const struct ish_field_catalogue *catalogue, const char *name)
{
	for (int i = 0; i < catalogue->count; i++) {
		if (strcmp(catalogue->field[i].name, name) == 0) {
			return i;
		}
	}
	return -1;
}

enum ish_status ish_field_catalogue_values(const struct ish_field_catalogue *c, int field, const int first[3],
                                           const int count[3], double *value)
{
	struct ish_hdf5 hdf5;
	hsize_t start[3];
	hsize_t size[3];
	hid_t file = -1;
	assert(field >= 0 && field < c->count);
	for (int i = 0; i < 3; i++) {
		assert(first[i] >= 0 && count[i] >= 1 && first[i] + count[i] <= c->grid.shape[i]);
		start[2 - i] = (hsize_t)first[i];
		size[2 - i] = (hsize_t)count[i];
	}
	ish_hdf5_begin(&hdf5);
	enum ish_status status = ish_hdf5_open_input(c->path, &file);
	if (status == ISH_OK) {
		const hid_t set = H5Dopen2(file, c->field[field].name, H5P_DEFAULT);
		const hid_t memory = H5Screate_simple(3, size, NULL);
		const hid_t space = H5Dget_space(set);
		if (H5Sselect_hyperslab(space, H5S_SELECT_SET, start, NULL, size, NULL) < 0 ||
		    H5Dread(set, H5T_NATIVE_DOUBLE, memory, space, H5P_DEFAULT, value) < 0) {
			char reason[ISH_HDF5_REASON];
			ish_hdf5_reason(0, reason);
			status = ish_fail(ISH_ERR_INPUT, "%s: dataset \"%s\" cannot be read: %s", c->path,
			                  c->field[field].name, reason);
		}
		(void)H5Sclose(memory);
		(void)H5Sclose(space);
		(void)H5Fclose(file); /* closes the dataset too */
	}
	ish_hdf5_end(&hdf5);
	return status;
}

static enum ish_status read_column(hid_t set, const struct ish_field_catalogue *c, const char *name, int *count_out,
                                   double **value_out)
{
	const hid_t space = H5Dget_space(set);
	const hid_t type = H5Dget_type(set);
	const hssize_t count = H5Sget_simple_extent_npoints(space);
	const bool is_column = H5Sget_simple_extent_ndims(space) == 1 && H5Tget_class(type) == H5T_FLOAT &&
	                       count >= 1 && count <= INT_MAX;
	(void)H5Tclose(type);
	(void)H5Sclose(space);
	if (!is_column) {
		return ish_fail(ISH_ERR_INPUT, "%s: dataset \"%s\" is not a column of floating-point numbers", c->path,
		                name);
	}
	const enum ish_status status = ish_hdf5_check_storage(set, c->path, name, (double)count);
	if (status != ISH_OK) {
		return status;
	}
	*value_out = malloc((size_t)count * sizeof **value_out);
	if (*value_out == NULL) {
		return ish_fail(ISH_ERR_MEMORY, "%s: no memory for dataset \"%s\"", c->path, name);
	}
	if (H5Dread(set, H5T_NATIVE_DOUBLE, H5S_ALL, H5S_ALL, H5P_DEFAULT, *value_out) < 0) {
		free(*value_out);
		*value_out = NULL;
		return ish_fail(ISH_ERR_INPUT, "%s: dataset \"%s\" cannot be read", c->path, name);
	}
	*count_out = (int)count;
	return ISH_OK;
}

enum ish_status ish_field_catalogue_column(const struct ish_field_catalogue *c, const char *name, int *count_out,
                                           double **value_out)
{
	struct ish_hdf5 hdf5;
	hid_t file = -1;
	*count_out = 0;
	*value_out = NULL;
	ish_hdf5_begin(&hdf5);
	enum ish_status status = ish_hdf5_open_input(c->path, &file);
	if (status == ISH_OK) {
		const hid_t set = H5Lexists(file, name, H5P_DEFAULT) > 0 ? H5Dopen2(file, name, H5P_DEFAULT) : -1;
		if (set >= 0) {
			status = read_column(set, c, name, count_out, value_out);
		}
		(void)H5Fclose(file);
	}
	ish_hdf5_end(&hdf5);
	return status;
}
