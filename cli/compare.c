/*
 * ishydro compare: two field files or two runs. Norms of the difference of each field; exit 1 beyond the tolerance.
 */
#define _GNU_SOURCE

#include <argp.h>
#include <errno.h>
#include <float.h>
#include <jansson.h>
#include <math.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "cli/command.h"
#include "cli/difference.h"
#include "cli/options.h"
#include "cli/output_path.h"
#include "cli/run_folder.h"
#include "solver/complete_file.h"
#include "solver/field_catalogue.h"

enum { OPTION_RTOL = 0x100, OPTION_ATOL, OPTION_JSON };

struct arguments {
	const char *path[2], *json;
	int paths;
	struct ish_tolerance tolerance;
};

struct comparison {
	const struct arguments *arguments;
	json_t *rows; /* NULL without --json */
	int compared, beyond;
};

static double relative(double part, double whole)
{
	return part == 0.0 ? 0.0 : part / whole;
}

/* ---- telling ---- */

static void print_head(void)
{
	(void)printf("%-18s %11s %11s %11s %11s  %-24s %s\n", "field", "max |a-b|", "rms", "max/largest", "rms/rms",
	             "largest at", "verdict");
}

static void tell(struct comparison *c, const char *of, const char *name, const struct ish_difference *d,
                 const char *place)
{
	const char *verdict = d->unlike > 0 ? "NOT FINITE" : !d->within ? "BEYOND" : d->max == 0.0 ? "same" : "within";
	(void)printf("%-18s %11.4g %11.4g %11.4g %11.4g  %-24s %s\n", name, d->max, d->rms, relative(d->max, d->size),
	             relative(d->rms, d->size_rms), d->max > 0.0 ? place : "-", verdict);
	c->compared++;
	c->beyond += !d->within;
	if (c->rows != NULL) {
		json_t *row = json_pack("{s:s, s:s, s:f, s:f, s:f, s:f, s:s, s:f, s:f, s:I, s:b}", "of", of, "name",
		                        name, "max", d->max, "rms", d->rms, "max_relative", relative(d->max, d->size),
		                        "rms_relative", relative(d->rms, d->size_rms), "place", place, "a",
		                        isfinite(d->a) ? d->a : 0.0, "b", isfinite(d->b) ? d->b : 0.0, "not_finite",
		                        (json_int_t)d->unlike, "within", d->within);
		(void)json_array_append_new(c->rows, row);
	}
}

/* ---- fields ---- */

static enum ish_status check_alike(const struct ish_field_catalogue *a, const struct ish_field_catalogue *b)
{
	const int *n = a->grid.shape;
	const int *m = b->grid.shape;
	if (n[0] != m[0] || n[1] != m[1] || n[2] != m[2]) {
		return ish_fail(ISH_ERR_INPUT, "%s has %d x %d x %d points, %s %d x %d x %d: must be the same grid",
		                a->path, n[0], n[1], n[2], b->path, m[0], m[1], m[2]);
	}
	for (int i = 0; i < 3; i++) {
		const double tolerance = 1e-12 * fmax(a->grid.length[i], fabs(a->grid.origin[i]));
		if (n[i] > 1 && (fabs(a->grid.length[i] - b->grid.length[i]) > tolerance ||
		                 fabs(a->grid.origin[i] - b->grid.origin[i]) > tolerance)) {
			return ish_fail(ISH_ERR_INPUT,
			                "%s has axis %c from %.9g with length %.9g, %s from %.9g with length %.9g: "
			                "must be the same box",
			                a->path, "xyz"[i], a -> grid.origin[i], a->grid.length[i], b->path,
			                b->grid.origin[i], b->grid.length[i]);
		}
	}
	if (strcmp(a->geometry, b->geometry) != 0 && a->geometry[0] != '\0' && b->geometry[0] != '\0') {
		return ish_fail(ISH_ERR_INPUT, "%s is of geometry \"%s\", %s of \"%s\": must be the same", a->path,
		                a->geometry, b->path, b->geometry);
	}
	return ISH_OK;
}

static void say_missing(const struct ish_field_catalogue *in, const struct ish_field_catalogue *from)
{
	for (int i = 0; i < in->count; i++) {
		if (ish_field_catalogue_find(from, in->field[i].name) < 0) {
			(void)printf("%-18s only in %s\n", in->field[i].name, in->path);
		}
	}
}

