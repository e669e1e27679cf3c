#include <criterion/criterion.h>
#include <math.h>

#include "solver/ode_table.h"

/* y'' = -k^2 y */
static bool wave(const void *parameters, double x, const double y[], double dydx[])
{
	const double k = *(const double *)parameters;
	(void)x;
	dydx[0] = y[1];
	dydx[1] = -k * k * y[0];
	return true;
}

/* y' = y^2: y = 1/(1 - x) from y(0) = 1 */
static bool pole(const void *parameters, double x, const double y[], double dydx[])
{
	(void)parameters;
	(void)x;
	dydx[0] = y[0] * y[0];
	return true;
}

/* y' = sqrt(1 - x), none beyond 1 */
static bool ending(const void *parameters, double x, const double y[], double dydx[])
{
	(void)parameters;
	(void)y;
	dydx[0] = x < 1.0 ? sqrt(1.0 - x) : 0.0;
	return x < 1.0;
}

Test(ode_table, holds_the_solution_on_both_sides_of_where_it_starts)
{
	const double k = 2.0;
	struct ish_ode_table *table;
	const struct ish_ode_config config = {.what = "test",
	                                      .size = 2,
	                                      .slope = wave,
	                                      .parameters = &k,
	                                      .x0 = 0.3,
	                                      .y0 = {sin(0.6), 2.0 * cos(0.6)},
	                                      .from = -3.0,
	                                      .to = 5.0,
	                                      .spacing = 1.0 / 512.0};
	cr_assert_eq(ish_ode_table_create(&table, &config), ISH_OK);
	double from;
	double to;
	ish_ode_table_range(table, &from, &to);
	cr_assert(from <= -3.0 && from > -3.0 - config.spacing && to >= 5.0 && to < 5.0 + config.spacing);
	for (double x = -3.0; x <= 5.0; x += 0.0137) {
		double y[ISH_ODE_MAX];
		cr_assert(ish_ode_table_at(table, x, y));
		/* interpolation: k^4 spacing^4/384 = 6e-13 */
		cr_assert(fabs(y[0] - sin(k * x)) < 2e-12 && fabs(y[1] - k * cos(k * x)) < 4e-12, "x = %g: %g %g", x,
		          y[0] - sin(k * x), y[1] - k * cos(k * x));
	}
	double outside[ISH_ODE_MAX] = {7.0, 7.0};
	cr_assert(!ish_ode_table_at(table, 5.1, outside) && !ish_ode_table_at(table, -3.1, outside));
	cr_assert(!ish_ode_table_at(table, NAN, outside) && outside[0] == 7.0);
	cr_assert(ish_ode_table_at(table, from, outside) && ish_ode_table_at(table, to, outside), "the ends are held");
	ish_ode_table_destroy(table);
	ish_ode_table_destroy(NULL);
}

Test(ode_table, of_one_point_holds_that_point)
{
	struct ish_ode_table *table;
	const struct ish_ode_config config = {
		.what = "test", .size = 1, .slope = pole, .x0 = 0.5, .y0 = {2.0}, .from = 0.5, .to = 0.5, .spacing = 0.1};
	double y[ISH_ODE_MAX];
	cr_assert_eq(ish_ode_table_create(&table, &config), ISH_OK);
	cr_assert(ish_ode_table_at(table, 0.5, y) && y[0] == 2.0 && !ish_ode_table_at(table, 0.6, y));
	ish_ode_table_destroy(table);
}

Test(ode_table, refuses_what_has_no_solution)
{
	struct ish_ode_table *table = NULL;
	struct ish_ode_config config = {
		.what = "test", .size = 1, .slope = pole, .y0 = {1.0}, .from = 0.0, .to = 2.0, .spacing = 0.01};
	cr_assert_eq(ish_ode_table_create(&table, &config), ISH_ERR_BREAKDOWN, "a pole at x = 1");
	cr_assert_null(table);
	config.slope = ending;
	cr_assert_eq(ish_ode_table_create(&table, &config), ISH_ERR_BREAKDOWN, "no slope from x = 1 on");
	cr_assert_null(table);
	config.spacing = 1e-9;
	cr_assert_eq(ish_ode_table_create(&table, &config), ISH_ERR_MEMORY, "too many points");
	cr_assert_null(table);
}
