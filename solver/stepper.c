#include "solver/stepper.h"

#include <math.h>

#include "profiler/profile.h"
#include "workspace/mutation.h"

ISH_PROFILE_REGION(stage_region, "stage");

static void add_term(struct ish_assembly *a, double weight, const struct ish_field_set *term)
{
	if (weight != 0.0 && term->count > 0) {
		a->weight[a->terms] = weight;
		a->term[a->terms++] = term;
	}
}

/* Y_i, or y_{n+1} for i = stages. */
static struct ish_assembly assemble(const struct ish_stepper *s, int i, double t, double dt)
{
	const struct ish_scheme *scheme = s->scheme;
	const int last = i == scheme->stages;
	const double complete = scheme->implicit == ISH_IMPLICIT_LOCAL ? 0.0 : 1.0; /* slopes hold G too */
	const double *ea = last ? scheme->explicit_b : scheme->explicit_a[i];
	const double *ia = last ? scheme->implicit_b : scheme->implicit_a[i];
	struct ish_assembly a = {
	        .base = &s->state->now,
	        .out = last ? &s->state->now : &s->state->stage,
	        .h = last ? 0.0 : dt * ia[i],
	        .metric = ish_geometry_at(&s->model->geometry,
	                                  t + (last ? ISH_TERM(time_end, dt)
	                                            : ISH_TERM(time_abscissa, dt * ish_scheme_abscissa(scheme, i)))),
	};
	for (int j = 0; j < i; j++) {
		add_term(&a, dt * ea[j], &s->state->slope[j]);
		add_term(&a, dt * (ia[j] - ISH_TERM(time_taken_away, complete * ea[j])), &s->state->decay[j]);
	}
	if (!last && scheme->implicit == ISH_IMPLICIT_LOCAL && s->state->decay[i].count > 0) {
		a.decay = &s->state->decay[i];
	}
	return a;
}

static struct ish_advance_result advance(const struct ish_stepper *s, const struct ish_assembly *a)
{
	return ish_advance(s->space, s->state, s->model, s->sweeps, a, s->monitor);
}

static void apply_linear(const struct ish_stepper *s, enum ish_linear_task task, const struct ish_field_set *y,
                         const struct ish_metric *metric, double h, struct ish_field_set *change)
{
	ish_linear_apply(s->linear, s->space, s->model, s->sweeps, task, y, metric, h, change);
}

/* Y_i of an implicit stage: its sums, then G of all cells at once where it is the linear operator, then recovery. */
static struct ish_advance_result solve_stage(const struct ish_stepper *s, int i, struct ish_assembly a)
{
	const double h = a.h;
	struct ish_field_set *g = &s->state->decay[i];
	if (s->scheme->implicit == ISH_IMPLICIT_LINEAR && h > 0.0) {
		ish_combine(s->space, s->model, s->sweeps, &a);
		apply_linear(s, ISH_LINEAR_SOLVE, a.out, &a.metric, h, g);
		a = (struct ish_assembly){.base = a.out, .out = a.out, .metric = a.metric};
		add_term(&a, h, g);
	}
	return advance(s, &a);
}

/* G of an explicit stage, for the sums to take away from its slope. */
static void evaluate_linear(const struct ish_stepper *s, int i, const struct ish_field_set *current,
                            const struct ish_metric *metric)
{
	if (s->scheme->implicit != ISH_IMPLICIT_LOCAL && s->scheme->implicit_a[i][i] == 0.0) {
		apply_linear(s, ISH_LINEAR_RATE, current, metric, 0.0, &s->state->decay[i]);
	}
}

/* now <- exp(h G) now, and its primitives. */
static struct ish_advance_result relax_linear(const struct ish_stepper *s, const struct ish_metric *metric, double h)
{
	struct ish_assembly a = {.base = &s->state->now, .out = &s->state->now, .metric = *metric};
	apply_linear(s, ISH_LINEAR_EXPONENTIAL, &s->state->now, metric, h, &s->state->decay[0]);
	add_term(&a, 1.0, &s->state->decay[0]);
	return advance(s, &a);
}

