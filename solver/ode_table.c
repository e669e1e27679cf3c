#include "solver/ode_table.h"

#include <gsl/gsl_errno.h>
#include <gsl/gsl_odeiv2.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#define TOLERANCE 1e-13
#define MOST_POINTS 4194304.0 /* 128 MiB for two functions */

struct point {
	double y[ISH_ODE_MAX], slope[ISH_ODE_MAX];
};

struct ish_ode_table {
	int size;
	double from, spacing;
	long intervals;
	struct point *point; /* intervals + 1 */
};

static int gsl_slope(double x, const double y[], double dydx[], void *data)
{
	const struct ish_ode_config *config = data;
	return config->slope(config->parameters, x, y, dydx) ? GSL_SUCCESS : GSL_EBADFUNC;
}

/* From x0 to points first, first + step, ... last of the table; 0 or GSL's error. */
static int integrate(struct ish_ode_table *table, const struct ish_ode_config *config, long first, long last, long step)
{
	struct ish_ode_config copy = *config; /* GSL's pointer is not const */
	gsl_odeiv2_system system = {gsl_slope, NULL, (size_t)config->size, &copy};
	const double h = step > 0 ? table->spacing : -table->spacing;
	gsl_odeiv2_driver *driver =
		gsl_odeiv2_driver_alloc_y_new(&system, gsl_odeiv2_step_rk8pd, 0.5 * h, TOLERANCE, TOLERANCE);
	if (driver == NULL) {
		return GSL_ENOMEM;
	}
	double x = config->x0;
	double y[ISH_ODE_MAX];
	memcpy(y, config->y0, sizeof y);
	int status = GSL_SUCCESS;
	for (long i = first; status == GSL_SUCCESS && i * step <= last * step; i += step) {
		const double to = table->from + (double)i * table->spacing;
		if ((to - x) * h > 0.0) {
			status = gsl_odeiv2_driver_apply(driver, &x, to, y);
		}
		struct point *point = &table->point[i];
		memcpy(point->y, y, sizeof y);
		if (status == GSL_SUCCESS && !config->slope(config->parameters, x, y, point->slope)) {
			status = GSL_EBADFUNC;
		}
		for (int f = 0; f < config->size; f++) {
			status = isfinite(y[f]) ? status : GSL_EFAILED;
		}
	}
	gsl_odeiv2_driver_free(driver);
	return status;
}

/* A grid that has x0 on a point. */
static enum ish_status lay_out(struct ish_ode_table *table, const struct ish_ode_config *config, long *start_out)
{
	const double from = fmin(config->from, config->x0);
	const double to = fmax(config->to, config->x0);
	const double below = ceil((config->x0 - from) / config->spacing);
	const double above = ceil((to - config->x0) / config->spacing);
	if (!(below + above <= MOST_POINTS)) {
		return ish_fail(ISH_ERR_MEMORY, "%s: a table from %g to %g in steps of %g takes more than %.0f points",
		                config->what, from, to, config->spacing, MOST_POINTS);
	}
	*start_out = (long)below;
	table->size = config->size;
	table->spacing = config->spacing;
	table->from = config->x0 - below * config->spacing;
	table->intervals = (long)(below + above);
	table->point = calloc((size_t)table->intervals + 1, sizeof *table->point);
	return ISH_OK;
}

enum ish_status ish_ode_table_create(struct ish_ode_table **table_out, const struct ish_ode_config *config)
{
	long start = 0;
	*table_out = NULL;
	struct ish_ode_table *table = calloc(1, sizeof *table);
	if (table == NULL) {
		return ish_fail(ISH_ERR_MEMORY, "%s: no memory", config->what);
	}
	const enum ish_status status = lay_out(table, config, &start);
	if (status != ISH_OK || table->point == NULL) {
		ish_ode_table_destroy(table);
		return status != ISH_OK ? status : ish_fail(ISH_ERR_MEMORY, "%s: no memory", config->what);
	}
	gsl_error_handler_t *handler = gsl_set_error_handler_off(); /* GSL's own ends the program */
	int error = integrate(table, config, start, table->intervals, 1);
	if (error == GSL_SUCCESS) {
		error = integrate(table, config, start, 0, -1);
	}
	gsl_set_error_handler(handler);
	if (error != GSL_SUCCESS) {
		ish_ode_table_destroy(table);
		return ish_fail(error == GSL_ENOMEM ? ISH_ERR_MEMORY : ISH_ERR_BREAKDOWN,
		                "%s: its equations have no solution from %g to %g (%s)", config->what, config->from,
		                config->to, gsl_strerror(error));
	}
	*table_out = table;
	return ISH_OK;
}

bool ish_ode_table_at(const struct ish_ode_table *table, double x, double y[])
{
	const double place = (x - table->from) / table->spacing;
	if (!(place >= 0.0 && place <= (double)table->intervals)) {
		return false;
	}
	const long i = place < (double)table->intervals ? (long)place : table->intervals - (table->intervals > 0);
	const struct point *a = &table->point[i];
	if (table->intervals == 0) {
		memcpy(y, a->y, (size_t)table->size * sizeof y[0]);
		return true;
	}
	const struct point *b = a + 1;
	const double s = place - (double)i;
	const double r = 1.0 - s;
	for (int f = 0; f < table->size; f++) {
		y[f] = r * r * (1.0 + 2.0 * s) * a->y[f] + s * s * (1.0 + 2.0 * r) * b->y[f] +
		       table->spacing * s * r * (r * a->slope[f] - s * b->slope[f]);
	}
	return true;
}

void ish_ode_table_range(const struct ish_ode_table *table, double *from_out, double *to_out)
{
	*from_out = table->from;
	*to_out = table->from + (double)table->intervals * table->spacing;
}

void ish_ode_table_destroy(struct ish_ode_table *table)
{
	if (table != NULL) {
		free(table->point);
		free(table);
	}
}
