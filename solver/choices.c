#include "solver/choices.h"

#include <jansson.h>
#include <stdlib.h>
#include <string.h>

#include "spectral/plan.h"

/* An object of choices with its source, for messages. */
struct source {
	const json_t *choices;
	const char *place;
};

static bool is_single(const char *precision)
{
	return strcmp(precision, "float") == 0;
}

json_t *ish_choices_record(const struct ish_solver *solver)
{
	const struct ish_solver_choices *c = ish_solver_choices(solver);
	const struct ish_config *config = ish_solver_config(solver);
	const int *n = config->grid.shape;
	char *wisdom = ish_wisdom_text(is_single(c->precision) ? ISH_WISDOM_FLOAT : ISH_WISDOM_DOUBLE);
	json_t *object =
		wisdom == NULL
			? NULL
			: json_pack("{s:i, s:[i, i, i], s:s, s:s, s:s, s:[s, s, s], s:[s, s, s], s:s}", "threads",
	                            c->threads, "shape", n[0], n[1], n[2], "precision", c->precision, "planning",
	                            config->backend.planning, "simd", c->simd, "derivative", c->derivative[0],
	                            c->derivative[1], c->derivative[2], "filter", c->filter[0], c->filter[1],
	                            c->filter[2], "wisdom", wisdom);
	free(wisdom);
	return object;
}

static enum ish_status fail_damaged(const struct source *source, const char *member, const char *wanted)
{
	return ish_fail(ISH_ERR_INPUT, "%s: choices.%s: must be %s, as ishydro writes it", source->place, member,
	                wanted);
}

/* A text fit for a name. */
static bool get_name(const json_t *value, char name[ISH_NAME_MAX])
{
	const char *text = json_string_value(value);
	const size_t length = text != NULL ? strlen(text) : 0;
	if (length == 0 || length >= ISH_NAME_MAX) {
		return false;
	}
	memcpy(name, text, length + 1);
	return true;
}

static enum ish_status check_shape(const struct source *source, const int shape[3])
{
	const json_t *array = json_object_get(source->choices, "shape");
	long long n[3];
	for (size_t axis = 0; axis < 3; axis++) {
		const json_t *item = json_array_get(array, axis);
		if (!json_is_integer(item) || json_array_size(array) != 3) {
			return fail_damaged(source, "shape", "three integers");
		}
		n[axis] = json_integer_value(item);
	}
	if (n[0] != shape[0] || n[1] != shape[1] || n[2] != shape[2]) {
		return ish_fail(ISH_ERR_INPUT,
		                "%s: choices of a grid of %lld x %lld x %lld points, grid.shape is %d x %d x %d: must "
		                "be the same",
		                source->place, n[0], n[1], n[2], shape[0], shape[1], shape[2]);
	}
	return ISH_OK;
}

/* Checks that a member says what the configuration says; with `open`, that word in the configuration agrees to all. */
static enum ish_status check_same(const struct source *source, const char *member, const char *configured,
                                  const char *open)
{
	char name[ISH_NAME_MAX];
	if (!get_name(json_object_get(source->choices, member), name)) {
		return fail_damaged(source, member, "a name");
	}
	if (strcmp(name, configured) != 0 && (open == NULL || strcmp(configured, open) != 0)) {
		return ish_fail(ISH_ERR_INPUT, "%s: choices with backend.%s = \"%s\", it is \"%s\" here: must be %s%s%s",
		                source->place, member, name, configured, open != NULL ? "\"" : "",
		                open != NULL ? open : "the same", open != NULL ? "\" or the same" : "");
	}
	return ISH_OK;
}

/*
 * The backends of the three axes. `is_used` says which axes have one; `configured` is what the user asks for, "auto" if
 * it is left to the choices.
 */
