/*
 * The run loop over a solver without physics: steps, times, files, and every way to end.
 */
#define _POSIX_C_SOURCE 200809L

#include <criterion/criterion.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "config_case.h"
#include "fake_solver.h"
#include "profiler/profile.h"
#include "profiler/profile_view.h"
#include "solver/run.h"

struct watched {
	int calls;
	long stop_after; /* the step after which the flag is set; -1: never */
	volatile sig_atomic_t stop;
	struct ish_run_progress last;
	bool forward; /* steps and times only grow */
};

static void watch(const struct ish_run_progress *progress, void *data)
{
	struct watched *w = data;
	w->forward = w->calls == 0 ? progress->step == 0
	                           : w->forward && progress->step == w->last.step + 1 &&
	                                     progress->time > w->last.time && progress->wall >= w->last.wall;
	w->calls++;
	w->last = *progress;
	if (progress->step == w->stop_after) {
		w->stop = SIGTERM;
	}
}

/* A fake solver of one cell in folder "out", made ready, with these keys set. */
static struct ish_solver *make(const char *const *sets, int count)
{
	struct ish_config config;
	struct ish_solver *solver = NULL;
	ish_config_init(&config);
	cr_assert_eq(ish_config_set(&config, "grid.shape=[1, 1, 1]"), ISH_OK);
	for (int i = 0; i < count; i++) {
		cr_assert_eq(ish_config_set(&config, sets[i]), ISH_OK, "%s", sets[i]);
	}
	cr_assert_eq(ish_config_check(&config), ISH_OK);
	cr_assert_eq(ish_solver_create(&solver, &config), ISH_OK);
	cr_assert_eq(ish_run_directory_prepare("out", NULL), ISH_OK);
	return solver;
}
#define MAKE(...)                                                                                                      \
	make((const char *const[]){__VA_ARGS__}, (int)(sizeof((const char *const[]){__VA_ARGS__}) / sizeof(char *)))

static enum ish_status run(struct ish_solver *solver, struct watched *watched, long stop_after,
                           struct ish_run_summary *summary)
{
	*watched = (struct watched){.stop_after = stop_after};
	const struct ish_run_options options = {.report = watch, .data = watched, .stop = &watched->stop};
	return ish_run(solver, &options, summary);
}

static bool exists(const char *path)
{
	return access(path, F_OK) == 0;
}

/* The file as a string on the heap. */
static char *slurp(const char *path)
{
	FILE *file = fopen(path, "r");
	cr_assert_not_null(file, "%s", path);
	char *text = calloc(1, 1 << 22);
	cr_assert_not_null(text);
	(void)fread(text, 1, (1 << 22) - 1, file);
	cr_assert_eq(fclose(file), 0);
	return text;
}

static int rows(const char *path)
{
	char *text = slurp(path);
	int lines = 0;
	for (const char *c = text; *c != '\0'; c++) {
		lines += *c == '\n';
	}
	free(text);
	return lines - 1; /* the header */
}

static bool record_says(const char *state)
{
	char wanted[64];
	(void)snprintf(wanted, sizeof wanted, "\"state\": \"%s\"", state);
	char *text = slurp("out/run.json");
	const bool says = strstr(text, wanted) != NULL;
	free(text);
	return says;
}

TestSuite(run, .init = enter_folder, .fini = leave_folder);

Test(run, cuts_the_last_step_to_meet_the_end_exactly)
{
	struct watched w;
	struct ish_run_summary s;
	struct ish_solver *solver = MAKE("time.step=0.3", "output.every=0");
	cr_assert_eq(run(solver, &w, -1, &s), ISH_OK);
	cr_assert_eq(s.end, ISH_RUN_DONE);
	cr_assert_eq(s.steps, 4);
	cr_assert_eq(s.time, 1.0);
	cr_assert_eq(solver->taken[2], 0.3);
	cr_assert_float_eq(solver->taken[3], 0.1, 1e-15); /* 1 - (0.3 + 0.3 + 0.3), with its round-off */
	ish_solver_destroy(solver);
}

