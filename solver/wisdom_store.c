#define _DEFAULT_SOURCE

#include "solver/wisdom_store.h"

#include <ctype.h>
#include <errno.h>
#include <fcntl.h>
#include <jansson.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <sys/utsname.h>
#include <unistd.h>

#include "profiler/profile.h"
#include "solver/complete_file.h"
#include "spectral/plan.h"
#include "workspace/log.h"

enum { FORMAT = 1, KEY_BYTES = 256 };

static struct ish_cache_counter counter = {"wisdom", 0};
static const char *const suffix[ISH_STORE_FILES] = {"", ".float", ".choices"};

/* ---- where it is ---- */

/* The value of the first line "key : value" of /proc/cpuinfo; "" if there is none. */
static void cpuinfo(const char *key, char value[ISH_STORE_PROCESSOR])
{
	char line[512];
	value[0] = '\0';
	FILE *file = fopen("/proc/cpuinfo", "r");
	while (file != NULL && value[0] == '\0' && fgets(line, sizeof line, file) != NULL) {
		const char *colon = strchr(line, ':');
		if (strncmp(line, key, strlen(key)) == 0 && colon != NULL) {
			line[strcspn(line, "\n")] = '\0';
			(void)snprintf(value, ISH_STORE_PROCESSOR, "%.*s", ISH_STORE_PROCESSOR - 1,
			               colon + 1 + strspn(colon + 1, " \t"));
		}
	}
	if (file != NULL) {
		(void)fclose(file);
	}
}

/* x86 has a name for the model, which on virtual machines may be that of a whole family; others have numbers. */
static void find_processor(char processor[ISH_STORE_PROCESSOR])
{
	struct utsname name;
	char model[ISH_STORE_PROCESSOR];
	char number[2][ISH_STORE_PROCESSOR];
	cpuinfo("model name", model);
	if (model[0] != '\0') {
		cpuinfo("cpu family", number[0]);
		cpuinfo("model\t", number[1]);
		(void)snprintf(processor, ISH_STORE_PROCESSOR, "%.80s, family %.8s model %.8s", model, number[0],
		               number[1]);
	} else {
		cpuinfo("CPU part", number[0]);
		(void)snprintf(processor, ISH_STORE_PROCESSOR, "%.30s %.60s",
		               uname(&name) == 0 ? name.machine : "unknown", number[0]);
	}
}

/* Lower case letters and digits, all else one hyphen. */
static void make_slug(const char *text, char slug[ISH_STORE_PROCESSOR])
{
	size_t used = 0;
	for (; *text != '\0'; text++) {
		if (isalnum((unsigned char)*text)) {
			slug[used++] = (char)tolower((unsigned char)*text);
		} else if (used > 0 && slug[used - 1] != '-') {
			slug[used++] = '-';
		}
	}
	used -= used > 0 && slug[used - 1] == '-';
	slug[used] = '\0';
}

void ish_store_init(struct ish_store *store, const struct ish_config *config)
{
	const char *named = config->backend.wisdom;
	*store = (struct ish_store){.is_named = named[0] != '\0' && strcmp(named, "none") != 0};
	find_processor(store->processor);
	if (named[0] != '\0') {
		(void)snprintf(store->path, sizeof store->path, "%s", store->is_named ? named : "");
		return;
	}
	char slug[ISH_STORE_PROCESSOR];
	make_slug(store->processor, slug);
	const char *cache = getenv("XDG_CACHE_HOME"); /* NOLINT(concurrency-mt-unsafe): before any thread */
	const char *home = getenv("HOME");            /* NOLINT(concurrency-mt-unsafe) */
	/* The XDG specification: a path that is not absolute is to be ignored. */
	const bool has_cache = cache != NULL && cache[0] == '/';
	if (!has_cache && (home == NULL || home[0] != '/')) {
		return;
	}
	const int length = snprintf(store->path, sizeof store->path, "%s%s/ishydro/%s/wisdom", has_cache ? cache : home,
	                            has_cache ? "" : "/.cache", slug);
	if (length < 0 || (size_t)length >= sizeof store->path) {
		store->path[0] = '\0';
	}
}

/* ---- the file of choices ---- */

static void choices_path(const struct ish_store *store, char path[ISH_STORE_PATH + 16])
{
	(void)snprintf(path, ISH_STORE_PATH + 16, "%s%s", store->path, suffix[2]);
}

/* What decides which backend is the fastest. */
static void make_key(const struct ish_config *config, char key[KEY_BYTES])
{
	const int *n = config->grid.shape;
	(void)snprintf(key, KEY_BYTES, "%dx%dx%d %s, %s%s viscosity, filter %s, planning %s", n[0], n[1], n[2],
	               config->backend.precision, config->transport.eta_over_s > 0.0 ? "shear" : "no shear",
	               config->transport.zeta_over_s > 0.0 ? " and bulk" : "", config->filter.name,
	               config->backend.planning);
}

