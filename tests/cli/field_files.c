/*
 * Field files for the tests of the program, good and bad in one way each:
 *
 *     field_files make            writes them into the folder where it runs: NAME.h5 for each row of the table
 *     field_files check FILE...   reads .hdf, .h5 and .json files to their last byte; exit 1 at one that is not whole
 *     field_files same A B        exit 1 unless every field of A has the same bits in B, and time and step are the same
 */
#include <hdf5.h>
#include <jansson.h>
#include <math.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { N = 8, CELLS = N * N, FIELDS = 10, BAD_CELL = 19 /* (3, 2, 0) */ };

static const char *const field_name[FIELDS] = {"e", "u1", "u2", "u3", "pi11", "pi12", "pi13", "pi22", "pi23", "Pi"};

struct variant {
	const char *name;
	const char *skip;    /* a dataset or attribute that is left out */
	const char *changed; /* a field whose value at BAD_CELL is `value` */
	double value;
	const char *shaped; /* a dataset of another shape */
	hsize_t shape[3];
	int rank;
	const char *typed; /* a dataset of integers */
	const char *empty; /* a dataset that is never written */
	double time, length;
};

#define PLAIN .time = 0.5, .length = 1.0
static const struct variant variants[] = {
	{.name = "good", PLAIN},
	{.name = "no_e", .skip = "e", PLAIN},
	{.name = "no_pi12", .skip = "pi12", PLAIN},
	{.name = "no_time", .skip = "time", PLAIN},
	{.name = "no_length", .skip = "length", PLAIN},
	{.name = "nan_e", .changed = "e", .value = NAN, PLAIN},
	{.name = "inf_u1", .changed = "u1", .value = INFINITY, PLAIN},
	{.name = "zero_e", .changed = "e", .value = 0.0, PLAIN},
	{.name = "negative_e", .changed = "e", .value = -3.0, PLAIN},
	{.name = "huge_u1", .changed = "u1", .value = 1e200, PLAIN},
	/* pi^01 = pi12 u2/gamma is momentum, with hardly more energy */
	{.name = "superluminal", .changed = "pi12", .value = 1e6, PLAIN},
	/* w + pi11 < 0: a negative inertia */
	{.name = "acausal", .changed = "pi11", .value = -3.0, PLAIN},
	{.name = "flat", .shaped = "e", .shape = {N, N}, .rank = 2, PLAIN},
	{.name = "narrow", .shaped = "u2", .shape = {1, N, N - 1}, .rank = 3, PLAIN},
	{.name = "vast", .shaped = "e", .shape = {1048576, 1048576, 1048576}, .rank = 3, .empty = "e", PLAIN},
	{.name = "integers", .typed = "u3", PLAIN},
	{.name = "unwritten", .empty = "u1", PLAIN},
	{.name = "no_number", .time = NAN, .length = 1.0},
	{.name = "negative_time", .time = -1.0, .length = 1.0},
	{.name = "long_box", .time = 0.5, .length = 2.0},
};

static bool is(const char *name, const char *other)
{
	return other != NULL && strcmp(name, other) == 0;
}

static void die(const char *what)
{
	fprintf(stderr, "field_files: %s\n", what);
	exit(1);
}

static void put_attribute(hid_t file, const char *name, hsize_t count, const double *value)
{
	const hid_t space = count == 1 ? H5Screate(H5S_SCALAR) : H5Screate_simple(1, &count, NULL);
	const hid_t attribute = H5Acreate2(file, name, H5T_IEEE_F64LE, space, H5P_DEFAULT, H5P_DEFAULT);
	if (attribute < 0 || H5Awrite(attribute, H5T_NATIVE_DOUBLE, value) < 0) {
		die(name);
	}
	H5Aclose(attribute);
	H5Sclose(space);
}

/* e = 1, u2 = 0.1, all else zero. */
static void put_field(hid_t file, const struct variant *v, int f)
{
	const char *name = field_name[f];
	const hsize_t usual[3] = {1, N, N};
	const bool shaped = is(name, v->shaped);
	const hid_t space = H5Screate_simple(shaped ? v->rank : 3, shaped ? v->shape : usual, NULL);
	const hid_t type = is(name, v->typed) ? H5T_STD_I32LE : H5T_IEEE_F64LE;
	const hid_t set = H5Dcreate2(file, name, type, space, H5P_DEFAULT, H5P_DEFAULT, H5P_DEFAULT);
	double value[CELLS];
	for (int i = 0; i < CELLS; i++) {
		value[i] = f == 0 ? 1.0 : f == 2 ? 0.1 : 0.0;
	}
	if (is(name, v->changed)) {
		value[BAD_CELL] = v->value;
	}
	if (set < 0 || (!is(name, v->empty) &&
	                H5Dwrite(set, H5T_NATIVE_DOUBLE, H5S_ALL, H5S_ALL, H5P_DEFAULT, value) < 0)) {
		die(name);
	}
	H5Dclose(set);
	H5Sclose(space);
}

