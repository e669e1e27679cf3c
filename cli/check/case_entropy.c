/*
 * The second law. In a static box with phi_7 = 0 the entropy density s - (beta_2 pi:pi + beta_0 Pi^2)/2T, beta_2 = tau_pi/2eta,
 * beta_0 = tau_Pi/zeta, is produced at the rate (pi:pi/2eta + Pi^2/zeta)/T: exact in closed form. In a flow the total of
 * its density times u^0 never falls.
 */
#include <math.h>
#include <stdlib.h>

#include "cli/check/simulation.h"

enum { SAMPLES = 40 };

#define INTERVAL 0.05 /* fm between samples; relaxation times are 0.5 and 0.3 */

/* pi^ab pi_ab of a cell, from the five components: with pi^33 from u_i u_j pi^ij = (u^0)^2 pi^ii. */
static double shear_squared(const double v[ISH_PRIMITIVES])
{
	const double *u = v + ISH_U1;
	const double u02 = 1.0 + u[0] * u[0] + u[1] * u[1] + u[2] * u[2];
	double p[3][3] = {{v[ISH_PI11], v[ISH_PI12], v[ISH_PI13]},
	                  {v[ISH_PI12], v[ISH_PI22], v[ISH_PI23]},
	                  {v[ISH_PI13], v[ISH_PI23], 0.0}};
	double known = 0.0;
	for (int i = 0; i < 3; i++) {
		for (int j = 0; j < 3; j++) {
			known += p[i][j] * u[i] * u[j];
		}
	}
	p[2][2] = (known - u02 * (p[0][0] + p[1][1])) / (u02 - u[2] * u[2]);
	double time[3] = {0.0, 0.0, 0.0}; /* pi^0i */
	double sum = 0.0;
	for (int i = 0; i < 3; i++) {
		for (int j = 0; j < 3; j++) {
			time[i] += p[i][j] * u[j] / sqrt(u02);
			sum += p[i][j] * p[i][j];
		}
	}
	const double energy = p[0][0] + p[1][1] + p[2][2];
	return sum + energy * energy - 2.0 * (time[0] * time[0] + time[1] * time[1] + time[2] * time[2]);
}

/* Entropy density in the local rest frame; *produced_out: its production. */
static double entropy(const struct ish_config *config, const double v[ISH_PRIMITIVES], double *produced_out)
{
	const struct ish_transport_config *k = &config->transport;
	const double c = config->eos.cs2;
	const double temperature = pow(c * v[ISH_E] / config->eos.p0, c / (1.0 + c));
	const double w = (1.0 + c) * v[ISH_E];
	const double s = w / temperature;
	const double shear = shear_squared(v);
	const double bulk = v[ISH_BULK] * v[ISH_BULK];
	const double eta = k->eta_over_s * s;
	const double zeta = k->zeta_over_s * s;
	*produced_out = (0.5 * shear / eta + bulk / zeta) / temperature;
	return s - (k->tau_pi / w * 0.5 * shear + k->tau_Pi / w * bulk) / (2.0 * temperature);
}

/* Entropy of the box by the mean over cells. */
static enum ish_status total(const struct ish_solver *solver, double *entropy_out, double *produced_out)
{
	const struct ish_config *config = ish_solver_config(solver);
	const size_t cells = (size_t)ish_grid_cells(&config->grid);
	double *fields;
	const enum ish_status status = ish_check_fields(solver, &fields);
	*entropy_out = *produced_out = 0.0;
	for (size_t i = 0; status == ISH_OK && i < cells; i++) {
		double v[ISH_PRIMITIVES];
		double produced;
		for (size_t f = 0; f < ISH_PRIMITIVES; f++) {
			v[f] = fields[f * cells + i];
		}
		const double u0 = sqrt(1.0 + v[ISH_U1] * v[ISH_U1] + v[ISH_U2] * v[ISH_U2] + v[ISH_U3] * v[ISH_U3]);
		*entropy_out += u0 * entropy(config, v, &produced) / (double)cells;
		*produced_out += produced / (double)cells;
	}
	free(fields);
	return status;
}

#define FLUID "eos.name=constant-cs2\neos.cs2=0.25\ntransport.zeta_over_s=0.1\ntransport.tau_Pi=6.0\ntime.step=0.1\n"

