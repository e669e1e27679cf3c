/* Initial data from a field file (solver/field_file.h): any output is an input. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "solver/field_file.h"
#include "workspace/log.h"

enum { PATH, KEYS };

/* clang-format off */
static const struct ish_problem_key keys[KEYS] = {
	[PATH] = {"path", ISH_KEY_PATH, {0.0}, 0.0, 0.0, "", "the field file, .hdf or .h5"},
};
/* clang-format on */

struct file_state {
	struct ish_field_data field;
	bool brings_time; /* the user gave no time.start */
};

/*
 * The lengths of a file and of a configuration differ by a few units in the last place where one was written by hand.
 */
#define LENGTH_TOLERANCE 1e-12

static enum ish_status check_grid(const struct ish_config *config, const struct ish_grid *grid)
{
	const char *path = config->problem.path;
	const int *need = config->grid.shape;
	const int *found = grid->shape;
	if (found[0] != need[0] || found[1] != need[1] || found[2] != need[2]) {
		return ish_config_refuse(config, "grid.shape", "must be [%d, %d, %d], the points of %s", found[0],
		                         found[1], found[2], path);
	}
	for (int i = 0; i < 3; i++) {
		const double length = config->grid.length[i];
		if (found[i] > 1 && !(fabs(grid->length[i] - length) <= LENGTH_TOLERANCE * length)) {
			return ish_config_refuse(config, "grid.length", "must be [%.17g, %.17g, %.17g], the length of %s",
			                         grid->length[0], grid->length[1], grid->length[2], path);
		}
		/* Moved coordinates would go unnoticed until somebody compares positions. */
		if (found[i] > 1 && !(fabs(grid->origin[i] - config->grid.origin[i]) <= LENGTH_TOLERANCE * length)) {
			return ish_config_refuse(config, "grid.origin", "must be [%.17g, %.17g, %.17g], the origin of %s",
			                         grid->origin[0], grid->origin[1], grid->origin[2], path);
		}
	}
	return ISH_OK;
}

/*
 * A viscosity that is off has no field: data for it would be dropped. One that is on and has no data starts at zero,
 * said once.
 */
static enum ish_status check_viscosity(const struct ish_config *config, const struct ish_field_data *field)
{
	const bool shear = config->transport.eta_over_s > 0.0;
	const bool bulk = config->transport.zeta_over_s > 0.0;
	const ptrdiff_t cells = ish_grid_cells(&field->grid);
	for (int f = ISH_PI11; f < ISH_PRIMITIVES; f++) {
		const bool on = f == ISH_BULK ? bulk : shear;
		for (ptrdiff_t i = 0; !on && i < cells; i++) {
			if (field->value[f][i] != 0.0) {
				return ish_config_refuse(
					config, f == ISH_BULK ? "transport.zeta_over_s" : "transport.eta_over_s",
					"must be more than 0: %s is not zero in %s", ish_primitive_name[f],
					config->problem.path);
			}
		}
	}
	const bool no_shear = shear && !field->has_shear;
	const bool no_bulk = bulk && !field->has_bulk;
	if (no_shear || no_bulk) {
		ish_log(ISH_LOG_WARNING, "%s: has no %s: the viscous run starts with zero", config->problem.path,
		        no_shear && no_bulk ? "pi^ij and no Pi" : (no_shear ? "pi^ij" : "Pi"));
	}
	return ISH_OK;
}

static enum ish_status check(const struct ish_config *config, const struct file_state *state)
{
	const struct ish_field_data *field = &state->field;
	const enum ish_status status = check_grid(config, &field->grid);
	if (status != ISH_OK) {
		return status;
	}
	if (state->brings_time && strcmp(config->geometry.name, "minkowski") != 0 && !(field->time > 0.0)) {
		return ish_config_refuse(config, "time.start",
		                         "must be given and more than 0 in geometry \"%s\": the time of %s is %.15g",
		                         config->geometry.name, config->problem.path, field->time);
	}
	return check_viscosity(config, field);
}

static void release(void *data)
{
	struct file_state *state = data;
	if (state != NULL) {
		ish_field_data_reset(&state->field);
		free(state);
	}
}

static enum ish_status prepare(const struct ish_config *config, void **data_out)
{
	*data_out = NULL;
	if (config->problem.path[0] == '\0') {
		return ish_config_refuse(config, "problem.path", "must name a field file, .hdf or .h5");
	}
	struct file_state *state = calloc(1, sizeof *state);
	if (state == NULL) {
		return ish_fail(ISH_ERR_MEMORY, "problem \"file\": no memory");
	}
	state->brings_time = !config->time.start_given;
	enum ish_status status = ish_field_file_read(config->problem.path, &state->field);
	if (status == ISH_OK) {
		status = check(config, state);
	}
	if (status != ISH_OK) {
		release(state);
		return status;
	}
	*data_out = state;
	return ISH_OK;
}

static void point(const void *data, const int index[3], const double x[3], double value[ISH_PRIMITIVES])
{
	(void)x;
	const struct ish_field_data *field = &((const struct file_state *)data)->field;
	const int *n = field->grid.shape;
	const ptrdiff_t cell = index[0] + (ptrdiff_t)n[0] * (index[1] + (ptrdiff_t)n[1] * index[2]);
	for (int f = 0; f < ISH_PRIMITIVES; f++) {
		value[f] = field->value[f][cell];
	}
}

static bool start(const void *data, double *time_out)
{
	const struct file_state *state = data;
	if (state->brings_time) {
		*time_out = state->field.time;
	}
	return state->brings_time;
}

const struct ish_problem ish_problem_from_file = {
	.name = "file",
	.sentence = "a field file; the run starts at its time unless time.start is given",
	.keys = keys,
	.key_count = KEYS,
	.prepare = prepare,
	.point = point,
	.start = start,
	.release = release,
};