/* Why a file of choices cannot be used, into `reason`; false if it can. */
static bool is_unfit(const struct ish_store *store, const json_t *root, char *reason, size_t size)
{
	const char *program = json_string_value(json_object_get(root, "program"));
	const json_t *format = json_object_get(root, "format");
	const char *processor = json_string_value(json_object_get(root, "processor"));
	const char *fftw = json_string_value(json_object_get(root, "fftw"));
	reason[0] = '\0';
	if (program == NULL || strcmp(program, "ishydro") != 0 || !json_is_integer(format) || processor == NULL ||
	    fftw == NULL || !json_is_object(json_object_get(root, "choices"))) {
		(void)snprintf(reason, size, "damaged, or not a file of ishydro");
	} else if (json_integer_value(format) != FORMAT) {
		(void)snprintf(reason, size, "of another version of ishydro (format %lld, this one has %d)",
		               (long long)json_integer_value(format), (int)FORMAT);
	} else if (strcmp(processor, store->processor) != 0) {
		(void)snprintf(reason, size, "of another processor (%.80s, this is %.80s)", processor,
		               store->processor);
	} else if (strcmp(fftw, ish_wisdom_library()) != 0) {
		(void)snprintf(reason, size, "of another FFTW (%.60s, this is %.60s)", fftw, ish_wisdom_library());
	}
	return reason[0] != '\0';
}

/* The file as JSON; NULL with an empty reason if it is not there, else with the reason. */
static json_t *load(const struct ish_store *store, char *reason, size_t size)
{
	char path[ISH_STORE_PATH + 16];
	json_error_t error;
	choices_path(store, path);
	reason[0] = '\0';
	FILE *file = fopen(path, "r");
	if (file == NULL) {
		if (errno != ENOENT && errno != ENOTDIR) {
			(void)snprintf(reason, size, "not readable (%s)", ish_system_text(errno));
		}
		return NULL;
	}
	json_t *root = json_loadf(file, JSON_REJECT_DUPLICATES, &error);
	(void)fclose(file);
	if (root == NULL) {
		(void)snprintf(reason, size, "damaged, or not a file of ishydro");
	} else if (is_unfit(store, root, reason, size)) {
		json_decref(root);
		root = NULL;
	}
	return root;
}

/* Three names of backends, "none" where there is no such thing. */
static bool get_axes(const json_t *array, const bool is_used[3], char name[3][ISH_NAME_MAX])
{
	for (size_t axis = 0; axis < 3; axis++) {
		const char *text = json_string_value(json_array_get(array, axis));
		const bool known =
			text != NULL && (is_used[axis] ? strcmp(text, "fft") == 0 || strcmp(text, "matrix") == 0
		                                       : strcmp(text, "none") == 0);
		if (!known) {
			return false;
		}
		(void)snprintf(name[axis], ISH_NAME_MAX, "%s", text);
	}
	return true;
}

/* The entry of this grid into config->taken. False if it is damaged. */
static bool take(struct ish_config *config, const json_t *entry)
{
	struct ish_config_taken taken = config->taken;
	bool has_points[3];
	bool is_filtered[3];
	for (int axis = 0; axis < 3; axis++) {
		has_points[axis] = config->grid.shape[axis] > 1;
		is_filtered[axis] = has_points[axis] && strcmp(config->filter.name, "none") != 0;
	}
	if (!get_axes(json_object_get(entry, "derivative"), has_points, taken.derivative) ||
	    !get_axes(json_object_get(entry, "filter"), is_filtered, taken.filter)) {
		return false;
	}
	config->taken = taken;
	return true;
}

static void warn(const struct ish_store *store, const char *reason)
{
	char path[ISH_STORE_PATH + 16];
	choices_path(store, path);
	ish_log(ISH_LOG_WARNING, "%.500s: %s: ignored (`ishydro plan --clear` removes it)", path, reason);
}

static bool has_wisdom(const struct ish_store *store)
{
	char path[ISH_STORE_PATH + 16];
	bool found = false;
	for (int i = 0; i < 2; i++) {
		(void)snprintf(path, sizeof path, "%s%s", store->path, suffix[i]);
		found = found || access(path, F_OK) == 0;
	}
	return found;
}

enum ish_store_found ish_store_read(const struct ish_store *store, struct ish_config *config)
{
	char reason[300];
	char key[KEY_BYTES];
	const bool is_wanted = store->is_named || (strcmp(config->backend.planning, "estimate") != 0 &&
	                                           config->backend.choices[0] == '\0');
	if (store->path[0] == '\0' || !is_wanted) {
		return ISH_STORE_NONE;
	}
	json_t *root = load(store, reason, sizeof reason);
	if (root == NULL && reason[0] != '\0') {
		warn(store, reason);
		return ISH_STORE_IGNORED; /* wisdom of who knows which processor goes with it */
	}
	enum ish_store_found found = has_wisdom(store) ? ISH_STORE_WISDOM : ISH_STORE_NONE;
	if (found == ISH_STORE_WISDOM) {
		ish_wisdom_read(store->path);
	}
	make_key(config, key);
	const json_t *entry = json_object_get(json_object_get(root, "choices"), key);
	if (entry != NULL && strcmp(config->backend.derivative, "auto") == 0) {
		found = take(config, entry) ? ISH_STORE_CHOICES : ISH_STORE_IGNORED;
		if (found == ISH_STORE_IGNORED) {
			warn(store, "the choices for this grid are damaged");
		}
	}
	json_decref(root);
	if (found == ISH_STORE_WISDOM || found == ISH_STORE_CHOICES) {
		ish_cache_hit(&counter);
	} else {
		ish_cache_miss(&counter);
	}
	return found;
}

