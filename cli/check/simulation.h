/*
 * What cases share: configurations from text, runs to a time, distances between states.
 *
 * Choices are fixed so that figures are reproducible: planning estimate, derivative backend fft, no wisdom, no filter
 * (unless the text says otherwise), steps of equal length. All functions fail after one line of ish_fail.
 */
#ifndef ISH_CLI_CHECK_SIMULATION_H
#define ISH_CLI_CHECK_SIMULATION_H

#include "cli/check/check.h"
#include "cli/check/state.h"
#include "solver/solver.h"

struct ish_check_scheme {
	const char *name;
	int order; /* stated here, not taken from the solver's table */
};

enum { ISH_CHECK_SCHEMES = 4 };

/* The four IMEX Runge-Kutta schemes. */
extern const struct ish_check_scheme ish_check_scheme[ISH_CHECK_SCHEMES];

/*
 * Defaults, the fixed choices, then the lines KEY=VALUE of the text (printf-like), as --set would take them; problem.name
 * before the keys of the problem. Not checked yet: ish_check_solver does that.
 */
ISH_CHECKED enum ish_status ish_check_configure(const struct ish_check *check, struct ish_config *config,
                                                const char *format, ...) __attribute__((format(printf, 3, 4)));

/* More lines over a configuration. */
ISH_CHECKED enum ish_status ish_check_set(struct ish_config *config, const char *format, ...)
	__attribute__((format(printf, 2, 3)));

/* Checks the configuration and makes a solver. */
ISH_CHECKED enum ish_status ish_check_solver(struct ish_solver **solver_out, const struct ish_config *config);

/* `steps` equal steps to time `end`. */
ISH_CHECKED enum ish_status ish_check_advance(struct ish_solver *solver, double end, long steps);

/* The ten fields one after the other, [ISH_PRIMITIVES][cells]; freed by the caller. */
ISH_CHECKED enum ish_status ish_check_fields(const struct ish_solver *solver, double **fields_out);

/* A run over `span` in `steps` equal steps: its fields, freed by the caller; *fields_out is NULL after a failure. */
ISH_CHECKED enum ish_status ish_check_fields_after(const struct ish_config *config, double span, long steps,
                                                   double **fields_out);

/* The exact solution of the configuration's problem at time t; freed by the caller. */
ISH_CHECKED enum ish_status ish_check_exact(const struct ish_config *config, double t, double **fields_out);

/*
 * Distance of two states [ISH_PRIMITIVES][cells] over all ten fields: u in units of 1, the others in units of the largest e of b.
 * rms: over cells, of the field that is worst.
 */
struct ish_check_norm ish_check_distance(const struct ish_config *config, const double *a, const double *b);

/* The same of one field. */
struct ish_check_norm ish_check_distance_of(const struct ish_config *config, const double *a, const double *b,
                                            int field);

/* The larger of two norms, each part for itself; NaN wins. */
struct ish_check_norm ish_check_worse(struct ish_check_norm a, struct ish_check_norm b);

#endif
