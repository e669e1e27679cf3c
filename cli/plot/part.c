#include "cli/plot/part.h"

#include <fftw3.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char axis_name[] = "xyz";

/* ---- slices ---- */

static enum ish_status not_a_slice(const char *text)
{
	return ish_fail(ISH_ERR_INPUT, "--slice: %s: must be AXIS=COORDINATE as z=1.5 or z=1.5fm, or AXIS:POINT as z:8",
	                text);
}

static enum ish_status fix(struct ish_part *part, const struct ish_grid *grid, const char *text)
{
	const char *found = text[0] != '\0' ? strchr(axis_name, text[0]) : NULL;
	if (found == NULL || (text[1] != '=' && text[1] != ':')) {
		return not_a_slice(text);
	}
	const int axis = (int)(found - axis_name);
	const int n = grid->shape[axis];
	const double spacing = grid->length[axis] / n;
	char *end = NULL;
	const double number = strtod(text + 2, &end);
	const bool is_point = text[1] == ':';
	if (end == text + 2 || !isfinite(number) || (*end != '\0' && (is_point || strcmp(end, "fm") != 0)) ||
	    (is_point && number != floor(number))) {
		return not_a_slice(text);
	}
	if (part->count[axis] == 1 && n > 1) {
		return ish_fail(ISH_ERR_INPUT, "--slice: %s: must name axis %c once", text, axis_name[axis]);
	}
	/* Half a spacing beyond the last point, and before the first, is still nearest to a point. */
	const double at = is_point ? number : (number - grid->origin[axis]) / spacing;
	if (n > 1 && !(at >= -0.5 && at <= n - (is_point ? 0.75 : 0.0))) {
		return ish_fail(ISH_ERR_INPUT, "--slice: %s: must be from %g to %g, or point 0 to %d", text,
		                grid->origin[axis], grid->origin[axis] + grid->length[axis], n - 1);
	}
	const int point = n > 1 ? (int)lround(fmax(at, 0.0)) : 0;
	part->first[axis] = point % n; /* the end of the box is its beginning */
	part->count[axis] = 1;
	return ISH_OK;
}

enum ish_status ish_part_slice(struct ish_part *part, const struct ish_field_catalogue *catalogue,
                               const char *const *slice, int slices)
{
	enum ish_status status = ISH_OK;
	for (int i = 0; i < 3; i++) {
		part->first[i] = 0;
		part->count[i] = catalogue->grid.shape[i];
	}
	for (int i = 0; i < slices && status == ISH_OK; i++) {
		for (const char *at = slice[i]; at != NULL && status == ISH_OK;) {
			char text[64];
			const size_t length = strcspn(at, ",");
			(void)snprintf(text, sizeof text, "%.*s", length < sizeof text ? (int)length : 0, at);
			status = fix(part, &catalogue->grid, text);
			at = at[length] == ',' ? at + length + 1 : NULL;
		}
	}
	return status;
}

void ish_part_fix_others(struct ish_part *part, const struct ish_field_catalogue *catalogue, int axis, int other)
{
	for (int i = 0; i < 3; i++) {
		if (i != axis && i != other && part->count[i] > 1) {
			part->first[i] = catalogue->grid.shape[i] / 2;
			part->count[i] = 1;
		}
	}
}

int ish_part_axes(const struct ish_part *part, int axis[3])
{
	int count = 0;
	for (int i = 0; i < 3; i++) {
		if (part->count[i] > 1) {
			axis[count++] = i;
		}
	}
	return count;
}

int ish_part_plane(struct ish_part *part, const struct ish_field_catalogue *catalogue, int axis[3])
{
	ish_part_fix_others(part, catalogue, part->count[0] > 1 ? 0 : 1,
	                    part->count[0] > 1 && part->count[1] > 1 ? 1 : 2);
	return ish_part_axes(part, axis);
}

const char *ish_axis_unit(const struct ish_field_catalogue *catalogue, int axis)
{
	return axis == 2 && strcmp(catalogue->geometry, "milne") == 0 ? "" : "fm";
}

