#include <math.h>
#include <string.h>

#include <omp.h>

#include "physics/stress_energy.h"
#include "profiler/profile.h"
#include "solver/core_impl.h"
#include "solver/work.h"
#include "workspace/sum.h"
#include "workspace/team.h"

ISH_PROFILE_REGION(diagnose_region, "diagnostics");

/* Eight interleaved sums, joined in a fixed order: the same bits for every SIMD level. */
static double chunk_sum(const ISH_REAL *x, int n)
{
	double lane[8] = {0.0};
	int i = 0;
	for (; i + 8 <= n; i += 8) {
		for (int l = 0; l < 8; l++) {
			lane[l] += (double)x[i + l];
		}
	}
	for (int l = 0; i < n; i++, l++) {
		lane[l] += (double)x[i];
	}
	return ((lane[0] + lane[4]) + (lane[2] + lane[6])) + ((lane[1] + lane[5]) + (lane[3] + lane[7]));
}

/* sum_i H_i T^ii of a cell. */
static double work_at(const struct ish_core *core, const struct ish_metric *m, ptrdiff_t cell)
{
	const struct ish_field_set *prim = &core->state.prim;
	ISH_REAL *slot[ISH_VARS];
	ish_state_slots(&core->model, &core->state.now, cell, slot);
	const struct ish_vec u = {prim->at[ISH_PRIM_U][cell], prim->at[ISH_PRIM_U + 1][cell], prim->at[ISH_PRIM_U + 2][cell]};
	struct ish_shear five = {0, 0, 0, 0, 0};
	if (core->model.shear) {
		five = (struct ish_shear){*slot[ISH_VAR_PI], *slot[ISH_VAR_PI + 1], *slot[ISH_VAR_PI + 2],
		                          *slot[ISH_VAR_PI + 3], *slot[ISH_VAR_PI + 4]};
	}
	const ISH_REAL bulk = core->model.bulk ? *slot[ISH_VAR_BULK] : (ISH_REAL)0;
	const struct ish_sym t = ish_stress_of(prim->at[ISH_PRIM_E][cell], prim->at[ISH_PRIM_P][cell] + bulk, u,
	                                       ish_shear_complete(five, u));
	return m->h[0] * (double)t.xx + m->h[1] * (double)t.yy + m->h[2] * (double)t.zz;
}

/* Where a pass over the state leaves its sums: E, M^1..3, sum_i H_i T^ii, each with one partial sum for each chunk. */
static void sum_chunk(const struct ish_core *core, const struct ish_metric *m, bool expands, ptrdiff_t index,
                      ptrdiff_t chunks)
{
	double *partial = core->state.partial;
	const ptrdiff_t cell = index * ISH_CHUNK;
	const int n = ish_chunk_length(core->space.cells, index);
	for (int v = ISH_VAR_E; v < ISH_VAR_PI; v++) {
		partial[v * chunks + index] = chunk_sum(core->state.now.at[v] + cell, n);
	}
	double work = 0.0;
	for (int i = 0; expands && i < n; i++) {
		work += work_at(core, m, cell + i);
	}
	partial[ISH_VAR_PI * chunks + index] = work;
}

/* NOLINTNEXTLINE(readability-non-const-parameter): the sweep writes scratch */
static struct ish_extremes chunk_extremes(const struct ish_core *core, ptrdiff_t index, ISH_REAL *scratch)
{
	const struct ish_field_set *prim = &core->state.prim;
	const ptrdiff_t cell = index * ISH_CHUNK;
	ISH_REAL *slot[ISH_VARS];
	struct ish_extremes x;
	ish_state_slots(&core->model, &core->state.now, cell, slot);
	struct ish_extremes_chunk c = {.n = ish_chunk_length(core->space.cells, index),
	                               .e = prim->at[ISH_PRIM_E] + cell,
	                               .p = prim->at[ISH_PRIM_P] + cell,
	                               .bulk = slot[ISH_VAR_BULK],
	                               .scratch = scratch};
	for (int j = 0; j < 3; j++) {
		c.u[j] = prim->at[ISH_PRIM_U + j] + cell;
	}
	for (int k = 0; k < 5; k++) {
		c.pi[k] = slot[ISH_VAR_PI + k];
	}
	core->sweeps.extremes(&c, core->model.shear, core->model.bulk, &x);
	return x;
}

