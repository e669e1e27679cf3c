/*
 * FLRW with bulk viscosity and Kasner with everything: homogeneous fluids against integrated ODEs. In Kasner space each
 * component of pi meets an expansion rate of its own.
 */
#include "cli/check/homogeneous.h"

#define FLUID                                                                                                          \
	"eos.name=constant-cs2\neos.cs2=0.25\ntransport.zeta_over_s=0.1\ntransport.tau_Pi=6.0\n"                       \
	"problem.name=homogeneous\nproblem.e=4.0\n"
#define STRESS                                                                                                         \
	"problem.pi11=0.25\nproblem.pi22=-0.35\nproblem.pi12=0.2\nproblem.pi13=-0.15\nproblem.pi23=0.1\nproblem.Pi=0." \
	"1\n"

static enum ish_status run(struct ish_check *check)
{
	static const struct ish_check_homogeneous flows[] = {
		{"FLRW, bulk",
	         "geometry.name=flrw\ngeometry.exponent=0.5\ntime.start=1.0\ntransport.eta_over_s=0.0\n" FLUID,
	         3.0,
	         10,
	         {2e-5, 2e-7},
	         0.15,
	         ish_check_homogeneous_solve},
		{"FLRW, bulk and shear",
	         "geometry.name=flrw\ngeometry.exponent=0.667\ngeometry.t_ref=2.0\ntime.start=1.0\n" FLUID STRESS,
	         3.0,
	         10,
	         {2e-5, 2e-7},
	         0.15,
	         ish_check_homogeneous_solve},
		{"Kasner 2/3 2/3 -1/3",
	         "geometry.name=kasner\n"
	         "geometry.exponents=[0.6666666666666666, 0.6666666666666666, "
	         "-0.3333333333333333]\ntime.start=1.0\n" FLUID STRESS,
	         3.0,
	         10,
	         {2e-5, 2e-7},
	         0.15,
	         ish_check_homogeneous_solve},
		{"Kasner 0.9 -0.4 0.5",
	         "geometry.name=kasner\ngeometry.exponents=[0.9, -0.4, 0.5]\ntime.start=1.0\n" FLUID STRESS,
	         3.0,
	         10,
	         {2e-5, 2e-7},
	         0.15,
	         ish_check_homogeneous_solve},
		{"Kasner -0.4 0.5 0.9",
	         "geometry.name=kasner\ngeometry.exponents=[-0.4, 0.5, 0.9]\ntime.start=1.0\n" FLUID STRESS,
	         3.0,
	         10,
	         {2e-5, 2e-7},
	         0.15,
	         ish_check_homogeneous_solve},
	};
	enum ish_status status = ISH_OK;
	for (size_t i = 0; status == ISH_OK && i < sizeof flows / sizeof flows[0]; i++) {
		status = ish_check_homogeneous_run(check, &flows[i]);
	}
	return status;
}

const struct ish_check_case ish_check_flrw_kasner = {
	.name = "flrw-kasner",
	.sentence = "viscous homogeneous fluids in FLRW and Kasner space-time against integrated ODEs",
	.suite = ISH_CHECK_QUICK,
	.run = run,
};
