/*
 * Smooth random data in all ten fields: e, u^i, the five pi^ij and Pi are each a trigonometric polynomial of degree
 * `modes`, whose coefficients are drawn from (seed, field, wave numbers) alone. The data is therefore the same function
 * on every grid, and the same on every machine but for the round-off of sin and cos. Bounds hold everywhere, not only
 * on the grid's points.
 *
 * Numbers: SplitMix64 (G. L. Steele, D. Lea, C. H. Flood, OOPSLA 2014, doi 10.1145/2660193.2660195).
 */
#include <complex.h>
#include <math.h>
#include <stdint.h>
#include <stdlib.h>

#include "solver/problem_impl.h"
#include "solver/problem_random.h"

enum { SEED, AMPLITUDE, MODES, SPEED, SHEAR, BULK, T0, KEYS };
enum { MOST_MODES = 4, SIDE = 2 * MOST_MODES + 1 };

/* clang-format off */
static const struct ish_problem_key keys[KEYS] = {
	[SEED] = {"seed", ISH_KEY_INTEGER, {1.0}, 0.0, 9007199254740992.0, "1", "seed of the random numbers"},
	[AMPLITUDE] = {"amplitude", ISH_KEY_REAL, {0.3}, 0.0, 0.9, "1",
		"bound of the relative deviation of the energy density"},
	[MODES] = {"modes", ISH_KEY_INTEGER, {2.0}, 1.0, MOST_MODES, "1",
		"largest wave number of an axis, in waves; needs 2 modes + 1 points"},
	[SPEED] = {"v_max", ISH_KEY_REAL, {0.3}, 0.0, 0.99, "1", "bound of the speed"},
	[SHEAR] = {"shear", ISH_KEY_REAL, {0.1}, 0.0, 0.9, "P",
		"bound of sqrt(pi_ij pi_ij) over the pressure, at small speeds"},
	[BULK] = {"bulk", ISH_KEY_REAL, {0.05}, 0.0, 0.9, "P", "bound of |Pi| over the pressure"},
	[T0] = {"T0", ISH_KEY_REAL, {ISH_PROBLEM_TEMPERATURE}, 1e-6, 1e6, "fm^-1",
		"temperature at the mean energy density"},
};
/* clang-format on */

struct random_field {
	int modes[3]; /* degree along each axis; 0 where it has one point */
	double k[3];  /* 2 pi/L */
	double origin[3];
	double e0;
	double scale[ISH_PRIMITIVES];
	/* [field][n_z + modes][n_y + modes][n_x]: half of the wave numbers, n_x >= 0; the rest is the conjugate */
	double complex c[ISH_PRIMITIVES][SIDE][SIDE][MOST_MODES + 1];
};

uint64_t ish_splitmix64(uint64_t *state)
{
	uint64_t z = (*state += UINT64_C(0x9e3779b97f4a7c15));
	z = (z ^ (z >> 30)) * UINT64_C(0xbf58476d1ce4e5b9);
	z = (z ^ (z >> 27)) * UINT64_C(0x94d049bb133111eb);
	return z ^ (z >> 31);
}

/* Uniform in [-1, 1), 53 bits. */
static double uniform(uint64_t *state)
{
	return (double)(ish_splitmix64(state) >> 11) * 0x1p-52 - 1.0;
}

/* Draws the coefficients; |n|^2 damps them so that the large scales lead. */
static void draw(struct random_field *field, uint64_t seed)
{
	const int *m = field->modes;
	for (int f = 0; f < ISH_PRIMITIVES; f++) {
		for (int nz = -m[2]; nz <= m[2]; nz++) {
			for (int ny = -m[1]; ny <= m[1]; ny++) {
				for (int nx = 0; nx <= m[0]; nx++) {
					/* no coefficient depends on which others exist */
					uint64_t state = seed;
					state = ish_splitmix64(&state) ^ (uint64_t)f;
					state = ish_splitmix64(&state) ^ (uint64_t)(int64_t)nx;
					state = ish_splitmix64(&state) ^ (uint64_t)(int64_t)ny;
					state = ish_splitmix64(&state) ^ (uint64_t)(int64_t)nz;
					const double damping = 1.0 / (1 + nx * nx + ny * ny + nz * nz);
					const double re = uniform(&state);
					const double im = uniform(&state);
					field->c[f][nz + m[2]][ny + m[1]][nx] = damping * (re + I * im);
				}
			}
		}
	}
}

/* The ten polynomials, before scaling, at phases theta = k (x - origin): sums over z, then y, then x. */
static void evaluate(const struct random_field *field, const double theta[3], double g[ISH_PRIMITIVES])
{
	const int *m = field->modes;
	double complex wave[3][SIDE]; /* exp(i n theta), n from -m to m; from 0 for x */
	for (int axis = 0; axis < 3; axis++) {
		const int first = axis == 0 ? 0 : -m[axis];
		for (int n = first; n <= m[axis]; n++) {
			wave[axis][n - first] = cos(n * theta[axis]) + I * sin(n * theta[axis]);
		}
	}
	for (int f = 0; f < ISH_PRIMITIVES; f++) {
		double complex sum = 0.0;
		for (int nz = 0; nz <= 2 * m[2]; nz++) {
			double complex plane = 0.0;
			for (int ny = 0; ny <= 2 * m[1]; ny++) {
				double complex line = 0.0;
				for (int nx = 0; nx <= m[0]; nx++) {
					line += field->c[f][nz][ny][nx] * wave[0][nx];
				}
				plane += line * wave[1][ny];
			}
			sum += plane * wave[2][nz];
		}
		g[f] = creal(sum);
	}
}

