/*
 * One run by different means: derivatives by transforms and by matrices, threads, vector levels, single precision. Random
 * data in all ten fields in Milne space, with the filter.
 */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "cli/check/simulation.h"

enum { STEPS = 10 };

#define SPAN 0.1 /* fm */

/* 3600 cells: 15 chunks, for threads to share. */
static enum ish_status run_with(const struct ish_check *check, const char *text, struct ish_config *config,
                                double **fields)
{
	*fields = NULL;
	const enum ish_status status = ish_check_configure(
		check, config,
		"grid.shape=[16,15,15]\ngeometry.name=milne\ntime.start=1.0\ntime.end=2.0\ntime.step=0.01\n"
		"time.scheme=imex-ssp3\nfilter.name=exponential\n"
		"transport.zeta_over_s=0.05\ntransport.tau_Pi=6.0\nproblem.name=random\n%s",
		text);
	return status == ISH_OK ? ish_check_fields_after(config, SPAN, STEPS, fields) : status;
}

struct change {
	const char *label, *text;
	double bound; /* of the distance; 0: the same bits */
	double least; /* that the distance must have, or the change was none */
};

/*
 * The backends round differently, 30 right-hand sides of some 1e-15 each. The conformal equation of state uses neither exp nor
 * log: levels and threads agree to the bit. A float rounds at 6e-8.
 */
static const struct change changes[] = {
	{"derivatives by matrices", "backend.derivative=matrix\n", 2e-14, 1e-17},
	{"one thread", "backend.threads=1\n", 0.0, 0.0},
	{"two threads", "backend.threads=2\n", 0.0, 0.0},
	{"four threads", "backend.threads=4\n", 0.0, 0.0},
#if defined __x86_64__
	{"x86-64-v2", "backend.simd=v2\n", 0.0, 0.0},
#endif
	{"single precision", "backend.precision=float\n", 1e-4, 1e-9},
};
enum { CHANGES = sizeof changes / sizeof changes[0] };

static void record(struct ish_check *check, const struct change *change, const struct ish_config *config,
                   const double *a, const double *b)
{
	const struct ish_check_norm error = ish_check_distance(config, a, b);
	struct ish_check_key key = {
		.label = change->label, .quantity = "all", .scheme = "imex-ssp3", .shape = config->grid.shape};
	if (change->bound > 0.0) {
		key.noise = fmax(1e-12, 1e-3 * change->bound); /* FFTW rounds by processor */
		ish_check_error(check, &key, error, change->bound);
		key.quantity = "differs";
		ish_check_condition(check, &key, error.max > change->least, "by more than %g", change->least);
		return;
	}
	const size_t bytes = ISH_PRIMITIVES * (size_t)ish_grid_cells(&config->grid) * sizeof *a;
	ish_check_condition(check, &key, memcmp(a, b, bytes) == 0, "bit for bit; largest distance %.1e", error.max);
}

static enum ish_status run(struct ish_check *check)
{
	struct ish_config config;
	double *fields;
	enum ish_status status = run_with(check, "", &config, &fields);
	for (int i = 0; status == ISH_OK && i < CHANGES; i++) {
		double *changed;
		status = run_with(check, changes[i].text, &config, &changed);
		if (status == ISH_OK) {
			record(check, &changes[i], &config, changed, fields);
		}
		free(changed);
	}
	free(fields);
	return status;
}

const struct ish_check_case ish_check_backends = {
	.name = "backends",
	.sentence = "transforms against matrices, threads, vector levels and single precision in one run",
	.suite = ISH_CHECK_QUICK,
	.run = run,
};
