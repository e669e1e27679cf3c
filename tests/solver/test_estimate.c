/* What a run will take, against what a solver takes. The whole process is compared with its peak in tests/cli. */
#include <criterion/criterion.h>
#include <stdint.h>
#include <string.h>

#include "solver/memory_estimate.h"
#include "solver/scheme.h"
#include "spectral/plan.h"
#include "tests/solver/evolve.h"
#include "tests/workspace/log_capture.h"

static void configure(struct ish_config *config, const char *preset)
{
	ish_config_init(config);
	cr_assert_eq(ish_config_preset(config, preset), ISH_OK);
	set(config, "backend.planning=estimate");
}

/* To the byte, in all and by owner. */
static void assert_same_arena(const struct ish_config *config, const char *what)
{
	struct ish_solver_estimate estimate;
	int count;
	cr_assert_eq(ish_solver_estimate(config, ISH_SOLVER_UNMEASURED, &estimate), ISH_OK);
	struct ish_solver *solver = make(config);
	const struct ish_arena *arena = ish_solver_arena(solver);
	const struct ish_arena_owner *owner = ish_arena_owners(arena, &count);
	cr_assert_eq(estimate.arena_bytes, ish_arena_bytes(arena), "%s: %zu", what, estimate.arena_bytes);
	cr_assert_eq(estimate.owner_count, count, "%s", what);
	for (int i = 0; i < count; i++) {
		cr_assert_str_eq(estimate.owner[i].name, owner[i].name, "%s", what);
		cr_assert_eq(estimate.owner[i].bytes, owner[i].bytes, "%s: %s", what, owner[i].name);
	}
	/* With planning "estimate" the solver goes by the same fixed rule. */
	cr_assert_eq(memcmp(&estimate.choices, ish_solver_choices(solver), sizeof estimate.choices), 0, "%s", what);
	cr_assert_eq(estimate.first_dt, ish_solver_next_dt(solver), "%s", what);
	ish_solver_destroy(solver);
}

Test(estimate, of_the_arena_is_exact_for_any_grid_precision_and_number_of_threads)
{
	static const char *const preset[] = {"1x16x16x1", "1x8x1x1", "1x1x12x1", "1x17x9x5", "1x32x16x16", "1x4x4x64"};
	static const char *const precision[] = {"double", "float"};
	struct ish_config config;
	for (size_t i = 0; i < sizeof preset / sizeof preset[0]; i++) {
		for (int p = 0; p < 2; p++) {
			for (int threads = 1; threads <= 5; threads += 2) {
				configure(&config, preset[i]);
				set(&config, "backend.precision=%s", precision[p]);
				set(&config, "backend.threads=%d", threads);
				assert_same_arena(&config, preset[i]);
			}
		}
	}
}

Test(estimate, of_the_arena_is_exact_for_every_scheme_and_set_of_fields)
{
	struct ish_config config;
	for (int i = 0; i < ish_scheme_count(); i++) {
		for (int fields = 0; fields < 4; fields++) {
			configure(&config, "1x16x8x8");
			set(&config, "time.scheme=%s", ish_scheme_at(i)->name);
			set(&config, "transport.eta_over_s=%s", fields & 1 ? "0.2" : "0");
			set(&config, "transport.zeta_over_s=%s", fields & 2 ? "0.1" : "0");
			assert_same_arena(&config, ish_scheme_at(i)->name);
			set(&config, "output.spectra_every=0");
			assert_same_arena(&config, ish_scheme_at(i)->name);
		}
	}
}

Test(estimate, of_a_grid_that_no_machine_holds_allocates_nothing_of_it)
{
	struct ish_memory_estimate estimate;
	struct ish_config config;
	configure(&config, "1x1024x1024x1024");
	const size_t before = ish_memory_resident();
	cr_assert_eq(ish_memory_estimate(&config, ISH_SOLVER_UNMEASURED, &estimate), ISH_OK);
	/* 60 fields and more of 2^30 doubles. */
	cr_assert_gt(estimate.total, (size_t)60 << 33);
	cr_assert_gt(estimate.total, estimate.solver.arena_bytes);
	cr_assert_lt(ish_memory_resident(), before + 4000000);
}

Test(estimate, is_the_sum_of_its_rows)
{
	struct ish_memory_estimate estimate;
	struct ish_config config;
	configure(&config, "100x32x16x16");
	cr_assert_eq(ish_memory_estimate(&config, ISH_SOLVER_UNMEASURED, &estimate), ISH_OK);
	size_t sum = estimate.solver.arena_bytes;
	for (int i = 0; i < estimate.row_count; i++) {
		sum += estimate.row[i].bytes;
	}
	cr_assert_eq(sum, estimate.total);
	cr_assert_eq(estimate.steps, 100.0);
	set(&config, "time.step=0.25");
	set(&config, "time.end=10");
	cr_assert_eq(ish_memory_estimate(&config, ISH_SOLVER_UNMEASURED, &estimate), ISH_OK);
	cr_assert_eq(estimate.steps, 40.0);
}