/* Squared norms of the four parts: e, u, pi (with pi^33 = -pi^11 - pi^22, as at rest), Pi. */
static void norms(const double g[ISH_PRIMITIVES], double out[4])
{
	const double p33 = g[ISH_PI11] + g[ISH_PI22];
	out[0] = g[ISH_E] * g[ISH_E];
	out[1] = g[ISH_U1] * g[ISH_U1] + g[ISH_U2] * g[ISH_U2] + g[ISH_U3] * g[ISH_U3];
	out[2] = g[ISH_PI11] * g[ISH_PI11] + g[ISH_PI22] * g[ISH_PI22] + p33 * p33 +
	         2.0 * (g[ISH_PI12] * g[ISH_PI12] + g[ISH_PI13] * g[ISH_PI13] + g[ISH_PI23] * g[ISH_PI23]);
	out[3] = g[ISH_BULK] * g[ISH_BULK];
}

/*
 * Bounds of the four norms: the largest on a lattice of 8 m points an axis, over cos(pi m/(8 m)) = 0.924 an axis. For a
 * real trigonometric polynomial of degree m on N > 2 m equidistant points max |p| <= max_j |p_j|/cos(pi m/N) (H.
 * Ehlich, K. Zeller, Math. Z. 86, 41 (1964)); a norm is the largest of linear combinations, to each of which it
 * applies.
 */
static void bounds(const struct random_field *field, double bound[4])
{
	enum { POINTS_PER_MODE = 8 };
	const double pi = acos(-1.0);
	int points[3];
	double reach = 1.0;
	for (int axis = 0; axis < 3; axis++) {
		const int m = field->modes[axis];
		points[axis] = m > 0 ? POINTS_PER_MODE * m : 1;
		reach *= m > 0 ? cos(pi / POINTS_PER_MODE) : 1.0;
	}
	double most[4] = {0.0, 0.0, 0.0, 0.0};
	for (int z = 0; z < points[2]; z++) {
		for (int y = 0; y < points[1]; y++) {
			for (int x = 0; x < points[0]; x++) {
				const double theta[3] = {2.0 * pi * x / points[0], 2.0 * pi * y / points[1],
				                         2.0 * pi * z / points[2]};
				double g[ISH_PRIMITIVES];
				double norm[4];
				evaluate(field, theta, g);
				norms(g, norm);
				for (int i = 0; i < 4; i++) {
					most[i] = fmax(most[i], norm[i]);
				}
			}
		}
	}
	for (int i = 0; i < 4; i++) {
		bound[i] = sqrt(most[i]) / reach;
	}
}

static void set_scales(const struct ish_config *config, const struct ish_model *model, struct random_field *field)
{
	const double amplitude = config->problem.value[AMPLITUDE][0];
	const double v = config->problem.value[SPEED][0];
	/* pi and Pi are bounded by the least pressure, so that they stay polynomials */
	const double p = ish_problem_thermo(model, field->e0 * (1.0 - amplitude)).p;
	const double pi = model->shear ? p * config->problem.value[SHEAR][0] : 0.0;
	const double bulk = model->bulk ? p * config->problem.value[BULK][0] : 0.0;
	double bound[4];
	bounds(field, bound);
	for (int f = 0; f < ISH_PRIMITIVES; f++) {
		if (f == ISH_E) {
			field->scale[f] = field->e0 * amplitude / bound[0];
		} else if (f <= ISH_U3) {
			field->scale[f] = v / sqrt(1.0 - v * v) / bound[1];
		} else if (f <= ISH_PI23) {
			field->scale[f] = pi / bound[2];
		} else {
			field->scale[f] = bulk / bound[3];
		}
	}
}

static enum ish_status prepare(const struct ish_config *config, void **data_out)
{
	*data_out = NULL;
	struct ish_model model;
	const enum ish_status status = ish_model_init(&model, config);
	if (status != ISH_OK) {
		return status;
	}
	const int modes = (int)config->problem.value[MODES][0];
	for (int i = 0; i < 3; i++) {
		const int points = config->grid.shape[i];
		if (points > 1 && points < 2 * modes + 1) {
			return ish_config_refuse(config, "problem.modes",
			                         "must be %d or less on an axis of %d points", (points - 1) / 2,
			                         points);
		}
	}
	struct random_field *field = calloc(1, sizeof *field);
	if (field == NULL) {
		return ish_fail(ISH_ERR_MEMORY, "problem \"random\": no memory");
	}
	for (int i = 0; i < 3; i++) {
		field->modes[i] = config->grid.shape[i] > 1 ? modes : 0;
		field->k[i] = 2.0 * acos(-1.0) / config->grid.length[i];
		field->origin[i] = config->grid.origin[i];
	}
	field->e0 = ish_problem_energy(&model, config->problem.value[T0][0]);
	draw(field, (uint64_t)config->problem.value[SEED][0]);
	set_scales(config, &model, field);
	*data_out = field;
	return ISH_OK;
}

static void point(const void *data, const int index[3], const double x[3], double value[ISH_PRIMITIVES])
{
	(void)index;
	const struct random_field *field = data;
	double theta[3];
	for (int i = 0; i < 3; i++) {
		theta[i] = field->k[i] * (x[i] - field->origin[i]);
	}
	evaluate(field, theta, value);
	for (int f = 0; f < ISH_PRIMITIVES; f++) {
		value[f] *= field->scale[f];
	}
	value[ISH_E] += field->e0;
}

const struct ish_problem ish_problem_random = {
	.name = "random",
	.sentence = "smooth random data in all fields, the same on every grid, in any geometry",
	.keys = keys,
	.key_count = KEYS,
	.prepare = prepare,
	.point = point,
	.release = free,
};
