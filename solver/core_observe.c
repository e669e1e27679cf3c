#include <math.h>
#include <string.h>

#include <omp.h>

#include "physics/stress_energy.h"
#include "profiler/profile.h"
#include "solver/core_impl.h"
#include "workspace/sum.h"

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

static double field_sum(const struct ish_core *core, const ISH_REAL *x)
{
	const ptrdiff_t chunks = ish_chunk_count(core->space.cells);
	double *partial = core->state.partial;
#pragma omp parallel for num_threads(core->space.threads) schedule(static)
	for (ptrdiff_t c = 0; c < chunks; c++) {
		partial[c] = chunk_sum(x + c * ISH_CHUNK, ish_chunk_length(core->space.cells, c));
	}
	return ish_sum_tree(partial, chunks);
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

static double energy_source(const struct ish_core *core, const struct ish_metric *m)
{
	const ptrdiff_t chunks = ish_chunk_count(core->space.cells);
	double *partial = core->state.partial;
#pragma omp parallel for num_threads(core->space.threads) schedule(static)
	for (ptrdiff_t c = 0; c < chunks; c++) {
		double sum = 0.0;
		for (int i = 0; i < ish_chunk_length(core->space.cells, c); i++) {
			sum += work_at(core, m, c * ISH_CHUNK + i);
		}
		partial[c] = sum;
	}
	return -m->sqrt_g * ish_sum_tree(partial, chunks);
}

static struct ish_extremes extremes_of(struct ish_core *core)
{
	const struct ish_field_set *prim = &core->state.prim;
	const ptrdiff_t chunks = ish_chunk_count(core->space.cells);
	double e_min = INFINITY, e_max = 0.0, u2 = 0.0, shear2 = 0.0, bulk = 0.0;
#pragma omp parallel num_threads(core->space.threads) reduction(min : e_min) reduction(max : e_max, u2, shear2, bulk)
	{
		const int thread = omp_get_thread_num();
		ISH_REAL *scratch = ish_scratch_borrow(core->space.scratch, thread, ISH_CHUNK * sizeof(ISH_REAL));
#pragma omp for schedule(static)
		for (ptrdiff_t i = 0; i < chunks; i++) {
			const ptrdiff_t cell = i * ISH_CHUNK;
			ISH_REAL *slot[ISH_VARS];
			struct ish_extremes x;
			ish_state_slots(&core->model, &core->state.now, cell, slot);
			struct ish_extremes_chunk c = {.n = ish_chunk_length(core->space.cells, i),
			                               .e = prim->at[ISH_PRIM_E] + cell,
			                               .p = prim->at[ISH_PRIM_P] + cell,
			                               .bulk = slot[ISH_VAR_BULK],
			                               .shear2 = scratch};
			for (int j = 0; j < 3; j++) {
				c.u[j] = prim->at[ISH_PRIM_U + j] + cell;
			}
			for (int k = 0; k < 5; k++) {
				c.pi[k] = slot[ISH_VAR_PI + k];
			}
			core->sweeps.extremes(&c, core->model.shear, core->model.bulk, &x);
			e_min = fmin(e_min, (double)x.e_min);
			e_max = fmax(e_max, (double)x.e_max);
			u2 = fmax(u2, (double)x.u2_max);
			shear2 = fmax(shear2, (double)x.reynolds_shear2);
			bulk = fmax(bulk, (double)x.reynolds_bulk);
		}
		ish_scratch_return(core->space.scratch, thread, scratch);
	}
	return (struct ish_extremes){(ISH_REAL)e_min, (ISH_REAL)e_max, (ISH_REAL)u2, (ISH_REAL)shear2, (ISH_REAL)bulk};
}

void ish_core_diagnose(struct ish_core *core, struct ish_diagnostics *row_out)
{
	const struct ish_grid *grid = &core->space.grid;
	const struct ish_metric m = ish_geometry_at(&core->model.geometry, core->time);
	const struct ish_monitor *seen = &core->monitor[0];
	double volume = 1.0;
	ISH_BEGIN(&diagnose_region);
	for (int axis = 0; axis < 3; axis++) {
		volume *= grid->length[axis] / grid->shape[axis];
	}
	const struct ish_extremes x = extremes_of(core);
	*row_out = (struct ish_diagnostics){
	        .step = core->step,
	        .time = core->time,
	        .dt = core->dt,
	        .energy = volume * field_sum(core, core->state.now.at[ISH_VAR_E]),
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
	};
	for (int j = 0; j < 3; j++) {
		row_out->momentum[j] = volume * field_sum(core, core->state.now.at[ISH_VAR_M + j]);
	}
	if (m.h[0] != 0.0 || m.h[1] != 0.0 || m.h[2] != 0.0) {
		row_out->energy_source = volume * energy_source(core, &m);
	}
	ISH_END(&diagnose_region);
}

void ish_core_fields(const struct ish_core *core, double *const value[ISH_PRIMITIVES])
{
	const ISH_REAL *from[ISH_PRIMITIVES];
	ISH_REAL *slot[ISH_VARS];
	ish_state_slots(&core->model, &core->state.now, 0, slot);
	from[ISH_E] = core->state.prim.at[ISH_PRIM_E];
	for (int j = 0; j < 3; j++) {
		from[ISH_U1 + j] = core->state.prim.at[ISH_PRIM_U + j];
	}
	for (int k = 0; k < 6; k++) {
		from[ISH_PI11 + k] = slot[ISH_VAR_PI + k];
	}
	for (int f = 0; f < ISH_PRIMITIVES; f++) {
		if (value[f] == NULL) {
			continue;
		}
		for (ptrdiff_t i = 0; i < core->space.cells; i++) {
			value[f][i] = from[f] != NULL ? (double)from[f][i] : 0.0;
		}
	}
}

bool ish_core_error(const struct ish_core *core, double max_out[ISH_PRIMITIVES], double rms_out[ISH_PRIMITIVES])
{
	if (core->problem->exact == NULL) {
		return false;
	}
	double square[ISH_PRIMITIVES] = {0.0};
	memset(max_out, 0, ISH_PRIMITIVES * sizeof max_out[0]);
	for (ptrdiff_t cell = 0; cell < core->space.cells; cell++) {
		int index[3];
		double x[3], exact[ISH_PRIMITIVES];
		ISH_REAL *slot[ISH_VARS];
		ish_core_place(&core->space.grid, cell, index, x);
		ish_state_slots(&core->model, &core->state.now, cell, slot);
		core->problem->exact(core->problem_data, core->time, x, exact);
		for (int f = 0; f < ISH_PRIMITIVES; f++) {
			const ISH_REAL *viscous = f >= ISH_PI11 ? slot[ISH_VAR_PI + f - ISH_PI11] : NULL;
			const double have = f < ISH_PI11      ? (double)core->state.prim.at[f][cell]
			                    : viscous != NULL ? (double)*viscous
			                                      : 0.0;
			max_out[f] = fmax(max_out[f], fabs(have - exact[f]));
			square[f] += (have - exact[f]) * (have - exact[f]);
		}
	}
	for (int f = 0; f < ISH_PRIMITIVES; f++) {
		rms_out[f] = sqrt(square[f] / (double)core->space.cells);
	}
	return true;
}
