/*
 * Power spectra as docs/files.md defines those of the field files: f = sum over k of f_k exp(i k.x); E(k) is the sum of |f_k|^2 over the
 * modes with |k| from (s - 1/2) to (s + 1/2) w, over w, the largest spacing of the axes, so that its integral is the mean square of f
 * about its mean. Those of e and u are taken from the file if it has them. Else k is that of the coordinates, and they must be lengths.
 */
#include <fftw3.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cli/plot/part.h"
#include "cli/plot/picture.h"

enum { FEW_POINTS = 48 }; /* of a line on which each is marked */

struct spectra {
	struct ish_field_catalogue catalogue;
	struct ish_catalogue_field field;
	char unit[ISH_PICTURE_LINES][2 * ISH_CATALOGUE_NAME];
	char name[ISH_PICTURE_LINES][ISH_CATALOGUE_NAME]; /* of the fields */
	bool is_one_unit;
	struct ish_gather gather;
};

static bool has_lengths(const struct ish_field_catalogue *catalogue)
{
	const char *geometry = catalogue->geometry;
	return geometry[0] == '\0' || strcmp(geometry, "minkowski") == 0 ||
	       (strcmp(geometry, "milne") == 0 && catalogue->grid.shape[2] == 1);
}

static double spacing_of(const struct ish_grid *grid, int axis)
{
	return grid->shape[axis] > 1 ? 2.0 * acos(-1.0) / grid->length[axis] : 0.0;
}

static double width_of(const struct ish_grid *grid)
{
	return fmax(fmax(spacing_of(grid, 0), spacing_of(grid, 1)), spacing_of(grid, 2));
}

static int shells_of(const struct ish_grid *grid)
{
	double square = 0.0;
	for (int i = 0; i < 3; i++) {
		const int highest = grid->shape[i] / 2;
		const double k = spacing_of(grid, i) * highest;
		square += k * k;
	}
	return (int)floor(sqrt(square) / width_of(grid) + 0.5);
}

static double mode_of(int i, int n)
{
	return i <= n / 2 ? i : i - n;
}

/* Adds the power of transformed modes [nz][ny][nx/2 + 1] to shells 1 and up; shell[s - 1] is shell s. */
static void add_power(const struct ish_grid *grid, fftw_complex *modes, double *shell, int shells)
{
	const int *n = grid->shape;
	const double cells = (double)ish_grid_cells(grid);
	const double width = width_of(grid);
	const int half = n[0] / 2 + 1;
	size_t at = 0;
	for (int k = 0; k < n[2]; k++) {
		const double kz = spacing_of(grid, 2) * mode_of(k, n[2]);
		for (int j = 0; j < n[1]; j++) {
			const double ky = spacing_of(grid, 1) * mode_of(j, n[1]);
			for (int i = 0; i < half; i++, at++) {
				const double kx = spacing_of(grid, 0) * i;
				const int s = (int)floor(sqrt(kx * kx + ky * ky + kz * kz) / width + 0.5);
				const double twice =
					i == 0 || 2 * i == n[0] ? 1.0 : 2.0; /* the other half is its conjugate */
				if ((i > 0 || j > 0 || k > 0) && s >= 1 && s <= shells) {
					const double re = modes[at][0] / cells;
					const double im = modes[at][1] / cells;
					shell[s - 1] += twice * (re * re + im * im);
				}
			}
		}
	}
}

static enum ish_status add_field(struct spectra *s, const char *name, double *shell, int shells)
{
	const struct ish_grid *grid = &s->catalogue.grid;
	const int *n = grid->shape;
	struct ish_part part;
	double *value = NULL;
	enum ish_status status = ish_part_slice(&part, &s->catalogue, NULL, 0);
	if (status == ISH_OK) {
		status = ish_part_read(&s->catalogue, name, &part, &value);
	}
	if (status != ISH_OK) {
		return status;
	}
	fftw_complex *modes = fftw_malloc((size_t)(n[0] / 2 + 1) * (size_t)n[1] * (size_t)n[2] * sizeof *modes);
	fftw_plan plan = modes != NULL ? fftw_plan_dft_r2c_3d(n[2], n[1], n[0], value, modes, FFTW_ESTIMATE) : NULL;
	if (plan != NULL) { /* "estimate" has left the values alone */
		fftw_execute(plan);
		add_power(grid, modes, shell, shells);
		fftw_destroy_plan(plan);
	} else {
		status = ish_fail(ISH_ERR_MEMORY, "%s: no memory for the spectrum of %s", s->catalogue.path, name);
	}
	fftw_free(modes);
	free(value);
	return status;
}

