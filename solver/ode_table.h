/*
 * Solutions of ordinary differential equations as tables: integrated once, read at any point, from any thread.
 *
 * dy/dx = f(x, y) for up to ISH_ODE_MAX functions, by the Runge-Kutta method of Prince and Dormand of orders 8 and 9 (GSL)
 * at a tolerance of 1e-13 (absolute plus relative, a step); between points by cubic Hermite interpolation, whose error is
 * spacing^4/384 times the fourth derivative.
 */
#ifndef ISH_SOLVER_ODE_TABLE_H
#define ISH_SOLVER_ODE_TABLE_H

#include <stdbool.h>

#include "workspace/status.h"

enum { ISH_ODE_MAX = 2 };

struct ish_ode_table;

struct ish_ode_config {
	const char *what; /* for messages: "problem \"x\"" */
	int size;         /* functions */
	/* dy/dx at (x, y); false where there is none: the integration then ends with an error. */
	bool (*slope)(const void *parameters, double x, const double y[], double dydx[]);
	const void *parameters;     /* used while the table is made, not kept */
	double x0, y0[ISH_ODE_MAX]; /* initial values, at any x0 */
	double from, to;            /* the table holds [from, to], and x0 */
	double spacing;             /* at most */
};

/* Integrates from x0 both ways. ISH_ERR_BREAKDOWN after one line where that fails, ISH_ERR_MEMORY; *table_out is then NULL. */
ISH_CHECKED enum ish_status ish_ode_table_create(struct ish_ode_table **table_out, const struct ish_ode_config *config);

/* The functions at x; false, and nothing is written, outside the table. Allocates nothing. */
bool ish_ode_table_at(const struct ish_ode_table *table, double x, double y[]);

/* First and last x. */
void ish_ode_table_range(const struct ish_ode_table *table, double *from_out, double *to_out);

void ish_ode_table_destroy(struct ish_ode_table *table);

#endif
