/* The other formats of a profile hold the same totals as the call tree, and stand alone. */
#define _POSIX_C_SOURCE 200809L

#include <criterion/criterion.h>
#include <inttypes.h>
#include <jansson.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "profiler/profile_view.h"
#include "reports/profile_compare.h"
#include "reports/report.h"
#include "tests/workspace/log_capture.h"

ISH_PROFILE_REGION(outer_region, "derivative");
ISH_PROFILE_REGION(inner_region, "closure");

enum { STEPS = 6, CALLS = 4, PATH = 512, TEXT = 1 << 20 };
static char directory[PATH] = "formats_XXXXXX";
static char text[TEXT];
static size_t length;

static void make_profile(void)
{
	static const char *const all[] = {"json", "html", "trace", "folded", "pprof"};
	static const struct ish_report_fact fact[] = {{"problem", "</script><b>\"planted\"", ISH_FACT_WORK},
	                                              {"grid", "8 x 8 x 8", ISH_FACT_WORK},
	                                              {"threads", "1", ISH_FACT_NOTE}};
	const struct ish_profile_config config = {.level = ISH_PROFILE_FULL, .threads = 1, .steps_expected = STEPS};
	const struct ish_report_context context = {
		.command = "ishydro </script> & more", .cells = 512, .fact = fact, .facts = 3};
	cr_assert(mkdtemp(directory) != NULL);
	cr_assert(ish_profile_start(&config) == ISH_OK);
	for (long i = 0; i < STEPS; i++) {
		ish_profile_step_begin(i, (double)i, 1.0, i < 2 ? ISH_STEP_WARMUP : ISH_STEP_STEADY);
		for (int k = 0; k < CALLS; k++) {
			ISH_BEGIN(&outer_region);
			ISH_BEGIN(&inner_region);
			for (volatile int spin = 0; spin < 500000; spin++) {}
			ish_work(1e6, 1e5);
			ISH_END(&inner_region);
			ISH_END(&outer_region);
		}
		ish_profile_step_end();
	}
	ish_profile_stop();
	cr_assert(ish_report_write(directory, all, 5, &context) == ISH_OK);
}

static void remove_profile(void)
{
	static const char *const name[] = {"profile/profile.json",
	                                   "profile/profile.html",
	                                   "profile/profile.trace.json",
	                                   "profile/profile.folded",
	                                   "profile/profile.pb",
	                                   "profile/slower.json",
	                                   "profile",
	                                   ""};
	char path[2 * PATH];
	for (size_t i = 0; i < sizeof name / sizeof name[0]; i++) {
		(void)snprintf(path, sizeof path, "%s/%s", directory, name[i]);
		(void)remove(path);
	}
	ish_profile_reset();
}

static const char *path_of(const char *name)
{
	static char path[2][2 * PATH];
	static int turn;
	turn = !turn;
	(void)snprintf(path[turn], sizeof path[turn], "%s/profile/%s", directory, name);
	return path[turn];
}

static void read_file(const char *name)
{
	FILE *const file = fopen(path_of(name), "rb");
	cr_assert(file != NULL, "%s", name);
	length = fread(text, 1, TEXT - 1, file);
	text[length] = '\0';
	cr_assert(fclose(file) == 0 && length < TEXT - 1);
}

static double tree_total(void)
{
	const struct ish_profile_view *const view = ish_profile_view();
	double sum = 0;
	for (int i = 0; i < view->nodes; i++) {
		sum += view->node[i].thread_self;
	}
	return sum;
}

Test(formats, folded_stacks_add_up_to_the_tree, .init = make_profile, .fini = remove_profile)
{
	double sum = 0;
	int inner = 0;
	read_file("profile.folded");
	for (char *line = strtok(text, "\n"); line != NULL; line = strtok(NULL, "\n")) {
		sum += strtod(strrchr(line, ' '), NULL);
		inner += strncmp(line, "run;step;derivative;closure ", 28) == 0;
	}
	cr_assert_eq(inner, 1);
	cr_assert(fabs(1e-9 * sum / tree_total() - 1.0) < 1e-3, "%g s of %g s", 1e-9 * sum, tree_total());
}

