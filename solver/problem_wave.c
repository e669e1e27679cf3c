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

enum ish_status ish_problem_wave_vector(const struct ish_config *config, const double wave[3], double k[3])
{
	double most = 0.0;
	for (int i = 0; i < 3; i++) {
		const int points = config->grid.shape[i];
		if (wave[i] != floor(wave[i])) {
			return ish_config_refuse(config, "problem.wave", "must be three integers, not %g", wave[i]);
		}
		if (wave[i] != 0.0 && 2.0 * fabs(wave[i]) >= points) {
			return points == 1
			               ? ish_config_refuse(config, "problem.wave",
			                                   "component %c must be 0 on an axis of 1 point", "xyz"[i])
			               : ish_config_refuse(config, "problem.wave",
			                                   "component %c must be below half of the %d points of "
			                                   "its axis",
			                                   "xyz"[i], points);
		}
		k[i] = 2.0 * acos(-1.0) * wave[i] / config->grid.length[i];
		most = fmax(most, fabs(wave[i]));
	}
	if (most == 0.0) {
		return ish_config_refuse(config, "problem.wave", "must have a component that is not 0");
	}
	return ISH_OK;
}

static double dot(const double a[3], const double b[3])
{
	return a[0] * b[0] + a[1] * b[1] + a[2] * b[2];
}

/* A unit vector orthogonal to k: the part of `wish` that is, or of the axis farthest from k. */
static enum ish_status transverse(const struct ish_config *config, const double k[3], double out[3])
{
	const double *wish = config->problem.value[POLARISATION];
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
		return ish_config_refuse(config, "problem.polarisation",
		                         "must not be parallel to the wave vector, along [%g, %g, %g]", k[0], k[1],
		                         k[2]);
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
                                  struct ish_wave *wave)
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
                                  struct ish_wave *wave)
{
	double polarisation[3];
	enum ish_status status = transverse(config, wave->k, polarisation);
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

enum ish_status ish_wave_init(struct ish_wave *wave, const struct ish_config *config, const double number[3],
                              double temperature, struct ish_linear_fluid *fluid_out)
{
	*wave = (struct ish_wave){.start = config->time.start};
	enum ish_status status = ish_problem_need_geometry(config, "minkowski");
	if (status != ISH_OK) {
		return status;
	}
	status = ish_problem_wave_vector(config, number, wave->k);
	if (status != ISH_OK) {
		return status;
	}
	struct ish_model model;
	status = ish_model_init(&model, config);
	if (status != ISH_OK) {
		return status;
	}
	for (int i = 0; i < 3; i++) {
		wave->origin[i] = config->grid.origin[i];
	}
	wave->background[ISH_E] = ish_problem_energy(&model, temperature);
	*fluid_out = linear_fluid(&model, wave->background[ISH_E]);
	return ISH_OK;
}

enum ish_status ish_wave_keep(const struct ish_wave *wave, const struct ish_config *config, void **data_out)
{
	struct ish_wave *data = malloc(sizeof *data);
	if (data == NULL) {
		return ish_fail(ISH_ERR_MEMORY, "problem \"%s\": no memory", config->problem.name);
	}
	*data = *wave;
	*data_out = data;
	return ISH_OK;
}

static enum ish_status prepare(const struct ish_config *config, enum wave_kind kind, void **data_out)
{
	struct ish_wave wave;
	struct ish_linear_fluid linear;
	*data_out = NULL;
	enum ish_status status =
		ish_wave_init(&wave, config, config->problem.value[WAVE], config->problem.value[T0][0], &linear);
	if (status != ISH_OK) {
		return status;
	}
	status = kind == SOUND ? sound_mode(config, &linear, &wave) : shear_mode(config, &linear, &wave);
	return status == ISH_OK ? ish_wave_keep(&wave, config, data_out) : status;
}

static enum ish_status prepare_sound(const struct ish_config *config, void **data_out)
{
	return prepare(config, SOUND, data_out);
}

static enum ish_status prepare_shear(const struct ish_config *config, void **data_out)
{
	return prepare(config, SHEAR, data_out);
}

void ish_wave_exact(const void *data, double t, const double x[3], double value[ISH_PRIMITIVES])
{
	const struct ish_wave *wave = data;
	double phase = 0.0; /* the wave starts at the origin of the box: a shifted box holds the same wave */
	for (int i = 0; i < 3; i++) {
		phase += wave->k[i] * (x[i] - wave->origin[i]);
	}
	const double complex factor = cexp(I * phase) * cexp(-I * wave->omega * (t - wave->start));
	for (int f = 0; f < ISH_PRIMITIVES; f++) {
		value[f] = wave->background[f] + creal(wave->vector[f] * factor);
	}
}

void ish_wave_point(const void *data, const int index[3], const double x[3], double value[ISH_PRIMITIVES])
{
	(void)index;
	const struct ish_wave *wave = data;
	ish_wave_exact(data, wave->start, x, value);
}

const struct ish_problem ish_problem_sound = {
	.name = "sound",
	.sentence = "a damped sound wave of small amplitude on a fluid at rest, with its exact solution; geometry "
		    "minkowski only",
	.keys = sound_keys,
	.key_count = SOUND_KEYS,
	.prepare = prepare_sound,
	.point = ish_wave_point,
	.exact = ish_wave_exact,
	.release = free,
};

const struct ish_problem ish_problem_shear = {
	.name = "shear",
	.sentence = "a transverse wave of small amplitude on a fluid at rest, with its exact solution; geometry "
		    "minkowski only",
	.keys = shear_keys,
	.key_count = SHEAR_KEYS,
	.prepare = prepare_shear,
	.point = ish_wave_point,
	.exact = ish_wave_exact,
	.release = free,
};
