/* Reports: text and JSON of a run whose content is planted, written whole or not at all. */
#define _GNU_SOURCE /* cpu_set_t */

#include <criterion/criterion.h>
#include <dirent.h>
#include <jansson.h>
#include <math.h>
#include <sched.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "profiler/profile_view.h"
#include "reports/report.h"
#include "workspace/log.h"

ISH_PROFILE_REGION(outer_region, "derivative");
ISH_PROFILE_TRANSFORM(fft_region, "fft");
ISH_PROFILE_REGION(idle_region, "closure");

enum { STEPS = 8, CELLS = 4096, PATH = 256 };

static char directory[PATH] = "report_XXXXXX";
static const struct ish_arena_owner owners[] = {{"scratch", 1000}, {"state", 327680}, {"stages", 327680}};
static const struct ish_report_fact facts[] = {{"problem", "planted", ISH_FACT_WORK},
                                               {"grid", "16 x 16 x 16", ISH_FACT_WORK}};
static const struct ish_report_context context = {
	.program = {.name = "planter", .version = "1.2", .flags = "-O9"},
	.command = "ishydro run --set problem.name=\"planted\"",
	.cells = CELLS,
	.owner = owners,
	.owners = 3,
	.fact = facts,
	.facts = 2,
	.cache = "derivative",
};
static const char *const both[] = {"text", "json"};

static void make_directory(void)
{
	cr_assert(mkdtemp(directory) != NULL);
}

static void remove_directory(void)
{
	static const char *const names[] = {"profile/profile.txt", "profile/profile.json", "profile", ""};
	char path[2 * PATH];
	for (int i = 0; i < 4; i++) {
		(void)snprintf(path, sizeof path, "%s/%s", directory, names[i]);
		(void)remove(path);
	}
	ish_profile_reset();
}

static void work_for(double seconds)
{
	struct timespec begin, now;
	double passed;
	clock_gettime(CLOCK_THREAD_CPUTIME_ID, &begin);
	do {
		clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
		passed = (double)(now.tv_sec - begin.tv_sec) + 1e-9 * (double)(now.tv_nsec - begin.tv_nsec);
	} while (passed < seconds);
}

/* STEPS steps of two stages; one redundant derivative and, in step `guilty`, one allocation. */
static void run_planted(long steps, long guilty)
{
	const struct ish_profile_config config = {.level = ISH_PROFILE_REGIONS, .threads = 1, .steps_expected = steps};
	const struct ish_transform_info info = {
		.n = 16, .shape = {16, 1, 1}, .batch = 256, .axis = 2, .flops = 1e5, .bytes = 65536};
	struct ish_cache_counter cache = {"derivative", 0};
	struct ish_statistic newton = {"newton iterations", 0};
	const int plan = ish_transform_register(&info);
	ish_transform_planned(plan, 0.125);
	cr_assert(ish_profile_start(&config) == ISH_OK);
	for (long i = 0; i < steps; i++) {
		ish_profile_step_begin(i, 0.5 * (double)i, 0.5, i < 3 ? ISH_STEP_WARMUP : ISH_STEP_STEADY);
		for (int stage = 0; stage < 2; stage++) {
			ish_profile_stage(stage);
			ISH_BEGIN(&outer_region);
			ish_call_key(&outer_region, (uint64_t)i, 0);
			work_for(1e-4);
			ISH_BEGIN(&fft_region);
			void *volatile planted = i == guilty && stage == 1 ? malloc(64) : NULL;
			work_for(5e-4);
			ish_transform_executed(plan);
			free(planted);
			ISH_END(&fft_region);
			ISH_END(&outer_region);
			ish_cache_miss(&cache);
			ish_cache_hit(&cache);
			ish_cache_hit(&cache);
			ish_cache_hit(&cache);
			ish_statistic_add(&newton, 3, 90);
			ish_statistic_add(&newton, 5, 10);
			ISH_BEGIN(&idle_region);
			ISH_END(&idle_region);
		}
		ish_profile_stage(-1);
		ish_profile_step_end();
	}
	ish_profile_stop();
}