static void make(const struct variant *v)
{
	char path[64];
	(void)snprintf(path, sizeof path, "%s.h5", v->name);
	const hid_t file = H5Fcreate(path, H5F_ACC_TRUNC, H5P_DEFAULT, H5P_DEFAULT);
	if (file < 0) {
		die(path);
	}
	const double origin[3] = {0.0, 0.0, 0.0};
	const double length[3] = {v->length, v->length, v->length};
	if (!is("time", v->skip)) {
		put_attribute(file, "time", 1, &v->time);
	}
	if (!is("length", v->skip)) {
		put_attribute(file, "length", 3, length);
	}
	put_attribute(file, "origin", 3, origin);
	for (int f = 0; f < FIELDS; f++) {
		if (!is(field_name[f], v->skip)) {
			put_field(file, v, f);
		}
	}
	H5Fclose(file);
}

static herr_t check_link(hid_t file, const char *name, const H5L_info_t *info, void *data)
{
	(void)info;
	(void)data;
	const hid_t object = H5Oopen(file, name, H5P_DEFAULT);
	if (object < 0 || H5Iget_type(object) != H5I_DATASET) {
		return object < 0 ? -1 : H5Oclose(object);
	}
	const hid_t space = H5Dget_space(object);
	const hssize_t points = H5Sget_simple_extent_npoints(space);
	double *value = calloc((size_t)points + 1, sizeof *value);
	const herr_t status = H5Dread(object, H5T_NATIVE_DOUBLE, H5S_ALL, H5S_ALL, H5P_DEFAULT, value);
	free(value);
	H5Sclose(space);
	H5Dclose(object);
	return status;
}

static bool is_whole(const char *path)
{
	const size_t length = strlen(path);
	if (length > 5 && strcmp(path + length - 5, ".json") == 0) {
		json_t *root = json_load_file(path, 0, NULL);
		const bool whole = root != NULL;
		json_decref(root);
		return whole;
	}
	const hid_t file = H5Fopen(path, H5F_ACC_RDONLY, H5P_DEFAULT);
	const bool whole = file >= 0 && H5Literate(file, H5_INDEX_NAME, H5_ITER_NATIVE, NULL, check_link, NULL) >= 0;
	return file >= 0 && H5Fclose(file) >= 0 && whole;
}

/* The values of a field or attribute of one point a cell, as bytes; zeros where there is none. */
static void read_into(hid_t file, const char *name, bool is_field, void *value, size_t room)
{
	memset(value, 0, room);
	if (is_field) {
		const hid_t set = H5Lexists(file, name, H5P_DEFAULT) > 0 ? H5Dopen2(file, name, H5P_DEFAULT) : -1;
		const hid_t space = set >= 0 ? H5Dget_space(set) : -1;
		const hssize_t points = space >= 0 ? H5Sget_simple_extent_npoints(space) : 0;
		if (points <= 0 || (size_t)points * sizeof(double) > room ||
		    H5Dread(set, H5T_NATIVE_DOUBLE, H5S_ALL, H5S_ALL, H5P_DEFAULT, value) < 0) {
			die(name);
		}
		H5Sclose(space);
		H5Dclose(set);
	} else {
		const hid_t attribute = H5Aopen(file, name, H5P_DEFAULT);
		if (attribute < 0 || H5Aread(attribute, H5T_NATIVE_DOUBLE, value) < 0) {
			die(name);
		}
		H5Aclose(attribute);
	}
}

static bool is_same(const char *path_a, const char *path_b)
{
	enum { ROOM = 1 << 16 };
	static double a[ROOM], b[ROOM];
	const hid_t file_a = H5Fopen(path_a, H5F_ACC_RDONLY, H5P_DEFAULT);
	const hid_t file_b = H5Fopen(path_b, H5F_ACC_RDONLY, H5P_DEFAULT);
	bool same = file_a >= 0 && file_b >= 0;
	for (int i = 0; same && i < FIELDS + 2; i++) {
		const char *name = i < FIELDS ? field_name[i] : i == FIELDS ? "time" : "step";
		read_into(file_a, name, i < FIELDS, a, sizeof a);
		read_into(file_b, name, i < FIELDS, b, sizeof b);
		same = memcmp(a, b, sizeof a) == 0;
	}
	H5Fclose(file_a);
	H5Fclose(file_b);
	return same;
}

int main(int argc, char **argv)
{
	if (argc == 4 && strcmp(argv[1], "same") == 0) {
		return !is_same(argv[2], argv[3]);
	}
	if (argc == 2 && strcmp(argv[1], "make") == 0) {
		for (size_t i = 0; i < sizeof variants / sizeof variants[0]; i++) {
			make(&variants[i]);
		}
		return 0;
	}
	for (int i = 2; i < argc; i++) {
		if (!is_whole(argv[i])) {
			printf("%s is not whole\n", argv[i]);
			return 1;
		}
	}
	return argc < 2;
}
