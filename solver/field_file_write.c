#define _POSIX_C_SOURCE 200809L

#include <hdf5_hl.h>
#include <ishydro_version.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "solver/field_file_impl.h"

/* Largest chunk of a compressed dataset: HDF5's chunk cache holds one of 1 MiB. */
#define CHUNK_CELLS ((hsize_t)1 << 17)
/* Level of deflate: higher ones cost time and gain under 1 % on doubles. */
enum { DEFLATE_LEVEL = 4 };

/* Gives up: one line with the reason, and nothing of the file stays. */
static enum ish_status give_up(struct ish_field_writer *writer, const char *what)
{
	char reason[ISH_HDF5_REASON];
	ish_hdf5_reason(writer->error, reason);
	const enum ish_status status =
		ish_fail(ISH_ERR_SYSTEM, "%s: %s cannot be written: %s", writer->target.path, what, reason);
	if (writer->file >= 0) {
		(void)ish_hdf5_file_close(writer->file);
	}
	ish_complete_file_drop(&writer->target);
	ish_hdf5_end(&writer->hdf5);
	return status;
}

static bool put_config(hid_t file, const struct ish_config *config)
{
	char *text = NULL;
	size_t size = 0;
	FILE *stream = open_memstream(&text, &size);
	if (stream == NULL) {
		return false;
	}
	ish_config_write(config, stream);
	bool good = ferror(stream) == 0;
	good = fclose(stream) == 0 && good;
	good = good && ish_hdf5_put_text(file, "config", text);
	free(text);
	return good;
}

static bool put_root_attributes(hid_t root, const struct ish_field_file *file)
{
	const struct ish_config *config = file->config;
	return ish_hdf5_put_text(root, "program", "ishydro") && ish_hdf5_put_text(root, "version", ISH_VERSION) &&
	       ish_hdf5_put_text(root, "git", ISH_GIT_REVISION) && ish_hdf5_put_reals(root, "time", 1, &file->time) &&
	       ish_hdf5_put_integers(root, "step", 1, &file->step) &&
	       ish_hdf5_put_reals(root, "origin", 3, config->grid.origin) &&
	       ish_hdf5_put_reals(root, "length", 3, config->grid.length) &&
	       ish_hdf5_put_text(root, "geometry", config->geometry.name) &&
	       ish_hdf5_put_text(root, "eos", config->eos.name) &&
	       ish_hdf5_put_text(root, "units", "hbar = c = k_B = 1; lengths and times in fm; tetrad components") &&
	       put_config(root, config);
}

/* /x, /y, /z: coordinates of the points, dimension scales. */
static bool put_scales(struct ish_field_writer *writer, const struct ish_config *config)
{
	static const char *const name[3] = {"x", "y", "z"};
	const struct ish_grid *grid = &config->grid;
	for (int axis = 0; axis < 3; axis++) {
		const bool rapidity = axis == 2 && strcmp(config->geometry.name, "milne") == 0;
		const int n = grid->shape[axis];
		double *coordinate = malloc((size_t)n * sizeof *coordinate);
		if (coordinate == NULL) {
			return false;
		}
		for (int i = 0; i < n; i++) {
			coordinate[i] = grid->origin[axis] + i * grid->length[axis] / n;
		}
		const hid_t scale =
			ish_hdf5_put_column(writer->file, name[axis], rapidity ? "1" : "fm",
		                            rapidity ? "space-time rapidity" : "coordinate", (hsize_t)n, coordinate);
		free(coordinate);
		if (scale < 0 || H5DSset_scale(scale, name[axis]) < 0) {
			return false;
		}
		writer->scale[2 - axis] = scale;
	}
	return true;
}

/* VTK reads this attribute only as fixed-length ASCII without a final zero. */
static bool put_vtk_type(hid_t group)
{
	static const char text[] = {'I', 'm', 'a', 'g', 'e', 'D', 'a', 't', 'a'};
	const hid_t type = H5Tcopy(H5T_C_S1);
	(void)H5Tset_size(type, sizeof text);
	(void)H5Tset_strpad(type, H5T_STR_NULLPAD);
	const hid_t space = H5Screate(H5S_SCALAR);
	const hid_t attribute = H5Acreate2(group, "Type", type, space, H5P_DEFAULT, H5P_DEFAULT);
	bool good = attribute >= 0 && H5Awrite(attribute, type, text) >= 0;
	good = attribute >= 0 && H5Aclose(attribute) >= 0 && good;
	(void)H5Sclose(space);
	(void)H5Tclose(type);
	return good;
}

/* /VTKHDF with its PointData: ImageData, version 1.0 of the format. */
static bool put_vtk(struct ish_field_writer *writer, const struct ish_grid *grid)
{
	const long version[2] = {1, 0};
	const long extent[6] = {0, grid->shape[0] - 1, 0, grid->shape[1] - 1, 0, grid->shape[2] - 1};
	const double direction[9] = {1.0, 0.0, 0.0, 0.0, 1.0, 0.0, 0.0, 0.0, 1.0};
	double spacing[3];
	for (int i = 0; i < 3; i++) {
		spacing[i] = grid->length[i] / grid->shape[i];
	}
	const hid_t vtk = ish_hdf5_group_create(writer->file, "VTKHDF");
	if (vtk < 0) {
		return false;
	}
	const bool good = ish_hdf5_put_integers(vtk, "Version", 2, version) && put_vtk_type(vtk) &&
	                  ish_hdf5_put_integers(vtk, "WholeExtent", 6, extent) &&
	                  ish_hdf5_put_reals(vtk, "Origin", 3, grid->origin) &&
	                  ish_hdf5_put_reals(vtk, "Spacing", 3, spacing) &&
	                  ish_hdf5_put_reals(vtk, "Direction", 9, direction);
	writer->points = good ? ish_hdf5_group_create(vtk, "PointData") : -1;
	return writer->points >= 0;
}

