#define _XOPEN_SOURCE 700
#include <criterion/criterion.h>
#include <fftw3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "spectral/plan.h"
#include "spectral/plan_impl.h"
#include "tests/workspace/log_capture.h"

static struct ish_plan_key key_of(int n, int batch)
{
	return (struct ish_plan_key){.shape = {n, 1, 1},
	                             .axis = 0,
	                             .direction = ISH_FORWARD,
	                             .batch = batch,
	                             .in_stride = 1,
	                             .in_distance = n,
	                             .out_stride = 1,
	                             .out_distance = n,
	                             .placement = ISH_PLAN_OUT_OF_PLACE,
	                             .precision = ISH_PLAN_DOUBLE,
	                             .threads = 1,
	                             .planning = ISH_PLANNING_ESTIMATE};
}

static const struct ish_plan *get(const struct ish_plan_key *key)
{
	const struct ish_plan *plan;

	cr_assert_eq(ish_plan_get(&plan, key), ISH_OK);
	cr_assert_not_null(plan);
	cr_assert_not_null(plan->handle);
	return plan;
}

Test(plan, the_same_key_gets_the_same_plan)
{
	const struct ish_plan_key key = key_of(12, 4);
	const struct ish_plan *const plan = get(&key);

	cr_assert_eq(ish_plan_count(), 1);
	for (int i = 0; i < 5; ++i) {
		cr_assert_eq(get(&key), plan);
	}
	cr_assert_eq(ish_plan_count(), 1);
}

Test(plan, each_part_of_the_key_makes_another_plan)
{
	struct ish_plan_key keys[9];
	const struct ish_plan *plans[9];

	for (int i = 0; i < 9; ++i) {
		keys[i] = key_of(12, 4);
	}
	keys[1].shape[0] = 16;
	keys[1].in_distance = keys[1].out_distance = 16;
	keys[2].axis = 1;
	keys[3].direction = ISH_BACKWARD;
	keys[4].batch = 8;
	keys[5].placement = ISH_PLAN_IN_PLACE;
	keys[6].precision = ISH_PLAN_FLOAT;
	keys[7].planning = ISH_PLANNING_MEASURE;
	keys[8].in_stride = 4;
	keys[8].in_distance = 1;
	for (int i = 0; i < 9; ++i) {
		plans[i] = get(&keys[i]);
		for (int j = 0; j < i; ++j) {
			cr_assert_neq(plans[i], plans[j], "keys %d and %d", i, j);
		}
	}
	cr_assert_eq(ish_plan_count(), 9);
	ish_plan_clear();
	cr_assert_eq(ish_plan_count(), 0);
}

Test(plan, there_and_back_is_n_times_the_identity)
{
	enum { N = 30, BATCH = 6, SIZE = N * BATCH };
	struct ish_plan_key key = key_of(N, BATCH);
	double *const in = aligned_alloc(64, 2 * SIZE * sizeof *in), *const out =
									     aligned_alloc(64, 2 * SIZE * sizeof *out);
	const struct ish_plan *forward, *backward;

	forward = get(&key);
	key.direction = ISH_BACKWARD;
	backward = get(&key);
	for (int i = 0; i < 2 * SIZE; ++i) {
		in[i] = i % 11;
	}
	fftw_execute_dft(forward->handle, (fftw_complex *)in, (fftw_complex *)out);
	fftw_execute_dft(backward->handle, (fftw_complex *)out, (fftw_complex *)in);
	for (int i = 0; i < 2 * SIZE; ++i) {
		cr_assert_float_eq(in[i] / N, i % 11, 1e-13); /* magnitude 10, a few roundings */
	}
	free(in);
	free(out);
}

/* ---- wisdom ---- */

static char folder[] = "wisdom_XXXXXX";
static char path[64], path_float[64];

static void make_folder(void)
{
	cr_assert_not_null(mkdtemp(folder));
	snprintf(path, sizeof path, "%s/wisdom", folder);
	snprintf(path_float, sizeof path_float, "%s/wisdom.float", folder);
}

static void remove_folder(void)
{
	unlink(path);
	unlink(path_float);
	cr_assert_eq(rmdir(folder), 0, "something else was left in the folder");
}