Test(formats, a_trace_holds_every_call_with_its_time, .init = make_profile, .fini = remove_profile)
{
	json_error_t error;
	json_t *const root = json_load_file(path_of("profile.trace.json"), 0, &error);
	cr_assert(root != NULL, "%s", error.text);
	size_t i;
	json_t *event;
	int calls = 0;
	double inside = 0;
	json_array_foreach(json_object_get(root, "traceEvents"), i, event)
	{
		const char *name = json_string_value(json_object_get(event, "name"));
		if (strcmp(name, "closure") == 0) {
			calls++;
			inside += 1e-6 * json_number_value(json_object_get(event, "dur"));
			cr_assert(json_is_integer(json_object_get(json_object_get(event, "args"), "step")));
		}
	}
	cr_assert_eq(calls, STEPS * CALLS);
	const struct ish_profile_view *const view = ish_profile_view();
	for (int k = 0; k < view->nodes; k++) {
		if (strcmp(view->node[k].region->name, "closure") == 0) {
			/* a microsecond's thousandth is kept of each call */
			cr_assert(fabs(inside - view->node[k].thread) < 1e-3 * view->node[k].thread, "%g %g", inside,
			          view->node[k].thread);
		}
	}
	json_decref(root);
}

static uint64_t varint(const unsigned char **at)
{
	uint64_t value = 0;
	for (int shift = 0; shift < 64; shift += 7) {
		const unsigned char byte = *(*at)++;
		value |= (uint64_t)(byte & 0x7f) << shift;
		if (byte < 0x80) {
			break;
		}
	}
	return value;
}

/* The second value of a sample, thread nanoseconds. */
static double sample_time(const unsigned char *at, const unsigned char *end)
{
	while (at < end) {
		const uint64_t key = varint(&at);
		cr_assert_eq(key & 7, 2);
		const uint64_t bytes = varint(&at);
		if (key >> 3 == 2) {
			(void)varint(&at);
			return (double)varint(&at);
		}
		at += bytes;
	}
	return 0.0;
}

Test(formats, pprof_samples_add_up_to_the_tree, .init = make_profile, .fini = remove_profile)
{
	double sum = 0;
	int strings = 0, functions = 0, samples = 0;
	bool named = false;
	read_file("profile.pb");
	const unsigned char *at = (const unsigned char *)text, *const end = at + length;
	while (at < end) {
		const uint64_t key = varint(&at), value = varint(&at);
		if ((key & 7) == 2) {
			cr_assert(value <= (uint64_t)(end - at), "field %" PRIu64 " ends beyond the file", key >> 3);
			samples += key >> 3 == 2;
			functions += key >> 3 == 5;
			strings += key >> 3 == 6;
			sum += key >> 3 == 2 ? sample_time(at, at + value) : 0.0;
			named = named || (key >> 3 == 6 && value == 7 && memcmp(at, "closure", 7) == 0);
			at += value;
		}
	}
	cr_assert(named);
	cr_assert_eq(functions, ish_profile_view()->nodes);
	cr_assert_eq(samples, functions);
	cr_assert_eq(strings, 1 + 10 + 2 * functions);
	cr_assert(fabs(1e-9 * sum / tree_total() - 1.0) < 1e-3);
}

