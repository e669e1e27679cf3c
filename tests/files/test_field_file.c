#define _POSIX_C_SOURCE 200809L

#include <criterion/criterion.h>
#include <hdf5.h>
#include <math.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>

#include "solver/field_file.h"
#include "tests/files/folder.h"

enum { NX = 7, NY = 5, NZ = 4, CELLS = NX * NY * NZ };

static double value[ISH_PRIMITIVES][CELLS];
static struct ish_config config;

/* All bit patterns of finite doubles, tiny, huge, negative zero and denormal ones among them. */
static void fill(struct ish_field_file *file, const char *compression)
{
	configure(&config, "grid.shape=[7,5,4];grid.length=[1.0,2.5,3.0];grid.origin=[-0.5,0.1,7.0]");
	uint64_t state = 88172645463325252u; /* xorshift: any bits will do */
	*file = (struct ish_field_file){.config = &config,
	                                .time = 0.1 + 0.2,
	                                .step = 123456789012,
	                                .count = ISH_PRIMITIVES,
	                                .compression = compression};
	for (int f = 0; f < ISH_PRIMITIVES; f++) {
		file->name[f] = ish_primitive_name[f];
		file->unit[f] = ish_primitive_unit[f];
		file->long_name[f] = "a test";
		file->value[f] = value[f];
		for (int i = 0; i < CELLS; i++) {
			do {
				state ^= state << 13;
				state ^= state >> 7;
				state ^= state << 17;
				memcpy(&value[f][i], &state, sizeof state);
			} while (!isfinite(value[f][i]));
		}
		value[f][0] = -0.0;
	}
}

static void check_round_trip(const char *compression)
{
	struct ish_field_file file;
	struct ish_field_data data;
	fill(&file, compression);
	cr_assert_eq(ish_field_file_write(&file, "a.hdf"), ISH_OK, "%s", last_said());
	cr_assert_eq(ish_field_file_read("a.hdf", &data), ISH_OK, "%s", last_said());
	cr_assert(data.grid.shape[0] == NX && data.grid.shape[1] == NY && data.grid.shape[2] == NZ);
	cr_assert_arr_eq(data.grid.length, config.grid.length, sizeof config.grid.length);
	cr_assert_arr_eq(data.grid.origin, config.grid.origin, sizeof config.grid.origin);
	cr_assert_eq(data.time, 0.1 + 0.2);
	cr_assert(data.has_shear && data.has_bulk);
	for (int f = 0; f < ISH_PRIMITIVES; f++) {
		cr_assert_eq(memcmp(data.value[f], value[f], sizeof value[f]), 0, "%s, %s", compression,
		             ish_primitive_name[f]);
	}
	ish_field_data_reset(&data);
}

Test(field_file, comes_back_bit_for_bit, .init = enter_folder, .fini = leave_folder)
{
	check_round_trip("none");
	check_round_trip("deflate");
	cr_assert_eq(said(ISH_LOG_ERROR), 0);
}

Test(field_file, keeps_seven_digits_as_float32, .init = enter_folder, .fini = leave_folder)
{
	struct ish_field_file file;
	struct ish_field_data data;
	fill(&file, "float32");
	for (int f = 0; f < ISH_PRIMITIVES; f++) {
		for (int i = 0; i < CELLS; i++) {
			value[f][i] = 0.1 * i + f;
		}
	}
	cr_assert_eq(ish_field_file_write(&file, "a.hdf"), ISH_OK, "%s", last_said());
	cr_assert_eq(ish_field_file_read("a.hdf", &data), ISH_OK, "%s", last_said());
	for (int f = 0; f < ISH_PRIMITIVES; f++) {
		for (int i = 0; i < CELLS; i++) {
			cr_assert_eq(data.value[f][i], (double)(float)value[f][i], "%s, cell %d", ish_primitive_name[f],
			             i);
		}
	}
	ish_field_data_reset(&data);
}