static const char *path_of(const char *name)
{
	static char path[2 * PATH];
	(void)snprintf(path, sizeof path, "%s/profile/%s", directory, name);
	return path;
}

static char *read_text(void)
{
	FILE *const file = fopen(path_of("profile.txt"), "r");
	static char text[200000];
	cr_assert(file != NULL);
	const size_t length = fread(text, 1, sizeof text - 1, file);
	text[length] = '\0';
	cr_assert(fclose(file) == 0);
	return text;
}

static json_t *read_json(void)
{
	json_error_t error;
	json_t *const root = json_load_file(path_of("profile.json"), JSON_REJECT_DUPLICATES, &error);
	cr_assert(root != NULL, "line %d: %s", error.line, error.text);
	return root;
}

static double number(const json_t *object, const char *key)
{
	const json_t *const value = json_object_get(object, key);
	cr_assert(value != NULL, "no key %s", key);
	return json_is_null(value) ? NAN : json_number_value(value);
}

/* Equal to the last digit, NaN and null being the same: JSON has 17 digits. */
static bool same(double json, double view)
{
	return (isnan(json) && isnan(view)) || json == view;
}

static double or_nan(long value)
{
	return value < 0 ? NAN : (double)value;
}

Test(report, json_agrees_with_the_view, .init = make_directory, .fini = remove_directory)
{
	run_planted(STEPS, 6);
	cr_assert(ish_report_write(directory, both, 2, &context) == ISH_OK);
	const struct ish_profile_view *view = ish_profile_view();
	json_t *const root = read_json();
	cr_assert_str_eq(json_string_value(json_object_get(root, "schema")), "ishydro-profile");
	cr_assert(json_integer_value(json_object_get(root, "schema_version")) == 1);
	const json_t *const run = json_object_get(root, "run"), *const regions = json_object_get(root, "regions");
	cr_assert_str_eq(json_string_value(json_object_get(run, "command")), context.command);
	cr_assert_str_eq(json_string_value(json_object_get(json_object_get(run, "facts"), "problem")), "planted");
	cr_assert(same(number(run, "wall"), view->run->wall));
	cr_assert((int)json_array_size(regions) == view->nodes);
	for (int i = 0; i < view->nodes; i++) {
		const struct ish_profile_node *node = &view->node[i];
		const json_t *const region = json_array_get(regions, (size_t)i);
		cr_assert_str_eq(json_string_value(json_object_get(region, "name")), node->region->name);
		cr_assert(same(number(region, "parent"), or_nan(node->parent)));
		cr_assert(same(number(region, "calls"), (double)node->calls));
		cr_assert(same(number(region, "wall"), node->wall) &&
		          same(number(region, "wall_self"), node->wall_self));
		cr_assert(same(number(region, "cpu"), node->cpu) && same(number(region, "flops"), node->flops));
		cr_assert(same(number(region, "allocations"), or_nan(node->allocations)));
		cr_assert(same(number(region, "bytes"), node->bytes));
		cr_assert(same(number(region, "redundant_calls"), (double)node->redundant));
		cr_assert(same(number(region, "wasted"), node->wasted));
	}
	json_decref(root);
}

