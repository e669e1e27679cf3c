/* The store of wisdom and choices: what is written is found again, what is unfit is one line and changes nothing. */
#define _DEFAULT_SOURCE
#include <criterion/criterion.h>
#include <fftw3.h>
#include <jansson.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "solver/wisdom_store.h"
#include "spectral/plan.h"
#include "tests/solver/evolve.h"
#include "tests/workspace/log_capture.h"

static char folder[] = "store_XXXXXX";
static char cache[4096];
static struct log_capture lines;

static void make_folder(void)
{
	char here[2048];
	cr_assert_not_null(mkdtemp(folder));
	cr_assert_not_null(getcwd(here, sizeof here));
	snprintf(cache, sizeof cache, "%s/%s/cache", here, folder);
	cr_assert_eq(setenv("XDG_CACHE_HOME", cache, 1), 0);
	log_capture_begin(&lines);
}

static void remove_folder(void)
{
	char command[64];
	snprintf(command, sizeof command, "rm -rf %s", folder);
	cr_assert_eq(system(command), 0);
}

TestSuite(store, .init = make_folder, .fini = remove_folder);

static const struct ish_solver_choices chosen = {.precision = "double",
                                                 .derivative = {"fft", "matrix", "none"},
                                                 .filter = {"matrix", "fft", "none"},
                                                 .simd = "v2",
                                                 .threads = 1};

static void configure(struct ish_config *config, const char *preset)
{
	ish_config_init(config);
	cr_assert_eq(ish_config_preset(config, preset), ISH_OK);
}

/* The store of this configuration with choices for it. */
static void fill(struct ish_store *store, const struct ish_config *config)
{
	ish_store_init(store, config);
	cr_assert_eq(ish_store_write(store, config, &chosen), ISH_OK);
	cr_assert_eq(lines.count, 0, "%s", lines.line);
}

static void edit_choices(const struct ish_store *store, const char *member, json_t *value)
{
	char path[4096];
	snprintf(path, sizeof path, "%s.choices", store->path);
	json_t *root = json_load_file(path, 0, NULL);
	cr_assert_not_null(root);
	cr_assert_eq(json_object_set_new(root, member, value), 0);
	cr_assert_eq(json_dump_file(root, path, 0), 0);
	json_decref(root);
}

static void write_text(const char *path, const char *text)
{
	FILE *file = fopen(path, "w");
	cr_assert_not_null(file);
	fputs(text, file);
	fclose(file);
}

/* One warning line with these words, and the configuration is as it was. */
static void assert_ignored(const struct ish_store *store, struct ish_config config, const char *words)
{
	log_capture_begin(&lines);
	cr_assert_eq(ish_store_read(store, &config), ISH_STORE_IGNORED, "%s", words);
	cr_assert_eq(lines.count, 1, "%s: %d lines", words, lines.count);
	cr_assert_eq(lines.level, ISH_LOG_WARNING);
	cr_assert_not_null(strstr(lines.line, words), "%s: %s", words, lines.line);
	cr_assert_not_null(strstr(lines.line, ".choices: "), "%s", lines.line);
	cr_assert_str_eq(config.taken.derivative[0], "");
	cr_assert_str_eq(config.taken.filter[1], "");
}

Test(store, gives_back_the_choices_of_each_grid)
{
	struct ish_store store;
	struct ish_config config;
	struct ish_config other;
	configure(&config, "1x16x8x1");
	configure(&other, "1x16x8x8");
	fill(&store, &config);
	cr_assert_not_null(strstr(store.path, cache), "%s", store.path);
	cr_assert_eq(ish_store_read(&store, &other), ISH_STORE_WISDOM);
	cr_assert_str_eq(other.taken.derivative[0], "");
	cr_assert_eq(ish_store_read(&store, &config), ISH_STORE_CHOICES);
	cr_assert_eq(memcmp(config.taken.derivative, chosen.derivative, sizeof chosen.derivative), 0);
	cr_assert_eq(memcmp(config.taken.filter, chosen.filter, sizeof chosen.filter), 0);
	/* A second grid leaves the first where it is. */
	const struct ish_solver_choices solid = {.derivative = {"fft", "fft", "fft"},
	                                         .filter = {"fft", "fft", "matrix"}};
	cr_assert_eq(ish_store_write(&store, &other, &solid), ISH_OK);
	cr_assert_eq(ish_store_read(&store, &other), ISH_STORE_CHOICES);
	cr_assert_str_eq(other.taken.filter[2], "matrix");
	cr_assert_eq(ish_store_read(&store, &config), ISH_STORE_CHOICES);
	cr_assert_eq(lines.count, 0, "%s", lines.line);
}

