/*
 * run.json: what a run was and how it ended; enough to repeat it. Program version and git revision, host, threads,
 * precision, what was chosen by measurement, seeds, libraries and their versions, start and end in real time, state,
 * model time and step.
 */
#ifndef ISH_SOLVER_RUN_RECORD_H
#define ISH_SOLVER_RUN_RECORD_H

#include "solver/solver.h"

/*
 * Writes DIRECTORY/run.json, complete or not at all. `state` is a word: "running" when the run starts, and at its end
 * "done", "stopped", "breakdown" or "failed"; any but "running" sets the end time. The start time is that of the first
 * record of this process in the directory. ISH_ERR_SYSTEM or ISH_ERR_MEMORY after one line.
 */
ISH_CHECKED enum ish_status ish_run_record_write(const char *directory, const struct ish_solver *solver,
                                                 const char *state);

#endif
