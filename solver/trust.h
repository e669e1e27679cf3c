/*
 * Whether the numbers of a run can be trusted: does the state stay where second-order fluid dynamics applies, is it causal, does the grid resolve it?
 *
 * Looked at with every row of the series. Where a bound is passed for the first time one warning is logged, one for each kind and run, that names step, time, cell and
 * value.
 */
#ifndef ISH_SOLVER_TRUST_H
#define ISH_SOLVER_TRUST_H

#include <stdbool.h>
#include <stddef.h>

#include "solver/solver.h"

enum ish_trust_kind {
	ISH_TRUST_CAUSALITY,  /* a cell is acausal (physics/causality.h) */
	ISH_TRUST_TRANSVERSE, /* transverse waves have no speed from 0 to 1 where the theorem has no objection */
	ISH_TRUST_KNUDSEN,    /* tau_pi sqrt(sigma:sigma) or tau_pi |theta| > 1 */
	ISH_TRUST_REYNOLDS,   /* sqrt(pi:pi)/P or |Pi|/P > 1 */
	ISH_TRUST_RESOLUTION, /* the tail of a spectrum > ISH_TRUST_TAIL */
	ISH_TRUST_KINDS
};

#define ISH_TRUST_KNUDSEN_MOST 1.0
#define ISH_TRUST_REYNOLDS_MOST 1.0
/* Share of the energy of the fluctuations in the top third of wave numbers: amplitudes there are 3 % of theirs. */
#define ISH_TRUST_TAIL_MOST 1e-3

struct ish_trust { /* of a run; all zero before its first row */
	bool told[ISH_TRUST_KINDS];
	long rows;
	long acausal;                   /* most cells in a row */
	double knudsen, reynolds, tail; /* largest of all rows; tail: of those that have one */
	bool has_tail;
};

/* Takes in a row of the solver's present state. Allocates nothing. */
void ish_trust_look(struct ish_trust *trust, struct ish_solver *solver, const struct ish_diagnostics *row);

/* The whole in one line: "Knudsen number at most 0.17, ..." */
void ish_trust_text(const struct ish_trust *trust, char *text, size_t size);

#endif
