/*
 * What a run left behind, for those who look at it: its field files and its time series.
 */
#ifndef ISH_CLI_RUN_FOLDER_H
#define ISH_CLI_RUN_FOLDER_H

#include <stdbool.h>

#include "workspace/status.h"

struct ish_file_list { /* heap; given back by ish_file_list_reset */
	char **path;
	int count;
};

bool ish_is_folder(const char *path);

/* DIRECTORY/fields_NNNNNN.hdf in the order of steps. ISH_ERR_INPUT after one line if there is none. */
ISH_CHECKED enum ish_status ish_run_folder_fields(const char *directory, struct ish_file_list *list_out);

void ish_file_list_reset(struct ish_file_list *list);

struct ish_series_table { /* heap; given back by ish_series_table_reset */
	char *text;       /* the file; the names and units point into it */
	int columns;
	long rows;
	char **name;
	char **unit;   /* "" without */
	double *value; /* [columns][rows] */
};

/*
 * Reads series.csv of a run's folder, or a .csv file of that kind: one line of names with units in brackets, then numbers. A last
 * line without its end (a run that is being written) is left out. ISH_ERR_INPUT after one line.
 */
ISH_CHECKED enum ish_status ish_series_table_read(const char *path, struct ish_series_table *table_out);

/* Number of a column, -1 if there is none of that name. */
int ish_series_table_find(const struct ish_series_table *table, const char *name);

void ish_series_table_reset(struct ish_series_table *table);

#endif