struct least { /* of a number over the cells seen, and where; the first of equals */
	double value;
	ptrdiff_t cell;
};

static struct least least_of(struct least a, struct least b)
{
	return a.value < b.value || (a.value == b.value && a.cell < b.cell) ? a : b;
}

struct classes { /* of causality, of the cells seen */
	long undetermined, acausal;
	struct least margin, transverse;
};

static const struct classes no_classes = {.margin = {.value = INFINITY}, .transverse = {.value = INFINITY}};

static struct classes classes_joined(struct classes a, struct classes b)
{
	return (struct classes){a.undetermined + b.undetermined, a.acausal + b.acausal, least_of(a.margin, b.margin),
	                        least_of(a.transverse, b.transverse)};
}

/* The least of a chunk that begins at `cell`. */
static struct least chunk_least(const struct ish_core *core, const ISH_REAL *x, int n, ptrdiff_t cell)
{
	const ISH_REAL least = core->sweeps.least(n, x);
	int at = 0;
	while (at < n - 1 && x[at] != least) {
		at++;
	}
	return (struct least){(double)least, cell + at};
}

/* `scratch` has room for three chunks. NOLINTNEXTLINE(readability-non-const-parameter): the sweep writes it */
static struct classes classify_chunk(const struct ish_core *core, ptrdiff_t index, ISH_REAL *scratch)
{
	const struct ish_field_set *prim = &core->state.prim;
	const ptrdiff_t cell = index * ISH_CHUNK;
	ISH_REAL *slot[ISH_VARS];
	ish_state_slots(&core->model, &core->state.now, cell, slot);
	struct ish_causality_chunk c = {.n = ish_chunk_length(core->space.cells, index),
	                                .e = prim->at[ISH_PRIM_E] + cell,
	                                .bulk = slot[ISH_VAR_BULK],
	                                .margin = scratch,
	                                .transverse = scratch + ISH_CHUNK,
	                                .kind = scratch + 2 * (ptrdiff_t)ISH_CHUNK};
	for (int j = 0; j < 3; j++) {
		c.u[j] = prim->at[ISH_PRIM_U + j] + cell;
	}
	for (int k = 0; k < 5; k++) {
		c.pi[k] = slot[ISH_VAR_PI + k];
	}
	struct ish_causality_count count;
	core->sweeps.causality[core->model.eos_id][ish_viscous_variant(&core->model)](&c, &core->model);
	core->sweeps.causality_count(c.n, c.kind, &count);
	return (struct classes){count.undetermined, count.acausal, chunk_least(core, c.margin, c.n, cell),
	                        chunk_least(core, c.transverse, c.n, cell)};
}

/* What a pass over `cells` cells has done: the state and its primitives come from memory once. */
static void tell_observation(const struct ish_core *core, bool expands, double cells)
{
	const int v = ish_viscous_variant(&core->model);
	const struct ish_sweep_work *causality = &ish_work_table.causality[core->model.eos_id][v];
	const struct ish_sweep_work sum = {.flops = 1, .reads = 1};
	struct ish_work work = {.flops = 0.0};
	ish_work_sweep(&work, &ish_work_table.extremes[v], cells);
	ish_work_sweep(&work, causality, cells);
	ish_work_sweep(&work, &sum, cells * ISH_VAR_PI);
	if (expands) {
		ish_work_sweep(&work, &ish_work_table.source, cells);
	}
	ish_work_stream(&work, cells * (ISH_PRIMS + core->model.var_count));
	ish_work_add(&work);
}

struct observation {
	const struct ish_core *core;
	const struct ish_metric *metric;
	bool expands;
	int parent;
	struct ish_extremes all; /* of all threads so far */
	struct classes classes;
};

static ISH_REAL smaller(ISH_REAL a, ISH_REAL b)
{
	return (ISH_REAL)fmin((double)a, (double)b);
}

static ISH_REAL larger(ISH_REAL a, ISH_REAL b)
{
	return (ISH_REAL)fmax((double)a, (double)b);
}

