#include "solver/sweep_impl.h"

/* The real mode of the real (part 0) or imaginary (part 1) half of complex mode i: with M = i m, m = (Im M, -Re M). */
ISH_POINT struct ish_linear_mode load_mode(const struct ish_linear_row *r, int shear, int bulk, int part, int i)
{
	const ISH_REAL zero = (ISH_REAL)0, sign = part ? (ISH_REAL)-1 : (ISH_REAL)1;
	const int even = 2 * i + part, odd = 2 * i + 1 - part;
	struct ish_linear_mode y;
	y.e = r->in[0] * r->field[ISH_VAR_E][even];
	y.m.x = sign * r->in[1] * r->field[ISH_VAR_M][odd];
	y.m.y = sign * r->in[2] * r->field[ISH_VAR_M + 1][odd];
	y.m.z = sign * r->in[3] * r->field[ISH_VAR_M + 2][odd];
	y.s.xx = shear ? r->field[ISH_VAR_PI][even] : zero;
	y.s.xy = shear ? r->field[ISH_VAR_PI + 1][even] : zero;
	y.s.xz = shear ? r->field[ISH_VAR_PI + 2][even] : zero;
	y.s.yy = shear ? r->field[ISH_VAR_PI + 3][even] : zero;
	y.s.yz = shear ? r->field[ISH_VAR_PI + 4][even] : zero;
	y.bulk = bulk ? r->field[ISH_VAR_BULK][even] : zero;
	return y;
}

ISH_POINT void store_mode(const struct ish_linear_row *r, int shear, int bulk, int part, int i,
                          struct ish_linear_mode x)
{
	const ISH_REAL sign = part ? (ISH_REAL)-1 : (ISH_REAL)1;
	const int even = 2 * i + part, odd = 2 * i + 1 - part;
	r->field[ISH_VAR_E][even] = r->out[0] * x.e;
	r->field[ISH_VAR_M][odd] = sign * r->out[1] * x.m.x;
	r->field[ISH_VAR_M + 1][odd] = sign * r->out[2] * x.m.y;
	r->field[ISH_VAR_M + 2][odd] = sign * r->out[3] * x.m.z;
	if (shear) {
		r->field[ISH_VAR_PI][even] = r->scale * x.s.xx;
		r->field[ISH_VAR_PI + 1][even] = r->scale * x.s.xy;
		r->field[ISH_VAR_PI + 2][even] = r->scale * x.s.xz;
		r->field[ISH_VAR_PI + 3][even] = r->scale * x.s.yy;
		r->field[ISH_VAR_PI + 4][even] = r->scale * x.s.yz;
	}
	if (bulk) {
		r->field[ISH_VAR_BULK][even] = r->scale * x.bulk;
	}
}

ISH_POINT struct ish_linear_exponential exponential_at(const struct ish_linear_row *r, int i)
{
	const ISH_REAL *const *f = r->factor;
	struct ish_linear_exponential x = {f[0][i],  f[1][i],  f[2][i],  f[3][i],  f[4][i],  f[5][i],  f[6][i],
	                                   f[7][i],  f[8][i],  f[9][i],  f[10][i], f[11][i], f[12][i], f[13][i],
	                                   f[14][i], f[15][i], f[16][i], f[17][i], f[18][i], f[19][i]};
	return x;
}

ISH_POINT struct ish_linear_mode change_mode(const struct ish_linear_row *r, enum ish_linear_task task, int i,
                                             struct ish_linear_mode y)
{
	const ISH_REAL one = (ISH_REAL)1, zero = (ISH_REAL)0;
	const struct ish_vec k = {r->across.x + r->along.x * r->k[i], r->across.y + r->along.y * r->k[i],
	                          r->across.z + r->along.z * r->k[i]};
	if (task == ISH_LINEAR_RATE) {
		return ish_linear_rate(r->fluid, k, y);
	}
	if (task == ISH_LINEAR_SOLVE) {
		const struct ish_linear_factor d = {r->factor[0][i], r->factor[1][i]};
		return ish_linear_solve(r->step, d, k, y);
	}
	const ISH_REAL k2 = ish_dot(k, k);
	const ISH_REAL inv_k = k2 > zero ? one / ISH_SQRT(k2) : zero;
	return ish_linear_exponential_change(exponential_at(r, i), r->decay, k, inv_k, y);
}

ISH_POINT void modes_loop(const struct ish_linear_row *r, enum ish_linear_task task, int shear, int bulk)
{
	const int n = r->n;
#pragma omp simd
	for (int i = 0; i < n; i++) { /* vectorised */
		const struct ish_linear_mode re = change_mode(r, task, i, load_mode(r, shear, bulk, 0, i));
		const struct ish_linear_mode im = change_mode(r, task, i, load_mode(r, shear, bulk, 1, i));
		store_mode(r, shear, bulk, 0, i, re);
		store_mode(r, shear, bulk, 1, i, im);
	}
}

#define VARIANT(task, id, shear, bulk)                                                                                 \
	static void modes_##task##_##shear##bulk(const struct ish_linear_row *r)                                       \
	{                                                                                                              \
		modes_loop(r, id, shear, bulk);                                                                        \
	}
#define VARIANTS(task, id)                                                                                             \
	VARIANT(task, id, 0, 0) VARIANT(task, id, 0, 1) VARIANT(task, id, 1, 0) VARIANT(task, id, 1, 1)
VARIANTS(rate, ISH_LINEAR_RATE)
VARIANTS(solve, ISH_LINEAR_SOLVE)
VARIANTS(exponential, ISH_LINEAR_EXPONENTIAL)

ish_linear_sweep *const ish_linear_sweeps[ISH_LINEAR_TASKS][ISH_VISCOUS_VARIANTS] = {
	{modes_rate_00, modes_rate_01, modes_rate_10, modes_rate_11},
	{modes_solve_00, modes_solve_01, modes_solve_10, modes_solve_11},
	{modes_exponential_00, modes_exponential_01, modes_exponential_10, modes_exponential_11}};
