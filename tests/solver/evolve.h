/*
 * What the solver's tests share: configurations of tests/reference, runs to a time, distances between states.
 */
#ifndef ISH_TESTS_EVOLVE_H
#define ISH_TESTS_EVOLVE_H

#include "solver/solver.h"

/* Reads tests/reference/NAME.cfg; a problem's path is made relative to that folder. Fails the test on any error. */
void read_config(struct ish_config *config, const char *name);

/* Sets one key, as --set does; fails the test on any error. */
void set(struct ish_config *config, const char *format, ...) __attribute__((format(printf, 2, 3)));

/* A new solver; fails the test on any error. */
struct ish_solver *make(const struct ish_config *config);

/* `steps` equal steps to time `end`; fails the test on any error. */
void advance_to(struct ish_solver *solver, double end, long steps);

/* The ten fields one after the other; freed by the caller. */
double *fields_of(const struct ish_solver *solver);

/* A run from the configuration's start over `span` in `steps` equal steps: its fields; freed by the caller. */
double *fields_after(const struct ish_config *config, double span, long steps);

/* Largest difference of any field, each in units of e's largest value (u in units of 1). */
double distance(const struct ish_config *config, const double *a, const double *b);

/* Observed order from errors at h and h/2. */
double order_of(double coarse, double fine);

#endif
