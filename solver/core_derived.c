/* Fields that follow from the present state, point by point; those of the kinematics with the closure's own time derivatives. */
#include <math.h>

#include <omp.h>

#include "physics/causality.h"
#include "physics/closure.h"
#include "profiler/profile.h"
#include "solver/work.h"
#include "solver/core_impl.h"
#include "workspace/team.h"

ISH_PROFILE_REGION(derived_region, "derived fields");

/* Between steps every slope is free: the first that there is. */
struct ish_field_set *ish_core_free_slope(struct ish_core *core)
{
	int i = 0;
	while (i < core->scheme->stages - 1 && core->state.slope[i].count == 0) {
		i++;
	}
	return &core->state.slope[i];
}

static bool needs_gradients(enum ish_derived field)
{
	return field == ISH_THETA || field == ISH_KNUDSEN || field == ISH_KNUDSEN_THETA;
}

/* The sums over axes that the closure needs, in a slope; made once for a state. */
static const struct ish_field_set *derive(struct ish_core *core, const struct ish_metric *metric)
{
	struct ish_field_set *sums = ish_core_free_slope(core);
	const struct ish_state *state = &core->state;
	if (core->sums.now != state->now.version || core->sums.prim != state->prim.version ||
	    core->sums.slope != sums->version) {
		ish_rhs_derive(&core->space, &core->state, &core->model, &core->sweeps, &core->state.now, metric, sums);
		core->sums = (struct ish_core_sums){state->now.version, state->prim.version, sums->version};
	}
	return sums;
}

struct look { /* at one field */
	const struct ish_core *core;
	const struct ish_field_set *sums; /* NULL where no gradients are needed */
	struct ish_metric metric;
	enum ish_derived field;
	double *value; /* all cells; NULL: only the largest is wanted */
	double most;
	ptrdiff_t most_cell;
	int parent;
};

static struct ish_shear shear_of(const ISH_REAL *const slot[ISH_VARS])
{
	return (struct ish_shear){*slot[ISH_VAR_PI], *slot[ISH_VAR_PI + 1], *slot[ISH_VAR_PI + 2],
	                          *slot[ISH_VAR_PI + 3], *slot[ISH_VAR_PI + 4]};
}

/* The state of a cell, without derivatives. */
static struct ish_closure_input state_at(const struct look *l, ptrdiff_t cell)
{
	const struct ish_core *core = l->core;
	const struct ish_field_set *prim = &core->state.prim;
	ISH_REAL *slot[ISH_VARS];
	ish_state_slots(&core->model, &core->state.now, cell, slot);
	struct ish_closure_input in = {.e = prim->at[ISH_PRIM_E][cell]};
	in.rate = (struct ish_vec){(ISH_REAL)l->metric.h[0], (ISH_REAL)l->metric.h[1], (ISH_REAL)l->metric.h[2]};
	in.u = (struct ish_vec){prim->at[ISH_PRIM_U][cell], prim->at[ISH_PRIM_U + 1][cell],
	                        prim->at[ISH_PRIM_U + 2][cell]};
	if (core->model.shear) {
		in.shear = shear_of((const ISH_REAL *const *)slot);
	}
	in.bulk = core->model.bulk ? *slot[ISH_VAR_BULK] : (ISH_REAL)0;
	return in;
}

/* D_i u^j and the sums of a cell. */
static void add_gradients(const struct look *l, ptrdiff_t cell, struct ish_closure_input *in)
{
	const struct ish_core *core = l->core;
	ISH_REAL du[3][3] = {{0}}, *sum[ISH_VARS];
	for (int i = 0; i < core->space.axis_count; i++) {
		const int axis = core->space.axis[i];
		for (int j = 0; j < 3; j++) {
			du[axis][j] = (ISH_REAL)(1.0 / l->metric.a[axis]) * core->state.gradient.at[3 * i + j][cell];
		}
	}
	in->du = (struct ish_mat){du[0][0], du[0][1], du[0][2], du[1][0], du[1][1],
	                          du[1][2], du[2][0], du[2][1], du[2][2]};
	ish_state_slots(&core->model, l->sums, cell, sum);
	in->div_m = *sum[ISH_VAR_E];
	in->div_t = (struct ish_vec){*sum[ISH_VAR_M], *sum[ISH_VAR_M + 1], *sum[ISH_VAR_M + 2]};
	if (core->model.shear) {
		in->advect_shear = shear_of((const ISH_REAL *const *)sum);
	}
	in->advect_bulk = core->model.bulk ? *sum[ISH_VAR_BULK] : (ISH_REAL)0;
}

