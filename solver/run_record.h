/*
 * run.json: what a run was and how it ended; enough to repeat it. Program version and git revision, host, threads,
 * precision, what was chosen by measurement, seeds, libraries and their versions, start and end in real time, state,
 * model time and step.
 */
#ifndef ISH_SOLVER_RUN_RECORD_H
#define ISH_SOLVER_RUN_RECORD_H

#include <stdbool.h>

#include "solver/run.h"

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

struct ish_run_account {     /* of a run that has ended: what only the program knows */
	const char *command; /* the command line */
	const char *error;   /* the line that says why it failed; NULL or "": it did not */
	const char *const *warning;
	int warnings;
	long steady_allocations, steady_steps; /* of the project's code; -1: not counted */
	const char *hooks;                     /* who counted them; NULL: nobody */
};

/*
 * Adds to the record that stands there: "summary" (command, steps, wall times, speed, conservation, trust, error; of the
 * steps since the run was resumed, if it was) and, to the list "warnings", what is not in it yet: a run that is resumed
 * keeps those of its earlier parts. ISH_ERR_INPUT (no record there), ISH_ERR_SYSTEM or ISH_ERR_MEMORY after one line.
 */
ISH_CHECKED enum ish_status ish_run_record_account(const char *directory, const struct ish_run_summary *summary,
                                                   const struct ish_run_account *account);

/* Whether the record says that the run came to its end. */
bool ish_run_record_is_done(const char *directory);

#endif
