/*
 * An ideal simple wave before it breaks: order in time in a moving and in a resting background, along the axes and obliquely,
 * and spectral decay in space.
 */
#include "cli/check/flow.h"

#define IDEAL "problem.name=simple-wave\ntransport.eta_over_s=0.0\n"

/* Bounds: about three times what was measured. */
static const struct ish_check_flow_orders orders[] = {
	{.label = "along x, v = 0.4",
         .text = IDEAL "grid.shape=[32,1,1]\nproblem.velocity=0.4\n",
         .span = 0.5,
         .steps = {20, 10},
         .count = 3,
         .bound = {5e-6, 2e-7},
         .tolerance = 0.1},
	{.label = "along -y, cs2 = 0.2, v = -0.3",
         .text = IDEAL
         "grid.shape=[1,32,1]\nproblem.wave=[0,-1,0]\nproblem.velocity=-0.3\neos.name=constant-cs2\neos.cs2=0.2\n",
         .span = 0.5,
         .steps = {20, 10},
         .count = 3,
         .bound = {6e-7, 1.5e-8},
         .tolerance = 0.1},
	{.label = "along z",
         .text = IDEAL "grid.shape=[1,1,32]\nproblem.wave=[0,0,1]\n",
         .span = 0.5,
         .steps = {20, 10},
         .count = 3,
         .bound = {3e-6, 1e-7},
         .tolerance = 0.1},
	{.label = "oblique, v = 0.4",
         .text = IDEAL
         "grid.shape=[21,20,22]\ngrid.length=[5.0,6.0,7.0]\nproblem.wave=[1,-1,1]\nproblem.velocity=0.4\n",
         .span = 0.4,
         .steps = {20, 10},
         .count = 3,
         .bound = {2e-5, 1e-6},
         .tolerance = 0.1},
};

static const struct ish_check_flow_decay decays[] = {
	{.label = "in space, along x",
         .text = IDEAL "problem.amplitude=0.3\n",
         .levels = 4,
         .axes = {1, 0, 0},
         .points = {12, 18, 24, 36},
         .span = 1.0,
         .steps = {1000, 1000, 1000, 1000},
         .factor = 8.0,
         .bound = 3e-10},
	{.label = "in space, along y and z",
         .text = IDEAL "problem.wave=[0,1,1]\n",
         .levels = 3,
         .axes = {0, 1, 1},
         .points = {10, 14, 18},
         .span = 0.5,
         .steps = {200, 200, 200},
         .factor = 8.0,
         .bound = 1e-8},
};

static enum ish_status run(struct ish_check *check)
{
	enum ish_status status = ISH_OK;
	for (size_t i = 0; status == ISH_OK && i < sizeof orders / sizeof orders[0]; i++) {
		status = ish_check_flow_orders(check, &orders[i]);
	}
	for (size_t i = 0; status == ISH_OK && i < sizeof decays / sizeof decays[0]; i++) {
		status = ish_check_flow_decay(check, &decays[i]);
	}
	return status;
}

const struct ish_check_case ish_check_simple_wave = {
	.name = "simple-wave",
	.sentence = "an ideal wave of large amplitude before it breaks, against the implicit exact solution",
	.suite = ISH_CHECK_QUICK,
	.run = run,
};
