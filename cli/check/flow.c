#include "cli/check/flow.h"

#include <math.h>
#include <stdlib.h>

static double largest_energy(const struct ish_config *config, const double *fields)
{
	const size_t cells = (size_t)ish_grid_cells(&config->grid);
	double most = 0.0;
	for (size_t i = 0; i < cells; i++) {
		most = fmax(most, fields[i]);
	}
	return most;
}

enum ish_status ish_check_flow_error(const struct ish_config *config, double span, long steps,
                                     struct ish_check_norm *error_out)
{
	struct ish_solver *solver = NULL;
	double *fields = NULL;
	double max[ISH_PRIMITIVES];
	double rms[ISH_PRIMITIVES];
	*error_out = (struct ish_check_norm){0.0, 0.0};
	enum ish_status status = ish_check_solver(&solver, config);
	if (status == ISH_OK) {
		status = ish_check_advance(solver, ish_solver_time(solver) + span, steps);
	}
	if (status == ISH_OK && !ish_solver_error(solver, max, rms)) {
		status =
			ish_fail(ISH_ERR_CHECK, "check: the exact solution of problem \"%s\" holds nowhere after %g fm",
		                 config->problem.name, span);
	}
	if (status == ISH_OK) {
		status = ish_check_fields(solver, &fields);
	}
	if (status == ISH_OK) {
		const double energy = largest_energy(config, fields);
		for (int f = 0; f < ISH_PRIMITIVES; f++) {
			const double unit = f >= ISH_U1 && f <= ISH_U3 ? 1.0 : energy;
			*error_out = ish_check_worse(*error_out, (struct ish_check_norm){max[f] / unit, rms[f] / unit});
		}
	}
	free(fields);
	ish_solver_destroy(solver);
	return status;
}

enum ish_status ish_check_flow_decay(struct ish_check *check, const struct ish_check_flow_decay *what)
{
	struct ish_check_norm error[ISH_CHECK_SEQUENCE];
	struct ish_config config;
	enum ish_status status = ish_check_configure(check, &config, "time.scheme=imex-ssp3\n");
	if (status == ISH_OK) {
		status = ish_check_set(&config, "%s", what->text);
	}
	for (int i = 0; status == ISH_OK && i < what->levels; i++) {
		int n[3];
		for (int a = 0; a < 3; a++) {
			n[a] = what->axes[a] != 0 ? what->points[i] : 1;
		}
		status = ish_check_set(&config, "grid.shape=[%d,%d,%d]", n[0], n[1], n[2]);
		if (status == ISH_OK) {
			status = ish_check_flow_error(&config, what->span, what->steps[i], &error[i]);
		}
	}
	if (status == ISH_OK) {
		const struct ish_check_key key = {.label = what->label,
		                                  .quantity = "all",
		                                  .scheme = config.time.scheme,
		                                  .shape = config.grid.shape};
		ish_check_decay(check, &key, what->levels, error, what->factor, what->bound);
	}
	return status;
}

/* The reference of a sequence: all fields at the end, NULL where it is the exact solution. */
static enum ish_status reference_of(struct ish_check *check, const struct ish_check_flow_orders *what,
                                    double **fields_out)
{
	struct ish_config config;
	*fields_out = NULL;
	if (what->reference == 0) {
		return ISH_OK;
	}
	const enum ish_status status = ish_check_configure(check, &config, "%s\ntime.scheme=imex-ssp3", what->text);
	return status == ISH_OK ? ish_check_fields_after(&config, what->span, what->reference, fields_out) : status;
}

static enum ish_status error_in_time(const struct ish_config *config, const double *reference, double span, long steps,
                                     struct ish_check_norm *error_out)
{
	if (reference == NULL) {
		return ish_check_flow_error(config, span, steps, error_out);
	}
	double *fields = NULL;
	const enum ish_status status = ish_check_fields_after(config, span, steps, &fields);
	if (status == ISH_OK) {
		*error_out = ish_check_distance(config, fields, reference);
	}
	free(fields);
	return status;
}

static enum ish_status orders_of(struct ish_check *check, const struct ish_check_flow_orders *what,
                                 const struct ish_check_scheme *scheme, const double *reference)
{
	const int third = scheme->order == 3;
	struct ish_check_norm error[ISH_CHECK_SEQUENCE];
	struct ish_config config;
	enum ish_status status = ish_check_configure(check, &config, "%s\ntime.scheme=%s", what->text, scheme->name);
	for (int i = 0; status == ISH_OK && i < what->count; i++) {
		status = error_in_time(&config, reference, what->span, what->steps[third] << i, &error[i]);
	}
	if (status == ISH_OK) {
		const struct ish_check_key key = {
			.label = what->label, .quantity = "all", .scheme = scheme->name, .shape = config.grid.shape};
		const struct ish_check_gate gate = {.refinement = 2.0,
		                                    .order = scheme->order,
		                                    .tolerance = what->tolerance,
		                                    .bound = what->bound[third]};
		ish_check_orders(check, &key, what->count, error, &gate);
	}
	return status;
}

enum ish_status ish_check_flow_orders(struct ish_check *check, const struct ish_check_flow_orders *what)
{
	double *reference = NULL;
	enum ish_status status = reference_of(check, what, &reference);
	for (int s = 0; status == ISH_OK && s < ISH_CHECK_SCHEMES; s++) {
		status = orders_of(check, what, &ish_check_scheme[s], reference);
	}
	free(reference);
	return status;
}