/* Fields of an initial file, the profiler and matrices are owners like the others. */
Test(estimate, grows_with_what_is_asked_for)
{
	struct ish_memory_estimate plain;
	struct ish_memory_estimate more;
	struct ish_config config;
	configure(&config, "10x32x32x32");
	cr_assert_eq(ish_memory_estimate(&config, ISH_SOLVER_UNMEASURED, &plain), ISH_OK);
	static const char *const key[] = {"backend.derivative=matrix", "output.compression=deflate", "time.steps=5000",
	                                  "problem.name=file"};
	for (size_t i = 0; i < sizeof key / sizeof key[0]; i++) {
		struct ish_config with = config;
		set(&with, "%s", key[i]);
		cr_assert_eq(ish_memory_estimate(&with, ISH_SOLVER_UNMEASURED, &more), ISH_OK);
		cr_assert_gt(more.total - more.resident, plain.total - plain.resident, "%s", key[i]);
	}
	set(&config, "profile.level=off");
	cr_assert_eq(ish_memory_estimate(&config, ISH_SOLVER_UNMEASURED, &more), ISH_OK);
	cr_assert_lt(more.total - more.resident, plain.total - plain.resident);
}

Test(estimate, with_measured_choices_has_those_that_a_solver_then_makes)
{
	struct ish_solver_estimate estimate;
	struct ish_config config;
	configure(&config, "1x16x9x5");
	set(&config, "backend.planning=measure");
	cr_assert_eq(ish_solver_estimate(&config, ISH_SOLVER_MEASURED, &estimate), ISH_OK);
	for (int axis = 0; axis < 3; axis++) { /* what has been measured is taken, not measured again */
		(void)snprintf(config.taken.derivative[axis], ISH_NAME_MAX, "%s", estimate.choices.derivative[axis]);
		(void)snprintf(config.taken.filter[axis], ISH_NAME_MAX, "%s", estimate.choices.filter[axis]);
	}
	struct ish_solver *solver = make(&config);
	cr_assert_eq(memcmp(&estimate.choices, ish_solver_choices(solver), sizeof estimate.choices), 0);
	ish_solver_destroy(solver);
	ish_plan_clear();
}

Test(estimate, that_does_not_fit_is_one_line_with_the_numbers)
{
	struct ish_memory_estimate estimate;
	struct ish_memory_room room = {SIZE_MAX, "this machine"};
	struct ish_config config;
	struct log_capture log;
	configure(&config, "1x32x32x32");
	cr_assert_eq(ish_memory_estimate(&config, ISH_SOLVER_UNMEASURED, &estimate), ISH_OK);
	log_capture_begin(&log);
	room.bytes = estimate.total - estimate.resident;
	cr_assert_eq(ish_memory_check(&estimate, &config, room), ISH_OK);
	cr_assert_eq(log.count, 0);
	room.bytes--;
	cr_assert_eq(ish_memory_check(&estimate, &config, room), ISH_ERR_MEMORY);
	cr_assert_eq(log.count, 1);
	cr_assert_not_null(strstr(log.line, "memory: 32 x 32 x 32 points in double need "), "%s", log.line);
	cr_assert_not_null(strstr(log.line, "this machine has "), "%s", log.line);
	/* A limit by the user stands in place of what the machine has. */
	config.backend.memory_limit = (long)estimate.total;
	cr_assert_eq(ish_memory_check(&estimate, &config, room), ISH_OK);
	config.backend.memory_limit--;
	log_capture_begin(&log);
	cr_assert_eq(ish_memory_check(&estimate, &config, room), ISH_ERR_MEMORY);
	cr_assert_eq(log.count, 1);
	cr_assert_not_null(strstr(log.line, "backend.memory_limit = "), "%s", log.line);
}

Test(estimate, refuses_what_a_solver_refuses)
{
	struct ish_solver_estimate estimate;
	struct ish_config config;
	struct log_capture log;
	configure(&config, "1x1x1x1");
	log_capture_begin(&log);
	cr_assert_neq(ish_solver_estimate(&config, ISH_SOLVER_UNMEASURED, &estimate), ISH_OK);
	strcpy(config.backend.precision, "half");
	config.time.step = 0.1;
	cr_assert_eq(ish_solver_estimate(&config, ISH_SOLVER_UNMEASURED, &estimate), ISH_ERR_NAME);
	cr_assert_eq(log.count, 2);
}