Test(run, a_step_that_divides_the_time_leaves_no_sliver)
{
	/* Sums of 0.01, 0.001 miss 1 by 1e-15 and 1e-14; an additional step would be seen in the count. */
	const struct {
		const char *step;
		long steps;
	} row[] = {{"time.step=0.1", 10}, {"time.step=0.01", 100}, {"time.step=0.001", 1000}};
	for (size_t i = 0; i < sizeof row / sizeof row[0]; i++) {
		struct watched w;
		struct ish_run_summary s;
		struct ish_solver *solver = MAKE(row[i].step, "output.every=0");
		cr_assert_eq(run(solver, &w, -1, &s), ISH_OK);
		cr_assert_eq(s.steps, row[i].steps, "%s: %ld steps", row[i].step, s.steps);
		cr_assert_float_eq(s.time, 1.0, 2.3e-16); /* t + (end - t) may round by one unit in the last place */
		ish_solver_destroy(solver);
	}
}

Test(run, writes_what_a_run_directory_holds)
{
	struct watched w;
	struct ish_run_summary s;
	struct ish_solver *solver = MAKE("time.steps=10", "output.every=4");
	cr_assert_eq(run(solver, &w, -1, &s), ISH_OK);
	const char *const files[] = {"out/config.cfg",        "out/run.json",          "out/series.csv",
	                             "out/series.h5",         "out/fields.hdf.series", "out/fields_000000.hdf",
	                             "out/fields_000004.hdf", "out/fields_000008.hdf", "out/fields_000010.hdf"};
	for (size_t i = 0; i < sizeof files / sizeof files[0]; i++) {
		cr_assert(exists(files[i]), "%s", files[i]);
	}
	cr_assert_not(exists("out/fields_000009.hdf"));
	cr_assert_eq(rows("out/series.csv"), 11);
	cr_assert(record_says("done"));
	cr_assert_eq(s.steps, 10);
	cr_assert_eq(s.gamma_max, 3.0);
	cr_assert_eq(s.first.step, 0);
	cr_assert_eq(s.last.step, 10);
	cr_assert_eq(s.last.dt, 0.1);
	ish_solver_destroy(solver);
}

Test(run, the_configuration_it_writes_repeats_the_run)
{
	struct watched w;
	struct ish_run_summary s;
	struct ish_config config;
	struct ish_solver *solver = MAKE("time.steps=3", "transport.eta_over_s=0.12345678901234568");
	cr_assert_eq(run(solver, &w, -1, &s), ISH_OK);
	ish_config_init(&config);
	cr_assert_eq(ish_config_read(&config, "out/config.cfg"), ISH_OK);
	cr_assert_eq(config.time.steps, 3);
	cr_assert_eq(config.transport.eta_over_s, 0.12345678901234568);
	cr_assert_eq(config.grid.shape[0], 1);
	ish_solver_destroy(solver);
}

Test(run, no_steps_leave_the_initial_data_only)
{
	struct watched w;
	struct ish_run_summary s;
	struct ish_solver *solver = MAKE("time.steps=0");
	cr_assert_eq(run(solver, &w, -1, &s), ISH_OK);
	cr_assert_eq(s.steps, 0);
	cr_assert_eq(s.end, ISH_RUN_DONE);
	cr_assert(exists("out/fields_000000.hdf"));
	cr_assert_eq(rows("out/series.csv"), 1);
	cr_assert(record_says("done"));
	ish_solver_destroy(solver);
}

Test(run, series_rows_are_as_far_apart_as_asked_for)
{
	struct watched w;
	struct ish_run_summary s;
	struct ish_solver *solver = MAKE("time.steps=10", "output.series_every=4");
	cr_assert_eq(run(solver, &w, -1, &s), ISH_OK);
	cr_assert_eq(rows("out/series.csv"), 4); /* 0, 4, 8 and the last */
	ish_solver_destroy(solver);
}

