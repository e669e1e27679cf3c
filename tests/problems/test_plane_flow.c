/* The exact solutions of plane flows, each against numbers or conditions that their code does not know. */
#include <criterion/criterion.h>
#include <math.h>
#include <string.h>

#include "solver/riemann.h"
#include "tests/problems/problem_case.h"

enum { N = ISH_PRIMITIVES };

Test(plane_flow, riemann_has_the_known_star_states)
{
	static const double row[][5] = {/* P_L/P_R; P*_/P_L, v*, shock, tail */
	                                {16.0, 0.247046771, 0.540901215, 0.785148791, -0.053000575},
	                                {2.44140625, 0.639708847, 0.191067630, 0.644541729, -0.434178106},
	                                {10.0, 0.313983156, 0.463381465, 0.752115385, -0.155595908},
	                                {100.0, 0.095740400, 0.768190305, 0.887650180, 0.342938254}};
	for (size_t i = 0; i < sizeof row / sizeof row[0]; i++) {
		struct ish_riemann r;
		cr_assert_eq(ish_riemann_solve(&r, 1.0 / 3.0, 7.0 * row[i][0], 0.0, 7.0, 0.0), ISH_OK);
		cr_assert(!r.left.shock && r.right.shock);
		cr_assert(fabs(r.p / (7.0 * row[i][0]) - row[i][1]) < 6e-10, "%.10g", r.p);
		cr_assert(fabs(r.v - row[i][2]) < 6e-10 && fabs(r.right.head - row[i][3]) < 6e-10);
		cr_assert(fabs(r.left.tail - row[i][4]) < 6e-10 && fabs(r.left.head + 0.577350269) < 6e-10);
	}
}

/*
 * The integral of E and M over -1 < x/t < 1 is what was there, a mean of both states, and what flowed in: for any speed of
 * sound, states in motion, two shocks, two rarefactions. The trapezoidal rule errs by a cell at each jump.
 */
Test(plane_flow, riemann_solutions_conserve_energy_and_momentum)
{
	static const double row[][5] = {{1.0 / 3.0, 10.0, 0.0, 1.0, 0.0}, {0.2, 1.0, 0.3, 5.0, -0.4},
	                                {0.5, 1.0, 0.8, 1.2, -0.7},       {0.25, 2.0, -0.5, 1.0, 0.6},
	                                {0.7, 1.0, 0.9, 1e4, 0.9},        {1.0 / 3.0, 1.0, 0.5, 1.0, 0.5}};
	enum { CELLS = 400000 };
	for (size_t i = 0; i < sizeof row / sizeof row[0]; i++) {
		struct ish_riemann r;
		const double c2 = row[i][0];
		cr_assert_eq(ish_riemann_solve(&r, c2, row[i][1], row[i][2], row[i][3], row[i][4]), ISH_OK);
		double total[2] = {0.0, 0.0};
		double expected[2] = {0.0, 0.0};
		double scale = 0.0;
		for (int k = 0; k <= CELLS; k++) {
			double p;
			double v;
			const double s = -1.0 + 2.0 * k / CELLS;
			ish_riemann_at(&r, s, &p, &v);
			const double w = p * (1.0 + 1.0 / c2) / (1.0 - v * v);
			const double weight = (k == 0 || k == CELLS ? 0.5 : 1.0) * 2.0 / CELLS;
			total[0] += weight * (w - p);
			total[1] += weight * w * v;
			scale = fmax(scale, w);
			if (k == 0 || k == CELLS) { /* t = 1: half of the integral, and the flux with its sign */
				const double sign = k == 0 ? 1.0 : -1.0;
				expected[0] += w - p + sign * w * v;
				expected[1] += w * v + sign * (w * v * v + p);
			}
		}
		cr_assert(fabs(total[0] - expected[0]) < 1e-5 * scale && fabs(total[1] - expected[1]) < 1e-5 * scale,
		          "row %zu: E %.9g, not %.9g; M %.9g, not %.9g", i, total[0], expected[0], total[1],
		          expected[1]);
	}
	struct ish_riemann r;
	cr_assert_eq(ish_riemann_solve(&r, 1.0 / 3.0, 1.0, 1.0, 1.0, 0.0), ISH_ERR_INPUT);
}

struct flow_row {
	const char *name, *assignments;
	double t;
};

