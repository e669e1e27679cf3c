/* The call tree of one thread: calls, times, shares, recursion, and what happens when regions are used wrongly. */
#define _GNU_SOURCE

#include <math.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include "profile_testing.h"

ISH_PROFILE_REGION(outer_region, "outer");
ISH_PROFILE_REGION(first_region, "first");
ISH_PROFILE_REGION(second_region, "second");
ISH_PROFILE_REGION(third_region, "third");
ISH_PROFILE_REGION(fourth_region, "fourth");

/* Books are kept in whole ticks and turned into seconds by one factor: only the rounding of the sums is left. */
static const double ROUNDING = 1e-12;

static void check_books(const struct ish_profile_view *view)
{
	double wall = 0, thread = 0;
	for (int i = 0; i < view->nodes; i++) {
		const struct ish_profile_node *node = &view->node[i];
		wall += node->wall_self;
		thread += node->thread_self;
		cr_assert(node->wall_self > -ROUNDING, "%s: self %g", node->region->name, node->wall_self);
		cr_assert(i == 0 ? node->parent == -1 : node->parent < i);
	}
	cr_assert(relative(wall, view->node[0].wall) < ROUNDING, "sum of self %.17g, root %.17g", wall,
	          view->node[0].wall);
	cr_assert(relative(thread, view->node[0].thread) < ROUNDING);
	/* The root is open from start to stop. */
	cr_assert(relative(view->node[0].wall, view->run->wall) < ROUNDING);
}

Test(region, counts_calls_in_each_place)
{
	start_profile(ISH_PROFILE_REGIONS, 1);
	for (int i = 0; i < 7; i++) {
		ISH_BEGIN(&outer_region);
		for (int k = 0; k < 3; k++) {
			ISH_BEGIN(&first_region);
			ISH_END(&first_region);
			ISH_BEGIN(&second_region);
			ISH_END(&second_region);
		}
		ISH_END(&outer_region);
	}
	ISH_BEGIN(&first_region);
	ISH_END(&first_region);
	ish_profile_stop();
	const struct ish_profile_view *view = ish_profile_view();
	cr_assert(view->nodes == 5); /* run, outer, outer/first, outer/second, first */
	cr_assert(node_named(view, "outer")->calls == 7);
	cr_assert(node_named(view, "second")->calls == 21);
	long calls[3] = {0};
	for (int i = 0; i < view->nodes; i++) {
		if (strcmp(view->node[i].region->name, "first") == 0)
			calls[view->node[i].depth] = view->node[i].calls;
	}
	cr_assert(calls[1] == 1 && calls[2] == 21);
	check_books(view);
	ish_profile_reset();
}

Test(region, finds_shares_of_planted_work)
{
	struct ish_region *const region[] = {&first_region, &second_region, &third_region, &fourth_region};
	start_profile(ISH_PROFILE_REGIONS, 1);
	for (int round = 0; round < 5; round++) {
		for (int i = 0; i < 4; i++) {
			ISH_BEGIN(region[i]);
			work_for(2e-3 * (i + 1));
			ISH_END(region[i]);
		}
	}
	ish_profile_stop();
	const struct ish_profile_view *view = ish_profile_view();
	double all = 0;
	for (int i = 0; i < 4; i++)
		all += node_named(view, region[i]->name)->cpu_self;
	for (int i = 0; i < 4; i++) {
		const double share = node_named(view, region[i]->name)->cpu_self / all;
		/* Half a point, the bar: a part is 2 ms and more, its CPU clock is read within 2 us. */
		cr_assert(fabs(share - 0.1 * (i + 1)) < 0.005, "%s: %.4f", region[i]->name, share);
	}
	check_books(view);
	ish_profile_reset();
}

static void recurse(int depth)
{
	ISH_BEGIN(&outer_region);
	work_for(2e-4);
	if (depth > 1)
		recurse(depth - 1);
	ISH_END(&outer_region);
}

Test(region, keeps_recursion_apart_by_depth)
{
	start_profile(ISH_PROFILE_REGIONS, 1);
	recurse(6);
	recurse(4);
	ish_profile_stop();
	const struct ish_profile_view *view = ish_profile_view();
	cr_assert(view->nodes == 7);
	for (int i = 1; i < view->nodes; i++) {
		cr_assert(view->node[i].depth == i);
		cr_assert(view->node[i].calls == (i <= 4 ? 2 : 1));
	}
	check_books(view);
	ish_profile_reset();
}