Test(run, a_series_longer_than_the_ring_is_complete)
{
	struct watched w;
	struct ish_run_summary s;
	struct ish_solver *solver = MAKE("time.steps=3000", "output.every=0");
	cr_assert_eq(run(solver, &w, -1, &s), ISH_OK);
	cr_assert_eq(rows("out/series.csv"), 3001);
	ish_solver_destroy(solver);
}

Test(run, no_series_is_written_where_none_is_asked_for)
{
	struct watched w;
	struct ish_run_summary s;
	struct ish_solver *solver = MAKE("time.steps=2", "output.series_every=0");
	cr_assert_eq(run(solver, &w, -1, &s), ISH_OK);
	cr_assert_not(exists("out/series.csv"));
	cr_assert_eq(s.last.step, 2);
	ish_solver_destroy(solver);
}

/* Whether the row of a step in series.csv ends with numbers of spectra. */
static bool has_tail(const char *text, long step)
{
	char begin[32];
	(void)snprintf(begin, sizeof begin, "\n%ld,", step);
	const char *row = strstr(text, begin);
	cr_assert_not_null(row, "step %ld", step);
	const size_t length = strcspn(row + 1, "\n");
	return strncmp(row + 1 + length - 4, ",nan", 4) != 0;
}

static void check_tails(const char *every, const char *fields, const bool expected[7])
{
	struct watched w;
	struct ish_run_summary s;
	struct ish_solver *solver = MAKE("time.steps=6", every, fields);
	cr_assert_eq(run(solver, &w, -1, &s), ISH_OK);
	char *text = slurp("out/series.csv");
	for (long step = 0; step <= 6; step++) {
		cr_assert_eq(has_tail(text, step), expected[step], "%s, %s: step %ld", every, fields, step);
	}
	free(text);
	ish_solver_destroy(solver);
}

Test(run, spectra_are_as_far_apart_as_asked_for)
{
	check_tails("output.spectra_every=-1", "output.every=4",
	            (const bool[7]){true, false, false, false, true, false, true});
	check_tails("output.spectra_every=-1", "output.every=0",
	            (const bool[7]){true, false, false, false, false, false, true});
	check_tails("output.spectra_every=2", "output.every=3",
	            (const bool[7]){true, false, true, true, true, false, true});
	check_tails("output.spectra_every=0", "output.every=2", (const bool[7]){false});
}

