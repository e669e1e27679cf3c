#include <criterion/criterion.h>
#include <math.h>
#include <string.h>

#include "tests/problems/problem_case.h"

enum { N = ISH_PRIMITIVES };

static const char *const boxes[] = {
	"grid.shape=[32,16,16]", "grid.shape=[16,8,8]", "grid.shape=[9,16,1]", "grid.shape=[16,1,16]",
	"grid.shape=[1,16,16]",  "grid.shape=[16,1,1]", "grid.shape=[1,1,16]", "grid.shape=[1,16,1]",
};

/* The problems that live on any grid of an expanding or a flat space. */
static const char *const flows[] = {"taylor-green", "kelvin-helmholtz", "random"};

static void configure(struct problem_case *c, const char *name, const char *box, const char *more)
{
	char text[512];
	(void)snprintf(text, sizeof text,
	               "%s;grid.length=[5.0,7.0,3.0];grid.origin=[-1.0,0.25,2.0];transport.zeta_over_s=0.1%s", box,
	               more);
	case_begin(c, name, text);
}

static double coordinate(const struct ish_config *config, int axis, int index)
{
	return config->grid.origin[axis] + index * config->grid.length[axis] / config->grid.shape[axis];
}

Test(problem, table_names_each_problem_once_and_finds_it)
{
	int count = 0;
	for (; ish_problem_at(count) != NULL; count++) {
		const struct ish_problem *problem = ish_problem_at(count);
		cr_assert_eq(ish_problem_find(problem->name), problem, "%s", problem->name);
		cr_assert(problem->key_count <= ISH_PROBLEM_KEYS_MAX, "%s", problem->name);
		cr_assert_not_null(problem->prepare, "%s", problem->name);
		cr_assert_not_null(problem->point, "%s", problem->name);
		cr_assert_not_null(problem->release, "%s", problem->name);
		for (int k = 0; k < problem->key_count; k++) {
			const struct ish_problem_key *key = &problem->keys[k];
			cr_assert(strlen(key->sentence) > 5, "%s.%s says what it is", problem->name, key->name);
			const int components = key->type == ISH_KEY_VECTOR ? 3 : 1;
			for (int i = 0; key->type != ISH_KEY_PATH && key->type != ISH_KEY_CHOICE && i < components; i++) {
				cr_assert(key->standard[i] >= key->least && key->standard[i] <= key->most,
				          "%s.%s: default in its range", problem->name, key->name);
			}
		}
	}
	cr_assert_eq(count, 13);
	cr_assert_null(ish_problem_find("no-such-problem"));
	cr_assert_null(ish_problem_at(-1));
}

Test(problem, flows_are_physical_and_periodic_on_any_grid)
{
	for (size_t p = 0; p < sizeof flows / sizeof flows[0]; p++) {
		for (size_t b = 0; b < sizeof boxes / sizeof boxes[0]; b++) {
			struct problem_case c;
			configure(&c, flows[p], boxes[b], "");
			const int *n = c.config.grid.shape;
			double speed = 0.0;
			for (int cell = 0; cell < n[0] * n[1] * n[2]; cell++) {
				const int index[3] = {cell % n[0], cell / n[0] % n[1], cell / n[0] / n[1]};
				double x[3];
				double shifted[3];
				double a[N];
				double z[N];
				for (int i = 0; i < 3; i++) {
					x[i] = coordinate(&c.config, i, index[i]);
					shifted[i] = x[i] + (i + 1) * c.config.grid.length[i];
				}
				c.problem->point(c.data, index, x, a);
				case_point(&c, shifted, z);
				for (int f = 0; f < N; f++) {
					cr_assert(isfinite(a[f]), "%s %s: %s", flows[p], boxes[b],
					          ish_primitive_name[f]);
					/*
					 * the shifted phase is rounded at 3 periods: 4e-15 times slopes of up to 5, in
					 * units of e = 117
					 */
					const double unit = f >= ISH_U1 && f <= ISH_U3 ? 1.0 : 117.0;
					cr_assert(fabs(a[f] - z[f]) < 1e-13 * unit, "%s %s: %s is not periodic: %g",
					          flows[p], boxes[b], ish_primitive_name[f], a[f] - z[f]);
				}
				cr_assert(a[ISH_E] > 0.0, "%s %s", flows[p], boxes[b]);
				const double u2 = a[ISH_U1] * a[ISH_U1] + a[ISH_U2] * a[ISH_U2] + a[ISH_U3] * a[ISH_U3];
				speed = fmax(speed, sqrt(u2 / (1.0 + u2)));
			}
			/*
			 * 0.3 in all three by default; the random one stays below its bound, the layers add a hundredth
			 * across
			 */
			cr_assert(speed > 0.05 && speed < 0.3002, "%s %s: speed %g", flows[p], boxes[b], speed);
			case_end(&c);
		}
	}
}

Test(problem, flows_do_not_depend_on_the_coordinate_of_an_axis_of_one_point)
{
	for (size_t p = 0; p < sizeof flows / sizeof flows[0]; p++) {
		for (size_t b = 0; b < sizeof boxes / sizeof boxes[0]; b++) {
			struct problem_case c;
			configure(&c, flows[p], boxes[b], "");
			const double x[3] = {0.3, 0.9, 2.2};
			double a[N];
			case_point(&c, x, a);
			for (int axis = 0; axis < 3; axis++) {
				double y[3] = {x[0], x[1], x[2]};
				double z[N];
				y[axis] += 0.4;
				case_point(&c, y, z);
				const bool same = memcmp(a, z, sizeof a) == 0;
				cr_assert_eq(same, c.config.grid.shape[axis] == 1, "%s %s, axis %d", flows[p], boxes[b],
				             axis);
			}
			case_end(&c);
		}
	}
}