Test(formats, the_page_stands_alone_and_its_data_are_whole, .init = make_profile, .fini = remove_profile)
{
	json_error_t error;
	read_file("profile.html");
	char *const data = strstr(text, "id=\"profile\">");
	cr_assert(data != NULL);
	char *const end = strstr(data, "</script>");
	cr_assert(end != NULL);
	/* the planted "</script>" of command and facts must not end the data: they parse to the last brace */
	json_t *const root = json_loadb(data + 13, (size_t)(end - data - 13), 0, &error);
	cr_assert(root != NULL, "%d:%d %s", error.line, error.column, error.text);
	cr_assert_eq(json_array_size(json_object_get(root, "steps")), STEPS);
	json_t *const columns = json_object_get(root, "step_columns");
	cr_assert_eq(json_array_size(json_array_get(json_object_get(root, "steps"), 0)), json_array_size(columns));
	cr_assert_str_eq(json_string_value(json_object_get(json_object_get(root, "run"), "command")),
	                 "ishydro </script> & more");
	json_decref(root);
	cr_assert(strstr(text, "<title>Profile of ishydro &lt;/script> &amp; more</title>") != NULL);
	/* the one address in it is SVG's name */
	for (const char *at = text + 4; (at = strstr(at, "://")) != NULL; at += 3) {
		cr_assert(strncmp(at - 4, "http://www.w3.org/2000/svg", 26) == 0, "%.40s", at - 4);
	}
	cr_assert(strstr(text, "default-src 'none'") != NULL); /* and the browser may fetch nothing */
	cr_assert(strstr(text, "src=") == NULL && strstr(text, "@import") == NULL && strstr(text, "url(") == NULL);
}

/* The profile with one number changed, as profile/slower.json. */
static void plant(const char *section, const char *part, const char *key, json_t *value)
{
	json_t *const root = json_load_file(path_of("profile.json"), 0, NULL);
	json_t *at = json_object_get(root, section);
	at = part != NULL ? json_object_get(at, part) : at;
	cr_assert(at != NULL && json_object_set_new(at, key, value) == 0);
	cr_assert(json_dump_file(root, path_of("slower.json"), 0) == 0);
	json_decref(root);
}

static int regressions_with(double tolerance)
{
	struct ish_profile_base base;
	cr_assert(ish_profile_base_read(&base, path_of("profile.json")) == ISH_OK);
	const struct ish_profile_comparison comparison = {&base, path_of("slower.json"), tolerance};
	FILE *const out = fopen("/dev/null", "w");
	int regressions = -1;
	cr_assert(ish_profile_compare(out, &comparison, &regressions) == ISH_OK);
	(void)fclose(out);
	ish_profile_base_reset(&base);
	return regressions;
}

Test(formats, a_comparison_finds_what_grew_and_nothing_else, .init = make_profile, .fini = remove_profile)
{
	const struct ish_profile_view *const view = ish_profile_view();
	plant("run", NULL, "note", json_null());
	plant("run", "facts", "threads", json_string("2")); /* only noted */
	cr_assert_eq(regressions_with(0.0), 0);
	/* no other work is told of, so that wall times are gated */
	plant("summary", NULL, "contended_steps", json_integer(0));
	json_t *const base = json_load_file(path_of("slower.json"), 0, NULL);
	cr_assert(json_dump_file(base, path_of("profile.json"), 0) == 0);
	json_decref(base);
	const double rss = (double)view->run->peak_rss;
	plant("run", NULL, "peak_rss", json_real(1.06 * rss));
	cr_assert_eq(regressions_with(0.05), 1);
	cr_assert_eq(regressions_with(0.07), 0);
	plant("summary", NULL, "steady_allocations", json_integer(1 + view->kind[ISH_STEP_STEADY].allocations));
	cr_assert_eq(regressions_with(0.5), view->kind[ISH_STEP_STEADY].allocations >= 0 ? 1 : 0);
	plant("summary", "wall_of_steady_steps", "median", json_real(10.0));
	cr_assert_eq(regressions_with(0.5), 1);
}

/* Multiplies the wall_self of a region in the steady steps of `root`: by `factor`, and every other step by `other`. */
static void slow_down(json_t *root, const char *name, double factor, double other)
{
	const size_t self = 4; /* "wall_self" in region_columns */
	json_t *step, *row;
	size_t s, i;
	cr_assert_str_eq(json_string_value(json_array_get(json_object_get(root, "region_columns"), self)), "wall_self");
	json_array_foreach(json_object_get(root, "steps"), s, step)
	{
		json_array_foreach(json_object_get(step, "regions"), i, row)
		{
			const size_t node = (size_t)json_integer_value(json_array_get(row, 0));
			const json_t *region = json_array_get(json_object_get(root, "regions"), node);
			json_t *value = json_array_get(row, self);
			if (strcmp(json_string_value(json_object_get(region, "name")), name) == 0) {
				const double by = s % 2 == 0 ? factor : other;
				(void)json_array_set_new(row, self, json_real(by * json_real_value(value)));
			}
		}
	}
}

