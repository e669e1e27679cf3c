#include <criterion/criterion.h>
#include <hdf5.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "solver/series.h"
#include "tests/files/folder.h"

static struct ish_diagnostics row_at(long step)
{
	const double t = 0.1 * (double)step;
	return (struct ish_diagnostics){.step = step,
	                                .time = t,
	                                .dt = 0.1,
	                                .energy = 10.0 / 3.0 + t,
	                                .momentum = {0.25, 0.5 - t, 1e-17 * t},
	                                .energy_source = -t,
	                                .e_max = 5.0 + sqrt(t),
	                                .e_min = 1.0 / (1.0 + t),
	                                .gamma_max = 1.5,
	                                .knudsen_theta = 0.3,
	                                .knudsen_sigma = 0.4,
	                                .reynolds_shear = 0.1,
	                                .reynolds_bulk = 0.05,
	                                .newton_mean = 2.25,
	                                .newton_max = 3,
	                                .det_k_min = 0.875};
}

/* Column of series.h5, all rows (heap). */
static double *column(hid_t file, const char *name, hsize_t *count_out)
{
	const hid_t set = H5Dopen2(file, name, H5P_DEFAULT);
	cr_assert_geq(set, 0, "%s", name);
	const hid_t space = H5Dget_space(set);
	cr_assert_eq(H5Sget_simple_extent_dims(space, count_out, NULL), 1, "%s", name);
	double *value = malloc((size_t)*count_out * sizeof *value);
	cr_assert_geq(H5Dread(set, H5T_NATIVE_DOUBLE, H5S_ALL, H5S_ALL, H5P_DEFAULT, value), 0);
	cr_assert_gt(H5Aexists(set, "units"), 0, "%s has units", name);
	H5Sclose(space);
	H5Dclose(set);
	return value;
}

Test(series, keeps_every_bit_of_every_row_in_both_files, .init = enter_folder, .fini = leave_folder)
{
	enum { ROWS = 2500 }; /* more than two rings, and than two blocks of the conversion */
	struct ish_config config;
	struct ish_series *series;
	configure(&config, "");
	cr_assert_eq(ish_series_create(&series, ".", &config), ISH_OK, "%s", last_said());
	for (long i = 0; i < ROWS; i++) {
		if (ish_series_is_full(series)) {
			cr_assert_eq(ish_series_flush(series), ISH_OK, "%s", last_said());
		}
		const struct ish_diagnostics row = row_at(i);
		ish_series_add(series, &row);
	}
	cr_assert_eq(ish_series_close(series), ISH_OK, "%s", last_said());

	char *text = text_of("series.csv");
	static const char header[] = "step,time [fm],dt [fm],energy [fm^-1],energy_drift,energy_source [fm^-2],";
	cr_assert_eq(strncmp(text, header, sizeof header - 1), 0, "%.100s", text);
	int lines = 0;
	for (const char *at = text; *at != '\0'; at++) {
		lines += *at == '\n';
	}
	cr_assert_eq(lines, ROWS + 1);
	const double first = row_at(0).energy;
	char *line = strchr(text, '\n') + 1;
	for (long i = 0; i < ROWS; i++) {
		const struct ish_diagnostics row = row_at(i);
		const double expected[] = {(double)i,
		                           row.time,
		                           row.dt,
		                           row.energy,
		                           (row.energy - first) / first,
		                           row.energy_source,
		                           row.momentum[0],
		                           row.momentum[1],
		                           row.momentum[2],
		                           0.0,
		                           (row.momentum[1] - 0.5) / first,
		                           row.momentum[2] / first,
		                           row.e_max,
		                           row.e_min};
		for (size_t k = 0; k < sizeof expected / sizeof expected[0]; k++) {
			cr_assert_eq(strtod(line, &line), expected[k], "row %ld, column %zu", i, k);
			cr_assert_eq(*line++, ',');
		}
		line = strchr(line, '\n') + 1;
	}
	free(text);

	const hid_t file = H5Fopen("series.h5", H5F_ACC_RDONLY, H5P_DEFAULT);
	cr_assert_geq(file, 0);
	static const char *const name[] = {"time", "e_max", "det_k_min", "momentum_drift_2"};
	for (size_t k = 0; k < sizeof name / sizeof name[0]; k++) {
		hsize_t count;
		double *value = column(file, name[k], &count);
		cr_assert_eq(count, ROWS);
		for (long i = 0; i < ROWS; i++) {
			const struct ish_diagnostics row = row_at(i);
			const double expected[] = {row.time, row.e_max, row.det_k_min, (row.momentum[1] - 0.5) / first};
			cr_assert_eq(value[i], expected[k], "%s, row %ld", name[k], i);
		}
		free(value);
	}
	H5Fclose(file);
	cr_assert_eq(said(ISH_LOG_ERROR), 0);
}

