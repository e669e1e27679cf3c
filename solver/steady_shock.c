#include "solver/steady_shock.h"

#include <math.h>
#include <stddef.h>

enum { V, B };

/* The solution starts this far from the entry, over v_1 - v_2: the square is what a straight line misses. */
#define DEPARTURE 1e-7
/* Table points in the length of growth or decay of the profile's ends: its error is 1e-14 of the jump, as halving shows. */
#define RESOLUTION 400.0

static struct ish_shock_state state_at(const struct ish_steady_shock *shock, double v, double bulk)
{
	const struct ish_steady_shock_config *k = &shock->config;
	struct ish_shock_state s = {.e = shock->energy_flux / v - shock->momentum_flux, .v = v, .bulk = bulk};
	const double stress = shock->momentum_flux - v * shock->energy_flux - k->c2 * s.e;
	if (k->eta_over_s > 0.0) {
		s.shear = stress - bulk;
	} else {
		s.bulk = stress;
	}
	return s;
}

/*
 * v' and B'. With X' = A v' - B', A = F (c2/v^2 - 1), the two relaxation equations are linear in v' and B'; a viscosity that
 * is off leaves one. False where the factor of v' is not positive: signals stand still there.
 */
static bool slope(const void *parameters, double y, const double value[], double derivative[])
{
	(void)y;
	const struct ish_steady_shock *shock = parameters;
	const struct ish_steady_shock_config *k = &shock->config;
	const double v = value[V];
	const struct ish_shock_state s = state_at(shock, v, value[B]);
	if (!(v > 0.0 && v < 1.0 && s.e > 0.0)) {
		return false;
	}
	const double w = (1.0 + k->c2) * s.e;
	const double t = pow(k->c2 * s.e / k->p0, k->c2 / (1.0 + k->c2));
	const double g = 1.0 / sqrt(1.0 - v * v);
	const double a = shock->energy_flux * (k->c2 / (v * v) - 1.0);
	const double tau_pi = k->tau_pi * k->eta_over_s / t;
	const double tau_Pi = k->tau_Pi * k->zeta_over_s / t;
	const double shear_drive = 4.0 / 3.0 * k->eta_over_s * w / t +
	                           (k->delta_pipi + k->tau_pipi / 3.0) * tau_pi * s.shear +
	                           2.0 / 3.0 * k->lambda_piPi * tau_pi * s.bulk;
	const double bulk_drive = k->zeta_over_s * w / t + k->delta_PiPi * tau_Pi * s.bulk +
	                          k->lambda_Pipi * (1.0 / 3.0 - k->c2) * tau_Pi * s.shear;
	const double shear_decay = -s.shear - 0.5 * k->phi_7 / (k->c2 * s.e) * s.shear * s.shear;
	const double g3 = g * g * g;
	double factor;
	double source;
	if (!(k->eta_over_s > 0.0)) {
		factor = tau_Pi * g * v * a + bulk_drive * g3;
		source = -s.bulk;
	} else if (!(k->zeta_over_s > 0.0)) {
		factor = tau_pi * g * v * a + shear_drive * g3;
		source = shear_decay;
	} else {
		factor = tau_pi * g * v * a + (shear_drive + tau_pi / tau_Pi * bulk_drive) * g3;
		source = shear_decay - tau_pi / tau_Pi * s.bulk;
	}
	derivative[V] = source / factor;
	derivative[B] = 0.0;
	if (k->eta_over_s > 0.0 && k->zeta_over_s > 0.0) {
		derivative[B] = -(s.bulk + bulk_drive * g3 * derivative[V]) / (tau_Pi * g * v);
	}
	return factor > 0.0;
}

/*
 * The eigenvalues, larger first, of the equations about a state without stress, and the direction of the first. With one
 * viscosity B stays 0 and its eigenvalue is left out.
 */
