#define _POSIX_C_SOURCE 200809L

#include "solver/run_record.h"

#include <cblas.h>
#include <fftw3.h>
#include <gnu/libc-version.h>
#include <hdf5.h>
#include <ishydro_version.h>
#include <jansson.h>
#include <libconfig.h>
#include <math.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/utsname.h>
#include <time.h>
#include <unistd.h>

#include "solver/choices.h"
#include "solver/complete_file.h"

enum { STAMP_SIZE = 32, DIGITS = 17 };

/* UTC, ISO 8601. */
static void time_stamp(char stamp[STAMP_SIZE])
{
	const time_t seconds = time(NULL);
	struct tm utc;
	if (gmtime_r(&seconds, &utc) == NULL || strftime(stamp, STAMP_SIZE, "%Y-%m-%dT%H:%M:%SZ", &utc) == 0) {
		stamp[0] = '\0';
	}
}

struct history { /* what an earlier record of the same run tells */
	char started[STAMP_SIZE];
	json_t *resumes, *warnings; /* lists, owned */
};

static json_t *list_of(const json_t *object, const char *key)
{
	json_t *list = json_object_get(object, key);
	return json_is_array(list) ? json_incref(list) : json_array();
}

static void history_reset(struct history *history)
{
	json_decref(history->resumes);
	json_decref(history->warnings);
}

/* Of the record at `path`; without one the run starts now and has not been resumed. */
static void history_read(struct history *history, const char *path)
{
	json_t *old = json_load_file(path, 0, NULL);
	const char *started = json_string_value(json_object_get(old, "started"));
	time_stamp(history->started);
	if (started != NULL && strlen(started) < STAMP_SIZE) {
		(void)memcpy(history->started, started, strlen(started) + 1);
	}
	history->resumes = list_of(old, "resumes");
	history->warnings = list_of(old, "warnings");
	json_decref(old);
}

/* Whether this process wrote the record at `path`. */
static bool is_own(const char *path)
{
	json_t *old = json_load_file(path, 0, NULL);
	const json_int_t process = json_integer_value(json_object_get(json_object_get(old, "host"), "process"));
	json_decref(old);
	return process == (json_int_t)getpid();
}

static json_t *host(void)
{
	struct utsname name;
	if (uname(&name) < 0) {
		return json_pack("{s:I}", "process", (json_int_t)getpid());
	}
	return json_pack("{s:s, s:s, s:s, s:s, s:I, s:I}", "name", name.nodename, "system", name.sysname, "release",
	                 name.release, "machine", name.machine, "cores", (json_int_t)sysconf(_SC_NPROCESSORS_ONLN),
	                 "process", (json_int_t)getpid());
}

static json_t *libraries(void)
{
	unsigned major = 0;
	unsigned minor = 0;
	unsigned release = 0;
	char hdf5[48];
	char libconfig[48];
	(void)H5get_libversion(&major, &minor, &release);
	(void)snprintf(hdf5, sizeof hdf5, "%u.%u.%u", major, minor, release);
	(void)snprintf(libconfig, sizeof libconfig, "%d.%d.%d", LIBCONFIG_VER_MAJOR, LIBCONFIG_VER_MINOR,
	               LIBCONFIG_VER_REVISION);
	return json_pack("{s:s, s:s, s:s, s:s, s:s, s:s}", "fftw", fftw_version, "openblas", openblas_get_config(),
	                 "hdf5", hdf5, "jansson", jansson_version_str(), "libconfig", libconfig, "glibc",
	                 gnu_get_libc_version());
}

/* Seeds of the run: those of its problem. */
static json_t *seeds(const struct ish_config *config)
{
	json_t *object = json_object();
	const struct ish_problem *problem = ish_problem_find(config->problem.name);
	for (int i = 0; problem != NULL && i < problem->key_count; i++) {
		if (strcmp(problem->keys[i].name, "seed") == 0) {
			(void)json_object_set_new(object, "problem",
			                          json_integer((json_int_t)config->problem.value[i][0]));
		}
	}
	return object;
}

static json_t *memory(const struct ish_solver *solver)
{
	const struct ish_arena *arena = ish_solver_arena(solver);
	int count = 0;
	const struct ish_arena_owner *owner = ish_arena_owners(arena, &count);
	json_t *object = json_pack("{s:I}", "total", (json_int_t)ish_arena_bytes(arena));
	json_t *by_owner = json_object();
	for (int i = 0; i < count; i++) {
		(void)json_object_set_new(by_owner, owner[i].name, json_integer((json_int_t)owner[i].bytes));
	}
	(void)json_object_set_new(object, "by_owner", by_owner);
	return object;
}

