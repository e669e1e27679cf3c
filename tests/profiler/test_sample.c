/* CPU samples by gperftools: where they fall, what they leave alone, how they begin and end. */
#define _GNU_SOURCE

#include <criterion/criterion.h>
#include <stdlib.h>
#include <unistd.h>

#include "profiler/profile_view.h"
#include "profiler/sample.h"
#include "tests/profiler/profile_testing.h"
#include "tests/workspace/log_capture.h"

ISH_PROFILE_REGION(burn_region, "burn");

/* Code whose addresses are known: the linker gives a section that is named like an identifier its ends. */
extern const char __start_hot_code[], __stop_hot_code[]; /* NOLINT(bugprone-reserved-identifier): the linker's */

__attribute__((noinline, section("hot_code"))) static double burn(long turns)
{
	volatile double sum = 0.0;
	for (long i = 1; i <= turns; i++) {
		sum = sum + 1.0 / (double)i;
	}
	return sum;
}

static double cpu_seconds(void)
{
	struct timespec now;
	clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
	return (double)now.tv_sec + 1e-9 * (double)now.tv_nsec;
}

/* Some 0.3 s of processor time in one region of one step. */
static void burn_in_a_step(enum ish_step_kind kind)
{
	const double begin = cpu_seconds();
	ish_profile_step_begin(0, 0, 1, kind);
	ISH_BEGIN(&burn_region);
	while (cpu_seconds() - begin < 0.3) {
		(void)burn(1000000);
	}
	ISH_END(&burn_region);
	ish_profile_step_end();
}

static void skip_without_libprofiler(void)
{
	if (!ish_sample_available()) {
		cr_skip_test("libprofiler is not linked");
	}
}

struct found {
	long samples, hot;
};

/* The legacy format of gperftools' documentation: 0 3 0 period 0, then (count, depth, addresses) until 0 1 0. */
static struct found read_samples(void)
{
	static uintptr_t word[1 << 16];
	struct found found = {.samples = 0};
	const ssize_t bytes = pread(ish_sample_file(), word, sizeof word, 0);
	cr_assert(bytes > (ssize_t)(8 * sizeof word[0]));
	cr_assert(word[0] == 0 && word[1] == 3 && word[2] == 0 && word[3] > 0 && word[4] == 0);
	size_t i = 5;
	while (word[i] != 0) {
		found.samples += (long)word[i];
		cr_assert(word[i + 1] > 0 && word[i + 1] < 300 &&
		          (i + 2 + word[i + 1]) * sizeof word[0] < (size_t)bytes);
		if (word[i + 2] >= (uintptr_t)__start_hot_code && word[i + 2] <= (uintptr_t)__stop_hot_code) {
			found.hot += (long)word[i];
		}
		i += 2 + word[i + 1];
	}
	cr_assert(word[i + 1] == 1 && word[i + 2] == 0);
	cr_assert(strstr((const char *)&word[i + 3], "r-xp") != NULL, "no map of the process");
	return found;
}

Test(sample, falls_where_the_processor_is)
{
	skip_without_libprofiler();
	start_profile(ISH_PROFILE_REGIONS, 1);
	cr_assert(ish_sample_start() == ISH_OK);
	cr_assert(ish_sample_file() == -1 && ish_sample_count() == -1, "not to be read while it is written");
	burn_in_a_step(ISH_STEP_WARMUP);
	ish_profile_stop(); /* ends them too */
	const struct found found = read_samples();
	cr_assert(found.samples == ish_sample_count());
	/* 30 are due at 100 a second, and nearly all fall into the loop: its calls of the clock are 2 us in 2 ms. */
	cr_assert(found.samples >= 10, "%ld samples", found.samples);
	cr_assert(10 * found.hot >= 8 * found.samples, "%ld of %ld", found.hot, found.samples);
	ish_profile_reset();
	cr_assert(ish_sample_file() == -1);
}

Test(sample, allocates_nothing_in_a_steady_step)
{
	skip_without_libprofiler();
	start_profile(ISH_PROFILE_REGIONS, 1);
	if (!hooks_are_there(ish_profile_view())) {
		cr_skip_test("allocations are not measured: %s", ish_profile_view()->run->hooks_reason);
	}
	cr_assert(ish_sample_start() == ISH_OK);
	burn_in_a_step(ISH_STEP_STEADY);
	ish_profile_stop();
	cr_assert(ish_sample_count() >= 10);
	cr_assert(ish_profile_step(ish_profile_view(), 0)->allocations == 0);
	ish_profile_reset();
}

Test(sample, is_taken_once_at_a_time_and_begins_anew)
{
	struct log_capture log;
	skip_without_libprofiler();
	start_profile(ISH_PROFILE_REGIONS, 1);
	cr_assert(ish_sample_start() == ISH_OK);
	cr_assert(ish_sample_start() == ISH_OK, "the first ones are dropped");
	burn_in_a_step(ISH_STEP_STEADY);
	ish_sample_stop();
	ish_sample_stop();
	const long first = ish_sample_count();
	cr_assert(first >= 10 && read_samples().samples == first);
	cr_assert(ish_sample_start() == ISH_OK);
	ish_sample_stop();
	cr_assert(ish_sample_count() < first);
	ish_profile_reset();
	cr_assert(ish_sample_count() == -1);
	/* Somebody else's, as with CPUPROFILE in the environment. */
	int ProfilerStart(const char *path); /* NOLINT(readability-identifier-naming) */
	cr_assert(ProfilerStart("/dev/null"));
	log_capture_begin(&log);
	cr_assert(!ish_sample_available() && ish_sample_start() == ISH_ERR_UNAVAILABLE);
	cr_assert_str_eq(log.line, "CPU samples: libprofiler takes samples for somebody else (CPUPROFILE is set?)");
}