static enum ish_status compare_field(struct comparison *c, const struct ish_field_catalogue catalogue[2], int field,
                                     double *value[2])
{
	static const int first[3] = {0, 0, 0};
	const char *name = catalogue[0].field[field].name;
	const int *n = catalogue[0].grid.shape;
	enum ish_status status = ish_field_catalogue_values(&catalogue[0], field, first, n, value[0]);
	if (status == ISH_OK) {
		status = ish_field_catalogue_values(&catalogue[1], ish_field_catalogue_find(&catalogue[1], name), first,
		                                    n, value[1]);
	}
	if (status == ISH_OK) {
		char place[64];
		const struct ish_difference d =
			ish_difference_measure(value[0], value[1], (size_t)ish_grid_cells(&catalogue[0].grid),
		                               c->arguments->tolerance, ISH_GAPS_COUNTED);
		const size_t nx = (size_t)n[0];
		const size_t ny = (size_t)n[1];
		(void)snprintf(place, sizeof place, "(%zu, %zu, %zu)", d.at % nx, d.at / nx % ny, d.at / nx / ny);
		tell(c, catalogue[0].path, name, &d, place);
	}
	return status;
}

static enum ish_status compare_files(struct comparison *c, const char *a, const char *b)
{
	struct ish_field_catalogue *catalogue = calloc(2, sizeof *catalogue);
	double *value[2] = {NULL, NULL};
	if (catalogue == NULL) {
		return ish_fail(ISH_ERR_MEMORY, "compare: no memory");
	}
	enum ish_status status = ish_field_catalogue_read(a, &catalogue[0]);
	if (status == ISH_OK) {
		status = ish_field_catalogue_read(b, &catalogue[1]);
	}
	if (status == ISH_OK) {
		status = check_alike(&catalogue[0], &catalogue[1]);
	}
	for (int i = 0; status == ISH_OK && i < 2; i++) {
		value[i] = malloc((size_t)ish_grid_cells(&catalogue[0].grid) * sizeof *value[i]);
		status =
			value[i] == NULL ? ish_fail(ISH_ERR_MEMORY, "compare: no memory for a field of %s", a) : ISH_OK;
	}
	if (status == ISH_OK) {
		const double times[2] = {catalogue[0].time, catalogue[1].time};
		const struct ish_difference d =
			ish_difference_measure(&times[0], &times[1], 1, c->arguments->tolerance, ISH_GAPS_COUNTED);
		(void)printf("%s and %s, t = %.9g fm\n", a, b, times[0]);
		print_head();
		if (times[0] != times[1]) {
			tell(c, a, "time", &d, "-");
		}
		const int before = c->compared;
		for (int i = 0; status == ISH_OK && i < catalogue[0].count; i++) {
			if (ish_field_catalogue_find(&catalogue[1], catalogue[0].field[i].name) >= 0) {
				status = compare_field(c, catalogue, i, value);
			}
		}
		if (status == ISH_OK && c->compared == before) {
			status = ish_fail(ISH_ERR_INPUT, "%s and %s: have no field in common", a, b);
		}
		say_missing(&catalogue[0], &catalogue[1]);
		say_missing(&catalogue[1], &catalogue[0]);
	}
	free(value[0]);
	free(value[1]);
	free(catalogue);
	return status;
}

/* ---- runs ---- */

static bool has_series(const char *folder)
{
	char path[4096];
	(void)snprintf(path, sizeof path, "%s/series.csv", folder);
	FILE *file = fopen(path, "rb");
	if (file != NULL) {
		(void)fclose(file);
	}
	return file != NULL;
}

/* What depends on the machine, not on the state: cells where an extreme lies may change with round-off. */
static bool is_of_the_state(const char *column)
{
	const size_t length = strlen(column);
	return strncmp(column, "newton_", 7) != 0 && (length < 5 || strcmp(column + length - 5, "_cell") != 0);
}

/* Columns that have no number in rows without spectra; in any other a NaN is a difference. */
static enum ish_gaps gaps_of(const char *column)
{
	return strncmp(column, "tail", 4) == 0 ? ISH_GAPS_SKIPPED : ISH_GAPS_COUNTED;
}