Test(series, is_on_disk_after_a_flush, .init = enter_folder, .fini = leave_folder)
{
	struct ish_config config;
	struct ish_series *series;
	configure(&config, "");
	cr_assert_eq(ish_series_create(&series, ".", &config), ISH_OK);
	const struct ish_diagnostics row = row_at(7);
	char *text = text_of("series.csv");
	cr_assert_str_neq(text, "", "the header is there from the start");
	free(text);
	ish_series_add(series, &row);
	cr_assert_eq(ish_series_flush(series), ISH_OK);
	text = text_of("series.csv");
	cr_assert_not_null(strstr(text, "\n7,0.7"), "%s", text);
	free(text);
	cr_assert_eq(ish_series_close(series), ISH_OK);
}

Test(series, holds_a_ring_of_rows_and_says_when_it_is_full, .init = enter_folder, .fini = leave_folder)
{
	struct ish_config config;
	struct ish_series *series;
	configure(&config, "");
	cr_assert_eq(ish_series_create(&series, ".", &config), ISH_OK);
	for (long i = 0; i < ISH_SERIES_RING; i++) {
		cr_assert(!ish_series_is_full(series), "row %ld", i);
		const struct ish_diagnostics row = row_at(i);
		ish_series_add(series, &row);
	}
	cr_assert(ish_series_is_full(series));
	cr_assert_eq(ish_series_close(series), ISH_OK);
}

Test(series, survives_numbers_that_are_none, .init = enter_folder, .fini = leave_folder)
{
	struct ish_config config;
	struct ish_series *series;
	configure(&config, "");
	cr_assert_eq(ish_series_create(&series, ".", &config), ISH_OK);
	struct ish_diagnostics row = row_at(1);
	row.e_max = NAN;
	row.e_min = -INFINITY;
	ish_series_add(series, &row);
	cr_assert_eq(ish_series_close(series), ISH_OK, "%s", last_said());
	const hid_t file = H5Fopen("series.h5", H5F_ACC_RDONLY, H5P_DEFAULT);
	hsize_t count;
	double *most = column(file, "e_max", &count);
	double *least = column(file, "e_min", &count);
	cr_assert(isnan(most[0]) && least[0] == -INFINITY);
	free(most);
	free(least);
	H5Fclose(file);
}

Test(series, may_be_empty_or_absent, .init = enter_folder, .fini = leave_folder)
{
	struct ish_config config;
	struct ish_series *series;
	configure(&config, "");
	cr_assert_eq(ish_series_create(&series, ".", &config), ISH_OK);
	cr_assert_eq(ish_series_close(series), ISH_OK, "%s", last_said());
	cr_assert(exists("series.h5"));
	cr_assert_eq(ish_series_close(NULL), ISH_OK);
	cr_assert_eq(ish_series_create(&series, "absent", &config), ISH_ERR_SYSTEM);
	cr_assert_null(series);
	cr_assert_not_null(strstr(last_said(), "absent/series.csv"), "%s", last_said());
}
