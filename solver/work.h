/*
 * The work of the pointwise sweeps, a cell (a mode, for those of the linear operator): rows of work.def, one for each loop
 * that is compiled. They are counted, not estimated: tests/work/count.cpp compiles the sweeps with a number that keeps how
 * it was made, and `ctest -R work` compares. Whoever changes a formula writes it anew: sh tests/work/counts.sh . g++ write
 *
 * Convention
 *   flops      additions, subtractions, multiplications, divisions and square roots: 1 each. exp and log:
 *              ISH_WORK_ELEMENTARY each, about what vector versions execute. Changes of sign, absolute values, comparisons
 *              and choices: 0. Of a choice the dearer side counts, as in code without branches.
 *              Counted is what a compiler must leave under IEEE rules: constants are folded, what is the same for all cells
 *              is computed before the loop, what occurs twice is computed once, what nobody uses is gone. No multiply-adds
 *              are fused in sweeps (-ffp-contract=off). So it is what counters of retired floating-point instructions show,
 *              but for minima and maxima, which they count, and for exp and log: the closures, recoveries and fluxes of
 *              GCC 12 hold as many instructions to within one in 400.
 *   reads,     numbers of arrays loaded and stored, each once a sweep: what must move, not what misses caches. Bytes of a
 *   writes     pass are said where its sweeps are called: what belongs to a field goes to memory, what is in a pack or in
 *              scratch, or was touched earlier in the same pass over a chunk, stays in caches (struct ish_work).
 */
#ifndef ISH_SOLVER_WORK_H
#define ISH_SOLVER_WORK_H

#include "profiler/profile.h"
#include "solver/derived.h"
#include "solver/sweep.h"

enum { ISH_WORK_ELEMENTARY = 20 };

struct ish_sweep_work {
	int flops, divisions, roots; /* the last two are among the flops */
	int reads, writes;
};

/* Index v: ish_viscous_variant. */
struct ish_sweep_works {
	struct ish_sweep_work newton[ISH_EOS_COUNT][ISH_VISCOUS_VARIANTS][2];    /* an iteration; [..][v][relax] */
	struct ish_sweep_work recovered[ISH_EOS_COUNT][ISH_VISCOUS_VARIANTS][2]; /* what follows the last one */
	struct ish_sweep_work closure[ISH_EOS_COUNT][ISH_VISCOUS_VARIANTS];
	struct ish_sweep_work closure_extremes;
	struct ish_sweep_work flux[3][ISH_VISCOUS_VARIANTS]; /* [axis][v] */
	struct ish_sweep_work add_scaled[2], add_product[2]; /* [store]; one field */
	struct ish_sweep_work combine, combine_term;         /* one field; what each term adds to that */
	struct ish_sweep_work check[ISH_VISCOUS_VARIANTS];
	struct ish_sweep_work source; /* of the energy, in an expanding geometry */
	struct ish_sweep_work extremes[ISH_VISCOUS_VARIANTS];
	struct ish_sweep_work causality[ISH_EOS_COUNT][ISH_VISCOUS_VARIANTS];
	struct ish_sweep_work derived[ISH_DERIVED_COUNT][ISH_EOS_COUNT][ISH_VISCOUS_VARIANTS];
	struct ish_sweep_work modes[ISH_LINEAR_TASKS][ISH_VISCOUS_VARIANTS]; /* a complex mode */
};

#define ish_work_table ISH_R(ish_work_table)
extern const struct ish_sweep_works ish_work_table;

/*
 * Adds `cells` cells of a sweep to a sum. Its numbers count as held in caches; what of them is a field's goes to memory by
 * ish_work_stream.
 */
static inline void ish_work_sweep(struct ish_work *sum, const struct ish_sweep_work *sweep, double cells)
{
	const double bytes = cells * (double)(sweep->reads + sweep->writes) * (double)sizeof(ISH_REAL);
	sum->flops += cells * sweep->flops;
	sum->apart += cells * sweep->flops;
	sum->divisions += cells * sweep->divisions;
	sum->roots += cells * sweep->roots;
	sum->bytes += bytes;
	sum->cached += bytes;
}

/* Of the numbers added, so many move between caches and memory. */
static inline void ish_work_stream(struct ish_work *sum, double numbers)
{
	sum->cached -= numbers * (double)sizeof(ISH_REAL);
}

/* Numbers that are copied from a field into a pack or back: read and written once each. */
static inline void ish_work_copy(struct ish_work *sum, double numbers)
{
	sum->bytes += 2.0 * numbers * (double)sizeof(ISH_REAL);
	sum->cached += numbers * (double)sizeof(ISH_REAL);
}

#endif
