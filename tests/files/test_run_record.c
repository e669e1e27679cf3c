#define _POSIX_C_SOURCE 200809L

#include <criterion/criterion.h>
#include <jansson.h>
#include <stdio.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "solver/run_record.h"
#include "tests/files/folder.h"

static struct ish_solver *make_solver(void)
{
	struct ish_config config;
	struct ish_solver *solver;
	configure(&config, "problem.name=\"random\";problem.seed=77;grid.shape=[8,6,1];backend.threads=2;backend."
	                   "planning=\"estimate\"");
	cr_assert_eq(ish_config_check(&config), ISH_OK, "%s", last_said());
	cr_assert_eq(ish_solver_create(&solver, &config), ISH_OK, "%s", last_said());
	return solver;
}

static json_t *load(void)
{
	json_error_t error;
	json_t *root = json_load_file("run.json", JSON_REJECT_DUPLICATES, &error);
	cr_assert_not_null(root, "%s", error.text);
	return root;
}

static const char *text(const json_t *root, const char *key)
{
	const char *value = json_string_value(json_object_get(root, key));
	cr_assert(value != NULL && value[0] != '\0', "%s", key);
	return value;
}

Test(run_record, says_what_the_run_was, .init = enter_folder, .fini = leave_folder)
{
	struct ish_solver *solver = make_solver();
	const struct ish_solver_choices *chosen = ish_solver_choices(solver);
	cr_assert_eq(ish_run_record_write(".", solver, "running"), ISH_OK, "%s", last_said());
	json_t *root = load();
	static const char *const texts[] = {"program", "version", "git", "started"};
	for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++) {
		(void)text(root, texts[i]);
	}
	cr_assert_str_eq(text(root, "state"), "running");
	cr_assert(json_is_null(json_object_get(root, "ended")));
	cr_assert_eq(json_integer_value(json_object_get(json_object_get(root, "seeds"), "problem")), 77);
	const json_t *choices = json_object_get(root, "choices");
	cr_assert_eq(json_integer_value(json_object_get(choices, "threads")), chosen->threads);
	cr_assert_str_eq(text(choices, "precision"), chosen->precision);
	cr_assert_str_eq(text(choices, "simd"), chosen->simd);
	for (size_t axis = 0; axis < 3; axis++) {
		cr_assert_str_eq(json_string_value(json_array_get(json_object_get(choices, "derivative"), axis)),
		                 chosen->derivative[axis]);
		cr_assert_str_eq(json_string_value(json_array_get(json_object_get(choices, "filter"), axis)),
		                 chosen->filter[axis]);
	}
	const json_t *host = json_object_get(root, "host");
	(void)text(host, "name");
	(void)text(host, "system");
	const json_t *libraries = json_object_get(root, "libraries");
	static const char *const library[] = {"fftw", "openblas", "hdf5", "jansson", "libconfig", "glibc"};
	for (size_t i = 0; i < sizeof library / sizeof library[0]; i++) {
		cr_assert_not_null(strpbrk(text(libraries, library[i]), "0123456789"), "%s has a version", library[i]);
	}
	cr_assert_gt(json_integer_value(json_object_get(json_object_get(root, "memory_bytes"), "total")), 0);
	json_decref(root);
	ish_solver_destroy(solver);
}

Test(run_record, keeps_the_start_and_sets_the_end, .init = enter_folder, .fini = leave_folder)
{
	struct ish_solver *solver = make_solver();
	cr_assert_eq(ish_run_record_write(".", solver, "running"), ISH_OK, "%s", last_said());
	json_t *before = load();
	cr_assert_eq(ish_solver_step(solver, 0.01), ISH_OK, "%s", last_said());
	(void)nanosleep(&(struct timespec){1, 100000000}, NULL); /* the stamps are whole seconds */
	cr_assert_eq(ish_run_record_write(".", solver, "done"), ISH_OK, "%s", last_said());
	json_t *after = load();
	cr_assert_str_eq(text(after, "started"), text(before, "started"));
	cr_assert_str_neq(text(after, "ended"), text(after, "started"));
	cr_assert_str_eq(text(after, "state"), "done");
	cr_assert_eq(json_integer_value(json_object_get(after, "step")), 1);
	cr_assert_eq(json_number_value(json_object_get(after, "time")), ish_solver_time(solver));
	json_decref(before);
	json_decref(after);
	ish_solver_destroy(solver);
}

Test(run_record, does_not_take_the_start_of_another_process, .init = enter_folder, .fini = leave_folder)
{
	struct ish_solver *solver = make_solver();
	FILE *stream = fopen("run.json", "w");
	cr_assert_not_null(stream);
	(void)fprintf(stream, "{\"started\": \"2001-01-01T00:00:00Z\", \"host\": {\"process\": %ld}}",
	              (long)getpid() + 1);
	(void)fclose(stream);
	cr_assert_eq(ish_run_record_write(".", solver, "done"), ISH_OK, "%s", last_said());
	json_t *root = load();
	cr_assert_str_neq(text(root, "started"), "2001-01-01T00:00:00Z");
	json_decref(root);
	ish_solver_destroy(solver);
}

Test(run_record, is_refused_where_it_cannot_be_made, .init = enter_folder, .fini = leave_folder)
{
	struct ish_solver *solver = make_solver();
	cr_assert_eq(ish_run_record_write("absent", solver, "running"), ISH_ERR_SYSTEM);
	cr_assert_not_null(strstr(last_said(), "absent/run.json"), "%s", last_said());
	ish_solver_destroy(solver);
}
