/*
 * The closed time derivatives of single cells (physics/closure.h) against a brute-force solve in full 4x4 tensors: random
 * viscous states with every coefficient, gradient and expansion rate drawn, gamma up to 2.3.
 */
#include <math.h>

#include "cli/check/check.h"
#include "cli/check/closure_error.h"

enum { STATES = 500 };

static const struct {
	const char *label;
	int shear, bulk;
} fluids[] = {
	{"shear and bulk", 1, 1},
	{"shear", 1, 0},
	{"bulk", 0, 1},
	{"ideal", 0, 0},
};

static enum ish_status run(struct ish_check *check)
{
	uint64_t seed = 20240607;
	for (int i = 0; i < (int)(sizeof fluids / sizeof fluids[0]); i++) {
		struct ish_check_norm rates = {0.0, 0.0};
		struct ish_check_norm densities = {0.0, 0.0};
		for (int n = 0; n < STATES; n++) {
			struct ish_oracle_state s;
			ish_closure_random_state(&s, &seed, fluids[i].shear, fluids[i].bulk, 1.2);
			const double error = ish_closure_error(&s, fluids[i].shear, fluids[i].bulk);
			const double conserved = ish_closure_conserved_error(&s);
			rates.max = fmax(rates.max, error);
			rates.rms += error * error / STATES;
			densities.max = fmax(densities.max, conserved);
			densities.rms += conserved * conserved / STATES;
		}
		rates.rms = sqrt(rates.rms);
		densities.rms = sqrt(densities.rms);
		struct ish_check_key key = {.label = fluids[i].label, .quantity = "rates"};
		ish_check_error(check, &key, rates,
		                1e-12); /* conditioning grows as gamma^2, and with the inverse of det K */
		key.quantity = "E, M";
		ish_check_error(check, &key, densities, 5e-15); /* some twenty roundings */
	}
	return ISH_OK;
}

const struct ish_check_case ish_check_closure = {
	.name = "closure",
	.sentence = "time derivatives of random viscous states against a brute-force solve in full tensors",
	.suite = ISH_CHECK_QUICK,
	.run = run,
};