Test(report, json_has_every_step, .init = make_directory, .fini = remove_directory)
{
	run_planted(200, -1);
	cr_assert(ish_report_write(directory, both, 2, &context) == ISH_OK);
	const struct ish_profile_view *view = ish_profile_view();
	json_t *const root = read_json();
	const json_t *const steps = json_object_get(root, "steps");
	cr_assert(json_array_size(steps) == 200);
	for (long i = 0; i < 200; i++) {
		const struct ish_step_record *record = ish_profile_step(view, i);
		const json_t *const step = json_array_get(steps, (size_t)i);
		cr_assert(number(step, "step") == (double)i && number(step, "time") == 0.5 * (double)i);
		cr_assert_str_eq(json_string_value(json_object_get(step, "kind")), i < 3 ? "warm-up" : "steady");
		cr_assert(same(number(step, "wall"), record->wall) && same(number(step, "cpu"), record->cpu));
		cr_assert(number(step, "transforms") == 2 &&
		          same(number(step, "allocations"), or_nan(record->allocations)));
		cr_assert(same(number(step, "unattributed_share"), record->unattributed));
		const json_t *const cache = json_object_get(json_object_get(step, "caches"), "derivative");
		cr_assert(number(cache, "hits") == 6 && number(cache, "misses") == 2 &&
		          number(cache, "hit_rate") == 0.75);
		const json_t *const newton = json_object_get(json_object_get(step, "statistics"), "newton iterations");
		cr_assert(number(newton, "count") == 200 && number(newton, "max") == 5 && number(newton, "p95") == 5);
		cr_assert(number(newton, "mean") == 3.2); /* (180 * 3 + 20 * 5) / 200 */
		cr_assert(json_array_size(json_object_get(step, "stages")) == 3);
		cr_assert((int)json_array_size(json_object_get(step, "regions")) == record->rows);
	}
	json_decref(root);
}

/* Column `name` of a row of a step's regions. */
static double cell(const json_t *root, const json_t *row, const char *name)
{
	size_t i;
	json_t *column;
	json_array_foreach(json_object_get(root, "region_columns"), i, column)
	{
		if (strcmp(json_string_value(column), name) == 0)
			return json_is_null(json_array_get(row, i)) ? NAN : json_number_value(json_array_get(row, i));
	}
	cr_assert_fail("no column %s", name);
	return NAN;
}

Test(report, self_times_of_a_step_add_up_to_its_root, .init = make_directory, .fini = remove_directory)
{
	run_planted(STEPS, -1);
	cr_assert(ish_report_write(directory, both, 2, &context) == ISH_OK);
	json_t *const root = read_json();
	const json_t *const steps = json_object_get(root, "steps");
	for (size_t s = 0; s < STEPS; s++) {
		const json_t *const rows = json_object_get(json_array_get(steps, s), "regions");
		double self = 0;
		for (size_t i = 0; i < json_array_size(rows); i++)
			self += cell(root, json_array_get(rows, i), "wall_self");
		/* Rows are floats: 1e-7 of each of 5 rows. */
		const double whole = cell(root, json_array_get(rows, 0), "wall");
		cr_assert(fabs(self - whole) < 1e-6 * whole, "step %zu: %g of %g", s, self, whole);
	}
	json_decref(root);
}

Test(report, json_says_null_where_nothing_was_measured, .init = make_directory, .fini = remove_directory)
{
	const struct ish_report_context empty = {0};
	const struct ish_profile_config config = {.level = ISH_PROFILE_REGIONS, .threads = 1};
	cr_assert(ish_profile_start(&config) == ISH_OK);
	ISH_BEGIN(&idle_region);
	ISH_END(&idle_region);
	ish_profile_stop();
	cr_assert(ish_report_write(directory, both, 2, &empty) == ISH_OK);
	json_t *const root = read_json();
	const json_t *const summary = json_object_get(root, "summary");
	cr_assert(json_array_size(json_object_get(root, "steps")) == 0);
	cr_assert(isnan(number(summary, "seconds_per_cell_step")) && isnan(number(summary, "unattributed_share")));
	cr_assert(json_is_null(json_object_get(json_object_get(root, "run"), "command")));
	json_decref(root);
	cr_assert(strstr(read_text(), "\nSteps\n-----\nnone\n") != NULL);
}

