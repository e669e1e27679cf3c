/* Steps, their kinds and stages, and the ring of their records. */
#define _GNU_SOURCE

#include "profiler/profile_impl.h"

#include <assert.h>
#include <limits.h>
#include <math.h>
#include <string.h>
#include <sys/resource.h>

/* Below this share of the time that its threads had work a step did not have the processors to itself. */
static const double SHARE_EXPECTED = 0.95;

struct ish_region ish_whole_step = {"step", __FILE__, __LINE__, 0, ISH_REGION_PLAIN};

long ish_switches(void)
{
	struct rusage usage;
	return getrusage(RUSAGE_SELF, &usage) == 0 ? usage.ru_nivcsw : 0;
}

size_t ish_peak_rss(void)
{
	struct rusage usage;
	return getrusage(RUSAGE_SELF, &usage) == 0 ? (size_t)usage.ru_maxrss * 1024 : 0; /* Linux: KiB */
}

/* Counters of the process: now, or what has come since `open` when given. */
static void read_outside(struct ish_step_open *out)
{
	struct ish_profile *const p = &ish_profile;
	const int slots = atomic_load(&p->slots_used);
	const int transforms = ish_transform_count();
	out->executed = 0;
	for (int s = 0; s < slots; s++) {
		for (int i = 0; i <= transforms; i++) {
			out->executed += p->slot[s].executed[i];
		}
	}
	ish_transform_planned_total(&out->planned, &out->planned_nanos);
	for (int i = 0; i < ish_cache_count(); i++) {
		struct ish_profile_cache cache;
		ish_cache_read(i, &cache);
		out->hits[i] = cache.hits;
		out->misses[i] = cache.misses;
	}
	out->outside_allocations = atomic_load(&p->outside_allocations);
	out->outside_bytes = atomic_load(&p->outside_bytes);
	out->outside_frees = atomic_load(&p->outside_frees);
	out->outside_freed = atomic_load(&p->outside_freed);
	for (int i = 0; i < ISH_PROFILE_STAGES; i++) {
		out->stage_before[i].allocations = 0;
		out->stage_before[i].bytes = 0;
		for (int s = 0; s < slots; s++) {
			out->stage_before[i].allocations += (long)p->slot[s].stage_allocations[i];
			out->stage_before[i].bytes += (double)p->slot[s].stage_bytes[i];
		}
	}
}

static struct ish_step_record *record_at(long index)
{
	return &ish_profile.record[index % ish_profile.record_capacity];
}

/* The stepping thread's slot; NULL when off. Steps on another thread are a programmer's error. */
static struct ish_slot *main_slot(void)
{
	struct ish_slot *const slot = ish_slot_self();
	assert(slot == NULL || slot->index == 0);
	return slot != NULL && slot->index == 0 ? slot : NULL;
}

void ish_profile_step_begin(long step, double time, double dt, enum ish_step_kind kind)
{
	struct ish_profile *const p = &ish_profile;
	struct ish_slot *const slot = main_slot();
	assert(!p->open.open || slot == NULL);
	if (slot == NULL || p->open.open) {
		return;
	}
	const uint64_t begin = ish_clock_ticks(&p->clock);
	ish_slot_roll(slot);
	ish_merge();
	ish_merge_open();
	ish_keys_clear();
	struct ish_step_record *const record = record_at(p->steps);
	memset(record, 0, sizeof *record);
	record->step = step;
	record->time = time;
	record->dt = dt;
	record->kind = kind;
	memset(&p->open, 0, sizeof p->open);
	read_outside(&p->open);
	p->open.open = true;
	p->open.switches = ish_switches();
	atomic_store(&p->step_index, (int)p->steps);
	atomic_store(&p->step_number, step);
	atomic_store(&p->stage, 0);
	for (int i = 0; i < ISH_PROFILE_STAGES; i++) {
		atomic_store(&p->stage_peak[i], LONG_MIN);
	}
	ish_allocation_enter_stage(0);
	ish_hardware_read(p->open.hardware);
	p->open.cpu_main = ish_clock_cpu();
	p->open.cpu = p->open.stage_cpu = ish_clock_cpu_process();
	p->merge_seconds += (double)(ish_clock_ticks(&p->clock) - begin) * p->clock.seconds;
	ish_region_begin(&ish_whole_step);
	p->open.ticks = p->open.stage_ticks = ish_clock_ticks(&p->clock);
}

void ish_profile_step_kind(enum ish_step_kind kind)
{
	if (main_slot() != NULL && ish_profile.open.open) {
		record_at(ish_profile.steps)->kind = kind;
	}
}

static void book_stage(struct ish_step_record *record, int stage, uint64_t now)
{
	struct ish_profile *const p = &ish_profile;
	const uint64_t cpu = ish_clock_cpu_process();
	record->stage[stage].wall += (double)(now - p->open.stage_ticks) * p->clock.seconds;
	record->stage[stage].cpu += 1e-9 * (double)(cpu - p->open.stage_cpu);
	p->open.stage_ticks = now;
	p->open.stage_cpu = cpu;
}

void ish_profile_stage(int stage)
{
	struct ish_profile *const p = &ish_profile;
	struct ish_slot *const slot = main_slot();
	if (slot == NULL) {
		return;
	}
	const int index = stage < 0 ? 0 : stage + 1 < ISH_PROFILE_STAGES ? stage + 1 : ISH_PROFILE_STAGES - 1;
	const int old = ish_stage_index();
	if (index == old) {
		return;
	}
	ish_slot_roll(slot);
	if (p->open.open) {
		book_stage(record_at(p->steps), old, ish_clock_ticks(&p->clock));
	}
	atomic_store(&p->stage, index);
	ish_allocation_enter_stage(index);
}

