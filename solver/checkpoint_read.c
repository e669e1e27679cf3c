#include <errno.h>
#include <ishydro_version.h>
#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "solver/checkpoint_impl.h"
#include "solver/choices.h"
#include "solver/field_file_impl.h"
#include "solver/wisdom_store.h"
#include "workspace/log.h"

/* An attribute of exactly `bytes` in memory of this type. */
static bool get(hid_t file, const char *name, hid_t memory_type, size_t bytes, void *value)
{
	const hid_t attribute = H5Aopen(file, name, H5P_DEFAULT);
	if (attribute < 0) {
		return false;
	}
	const hid_t space = H5Aget_space(attribute);
	const hssize_t count = H5Sget_simple_extent_npoints(space);
	const bool good = count >= 0 && (size_t)count * H5Tget_size(memory_type) == bytes &&
	                  H5Aread(attribute, memory_type, value) >= 0;
	(void)H5Sclose(space);
	(void)H5Aclose(attribute);
	return good;
}

/* A text of variable length; heap. */
static bool get_text(hid_t file, const char *name, char **text_out)
{
	const hid_t type = H5Tcopy(H5T_C_S1);
	(void)H5Tset_size(type, H5T_VARIABLE);
	(void)H5Tset_cset(type, H5T_CSET_UTF8);
	char *text = NULL;
	const bool good = get(file, name, type, sizeof text, &text) && text != NULL;
	*text_out = good ? malloc(strlen(text) + 1) : NULL;
	if (*text_out != NULL) {
		memcpy(*text_out, text, strlen(text) + 1);
	}
	if (good) {
		(void)H5free_memory(text);
	}
	(void)H5Tclose(type);
	return *text_out != NULL;
}

/* Points of a dataset; -1: there is none. */
static hssize_t count_of(hid_t file, const char *name)
{
	const hid_t set = H5Lexists(file, name, H5P_DEFAULT) > 0 ? H5Dopen2(file, name, H5P_DEFAULT) : -1;
	if (set < 0) {
		return -1;
	}
	const hid_t space = H5Dget_space(set);
	const hssize_t count = H5Sget_simple_extent_npoints(space);
	(void)H5Sclose(space);
	(void)H5Dclose(set);
	return count;
}

/* A dataset of `count` points whose type in the file is that of memory, so that nothing is converted. */
static bool get_set(hid_t file, const char *name, hid_t memory_type, size_t count, void *data)
{
	if (count_of(file, name) != (hssize_t)count) {
		return false;
	}
	const hid_t set = H5Dopen2(file, name, H5P_DEFAULT);
	const hid_t type = H5Dget_type(set);
	const bool good = H5Tget_size(type) == H5Tget_size(memory_type) &&
	                  (count == 0 || H5Dread(set, memory_type, H5S_ALL, H5S_ALL, H5P_DEFAULT, data) >= 0);
	(void)H5Tclose(type);
	(void)H5Dclose(set);
	return good;
}

static bool get_outputs(hid_t file, struct ish_checkpoint *c)
{
	const hssize_t count = H5Lexists(file, "outputs", H5P_DEFAULT) > 0 ? count_of(file, "outputs/step") : -1;
	if (count < 0 || count > 1000000000) {
		return false;
	}
	long *step = malloc(((size_t)count + 1) * sizeof *step);
	double *time = malloc(((size_t)count + 1) * sizeof *time);
	c->output = malloc(((size_t)count + 1) * sizeof *c->output);
	bool good = step != NULL && time != NULL && c->output != NULL;
	good = good && get_set(file, "outputs/step", H5T_NATIVE_LONG, (size_t)count, step) &&
	       get_set(file, "outputs/time", H5T_NATIVE_DOUBLE, (size_t)count, time);
	for (hssize_t i = 0; good && i < count; i++) {
		c->output[i] = (struct ish_field_entry){step[i], time[i]};
	}
	c->position.output = c->output;
	c->position.outputs = good ? (int)count : 0;
	free(step);
	free(time);
	return good;
}