static struct ish_extremes joined(const struct ish_extremes *a, const struct ish_extremes *b)
{
	return (struct ish_extremes){
	        .e_min = smaller(a->e_min, b->e_min),
	        .e_max = larger(a->e_max, b->e_max),
	        .u2_max = larger(a->u2_max, b->u2_max),
	        .reynolds_shear2 = larger(a->reynolds_shear2, b->reynolds_shear2),
	        .reynolds_bulk = larger(a->reynolds_bulk, b->reynolds_bulk),
	};
}

static void observe_share(void *data)
{
	struct observation *o = data;
	const struct ish_core *core = o->core;
	const ptrdiff_t chunks = ish_chunk_count(core->space.cells);
	const int thread = omp_get_thread_num();
	struct ish_extremes mine = {.e_min = (ISH_REAL)INFINITY};
	struct classes classes = no_classes;
	ISH_WORKER_BEGIN(o->parent);
	ISH_REAL *scratch = ish_scratch_borrow(core->space.scratch, thread, 3 * (size_t)ISH_CHUNK * sizeof(ISH_REAL));
	double cells = 0.0;
#pragma omp for schedule(static)
	for (ptrdiff_t i = 0; i < chunks; i++) {
		const struct ish_extremes x = chunk_extremes(core, i, scratch);
		sum_chunk(core, o->metric, o->expands, i, chunks);
		mine = joined(&mine, &x);
		classes = classes_joined(classes, classify_chunk(core, i, scratch));
		cells += ish_chunk_length(core->space.cells, i);
	}
	tell_observation(core, o->expands, cells);
	ish_scratch_return(core->space.scratch, thread, scratch);
	ISH_WORKER_END();
#pragma omp critical(ish_observe_all)
	{
		o->all = joined(&o->all, &mine);
		o->classes = classes_joined(o->classes, classes);
	}
}

/* One pass over the state: its extremes and classes, and the chunks' sums in state.partial. */
static struct observation observe(const struct ish_core *core, const struct ish_metric *m, bool expands)
{
	struct observation o = {core, m, expands, ISH_WORKER_PARENT(), {.e_min = (ISH_REAL)INFINITY}, no_classes};
	ish_team_run(core->space.threads, observe_share, &o);
	return o;
}

void ish_core_diagnose(struct ish_core *core, struct ish_diagnostics *row_out)
{
	const struct ish_grid *grid = &core->space.grid;
	const struct ish_metric m = ish_geometry_at(&core->model.geometry, core->time);
	const struct ish_monitor *seen = &core->monitor[0];
	const bool expands = m.h[0] != 0.0 || m.h[1] != 0.0 || m.h[2] != 0.0;
	double volume = 1.0, sum[ISH_STATE_SUMS];
	ISH_BEGIN(&diagnose_region);
	for (int axis = 0; axis < 3; axis++) {
		volume *= grid->length[axis] / grid->shape[axis];
	}
	const struct observation seen_now = observe(core, &m, expands);
	const struct ish_extremes x = seen_now.all;
	const struct classes classes = seen_now.classes;
	for (int k = 0; k < ISH_STATE_SUMS; k++) {
		const ptrdiff_t chunks = ish_chunk_count(core->space.cells);
		sum[k] = volume * ish_sum_tree(core->state.partial + k * chunks, chunks);
	}
	*row_out = (struct ish_diagnostics){
	        .step = core->step,
	        .time = core->time,
	        .dt = core->dt,
	        .energy = sum[ISH_VAR_E],
	        .momentum = {sum[ISH_VAR_M], sum[ISH_VAR_M + 1], sum[ISH_VAR_M + 2]},
	        .energy_source = expands ? -m.sqrt_g * sum[ISH_VAR_PI] : 0.0,
	        .e_max = (double)x.e_max,
	        .e_min = (double)x.e_min,
	        .gamma_max = sqrt(1.0 + (double)x.u2_max),
	        .knudsen_theta = seen->knudsen_theta,
	        .knudsen_sigma = seen->knudsen_sigma,
	        .reynolds_shear = sqrt(fmax(0.0, (double)x.reynolds_shear2)),
	        .reynolds_bulk = (double)x.reynolds_bulk,
	        .newton_mean = seen->newton_cells > 0 ? (double)seen->newton_sum / (double)seen->newton_cells : 0.0,
	        .newton_max = seen->newton_max,
	        .det_k_min = seen->det_min,
	        .causal = (long)core->space.cells - classes.undetermined - classes.acausal,
	        .undetermined = classes.undetermined,
	        .acausal = classes.acausal,
	        .causality_margin = classes.margin.value,
	        .causality_cell = (long)classes.margin.cell,
	        .transverse_margin = classes.transverse.value,
	        .transverse_cell = (long)classes.transverse.cell,
	        .tail_e = NAN, /* the run loop adds them where spectra are due */
	        .tail_u = NAN,
	        .tail = NAN,
	};
	ISH_END(&diagnose_region);
}

