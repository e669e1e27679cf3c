/*
 * An export of `ishydro bench` against this one. Times are taken over those of the reference operations of the same run, so that
 * two machines, or a quiet day and a noisy one, can be compared.
 */
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "cli/bench/result.h"

enum { SCHEMA_VERSION = 1 };
static const double TOLERANCE = 0.25, TOLERANCE_DISTURBED = 0.5;
static const double GATED_SHARE = 0.02;     /* of a step: smaller operations are noise */
static const double GATED_DIFFERENCE = 0.1; /* the same for differences, which have the noise of both sides */

enum ish_status ish_bench_base_read(struct ish_bench_base *base, const char *path)
{
	json_error_t error;
	struct stat file;
	*base = (struct ish_bench_base){path, NULL};
	if (stat(path, &file) == 0 && S_ISDIR(file.st_mode)) {
		return ish_fail(ISH_ERR_INPUT, "--compare: %s: is a folder: need a file of bench --export", path);
	}
	base->root = json_load_file(path, 0, &error);
	if (base->root == NULL && error.line < 0) {
		return ish_fail(ISH_ERR_INPUT, "--compare: %s: cannot be read: need a file of bench --export", path);
	}
	if (base->root == NULL) {
		return ish_fail(ISH_ERR_INPUT, "--compare: %s:%d: is not JSON: %s", path, error.line, error.text);
	}
	const char *schema = json_string_value(json_object_get(base->root, "schema"));
	const json_t *version = json_object_get(base->root, "schema_version");
	if (schema == NULL || strcmp(schema, "ishydro-bench") != 0) {
		return ish_fail(ISH_ERR_INPUT,
		                "--compare: %s: is no export of bench: \"schema\" must be \"ishydro-bench\"", path);
	}
	if (!json_is_integer(version) || json_integer_value(version) != SCHEMA_VERSION) {
		return ish_fail(ISH_ERR_INPUT, "--compare: %s: \"schema_version\" must be %d", path, SCHEMA_VERSION);
	}
	return ISH_OK;
}

void ish_bench_base_reset(struct ish_bench_base *base)
{
	json_decref(base->root);
	base->root = NULL;
}

/* ---- what must be there, and be the same ---- */

static const json_t *find(const json_t *list, const char *name)
{
	size_t i;
	json_t *row;
	json_array_foreach((json_t *)list, i, row)
	{
		const char *its = json_string_value(json_object_get(row, "name"));
		if (its != NULL && strcmp(its, name) == 0) {
			return row;
		}
	}
	return NULL;
}

static double time_of(const json_t *list, const char *name, bool disturbed)
{
	const json_t *value = json_object_get(find(list, name), disturbed ? "cpu" : "best");
	return json_is_number(value) ? json_number_value(value) : NAN;
}

/* The value of a key as text, for a message. */
static void show(const json_t *value, char text[64])
{
	char *dump = value != NULL ? json_dumps(value, JSON_ENCODE_ANY | JSON_COMPACT) : NULL;
	(void)snprintf(text, 64, "%.60s", dump != NULL ? dump : "nothing");
	free(dump);
}

static enum ish_status check_rows(const struct ish_bench_base *base)
{
	const json_t *references = json_object_get(base->root, "references");
	for (int i = 0; i < ISH_BENCH_REFERENCES; i++) {
		const char *name = ish_bench_reference_name(i);
		if (!(time_of(references, name, false) > 0.0 && time_of(references, name, true) > 0.0)) {
			return ish_fail(ISH_ERR_INPUT, "--compare: %s: has no time of the reference operation %s",
			                base->path, name);
		}
	}
	if (json_array_size(json_object_get(base->root, "operations")) == 0) {
		return ish_fail(ISH_ERR_INPUT, "--compare: %s: has no operations", base->path);
	}
	return ISH_OK;
}

enum ish_status ish_bench_base_check(const struct ish_bench *bench)
{
	static const char *const key[] = {"shape",  "problem", "geometry",  "eos",     "eta_over_s", "zeta_over_s",
	                                  "scheme", "filter",  "precision", "threads", "simd"};
	const json_t *theirs = json_object_get(bench->base->root, "configuration");
	json_t *ours = ish_bench_configuration(bench);
	enum ish_status status = ours != NULL ? ISH_OK : ish_fail(ISH_ERR_MEMORY, "--compare: no memory");
	for (size_t i = 0; i < sizeof key / sizeof key[0] && status == ISH_OK; i++) {
		const json_t *x = json_object_get(theirs, key[i]), *y = json_object_get(ours, key[i]);
		if (x == NULL || !json_equal(x, y)) {
			char there[64], here[64];
			show(x, there);
			show(y, here);
			status = ish_fail(ISH_ERR_INPUT,
			                  "--compare: %s: has %s %s where this run has %s: must be the same",
			                  bench->base->path, key[i], there, here);
		}
	}
	json_decref(ours);
	return status == ISH_OK ? check_rows(bench->base) : status;
}