/* What is not an array. */
static bool get_root(hid_t file, struct ish_checkpoint *c)
{
	struct ish_run_position *p = &c->position;
	long has_series = 0;
	const bool good = get_text(file, "version", &c->version) && get_text(file, "git", &c->git) &&
	                  get_text(file, "processor", &c->processor) && get_text(file, "config", &c->config) &&
	                  get_text(file, "choices", &c->choices) &&
	                  get(file, "step", H5T_NATIVE_LONG, sizeof c->step, &c->step) &&
	                  get(file, "time", H5T_NATIVE_DOUBLE, sizeof c->time, &c->time) &&
	                  get(file, "dt", H5T_NATIVE_DOUBLE, sizeof c->dt, &c->dt) &&
	                  get(file, "first_row", H5T_NATIVE_UINT8, sizeof p->first, &p->first) &&
	                  get(file, "trust", H5T_NATIVE_UINT8, sizeof p->trust, &p->trust) &&
	                  get(file, "gamma_max", H5T_NATIVE_DOUBLE, sizeof p->gamma_max, &p->gamma_max) &&
	                  get(file, "has_series", H5T_NATIVE_LONG, sizeof has_series, &has_series) &&
	                  get(file, "series_bytes", H5T_NATIVE_LONG, sizeof p->series.bytes, &p->series.bytes) &&
	                  get(file, "series_rows", H5T_NATIVE_LONG, sizeof p->series.rows, &p->series.rows) &&
	                  get_outputs(file, c);
	p->has_series = has_series != 0;
	return good;
}

/* A file whose checksum holds can only be unreadable because another version laid it out otherwise. */
static enum ish_status refuse_layout(const char *path, const char *version)
{
	return ish_fail(ISH_ERR_INPUT,
	                "%s: its layout is of another version of ishydro%s%s: must be resumed by the version that "
	                "wrote it, this is %s (git %s)",
	                path, version != NULL ? ", " : "", version != NULL ? version : "", ISH_VERSION,
	                ISH_GIT_REVISION);
}

static enum ish_status read_root(struct ish_checkpoint *c)
{
	struct ish_hdf5 hdf5;
	ish_hdf5_begin(&hdf5);
	const hid_t file = ish_hdf5_file_open(c->path);
	const bool good = file >= 0 && get_root(file, c);
	if (file >= 0) {
		(void)H5Fclose(file);
	}
	ish_hdf5_end(&hdf5);
	return good ? ISH_OK : refuse_layout(c->path, c->version);
}

static enum ish_status fail_folder(const char *directory, int error)
{
	const bool is_input = error == ENOENT || error == ENOTDIR;
	return ish_fail(is_input          ? ISH_ERR_INPUT
	                : error == ENOMEM ? ISH_ERR_MEMORY
	                                  : ISH_ERR_SYSTEM,
	                "%s: cannot be read: %s%s", directory, ish_system_text(error),
	                is_input ? ": must be the folder of a run" : "");
}

/* The newest of these that is whole, into c->path. */
static enum ish_status choose(struct ish_checkpoint *c, const char *directory, const long *steps, int count)
{
	char reason[ISH_CHECKPOINT_REASON];
	char worst[ISH_COMPLETE_FILE_PATH];
	for (int i = 0; i < count; i++) {
		if (!ish_checkpoint_path(directory, steps[i], c->path)) {
			return ish_fail(ISH_ERR_SYSTEM, "%.200s...: the path is too long", directory);
		}
		const enum ish_seal seal = ish_checkpoint_check(c->path, reason);
		if (seal == ISH_SEAL_WHOLE) {
			return ISH_OK;
		}
		if (seal == ISH_SEAL_LATER) {
			return ish_fail(ISH_ERR_INPUT, "%s: %s: must be resumed by that version", c->path, reason);
		}
		if (seal == ISH_SEAL_SYSTEM) {
			return ish_fail(ISH_ERR_SYSTEM, "%s: cannot be read: %s", c->path, reason);
		}
		if (i + 1 == count) { /* the error below is the one line */
			break;
		}
		(void)ish_checkpoint_path(directory, steps[i + 1], worst);
		ish_log(ISH_LOG_WARNING, "%s: %s: trying the one before, %s", c->path, reason, worst);
	}
	return count > 0 ? ish_fail(ISH_ERR_INPUT,
	                            "%s: %s; there is no other checkpoint to resume from: must be run anew", c->path,
	                            reason)
	                 : ish_fail(ISH_ERR_INPUT,
	                            "%s: holds no checkpoint to resume from: must be a folder of a run that wrote one "
	                            "(output.checkpoint_every, SIGUSR1 or SIGTERM)",
	                            directory);
}

enum ish_status ish_checkpoint_open(struct ish_checkpoint *checkpoint, const char *directory)
{
	long *steps = NULL;
	int count = 0;
	*checkpoint = (struct ish_checkpoint){.step = 0};
	const int error = ish_checkpoint_list(directory, &steps, &count);
	enum ish_status status =
		error == 0 ? choose(checkpoint, directory, steps, count) : fail_folder(directory, error);
	free(steps);
	return status == ISH_OK ? read_root(checkpoint) : status;
}