/* e = 4, T = 1: tau_pi = 1 fm, tau_Pi = 0.6 fm; pi and Pi decay, so each part of the entropy grows in closed form. */
static enum ish_status static_box(struct ish_check *check)
{
	const double end = 1.0;
	struct ish_config config;
	struct ish_solver *solver = NULL;
	double first = 0.0;
	double last = 0.0;
	double unused;
	const double v[ISH_PRIMITIVES] = {
		[ISH_E] = 4.0, [ISH_PI11] = 0.4, [ISH_PI12] = 0.2, [ISH_PI22] = -0.1, [ISH_BULK] = 0.3};
	enum ish_status status = ish_check_configure(
		check, &config,
		"grid.shape=[1,1,1]\ntime.scheme=imex-ssp3\n" FLUID "transport.phi_7=0.0\nproblem.name=homogeneous\n"
		"problem.e=4.0\nproblem.pi11=0.4\nproblem.pi12=0.2\nproblem.pi22=-0.1\nproblem.Pi=0.3\n");
	if (status == ISH_OK) {
		status = ish_check_solver(&solver, &config);
	}
	if (status == ISH_OK) {
		status = total(solver, &first, &unused);
	}
	if (status == ISH_OK) {
		status = ish_check_advance(solver, end, 200);
	}
	if (status == ISH_OK) {
		status = total(solver, &last, &unused);
	}
	if (status == ISH_OK) {
		const double tau_bulk = 0.6;
		const double eta = 0.2 * 5.0; /* s = w/T = 5/fm^3 */
		const double zeta = 0.1 * 5.0;
		const double grown =
			0.5 * shear_squared(v) / eta * 0.5 * (1.0 - exp(-2.0 * end)) +
			v[ISH_BULK] * v[ISH_BULK] / zeta * 0.5 * tau_bulk * (1.0 - exp(-2.0 * end / tau_bulk));
		const struct ish_check_key key = {
			.label = "static box", .quantity = "growth", .scheme = "imex-ssp3", .shape = config.grid.shape};
		ish_check_value(check, &key, last - first, grown, 1e-8);
	}
	ish_solver_destroy(solver);
	return status;
}

/*
 * Random flow: growth in every interval, and in all what pi:pi/2eta + Pi^2/zeta over T adds up to, but for terms of third order
 * in pi, Pi and gradients, which the second-order terms of the equations leave open.
 */
static enum ish_status flow(struct ish_check *check)
{
	struct ish_config config;
	struct ish_solver *solver = NULL;
	double first = 0.0;
	double before = 0.0;
	double least = INFINITY;
	double produced = 0.0; /* by the trapezoidal rule */
	double rate = 0.0;
	enum ish_status status = ish_check_configure(check, &config,
	                                             "grid.shape=[12,12,12]\ntime.scheme=imex-ssp3\n" FLUID
	                                             "problem.name=random\nproblem.modes=1\nproblem.T0=2.0\n");
	if (status == ISH_OK) {
		status = ish_check_solver(&solver, &config);
	}
	if (status == ISH_OK) {
		status = total(solver, &first, &rate);
	}
	before = first;
	for (int i = 1; status == ISH_OK && i <= SAMPLES; i++) {
		double now = 0.0;
		const double rate_before = rate;
		status = ish_check_advance(solver, INTERVAL * i, 2);
		if (status == ISH_OK) {
			status = total(solver, &now, &rate);
		}
		produced += 0.5 * INTERVAL * (rate_before + rate);
		least = fmin(least, (now - before) / before);
		before = now;
	}
	if (status == ISH_OK) {
		struct ish_check_key key = {
			.label = "random flow", .quantity = "grows", .scheme = "imex-ssp3", .shape = config.grid.shape};
		ish_check_condition(check, &key, least > 0.0, "at least %.1e of it in %g fm", least, INTERVAL);
		key.quantity = "growth";
		ish_check_value(check, &key, before - first, produced, 5e-3);
	}
	ish_solver_destroy(solver);
	return status;
}

static enum ish_status run(struct ish_check *check)
{
	const enum ish_status status = static_box(check);
	return status == ISH_OK ? flow(check) : status;
}

const struct ish_check_case ish_check_entropy = {
	.name = "entropy",
	.sentence = "the second law: entropy grows, at the exact rate in a static box",
	.suite = ISH_CHECK_QUICK,
	.run = run,
};