void ish_part_place(const struct ish_part *part, const struct ish_field_catalogue *catalogue, char *text, size_t size)
{
	const struct ish_grid *grid = &catalogue->grid;
	size_t used = 0;
	text[0] = '\0';
	for (int i = 0; i < 3; i++) {
		if (part->count[i] == 1 && grid->shape[i] > 1 && used < size) {
			const double spacing = grid->length[i] / grid->shape[i];
			const double at = grid->origin[i] + spacing * part->first[i];
			const char *unit = ish_axis_unit(catalogue, i);
			used += (size_t)snprintf(text + used, size - used, "%s%c = %.4g%s%s", used > 0 ? ", " : "",
			                         axis_name[i], fabs(at) < 1e-9 * spacing ? 0.0 : at,
			                         unit[0] != '\0' ? " " : "", unit);
		}
	}
}

/* ---- fields ---- */

static const struct ish_catalogue_field derived[] = {{"u0", "", "Lorentz factor"},
                                                     {"v", "", "speed of the fluid"},
                                                     {"vorticity", "fm^-1", "vorticity d_x u2 - d_y u1"}};

enum { DERIVED = sizeof derived / sizeof derived[0] };

/* A stored field goes before a derived one of that name. */
enum ish_status ish_part_describe(const struct ish_field_catalogue *catalogue, const char *name,
                                  struct ish_catalogue_field *field_out)
{
	const int field = ish_field_catalogue_find(catalogue, name);
	if (field >= 0) {
		*field_out = catalogue->field[field];
		return ISH_OK;
	}
	for (int i = 0; i < DERIVED; i++) {
		if (strcmp(name, derived[i].name) == 0) {
			*field_out = derived[i];
			return ISH_OK;
		}
	}
	char known[512] = "";
	size_t used = 0;
	for (int i = 0; i < catalogue->count + DERIVED && used < sizeof known; i++) {
		const char *other =
			i < catalogue->count ? catalogue->field[i].name : derived[i - catalogue->count].name;
		used += (size_t)snprintf(known + used, sizeof known - used, "%s%s", i > 0 ? ", " : "", other);
	}
	return ish_fail(ISH_ERR_NAME, "--field: %s: must be one of %s in %s", name, known, catalogue->path);
}

static size_t points_of(const struct ish_part *part)
{
	return (size_t)part->count[0] * (size_t)part->count[1] * (size_t)part->count[2];
}

static enum ish_status read_stored(const struct ish_field_catalogue *catalogue, const char *name,
                                   const struct ish_part *part, double **value_out)
{
	const int field = ish_field_catalogue_find(catalogue, name);
	if (field < 0) {
		return ish_fail(
			ISH_ERR_INPUT,
			"%s: the field %s is missing, which u0, v, vorticity, --arrows and the spectrum of u need",
			catalogue->path, name);
	}
	*value_out = malloc(points_of(part) * sizeof **value_out);
	if (*value_out == NULL) {
		return ish_fail(ISH_ERR_MEMORY, "%s: no memory for %zu points of %s", catalogue->path, points_of(part),
		                name);
	}
	return ish_field_catalogue_values(catalogue, field, part->first, part->count, *value_out);
}

/* df/dx of one periodic line of n points with a stride; the Nyquist mode of an even line is set to zero. */
static void differentiate(fftw_plan forward, fftw_plan backward, double *line, fftw_complex *modes, const double *in,
                          double *out, int n, int stride, double length)
{
	for (int i = 0; i < n; i++) {
		line[i] = in[(ptrdiff_t)i * stride];
	}
	fftw_execute(forward);
	for (int m = 0; m <= n / 2; m++) {
		const double k = 2 * m == n ? 0.0 : 2.0 * acos(-1.0) * m / length / n;
		const double real = modes[m][0];
		modes[m][0] = -k * modes[m][1];
		modes[m][1] = k * real;
	}
	fftw_execute(backward);
	for (int i = 0; i < n; i++) {
		out[(ptrdiff_t)i * stride] = line[i];
	}
}

