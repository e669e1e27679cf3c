#define _POSIX_C_SOURCE 200809L

#include <criterion/criterion.h>
#include <hdf5.h>
#include <math.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "solver/field_file.h"
#include "tests/files/folder.h"

enum { NX = 4, NY = 5, NZ = 1, CELLS = NX * NY * NZ };

/* What a file of this test has; fields are 1, 2, ... but for the changes. */
struct recipe {
	const char *without;   /* dataset or attribute left out */
	const char *odd_shape; /* dataset of another shape */
	const char *odd_rank;  /* dataset of two dimensions */
	const char *integers;  /* dataset of integers */
	const char *group;     /* dataset that is a group */
	const char *nan;       /* dataset with a NaN at cell (3, 2, 0) */
	const char *unwritten; /* dataset without data */
	int attribute_count;   /* of time, if not 1 */
};

static bool is(const char *a, const char *b)
{
	return a != NULL && strcmp(a, b) == 0;
}

static void put_attribute(hid_t file, const char *name, hsize_t count)
{
	const double number[3] = {1.5, 2.5, 3.5};
	const hid_t space = count == 1 ? H5Screate(H5S_SCALAR) : H5Screate_simple(1, &count, NULL);
	const hid_t attribute = H5Acreate2(file, name, H5T_IEEE_F64BE, space, H5P_DEFAULT, H5P_DEFAULT);
	cr_assert_geq(H5Awrite(attribute, H5T_NATIVE_DOUBLE, number), 0);
	H5Aclose(attribute);
	H5Sclose(space);
}

static void put_field(hid_t file, const char *name, double first, const struct recipe *recipe)
{
	double value[CELLS];
	for (int i = 0; i < CELLS; i++) {
		value[i] = first + i;
	}
	if (is(recipe->nan, name)) {
		value[3 + NX * 2] = NAN;
	}
	const hsize_t shape[3] = {NZ, NY, NX};
	const hsize_t odd[3] = {NZ, NX, NY};
	const hsize_t flat[2] = {NY, NX};
	hid_t space = H5Screate_simple(3, is(recipe->odd_shape, name) ? odd : shape, NULL);
	if (is(recipe->odd_rank, name)) {
		space = H5Screate_simple(2, flat, NULL);
	}
	const hid_t type = is(recipe->integers, name) ? H5T_STD_I32LE : H5T_IEEE_F32BE;
	const hid_t set = H5Dcreate2(file, name, type, space, H5P_DEFAULT, H5P_DEFAULT, H5P_DEFAULT);
	if (!is(recipe->unwritten, name)) {
		cr_assert_geq(H5Dwrite(set, H5T_NATIVE_DOUBLE, H5S_ALL, H5S_ALL, H5P_DEFAULT, value), 0);
	}
	H5Dclose(set);
	H5Sclose(space);
}

static void make_file(const char *path, const struct recipe *recipe, int fields)
{
	const hid_t file = H5Fcreate(path, H5F_ACC_TRUNC, H5P_DEFAULT, H5P_DEFAULT);
	cr_assert_geq(file, 0);
	for (int f = 0; f < fields; f++) {
		const char *name = ish_primitive_name[f];
		if (is(recipe->group, name)) {
			H5Gclose(H5Gcreate2(file, name, H5P_DEFAULT, H5P_DEFAULT, H5P_DEFAULT));
		} else if (!is(recipe->without, name)) {
			put_field(file, name, f + 1.0, recipe);
		}
	}
	static const char *const attribute[3] = {"time", "origin", "length"};
	for (int i = 0; i < 3; i++) {
		const hsize_t count = i > 0 ? 3 : (recipe->attribute_count > 0 ? (hsize_t)recipe->attribute_count : 1);
		if (!is(recipe->without, attribute[i])) {
			put_attribute(file, attribute[i], count);
		}
	}
	H5Fclose(file);
}

/* Reads and expects one line with the file's name and these words. */
static void refuse(const char *path, const char *words)
{
	struct ish_field_data data;
	const int before = said(ISH_LOG_ERROR);
	cr_assert_eq(ish_field_file_read(path, &data), ISH_ERR_INPUT, "%s: %s", path, words);
	ish_field_data_reset(&data);
	cr_assert_eq(said(ISH_LOG_ERROR), before + 1, "%s: one line", words);
	cr_assert_not_null(strstr(last_said(), path), "\"%s\" lacks \"%s\"", last_said(), path);
	cr_assert_not_null(strstr(last_said(), words), "\"%s\" lacks \"%s\"", last_said(), words);
}

