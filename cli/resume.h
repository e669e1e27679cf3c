/*
 * `ishydro run --resume DIR`: from a folder with checkpoints to a solver that stands where the newest of them was
 * written.
 */
#ifndef ISH_CLI_RESUME_H
#define ISH_CLI_RESUME_H

#include <stdbool.h>

#include "cli/run_arguments.h"
#include "solver/checkpoint.h"

/*
 * Holds the folder (*hold_out, for ish_run_directory_release), opens its newest checkpoint and forms the
 * configuration: that of the run with the changes of the command line. *done_out: the run is done and no later end
 * is asked for; there is nothing to do then. Fails after one line; the checkpoint is to be reset in any case.
 */
ISH_CHECKED enum ish_status ish_resume_open(struct ish_checkpoint *checkpoint,
                                            const struct ish_run_arguments *arguments, struct ish_config *config,
                                            bool *done_out, int *hold_out);

#endif
