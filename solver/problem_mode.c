/*
 * Any linear mode on a homogeneous fluid that moves through Minkowski space, with its exact solution
 * (solver/linear_modes.h).
 */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "solver/linear_modes.h"
#include "solver/problem_impl.h"

enum { WAVE, VELOCITY, BRANCH, AMPLITUDE, T0, KEYS };

#define MOST_WAVE 524288.0 /* that of an axis of the largest grid */
#define MOST_SPEED 0.999

static const struct {
	const char *name;
	enum ish_linear_family family;
	int place; /* among the modes of the family */
} branches[] = {
	{"sound", ISH_LINEAR_SOUND, 0},     {"sound-2", ISH_LINEAR_SOUND, 1}, {"sound-3", ISH_LINEAR_SOUND, 2},
	{"sound-4", ISH_LINEAR_SOUND, 3},   {"shear", ISH_LINEAR_SHEAR, 0},   {"shear-2", ISH_LINEAR_SHEAR, 1},
	{"shear-3", ISH_LINEAR_SHEAR, 2},   {"shear-4", ISH_LINEAR_SHEAR, 3}, {"tensor", ISH_LINEAR_TENSOR, 0},
	{"tensor-2", ISH_LINEAR_TENSOR, 1},
};
#define BRANCHES (sizeof branches / sizeof branches[0])
#define BRANCH_NAMES "sound|sound-2|sound-3|sound-4|shear|shear-2|shear-3|shear-4|tensor|tensor-2"

/* clang-format off */
static const struct ish_problem_key keys[KEYS] = {
	[WAVE] = {"wave", ISH_KEY_VECTOR, {1.0, 0.0, 0.0}, -MOST_WAVE, MOST_WAVE, "1",
		"integers n_i: the wave vector is k_i = 2 pi n_i/L_i"},
	[VELOCITY] = {"velocity", ISH_KEY_VECTOR, {0.0, 0.0, 0.0}, -MOST_SPEED, MOST_SPEED, "1",
		"of the background, its length at most 0.999"},
	[BRANCH] = {"branch", ISH_KEY_CHOICE, {0.0}, 0.0, 0.0, BRANCH_NAMES,
		"sound, sound-2: along and against k; sound-3, -4: relaxation of pi and Pi; shear, -2: two polarisations of "
		"the least damped, -3, -4 of the other; tensor, -2: pi alone"},
	[AMPLITUDE] = {"amplitude", ISH_KEY_REAL, {1e-6}, 0.0, 0.9, "1",
		"largest component of the wave in units of e (u: of 1); the exact solution is that of small amplitudes"},
	[T0] = {"T0", ISH_KEY_REAL, {ISH_PROBLEM_TEMPERATURE}, 1e-6, 1e6, "fm^-1", "temperature of the background"},
};
/* clang-format on */

/* The mode that problem.branch names, of those that this fluid has. */
static enum ish_status choose(const struct ish_config *config, const struct ish_linear_mode *mode, int count,
                              const struct ish_linear_mode **mode_out)
{
	size_t branch = 0;
	while (branch + 1 < BRANCHES && strcmp(branches[branch].name, config->problem.choice) != 0) {
		branch++;
	}
	int found = 0;
	for (int i = 0; i < count; i++) {
		if (mode[i].family == branches[branch].family && found++ == branches[branch].place) {
			*mode_out = &mode[i];
			return ISH_OK;
		}
	}
	return found == 0 ? ish_config_refuse(config, "problem.branch", "this fluid has no such modes")
	                  : ish_config_refuse(config, "problem.branch", "this fluid has only %d of these modes", found);
}

static enum ish_status prepare(const struct ish_config *config, void **data_out)
{
	const double *v = config->problem.value[VELOCITY];
	const double speed = sqrt(v[0] * v[0] + v[1] * v[1] + v[2] * v[2]);
	struct ish_wave wave;
	struct ish_linear_flow flow = {.velocity = {v[0], v[1], v[2]}, .frozen = false};
	*data_out = NULL;
	if (!(speed <= MOST_SPEED)) {
		return ish_config_refuse(config, "problem.velocity", "must be at most %g long, not %g", MOST_SPEED,
		                         speed);
	}
	enum ish_status status =
		ish_wave_init(&wave, config, config->problem.value[WAVE], config->problem.value[T0][0], &flow.fluid);
	if (status != ISH_OK) {
		return status;
	}
	memcpy(flow.k, wave.k, sizeof flow.k);
	struct ish_linear_mode mode[ISH_PRIMITIVES];
	int count;
	status = ish_linear_modes(&flow, mode, &count);
	if (status != ISH_OK) {
		return status;
	}
	const struct ish_linear_mode *chosen = NULL;
	status = choose(config, mode, count, &chosen);
	if (status != ISH_OK) {
		return status;
	}
	wave.omega = chosen->omega; /* NOLINT(clang-analyzer-core.NullDereference): choose has set it or failed */
	for (int f = 0; f < ISH_PRIMITIVES; f++) {
		wave.vector[f] = chosen->vector[f] * config->problem.value[AMPLITUDE][0];
	}
	for (int i = 0; i < 3; i++) {
		wave.background[ISH_U1 + i] = v[i] / sqrt(1.0 - speed * speed);
	}
	return ish_wave_keep(&wave, config, data_out);
}

const struct ish_problem ish_problem_mode = {
	.name = "mode",
	.sentence =
		"any of the ten linear modes of small amplitude on a moving fluid, with its exact solution; geometry "
		"minkowski only",
	.keys = keys,
	.key_count = KEYS,
	.prepare = prepare,
	.point = ish_wave_point,
	.exact = ish_wave_exact,
	.release = free,
};
