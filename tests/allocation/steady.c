#include "tests/allocation/steady.h"

#include <criterion/criterion.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

void steady_set(struct ish_config *config, const char *format, ...)
{
	char text[256];
	va_list list;
	va_start(list, format);
	(void)vsnprintf(text, sizeof text, format, list);
	va_end(list);
	cr_assert_eq(ish_config_set(config, text), ISH_OK, "%s", text);
}

void steady_begin(int threads)
{
	const struct ish_profile_config profile = {.level = ISH_PROFILE_REGIONS, .threads = threads};
	cr_assert_eq(ish_profile_start(&profile), ISH_OK);
	const struct ish_profile_view *view = ish_profile_view();
	if (strcmp(view->run->hooks, "none") == 0) {
		cr_skip_test("not measured: %s", view->run->hooks_reason);
	}
}

static void take_step(struct ish_solver *solver, enum ish_step_kind kind)
{
	struct ish_diagnostics row;
	struct ish_peak peak;
	const double dt = ish_solver_next_dt(solver);
	ish_profile_step_begin(ish_solver_step_count(solver), ish_solver_time(solver), dt, kind);
	const enum ish_status status = ish_solver_step(solver, dt);
	ish_solver_diagnose(solver, &row);
	(void)ish_solver_spectra(solver);
	ish_solver_peak(solver, ISH_KNUDSEN, &peak); /* what a warning asks for */
	ish_profile_step_end();
	cr_assert_eq(status, ISH_OK);
}

long steady_run(const struct ish_config *config, void (*before)(int step))
{
	struct ish_solver *solver;
	const struct ish_profile_view *view = ish_profile_view();
	const long allocations = view->kind[ISH_STEP_STEADY].allocations;
	const long steps = view->kind[ISH_STEP_STEADY].steps;
	cr_assert_eq(ish_config_check(config), ISH_OK);
	cr_assert_eq(ish_solver_create(&solver, config), ISH_OK);
	for (int i = 0; i < STEADY_WARMUP; i++) {
		take_step(solver, ISH_STEP_WARMUP);
	}
	for (int i = 0; i < STEADY_STEPS; i++) {
		if (before != NULL) {
			before(i);
		}
		take_step(solver, ISH_STEP_STEADY);
	}
	ish_solver_destroy(solver);
	view = ish_profile_view();
	cr_assert_eq(view->kind[ISH_STEP_STEADY].steps, steps + STEADY_STEPS);
	return view->kind[ISH_STEP_STEADY].allocations - allocations;
}
