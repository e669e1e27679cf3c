#define _POSIX_C_SOURCE 200809L /* open_memstream */

#include <ishydro_version.h>
#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "solver/checkpoint_impl.h"
#include "solver/choices.h"
#include "solver/field_file_impl.h"
#include "solver/wisdom_store.h"

static bool put_config(hid_t file, const struct ish_config *config)
{
	char *text = NULL;
	size_t size = 0;
	FILE *stream = open_memstream(&text, &size);
	if (stream == NULL) {
		return false;
	}
	ish_config_write(config, stream);
	bool good = ferror(stream) == 0;
	good = fclose(stream) == 0 && good;
	good = good && ish_hdf5_put_text(file, "config", text);
	free(text);
	return good;
}

static bool put_choices(hid_t file, const struct ish_solver *solver)
{
	json_t *choices = ish_choices_record(solver);
	char *text = choices != NULL ? json_dumps(choices, JSON_INDENT(2)) : NULL;
	const bool good = text != NULL && ish_hdf5_put_text(file, "choices", text);
	free(text);
	json_decref(choices);
	return good;
}

/* A struct as its bytes: good for the version that wrote it, which its size is held against. */
static bool put_bytes(hid_t file, const char *name, size_t count, const void *bytes)
{
	const hsize_t size = count;
	const hid_t space = H5Screate_simple(1, &size, NULL);
	const hid_t attribute = H5Acreate2(file, name, H5T_STD_U8LE, space, H5P_DEFAULT, H5P_DEFAULT);
	bool good = attribute >= 0 && H5Awrite(attribute, H5T_NATIVE_UINT8, bytes) >= 0;
	good = attribute >= 0 && H5Aclose(attribute) >= 0 && good;
	(void)H5Sclose(space);
	return good;
}

static bool put_root(hid_t file, const struct ish_solver *solver, const struct ish_solver_state *state,
                     const struct ish_run_position *position)
{
	const struct ish_config *config = ish_solver_config(solver);
	const long has_series = position->has_series;
	struct ish_store store;
	ish_store_init(&store, config); /* knows the processor */
	return ish_hdf5_put_text(file, "program", "ishydro") && ish_hdf5_put_text(file, "version", ISH_VERSION) &&
	       ish_hdf5_put_text(file, "git", ISH_GIT_REVISION) &&
	       ish_hdf5_put_text(file, "processor", store.processor) &&
	       ish_hdf5_put_integers(file, "step", 1, &state->step) &&
	       ish_hdf5_put_reals(file, "time", 1, &state->time) && ish_hdf5_put_reals(file, "dt", 1, &state->dt) &&
	       put_bytes(file, "first_row", sizeof position->first, &position->first) &&
	       put_bytes(file, "trust", sizeof position->trust, &position->trust) &&
	       ish_hdf5_put_reals(file, "gamma_max", 1, &position->gamma_max) &&
	       ish_hdf5_put_integers(file, "has_series", 1, &has_series) &&
	       ish_hdf5_put_integers(file, "series_bytes", 1, &position->series.bytes) &&
	       ish_hdf5_put_integers(file, "series_rows", 1, &position->series.rows) && put_config(file, config) &&
	       put_choices(file, solver);
}

static bool put_set(hid_t where, const char *name, hid_t type, hid_t memory_type, int rank, const hsize_t *shape,
                    const void *data)
{
	const hid_t space = H5Screate_simple(rank, shape, NULL);
	const hid_t creation = H5Pcreate(H5P_DATASET_CREATE);
	(void)H5Pset_obj_track_times(creation, false); /* the same data makes the same bytes */
	(void)H5Pset_fill_time(creation, H5D_FILL_TIME_NEVER);
	const hid_t set = H5Dcreate2(where, name, type, space, H5P_DEFAULT, creation, H5P_DEFAULT);
	bool good = set >= 0 && (data == NULL || H5Dwrite(set, memory_type, H5S_ALL, H5S_ALL, H5P_DEFAULT, data) >= 0);
	good = set >= 0 && H5Dclose(set) >= 0 && good;
	(void)H5Pclose(creation);
	(void)H5Sclose(space);
	return good;
}