Test(report, text_stays_within_80_columns, .init = make_directory, .fini = remove_directory)
{
	run_planted(200, 100);
	/* Numbers that need room: what a long run may hold. */
	const struct ish_arena_owner big[] = {
		{"an owner whose name is longer than its column is wide", (size_t)1 << 40}};
	struct ish_report_context wide = context;
	wide.cells = 1L << 40;
	wide.owner = big;
	wide.owners = 1;
	cr_assert(ish_report_write(directory, both, 2, &wide) == ISH_OK);
	int lines = 0;
	for (char *line = strtok(read_text(), "\n"); line != NULL; line = strtok(NULL, "\n"), lines++)
		cr_assert(strlen(line) <= 80, "%zu columns: %s", strlen(line), line);
	/* Of 200 steps about 60 are shown, in two tables; with the other tables that is less than six pages of 60 lines. */
	cr_assert(lines > 60 && lines < 350, "%d", lines);
}

Test(report, text_says_what_was_planted, .init = make_directory, .fini = remove_directory)
{
	struct ish_cache_counter other = {"other", 0};
	ish_cache_miss(&other); /* the first cache there is, but not the one that the context names */
	run_planted(STEPS, 6);
	cr_assert(ish_report_write(directory, both, 2, &context) == ISH_OK);
	const bool hooks = strcmp(ish_profile_view()->run->hooks, "none") != 0;
	const char *const text = read_text();
	cr_assert(strstr(text, "hits: derivative cache;\nnewton: mean/max of \"newton iterations\"") != NULL);
	cr_assert(strstr(text, "planter") != NULL && strstr(text, "-O9") != NULL && strstr(text, "revision") == NULL);
	cr_assert(strstr(text, "8: 3 warm-up, 5 steady, 0 output, 0 regrid") != NULL);
	cr_assert(strstr(text, "derivative: 48 of 64 requests found their answer") != NULL);
	cr_assert(strstr(text, "8 calls, ") != NULL); /* redundant: the second derivative of each step */
	cr_assert(strstr(text, "16, 256 lines") != NULL && strstr(text, "125 ms") != NULL);
	cr_assert(strstr(text, "160.2 bytes per cell") != NULL); /* 656,360 bytes of 4096 cells */
	if (hooks) {
		cr_assert(strstr(text, "1 in steady steps (hooks: ") != NULL);
		cr_assert(strstr(text, "\nfft                      1      64 B      1      1    6 ") != NULL);
		cr_assert(strstr(text, "allocations in steady steps, in ") != NULL);
	} else {
		cr_assert(strstr(text, "allocations     not measured: ") != NULL);
		cr_assert(strstr(text, " in steady steps (hooks") == NULL);
	}
	/* The owners, largest first, equals in the order given. */
	const char *const state = strstr(text, "\nstate "), *const stages = strstr(text, "\nstages ");
	cr_assert(state != NULL && stages != NULL && state < stages && stages < strstr(text, "\nscratch "));
	/* Ranked by self time. Which is larger the view says: on a busy machine it need not be the planted one. */
	const struct ish_profile_view *view = ish_profile_view();
	double fft = 0, derivative = 0;
	for (int i = 0; i < view->nodes; i++) {
		const struct ish_profile_node *node = &view->node[i];
		fft += node->region == &fft_region ? node->wall_self : 0;
		derivative += node->region == &outer_region ? node->wall_self : 0;
	}
	const char *const spots = strstr(text, "Hot spots");
	cr_assert(spots != NULL && fft > 0 && derivative > 0);
	cr_assert((strstr(spots, "\nfft ") < strstr(spots, "\nderivative ")) == (fft > derivative));
}

/* A cache in front of the region "derivative": `misses` of them in each of STEPS steps, each followed by `hits`; the keys
 * are all different, or of one sort. */
