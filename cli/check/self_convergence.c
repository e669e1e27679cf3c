#include "cli/check/self_convergence.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include "cli/check/simulation.h"

enum { RUNS = 4, FINE = 40 };

/* Every second-order term is on. */
static const char fluid[] = "eos.name=constant-cs2\neos.cs2=0.25\ntransport.eta_over_s=0.15\n"
			    "transport.zeta_over_s=0.08\ntransport.tau_Pi=6.0\ntime.end=99.0\ntime.step=0.1\n";

static const struct {
	const char *name, *lines;
} spaces[] = {
	{"minkowski", "geometry.name=minkowski\n"},
	{"milne", "geometry.name=milne\ntime.start=1.0\n"},
	{"flrw", "geometry.name=flrw\ngeometry.exponent=0.6\ntime.start=1.0\n"},
	{"kasner", "geometry.name=kasner\ngeometry.exponents=[0.7,-0.3,0.5]\ntime.start=1.0\n"},
};
enum { SPACES = sizeof spaces / sizeof spaces[0] };

static enum ish_status in_time(struct ish_check *check, const struct ish_check_flow *flow, struct ish_config *config,
                               const char *label)
{
	double *fine = NULL;
	const int *n = flow->time.shape;
	enum ish_status status =
		ish_check_set(config, "grid.shape=[%d,%d,%d]\ntime.scheme=imex-ssp3\n", n[0], n[1], n[2]);
	if (status == ISH_OK) {
		status = ish_check_fields_after(config, flow->span, FINE * flow->time.steps, &fine);
	}
	for (int s = 0; status == ISH_OK && s < ISH_CHECK_SCHEMES; s++) {
		const struct ish_check_scheme *scheme = &ish_check_scheme[s];
		struct ish_check_norm error[RUNS];
		status = ish_check_set(config, "time.scheme=%s\n", scheme->name);
		for (int i = 0; status == ISH_OK && i < RUNS; i++) {
			double *fields;
			status = ish_check_fields_after(config, flow->span, flow->time.steps << i, &fields);
			if (status == ISH_OK) {
				error[i] = ish_check_distance(config, fields, fine);
			}
			free(fields);
		}
		if (status == ISH_OK) {
			const bool second = scheme->order == 2;
			const struct ish_check_gate gate = {.refinement = 2.0,
			                                    .order = scheme->order,
			                                    .tolerance = second ? 0.1 : 0.15,
			                                    .bound = flow->time.bound[second ? 0 : 1]};
			ish_check_orders(
				check,
				&(struct ish_check_key){
					.label = label, .quantity = "time", .scheme = scheme->name, .shape = n},
				RUNS, error, &gate);
		}
	}
	free(fine);
	return status;
}

/* The fields at every divisor-th point of each axis of more than one point; freed by the caller; NULL without memory. */
static double *sampled(const struct ish_grid *grid, const double *fields, const int shape[3])
{
	const int *n = grid->shape;
	const int cells = shape[0] * shape[1] * shape[2];
	const int fine_cells = n[0] * n[1] * n[2];
	double *out = malloc((size_t)(ISH_PRIMITIVES * cells) * sizeof *out);
	for (int i = 0; out != NULL && i < ISH_PRIMITIVES * cells; i++) {
		const int field = i / cells;
		const int cell = i % cells;
		const int x = cell % shape[0] * (n[0] / shape[0]);
		const int y = cell / shape[0] % shape[1] * (n[1] / shape[1]);
		const int z = cell / shape[0] / shape[1] * (n[2] / shape[2]);
		out[i] = fields[field * fine_cells + x + n[0] * (y + n[1] * z)];
	}
	return out;
}

/* The error of a coarser grid at its own points. */
static enum ish_status coarse_error(struct ish_config config, const struct ish_check_flow *flow, int divisor,
                                    const double *fine, struct ish_check_norm *error_out)
{
	const struct ish_grid grid = config.grid;
	int n[3];
	double *fields = NULL;
	for (int a = 0; a < 3; a++) {
		n[a] = grid.shape[a] > 1 ? grid.shape[a] / divisor : 1;
	}
	double *want = sampled(&grid, fine, n);
	enum ish_status status = want != NULL ? ISH_OK : ish_fail(ISH_ERR_MEMORY, "check: no memory");
	if (status == ISH_OK) {
		status = ish_check_set(&config, "grid.shape=[%d,%d,%d]\n", n[0], n[1], n[2]);
	}
	if (status == ISH_OK) {
		status = ish_check_fields_after(&config, flow->span, flow->space.steps, &fields);
	}
	if (status == ISH_OK) {
		*error_out = ish_check_distance(&config, fields, want);
	}
	free(want);
	free(fields);
	return status;
}

static enum ish_status in_space(struct ish_check *check, const struct ish_check_flow *flow, struct ish_config *config,
                                const char *label)
{
	static const char scheme[] = "imex-ssp3";
	const int *n = flow->space.shape;
	struct ish_check_norm error[ISH_CHECK_GRIDS];
	double *fine = NULL;
	enum ish_status status =
		ish_check_set(config, "grid.shape=[%d,%d,%d]\ntime.scheme=%s\n", n[0], n[1], n[2], scheme);
	if (status == ISH_OK) {
		status = ish_check_fields_after(config, flow->span, flow->space.steps, &fine);
	}
	for (int i = 0; status == ISH_OK && i < ISH_CHECK_GRIDS; i++) {
		status = coarse_error(*config, flow, flow->space.divisor[i], fine, &error[i]);
	}
	if (status == ISH_OK) {
		ish_check_decay(check,
		                &(struct ish_check_key){.label = label, .quantity = "space", .scheme = scheme, .shape = n},
		                ISH_CHECK_GRIDS, error, flow->space.factor, flow->space.bound);
		const int most = n[0] > n[1] ? n[0] : n[1];
		for (int i = 0; i < ISH_CHECK_GRIDS; i++) {
			ish_check_point(check, (double)most / flow->space.divisor[i], error[i].max, NAN);
		}
	}
	free(fine);
	return status;
}

/* What is done in each of the spaces. */
typedef enum ish_status measurement(struct ish_check *check, const struct ish_check_flow *flow,
                                    struct ish_config *config, const char *label);

static enum ish_status in_all(struct ish_check *check, const struct ish_check_flow *flow, measurement *measure)
{
	enum ish_status status = ISH_OK;
	for (int i = 0; status == ISH_OK && i < SPACES; i++) {
		struct ish_config config;
		char label[64];
		(void)snprintf(label, sizeof label, "%s%s%s", flow->name, flow->name[0] != '\0' ? ", " : "", spaces[i].name);
		status = ish_check_configure(check, &config, "%s%s%s", fluid, spaces[i].lines, flow->lines);
		if (status == ISH_OK) {
			status = measure(check, flow, &config, label);
		}
	}
	return status;
}

enum ish_status ish_check_in_time(struct ish_check *check, const struct ish_check_flow *flow)
{
	return in_all(check, flow, in_time);
}

enum ish_status ish_check_in_space(struct ish_check *check, const struct ish_check_flow *flow)
{
	return in_all(check, flow, in_space);
}
