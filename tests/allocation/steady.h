/*
 * Runs of a few steps, recorded as the program records them: 3 of warm-up, then steady ones. What was counted is in the
 * profiler's view.
 */
#ifndef ISH_TESTS_STEADY_H
#define ISH_TESTS_STEADY_H

#include "profiler/profile_view.h"
#include "solver/config.h"
#include "solver/solver.h"

enum { STEADY_WARMUP = 3, STEADY_STEPS = 3 };

/* Sets one key, as --set does; fails the test on any error. */
void steady_set(struct ish_config *config, const char *format, ...) __attribute__((format(printf, 2, 3)));

/* Starts the profiler for up to `threads`. Skips the test where no allocation hook is alive: it never passes then. */
void steady_begin(int threads);

/*
 * Makes a solver and takes the steps, each with its row of diagnostics; fails the test on any error. before(i), unless
 * NULL, is called ahead of steady step i = 0 .. STEADY_STEPS - 1. Returns the allocations of the steady steps.
 */
long steady_run(const struct ish_config *config, void (*before)(int step));

#endif
