/* Regions over threads: workers' parts, imbalance, threads that come and go. */
#define _POSIX_C_SOURCE 200809L

#include <math.h>
#include <omp.h>
#include <pthread.h>
#include <unistd.h>

#include "profile_testing.h"

ISH_PROFILE_REGION(outer_region, "outer");
ISH_PROFILE_REGION(team_region, "team");
ISH_PROFILE_REGION(inner_region, "inner");

/* Thread i works (i + 1) parts, half of each in a region of its own. */
static void run_team(int threads, double part)
{
	ISH_BEGIN(&outer_region);
	ISH_BEGIN(&team_region);
	const int parent = ISH_WORKER_PARENT();
#pragma omp parallel num_threads(threads)
	{
		ISH_WORKER_BEGIN(parent);
		const double mine = part * (omp_get_thread_num() + 1);
		work_for(mine / 2);
		ISH_BEGIN(&inner_region);
		work_for(mine / 2);
		ISH_END(&inner_region);
		ISH_WORKER_END();
	}
	ISH_END(&team_region);
	ISH_END(&outer_region);
}

Test(team, books_the_work_of_all_threads_in_their_region)
{
	start_profile(ISH_PROFILE_REGIONS, 3);
	for (int i = 0; i < 4; i++) {
		ish_profile_step_begin(i, 0, 1, ISH_STEP_STEADY);
		run_team(3, 2e-3);
		ish_profile_step_end();
	}
	ish_profile_stop();
	const struct ish_profile_view *view = ish_profile_view();
	const struct ish_profile_node *team = node_named(view, "team"), *inner = node_named(view, "inner");
	/* Planted: 4 steps of 2 + 4 + 6 ms. What is added is waiting, which costs time but with passive waiting no CPU
	   to speak of: 2 % for the wake-ups. */
	cr_assert(fabs(inner->cpu - 24e-3) < 0.02 * 24e-3, "inner %g", inner->cpu);
	cr_assert(team->cpu > 48e-3 * 0.98, "team %g", team->cpu);
	cr_assert(team->calls == 4 && inner->calls == 12);
	cr_assert(view->node[inner->parent].region == &team_region);
	cr_assert(team->threads == 3 && inner->threads == 3);
	/* Alone on its processor a thread takes as long as its work: never less. */
	cr_assert(team->busiest >= 4 * 6e-3 && team->idlest >= 4 * 2e-3 && team->idlest < team->busiest);
	/* The steps' lost time adds up to that of the one team there is. */
	double lost = 0;
	for (long i = 0; i < view->steps; i++)
		lost += ish_profile_step(view, i)->imbalance;
	cr_assert(lost > 0 && relative(lost, team->imbalance) < 1e-9 && relative(lost, view->imbalance) < 1e-9);
	for (long i = 0; i < view->steps; i++)
		cr_assert(ish_profile_step(view, i)->threads == 3);
	ish_profile_reset();
}

Test(team, keeps_the_books_of_all_threads_balanced)
{
	start_profile(ISH_PROFILE_REGIONS, 2);
	for (int i = 0; i < 20; i++)
		run_team(2, 2e-4);
	ish_profile_stop();
	const struct ish_profile_view *view = ish_profile_view();
	double self = 0;
	for (int i = 0; i < view->nodes; i++) {
		self += view->node[i].thread_self;
		/* Whole ticks, one factor: rounding only. */
		cr_assert(view->node[i].thread_self > -1e-12, "%s", view->node[i].region->name);
	}
	cr_assert(relative(self, view->node[0].thread) < 1e-12);
	cr_assert(node_named(view, "team")->thread > node_named(view, "team")->wall);
	ish_profile_reset();
}

Test(team, books_nothing_of_the_threads_elsewhere)
{
	start_profile(ISH_PROFILE_REGIONS, 2);
	run_team(2, 1e-3);
	ish_profile_stop();
	const struct ish_profile_view *view = ish_profile_view();
	cr_assert(view->nodes == 4); /* run, outer, team, inner: each in one place, though two threads were there */
	cr_assert(node_named(view, "outer")->threads == 2);
	cr_assert(isnan(node_named(view, "outer")->mean)); /* a region above a team has no spread */
	ish_profile_reset();
}

Test(team, works_in_teams_of_changing_size)
{
	start_profile(ISH_PROFILE_REGIONS, 4);
	/* libgomp lets threads of a smaller team go and makes new ones later: their places must be given back. */
	for (int i = 0; i < 30; i++)
		run_team(1 + i % 4, 1e-5);
	ish_profile_stop();
	const struct ish_profile_view *view = ish_profile_view();
	cr_assert(node_named(view, "team")->calls == 30);
	cr_assert(node_named(view, "inner")->calls == 8 * 1 + 8 * 2 + 7 * 3 + 7 * 4);
	cr_assert(view->run->threads_refused == 0 && view->run->mismatches == 0);
	ish_profile_reset();
}