Test(field_file_bad, is_refused_with_what_is_wrong, .init = enter_folder, .fini = leave_folder)
{
	static const struct {
		struct recipe recipe;
		const char *words;
	} row[] = {
		{{.without = "e"}, "\"e\" is missing"},
		{{.without = "u3"}, "\"u3\" is missing"},
		{{.without = "pi22"}, "\"pi22\" is missing"},
		{{.without = "time"}, "\"time\" is missing"},
		{{.without = "length"}, "\"length\" is missing"},
		{{.odd_shape = "pi12"}, "\"pi12\" is [1][4][5]: need [1][5][4]"},
		{{.odd_rank = "e"}, "\"e\" has 2 dimensions: need 3"},
		{{.integers = "u1"}, "\"u1\" is not of floating-point type"},
		{{.group = "u2"}, "\"u2\" is not a dataset"},
		{{.nan = "Pi"}, "Pi = nan at cell (3, 2, 0)"},
		{{.unwritten = "pi11"}, "\"pi11\" holds 0 bytes: need 80"},
		{{.attribute_count = 3}, "\"time\" is not 1 finite number"},
	};
	for (size_t i = 0; i < sizeof row / sizeof row[0]; i++) {
		make_file("a.h5", &row[i].recipe, ISH_PRIMITIVES);
		refuse("a.h5", row[i].words);
	}
}

Test(field_file_bad, is_refused_if_absent_foreign_or_truncated, .init = enter_folder, .fini = leave_folder)
{
	const struct recipe plain = {.without = NULL};
	refuse("absent.h5", "No such file or directory");
	cr_assert_eq(mkdir("folder", 0777), 0);
	refuse("folder", "Is a directory");
	FILE *stream = fopen("text.h5", "w");
	cr_assert_not_null(stream);
	(void)fputs("not HDF5\n", stream);
	(void)fclose(stream);
	refuse("text.h5", "is not an HDF5 file");
	stream = fopen("empty.h5", "w");
	cr_assert_not_null(stream);
	(void)fclose(stream);
	refuse("empty.h5", "is not an HDF5 file");
	make_file("cut.h5", &plain, ISH_PRIMITIVES);
	struct stat is;
	cr_assert_eq(stat("cut.h5", &is), 0);
	for (int tenths = 1; tenths < 10; tenths++) {
		make_file("cut.h5", &plain, ISH_PRIMITIVES);
		cr_assert_eq(truncate("cut.h5", is.st_size * tenths / 10), 0);
		refuse("cut.h5", "truncated or damaged");
	}
	(void)rmdir("folder");
}

/*
 * Reads bad.h5 in a process of its own, that ends without HDF5's clean-up at exit: of a damaged file the library itself
 * leaks memory. Its exit code: 0 read, 1 refused with one line, 2 anything else; 128 and more: killed.
 */
