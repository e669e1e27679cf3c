/*
 * Checkpoints as files: what is written is read back, what does not fit is refused. Whole runs are in tests/cli/resume.sh.
 */
#include <criterion/criterion.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "solver/checkpoint.h"
#include "spectral/plan.h"
#include "tests/files/folder.h"

#define SMALL                                                                                                          \
	"problem.name=\"random\";grid.shape=[8,6,5];backend.threads=1;backend.planning=\"estimate\";"                  \
	"output.directory=\"elsewhere\""

static const struct ish_field_entry written[2] = {{0, 0.0}, {1, 0.125}};

/* After one step, as it stands in the present folder. */
static struct ish_solver *make_checkpoint(void)
{
	struct ish_config config;
	struct ish_solver *solver = NULL;
	char reason[ISH_CHECKPOINT_REASON];
	const struct ish_run_position position = {.first = {.energy = 7.0, .step = 0},
	                                          .gamma_max = 1.5,
	                                          .has_series = true,
	                                          .series = {1234, 17},
	                                          .outputs = 2,
	                                          .output = written};
	configure(&config, SMALL);
	cr_assert_eq(ish_solver_create(&solver, &config), ISH_OK, "%s", last_said());
	cr_assert_eq(ish_solver_step(solver, 0.03125), ISH_OK, "%s", last_said());
	cr_assert(ish_checkpoint_write(".", solver, &position, reason), "%s", reason);
	return solver;
}

Test(checkpoint, gives_back_all_that_it_holds, .init = enter_folder, .fini = leave_folder)
{
	struct ish_checkpoint c;
	struct ish_config config;
	struct ish_solver *second = NULL;
	struct ish_solver_state a, b;
	struct ish_solver *first = make_checkpoint();
	cr_assert_eq(ish_checkpoint_open(&c, "."), ISH_OK, "%s", last_said());
	cr_assert_str_eq(c.path, "./checkpoint_000001.h5");
	cr_assert_eq(c.step, 1);
	cr_assert_eq(c.time, 0.03125);
	cr_assert_eq(c.dt, 0.03125);
	cr_assert_eq(c.position.first.energy, 7.0);
	cr_assert_eq(c.position.gamma_max, 1.5);
	cr_assert(c.position.has_series && c.position.series.bytes == 1234 && c.position.series.rows == 17);
	cr_assert_eq(c.position.outputs, 2);
	cr_assert(c.position.output[1].step == 1 && c.position.output[1].time == 0.125);
	cr_assert_eq(ish_checkpoint_configure(&c, ".", &config), ISH_OK, "%s", last_said());
	cr_assert_str_eq(config.output.directory, ".", "the folder is where it is found");
	cr_assert_eq(ish_checkpoint_take_choices(&c, &config), ISH_OK, "%s", last_said());
	cr_assert_eq(ish_solver_create_blank(&second, &config), ISH_OK, "%s", last_said());
	cr_assert_eq(ish_checkpoint_restore(&c, second), ISH_OK, "%s", last_said());
	ish_solver_state_view(first, &a);
	ish_solver_state_view(second, &b);
	cr_assert_eq(a.arrays, b.arrays);
	for (int i = 0; i < a.arrays; i++) {
		cr_assert_eq(memcmp(a.array[i].data, b.array[i].data, a.array[i].count * a.array[i].size), 0, "%s",
		             a.array[i].name);
	}
	cr_assert_eq(said(ISH_LOG_WARNING) + said(ISH_LOG_ERROR), 0);
	ish_checkpoint_reset(&c);
	ish_solver_destroy(first);
	ish_solver_destroy(second);
}

