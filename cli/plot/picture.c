#include "cli/plot/picture.h"

#include <stdio.h>
#include <stdlib.h>

#include "cli/run_folder.h"

enum ish_status ish_picture_open(const struct ish_plot_arguments *arguments, int i,
                                 struct ish_field_catalogue *catalogue_out)
{
	const char *path = arguments->file[i];
	if (!ish_is_folder(path)) {
		return ish_field_catalogue_read(path, catalogue_out);
	}
	struct ish_file_list list;
	enum ish_status status = ish_run_folder_fields(path, &list);
	if (status == ISH_OK) {
		status = ish_field_catalogue_read(list.path[list.count - 1], catalogue_out);
		ish_file_list_reset(&list);
	}
	return status;
}

struct ish_plot_line *ish_gather_add(struct ish_gather *gather, int points, double **x, double **y)
{
	if (gather->count == ISH_PICTURE_LINES) {
		(void)ish_fail(ISH_ERR_SIZE, "plot: more than %d lines in one picture", (int)ISH_PICTURE_LINES);
		return NULL;
	}
	double *values = calloc(2 * (size_t)points, sizeof *values);
	if (values == NULL) {
		(void)ish_fail(ISH_ERR_MEMORY, "plot: no memory for a line of %d points", points);
		return NULL;
	}
	struct ish_plot_line *line = &gather->line[gather->count];
	gather->values[gather->count] = values;
	*x = values;
	*y = values + points;
	*line = (struct ish_plot_line){
		.label = gather->label[gather->count], .count = points, .x = *x, .y = *y, .colour = gather->count};
	gather->label[gather->count][0] = '\0';
	gather->count++;
	return line;
}

void ish_gather_reset(struct ish_gather *gather)
{
	for (int i = 0; i < gather->count; i++) {
		free(gather->values[i]);
	}
	gather->count = 0;
}
