/*
 * The model with less viscosity on the state of a solver: what shear and bulk cost, which share the loops of
 * stress-energy, divergence and closure.
 */
#include <stdio.h>

#include "solver/core_operation_impl.h"

/* Index as ish_viscous_variant. */
static int variant_with(int shear, int bulk)
{
	return 2 * shear + bulk;
}

/* The variants that an operation compares; the second is -1 for none. */
static void find_variants(const struct ish_core *core, enum ish_operation operation, int *with, int *without)
{
	const int shear = core->model.shear, bulk = core->model.bulk;
	*with = operation == ISH_OPERATION_IDEAL ? variant_with(0, 0) : variant_with(shear, bulk);
	*without = operation == ISH_OPERATION_SHEAR  ? variant_with(0, bulk)
	           : operation == ISH_OPERATION_BULK ? variant_with(shear, 0)
	                                             : -1;
}

/* What a solver of that model would have chosen, as far as this one has: backends are taken over, not measured anew. */
static void configure(const struct ish_core_operations *o, int variant, struct ish_config *config)
{
	const struct ish_core *core = o->core;
	*config = core->config;
	if (o->plans == ISH_PLANS_BY_RULE) {
		(void)snprintf(config->backend.planning, sizeof config->backend.planning, "estimate");
	}
	config->transport.eta_over_s = variant >= 2 ? config->transport.eta_over_s : 0.0;
	config->transport.zeta_over_s = variant % 2 != 0 ? config->transport.zeta_over_s : 0.0;
	config->output.spectra_every = 0;
	(void)snprintf(config->filter.name, sizeof config->filter.name, "none");
	for (int axis = 0; axis < 3; axis++) {
		if (core->space.grid.shape[axis] > 1) {
			(void)snprintf(config->taken.derivative[axis], sizeof config->taken.derivative[axis], "%s",
			               core->choices.derivative[axis]);
		}
	}
}

/* The solver's own model and space are one of the variants, unless plans are made by rule: all alike then. */
static bool is_own(const struct ish_core_operations *o, int variant)
{
	return o->plans == ISH_PLANS_OF_SOLVER && variant == ish_viscous_variant(&o->core->model);
}

static enum ish_status make_variant(struct ish_core_operations *o, int variant)
{
	struct ish_core_variant *v = &o->variant[variant];
	struct ish_config config;
	if (v->arena != NULL || is_own(o, variant)) {
		return ISH_OK;
	}
	configure(o, variant, &config);
	enum ish_status status = ish_model_init(&v->model, &config);
	if (status == ISH_OK) {
		status = ish_arena_create(&v->arena);
	}
	if (status == ISH_OK) {
		status = ish_space_init(&v->space, &config, &v->model, v->arena, o->core->space.threads);
	}
	if (status == ISH_OK) {
		status = ish_arena_reserve(v->arena, 0);
	}
	return status == ISH_OK ? ish_space_init(&v->space, &config, &v->model, v->arena, o->core->space.threads)
	                        : status;
}

enum ish_status ish_core_variants_make(struct ish_core_operations *o, enum ish_operation operation)
{
	int with, without;
	find_variants(o->core, operation, &with, &without);
	const enum ish_status status = make_variant(o, with);
	return status == ISH_OK && without >= 0 ? make_variant(o, without) : status;
}

/* The arrays of `set`, which the solver's model has, that the variant's model has too. */
static struct ish_field_set part_of(const struct ish_core_operations *o, const struct ish_model *model,
                                    const struct ish_field_set *set)
{
	struct ish_field_set part = *set;
	ISH_REAL *slot[ISH_VARS];
	ish_state_slots(&o->core->model, set, 0, slot);
	part.count = model->var_count;
	for (int f = 0; f < model->var_count; f++) {
		part.at[f] = slot[model->var[f]];
	}
	return part;
}

static void time_variant(struct ish_core_operations *o, int variant, double *wall, double *cpu, double *closure)
{
	struct ish_core *core = o->core;
	struct ish_core_variant *v = &o->variant[variant];
	const bool own = is_own(o, variant);
	const struct ish_model *model = own ? &core->model : &v->model;
	struct ish_field_set now = part_of(o, model, &core->state.now);
	struct ish_field_set sums = part_of(o, model, o->sums);
	struct ish_field_set slope = part_of(o, model, &core->state.stage);
	const struct ish_rhs rhs = {
		own ? &core->space : &v->space, &core->state, model, &core->sweeps, &now, &o->metric};
	ish_core_need_gradient(o);
	const struct ish_core_clock begin = ish_core_clock_read(o);
	ish_rhs_derive_parts(&rhs, ISH_DERIVE_STRESS | ISH_DERIVE_DIVERGENCE, &sums);
	const double middle = ish_core_wall_clock();
	(void)ish_rhs_close(&rhs, ish_core_slope_kind(core), &sums, &slope, o->monitor);
	*closure += ish_core_wall_clock() - middle;
	ish_core_clock_add(o, begin, wall, cpu);
	ish_field_set_written(o->sums);
	ish_field_set_written(&core->state.stage);
	o->has_flow = false;
}

void ish_core_variants_time(struct ish_core_operations *o, enum ish_operation operation,
                            struct ish_operation_time *time)
{
	int with, without;
	find_variants(o->core, operation, &with, &without);
	const bool turned = o->runs++ % 2 != 0; /* neither always finds the caches as the other left them */
	if (turned && without >= 0) {
		time_variant(o, without, &time->less_wall, &time->less_cpu, &time->less_closure);
	}
	time_variant(o, with, &time->wall, &time->cpu, &time->closure);
	if (!turned && without >= 0) {
		time_variant(o, without, &time->less_wall, &time->less_cpu, &time->less_closure);
	}
}

void ish_core_variants_reset(struct ish_core_operations *o)
{
	for (int i = 0; i < ISH_VISCOUS_VARIANTS; i++) {
		if (o->variant[i].arena != NULL) {
			ish_space_reset(&o->variant[i].space);
			ish_arena_destroy(o->variant[i].arena);
		}
	}
}
