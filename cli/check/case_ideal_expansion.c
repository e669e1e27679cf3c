/*
 * Ideal fluids in Milne and FLRW space-time against closed forms: e ~ V^-(1 + cs2) with the volume V = t and t^3p; and
 * viscous shear in FLRW, where nothing is sheared: e ~ a^-4 in a conformal fluid.
 */
#include <math.h>
#include <string.h>

#include "cli/check/homogeneous.h"

static double cs2_of(const struct ish_config *config)
{
	return strcmp(config->eos.name, "constant-cs2") == 0 ? config->eos.cs2 : 1.0 / 3.0;
}

static enum ish_status in_milne(const struct ish_config *config, double before, double t, double value[ISH_PRIMITIVES])
{
	value[ISH_E] *= pow(before / t, 1.0 + cs2_of(config)); /* J. D. Bjorken, Phys. Rev. D 27, 140 (1983) */
	return ISH_OK;
}

static enum ish_status in_flrw(const struct ish_config *config, double before, double t, double value[ISH_PRIMITIVES])
{
	value[ISH_E] *= pow(before / t, 3.0 * config->geometry.exponent * (1.0 + cs2_of(config)));
	return ISH_OK;
}

static enum ish_status run(struct ish_check *check)
{
	static const struct ish_check_homogeneous flows[] = {
		{"Milne, conformal",
	         "geometry.name=milne\ntime.start=0.5\ntransport.eta_over_s=0.0\nproblem.name=bjorken\nproblem.T0=2."
	         "5\n",
	         2.5,
	         10,
	         {2e-5, 6e-8},
	         0.15,
	         in_milne},
		{"Milne, cs2 = 0.2",
	         "geometry.name=milne\ntime.start=0.5\ntransport.eta_over_s=0.0\nproblem.name=bjorken\nproblem.T0=2.5\n"
	         "eos.name=constant-cs2\neos.cs2=0.2\n",
	         2.5,
	         10,
	         {2e-5, 6e-8},
	         0.15,
	         in_milne},
		{"FLRW, conformal, eta/s = 0.2",
	         "geometry.name=flrw\ngeometry.exponent=0.5\ntime.start=1.0\nproblem.name=homogeneous\n",
	         3.0,
	         10,
	         {2e-5, 6e-8},
	         0.15,
	         in_flrw},
	};
	enum ish_status status = ISH_OK;
	for (size_t i = 0; status == ISH_OK && i < sizeof flows / sizeof flows[0]; i++) {
		status = ish_check_homogeneous_run(check, &flows[i]);
	}
	return status;
}

const struct ish_check_case ish_check_ideal_expansion = {
	.name = "ideal-expansion",
	.sentence = "expansion without dissipation in Milne and FLRW space-time against closed forms",
	.suite = ISH_CHECK_QUICK,
	.run = run,
};
