/*
 * What any field file holds, and parts of its fields: for those who look at results. Unlike ish_field_file_read it asks for no
 * field in particular, and values need not be finite.
 */
#ifndef ISH_SOLVER_FIELD_CATALOGUE_H
#define ISH_SOLVER_FIELD_CATALOGUE_H

#include "solver/complete_file.h"
#include "spectral/grid.h"

enum { ISH_CATALOGUE_FIELDS = 64, ISH_CATALOGUE_NAME = 64, ISH_CATALOGUE_TEXT = 128 };

struct ish_catalogue_field {
	char name[ISH_CATALOGUE_NAME];
	char unit[ISH_CATALOGUE_NAME];      /* "" for a number without one, or where the file does not say */
	char long_name[ISH_CATALOGUE_TEXT]; /* "" where the file does not say */
};

struct ish_field_catalogue {
	char path[ISH_COMPLETE_FILE_PATH];
	struct ish_grid grid;
	double time;                       /* fm */
	long step;                         /* -1 where the file does not say */
	char geometry[ISH_CATALOGUE_NAME]; /* "" where it does not say */
	int count;
	struct ish_catalogue_field field[ISH_CATALOGUE_FIELDS];
};

/*
 * Lists the root datasets of rank 3 and floating-point type, which must be of one shape. The root attributes time, origin and
 * length must be there. One line and ISH_ERR_INPUT for a file that cannot be read or has no field.
 */
ISH_CHECKED enum ish_status ish_field_catalogue_read(const char *path, struct ish_field_catalogue *catalogue_out);

/* Number of a field, -1 if there is none of that name. */
int ish_field_catalogue_find(const struct ish_field_catalogue *catalogue, const char *name);

/*
 * Reads the points first[i] to first[i] + count[i] - 1 along axis i (x first) of a field into value[count[2]][count[1]][count[0]].
 * The part lies inside the grid (assert). ISH_ERR_INPUT after one line.
 */
ISH_CHECKED enum ish_status ish_field_catalogue_values(const struct ish_field_catalogue *catalogue, int field,
                                                       const int first[3], const int count[3], double *value);

/*
 * Reads a 1-D root dataset (a spectrum, a coordinate): heap, freed by the caller; *count_out = 0 and NULL if there is none of that name.
 * ISH_ERR_INPUT after one line.
 */
ISH_CHECKED enum ish_status ish_field_catalogue_column(const struct ish_field_catalogue *catalogue, const char *name,
                                                       int *count_out, double **value_out);

#endif