static void run_cache(int misses, int hits, bool different)
{
	const struct ish_profile_config config = {.level = ISH_PROFILE_REGIONS, .threads = 1};
	struct ish_cache_counter cache = {"derivative", 0};
	cr_assert(ish_profile_start(&config) == ISH_OK);
	ish_cache_maker(&cache, &outer_region);
	for (long i = 0; i < STEPS; i++) {
		ish_profile_step_begin(i, 0.0, 1.0, ISH_STEP_STEADY);
		for (int k = 0; k < misses; k++) {
			ish_cache_miss(&cache);
			ish_cache_missed(&cache, different ? (uint64_t)k : 7);
			ISH_BEGIN(&outer_region);
			work_for(1e-5);
			ISH_END(&outer_region);
			for (int h = 0; h < hits; h++)
				ish_cache_hit(&cache);
		}
		ish_profile_step_end();
	}
	ish_profile_stop();
	cr_assert(ish_report_write(directory, both, 2, &context) == ISH_OK);
}

/* The row of the cache in the JSON, whose sums must be those of the regions. */
static json_t *cache_row(const json_t *root)
{
	double spent = 0.0, calls = 0.0;
	size_t i;
	json_t *region;
	json_array_foreach(json_object_get(root, "regions"), i, region)
	{
		const bool maker = strcmp(json_string_value(json_object_get(region, "name")), "derivative") == 0;
		spent += maker ? number(region, "wall") : 0.0;
		calls += maker ? number(region, "calls") : 0.0;
	}
	json_t *const row = json_array_get(json_object_get(root, "caches"), 0);
	cr_assert(number(row, "made") == calls && number(row, "misses") == calls);
	cr_assert(fabs(number(row, "spent") - spent) <= 1e-15 * spent); /* rounding of a sum of two */
	cr_assert(fabs(number(row, "miss") * calls - spent) <= 1e-14 * spent);
	cr_assert(fabs(number(row, "saved") - number(row, "hits") * number(row, "miss")) <= 1e-14 * spent);
	return row;
}

Test(report, says_what_a_cache_saves_at_the_price_of_its_misses, .init = make_directory, .fini = remove_directory)
{
	run_cache(2, 3, true);
	json_t *const root = read_json();
	const json_t *const row = cache_row(root);
	cr_assert(number(row, "hits") == 6 * STEPS && number(row, "saved") > 2.9 * number(row, "spent"));
	cr_assert(number(row, "saved") > 6 * STEPS * 1e-5); /* each miss worked for 1e-5 s at least */
	cr_assert(number(row, "lost") == 0);
	json_decref(root);
	cr_assert(strstr(read_text(), "derivative: 48 of 64 requests found their answer: ") != NULL);
}

Test(report, tells_a_cache_with_nothing_to_reuse_from_one_that_loses, .init = make_directory, .fini = remove_directory)
{
	run_cache(4, 0, true);
	json_t *root = read_json();
	const json_t *row = cache_row(root);
	cr_assert(number(row, "lost") == 0 && number(row, "saved") == 0 && number(row, "hit_rate") == 0);
	json_decref(root);
	const char *text = read_text();
	cr_assert(strstr(text, "derivative: each of 32 was asked for once: nothing to reuse") != NULL);
	cr_assert(strstr(text, "hits: derivative cache (nothing to reuse)") != NULL);
	run_cache(4, 0, false);
	root = read_json();
	row = json_array_get(json_object_get(root, "caches"), 0);
	cr_assert(number(row, "lost") == 3 * STEPS && number(row, "made") == 4 * STEPS);
	json_decref(root);
	text = read_text();
	cr_assert(strstr(text, "nothing to reuse") == NULL);
	cr_assert(strstr(text, "; 24 were made") != NULL, "%s", text);
}

Test(report, zero_allocations_are_claimed_only_when_measured, .init = make_directory, .fini = remove_directory)
{
	run_planted(STEPS, -1);
	cr_assert(ish_report_write(directory, both, 2, &context) == ISH_OK);
	const struct ish_profile_run *run = ish_profile_view()->run;
	json_t *const root = read_json();
	const char *const verdict =
		json_string_value(json_object_get(json_object_get(root, "summary"), "zero_allocations"));
	if (strcmp(run->hooks, "none") == 0) {
		cr_assert_str_eq(verdict, "not measured");
		cr_assert(strstr(read_text(), "0 in steady steps") == NULL);
	} else {
		cr_assert_str_eq(verdict, "holds");
		cr_assert(strstr(read_text(), "0 in steady steps (hooks: ") != NULL);
	}
	json_decref(root);
}

