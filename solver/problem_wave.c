/*
 * Linear waves on a fluid at rest in Minkowski space: sound and shear, with their exact solution (solver/dispersion.h).
 */
#include <complex.h>
#include <math.h>
#include <stdlib.h>

#include "solver/dispersion.h"
#include "solver/problem_impl.h"

enum { WAVE, AMPLITUDE, T0, POLARISATION, SHEAR_KEYS, SOUND_KEYS = POLARISATION };

/* Largest number of periods in the box: that of an axis of the largest grid. */
#define MOST_WAVE 524288.0

/* clang-format off */
#define WAVE_ROW \
	{"wave", ISH_KEY_VECTOR, {1.0, 0.0, 0.0}, -MOST_WAVE, MOST_WAVE, "1", \
		"integers n_i: the wave vector is k_i = 2 pi n_i/L_i"}
#define TEMPERATURE_ROW \
	{"T0", ISH_KEY_REAL, {ISH_PROBLEM_TEMPERATURE}, 1e-6, 1e6, "fm^-1", "temperature of the background"}

static const struct ish_problem_key sound_keys[SOUND_KEYS] = {
	[WAVE] = WAVE_ROW,
	[AMPLITUDE] = {"amplitude", ISH_KEY_REAL, {1e-6}, 0.0, 0.9, "1",
		"of the energy density over that of the background; the exact solution is that of small amplitudes"},
	[T0] = TEMPERATURE_ROW,
};
/* clang-format on */

/* clang-format off */
static const struct ish_problem_key shear_keys[SHEAR_KEYS] = {
	[WAVE] = WAVE_ROW,
	[AMPLITUDE] = {"amplitude", ISH_KEY_REAL, {1e-6}, 0.0, 10.0, "1",
		"of the transverse velocity; the exact solution is that of small amplitudes"},
	[T0] = TEMPERATURE_ROW,
	[POLARISATION] = {"polarisation", ISH_KEY_VECTOR, {0.0, 0.0, 0.0}, -1.0, 1.0, "1",
		"direction of the flow, made orthogonal to k; [0, 0, 0]: the axis farthest from k"},
};
/* clang-format on */

struct wave {
	double start; /* fm */
	double e;     /* background */
	double k[3], origin[3];
	double complex omega;
	double complex vector[ISH_PRIMITIVES];
};

/* The wave vector; refuses what the grid does not hold. */
static enum ish_status wave_vector(const struct ish_config *config, double k[3])
{
	const char *name = config->problem.name;
	const double *wave = config->problem.value[WAVE];
	double most = 0.0;
	for (int i = 0; i < 3; i++) {
		const int points = config->grid.shape[i];
		if (wave[i] != floor(wave[i])) {
			return ish_fail(ISH_ERR_INPUT, "problem \"%s\": wave[%d] = %g: need an integer", name, i,
			                wave[i]);
		}
		if (wave[i] != 0.0 && 2.0 * fabs(wave[i]) >= points) {
			return ish_fail(
				ISH_ERR_INPUT,
				"problem \"%s\": wave[%d] = %g on an axis of %d points: need 0, or more than %g points",
				name, i, wave[i], points, 2.0 * fabs(wave[i]));
		}
		k[i] = 2.0 * acos(-1.0) * wave[i] / config->grid.length[i];
		most = fmax(most, fabs(wave[i]));
	}
	if (most == 0.0) {
		return ish_fail(ISH_ERR_INPUT, "problem \"%s\": wave = [0, 0, 0]: one component must not be 0", name);
	}
	return ISH_OK;
}

static double dot(const double a[3], const double b[3])
{
	return a[0] * b[0] + a[1] * b[1] + a[2] * b[2];
}

/* A unit vector orthogonal to k: the part of `wish` that is, or of the axis farthest from k. */
static enum ish_status transverse(const double wish[3], const double k[3], double out[3])
{
	const double k2 = dot(k, k);
	double p[3] = {wish[0], wish[1], wish[2]};
	if (dot(p, p) == 0.0) {
		int axis = 0;
		for (int i = 1; i < 3; i++) {
			axis = fabs(k[i]) < fabs(k[axis]) ? i : axis;
		}
		p[axis] = 1.0;
	}
	const double length = sqrt(dot(p, p));
	const double along = dot(p, k) / k2;
	for (int i = 0; i < 3; i++) {
		p[i] -= along * k[i];
	}
	const double across = sqrt(dot(p, p));
	if (across < 1e-6 * length) { /* what is left would be round-off */
		return ish_fail(ISH_ERR_INPUT,
		                "problem \"shear\": polarisation = [%g, %g, %g] is parallel to the wave vector",
		                wish[0], wish[1], wish[2]);
	}
	for (int i = 0; i < 3; i++) {
		out[i] = p[i] / across;
	}
	return ISH_OK;
}