Test(run, each_kind_of_doubt_is_told_once_and_summed_up)
{
	struct watched w;
	struct ish_run_summary s;
	struct caught caught;
	char text[256];
	struct ish_solver *solver = MAKE("time.steps=5", "output.every=1");
	catch_log(&caught);
	cr_assert_eq(run(solver, &w, -1, &s), ISH_OK);
	cr_assert_eq(caught.warnings, 0, "%s", caught.warning);
	ish_trust_text(&s.trust, text, sizeof text);
	cr_assert_str_eq(text, "Knudsen number up to 0, inverse Reynolds 0, no cell acausal, tail of spectra 0");
	ish_solver_destroy(solver);
	static const struct {
		struct ish_diagnostics more;
		double tail;
		const char *words, *sum;
	} row[] = {
		{{.acausal = 1, .causality_margin = -0.125},
	         0.0,
	         "step 0, t = 0: 1 of 1 cells are acausal, signals there are faster than light (the least necessary "
	         "condition is "
	         "-0.125 of e + P + Pi, in cell (0, 0, 0), x = (0, 0, 0))",
	         "NOT EVERYWHERE: Knudsen number up to 0, inverse Reynolds 0, up to 1 cells acausal, tail of spectra "
	         "0"},
		{{.transverse_margin = -0.01},
	         0.0,
	         "with the vorticity term transverse waves grow without bound or outrun light (their condition is "
	         "-0.01 of e + P + Pi, in "
	         "cell (0, 0, 0)",
	         "NOT EVERYWHERE: "},
		{{.knudsen_sigma = 1.5},
	         0.0,
	         "the Knudsen number tau_pi sqrt(sigma:sigma) is 1.5, largest in cell (0, 0, 0)",
	         "NOT EVERYWHERE: Knudsen number up to 1.5, "},
		{{.knudsen_theta = 1.01}, 0.0, "the Knudsen number tau_pi |theta| is 1.01, ", "NOT EVERYWHERE: "},
		{{.reynolds_shear = 2.0}, 0.0, "the inverse Reynolds number sqrt(pi:pi)/P is 2, ", "NOT EVERYWHERE: "},
		{{.reynolds_bulk = 1.1}, 0.0, "the inverse Reynolds number |Pi|/P is 1.1, ", "NOT EVERYWHERE: "},
		{{.knudsen_sigma = 1.0, .reynolds_shear = 1.0, .reynolds_bulk = 0.99},
	         1e-3,
	         "",
	         "Knudsen number up to 1, inverse Reynolds 1, no cell acausal, tail of spectra 0.001"},
		{{.step = 0},
	         0.25,
	         "the top third of the wave numbers of an axis holds 0.25 of the energy of the fluctuations",
	         "NOT EVERYWHERE: Knudsen number up to 0, inverse Reynolds 0, no cell acausal, tail of spectra 0.25"},
	};
	for (size_t i = 0; i < sizeof row / sizeof row[0]; i++) {
		solver = MAKE("time.steps=5", "output.every=1");
		solver->more = row[i].more;
		solver->tail = row[i].tail;
		catch_log(&caught);
		cr_assert_eq(run(solver, &w, -1, &s), ISH_OK);
		cr_assert_eq(caught.warnings, row[i].words[0] != '\0', "%zu: %s", i, caught.warning);
		cr_assert(caught.warnings == 0 || strstr(caught.warning, row[i].words) != NULL, "%s", caught.warning);
		ish_trust_text(&s.trust, text, sizeof text);
		cr_assert_eq(strncmp(text, row[i].sum, strlen(row[i].sum)), 0, "%s", text);
		ish_solver_destroy(solver);
	}
}

Test(run, a_breakdown_keeps_the_last_good_output_and_completes_the_records)
{
	struct watched w;
	struct ish_run_summary s;
	struct caught caught;
	struct ish_solver *solver = MAKE("time.steps=20", "output.every=4");
	solver->break_at = 6;
	catch_log(&caught);
	cr_assert_eq(run(solver, &w, -1, &s), ISH_ERR_BREAKDOWN);
	cr_assert_eq(caught.count, 1);
	cr_assert_eq(s.end, ISH_RUN_BREAKDOWN);
	cr_assert_eq(s.steps, 6);
	cr_assert_eq(s.last.step, 6);
	cr_assert_float_eq(s.time, 0.6, 1e-15); /* of the last good step; six sums of 0.1 */
	cr_assert(exists("out/fields_000004.hdf"));
	cr_assert_not(exists("out/fields_000006.hdf"));
	cr_assert_not(exists("out/fields_000007.hdf"));
	cr_assert_eq(rows("out/series.csv"), 7);
	cr_assert(exists("out/series.h5"));
	cr_assert(record_says("breakdown"));
	ish_solver_destroy(solver);
}

Test(run, a_signal_ends_it_after_the_step_with_its_output)
{
	struct watched w;
	struct ish_run_summary s;
	struct ish_solver *solver = MAKE("time.steps=1000", "output.every=0", "output.series_every=100");
	cr_assert_eq(run(solver, &w, 5, &s), ISH_OK);
	cr_assert_eq(s.end, ISH_RUN_STOPPED);
	cr_assert_eq(s.steps, 5);
	cr_assert(exists("out/fields_000005.hdf"));
	cr_assert_eq(rows("out/series.csv"), 2);
	cr_assert_eq(s.last.step, 5);
	cr_assert(record_says("stopped"));
	ish_solver_destroy(solver);
}