/* In place, along axis 0 or 1 of a plane [ny][nx]. */
static enum ish_status differentiate_plane(double *value, const int n[2], int axis, double length)
{
	double *line = fftw_malloc((size_t)n[axis] * sizeof *line);
	fftw_complex *modes = fftw_malloc(((size_t)n[axis] / 2 + 1) * sizeof *modes);
	if (line == NULL || modes == NULL) {
		fftw_free(line);
		fftw_free(modes);
		return ish_fail(ISH_ERR_MEMORY, "vorticity: no memory");
	}
	fftw_plan forward = fftw_plan_dft_r2c_1d(n[axis], line, modes, FFTW_ESTIMATE);
	fftw_plan backward = fftw_plan_dft_c2r_1d(n[axis], modes, line, FFTW_ESTIMATE);
	for (int i = 0; i < n[1 - axis]; i++) {
		double *at = value + (ptrdiff_t)i * (axis == 0 ? n[0] : 1);
		differentiate(forward, backward, line, modes, at, at, n[axis], axis == 0 ? 1 : n[0], length);
	}
	fftw_destroy_plan(forward);
	fftw_destroy_plan(backward);
	fftw_free(line);
	fftw_free(modes);
	return ISH_OK;
}

static enum ish_status read_vorticity(const struct ish_field_catalogue *catalogue, const struct ish_part *part,
                                      double **value_out)
{
	const bool is_plane = part->count[0] > 1 && part->count[1] > 1 && part->count[2] == 1;
	const bool is_flat = strcmp(catalogue->geometry, "flrw") != 0 && strcmp(catalogue->geometry, "kasner") != 0;
	double *value[2] = {NULL, NULL}; /* u1, u2 */
	if (!is_plane || !is_flat) {
		return ish_fail(ISH_ERR_INPUT,
		                "--field: vorticity: must be drawn in a plane of x and y, in Minkowski or Milne space");
	}
	enum ish_status status = read_stored(catalogue, "u1", part, &value[0]);
	if (status == ISH_OK) {
		status = read_stored(catalogue, "u2", part, &value[1]);
	}
	for (int i = 0; i < 2 && status == ISH_OK; i++) {
		status = differentiate_plane(value[i], part->count, 1 - i, catalogue->grid.length[1 - i]);
	}
	for (size_t i = 0; status == ISH_OK && value[0] != NULL && value[1] != NULL && i < points_of(part); i++) {
		value[1][i] -= value[0][i];
	}
	free(value[0]);
	*value_out = value[1];
	return status;
}

static enum ish_status read_speed(const struct ish_field_catalogue *catalogue, const struct ish_part *part,
                                  bool is_gamma, double **value_out)
{
	static const char *const component[3] = {"u1", "u2", "u3"};
	double *sum = calloc(points_of(part), sizeof *sum);
	enum ish_status status = ISH_OK;
	if (sum == NULL) {
		return ish_fail(ISH_ERR_MEMORY, "%s: no memory", catalogue->path);
	}
	*value_out = sum;
	for (int c = 0; c < 3 && status == ISH_OK; c++) {
		double *u = NULL;
		status = read_stored(catalogue, component[c], part, &u);
		for (size_t i = 0; status == ISH_OK && u != NULL && i < points_of(part); i++) {
			sum[i] += u[i] * u[i];
		}
		free(u);
	}
	for (size_t i = 0; status == ISH_OK && i < points_of(part); i++) {
		sum[i] = is_gamma ? sqrt(1.0 + sum[i]) : sqrt(sum[i] / (1.0 + sum[i]));
	}
	return status;
}

enum ish_status ish_part_read(const struct ish_field_catalogue *catalogue, const char *name,
                              const struct ish_part *part, double **value_out)
{
	enum ish_status status;
	*value_out = NULL;
	const bool is_stored = ish_field_catalogue_find(catalogue, name) >= 0;
	if (!is_stored && strcmp(name, "vorticity") == 0) {
		status = read_vorticity(catalogue, part, value_out);
	} else if (!is_stored && (strcmp(name, "u0") == 0 || strcmp(name, "v") == 0)) {
		status = read_speed(catalogue, part, name[1] == '0', value_out);
	} else {
		status = read_stored(catalogue, name, part, value_out);
	}
	if (status != ISH_OK) {
		free(*value_out);
		*value_out = NULL;
	}
	return status;
}
