/* The parts of a checkpoint file. Private to solver/checkpoint*.c. */
#ifndef ISH_SOLVER_CHECKPOINT_IMPL_H
#define ISH_SOLVER_CHECKPOINT_IMPL_H

#include "solver/checkpoint.h"

enum { ISH_CHECKPOINT_FORMAT = 1, ISH_CHECKPOINT_BLOCK = 512 };

enum ish_seal {
	ISH_SEAL_WHOLE,
	ISH_SEAL_DAMAGED, /* also: no checkpoint at all */
	ISH_SEAL_LATER,   /* of a later format */
	ISH_SEAL_SYSTEM   /* cannot be read */
};

/* Fills in the first block of a file that is otherwise complete: format, length, checksum. 0 or errno. */
int ish_checkpoint_seal(const char *path);

/* Whether a file is as it was sealed; if not, `reason` says why not. Reads all of it. */
enum ish_seal ish_checkpoint_check(const char *path, char reason[ISH_CHECKPOINT_REASON]);

/* DIRECTORY/checkpoint_NNNNNN.h5; false if that is too long. */
bool ish_checkpoint_path(const char *directory, long step, char path[ISH_COMPLETE_FILE_PATH]);

/* The steps of the checkpoints in a folder, descending; *steps_out is on the heap. 0 or errno. */
int ish_checkpoint_list(const char *directory, long **steps_out, int *count_out);

/* Removes those older than `step` but the newest of them. */
void ish_checkpoint_prune(const char *directory, long step);

#endif
