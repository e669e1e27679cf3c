/*
 * sample_run DIRECTORY: the files of three steps, and expected.txt with a few of the values, for readers that are no
 * code of ours. A Milne box, so that every axis has its own number of points, length and unit.
 */
#include <stdio.h>
#include <stdlib.h>

#include "solver/field_output.h"
#include "solver/series.h"

static const char *const assignments[] = {"problem.name=\"random\"",
                                          "grid.shape=[8,6,5]",
                                          "grid.length=[4.0,3.0,2.0]",
                                          "grid.origin=[-2.0,0.5,-1.0]",
                                          "geometry.name=\"milne\"",
                                          "time.start=1.0",
                                          "time.end=2.0",
                                          "transport.zeta_over_s=0.1",
                                          "backend.threads=1",
                                          "backend.planning=\"estimate\""};

/* step, time, cell and the ten values, one line a cell, for some cells of the state */
static enum ish_status note(const struct ish_solver *solver, FILE *expected)
{
	enum { CELLS = 8 * 6 * 5 };
	static double field[ISH_PRIMITIVES][CELLS];
	double *value[ISH_PRIMITIVES];
	for (int f = 0; f < ISH_PRIMITIVES; f++) {
		value[f] = field[f];
	}
	ish_solver_fields(solver, value);
	for (int cell = 0; cell < CELLS; cell += 7) {
		(void)fprintf(expected, "%ld %.17g %d %d %d", ish_solver_step_count(solver), ish_solver_time(solver),
		              cell % 8, cell / 8 % 6, cell / 48);
		for (int f = 0; f < ISH_PRIMITIVES; f++) {
			(void)fprintf(expected, " %.17g", field[f][cell]);
		}
		(void)fputc('\n', expected);
	}
	return ISH_OK;
}

static enum ish_status write_all(struct ish_solver *solver, const char *directory, FILE *expected)
{
	struct ish_field_output *output;
	struct ish_series *series;
	enum ish_status status = ish_field_output_create(&output, directory, solver);
	if (status != ISH_OK) {
		return status;
	}
	status = ish_series_create(&series, directory, ish_solver_config(solver));
	for (int i = 0; status == ISH_OK && i < 3; i++) {
		struct ish_diagnostics row;
		ish_solver_diagnose(solver, &row);
		ish_series_add(series, &row);
		status = note(solver, expected);
		status = status == ISH_OK ? ish_field_output_write(output, solver, ish_solver_step_count(solver))
		                          : status;
		status = status == ISH_OK ? ish_solver_step(solver, 0.01) : status;
	}
	const enum ish_status closed = ish_series_close(series);
	ish_field_output_destroy(output);
	return status == ISH_OK ? closed : status;
}

int main(int argc, char **argv)
{
	struct ish_config config;
	struct ish_solver *solver;
	char path[4096];
	if (argc < 2) {
		return 2;
	}
	ish_config_init(&config);
	for (size_t i = 0; i < sizeof assignments / sizeof assignments[0]; i++) {
		if (ish_config_set(&config, assignments[i]) != ISH_OK) {
			return 2;
		}
	}
	if (argc > 2 && ish_config_set(&config, argv[2]) != ISH_OK) {
		return 2;
	}
	if (ish_config_check(&config) != ISH_OK || ish_solver_create(&solver, &config) != ISH_OK) {
		return 2;
	}
	(void)snprintf(path, sizeof path, "%s/expected.txt", argv[1]);
	FILE *expected = fopen(path, "w");
	if (expected == NULL) {
		ish_solver_destroy(solver);
		return 4;
	}
	const enum ish_status status = write_all(solver, argv[1], expected);
	(void)fclose(expected);
	ish_solver_destroy(solver);
	return ish_status_exit_code(status);
}
