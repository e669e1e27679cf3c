/*
 * ishydro bench --scaling: cost and memory against grid size and threads.
 */
#ifndef ISH_CLI_BENCH_SCALING_H
#define ISH_CLI_BENCH_SCALING_H

#include "cli/bench/arguments.h"

/*
 * Gets the whole command line, struct ish_bench_arguments (cli/bench/arguments.h), and the configuration it makes.
 * Runs the analysis that arguments->scaling names, prints its tables to stdout and writes arguments->export_path if it
 * is there. `config` is the configuration of --size and the other options; the grid and the threads are this function's
 * to vary. *code_out is the exit code where the status is ISH_OK: 0, or 1 where something is beyond its bound.
 */
ISH_CHECKED enum ish_status ish_bench_scaling(const struct ish_bench_arguments *arguments,
                                              const struct ish_config *config, int *code_out);

#endif
