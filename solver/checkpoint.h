/*
 * Checkpoints: all that the rest of a run depends on, so that it goes on bit for bit as if it had not been
 * interrupted.
 *
 * DIRECTORY/checkpoint_NNNNNN.h5, NNNNNN the step; the layout is in docs/files.md. A file bears this name only when
 * it is complete and synced. Its first 512 bytes hold the length and a checksum of the rest, so that any damage is
 * known before HDF5 reads it.
 */
#ifndef ISH_SOLVER_CHECKPOINT_H
#define ISH_SOLVER_CHECKPOINT_H

#include "solver/complete_file.h"
#include "solver/field_output.h"
#include "solver/series.h"
#include "solver/solver.h"
#include "solver/trust.h"

enum { ISH_CHECKPOINT_REASON = 256 };

struct ish_run_position {             /* where a run stands, beside its solver's state */
	struct ish_diagnostics first; /* row of the initial state */
	double gamma_max;             /* over the rows so far */
	struct ish_trust trust;       /* likewise */
	bool has_series;
	struct ish_series_position series;
	int outputs; /* field files so far */
	const struct ish_field_entry *output;
};

struct ish_checkpoint { /* one that was opened: all of it but the solver's arrays */
	char path[ISH_COMPLETE_FILE_PATH];
	long step;
	double time, dt; /* fm; dt of the last step */
	struct ish_run_position position;
	char *config, *choices;          /* texts, as config.cfg and as "choices" of run.json; heap */
	char *version, *git, *processor; /* of the writer; heap */
	struct ish_field_entry *output;  /* position.output; heap */
};

/*
 * Writes the solver's present state as a checkpoint into `directory`, then removes all older ones but the newest.
 * False, with the reason, if it cannot be written: the older ones and nothing of the new one are there then. Says
 * nothing itself. Works on the heap a little, whatever the grid.
 */
ISH_CHECKED bool ish_checkpoint_write(const char *directory, struct ish_solver *solver,
                                      const struct ish_run_position *position, char reason[ISH_CHECKPOINT_REASON]);

/*
 * Opens the newest checkpoint of `directory` that is whole; for each newer one that is damaged there is one warning
 * line. Fails after one line with ISH_ERR_INPUT if there is none, or if the newest is of a later version of ishydro;
 * ISH_ERR_SYSTEM, ISH_ERR_MEMORY. Reset in any case.
 */
ISH_CHECKED enum ish_status ish_checkpoint_open(struct ish_checkpoint *checkpoint, const char *directory);

/*
 * The configuration of the run: as recorded, with what may change taken from DIRECTORY/config.cfg if that is there,
 * which must otherwise agree (ISH_ERR_INPUT after one line). output.directory becomes `directory`, which may have
 * been moved since.
 */
ISH_CHECKED enum ish_status ish_checkpoint_configure(const struct ish_checkpoint *checkpoint, const char *directory,
                                                     struct ish_config *config_out);

/*
 * Takes the recorded choices and FFTW plans (solver/choices.h) for a solver that is yet to be made; before any plan.
 * Warns in one line where another processor or another build of ishydro wrote them, since the last bits may then
 * differ.
 */
ISH_CHECKED enum ish_status ish_checkpoint_take_choices(const struct ish_checkpoint *checkpoint,
                                                        struct ish_config *config);

/*
 * Reads the arrays into a solver made by ish_solver_create_blank. ISH_ERR_INPUT after one line if they are not those
 * of the solver.
 */
ISH_CHECKED enum ish_status ish_checkpoint_restore(const struct ish_checkpoint *checkpoint, struct ish_solver *solver);

/*
 * Removes from `directory` what the interrupted run wrote after the checkpoint, and what it left unfinished: field
 * files that are not in the checkpoint's list from its step on, newer checkpoints (damaged ones) and a third one, series.h5,
 * temporary files. What cannot be removed stays.
 */
void ish_checkpoint_clear_later(const struct ish_checkpoint *checkpoint, const char *directory);

/* Frees; a zeroed one is accepted. */
void ish_checkpoint_reset(struct ish_checkpoint *checkpoint);

#endif
