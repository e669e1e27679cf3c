/*
 * Operations run alone leave the state, and all steps that follow, as they are; they run for every model; their names
 * are those of the profiler's regions and their numbers of uses are the calls of a step.
 */
#include <criterion/criterion.h>
#include <stdlib.h>
#include <string.h>

#include "profiler/profile_view.h"
#include "solver/operation.h"
#include "tests/solver/evolve.h"

enum { SHAPES = 3, MODELS = 4, PRECISIONS = 2, SCHEMES = 6 };

static const char *const shapes[SHAPES] = {"[16,1,1]", "[12,1,9]", "[8,10,9]"};
static const char *const models[MODELS][2] = {{"0.0", "0.0"}, {"0.2", "0.0"}, {"0.0", "0.05"}, {"0.2", "0.05"}};
static const char *const precisions[PRECISIONS] = {"double", "float"};
static const char *const schemes[SCHEMES] = {"imex-ssp2", "imex-ars2",   "imex-ssp3",
                                             "imex-ars3", "imex-linear", "split-step"};

static void configure(struct ish_config *config, int shape, int model, int precision, int scheme)
{
	ish_config_init(config);
	set(config, "grid.shape=%s", shapes[shape]);
	set(config, "problem.name=\"random\"");
	set(config, "time.cfl=0.5");
	set(config, "time.end=9.0");
	set(config, "transport.eta_over_s=%s", models[model][0]);
	set(config, "transport.zeta_over_s=%s", models[model][1]);
	set(config, "backend.planning=\"estimate\"");
	set(config, "backend.threads=2");
	set(config, "backend.precision=\"%s\"", precisions[precision]);
	set(config, "time.scheme=\"%s\"", schemes[scheme]);
	set(config, "filter.name=\"%s\"", scheme % 2 == 0 ? "exponential" : "none");
	cr_assert_eq(ish_config_check(config), ISH_OK);
}

static void step(struct ish_solver *solver)
{
	cr_assert_eq(ish_solver_step(solver, ish_solver_next_dt(solver)), ISH_OK);
}

/* Runs every operation `times` times; returns how many there are. */
static int run_all(struct ish_solver *solver, int times, enum ish_operations_plans plans)
{
	struct ish_operations *all;
	int count = 0;
	cr_assert_eq(ish_operations_create(&all, solver, plans), ISH_OK);
	for (int round = 0; round < times; round++) {
		for (int i = 0; i < ISH_OPERATIONS; i++) {
			const enum ish_operation operation = (enum ish_operation)i;
			const bool each = ish_operation_is_of_axis(operation);
			for (int axis = each ? 0 : -1; axis < (each ? 3 : 0); axis++) {
				struct ish_operation_time time;
				if (!ish_operation_exists(all, operation, axis)) {
					continue;
				}
				cr_assert_eq(ish_operation_prepare(all, operation, axis), ISH_OK);
				cr_assert_eq(ish_operation_run(all, operation, axis, &time), ISH_OK, "%s",
				             ish_operation_name(operation));
				cr_assert_gt(time.wall, 0.0, "%s", ish_operation_name(operation));
				count += round == 0;
			}
		}
	}
	ish_operations_destroy(all);
	return count;
}

static void check_same_state(struct ish_solver *a, struct ish_solver *b, const char *when)
{
	struct ish_solver_state x, y;
	ish_solver_state_view(a, &x);
	ish_solver_state_view(b, &y);
	cr_assert(x.step == y.step && x.time == y.time && x.dt == y.dt && x.arrays == y.arrays);
	for (int i = 0; i < x.arrays; i++) {
		cr_assert_eq(memcmp(x.array[i].data, y.array[i].data, x.array[i].count * x.array[i].size), 0,
		             "%s: %s %s, %s", ish_solver_config(a)->time.scheme, x.array[i].group, x.array[i].name,
		             when);
	}
}

/* What the monitor of the last step says, and derived fields that come from a slope that an operation may have used. */
static void check_same_numbers(struct ish_solver *a, struct ish_solver *b)
{
	struct ish_diagnostics x, y;
	struct ish_peak p, q;
	memset(&x, 0, sizeof x);
	memset(&y, 0, sizeof y);
	ish_solver_diagnose(a, &x);
	ish_solver_diagnose(b, &y);
	cr_assert_eq(memcmp(&x, &y, sizeof x), 0, "the numbers of a row");
	ish_solver_peak(a, ISH_THETA, &p);
	ish_solver_peak(b, ISH_THETA, &q);
	cr_assert_eq(p.value, q.value);
}

