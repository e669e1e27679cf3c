/*
 * The memory of a run by owner, known before anything of its size is allocated: what `ishydro plan` prints and what is
 * compared with the memory there is before a run starts. The arena is exact; the rest are buffers whose sizes are known
 * and measured sizes of the libraries.
 */
#ifndef ISH_SOLVER_MEMORY_ESTIMATE_H
#define ISH_SOLVER_MEMORY_ESTIMATE_H

#include "solver/solver.h"
#include "workspace/memory.h"

enum { ISH_MEMORY_ROWS = 12 };

struct ish_memory_estimate {
	struct ish_solver_estimate solver;
	int row_count; /* owners beside the arena */
	struct {
		const char *owner; /* static storage */
		size_t bytes;
	} row[ISH_MEMORY_ROWS];
	size_t total;    /* peak of the process' resident memory */
	size_t resident; /* of it there already: the program with its libraries */
	double steps;    /* that the run is expected to take */
};

/* Fails as ish_solver_estimate does. Call it before the profiler starts, so that its memory is not counted twice. */
ISH_CHECKED enum ish_status ish_memory_estimate(const struct ish_config *config, enum ish_solver_planning planning,
                                                struct ish_memory_estimate *estimate_out);

/* Whether a run fits into backend.memory_limit, or with 0 into `room`. */
bool ish_memory_fits(const struct ish_memory_estimate *estimate, const struct ish_config *config,
                     struct ish_memory_room room);

/* The same; if it does not, ISH_ERR_MEMORY after one line with the numbers. */
ISH_CHECKED enum ish_status ish_memory_check(const struct ish_memory_estimate *estimate,
                                             const struct ish_config *config, struct ish_memory_room room);

#endif
