#include <stdio.h>

#include "cli/command.h"
#include "cli/run_execute.h"
#include "reports/profile_compare.h"

int ish_profile_against(const struct ish_run_arguments *arguments, const char *path)
{
	const struct ish_profile_comparison comparison = {
		.base = &arguments->base, .other = path, .tolerance = arguments->tolerance};
	int regressions = 0;
	const enum ish_status status = ish_profile_compare(stdout, &comparison, &regressions);
	return status != ISH_OK ? ish_status_exit_code(status) : regressions > 0;
}

int ish_command_profile(int argc, char **argv)
{
	struct ish_run_arguments arguments;
	struct ish_profile_base base = {.root = NULL};
	enum ish_status parsed = ish_profile_arguments_init(&arguments, argc, argv);
	if (parsed == ISH_OK && arguments.compare != NULL && !arguments.help_config) {
		parsed = ish_profile_base_read(&base, arguments.compare);
	}
	arguments.base = base;
	int code;
	if (parsed == ISH_OK && arguments.with != NULL) {
		code = ish_command_end(ish_profile_against(&arguments, arguments.with));
		ish_run_arguments_reset(&arguments);
	} else {
		code = ish_run_execute(&arguments, parsed, argc, argv);
	}
	ish_profile_base_reset(&base);
	return code;
}