/* Row by row, over as many rows as both have. Drifts and momenta near zero are held against the total energy. */
static enum ish_status compare_series(struct comparison *c, const char *a, const char *b)
{
	struct ish_series_table table[2];
	enum ish_status status = ish_series_table_read(a, &table[0]);
	if (status != ISH_OK) {
		return status;
	}
	status = ish_series_table_read(b, &table[1]);
	if (status != ISH_OK) {
		ish_series_table_reset(&table[0]);
		return status;
	}
	const long rows = table[0].rows < table[1].rows ? table[0].rows : table[1].rows;
	(void)printf("series of %s and %s, %ld rows\n", a, b, rows);
	if (table[0].rows != table[1].rows) {
		(void)printf("%ld rows in %s, %ld in %s: the rest is not compared\n", table[0].rows, a, table[1].rows,
		             b);
	}
	print_head();
	const int energy = ish_series_table_find(&table[0], "energy");
	for (int i = 0; i < table[0].columns; i++) {
		const int j = ish_series_table_find(&table[1], table[0].name[i]);
		if (j < 0) {
			(void)printf("%-18s only in %s\n", table[0].name[i], a);
			continue;
		}
		if (!is_of_the_state(table[0].name[i])) {
			continue;
		}
		char place[64];
		const double *of_a = &table[0].value[i * table[0].rows];
		struct ish_difference d = ish_difference_measure(of_a, &table[1].value[j * table[1].rows], (size_t)rows,
		                                                 c->arguments->tolerance, gaps_of(table[0].name[i]));
		const bool is_drift = strstr(table[0].name[i], "_drift") != NULL;
		const bool is_momentum = !is_drift && strncmp(table[0].name[i], "momentum", 8) == 0;
		if (is_drift || (is_momentum && energy >= 0)) {
			ish_difference_enlarge(&d, is_drift ? 1.0 : fabs(table[0].value[energy * table[0].rows]),
			                       c->arguments->tolerance);
		}
		(void)snprintf(place, sizeof place, "step %.0f", table[0].value[d.at]);
		tell(c, "series.csv", table[0].name[i], &d, place);
	}
	ish_series_table_reset(&table[0]);
	ish_series_table_reset(&table[1]);
	return ISH_OK;
}

static const char *name_in(const char *path)
{
	return strrchr(path, '/') + 1;
}

static enum ish_status compare_runs(struct comparison *c, const char *a, const char *b)
{
	struct ish_file_list list[2] = {{NULL, 0}, {NULL, 0}};
	enum ish_status status = ish_run_folder_fields(a, &list[0]);
	if (status == ISH_OK) {
		status = ish_run_folder_fields(b, &list[1]);
	}
	int pairs = 0;
	int j = 0;
	for (int i = 0; status == ISH_OK && i < list[0].count; i++) {
		j = 0;
		while (j < list[1].count && strcmp(name_in(list[0].path[i]), name_in(list[1].path[j])) != 0) {
			j++;
		}
		if (j < list[1].count) {
			status = compare_files(c, list[0].path[i], list[1].path[j]);
			pairs++;
		} else {
			(void)printf("%s: not in %s\n", list[0].path[i], b);
		}
	}
	for (int i = 0; status == ISH_OK && i < list[1].count; i++) {
		for (j = 0; j < list[0].count && strcmp(name_in(list[1].path[i]), name_in(list[0].path[j])) != 0;) {
			j++;
		}
		if (j == list[0].count) {
			(void)printf("%s: not in %s\n", list[1].path[i], a);
		}
	}
	if (status == ISH_OK && pairs == 0) {
		status = ish_fail(ISH_ERR_INPUT, "%s and %s: have no output of the same step", a, b);
	}
	ish_file_list_reset(&list[0]);
	ish_file_list_reset(&list[1]);
	if (status == ISH_OK && has_series(a) && has_series(b)) {
		status = compare_series(c, a, b);
	}
	return status;
}

/* ---- the command ---- */

static double tolerance(const char *option, const char *value)
{
	char *end = NULL;
	const double number = strtod(value, &end);
	if (end == value || *end != '\0' || !(number >= 0.0 && number <= DBL_MAX)) {
		exit(ish_status_exit_code(ish_fail(ISH_ERR_INPUT, "%s: %s: must be a number >= 0", option, value)));
	}
	return number;
}

