#include "solver/model.h"

#include <string.h>

static const char *const eos_names[ISH_EOS_COUNT] = {
#define ISH_EOS(id, name, short_name, sentence) name,
#include "physics/eos.def"
#undef ISH_EOS
};

static const char *const geometry_names[ISH_GEOMETRIES] = {
#define ISH_GEOMETRY(id, name, sentence) name,
#include "physics/geometry.def"
#undef ISH_GEOMETRY
};

static int row_of(const char *const *names, int count, const char *name)
{
	for (int i = 0; i < count; i++) {
		if (strcmp(names[i], name) == 0) {
			return i;
		}
	}
	return -1;
}

enum ish_status ish_model_init(struct ish_model *model, const struct ish_config *config)
{
	const struct ish_transport_config *t = &config->transport;
	const int eos = row_of(eos_names, ISH_EOS_COUNT, config->eos.name);
	const int geometry = row_of(geometry_names, ISH_GEOMETRIES, config->geometry.name);
	if (eos < 0) {
		return ish_fail(ISH_ERR_NAME, "eos.name = \"%s\": no such equation of state", config->eos.name);
	}
	if (geometry < 0) {
		return ish_fail(ISH_ERR_NAME, "geometry.name = \"%s\": no such geometry", config->geometry.name);
	}
	*model = (struct ish_model){
	        .eos_id = (enum ish_eos_id)eos,
	        .eos = ish_eos_make(config->eos.p0, config->eos.cs2),
	        .transport = {
#define ISH_TRANSPORT(field, sentence) .field = (ISH_REAL)t->field,
#include "physics/transport.def"
#undef ISH_TRANSPORT
	        },
	        .geometry = ish_geometry_make((enum ish_geometry_id)geometry, config->geometry.exponent,
	                                      config->geometry.exponents, config->geometry.t_ref),
	        .shear = t->eta_over_s > 0.0,
	        .bulk = t->zeta_over_s > 0.0,
	};
	model->transport = ish_transport_prepare(model->transport);
	for (int v = 0; v < ISH_VARS; v++) {
		const int viscous = v >= ISH_VAR_PI;
		if (!viscous || (v < ISH_VAR_BULK && model->shear) || (v == ISH_VAR_BULK && model->bulk)) {
			model->var[model->var_count++] = v;
		}
	}
	return ISH_OK;
}
