/*
 * The linear modes of a moving fluid against independently computed ones (tests/reference/linear_modes.json), and
 * the problem "mode".
 */
#include <criterion/criterion.h>
#include <jansson.h>
#include <math.h>
#include <string.h>

#include "solver/linear_modes.h"
#include "tests/problems/problem_case.h"

enum { N = ISH_PRIMITIVES, SETS = 72 };

static double number(const json_t *set, const char *key)
{
	return json_number_value(json_object_get(set, key));
}

static double item(const json_t *list, size_t i)
{
	return json_number_value(json_array_get(list, i));
}

struct reference {
	struct ish_linear_flow flow;
	double complex omega[N], vector[N][N]; /* e, pi and Pi in units of e0 */
};

static void read_set(const json_t *set, struct reference *r)
{
	const double e0 = number(set, "e0"), t0 = number(set, "T0"), zeta_w = number(set, "zetas") / t0;
	r->flow = (struct ish_linear_flow){
		.fluid = {.e = e0,
	                  .w = e0 * (1.0 + number(set, "cs2")),
	                  .cs2 = number(set, "cs2"),
	                  .eta_w = number(set, "etas") / t0,
	                  .tau_pi = number(set, "C_eta") * number(set, "etas") / t0,
	                  .zeta_w = zeta_w,
	                  .tau_Pi = number(set, "C_zeta") * zeta_w},
		.frozen = true, /* zeta = 0: the reference keeps a Pi that the flow carries along */
	};
	for (size_t i = 0; i < 3; i++) {
		r->flow.velocity[i] = item(json_object_get(set, "V"), i);
		r->flow.k[i] = item(json_object_get(set, "k"), i);
	}
	for (size_t m = 0; m < N; m++) {
		const json_t *re = json_array_get(json_object_get(set, "vec_re"), m);
		const json_t *im = json_array_get(json_object_get(set, "vec_im"), m);
		r->omega[m] = item(json_object_get(set, "omega_re"), m) + I * item(json_object_get(set, "omega_im"), m);
		for (size_t f = 0; f < N; f++) {
			const double unit = f >= ISH_U1 && f <= ISH_U3 ? 1.0 : e0;
			r->vector[m][f] = (item(re, f) + I * item(im, f)) / unit;
		}
	}
}

static double complex product(const double complex *a, const double complex *b)
{
	double complex sum = 0.0;
	for (int f = 0; f < N; f++) {
		sum += conj(a[f]) * b[f];
	}
	return sum;
}

/*
 * Length of what is left of unit vector x outside the span of `count` vectors (made orthonormal here, twice for
 * round-off).
 */
static double outside(double complex basis[][N], int count, const double complex x[N])
{
	double complex rest[N];
	for (int j = 0; j < count; j++) {
		for (int pass = 0; pass < 2; pass++) {
			for (int i = 0; i < j; i++) {
				const double complex along = product(basis[i], basis[j]);
				for (int f = 0; f < N; f++) {
					basis[j][f] -= along * basis[i][f];
				}
			}
			const double size = sqrt(creal(product(basis[j], basis[j])));
			cr_assert_gt(size, 1e-3, "the modes of one frequency are independent");
			for (int f = 0; f < N; f++) {
				basis[j][f] /= size;
			}
		}
	}
	const double size = sqrt(creal(product(x, x)));
	memcpy(rest, x, sizeof rest);
	for (int j = 0; j < count; j++) {
		const double complex along = product(basis[j], rest);
		for (int f = 0; f < N; f++) {
			rest[f] -= along * basis[j][f];
		}
	}
	return sqrt(creal(product(rest, rest))) / size;
}

/* The vectors, in units of e0, of all modes at this frequency; how many. */
static int modes_at(const struct ish_linear_mode *mode, int count, double complex omega, double e0,
                    double complex out[][N])
{
	int found = 0;
	for (int i = 0; i < count; i++) {
		if (cabs(mode[i].omega - omega) < 1e-7) {
			for (int f = 0; f < N; f++) {
				out[found][f] = mode[i].vector[f] / (f >= ISH_U1 && f <= ISH_U3 ? 1.0 : e0);
			}
			found++;
		}
	}
	return found;
}