static enum ish_status describe(struct spectra *s, const char *name)
{
	static const struct ish_catalogue_field velocity = {"u", "", "four-velocity, space components"};
	if (strcmp(name, "u") == 0 && ish_field_catalogue_find(&s->catalogue, "u") < 0) {
		s->field = velocity;
		return ISH_OK;
	}
	return ish_part_describe(&s->catalogue, name, &s->field);
}

/* The file's own, but for the shell of the mean; *is_there says whether it has one. */
static enum ish_status add_stored(struct spectra *s, const char *name, bool *is_there)
{
	double *k = NULL;
	double *power = NULL;
	double *to_k = NULL;
	double *to_power = NULL;
	int shells = 0;
	int values = 0;
	enum ish_status status = ish_field_catalogue_column(&s->catalogue, "spectrum_k", &shells, &k);
	if (status == ISH_OK) {
		status = ish_field_catalogue_column(&s->catalogue, name[0] == 'e' ? "spectrum_e" : "spectrum_u",
		                                    &values, &power);
	}
	*is_there = status == ISH_OK && shells > 1 && values == shells;
	if (*is_there) {
		status = ish_gather_add(&s->gather, shells - 1, &to_k, &to_power) == NULL ? ISH_ERR_MEMORY : ISH_OK;
	}
	for (int i = 1; *is_there && status == ISH_OK && i < shells; i++) {
		to_k[i - 1] = k[i];
		to_power[i - 1] = power[i];
	}
	free(k);
	free(power);
	return status;
}

static enum ish_status add_computed(struct spectra *s, const char *name)
{
	static const char *const component[3] = {"u1", "u2", "u3"};
	const struct ish_grid *grid = &s->catalogue.grid;
	double *k = NULL;
	double *power = NULL;
	if (!has_lengths(&s->catalogue)) {
		return ish_fail(ISH_ERR_INPUT,
		                "--spectrum: %s: must be e or u, which its files hold with scale factors "
		                "(output.spectra_every), or of "
		                "Minkowski space, or Milne with one point of rapidity: %s has geometry \"%s\"",
		                name, s->catalogue.path, s->catalogue.geometry);
	}
	const int shells = shells_of(grid);
	const bool is_velocity = strcmp(s->field.name, "u") == 0;
	enum ish_status status = ish_gather_add(&s->gather, shells, &k, &power) == NULL ? ISH_ERR_MEMORY : ISH_OK;
	for (int i = 0; status == ISH_OK && i < (is_velocity ? 3 : 1); i++) {
		status = add_field(s, is_velocity ? component[i] : name, power, shells);
	}
	for (int i = 0; status == ISH_OK && i < shells; i++) {
		k[i] = (i + 1.0) * width_of(grid);
		power[i] /= width_of(grid);
	}
	return status;
}

static void set_unit(const char *of, char unit[2 * ISH_CATALOGUE_NAME])
{
	const size_t size = 2 * (size_t)ISH_CATALOGUE_NAME;
	if (of[0] == '\0') {
		(void)snprintf(unit, size, "fm");
	} else if (strcmp(of, "fm^-4") == 0) {
		(void)snprintf(unit, size, "fm^-7");
	} else {
		(void)snprintf(unit, size, "(%s)^2 fm", of);
	}
}

