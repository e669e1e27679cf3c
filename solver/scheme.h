/*
 * IMEX Runge-Kutta schemes: rows of imex.def, a pair of Butcher tables each.
 *
 *     Y_i = y_n + dt sum_{j<i} aE_ij F(Y_j) + dt sum_{j<=i} aI_ij G(Y_j),   y_{n+1} = y_n + dt sum_i [ bE_i F(Y_i) + bI_i G(Y_i) ]
 *
 * Sources: Pareschi and Russo, J. Sci. Comput. 25, 129 (2005), tables 2 and 6 (gamma = 1 - 1/sqrt 2; alpha, beta, eta of SSP3(4,3,3));
 * Ascher, Ruuth and Spiteri, Appl. Numer. Math. 25, 151 (1997), sections 2.6 and 2.8.
 */
#ifndef ISH_SOLVER_SCHEME_H
#define ISH_SOLVER_SCHEME_H

#include <stdbool.h>

enum { ISH_STAGES_MAX = 5 };

/* What G is, and so what F leaves out. */
enum ish_implicit {
	ISH_IMPLICIT_LOCAL,  /* the decay of pi and Pi, cell by cell, together with the recovery */
	ISH_IMPLICIT_LINEAR, /* the equations linearised about a homogeneous fluid at rest (solver/linear_operator.h) */
	ISH_IMPLICIT_SPLIT   /* the same, but not in the stages: exp(G dt/2) before and after an explicit step of F */
};

struct ish_scheme {
	const char *name;
	enum ish_implicit implicit;
	const char *sentence;
	int stages;
	int order;
	double cfl; /* default dt |k|_max */
	double explicit_a[ISH_STAGES_MAX][ISH_STAGES_MAX], explicit_b[ISH_STAGES_MAX];
	double implicit_a[ISH_STAGES_MAX][ISH_STAGES_MAX], implicit_b[ISH_STAGES_MAX];
};

/* Number of schemes. */
int ish_scheme_count(void);

/* Index of the scheme of this name, -1 if there is none. */
int ish_scheme_find(const char *name);

/* Scheme i; static storage. */
const struct ish_scheme *ish_scheme_at(int i);

/* Default cfl of a scheme; 0 for an unknown name. */
double ish_scheme_default_cfl(const char *name);

/* Explicit abscissa of stage i: sum_j aE_ij. */
double ish_scheme_abscissa(const struct ish_scheme *s, int i);

/* Is F (G) of stage i used by a later stage or by the result? */
bool ish_scheme_uses_explicit(const struct ish_scheme *s, int i);
bool ish_scheme_uses_implicit(const struct ish_scheme *s, int i);

/* Is y_{n+1} the last stage, for both tables? */
bool ish_scheme_ends_with_last_stage(const struct ish_scheme *s);

#if defined ISH_MUTATIONS
/* Prints a line "name<tab>sentence" for every entry that the mutation run can change (workspace/mutation.h). */
void ish_scheme_print_mutants(void);
#endif

#endif