/* The ten fields of a cell: pi^ij from the evolved s^ij. */
static void fields_at(const struct ish_core *core, ptrdiff_t cell, double value[ISH_PRIMITIVES])
{
	const struct ish_field_set *prim = &core->state.prim;
	ISH_REAL *slot[ISH_VARS];
	ish_state_slots(&core->model, &core->state.now, cell, slot);
	const struct ish_vec u = {prim->at[ISH_PRIM_U][cell], prim->at[ISH_PRIM_U + 1][cell], prim->at[ISH_PRIM_U + 2][cell]};
	struct ish_sym pi = {0, 0, 0, 0, 0, 0};
	if (core->model.shear) {
		const struct ish_shear s = {*slot[ISH_VAR_PI], *slot[ISH_VAR_PI + 1], *slot[ISH_VAR_PI + 2],
		                            *slot[ISH_VAR_PI + 3], *slot[ISH_VAR_PI + 4]};
		pi = ish_shear_complete(s, u);
	}
	value[ISH_E] = (double)prim->at[ISH_PRIM_E][cell];
	value[ISH_U1] = (double)u.x;
	value[ISH_U2] = (double)u.y;
	value[ISH_U3] = (double)u.z;
	value[ISH_PI11] = (double)pi.xx;
	value[ISH_PI12] = (double)pi.xy;
	value[ISH_PI13] = (double)pi.xz;
	value[ISH_PI22] = (double)pi.yy;
	value[ISH_PI23] = (double)pi.yz;
	value[ISH_BULK] = core->model.bulk ? (double)*slot[ISH_VAR_BULK] : 0.0;
}

void ish_core_fields(const struct ish_core *core, double *const value[ISH_PRIMITIVES])
{
	for (ptrdiff_t cell = 0; cell < core->space.cells; cell++) {
		double all[ISH_PRIMITIVES];
		fields_at(core, cell, all);
		for (int f = 0; f < ISH_PRIMITIVES; f++) {
			if (value[f] != NULL) {
				value[f][cell] = all[f];
			}
		}
	}
}

bool ish_core_error(const struct ish_core *core, double max_out[ISH_PRIMITIVES], double rms_out[ISH_PRIMITIVES])
{
	if (core->problem->exact == NULL) {
		return false;
	}
	double square[ISH_PRIMITIVES] = {0.0};
	ptrdiff_t count = 0;
	memset(max_out, 0, ISH_PRIMITIVES * sizeof max_out[0]);
	for (ptrdiff_t cell = 0; cell < core->space.cells; cell++) {
		int index[3];
		double x[3], exact[ISH_PRIMITIVES], have[ISH_PRIMITIVES];
		ish_core_place(&core->space.grid, cell, index, x);
		if (core->problem->within != NULL && !core->problem->within(core->problem_data, core->time, x)) {
			continue;
		}
		count++;
		core->problem->exact(core->problem_data, core->time, x, exact);
		fields_at(core, cell, have);
		for (int f = 0; f < ISH_PRIMITIVES; f++) {
			const double off = fabs(have[f] - exact[f]);
			max_out[f] = off > max_out[f] || isnan(off) ? off : max_out[f]; /* fmax passes over a NaN */
			square[f] += off * off;
		}
	}
	for (int f = 0; f < ISH_PRIMITIVES; f++) {
		rms_out[f] = count > 0 ? sqrt(square[f] / (double)count) : 0.0;
	}
	return count > 0;
}
