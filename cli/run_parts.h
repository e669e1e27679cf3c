/*
 * What the shear and bulk viscous operators take, which share the loops of the closure and of the fluxes: measured on the last
 * state of a profiled run, after the profile has been stopped (solver/operation.h).
 */
#ifndef ISH_CLI_RUN_PARTS_H
#define ISH_CLI_RUN_PARTS_H

#include "reports/report.h"
#include "solver/solver.h"

struct ish_run_parts {
	struct ish_report_part row[4];
	struct ish_report_parts parts; /* points to row */
};

/*
 * Fills *parts_out, which must not be moved afterwards, within 0.3 seconds or as long as one round takes. `left_out` says why nothing is to be
 * measured, NULL: measure. What fails is told in parts.left_out; nothing is printed.
 */
void ish_run_parts_measure(struct ish_solver *solver, const char *left_out, struct ish_run_parts *parts_out);

#endif
