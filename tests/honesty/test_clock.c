/*
 * Times, to the tick. The profiler's clocks are replaced (ld --wrap) by one that moves only when work is done, a
 * nanosecond for each planted unit, and that each thread has for itself: then every time of a profile is known, and is
 * compared with no tolerance but that of doubles. What such a clock cannot show, whether the true ones are read
 * rightly, region.finds_shares_of_planted_work does.
 */
#define _POSIX_C_SOURCE 200809L

#include <omp.h>

#include "profiler/clock.h"
#include "tests/profiler/profile_testing.h"

/* NOLINTBEGIN(bugprone-reserved-identifier,readability-identifier-naming): the linker's names */
uint64_t __wrap_ish_clock_read(clockid_t id);
void __wrap_ish_clock_calibrate(struct ish_clock *clock);
/* NOLINTEND(bugprone-reserved-identifier,readability-identifier-naming) */

static _Thread_local uint64_t worked;

static void work(uint64_t units)
{
	worked += units;
}

/* NOLINTNEXTLINE(bugprone-reserved-identifier,readability-identifier-naming) */
uint64_t __wrap_ish_clock_read(clockid_t id)
{
	(void)id;
	return worked;
}

/* NOLINTNEXTLINE(bugprone-reserved-identifier,readability-identifier-naming) */
void __wrap_ish_clock_calibrate(struct ish_clock *clock)
{
	clock->tsc = false;
	clock->hertz = 1e9;
	clock->seconds = 1e-9;
	clock->origin = clock->origin_nanos = worked;
}

/* Sums of whole ticks, turned into seconds at the end: a rounding or two. Rows of steps are floats. */
static void same(double seconds, double ticks, const char *what)
{
	cr_assert(seconds >= 1e-9 * ticks * (1 - 1e-12) - 1e-15 && seconds <= 1e-9 * ticks * (1 + 1e-12) + 1e-15,
	          "%s: %.17g s of %.17g ticks", what, seconds, ticks);
}

static void same_float(double seconds, double ticks, const char *what)
{
	cr_assert(relative(seconds, 1e-9 * ticks) < 2e-7, "%s: %.9g s of %.9g ticks", what, seconds, ticks);
}

/* Numerical Recipes' linear congruence: the same walk on every machine. */
static uint32_t state;

static uint32_t draw(uint32_t below)
{
	state = state * 1664525u + 1013904223u;
	return (state >> 8) % below;
}

/* ---- a random walk through a tree of regions ---- */

enum { NAMES = 6, DEPTH = 3, PLACES = 7 * 7 * 7, STEPS = 60, STAGES = 3 };

#define WALK(name, line)                                                                                               \
	{                                                                                                              \
		name, __FILE__, line, 0, ISH_REGION_PLAIN                                                              \
	}
static struct ish_region walk_region[NAMES] = {WALK("a", 1), WALK("b", 2), WALK("c", 3),
                                               WALK("d", 4), WALK("e", 5), WALK("f", 6)};
#undef WALK

/* What was planted, by place: the path as digits to base NAMES + 1, the last region first. */
static struct {
	double self, all, stage[STAGES];
	long calls;
} planted[PLACES];
static double planted_stage[STAGES], planted_step[STEPS], planted_between;
static int stage;

static double walk(int depth, int place)
{
	double all = 0;
	const uint32_t parts = draw(4);
	for (uint32_t i = 0; i <= parts; i++) {
		const uint32_t units = draw(1000);
		work(units);
		planted[place].self += units;
		planted[place].stage[stage] += units;
		all += units;
		if (i < parts && depth < DEPTH) {
			const int name = (int)draw(NAMES);
			ISH_BEGIN(&walk_region[name]);
			all += walk(depth + 1, place * (NAMES + 1) + name + 1);
			ISH_END(&walk_region[name]);
		}
	}
	planted[place].all += all;
	planted[place].calls++;
	return all;
}

static int place_of(const struct ish_profile_view *view, int node)
{
	const struct ish_profile_node *const n = &view->node[node];
	return n->depth < 2 ? 0 : place_of(view, n->parent) * (NAMES + 1) + n->region->line;
}