/* Y_i becomes y_{n+1}. */
static void swap_stage(struct ish_state *state)
{
	for (int f = 0; f < state->now.count; f++) {
		ISH_REAL *keep = state->now.at[f];
		state->now.at[f] = state->stage.at[f];
		state->stage.at[f] = keep;
	}
	const uint64_t version = state->now.version;
	state->now.version = state->stage.version;
	state->stage.version = version;
}

static struct ish_advance_result finish(const struct ish_stepper *s, double t, double dt, double filter_factor)
{
	const int ended = ish_scheme_ends_with_last_stage(s->scheme);
	struct ish_assembly a = assemble(s, s->scheme->stages, t, dt);
	if (ended) {
		swap_stage(s->state);
		a.terms = 0;
		if (filter_factor < 0.0) {
			return (struct ish_advance_result){.bad_count = 0}; /* the last stage's primitives are those of y_{n+1} */
		}
	}
	const int split = s->scheme->implicit == ISH_IMPLICIT_SPLIT;
	if (filter_factor >= 0.0 || split) {
		if (!ended) {
			ish_combine(s->space, s->model, s->sweeps, &a);
		}
		if (filter_factor >= 0.0) {
			ish_space_filter(s->space, &s->state->now, filter_factor);
		}
		a.terms = 0;
	}
	return split ? relax_linear(s, &a.metric, ISH_TERM(time_split_last, 0.5 * dt)) : advance(s, &a);
}

static double least_det(const struct ish_stepper *s)
{
	double least = INFINITY;
	for (int i = 0; i < s->space->threads; i++) {
		least = fmin(least, s->monitor[i].det_min);
	}
	return least;
}

struct ish_advance_result ish_stepper_stage(const struct ish_stepper *s, int i, double t, double dt)
{
	const struct ish_scheme *scheme = s->scheme;
	const enum ish_slope kind = scheme->implicit == ISH_IMPLICIT_LOCAL ? ISH_SLOPE_EXPLICIT : ISH_SLOPE_COMPLETE;
	const struct ish_field_set *current = &s->state->stage;
	const struct ish_assembly a = assemble(s, i, t, dt);
	struct ish_advance_result r = {.bad_count = 0};
	ISH_BEGIN(&stage_region);
	ish_profile_stage(i);
	if (i == 0 && scheme->implicit_a[0][0] == 0.0) {
		current = &s->state->now; /* Y_1 = y_n, its primitives are at hand */
	} else {
		r = solve_stage(s, i, a);
	}
	if (r.bad_count == 0 && ish_scheme_uses_explicit(scheme, i)) {
		const ptrdiff_t singular = ish_rhs_evaluate(s->space, s->state, s->model, s->sweeps, current, &a.metric,
		                                            kind, &s->state->slope[i], s->monitor);
		evaluate_linear(s, i, current, &a.metric);
		if (singular >= 0) {
			r = ish_advance_bad(current, &a.metric, singular, 1);
			r.singular = true;
			r.det = least_det(s);
		}
	}
	ISH_END(&stage_region);
	return r;
}

struct ish_advance_result ish_stepper_step(const struct ish_stepper *s, double t, double dt, double filter_factor,
                                           double *time_out)
{
	const struct ish_scheme *scheme = s->scheme;
	struct ish_advance_result r = {.bad_count = 0};
	*time_out = t;
	ish_linear_hold(s->linear, s->space, s->model, s->state);
	if (scheme->implicit == ISH_IMPLICIT_SPLIT) {
		const struct ish_metric metric = ish_geometry_at(&s->model->geometry, t);
		r = relax_linear(s, &metric, ISH_TERM(time_split_first, 0.5 * dt));
	}
	for (int i = 0; i < scheme->stages && r.bad_count == 0; i++) {
		*time_out = t + dt * ish_scheme_abscissa(scheme, i);
		r = ish_stepper_stage(s, i, t, dt);
	}
	ish_profile_stage(-1);
	if (r.bad_count == 0) {
		*time_out = t + dt;
		r = finish(s, t, dt, filter_factor);
	}
	return r;
}
