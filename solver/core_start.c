#include <math.h>
#include <stdlib.h>

#include "physics/stress_energy.h"
#include "solver/core_impl.h"
#include "workspace/log.h"

enum ish_status ish_core_breakdown(const struct ish_core *core, const struct ish_advance_result *r, double time,
                                   const char *when)
{
	int index[3];
	double x[3];
	const struct ish_field_set *prim = &core->state.prim;
	char why[96] = "not finite, unphysical or not recovered", count[48] = "";
	ish_core_place(&core->space.grid, r->bad_cell, index, x);
	if (r->singular) {
		snprintf(why, sizeof why, "signals faster than light (least det K/(w u0^2)^3 = %.3g, must be positive)", r->det);
	} else {
		snprintf(count, sizeof count, "; %td bad cell%s in all", r->bad_count, r->bad_count > 1 ? "s" : "");
	}
	return ish_fail(ISH_ERR_BREAKDOWN,
	                "%s in step %ld at t = %.9g: %s: cell (%d, %d, %d) at x = (%.6g, %.6g, %.6g), e = %.6g, u = (%.6g, %.6g, "
	                "%.6g), E = %.6g, M = (%.6g, %.6g, %.6g)%s",
	                when, core->step + 1, time, why, index[0], index[1], index[2], x[0], x[1], x[2],
	                (double)prim->at[ISH_PRIM_E][r->bad_cell], (double)prim->at[ISH_PRIM_U][r->bad_cell],
	                (double)prim->at[ISH_PRIM_U + 1][r->bad_cell], (double)prim->at[ISH_PRIM_U + 2][r->bad_cell],
	                r->energy, r->momentum[0], r->momentum[1], r->momentum[2], count);
}

/* The key that brought the initial data. */
static const char *problem_key(const struct ish_core *core)
{
	return core->config.problem.path[0] != '\0' ? "problem.path" : "problem.name";
}

/* Bad input, not a run that broke down. */
static enum ish_status refuse_initial(const struct ish_core *core, ptrdiff_t cell, ptrdiff_t count,
                                      const double value[ISH_PRIMITIVES])
{
	int index[3];
	double x[3];
	ish_core_place(&core->space.grid, cell, index, x);
	return ish_config_refuse(
		&core->config, problem_key(core),
		"unphysical initial data at cell (%d, %d, %d), x = (%.6g, %.6g, %.6g): e = %.6g, u = (%.6g, %.6g, %.6g), "
		"pi11, 12, 13, 22, 23 = (%.6g, %.6g, %.6g, %.6g, %.6g), Pi = %.6g: must have e > 0, all finite, E > |M|; "
		"%td cell%s in all",
		index[0], index[1], index[2], x[0], x[1], x[2], value[ISH_E], value[ISH_U1], value[ISH_U2],
		value[ISH_U3], value[ISH_PI11], value[ISH_PI12], value[ISH_PI13], value[ISH_PI22], value[ISH_PI23],
		value[ISH_BULK], count, count > 1 ? "s" : "");
}

/*
 * The conserved densities and viscous fields of one cell, from the problem's ten numbers. Whether its energy flows
 * slower than light, E > |M|.
 */
