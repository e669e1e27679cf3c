/*
 * The spectral side of a solver: for each axis with points its tiling, derivative and filter; the cache of derivatives; the
 * threads' scratch.
 */
#ifndef ISH_SOLVER_SPACE_H
#define ISH_SOLVER_SPACE_H

#include "solver/config.h"
#include "solver/model.h"
#include "spectral/derivative.h"
#include "spectral/derivative_cache.h"
#include "spectral/filter.h"
#include "spectral/grid.h"
#include "spectral/tiling.h"
#include "workspace/field.h"
#include "workspace/scratch.h"

/* What a derivative is called with: index into its batches. */
enum { ISH_BATCH_U, ISH_BATCH_U_LAST, ISH_BATCH_FLOW, ISH_BATCH_FLOW_LAST, ISH_SPACE_BATCHES };

struct ish_space {
	struct ish_grid grid;
	ptrdiff_t cells;
	int threads;
	int axis_count;
	int axis[3];                            /* those with more than one point, ascending */
	int vars;                               /* fields of a flow pack and of a filter pack */
	struct ish_tiling tiling[3];            /* by axis */
	struct ish_derivative *derivative[3];   /* NULL for an axis of one point */
	struct ish_filter *filter[3];           /* NULL without a filter */
	struct ish_derivative_cache cache;      /* fields 0..2: u^1..u^3 */
	struct ish_scratch *scratch;
	size_t pack_bytes[3], work_bytes[3];
};

/*
 * Measures or makes it, following the arena's pass: sizes and scratch in both, plans and matrices only in the second. Fails as
 * ish_derivative_create does. `space` is zero-initialised before the first pass; reset in any case.
 */
#define ish_space_init ISH_R(ish_space_init)
ISH_CHECKED enum ish_status ish_space_init(struct ish_space *space, const struct ish_config *config,
                                           const struct ish_model *model, struct ish_arena *arena, int threads);

/* Makes plans and matrices of a space that was measured only. Fails as ish_derivative_create does; reset in any case. */
#define ish_space_make ISH_R(ish_space_make)
ISH_CHECKED enum ish_status ish_space_make(struct ish_space *space, const struct ish_config *config);

/* Backends of an axis with points if nothing is measured; *filter_out is NULL without a filter. */
#define ish_space_unmeasured ISH_R(ish_space_unmeasured)
void ish_space_unmeasured(const struct ish_space *space, const struct ish_config *config, int axis,
                          const char **derivative_out, const char **filter_out);

/* Bytes of heap that derivatives and filters take while they are made, FFTW's own not counted. */
#define ish_space_heap ISH_R(ish_space_heap)
size_t ish_space_heap(const struct ish_space *space, const struct ish_config *config);

/* The lines of an axis with points. `taken` is the backend of an earlier run; "" leaves it to the configuration. */
#define ish_space_lines ISH_R(ish_space_lines)
struct ish_derivative_config ish_space_lines(const struct ish_space *space, const struct ish_config *config, int axis,
                                             const char *taken);

/* How hard plans are sought. */
#define ish_space_planning ISH_R(ish_space_planning)
enum ish_planning ish_space_planning(const struct ish_config *config);

#define ish_space_reset ISH_R(ish_space_reset)
void ish_space_reset(struct ish_space *space);

/* Applies the filter to the variables of a set, one axis after the other, with its exponent times `factor`. Region "filter". */
#define ish_space_filter ISH_R(ish_space_filter)
void ish_space_filter(struct ish_space *space, struct ish_field_set *set, double factor);

#endif