static void check_nodes(const struct ish_profile_view *view)
{
	int places = 0, nodes = 0;
	for (int i = 0; i < PLACES; i++)
		places += planted[i].calls > 0;
	for (int i = 0; i < view->nodes; i++) {
		const struct ish_profile_node *const node = &view->node[i];
		if (node->depth == 0)
			continue;
		const int place = place_of(view, i);
		nodes++;
		cr_assert(place > 0 || strcmp(node->region->name, "step") == 0);
		cr_assert_eq(node->calls, place > 0 ? planted[place].calls : STEPS);
		same(node->wall_self, planted[place].self, "self");
		same(node->thread_self, planted[place].self, "self of threads");
		if (place > 0) {
			same(node->wall, planted[place].all, "inclusive");
		}
	}
	cr_assert(nodes == places && nodes > 100, "%d nodes of %d places", nodes, places);
}

static void check_steps(const struct ish_profile_view *view)
{
	for (long s = 0; s < STEPS; s++) {
		const struct ish_step_record *const record = ish_profile_step(view, s);
		double self = 0, of_step = 0;
		same(record->wall, planted_step[s], "step");
		for (int r = 0; r < record->rows; r++) {
			const struct ish_step_region *const row = ish_profile_row(record->first_row + (uint64_t)r);
			self += (double)row->wall;
			for (int k = r + 1; k < record->rows; k++) {
				const struct ish_step_region *const other =
					ish_profile_row(record->first_row + (uint64_t)k);
				self -= view->node[other->node].parent == row->node ? (double)other->wall : 0;
			}
			of_step = view->node[row->node].depth == 1 ? (double)row->wall : of_step;
		}
		same_float(of_step, planted_step[s], "row of the step");
		same_float(self, planted_step[s], "sum of the rows' self times");
	}
}

Test(exact_clock, every_time_of_a_random_tree_is_that_planted)
{
	const struct ish_profile_config config = {.level = ISH_PROFILE_FULL, .threads = 1, .steps_expected = STEPS};
	double all = 0;
	state = 12345;
	cr_assert(ish_profile_start(&config) == ISH_OK);
	for (int s = 0; s < STEPS; s++) {
		const uint64_t before = worked;
		work(77); /* between steps: in no region but the run */
		planted_between += 77;
		ish_profile_step_begin(s, 0, 1, s < 3 ? ISH_STEP_WARMUP : ISH_STEP_STEADY);
		for (stage = 0; stage < STAGES; stage++) {
			ish_profile_stage(stage - 1);
			planted_stage[stage] += walk(0, 0);
		}
		ish_profile_stage(-1);
		ish_profile_step_end();
		planted_step[s] = (double)(worked - before) - 77;
		all += planted_step[s];
	}
	ish_profile_stop();
	const struct ish_profile_view *const view = ish_profile_view();
	double self = 0;
	check_nodes(view);
	check_steps(view);
	for (int i = 0; i < view->nodes; i++)
		self += view->node[i].wall_self;
	same(self, all + planted_between, "the books");
	same(view->node[0].wall, all + planted_between, "the run");
	same(view->node[0].wall_self, planted_between, "between steps");
	same(view->step_wall, all, "all steps");
	same(view->unattributed, planted[0].self, "unattributed");
	for (int s = 0; s < STAGES; s++)
		same(view->stage[s].wall, planted_stage[s], "stage");
	for (int i = 0; i < view->nodes; i++) {
		double sum = 0;
		for (int s = 0; s < ISH_PROFILE_STAGES; s++)
			sum += view->node[i].stage_thread[s];
		same(sum, 1e9 * view->node[i].thread, "stages of a region");
	}
	ish_profile_reset();
}

/* ---- threads ---- */

ISH_PROFILE_REGION(team_region, "team");
ISH_PROFILE_REGION(part_region, "part");

