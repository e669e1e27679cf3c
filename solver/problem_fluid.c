/* The fluid, the box and the metric that the configuration describes, as problems see them; a smooth window. */
#include <math.h>
#include <string.h>

#include "solver/problem_impl.h"

struct ish_thermo ish_problem_thermo(const struct ish_model *model, double e)
{
	switch (model->eos_id) {
#define ISH_EOS(id, name, short_name, sentence)                                                                        \
	case id:                                                                                                       \
		return ish_eos_##short_name(model->eos, e);
#include "physics/eos.def"
#undef ISH_EOS
	default: return (struct ish_thermo){0.0, 0.0, 0.0};
	}
}

double ish_problem_energy(const struct ish_model *model, double t)
{
	/* the speed of sound does not depend on e in any row of eos.def (physics/eos.h) */
	return ish_eos_energy_at(model->eos.p0, ish_problem_thermo(model, 1.0).cs2, t);
}

struct ish_coefficients ish_problem_coefficients(const struct ish_model *model, double e)
{
	return ish_transport_at(model->transport, e, ish_problem_thermo(model, e), model->shear, model->bulk);
}

enum ish_status ish_problem_need_geometry(const struct ish_config *config, const char *name)
{
	if (strcmp(config->geometry.name, name) == 0) {
		return ISH_OK;
	}
	return ish_config_refuse(config, "geometry.name", "must be \"%s\" in problem \"%s\"", name, config->problem.name);
}

enum ish_status ish_problem_need_viscosity(const struct ish_config *config, const struct ish_model *model,
                                           const double value[ISH_PRIMITIVES])
{
	for (int f = ISH_PI11; f < ISH_PRIMITIVES; f++) {
		const bool on = f == ISH_BULK ? model->bulk : model->shear;
		if (!on && value[f] != 0.0) {
			return ish_config_refuse(
				config, f == ISH_BULK ? "transport.zeta_over_s" : "transport.eta_over_s",
				"must be more than 0 where problem \"%s\" starts with %s = %.15g", config->problem.name,
				ish_primitive_name[f], value[f]);
		}
	}
	return ISH_OK;
}

int ish_problem_axes(const struct ish_config *config, int axes[3])
{
	int count = 0;
	for (int i = 0; i < 3; i++) {
		if (config->grid.shape[i] > 1) {
			axes[count++] = i;
		}
	}
	return count;
}

double ish_problem_window(double s)
{
	if (s <= 0.0) {
		return 1.0;
	}
	return s < 1.0 ? 1.0 / (1.0 + exp(1.0 / (1.0 - s) - 1.0 / s)) : 0.0;
}
