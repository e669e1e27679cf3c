#include <criterion/criterion.h>
#include <math.h>
#include <string.h>

#include "physics/geometry.h"
#include "tests/problems/problem_case.h"

enum { N = ISH_PRIMITIVES };

/* A state at a point and its coordinate derivatives by sixth-order differences of the problem's own values. */
struct sample {
	double e, u0, u[3];
	double de[3], du0[3], du[3][3]; /* [axis][component] */
};

static void take_sample(const struct problem_case *c, const double x[3], struct sample *s)
{
	static const double weight[3] = {45.0 / 60.0, -9.0 / 60.0, 1.0 / 60.0};
	const double h = 2e-3;
	double v[N];
	case_point(c, x, v);
	memset(s, 0, sizeof *s);
	s->e = v[ISH_E];
	for (int j = 0; j < 3; j++) {
		s->u[j] = v[ISH_U1 + j];
	}
	s->u0 = sqrt(1.0 + s->u[0] * s->u[0] + s->u[1] * s->u[1] + s->u[2] * s->u[2]);
	for (int axis = 0; axis < 3; axis++) {
		for (int m = -3; m <= 3; m++) {
			if (m == 0) {
				continue;
			}
			double y[3] = {x[0], x[1], x[2]};
			y[axis] += m * h;
			case_point(c, y, v);
			const double w = (m > 0 ? 1.0 : -1.0) * weight[(m > 0 ? m : -m) - 1] / h;
			s->de[axis] += w * v[ISH_E];
			for (int j = 0; j < 3; j++) {
				s->du[axis][j] += w * v[ISH_U1 + j];
			}
		}
		for (int j = 0; j < 3; j++) {
			s->du0[axis] += s->u[j] * s->du[axis][j] / s->u0;
		}
	}
}

/*
 * sigma^ij and theta by brute force: the ideal conservation laws are solved for dt (e, u^i) as a 4x4 linear system from
 * the time derivatives of T^0a by differences, and nabla_a u^b is then put together in all four dimensions.
 */
struct kinematics {
	double theta, sigma[4][4];
};

static void ideal_conserved(double cs2, double e, const double u[3], double t[4])
{
	const double w = (1.0 + cs2) * e;
	const double u02 = 1.0 + u[0] * u[0] + u[1] * u[1] + u[2] * u[2];
	t[0] = w * u02 - cs2 * e;
	for (int i = 0; i < 3; i++) {
		t[1 + i] = w * sqrt(u02) * u[i];
	}
}

/* The right-hand side of dT^0a/dt, physics of an ideal fluid in the tetrad of the metric. */
static void ideal_sources(double cs2, const struct sample *s, const struct ish_metric *g, double rhs[4])
{
	double t[4];
	ideal_conserved(cs2, s->e, s->u, t);
	const double w = (1.0 + cs2) * s->e;
	const double expansion = g->h[0] + g->h[1] + g->h[2];
	memset(rhs, 0, 4 * sizeof *rhs);
	for (int i = 0; i < 3; i++) {
		const double dw = (1.0 + cs2) * s->de[i] / g->a[i];
		const double du0 = s->du0[i] / g->a[i];
		const double dui = s->du[i][i] / g->a[i];
		rhs[0] -= dw * s->u0 * s->u[i] + w * du0 * s->u[i] + w * s->u0 * dui;
		rhs[0] -= g->h[i] * (t[0] + w * s->u[i] * s->u[i] + cs2 * s->e);
		for (int j = 0; j < 3; j++) {
			const double duj = s->du[i][j] / g->a[i];
			rhs[1 + j] -= dw * s->u[i] * s->u[j] + w * dui * s->u[j] + w * s->u[i] * duj;
			if (i == j) {
				rhs[1 + j] -= cs2 * s->de[i] / g->a[i];
			}
		}
	}
	for (int j = 0; j < 3; j++) {
		rhs[1 + j] -= (expansion + g->h[j]) * t[1 + j];
	}
}

static void solve(double a[4][4], double b[4])
{
	for (int k = 0; k < 4; k++) {
		int pivot = k;
		for (int i = k; i < 4; i++) {
			pivot = fabs(a[i][k]) > fabs(a[pivot][k]) ? i : pivot;
		}
		for (int j = 0; j < 4; j++) {
			const double swap = a[k][j];
			a[k][j] = a[pivot][j];
			a[pivot][j] = swap;
		}
		const double swap = b[k];
		b[k] = b[pivot];
		b[pivot] = swap;
		for (int i = 0; i < 4; i++) {
			const double factor = i == k ? 0.0 : a[i][k] / a[k][k];
			for (int j = 0; j < 4; j++) {
				a[i][j] -= factor * a[k][j];
			}
			b[i] -= factor * b[k];
		}
	}
	for (int k = 0; k < 4; k++) {
		b[k] /= a[k][k];
	}
}

