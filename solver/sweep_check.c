#include <stddef.h>

#include "physics/recovery.h"
#include "solver/sweep_impl.h"

/* A number is out of the range of what is finite if it is not below this; squares of it must not overflow. */
#define HUGE_REAL ((ISH_REAL)1e18)
/* Largest u.u taken for physical: u^0 of 1e6; in float beyond what can be recovered, as in double (6 eps (u^0)^2 > 1). */
#define U2_MAX ((ISH_REAL)1e12)

int ish_sweep_check(int n, const ISH_REAL *e, const ISH_REAL *const u[3], const ISH_REAL *const visc[6],
                    const ISH_REAL *energy, ISH_REAL inv_sqrt_g, const ISH_REAL *update2, ISH_REAL tolerance2,
                    int *first_out)
{
	ISH_REAL size[ISH_CHUNK]; /* sum of |pi| and |Pi|: not finite if one of them is not */
	int good[ISH_CHUNK];
	const ISH_REAL floor = (ISH_REAL)2 * ISH_RECOVERY_FLOOR * inv_sqrt_g;
	for (int i = 0; i < n; i++) { /* vectorised */
		size[i] = (ISH_REAL)0;
	}
	for (int k = 0; k < 6; k++) {
		const ISH_REAL *x = visc[k];
		if (x != NULL) {
#pragma omp simd
			for (int i = 0; i < n; i++) { /* vectorised */
				size[i] += ISH_FABS(x[i]);
			}
		}
	}
	const ISH_REAL *ux = u[0], *uy = u[1], *uz = u[2];
	int total = 0;
#pragma omp simd reduction(+ : total)
	for (int i = 0; i < n; i++) { /* vectorised */
		const ISH_REAL u2 = ux[i] * ux[i] + uy[i] * uy[i] + uz[i] * uz[i];
		/* every comparison is false for a NaN */
		const int ok = (e[i] > floor * energy[i]) & (e[i] > (ISH_REAL)0) & (e[i] < HUGE_REAL) & (u2 < U2_MAX) &
		               (size[i] < HUGE_REAL) & (update2[i] <= tolerance2);
		good[i] = ok;
		total += ok;
	}
	*first_out = -1;
	for (int i = 0; total < n && i < n; i++) {
		if (!good[i]) {
			*first_out = i;
			break;
		}
	}
	return n - total;
}

/* Sixteen interleaved extremes, joined at the end: no loop carries one number. A NaN is passed over. */
enum { LANES = 16 };

static ISH_REAL largest(const ISH_REAL *x, int n, ISH_REAL start)
{
	ISH_REAL lane[LANES];
	int i = 0;
	for (int l = 0; l < LANES; l++) {
		lane[l] = start;
	}
	for (; i + LANES <= n; i += LANES) {
#pragma omp simd
		for (int l = 0; l < LANES; l++) { /* vectorised */
			lane[l] = x[i + l] > lane[l] ? x[i + l] : lane[l];
		}
	}
	for (int l = 0; i < n; i++, l++) {
		lane[l] = x[i] > lane[l] ? x[i] : lane[l];
	}
	for (int l = 1; l < LANES; l++) {
		lane[0] = lane[l] > lane[0] ? lane[l] : lane[0];
	}
	return lane[0];
}

static ISH_REAL smallest(const ISH_REAL *x, int n, ISH_REAL start)
{
	ISH_REAL lane[LANES];
	int i = 0;
	for (int l = 0; l < LANES; l++) {
		lane[l] = start;
	}
	for (; i + LANES <= n; i += LANES) {
#pragma omp simd
		for (int l = 0; l < LANES; l++) { /* vectorised */
			lane[l] = x[i + l] < lane[l] ? x[i + l] : lane[l];
		}
	}
	for (int l = 0; i < n; i++, l++) {
		lane[l] = x[i] < lane[l] ? x[i] : lane[l];
	}
	for (int l = 1; l < LANES; l++) {
		lane[0] = lane[l] < lane[0] ? lane[l] : lane[0];
	}
	return lane[0];
}

int ish_sweep_closure_extremes(const struct ish_closure_chunk *c, ISH_REAL *theta_out, ISH_REAL *sigma_out,
                               ISH_REAL *det_out)
{
	*theta_out = largest(c->knudsen_theta, c->n, (ISH_REAL)0);
	*sigma_out = largest(c->knudsen_sigma, c->n, (ISH_REAL)0);
	*det_out = smallest(c->det, c->n, c->det[0]);
	const ISH_REAL *det = c->det;
	const int n = c->n;
	int good = 0;
#pragma omp simd reduction(+ : good)
	for (int i = 0; i < n; i++) { /* vectorised */
		good += det[i] > (ISH_REAL)0;
	}
	for (int i = 0; good < n && i < n; i++) {
		if (!(det[i] > (ISH_REAL)0)) {
			return i;
		}
	}
	return -1;
}

ISH_POINT ISH_REAL shear2_cell(const struct ish_extremes_chunk *c, int i)
{
	const struct ish_vec u = {c->u[0][i], c->u[1][i], c->u[2][i]};
	const struct ish_shear five = {c->pi[0][i], c->pi[1][i], c->pi[2][i], c->pi[3][i], c->pi[4][i]};
	const struct ish_sym pi = ish_shear_complete(five, u);
	const ISH_REAL iu0 = (ISH_REAL)1 / ISH_SQRT((ISH_REAL)1 + ish_dot(u, u));
	return ish_transverse_contract(pi, pi, ish_vec_scaled(iu0, u)) / (c->p[i] * c->p[i]);
}

void ish_sweep_extremes(const struct ish_extremes_chunk *c, int shear, int bulk, struct ish_extremes *x)
{
	const int n = c->n;
	const ISH_REAL zero = (ISH_REAL)0;
	*x = (struct ish_extremes){.e_min = smallest(c->e, n, c->e[0]), .e_max = largest(c->e, n, c->e[0])};
#pragma omp simd
	for (int i = 0; i < n; i++) { /* vectorised */
		c->scratch[i] = c->u[0][i] * c->u[0][i] + c->u[1][i] * c->u[1][i] + c->u[2][i] * c->u[2][i];
	}
	x->u2_max = largest(c->scratch, n, zero);
	if (shear) {
#pragma omp simd
		for (int i = 0; i < n; i++) { /* vectorised */
			c->scratch[i] = shear2_cell(c, i);
		}
		x->reynolds_shear2 = largest(c->scratch, n, zero);
	}
	if (bulk) {
#pragma omp simd
		for (int i = 0; i < n; i++) { /* vectorised */
			c->scratch[i] = ISH_FABS(c->bulk[i]) / c->p[i];
		}
		x->reynolds_bulk = largest(c->scratch, n, zero);
	}
}
