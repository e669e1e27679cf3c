/* Start, stop and reset of the profiler; its one arena; the slots of the threads. */
#define _GNU_SOURCE

#include "profiler/profile_impl.h"
#include "profiler/sample.h"

#include <fcntl.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <unistd.h>
#if defined _OPENMP
#include <omp.h>
#endif

struct ish_profile ish_profile;
_Atomic unsigned ish_profile_active;
_Thread_local struct ish_self ish_self __attribute__((tls_model("initial-exec")));

/* Bytes of the arena, unless there are more threads than fit: 16 MiB less what the static tables of the room take. */
static const size_t BUDGET = ((size_t)16 << 20) - ((size_t)64 << 10);
static const size_t NODES_BUDGET = (size_t)6 << 20, RECORDS_BUDGET = (size_t)3 << 20, TRACE_BUDGET = (size_t)3 << 20;

enum {
	SPARE_SLOTS = 2, /* for threads beside the team */
	NODES_MIN = 64,
	NODES_MAX = 1024,
	MERGED_MAX = 1024,
	RECORDS_MIN = 64,
	RECORDS_DEFAULT = 4096,
	ROWS_MIN = 4096
};

/* Number of starts; a thread's slot is valid only for the start it was taken in. Never decreases, not even by reset. */
static unsigned starts;
static pthread_key_t thread_end;
static pthread_once_t thread_end_once = PTHREAD_ONCE_INIT;

static void leave_slot(void *slot_of_thread)
{
	struct ish_slot *const slot = slot_of_thread;
	if (ish_self.active == 0 || ish_self.active != atomic_load(&ish_profile_active)) {
		return;
	}
	ish_self.active = 0;
	slot->current = &slot->node[0];
	slot->team_depth = 0;
	slot->fold_depth = 0;
	atomic_store(&slot->taken, 0);
}

static void make_thread_end(void)
{
	(void)pthread_key_create(&thread_end, leave_slot);
}

static int thread_number(void)
{
#if defined __linux__
	return (int)syscall(SYS_gettid);
#else
	return 0;
#endif
}

/* The processor a thread ran on last: field 39 of its line, counted from behind the name, which may hold anything. */
static int thread_processor(int thread)
{
	enum { FIELD = 39, BEHIND_NAME = 2 };
	char path[64], line[1024];
	(void)snprintf(path, sizeof path, "/proc/self/task/%d/stat", thread);
	const int file = thread > 0 ? open(path, O_RDONLY | O_CLOEXEC) : -1;
	if (file < 0) {
		return -1;
	}
	const ssize_t length = read(file, line, sizeof line - 1);
	(void)close(file);
	line[length > 0 ? length : 0] = '\0';
	const char *at = strrchr(line, ')');
	for (int field = BEHIND_NAME; at != NULL && field < FIELD; field++) {
		at = strchr(at + 1, ' ');
	}
	return at != NULL ? atoi(at) : -1; /* NOLINT(cert-err34-c): the kernel writes a number */
}

struct ish_slot *ish_slot_attach(unsigned active)
{
	struct ish_profile *const p = &ish_profile;
	/* Once refused always refused: a slot that is free again would let it end a region that it has not begun. */
	const bool was_refused = ish_self.refused == active;
	for (int i = 0; i < p->slots && !was_refused; i++) {
		int expected = 0;
		if (!atomic_compare_exchange_strong(&p->slot[i].taken, &expected, 1)) {
			continue;
		}
		int used = atomic_load(&p->slots_used);
		while (used < i + 1 && !atomic_compare_exchange_weak(&p->slots_used, &used, i + 1)) {}
		p->slot[i].thread = thread_number();
		ish_self.slot = &p->slot[i];
		ish_self.active = active;
		/* Only so that the slot is given back when the thread ends; without it the slot stays taken. */
		(void)pthread_setspecific(thread_end, &p->slot[i]);
		return &p->slot[i];
	}
	ish_self.refused = active;
	atomic_fetch_add(&p->threads_refused, 1);
	return NULL;
}

/* ---- the arena ---- */

struct sizes {
	int slots, nodes;
	long records;
	uint64_t trace, rows; /* trace entries of one slot */
};

struct layout {
	char *base; /* NULL: measuring */
	size_t used;
};

static void *take(struct layout *layout, size_t bytes)
{
	void *const piece = layout->base == NULL ? NULL : layout->base + layout->used;
	layout->used += (bytes + 63) / 64 * 64;
	return piece;
}

