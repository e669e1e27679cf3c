#include "solver/riemann.h"

#include <math.h>

/* Rapidity that a wave into a fluid of pressure p_0 gives it when it takes the pressure to p: positive for a shock. */
static double kick(double c2, double p, double p_0)
{
	const double c = sqrt(c2);
	if (p <= p_0) {
		return c / (1.0 + c2) * log(p / p_0);
	}
	/* gamma v of v^2 = (p - p_0)(e - e_0)/((e_0 + p)(e + p_0)) */
	const double root = sqrt(p / p_0);
	return asinh((root - 1.0 / root) * c / (1.0 + c2));
}

/* Rapidity of a shock to pressure p in the fluid ahead of it. */
static double shock_rapidity(double c2, double p, double p_0)
{
	/* gamma v of v^2 = (p - p_0)(e + p_0)/((e - e_0)(e_0 + p)) */
	return asinh(sqrt(c2 * (p / p_0 + c2) / (1.0 - c2 * c2)));
}

/* The wave that runs with `sign` (-1: left) into a state, up to the pressure p. */
static struct ish_riemann_side side_of(double c2, double p_0, double v_0, double p, double v, double sign)
{
	struct ish_riemann_side side = {.p = p_0, .v = v_0, .shock = p > p_0};
	const double sound = atanh(sqrt(c2));
	if (side.shock) {
		side.head = tanh(atanh(v_0) + sign * shock_rapidity(c2, p, p_0));
		side.tail = side.head;
	} else {
		side.head = tanh(atanh(v_0) + sign * sound);
		side.tail = tanh(atanh(v) + sign * sound);
	}
	return side;
}

enum ish_status ish_riemann_solve(struct ish_riemann *riemann_out, double c2, double p_left, double v_left,
                                  double p_right, double v_right)
{
	if (!(c2 > 0.0 && c2 < 1.0 && p_left > 0.0 && p_right > 0.0 && fabs(v_left) < 1.0 && fabs(v_right) < 1.0)) {
		return ish_fail(
			ISH_ERR_INPUT,
			"riemann: cs2 = %g, pressures %g and %g, velocities %g and %g: need 0 < cs2 < 1, positive "
			"pressures and velocities between -1 and 1",
			c2, p_left, p_right, v_left, v_right);
	}
	/* y_L - kick_L = y_R + kick_R: the difference of both sides falls with ln p */
	const double difference = atanh(v_left) - atanh(v_right);
	/* a factor e^200 of the pressure is a rapidity of 80 or more by either wave of a fluid with c > 0.8, and 1e17 of velocity */
	double low = log(fmin(p_left, p_right)) - 200.0 / sqrt(c2);
	double high = log(fmax(p_left, p_right)) + 200.0;
	for (int i = 0; i < 200 && high - low > 1e-16 * (fabs(low) + fabs(high)); i++) {
		const double middle = 0.5 * (low + high);
		const double p = exp(middle);
		*(kick(c2, p, p_left) + kick(c2, p, p_right) < difference ? &low : &high) = middle;
	}
	const double p = exp(0.5 * (low + high));
	const double v = tanh(0.5 * (atanh(v_left) - kick(c2, p, p_left) + atanh(v_right) + kick(c2, p, p_right)));
	*riemann_out = (struct ish_riemann){.c2 = c2,
	                                    .p = p,
	                                    .v = v,
	                                    .left = side_of(c2, p_left, v_left, p, v, -1.0),
	                                    .right = side_of(c2, p_right, v_right, p, v, 1.0)};
	return ISH_OK;
}

/* Inside the rarefaction of one side: y +- artanh c = artanh s, and the invariant of the undisturbed state. */
static void fan(const struct ish_riemann *r, const struct ish_riemann_side *side, double sign, double s, double *p_out,
                double *v_out)
{
	const double c = sqrt(r->c2);
	const double y = atanh(s) - sign * atanh(c);
	*v_out = tanh(y);
	*p_out = side->p * exp(sign * (y - atanh(side->v)) * (1.0 + r->c2) / c);
}

void ish_riemann_at(const struct ish_riemann *riemann, double s, double *p_out, double *v_out)
{
	*p_out = riemann->p;
	*v_out = riemann->v;
	if (s <= riemann->left.head) {
		*p_out = riemann->left.p;
		*v_out = riemann->left.v;
	} else if (s < riemann->left.tail) {
		fan(riemann, &riemann->left, -1.0, s, p_out, v_out);
	} else if (s >= riemann->right.head) {
		*p_out = riemann->right.p;
		*v_out = riemann->right.v;
	} else if (s > riemann->right.tail) {
		fan(riemann, &riemann->right, 1.0, s, p_out, v_out);
	}
}
