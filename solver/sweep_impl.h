/*
 * What the sweep files share: names with precision and SIMD level, and the parts that sweep_table.c joins.
 */
#ifndef ISH_SOLVER_SWEEP_IMPL_H
#define ISH_SOLVER_SWEEP_IMPL_H

#include "solver/sweep.h"

/* name -> name_d_v3 */
#define ISH_PASTE_LEVEL(name, level) name##_##level
#define ISH_EXPAND_LEVEL(name, level) ISH_PASTE_LEVEL(name, level)
#define ISH_SWEEP(name) ISH_EXPAND_LEVEL(ISH_R(name), ISH_SIMD)
#define ISH_STRING(x) #x
#define ISH_EXPAND_STRING(x) ISH_STRING(x)

#define ish_recovery_sweeps ISH_SWEEP(ish_recovery_sweeps)
extern ish_recovery_sweep *const ish_recovery_sweeps[ISH_EOS_COUNT][ISH_VISCOUS_VARIANTS][2];

#define ish_closure_sweeps ISH_SWEEP(ish_closure_sweeps)
extern ish_closure_sweep *const ish_closure_sweeps[ISH_EOS_COUNT][ISH_VISCOUS_VARIANTS];

#define ish_flux_sweeps ISH_SWEEP(ish_flux_sweeps)
extern ish_flux_sweep *const ish_flux_sweeps[3][ISH_VISCOUS_VARIANTS];

#define ish_linear_sweeps ISH_SWEEP(ish_linear_sweeps)
extern ish_linear_sweep *const ish_linear_sweeps[ISH_LINEAR_TASKS][ISH_VISCOUS_VARIANTS];

#define ish_sweep_combine ISH_SWEEP(ish_sweep_combine)
void ish_sweep_combine(int n, ISH_REAL *out, const ISH_REAL *y, int terms, const ISH_REAL *c, const ISH_REAL *const *x);

#define ish_sweep_add_scaled ISH_SWEEP(ish_sweep_add_scaled)
void ish_sweep_add_scaled(int n, int store, ISH_REAL s, const ISH_REAL *d, ISH_REAL *acc);

#define ish_sweep_add_product ISH_SWEEP(ish_sweep_add_product)
void ish_sweep_add_product(int n, int store, ISH_REAL s, const ISH_REAL *u, const ISH_REAL *d, ISH_REAL *acc);

#define ish_sweep_check ISH_SWEEP(ish_sweep_check)
int ish_sweep_check(int n, const ISH_REAL *e, const ISH_REAL *const u[3], const ISH_REAL *const visc[6],
                    const ISH_REAL *energy, ISH_REAL inv_sqrt_g, const ISH_REAL *update2, ISH_REAL tolerance2,
                    int *first_out);

#define ish_sweep_closure_extremes ISH_SWEEP(ish_sweep_closure_extremes)
int ish_sweep_closure_extremes(const struct ish_closure_chunk *c, ISH_REAL *theta_out, ISH_REAL *sigma_out,
                                ISH_REAL *det_out);

#define ish_sweep_extremes ISH_SWEEP(ish_sweep_extremes)
void ish_sweep_extremes(const struct ish_extremes_chunk *c, int shear, int bulk, struct ish_extremes *x);

#define ish_causality_sweeps ISH_SWEEP(ish_causality_sweeps)
extern ish_causality_sweep *const ish_causality_sweeps[ISH_EOS_COUNT][ISH_VISCOUS_VARIANTS];

#define ish_sweep_causality_count ISH_SWEEP(ish_sweep_causality_count)
void ish_sweep_causality_count(int n, const ISH_REAL *kind, struct ish_causality_count *count_out);

#define ish_sweep_least ISH_SWEEP(ish_sweep_least)
ISH_REAL ish_sweep_least(int n, const ISH_REAL *x);

#endif