static struct kinematics brute_force(double cs2, const struct sample *s, const struct ish_metric *g)
{
	double q[4];
	double jacobian[4][4];
	const double h = 1e-4;
	ideal_sources(cs2, s, g, q);
	for (int k = 0; k < 4; k++) {
		double up[4];
		double down[4];
		double e[2] = {s->e, s->e};
		double u[2][3];
		memcpy(u[0], s->u, sizeof u[0]);
		memcpy(u[1], s->u, sizeof u[1]);
		*(k == 0 ? &e[0] : &u[0][k - 1]) += h;
		*(k == 0 ? &e[1] : &u[1][k - 1]) -= h;
		ideal_conserved(cs2, e[0], u[0], up);
		ideal_conserved(cs2, e[1], u[1], down);
		for (int a = 0; a < 4; a++) {
			jacobian[a][k] = (up[a] - down[a]) / (2.0 * h);
		}
	}
	solve(jacobian, q); /* de/dt, du^i/dt */
	double nabla[4][4]; /* nabla_a u^b */
	nabla[0][0] = (s->u[0] * q[1] + s->u[1] * q[2] + s->u[2] * q[3]) / s->u0;
	for (int i = 0; i < 3; i++) {
		nabla[0][1 + i] = q[1 + i];
		nabla[1 + i][0] = s->du0[i] / g->a[i] + g->h[i] * s->u[i];
		for (int j = 0; j < 3; j++) {
			nabla[1 + i][1 + j] = s->du[i][j] / g->a[i] + (i == j ? g->h[i] * s->u0 : 0.0);
		}
	}
	const double lower[4] = {-s->u0, s->u[0], s->u[1], s->u[2]};
	const double upper[4] = {s->u0, s->u[0], s->u[1], s->u[2]};
	struct kinematics k = {.theta = nabla[0][0] + nabla[1][1] + nabla[2][2] + nabla[3][3]};
	double project[4][4]; /* Delta^a_c */
	for (int a = 0; a < 4; a++) {
		for (int c = 0; c < 4; c++) {
			project[a][c] = (a == c ? 1.0 : 0.0) + upper[a] * lower[c];
		}
	}
	for (int a = 0; a < 4; a++) {
		for (int b = 0; b < 4; b++) {
			const double metric = a != b ? 0.0 : (a == 0 ? -1.0 : 1.0);
			k.sigma[a][b] = -k.theta / 3.0 * (metric + upper[a] * upper[b]);
			for (int c = 0; c < 4; c++) {
				const double sign = c == 0 ? -1.0 : 1.0; /* raises the index of nabla_c */
				k.sigma[a][b] +=
					0.5 * sign * (project[a][c] * nabla[c][b] + project[b][c] * nabla[c][a]);
			}
		}
	}
	return k;
}

static void check_navier_stokes(const char *name, const char *geometry)
{
	char text[512];
	(void)snprintf(text, sizeof text,
	               "grid.shape=[16,16,16];grid.length=[5.0,7.0,3.0];time.start=2.0;transport.zeta_over_s=0.1;eos."
	               "name=\"constant-cs2\";"
	               "eos.cs2=0.25;problem.T0=1.3;problem.navier_stokes=1;%s",
	               geometry);
	struct problem_case c;
	case_begin(&c, name, text);
	struct ish_metric g;
	const bool milne = strstr(geometry, "milne") != NULL;
	const struct ish_geometry metric =
		ish_geometry_make(milne ? ISH_MILNE : ISH_MINKOWSKI, 0.0, (double[3]){0.0, 0.0, 0.0}, 1.0);
	g = ish_geometry_at(&metric, 2.0);
	double largest = 0.0;
	for (int n = 0; n < 30; n++) {
		const double x[3] = {0.37 * n, 0.11 * n * n, 0.53 * n};
		struct sample s;
		double v[N];
		take_sample(&c, x, &s);
		case_point(&c, x, v);
		const struct kinematics k = brute_force(0.25, &s, &g);
		const double temperature = pow(0.25 * s.e, 0.2);
		const double entropy = 1.25 * s.e / temperature;
		static const int pair[5][2] = {{1, 1}, {1, 2}, {1, 3}, {2, 2}, {2, 3}};
		for (int m = 0; m < 5; m++) {
			const double expected = -2.0 * 0.2 * entropy * k.sigma[pair[m][0]][pair[m][1]];
			/*
			 * differences of h = 2e-3: h^6 and round-off of e over h give 1e-11 relative; pi is of order 10
			 */
			cr_assert(fabs(v[ISH_PI11 + m] - expected) < 1e-8, "%s %s: %s %.12g, not %.12g", name, geometry,
			          ish_primitive_name[ISH_PI11 + m], v[ISH_PI11 + m], expected);
			largest = fmax(largest, fabs(expected));
		}
		const double expected = -0.1 * entropy * k.theta;
		cr_assert(fabs(v[ISH_BULK] - expected) < 1e-8, "%s %s: Pi %.12g, not %.12g", name, geometry,
		          v[ISH_BULK], expected);
	}
	cr_assert(largest > 1.0, "the test has something to see: %g", largest);
	case_end(&c);
}

Test(flow, navier_stokes_start_agrees_with_brute_force_kinematics)
{
	check_navier_stokes("taylor-green", "problem.v_max=0.6;problem.modulation=0.3");
	check_navier_stokes("taylor-green", "problem.v_max=0.6;problem.modulation=0.3;geometry.name=\"milne\"");
	check_navier_stokes("kelvin-helmholtz", "problem.velocity=0.6;problem.amplitude=0.3");
	check_navier_stokes("kelvin-helmholtz", "problem.velocity=0.6;problem.amplitude=0.3;geometry.name=\"milne\"");
}

Test(flow, starts_without_stress_by_default_and_without_viscosity)
{
	static const char *const name[] = {"taylor-green", "kelvin-helmholtz"};
	static const char *const keys[] = {"transport.zeta_over_s=0.1",
	                                   "problem.navier_stokes=1;transport.eta_over_s=0"};
	for (int p = 0; p < 2; p++) {
		for (int k = 0; k < 2; k++) {
			struct problem_case c;
			case_begin(&c, name[p], keys[k]);
			const double x[3] = {0.3, 0.9, 0.2};
			double v[N];
			case_point(&c, x, v);
			for (int f = ISH_PI11; f < N; f++) {
				cr_assert_eq(v[f], 0.0, "%s %s: %s", name[p], keys[k], ish_primitive_name[f]);
			}
			case_end(&c);
		}
	}
}
