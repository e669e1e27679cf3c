#include <criterion/criterion.h>
#include <hdf5.h>
#include <jansson.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "solver/field_file.h"
#include "solver/field_output.h"
#include "tests/files/folder.h"

static struct ish_solver *make_solver(const char *more)
{
	struct ish_config config;
	char text[512];
	struct ish_solver *solver;
	(void)snprintf(text, sizeof text,
	               "problem.name=\"random\";grid.shape=[8,6,5];transport.zeta_over_s=0.1;backend.threads=1;"
	               "backend.planning=\"estimate\"%s",
	               more);
	configure(&config, text);
	cr_assert_eq(ish_config_check(&config), ISH_OK, "%s", last_said());
	cr_assert_eq(ish_solver_create(&solver, &config), ISH_OK, "%s", last_said());
	return solver;
}

static void write_step(struct ish_field_output *output, struct ish_solver *solver)
{
	cr_assert_eq(ish_field_output_write(output, solver, ish_solver_step_count(solver)), ISH_OK, "%s", last_said());
}

Test(field_output, writes_the_state_and_the_list_of_times, .init = enter_folder, .fini = leave_folder)
{
	struct ish_solver *solver = make_solver("");
	struct ish_field_output *output;
	cr_assert_eq(ish_field_output_create(&output, ".", solver), ISH_OK, "%s", last_said());
	double time[3];
	for (int i = 0; i < 3; i++) {
		write_step(output, solver);
		time[i] = ish_solver_time(solver);
		cr_assert_eq(ish_solver_step(solver, 0.01), ISH_OK, "%s", last_said());
	}
	cr_assert_eq(ish_field_output_count(output), 3);
	write_step(output, solver);
	write_step(output, solver);
	cr_assert_eq(ish_field_output_count(output), 4, "a step written twice is one file");

	struct ish_field_data data;
	cr_assert_eq(ish_field_file_read("fields_000003.hdf", &data), ISH_OK, "%s", last_said());
	cr_assert_eq(data.time, ish_solver_time(solver));
	const size_t cells = 8 * 6 * 5;
	double *now[ISH_PRIMITIVES];
	for (int f = 0; f < ISH_PRIMITIVES; f++) {
		now[f] = malloc(cells * sizeof *now[f]);
	}
	ish_solver_fields(solver, now);
	for (int f = 0; f < ISH_PRIMITIVES; f++) {
		cr_assert_eq(memcmp(now[f], data.value[f], cells * sizeof(double)), 0, "%s", ish_primitive_name[f]);
		free(now[f]);
	}
	ish_field_data_reset(&data);

	json_t *list = json_load_file("fields.hdf.series", JSON_REJECT_DUPLICATES, NULL);
	cr_assert_str_eq(json_string_value(json_object_get(list, "file-series-version")), "1.0");
	const json_t *files = json_object_get(list, "files");
	cr_assert_eq(json_array_size(files), 4);
	for (size_t i = 0; i < 3; i++) {
		char name[64];
		(void)snprintf(name, sizeof name, "fields_%06zu.hdf", i);
		const json_t *entry = json_array_get(files, i);
		cr_assert_str_eq(json_string_value(json_object_get(entry, "name")), name);
		cr_assert_eq(json_number_value(json_object_get(entry, "time")), time[i]);
	}
	json_decref(list);
	ish_field_output_destroy(output);
	ish_solver_destroy(solver);
}

Test(field_output, is_an_input_that_goes_on_from_its_state_and_time, .init = enter_folder, .fini = leave_folder)
{
	struct ish_solver *solver = make_solver("");
	struct ish_field_output *output;
	cr_assert_eq(ish_field_output_create(&output, ".", solver), ISH_OK);
	cr_assert_eq(ish_solver_step(solver, 0.01), ISH_OK);
	write_step(output, solver);
	ish_field_output_destroy(output);

	struct ish_solver *again = make_solver(";problem.name=\"file\";problem.path=\"fields_000001.hdf\"");
	cr_assert_eq(ish_solver_time(again), ish_solver_time(solver));
	cr_assert_eq(said(ISH_LOG_WARNING), 0);
	const size_t cells = 8 * 6 * 5;
	double *field = malloc(2 * ISH_PRIMITIVES * cells * sizeof *field);
	double *a[ISH_PRIMITIVES];
	double *b[ISH_PRIMITIVES];
	for (size_t f = 0; f < ISH_PRIMITIVES; f++) {
		a[f] = field + f * cells;
		b[f] = field + (ISH_PRIMITIVES + f) * cells;
	}
	ish_solver_fields(solver, a);
	ish_solver_fields(again, b);
	for (int f = 0; f < ISH_PRIMITIVES; f++) {
		const double unit = f >= ISH_U1 && f <= ISH_U3 ? 1.0 : 117.0;
		for (size_t i = 0; i < cells; i++) {
			/* from primitive to conserved and back: Newton's tolerance of a few 1e-15 in units of e */
			cr_assert(fabs(a[f][i] - b[f][i]) < 1e-13 * unit, "%s, cell %zu: %g", ish_primitive_name[f], i,
			          a[f][i] - b[f][i]);
		}
	}
	free(field);
	ish_solver_destroy(again);
	ish_solver_destroy(solver);
}

