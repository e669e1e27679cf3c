/* HDF5 calls that the writers and the reader share. */
#include <stdio.h>
#include <string.h>

#include "solver/field_file_impl.h"

void ish_hdf5_begin(struct ish_hdf5 *hdf5)
{
	if (H5Eget_auto2(H5E_DEFAULT, &hdf5->handler, &hdf5->data) < 0) {
		hdf5->handler = NULL;
		hdf5->data = NULL;
	}
	(void)H5Eset_auto2(H5E_DEFAULT, NULL, NULL);
}

void ish_hdf5_end(const struct ish_hdf5 *hdf5)
{
	(void)H5Eset_auto2(H5E_DEFAULT, hdf5->handler, hdf5->data);
}

/* Keeps the first entry of an upward walk: where the failure happened. */
static herr_t keep_first(unsigned n, const H5E_error2_t *error, void *data)
{
	if (n == 0 && error->desc != NULL) {
		(void)snprintf(data, ISH_HDF5_REASON, "%s", error->desc);
	}
	return 0;
}

void ish_hdf5_reason(int error, char reason[ISH_HDF5_REASON])
{
	if (error != 0) {
		(void)snprintf(reason, ISH_HDF5_REASON, "%s", ish_system_text(error));
		return;
	}
	static const char before[] = "error message = '"; /* HDF5's quotation of the system's own words */
	reason[0] = '\0';
	(void)H5Ewalk2(H5E_DEFAULT, H5E_WALK_UPWARD, keep_first, reason);
	const char *quoted = strstr(reason, before);
	if (quoted != NULL) {
		quoted += sizeof before - 1;
		const size_t length = strcspn(quoted, "'");
		memmove(reason, quoted, length);
		reason[length] = '\0';
	}
	if (reason[0] == '\0') {
		(void)snprintf(reason, ISH_HDF5_REASON, "HDF5 gives no reason");
	}
}

hid_t ish_hdf5_file_create(const char *path, int *error)
{
	return ish_hdf5_file_create_behind(path, 0, error);
}

hid_t ish_hdf5_file_create_behind(const char *path, unsigned block, int *error)
{
	*error = 0;
	const hid_t access = H5Pcreate(H5P_FILE_ACCESS);
	const hid_t creation = H5Pcreate(H5P_FILE_CREATE);
	hid_t file = -1;
	if (H5Pset_fclose_degree(access, H5F_CLOSE_STRONG) >= 0 && ish_hdf5_set_driver(access, error) &&
	    H5Pset_link_creation_order(creation, H5P_CRT_ORDER_TRACKED | H5P_CRT_ORDER_INDEXED) >= 0 &&
	    H5Pset_userblock(creation, block) >= 0) {
		file = H5Fcreate(path, H5F_ACC_TRUNC, creation, access);
	}
	if (file >= 0) {
		(void)H5Pclose(creation);
		(void)H5Pclose(access);
	}
	return file;
}

hid_t ish_hdf5_file_open(const char *path)
{
	const hid_t access = H5Pcreate(H5P_FILE_ACCESS);
	(void)H5Pset_fclose_degree(access, H5F_CLOSE_STRONG);
	const hid_t file = H5Fopen(path, H5F_ACC_RDONLY, access);
	if (file >= 0) { /* else the call would wipe out HDF5's reason */
		(void)H5Pclose(access);
	}
	return file;
}

hid_t ish_hdf5_group_create(hid_t where, const char *name)
{
	const hid_t list = H5Pcreate(H5P_GROUP_CREATE);
	(void)H5Pset_link_creation_order(list, H5P_CRT_ORDER_TRACKED | H5P_CRT_ORDER_INDEXED);
	const hid_t group = H5Gcreate2(where, name, H5P_DEFAULT, list, H5P_DEFAULT);
	(void)H5Pclose(list);
	return group;
}

/* Writes an attribute of a file type from memory of a native one; count 1 is a scalar. */
static bool put_attribute(hid_t where, const char *name, hid_t file_type, hid_t memory_type, int count,
                          const void *value)
{
	const hsize_t size = (hsize_t)count;
	const hid_t space = count == 1 ? H5Screate(H5S_SCALAR) : H5Screate_simple(1, &size, NULL);
	const hid_t attribute = H5Acreate2(where, name, file_type, space, H5P_DEFAULT, H5P_DEFAULT);
	bool good = attribute >= 0 && H5Awrite(attribute, memory_type, value) >= 0;
	good = attribute >= 0 && H5Aclose(attribute) >= 0 && good;
	(void)H5Sclose(space);
	return good;
}

bool ish_hdf5_put_text(hid_t where, const char *name, const char *text)
{
	const hid_t type = H5Tcopy(H5T_C_S1);
	(void)H5Tset_size(type, H5T_VARIABLE);
	(void)H5Tset_cset(type, H5T_CSET_UTF8);
	const bool good = put_attribute(where, name, type, type, 1, &text);
	(void)H5Tclose(type);
	return good;
}

bool ish_hdf5_put_reals(hid_t where, const char *name, int count, const double *value)
{
	return put_attribute(where, name, H5T_IEEE_F64LE, H5T_NATIVE_DOUBLE, count, value);
}

bool ish_hdf5_put_integers(hid_t where, const char *name, int count, const long *value)
{
	return put_attribute(where, name, H5T_STD_I64LE, H5T_NATIVE_LONG, count, value);
}

hid_t ish_hdf5_put_column(hid_t where, const char *name, const char *unit, const char *long_name, hsize_t count,
                          const double *value)
{
	const hid_t space = H5Screate_simple(1, &count, NULL);
	const hid_t creation = H5Pcreate(H5P_DATASET_CREATE);
	(void)H5Pset_obj_track_times(creation, false); /* the same data makes the same bytes */
	const hid_t column = H5Dcreate2(where, name, H5T_IEEE_F64LE, space, H5P_DEFAULT, creation, H5P_DEFAULT);
	bool good = column >= 0;
	good = good &&
	       (value == NULL || H5Dwrite(column, H5T_NATIVE_DOUBLE, H5S_ALL, H5S_ALL, H5P_DEFAULT, value) >= 0);
	good = good && ish_hdf5_put_text(column, "units", unit) && ish_hdf5_put_text(column, "long_name", long_name);
	(void)H5Pclose(creation);
	(void)H5Sclose(space);
	if (column >= 0 && !good) {
		(void)H5Dclose(column);
	}
	return good ? column : -1;
}
