/*
 * A part of a field of a field file: a plane, a line or all of it, of stored fields and of those that follow from them.
 *
 * Derived: "u0" = sqrt(1 + u.u), "v" = |u|/u0, "vorticity" = d_x u2 - d_y u1 (planes of x and y; Fourier interpolation).
 */
#ifndef ISH_CLI_PLOT_PART_H
#define ISH_CLI_PLOT_PART_H

#include <stdbool.h>

#include "solver/field_catalogue.h"

struct ish_part { /* points first[i] to first[i] + count[i] - 1 of axis i */
	int first[3], count[3];
};

/*
 * The whole grid but for the axes that a slice fixes: texts "z=1.5", "z=1.5fm" or "z:8", or several with commas between. ISH_ERR_INPUT
 * after one line: not of this form, an axis twice, outside of the box.
 */
ISH_CHECKED enum ish_status ish_part_slice(struct ish_part *part, const struct ish_field_catalogue *catalogue,
                                           const char *const *slice, int slices);

/* Fixes every axis but these at its middle, if it has points and is not fixed yet. */
void ish_part_fix_others(struct ish_part *part, const struct ish_field_catalogue *catalogue, int axis, int other);

/* Fixes one axis, if three have points, at its middle: z, or another that leaves x and y. Returns how many have points then. */
int ish_part_plane(struct ish_part *part, const struct ish_field_catalogue *catalogue, int axis[3]);

/* The axes that have more than one point in it, x first; returns how many. */
int ish_part_axes(const struct ish_part *part, int axis[3]);

/* "y = 2.5 fm, z = 0 fm": the axes that have points in the file and none in the part; empty if there are none. */
void ish_part_place(const struct ish_part *part, const struct ish_field_catalogue *catalogue, char *text, size_t size);

/* "fm", or "" for a rapidity. */
const char *ish_axis_unit(const struct ish_field_catalogue *catalogue, int axis);

/* Unit and name of a field for people. ISH_ERR_NAME after one line with the fields that there are. */
ISH_CHECKED enum ish_status ish_part_describe(const struct ish_field_catalogue *catalogue, const char *name,
                                              struct ish_catalogue_field *field_out);

/* Its values on the part, [nz][ny][nx] of it; heap, freed by the caller. */
ISH_CHECKED enum ish_status ish_part_read(const struct ish_field_catalogue *catalogue, const char *name,
                                          const struct ish_part *part, double **value_out);

#endif