/* ---- writing ---- */

/* The folder of the store into `folder`. */
static void folder_of(const struct ish_store *store, char folder[ISH_STORE_PATH])
{
	(void)snprintf(folder, ISH_STORE_PATH, "%s", store->path);
	char *slash = strrchr(folder, '/');
	if (slash == NULL) {
		(void)snprintf(folder, ISH_STORE_PATH, ".");
	} else {
		slash[slash == folder] = '\0';
	}
}

/* The cache folders, for their owner only, as the XDG specification has it. */
static enum ish_status make_folders(const char *folder)
{
	char path[ISH_STORE_PATH];
	(void)snprintf(path, sizeof path, "%s", folder);
	for (char *end = path; *end != '\0';) {
		end += strspn(end, "/");
		end += strcspn(end, "/");
		const char separator = *end;
		*end = '\0';
		if (mkdir(path, 0700) != 0 && errno != EEXIST) {
			return ish_fail(ISH_ERR_SYSTEM,
			                "%s: cannot make the folder for wisdom: %s (backend.wisdom names another)",
			                path, ish_system_text(errno));
		}
		*end = separator;
	}
	return ISH_OK;
}

static json_t *new_root(const struct ish_store *store)
{
	return json_pack("{s:s, s:i, s:s, s:s, s:{}}", "program", "ishydro", "format", (int)FORMAT, "processor",
	                 store->processor, "fftw", ish_wisdom_library(), "choices");
}

/* `c` NULL: none for this grid. */
static enum ish_status write_choices(const struct ish_store *store, json_t *root, const struct ish_config *config,
                                     const struct ish_solver_choices *c)
{
	char path[ISH_STORE_PATH + 16];
	char key[KEY_BYTES];
	choices_path(store, path);
	make_key(config, key);
	int failed = 0;
	if (c != NULL) {
		json_t *entry =
			json_pack("{s:[s, s, s], s:[s, s, s]}", "derivative", c->derivative[0], c->derivative[1],
		                  c->derivative[2], "filter", c->filter[0], c->filter[1], c->filter[2]);
		failed = json_object_set_new(json_object_get(root, "choices"), key, entry);
	}
	char *text = failed != 0 ? NULL : json_dumps(root, JSON_INDENT(1));
	if (text == NULL) {
		return ish_fail(ISH_ERR_MEMORY, "%s: no memory", path);
	}
	const enum ish_status status = ish_complete_file_write(path, text);
	free(text);
	return status;
}

/* With the folder locked: what others have written since is kept. */
static enum ish_status write_merged(const struct ish_store *store, const struct ish_config *config,
                                    const struct ish_solver_choices *choices)
{
	char reason[300];
	json_t *root = load(store, reason, sizeof reason);
	if (root != NULL || reason[0] == '\0') {
		ish_wisdom_merge(store->path);
	}
	/* What a user asks for by name is no choice, and what was taken over is one already. */
	const bool chosen =
		strcmp(config->backend.derivative, "auto") == 0 && strcmp(config->backend.planning, "estimate") != 0;
	enum ish_status status = ish_wisdom_write(store->path);
	if (status == ISH_OK && (chosen || reason[0] != '\0')) { /* unfit ones would go on hiding the wisdom */
		root = root != NULL ? root : new_root(store);
		status = write_choices(store, root, config, chosen ? choices : NULL);
	}
	json_decref(root);
	return status;
}

enum ish_status ish_store_write(const struct ish_store *store, const struct ish_config *config,
                                const struct ish_solver_choices *choices)
{
	char folder[ISH_STORE_PATH];
	if (store->path[0] == '\0') {
		return ISH_OK;
	}
	folder_of(store, folder);
	enum ish_status status = store->is_named ? ISH_OK : make_folders(folder);
	if (status != ISH_OK) {
		return status;
	}
	const int descriptor = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	/* File systems without locks are written to all the same: each file is whole in any case. */
	if (descriptor >= 0) {
		(void)flock(descriptor, LOCK_EX);
	}
	status = write_merged(store, config, choices);
	if (descriptor >= 0) {
		(void)close(descriptor);
	}
	return status;
}

enum ish_status ish_store_clear(const struct ish_store *store, struct ish_store_removed *removed_out)
{
	removed_out->count = 0;
	for (int i = 0; i < ISH_STORE_FILES && store->path[0] != '\0'; i++) {
		char *path = removed_out->path[removed_out->count];
		(void)snprintf(path, sizeof removed_out->path[0], "%s%s", store->path, suffix[i]);
		if (unlink(path) == 0) {
			removed_out->count++;
		} else if (errno != ENOENT && errno != ENOTDIR) {
			return ish_fail(ISH_ERR_SYSTEM, "%s: cannot be removed: %s", path, ish_system_text(errno));
		}
	}
	return ISH_OK;
}
