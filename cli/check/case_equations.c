/*
 * Whole runs of small grids against runs by brute force (cli/check/brute_force.h): every term, direction and geometry at
 * once, at the order of every scheme. Random data in all ten fields, no coefficient zero or at its default, each axis
 * with its own number of points (odd and even), length and expansion.
 */
#include <stddef.h>

#include "cli/check/brute_flow.h"

/* Relaxation times are 0.3 to 0.6 fm. */
static const struct ish_check_brute_runs runs = {.span = 0.4, .brute_steps = 8, .steps = 16, .bound = {1e-5, 5e-8}};

static const struct ish_check_brute_flow flows[] = {
	{"minkowski", "geometry.name=minkowski\n", {6, 5, 4}, 6},
	{"milne", "geometry.name=milne\ntime.start=0.9\n", {4, 6, 5}, 6},
	{"flrw", "geometry.name=flrw\ngeometry.exponent=0.6\ngeometry.t_ref=1.2\ntime.start=0.8\n", {5, 4, 6}, 6},
	{"kasner",
         "geometry.name=kasner\ngeometry.exponents=[0.7,-0.3,0.5]\ngeometry.t_ref=0.9\ntime.start=1.0\n",
         {4, 5, 6},
         6},
	{"kasner, shear only",
         "transport.zeta_over_s=0.0\ngeometry.name=kasner\ngeometry.exponents=[-0.2,0.4,0.9]\ntime.start=1.0\n",
         {5, 4, 1},
         3},
	{"kasner, bulk only",
         "transport.eta_over_s=0.0\ngeometry.name=kasner\ngeometry.exponents=[0.9,-0.2,0.4]\ntime.start=1.0\n",
         {1, 5, 4},
         3},
	{"kasner, ideal",
         "transport.eta_over_s=0.0\ntransport.zeta_over_s=0.0\n"
         "geometry.name=kasner\ngeometry.exponents=[0.4,0.9,-0.2]\ntime.start=1.0\n",
         {4, 1, 5},
         3},
	{"milne, x alone", "geometry.name=milne\ntime.start=0.9\n", {7, 1, 1}, 3},
	{"milne, y alone", "geometry.name=milne\ntime.start=0.9\n", {1, 8, 1}, 3},
	{"milne, z alone", "geometry.name=milne\ntime.start=0.9\n", {1, 1, 7}, 3},
	{"milne, conformal", "eos.name=conformal\ngeometry.name=milne\ntime.start=0.9\n", {5, 1, 6}, 3},
};

static enum ish_status run(struct ish_check *check)
{
	enum ish_status status = ISH_OK;
	for (size_t i = 0; status == ISH_OK && i < sizeof flows / sizeof flows[0]; i++) {
		status = ish_check_against_brute_force(check, &flows[i], &runs);
	}
	return status;
}

const struct ish_check_case ish_check_equations = {
	.name = "equations",
	.sentence = "3D runs with all terms in every geometry against runs by brute force in full tensors",
	.suite = ISH_CHECK_QUICK,
	.run = run,
};
