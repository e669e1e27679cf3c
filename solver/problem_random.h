/* The generator of the problem "random", open to its test: SplitMix64 (Steele, Lea, Flood, OOPSLA 2014). */
#ifndef ISH_SOLVER_PROBLEM_RANDOM_H
#define ISH_SOLVER_PROBLEM_RANDOM_H

#include <stdint.h>

/* Advances the state and returns 64 random bits. */
uint64_t ish_splitmix64(uint64_t *state);

#endif
