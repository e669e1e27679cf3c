/*
 * A simple wave of an ideal fluid with a constant speed of sound c, which steepens until it breaks. With y = artanh(v) along
 * the direction n of propagation the Riemann invariant y - c/(1 + c^2) ln e is constant, and y is carried with the speed
 * tanh(y + artanh c) (A. H. Taub, Phys. Rev. 74, 328 (1948)):
 *   y = y_0 + a,   ln e = ln e_0 + (1 + c^2)/c a,   a = A sin(k [n.x - tanh(y_0 + a + artanh c) t])
 * until the first t at which the last equation has more than one root.
 */
#include <math.h>
#include <stdlib.h>

#include "solver/problem_impl.h"

enum { WAVE, VELOCITY, AMPLITUDE, T0, KEYS };

#define MOST_WAVE 524288.0 /* that of an axis of the largest grid */

/* clang-format off */
static const struct ish_problem_key keys[KEYS] = {
	[WAVE] = {"wave", ISH_KEY_VECTOR, {1.0, 0.0, 0.0}, -MOST_WAVE, MOST_WAVE, "1",
		"integers n_i: the wave vector is k_i = 2 pi n_i/L_i"},
	[VELOCITY] = {"velocity", ISH_KEY_REAL, {0.0}, -0.99, 0.99, "1", "of the background, along the wave vector"},
	[AMPLITUDE] = {"amplitude", ISH_KEY_REAL, {0.2}, 0.0, 1.5, "1",
		"A of the rapidity artanh(v); ln e has A (1 + cs2)/cs"},
	[T0] = {"T0", ISH_KEY_REAL, {ISH_PROBLEM_TEMPERATURE}, 1e-6, 1e6, "fm^-1", "temperature of the background"},
};
/* clang-format on */

struct simple_wave {
	double start, breaking; /* fm; breaking: the time, from the start */
	double origin[3];
	double k[3], length; /* wave vector, |k| */
	double sound;        /* artanh c */
	double stiffness;    /* (1 + c^2)/c */
	double rapidity, amplitude, ln_e;
	bool ideal;
};

/* d/da of the speed at which a is carried. */
static double steepening(const struct simple_wave *wave, double a)
{
	const double cosine = cosh(wave->rapidity + a + wave->sound);
	return 1.0 / (cosine * cosine);
}

/*
 * Breaking: 1 + A k t cos(phase) steepening(a) = 0 first. The largest of -cos(phase) steepening(A sin(phase)) over a period, to
 * 2e-6 by its 4096 points; the time is taken 1e-5 earlier.
 */
static double breaking_time(const struct simple_wave *wave)
{
	double most = 0.0;
	for (int i = 0; i < 4096; i++) {
		const double phase = 2.0 * acos(-1.0) * i / 4096.0;
		most = fmax(most, -cos(phase) * steepening(wave, wave->amplitude * sin(phase)));
	}
	return (1.0 - 1e-5) / (wave->amplitude * wave->length * most); /* infinite for A = 0 */
}

static enum ish_status prepare(const struct ish_config *config, void **data_out)
{
	const double(*value)[3] = config->problem.value;
	struct simple_wave wave = {
		.start = config->time.start, .rapidity = atanh(value[VELOCITY][0]), .amplitude = value[AMPLITUDE][0]};
	*data_out = NULL;
	enum ish_status status = ish_problem_need_geometry(config, "minkowski");
	if (status != ISH_OK) {
		return status;
	}
	status = ish_problem_wave_vector(config, value[WAVE], wave.k);
	if (status != ISH_OK) {
		return status;
	}
	struct ish_model model;
	status = ish_model_init(&model, config);
	if (status != ISH_OK) {
		return status;
	}
	const double e = ish_problem_energy(&model, value[T0][0]);
	const double c = sqrt(ish_problem_thermo(&model, e).cs2);
	wave.ideal = !model.shear && !model.bulk;
	wave.length = sqrt(wave.k[0] * wave.k[0] + wave.k[1] * wave.k[1] + wave.k[2] * wave.k[2]);
	wave.sound = atanh(c);
	wave.stiffness = (1.0 + c * c) / c;
	wave.ln_e = log(e);
	wave.breaking = breaking_time(&wave);
	for (int i = 0; i < 3; i++) {
		wave.origin[i] = config->grid.origin[i];
	}
	struct simple_wave *data = malloc(sizeof *data);
	if (data == NULL) {
		return ish_fail(ISH_ERR_MEMORY, "problem \"simple-wave\": no memory");
	}
	*data = wave;
	*data_out = data;
	return ISH_OK;
}

/* a at the phase k n.x and the time since the start: Newton's method, kept between -A and A, where the one root is. */
static double carried(const struct simple_wave *wave, double phase, double time)
{
	double low = -wave->amplitude;
	double high = wave->amplitude;
	double a = 0.0;
	for (int i = 0; i < 200 && low < high; i++) {
		const double angle = phase - wave->length * time * tanh(wave->rapidity + a + wave->sound);
		const double f = a - wave->amplitude * sin(angle);
		const double df = 1.0 + wave->amplitude * cos(angle) * wave->length * time * steepening(wave, a);
		low = f < 0.0 ? a : low;
		high = f > 0.0 ? a : high;
		double next = a - f / df;
		next = next > low && next < high ? next : 0.5 * (low + high);
		if (f == 0.0 || fabs(next - a) <= 1e-16 * wave->amplitude) {
			break;
		}
		a = next;
	}
	return a;
}

static void exact(const void *data, double t, const double x[3], double value[ISH_PRIMITIVES])
{
	const struct simple_wave *wave = data;
	double phase = 0.0;
	for (int i = 0; i < 3; i++) {
		phase += wave->k[i] * (x[i] - wave->origin[i]);
	}
	const double a = carried(wave, phase, t - wave->start);
	const double along = sinh(wave->rapidity + a);
	value[ISH_E] = exp(wave->ln_e + wave->stiffness * a);
	for (int i = 0; i < 3; i++) {
		value[ISH_U1 + i] = along * wave->k[i] / wave->length;
	}
	for (int f = ISH_PI11; f < ISH_PRIMITIVES; f++) {
		value[f] = 0.0;
	}
}

static void point(const void *data, const int index[3], const double x[3], double value[ISH_PRIMITIVES])
{
	(void)index;
	exact(data, ((const struct simple_wave *)data)->start, x, value);
}

static bool within(const void *data, double t, const double x[3])
{
	(void)x;
	const struct simple_wave *wave = data;
	return wave->ideal && t >= wave->start && t - wave->start < wave->breaking;
}

const struct ish_problem ish_problem_simple_wave = {
	.name = "simple-wave",
	.sentence = "a sound wave of any amplitude that travels one way and steepens, with its exact solution until it "
                    "breaks where "
		    "both viscosities are 0; geometry minkowski only",
	.keys = keys,
	.key_count = KEYS,
	.prepare = prepare,
	.point = point,
	.exact = exact,
	.within = within,
	.release = free,
};