static bool linear(const struct ish_steady_shock *shock, double v, double eigenvalue[2], double direction[2])
{
	const double unit[2] = {1e-6 * v, 1e-6 * state_at(shock, v, 0.0).e};
	double m[2][2];
	for (int j = 0; j < 2; j++) {
		double up[2] = {v, 0.0};
		double down[2] = {v, 0.0};
		double at_up[2];
		double at_down[2];
		up[j] += unit[j];
		down[j] -= unit[j];
		if (!slope(shock, 0.0, up, at_up) || !slope(shock, 0.0, down, at_down)) {
			return false;
		}
		for (int i = 0; i < 2; i++) {
			m[i][j] = (at_up[i] - at_down[i]) / (2.0 * unit[j]);
		}
	}
	if (!(shock->config.eta_over_s > 0.0 && shock->config.zeta_over_s > 0.0)) {
		eigenvalue[0] = m[0][0];
		eigenvalue[1] = m[0][0];
		direction[V] = 1.0;
		direction[B] = 0.0;
		return true;
	}
	const double half = 0.5 * (m[0][0] + m[1][1]);
	const double root = sqrt(half * half - (m[0][0] * m[1][1] - m[0][1] * m[1][0]));
	eigenvalue[0] = half + root;
	eigenvalue[1] = half - root;
	direction[V] = 1.0;
	direction[B] = m[1][0] / (eigenvalue[0] - m[1][1]);
	return isfinite(root);
}

/* Where v is (v_1 + v_2)/2, by bisection: v falls from the first point to the last. */
static void centre(struct ish_steady_shock *shock)
{
	double low;
	double high;
	ish_ode_table_range(shock->table, &low, &high);
	for (int i = 0; i < 100; i++) {
		double y[ISH_ODE_MAX] = {0.0, 0.0};
		const double middle = 0.5 * (low + high);
		(void)ish_ode_table_at(shock->table, middle, y);
		*(y[V] > 0.5 * (shock->v1 + shock->v2) ? &low : &high) = middle;
	}
	shock->centre = 0.5 * (low + high);
}

static enum ish_status too_fast(const struct ish_steady_shock *shock)
{
	return ish_fail(
		ISH_ERR_INPUT,
		"%s: no smooth shock of pressure ratio %g, speed %.4g: it would be faster than the signals of the "
		"fluid; a smaller ratio or a smaller tau_pi and tau_Pi has one",
		shock->config.what, shock->config.ratio, shock->v1);
}

enum ish_status ish_steady_shock_init(struct ish_steady_shock *shock, const struct ish_steady_shock_config *config)
{
	const double c2 = config->c2;
	/* v_1 of an ideal shock: the stresses vanish on both sides */
	const double v1 = sqrt(c2 * (config->ratio + c2) / (1.0 + c2 * config->ratio));
	*shock = (struct ish_steady_shock){.config = *config, .v1 = v1, .v2 = c2 / v1};
	shock->energy_flux = (1.0 + c2) * config->e * v1 / (1.0 - v1 * v1);
	shock->momentum_flux = v1 * shock->energy_flux + c2 * config->e;
	double entry[2];
	double exit[2];
	double direction[2];
	double ignored[2];
	if (!linear(shock, v1, entry, direction) || !linear(shock, shock->v2, exit, ignored) || !(entry[0] > 0.0) ||
	    !(exit[0] < 0.0)) {
		return too_fast(shock);
	}
	shock->rate = entry[0];
	shock->decay = -exit[0];
	for (int f = 0; f < 2; f++) {
		shock->departure[f] = -DEPARTURE * (v1 - shock->v2) * direction[f];
	}
	const double rate = fmax(entry[0], -exit[0]);
	const struct ish_ode_config ode = {
		.what = config->what,
		.size = 2,
		.slope = slope,
		.parameters = shock,
		.x0 = 0.0,
		.y0 = {v1 + shock->departure[V], shock->departure[B]},
		.from = 0.0,
		.to = 24.0 / entry[0] - 40.0 / exit[0],
		.spacing = 1.0 / (RESOLUTION * rate),
	};
	const enum ish_status status = ish_ode_table_create(&shock->table, &ode);
	if (status == ISH_OK) {
		centre(shock);
	}
	return status;
}

struct ish_shock_state ish_steady_shock_at(const struct ish_steady_shock *shock, double y)
{
	double value[ISH_ODE_MAX] = {shock->v2, 0.0};
	const double x = y + shock->centre;
	if (x < 0.0) {
		const double growth = exp(shock->rate * x);
		value[V] = shock->v1 + shock->departure[V] * growth;
		value[B] = shock->departure[B] * growth;
	} else {
		(void)ish_ode_table_at(shock->table, x, value);
	}
	return state_at(shock, value[V], value[B]);
}

void ish_steady_shock_reset(struct ish_steady_shock *shock)
{
	ish_ode_table_destroy(shock->table);
	shock->table = NULL;
}