Test(problem, taylor_green_reaches_its_speed_and_modulation)
{
	struct problem_case c;
	configure(&c, "taylor-green", "grid.shape=[32,16,16]", ";problem.v_max=0.8;problem.modulation=0.4");
	double speed = 0.0;
	double most = 0.0;
	double least = INFINITY;
	for (int i = 0; i < 64; i++) {
		for (int j = 0; j < 64; j++) {
			const double x[3] = {-1.0 + 5.0 * i / 64, 0.25 + 7.0 * j / 64, 2.0};
			double a[N];
			case_point(&c, x, a);
			const double u2 = a[ISH_U1] * a[ISH_U1] + a[ISH_U2] * a[ISH_U2] + a[ISH_U3] * a[ISH_U3];
			speed = fmax(speed, sqrt(u2 / (1.0 + u2)));
			most = fmax(most, a[ISH_E]);
			least = fmin(least, a[ISH_E]);
		}
	}
	const double e0 = 3.0 * pow(2.5, 4.0);
	cr_assert(fabs(speed - 0.8) < 1e-14, "%.17g", speed); /* attained on these points */
	cr_assert(fabs(most / e0 - 1.4) < 1e-14 && fabs(least / e0 - 0.6) < 1e-14, "%.17g %.17g", most / e0,
	          least / e0);
	case_end(&c);
}

Test(problem, homogeneous_gives_the_ten_numbers_it_was_given)
{
	struct problem_case c;
	case_begin(
		&c, "homogeneous",
		"transport.zeta_over_s=0.1;problem.e=4.0;problem.u=[0.1,-0.2,0.3];problem.pi11=0.05;problem.pi12=0.01;"
		"problem.pi13=0.02;problem.pi22=-0.15;problem.pi23=0.04;problem.Pi=0.03");
	const double expected[N] = {4.0, 0.1, -0.2, 0.3, 0.05, 0.01, 0.02, -0.15, 0.04, 0.03};
	const double x[3] = {1.0, 2.0, 3.0};
	double a[N];
	case_point(&c, x, a);
	cr_assert_arr_eq(a, expected, sizeof a);
	case_end(&c);
}

Test(problem, homogeneous_and_bjorken_refuse_stress_without_viscosity)
{
	case_refused("homogeneous", "transport.eta_over_s=0;problem.pi12=0.1", "transport.eta_over_s = 0.0: must be more than 0");
	case_refused("homogeneous", "problem.Pi=0.1", "transport.zeta_over_s = 0.0: must be more than 0");
	case_refused("bjorken", "geometry.name=\"milne\";time.start=1.0;problem.Pi0=0.1", "transport.zeta_over_s");
}

Test(problem, bjorken_takes_a_temperature_or_an_energy_density)
{
	struct problem_case c;
	const double x[3] = {0.0, 0.0, 0.0};
	double a[N];
	case_begin(
		&c, "bjorken",
		"geometry.name=\"milne\";time.start=0.5;eos.p0=\"qgp\";problem.T0=2.5338653580781996;problem.phi0=0.2");
	case_point(&c, x, a);
	/* e = 15.6268736 T^4 at 0.5 GeV: nine digits */
	cr_assert(fabs(a[ISH_E] / (15.6268736 * pow(2.5338653580781996, 4.0)) - 1.0) < 5e-9, "%.17g", a[ISH_E]);
	cr_assert(a[ISH_PI11] == 0.1 && a[ISH_PI22] == 0.1 && a[ISH_PI12] == 0.0 && a[ISH_U1] == 0.0);
	case_end(&c);
	case_begin(&c, "bjorken", "geometry.name=\"milne\";time.start=0.5;problem.e0=4.0");
	case_point(&c, x, a);
	cr_assert_eq(a[ISH_E], 4.0);
	case_end(&c);
	case_refused("bjorken", "", "geometry.name = \"minkowski\": must be \"milne\"");
}

Test(problem, temperature_follows_the_equation_of_state)
{
	struct problem_case c;
	const double x[3] = {0.0, 0.0, 0.0};
	double a[N];
	case_begin(&c, "bjorken",
	           "geometry.name=\"milne\";time.start=1.0;eos.name=\"constant-cs2\";eos.cs2=0.25;problem.T0=1.5");
	case_point(&c, x, a);
	cr_assert(fabs(a[ISH_E] - 4.0 * pow(1.5, 5.0)) < 1e-13, "e = (p0/c) T^((1+c)/c), c = 1/4: %.17g", a[ISH_E]);
	case_end(&c);
	/* eos.cs2 is a key of constant-cs2: the conformal fluid does not look at it */
	case_begin(&c, "bjorken", "geometry.name=\"milne\";time.start=1.0;eos.cs2=0.25;problem.T0=1.5");
	case_point(&c, x, a);
	cr_assert(fabs(a[ISH_E] - 3.0 * pow(1.5, 4.0)) < 1e-13, "e = 3 T^4: %.17g", a[ISH_E]);
	case_end(&c);
}

Test(problem, kelvin_helmholtz_refuses_what_the_grid_cannot_resolve)
{
	case_refused("kelvin-helmholtz", "grid.shape=[16,16,1];problem.width=0.04", "not resolved");
	case_refused("kelvin-helmholtz", "grid.shape=[1,1,1]", "must have an axis");
	case_refused("kelvin-helmholtz", "grid.shape=[8,16,1];problem.mode=4", "below half of the 8 points");
}
