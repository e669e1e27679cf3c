/*
 * First derivative of a whole field along one axis: tiles, packing and threads around spectral/derivative.h, for one
 * field at a time. The right-hand side of the solver packs many fields itself; this is for tests, diagnostics and
 * output.
 *
 * Shape  f[nz][ny][nx], x fastest. Units: those of f, per unit of the axis' coordinate.
 */
#ifndef ISH_SPECTRAL_FIELD_DERIVATIVE_H
#define ISH_SPECTRAL_FIELD_DERIVATIVE_H

#include "spectral/derivative.h"
#include "workspace/scratch.h"

struct ish_field_derivative;

/*
 * Makes the derivative along `axis` of a grid that ish_grid_check accepts; heap, destroyed by the caller. ISH_ERR_SIZE
 * (an axis of one point has no derivative), ISH_ERR_NAME, ISH_ERR_MEMORY; *d_out is then NULL.
 */
#define ish_field_derivative_create ISH_R(ish_field_derivative_create)
ISH_CHECKED enum ish_status ish_field_derivative_create(struct ish_field_derivative **d_out,
                                                        const struct ish_grid *grid, int axis, const char *backend,
                                                        enum ish_planning planning);

/*
 * Bytes of scratch that apply borrows at once in each thread, in three buffers. Depends on grid and axis only. 0 for an
 * axis of one point.
 */
#define ish_field_derivative_scratch ISH_R(ish_field_derivative_scratch)
size_t ish_field_derivative_scratch(const struct ish_grid *grid, int axis);

/*
 * out = d(in)/dx_axis of all points, with `threads` OpenMP threads, which scratch has stacks for. in and out must not
 * overlap; they need no alignment beyond their type's. Allocates nothing but what OpenMP does for its first team, and
 * cannot fail. The result does not depend on `threads`.
 */
#define ish_field_derivative_apply ISH_R(ish_field_derivative_apply)
void ish_field_derivative_apply(const struct ish_field_derivative *d, const ISH_REAL *restrict in,
                                ISH_REAL *restrict out, struct ish_scratch *scratch, int threads);

#define ish_field_derivative_backend ISH_R(ish_field_derivative_backend)
const char *ish_field_derivative_backend(const struct ish_field_derivative *d);

#define ish_field_derivative_destroy ISH_R(ish_field_derivative_destroy)
void ish_field_derivative_destroy(struct ish_field_derivative *d);

#endif