Test(run, a_signal_after_the_last_step_changes_nothing)
{
	struct watched w;
	struct ish_run_summary s;
	struct ish_solver *solver = MAKE("time.steps=5");
	cr_assert_eq(run(solver, &w, 5, &s), ISH_OK);
	cr_assert_eq(s.end, ISH_RUN_DONE);
	cr_assert(record_says("done"));
	ish_solver_destroy(solver);
}

Test(run, output_that_fails_ends_it_as_failed)
{
	struct watched w;
	struct ish_run_summary s;
	struct caught caught;
	struct ish_solver *solver = MAKE("time.steps=20", "output.every=4");
	/* A folder in the place of a file: the new file cannot take its name. */
	cr_assert_eq(mkdir("out/fields_000008.hdf", 0777), 0);
	catch_log(&caught);
	cr_assert_eq(run(solver, &w, -1, &s), ISH_ERR_SYSTEM);
	cr_assert_eq(caught.count, 1);
	cr_assert_eq(s.end, ISH_RUN_FAILED);
	cr_assert(exists("out/fields_000004.hdf"));
	cr_assert(record_says("failed"));
	ish_solver_destroy(solver);
}

Test(run, refuses_an_end_before_the_initial_data_and_writes_nothing)
{
	struct watched w;
	struct ish_run_summary s;
	struct caught caught;
	struct ish_solver *solver = MAKE("time.end=2");
	solver->time = 2.0; /* as problem "file" may bring it */
	catch_log(&caught);
	cr_assert_eq(ish_run_check(solver), ISH_ERR_INPUT);
	cr_assert_str_eq(caught.line, "--set: time.end = 2.0: must be more than the time of the initial data, 2");
	cr_assert_eq(run(solver, &w, -1, &s), ISH_ERR_INPUT);
	cr_assert_not(exists("out/run.json"));
	cr_assert_not(exists("out/config.cfg"));
	ish_solver_destroy(solver);
}

Test(run, tells_its_progress_before_the_first_step_and_after_each)
{
	struct watched w;
	struct ish_run_summary s;
	struct ish_solver *solver = MAKE("time.step=0.25");
	cr_assert_eq(run(solver, &w, -1, &s), ISH_OK);
	cr_assert_eq(w.calls, 5);
	cr_assert(w.forward);
	cr_assert_eq(w.last.steps_total, 4);
	cr_assert_eq(w.last.end, 1.0);
	ish_solver_destroy(solver);
	solver = MAKE("time.steps=7");
	cr_assert_eq(run(solver, &w, -1, &s), ISH_OK);
	cr_assert_eq(w.last.steps_total, 7);
	cr_assert(isnan(w.last.end));
	ish_solver_destroy(solver);
}

Test(run, marks_the_kinds_of_steps_and_allocates_in_no_steady_one)
{
	struct watched w;
	struct ish_run_summary s;
	const struct ish_profile_config profile = {.level = ISH_PROFILE_REGIONS, .threads = 1, .steps_expected = 16};
	struct ish_solver *solver = MAKE("time.steps=10", "output.every=5");
	cr_assert_eq(ish_profile_start(&profile), ISH_OK);
	cr_assert_eq(run(solver, &w, -1, &s), ISH_OK);
	ish_profile_stop();
	const struct ish_profile_view *view = ish_profile_view();
	cr_assert_not_null(view);
	cr_assert_eq(view->steps_kept, 10);
	for (long i = 0; i < 10; i++) {
		const struct ish_step_record *record = ish_profile_step(view, i);
		const enum ish_step_kind kind = i == 4 || i == 9 ? ISH_STEP_OUTPUT
		                                : i < 3          ? ISH_STEP_WARMUP
		                                                 : ISH_STEP_STEADY;
		cr_assert_eq(record->kind, kind, "step %ld is of kind %d", i, (int)record->kind);
		cr_assert_eq(record->step, i);
	}
	/* -1: a build without allocation hooks counts none */
	cr_assert_leq(view->kind[ISH_STEP_STEADY].allocations, 0);
	ish_profile_reset();
	ish_solver_destroy(solver);
}