static int reference_at(const struct reference *r, double complex omega, double complex out[][N])
{
	int found = 0;
	for (int m = 0; m < N; m++) {
		if (cabs(r->omega[m] - omega) < 1e-7) {
			memcpy(out[found++], r->vector[m], sizeof *out);
		}
	}
	return found;
}

static json_t *sets_of(json_t **root_out)
{
	*root_out = json_load_file(ISH_TEST_REFERENCE "/linear_modes.json", 0, NULL);
	json_t *sets = json_object_get(*root_out, "modes");
	cr_assert_eq(json_array_size(sets), SETS);
	return sets;
}

/* The reference states 1e-13; twofold frequencies and two eigensolvers cost a digit or two. */
Test(mode, all_720_modes_agree_with_an_independent_solution)
{
	json_t *root;
	const json_t *sets = sets_of(&root);
	double worst_omega = 0.0, worst_vector = 0.0;
	int compared = 0;
	for (size_t s = 0; s < SETS; s++) {
		static struct reference r;
		struct ish_linear_mode mode[N];
		int count = 0;
		read_set(json_array_get(sets, s), &r);
		cr_assert_eq(ish_linear_modes(&r.flow, mode, &count), ISH_OK);
		cr_assert_eq(count, N, "set %zu", s);
		for (int m = 0; m < N; m++) {
			double complex ours[N][N], theirs[N][N];
			double nearest = INFINITY;
			for (int i = 0; i < N; i++) {
				nearest = fmin(nearest, cabs(mode[i].omega - r.omega[m]));
			}
			cr_assert_lt(nearest, 1e-10, "set %zu mode %d: frequency off by %.3e", s, m, nearest);
			worst_omega = fmax(worst_omega, nearest);
			const int dimension = modes_at(mode, N, r.omega[m], r.flow.fluid.e, ours);
			cr_assert_eq(dimension, reference_at(&r, r.omega[m], theirs), "set %zu mode %d: multiplicity",
			             s, m);
			const double off = outside(ours, dimension, r.vector[m]);
			cr_assert_lt(off, 1e-10, "set %zu mode %d: eigenvector off by %.3e", s, m, off);
			worst_vector = fmax(worst_vector, off);
			compared++;
		}
	}
	cr_log_info("frequencies to %.1e, eigenspaces to %.1e", worst_omega, worst_vector);
	cr_assert_eq(compared, 720);
	json_decref(root);
}

Test(mode, families_are_four_of_sound_four_of_shear_and_two_tensors)
{
	json_t *root;
	const json_t *sets = sets_of(&root);
	for (size_t s = 0; s < SETS; s++) {
		static struct reference r;
		struct ish_linear_mode mode[N];
		int count = 0;
		read_set(json_array_get(sets, s), &r);
		r.flow.frozen = false;
		cr_assert_eq(ish_linear_modes(&r.flow, mode, &count), ISH_OK);
		const int sound = r.flow.fluid.tau_Pi > 0.0 ? 4 : 3;
		cr_assert_eq(count, sound + 6);
		const double drift = r.flow.k[0] * r.flow.velocity[0] + r.flow.k[1] * r.flow.velocity[1] +
		                     r.flow.k[2] * r.flow.velocity[2];
		for (int i = 0; i < count; i++) {
			cr_assert_eq(mode[i].family,
			             i < sound       ? ISH_LINEAR_SOUND
			             : i < sound + 4 ? ISH_LINEAR_SHEAR
			                             : ISH_LINEAR_TENSOR,
			             "set %zu mode %d", s, i);
			cr_assert_leq(cimag(mode[i].omega), 1e-13, "set %zu mode %d grows", s, i);
		}
		cr_assert_gt(creal(mode[0].omega) - drift, 0.1, "set %zu: sound goes along k", s);
		cr_assert_lt(creal(mode[1].omega) - drift, -0.1, "set %zu: sound-2 goes against k", s);
		for (int p = sound; p < sound + 6;
		     p += 2) { /* two polarisations at each frequency of shear and tensor */
			cr_assert_eq(mode[p].omega, mode[p + 1].omega, "set %zu", s);
		}
	}
	json_decref(root);
}

