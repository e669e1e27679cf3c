/*
 * What pointwise formulae are written in: functions of scalars in the common part of C17 and C++17, for CPU sweeps and
 * GPU kernels alike, in the precision ISH_REAL. Components are named scalars, not arrays: GCC and clang then keep
 * them in vector registers when a sweep's loop is vectorised.
 */
#ifndef ISH_PHYSICS_POINT_H
#define ISH_PHYSICS_POINT_H

#include "workspace/real.h"

#if defined __CUDACC__
#define ISH_POINT static inline __host__ __device__
#else
#define ISH_POINT static inline __attribute__((always_inline))
#endif

/* Spatial components of a vector in the orthonormal tetrad; upper and lower indices are the same. */
struct ish_vec {
	ISH_REAL x, y, z;
};

/* A symmetric spatial tensor. */
struct ish_sym {
	ISH_REAL xx, xy, xz, yy, yz, zz;
};

/* A general spatial tensor; xy is the component [1][2]. */
struct ish_mat {
	ISH_REAL xx, xy, xz, yx, yy, yz, zx, zy, zz;
};

ISH_POINT ISH_REAL ish_dot(struct ish_vec a, struct ish_vec b)
{
	return a.x * b.x + a.y * b.y + a.z * b.z;
}

ISH_POINT struct ish_vec ish_vec_scaled(ISH_REAL s, struct ish_vec a)
{
	struct ish_vec r = {s * a.x, s * a.y, s * a.z};
	return r;
}

/* A v */
ISH_POINT struct ish_vec ish_sym_times(struct ish_sym a, struct ish_vec v)
{
	struct ish_vec r = {a.xx * v.x + a.xy * v.y + a.xz * v.z, a.xy * v.x + a.yy * v.y + a.yz * v.z,
	                    a.xz * v.x + a.yz * v.y + a.zz * v.z};
	return r;
}

/* A : B = A_ij B_ij */
ISH_POINT ISH_REAL ish_sym_contract(struct ish_sym a, struct ish_sym b)
{
	return a.xx * b.xx + a.yy * b.yy + a.zz * b.zz +
	       (ISH_REAL)2 * (a.xy * b.xy + a.xz * b.xz + a.yz * b.yz);
}

/* The solution of K q = r by cofactors, and det K. */
ISH_POINT struct ish_vec ish_mat_solve(struct ish_mat k, struct ish_vec r, ISH_REAL *det_out)
{
	const ISH_REAL c11 = k.yy * k.zz - k.yz * k.zy, c12 = k.yz * k.zx - k.yx * k.zz, c13 = k.yx * k.zy - k.yy * k.zx;
	const ISH_REAL c21 = k.xz * k.zy - k.xy * k.zz, c22 = k.xx * k.zz - k.xz * k.zx, c23 = k.xy * k.zx - k.xx * k.zy;
	const ISH_REAL c31 = k.xy * k.yz - k.xz * k.yy, c32 = k.xz * k.yx - k.xx * k.yz, c33 = k.xx * k.yy - k.xy * k.yx;
	const ISH_REAL det = k.xx * c11 + k.xy * c12 + k.xz * c13;
	const ISH_REAL inv = (ISH_REAL)1 / det;
	struct ish_vec q = {inv * (c11 * r.x + c21 * r.y + c31 * r.z), inv * (c12 * r.x + c22 * r.y + c32 * r.z),
	                    inv * (c13 * r.x + c23 * r.y + c33 * r.z)};
	*det_out = det;
	return q;
}

#endif
