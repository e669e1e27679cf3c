/* One cell in Milne, FLRW and Kasner space-time against independently integrated tables (tests/reference). */
#include <criterion/criterion.h>
#include <jansson.h>
#include <math.h>
#include <stdlib.h>

#include "solver/scheme.h"
#include "tests/solver/evolve.h"

static const char *const tables[] = {"bjorken_is", "bjorken_dnmr", "flrw_bulk", "kasner_dnmr"};
enum { TABLES = 4, ROWS = 9, COLUMNS = 6 }; /* rows 0..8 of the tables: t = 1 to 3 (Kasner: to 1.89) */

static void read_table(const char *name, double row[ROWS][COLUMNS])
{
	char path[1024];
	json_error_t error;
	snprintf(path, sizeof path, "%s/%s.json", ISH_TEST_REFERENCE, name);
	json_t *root = json_load_file(path, 0, &error);
	cr_assert_not_null(root, "%s: %s", path, error.text);
	const json_t *data = json_object_get(root, "data");
	for (size_t i = 0; i < ROWS; i++) {
		for (size_t c = 0; c < COLUMNS; c++) {
			row[i][c] = json_number_value(json_array_get(json_array_get(data, i), c));
		}
	}
	json_decref(root);
}

/* Largest deviation from the table in e, pi11, pi22, Pi, in units of the initial e, with `substeps` steps between rows. */
static double table_error(const char *name, const char *scheme, long substeps)
{
	double row[ROWS][COLUMNS], worst = 0.0;
	struct ish_config config;
	read_table(name, row);
	read_config(&config, name);
	set(&config, "time.scheme=\"%s\"", scheme);
	struct ish_solver *solver = make(&config);
	for (int i = 1; i < ROWS; i++) {
		advance_to(solver, row[i][0], substeps);
		double *f = fields_of(solver);
		const double d[4] = {f[ISH_E] - row[i][1], f[ISH_PI11] - row[i][2], f[ISH_PI22] - row[i][3],
		                     f[ISH_BULK] - row[i][5]};
		for (int k = 0; k < 4; k++) {
			worst = fmax(worst, fabs(d[k]) / row[0][1]);
		}
		cr_assert_lt(fabs(f[ISH_U1]) + fabs(f[ISH_U2]) + fabs(f[ISH_U3]), 1e-13, "%s: the fluid stays at rest", name);
		free(f);
	}
	ish_solver_destroy(solver);
	return worst;
}

/* Steps small enough for the asymptotic order: dt/tau_pi < 0.05; the table's own error of 1e-11 stays below the smallest error. */
Test(homogeneous, tables_are_reproduced_at_the_order_of_every_scheme, .timeout = 60)
{
	for (int t = 0; t < TABLES; t++) {
		for (int s = 0; s < ish_scheme_count(); s++) {
			const struct ish_scheme *scheme = ish_scheme_at(s);
			const double band = scheme->order == 2 ? 0.1 : 0.15;
			double error[4];
			for (int i = 0; i < 4; i++) {
				error[i] = table_error(tables[t], scheme->name, (scheme->order == 2 ? 16L : 8L) << i);
				cr_log_info("%s %s %ld: %.3e", tables[t], scheme->name, (scheme->order == 2 ? 16L : 8L) << i, error[i]);
			}
			for (int i = 0; i < 3; i++) {
				const double order = order_of(error[i], error[i + 1]);
				cr_assert_float_eq(order, scheme->order, band, "%s with %s: errors %.3e, %.3e, order %.3f", tables[t],
				                   scheme->name, error[i], error[i + 1], order);
			}
			cr_assert_lt(error[3], scheme->order == 2 ? 1e-5 : 1e-7, "%s with %s", tables[t], scheme->name);
		}
	}
}

/* tau_pi = 5 eta/(e+P) = C eta/s/T: pi decays as exp(-t/tau_pi) in a static box at constant energy. */
Test(homogeneous, anisotropy_relaxes_exponentially_in_a_static_box)
{
	struct ish_config config;
	ish_config_init(&config);
	set(&config, "grid.shape=[1,1,1]");
	set(&config, "problem.name=\"homogeneous\"");
	set(&config, "problem.e=3.0");
	set(&config, "problem.pi11=0.2");
	set(&config, "problem.pi12=0.1");
	set(&config, "transport.phi_7=0.0"); /* the one term that is quadratic in pi at rest */
	set(&config, "time.scheme=\"imex-ssp3\"");
	set(&config, "time.step=0.1");
	double before = 0.0;
	for (int i = 0; i < 3; i++) {
		double *f = fields_after(&config, 1.0, 10L << i);
		const double exact = 0.2 * exp(-1.0); /* T = (e/3)^(1/4) = 1, eta/s = 0.2: tau_pi = 1 */
		const double error = fabs(f[ISH_PI11] - exact);
		/* the energy is kept to round-off at rest */
		cr_assert_float_eq(f[ISH_E], 3.0, 1e-14);
		cr_assert_float_eq(f[ISH_PI12] / f[ISH_PI11], 0.5, 1e-13);
		if (i > 0) {
			cr_assert_float_eq(order_of(before, error), 3.0, 0.15, "%.3e, %.3e", before, error);
		}
		before = error;
		free(f);
	}
}
