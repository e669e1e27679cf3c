/*
 * The pointwise sweeps over a chunk or a row of cells: load, call a point function of physics/, store. Compiled for each precision and SIMD level;
 * a table of them is chosen once (solver/simd.h). Arrays are given by pointers to the chunk's first cell. Nothing here allocates or fails.
 *
 * The equation of state, shear and bulk select the function in the table, so that no loop chooses.
 */
#ifndef ISH_SOLVER_SWEEP_H
#define ISH_SOLVER_SWEEP_H

#include "physics/linear_mode.h"
#include "solver/model.h"
#include "workspace/chunk.h"

/* Variants of a viscous sweep: index 2*shear + bulk. */
enum { ISH_VISCOUS_VARIANTS = 4 };

static inline int ish_viscous_variant(const struct ish_model *model)
{
	return 2 * model->shear + model->bulk;
}

/* Recovery with implicit relaxation. Absent variables are NULL. */
struct ish_recovery_chunk {
	int n;
	const ISH_REAL *known[ISH_VARS]; /* E, M^i, s^ij, Pi before the relaxation; conserved ones scaled as in the state */
	ISH_REAL inv_sqrt_g;             /* unscaling: E = inv_sqrt_g known[0], M^j = inv_momentum[j] known[1+j] */
	ISH_REAL inv_momentum[3];
	ISH_REAL h;              /* implicit weight times dt */
	ISH_REAL *e, *u[3], *p;  /* in: u is the first guess; out: the state */
	ISH_REAL *pi[5], *bulk;  /* out: relaxed; not written by the sweeps without relaxation */
	ISH_REAL *g[6];          /* out: G of pi (5) and Pi (1); not written by the sweeps without relaxation */
	ISH_REAL *update2;       /* scratch, n: (last change of u/u^0)^2 */
};

/* Newton iterations made; the change of each cell's last one is left in update2. Stops when all are below tolerance2. */
typedef int ish_recovery_sweep(const struct ish_recovery_chunk *c, const struct ish_model *model, ISH_REAL tolerance2,
                               int iterations_max);

/* Closure: slopes F. Every pointer is set; absent derivatives point to zeros. Absent variables' slopes are NULL. */
struct ish_closure_chunk {
	int n;
	const ISH_REAL *e, *u[3], *pi[5], *bulk;
	const ISH_REAL *du[3][3]; /* d u^j/dx^i, [i][j], not yet over a_i */
	const ISH_REAL *div_m, *div_t[3], *advect_pi[5], *advect_bulk;
	ISH_REAL inv_a[3], rate[3]; /* 1/a_i, H_i */
	ISH_REAL decay;             /* 0: slopes without the local decay G; 1: with it */
	ISH_REAL sqrt_g, momentum_scale[3];
	ISH_REAL *slope[ISH_VARS];
	ISH_REAL *knudsen_theta, *knudsen_sigma, *det; /* out, n each: tau |theta|, tau sqrt(sigma:sigma), det K/(w u0^2)^3 */
};

typedef void ish_closure_sweep(const struct ish_closure_chunk *c, const struct ish_model *model);

/* Fluxes through direction `axis` for a row: M^axis, T^axis1, T^axis2, T^axis3 into flux[0..3]. */
struct ish_flux_row {
	int n;
	const ISH_REAL *e, *u[3], *p, *pi[5], *bulk;
	const ISH_REAL *momentum; /* sqrt(g) a_axis M^axis */
	ISH_REAL inv_momentum;
	ISH_REAL *flux[4];
};

typedef void ish_flux_sweep(const struct ish_flux_row *r);

/* What is done to the modes of the state, by the operator L about a homogeneous fluid (physics/linear_mode.h): */
enum ish_linear_task {
	ISH_LINEAR_RATE,        /* y <- L y */
	ISH_LINEAR_SOLVE,       /* y <- (I - h L)^-1 y - y */
	ISH_LINEAR_EXPONENTIAL, /* y <- exp(h L) y - y */
	ISH_LINEAR_TASKS
};
enum { ISH_LINEAR_FACTORS = 20 }; /* at most, for one |k| */

