/*
 * A viscous shock with its profile, which the relaxation equations are integrated for, in fluids that move: along each axis with all
 * components of u and pi, obliquely, with shear, bulk and both.
 */
#include "cli/check/flow.h"

#define SHOCK "problem.name=viscous-shock\n"
#define BOTH "transport.eta_over_s=0.5\ntransport.zeta_over_s=0.2\neos.name=constant-cs2\neos.cs2=0.25\n"
#define LONG_BOX "grid.length=[20.0,20.0,20.0]\nproblem.window_inner=0.4\nproblem.window_outer=1.0\n"

static const struct ish_check_flow_decay decays[] = {
	{.label = "along x, shear, at rest",
         .text = SHOCK LONG_BOX "transport.eta_over_s=0.5\n",
         .levels = 3,
         .axes = {1, 0, 0},
         .points = {48, 96, 192},
         .span = 0.5,
         .steps = {100, 100, 100},
         .factor = 10.0,
         .bound = 3e-9},
	{.label = "along y, bulk, v = .3 -.2 .5",
         .text = SHOCK LONG_BOX "problem.wave=[0,1,0]\nproblem.velocity=[0.3,-0.2,0.5]\ntransport.eta_over_s=0.0\n"
                                "transport.zeta_over_s=0.5\neos.name=constant-cs2\neos.cs2=0.25\n",
         .levels = 3,
         .axes = {0, 1, 0},
         .points = {48, 96, 192},
         .span = 0.5,
         .steps = {100, 100, 100},
         .factor = 10.0,
         .bound = 3e-9},
	{.label = "along x, both, v = -.2 .3 .4",
         .text = SHOCK LONG_BOX BOTH "problem.velocity=[-0.2,0.3,0.4]\n",
         .levels = 3,
         .axes = {1, 0, 0},
         .points = {48, 96, 192},
         .span = 0.5,
         .steps = {100, 100, 100},
         .factor = 10.0,
         .bound = 3e-9},
	{.label = "along y, both, v = .4 -.2 .3",
         .text = SHOCK LONG_BOX BOTH "problem.wave=[0,1,0]\nproblem.velocity=[0.4,-0.2,0.3]\n",
         .levels = 3,
         .axes = {0, 1, 0},
         .points = {48, 96, 192},
         .span = 0.5,
         .steps = {100, 100, 100},
         .factor = 10.0,
         .bound = 3e-9},
	{.label = "along -z, both, v = .3 .4 .2",
         .text = SHOCK LONG_BOX BOTH "problem.wave=[0,0,-1]\nproblem.velocity=[0.3,0.4,0.2]\n",
         .levels = 3,
         .axes = {0, 0, 1},
         .points = {48, 96, 192},
         .span = 0.5,
         .steps = {100, 100, 100},
         .factor = 10.0,
         .bound = 3e-9},
	{.label = "oblique xy, both, v = .3 -.4 .2",
         .text = SHOCK LONG_BOX BOTH "problem.wave=[1,1,0]\nproblem.velocity=[0.3,-0.4,0.2]\n",
         .levels = 2,
         .axes = {1, 1, 0},
         .points = {36, 72},
         .span = 0.25,
         .steps = {20, 20},
         .factor = 10.0,
         .bound = 2e-6},
	{.label = "oblique yz, both, v = .3 -.4 .2",
         .text = SHOCK LONG_BOX BOTH "problem.wave=[0,1,-1]\nproblem.velocity=[0.3,-0.4,0.2]\n",
         .levels = 2,
         .axes = {0, 1, 1},
         .points = {36, 72},
         .span = 0.25,
         .steps = {20, 20},
         .factor = 10.0,
         .bound = 2e-6},
};

static enum ish_status run(struct ish_check *check)
{
	enum ish_status status = ISH_OK;
	for (size_t i = 0; status == ISH_OK && i < sizeof decays / sizeof decays[0]; i++) {
		status = ish_check_flow_decay(check, &decays[i]);
	}
	return status;
}

const struct ish_check_case ish_check_viscous_shock = {
	.name = "viscous-shock",
	.sentence = "a boosted viscous shock with all fields, against its profile from ordinary differential equations",
	.suite = ISH_CHECK_QUICK,
	.run = run,
};

/* In three dimensions, and the profile of a strong shock over a longer time. */
static const struct ish_check_flow_decay large[] = {
	{.label = "oblique xyz, both, v = .3 -.4 .2",
         .text = SHOCK LONG_BOX BOTH "problem.wave=[1,1,-1]\nproblem.velocity=[0.3,-0.4,0.2]\n",
         .levels = 2,
         .axes = {1, 1, 1},
         .points = {32, 64},
         .span = 0.25,
         .steps = {20, 20},
         .factor = 10.0,
         .bound = 5e-6},
	{.label = "pressure ratio 3, v = -.5 .3 .2",
         .text = SHOCK
         "grid.length=[16.0,1.0,1.0]\ntransport.eta_over_s=0.2\ntransport.zeta_over_s=0.1\nproblem.ratio=3.0\n"
         "problem.velocity=[-0.5,0.3,0.2]\n",
         .levels = 3,
         .axes = {1, 0, 0},
         .points = {96, 192, 384},
         .span = 2.0,
         .steps = {400, 400, 400},
         .factor = 5.0,
         .bound = 1e-8},
};

static enum ish_status run_large(struct ish_check *check)
{
	enum ish_status status = ISH_OK;
	for (size_t i = 0; status == ISH_OK && i < sizeof large / sizeof large[0]; i++) {
		status = ish_check_flow_decay(check, &large[i]);
	}
	return status;
}

const struct ish_check_case ish_check_viscous_shock_large = {
	.name = "viscous-shock-large",
	.sentence = "the same in three dimensions, and a stronger shock over a longer time",
	.suite = ISH_CHECK_FULL,
	.run = run_large,
};