static enum ish_status take_axes(const struct source *source, const char *member, const bool is_used[3],
                                 const char *configured, char name[3][ISH_NAME_MAX])
{
	const json_t *array = json_object_get(source->choices, member);
	for (size_t axis = 0; axis < 3; axis++) {
		if (json_array_size(array) != 3 || !get_name(json_array_get(array, axis), name[axis])) {
			return fail_damaged(source, member, "three names");
		}
		const bool is_none = strcmp(name[axis], "none") == 0;
		if (is_none == is_used[axis]) {
			return ish_fail(ISH_ERR_INPUT, "%s: choices.%s has \"%s\" for axis %c, which has %s here: must be of a run "
			                "with the same grid and filter",
			                source->place, member, name[axis], "xyz"[axis], is_used[axis] ? "one" : "none");
		}
		if (!is_none && strcmp(configured, "auto") != 0 && strcmp(configured, name[axis]) != 0) {
			return ish_fail(ISH_ERR_INPUT,
			                "%s: choices.%s has \"%s\" for axis %c, backend.derivative is \"%s\": must be "
			                "\"auto\" or the same",
			                source->place, member, name[axis], "xyz"[axis], configured);
		}
	}
	return ISH_OK;
}

static enum ish_status take_backends(struct ish_config *config, const struct source *source)
{
	const bool has_filter = strcmp(config->filter.name, "none") != 0;
	bool has_points[3], is_filtered[3];
	for (int axis = 0; axis < 3; axis++) {
		has_points[axis] = config->grid.shape[axis] > 1;
		is_filtered[axis] = has_points[axis] && has_filter;
	}
	enum ish_status status = take_axes(source, "derivative", has_points, config->backend.derivative,
	                                   config->taken.derivative);
	if (status == ISH_OK) {
		status = take_axes(source, "filter", is_filtered, config->backend.derivative, config->taken.filter);
	}
	return status;
}

static enum ish_status take_wisdom(const struct ish_config *config, const struct source *source)
{
	const char *text = json_string_value(json_object_get(source->choices, "wisdom"));
	if (text == NULL) {
		return fail_damaged(source, "wisdom", "a text");
	}
	if (!ish_wisdom_replace(is_single(config->backend.precision) ? ISH_WISDOM_FLOAT : ISH_WISDOM_DOUBLE, text)) {
		return ish_fail(ISH_ERR_INPUT,
		                "%s: choices.wisdom is damaged or of another version of FFTW: must be of this one, %s",
		                source->place, ish_wisdom_library());
	}
	return ISH_OK;
}

enum ish_status ish_choices_take(struct ish_config *config, const json_t *choices, const char *place)
{
	const struct source source = {choices, place};
	enum ish_status status = ISH_OK;
	if (!json_is_object(choices)) {
		return ish_fail(ISH_ERR_INPUT, "%s: holds no choices: must be the run.json of an earlier run", place);
	}
	status = check_shape(&source, config->grid.shape);
	if (status == ISH_OK) {
		status = check_same(&source, "precision", config->backend.precision, NULL);
	}
	if (status == ISH_OK) {
		status = check_same(&source, "planning", config->backend.planning, NULL);
	}
	if (status == ISH_OK) {
		status = check_same(&source, "simd", config->backend.simd, "auto");
	}
	if (status == ISH_OK) {
		status = take_backends(config, &source);
	}
	if (status == ISH_OK) {
		(void)get_name(json_object_get(choices, "simd"), config->taken.simd);
		status = take_wisdom(config, &source);
	}
	return status;
}

enum ish_status ish_choices_read(struct ish_config *config, const char *path)
{
	json_error_t error;
	if (path[0] == '\0') {
		return ISH_OK;
	}
	json_t *root = json_load_file(path, JSON_REJECT_DUPLICATES, &error);
	if (root == NULL) {
		return ish_fail_at(ISH_ERR_INPUT, path, error.line > 0 ? error.line : 0,
		                   "backend.choices: cannot be read: %s: must be the run.json of an earlier run",
		                   error.text);
	}
	const enum ish_status status = ish_choices_take(config, json_object_get(root, "choices"), path);
	json_decref(root);
	return status;
}