static double kinematic_at(const struct look *l, ptrdiff_t cell, struct ish_closure_input in, struct ish_thermo s)
{
	const struct ish_model *model = &l->core->model;
	add_gradients(l, cell, &in);
	const struct ish_closure_output o = ish_closure(in, model->transport, s, model->shear, model->bulk);
	const double tau = (double)ish_relaxation_time(model->transport, s, model->shear, model->bulk);
	switch (l->field) {
	case ISH_KNUDSEN: return tau * sqrt(fmax(0.0, (double)o.sigma2));
	case ISH_KNUDSEN_THETA: return tau * fabs((double)o.theta);
	default: return (double)o.theta;
	}
}

static double value_at(const struct look *l, ptrdiff_t cell)
{
	const struct ish_model *model = &l->core->model;
	const struct ish_closure_input in = state_at(l, cell);
	const struct ish_thermo s = ish_eos_at(model->eos_id, model->eos, in.e);
	if (l->sums != NULL) {
		return kinematic_at(l, cell, in, s);
	}
	const struct ish_sym pi = ish_shear_complete(in.shear, in.u);
	const ISH_REAL inv = (ISH_REAL)1 / ISH_SQRT((ISH_REAL)1 + ish_dot(in.u, in.u));
	switch (l->field) {
	case ISH_TEMPERATURE: return (double)s.t;
	case ISH_PRESSURE: return (double)s.p;
	case ISH_REYNOLDS:
		return sqrt(fmax(0.0, (double)ish_transverse_contract(pi, pi, ish_vec_scaled(inv, in.u)))) /
		       (double)s.p;
	case ISH_REYNOLDS_BULK: return fabs((double)in.bulk) / (double)s.p;
	default:
		return (double)ish_causality_at(in.e, in.u, in.shear, in.bulk, model->transport, s, model->shear,
		                                model->bulk)
		        .kind;
	}
}

/* The formulae as they are specialised; absent axes have no derivatives to load. */
static void tell_look(const struct look *l, double cells)
{
	const struct ish_core *core = l->core;
	const struct ish_sweep_work *cell =
	        &ish_work_table.derived[l->field][core->model.eos_id][ish_viscous_variant(&core->model)];
	const int absent = l->sums != NULL ? 3 * (3 - core->space.axis_count) : 0;
	struct ish_work work = {.flops = 0.0};
	ish_work_sweep(&work, cell, cells);
	ish_work_stream(&work, cells * (cell->reads - absent));
	if (l->value == NULL) {
		work.bytes -= cells * sizeof(ISH_REAL);
		work.cached -= cells * sizeof(ISH_REAL);
	} else {
		ish_work_stream(&work, cells);
	}
	ish_work_add(&work);
}

static void look_share(void *data)
{
	struct look *l = data;
	const ptrdiff_t cells = l->core->space.cells;
	double most = -INFINITY;
	ptrdiff_t most_cell = cells;
	double seen = 0.0;
	ISH_WORKER_BEGIN(l->parent);
#pragma omp for schedule(static)
	for (ptrdiff_t chunk = 0; chunk < ish_chunk_count(cells); chunk++) {
		seen += ish_chunk_length(cells, chunk);
		for (int i = 0; i < ish_chunk_length(cells, chunk); i++) {
			const ptrdiff_t cell = chunk * ISH_CHUNK + i;
			const double value = value_at(l, cell);
			most_cell = value > most ? cell : most_cell;
			most = value > most ? value : most;
			if (l->value != NULL) {
				l->value[cell] = value;
			}
		}
	}
	tell_look(l, seen);
	ISH_WORKER_END();
#pragma omp critical(ish_derived_most)
	if (most > l->most || (most == l->most && most_cell < l->most_cell)) {
		l->most = most;
		l->most_cell = most_cell;
	}
}

/* NOLINTNEXTLINE(readability-non-const-parameter): the team writes value */
static struct look look_at(struct ish_core *core, enum ish_derived field, double *value)
{
	struct look l = {.core = core,
	                 .metric = ish_geometry_at(&core->model.geometry, core->time),
	                 .field = field,
	                 .value = value,
	                 .most = -INFINITY,
	                 .most_cell = core->space.cells};
	ISH_BEGIN(&derived_region);
	l.sums = needs_gradients(field) ? derive(core, &l.metric) : NULL;
	l.parent = ISH_WORKER_PARENT();
	ish_team_run(core->space.threads, look_share, &l);
	ISH_END(&derived_region);
	return l;
}

void ish_core_derived(struct ish_core *core, enum ish_derived field, double *value)
{
	(void)look_at(core, field, value);
}

void ish_core_peak(struct ish_core *core, enum ish_derived field, struct ish_peak *peak_out)
{
	const struct look l = look_at(core, field, NULL);
	peak_out->value = l.most;
	ish_core_place(&core->space.grid, l.most_cell < core->space.cells ? l.most_cell : 0, peak_out->index,
	               peak_out->x);
}