/* A row of complex modes, along the axis that a transform halves. */
struct ish_linear_row {
	int n;
	ISH_REAL *field[ISH_VARS];     /* pairs of reals, read and overwritten; NULL for variables that are absent */
	const ISH_REAL *k;             /* wave number of each mode along the row, over the scale factor */
	struct ish_vec along, across;  /* wave vector: along k[i] + across */
	const ISH_REAL *factor[ISH_LINEAR_FACTORS]; /* n each: members of ish_linear_factor or ish_linear_exponential in their order */
	ISH_REAL in[ISH_VAR_PI];       /* from the state's E, M^j to the fluid's, and */
	ISH_REAL out[ISH_VAR_PI];      /* back, with `scale` in it */
	ISH_REAL scale;                /* of the result */
	struct ish_linear_fluid fluid; /* rate */
	struct ish_linear_step step;   /* solve */
	ISH_REAL decay;                /* exponential: exp(-h/tau_pi) - 1 */
};

typedef void ish_linear_sweep(const struct ish_linear_row *r);

/* Extremes of a chunk of primitives, for diagnostics. */
struct ish_extremes {
	ISH_REAL e_min, e_max, u2_max, reynolds_shear2, reynolds_bulk; /* u.u; (pi:pi)/P^2; |Pi|/P */
};

struct ish_extremes_chunk {
	int n;
	const ISH_REAL *e, *u[3], *p, *pi[5], *bulk;
	ISH_REAL *scratch; /* n */
};

/* Causality of a chunk of primitives (physics/causality.h). Absent variables are NULL. */
struct ish_causality_chunk {
	int n;
	const ISH_REAL *e, *u[3], *pi[5], *bulk;
	ISH_REAL *margin, *transverse, *kind; /* out, n each: struct ish_causality */
};

typedef void ish_causality_sweep(const struct ish_causality_chunk *c, const struct ish_model *model);

struct ish_causality_count {
	int undetermined, acausal; /* cells */
};

struct ish_sweeps {
	const char *level; /* v2, v3, v4, base */
	ish_recovery_sweep *recover[ISH_EOS_COUNT][ISH_VISCOUS_VARIANTS][2]; /* [..][..][relax] */
	ish_closure_sweep *closure[ISH_EOS_COUNT][ISH_VISCOUS_VARIANTS];
	ish_flux_sweep *flux[3][ISH_VISCOUS_VARIANTS];
	ish_linear_sweep *linear[ISH_LINEAR_TASKS][ISH_VISCOUS_VARIANTS];
	/* out = y + sum_k c[k] x[k], k < terms; out may be y */
	void (*combine)(int n, ISH_REAL *out, const ISH_REAL *y, int terms, const ISH_REAL *c, const ISH_REAL *const *x);
	/* acc (+)= s d: the first axis stores */
	void (*add_scaled)(int n, int store, ISH_REAL s, const ISH_REAL *d, ISH_REAL *acc);
	/* acc (+)= s u d */
	void (*add_product)(int n, int store, ISH_REAL s, const ISH_REAL *u, const ISH_REAL *d, ISH_REAL *acc);
	/* Number of cells that are non-finite or unphysical (e not above the recovery's floor of E, not converged); *first_out the first of them. */
	int (*check)(int n, const ISH_REAL *e, const ISH_REAL *const u[3], const ISH_REAL *const visc[6],
	             const ISH_REAL *energy, ISH_REAL inv_sqrt_g, const ISH_REAL *update2, ISH_REAL tolerance2, int *first_out);
	/* Largest knudsen_theta and knudsen_sigma and least det of a chunk that the closure has swept; returns the first cell whose det is not
	 * positive (NaN too), or -1. */
	int (*closure_extremes)(const struct ish_closure_chunk *c, ISH_REAL *theta_out, ISH_REAL *sigma_out,
	                         ISH_REAL *det_out);
	void (*extremes)(const struct ish_extremes_chunk *c, int shear, int bulk, struct ish_extremes *x);
	ish_causality_sweep *causality[ISH_EOS_COUNT][ISH_VISCOUS_VARIANTS];
	void (*causality_count)(int n, const ISH_REAL *kind, struct ish_causality_count *count_out);
	/* The least of n numbers, infinite for none; a NaN is passed over. */
	ISH_REAL (*least)(int n, const ISH_REAL *x);
};

#endif
