/* Steps: kinds, records, rows, stages, the rings. */
#define _POSIX_C_SOURCE 200809L

#include <math.h>
#include <omp.h>

#include "profile_testing.h"

ISH_PROFILE_REGION(a_region, "a");
ISH_PROFILE_REGION(b_region, "b");

static void take_step(long step, enum ish_step_kind kind, double seconds)
{
	ish_profile_step_begin(step, 0.1 * (double)step, 0.1, kind);
	ISH_BEGIN(&a_region);
	work_for(seconds);
	ISH_END(&a_region);
	ish_profile_step_end();
}

Test(step, keeps_a_record_of_each)
{
	start_profile(ISH_PROFILE_REGIONS, 1);
	take_step(10, ISH_STEP_WARMUP, 1e-3);
	take_step(11, ISH_STEP_STEADY, 2e-3);
	ish_profile_step_begin(12, 1.2, 0.05, ISH_STEP_STEADY);
	ish_profile_step_kind(ISH_STEP_OUTPUT);
	ISH_BEGIN(&a_region);
	ISH_BEGIN(&b_region);
	work_for(1e-3);
	ISH_END(&b_region);
	ISH_END(&a_region);
	ish_profile_step_end();
	ish_profile_stop();
	const struct ish_profile_view *view = ish_profile_view();
	cr_assert(view->steps == 3 && view->steps_kept == 3);
	cr_assert(view->kind[ISH_STEP_WARMUP].steps == 1 && view->kind[ISH_STEP_STEADY].steps == 1 &&
	          view->kind[ISH_STEP_OUTPUT].steps == 1 && view->kind[ISH_STEP_REGRID].steps == 0);
	const struct ish_step_record *last = ish_profile_step(view, 2);
	cr_assert(last->step == 12 && last->time == 1.2 && last->dt == 0.05 && last->kind == ISH_STEP_OUTPUT);
	cr_assert(last->calls == 3 && last->threads == 1); /* step, a, b */
	cr_assert(ish_profile_step(view, 3) == NULL && ish_profile_step(view, -1) == NULL);
	double wall = 0;
	for (long i = 0; i < 3; i++) {
		const struct ish_step_record *record = ish_profile_step(view, i);
		wall += record->wall;
		/* The work is on the stepping thread, which the CPU clock of the process holds too. */
		cr_assert(record->cpu_main > 1e-3 && record->cpu >= 0.99 * record->cpu_main && record->wall > 0);
		/* 1 % is the bar; a step of 1 ms with its 1 us of clock readings at the ends is the worst case. */
		cr_assert(record->unattributed >= 0 && record->unattributed < 0.01, "%g", record->unattributed);
		cr_assert(record->start >= 0 && record->peak_rss > 0);
	}
	cr_assert(relative(wall, view->step_wall) < 1e-12);
	cr_assert(ish_profile_step(view, 1)->start >
	          ish_profile_step(view, 0)->start + ish_profile_step(view, 0)->wall);
	ish_profile_reset();
}

Test(step, has_a_row_for_each_region)
{
	start_profile(ISH_PROFILE_REGIONS, 1);
	for (int i = 0; i < 3; i++)
		take_step(i, ISH_STEP_STEADY, 1e-3);
	ish_profile_stop();
	const struct ish_profile_view *view = ish_profile_view();
	double wall = 0;
	for (long i = 0; i < 3; i++) {
		const struct ish_step_record *record = ish_profile_step(view, i);
		cr_assert(record->rows == 3); /* run, step, a */
		const struct ish_step_region *row = ish_profile_row(record->first_row + 2);
		cr_assert(strcmp(view->node[row->node].region->name, "a") == 0 && row->calls == 1);
		wall += (double)row->wall;
	}
	/* Rows are floats. */
	cr_assert(relative(wall, node_named(view, "a")->wall) < 1e-6);
	cr_assert(node_named(view, "a")->steps == 3);
	cr_assert(node_named(view, "a")->step_wall_min <= node_named(view, "a")->step_wall_max);
	ish_profile_reset();
}

