/*
 * What the linear operator needs for each |k| and a step: memoised by grid, step, state, geometry and device.
 *
 * Kept for the wave numbers of one octant, |k| being even in each component, as factor[member][z][y][x]; modes of an
 * axis: 0 to n/2. The profiler knows the cache as "linear factor". There is room for one set: a request with another
 * key is a miss and replaces it.
 */
#ifndef ISH_SOLVER_LINEAR_FACTORS_H
#define ISH_SOLVER_LINEAR_FACTORS_H

#include "solver/sweep.h"
#include "spectral/transform3.h"
#include "workspace/arena.h"

enum ish_linear_device { ISH_LINEAR_CPU };

/* Compared member by member. */
struct ish_linear_key {
	enum ish_linear_task task;
	enum ish_linear_device device;
	struct ish_grid grid;
	double a[3]; /* scale factors */
	double h;    /* fm */
	struct ish_linear_fluid fluid;
};

struct ish_linear_factors {
	struct ish_linear_key key;
	bool valid;      /* the factors are those of the key */
	int members;     /* numbers for each |k|; 0: no factors */
	int shape[3];    /* of the octant */
	ptrdiff_t count; /* of the octant */
	ISH_REAL *at;    /* members*count */
	long hits, misses;
};

/*
 * Takes the memory from the arena, owner "linear factors"; the same in both passes. `members` is that of the largest
 * task.
 */
#define ish_linear_factors_init ISH_R(ish_linear_factors_init)
void ish_linear_factors_init(struct ish_linear_factors *f, const struct ish_grid *grid, int members,
                             struct ish_arena *arena);

/* Numbers for each |k| that a task needs. */
static inline int ish_linear_members(enum ish_linear_task task)
{
	return task == ISH_LINEAR_RATE ? 0 : task == ISH_LINEAR_SOLVE ? 2 : ISH_LINEAR_FACTORS;
}

/*
 * The factors of this key from here on: a hit, or a miss in which they are made, by `threads` threads (region "linear
 * factors"). Called by one thread; the grid must be that of init's size. Allocates nothing.
 */
#define ish_linear_factors_request ISH_R(ish_linear_factors_request)
void ish_linear_factors_request(struct ish_linear_factors *f, const struct ish_linear_key *key, int threads);

/* Factors of modes 0.. of the halved axis, at modes j of the other two axes; `member` of them. */
static inline const ISH_REAL *ish_linear_factors_row(const struct ish_linear_factors *f, int member, const int j[3])
{
	const ptrdiff_t plane = (ptrdiff_t)j[2] * f->shape[1] + j[1];
	return f->at + (ptrdiff_t)member * f->count + plane * f->shape[0] + j[0];
}

#endif
