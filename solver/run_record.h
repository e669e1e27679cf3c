/*
 * run.json: what a run was and how it ended; enough to repeat it. Program version and git revision, host, threads,
 * precision, what was chosen by measurement, seeds, libraries and their versions, start and end in real time, state,
 * model time and step.
 */
#ifndef ISH_SOLVER_RUN_RECORD_H
#define ISH_SOLVER_RUN_RECORD_H

#include <stdbool.h>

#include "solver/solver.h"

/*
 * Writes DIRECTORY/run.json, complete or not at all. `state` is a word: "running" when the run starts, and at its
 * end "done", "stopped", "breakdown" or "failed"; any but "running" sets the end time. The start time is that of the
 * first record of this process in the directory. ISH_ERR_SYSTEM or ISH_ERR_MEMORY after one line.
 */
ISH_CHECKED enum ish_status ish_run_record_write(const char *directory, const struct ish_solver *solver,
                                                 const char *state);

/*
 * The record of a run that is resumed at the solver's present state: "running", with the start and the earlier
 * resumptions of the record that stands there, and this one added to its list "resumes" (step, time, date, threads,
 * version). ISH_ERR_SYSTEM or ISH_ERR_MEMORY after one line.
 */
ISH_CHECKED enum ish_status ish_run_record_resume(const char *directory, const struct ish_solver *solver);

/* Whether the record says that the run came to its end. */
bool ish_run_record_is_done(const char *directory);

#endif
