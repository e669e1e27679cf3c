/*
 * Boost-invariant expansion of a fluid at rest (J. D. Bjorken, Phys. Rev. D 27, 140 (1983)): pi = diag(phi/2, phi/2,
 * -phi).
 */
#include <stdlib.h>
#include <string.h>

#include "solver/problem_impl.h"

enum { T0, E0, PHI0, BULK0, KEYS };

/* clang-format off */
static const struct ish_problem_key keys[KEYS] = {
	[T0] = {"T0", ISH_KEY_REAL, {ISH_PROBLEM_TEMPERATURE}, 1e-6, 1e6, "fm^-1", "temperature at time.start"},
	[E0] = {"e0", ISH_KEY_REAL, {0.0}, 0.0, 1e30, "fm^-4", "energy density at time.start in place of T0; 0: by T0"},
	[PHI0] = {"phi0", ISH_KEY_REAL, {0.0}, -1e30, 1e30, "fm^-4",
		"phi = -pi^33 at time.start; pi^11 = pi^22 = phi/2"},
	[BULK0] = {"Pi0", ISH_KEY_REAL, {0.0}, -1e30, 1e30, "fm^-4", "bulk pressure at time.start"},
};
/* clang-format on */

struct bjorken {
	double value[ISH_PRIMITIVES];
};

static enum ish_status prepare(const struct ish_config *config, void **data_out)
{
	*data_out = NULL;
	enum ish_status status = ish_problem_need_geometry(config, "milne");
	if (status != ISH_OK) {
		return status;
	}
	struct ish_model model;
	status = ish_model_init(&model, config);
	if (status != ISH_OK) {
		return status;
	}
	const double e0 = config->problem.value[E0][0];
	const double phi = config->problem.value[PHI0][0];
	struct bjorken state = {{0.0}};
	state.value[ISH_E] = e0 > 0.0 ? e0 : ish_problem_energy(&model, config->problem.value[T0][0]);
	state.value[ISH_PI11] = 0.5 * phi;
	state.value[ISH_PI22] = 0.5 * phi;
	state.value[ISH_BULK] = config->problem.value[BULK0][0];
	status = ish_problem_need_viscosity(config, &model, state.value);
	if (status != ISH_OK) {
		return status;
	}
	struct bjorken *data = malloc(sizeof *data);
	if (data == NULL) {
		return ish_fail(ISH_ERR_MEMORY, "problem \"bjorken\": no memory");
	}
	*data = state;
	*data_out = data;
	return ISH_OK;
}

static void point(const void *data, const int index[3], const double x[3], double value[ISH_PRIMITIVES])
{
	(void)index;
	(void)x;
	const struct bjorken *state = data;
	memcpy(value, state->value, sizeof state->value);
}

const struct ish_problem ish_problem_bjorken = {
	.name = "bjorken",
	.sentence = "boost-invariant expansion of a homogeneous fluid at rest; geometry milne only",
	.keys = keys,
	.key_count = KEYS,
	.prepare = prepare,
	.point = point,
	.release = free,
};
