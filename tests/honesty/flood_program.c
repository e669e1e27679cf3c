/*
 * More of everything than the profiler has room for: flood_program FOLDER DEPTH. Deep recursion, more places than a thread's
 * tree holds, more than the trees of two threads hold together, more threads than slots, more keys, caches, statistics,
 * transforms and large allocations than their tables. Writes every report format to FOLDER/profile/, and what was planted
 * to stdout, as JSON.
 */
#define _GNU_SOURCE

#include <omp.h>
#include <pthread.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "profiler/profile.h"
#include "reports/report.h"

enum {
	PLACES = 700,    /* of each of two threads */
	BEYOND = 600,    /* further ones of one thread */
	PLACES_LEFT = 2, /* for threads beside the team */
	THREADS = 8,     /* beside the team, for which there are two places */
	VISITS = 10,     /* of each */
	KEYS = 5000,
	NAMES = 10,
	PLANS = 140,
	LARGE = 70
};

static struct {
	long calls, allocations, plans, executions, begins_of_strangers, refused;
	double flops;
} planted;

ISH_PROFILE_REGION(deep_region, "deep");
ISH_PROFILE_REGION(crowd_region, "crowd");
ISH_PROFILE_REGION(stranger_region, "stranger");
ISH_PROFILE_REGION(key_region, "keys");
static struct ish_region place[2][PLACES + BEYOND];

static void allocate(size_t bytes)
{
	void *volatile memory = malloc(bytes);
	free(memory);
#pragma omp atomic
	planted.allocations++;
}

static void work(double flops)
{
	ish_work(flops, 0);
#pragma omp atomic
	planted.flops += flops;
}

static void begin(struct ish_region *region)
{
	ISH_BEGIN(region);
#pragma omp atomic
	planted.calls++;
}

static void recurse(int depth)
{
	begin(&deep_region);
	work(1);
	if (depth > 1) {
		recurse(depth - 1);
	} else {
		allocate(100);
	}
	ISH_END(&deep_region);
}

static void visit(struct ish_region *region)
{
	begin(region);
	allocate(16);
	work(3);
	ISH_END(region);
}

static void crowd(void)
{
	begin(&crowd_region);
	const int parent = ISH_WORKER_PARENT();
#pragma omp parallel num_threads(2)
	{
		const int thread = omp_get_thread_num();
		ISH_WORKER_BEGIN(parent);
		for (int i = 0; i < PLACES; i++) {
			visit(&place[thread][i]);
		}
		ISH_WORKER_END();
	}
	for (int i = PLACES; i < PLACES + BEYOND; i++) {
		visit(&place[0][i]);
	}
	ISH_END(&crowd_region);
}

static pthread_barrier_t all_there;

static void *stranger(void *unused)
{
	(void)unused;
	for (int i = 0; i < VISITS; i++) {
		ISH_BEGIN(&stranger_region);
		(void)pthread_barrier_wait(&all_there); /* so that no place is given back in between */
		ISH_END(&stranger_region);
	}
	return NULL;
}

static void strangers(void)
{
	pthread_t thread[THREADS];
	(void)pthread_barrier_init(&all_there, NULL, THREADS);
	for (int i = 0; i < THREADS; i++) {
		(void)pthread_create(&thread[i], NULL, stranger, NULL);
	}
	for (int i = 0; i < THREADS; i++) {
		(void)pthread_join(thread[i], NULL);
	}
	planted.begins_of_strangers = (long)THREADS * VISITS;
	planted.refused = (long)(THREADS - PLACES_LEFT) * VISITS;
}

static void tables(void)
{
	static const char *const name[NAMES] = {"0", "1", "2", "3", "4", "5", "6", "7", "8", "9"};
	static struct ish_cache_counter cache[NAMES];
	static struct ish_statistic statistic[NAMES];
	static int id[PLANS];
	static bool known;
	begin(&key_region);
	ish_call_key(&key_region, 1, 1);
	for (int i = 0; i < KEYS; i++) {
		ish_call_key(&key_region, 2, (uint64_t)i);
	}
	for (int i = 0; i < NAMES; i++) {
		cache[i].name = statistic[i].name = name[i];
		ish_cache_hit(&cache[i]);
		ish_statistic_add(&statistic[i], 1, 1);
	}
	for (int i = 0; i < PLANS; i++) {
		const struct ish_transform_info info = {.n = 8 + i, .shape = {8 + i, 1, 1}, .batch = 1};
		id[i] = known ? id[i] : ish_transform_register(&info);
		ish_transform_planned(id[i], 1e-3);
		ish_transform_executed(id[i]);
		planted.plans++;
		planted.executions++;
	}
	known = true;
	ISH_END(&key_region);
}

int main(int argc, char **argv)
{
	static const char *const formats[] = {"text", "json", "html", "trace", "folded", "pprof"};
	const struct ish_profile_config config = {.level = ISH_PROFILE_FULL, .threads = 2};
	const struct ish_report_context context = {.command = "flood"};
	static char name[2 * (PLACES + BEYOND)][20];
	for (int i = 0; i < 2 * (PLACES + BEYOND); i++) {
		(void)snprintf(name[i], sizeof name[i], "place %d", i);
		place[i % 2][i / 2] = (struct ish_region){name[i], __FILE__, __LINE__, 0, ISH_REGION_PLAIN};
	}
	int threads = 0;
#pragma omp parallel num_threads(2) reduction(+ : threads) /* what the runtime takes for its threads comes before */
	threads += omp_get_num_threads();
	if (argc != 3 || threads != 4 || ish_profile_start(&config) != ISH_OK) {
		return 2;
	}
	for (long i = 0; i < 3; i++) {
		ish_profile_step_begin(i, 0, 1, ISH_STEP_WARMUP);
		recurse((int)strtol(argv[2], NULL, 10));
		crowd();
		tables();
		ish_profile_step_end();
	}
	for (int i = 0; i < LARGE; i++) {
		allocate(10000000);
	}
	strangers();
	ish_profile_stop();
	(void)printf("{\"calls\": %ld, \"allocations\": %ld, \"plans\": %ld, \"executions\": %ld, \"strangers\": %ld, "
	             "\"refused\": %ld, "
	             "\"flops\": %.0f, \"large\": %d, \"names\": %d, \"keys\": %d}\n",
	             planted.calls, planted.allocations, planted.plans, planted.executions, planted.begins_of_strangers,
	             planted.refused, planted.flops, LARGE, NAMES, 3 * KEYS);
	const enum ish_status status = ish_report_write(argv[1], formats, 6, &context);
	ish_profile_reset();
	return status == ISH_OK ? 0 : 1;
}
