#include "solver/simd.h"
#include "solver/sweep_impl.h"

#define ish_sweep_table ISH_SWEEP(ish_sweep_table)
void ish_sweep_table(struct ish_sweeps *table);

void ish_sweep_table(struct ish_sweeps *table)
{
	table->level = ISH_EXPAND_STRING(ISH_SIMD);
	for (int e = 0; e < ISH_EOS_COUNT; e++) {
		for (int v = 0; v < ISH_VISCOUS_VARIANTS; v++) {
			table->recover[e][v][0] = ish_recovery_sweeps[e][v][0];
			table->recover[e][v][1] = ish_recovery_sweeps[e][v][1];
			table->closure[e][v] = ish_closure_sweeps[e][v];
			table->causality[e][v] = ish_causality_sweeps[e][v];
		}
	}
	for (int a = 0; a < 3; a++) {
		for (int v = 0; v < ISH_VISCOUS_VARIANTS; v++) {
			table->flux[a][v] = ish_flux_sweeps[a][v];
		}
	}
	for (int task = 0; task < ISH_LINEAR_TASKS; task++) {
		for (int v = 0; v < ISH_VISCOUS_VARIANTS; v++) {
			table->linear[task][v] = ish_linear_sweeps[task][v];
		}
	}
	table->combine = ish_sweep_combine;
	table->add_scaled = ish_sweep_add_scaled;
	table->add_product = ish_sweep_add_product;
	table->check = ish_sweep_check;
	table->closure_extremes = ish_sweep_closure_extremes;
	table->extremes = ish_sweep_extremes;
	table->causality_count = ish_sweep_causality_count;
	table->least = ish_sweep_least;
}