static int count_files(void)
{
	char path[2 * PATH];
	int count = 0;
	(void)snprintf(path, sizeof path, "%s/profile", directory);
	DIR *const folder = opendir(path);
	if (folder == NULL)
		return -1;
	for (struct dirent *entry; (entry = readdir(folder)) != NULL;)
		count += entry->d_name[0] != '.';
	(void)closedir(folder);
	return count;
}

Test(report, is_written_whole_under_its_own_name, .init = make_directory, .fini = remove_directory)
{
	run_planted(STEPS, -1);
	cr_assert(ish_report_write(directory, both, 2, &context) == ISH_OK);
	cr_assert(count_files() == 2);
	cr_assert(ish_report_write(directory, both, 2, &context) == ISH_OK); /* over the old ones */
	cr_assert(count_files() == 2);
	cr_assert(ish_report_write(directory, both, 1, &context) == ISH_OK);
}

static char said[ISH_LOG_LINE];

static void keep_line(enum ish_log_level level, const char *line, void *data)
{
	(void)level;
	(void)data;
	(void)snprintf(said, sizeof said, "%s", line);
}

Test(report, keeps_the_old_file_when_the_disk_is_full, .init = make_directory, .fini = remove_directory)
{
	char part[2 * PATH + 8];
	ish_log_set(keep_line, NULL, ISH_LOG_ERROR);
	run_planted(STEPS, -1);
	cr_assert(ish_report_write(directory, &both[1], 1, &context) == ISH_OK);
	/* What stands under the temporary name leads to a device that takes nothing. */
	(void)snprintf(part, sizeof part, "%s.part", path_of("profile.json"));
	cr_assert(symlink("/dev/full", part) == 0);
	cr_assert(ish_report_write(directory, &both[1], 1, &context) == ISH_ERR_SYSTEM);
	cr_assert(strstr(said, "profile.json") != NULL || strstr(said, "JSON") != NULL, "%s", said);
	cr_assert(count_files() == 1); /* the part is gone */
	json_decref(read_json());      /* and the old one whole */
}

Test(report, names_the_formats_there_are, .init = make_directory, .fini = remove_directory)
{
	static const char *const wrong[] = {"json", "pdf"};
	ish_log_set(keep_line, NULL, ISH_LOG_ERROR);
	run_planted(STEPS, -1);
	cr_assert(ish_report_write(directory, wrong, 2, &context) == ISH_ERR_NAME);
	cr_assert(strstr(said, "\"pdf\"") != NULL && strstr(said, "text, json") != NULL, "%s", said);
	cr_assert(count_files() == -1); /* nothing is written, not even the good one */
	cr_assert(ish_report_format_count() == 7);
	for (int i = 0; i < 6; i++) {
		cr_assert(ish_report_format_exists(ish_report_format_name(i)));
		cr_assert(ish_report_format_file(i)[0] != '\0' && ish_report_format_sentence(i)[0] != '\0');
	}
	cr_assert(!ish_report_format_exists("pdf"));
}

Test(report, says_where_it_cannot_write)
{
	ish_log_set(keep_line, NULL, ISH_LOG_ERROR);
	run_planted(1, -1);
	cr_assert(ish_report_write("/dev/null/nowhere", both, 2, &context) == ISH_ERR_SYSTEM);
	cr_assert(strstr(said, "/dev/null/nowhere/profile") != NULL, "%s", said);
	ish_profile_reset();
}

