/*
 * Which compilation of the sweeps runs: x86-64 levels v2, v3 (AVX2) and v4 (AVX-512), or base elsewhere. With floating-point contraction off all
 * levels give the same bits, except where a vector exp or log is used (physics/elementary.h).
 */
#ifndef ISH_SOLVER_SIMD_H
#define ISH_SOLVER_SIMD_H

#include "solver/sweep.h"

/* Fills the table for `level` ("auto": the best that this processor runs). ISH_ERR_NAME, or ISH_ERR_UNAVAILABLE where the processor cannot. */
#define ish_simd_choose ISH_R(ish_simd_choose)
ISH_CHECKED enum ish_status ish_simd_choose(const char *level, struct ish_sweeps *table_out);

#endif