static void check_unchanged(const struct ish_config *config, int least)
{
	struct ish_solver *touched = make(config), *twin = make(config);
	long hits[2], misses[2];
	for (int i = 0; i < 2; i++) {
		struct ish_peak ignored;
		cr_assert_geq(run_all(touched, 2, i == 0 ? ISH_PLANS_OF_SOLVER : ISH_PLANS_BY_RULE), least);
		check_same_state(touched, twin, "after operations");
		ish_solver_cache(touched, &hits[0], &misses[0]);
		ish_solver_cache(twin, &hits[1], &misses[1]);
		cr_assert(hits[0] == hits[1] && misses[0] == misses[1]);
		step(touched);
		step(twin);
		check_same_state(touched, twin, "a step later");
		ish_solver_peak(touched, ISH_THETA, &ignored); /* derivatives are now at hand */
		ish_solver_peak(twin, ISH_THETA, &ignored);
	}
	(void)run_all(touched, 1, ISH_PLANS_OF_SOLVER);
	check_same_numbers(touched, twin);
	step(touched);
	step(twin);
	check_same_state(touched, twin, "after the last operations");
	ish_solver_destroy(touched);
	ish_solver_destroy(twin);
}

Test(operation, all_leave_the_state_and_the_steps_that_follow_as_they_are)
{
	for (int i = 0; i < SHAPES * MODELS * PRECISIONS * SCHEMES; i++) {
		struct ish_config config;
		const int shape = i % SHAPES, model = i / SHAPES % MODELS;
		const int precision = i / (SHAPES * MODELS) % PRECISIONS, scheme = i / (SHAPES * MODELS * PRECISIONS);
		configure(&config, shape, model, precision, scheme);
		const int viscous = model == 0 ? 0 : model == 3 ? 3 : 2; /* ideal part, shear, bulk */
		const int linear = scheme >= 4 ? 3 : 0;
		check_unchanged(&config, 9 + 2 * (shape + 1) + viscous + linear);
	}
}

Test(operation, a_box_of_one_point_has_those_without_derivatives)
{
	struct ish_config config;
	configure(&config, 0, 3, 0, 0);
	set(&config, "grid.shape=[1,1,1]");
	set(&config, "problem.name=\"homogeneous\"");
	set(&config, "time.cfl=0.0");
	set(&config, "time.step=0.01");
	check_unchanged(&config, 7);
}

/* Calls of a region by the thread that steps, anywhere in the tree; -1 where it was never called. */
static long calls_of(const struct ish_profile_view *view, const char *name)
{
	long calls = -1;
	for (int i = 0; i < view->nodes; i++) {
		if (strcmp(view->node[i].region->name, name) == 0) {
			calls = (calls < 0 ? 0 : calls) + view->node[i].calls;
		}
	}
	return calls;
}

static void start_profile(void)
{
#if defined ISH_PROFILER_OFF
	cr_skip_test("the instrumentation is compiled out");
#endif
	const struct ish_profile_config profile = {.level = ISH_PROFILE_REGIONS, .threads = 2, .steps_expected = 4};
	ish_profile_reset();
	cr_assert_eq(ish_profile_start(&profile), ISH_OK);
}

/* Regions that are opened once for each sweep, and not for each tile or thread. */
static const enum ish_operation counted[] = {ISH_OPERATION_STEP,  ISH_OPERATION_DERIVATIVE, ISH_OPERATION_CLOSURE,
                                             ISH_OPERATION_SUMS,  ISH_OPERATION_RECOVERY,   ISH_OPERATION_FILTER,
                                             ISH_OPERATION_LINEAR};