static error_t parse_option(int key, char *value, struct argp_state *state)
{
	struct arguments *a = state->input;
	switch (key) {
	case OPTION_RTOL: a->tolerance.relative = tolerance("--rtol", value); break;
	case OPTION_ATOL: a->tolerance.absolute = tolerance("--atol", value); break;
	case OPTION_JSON: a->json = value; break;
	case ARGP_KEY_ARG:
		if (a->paths == 2) {
			exit(ish_status_exit_code(ish_fail(
				ISH_ERR_INPUT, "compare: %s: must be two files or two folders, no more", value)));
		}
		a->path[a->paths++] = value;
		break;
	default: return ARGP_ERR_UNKNOWN;
	}
	return 0;
}

static enum ish_status write_json(const struct comparison *c)
{
	json_t *root =
		json_pack("{s:s, s:s, s:f, s:f, s:i, s:i, s:O}", "a", c->arguments->path[0], "b", c->arguments->path[1],
	                  "rtol", c->arguments->tolerance.relative, "atol", c->arguments->tolerance.absolute,
	                  "compared", c->compared, "beyond", c->beyond, "rows", c->rows);
	char *text = root != NULL ? json_dumps(root, JSON_INDENT(1)) : NULL;
	const enum ish_status status = text != NULL ? ish_complete_file_write(c->arguments->json, text)
	                                            : ish_fail(ISH_ERR_MEMORY, "%s: no memory", c->arguments->json);
	free(text);
	json_decref(root);
	return status;
}

static enum ish_status carry_out(const struct arguments *arguments)
{
	struct comparison c = {.arguments = arguments};
	if (arguments->paths < 2) {
		return ish_fail(ISH_ERR_INPUT, "compare: must have two field files, or the folders of two runs");
	}
	const enum ish_status checked =
		arguments->json != NULL ? ish_output_check("--json", arguments->json, arguments->path, 2) : ISH_OK;
	if (checked != ISH_OK) {
		return checked;
	}
	const bool is_run = ish_is_folder(arguments->path[0]);
	if (is_run != ish_is_folder(arguments->path[1])) {
		return ish_fail(ISH_ERR_INPUT, "compare: %s is a folder, %s is none: must be two of a kind",
		                arguments->path[!is_run], arguments->path[is_run]);
	}
	c.rows = arguments->json != NULL ? json_array() : NULL;
	enum ish_status status = is_run ? compare_runs(&c, arguments->path[0], arguments->path[1])
	                                : compare_files(&c, arguments->path[0], arguments->path[1]);
	if (status == ISH_OK && arguments->json != NULL) {
		status = write_json(&c);
	}
	json_decref(c.rows);
	if (status != ISH_OK) {
		return status;
	}
	(void)printf("%d of %d beyond the tolerance, rtol = %g, atol = %g\n", c.beyond, c.compared,
	             arguments->tolerance.relative, arguments->tolerance.absolute);
	return c.beyond > 0 ? ISH_ERR_CHECK : ISH_OK;
}

int ish_command_compare(int argc, char **argv)
{
	static const struct argp_option options[] = {
		{"rtol", OPTION_RTOL, "X", 0, "tolerance relative to the largest value of the field; default 0", 0},
		{"atol", OPTION_ATOL, "X", 0, "tolerance in the field's unit, added to it; default 0", 0},
		{"json", OPTION_JSON, "F", 0, "writes all numbers to a file too", 0},
		{0}};
	static const struct argp parser = {
		.options = options,
		.parser = parse_option,
		.args_doc = "A B",
		.doc = "Compares two field files, or two runs by their folders: all outputs of the same step, and "
		       "their time series. Prints "
		       "for each field the largest difference, its root mean square, both relative to the field, and "
		       "where the largest is."
		       "\v"
		       "A field is within the tolerance if max |a - b| <= atol + rtol max(|a|, |b|), the latter over "
		       "all points. What only one "
		       "of the two has is named, and does not count. Exit code: 0 all within; 1 not; 2 what cannot be "
		       "compared: other grids, "
		       "boxes or geometries.\n\n"
		       "ishydro compare out out.1 --rtol 1e-12",
	};
	struct arguments arguments = {.json = NULL};
	enum ish_status status = ish_options_check(options, argc, argv);
	if (status == ISH_OK && argp_parse(&parser, argc, argv, ARGP_IN_ORDER, NULL, &arguments) != 0) {
		status = ISH_ERR_INPUT;
	}
	if (status == ISH_OK) {
		status = carry_out(&arguments);
	}
	return ish_command_end(ish_status_exit_code(status));
}