static json_t *record(const struct ish_solver *solver, const char *state, const struct history *history)
{
	const struct ish_config *config = ish_solver_config(solver);
	char ended[STAMP_SIZE];
	time_stamp(ended);
	json_t *root = json_pack("{s:s, s:s, s:s, s:{s:s, s:s, s:s}}", "program", "ishydro", "version", ISH_VERSION,
	                         "git", ISH_GIT_REVISION, "build", "type", ISH_BUILD_TYPE, "compiler", ISH_COMPILER,
	                         "flags", ISH_BUILD_FLAGS);
	int failed = json_object_set_new(root, "state", json_string(state));
	failed |= json_object_set_new(root, "started", json_string(history->started));
	failed |= json_object_set_new(root, "ended", strcmp(state, "running") == 0 ? json_null() : json_string(ended));
	failed |= json_object_set(root, "resumes", history->resumes);
	failed |= json_object_set(root, "warnings", history->warnings);
	failed |= json_object_set_new(root, "time", json_real(ish_solver_time(solver)));
	failed |= json_object_set_new(root, "step", json_integer((json_int_t)ish_solver_step_count(solver)));
	failed |= json_object_set_new(root, "problem", json_string(config->problem.name));
	failed |= json_object_set_new(root, "seeds", seeds(config));
	failed |= json_object_set_new(
		root, "shape",
		json_pack("[i, i, i]", config->grid.shape[0], config->grid.shape[1], config->grid.shape[2]));
	failed |= json_object_set_new(root, "choices", ish_choices_record(solver));
	failed |= json_object_set_new(root, "memory_bytes", memory(solver));
	failed |= json_object_set_new(root, "host", host());
	failed |= json_object_set_new(root, "libraries", libraries());
	if (failed != 0) {
		json_decref(root);
		return NULL;
	}
	return root;
}

/* The record as text with a final newline (heap); NULL if there is no memory. */
static char *record_text(json_t *root)
{
	char *text = NULL;
	size_t size = 0;
	FILE *stream = open_memstream(&text, &size);
	bool good = root != NULL && stream != NULL &&
	            json_dumpf(root, stream, JSON_INDENT(2) | JSON_REAL_PRECISION(DIGITS)) == 0 &&
	            fputc('\n', stream) != EOF;
	good = stream != NULL && fclose(stream) == 0 && good;
	if (!good) {
		free(text);
		text = NULL;
	}
	return text;
}

static enum ish_status form_path(const char *directory, char path[ISH_COMPLETE_FILE_PATH])
{
	const int length = snprintf(path, ISH_COMPLETE_FILE_PATH, "%s/run.json", directory);
	return length >= 0 && length < ISH_COMPLETE_FILE_PATH
	               ? ISH_OK
	               : ish_fail(ISH_ERR_SYSTEM, "%.200s...: the path is too long", directory);
}

/* Writes the record and lets go of it. */
static enum ish_status write_root(const char *path, json_t *root)
{
	char *text = record_text(root);
	json_decref(root);
	if (text == NULL) {
		return ish_fail(ISH_ERR_MEMORY, "%s: no memory", path);
	}
	const enum ish_status status = ish_complete_file_write(path, text);
	free(text);
	return status;
}

/* Writes the record and lets go of the history. */
static enum ish_status write_record(const char *path, const struct ish_solver *solver, const char *state,
                                    struct history *history)
{
	json_t *root = record(solver, state, history);
	history_reset(history);
	return write_root(path, root);
}

enum ish_status ish_run_record_write(const char *directory, const struct ish_solver *solver, const char *state)
{
	char path[ISH_COMPLETE_FILE_PATH];
	struct history history;
	const enum ish_status status = form_path(directory, path);
	if (status != ISH_OK) {
		return status;
	}
	if (strcmp(state, "running") != 0 && is_own(path)) {
		history_read(&history, path);
	} else {
		time_stamp(history.started);
		history.resumes = json_array();
		history.warnings = json_array();
	}
	return write_record(path, solver, state, &history);
}

enum ish_status ish_run_record_resume(const char *directory, const struct ish_solver *solver)
{
	char path[ISH_COMPLETE_FILE_PATH];
	char stamp[STAMP_SIZE];
	struct history history;
	const enum ish_status status = form_path(directory, path);
	if (status != ISH_OK) {
		return status;
	}
	time_stamp(stamp);
	history_read(&history, path);
	(void)json_array_append_new(history.resumes,
	                            json_pack("{s:I, s:f, s:s, s:i, s:s}", "step",
	                                      (json_int_t)ish_solver_step_count(solver), "time",
	                                      ish_solver_time(solver), "date", stamp, "threads",
	                                      ish_solver_choices(solver)->threads, "version", ISH_VERSION));
	return write_record(path, solver, "running", &history);
}

/* ---- what the program adds at the end ---- */

