#include "cli/check/baseline.h"

#include <math.h>
#include <string.h>

enum ish_status ish_check_baseline_read(const char *path, json_t **root_out)
{
	json_error_t error;
	const char *name = path != NULL ? path : "the committed results";
	*root_out = path != NULL ? json_load_file(path, 0, &error)
	                         : json_loadb(ish_check_committed, ish_check_committed_size, 0, &error);
	if (*root_out == NULL) {
		return ish_fail_at(ISH_ERR_INPUT, name, error.line, "%s", error.text);
	}
	const char *format = json_string_value(json_object_get(*root_out, "format"));
	const json_int_t version = json_integer_value(json_object_get(*root_out, "version"));
	if (format == NULL || strcmp(format, ISH_CHECK_FORMAT_NAME) != 0 || version != ISH_CHECK_FORMAT ||
	    !json_is_array(json_object_get(*root_out, "cases"))) {
		json_decref(*root_out);
		*root_out = NULL;
		return ish_fail(ISH_ERR_INPUT,
		                "%s: must be a file that `ishydro check --json` wrote, \"%s\" of version %d", name,
		                ISH_CHECK_FORMAT_NAME, ISH_CHECK_FORMAT);
	}
	return ISH_OK;
}

static const char *text(const json_t *object, const char *key)
{
	const char *value = json_string_value(json_object_get(object, key));
	return value != NULL ? value : "";
}

static bool is_of(const json_t *measurement, const struct ish_check_row *row)
{
	return strcmp(text(measurement, "label"), row->label) == 0 &&
	       strcmp(text(measurement, "scheme"), row->scheme) == 0 &&
	       strcmp(text(measurement, "quantity"), row->quantity) == 0;
}

/* The measurements of a case, NULL if it is new. */
static const json_t *measurements_of(const json_t *root, const char *name)
{
	size_t i;
	const json_t *one;
	json_array_foreach(json_object_get(root, "cases"), i, one)
	{
		if (strcmp(text(one, "name"), name) == 0) {
			return json_object_get(one, "measurements");
		}
	}
	return NULL;
}

static const json_t *measurement_of(const json_t *measurements, const struct ish_check_row *row)
{
	size_t i;
	const json_t *one;
	json_array_foreach(measurements, i, one)
	{
		if (is_of(one, row)) {
			return one;
		}
	}
	return NULL;
}

static bool has_moved(double now, const json_t *before, double noise)
{
	const double was = json_is_number(before) ? json_number_value(before) : NAN; /* null: it was not finite */
	return !(fabs(now - was) <= noise || fabs(now - was) <= ISH_CHECK_MOVE * fabs(was));
}

static void compare(struct ish_check_row *row, const json_t *before)
{
	const json_t *max = json_object_get(before, "max");
	const json_t *rms = json_object_get(before, "rms");
	row->baseline = ISH_CHECK_SAME;
	if (json_array_size(max) != (size_t)row->count || json_array_size(rms) != (size_t)row->count) {
		row->baseline = ISH_CHECK_MOVED;
		ish_check_refuse(row, "%d errors where the committed results have %zu", row->count,
		                 json_array_size(max));
		return;
	}
	for (int i = 0; i < row->count; i++) {
		const json_t *was[2] = {json_array_get(max, (size_t)i), json_array_get(rms, (size_t)i)};
		const double now[2] = {row->error[i].max, row->error[i].rms};
		for (int k = 0; k < 2; k++) {
			if (has_moved(now[k], was[k], row->noise)) {
				row->baseline = ISH_CHECK_MOVED;
				ish_check_refuse(row, "%s error %.5e has moved from the committed %.5e (by %+.1f %%)",
				                 k == 0 ? "max" : "rms", now[k], json_number_value(was[k]),
				                 100.0 * (now[k] / json_number_value(was[k]) - 1.0));
				return;
			}
		}
	}
}

static bool is_measured(const struct ish_check *check, int first, int end, const json_t *one)
{
	for (int i = first; i < end; i++) {
		if (is_of(one, &check->row[i])) {
			return true;
		}
	}
	return false;
}

/* Rows for what only the baseline has; not after a case that ended early, which has failed already. */
static void report_missing(struct ish_check *check, int first, const json_t *measurements)
{
	const int end = check->count;
	size_t i;
	const json_t *one;
	json_array_foreach(measurements, i, one)
	{
		if (!is_measured(check, first, end, one)) {
			ish_check_missing(check, &(struct ish_check_key){.label = text(one, "label"),
			                                                 .quantity = text(one, "quantity"),
			                                                 .scheme = text(one, "scheme")});
		}
	}
}

void ish_check_baseline_compare(struct ish_check *check, int first, const json_t *root)
{
	const json_t *measurements = measurements_of(root, check->now->name);
	bool ended = false;
	for (int i = first; i < check->count; i++) {
		struct ish_check_row *row = &check->row[i];
		const json_t *before = measurement_of(measurements, row);
		ended = ended || row->kind == ISH_CHECK_ENDED;
		if (before != NULL) {
			compare(row, before);
		} else if (row->kind != ISH_CHECK_ENDED) {
			row->baseline = ISH_CHECK_NEW;
		}
	}
	if (!ended) {
		report_missing(check, first, measurements);
	}
}