static void forget_places(struct ish_config *config)
{
	memset(&config->source, 0, sizeof config->source);
}

enum ish_status ish_checkpoint_configure(const struct ish_checkpoint *checkpoint, const char *directory,
                                         struct ish_config *config_out)
{
	char path[ISH_COMPLETE_FILE_PATH];
	char key[2 * ISH_NAME_MAX];
	struct ish_config recorded;
	ish_config_init(&recorded);
	enum ish_status status = ish_config_read_text(&recorded, checkpoint->config, checkpoint->path);
	const int length = snprintf(path, sizeof path, "%s/config.cfg", directory);
	if (status == ISH_OK && strlen(directory) >= sizeof recorded.output.directory) {
		status = ish_fail(ISH_ERR_INPUT, "%.200s...: the path is too long", directory);
	}
	if (status != ISH_OK) {
		return status;
	}
	*config_out = recorded;
	if (length < (int)sizeof path && access(path, F_OK) == 0) {
		ish_config_init(config_out);
		status = ish_config_read(config_out, path);
		if (status != ISH_OK) {
			return status;
		}
	}
	(void)snprintf(recorded.output.directory, sizeof recorded.output.directory, "%s", directory);
	(void)snprintf(config_out->output.directory, sizeof config_out->output.directory, "%s", directory);
	if (ish_config_resume_differs(config_out, &recorded, key)) {
		return ish_fail(ISH_ERR_INPUT, "%s: is of another run than %s: %s differs, and must be the same",
		                checkpoint->path, path, key);
	}
	forget_places(config_out);
	return ISH_OK;
}

enum ish_status ish_checkpoint_take_choices(const struct ish_checkpoint *checkpoint, struct ish_config *config)
{
	json_error_t error;
	struct ish_store store;
	json_t *choices = json_loads(checkpoint->choices, JSON_REJECT_DUPLICATES, &error);
	if (choices == NULL) {
		return refuse_layout(checkpoint->path, checkpoint->version);
	}
	const enum ish_status status = ish_choices_take(config, choices, checkpoint->path);
	json_decref(choices);
	ish_store_init(&store, config); /* knows the processor */
	if (status == ISH_OK && strcmp(store.processor, checkpoint->processor) != 0) {
		ish_log(ISH_LOG_WARNING,
		        "%s: was written on another processor (%.80s, this is %.80s): the last bits may differ from "
		        "here on",
		        checkpoint->path, checkpoint->processor, store.processor);
	} else if (status == ISH_OK &&
	           (strcmp(checkpoint->version, ISH_VERSION) != 0 || strcmp(checkpoint->git, ISH_GIT_REVISION) != 0)) {
		ish_log(ISH_LOG_WARNING,
		        "%s: was written by ishydro %s (git %s), this is %s (git %s): the last bits may differ from "
		        "here on",
		        checkpoint->path, checkpoint->version, checkpoint->git, ISH_VERSION, ISH_GIT_REVISION);
	}
	return status;
}

enum ish_status ish_checkpoint_restore(const struct ish_checkpoint *checkpoint, struct ish_solver *solver)
{
	struct ish_solver_state state;
	struct ish_hdf5 hdf5;
	char name[2 * ISH_NAME_MAX];
	ish_solver_state_view(solver, &state);
	ish_hdf5_begin(&hdf5);
	const hid_t file = ish_hdf5_file_open(checkpoint->path);
	bool good = file >= 0;
	for (int i = 0; good && i < state.arrays; i++) {
		const struct ish_solver_array *a = &state.array[i];
		(void)snprintf(name, sizeof name, "%s/%s", a->group, a->name);
		good = H5Lexists(file, a->group, H5P_DEFAULT) > 0 &&
		       get_set(file, name, a->size == sizeof(float) ? H5T_NATIVE_FLOAT : H5T_NATIVE_DOUBLE, a->count,
		               a->data);
	}
	if (file >= 0) {
		(void)H5Fclose(file);
	}
	ish_hdf5_end(&hdf5);
	if (!good) {
		return refuse_layout(checkpoint->path, checkpoint->version);
	}
	ish_solver_state_set(solver, checkpoint->step, checkpoint->time, checkpoint->dt);
	return ISH_OK;
}

void ish_checkpoint_reset(struct ish_checkpoint *checkpoint)
{
	free(checkpoint->config);
	free(checkpoint->choices);
	free(checkpoint->version);
	free(checkpoint->git);
	free(checkpoint->processor);
	free(checkpoint->output);
	*checkpoint = (struct ish_checkpoint){.step = 0};
}
