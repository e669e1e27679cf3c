#define _POSIX_C_SOURCE 200809L

#include "cli/check/json.h"

#include <errno.h>
#include <jansson.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/utsname.h>
#include <unistd.h>

#include "cli/check/baseline.h"
#include "ishydro_version.h"
#include "solver/complete_file.h"

enum { DIGITS = 8 };

/* JSON has no NaN and no infinity: null. */
static json_t *real(double value)
{
	return isfinite(value) ? json_real(value) : json_null();
}

static json_t *reals(int count, const double value[])
{
	json_t *array = json_array();
	for (int i = 0; i < count; i++) {
		(void)json_array_append_new(array, real(value[i]));
	}
	return array;
}

static json_t *measurement(const struct ish_check_row *row)
{
	static const char *const kind[] = {"error", "orders", "decay", "condition", "ended"};
	static const char *const baseline[] = {"not compared", "new", "same", "moved"};
	double max[ISH_CHECK_SEQUENCE];
	double rms[ISH_CHECK_SEQUENCE];
	for (int i = 0; i < row->count; i++) {
		max[i] = row->error[i].max;
		rms[i] = row->error[i].rms;
	}
	json_t *object = json_pack("{s:s, s:s, s:s, s:s, s:s}", "label", row->label, "quantity", row->quantity,
	                           "scheme", row->scheme, "grid", row->grid, "kind", kind[row->kind]);
	int failed = 0;
	if (row->count > 0) {
		failed |= json_object_set_new(object, "max", reals(row->count, max));
		failed |= json_object_set_new(object, "rms", reals(row->count, rms));
		failed |= json_object_set_new(object, "bound", real(row->gate.bound));
		failed |= json_object_set_new(object, "noise", real(row->noise));
	}
	if (row->kind == ISH_CHECK_ORDERS) {
		failed |= json_object_set_new(object, "orders", reals(row->count - 1, row->order));
		failed |= json_object_set_new(object, "order", real(row->gate.order));
		failed |= json_object_set_new(object, "tolerance", real(row->gate.tolerance));
		failed |= json_object_set_new(object, "refinement", real(row->gate.refinement));
	}
	if (row->points > 0) {
		json_t *points = json_array();
		for (int i = 0; i < row->points; i++) {
			failed |= json_array_append_new(points, reals(3, row->point[i]));
		}
		failed |= json_object_set_new(object, "points", points);
	}
	if (row->text[0] != '\0') {
		failed |= json_object_set_new(object, "text", json_string(row->text));
	}
	failed |= json_object_set_new(object, "passed", json_boolean(row->passed));
	failed |= json_object_set_new(object, "baseline", json_string(baseline[row->baseline]));
	if (!row->passed) {
		failed |= json_object_set_new(object, "why", json_string(row->why));
	}
	failed |= json_object_set_new(object, "seconds", real(1e-4 * round(1e4 * row->seconds)));
	if (failed != 0) {
		json_decref(object);
		return NULL;
	}
	return object;
}

static json_t *host(void)
{
	struct utsname name;
	if (uname(&name) < 0) {
		return json_object();
	}
	return json_pack("{s:s, s:s, s:I}", "system", name.sysname, "machine", name.machine, "cores",
	                 (json_int_t)sysconf(_SC_NPROCESSORS_ONLN));
}

/* "KEY": VALUE on a line of its own; takes over the value. False without memory. */
static bool put(FILE *file, const char *indent, const char *key, json_t *value, const char *end)
{
	char *text =
		value != NULL ? json_dumps(value, JSON_COMPACT | JSON_ENCODE_ANY | JSON_REAL_PRECISION(DIGITS)) : NULL;
	if (text != NULL) {
		(void)fprintf(file, key != NULL ? "%s\"%s\": %s%s\n" : "%s%s%s%s\n", indent, key != NULL ? key : "",
		              text, end);
	}
	json_decref(value);
	free(text);
	return text != NULL;
}

/* One line a measurement, so that a new result reads well as a difference of two files. */
static bool put_cases(FILE *file, const struct ish_check *check)
{
	bool whole = true;
	(void)fputs(" \"cases\": [", file);
	for (int i = 0; i < check->count;) {
		const struct ish_check_case *of = check->row[i].of;
		(void)fputs(i > 0 ? ",\n  {\n" : "\n  {\n", file);
		whole = put(file, "   ", "name", json_string(of->name), ",") && whole;
		whole = put(file, "   ", "sentence", json_string(of->sentence), ",") && whole;
		whole = put(file, "   ", "suite", json_string(of->suite == ISH_CHECK_QUICK ? "quick" : "full"), ",") &&
		        whole;
		(void)fputs("   \"measurements\": [\n", file);
		for (; i < check->count && check->row[i].of == of; i++) {
			const bool last = i + 1 == check->count || check->row[i + 1].of != of;
			whole = put(file, "    ", NULL, measurement(&check->row[i]), last ? "" : ",") && whole;
		}
		(void)fputs("   ]\n  }", file);
	}
	(void)fputs("\n ]\n", file);
	return whole;
}

static bool put_all(FILE *file, const struct ish_check *check, const char *suite, double seconds)
{
	bool whole = true;
	(void)fputs("{\n", file);
	whole = put(file, " ", "format", json_string(ISH_CHECK_FORMAT_NAME), ",") && whole;
	whole = put(file, " ", "version", json_integer(ISH_CHECK_FORMAT), ",") && whole;
	whole = put(file, " ", "program", json_string("ishydro " ISH_VERSION), ",") && whole;
	whole = put(file, " ", "git", json_string(ISH_GIT_REVISION), ",") && whole;
	whole = put(file, " ", "build",
	            json_pack("{s:s, s:s, s:s}", "type", ISH_BUILD_TYPE, "compiler", ISH_COMPILER, "flags",
	                      ISH_BUILD_FLAGS),
	            ",") &&
	        whole;
	whole = put(file, " ", "host", host(), ",") && whole;
	whole = put(file, " ", "threads", json_integer(check->threads), ",") && whole;
	whole = put(file, " ", "suite", json_string(suite), ",") && whole;
	whole = put(file, " ", "seconds", real(0.1 * round(10.0 * seconds)), ",") && whole;
	whole = put(file, " ", "measured", json_integer(check->count), ",") && whole;
	whole = put(file, " ", "failed", json_integer(ish_check_failures(check, 0)), ",") && whole;
	whole = put_cases(file, check) && whole;
	(void)fputs("}\n", file);
	return whole;
}

enum ish_status ish_check_json_write(const struct ish_check *check, const char *suite, double seconds, const char *path)
{
	char *text = NULL;
	size_t size = 0;
	FILE *file = open_memstream(&text, &size);
	if (file == NULL) {
		return ish_fail(ISH_ERR_MEMORY, "%s: no memory for the results", path);
	}
	const bool whole = put_all(file, check, suite, seconds);
	const bool closed = fclose(file) == 0;
	const enum ish_status status = whole && closed
	                                       ? ish_complete_file_write(path, text)
	                                       : ish_fail(ISH_ERR_MEMORY, "%s: no memory for the results", path);
	free(text);
	return status;
}