static void record_outside(struct ish_step_record *record)
{
	struct ish_profile *const p = &ish_profile;
	struct ish_step_open now;
	memset(&now, 0, sizeof now);
	read_outside(&now);
	record->transforms = (long)(now.executed - p->open.executed);
	record->plans = (long)(now.planned - p->open.planned);
	record->planning = 1e-9 * (double)(now.planned_nanos - p->open.planned_nanos);
	for (int i = 0; i < ISH_PROFILE_CACHES; i++) {
		record->hits[i] = now.hits[i] - p->open.hits[i];
		record->misses[i] = now.misses[i] - p->open.misses[i];
	}
	for (int i = 0; i < ISH_PROFILE_STAGES; i++) {
		record->stage[i].allocations = now.stage_before[i].allocations - p->open.stage_before[i].allocations;
		record->stage[i].bytes = now.stage_before[i].bytes - p->open.stage_before[i].bytes;
	}
	record->allocations = record->frees = record->live_peak = record->allocations_outside = -1;
	record->bytes = record->freed = NAN;
	if (!ish_allocation_measured()) {
		for (int i = 0; i < ISH_PROFILE_STAGES; i++) {
			record->stage[i].allocations = record->stage[i].live_peak = -1;
		}
		return;
	}
	record->allocations_outside = now.outside_allocations - p->open.outside_allocations;
	record->allocations = record->allocations_outside;
	record->bytes = (double)(now.outside_bytes - p->open.outside_bytes);
	record->frees = now.outside_frees - p->open.outside_frees;
	record->freed = (double)(now.outside_freed - p->open.outside_freed);
	record->live_peak = LONG_MIN;
	for (int i = 0; i < ISH_PROFILE_STAGES; i++) {
		const long peak = atomic_load(&p->stage_peak[i]);
		record->stage[i].live_peak = peak != LONG_MIN ? peak : -1;
		record->live_peak = peak > record->live_peak ? peak : record->live_peak;
	}
}

static void record_hardware(struct ish_step_record *record)
{
	ish_hardware_read(record->hardware);
	for (int i = 0; i < ISH_HARDWARE_COUNT; i++) {
		record->hardware[i] -= ish_profile.open.hardware[i]; /* NaN stays NaN */
	}
}

/* Adds the step to the totals of its kind and of the run. */
static void add_totals(const struct ish_step_record *record)
{
	struct ish_profile *const p = &ish_profile;
	struct ish_kind_total *const kind = &p->kind[record->kind];
	kind->wall_min = kind->steps == 0 ? record->wall : fmin(kind->wall_min, record->wall);
	kind->wall_max = fmax(kind->wall_max, record->wall);
	kind->steps++;
	kind->wall += record->wall;
	kind->cpu += record->cpu;
	kind->allocations = record->allocations < 0 ? -1 : kind->allocations + record->allocations;
	kind->bytes += record->bytes;
	kind->contended += record->contention != 0;
	kind->switches += record->switches;
	p->step_wall += record->wall;
	for (int i = 0; i < ISH_PROFILE_STAGES; i++) {
		struct ish_step_stage *const stage = &p->stage_total[i];
		stage->wall += record->stage[i].wall;
		stage->cpu += record->stage[i].cpu;
		stage->allocations =
			record->stage[i].allocations < 0 ? -1 : stage->allocations + record->stage[i].allocations;
		stage->bytes += record->stage[i].bytes;
		stage->live_peak =
			record->stage[i].live_peak > stage->live_peak ? record->stage[i].live_peak : stage->live_peak;
	}
}

void ish_profile_step_end(void)
{
	struct ish_profile *const p = &ish_profile;
	struct ish_slot *const slot = main_slot();
	if (slot == NULL || !p->open.open) {
		return;
	}
	const uint64_t end = ish_clock_ticks(&p->clock);
	struct ish_step_record *const record = record_at(p->steps);
	/* Before the process's clock is asked: reading the thread's brings that up to date, which it is not by itself while
	 * a timer of CPU samples runs. */
	ish_region_end(&ish_whole_step);
	record->cpu_main = 1e-9 * (double)(ish_clock_cpu() - p->open.cpu_main);
	book_stage(record, ish_stage_index(), end);
	ish_slot_roll(slot); /* under the stage that still holds */
	record->start = (double)(p->open.ticks - p->run_start) * p->clock.seconds;
	record->wall = (double)(end - p->open.ticks) * p->clock.seconds;
	record->cpu = 1e-9 * (double)(p->open.stage_cpu - p->open.cpu); /* the stages' sum */
	record->switches = ish_switches() - p->open.switches;
	record->peak_rss = ish_peak_rss();
	record_hardware(record);
	record_outside(record);
	ish_merge();
	ish_merge_close(record);
	const double unseen = record->threads > 1 ? (record->threads - 1) * p->cpu_tick : 0;
	/* a step that writes waits for the disk: that takes nothing from the others */
	if (record->kind != ISH_STEP_OUTPUT && record->cpu + unseen < SHARE_EXPECTED * record->at_work) {
		record->contention |= ISH_CONTENTION_SHARE;
	}
	if ((double)record->switches > ISH_SWITCHES_TOLERATED * record->wall * record->threads) {
		record->contention |= ISH_CONTENTION_SWITCHES;
	}
	add_totals(record);
	atomic_store(&p->stage, 0);
	atomic_store(&p->step_index, -1);
	atomic_store(&p->step_number, -1);
	ish_keys_clear();
	p->open.open = false;
	p->steps++;
	const double spent = (double)(ish_clock_ticks(&p->clock) - end) * p->clock.seconds;
	record->overhead += spent;
	p->merge_seconds += spent;
}
