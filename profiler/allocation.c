/*
 * Allocation hooks. The backend is chosen by a self-test, not by what is linked: tcmalloc's hooks are silently dead
 * under a sanitizer or valgrind. Hooks touch only the thread's slot, which lies in static and mapped memory, and never
 * allocate.
 */
#define _GNU_SOURCE

#include "profiler/profile_impl.h"

#include <malloc.h>
#include <math.h>
#include <stdlib.h>

/* What the sanitizer runtimes and tcmalloc offer, where they are linked (gperftools/malloc_hook_c.h,
 * sanitizer/allocator_interface.h). */
/* NOLINTBEGIN(bugprone-reserved-identifier, readability-identifier-naming): their names */
int __sanitizer_install_malloc_and_free_hooks(void (*on_new)(const volatile void *, size_t),
                                              void (*on_delete)(const volatile void *)) __attribute__((weak));
int MallocHook_AddNewHook(void (*hook)(const void *, size_t)) __attribute__((weak));
int MallocHook_RemoveNewHook(void (*hook)(const void *, size_t)) __attribute__((weak));
int MallocHook_AddDeleteHook(void (*hook)(const void *)) __attribute__((weak));
int MallocHook_RemoveDeleteHook(void (*hook)(const void *)) __attribute__((weak));
/* NOLINTEND(bugprone-reserved-identifier, readability-identifier-naming) */

enum backend { NONE, TCMALLOC, SANITIZER };
enum mode { IGNORE, PROBE, COUNT };
enum { LIVE_GRAIN = 65536 }; /* bytes a thread keeps back before it adds them to the process's count */

static struct {
	enum backend backend;
	const char *reason;
	atomic_int mode;
	atomic_long probed_new, probed_delete;
	bool sanitizer_installed; /* cannot be taken out again */
} hooks;

/* The thread's slot if it has one: a hook never takes a slot, so a thread that never entered a region is outside of
 * all. */
static struct ish_slot *slot_known(void)
{
	return ish_self.active != 0 &&
	                       ish_self.active == atomic_load_explicit(&ish_profile_active, memory_order_relaxed)
	               ? ish_self.slot
	               : NULL;
}

static void raise_peak(atomic_long *peak, long now)
{
	long old = atomic_load_explicit(peak, memory_order_relaxed);
	while (now > old && !atomic_compare_exchange_weak(peak, &old, now)) {}
}

void ish_allocation_enter_stage(int index)
{
	raise_peak(&ish_profile.stage_peak[index], atomic_load(&ish_profile.live));
}

/* Where the largest live heap was: of two threads that raise it at the same time the later one is named. */
static void note_peak(const struct ish_slot *slot)
{
	atomic_store(&ish_profile.live_peak_region, slot != NULL ? slot->current->region : NULL);
	atomic_store(&ish_profile.live_peak_step, atomic_load(&ish_profile.step_number));
	atomic_store(&ish_profile.live_peak_stage, ish_stage_index());
}

static void live_change(struct ish_slot *slot, long bytes)
{
	long all = bytes;
	if (slot != NULL) {
		slot->live += bytes;
		if (slot->live < LIVE_GRAIN && slot->live > -LIVE_GRAIN) {
			return;
		}
		all = slot->live;
		slot->live = 0;
	}
	const long now = atomic_fetch_add_explicit(&ish_profile.live, all, memory_order_relaxed) + all;
	long peak = atomic_load_explicit(&ish_profile.live_peak, memory_order_relaxed);
	while (now > peak) {
		if (atomic_compare_exchange_weak(&ish_profile.live_peak, &peak, now)) {
			note_peak(slot);
			break;
		}
	}
	raise_peak(&ish_profile.stage_peak[ish_stage_index()], now);
}

static void note_large(const struct ish_slot *slot, size_t size)
{
	const long i = atomic_fetch_add(&ish_profile.large_count, 1);
	if (i >= ISH_PROFILE_LARGE) {
		return;
	}
	ish_profile.large[i] = (struct ish_large_allocation){.bytes = size,
	                                                     .region = slot != NULL ? slot->current->region : NULL,
	                                                     .step = atomic_load(&ish_profile.step_number),
	                                                     .stage = ish_stage_index() - 1};
}

static void count_new(const void *pointer, size_t size)
{
	struct ish_slot *const slot = slot_known();
	const int stage = ish_stage_index();
	if (slot != NULL) {
		slot->current->count[ISH_ALLOCATIONS]++;
		slot->current->allocation_stages |= 1u << stage;
		slot->current->count[ISH_BYTES] += size;
		slot->stage_allocations[stage]++;
		slot->stage_bytes[stage] += size;
	} else {
		atomic_fetch_add_explicit(&ish_profile.outside_allocations, 1, memory_order_relaxed);
		atomic_fetch_add_explicit(&ish_profile.outside_bytes, (long)size, memory_order_relaxed);
	}
	live_change(slot, (long)malloc_usable_size((void *)(uintptr_t)pointer));
	if (size >= ISH_PROFILE_LARGE_BYTES) {
		note_large(slot, size);
	}
}