/* Each array in its group, straight from the solver's memory: no conversion, no copy. */
static bool put_arrays(hid_t file, const struct ish_solver_state *state, const struct ish_grid *grid)
{
	const hsize_t cube[3] = {(hsize_t)grid->shape[2], (hsize_t)grid->shape[1], (hsize_t)grid->shape[0]};
	hid_t group = -1;
	bool good = true;
	for (int i = 0; good && i < state->arrays; i++) {
		const struct ish_solver_array *a = &state->array[i];
		const bool is_field = a->count == (size_t)ish_grid_cells(grid);
		const hsize_t line = (hsize_t)a->count;
		if (i == 0 || strcmp(a->group, state->array[i - 1].group) != 0) {
			group = ish_hdf5_group_create(file, a->group);
		}
		good = group >= 0 && put_set(group, a->name, a->size == sizeof(float) ? H5T_IEEE_F32LE : H5T_IEEE_F64LE,
		                             a->size == sizeof(float) ? H5T_NATIVE_FLOAT : H5T_NATIVE_DOUBLE,
		                             is_field ? 3 : 1, is_field ? cube : &line, a->data);
	}
	return good;
}

static bool put_outputs(hid_t file, const struct ish_run_position *position)
{
	const hsize_t count = (hsize_t)position->outputs;
	long *step = malloc((count + 1) * sizeof *step);
	double *time = malloc((count + 1) * sizeof *time);
	const hid_t group = ish_hdf5_group_create(file, "outputs");
	bool good = group >= 0 && step != NULL && time != NULL;
	for (hsize_t i = 0; good && i < count; i++) {
		step[i] = position->output[i].step;
		time[i] = position->output[i].time;
	}
	good = good && put_set(group, "step", H5T_STD_I64LE, H5T_NATIVE_LONG, 1, &count, step) &&
	       put_set(group, "time", H5T_IEEE_F64LE, H5T_NATIVE_DOUBLE, 1, &count, time);
	free(step);
	free(time);
	return good;
}

/* The file under its temporary name, closed; false with the reason. */
static bool write_file(const char *path, struct ish_solver *solver, const struct ish_solver_state *state,
                       const struct ish_run_position *position, char reason[ISH_CHECKPOINT_REASON])
{
	int error;
	char said[ISH_HDF5_REASON];
	const hid_t file = ish_hdf5_file_create_behind(path, ISH_CHECKPOINT_BLOCK, &error);
	bool good = file >= 0 && put_root(file, solver, state, position) &&
	            put_arrays(file, state, &ish_solver_config(solver)->grid) && put_outputs(file, position);
	if (!good) {
		ish_hdf5_reason(error, said);
	}
	if (file >= 0 && (!ish_hdf5_file_close(file) || error != 0)) { /* what the disk refused is known only now */
		if (good || error != 0) {
			ish_hdf5_reason(error, said);
		}
		good = false;
	}
	if (good) {
		error = ish_checkpoint_seal(path);
		good = error == 0;
		ish_hdf5_reason(error, said);
	}
	if (!good) {
		(void)snprintf(reason, ISH_CHECKPOINT_REASON, "%s", said);
	}
	return good;
}

bool ish_checkpoint_write(const char *directory, struct ish_solver *solver, const struct ish_run_position *position,
                          char reason[ISH_CHECKPOINT_REASON])
{
	struct ish_solver_state state;
	struct ish_complete_file target;
	struct ish_hdf5 hdf5;
	char path[ISH_COMPLETE_FILE_PATH];
	reason[0] = '\0';
	ish_solver_state_view(solver, &state);
	if (!ish_checkpoint_path(directory, state.step, path) || !ish_complete_file_names(&target, path)) {
		(void)snprintf(reason, ISH_CHECKPOINT_REASON, "the path is too long");
		return false;
	}
	ish_hdf5_begin(&hdf5);
	bool good = write_file(target.temporary, solver, &state, position, reason);
	ish_hdf5_end(&hdf5);
	if (good) {
		const int error = ish_complete_file_place(&target);
		good = error == 0;
		(void)snprintf(reason, ISH_CHECKPOINT_REASON, "%s", good ? "" : ish_system_text(error));
	}
	if (!good) {
		ish_complete_file_drop(&target);
		return false;
	}
	ish_checkpoint_prune(directory, state.step);
	return true;
}
