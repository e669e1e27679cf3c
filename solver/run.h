/*
 * The run loop: steps a solver to the end that its configuration asks for, and writes what a run directory holds.
 *
 *     DIRECTORY/config.cfg   the configuration as run      run.json            what ran, where, how it ended
 *     DIRECTORY/series.csv   rows of numbers, series.h5    fields_NNNNNN.hdf   fields, and fields.hdf.series
 *
 *     DIRECTORY/checkpoint_NNNNNN.h5   the last two checkpoints
 *
 * A steady step reads and writes no file: rows are kept in a ring and written at steps with field output, or when the
 * ring is full.
 */
#ifndef ISH_SOLVER_RUN_H
#define ISH_SOLVER_RUN_H

#include <signal.h>
#include <stdbool.h>

#include "solver/checkpoint.h"
#include "solver/solver.h"
#include "solver/trust.h"

enum { ISH_RUN_WARMUP = 3 }; /* steps of kind ISH_STEP_WARMUP at the start of a run */

struct ish_run_progress {
	long step;        /* steps taken in this run, since it was resumed */
	long steps_total; /* estimate; -1: none */
	double time, end; /* fm; end: NaN if the run is a number of steps */
	double dt;        /* of the last step */
	double wall;      /* seconds since the first step began */
};

/* Told between steps, from the thread that runs them; must not keep the pointer. Is called once before the first step
 * and after every step. */
typedef void ish_run_report(const struct ish_run_progress *progress, void *data);

struct ish_run_options {
	ish_run_report *report; /* NULL: none */
	void *data;             /* handed to report */
	/* Becomes a signal number when the run shall stop after the step; NULL: never. */
	const volatile sig_atomic_t *stop;
	/* Grows when a checkpoint shall be written after the step; NULL: never. */
	const volatile sig_atomic_t *checkpoint;
	/* The checkpoint from which the solver was restored: the run goes on from there. NULL: it begins. */
	const struct ish_checkpoint *resume;
};

enum ish_run_end { ISH_RUN_DONE, ISH_RUN_STOPPED, ISH_RUN_BREAKDOWN, ISH_RUN_FAILED };

struct ish_run_summary {
	enum ish_run_end end;
	long steps;                         /* taken in this run since it began or was resumed, a failed one not counted */
	long resumed;                       /* the step from which it was resumed; -1: it was not */
	long checkpoint;                    /* step of the newest checkpoint; -1: none */
	double time;                        /* reached, fm */
	double wall;                        /* seconds of stepping, diagnostics counted, output not */
	double output_wall;                 /* seconds of output */
	struct ish_diagnostics first, last; /* of the first state, and of the last good one */
	double gamma_max;                   /* over the rows that were taken */
	struct ish_trust trust;             /* likewise */
};

/*
 * Checks that the solver's time is before time.end, and its steps below time.steps if it was resumed; ISH_ERR_INPUT
 * after one line. For callers that would rather know before the directory is made.
 */
ISH_CHECKED enum ish_status ish_run_check(const struct ish_solver *solver);

/*
 * Makes `directory` ready for a new run: makes it, with its parents; moves one that holds an earlier run (run.json)
 * to DIRECTORY.1, or .2, ..., the first that is free, so that nothing is lost. `input` is a file that the run has
 * read (NULL or "": none). Fails with ISH_ERR_INPUT where files of a run would be overwritten in a directory that is
 * no earlier run's, where `directory` is "." or a file, or where `input` would be moved; ISH_ERR_SYSTEM where it
 * cannot be made or the first files would find no room. All is as before then: nothing made, an earlier run in its
 * place.
 */
ISH_CHECKED enum ish_status ish_run_directory_prepare(const char *directory, const char *input);

/*
 * Keeps other runs out of `directory` until *hold_out is released or the process ends: ISH_ERR_INPUT after one line
 * if another run holds it, -1 is then stored. ish_run_directory_prepare does not move a folder that is held.
 */
ISH_CHECKED enum ish_status ish_run_directory_hold(const char *directory, int *hold_out);

/* The same for a run that is to be resumed; also ISH_ERR_INPUT where there is no such folder. */
ISH_CHECKED enum ish_status ish_run_directory_hold_to_resume(const char *directory, int *hold_out);

/* ISH_OK if nobody holds the directory, which exists. */
ISH_CHECKED enum ish_status ish_run_directory_check_free(const char *directory);

/* -1 is accepted. */
void ish_run_directory_release(int hold);

/*
 * Writes DIRECTORY/config.cfg, complete or not at all. ISH_ERR_SYSTEM after one line.
 */
ISH_CHECKED enum ish_status ish_run_config_write(const char *directory, const struct ish_config *config);

/*
 * Runs the solver in config.output.directory, which ish_run_directory_prepare has made ready. The last step is cut
 * to meet time.end. Returns ISH_OK also when stopped by a signal (summary->end says so). ISH_ERR_BREAKDOWN: the last
 * good output is kept, the series and run.json are complete. ISH_ERR_SYSTEM: output failed, the run ended there.
 * `summary` is filled in any case.
 *
 * Checkpoints are written every output.checkpoint_every steps, before the last step if that is not 0, when
 * options->checkpoint asks, and when the run is stopped. None is written after the last step, which may be cut to
 * meet time.end and may have rows and files of its own: so a run that is resumed with a later end is that which had
 * this end from the start. One that cannot be written is a warning; if it was the last one that was tried,
 * ISH_ERR_SYSTEM is returned when all else is done.
 */
ISH_CHECKED enum ish_status ish_run(struct ish_solver *solver, const struct ish_run_options *options,
                                    struct ish_run_summary *summary);

#endif
