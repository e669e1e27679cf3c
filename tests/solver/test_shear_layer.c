/* The nonlinear 2D shear layer of tests/reference, all second-order terms and bulk, from an initial file. */
#include <criterion/criterion.h>
#include <stdlib.h>

#include "solver/field_file.h"
#include "solver/scheme.h"
#include "tests/solver/evolve.h"

static double *read_final(void)
{
	struct ish_field_data data;
	char path[1024];
	snprintf(path, sizeof path, "%s/shear2d_t1.h5", ISH_TEST_REFERENCE);
	cr_assert_eq(ish_field_file_read(path, &data), ISH_OK);
	const size_t cells = 32 * 32;
	double *all = malloc(ISH_PRIMITIVES * cells * sizeof *all);
	for (size_t f = 0; f < ISH_PRIMITIVES; f++) {
		for (size_t i = 0; i < cells; i++) {
			all[f * cells + i] = data.value[f][i];
		}
	}
	ish_field_data_reset(&data);
	return all;
}

/* The reference's own truncation error on 32^2 points is 1e-7 (its attribute ref_err_of_32_grid). */
Test(shear_layer, reaches_the_reference_without_a_filter, .timeout = 60)
{
	struct ish_config config;
	read_config(&config, "shear2d");
	double *want = read_final();
	double *have = fields_after(&config, 1.0, 100);
	const double error = distance(&config, have, want);
	cr_log_info("no filter: %.3e", error);
	cr_assert_lt(error, 1e-6, "%.3e", error);
	free(have);
	free(want);
}

/* The default filter's own damage, a number of its own: numerics has 7e-7 to 2.4e-5 for this case. */
Test(shear_layer, stays_near_the_reference_with_the_default_filter, .timeout = 60)
{
	struct ish_config config;
	read_config(&config, "shear2d");
	set(&config, "filter.name=\"exponential\"");
	double *want = read_final();
	double *have = fields_after(&config, 1.0, 100);
	const double error = distance(&config, have, want);
	cr_log_info("default filter, 100 steps: %.3e", error);
	cr_assert_lt(error, 1e-4, "%.3e", error);
	free(have);
	free(want);
}

/* Order in time on the same grid: against a run of imex-ssp3 with 16 times smaller steps than the finest, so the spatial error drops out. */
Test(shear_layer, error_falls_with_the_order_of_every_scheme, .timeout = 120)
{
	struct ish_config config;
	read_config(&config, "shear2d");
	double *fine = fields_after(&config, 0.5, 1600);
	for (int s = 0; s < ish_scheme_count(); s++) {
		const struct ish_scheme *scheme = ish_scheme_at(s);
		const double band = scheme->order == 2 ? 0.1 : 0.15;
		double error[4];
		set(&config, "time.scheme=\"%s\"", scheme->name);
		for (int i = 0; i < 4; i++) {
			double *f = fields_after(&config, 0.5, 20L << i);
			error[i] = distance(&config, f, fine);
			free(f);
		}
		for (int i = 0; i < 3; i++) {
			const double order = order_of(error[i], error[i + 1]);
			cr_log_info("%s %.3e %.3e order %.3f", scheme->name, error[i], error[i + 1], order);
			cr_assert_float_eq(order, scheme->order, band, "%s: %.3e, %.3e, order %.3f", scheme->name, error[i],
			                   error[i + 1], order);
		}
	}
	free(fine);
}