Test(store, tells_precision_viscosity_filter_and_planning_apart)
{
	static const char *const key[] = {"backend.precision=float", "transport.zeta_over_s=0",
	                                  "transport.eta_over_s=0", "filter.name=two-thirds",
	                                  "backend.planning=patient"};
	struct ish_store store;
	struct ish_config config;
	configure(&config, "1x16x8x1");
	fill(&store, &config);
	for (size_t i = 0; i < sizeof key / sizeof key[0]; i++) {
		struct ish_config other = config;
		set(&other, "%s", key[i]);
		cr_assert_eq(ish_store_read(&store, &other), ISH_STORE_WISDOM, "%s", key[i]);
	}
	/* What does not change the speed of a backend changes nothing. */
	set(&config, "time.scheme=imex-ssp3");
	set(&config, "backend.threads=3");
	cr_assert_eq(ish_store_read(&store, &config), ISH_STORE_CHOICES);
}

Test(store, gives_fftw_its_wisdom_back)
{
	struct ish_store store;
	struct ish_config config;
	struct ish_solver_estimate estimate;
	configure(&config, "1x16x8x1");
	set(&config, "backend.derivative=fft");
	cr_assert_eq(ish_solver_estimate(&config, ISH_SOLVER_MEASURED, &estimate), ISH_OK);
	char *learned = ish_wisdom_text(ISH_WISDOM_DOUBLE);
	fill(&store, &config);
	ish_plan_clear();
	fftw_forget_wisdom();
	/* Choices are not taken where the user names a backend. */
	cr_assert_eq(ish_store_read(&store, &config), ISH_STORE_WISDOM);
	char *found = ish_wisdom_text(ISH_WISDOM_DOUBLE);
	cr_assert_eq(strlen(found), strlen(learned));
	cr_assert_gt(strlen(found), 200, "wisdom of some plans");
	free(found);
	free(learned);
}

Test(store, that_is_damaged_is_one_line_and_ignored)
{
	static const char *const text[] = {"",
	                                   "{",
	                                   "hello\n",
	                                   "[1, 2]",
	                                   "{\"program\": \"ishydro\"}",
	                                   "{\"program\": \"ishydro\", \"format\": \"1\", \"choices\": {}}"};
	struct ish_store store;
	struct ish_config config;
	char path[4096];
	configure(&config, "1x16x8x1");
	fill(&store, &config);
	snprintf(path, sizeof path, "%s.choices", store.path);
	for (size_t i = 0; i < sizeof text / sizeof text[0]; i++) {
		write_text(path, text[i]);
		assert_ignored(&store, config, "damaged");
	}
	/* Writing mends it. */
	log_capture_begin(&lines);
	fill(&store, &config);
	cr_assert_eq(ish_store_read(&store, &config), ISH_STORE_CHOICES);
	cr_assert_eq(lines.count, 0, "%s", lines.line);
}