/* Arrays of another precision or size: only another version could have written them under this configuration. */
Test(checkpoint, is_not_put_into_a_solver_that_it_does_not_fit, .init = enter_folder, .fini = leave_folder)
{
	static const char *const other[] = {"backend.precision=\"float\"", "grid.shape=[8,6,6]",
	                                    "transport.zeta_over_s=0.1"};
	struct ish_checkpoint c;
	ish_solver_destroy(make_checkpoint());
	cr_assert_eq(ish_checkpoint_open(&c, "."), ISH_OK, "%s", last_said());
	for (size_t i = 0; i < sizeof other / sizeof other[0]; i++) {
		char text[512];
		struct ish_config config;
		struct ish_solver *solver = NULL;
		(void)snprintf(text, sizeof text, SMALL ";%s", other[i]);
		configure(&config, text);
		cr_assert_eq(ish_solver_create_blank(&solver, &config), ISH_OK, "%s", last_said());
		cr_assert_eq(ish_checkpoint_restore(&c, solver), ISH_ERR_INPUT, "%s", other[i]);
		cr_assert_not_null(strstr(last_said(), "checkpoint_000001.h5: its layout is of another version"), "%s",
		                   last_said());
		ish_solver_destroy(solver);
	}
	ish_checkpoint_reset(&c);
}

/* As on a machine that lacks them. */
Test(checkpoint, of_vector_instructions_that_are_not_there_is_refused, .init = enter_folder, .fini = leave_folder)
{
	struct ish_checkpoint c;
	struct ish_config config;
	struct ish_solver *solver = NULL;
	ish_solver_destroy(make_checkpoint());
	cr_assert_eq(ish_checkpoint_open(&c, "."), ISH_OK, "%s", last_said());
	char *simd = strstr(c.choices, "\"simd\": \"");
	cr_assert_not_null(simd);
	simd[9] = 'w'; /* no processor has w2, w3, w4 or wase */
	cr_assert_eq(ish_checkpoint_configure(&c, ".", &config), ISH_OK, "%s", last_said());
	cr_assert_eq(ish_checkpoint_take_choices(&c, &config), ISH_OK, "%s", last_said());
	cr_assert_eq(ish_solver_create_blank(&solver, &config), ISH_ERR_NAME);
	cr_assert_not_null(strstr(last_said(), "backend.simd = \"w"), "%s", last_said());
	ish_checkpoint_reset(&c);
}

Test(checkpoint, of_another_processor_or_build_warns, .init = enter_folder, .fini = leave_folder)
{
	struct ish_checkpoint c;
	struct ish_config config;
	ish_solver_destroy(make_checkpoint());
	cr_assert_eq(ish_checkpoint_open(&c, "."), ISH_OK, "%s", last_said());
	cr_assert_eq(ish_checkpoint_configure(&c, ".", &config), ISH_OK, "%s", last_said());
	c.git[0] = '~';
	cr_assert_eq(ish_checkpoint_take_choices(&c, &config), ISH_OK);
	cr_assert_eq(said(ISH_LOG_WARNING), 1);
	cr_assert_not_null(strstr(last_said(), "was written by ishydro"), "%s", last_said());
	c.processor[0] = '~';
	cr_assert_eq(ish_checkpoint_take_choices(&c, &config), ISH_OK);
	cr_assert_eq(said(ISH_LOG_WARNING), 2);
	cr_assert_not_null(strstr(last_said(), "was written on another processor"), "%s", last_said());
	ish_checkpoint_reset(&c);
}

Test(checkpoint, that_cannot_be_written_leaves_nothing, .init = enter_folder, .fini = leave_folder)
{
	struct ish_solver *solver = make_checkpoint();
	char reason[ISH_CHECKPOINT_REASON];
	const struct ish_run_position position = {.gamma_max = 1.0};
	cr_assert_eq(ish_solver_step(solver, 0.03125), ISH_OK);
	cr_assert_not(ish_checkpoint_write("absent", solver, &position, reason));
	cr_assert_str_eq(reason, "No such file or directory");
	cr_assert(!exists("checkpoint_000002.h5") && exists("checkpoint_000001.h5"));
	cr_assert(ish_checkpoint_write(".", solver, &position, reason), "%s", reason);
	cr_assert_eq(ish_solver_step(solver, 0.03125), ISH_OK);
	cr_assert(ish_checkpoint_write(".", solver, &position, reason), "%s", reason);
	cr_assert(!exists("checkpoint_000001.h5") && exists("checkpoint_000002.h5") && exists("checkpoint_000003.h5"),
	          "the last two are kept");
	ish_solver_destroy(solver);
}