Test(field_file, is_the_same_bytes_for_the_same_data, .init = enter_folder, .fini = leave_folder)
{
	struct ish_field_file file;
	fill(&file, "none");
	cr_assert_eq(ish_field_file_write(&file, "a.hdf"), ISH_OK);
	cr_assert_eq(ish_field_file_write(&file, "b.hdf"), ISH_OK);
	char *a = text_of("a.hdf");
	char *b = text_of("b.hdf");
	cr_assert_eq(memcmp(a, b, 1 << 20), 0);
	cr_assert_gt(strlen(a), 0);
	free(a);
	free(b);
}

Test(field_file, leaves_the_older_file_when_the_disk_is_full, .init = enter_folder, .fini = leave_folder)
{
	struct ish_field_file file;
	struct ish_field_data data;
	fill(&file, "none");
	cr_assert_eq(ish_field_file_write(&file, "a.hdf"), ISH_OK, "%s", last_said());
	char *before = text_of("a.hdf");
	/* a full disk, at several places of the file: the system refuses to write beyond a size */
	(void)signal(SIGXFSZ, SIG_IGN);
	struct rlimit limit;
	cr_assert_eq(getrlimit(RLIMIT_FSIZE, &limit), 0);
	const rlim_t all = limit.rlim_cur;
	static const rlim_t size[] = {0, 500, 3000, 8000, 15000};
	for (size_t i = 0; i < sizeof size / sizeof size[0]; i++) {
		const int lines = said(ISH_LOG_ERROR);
		limit.rlim_cur = size[i];
		cr_assert_eq(setrlimit(RLIMIT_FSIZE, &limit), 0);
		const enum ish_status status = ish_field_file_write(&file, "a.hdf");
		limit.rlim_cur = all;
		cr_assert_eq(setrlimit(RLIMIT_FSIZE, &limit), 0);
		cr_assert_eq(status, ISH_ERR_SYSTEM, "limit %ld", (long)size[i]);
		cr_assert_eq(said(ISH_LOG_ERROR), lines + 1, "one line is said");
		cr_assert_not_null(strstr(last_said(), "File too large"), "limit %ld: %s", (long)size[i], last_said());
		cr_assert_eq(count_files(), 1, "limit %ld: no part of the new file stays", (long)size[i]);
		char *after = text_of("a.hdf");
		cr_assert_eq(memcmp(before, after, 1 << 20), 0);
		free(after);
	}
	cr_assert_eq(ish_field_file_write(&file, "b.hdf"), ISH_OK, "and it works again: %s", last_said());
	cr_assert_eq(ish_field_file_read("b.hdf", &data), ISH_OK, "%s", last_said());
	ish_field_data_reset(&data);
	free(before);
}

Test(field_file, is_refused_where_it_cannot_be_made, .init = enter_folder, .fini = leave_folder)
{
	struct ish_field_file file;
	fill(&file, "none");
	cr_assert_eq(ish_field_file_write(&file, "absent/a.hdf"), ISH_ERR_SYSTEM);
	cr_assert_not_null(strstr(last_said(), "absent/a.hdf"), "%s", last_said());
	cr_assert_not_null(strstr(last_said(), "No such file or directory"), "%s", last_said());
	cr_assert_eq(said(ISH_LOG_ERROR), 1);
}

Test(field_file, leaves_the_error_handler_of_the_caller, .init = enter_folder, .fini = leave_folder)
{
	struct ish_field_file file;
	H5E_auto2_t before;
	H5E_auto2_t after;
	void *data;
	cr_assert_geq(H5Eget_auto2(H5E_DEFAULT, &before, &data), 0);
	fill(&file, "none");
	cr_assert_eq(ish_field_file_write(&file, "a.hdf"), ISH_OK);
	cr_assert_eq(ish_field_file_write(&file, "absent/a.hdf"), ISH_ERR_SYSTEM);
	cr_assert_geq(H5Eget_auto2(H5E_DEFAULT, &after, &data), 0);
	cr_assert(before != NULL && before == after);
}
