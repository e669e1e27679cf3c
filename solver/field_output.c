#define _POSIX_C_SOURCE 200809L

#include "solver/field_output.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "profiler/profile.h"
#include "solver/complete_file.h"
#include "solver/field_file_impl.h"

ISH_PROFILE_REGION(gather_region, "gather");
ISH_PROFILE_REGION(write_region, "field-file");

static const char *const long_name[ISH_PRIMITIVES] = {
	"energy density",
	"four-velocity, tetrad component 1",
	"four-velocity, tetrad component 2",
	"four-velocity, tetrad component 3",
	"shear stress, tetrad component 11",
	"shear stress, tetrad component 12",
	"shear stress, tetrad component 13",
	"shear stress, tetrad component 22",
	"shear stress, tetrad component 23",
	"bulk pressure",
};

struct choice { /* of output.fields */
	bool primitive[ISH_PRIMITIVES], derived[ISH_DERIVED_COUNT];
};

struct ish_field_output {
	char directory[ISH_COMPLETE_FILE_PATH];
	struct choice wanted;
	double *buffer; /* one field */
	struct ish_field_entry *entry;
	int count, room;
};

static int name_find(const char *const *names, int count, const char *name)
{
	for (int f = 0; f < count; f++) {
		if (strcmp(names[f], name) == 0) {
			return f;
		}
	}
	return -1;
}

/* Marks one item of the list. */
static enum ish_status choose_field(const char *name, struct choice *wanted)
{
	const int f = name_find(ish_primitive_name, ISH_PRIMITIVES, name);
	const int d = name_find(ish_derived_name, ISH_DERIVED_COUNT, name);
	const bool all = strcmp(name, "all") == 0;
	bool twice = (f >= 0 && wanted->primitive[f]) || (d >= 0 && wanted->derived[d]);
	if (f < 0 && d < 0 && !all) {
		return ish_fail(ISH_ERR_INPUT,
		                "output.fields: \"%s\" is not a field: need \"all\", or some of e, u1, u2, u3, pi11, "
		                "pi12, pi13, pi22, pi23, Pi; and T, P, theta, knudsen, knudsen_theta, reynolds, "
		                "reynolds_bulk, causality",
		                name);
	}
	for (int j = 0; j < ISH_PRIMITIVES; j++) {
		twice = twice || (all && wanted->primitive[j]);
		wanted->primitive[j] = wanted->primitive[j] || all || j == f;
	}
	if (d >= 0) {
		wanted->derived[d] = true;
	}
	return twice ? ish_fail(ISH_ERR_INPUT, "output.fields: \"%s\" names a field twice", name) : ISH_OK;
}

/* Marks the fields that the list names. */
static enum ish_status choose_fields(const struct ish_list *list, struct choice *wanted)
{
	*wanted = (struct choice){.primitive = {false}};
	for (int i = 0; i < list->count; i++) {
		const enum ish_status status = choose_field(list->item[i], wanted);
		if (status != ISH_OK) {
			return status;
		}
	}
	return list->count > 0 ? ISH_OK
	                       : ish_fail(ISH_ERR_INPUT, "output.fields is empty: need \"all\", or names of fields");
}

enum ish_status ish_field_output_check(const struct ish_config *config)
{
	static const char *const compression[] = {"none", "deflate", "float32"};
	struct choice wanted;
	const enum ish_status status = choose_fields(&config->output.fields, &wanted);
	if (status != ISH_OK) {
		return status;
	}
	for (size_t i = 0; i < sizeof compression / sizeof compression[0]; i++) {
		if (strcmp(config->output.compression, compression[i]) == 0) {
			return ISH_OK;
		}
	}
	return ish_fail(ISH_ERR_INPUT, "output.compression = \"%s\": need \"none\", \"deflate\" or \"float32\"",
	                config->output.compression);
}

enum ish_status ish_field_output_create(struct ish_field_output **output_out, const char *directory,
                                        const struct ish_solver *solver)
{
	const struct ish_config *config = ish_solver_config(solver);
	*output_out = NULL;
	const enum ish_status status = ish_field_output_check(config);
	if (status != ISH_OK) {
		return status;
	}
	struct ish_field_output *output = calloc(1, sizeof *output);
	double *buffer = malloc((size_t)ish_grid_cells(&config->grid) * sizeof *buffer);
	if (output == NULL || buffer == NULL || strlen(directory) >= sizeof output->directory) {
		free(output);
		free(buffer);
		return ish_fail(ISH_ERR_MEMORY, "field output: no memory for one field of %td points",
		                ish_grid_cells(&config->grid));
	}
	output->buffer = buffer;
	(void)memcpy(output->directory, directory, strlen(directory) + 1);
	(void)choose_fields(&config->output.fields, &output->wanted);
	*output_out = output;
	return ISH_OK;
}

/* DIRECTORY/NAME; too long a path is found by the writer. */
static void form_path(const struct ish_field_output *output, const char *name, char path[2 * ISH_COMPLETE_FILE_PATH])
{
	(void)snprintf(path, (size_t)2 * ISH_COMPLETE_FILE_PATH, "%s/%s", output->directory, name);
}

static void file_name(long step, char name[64])
{
	(void)snprintf(name, 64, "fields_%06ld.hdf", step);
}

