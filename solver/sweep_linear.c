#include <stddef.h>

#include "physics/stress_energy.h"
#include "solver/sweep_impl.h"

void ish_sweep_combine(int n, ISH_REAL *out, const ISH_REAL *y, int terms, const ISH_REAL *c, const ISH_REAL *const *x)
{
	ISH_REAL sum[ISH_CHUNK];
	for (int i = 0; i < n; i++) { /* vectorised */
		sum[i] = y[i];
	}
	for (int k = 0; k < terms; k++) {
		const ISH_REAL ck = c[k];
		const ISH_REAL *xk = x[k];
#pragma omp simd
		for (int i = 0; i < n; i++) { /* vectorised */
			sum[i] += ck * xk[i];
		}
	}
#pragma omp simd
	for (int i = 0; i < n; i++) { /* vectorised */
		out[i] = sum[i];
	}
}

void ish_sweep_add_scaled(int n, int store, ISH_REAL s, const ISH_REAL *d, ISH_REAL *acc)
{
	if (store) { /* NOLINT(bugprone-branch-clone): = and += */
#pragma omp simd
		for (int i = 0; i < n; i++) { /* vectorised */
			acc[i] = s * d[i];
		}
	} else {
#pragma omp simd
		for (int i = 0; i < n; i++) { /* vectorised */
			acc[i] += s * d[i];
		}
	}
}

void ish_sweep_add_product(int n, int store, ISH_REAL s, const ISH_REAL *u, const ISH_REAL *d, ISH_REAL *acc)
{
	if (store) { /* NOLINT(bugprone-branch-clone): = and += */
#pragma omp simd
		for (int i = 0; i < n; i++) { /* vectorised */
			acc[i] = s * u[i] * d[i];
		}
	} else {
#pragma omp simd
		for (int i = 0; i < n; i++) { /* vectorised */
			acc[i] += s * u[i] * d[i];
		}
	}
}

ISH_POINT void flux_cell(const struct ish_flux_row *r, int axis, int shear, int bulk, int i)
{
	const ISH_REAL zero = (ISH_REAL)0;
	const struct ish_vec u = {r->u[0][i], r->u[1][i], r->u[2][i]};
	struct ish_sym pi = {zero, zero, zero, zero, zero, zero};
	if (shear) {
		const struct ish_shear five = {r->pi[0][i], r->pi[1][i], r->pi[2][i], r->pi[3][i], r->pi[4][i]};
		pi = ish_shear_complete(five, u);
	}
	const ISH_REAL pressure = bulk ? r->p[i] + ISH_TERM(flux_bulk, r->bulk[i]) : r->p[i];
	const struct ish_sym t = ish_stress_of(r->e[i], pressure, u, pi);
	const ISH_REAL m = r->inv_momentum * r->momentum[i];
	/* NOLINTNEXTLINE(bugprone-branch-clone,misc-redundant-expression): equal but for the mutation run */
	r->flux[0][i] = axis == 0 ? ISH_TERM(flux_x_e, m) : axis == 1 ? ISH_TERM(flux_y_e, m) : ISH_TERM(flux_z_e, m);
	r->flux[1][i] = axis == 0 ? ISH_TERM(flux_x_mx, t.xx) : axis == 1 ? ISH_TERM(flux_y_mx, t.xy) : ISH_TERM(flux_z_mx, t.xz);
	r->flux[2][i] = axis == 0 ? ISH_TERM(flux_x_my, t.xy) : axis == 1 ? ISH_TERM(flux_y_my, t.yy) : ISH_TERM(flux_z_my, t.yz);
	r->flux[3][i] = axis == 0 ? ISH_TERM(flux_x_mz, t.xz) : axis == 1 ? ISH_TERM(flux_y_mz, t.yz) : ISH_TERM(flux_z_mz, t.zz);
}

#define VARIANT(axis, shear, bulk)                                                                                     \
	static void flux_##axis##_##shear##bulk(const struct ish_flux_row *r)                                          \
	{                                                                                                              \
		const int n = r->n;                                                                                    \
		_Pragma("omp simd") for (int i = 0; i < n; i++) /* vectorised */                                       \
		{                                                                                                      \
			flux_cell(r, axis, shear, bulk, i);                                                            \
		}                                                                                                      \
	}
#define VARIANTS(axis) VARIANT(axis, 0, 0) VARIANT(axis, 0, 1) VARIANT(axis, 1, 0) VARIANT(axis, 1, 1)
VARIANTS(0)
VARIANTS(1)
VARIANTS(2)

ish_flux_sweep *const ish_flux_sweeps[3][ISH_VISCOUS_VARIANTS] = {{flux_0_00, flux_0_01, flux_0_10, flux_0_11},
                                                                  {flux_1_00, flux_1_01, flux_1_10, flux_1_11},
                                                                  {flux_2_00, flux_2_01, flux_2_10, flux_2_11}};