Test(exact_clock, a_team_s_loss_is_that_planted)
{
	enum { THREADS = 3, ROUNDS = 40 };
	double part[THREADS] = {0}, lost = 0;
	start_profile(ISH_PROFILE_REGIONS, THREADS);
	state = 99;
	for (int i = 0; i < ROUNDS; i++) {
		uint64_t units[THREADS];
		double most = 0, mean = 0;
		for (int t = 0; t < THREADS; t++) {
			units[t] = 1 + draw(100000);
			part[t] += (double)units[t];
			most = (double)units[t] > most ? (double)units[t] : most;
			mean += (double)units[t] / THREADS;
		}
		lost += most - mean;
		ish_profile_step_begin(i, 0, 1, ISH_STEP_STEADY);
		ISH_BEGIN(&team_region);
		const int parent = ISH_WORKER_PARENT();
#pragma omp parallel num_threads(THREADS)
		{
			ISH_WORKER_BEGIN(parent);
			ISH_BEGIN(&part_region);
			work(units[omp_get_thread_num()]);
			ISH_END(&part_region);
			ISH_WORKER_END();
		}
		ISH_END(&team_region);
		ish_profile_step_end();
		same(ish_profile_step(ish_profile_view(), i)->imbalance, most - mean, "lost in a step");
	}
	ish_profile_stop();
	const struct ish_profile_view *const view = ish_profile_view();
	const struct ish_profile_node *const team = node_named(view, "team"), *const inner = node_named(view, "part");
	const double all = part[0] + part[1] + part[2];
	cr_assert(inner->calls == THREADS * ROUNDS && team->calls == ROUNDS && team->threads == THREADS);
	same(inner->thread_self, all, "parts");
	same(inner->wall, part[0], "the stepping thread's part");
	same(team->thread, all, "team");
	same(team->thread_self, 0, "team itself");
	same(team->imbalance, lost, "lost");
	same(view->imbalance, lost, "lost in all");
	double most = part[0], least = part[0];
	for (int t = 1; t < THREADS; t++) {
		most = part[t] > most ? part[t] : most;
		least = part[t] < least ? part[t] : least;
	}
	same(team->busiest, most, "busiest");
	same(team->idlest, least, "idlest");
	same(team->mean, all / THREADS, "mean");
	ish_profile_reset();
}

/* ---- time that is booked a second way: to transforms, and as wasted ---- */

ISH_PROFILE_TRANSFORM(fft_region, "fft");

Test(exact_clock, wasted_time_and_that_of_transforms_are_those_planted)
{
	const struct ish_transform_info info = {.n = 8, .shape = {8, 1, 1}, .batch = 1, .flops = 60, .bytes = 128};
	const int id = ish_transform_register(&info);
	double wasted = 0, timed = 0;
	long redundant = 0, executed = 0;
	start_profile(ISH_PROFILE_REGIONS, 1);
	state = 7;
	for (int s = 0; s < 50; s++) {
		bool seen[16] = {false};
		ish_profile_step_begin(s, 0, 1, ISH_STEP_STEADY);
		for (int i = 0; i < 40; i++) {
			const uint32_t version = draw(16), units = draw(5000);
			ISH_BEGIN(&part_region);
			ish_call_key(&part_region, version, 3);
			work(units);
			ISH_BEGIN(&fft_region);
			work(units / 2);
			ish_transform_executed(id);
			ISH_END(&fft_region);
			ISH_END(&part_region);
			timed += units / 2; /* NOLINT(bugprone-integer-division): whole units are worked */
			executed++;
			redundant += seen[version];
			wasted += seen[version] ? units + units / 2 : 0; /* NOLINT(bugprone-integer-division) */
			seen[version] = true;
		}
		ish_profile_step_end();
	}
	ish_profile_stop();
	const struct ish_profile_view *const view = ish_profile_view();
	const struct ish_profile_node *const part = node_named(view, "part");
	cr_assert_eq(part->redundant, redundant);
	same(part->wasted, wasted, "wasted");
	cr_assert(view->transform[id - 1].executions == executed && view->transform[id - 1].timed == executed);
	same(view->transform[id - 1].seconds, timed, "transforms");
	ish_profile_reset();
}