static void lay_out(struct layout *layout, const struct sizes *size)
{
	struct ish_profile *const p = &ish_profile;
	p->slot = take(layout, (size_t)size->slots * sizeof *p->slot);
	for (int i = 0; i < size->slots; i++) {
		struct ish_node *const node = take(layout, (size_t)size->nodes * sizeof *node);
		struct ish_node **const map = take(layout, (size_t)size->nodes * sizeof *map);
		struct ish_trace_entry *const trace = take(layout, size->trace * sizeof *trace);
		if (layout->base == NULL) {
			continue;
		}
		p->slot[i].index = i;
		p->slot[i].node = node;
		p->slot[i].node_capacity = size->nodes;
		p->slot[i].worker_map = map;
		p->slot[i].trace = size->trace > 0 ? trace : NULL;
		p->slot[i].trace_capacity = size->trace;
		ish_slot_init(&p->slot[i], 0);
	}
	p->merged = take(layout, MERGED_MAX * sizeof *p->merged);
	p->key = take(layout, ISH_KEYS * sizeof *p->key);
	p->key_place = take(layout, ISH_KEYS * sizeof *p->key_place);
	p->key_used = take(layout, ISH_KEYS * sizeof *p->key_used);
	p->statistic_total = take(layout, ISH_PROFILE_STATISTICS * sizeof *p->statistic_total);
	p->statistic_step = take(layout, ISH_PROFILE_STATISTICS * sizeof *p->statistic_step);
	p->view_node = take(layout, MERGED_MAX * sizeof *p->view_node);
	p->view_transform = take(layout, ISH_PROFILE_TRANSFORMS * sizeof *p->view_transform);
	p->view_statistic = take(layout, ISH_PROFILE_STATISTICS * sizeof *p->view_statistic);
	p->record = take(layout, (size_t)size->records * sizeof *p->record);
	p->row = take(layout, size->rows * sizeof *p->row);
	p->slots = size->slots;
	p->merged_capacity = MERGED_MAX;
	p->record_capacity = size->records;
	p->row_capacity = size->rows;
}

static long clamp(long value, long least, long most)
{
	return value < least ? least : value > most ? most : value;
}

static struct sizes choose_sizes(const struct ish_profile_config *config)
{
	struct sizes size = {.slots = config->threads};
#if defined _OPENMP
	if (size.slots <= 0) {
		size.slots = omp_get_max_threads();
	}
#endif
	size.slots = (size.slots > 0 ? size.slots : 1) + SPARE_SLOTS;
	const size_t node = sizeof(struct ish_node) + sizeof(struct ish_node *);
	size.nodes = (int)clamp((long)(NODES_BUDGET / (size_t)size.slots / node), NODES_MIN, NODES_MAX);
	size.records = clamp(config->steps_expected > 0 ? config->steps_expected : RECORDS_DEFAULT, RECORDS_MIN,
	                     (long)(RECORDS_BUDGET / sizeof(struct ish_step_record)));
	if (config->level == ISH_PROFILE_FULL) {
		size.trace = TRACE_BUDGET / (size_t)size.slots / sizeof(struct ish_trace_entry);
	}
	struct layout measure = {NULL, 0};
	lay_out(&measure, &size);
	const size_t left = measure.used + 4096 < BUDGET ? BUDGET - measure.used - 4096 : 0;
	size.rows = left / sizeof(struct ish_step_region);
	size.rows = size.rows < ROWS_MIN ? ROWS_MIN : size.rows;
	return size;
}

