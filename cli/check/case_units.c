/*
 * The equations of a conformal fluid hold no scale: with lengths and times doubled and energy densities divided by 16
 * everything stays the same. As these are powers of two no rounding changes either: the same bits.
 */
#include <stdlib.h>

#include "cli/check/simulation.h"

enum { STEPS = 20 };

#define SPAN 0.4

static const struct {
	const char *name, *scheme;
	double rapidity; /* 0: the third axis is a length; 1: it is a rapidity, which has no unit */
	const char *lines;
} spaces[] = {
	{"minkowski", "imex-ssp2", 0.0, "geometry.name=minkowski\n"},
	{"milne", "imex-ars2", 1.0, "geometry.name=milne\n"},
	{"flrw", "imex-ssp3", 0.0, "geometry.name=flrw\ngeometry.exponent=0.6\n"},
	{"kasner", "imex-ars3", 0.0, "geometry.name=kasner\ngeometry.exponents=[0.7,-0.3,0.5]\n"},
};

static const int shape[3] = {8, 7, 6};

/* The run with lengths and times multiplied by `scale`; its fields divided by their units. */
static enum ish_status scaled_run(const struct ish_check *check, size_t i, double scale, struct ish_config *config,
                                  double **fields_out)
{
	const double e_unit = 1.0 / (scale * scale * scale * scale);
	const double third = spaces[i].rapidity != 0.0 ? 1.0 : scale;
	*fields_out = NULL;
	enum ish_status status = ish_check_configure(
		check, config,
		"grid.shape=[%d,%d,%d]\ngrid.length=[%.17g,%.17g,%.17g]\ntime.start=%.17g\ntime.end=99.0\n"
		"time.step=%.17g\ntime.scheme=%s\ngeometry.t_ref=%.17g\neos.name=conformal\n"
		"transport.zeta_over_s=0.1\ntransport.tau_Pi=6.0\nfilter.name=exponential\n"
		"problem.name=random\nproblem.T0=%.17g\n%s",
		shape[0], shape[1], shape[2], 5.0 * scale, 4.0 * scale, 4.5 * third, 1.0 * scale, SPAN / STEPS * scale,
		spaces[i].scheme, 0.8 * scale, 2.0 / scale, spaces[i].lines);
	if (status == ISH_OK) {
		status = ish_check_fields_after(config, SPAN * scale, STEPS, fields_out);
	}
	const size_t cells = (size_t)ish_grid_cells(&config->grid);
	for (size_t n = 0; status == ISH_OK && n < ISH_PRIMITIVES * cells; n++) {
		const size_t field = n / cells;
		(*fields_out)[n] /= field >= ISH_U1 && field <= ISH_U3 ? 1.0 : e_unit;
	}
	return status;
}

static enum ish_status run(struct ish_check *check)
{
	enum ish_status status = ISH_OK;
	for (size_t i = 0; status == ISH_OK && i < sizeof spaces / sizeof spaces[0]; i++) {
		struct ish_config config;
		double *one;
		double *two = NULL;
		status = scaled_run(check, i, 1.0, &config, &one);
		if (status == ISH_OK) {
			status = scaled_run(check, i, 2.0, &config, &two);
		}
		if (status == ISH_OK) {
			const struct ish_check_key key = {
				.label = spaces[i].name, .quantity = "all", .scheme = spaces[i].scheme, .shape = shape};
			ish_check_error(check, &key, ish_check_distance(&config, two, one), 0.0);
		}
		free(one);
		free(two);
	}
	return status;
}

const struct ish_check_case ish_check_units = {
	.name = "units",
	.sentence = "a conformal fluid with lengths and times doubled: the same bits",
	.suite = ISH_CHECK_QUICK,
	.run = run,
};
