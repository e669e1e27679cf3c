/* The same ten values everywhere: box relaxation, FLRW, Kasner. */
#include <stdlib.h>
#include <string.h>

#include "solver/problem_impl.h"

enum { E, U, PI11, PI12, PI13, PI22, PI23, BULK, KEYS };

/* Largest |u^i|, |pi^ij|, e that are accepted: far beyond any fluid, below any overflow in squares. */
#define MOST_U 1e3
#define MOST_E 1e30
#define LEAST_E 1e-30

/* clang-format off */
static const struct ish_problem_key keys[KEYS] = {
	[E] = {"e", ISH_KEY_REAL, {3.0}, LEAST_E, MOST_E, "fm^-4", "energy density"},
	[U] = {"u", ISH_KEY_VECTOR, {0.0, 0.0, 0.0}, -MOST_U, MOST_U, "1", "u^1, u^2, u^3, tetrad components"},
	[PI11] = {"pi11", ISH_KEY_REAL, {0.0}, -MOST_E, MOST_E, "fm^-4", "pi^11; pi^33 makes the tensor traceless"},
	[PI12] = {"pi12", ISH_KEY_REAL, {0.0}, -MOST_E, MOST_E, "fm^-4", "shear stress pi^12"},
	[PI13] = {"pi13", ISH_KEY_REAL, {0.0}, -MOST_E, MOST_E, "fm^-4", "shear stress pi^13"},
	[PI22] = {"pi22", ISH_KEY_REAL, {0.0}, -MOST_E, MOST_E, "fm^-4", "shear stress pi^22"},
	[PI23] = {"pi23", ISH_KEY_REAL, {0.0}, -MOST_E, MOST_E, "fm^-4", "shear stress pi^23"},
	[BULK] = {"Pi", ISH_KEY_REAL, {0.0}, -MOST_E, MOST_E, "fm^-4", "bulk pressure"},
};
/* clang-format on */

struct homogeneous {
	double value[ISH_PRIMITIVES];
};

static enum ish_status prepare(const struct ish_config *config, void **data_out)
{
	*data_out = NULL;
	struct ish_model model;
	enum ish_status status = ish_model_init(&model, config);
	if (status != ISH_OK) {
		return status;
	}
	struct homogeneous state;
	state.value[ISH_E] = config->problem.value[E][0];
	for (int i = 0; i < 3; i++) {
		state.value[ISH_U1 + i] = config->problem.value[U][i];
	}
	for (int k = PI11; k <= BULK; k++) {
		state.value[ISH_PI11 + k - PI11] = config->problem.value[k][0];
	}
	status = ish_problem_need_viscosity(config, &model, state.value);
	if (status != ISH_OK) {
		return status;
	}
	struct homogeneous *data = malloc(sizeof *data);
	if (data == NULL) {
		return ish_fail(ISH_ERR_MEMORY, "problem \"homogeneous\": no memory");
	}
	*data = state;
	*data_out = data;
	return ISH_OK;
}

static void point(const void *data, const int index[3], const double x[3], double value[ISH_PRIMITIVES])
{
	(void)index;
	(void)x;
	const struct homogeneous *state = data;
	memcpy(value, state->value, sizeof state->value);
}

const struct ish_problem ish_problem_homogeneous = {
	.name = "homogeneous",
	.sentence = "the same ten values everywhere, in any geometry",
	.keys = keys,
	.key_count = KEYS,
	.prepare = prepare,
	.point = point,
	.release = free,
};
