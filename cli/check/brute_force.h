/*
 * A run by brute force, for small grids: the equations of the tensor oracle in every cell, derivatives by the closed
 * form of the Fourier differentiation matrix, Runge-Kutta of order 8 (Prince and Dormand; GSL's rk8pd) in the
 * primitive fields. It shares no code with the solver; on the same grid the solver's equations, discrete in space and
 * continuous in time, are the same ones, so that the two differ by their time errors and round-off alone.
 *
 * Some ten microseconds a cell and evaluation, 13 evaluations a step.
 */
#ifndef ISH_CLI_CHECK_BRUTE_FORCE_H
#define ISH_CLI_CHECK_BRUTE_FORCE_H

#include "solver/solver.h"

/*
 * Advances the ten fields [ISH_PRIMITIVES][cells] from time.start over `span` in `steps` equal steps. Grid, geometry,
 * equation of state and transport are those of the configuration; no filter. ISH_ERR_MEMORY or ISH_ERR_BREAKDOWN after
 * one line.
 */
ISH_CHECKED enum ish_status ish_brute_force(const struct ish_config *config, double span, int steps, double *fields);

#endif