/* ---- the table ---- */

struct table {
	FILE *out;
	double tolerance;
	bool disturbed;                     /* either run */
	double scale[ISH_BENCH_REFERENCES]; /* of the references: this run's time over the base's */
	double step;                        /* s */
	int regressions;
};

/* Gated where it is a part of a step worth the name; it must have grown against each of the references. */
static void print_row(struct table *t, const struct ish_bench_row *row, double base)
{
	double change[ISH_BENCH_REFERENCES];
	double least = INFINITY;
	const double here = ish_bench_row_time(row, t->disturbed);
	for (int i = 0; i < ISH_BENCH_REFERENCES; i++) {
		change[i] = here / base / t->scale[i] - 1.0;
		least = fmin(least, change[i]);
	}
	const double in_step = (row->uses > 1 ? row->uses : 1) * here;
	const bool gated = in_step >= (row->is_difference ? GATED_DIFFERENCE : GATED_SHARE) * t->step;
	const bool worse = gated && least > t->tolerance;
	t->regressions += worse;
	(void)fprintf(t->out, "%-22.22s %11.4g %11.4g %+11.1f%% %+11.1f%%%s\n", row->name, 1e6 * base, 1e6 * here,
	              100.0 * change[ISH_BENCH_PRODUCT], 100.0 * change[ISH_BENCH_TRIAD],
	              worse   ? "  worse"
	              : gated ? ""
	                      : "  small");
}

static void scale_by_references(struct table *t, const struct ish_bench *bench)
{
	const json_t *references = json_object_get(bench->base->root, "references");
	for (int i = 0; i < ISH_BENCH_REFERENCES; i++) {
		const char *name = ish_bench_reference_name(i);
		const double theirs = time_of(references, name, t->disturbed);
		for (int k = 0; k < bench->rows; k++) {
			if (bench->row[k].is_reference && bench->row[k].reference == i) {
				t->scale[i] = ish_bench_row_time(&bench->row[k], t->disturbed) / theirs;
			}
		}
		(void)fprintf(t->out, "%-22s %11.4g %11.4g %+11.1f%%\n", name, 1e6 * theirs, 1e6 * t->scale[i] * theirs,
		              100.0 * (t->scale[i] - 1.0));
	}
}

static void print_table(struct table *t, const struct ish_bench *bench)
{
	const json_t *operations = json_object_get(bench->base->root, "operations");
	(void)fprintf(t->out, "\n%-22s %11s %11s %12s %12s\n", t->disturbed ? "processor time" : "best of a run",
	              "base us", "this us", "over dgemm", "over triad");
	scale_by_references(t, bench);
	for (int i = 0; i < bench->rows; i++) {
		const struct ish_bench_row *row = &bench->row[i];
		const double theirs = time_of(operations, row->name, t->disturbed);
		if (!row->is_reference && theirs > 0.0) {
			print_row(t, row, theirs);
		} else if (!row->is_reference) {
			(void)fprintf(t->out, "%-22.22s %11s\n", row->name, "not there");
		}
	}
}

static bool is_disturbed(const struct ish_bench *bench)
{
	const json_t *method = json_object_get(bench->base->root, "method");
	const json_int_t disturbed = json_integer_value(json_object_get(method, "disturbed_rounds"));
	const json_int_t rounds = json_integer_value(json_object_get(method, "rounds"));
	return ish_bench_is_disturbed(bench->disturbed, bench->rounds) ||
	       ish_bench_is_disturbed((int)disturbed, (int)rounds);
}

int ish_bench_compare(FILE *out, const struct ish_bench *bench, double tolerance)
{
	const struct ish_bench_row *step = ish_bench_step(bench);
	struct table t = {.out = out, .disturbed = is_disturbed(bench)};
	t.tolerance = tolerance >= 0.0 ? tolerance : t.disturbed ? TOLERANCE_DISTURBED : TOLERANCE;
	t.step = step != NULL ? ish_bench_row_time(step, t.disturbed) : NAN;
	print_table(&t, bench);
	(void)fprintf(out, "%ssmall: below %g%% of a step, a difference below %g%%: never a regression\n",
	              t.disturbed ? "other work disturbed a run: processor times are compared\n" : "",
	              100.0 * GATED_SHARE, 100.0 * GATED_DIFFERENCE);
	(void)fprintf(out, "%d regression%s beyond %.3g%% of both reference operations\n", t.regressions,
	              t.regressions == 1 ? "" : "s", 100.0 * t.tolerance);
	return t.regressions;
}
