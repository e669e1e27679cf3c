#include "solver/advance.h"

#include <math.h>
#include <string.h>

#include <omp.h>

#include "profiler/profile.h"
#include "solver/work.h"
#include "workspace/team.h"

ISH_PROFILE_REGION(recovery_region, "recovery");
ISH_PROFILE_REGION(combine_region, "stage sums");
static struct ish_statistic newton_statistic = {"Newton iterations", 0};
static struct ish_statistic change_statistic = {"digits of last Newton change", 0};

/* Adds up variable f of the model for a chunk. Returns how many arrays were added to the first, -1: nothing was to be done. */
static int combine_variable(const struct ish_model *model, const struct ish_sweeps *sweeps,
                            const struct ish_assembly *a, int f, ptrdiff_t cell, int n, ISH_REAL *out)
{
	const ISH_REAL *x[2 * ISH_STAGES_MAX];
	ISH_REAL c[2 * ISH_STAGES_MAX];
	int terms = 0;
	for (int k = 0; k < a->terms; k++) {
		/* a set of decays starts with the first viscous variable */
		const int shift = a->term[k]->count == model->var_count ? 0 : ISH_VAR_PI;
		if (f >= shift) {
			x[terms] = a->term[k]->at[f - shift] + cell;
			c[terms++] = (ISH_REAL)a->weight[k];
		}
	}
	if (terms == 0 && a->base->at[f] + cell == out) {
		return -1;
	}
	sweeps->combine(n, out, a->base->at[f] + cell, terms, c, x);
	return terms;
}

/* The sum of one variable: what is added up are fields, and so is the result if `stored`. */
static void tell_combine(struct ish_work *work, int terms, int stored, double cells)
{
	if (terms >= 0) {
		ish_work_sweep(work, &ish_work_table.combine, cells);
		ish_work_sweep(work, &ish_work_table.combine_term, cells * terms);
		ish_work_stream(work, cells * (1 + terms + stored));
	}
}

/* Recovery of a chunk whose known part is at hand; first and last sights of fields: the guess of u, its result, e, P, and what relaxed. */
static void tell_recovery(struct ish_work *work, const struct ish_model *model, int relax, int iterations, double cells)
{
	const int v = ish_viscous_variant(model);
	const struct ish_sweep_work *last = &ish_work_table.recovered[model->eos_id][v][relax];
	ish_work_sweep(work, &ish_work_table.newton[model->eos_id][v][relax], cells * iterations);
	ish_work_sweep(work, last, cells);
	ish_work_sweep(work, &ish_work_table.check[v], cells);
	ish_work_stream(work, cells * (6 + last->writes));
}

struct pass {
	struct ish_space *space;
	struct ish_state *state;
	const struct ish_model *model;
	const struct ish_sweeps *sweeps;
	const struct ish_assembly *assembly;
	struct ish_monitor *monitor;
	int parent;
	ptrdiff_t first, count; /* first bad cell, or as many as there are, and how many: of all threads */
};

static void set_outputs(const struct pass *p, ptrdiff_t cell, ISH_REAL *const slot[ISH_VARS],
                        struct ish_recovery_chunk *c)
{
	const struct ish_assembly *a = p->assembly;
	c->e = p->state->prim.at[ISH_PRIM_E] + cell;
	c->p = p->state->prim.at[ISH_PRIM_P] + cell;
	c->inv_sqrt_g = (ISH_REAL)(1.0 / a->metric.sqrt_g);
	c->h = (ISH_REAL)a->h;
	for (int j = 0; j < 3; j++) {
		c->u[j] = p->state->prim.at[ISH_PRIM_U + j] + cell;
		c->inv_momentum[j] = (ISH_REAL)(1.0 / (a->metric.sqrt_g * a->metric.a[j]));
	}
	for (int k = 0; k < 5; k++) {
		c->pi[k] = slot[ISH_VAR_PI + k];
	}
	c->bulk = slot[ISH_VAR_BULK];
	for (int f = ISH_VAR_PI; a->decay != NULL && f < p->model->var_count; f++) {
		c->g[p->model->var[f] - ISH_VAR_PI] = a->decay->at[f - ISH_VAR_PI] + cell;
	}
}

/* To how many digits the iteration has settled in the worst cell of a chunk: -log10 of the last change of u/u^0. */
static int change_digits(const ISH_REAL *update2, int n)
{
	enum { DIGITS_MOST = 20 };
	ISH_REAL worst = 0;
#if !defined __clang__ /* clang 14 cannot, and warns */
#pragma omp simd reduction(max : worst)
#endif
	for (int i = 0; i < n; i++) {
		worst = update2[i] > worst ? update2[i] : worst;
	}
	return worst > 0 ? (int)fmin(fmax(-0.5 * log10((double)worst), 0.0), DIGITS_MOST) : DIGITS_MOST;
}

