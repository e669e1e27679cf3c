#include "cli/bench/arguments.h"
#include "cli/bench/scaling.h"
#include "cli/command.h"
#include "spectral/plan.h"

static enum ish_status carry_out(const struct ish_bench_arguments *arguments, int *code)
{
	struct ish_config config;
	const enum ish_status status = ish_bench_configure(arguments, &config);
	if (status != ISH_OK) {
		return status;
	}
	return ish_bench_scaling(arguments, &config, code);
}

int ish_command_bench(int argc, char **argv)
{
	struct ish_bench_arguments arguments;
	int code = 0;
	enum ish_status status = ish_bench_arguments_init(&arguments, argc, argv);
	if (status == ISH_OK) {
		status = carry_out(&arguments, &code);
	}
	ish_run_arguments_reset(&arguments.run);
	ish_plan_clear();
	return ish_command_end(status != ISH_OK ? ish_status_exit_code(status) : code);
}
