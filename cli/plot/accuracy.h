/*
 * What the pictures of `ishydro check --json` share.
 */
#ifndef ISH_CLI_PLOT_ACCURACY_H
#define ISH_CLI_PLOT_ACCURACY_H

#include <jansson.h>

#include "cli/plot/picture.h"

enum { ISH_ACCURACY_NAMES = 8, ISH_ACCURACY_ORDERS = 8 };

struct ish_accuracy {
	struct ish_gather gather;
	char scheme[ISH_ACCURACY_NAMES][64]; /* those that occur */
	int schemes;
	double order[ISH_ACCURACY_ORDERS]; /* those expected, each once */
	int orders;
	double smallest, largest; /* errors at the finest and at the coarsest */
	double finest;
};

/* A text of a JSON object, "" where there is none. */
const char *ish_accuracy_text(const json_t *object, const char *key);

/* The measurements of the case of this name; borrowed from *root_out, which the caller gives back. */
ISH_CHECKED enum ish_status ish_accuracy_case(const struct ish_plot_arguments *a, const char *name, json_t **root_out,
                                              const json_t **measurements_out);

/* Index of a name among those that occur, which take it up: lines of one name have one colour. */
int ish_accuracy_name(struct ish_accuracy *c, const char *name);

struct ish_accuracy_axis { /* what errors are drawn over */
	const char *title, *quantity, *unit;
};

/* Draws what was gathered, errors up, both axes logarithmic. */
ISH_CHECKED enum ish_status ish_accuracy_draw(struct ish_accuracy *c, const struct ish_plot_arguments *a,
                                              const struct ish_accuracy_axis *axis, const char *program,
                                              struct ish_plot_bytes *bytes_out);

#endif