static int read_apart(void)
{
	const pid_t child = fork();
	if (child == 0) {
		struct ish_field_data data;
		const int before = said(ISH_LOG_ERROR);
		const enum ish_status status = ish_field_file_read("bad.h5", &data);
		ish_field_data_reset(&data);
		const int lines = said(ISH_LOG_ERROR) - before;
		_exit(status == ISH_OK && lines == 0 ? 0 : (status == ISH_ERR_INPUT && lines == 1 ? 1 : 2));
	}
	int status = 0;
	cr_assert(child > 0 && waitpid(child, &status, 0) == child);
	return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

Test(field_file_bad, never_crashes_on_a_damaged_file, .init = enter_folder, .fini = leave_folder)
{
	const struct recipe plain = {.without = NULL};
	make_file("good.h5", &plain, ISH_PRIMITIVES);
	FILE *stream = fopen("good.h5", "rb");
	cr_assert_not_null(stream);
	static unsigned char bytes[1 << 16];
	const size_t size = fread(bytes, 1, sizeof bytes, stream);
	(void)fclose(stream);
	cr_assert(size > 1000 && size < sizeof bytes);
	int refused = 0;
	for (size_t at = 0; at < size; at += 37) {
		bytes[at] ^= 0xff;
		stream = fopen("bad.h5", "wb");
		cr_assert_not_null(stream);
		(void)fwrite(bytes, 1, size, stream);
		(void)fclose(stream);
		bytes[at] ^= 0xff;
		const int code = read_apart();
		cr_assert(code == 0 || code == 1, "byte %zu: %d", at, code);
		refused += code;
	}
	cr_assert_gt(refused, 10, "damage is seen");
}

Test(field_file_bad, may_lack_pi_and_bulk, .init = enter_folder, .fini = leave_folder)
{
	const struct recipe plain = {.without = NULL};
	struct ish_field_data data;
	make_file("ideal.h5", &plain, ISH_PI11);
	cr_assert_eq(ish_field_file_read("ideal.h5", &data), ISH_OK, "%s", last_said());
	cr_assert(!data.has_shear && !data.has_bulk);
	cr_assert_eq(data.time, 1.5);
	for (int i = 0; i < CELLS; i++) {
		cr_assert_eq(data.value[ISH_U3][i], 4.0 + i);
		for (int f = ISH_PI11; f < ISH_PRIMITIVES; f++) {
			cr_assert_eq(data.value[f][i], 0.0);
		}
	}
	ish_field_data_reset(&data);
	const struct recipe no_bulk = {.without = "Pi"};
	make_file("shear.h5", &no_bulk, ISH_PRIMITIVES);
	cr_assert_eq(ish_field_file_read("shear.h5", &data), ISH_OK, "%s", last_said());
	cr_assert(data.has_shear && !data.has_bulk);
	ish_field_data_reset(&data);
}

/* The problem "file" on these files: 4 x 5 x 1 points, lengths 1.5, 2.5, 3.5, time 1.5. */
static enum ish_status prepare(const char *assignments, void **data_out, double *time_out)
{
	struct ish_config config;
	const struct ish_problem *problem = ish_problem_find("file");
	configure(&config,
	          "problem.name=\"file\";grid.shape=[4,5,1];grid.length=[1.5,2.5,1.0];grid.origin=[1.5,2.5,0.0];"
	          "transport.zeta_over_s=0.1");
	char text[512];
	(void)snprintf(text, sizeof text, "%s", assignments);
	for (char *at = strtok(text, ";"); at != NULL; at = strtok(NULL, ";")) {
		cr_assert_eq(ish_config_set(&config, at), ISH_OK, "%s", last_said());
	}
	const enum ish_status status = problem->prepare(&config, data_out);
	*time_out = -1.0;
	if (status == ISH_OK && !problem->start(*data_out, time_out)) {
		*time_out = -2.0;
	}
	return status;
}

Test(field_file_bad, as_initial_data_is_held_against_the_configuration, .init = enter_folder, .fini = leave_folder)
{
	const struct recipe plain = {.without = NULL};
	const struct ish_problem *problem = ish_problem_find("file");
	void *data;
	double time;
	make_file("a.h5", &plain, ISH_PRIMITIVES);
	make_file("ideal.h5", &plain, ISH_PI11);

	cr_assert_eq(prepare("problem.path=\"a.h5\"", &data, &time), ISH_OK, "%s", last_said());
	cr_assert_eq(time, 1.5, "the file's time");
	const double x[3] = {0.0, 0.0, 0.0};
	double value[ISH_PRIMITIVES];
	problem->point(data, (int[3]){2, 3, 0}, x, value);
	for (int f = 0; f < ISH_PRIMITIVES; f++) {
		cr_assert_eq(value[f], f + 1.0 + 2 + 3 * NX, "%s", ish_primitive_name[f]);
	}
	problem->release(data);
	cr_assert_eq(prepare("problem.path=\"a.h5\";time.start=3.0", &data, &time), ISH_OK, "%s", last_said());
	cr_assert_eq(time, -2.0, "time.start is given: the file's time yields");
	problem->release(data);

	cr_assert_eq(said(ISH_LOG_WARNING), 0);
	cr_assert_eq(prepare("problem.path=\"ideal.h5\"", &data, &time), ISH_OK, "%s", last_said());
	problem->release(data);
	cr_assert_eq(said(ISH_LOG_WARNING), 1, "one warning");
	cr_assert_not_null(strstr(last_said(), "no pi^ij and no Pi"), "%s", last_said());

	static const char *const bad[][2] = {
		{"", "problem.path = \"\": must name a field file"},
		{"problem.path=\"a.h5\";grid.shape=[8,5,1]", "grid.shape = [8, 5, 1]: must be ["},
		{"problem.path=\"a.h5\";grid.length=[1.5,2.0,1.0]", "must be [1.5, 2.5, "},
		{"problem.path=\"a.h5\";grid.origin=[1.5,2.0,0.0]", "must be [1.5, 2.5, "},
		{"problem.path=\"a.h5\";transport.eta_over_s=0", "must be more than 0: pi11 is not zero in a.h5"},
		{"problem.path=\"a.h5\";transport.zeta_over_s=0", "must be more than 0: Pi is not zero in a.h5"},
	};
	for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
		const int before = said(ISH_LOG_ERROR);
		cr_assert_eq(prepare(bad[i][0], &data, &time), ISH_ERR_INPUT, "%s", bad[i][1]);
		cr_assert_null(data);
		cr_assert_eq(said(ISH_LOG_ERROR), before + 1);
		cr_assert_not_null(strstr(last_said(), bad[i][1]), "\"%s\" lacks \"%s\"", last_said(), bad[i][1]);
	}
}