static bool set_cell(struct ish_core *core, const struct ish_metric *m, ptrdiff_t cell,
                     const double value[ISH_PRIMITIVES])
{
	const struct ish_model *model = &core->model;
	ISH_REAL *slot[ISH_VARS];
	ish_state_slots(model, &core->state.now, cell, slot);
	const struct ish_vec u = {(ISH_REAL)value[ISH_U1], (ISH_REAL)value[ISH_U2], (ISH_REAL)value[ISH_U3]};
	struct ish_shear five = {0, 0, 0, 0, 0};
	ISH_REAL bulk = 0;
	if (model->shear) {
		five = ish_shear_from_file((ISH_REAL)value[ISH_PI11], (ISH_REAL)value[ISH_PI12], (ISH_REAL)value[ISH_PI13],
		                           (ISH_REAL)value[ISH_PI22], (ISH_REAL)value[ISH_PI23], u);
		*slot[ISH_VAR_PI] = five.xx;
		*slot[ISH_VAR_PI + 1] = five.xy;
		*slot[ISH_VAR_PI + 2] = five.xz;
		*slot[ISH_VAR_PI + 3] = five.yy;
		*slot[ISH_VAR_PI + 4] = five.yz;
	}
	if (model->bulk) {
		bulk = (ISH_REAL)value[ISH_BULK];
		*slot[ISH_VAR_BULK] = bulk;
	}
	const ISH_REAL e = (ISH_REAL)value[ISH_E];
	const struct ish_thermo s = ish_eos_at(model->eos_id, model->eos, e);
	const struct ish_conserved t = ish_conserved_of(e, s.p + bulk, u, ish_shear_complete(five, u));
	*slot[ISH_VAR_E] = (ISH_REAL)m->sqrt_g * t.e;
	*slot[ISH_VAR_M] = (ISH_REAL)(m->sqrt_g * m->a[0]) * t.m.x;
	*slot[ISH_VAR_M + 1] = (ISH_REAL)(m->sqrt_g * m->a[1]) * t.m.y;
	*slot[ISH_VAR_M + 2] = (ISH_REAL)(m->sqrt_g * m->a[2]) * t.m.z;
	core->state.prim.at[ISH_PRIM_E][cell] = e;
	core->state.prim.at[ISH_PRIM_U][cell] = u.x;
	core->state.prim.at[ISH_PRIM_U + 1][cell] = u.y;
	core->state.prim.at[ISH_PRIM_U + 2][cell] = u.z;
	const double momentum[3] = {(double)t.m.x, (double)t.m.y, (double)t.m.z};
	return (double)t.e > hypot(hypot(momentum[0], momentum[1]), momentum[2]);
}

enum ish_status ish_core_start(struct ish_core *core)
{
	const struct ish_metric m = ish_geometry_at(&core->model.geometry, core->time);
	const ptrdiff_t cells = core->space.cells;
	ptrdiff_t first = cells, count = 0;
#pragma omp parallel for num_threads(core->space.threads) schedule(static) reduction(min : first) reduction(+ : count)
	for (ptrdiff_t chunk = 0; chunk < ish_chunk_count(cells); chunk++) {
		for (int i = 0; i < ish_chunk_length(cells, chunk); i++) {
			const ptrdiff_t cell = chunk * ISH_CHUNK + i;
			int index[3];
			double x[3], value[ISH_PRIMITIVES];
			ish_core_place(&core->space.grid, cell, index, x);
			core->problem->point(core->problem_data, index, x, value);
			bool good = value[ISH_E] > 0.0;
			for (int f = 0; f < ISH_PRIMITIVES; f++) {
				good = good && isfinite(value[f]);
			}
			good = set_cell(core, &m, cell, value) && good;
			count += !good;
			first = !good && cell < first ? cell : first;
		}
	}
	ish_field_set_written(&core->state.now);
	ish_field_set_written(&core->state.prim);
	if (count == 0) {
		const struct ish_assembly a = {.base = &core->state.now, .out = &core->state.now, .metric = m};
		ish_monitor_reset(core->monitor, core->space.threads);
		const struct ish_advance_result r =
		        ish_advance(&core->space, &core->state, &core->model, &core->sweeps, &a, core->monitor);
		count = r.bad_count;
		first = r.bad_cell;
	}
	if (count > 0) {
		int index[3];
		double x[3], value[ISH_PRIMITIVES];
		ish_core_place(&core->space.grid, first, index, x);
		core->problem->point(core->problem_data, index, x, value);
		return refuse_initial(core, first, count, value);
	}
	/* One right-hand side, for the Knudsen numbers of the first row; its slope is overwritten by the first step. */
	ptrdiff_t singular = -1;
	for (int i = 0; i < core->scheme->stages; i++) {
		if (core->state.slope[i].count > 0) {
			singular = ish_rhs_evaluate(&core->space, &core->state, &core->model, &core->sweeps, &core->state.now, &m,
			                            ISH_SLOPE_EXPLICIT, &core->state.slope[i], core->monitor);
			break;
		}
	}
	ish_monitor_join(core->monitor, core->space.threads);
	if (singular >= 0) {
		int index[3];
		double x[3];
		ish_core_place(&core->space.grid, singular, index, x);
		return ish_config_refuse(&core->config, problem_key(core),
		                         "acausal initial data, signals faster than light at cell (%d, %d, %d), x = (%.6g, %.6g, "
		                         "%.6g): must have a positive det K/(w u0^2)^3 in every cell, the least is %.3g: smaller pi "
		                         "and Pi",
		                         index[0], index[1], index[2], x[0], x[1], x[2], core->monitor[0].det_min);
	}
	return ISH_OK;
}