/* A command line may hold any bytes; JSON holds UTF-8. */
static json_t *text_of(const char *text)
{
	json_t *value = json_string(text);
	char plain[1024];
	if (value != NULL) {
		return value;
	}
	(void)snprintf(plain, sizeof plain, "%s", text);
	for (char *c = plain; *c != '\0'; c++) {
		*c = (unsigned char)*c < 128 ? *c : '?';
	}
	return json_string(plain);
}

static json_t *real_of(double value)
{
	return isfinite(value) ? json_real(value) : json_null();
}

static double relative(double now, double first, double scale)
{
	return scale != 0.0 ? (now - first) / fabs(scale) : now - first;
}

static json_t *trust_of(const struct ish_trust *trust)
{
	char text[256];
	ish_trust_text(trust, text, sizeof text);
	return json_pack("{s:s, s:o, s:o, s:I, s:o}", "text", text, "knudsen", real_of(trust->knudsen), "reynolds",
	                 real_of(trust->reynolds), "acausal", (json_int_t)trust->acausal, "tail",
	                 trust->has_tail ? real_of(trust->tail) : json_null());
}

static json_t *summary_of(const struct ish_run_summary *s, const struct ish_run_account *account, double cells)
{
	double momentum = 0.0;
	for (int i = 0; i < 3; i++) {
		momentum = fmax(momentum, fabs(relative(s->last.momentum[i], s->first.momentum[i], s->first.energy)));
	}
	json_t *root = json_pack("{s:o, s:I}", "command", text_of(account->command), "steps", (json_int_t)s->steps);
	int failed = json_object_set_new(root, "wall", real_of(s->wall));
	failed |= json_object_set_new(root, "output_wall", real_of(s->output_wall));
	failed |= json_object_set_new(root, "cell_steps_per_second",
	                              s->wall > 0.0 ? real_of(cells * (double)s->steps / s->wall) : json_null());
	failed |= json_object_set_new(root, "energy_change",
	                              real_of(relative(s->last.energy, s->first.energy, s->first.energy)));
	failed |= json_object_set_new(root, "momentum_drift", real_of(momentum));
	failed |= json_object_set_new(root, "gamma_max", real_of(s->gamma_max));
	failed |= json_object_set_new(root, "trust", trust_of(&s->trust));
	failed |= json_object_set_new(
		root, "allocations",
		account->hooks == NULL
			? json_null()
			: json_pack("{s:o, s:I, s:s}", "steady",
	                            account->steady_allocations < 0
	                                    ? json_null()
	                                    : json_integer((json_int_t)account->steady_allocations),
	                            "steady_steps", (json_int_t)account->steady_steps, "hooks", account->hooks));
	failed |= json_object_set_new(root, "error",
	                              account->error == NULL || account->error[0] == '\0' ? json_null()
	                                                                                  : text_of(account->error));
	if (failed != 0) {
		json_decref(root);
		return NULL;
	}
	return root;
}

static bool holds(const json_t *list, const json_t *value)
{
	for (size_t i = 0; i < json_array_size(list); i++) {
		if (json_equal(json_array_get(list, i), value) != 0) {
			return true;
		}
	}
	return false;
}

enum ish_status ish_run_record_account(const char *directory, const struct ish_run_summary *summary,
                                       const struct ish_run_account *account)
{
	char path[ISH_COMPLETE_FILE_PATH];
	json_error_t error;
	double cells = 1.0;
	const enum ish_status status = form_path(directory, path);
	if (status != ISH_OK) {
		return status;
	}
	json_t *root = json_load_file(path, 0, &error);
	if (root == NULL) {
		return ish_fail(ISH_ERR_INPUT, "%s: cannot be read: %s", path, error.text);
	}
	for (size_t i = 0; i < 3; i++) {
		cells *= json_number_value(json_array_get(json_object_get(root, "shape"), i));
	}
	json_t *warnings = list_of(root, "warnings");
	for (int i = 0; i < account->warnings; i++) {
		json_t *line = text_of(account->warning[i]);
		if (!holds(warnings, line)) {
			(void)json_array_append(warnings, line);
		}
		json_decref(line);
	}
	int failed = json_object_set_new(root, "warnings", warnings);
	failed |= json_object_set_new(root, "summary", summary_of(summary, account, cells));
	if (failed != 0) {
		json_decref(root);
		return ish_fail(ISH_ERR_MEMORY, "%s: no memory", path);
	}
	return write_root(path, root);
}

bool ish_run_record_is_done(const char *directory)
{
	char path[ISH_COMPLETE_FILE_PATH];
	if (snprintf(path, sizeof path, "%s/run.json", directory) >= (int)sizeof path) {
		return false;
	}
	json_t *root = json_load_file(path, 0, NULL);
	const char *state = json_string_value(json_object_get(root, "state"));
	const bool is_done = state != NULL && strcmp(state, "done") == 0;
	json_decref(root);
	return is_done;
}