Test(operation, is_used_as_often_as_the_profiler_sees_it_in_a_step)
{
	for (int i = 0; i < 2 * SCHEMES; i++) {
		struct ish_config config;
		struct ish_operations *all;
		configure(&config, 2, 3, 0, i / 2);
		set(&config, "filter.name=\"%s\"", i % 2 == 0 ? "exponential" : "none");
		struct ish_solver *solver = make(&config);
		start_profile();
		ish_profile_step_begin(0, 0.0, 0.1, ISH_STEP_STEADY);
		step(solver);
		ish_profile_step_end();
		ish_profile_stop();
		const struct ish_profile_view *view = ish_profile_view();
		cr_assert_eq(ish_operations_create(&all, solver, ISH_PLANS_OF_SOLVER), ISH_OK);
		for (size_t k = 0; k < sizeof counted / sizeof counted[0]; k++) {
			const char *name = ish_operation_name(counted[k]);
			const long calls = calls_of(view, name);
			const int uses =
				ish_operation_exists(all, counted[k], -1) ? ish_operation_uses(all, counted[k], -1) : 0;
			cr_assert_eq(uses, calls < 0 ? 0 : calls, "%s, filter %s, %s: %d uses, %ld calls",
			             config.time.scheme, config.filter.name, name, uses, calls);
		}
		ish_operations_destroy(all);
		ish_solver_destroy(solver);
		ish_profile_reset();
	}
}

Test(operation, bears_the_name_of_a_region_of_the_profiler)
{
	struct ish_config config;
	struct ish_operations *all;
	configure(&config, 2, 3, 0, 4);
	struct ish_solver *solver = make(&config);
	cr_assert_eq(ish_operations_create(&all, solver, ISH_PLANS_OF_SOLVER), ISH_OK);
	for (int i = 0; i < ISH_OPERATIONS; i++) {
		const enum ish_operation operation = (enum ish_operation)i;
		const int axis = ish_operation_is_of_axis(operation) ? 0 : -1;
		struct ish_operation_time time;
		cr_assert_eq(ish_operation_prepare(all, operation, axis), ISH_OK);
		start_profile();
		ish_profile_step_begin(0, 0.0, 0.1, ISH_STEP_STEADY); /* opens the region "step" */
		cr_assert_eq(ish_operation_run(all, operation, axis, &time), ISH_OK);
		ish_profile_step_end();
		ish_profile_stop();
		cr_assert_eq(calls_of(ish_profile_view(), ish_operation_name(operation)) > 0,
		             ish_operation_is_region(operation), "%s", ish_operation_name(operation));
	}
	ish_operations_destroy(all);
	ish_solver_destroy(solver);
	ish_profile_reset();
}

Test(operation, is_found_by_its_name_with_hyphens_for_spaces)
{
	cr_assert_eq(ish_operation_find("stress-energy"), ISH_OPERATION_STRESS);
	cr_assert_eq(ish_operation_find("gradient-of-u"), ISH_OPERATION_GRADIENT);
	cr_assert_eq(ish_operation_find("shear viscous operator"), ISH_OPERATION_SHEAR);
	cr_assert_eq(ish_operation_find("fft"), ISH_OPERATION_FFT);
	cr_assert_eq(ish_operation_find("fft "), -1);
	cr_assert_eq(ish_operation_find(""), -1);
}

/* Timed as differences, with and without in turn; the whole is what both parts have. */
Test(operation, differences_say_what_is_taken_away)
{
	struct ish_config config;
	struct ish_operations *all;
	configure(&config, 2, 3, 0, 0);
	struct ish_solver *solver = make(&config);
	cr_assert_eq(ish_operations_create(&all, solver, ISH_PLANS_OF_SOLVER), ISH_OK);
	for (int i = 0; i < ISH_OPERATIONS; i++) {
		const enum ish_operation operation = (enum ish_operation)i;
		struct ish_operation_time time;
		if (ish_operation_is_of_axis(operation) || !ish_operation_exists(all, operation, -1)) {
			continue;
		}
		const bool differs = operation == ISH_OPERATION_SHEAR || operation == ISH_OPERATION_BULK;
		cr_assert_eq(ish_operation_prepare(all, operation, -1), ISH_OK);
		cr_assert_eq(ish_operation_run(all, operation, -1, &time), ISH_OK);
		cr_assert_eq(time.less_wall > 0.0, differs, "%s", ish_operation_name(operation));
		cr_assert_eq(time.closure > 0.0, differs || operation == ISH_OPERATION_IDEAL);
		cr_assert(time.closure <= time.wall && time.less_closure <= time.less_wall);
	}
	ish_operations_destroy(all);
	ish_solver_destroy(solver);
}