/* Whether FFTW knows a measured plan without measuring. */
static int is_known(void)
{
	fftw_complex *const data = fftw_alloc_complex(54);
	fftwf_complex *const single = fftwf_alloc_complex(54);
	fftw_plan plan = fftw_plan_dft_1d(54, data, data, FFTW_FORWARD, FFTW_MEASURE | FFTW_WISDOM_ONLY);
	fftwf_plan plan_single =
		fftwf_plan_dft_1d(54, single, single, FFTW_FORWARD, FFTW_MEASURE | FFTW_WISDOM_ONLY);
	const int known = (plan != NULL) + (plan_single != NULL);

	if (plan) {
		fftw_destroy_plan(plan);
	}
	if (plan_single) {
		fftwf_destroy_plan(plan_single);
	}
	fftw_free(data);
	fftwf_free(single);
	return known;
}

static void forget(void)
{
	fftw_forget_wisdom();
	fftwf_forget_wisdom();
}

static void learn(void)
{
	fftw_complex *const data = fftw_alloc_complex(54);
	fftwf_complex *const single = fftwf_alloc_complex(54);

	fftw_destroy_plan(fftw_plan_dft_1d(54, data, data, FFTW_FORWARD, FFTW_MEASURE));
	fftwf_destroy_plan(fftwf_plan_dft_1d(54, single, single, FFTW_FORWARD, FFTW_MEASURE));
	fftw_free(data);
	fftwf_free(single);
}

Test(wisdom, survives_the_way_through_the_files, .init = make_folder, .fini = remove_folder)
{
	struct log_capture log;

	log_capture_begin(&log);
	forget();
	cr_assert_eq(is_known(), 0);
	learn();
	cr_assert_eq(ish_wisdom_write(path), ISH_OK);
	forget();
	cr_assert_eq(is_known(), 0);
	ish_wisdom_read(path);
	cr_assert_eq(is_known(), 2, "double and float");
	cr_assert_eq(ish_wisdom_write(path), ISH_OK); /* over the files that are there */
	cr_assert_eq(log.count, 0, "%s", log.line);
}

Test(wisdom, that_is_not_there_is_no_matter, .init = make_folder, .fini = remove_folder)
{
	struct log_capture log;

	log_capture_begin(&log);
	ish_wisdom_read(path);
	ish_wisdom_read("");
	cr_assert_eq(ish_wisdom_write(""), ISH_OK);
	cr_assert_eq(log.count, 0, "%s", log.line);
}

static void write_text(const char *name, const char *text)
{
	FILE *const file = fopen(name, "w");

	cr_assert_not_null(file);
	fputs(text, file);
	fclose(file);
}

Test(wisdom, that_is_damaged_is_one_warning_line_and_ignored, .init = make_folder, .fini = remove_folder)
{
	static const char *const texts[] = {"", "hello\n", "(fftw-3.3.9 fftw_wisdom #x1 #x2 #x3 #x4\n)\n"};
	struct log_capture log;

	for (int i = 0; i < 3; ++i) {
		write_text(path, texts[i]);
		log_capture_begin(&log);
		ish_wisdom_read(path);
		cr_assert_eq(log.count, 1, "text %d", i);
		cr_assert_eq(log.level, ISH_LOG_WARNING);
		cr_assert_not_null(strstr(log.line, path), "%s", log.line);
		cr_assert_not_null(strstr(log.line, "ignored"), "%s", log.line);
	}
	const struct ish_plan_key key = key_of(8, 2);
	get(&key); /* planning goes on */
}

Test(wisdom, cut_in_the_middle_is_ignored_too, .init = make_folder, .fini = remove_folder)
{
	struct log_capture log;
	struct stat status;

	learn();
	cr_assert_eq(ish_wisdom_write(path), ISH_OK);
	cr_assert_eq(stat(path, &status), 0);
	cr_assert_eq(truncate(path, status.st_size / 2), 0);
	forget();
	log_capture_begin(&log);
	ish_wisdom_read(path);
	cr_assert_eq(log.count, 1);
	cr_assert_eq(is_known(), 1, "the float file is whole");
}

Test(wisdom, that_cannot_be_written_is_an_error_that_names_the_file)
{
	struct log_capture log;

	log_capture_begin(&log);
	cr_assert_eq(ish_wisdom_write("no_such_folder/wisdom"), ISH_ERR_SYSTEM);
	cr_assert_eq(log.count, 1);
	cr_assert_str_eq(log.line, "no_such_folder/wisdom: wisdom cannot be written: No such file or directory");
}