static const struct flow_row plane_flows[] = {
	{"simple-wave", "transport.eta_over_s=0;problem.wave=[1,-1,2];problem.amplitude=0.3;problem.velocity=0.4",
         0.35},
	{"simple-wave",
         "transport.eta_over_s=0;eos.name=\"constant-cs2\";eos.cs2=0.2;problem.wave=[0,1,0];problem.velocity=-0.6",
         0.6},
	{"viscous-shock", "problem.wave=[1,1,-1];problem.velocity=[0.3,-0.5,0.2]", 0.2},
	{"viscous-shock",
         "problem.wave=[1,0,2];problem.velocity=[-0.3,0.5,0.2];transport.zeta_over_s=0.1;eos.name=\"constant-cs2\";eos."
         "cs2=0.25",
         0.2},
	{"viscous-shock",
         "transport.eta_over_s=0;transport.zeta_over_s=0.2;eos.name=\"constant-cs2\";eos.cs2=0.25;problem.velocity=[0,"
         "0.7,0]",
         0.2},
};

/* T^0a, T^ia: index [a][i] with i = 0 for the density. P = cs2 e. */
static void stress_energy(const struct problem_case *c, double t, const double x[3], double cs2, double out[4][4])
{
	double v[N];
	c->problem->exact(c->data, t, x, v);
	const double u[4] = {sqrt(1.0 + v[1] * v[1] + v[2] * v[2] + v[3] * v[3]), v[1], v[2], v[3]};
	double pi[4][4] = {{0.0}, {0.0, v[4], v[5], v[6]}, {0.0, v[5], v[7], v[8]}, {0.0, v[6], v[8], 0.0}};
	/* pi^33 by the trace: pi^00 = pi^ij v_i v_j holds it */
	const double w3 = u[3] / u[0];
	double rest = -pi[1][1] - pi[2][2];
	for (int i = 1; i < 4; i++) {
		for (int j = 1; j < 4; j++) {
			rest += pi[i][j] * u[i] * u[j] / (u[0] * u[0]);
		}
	}
	pi[3][3] = rest / (1.0 - w3 * w3);
	for (int i = 1; i < 4; i++) {
		for (int j = 1; j < 4; j++) {
			pi[0][i] += pi[i][j] * u[j] / u[0];
		}
		pi[i][0] = pi[0][i];
		pi[0][0] += pi[0][i] * u[i] / u[0];
	}
	const double p = cs2 * v[ISH_E] + v[ISH_BULK];
	for (int a = 0; a < 4; a++) {
		for (int b = 0; b < 4; b++) {
			out[a][b] = (v[ISH_E] + p) * u[a] * u[b] + pi[a][b] + (a == b ? (a == 0 ? -p : p) : 0.0);
		}
	}
}

/*
 * d_a T^ab at a point, by central differences of fourth order over h = 0.002, which leaves 1e-10 of T per fm on these flows.
 * Returns the energy density there; *change_out is the largest difference of T that was seen.
 */
static double divergence(const struct problem_case *c, double cs2, double t, const double x[3], double sum[4],
                         double *change_out)
{
	static const double weight[2] = {2.0 / 3.0, -1.0 / 12.0};
	const double h = 0.002;
	double energy = 0.0;
	memset(sum, 0, 4 * sizeof sum[0]);
	for (int a = 0; a < 4; a++) {
		for (int step = 1; step <= 2; step++) {
			double up[4] = {t, x[0], x[1], x[2]};
			double down[4] = {t, x[0], x[1], x[2]};
			double above[4][4];
			double below[4][4];
			up[a] += step * h;
			down[a] -= step * h;
			stress_energy(c, up[0], &up[1], cs2, above);
			stress_energy(c, down[0], &down[1], cs2, below);
			for (int b = 0; b < 4; b++) {
				sum[b] += weight[step - 1] * (above[a][b] - below[a][b]) / h;
				*change_out = fmax(*change_out, fabs(above[a][b] - below[a][b]));
			}
			energy = above[0][0];
		}
	}
	return energy;
}