Test(step, keeps_totals_when_the_ring_is_full)
{
	const struct ish_profile_config config = {.level = ISH_PROFILE_REGIONS, .threads = 1, .steps_expected = 64};
	enum { STEPS = 5000 };
	cr_assert(ish_profile_start(&config) == ISH_OK);
	const size_t memory = ish_profile_view()->run->memory;
	for (long i = 0; i < STEPS; i++) {
		ish_profile_step_begin(i, 0, 1, i < 3 ? ISH_STEP_WARMUP : ISH_STEP_STEADY);
		ISH_BEGIN(&a_region);
		ISH_END(&a_region);
		ish_profile_step_end();
	}
	ish_profile_stop();
	const struct ish_profile_view *view = ish_profile_view();
	cr_assert(view->steps == STEPS && view->steps_kept == 64);
	cr_assert(ish_profile_step(view, 63)->step == STEPS - 1 && ish_profile_step(view, 0)->step == STEPS - 64);
	cr_assert(view->kind[ISH_STEP_STEADY].steps == STEPS - 3);
	cr_assert(node_named(view, "a")->calls == STEPS && node_named(view, "a")->steps == STEPS);
	cr_assert(view->run->memory == memory && memory <= (size_t)16 << 20);
	ish_profile_reset();
}

Test(step, fits_16_MiB_at_every_level_up_to_64_threads)
{
	for (int threads = 1; threads <= 64; threads *= 4) {
		for (int level = ISH_PROFILE_REGIONS; level <= ISH_PROFILE_FULL; level++) {
			const struct ish_profile_config config = {(enum ish_profile_level)level, threads, 1000000};
			cr_assert(ish_profile_start(&config) == ISH_OK);
			cr_assert(ish_profile_view()->run->memory <= (size_t)16 << 20, "%d threads: %zu", threads,
			          ish_profile_view()->run->memory);
		}
	}
	ish_profile_reset();
}

Test(step, books_time_to_the_stage_it_was_spent_in)
{
	static const double planted[] = {1e-3, 2e-3, 3e-3}; /* outside, stage 0, stage 1 */
	start_profile(ISH_PROFILE_REGIONS, 1);
	for (int i = 0; i < 4; i++) {
		ish_profile_step_begin(i, 0, 1, ISH_STEP_STEADY);
		ISH_BEGIN(&a_region); /* open over all stages */
		work_for(planted[0]);
		for (int s = 0; s < 2; s++) {
			ish_profile_stage(s);
			ISH_BEGIN(&b_region);
			work_for(planted[1 + s]);
			ISH_END(&b_region);
		}
		ish_profile_stage(-1);
		ISH_END(&a_region);
		ish_profile_step_end();
	}
	ish_profile_stop();
	const struct ish_profile_view *view = ish_profile_view();
	const struct ish_profile_node *a = node_named(view, "a"), *b = node_named(view, "b");
	double wall = 0;
	for (int s = 0; s < 3; s++) {
		wall += view->stage[s].wall;
		/* 1 %: the clock is read 8 times a step, 10 us of 6 ms. */
		cr_assert(fabs(view->stage[s].cpu - 4 * planted[s]) < 0.01 * 24e-3, "stage %d: %g", s - 1,
		          view->stage[s].cpu);
		cr_assert(a->stage_thread[s] >= 4 * planted[s]);
	}
	cr_assert(relative(wall, view->step_wall) < 1e-9);
	double longer = INFINITY;
	for (int i = 0; i < 4; i++) {
		const struct ish_step_record *record = ish_profile_step(view, i);
		cr_assert(relative(record->stage[0].cpu + record->stage[1].cpu + record->stage[2].cpu, record->cpu) < 1e-9);
		for (int k = 0; k < record->rows; k++) {
			const struct ish_step_region *row = ish_profile_row(record->first_row + (uint64_t)k);
			if (view->node[row->node].region == node_named(view, "step")->region) {
				longer = fmin(longer, (double)row->wall - record->wall);
			}
		}
	}
	/* The region of a step is open for hardly longer than it lasts: by readings of the ticks, not of the CPU clocks. */
	cr_assert(longer < 0.5e-6, "%g", longer);
	cr_assert(b->stage_thread[0] == 0);
	cr_assert(relative(a->stage_thread[0] + a->stage_thread[1] + a->stage_thread[2], a->thread) < 1e-9);
	ish_profile_reset();
}

