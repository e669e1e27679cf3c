#include "cli/check/simulation.h"

#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cli/check/record.h"

const struct ish_check_scheme ish_check_scheme[ISH_CHECK_SCHEMES] = {
	{"imex-ssp2", 2}, {"imex-ars2", 2}, {"imex-ssp3", 3}, {"imex-ars3", 3}};

static const char choices[] = "backend.planning=\"estimate\"\n"
			      "backend.derivative=\"fft\"\n"
			      "backend.wisdom=\"none\"\n"
			      "filter.name=\"none\"\n";

enum { TEXT_MAX = 4096 };

/* The lines that set problem.name, or the others. */
static enum ish_status set_lines(struct ish_config *config, const char *text, bool problem)
{
	static const char name[] = "problem.name=";
	enum ish_status status = ISH_OK;
	for (const char *line = text; status == ISH_OK && *line != '\0';) {
		const size_t length = strcspn(line, "\n");
		char assignment[TEXT_MAX];
		(void)snprintf(assignment, sizeof assignment, "%.*s", (int)length, line);
		if (length > 0 && (strncmp(line, name, sizeof name - 1) == 0) == problem) {
			status = ish_config_set(config, assignment);
		}
		line += length + (line[length] == '\n');
	}
	return status;
}

static enum ish_status set_text(struct ish_config *config, const char *format, va_list list)
	__attribute__((format(printf, 2, 0)));
static enum ish_status set_text(struct ish_config *config, const char *format, va_list list)
{
	char text[TEXT_MAX];
	if (vsnprintf(text, sizeof text, format, list) >= (int)sizeof text) {
		return ish_fail(ISH_ERR_SIZE, "check: a configuration of more than %d bytes", TEXT_MAX);
	}
	const enum ish_status status = set_lines(config, text, true);
	return status == ISH_OK ? set_lines(config, text, false) : status;
}

enum ish_status ish_check_set(struct ish_config *config, const char *format, ...)
{
	va_list list;
	va_start(list, format);
	const enum ish_status status = set_text(config, format, list);
	va_end(list);
	return status;
}

enum ish_status ish_check_configure(const struct ish_check *check, struct ish_config *config, const char *format, ...)
{
	ish_config_init(config);
	enum ish_status status = set_lines(config, choices, false);
	config->backend.threads = check->threads;
	va_list list;
	va_start(list, format);
	if (status == ISH_OK) {
		status = set_text(config, format, list);
	}
	va_end(list);
	return status;
}

enum ish_status ish_check_solver(struct ish_solver **solver_out, const struct ish_config *config)
{
	*solver_out = NULL;
	const enum ish_status status = ish_config_check(config);
	return status == ISH_OK ? ish_solver_create(solver_out, config) : status;
}

enum ish_status ish_check_advance(struct ish_solver *solver, double end, long steps)
{
	const double start = ish_solver_time(solver);
	enum ish_status status = ISH_OK;
	for (long i = 1; status == ISH_OK && i <= steps; i++) {
		/* each step ends on its own multiple, so that no round-off gathers in the last one */
		const double to = start + (end - start) * ((double)i / (double)steps);
		status = ish_solver_step(solver, to - ish_solver_time(solver));
	}
	return status;
}

static enum ish_status allocate(size_t cells, double **fields_out)
{
	*fields_out = malloc(ISH_PRIMITIVES * cells * sizeof **fields_out);
	return *fields_out != NULL ? ISH_OK : ish_fail(ISH_ERR_MEMORY, "check: no memory for %zu cells", cells);
}

enum ish_status ish_check_fields(const struct ish_solver *solver, double **fields_out)
{
	const size_t cells = (size_t)ish_grid_cells(&ish_solver_config(solver)->grid);
	const enum ish_status status = allocate(cells, fields_out);
	if (status != ISH_OK) {
		return status;
	}
	double *value[ISH_PRIMITIVES];
	for (size_t f = 0; f < ISH_PRIMITIVES; f++) {
		value[f] = *fields_out + f * cells;
	}
	ish_solver_fields(solver, value);
	return ISH_OK;
}

enum ish_status ish_check_fields_after(const struct ish_config *config, double span, long steps, double **fields_out)
{
	struct ish_solver *solver = NULL;
	*fields_out = NULL;
	enum ish_status status = ish_check_solver(&solver, config);
	if (status == ISH_OK) {
		status = ish_check_advance(solver, ish_solver_time(solver) + span, steps);
	}
	if (status == ISH_OK) {
		status = ish_check_fields(solver, fields_out);
	}
	ish_solver_destroy(solver);
	return status;
}

enum ish_status ish_check_exact(const struct ish_config *config, double t, double **fields_out)
{
	const struct ish_problem *problem = ish_problem_find(config->problem.name);
	const int *n = config->grid.shape;
	const size_t cells = (size_t)ish_grid_cells(&config->grid);
	*fields_out = NULL;
	if (problem == NULL || problem->exact == NULL) {
		return ish_fail(ISH_ERR_NAME, "check: problem \"%s\" has no exact solution", config->problem.name);
	}
	void *data = NULL;
	enum ish_status status = problem->prepare(config, &data);
	if (status != ISH_OK) {
		return status;
	}
	status = allocate(cells, fields_out);
	double *fields = *fields_out;
	for (size_t i = 0; fields != NULL && i < cells; i++) {
		const size_t nx = (size_t)n[0];
		const size_t ny = (size_t)n[1];
		const size_t index[3] = {i % nx, i / nx % ny, i / nx / ny};
		double x[3];
		double value[ISH_PRIMITIVES];
		for (int a = 0; a < 3; a++) {
			x[a] = config->grid.origin[a] + (double)index[a] * config->grid.length[a] / n[a];
		}
		problem->exact(data, t, x, value);
		for (size_t f = 0; f < ISH_PRIMITIVES; f++) {
			fields[f * cells + i] = value[f];
		}
	}
	problem->release(data);
	return status;
}

struct ish_check_norm ish_check_worse(struct ish_check_norm a, struct ish_check_norm b)
{
	return (struct ish_check_norm){b.max > a.max || isnan(b.max) ? b.max : a.max,
	                               b.rms > a.rms || isnan(b.rms) ? b.rms : a.rms};
}

struct ish_check_norm ish_check_distance_of(const struct ish_config *config, const double *a, const double *b,
                                            int field)
{
	const size_t cells = (size_t)ish_grid_cells(&config->grid);
	double scale = 1.0;
	if (field < ISH_U1 || field > ISH_U3) {
		scale = 0.0;
		for (size_t i = 0; i < cells; i++) {
			scale = fmax(scale, fabs(b[i]));
		}
	}
	struct ish_check_norm norm = {0.0, 0.0};
	for (size_t i = (size_t)field * cells; i < ((size_t)field + 1) * cells; i++) {
		const double d = fabs(a[i] - b[i]) / scale;
		norm.max = d > norm.max || isnan(d) ? d : norm.max;
		norm.rms += d * d;
	}
	norm.rms = sqrt(norm.rms / (double)cells);
	return norm;
}

struct ish_check_norm ish_check_distance(const struct ish_config *config, const double *a, const double *b)
{
	struct ish_check_norm worst = {0.0, 0.0};
	for (int f = 0; f < ISH_PRIMITIVES; f++) {
		worst = ish_check_worse(worst, ish_check_distance_of(config, a, b, f));
	}
	return worst;
}
