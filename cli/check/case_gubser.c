/*
 * Gubser flow in Milne space, ideal and viscous (the causal attractor profiles of That = 0.05, pibar = -0.3 at rho = -6, q = 0.7,
 * eta/s = 0.08), tau = 1 to 1.5 fm, in a box of 20 fm; compared for r <= 6.5 fm - (tau - 1 fm): decay in space and order in time.
 */
#include "cli/check/flow.h"

#define BOX                                                                                                            \
	"problem.name=gubser\ngeometry.name=milne\ntime.start=1.0\ntime.end=2.0\ngrid.length=[20.0,20.0,1.0]\ngrid."   \
	"origin=[-10.0,-10.0,0.0]\n"
#define VISCOUS BOX "transport.eta_over_s=0.08\n"

static const struct ish_check_flow_decay decays[] = {
	{.label = "ideal",
         .text = BOX "transport.eta_over_s=0.0\n",
         .levels = 3,
         .axes = {1, 1, 0},
         .points = {64, 80, 100},
         .span = 0.5,
         .steps = {40, 40, 40},
         .factor = 3.0,
         .bound = 1e-5},
	{.label = "viscous, IS",
         .text = VISCOUS "transport.tau_pipi=0.0\ntransport.phi_7=0.0\n",
         .levels = 3,
         .axes = {1, 1, 0},
         .points = {64, 80, 100},
         .span = 0.5,
         .steps = {40, 40, 40},
         .factor = 3.0,
         .bound = 9e-5},
	{.label = "viscous, DNMR",
         .text = VISCOUS,
         .levels = 3,
         .axes = {1, 1, 0},
         .points = {64, 80, 100},
         .span = 0.5,
         .steps = {40, 40, 40},
         .factor = 3.0,
         .bound = 9e-5},
};

/* The errors in time of a well resolved flow are below those in space: a finer run on the same grid tells the order. */
static const struct ish_check_flow_orders orders = {
	.label = "viscous, DNMR, in time",
	.text = VISCOUS "grid.shape=[64,64,1]\nproblem.q=0.5\nproblem.window_inner=0.4\n",
	.span = 0.4,
	.steps = {16, 8},
	.count = 3,
	.bound = {2e-5, 5e-7},
	.tolerance = 0.15,
	.reference = 160,
};

static enum ish_status run(struct ish_check *check)
{
	enum ish_status status = ish_check_flow_orders(check, &orders);
	for (size_t i = 0; status == ISH_OK && i < sizeof decays / sizeof decays[0]; i++) {
		status = ish_check_flow_decay(check, &decays[i]);
	}
	return status;
}

const struct ish_check_case ish_check_gubser = {
	.name = "gubser",
	.sentence = "Gubser flow inside the domain of dependence of its window, against its ordinary differential "
		    "equations",
	.suite = ISH_CHECK_QUICK,
	.run = run,
};

/* To tau = 2.5, where the default filter is needed; r <= 5 fm. */
static const struct ish_check_flow_decay late[] = {
	{.label = "viscous, DNMR, filtered, tau = 2.5",
         .text = "problem.name=gubser\ngeometry.name=milne\ntime.start=1.0\ntime.end=3.0\ngrid.length=[20.0,20.0,1.0]\n"
                 "grid.origin=[-10.0,-10.0,0.0]\ntransport.eta_over_s=0.08\nfilter.name=exponential\n",
         .levels = 3,
         .axes = {1, 1, 0},
         .points = {80, 120, 180},
         .span = 1.5,
         .steps = {60, 90, 135},
         .factor = 3.0,
         .bound = 3e-6},
	{.label = "ideal, filtered, tau = 2.5",
         .text = "problem.name=gubser\ngeometry.name=milne\ntime.start=1.0\ntime.end=3.0\ngrid.length=[20.0,20.0,1.0]\n"
                 "grid.origin=[-10.0,-10.0,0.0]\ntransport.eta_over_s=0.0\nfilter.name=exponential\n",
         .levels = 3,
         .axes = {1, 1, 0},
         .points = {80, 120, 180},
         .span = 1.5,
         .steps = {60, 90, 135},
         .factor = 3.0,
         .bound = 3e-6},
};

static enum ish_status run_late(struct ish_check *check)
{
	enum ish_status status = ISH_OK;
	for (size_t i = 0; status == ISH_OK && i < sizeof late / sizeof late[0]; i++) {
		status = ish_check_flow_decay(check, &late[i]);
	}
	return status;
}

const struct ish_check_case ish_check_gubser_late = {
	.name = "gubser-late",
	.sentence = "the same to tau = 2.5 fm, with the default filter",
	.suite = ISH_CHECK_FULL,
	.run = run_late,
};