Test(step, says_when_the_processors_were_not_its_own)
{
	start_profile(ISH_PROFILE_REGIONS, 1);
	ish_profile_step_begin(0, 0, 1, ISH_STEP_STEADY);
	ISH_BEGIN(&a_region);
	const struct timespec nap = {0, 20000000};
	(void)nanosleep(&nap, NULL); /* time without CPU, as when another process runs */
	ISH_END(&a_region);
	ish_profile_step_end();
	take_step(1, ISH_STEP_STEADY, 5e-3);
	ish_profile_step_begin(2, 2, 1, ISH_STEP_OUTPUT);
	(void)nanosleep(&nap, NULL); /* here it is the disk's */
	ish_profile_step_end();
	ish_profile_stop();
	const struct ish_profile_view *view = ish_profile_view();
	cr_assert(ish_profile_step(view, 0)->contention & ISH_CONTENTION_SHARE);
	cr_assert(!(ish_profile_step(view, 2)->contention & ISH_CONTENTION_SHARE));
	cr_assert(view->kind[ISH_STEP_OUTPUT].switches == ish_profile_step(view, 2)->switches);
	const struct ish_step_record *busy = ish_profile_step(view, 1);
	/* On a busy machine the second may be disturbed too: the flags must be what the numbers say. */
	cr_assert(!!(busy->contention & ISH_CONTENTION_SHARE) == (busy->cpu < 0.95 * busy->at_work));
	cr_assert(busy->at_work > 0.99 * 5e-3 && busy->at_work <= 1.001 * busy->wall);
	cr_assert(!!(busy->contention & ISH_CONTENTION_SWITCHES) ==
	          ((double)busy->switches > ISH_SWITCHES_TOLERATED * busy->wall * busy->threads));
	cr_assert(node_named(view, "a")->wall > 25e-3 * 0.99);
	/* CPU of the 5 ms of work; the nap's system call is a few us. */
	cr_assert(fabs(node_named(view, "a")->cpu - 5e-3) < 2e-4, "%g", node_named(view, "a")->cpu);
	ish_profile_reset();
}

Test(step, finds_the_time_in_no_region)
{
	start_profile(ISH_PROFILE_REGIONS, 1);
	ish_profile_step_begin(0, 0, 1, ISH_STEP_STEADY);
	ISH_BEGIN(&a_region);
	work_for(3e-3);
	ISH_END(&a_region);
	work_for(1e-3);
	ish_profile_step_end();
	ish_profile_stop();
	const struct ish_profile_view *view = ish_profile_view();
	const struct ish_step_record *record = ish_profile_step(view, 0);
	const struct ish_profile_node *step = node_named(view, "step"), *a = node_named(view, "a");
	/* The record's clock is read just inside of the region's: 2 us of 4 ms. */
	cr_assert(fabs(record->unattributed - (1 - a->wall / step->wall)) < 1e-3);
	cr_assert(record->unattributed * record->wall > 1e-3);
	ish_profile_reset();
}