/* The least of tau_pi and tau_Pi over the cells, fm: where T is largest. INFINITY for an ideal fluid. */
static double least_relaxation_time(const struct ish_core *core)
{
	const struct ish_model *model = &core->model;
	const ISH_REAL *e = core->state.prim.at[ISH_PRIM_E];
	ISH_REAL most = 0;
	for (ptrdiff_t i = 0; i < core->space.cells; i++) {
		most = e[i] > most ? e[i] : most;
	}
	const struct ish_thermo s = ish_eos_at(model->eos_id, model->eos, most);
	const struct ish_coefficients c = ish_transport_at(model->transport, most, s, model->shear, model->bulk);
	return 1.0 / fmax((double)c.rate_pi, (double)c.rate_Pi);
}

void ish_core_warn_stiff(const struct ish_core *core, double dt)
{
	const double tau = least_relaxation_time(core);
	if (dt > tau && isfinite(dt) && !ish_scheme_ends_with_last_stage(core->scheme)) {
		ish_log(ISH_LOG_WARNING,
		        "time.scheme = \"%s\": a step of %.3g fm is longer than the shortest relaxation time, %.3g fm, and pi and Pi "
		        "will be wrong%s: take imex-ars2, imex-ars3 or imex-linear, or a shorter step",
		        core->config.time.scheme, dt, tau,
		        core->scheme->implicit == ISH_IMPLICIT_SPLIT ? " but in small waves" : "");
	}
}

static double fastest(const struct ish_core *core)
{
	const struct ish_field_set *prim = &core->state.prim;
	double most = 0.0; /* of u^2 */
	for (ptrdiff_t i = 0; i < core->space.cells; i++) {
		double u2 = 0.0;
		for (int j = 0; j < 3; j++) {
			u2 += (double)prim->at[ISH_PRIM_U + j][i] * (double)prim->at[ISH_PRIM_U + j][i];
		}
		most = fmax(most, u2);
	}
	return sqrt(most / (1.0 + most));
}

void ish_core_warn_fast(const struct ish_core *core, double dt)
{
	const struct ish_metric m = ish_geometry_at(&core->model.geometry, core->time);
	double k2 = 0.0;
	for (int axis = 0; axis < 3; axis++) {
		const double k = ish_grid_k_max(&core->config.grid, axis) / m.a[axis];
		k2 += k * k;
	}
	const double v = core->linear.used ? fastest(core) : 0.0;
	if (isfinite(dt) && dt * sqrt(k2) * v > 1.0) {
		ish_log(ISH_LOG_WARNING,
		        "time.scheme = \"%s\": a step of %.3g fm, dt |k|_max = %.3g, is too long for a fluid with v = %.3g, and "
		        "waves on it may grow: take time.cfl = %.2g or less, or imex-ssp3",
		        core->config.time.scheme, dt, dt * sqrt(k2), v, 1.0 / v);
	}
}
