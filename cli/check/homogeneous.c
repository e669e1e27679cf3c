#include "cli/check/homogeneous.h"

#include <gsl/gsl_errno.h>
#include <gsl/gsl_odeiv2.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { TIMES = 4, RUNS = 4 };
enum { E, PI, BULK = PI + 6, UNKNOWNS }; /* e, pi^11, pi^12, pi^13, pi^22, pi^23, pi^33, Pi */

#define ACCURACY 1e-13 /* of a step of the integrator, of each unknown */

static const int place[3][3] = {{0, 1, 2}, {1, 3, 4}, {2, 4, 5}};

static void rates_of_expansion(const struct ish_geometry_config *geometry, double t, double h[3])
{
	h[0] = h[1] = h[2] = 0.0;
	if (strcmp(geometry->name, "milne") == 0) {
		h[2] = 1.0 / t;
	}
	for (int i = 0; i < 3; i++) {
		if (strcmp(geometry->name, "flrw") == 0) {
			h[i] = geometry->exponent / t;
		} else if (strcmp(geometry->name, "kasner") == 0) {
			h[i] = geometry->exponents[i] / t;
		}
	}
}

/*
 * de/dt = -sum_i H_i (e + P + Pi + pi^ii); with theta = sum_i H_i, sigma^ij = delta^ij (H_i - theta/3), <..> the traceless part:
 * tau_pi dpi/dt = -pi - 2 eta sigma - delta pi theta - tau_pipi <pi sigma> - lambda Pi sigma - phi_7 <pi pi>,
 * tau_Pi dPi/dt = -Pi - zeta theta - delta Pi theta - lambda pi:sigma.
 */
static int rates(double t, const double y[], double dydt[], void *data)
{
	const struct ish_config *config = data;
	const struct ish_transport_config *k = &config->transport;
	const double cs2 = strcmp(config->eos.name, "conformal") == 0 ? 1.0 / 3.0 : config->eos.cs2;
	const double pressure = cs2 * y[E];
	const double w = y[E] + pressure;
	const double temperature = pow(pressure / config->eos.p0, cs2 / (1.0 + cs2));
	const double eta_w = k->eta_over_s / temperature; /* eta/w */
	const double zeta_w = k->zeta_over_s / temperature;
	double h[3];
	double sigma[3];
	rates_of_expansion(&config->geometry, t, h);
	const double theta = h[0] + h[1] + h[2];
	double pi_sigma = 0.0;
	double pi_pi = 0.0;
	dydt[E] = -theta * (w + y[BULK]);
	for (int i = 0; i < 3; i++) {
		sigma[i] = h[i] - theta / 3.0;
		pi_sigma += y[PI + place[i][i]] * sigma[i];
		dydt[E] -= h[i] * y[PI + place[i][i]];
		for (int j = 0; j < 3; j++) {
			pi_pi += y[PI + place[i][j]] * y[PI + place[i][j]];
		}
	}
	for (int i = 0; i < 3; i++) {
		for (int j = i; j < 3; j++) {
			const double pi = y[PI + place[i][j]];
			const double diagonal = i == j ? 1.0 : 0.0;
			double square = -diagonal * pi_pi / 3.0;
			for (int c = 0; c < 3; c++) {
				square += y[PI + place[i][c]] * y[PI + place[c][j]];
			}
			const double tau = k->tau_pi * eta_w;
			const double right =
				-pi - 2.0 * eta_w * w * diagonal * sigma[i] - k->delta_pipi * tau * pi * theta -
				k->tau_pipi * tau * (0.5 * pi * (sigma[i] + sigma[j]) - diagonal * pi_sigma / 3.0) -
				k->lambda_piPi * tau * y[BULK] * diagonal * sigma[i] - k->phi_7 / pressure * square;
			dydt[PI + place[i][j]] = tau > 0.0 ? right / tau : 0.0;
		}
	}
	const double tau = k->tau_Pi * zeta_w;
	const double right = -y[BULK] - zeta_w * w * theta - k->delta_PiPi * tau * y[BULK] * theta -
	                     k->lambda_Pipi * (1.0 / 3.0 - cs2) * tau * pi_sigma;
	dydt[BULK] = tau > 0.0 ? right / tau : 0.0;
	return isfinite(dydt[E]) ? GSL_SUCCESS : GSL_EBADFUNC;
}