/* n, but no more than `most` and no less than 1. */
static hsize_t at_most(hsize_t n, hsize_t most)
{
	const hsize_t limited = n < most ? n : most;
	return limited > 0 ? limited : 1;
}

/* Creation list of the fields: contiguous, or shuffle and deflate in chunks of whole planes. */
static bool set_layout(struct ish_field_writer *writer, const struct ish_grid *grid, const char *compression)
{
	const hsize_t nx = (hsize_t)grid->shape[0];
	const hsize_t ny = (hsize_t)grid->shape[1];
	const hsize_t nz = (hsize_t)grid->shape[2];
	const hsize_t shape[3] = {nz, ny, nx};
	writer->type = strcmp(compression, "float32") == 0 ? H5T_IEEE_F32LE : H5T_IEEE_F64LE;
	writer->space = H5Screate_simple(3, shape, NULL);
	writer->layout = H5Pcreate(H5P_DATASET_CREATE);
	bool good = writer->space >= 0 && writer->layout >= 0 && H5Pset_obj_track_times(writer->layout, false) >= 0 &&
	            H5Pset_fill_time(writer->layout, H5D_FILL_TIME_NEVER) >= 0;
	if (good && strcmp(compression, "deflate") == 0) {
		const hsize_t rows = at_most(ny, CHUNK_CELLS / nx);
		const hsize_t chunk[3] = {at_most(nz, CHUNK_CELLS / (nx * rows)), rows, nx};
		good = H5Pset_chunk(writer->layout, 3, chunk) >= 0 && H5Pset_shuffle(writer->layout) >= 0 &&
		       H5Pset_deflate(writer->layout, DEFLATE_LEVEL) >= 0;
	}
	return good;
}

enum ish_status ish_field_writer_open(struct ish_field_writer *writer, const struct ish_field_file *file,
                                      const char *path)
{
	*writer = (struct ish_field_writer){.file = -1, .points = -1, .space = -1, .layout = -1};
	const enum ish_status status = ish_complete_file_begin(&writer->target, path);
	if (status != ISH_OK) {
		return status;
	}
	ish_hdf5_begin(&writer->hdf5);
	writer->file = ish_hdf5_file_create(writer->target.temporary, &writer->error);
	if (writer->file < 0) {
		return give_up(writer, "the file");
	}
	if (!put_scales(writer, file->config) || !put_root_attributes(writer->file, file) ||
	    !put_vtk(writer, &file->config->grid) || !set_layout(writer, &file->config->grid, file->compression)) {
		return give_up(writer, "the header");
	}
	return ISH_OK;
}

enum ish_status ish_field_writer_put(struct ish_field_writer *writer, const char *name, const char *unit,
                                     const char *long_name, const double *value)
{
	const hid_t field =
		H5Dcreate2(writer->points, name, writer->type, writer->space, H5P_DEFAULT, writer->layout, H5P_DEFAULT);
	bool good = field >= 0 && H5Dwrite(field, H5T_NATIVE_DOUBLE, H5S_ALL, H5S_ALL, H5P_DEFAULT, value) >= 0 &&
	            ish_hdf5_put_text(field, "units", unit) && ish_hdf5_put_text(field, "long_name", long_name);
	for (unsigned i = 0; good && i < 3; i++) {
		good = H5DSattach_scale(field, writer->scale[i], i) >= 0;
	}
	good = good && H5Lcreate_hard(writer->points, name, writer->file, name, H5P_DEFAULT, H5P_DEFAULT) >= 0;
	good = good && H5Dclose(field) >= 0;
	return good && writer->error == 0 ? ISH_OK : give_up(writer, name);
}

enum ish_status ish_field_writer_put_spectra(struct ish_field_writer *writer, const struct ish_spectra *spectra)
{
	const hsize_t count = (hsize_t)spectra->shells;
	const hid_t k = ish_hdf5_put_column(writer->file, "spectrum_k", "fm^-1", "wave number, middle of the shell", count, spectra->k);
	const hid_t e = ish_hdf5_put_column(writer->file, "spectrum_e", "fm^-7", "power spectrum of the energy density", count, spectra->e);
	const hid_t u = ish_hdf5_put_column(writer->file, "spectrum_u", "fm", "power spectrum of the four-velocity", count, spectra->u);
	const bool good = k >= 0 && e >= 0 && u >= 0 && H5DSset_scale(k, "spectrum_k") >= 0 &&
	                  H5DSattach_scale(e, k, 0) >= 0 && H5DSattach_scale(u, k, 0) >= 0 && H5Dclose(e) >= 0 &&
	                  H5Dclose(u) >= 0 && H5Dclose(k) >= 0;
	return good && writer->error == 0 ? ISH_OK : give_up(writer, "the spectra");
}

enum ish_status ish_field_writer_close(struct ish_field_writer *writer)
{
	(void)H5Pclose(writer->layout);
	(void)H5Sclose(writer->space);
	const hid_t file = writer->file;
	writer->file = -1;
	if (!ish_hdf5_file_close(file) || writer->error != 0) {
		return give_up(writer, "the file");
	}
	ish_hdf5_end(&writer->hdf5);
	return ish_complete_file_commit(&writer->target);
}

enum ish_status ish_field_file_write(const struct ish_field_file *file, const char *path)
{
	struct ish_field_writer writer;
	enum ish_status status = ish_field_writer_open(&writer, file, path);
	for (int i = 0; status == ISH_OK && i < file->count; i++) {
		status =
			ish_field_writer_put(&writer, file->name[i], file->unit[i], file->long_name[i], file->value[i]);
	}
	return status == ISH_OK ? ish_field_writer_close(&writer) : status;
}