static enum ish_status put_primitive(const struct ish_field_output *output, const struct ish_solver *solver, int f,
                                     struct ish_field_writer *writer)
{
	double *value[ISH_PRIMITIVES] = {NULL};
	value[f] = output->buffer;
	ISH_BEGIN(&gather_region);
	ish_solver_fields(solver, value);
	ISH_END(&gather_region);
	return ish_field_writer_put(writer, ish_primitive_name[f], ish_primitive_unit[f], long_name[f], output->buffer);
}

static enum ish_status put_derived(const struct ish_field_output *output, struct ish_solver *solver, int d,
                                   struct ish_field_writer *writer)
{
	ish_solver_derived(solver, (enum ish_derived)d, output->buffer);
	return ish_field_writer_put(writer, ish_derived_name[d], ish_derived_unit[d], ish_derived_long_name[d], output->buffer);
}

static enum ish_status write_fields(const struct ish_field_output *output, struct ish_solver *solver, long step)
{
	const struct ish_config *config = ish_solver_config(solver);
	const struct ish_field_file file = {.config = config,
	                                    .time = ish_solver_time(solver),
	                                    .step = step,
	                                    .compression = config->output.compression};
	char name[64];
	char path[2 * ISH_COMPLETE_FILE_PATH];
	struct ish_field_writer writer;
	file_name(step, name);
	form_path(output, name, path);
	enum ish_status status = ish_field_writer_open(&writer, &file, path);
	for (int f = 0; status == ISH_OK && f < ISH_PRIMITIVES; f++) {
		status = output->wanted.primitive[f] ? put_primitive(output, solver, f, &writer) : ISH_OK;
	}
	for (int d = 0; status == ISH_OK && d < ISH_DERIVED_COUNT; d++) {
		status = output->wanted.derived[d] ? put_derived(output, solver, d, &writer) : ISH_OK;
	}
	const struct ish_spectra *spectra = ish_solver_spectra(solver);
	if (status == ISH_OK && spectra != NULL && spectra->shells > 0) {
		status = ish_field_writer_put_spectra(&writer, spectra);
	}
	return status == ISH_OK ? ish_field_writer_close(&writer) : status;
}

/* fields.hdf.series, the file by which ParaView knows the times. */
static enum ish_status write_list(const struct ish_field_output *output)
{
	char *text = NULL;
	size_t size = 0;
	FILE *stream = open_memstream(&text, &size);
	if (stream == NULL) {
		return ish_fail(ISH_ERR_MEMORY, "field output: no memory for the list of files");
	}
	(void)fprintf(stream, "{\n  \"file-series-version\": \"1.0\",\n  \"files\": [\n");
	for (int i = 0; i < output->count; i++) {
		char name[64];
		file_name(output->entry[i].step, name);
		(void)fprintf(stream, "    {\"name\": \"%s\", \"time\": %.17g}%s\n", name, output->entry[i].time,
		              i + 1 < output->count ? "," : "");
	}
	(void)fprintf(stream, "  ]\n}\n");
	const bool good = ferror(stream) == 0;
	enum ish_status status = ISH_OK;
	if (fclose(stream) != 0 || !good) {
		status = ish_fail(ISH_ERR_MEMORY, "field output: no memory for the list of files");
	} else {
		char path[2 * ISH_COMPLETE_FILE_PATH];
		form_path(output, "fields.hdf.series", path);
		status = ish_complete_file_write(path, text);
	}
	free(text);
	return status;
}

/* Adds a file to the list, or changes its time if the step is there already. */
static enum ish_status note_entry(struct ish_field_output *output, long step, double time)
{
	for (int i = 0; i < output->count; i++) {
		if (output->entry[i].step == step) {
			output->entry[i].time = time;
			return ISH_OK;
		}
	}
	if (output->count == output->room) {
		const int room = output->room > 0 ? 2 * output->room : 64;
		struct ish_field_entry *entry = realloc(output->entry, (size_t)room * sizeof *entry);
		if (entry == NULL) {
			return ish_fail(ISH_ERR_MEMORY, "field output: no memory for the list of files");
		}
		output->entry = entry;
		output->room = room;
	}
	output->entry[output->count++] = (struct ish_field_entry){step, time};
	return ISH_OK;
}

enum ish_status ish_field_output_write(struct ish_field_output *output, struct ish_solver *solver, long step)
{
	ISH_BEGIN(&write_region);
	enum ish_status status = write_fields(output, solver, step);
	if (status == ISH_OK) {
		status = note_entry(output, step, ish_solver_time(solver));
	}
	if (status == ISH_OK) {
		status = write_list(output);
	}
	ISH_END(&write_region);
	return status;
}

const struct ish_field_entry *ish_field_output_entries(const struct ish_field_output *output, int *count_out)
{
	*count_out = output->count;
	return output->entry;
}

enum ish_status ish_field_output_resume(struct ish_field_output *output, const struct ish_field_entry *entry, int count)
{
	enum ish_status status = ISH_OK;
	for (int i = 0; status == ISH_OK && i < count; i++) {
		status = note_entry(output, entry[i].step, entry[i].time);
	}
	return status == ISH_OK ? write_list(output) : status;
}

int ish_field_output_count(const struct ish_field_output *output)
{
	return output->count;
}

void ish_field_output_destroy(struct ish_field_output *output)
{
	if (output != NULL) {
		free(output->buffer);
		free(output->entry);
		free(output);
	}
}