Test(mode, an_ideal_fluid_has_two_sounds_and_two_frozen_shears)
{
	const struct ish_linear_flow flow = {
		.fluid = {.e = 3.0, .w = 4.0, .cs2 = 1.0 / 3.0}, .velocity = {0.5, 0.0, 0.0}, .k = {1.0, 0.0, 0.0}};
	struct ish_linear_mode mode[N];
	int count = 0;
	cr_assert_eq(ish_linear_modes(&flow, mode, &count), ISH_OK);
	cr_assert_eq(count, 4);
	const double c = sqrt(1.0 / 3.0); /* relativistic addition of velocities */
	const double wanted[4] = {(0.5 + c) / (1.0 + 0.5 * c), (0.5 - c) / (1.0 - 0.5 * c), 0.5, 0.5};
	for (int i = 0; i < 4; i++) {
		cr_assert(cabs(mode[i].omega - wanted[i]) < 1e-14, "mode %d: %.17g", i, creal(mode[i].omega));
		cr_assert_eq(mode[i].family, i < 2 ? ISH_LINEAR_SOUND : ISH_LINEAR_SHEAR);
	}
}

/*
 * Scale and phase are conventions: e over its background at the origin is 1e-3 cos(phase) in both for sound of k =
 * 1.
 */
Test(mode, at_rest_is_the_sound_wave_of_the_closed_form)
{
	static const char *const scene = "grid.shape=[8,8,8];problem.wave=[1,2,-1];problem.amplitude=1e-3;"
					 "transport.zeta_over_s=0.1;problem.T0=1.0";
	struct problem_case closed, mode;
	double a[N], b[N], scale = 0.0;
	case_begin(&closed, "sound", scene);
	case_begin(&mode, "mode", scene);
	for (int n = 0; n < 8; n++) { /* frequency, wave vector and all ten components count */
		const double x[3] = {0.4 * n, 0.1 * n * n, -0.3 * n};
		mode.problem->exact(mode.data, 0.5 * n, x, a);
		closed.problem->exact(closed.data, 0.5 * n, x, b);
		if (n == 0) {
			scale = (a[ISH_E] - 3.0) / (b[ISH_E] - 3.0);
			cr_assert(scale > 0.5 && scale < 1.001, "the largest component has the amplitude: %g", scale);
		}
		for (int f = 0; f < N; f++) {
			const double rest = f == ISH_E ? 3.0 : 0.0;
			/* round-off of e = 3 and of the division by a wave of 3e-3 */
			cr_assert(fabs(a[f] - rest - scale * (b[f] - rest)) < 1e-14, "%s at point %d: %g, %g",
			          ish_primitive_name[f], n, a[f], b[f]);
		}
	}
	case_end(&closed);
	case_end(&mode);
}

Test(mode, is_refused_in_one_line_where_the_fluid_or_the_grid_does_not_hold_it)
{
	case_refused("mode", "problem.branch=\"sound-4\"", "only 3 of these modes"); /* without bulk */
	case_refused("mode", "problem.branch=\"tensor\";transport.eta_over_s=0.0", "no such modes");
	case_refused("mode", "problem.velocity=[0.8,0.8,0.0]", "at most 0.999 long");
	case_refused("mode", "grid.shape=[8,8,1];problem.wave=[0,0,1]", "must be 0 on an axis of 1 point");
	case_refused("mode", "geometry.name=\"milne\";time.start=1.0", "must be \"minkowski\"");
}

Test(mode, branch_names_what_is_allowed)
{
	struct problem_case c;
	case_configure(&c, "mode", "");
	cr_assert_str_eq(c.config.problem.choice, "sound");
	cr_assert_eq(ish_config_set(&c.config, "problem.branch=\"noise\""), ISH_ERR_INPUT);
	cr_assert_not_null(strstr(case_last_line(), "must be one of \"sound\", \"sound-2\""), "%s", case_last_line());
	cr_assert_eq(ish_config_set(&c.config, "problem.branch=3"), ISH_ERR_INPUT);
	cr_assert_str_eq(c.config.problem.choice, "sound");
}