static enum ish_status map_arena(const struct ish_profile_config *config)
{
	struct ish_profile *const p = &ish_profile;
	const struct sizes size = choose_sizes(config);
	struct layout layout = {NULL, 0};
	lay_out(&layout, &size);
	p->arena_bytes = (layout.used + 4095) / 4096 * 4096;
	p->arena = mmap(NULL, p->arena_bytes, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	if (p->arena == MAP_FAILED) {
		p->arena = NULL;
		return ish_fail(
			ISH_ERR_MEMORY,
			"profiler: %zu bytes for %d threads are refused: use profile.level = \"off\" or fewer threads",
			p->arena_bytes, size.slots - SPARE_SLOTS);
	}
	layout = (struct layout){p->arena, 0};
	lay_out(&layout, &size);
	return ISH_OK;
}

/* ---- life ---- */

static double load_average(void)
{
	double load;
	return getloadavg(&load, 1) == 1 ? load : NAN;
}

int ish_profile_thread_processor(int thread)
{
	const struct ish_profile *const p = &ish_profile;
	if (!p->started || thread < 0 || thread >= atomic_load(&p->slots_used)) {
		return -1;
	}
	return p->stop_ticks != 0 ? p->slot[thread].processor : thread_processor(p->slot[thread].thread);
}

/* What the instrumentation itself costs; then forgets what was counted meanwhile. */
static void measure_costs(void)
{
	enum { READS = 64 };
	struct ish_profile *const p = &ish_profile;
	struct ish_slot *const slot = &p->slot[0];
	p->cost_pair = ish_region_cost(slot);
	p->cost_execution = ish_execution_cost(slot, p->cost_pair);
	p->cost_note = ish_note_cost();
	const uint64_t begin = ish_clock_ticks(&p->clock);
	for (int i = 0; i < READS; i++) {
		(void)ish_clock_cpu();
	}
	p->cost_cpu = (double)(ish_clock_ticks(&p->clock) - begin) * p->clock.seconds / READS;
	p->cost_hook = ish_allocation_cost(&p->cost_allocation);
	slot->live = 0;
	slot->trace_count = 0;
	memset(slot->stage_allocations, 0, sizeof slot->stage_allocations);
	memset(slot->stage_bytes, 0, sizeof slot->stage_bytes);
	atomic_store(&p->live, 0);
	atomic_store(&p->live_peak, 0);
	atomic_store(&p->live_peak_region, NULL);
	atomic_store(&p->live_peak_step, -1);
	atomic_store(&p->live_peak_stage, 0);
	ish_slot_init(slot, 0);
}

enum ish_status ish_profile_start(const struct ish_profile_config *config)
{
	struct ish_profile *const p = &ish_profile;
	ish_profile_reset();
	if (config->level == ISH_PROFILE_OFF) {
		return ISH_OK;
	}
	p->level = config->level;
	const enum ish_status status = map_arena(config);
	if (status != ISH_OK) {
		return status;
	}
	(void)pthread_once(&thread_end_once, make_thread_end);
	ish_clock_calibrate(&p->clock);
	ish_allocation_choose();
	ish_hardware_open(config->level == ISH_PROFILE_FULL);
	p->load_begin = load_average();
	atomic_store(&p->step_index, -1);
	atomic_store(&p->step_number, -1);
	ish_caches_start();
	p->started = true;
	atomic_store(&ish_profile_active, ++starts);
	measure_costs(); /* takes slot 0 for this thread */
	struct ish_node *const root = &p->slot[0].node[0];
	p->cpu_start = ish_clock_cpu_process();
	p->cpu_tick = ish_clock_tick();
	root->cpu_open = true;
	root->cpu_begin = ish_clock_cpu();
	root->begin = ish_clock_ticks(&p->clock);
	p->run_start = root->begin;
	ish_allocation_enable(true);
	return ISH_OK;
}

void ish_profile_stop(void)
{
	struct ish_profile *const p = &ish_profile;
	struct ish_slot *const slot = ish_slot_self();
	if (slot == NULL || slot->index != 0) {
		return;
	}
	ish_allocation_enable(false);
	ish_sample_stop();
	if (p->open.open) {
		ish_profile_step_end();
	}
	ish_slot_roll(slot);
	ish_merge();
	p->stop_ticks = slot->node[0].begin; /* of the roll */
	p->stop_cpu = ish_clock_cpu_process();
	p->stop_drift = ish_clock_drift(&p->clock);
	p->stop_rss = ish_peak_rss();
	ish_hardware_read(p->stop_hardware);
	p->load_end = load_average();
	for (int i = 0; i < atomic_load(&p->slots_used); i++) {
		p->slot[i].processor = thread_processor(p->slot[i].thread);
	}
	atomic_store(&ish_profile_active, 0);
	p->frozen = false;
	(void)ish_profile_view();
	p->frozen = true; /* the tables of plans and transforms go on, for whoever starts next */
}

void ish_profile_reset(void)
{
	struct ish_profile *const p = &ish_profile;
	atomic_store(&ish_profile_active, 0);
	ish_allocation_release();
	ish_sample_reset();
	ish_hardware_close();
	if (p->arena != NULL) {
		(void)munmap(p->arena, p->arena_bytes);
	}
	memset(p, 0, sizeof *p);
}