Test(region, does_nothing_before_the_start_and_when_off)
{
	ISH_BEGIN(&outer_region);
	ISH_END(&outer_region);
	ISH_END(&first_region); /* not even a mismatch is seen */
	ish_profile_step_begin(0, 0, 1, ISH_STEP_STEADY);
	ish_profile_stage(1);
	ish_work(1, 1);
	ISH_WORKER_BEGIN(ISH_WORKER_PARENT());
	ISH_WORKER_END();
	ish_profile_step_end();
	cr_assert(ish_profile_view() == NULL);
	start_profile(ISH_PROFILE_OFF, 1);
	ISH_BEGIN(&outer_region);
	ISH_END(&outer_region);
	ish_profile_stop();
	cr_assert(ish_profile_view() == NULL);
	cr_assert(outer_region.id == 0);
	ish_profile_reset();
}

Test(region, starts_again_with_empty_books)
{
	for (int round = 0; round < 3; round++) {
		start_profile(ISH_PROFILE_REGIONS, 1);
		ISH_BEGIN(&outer_region);
		ISH_END(&outer_region);
		ish_profile_stop();
		cr_assert(node_named(ish_profile_view(), "outer")->calls == 1);
	}
	ISH_BEGIN(&outer_region); /* stopped: not counted */
	ISH_END(&outer_region);
	cr_assert(node_named(ish_profile_view(), "outer")->calls == 1);
	ish_profile_reset();
	cr_assert(ish_profile_view() == NULL);
}

Test(region, counts_a_flood_into_the_parent_and_warns)
{
	enum { FLOOD = 1500 }; /* more than the tree of one thread holds */
	struct ish_region *const flood = calloc(FLOOD, sizeof *flood);
	start_profile(ISH_PROFILE_REGIONS, 1);
	for (int i = 0; i < FLOOD; i++)
		flood[i] = (struct ish_region){"flood", "test_region.c", i, 0, ISH_REGION_PLAIN};
	ISH_BEGIN(&outer_region);
	for (int i = 0; i < FLOOD; i++) {
		ISH_BEGIN(&flood[i]);
		ISH_BEGIN(&first_region); /* below a region that found no place, too */
		ISH_END(&first_region);
		ISH_END(&flood[i]);
	}
	work_for(1e-3);
	ISH_END(&outer_region);
	ish_profile_stop();
	const struct ish_profile_view *view = ish_profile_view();
	cr_assert(view->run->folded > 0);
	cr_assert(node_named(view, "outer")->calls == 1);
	cr_assert(node_named(view, "outer")->cpu > 1e-3);
	check_books(view);
	ish_profile_reset();
	free(flood);
}

/* Ends the wrong region in a child process: debug builds abort with both places, release builds count. */
Test(region, names_both_lines_of_a_mismatch)
{
	int line[2];
	char said[1024] = "";
	cr_assert(pipe(line) == 0);
	const pid_t child = fork();
	cr_assert(child >= 0);
	if (child == 0) {
		(void)dup2(line[1], STDERR_FILENO);
		start_profile(ISH_PROFILE_REGIONS, 1);
		ISH_BEGIN(&outer_region);
		ISH_BEGIN(&first_region);
		ISH_END(&outer_region); /* closes first, too */
		ISH_BEGIN(&second_region);
		ISH_END(&second_region);
		ISH_END(&third_region); /* was never begun */
		ish_profile_stop();
		const struct ish_profile_view *view = ish_profile_view();
		const struct ish_profile_run *run = view->run;
		const bool good = run->mismatches == 2 && run->mismatch_begun == &first_region &&
		                  run->mismatch_ended == &outer_region && node_named(view, "first")->calls == 1 &&
		                  node_named(view, "outer")->calls == 1 && node_named(view, "second")->depth == 1;
		_exit(good ? 42 : 1);
	}
	close(line[1]);
	size_t used = 0;
	for (ssize_t n; (n = read(line[0], said + used, sizeof said - 1 - used)) > 0;)
		used += (size_t)n;
	close(line[0]);
	int status;
	cr_assert(waitpid(child, &status, 0) == child);
	if (WIFSIGNALED(status)) {
		char place[2][64];
		(void)snprintf(place[0], sizeof place[0], "test_region.c:%d", outer_region.line);
		(void)snprintf(place[1], sizeof place[1], "test_region.c:%d", first_region.line);
		cr_assert(WTERMSIG(status) == SIGABRT);
		cr_assert(strstr(said, place[0]) != NULL && strstr(said, place[1]) != NULL, "said: %s", said);
	} else {
		cr_assert(WEXITSTATUS(status) == 42, "release: exit %d", WEXITSTATUS(status));
	}
}