Test(store, with_damaged_choices_of_a_grid_is_one_line_and_ignored)
{
	static const char *const entry[] = {
		"{}", "{\"derivative\": [\"fft\", \"fft\"], \"filter\": [\"fft\", \"fft\", \"none\"]}",
		"{\"derivative\": [\"fft\", \"fft\", \"fft\"], \"filter\": [\"fft\", \"fft\", \"none\"]}",
		"{\"derivative\": [\"fft\", \"abacus\", \"none\"], \"filter\": [\"fft\", \"fft\", \"none\"]}"};
	struct ish_store store;
	struct ish_config config;
	char path[4096];
	configure(&config, "1x16x8x1");
	fill(&store, &config);
	snprintf(path, sizeof path, "%s.choices", store.path);
	for (size_t i = 0; i < sizeof entry / sizeof entry[0]; i++) {
		json_t *root = json_load_file(path, 0, NULL);
		json_t *choices = json_object_get(root, "choices");
		cr_assert_eq(json_object_size(choices), 1);
		cr_assert_eq(json_object_set_new(choices, json_object_iter_key(json_object_iter(choices)),
		                                 json_loads(entry[i], 0, NULL)),
		             0);
		cr_assert_eq(json_dump_file(root, path, 0), 0);
		json_decref(root);
		assert_ignored(&store, config, "the choices for this grid are damaged");
	}
}

Test(store, of_another_processor_version_or_fftw_is_one_line_and_ignored_with_its_wisdom)
{
	struct ish_store store;
	struct ish_config config;
	struct ish_solver_estimate estimate;
	configure(&config, "1x16x8x1");
	cr_assert_eq(ish_solver_estimate(&config, ISH_SOLVER_MEASURED, &estimate), ISH_OK);
	ish_plan_clear();
	fill(&store, &config);
	fftw_forget_wisdom();
	char *nothing = ish_wisdom_text(ISH_WISDOM_DOUBLE);
	edit_choices(&store, "processor", json_string("Difference Engine No. 2"));
	assert_ignored(&store, config, "of another processor (Difference Engine No. 2, this is ");
	edit_choices(&store, "processor", json_string(store.processor));
	edit_choices(&store, "format", json_integer(0));
	assert_ignored(&store, config, "of another version of ishydro (format 0, this one has 1)");
	edit_choices(&store, "format", json_integer(1));
	edit_choices(&store, "fftw", json_string("fftw-2.1.5"));
	assert_ignored(&store, config, "of another FFTW (fftw-2.1.5, this is fftw");
	char *found = ish_wisdom_text(ISH_WISDOM_DOUBLE);
	cr_assert_str_eq(found, nothing);
	free(found);
	free(nothing);
	edit_choices(&store, "fftw", json_string(ish_wisdom_library()));
	cr_assert_eq(ish_store_read(&store, &config), ISH_STORE_CHOICES);
}

Test(store, with_damaged_wisdom_is_one_line_and_keeps_its_choices)
{
	struct ish_store store;
	struct ish_config config;
	configure(&config, "1x16x8x1");
	fill(&store, &config);
	write_text(store.path, "(fftw-3.3.9 fftw_wisdom #x1 #x2 #x3 #x4\n)\n");
	cr_assert_eq(ish_store_read(&store, &config), ISH_STORE_CHOICES);
	cr_assert_eq(lines.count, 1, "%s", lines.line);
	cr_assert_not_null(strstr(lines.line, "ignored"), "%s", lines.line);
}

Test(store, of_the_processor_is_left_alone_by_estimates_and_recorded_choices)
{
	struct ish_store store;
	struct ish_config config;
	configure(&config, "1x16x8x1");
	fill(&store, &config);
	struct ish_config other = config;
	set(&other, "backend.planning=estimate");
	cr_assert_eq(ish_store_read(&store, &other), ISH_STORE_NONE);
	other = config;
	set(&other, "backend.choices=out/run.json");
	cr_assert_eq(ish_store_read(&store, &other), ISH_STORE_NONE);
	other = config;
	set(&other, "backend.wisdom=none");
	ish_store_init(&store, &other);
	cr_assert_str_eq(store.path, "");
	cr_assert_eq(ish_store_read(&store, &other), ISH_STORE_NONE);
	cr_assert_eq(ish_store_write(&store, &other, &chosen), ISH_OK);
}