static struct ish_advance_result advance_chunk(const struct pass *p, ptrdiff_t index, int thread,
                                               struct ish_monitor *monitor, struct ish_work *work)
{
	const struct ish_model *model = p->model;
	const struct ish_assembly *a = p->assembly;
	const ptrdiff_t cell = index * ISH_CHUNK;
	const int n = ish_chunk_length(p->space->cells, index);
	const int relax = a->h > 0.0;
	const ISH_REAL tolerance2 = (ISH_REAL)(ISH_NEWTON_TOLERANCE * ISH_NEWTON_TOLERANCE);
	ISH_REAL *buffer = ish_scratch_borrow(p->space->scratch, thread, (ISH_VARS + 1) * (size_t)ISH_CHUNK * sizeof(ISH_REAL));
	ISH_REAL *slot[ISH_VARS];
	struct ish_recovery_chunk c = {.n = n, .update2 = buffer + ISH_VARS * (ptrdiff_t)ISH_CHUNK};
	ish_state_slots(model, a->out, cell, slot);
	for (int f = 0; f < model->var_count; f++) {
		/* what relaxes is kept apart from the result */
		const int apart = f >= ISH_VAR_PI && relax;
		ISH_REAL *sum = apart ? buffer + f * (ptrdiff_t)ISH_CHUNK : a->out->at[f] + cell;
		const int terms = combine_variable(model, p->sweeps, a, f, cell, n, sum);
		tell_combine(work, terms, !apart, n);
		ish_work_stream(work, terms < 0 ? n : 0); /* not seen before recovery */
		c.known[model->var[f]] = sum;
	}
	set_outputs(p, cell, slot, &c);
	const int iterations = p->sweeps->recover[model->eos_id][ish_viscous_variant(model)][relax](&c, model, tolerance2,
	                                                                                        ISH_NEWTON_MAX);
	ish_statistic_add(&newton_statistic, iterations, n);
	ish_statistic_add(&change_statistic, change_digits(c.update2, n), n);
	tell_recovery(work, model, relax, iterations, n);
	monitor->newton_sum += (long)iterations * n;
	monitor->newton_cells += n;
	monitor->newton_max = iterations > monitor->newton_max ? iterations : monitor->newton_max;
	const ISH_REAL *const u[3] = {c.u[0], c.u[1], c.u[2]};
	const ISH_REAL *const viscous[6] = {c.pi[0], c.pi[1], c.pi[2], c.pi[3], c.pi[4], c.bulk};
	int first;
	const int bad = p->sweeps->check(n, c.e, u, viscous, c.known[ISH_VAR_E], c.inv_sqrt_g, c.update2, tolerance2,
	                                 &first);
	ish_statistic_failed(&newton_statistic, bad);
	ish_scratch_return(p->space->scratch, thread, buffer);
	return (struct ish_advance_result){.bad_count = bad, .bad_cell = bad > 0 ? cell + first : -1};
}

static void advance_share(void *data)
{
	struct pass *pass = data;
	const ptrdiff_t chunks = ish_chunk_count(pass->space->cells);
	const int thread = omp_get_thread_num();
	ptrdiff_t first = pass->space->cells, count = 0;
	struct ish_work work = {.flops = 0.0};
	ISH_WORKER_BEGIN(pass->parent);
#pragma omp for schedule(static)
	for (ptrdiff_t i = 0; i < chunks; i++) {
		const struct ish_advance_result r = advance_chunk(pass, i, thread, &pass->monitor[thread], &work);
		count += r.bad_count;
		first = r.bad_cell >= 0 && r.bad_cell < first ? r.bad_cell : first;
	}
	ish_work_add(&work);
	ISH_WORKER_END();
#pragma omp critical(ish_advance_first)
	{
		pass->count += count;
		pass->first = first < pass->first ? first : pass->first;
	}
}

struct ish_advance_result ish_advance(struct ish_space *space, struct ish_state *state, const struct ish_model *model,
                                      const struct ish_sweeps *sweeps, const struct ish_assembly *assembly,
                                      struct ish_monitor *monitor)
{
	struct pass pass = {space, state, model, sweeps, assembly, monitor, .first = space->cells};
	ISH_BEGIN(&recovery_region);
	pass.parent = ISH_WORKER_PARENT();
	ish_team_run(space->threads, advance_share, &pass);
	ish_field_set_written(assembly->out);
	ish_field_set_written(&state->prim);
	ISH_END(&recovery_region);
	const struct ish_advance_result good = {.bad_count = 0};
	return pass.count > 0 ? ish_advance_bad(assembly->out, &assembly->metric, pass.first, pass.count) : good;
}

struct ish_advance_result ish_advance_bad(const struct ish_field_set *set, const struct ish_metric *metric,
                                          ptrdiff_t cell, ptrdiff_t count)
{
	struct ish_advance_result r = {
	        .bad_count = count, .bad_cell = cell, .energy = (double)set->at[ISH_VAR_E][cell] / metric->sqrt_g};
	for (int j = 0; j < 3; j++) {
		r.momentum[j] = (double)set->at[ISH_VAR_M + j][cell] / (metric->sqrt_g * metric->a[j]);
	}
	return r;
}

static void combine_share(void *data)
{
	const struct pass *pass = data;
	const struct ish_assembly *a = pass->assembly;
	const ptrdiff_t chunks = ish_chunk_count(pass->space->cells);
	struct ish_work work = {.flops = 0.0};
	ISH_WORKER_BEGIN(pass->parent);
#pragma omp for schedule(static)
	for (ptrdiff_t i = 0; i < chunks; i++) {
		const int n = ish_chunk_length(pass->space->cells, i);
		for (int f = 0; f < pass->model->var_count; f++) {
			const int terms = combine_variable(pass->model, pass->sweeps, a, f, i * ISH_CHUNK, n,
			                                   a->out->at[f] + i * ISH_CHUNK);
			tell_combine(&work, terms, 1, n);
		}
	}
	ish_work_add(&work);
	ISH_WORKER_END();
}

void ish_combine(struct ish_space *space, const struct ish_model *model, const struct ish_sweeps *sweeps,
                 const struct ish_assembly *assembly)
{
	struct pass pass = {.space = space, .model = model, .sweeps = sweeps, .assembly = assembly};
	ISH_BEGIN(&combine_region);
	pass.parent = ISH_WORKER_PARENT();
	ish_team_run(space->threads, combine_share, &pass);
	ish_field_set_written(assembly->out);
	ISH_END(&combine_region);
}
