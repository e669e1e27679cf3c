/*
 * A program that is not the solver, profiled: foreign_program FOLDER [STEPS]. Its regions hold planted allocations, a team
 * of two threads, a transform, a cache; with no STEPS it takes none. Writes every report format to FOLDER/profile/.
 */
#include <stdio.h>
#include <stdlib.h>

#include "profiler/profile.h"
#include "reports/report.h"

ISH_PROFILE_REGION(load_region, "load; a \"file\"");
ISH_PROFILE_REGION(team_region, "team work");
ISH_PROFILE_TRANSFORM(fft_region, "fft");

static struct ish_cache_counter cache = {"table", 0};
static struct ish_statistic rounds = {"rounds", 0};

/* Takes some 10 us that no compiler can remove. */
static void spend(int rounds_of_work)
{
	for (volatile int i = 0; i < 8000 * rounds_of_work;) {
		i = i + 1;
	}
}

static void work(int transform)
{
	ISH_BEGIN(&load_region);
	for (int i = 0; i < 5; i++) {
		void *volatile taken = malloc(1000);
		free(taken);
	}
	spend(2);
	ISH_END(&load_region);
	ISH_BEGIN(&team_region);
	const int parent = ISH_WORKER_PARENT();
#pragma omp parallel num_threads(2)
	{
		ISH_WORKER_BEGIN(parent);
		for (int i = 0; i < 3; i++) {
			ISH_BEGIN(&fft_region);
			spend(3);
			ish_transform_executed(transform);
			ISH_END(&fft_region);
		}
		ISH_WORKER_END();
	}
	ISH_END(&team_region);
	ish_cache_miss(&cache);
	ish_statistic_add(&rounds, 4, 7);
}

int main(int argc, char **argv)
{
	static const char *const formats[] = {"text", "json", "html", "trace", "folded", "pprof"};
	const long steps = argc > 2 ? strtol(argv[2], NULL, 10) : 0;
	const struct ish_profile_config config = {.level = ISH_PROFILE_FULL, .threads = 2, .steps_expected = steps};
	const struct ish_transform_info info = {
		.n = 8, .shape = {8, 1, 1}, .batch = 4, .axis = -1, .flops = 480.0, .bytes = 1024.0};
	const struct ish_report_context context = {.command = NULL};
	if (argc < 2 || ish_profile_start(&config) != ISH_OK) {
		return 1;
	}
	const int transform = ish_transform_register(&info);
	for (long i = 0; i < steps; i++) {
		ish_profile_step_begin(i, 0.0, 1.0, ISH_STEP_STEADY);
		work(transform);
		ish_profile_step_end();
	}
	if (steps == 0) {
		work(transform);
	}
	ish_profile_stop();
	const enum ish_status status = ish_report_write(argv[1], formats, 6, &context);
	ish_profile_reset();
	return status == ISH_OK ? 0 : 1;
}
