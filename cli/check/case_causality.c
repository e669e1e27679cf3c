/*
 * The classes of nonlinear causality of a homogeneous fluid, at rest and moving: where the families of benchmarks lose the necessary and the sufficient
 * conditions (Bemfica et al., Phys. Rev. Lett. 126, 222301), found by bisection with solvers. eta/tau_pi = w/5, delta_pipi = 4/3 tau_pi, conformal.
 */
#include <math.h>
#include <stdio.h>

#include "cli/check/simulation.h"

static const int shape[3] = {1, 1, 1};

#define COUPLED (10.0 / 7.0)
#define BISECTIONS 50

/* Eigenvalues over w are x times these, ascending. */
static const struct family {
	const char *name;
	double value[3];
	double acausal, acausal_alone; /* x from which a necessary condition fails: tau_pipi = 10/7 tau_pi, and 0 */
} families[] = {
	{"x (-1, 1/2, 1/2)", {-1.0, 0.5, 0.5}, 0.28, 0.36},
	{"x (-1/2, -1/2, 1)", {-0.5, -0.5, 1.0}, 0.35, 0.60},
	{"x (-1, 0, 1)", {-1.0, 0.0, 1.0}, 0.28, 0.36},
};

/* (5h) as printed, left less right, with w = 1, Pi = zeta = 0. */
static double last_sufficient(const double value[3], double tau_pipi, double x)
{
	const double m = fabs(value[0] * x), l2 = value[1] * x, l3 = value[2] * x, cs2 = 1.0 / 3.0, rest = 1.0 - m;
	const double left = (4.0 / 5.0 - (3.0 * 4.0 / 3.0 + tau_pipi) * m) / 3.0 + rest * cs2;
	return left - (1.0 + l2) * (1.0 + l3) / (3.0 * rest) * (1.0 + 2.0 * (0.2 + 0.5 * tau_pipi * l3) / rest);
}

static double sufficient_root(const double value[3], double tau_pipi)
{
	double low = 0.0, high = 0.5;
	for (int i = 0; i < BISECTIONS + 10; i++) {
		const double x = 0.5 * (low + high);
		const double sign = last_sufficient(value, tau_pipi, x);
		low = sign >= 0.0 ? x : low;
		high = sign >= 0.0 ? high : x;
	}
	return low;
}

/* pi^ij of a fluid that moves with u: the boost of R diag(value x w) R^T, R a rotation by 0.6 and 1.1 about z and x. */
static void stress(const double value[3], double scale, const double u[3], double pi[3][3])
{
	const double c = cos(0.6), s = sin(0.6), d = cos(1.1), t = sin(1.1),
		     u0 = sqrt(1.0 + u[0] * u[0] + u[1] * u[1] + u[2] * u[2]);
	const double r[3][3] = {{c, -s, 0.0}, {d * s, d * c, -t}, {t * s, t * c, d}};
	double l[3][3]; /* boost times rotation */
	for (int i = 0; i < 3; i++) {
		for (int j = 0; j < 3; j++) {
			l[i][j] = r[i][j];
			for (int k = 0; k < 3; k++) {
				l[i][j] += u[i] * u[k] / (1.0 + u0) * r[k][j];
			}
		}
	}
	for (int i = 0; i < 3; i++) {
		for (int j = 0; j < 3; j++) {
			pi[i][j] = 0.0;
			for (int k = 0; k < 3; k++) {
				pi[i][j] += l[i][k] * scale * value[k] * l[j][k];
			}
		}
	}
}

/* The class of a state, 0 causal to 2 acausal, from the row of the series. */
static enum ish_status class_of(const struct ish_check *check, const struct family *f, double tau_pipi, double x,
                                const double u[3], int *class_out)
{
	struct ish_config config;
	struct ish_diagnostics row;
	struct ish_solver *solver = NULL;
	double pi[3][3];
	stress(f->value, 4.0 * x, u, pi); /* e = 3, w = 4 */
	enum ish_status status = ish_check_configure(
		check, &config,
		"grid.shape=[1,1,1]\ntime.step=0.1\nproblem.name=homogeneous\nproblem.e=3.0\ntransport.tau_pipi=%.17g\n"
		"problem.u=[%.17g,%.17g,%.17g]\nproblem.pi11=%.17g\nproblem.pi12=%.17g\nproblem.pi13=%.17g\nproblem."
	        "pi22=%.17g\n"
		"problem.pi23=%.17g\n",
		tau_pipi, u[0], u[1], u[2], pi[0][0], pi[0][1], pi[0][2], pi[1][1], pi[1][2]);
	if (status == ISH_OK) {
		status = ish_check_solver(&solver, &config);
	}
	if (status == ISH_OK) {
		ish_solver_diagnose(solver, &row);
		*class_out = row.acausal > 0 ? 2 : row.undetermined > 0 ? 1 : 0;
	}
	ish_solver_destroy(solver);
	return status;
}

/* The x between low and high at which the class passes `last`. */
static enum ish_status limit(const struct ish_check *check, const struct family *f, double tau_pipi, int last,
                             const double u[3], double *x_out)
{
	double low = 0.0, high = 0.7;
	enum ish_status status = ISH_OK;
	for (int i = 0; status == ISH_OK && i < BISECTIONS; i++) {
		const double x = 0.5 * (low + high);
		int class = 0;
		status = class_of(check, f, tau_pipi, x, u, &class);
		low = class <= last ? x : low;
		high = class <= last ? high : x;
	}
	*x_out = low;
	return status;
}

static enum ish_status measure(struct ish_check *check, const struct family *f, double tau_pipi, const double u[3],
                               const char *frame)
{
	char label[64];
	double causal = 0.0, acausal = 0.0;
	(void)snprintf(label, sizeof label, "%s%s, %s", f->name, tau_pipi > 0.0 ? "" : ", no tau_pipi", frame);
	enum ish_status status = limit(check, f, tau_pipi, 0, u, &causal);
	if (status == ISH_OK) {
		status = limit(check, f, tau_pipi, 1, u, &acausal);
	}
	if (status == ISH_OK) {
		/* recovery of a moving fluid is good to about 1e-14 */
		struct ish_check_key key = {.label = label, .quantity = "causal to", .shape = shape};
		ish_check_value(check, &key, causal, sufficient_root(f->value, tau_pipi), 1e-11);
		key.quantity = "acausal from";
		ish_check_value(check, &key, acausal, tau_pipi > 0.0 ? f->acausal : f->acausal_alone, 1e-11);
	}
	return status;
}

static enum ish_status run(struct ish_check *check)
{
	static const double rest[3] = {0.0, 0.0, 0.0}, moving[3] = {0.5, -0.3, 0.6};
	enum ish_status status = ISH_OK;
	for (size_t i = 0; status == ISH_OK && i < sizeof families / sizeof families[0]; i++) {
		status = measure(check, &families[i], COUPLED, rest, "at rest");
		if (status == ISH_OK) {
			status = measure(check, &families[i], COUPLED, moving, "moving");
		}
		if (status == ISH_OK) {
			status = measure(check, &families[i], 0.0, moving, "moving");
		}
	}
	return status;
}

const struct ish_check_case ish_check_causality = {
	.name = "causality",
	.sentence = "limits of the classes causal and acausal of nonlinear causality against those of the theorem",
	.suite = ISH_CHECK_QUICK,
	.run = run,
};