static void save(const json_t *root, const char *name)
{
	cr_assert(json_dump_file(root, path_of(name), 0) == 0);
}

/* What the comparison of slower.json with profile.json prints, in `text`; returns the regressions beyond 20 %. */
static int compared(void)
{
	struct ish_profile_base base;
	int regressions = -1;
	FILE *const out = tmpfile();
	cr_assert(out != NULL && ish_profile_base_read(&base, path_of("profile.json")) == ISH_OK);
	const struct ish_profile_comparison comparison = {&base, path_of("slower.json"), 0.2};
	cr_assert(ish_profile_compare(out, &comparison, &regressions) == ISH_OK);
	ish_profile_base_reset(&base);
	rewind(out);
	length = fread(text, 1, TEXT - 1, out);
	text[length] = '\0';
	(void)fclose(out);
	for (const char *line = text, *end; (end = strchr(line, '\n')) != NULL; line = end + 1)
		cr_assert(end - line <= 80, "%.*s", (int)(end - line), line);
	return regressions;
}

/* The line of a region in what was printed. */
static const char *line_of(const char *name)
{
	static char line[128];
	char start[64];
	(void)snprintf(start, sizeof start, "\n  %s ", name);
	const char *const at = strstr(text, start);
	cr_assert(at != NULL, "no line of %s in %s", name, text);
	(void)snprintf(line, sizeof line, "%.*s", (int)strcspn(at + 1, "\n"), at + 1);
	return line;
}

static bool ends_with(const char *line, const char *word)
{
	return strlen(line) >= strlen(word) && strcmp(line + strlen(line) - strlen(word), word) == 0;
}

/* profile.json as a base that no other work disturbed; all regions of equal time in all steps. */
static json_t *quiet_base(void)
{
	json_t *const root = json_load_file(path_of("profile.json"), 0, NULL), *step, *row;
	size_t s, i;
	cr_assert(json_object_set_new(json_object_get(root, "summary"), "contended_steps", json_integer(0)) == 0);
	json_array_foreach(json_object_get(root, "steps"), s, step)
	{
		json_array_foreach(json_object_get(step, "regions"), i, row)
		{
			(void)json_array_set_new(row, 4, json_real(1e-3));
		}
	}
	save(root, "profile.json");
	return root;
}

Test(formats, a_comparison_names_the_region_that_grew, .init = make_profile, .fini = remove_profile)
{
	json_t *root = quiet_base();
	slow_down(root, "closure", 1.5, 1.5);
	slow_down(root, "derivative", 0.5, 0.5);
	save(root, "slower.json");
	cr_assert_eq(compared(), 1);
	cr_assert(ends_with(line_of("closure"), "+500 us    +50.0%  worse"), "%s", line_of("closure"));
	cr_assert(ends_with(line_of("derivative"), "-500 us    -50.0%  better"), "%s", line_of("derivative"));
	cr_assert(strstr(text, "gated on wall time: ") != NULL);
	json_decref(root);
	root = json_load_file(path_of("profile.json"), 0, NULL);
	slow_down(root, "closure", 1.15, 1.15); /* within the tolerance of 20 % */
	save(root, "slower.json");
	cr_assert_eq(compared(), 0);
	json_decref(root);
	root = json_load_file(path_of("profile.json"), 0, NULL);
	slow_down(root, "closure", 1.0, 6.0); /* four steady steps: a median of 3.5 between quartiles of 1 and 6 */
	save(root, "slower.json");
	cr_assert_eq(compared(), 0);
	cr_assert(ends_with(line_of("closure"), "scatter"), "%s", line_of("closure"));
	json_decref(root);
}

