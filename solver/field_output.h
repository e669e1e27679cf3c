/*
 * The field files of a run: fields_NNNNNN.hdf (NNNNNN: the step) and fields.hdf.series, which gives ParaView the time
 * axis.
 */
#ifndef ISH_SOLVER_FIELD_OUTPUT_H
#define ISH_SOLVER_FIELD_OUTPUT_H

#include "solver/solver.h"

struct ish_field_output;

/*
 * Checks output.fields ("all" for the ten, names of the ten, names of derived.def; none twice) and
 * output.compression; ISH_ERR_INPUT after one line with what is allowed.
 */
ISH_CHECKED enum ish_status ish_field_output_check(const struct ish_config *config);

/*
 * Prepares the output of the fields that the solver's configuration asks for into `directory`, which exists. Heap:
 * one field of doubles; destroyed by the caller. Fails with ISH_ERR_INPUT (ish_field_output_check) or
 * ISH_ERR_MEMORY; *output_out is then NULL.
 */
ISH_CHECKED enum ish_status ish_field_output_create(struct ish_field_output **output_out, const char *directory,
                                                    const struct ish_solver *solver);

/*
 * Writes the solver's present state as fields_NNNNNN.hdf of `step` and adds it to fields.hdf.series; both appear
 * complete or not at all. A second call for the same step replaces the file. ISH_ERR_SYSTEM or ISH_ERR_MEMORY after
 * one line; earlier files stay as they are.
 */
ISH_CHECKED enum ish_status ish_field_output_write(struct ish_field_output *output, struct ish_solver *solver, long step);

struct ish_field_entry { /* a file of the list */
	long step;
	double time;
};

/* The files written so far; valid until the next one is written. */
const struct ish_field_entry *ish_field_output_entries(const struct ish_field_output *output, int *count_out);

/* Number of files written so far. */
int ish_field_output_count(const struct ish_field_output *output);

/*
 * Takes over the list of a run that is resumed and writes it as fields.hdf.series. ISH_ERR_SYSTEM or ISH_ERR_MEMORY
 * after one line.
 */
ISH_CHECKED enum ish_status ish_field_output_resume(struct ish_field_output *output, const struct ish_field_entry *entry,
                                                    int count);

/* NULL is accepted. */
void ish_field_output_destroy(struct ish_field_output *output);

#endif
