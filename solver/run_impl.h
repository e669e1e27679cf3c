/* The run loop's own state. Private to solver/run*.c. */
#ifndef ISH_SOLVER_RUN_IMPL_H
#define ISH_SOLVER_RUN_IMPL_H

#include "solver/field_output.h"
#include "solver/run.h"
#include "solver/series.h"

struct ish_run_loop {
	struct ish_solver *solver;
	const struct ish_config *config;
	const struct ish_run_options *options;
	struct ish_run_summary *summary;
	struct ish_series *series;
	struct ish_field_output *fields;
	double began;          /* seconds on the monotonic clock */
	double dt;             /* of the last step */
	long written;          /* step of the last field file, -1: none */
	long checkpoint;       /* step of the last checkpoint, -1: none */
	bool checkpoint_fails; /* the last one that was tried could not be written */
	int asked;             /* requests for a checkpoint that were seen */
};

/* Seconds on the monotonic clock. */
double ish_run_now(void);

/*
 * Writes a checkpoint of the present state, unless there is one of this step. One that cannot be written is a
 * warning line (the first of a row of them) and no failure: the run goes on. ISH_ERR_SYSTEM where the series cannot
 * be written.
 */
ISH_CHECKED enum ish_status ish_run_checkpoint(struct ish_run_loop *run);

/* The same if SIGUSR1 has asked for one since the last call; says where it is. */
ISH_CHECKED enum ish_status ish_run_checkpoint_asked(struct ish_run_loop *run);

/* Makes the folder what it was when options->resume was written, and the loop what it was then. */
ISH_CHECKED enum ish_status ish_run_resume(struct ish_run_loop *run);

#endif
