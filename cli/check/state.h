/*
 * States that cases make themselves: runs from given fields, and fields seen in rotated axes.
 */
#ifndef ISH_CLI_CHECK_STATE_H
#define ISH_CLI_CHECK_STATE_H

#include "solver/solver.h"

/*
 * A solver in the state of the ten fields [ISH_PRIMITIVES][cells] at time.start, whatever the configuration's problem.
 * Fails as ish_check_solver.
 */
ISH_CHECKED enum ish_status ish_check_solver_from(const struct ish_config *config, const double *fields,
                                                  struct ish_solver **solver_out);

/* A run from these fields over `span` in `steps` equal steps: its fields, freed by the caller; NULL after a failure. */
ISH_CHECKED enum ish_status ish_check_fields_from(const struct ish_config *config, const double *fields, double span,
                                                  long steps, double **fields_out);

/* The fields that the configuration's problem starts with; freed by the caller; NULL after a failure. */
ISH_CHECKED enum ish_status ish_check_fields_at_start(const struct ish_config *config, double **fields_out);

/* A cell's ten fields in new axes, new axis a being the vector turn[a] of the old ones; orthonormal, mirrors too. */
void ish_check_turn(const double turn[3][3], const double old[ISH_PRIMITIVES], double value[ISH_PRIMITIVES]);

#endif