Test(store, is_where_the_user_or_the_environment_says)
{
	struct ish_store store;
	struct ish_config config;
	configure(&config, "1x16x8x1");
	set(&config, "backend.wisdom=%s/mine", folder);
	fill(&store, &config);
	cr_assert(store.is_named && strstr(store.path, "/mine") != NULL);
	cr_assert_eq(ish_store_read(&store, &config), ISH_STORE_CHOICES);
	set(&config, "backend.wisdom=");
	cr_assert_eq(setenv("XDG_CACHE_HOME", "not/absolute", 1), 0);
	cr_assert_eq(setenv("HOME", "/home/someone", 1), 0);
	ish_store_init(&store, &config);
	cr_assert_eq(strncmp(store.path, "/home/someone/.cache/ishydro/", 29), 0, "%s", store.path);
	cr_assert_eq(strcmp(strrchr(store.path, '/'), "/wisdom"), 0, "%s", store.path);
	cr_assert_eq(unsetenv("HOME"), 0);
	ish_store_init(&store, &config);
	cr_assert_str_eq(store.path, "");
}

Test(store, that_cannot_be_written_is_an_error_that_names_the_place)
{
	struct ish_store store;
	struct ish_config config;
	configure(&config, "1x16x8x1");
	write_text(cache, "a file where a folder should be"); /* root may write into any folder */
	ish_store_init(&store, &config);
	cr_assert_eq(ish_store_write(&store, &config, &chosen), ISH_ERR_SYSTEM);
	cr_assert_eq(lines.count, 1);
	cr_assert_not_null(strstr(lines.line, cache), "%s", lines.line);
	cr_assert_eq(ish_store_read(&store, &config), ISH_STORE_NONE);
	set(&config, "backend.wisdom=%s/no/such/folder/wisdom", folder);
	ish_store_init(&store, &config);
	cr_assert_eq(ish_store_write(&store, &config, &chosen), ISH_ERR_SYSTEM);
	cr_assert_eq(lines.count, 2, "%s", lines.line);
}

Test(store, is_cleared_and_says_what_went)
{
	struct ish_store store;
	struct ish_config config;
	struct ish_store_removed removed;
	configure(&config, "1x16x8x1");
	fill(&store, &config);
	cr_assert_eq(ish_store_clear(&store, &removed), ISH_OK);
	cr_assert_eq(removed.count, 3);
	cr_assert_str_eq(removed.path[0], store.path);
	cr_assert_not_null(strstr(removed.path[1], "/wisdom.float"));
	cr_assert_not_null(strstr(removed.path[2], "/wisdom.choices"));
	cr_assert_eq(ish_store_read(&store, &config), ISH_STORE_NONE);
	cr_assert_eq(ish_store_clear(&store, &removed), ISH_OK);
	cr_assert_eq(removed.count, 0);
	cr_assert_eq(lines.count, 0, "%s", lines.line);
}

/* Eight processes, each with grids of its own: read, merge and write under one lock. */
Test(store, loses_nothing_to_processes_at_the_same_time)
{
	enum { PROCESSES = 8, GRIDS = 5 };
	struct ish_store store;
	struct ish_config config;
	configure(&config, "1x16x8x1");
	ish_store_init(&store, &config);
	for (int p = 0; p < PROCESSES; p++) {
		if (fork() == 0) {
			int failures = 0;
			for (int g = 0; g < GRIDS; g++) {
				config.grid.shape[0] = 4 + p;
				config.grid.shape[1] = 4 + g;
				failures += ish_store_write(&store, &config, &chosen) != ISH_OK;
			}
			_exit(failures);
		}
	}
	for (int p = 0; p < PROCESSES; p++) {
		int result = -1;
		cr_assert_gt(wait(&result), 0);
		cr_assert_eq(result, 0);
	}
	for (int p = 0; p < PROCESSES; p++) {
		for (int g = 0; g < GRIDS; g++) {
			config.grid.shape[0] = 4 + p;
			config.grid.shape[1] = 4 + g;
			cr_assert_eq(ish_store_read(&store, &config), ISH_STORE_CHOICES, "%d, %d", p, g);
		}
	}
	cr_assert_eq(lines.count, 0, "%s", lines.line);
}
