/*
 * Viscous Bjorken flow: Israel-Stewart, DNMR, DNMR with bulk, against an integration of the ODEs, which is itself held against the
 * figures of the literature case T0 = 0.5 GeV at 0.5 fm, eta/s = 0.2 (computed independently for the design of this program).
 */
#include <math.h>
#include <stdlib.h>

#include "cli/check/homogeneous.h"

#define HBARC 0.1973269804 /* GeV fm */
#define FLUID                                                                                                          \
	"geometry.name=milne\ntime.start=0.5\neos.p0=5.208957878352717\n" /* e = 15.63 T^4 */                          \
	"problem.name=bjorken\nproblem.T0=2.533865358840\n"               /* 0.5 GeV */

static const char israel_stewart[] =
	FLUID "transport.tau_pipi=0.0\ntransport.lambda_piPi=0.0\ntransport.phi_7=0.0\ntransport.vorticity=0.0\n";
static const char dnmr[] = FLUID "transport.phi_7=0.0\n";
static const char all_terms[] = "geometry.name=milne\ntime.start=1.0\neos.name=constant-cs2\neos.cs2=0.25\n"
				"transport.zeta_over_s=0.1\ntransport.tau_Pi=6.0\n"
				"problem.name=homogeneous\nproblem.e=4.0\nproblem.pi11=0.3\nproblem.pi22=-0.1\n"
				"problem.pi12=0.2\nproblem.pi13=-0.15\nproblem.pi23=0.1\nproblem.Pi=-0.1\n";

enum { ROWS = 4 };

struct published { /* T in GeV, e/e0, phi/e at tau */
	const char *label, *text;
	double row[ROWS][4];
};

/* The integration against printed digits: all nine of them. */
static enum ish_status hold_reference(struct ish_check *check, const struct published *table)
{
	struct ish_config config;
	double *value = NULL;
	struct ish_check_norm error = {0.0, 0.0};
	enum ish_status status = ish_check_configure(
		check, &config, "grid.shape=[1,1,1]\ntime.step=0.1\ntime.end=10.0\n%s", table->text);
	if (status == ISH_OK) {
		status = ish_check_fields_after(&config, 0.0, 0, &value);
	}
	const double e0 = status == ISH_OK ? value[ISH_E] : 1.0;
	double t = config.time.start;
	for (int i = 0; status == ISH_OK && i < ROWS; i++) {
		const double *row = table->row[i];
		status = ish_check_homogeneous_solve(&config, t, row[0], value);
		t = row[0];
		const double temperature = HBARC * pow(value[ISH_E] / (3.0 * config.eos.p0), 0.25);
		const double phi = value[ISH_PI11] + value[ISH_PI22];
		const double off[3] = {temperature - row[1], value[ISH_E] / e0 - row[2], phi / value[ISH_E] - row[3]};
		for (int k = 0; k < 3; k++) {
			error = ish_check_worse(error, (struct ish_check_norm){fabs(off[k]), fabs(off[k])});
		}
	}
	free(value);
	if (status == ISH_OK) {
		ish_check_error(check, &(struct ish_check_key){.label = table->label, .quantity = "T, e/e0, phi/e"},
		                error, 2e-9);
	}
	return status;
}

static enum ish_status run(struct ish_check *check)
{
	static const struct published tables[] = {
		{"IS, the integration against print",
	         israel_stewart,
	         {{1.0, 0.402827613, 0.421305291, 0.137297403},
	          {2.0, 0.327400465, 0.183838789, 0.122543861},
	          {5.0, 0.246352941, 0.058931974, 0.064158864},
	          {10.0, 0.197230651, 0.024211273, 0.038212787}}},
		{"DNMR, the integration against print",
	         dnmr,
	         {{1.0, 0.402329239, 0.419224220, 0.121139448},
	          {2.0, 0.325940062, 0.180580545, 0.105316956},
	          {5.0, 0.244644749, 0.057314377, 0.058815713},
	          {10.0, 0.195754209, 0.023494403, 0.036479998}}},
	};
	static const struct ish_check_homogeneous flows[] = {
		{"IS", israel_stewart, 2.5, 20, {5e-6, 5e-8}, 0.15, ish_check_homogeneous_solve},
		{"DNMR", dnmr, 2.5, 20, {5e-6, 5e-8}, 0.15, ish_check_homogeneous_solve},
		{"DNMR, bulk, phi_7, all of pi", all_terms, 3.0, 10, {5e-6, 5e-8}, 0.15, ish_check_homogeneous_solve},
	};
	enum ish_status status = ISH_OK;
	for (size_t i = 0; status == ISH_OK && i < sizeof tables / sizeof tables[0]; i++) {
		status = hold_reference(check, &tables[i]);
	}
	for (size_t i = 0; status == ISH_OK && i < sizeof flows / sizeof flows[0]; i++) {
		status = ish_check_homogeneous_run(check, &flows[i]);
	}
	return status;
}

const struct ish_check_case ish_check_bjorken = {
	.name = "bjorken",
	.sentence = "viscous boost-invariant expansion against integrated ODEs, and these against published figures",
	.suite = ISH_CHECK_QUICK,
	.run = run,
};
