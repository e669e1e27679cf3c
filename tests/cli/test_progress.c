#include <criterion/criterion.h>
#include <math.h>
#include <stdio.h>

#include "cli/progress.h"

static void expect(struct ish_run_progress state, const char *wanted)
{
	char line[160];
	ish_progress_line(&state, line, sizeof line);
	cr_assert_str_eq(line, wanted);
}

Test(progress, tells_share_step_time_speed_and_time_left)
{
	expect(
		(struct ish_run_progress){
			.step = 16, .steps_total = 64, .time = 0.5, .end = NAN, .dt = 0.01, .wall = 2.0},
		" 25 %  step 16/64  t 0.5 fm  dt 0.01  125 ms/step  ETA 0:06");
	expect(
		(struct ish_run_progress){
			.step = 10, .steps_total = 1010, .time = 1.25, .end = 9.0, .dt = 0.02, .wall = 100.0},
		"  1 %  step 10/1010  t 1.25 fm  dt 0.02  1e+04 ms/step  ETA 2:46:40");
}

Test(progress, says_nothing_that_it_does_not_know)
{
	expect((struct ish_run_progress){.step = 0, .steps_total = 8, .time = 0.0, .end = NAN},
	       "  0 %  step 0/8  t 0 fm  dt 0");
	expect(
		(struct ish_run_progress){
			.step = 4, .steps_total = -1, .time = 1.0, .end = 2.0, .dt = 0.25, .wall = 1.0},
		"step 4  t 1 fm  dt 0.25  250 ms/step");
}

Test(progress, a_wait_beyond_reason_is_told_in_days)
{
	expect(
		(struct ish_run_progress){
			.step = 1, .steps_total = 864001, .time = 1.0, .end = NAN, .dt = 0.5, .wall = 100.0},
		"  0 %  step 1/864001  t 1 fm  dt 0.5  1e+05 ms/step  ETA 1000 days");
}