Test(report, writes_nothing_when_the_profiler_was_off, .init = make_directory, .fini = remove_directory)
{
	char text[64] = "";
	cr_assert(ish_report_write(directory, both, 2, &context) == ISH_OK);
	cr_assert(count_files() == -1);
	FILE *const out = fmemopen(text, sizeof text, "w");
	ish_report_print(out, &context);
	(void)fclose(out);
	cr_assert_str_eq(text, "profile: off\n");
}

Test(report, prints_a_short_ranked_summary)
{
	static char text[8000];
	int lines = 0;
	run_planted(STEPS, -1);
	FILE *const out = fmemopen(text, sizeof text, "w");
	ish_report_print(out, &context);
	(void)fclose(out);
	for (const char *c = text; *c != '\0'; c++)
		lines += *c == '\n';
	cr_assert(lines > 15 && lines < 50, "%d", lines); /* a screen */
	cr_assert(strstr(text, "ns per cell and step (4096 cells)") != NULL || strstr(text, "(4096") != NULL);
	ish_profile_reset();
}

/* What the caller tells of the machine, what the system says of this process, and the variables that OpenMP reads. */
Test(report, tells_where_it_was_measured, .init = make_directory, .fini = remove_directory)
{
	static const struct ish_topology planted = {.processor = "planted",
	                                            .packages = 2,
	                                            .cores = 24,
	                                            .hardware_threads = 48,
	                                            .numa_nodes = 4,
	                                            .cache_bytes = {32000, 512000, -1},
	                                            .cache_count = {24, 12, -1}};
	static const struct ish_report_fact library[] = {{.name = "planted library", .value = "1.2.3"}};
	struct ish_report_context told = context;
	cpu_set_t all, set;
	int first = 0;
	cr_assert(sched_getaffinity(0, sizeof all, &all) == 0);
	while (!CPU_ISSET((size_t)first, &all))
		first++;
	CPU_ZERO(&set);
	CPU_SET((size_t)first, &set);
	cr_assert(sched_setaffinity(0, sizeof set, &set) == 0 && setenv("OMP_PLACES", "cores", 1) == 0);
	told.topology = &planted;
	told.library = library;
	told.libraries = 1;
	run_planted(1, -1);
	cr_assert(ish_report_write(directory, both, 2, &told) == ISH_OK);
	json_t *const root = read_json();
	const json_t *const e = json_object_get(root, "environment"), *const topology = json_object_get(e, "topology");
	cr_assert(number(topology, "packages") == 2 && number(topology, "cores") == 24);
	cr_assert(number(topology, "hardware_threads") == 48 && number(topology, "numa_nodes") == 4);
	const json_t *const caches = json_object_get(topology, "caches"), *const l2 = json_array_get(caches, 1);
	cr_assert(json_array_size(caches) == 2 && number(l2, "level") == 2);
	cr_assert(number(l2, "bytes") == 512000 && number(l2, "count") == 12);
	char only[16];
	(void)snprintf(only, sizeof only, "%d", first);
	cr_assert_str_eq(json_string_value(json_object_get(e, "affinity")), only);
	const json_t *const ran = json_object_get(e, "thread_processors");
	cr_assert(json_array_size(ran) >= 1 && json_integer_value(json_array_get(ran, 0)) == first);
	cr_assert_str_eq(json_string_value(json_object_get(json_object_get(e, "thread_settings"), "OMP_PLACES")), "cores");
	cr_assert_str_eq(json_string_value(json_object_get(json_object_get(e, "libraries"), "planted library")), "1.2.3");
	cr_assert(number(e, "load_begin") >= 0 && number(e, "load_end") >= 0);
	json_decref(root);
	const char *const text = read_text();
	cr_assert(strstr(text, "2 packages, 24 cores, 48 hardware threads (SMT), 4 NUMA nodes") != NULL);
	cr_assert(strstr(text, "L1 24 x 32 kB, L2 12 x 512 kB\n") != NULL);
	cr_assert(strstr(text, "OMP_PLACES=cores") != NULL && strstr(text, "planted library: 1.2.3") != NULL);
}