enum ish_status ish_check_homogeneous_solve(const struct ish_config *config, double start, double end,
                                            double value[ISH_PRIMITIVES])
{
	struct ish_config copy = *config; /* GSL's parameter is not const */
	double y[UNKNOWNS] = {value[ISH_E],
	                      value[ISH_PI11],
	                      value[ISH_PI12],
	                      value[ISH_PI13],
	                      value[ISH_PI22],
	                      value[ISH_PI23],
	                      -value[ISH_PI11] - value[ISH_PI22],
	                      value[ISH_BULK]};
	gsl_odeiv2_system system = {.function = rates, .dimension = UNKNOWNS, .params = &copy};
	gsl_error_handler_t *handler = gsl_set_error_handler_off();
	gsl_odeiv2_driver *driver =
		gsl_odeiv2_driver_alloc_y_new(&system, gsl_odeiv2_step_rk8pd, 1e-3 * (end - start), ACCURACY, ACCURACY);
	enum ish_status status = driver != NULL ? ISH_OK : ish_fail(ISH_ERR_MEMORY, "homogeneous flow: no memory");
	if (status == ISH_OK) {
		double t = start;
		const int code = gsl_odeiv2_driver_apply(driver, &t, end, y);
		status = code == GSL_SUCCESS ? ISH_OK
		                             : ish_fail(ISH_ERR_BREAKDOWN, "homogeneous flow: t = %g fm: %s", t,
		                                        gsl_strerror(code));
	}
	gsl_odeiv2_driver_free(driver);
	(void)gsl_set_error_handler(handler);
	value[ISH_E] = y[E];
	memcpy(value + ISH_PI11, y + PI, 5 * sizeof y[0]);
	value[ISH_BULK] = y[BULK];
	return status;
}

struct errors { /* of one run */
	struct ish_check_norm all;
	double speed; /* largest |u| */
};

/* The run's fields against the exact ones, at one time. */
static enum ish_status compare(const struct ish_solver *solver, const double exact[ISH_PRIMITIVES],
                               struct errors *errors)
{
	double *f;
	const enum ish_status status = ish_check_fields(solver, &f);
	if (status != ISH_OK) {
		return status;
	}
	double worst = 0.0;
	for (int i = 0; i < ISH_PRIMITIVES; i++) {
		const double d = fabs(f[i] - exact[i]) / exact[ISH_E];
		if (i >= ISH_U1 && i <= ISH_U3) {
			errors->speed = fmax(errors->speed, fabs(f[i]));
		} else if (d > worst || isnan(d)) {
			worst = d;
		}
	}
	free(f);
	errors->all.rms += worst * worst / TIMES;
	errors->all = ish_check_worse(errors->all, (struct ish_check_norm){worst, 0.0});
	return ISH_OK;
}

static enum ish_status one_run(const struct ish_config *config, const struct ish_check_homogeneous *what, long steps,
                               double exact[TIMES][ISH_PRIMITIVES], struct errors *errors)
{
	struct ish_solver *solver;
	enum ish_status status = ish_check_solver(&solver, config);
	const double start = config->time.start;
	*errors = (struct errors){{0.0, 0.0}, 0.0};
	for (int i = 0; status == ISH_OK && i < TIMES; i++) {
		status = ish_check_advance(solver, start + (what->end - start) * (i + 1) / TIMES, steps);
		if (status == ISH_OK) {
			status = compare(solver, exact[i], errors);
		}
	}
	errors->all.rms = sqrt(errors->all.rms);
	ish_solver_destroy(solver);
	return status;
}

static enum ish_status one_scheme(struct ish_check *check, const struct ish_check_homogeneous *what,
                                  struct ish_config *config, const struct ish_check_scheme *scheme,
                                  double exact[TIMES][ISH_PRIMITIVES], double *speed)
{
	struct ish_check_norm error[RUNS];
	enum ish_status status = ish_check_set(config, "time.scheme=%s", scheme->name);
	for (int i = 0; status == ISH_OK && i < RUNS; i++) {
		struct errors errors;
		status = one_run(config, what, what->steps << i, exact, &errors);
		error[i] = errors.all;
		*speed = fmax(*speed, errors.speed);
	}
	if (status != ISH_OK) {
		return status;
	}
	const struct ish_check_key key = {
		.label = what->label, .quantity = "all", .scheme = scheme->name, .shape = config->grid.shape};
	const struct ish_check_gate gate = {.refinement = 2.0,
	                                    .order = scheme->order,
	                                    .tolerance = what->tolerance,
	                                    .bound = what->bound[scheme->order - 2]};
	ish_check_orders(check, &key, RUNS, error, &gate);
	return ISH_OK;
}

enum ish_status ish_check_homogeneous_run(struct ish_check *check, const struct ish_check_homogeneous *what)
{
	struct ish_config config;
	double exact[TIMES][ISH_PRIMITIVES];
	double *fields = NULL;
	double speed = 0.0;
	enum ish_status status = ish_check_configure(
		check, &config, "grid.shape=[1,1,1]\ntime.step=0.1\ntime.end=%.17g\n%s", what->end, what->text);
	if (status == ISH_OK) {
		status = ish_check_fields_after(&config, 0.0, 0, &fields);
	}
	const double start = config.time.start;
	double before = start;
	for (int i = 0; status == ISH_OK && i < TIMES; i++) {
		const double t = start + (what->end - start) * (i + 1) / TIMES;
		memcpy(exact[i], i > 0 ? exact[i - 1] : fields, sizeof exact[i]);
		status = what->exact(&config, before, t, exact[i]);
		before = t;
	}
	free(fields);
	for (int s = 0; status == ISH_OK && s < ISH_CHECK_SCHEMES; s++) {
		status = one_scheme(check, what, &config, &ish_check_scheme[s], exact, &speed);
	}
	if (status == ISH_OK) { /* nothing can set it in motion */
		ish_check_error(check, &(struct ish_check_key){.label = what->label, .quantity = "u"},
		                (struct ish_check_norm){speed, speed}, 1e-14);
	}
	return status;
}