static enum ish_status add_spectrum(struct spectra *s, const struct ish_plot_arguments *a, const char *name, int file)
{
	bool is_there = false;
	enum ish_status status = describe(s, name);
	if (status == ISH_OK && ish_grid_cells(&s->catalogue.grid) == 1) {
		status = ish_fail(ISH_ERR_INPUT, "--spectrum: %s: must have an axis with several points",
		                  s->catalogue.path);
	}
	if (status == ISH_OK && (strcmp(name, "e") == 0 || strcmp(name, "u") == 0)) {
		status = add_stored(s, name, &is_there);
	}
	if (status == ISH_OK && !is_there) {
		status = add_computed(s, name);
	}
	if (status == ISH_OK) {
		const int i = s->gather.count - 1;
		struct ish_plot_line *line = &s->gather.line[i];
		set_unit(s->field.unit, s->unit[i]);
		s->is_one_unit = i == 0 || (s->is_one_unit && strcmp(s->unit[i], s->unit[0]) == 0);
		(void)snprintf(s->gather.label[i], ISH_PICTURE_TEXT, ", t = %.4g fm%s%.300s", s->catalogue.time,
		               a->files > 1 ? ", " : "", a->files > 1 ? a->file[file] : "");
		(void)snprintf(s->name[i], sizeof s->name[i], "%s", s->field.name);
		line->style = line->count <= FEW_POINTS ? ISH_PLOT_LINE_AND_POINTS : ISH_PLOT_LINE;
	}
	return status;
}

/* Below round-off of the strongest shell there is nothing to see: 30 decades would hide the rest. */
static void drop_empty(struct ish_gather *gather)
{
	double most = 0.0;
	for (int i = 0; i < gather->count; i++) {
		for (int j = 0; j < gather->line[i].count; j++) {
			most = fmax(most, gather->line[i].y[j]);
		}
	}
	for (int i = 0; i < gather->count; i++) {
		double *y = gather->values[i] + gather->line[i].count;
		for (int j = 0; j < gather->line[i].count; j++) {
			y[j] = y[j] < 1e-36 * most ? 0.0 : y[j];
		}
	}
}

/* Before the labels, with units where these differ. */
static void put_names(struct spectra *s)
{
	for (int i = 0; i < s->gather.count; i++) {
		char whole[ISH_PICTURE_TEXT];
		(void)snprintf(whole, sizeof whole, "%.60s%s%.60s%s%.250s", s->name[i], s->is_one_unit ? "" : " (",
		               s->is_one_unit ? "" : s->unit[i], s->is_one_unit ? "" : ")", s->gather.label[i]);
		memcpy(s->gather.label[i], whole, sizeof whole);
	}
}

enum ish_status ish_picture_spectrum(const struct ish_plot_arguments *a, struct ish_plot_bytes *bytes_out)
{
	struct spectra *s = calloc(1, sizeof *s);
	if (s == NULL) {
		return ish_fail(ISH_ERR_MEMORY, "plot: no memory");
	}
	enum ish_status status = ISH_OK;
	for (int i = 0; i < a->files && status == ISH_OK; i++) {
		char name[ISH_PLOT_NAME];
		status = ish_picture_open(a, i, &s->catalogue);
		for (const char *at = a->names; status == ISH_OK && ish_plot_next_name(&at, name);) {
			status = add_spectrum(s, a, name, i);
		}
	}
	if (status == ISH_OK) {
		char subtitle[ISH_PICTURE_TEXT];
		const int *n = s->catalogue.grid.shape;
		drop_empty(&s->gather);
		put_names(s);
		(void)snprintf(subtitle, sizeof subtitle, "mean square about the mean per k, %d x %d x %d points", n[0],
		               n[1], n[2]);
		const struct ish_plot_lines lines = {
			.page = ish_plot_page_of(a, "power spectrum", subtitle),
			.x = {.quantity = "|k|", .unit = "fm^-1", .scale = ISH_PLOT_LOG},
			.y = {.quantity = "E(k)",
		              .unit = s->is_one_unit ? s->unit[0] : "",
		              .scale = ISH_PLOT_LOG,
		              .low = a->low,
		              .high = a->high},
			.count = s->gather.count,
			.line = s->gather.line,
		};
		status = ish_plot_lines(&lines, bytes_out);
	}
	ish_gather_reset(&s->gather);
	free(s);
	return status;
}
