/*
 * Compiles every header of physics for the device, in the precision ISH_REAL: each point function is called in a kernel, with
 * every equation of state and with shear and bulk on and off. Nothing here is run.
 */
#include "physics/causality.h"
#include "physics/closure.h"
#include "physics/elementary.h"
#include "physics/eos.h"
#include "physics/eos_conformal.h"
#include "physics/eos_constant_cs2.h"
#include "physics/geometry.h"
#include "physics/linear_exponential.h"
#include "physics/linear_mode.h"
#include "physics/point.h"
#include "physics/recovery.h"
#include "physics/stiffness.h"
#include "physics/stress_energy.h"
#include "physics/transport.h"

struct parameters {
	struct ish_eos eos;
	struct ish_transport transport;
	struct ish_vec rate;
	ISH_REAL h;
	int n;
};

/* One Newton step of each cell's recovery, without and with the implicit relaxation. */
template <enum ish_eos_id id, int shear, int bulk>
static __global__ void recover(struct parameters p, const struct ish_conserved *t, const struct ish_shear *pi,
                               const ISH_REAL *bulk_pressure, struct ish_vec *u)
{
	const int i = (int)(blockIdx.x * blockDim.x + threadIdx.x);
	if (i >= p.n) {
		return;
	}
	const struct ish_recovery_input in = {t[i], pi[i], bulk_pressure[i], p.h};
	for (int relax = 0; relax < 2; relax++) {
		const struct ish_recovery_state r =
			ish_recovery_state_at(id, p.eos, p.transport, in, u[i], shear, bulk, relax);
		const struct ish_vec d = ish_recovery_newton(in, r, u[i], shear, bulk);
		u[i].x += d.x;
		u[i].y += d.y;
		u[i].z += d.z;
	}
}

/* The closed right-hand side of each cell. */
template <enum ish_eos_id id, int shear, int bulk>
static __global__ void close_equations(struct parameters p, const struct ish_closure_input *in,
                                       struct ish_closure_output *out)
{
	const int i = (int)(blockIdx.x * blockDim.x + threadIdx.x);
	if (i < p.n) {
		out[i] = ish_closure(in[i], p.transport, ish_eos_at(id, p.eos, in[i].e), shear, bulk);
	}
}

/* The causality class of each cell. */
template <enum ish_eos_id id, int shear, int bulk>
static __global__ void classify(struct parameters p, const struct ish_closure_input *in, ISH_REAL *kind)
{
	const int i = (int)(blockIdx.x * blockDim.x + threadIdx.x);
	if (i < p.n) {
		const struct ish_thermo s = ish_eos_at(id, p.eos, in[i].e);
		kind[i] = ish_causality_at(in[i].e, in[i].u, in[i].shear, in[i].bulk, p.transport, s, shear, bulk).kind;
	}
}

/* The three tasks of the linear operator, one mode after the other. */
template <enum ish_eos_id id, int shear, int bulk>
static __global__ void change_modes(struct parameters p, const struct ish_closure_input *in, struct ish_linear_mode *y)
{
	const int i = (int)(blockIdx.x * blockDim.x + threadIdx.x);
	if (i < p.n) {
		const struct ish_linear_fluid f = ish_linear_fluid_at(id, p.eos, p.transport, in[i].e, shear, bulk);
		const ISH_REAL k2 = ish_dot(in[i].u, in[i].u);
		struct ish_linear_exponential x = {};
		y[i] = ish_linear_rate(f, in[i].u, y[i]);
		y[i] = ish_linear_solve(ish_linear_step_at(f, p.h), ish_linear_factor_at(f, p.h, k2), in[i].u, y[i]);
		x.ee = in[i].e;
		y[i] = ish_linear_exponential_change(x, p.h, in[i].u, k2, y[i]);
	}
}

/* The remaining point functions. */
static __global__ void convert(struct parameters p, const struct ish_closure_input *in, struct ish_conserved *t,
                               ISH_REAL *other)
{
	const int i = (int)(blockIdx.x * blockDim.x + threadIdx.x);
	if (i < p.n) {
		const struct ish_sym pi = ish_shear_complete(in[i].shear, in[i].u);
		t[i] = ish_conserved_of(in[i].e, in[i].bulk, in[i].u, pi);
		other[i] = ISH_EXP(in[i].e) + ISH_LOG(in[i].e) + ish_sym_contract(pi, pi);
	}
}

template <enum ish_eos_id id, int shear, int bulk>
static void launch(struct parameters p, const struct ish_closure_input *in, struct ish_closure_output *out,
                   struct ish_conserved *t, struct ish_shear *pi, ISH_REAL *b, struct ish_vec *u,
                   struct ish_linear_mode *y)
{
	recover<id, shear, bulk><<<1, 128>>>(p, t, pi, b, u);
	close_equations<id, shear, bulk><<<1, 128>>>(p, in, out);
	classify<id, shear, bulk><<<1, 128>>>(p, in, b);
	change_modes<id, shear, bulk><<<1, 128>>>(p, in, y);
}

void ish_test_physics_launch(struct parameters p, const struct ish_closure_input *in, struct ish_closure_output *out,
                             struct ish_conserved *t, struct ish_shear *pi, ISH_REAL *b, struct ish_vec *u,
                             struct ish_linear_mode *y);

void ish_test_physics_launch(struct parameters p, const struct ish_closure_input *in, struct ish_closure_output *out,
                             struct ish_conserved *t, struct ish_shear *pi, ISH_REAL *b, struct ish_vec *u,
                             struct ish_linear_mode *y)
{
	const double exponents[3] = {1.0, 0.0, 0.0};
	const struct ish_geometry geometry = ish_geometry_make(ISH_KASNER, 0.0, exponents, 1.0);
	const struct ish_metric metric = ish_geometry_at(&geometry, 1.0);
	p.rate.x = (ISH_REAL)metric.h[0];
	convert<<<1, 128>>>(p, in, t, b);
#define ISH_EOS(id, name, short_name, sentence)                                                                        \
	launch<id, 0, 0>(p, in, out, t, pi, b, u, y);                                                                     \
	launch<id, 0, 1>(p, in, out, t, pi, b, u, y);                                                                     \
	launch<id, 1, 0>(p, in, out, t, pi, b, u, y);                                                                     \
	launch<id, 1, 1>(p, in, out, t, pi, b, u, y);
#include "physics/eos.def"
#undef ISH_EOS
}
