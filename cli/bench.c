#include <stdlib.h>
#include <string.h>

#include "cli/bench/arguments.h"
#include "cli/bench/result.h"
#include "cli/bench/scaling.h"
#include "cli/command.h"
#include "cli/output_path.h"
#include "profiler/profile.h"
#include "spectral/plan.h"

/* Table, JSON and comparison of what was measured. */
static enum ish_status put_out(const struct ish_bench *bench, int *code)
{
	const struct ish_bench_arguments *a = bench->arguments;
	const bool to_stdout = a->export_path != NULL && strcmp(a->export_path, "-") == 0;
	enum ish_status status = ISH_OK;
	if (!a->quiet && !to_stdout) {
		ish_bench_print(stdout, bench);
	}
	if (a->export_path != NULL) {
		json_t *root = ish_bench_json(bench);
		status = ish_bench_export(a->export_path, root);
		json_decref(root);
	}
	if (status == ISH_OK && bench->base->root != NULL) {
		*code = ish_bench_compare(stdout, bench, a->tolerance) > 0;
	}
	return status;
}

static enum ish_status bench_operations(const struct ish_bench_arguments *arguments, const struct ish_config *config,
                                        int *code)
{
	struct ish_bench_base base = {.root = NULL};
	struct ish_bench *bench = calloc(1, sizeof *bench);
	if (bench == NULL) {
		return ish_fail(ISH_ERR_MEMORY, "bench: no memory");
	}
	bench->arguments = arguments;
	bench->base = &base;
	bench->config = *config;
	enum ish_status status = ISH_OK;
	if (arguments->compare != NULL) { /* before a long measurement */
		status = ish_bench_base_read(&base, arguments->compare);
	}
	if (status == ISH_OK) {
		status = ish_bench_measure(bench);
	}
	if (status == ISH_OK) {
		status = put_out(bench, code);
	}
	ish_bench_reset(bench);
	free(bench);
	ish_bench_base_reset(&base);
	return status;
}

static enum ish_status carry_out(const struct ish_bench_arguments *arguments, int *code)
{
	struct ish_config config;
	enum ish_status status = ish_bench_configure(arguments, &config);
	const char *path = arguments->export_path;
	if (status == ISH_OK && path != NULL && strcmp(path, "-") != 0) {
		status = ish_output_check("--export", path, &arguments->compare, 1);
		status = status == ISH_OK ? ish_output_folder_check(path) : status;
	}
	if (status != ISH_OK) {
		return status;
	}
	return arguments->scaling != NULL ? ish_bench_scaling(arguments, &config, code)
	                                  : bench_operations(arguments, &config, code);
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
	ish_profile_reset();
	return ish_command_end(status != ISH_OK ? ish_status_exit_code(status) : code);
}
