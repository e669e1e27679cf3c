#include "tests/solver/evolve.h"

#include <criterion/criterion.h>
#include <math.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

void set(struct ish_config *config, const char *format, ...)
{
	char text[2 * ISH_PATH_MAX];
	va_list list;
	va_start(list, format);
	vsnprintf(text, sizeof text, format, list);
	va_end(list);
	cr_assert_eq(ish_config_set(config, text), ISH_OK, "%s", text);
}

void read_config(struct ish_config *config, const char *name)
{
	char path[ISH_PATH_MAX];
	snprintf(path, sizeof path, "%s/%s.cfg", ISH_TEST_REFERENCE, name);
	ish_config_init(config);
	cr_assert_eq(ish_config_read(config, path), ISH_OK);
	set(config, "backend.threads=2");
	set(config, "backend.planning=\"estimate\"");
	if (config->problem.path[0] != '\0') {
		char file[ISH_PATH_MAX];
		snprintf(file, sizeof file, "%s", config->problem.path);
		set(config, "problem.path=\"%s/%s\"", ISH_TEST_REFERENCE, file);
	}
	cr_assert_eq(ish_config_check(config), ISH_OK);
}

struct ish_solver *make(const struct ish_config *config)
{
	struct ish_solver *solver;
	cr_assert_eq(ish_config_check(config), ISH_OK);
	cr_assert_eq(ish_solver_create(&solver, config), ISH_OK);
	return solver;
}

void advance_to(struct ish_solver *solver, double end, long steps)
{
	const double start = ish_solver_time(solver);
	const double dt = (end - start) / (double)steps;
	for (long i = 1; i <= steps; i++) {
		cr_assert_eq(ish_solver_step(solver, i < steps ? dt : end - ish_solver_time(solver)), ISH_OK);
	}
}

static size_t cells_of(const struct ish_config *config)
{
	return (size_t)ish_grid_cells(&config->grid);
}

double *fields_of(const struct ish_solver *solver)
{
	const size_t cells = cells_of(ish_solver_config(solver));
	double *all = malloc(ISH_PRIMITIVES * cells * sizeof *all);
	double *value[ISH_PRIMITIVES];
	for (size_t f = 0; f < ISH_PRIMITIVES; f++) {
		value[f] = all + f * cells;
	}
	ish_solver_fields(solver, value);
	return all;
}

double *fields_after(const struct ish_config *config, double span, long steps)
{
	struct ish_solver *solver = make(config);
	advance_to(solver, ish_solver_time(solver) + span, steps);
	double *all = fields_of(solver);
	ish_solver_destroy(solver);
	return all;
}

double distance(const struct ish_config *config, const double *a, const double *b)
{
	const size_t cells = cells_of(config);
	double e_max = 0.0, worst = 0.0;
	for (size_t i = 0; i < cells; i++) {
		e_max = fmax(e_max, fabs(a[i]));
	}
	for (size_t f = 0; f < ISH_PRIMITIVES; f++) {
		const double scale = f >= ISH_U1 && f <= ISH_U3 ? 1.0 : e_max;
		for (size_t i = f * cells; i < (f + 1) * cells; i++) {
			const double d = fabs(a[i] - b[i]) / scale;
			worst = d > worst || isnan(d) ? d : worst;
		}
	}
	return worst;
}

double order_of(double coarse, double fine)
{
	return log2(coarse / fine);
}
