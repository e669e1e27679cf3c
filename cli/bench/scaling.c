#include "cli/bench/scaling.h"

enum ish_status ish_bench_scaling(const struct ish_bench_arguments *arguments, const struct ish_config *config,
                                  int *code_out)
{
	(void)config;
	*code_out = 0;
	return ish_fail(ISH_ERR_INPUT, "--scaling %s: not available in this version", arguments->scaling);
}