static void on_new(const void *pointer, size_t size)
{
	const int mode = atomic_load_explicit(&hooks.mode, memory_order_relaxed);
	if (mode == COUNT && pointer != NULL) {
		count_new(pointer, size);
	} else if (mode == PROBE) {
		atomic_fetch_add(&hooks.probed_new, 1);
	}
}

static void on_delete(const void *pointer)
{
	const int mode = atomic_load_explicit(&hooks.mode, memory_order_relaxed);
	if (mode == IGNORE || pointer == NULL) {
		return;
	}
	if (mode == PROBE) {
		atomic_fetch_add(&hooks.probed_delete, 1);
		return;
	}
	struct ish_slot *const slot = slot_known();
	const long size = (long)malloc_usable_size((void *)(uintptr_t)pointer);
	if (slot != NULL) {
		slot->current->count[ISH_FREES]++;
		slot->current->count[ISH_FREED] += (uint64_t)size;
	} else {
		atomic_fetch_add_explicit(&ish_profile.outside_frees, 1, memory_order_relaxed);
		atomic_fetch_add_explicit(&ish_profile.outside_freed, size, memory_order_relaxed);
	}
	live_change(slot, -size);
}

static void on_new_volatile(const volatile void *pointer, size_t size)
{
	on_new((const void *)(uintptr_t)pointer, size);
}

static void on_delete_volatile(const volatile void *pointer)
{
	on_delete((const void *)(uintptr_t)pointer);
}

/* Did a malloc and a free reach the hooks? The pointer is volatile so that the compiler keeps both. */
static bool probe(void)
{
	atomic_store(&hooks.probed_new, 0);
	atomic_store(&hooks.probed_delete, 0);
	atomic_store(&hooks.mode, PROBE);
	void *volatile pointer = malloc(1000);
	free(pointer);
	atomic_store(&hooks.mode, IGNORE);
	return pointer != NULL && atomic_load(&hooks.probed_new) > 0 && atomic_load(&hooks.probed_delete) > 0;
}

static bool try_sanitizer(void)
{
	if (__sanitizer_install_malloc_and_free_hooks == NULL) {
		return false;
	}
	if (!hooks.sanitizer_installed) {
		hooks.sanitizer_installed =
			__sanitizer_install_malloc_and_free_hooks(on_new_volatile, on_delete_volatile) != 0;
	}
	return hooks.sanitizer_installed && probe();
}

static bool try_tcmalloc(void)
{
	if (MallocHook_AddNewHook == NULL || MallocHook_AddDeleteHook == NULL || MallocHook_RemoveNewHook == NULL ||
	    MallocHook_RemoveDeleteHook == NULL) {
		return false;
	}
	if (!MallocHook_AddNewHook(on_new)) {
		return false;
	}
	if (MallocHook_AddDeleteHook(on_delete) && probe()) {
		return true;
	}
	MallocHook_RemoveNewHook(on_new);
	MallocHook_RemoveDeleteHook(on_delete);
	return false;
}

void ish_allocation_choose(void)
{
	hooks.reason = "";
	if (try_sanitizer()) {
		hooks.backend = SANITIZER;
	} else if (try_tcmalloc()) {
		hooks.backend = TCMALLOC;
	} else {
		hooks.backend = NONE;
		hooks.reason = MallocHook_AddNewHook != NULL ? "tcmalloc is linked but does not see a malloc (valgrind "
		                                               "or another allocator is in front)"
		                                             : "neither tcmalloc nor a sanitizer is linked";
	}
}

const char *ish_allocation_backend(const char **reason)
{
	static const char *const name[] = {[NONE] = "none", [TCMALLOC] = "tcmalloc", [SANITIZER] = "sanitizer"};
	*reason = hooks.reason;
	return name[hooks.backend];
}

bool ish_allocation_measured(void)
{
	return hooks.backend != NONE;
}

void ish_allocation_enable(bool on)
{
	atomic_store(&hooks.mode, on && hooks.backend != NONE ? COUNT : IGNORE);
}

void ish_allocation_release(void)
{
	atomic_store(&hooks.mode, IGNORE);
	if (hooks.backend == TCMALLOC) {
		MallocHook_RemoveNewHook(on_new);
		MallocHook_RemoveDeleteHook(on_delete);
	}
	hooks.backend = NONE;
}

static double pairs_seconds(int pairs)
{
	const uint64_t begin = ish_clock_ticks(&ish_profile.clock);
	for (int i = 0; i < pairs; i++) {
		void *volatile pointer = malloc(64);
		free(pointer);
	}
	return (double)(ish_clock_ticks(&ish_profile.clock) - begin) * ish_profile.clock.seconds / pairs;
}

/* With the profiler active on the calling thread; what is counted is to be cleared afterwards. */
double ish_allocation_cost(double *plain_out)
{
	enum { PAIRS = 256, TRIES = 8 };
	double with = INFINITY, without = INFINITY;
	*plain_out = NAN;
	if (hooks.backend == NONE) {
		return NAN;
	}
	for (int i = 0; i < TRIES; i++) {
		without = fmin(without, pairs_seconds(PAIRS));
		atomic_store(&hooks.mode, COUNT);
		with = fmin(with, pairs_seconds(PAIRS));
		atomic_store(&hooks.mode, IGNORE);
	}
	*plain_out = without;
	return fmax(with - without, 0);
}
