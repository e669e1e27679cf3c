/*
 * What planning has learned about one kind of processor, kept between runs: FFTW's wisdom (FILE and FILE.float) and the
 * backends that were measured for each grid (FILE.choices, JSON with the processor and the versions they hold for).
 *
 * FILE is backend.wisdom, or where that is "" a file `wisdom` in $XDG_CACHE_HOME/ishydro/PROCESSOR (~/.cache/ishydro/...).
 * "none" is no store. `ishydro plan --measure` writes it; a run reads it, and writes it where backend.wisdom names it. A
 * run with planning "estimate", or with backend.choices, leaves the processor's own store alone. Files are replaced whole
 * under a lock on their folder, so that processes at the same time lose nothing of each other.
 */
#ifndef ISH_SOLVER_WISDOM_STORE_H
#define ISH_SOLVER_WISDOM_STORE_H

#include "solver/solver.h"

enum { ISH_STORE_PATH = 2048, ISH_STORE_FILES = 3, ISH_STORE_PROCESSOR = 128 };

struct ish_store {
	char path[ISH_STORE_PATH]; /* FILE; "" no store */
	bool is_named;             /* by backend.wisdom */
	char processor[ISH_STORE_PROCESSOR];
};

enum ish_store_found {
	ISH_STORE_NONE,    /* nothing there, or not asked for */
	ISH_STORE_IGNORED, /* damaged, of another processor or version: one warning line was logged */
	ISH_STORE_WISDOM,  /* wisdom, no choices for this grid */
	ISH_STORE_CHOICES  /* both */
};

/* Finds the path. Touches no file but /proc/cpuinfo. */
void ish_store_init(struct ish_store *store, const struct ish_config *config);

/* Gives the wisdom to FFTW and the choices for this grid to config->taken. Nothing in the store makes it fail. */
enum ish_store_found ish_store_read(const struct ish_store *store, struct ish_config *config);

/*
 * Adds the wisdom of this process and the choices for the grid of `config` to what is there, and writes it; makes the
 * folders of a store that the user has not named. ISH_ERR_SYSTEM or ISH_ERR_MEMORY after one line.
 */
ISH_CHECKED enum ish_status ish_store_write(const struct ish_store *store, const struct ish_config *config,
                                            const struct ish_solver_choices *choices);

struct ish_store_removed {
	int count;
	char path[ISH_STORE_FILES][ISH_STORE_PATH + 16];
};

/* Removes the files that are there and says which. ISH_ERR_SYSTEM after one line. */
ISH_CHECKED enum ish_status ish_store_clear(const struct ish_store *store, struct ish_store_removed *removed_out);

#endif