static struct ish_linear_fluid linear_fluid(const struct ish_model *model, double e)
{
	const struct ish_thermo thermo = ish_problem_thermo(model, e);
	const struct ish_coefficients c = ish_problem_coefficients(model, e);
	const double w = e + thermo.p;
	struct ish_linear_fluid linear = {.e = e, .w = w, .cs2 = thermo.cs2};
	if (model->shear) {
		linear.tau_pi = 1.0 / c.rate_pi;
		linear.eta_w = c.eta_tau / (c.rate_pi * w);
	}
	if (model->bulk) {
		linear.tau_Pi = 1.0 / c.rate_Pi;
		linear.zeta_w = c.zeta_tau / (c.rate_Pi * w);
	}
	return linear;
}

/* Frequency and eigenvector, the first mode of the list, scaled to the amplitude. */
static enum ish_status sound_mode(const struct ish_config *config, const struct ish_linear_fluid *fluid,
                                  struct wave *wave)
{
	double complex omega[ISH_DISPERSION_ROOTS];
	int count;
	const enum ish_status status = ish_dispersion_sound(fluid, sqrt(dot(wave->k, wave->k)), omega, &count);
	if (status != ISH_OK) {
		return status;
	}
	wave->omega = omega[0];
	ish_dispersion_sound_vector(fluid, wave->k, wave->omega, wave->vector);
	for (int f = 0; f < ISH_PRIMITIVES; f++) {
		wave->vector[f] *= config->problem.value[AMPLITUDE][0] * fluid->e;
	}
	return ISH_OK;
}

static enum ish_status shear_mode(const struct ish_config *config, const struct ish_linear_fluid *fluid,
                                  struct wave *wave)
{
	double polarisation[3];
	enum ish_status status = transverse(config->problem.value[POLARISATION], wave->k, polarisation);
	if (status != ISH_OK) {
		return status;
	}
	double complex omega[ISH_DISPERSION_ROOTS];
	int count;
	status = ish_dispersion_shear(fluid, sqrt(dot(wave->k, wave->k)), omega, &count);
	if (status != ISH_OK) {
		return status;
	}
	wave->omega = omega[0];
	ish_dispersion_shear_vector(fluid, wave->k, polarisation, wave->omega, wave->vector);
	for (int f = 0; f < ISH_PRIMITIVES; f++) {
		wave->vector[f] *= config->problem.value[AMPLITUDE][0];
	}
	return ISH_OK;
}

enum wave_kind { SOUND, SHEAR };

static enum ish_status prepare(const struct ish_config *config, enum wave_kind kind, void **data_out)
{
	*data_out = NULL;
	enum ish_status status = ish_problem_need_geometry(config, "minkowski");
	if (status != ISH_OK) {
		return status;
	}
	struct wave wave = {.start = config->time.start};
	status = wave_vector(config, wave.k);
	if (status != ISH_OK) {
		return status;
	}
	struct ish_model model;
	status = ish_model_init(&model, config);
	if (status != ISH_OK) {
		return status;
	}
	wave.e = ish_problem_energy(&model, config->problem.value[T0][0]);
	const struct ish_linear_fluid linear = linear_fluid(&model, wave.e);
	status = kind == SOUND ? sound_mode(config, &linear, &wave) : shear_mode(config, &linear, &wave);
	if (status != ISH_OK) {
		return status;
	}
	for (int i = 0; i < 3; i++) {
		wave.origin[i] = config->grid.origin[i];
	}
	struct wave *data = malloc(sizeof *data);
	if (data == NULL) {
		return ish_fail(ISH_ERR_MEMORY, "problem \"%s\": no memory", config->problem.name);
	}
	*data = wave;
	*data_out = data;
	return ISH_OK;
}

static enum ish_status prepare_sound(const struct ish_config *config, void **data_out)
{
	return prepare(config, SOUND, data_out);
}

static enum ish_status prepare_shear(const struct ish_config *config, void **data_out)
{
	return prepare(config, SHEAR, data_out);
}

static void exact(const void *data, double t, const double x[3], double value[ISH_PRIMITIVES])
{
	const struct wave *wave = data;
	double phase = 0.0; /* the wave starts at the origin of the box: a shifted box holds the same wave */
	for (int i = 0; i < 3; i++) {
		phase += wave->k[i] * (x[i] - wave->origin[i]);
	}
	const double complex factor = cexp(I * phase) * cexp(-I * wave->omega * (t - wave->start));
	for (int f = 0; f < ISH_PRIMITIVES; f++) {
		value[f] = creal(wave->vector[f] * factor);
	}
	value[ISH_E] += wave->e;
}

static void point(const void *data, const int index[3], const double x[3], double value[ISH_PRIMITIVES])
{
	(void)index;
	const struct wave *wave = data;
	exact(data, wave->start, x, value);
}

const struct ish_problem ish_problem_sound = {
	.name = "sound",
	.sentence = "a damped sound wave of small amplitude on a fluid at rest, with its exact solution; geometry "
		    "minkowski only",
	.keys = sound_keys,
	.key_count = SOUND_KEYS,
	.prepare = prepare_sound,
	.point = point,
	.exact = exact,
	.release = free,
};

const struct ish_problem ish_problem_shear = {
	.name = "shear",
	.sentence = "a transverse wave of small amplitude on a fluid at rest, with its exact solution; geometry "
		    "minkowski only",
	.keys = shear_keys,
	.key_count = SHEAR_KEYS,
	.prepare = prepare_shear,
	.point = point,
	.exact = exact,
	.release = free,
};
