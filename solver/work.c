#include "solver/work.h"

const struct ish_sweep_works ish_work_table = {
#define ISH_WORK(sweep, flops, divisions, roots, reads, writes) .sweep = {flops, divisions, roots, reads, writes},
#include "solver/work.def"
#undef ISH_WORK
};