Test(field_output, writes_only_the_fields_asked_for, .init = enter_folder, .fini = leave_folder)
{
	struct ish_solver *solver = make_solver(";output.fields=[\"u2\",\"e\"]");
	struct ish_field_output *output;
	struct ish_field_data data;
	cr_assert_eq(ish_field_output_create(&output, ".", solver), ISH_OK);
	write_step(output, solver);
	cr_assert_eq(ish_field_file_read("fields_000000.hdf", &data), ISH_ERR_INPUT);
	cr_assert_not_null(strstr(last_said(), "\"u1\" is missing"), "%s", last_said());
	ish_field_data_reset(&data);
	ish_field_output_destroy(output);
	ish_solver_destroy(solver);
}

static void assert_text(hid_t set, const char *name, const char *expected)
{
	char *text = NULL;
	const hid_t attribute = H5Aopen(set, name, H5P_DEFAULT);
	const hid_t type = H5Aget_type(attribute);
	cr_assert_geq(H5Aread(attribute, type, &text), 0);
	cr_assert_str_eq(text, expected);
	H5free_memory(text);
	H5Tclose(type);
	H5Aclose(attribute);
}

Test(field_output, writes_derived_fields_beside_the_ten, .init = enter_folder, .fini = leave_folder)
{
	struct ish_solver *solver = make_solver(";output.fields=[\"all\",\"T\",\"P\",\"theta\",\"knudsen\",\"knudsen_"
	                                        "theta\",\"reynolds\",\"reynolds_bulk\",\"causality\"]");
	struct ish_field_output *output;
	const size_t cells = 8 * 6 * 5;
	double expected[8 * 6 * 5];
	double value[8 * 6 * 5];
	cr_assert_eq(ish_field_output_create(&output, ".", solver), ISH_OK, "%s", last_said());
	cr_assert_eq(ish_solver_step(solver, 0.01), ISH_OK);
	write_step(output, solver);
	const hid_t file = H5Fopen("fields_000001.hdf", H5F_ACC_RDONLY, H5P_DEFAULT);
	for (int d = 0; d < ISH_DERIVED_COUNT; d++) {
		const hid_t set = H5Dopen2(file, ish_derived_name[d], H5P_DEFAULT);
		cr_assert_geq(set, 0, "%s", ish_derived_name[d]);
		cr_assert_geq(H5Dread(set, H5T_NATIVE_DOUBLE, H5S_ALL, H5S_ALL, H5P_DEFAULT, value), 0);
		ish_solver_derived(solver, (enum ish_derived)d, expected);
		cr_assert_eq(memcmp(value, expected, cells * sizeof *value), 0, "%s", ish_derived_name[d]);
		assert_text(set, "units", ish_derived_unit[d]);
		assert_text(set, "long_name", ish_derived_long_name[d]);
		H5Dclose(set);
	}
	cr_assert_gt(H5Lexists(file, "VTKHDF/PointData/theta", H5P_DEFAULT), 0);
	H5Fclose(file);
	ish_field_output_destroy(output);
	ish_solver_destroy(solver);
	/* As initial data it is a file like any other. */
	solver = make_solver(";problem.name=\"file\";problem.path=\"fields_000001.hdf\"");
	cr_assert_eq(said(ISH_LOG_WARNING), 0);
	ish_solver_destroy(solver);
}

/* Sets the list past the configuration's own checks. */
static void refuse(const char *first, const char *second, const char *compression, const char *words)
{
	struct ish_config config;
	configure(&config, "");
	config.output.fields.count = (first != NULL) + (second != NULL);
	(void)snprintf(config.output.fields.item[0], ISH_NAME_MAX, "%s", first != NULL ? first : "");
	(void)snprintf(config.output.fields.item[1], ISH_NAME_MAX, "%s", second != NULL ? second : "");
	(void)snprintf(config.output.compression, ISH_NAME_MAX, "%s", compression);
	cr_assert_eq(ish_field_output_check(&config), ISH_ERR_INPUT, "%s", words);
	cr_assert_not_null(strstr(last_said(), words), "\"%s\" lacks \"%s\"", last_said(), words);
}

Test(field_output, refuses_unknown_fields_and_compressions, .init = enter_folder, .fini = leave_folder)
{
	refuse("rho", NULL, "none", "\"rho\" is not a field: need \"all\", or some of e, u1");
	refuse("e", "e", "none", "\"e\" names a field twice");
	refuse("T", "T", "none", "\"T\" names a field twice");
	refuse("e", "all", "none", "\"all\" names a field twice");
	refuse("all", "e", "none", "\"e\" names a field twice");
	refuse(NULL, NULL, "none", "is empty");
	refuse("all", NULL, "zip", "\"none\", \"deflate\" or \"float32\"");
}