Test(plane_flow, exact_solutions_conserve_energy_and_momentum)
{
	for (size_t f = 0; f < sizeof plane_flows / sizeof plane_flows[0]; f++) {
		struct problem_case c;
		char text[512];
		(void)snprintf(text, sizeof text, "grid.shape=[8,8,8];grid.length=[4.0,5.0,6.0];%s",
		               plane_flows[f].assignments);
		case_begin(&c, plane_flows[f].name, text);
		const double cs2 = strcmp(c.config.eos.name, "conformal") == 0 ? 1.0 / 3.0 : c.config.eos.cs2;
		double change = 0.0;
		for (int place = 0; place < 40; place++) {
			const double x[3] = {0.31 * place, 0.17 * place, 0.23 * place};
			double sum[4];
			if (!c.problem->within(c.data, plane_flows[f].t, x)) {
				continue; /* a difference may reach over the place where two periods of the shock meet */
			}
			const double energy = divergence(&c, cs2, plane_flows[f].t, x, sum, &change);
			for (int b = 0; b < 4; b++) {
				cr_assert(fabs(sum[b]) < 2e-8 * energy, "%s (%zu), place %d, component %d: %g of %g",
				          c.problem->name, f, place, b, sum[b], energy);
			}
		}
		cr_assert_gt(change, 0.01, "%s (%zu): %g", c.problem->name, f, change);
		case_end(&c);
	}
}

Test(plane_flow, viscous_shock_joins_the_ideal_states_and_refuses_what_has_none)
{
	struct problem_case c;
	case_begin(&c, "viscous-shock",
	           "grid.shape=[64,1,1];grid.length=[40.0,1.0,1.0];problem.ratio=2.0;transport.eta_over_s=0.1");
	const double behind[3] = {8.0, 0.0, 0.0};
	const double ahead[3] = {32.0, 0.0, 0.0};
	double a[N];
	double b[N];
	case_point(&c, behind, a);
	case_point(&c, ahead, b);
	cr_assert(fabs(a[ISH_E] / b[ISH_E] - 2.0) < 1e-11, "%.15g", a[ISH_E] / b[ISH_E]);
	cr_assert(b[ISH_U1] < 1e-12 && fabs(a[ISH_PI11]) < 1e-10 * a[ISH_E]);
	/* the fluid behind moves with v^2 = (p - p0)(e - e0)/((e0 + p)(e + p0)) = 9/(5 7) */
	cr_assert(fabs(a[ISH_U1] / sqrt(1.0 + a[ISH_U1] * a[ISH_U1]) - sqrt(3.0 / 35.0)) < 1e-11, "%.15g", a[ISH_U1]);
	case_end(&c);
	case_refused("viscous-shock", "transport.eta_over_s=0", "transport.eta_over_s = 0.0: must be more than 0");
	case_refused("viscous-shock", "problem.velocity=[0.8,0.8,0]", "must be at most 0.99 long");
	case_refused("viscous-shock", "problem.wave=[0,0,0]", "must have a component that is not 0");
	struct problem_case fast;
	case_configure(&fast, "viscous-shock", "problem.ratio=10.0");
	cr_assert_eq(fast.problem->prepare(&fast.config, &fast.data), ISH_ERR_INPUT);
	cr_assert_not_null(strstr(case_last_line(), "faster than the signals of the fluid"), "%s", case_last_line());
}

Test(plane_flow, simple_wave_and_tube_end_where_their_solutions_do)
{
	struct problem_case c;
	const double x[3] = {0.0, 0.0, 0.0};
	case_begin(&c, "simple-wave", "transport.eta_over_s=0;problem.amplitude=0.2");
	/* 1/t = A max(-cos(phase) sech^2(A sin(phase) + artanh c)): 0.2 times 0.702, by hand at phase = 2.923 */
	cr_assert(c.problem->within(c.data, 6.9, x) && !c.problem->within(c.data, 7.6, x));
	case_end(&c);
	case_begin(&c, "simple-wave", "");
	cr_assert(!c.problem->within(c.data, 0.0, x), "viscous: no exact solution");
	case_end(&c);
	case_begin(&c, "tube", "transport.eta_over_s=0;problem.ratio=10.0");
	/* a quarter of 2 pi at the speed 0.752115385 of the shock */
	cr_assert(c.problem->within(c.data, 2.088, x) && !c.problem->within(c.data, 2.089, x));
	double v[N];
	const double wall[3] = {0.5 * acos(-1.0) + 0.3, 0.0, 0.0};
	const double other[3] = {1.5 * acos(-1.0) - 0.3, 0.0, 0.0};
	double w[N];
	c.problem->exact(c.data, 1.0, wall, v);
	c.problem->exact(c.data, 1.0, other, w);
	cr_assert(fabs(v[ISH_E] - w[ISH_E]) < 1e-12 * v[ISH_E] && fabs(v[ISH_U1] + w[ISH_U1]) < 1e-14 &&
	          v[ISH_U1] < 0.0);
	case_end(&c);
}