Test(formats, a_comparison_has_a_floor_and_names_what_is_new_or_gone, .init = make_profile, .fini = remove_profile)
{
	json_t *root = quiet_base();
	cr_assert(json_object_set_new(json_object_get(json_object_get(root, "summary"), "wall_of_steady_steps"),
	                              "median", json_real(0.1)) == 0);
	save(root, "profile.json");
	slow_down(root, "closure", 1.9, 1.9); /* 0.9 ms of a step of 100 ms */
	json_t *const spots = json_object_get(root, "hot_spots");
	size_t i;
	json_t *spot;
	json_array_foreach(spots, i, spot)
	{
		if (strcmp(json_string_value(json_object_get(spot, "name")), "derivative") == 0)
			(void)json_object_set_new(spot, "name", json_string("gradient"));
	}
	save(root, "slower.json");
	cr_assert_eq(compared(), 0);
	cr_assert(ends_with(line_of("closure"), "small"), "%s", line_of("closure"));
	cr_assert(ends_with(line_of("derivative"), "gone") && ends_with(line_of("gradient"), "new"));
	json_decref(root);
}

Test(formats, a_comparison_of_other_threads_gates_no_time, .init = make_profile, .fini = remove_profile)
{
	json_t *const root = quiet_base();
	slow_down(root, "closure", 9.0, 9.0);
	(void)json_object_set_new(json_object_get(root, "run"), "threads", json_integer(7));
	(void)json_object_set_new(json_object_get(root, "environment"), "revision", json_string("0123456"));
	save(root, "slower.json");
	cr_assert_eq(compared(), 0);
	cr_assert(strstr(text, "differs: threads: 1 and 7\n") != NULL && strstr(text, "and 0123456\n") != NULL, "%s",
	          text);
	cr_assert(strstr(text, "times are not gated: ") != NULL);
	cr_assert(ends_with(line_of("closure"), "+800.0%  not gated"), "%s", line_of("closure"));
	json_decref(root);
}

Test(formats, a_comparison_of_disturbed_runs_gates_processor_time, .init = make_profile, .fini = remove_profile)
{
	json_t *const root = quiet_base();
	json_t *const steady = json_object_get(json_object_get(root, "kinds"), "steady");
	const double cpu = json_number_value(json_object_get(steady, "cpu"));
	(void)json_object_set_new(json_object_get(root, "summary"), "contended_steps", json_integer(STEPS));
	json_t *const median = json_object_get(json_object_get(root, "summary"), "wall_of_steady_steps");
	(void)json_object_set_new(median, "median", json_real(100.0));
	save(root, "slower.json");
	cr_assert_eq(compared(), 0);
	cr_assert(strstr(text, "gated on processor time, as other work disturbed this run;") != NULL, "%s", text);
	(void)json_object_set_new(steady, "cpu", json_real(1.3 * cpu));
	save(root, "slower.json");
	cr_assert_eq(compared(), 1);
	cr_assert(strstr(text, "+30.0%  worse") != NULL, "%s", text);
	json_decref(root);
}

Test(formats, a_comparison_of_different_work_is_refused, .init = make_profile, .fini = remove_profile)
{
	int regressions;
	struct ish_profile_base base;
	cr_assert(ish_profile_base_read(&base, path_of("profile.json")) == ISH_OK);
	const struct ish_profile_comparison other = {&base, path_of("slower.json"), 0.1};
	plant("run", "facts", "grid", json_string("16 x 8 x 8"));
	struct log_capture log;
	log_capture_begin(&log);
	cr_assert(ish_profile_compare(stdout, &other, &regressions) == ISH_ERR_INPUT);
	cr_assert(strstr(log.line, "grid is \"8 x 8 x 8\" and \"16 x 8 x 8\": must be the same") != NULL, "%s",
	          log.line);
	const struct ish_profile_comparison none = {&base, path_of("none.json"), 0.1};
	cr_assert(ish_profile_compare(stdout, &none, &regressions) == ISH_ERR_INPUT);
	cr_assert(strstr(log.line, "cannot be read") != NULL, "%s", log.line);
	ish_profile_base_reset(&base);
}