static void *visit(void *unused)
{
	(void)unused;
	ISH_BEGIN(&inner_region);
	ISH_END(&inner_region);
	return NULL;
}

Test(team, gives_the_places_of_ended_threads_to_new_ones)
{
	enum { VISITORS = 50 };
	start_profile(ISH_PROFILE_REGIONS, 1);
	for (int i = 0; i < VISITORS; i++) {
		pthread_t thread;
		cr_assert(pthread_create(&thread, NULL, visit, NULL) == 0);
		cr_assert(pthread_join(thread, NULL) == 0);
	}
	ish_profile_stop();
	const struct ish_profile_view *view = ish_profile_view();
	cr_assert(node_named(view, "inner")->calls == VISITORS);
	cr_assert(view->run->threads_refused == 0);
	cr_assert(view->run->threads == 2);
	ish_profile_reset();
}

static pthread_barrier_t barrier;

static void *stay(void *unused)
{
	(void)visit(unused);
	(void)pthread_barrier_wait(&barrier);
	return NULL;
}

Test(team, counts_the_calls_of_threads_it_has_no_room_for)
{
	enum { CROWD = 8 };
	pthread_t thread[CROWD];
	start_profile(ISH_PROFILE_REGIONS, 1);
	cr_assert(pthread_barrier_init(&barrier, NULL, CROWD + 1) == 0);
	for (int i = 0; i < CROWD; i++)
		cr_assert(pthread_create(&thread[i], NULL, stay, NULL) == 0);
	(void)pthread_barrier_wait(&barrier);
	for (int i = 0; i < CROWD; i++)
		cr_assert(pthread_join(thread[i], NULL) == 0);
	ish_profile_stop();
	const struct ish_profile_view *view = ish_profile_view();
	cr_assert(view->run->threads_refused > 0);
	cr_assert(node_named(view, "inner")->calls == view->run->slots - 1);
	ish_profile_reset();
}

Test(team, nests)
{
	omp_set_max_active_levels(2);
	start_profile(ISH_PROFILE_REGIONS, 4);
	ISH_BEGIN(&outer_region);
	const int parent = ISH_WORKER_PARENT();
#pragma omp parallel num_threads(2)
	{
		ISH_WORKER_BEGIN(parent);
		ISH_BEGIN(&team_region);
		const int own = ISH_WORKER_PARENT();
#pragma omp parallel num_threads(2)
		{
			ISH_WORKER_BEGIN(own);
			ISH_BEGIN(&inner_region);
			work_for(5e-4);
			ISH_END(&inner_region);
			ISH_WORKER_END();
		}
		ISH_END(&team_region);
		ISH_WORKER_END();
	}
	ISH_END(&outer_region);
	ish_profile_stop();
	const struct ish_profile_view *view = ish_profile_view();
	cr_assert(view->nodes == 4);
	cr_assert(node_named(view, "inner")->calls == 4);
	/* 4 threads of 0.5 ms; 5 % for the readings of the clock around each. */
	cr_assert(fabs(node_named(view, "inner")->cpu - 2e-3) < 0.05 * 2e-3);
	ish_profile_reset();
}

Test(team, the_busiest_thread_and_its_processor_are_named)
{
	ISH_PROFILE_REGION(shared_region, "shared");
	start_profile(ISH_PROFILE_REGIONS, 2);
	ish_profile_step_begin(0, 0, 1, ISH_STEP_STEADY);
	ISH_BEGIN(&shared_region);
	const int parent = ISH_WORKER_PARENT();
#pragma omp parallel num_threads(2)
	{
		ISH_WORKER_BEGIN(parent);
		work_for(omp_get_thread_num() == 1 ? 1e-1 : 1e-3);
		ISH_WORKER_END();
	}
	ISH_END(&shared_region);
	ish_profile_step_end();
	ish_profile_stop();
	const struct ish_profile_view *const view = ish_profile_view();
	const struct ish_profile_node *const node = node_named(view, "shared");
	/* wall time: a machine shared with others would have to take the other thread off for 99 ms */
	cr_assert(node->threads == 2 && node->busiest_thread == 1 && node->busiest >= 1e-1);
	cr_assert(node_named(view, "step")->busiest_thread == -1);
	const long processors = sysconf(_SC_NPROCESSORS_CONF);
	for (int i = 0; i < view->run->threads; i++)
		cr_assert(ish_profile_thread_processor(i) >= 0 && ish_profile_thread_processor(i) < processors);
	cr_assert(ish_profile_thread_processor(view->run->threads) == -1 && ish_profile_thread_processor(-1) == -1);
	cr_assert(view->run->load_begin >= 0 && view->run->load_end >= 0);
	ish_profile_reset();
}