Test(step, traces_each_call_at_level_full)
{
	enum { CALLS = 20 };
	struct ish_trace_event event[3 * CALLS];
	start_profile(ISH_PROFILE_FULL, 1);
	for (int i = 0; i < CALLS; i++)
		take_step(i, ISH_STEP_STEADY, 1e-5);
	ish_profile_stop();
	const struct ish_profile_view *view = ish_profile_view();
	cr_assert(ish_profile_trace(0, NULL, 0) == 2 * CALLS); /* a and step */
	cr_assert(ish_profile_trace(0, event, 3 * CALLS) == 2 * CALLS);
	double ticks = 0;
	for (int i = 0; i < 2 * CALLS; i++) {
		cr_assert(event[i].step == i / 2);
		cr_assert(strcmp(view->node[event[i].node].region->name, i % 2 == 0 ? "a" : "step") == 0);
		ticks += i % 2 == 0 ? (double)event[i].ticks : 0;
	}
	/* Events are stamped just outside of the region's own clock: at most 3 us a call of 10 us. */
	cr_assert(fabs(ticks / view->run->clock_hertz - node_named(view, "a")->wall) < CALLS * 3e-6);
	cr_assert(ish_profile_trace(0, event, 4) == 4 && event[3].step == CALLS - 1);
	cr_assert(ish_profile_trace(99, NULL, 0) == 0);
	ish_profile_reset();
}

/* The profiler's own account of 300 regions in a step; that they cost less than half a percent of 10 ms is held by counting
 * instructions (tests/honesty). */
Test(step, accounts_for_what_its_regions_cost)
{
	enum { REGIONS = 300, STEPS = 12 };
	static struct ish_region region[REGIONS];
	double least = INFINITY;
	for (int i = 0; i < REGIONS; i++)
		region[i] = (struct ish_region){"r", __FILE__, 1000 + i, 0, ISH_REGION_PLAIN};
	start_profile(ISH_PROFILE_REGIONS, 1);
	for (int s = 0; s < STEPS; s++) {
		ish_profile_step_begin(s, 0, 1, ISH_STEP_STEADY);
		for (int i = 0; i < REGIONS; i++) {
			ISH_BEGIN(&region[i]);
			work_for(10e-3 / REGIONS);
			ISH_END(&region[i]);
		}
		ish_profile_step_end();
	}
	ish_profile_stop();
	const struct ish_profile_view *view = ish_profile_view();
	for (long i = 2; i < STEPS; i++) { /* the first builds the tree and reads the CPU clock everywhere */
		const struct ish_step_record *record = ish_profile_step(view, i);
		cr_assert(record->calls == REGIONS + 1);
		least = fmin(least, record->overhead);
	}
	/* Every pair is in it at its calibrated cost; the end of the step comes on top. */
	cr_assert(least > REGIONS * view->run->cost_pair);
	cr_assert(least < 0.05 * 10e-3, "%g", least); /* not absurd, whatever else runs */
	ish_profile_reset();
}

ISH_PROFILE_TRANSFORM(fft_region, "fft");

/* Least overhead of ten steps with so many transforms or notes: the end of a step is timed, and may be disturbed. */
static double least_overhead(int transforms, int notes)
{
	double least = INFINITY;
	start_profile(ISH_PROFILE_REGIONS, 1);
	for (int s = 0; s < 10; s++) {
		ish_profile_step_begin(s, 0, 1, ISH_STEP_STEADY);
		ISH_BEGIN(&fft_region);
		for (int i = 0; i < transforms; i++)
			ish_transform_executed(1 + i % 2);
		for (int i = 0; i < notes; i++)
			ish_work(1, 1);
		ISH_END(&fft_region);
		ish_profile_step_end();
		least = fmin(least, ish_profile_step(ish_profile_view(), s)->overhead);
	}
	ish_profile_stop();
	cr_assert(ish_profile_view()->run->overhead >= 10 * least);
	ish_profile_reset();
	return least;
}

Test(step, accounts_for_what_transforms_and_notes_cost)
{
	enum { MANY = 1000000 };
	const double nothing = least_overhead(0, 0);
	/* A fifth of a nanosecond each, one tick of a fast processor, is less than a call and three counters take; a million
	 * of them, 200 us, are far more than the 10 us of the rest of a step. */
	cr_assert(least_overhead(MANY, 0) > nothing + MANY * 0.2e-9);
	cr_assert(least_overhead(0, MANY) > nothing + MANY * 0.2e-9);
}
