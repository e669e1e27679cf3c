/*
 * What must not matter: the derivative backend (to round-off), the number of threads, the vector instructions (to the
 * bit), the precision (to that of float). A random 3D state with all terms, more cells than one chunk of work, prime
 * numbers of points.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cli/check/simulation.h"

enum { STEPS = 10 };

#define SPAN 0.1

static const int shape[3] = {16, 17, 13};

static enum ish_status fields_with(const struct ish_check *check, const char *eos, const char *lines,
                                   struct ish_config *config, double **fields_out)
{
	*fields_out = NULL;
	const enum ish_status status = ish_check_configure(
		check, config,
		"grid.shape=[%d,%d,%d]\ngrid.length=[6.0,5.0,4.0]\ngeometry.name=kasner\n"
		"geometry.exponents=[0.7,-0.3,0.5]\ntime.start=1.0\ntime.end=99.0\ntime.step=0.01\n"
		"time.scheme=imex-ssp3\nfilter.name=exponential\ntransport.zeta_over_s=0.1\ntransport.tau_Pi=6.0\n"
		"problem.name=random\nproblem.v_max=0.5\neos.name=%s\neos.cs2=0.25\n%s",
		shape[0], shape[1], shape[2], eos, lines);
	return status == ISH_OK ? ish_check_fields_after(config, SPAN, STEPS, fields_out) : status;
}

struct comparison {
	const char *label, *eos;
	const char *a, *b; /* lines */
	double least, bound;
	double noise; /* 0: that of every measurement */
};

static const struct comparison comparisons[] = {
	/* 30 right-hand sides of roundings that differ, k_max up to 13/fm */
	{"fft and matrix", "constant-cs2", "backend.derivative=fft\n", "backend.derivative=matrix\n", 1e-18, 1e-13, 0.0},
	{"1 and 2 threads", "constant-cs2", "backend.threads=1\n", "backend.threads=2\n", 0.0, 0.0, 0.0},
	{"1 and 3 threads", "constant-cs2", "backend.threads=1\n", "backend.threads=3\n", 0.0, 0.0, 0.0},
	/* 30 roundings of 6e-8, and those of derivatives k_max dt of them; its plans may differ by processor */
	{"double and float", "constant-cs2", "backend.precision=double\n", "backend.precision=float\n", 1e-9, 2e-6, 1e-5},
};

static enum ish_status compare(struct ish_check *check, const struct comparison *c)
{
	struct ish_config config;
	double *a;
	double *b = NULL;
	enum ish_status status = fields_with(check, c->eos, c->a, &config, &a);
	if (status == ISH_OK) {
		status = fields_with(check, c->eos, c->b, &config, &b);
	}
	if (status == ISH_OK) {
		const struct ish_check_norm d = ish_check_distance(&config, b, a);
		struct ish_check_key key = {.label = c->label, .quantity = "all", .shape = shape, .noise = c->noise};
		ish_check_error(check, &key, d, c->bound);
		if (c->least > 0.0) {
			key.quantity = "two";
			ish_check_condition(check, &key, d.max > c->least, "they are two: the runs differ");
		}
	}
	free(a);
	free(b);
	return status;
}

/*
 * All levels that this processor has against the best. Only the conformal equation of state calls neither exp nor log,
 * whose vector versions may round in another way.
 */
static enum ish_status compare_levels(struct ish_check *check, const char *eos, double bound)
{
	static const char *const levels[] = {"v2", "v3", "v4", "base"};
	struct ish_check_norm worst = {0.0, 0.0};
	struct ish_config config;
	char label[48];
	char held[32] = "";
	double *best;
	enum ish_status status = fields_with(check, eos, "backend.simd=auto\n", &config, &best);
	for (size_t i = 0; status == ISH_OK && i < sizeof levels / sizeof levels[0]; i++) {
		double *fields;
		char line[48];
		(void)snprintf(line, sizeof line, "backend.simd=%s\n", levels[i]);
		status = fields_with(check, eos, line, &config, &fields);
		if (status == ISH_OK) {
			worst = ish_check_worse(worst, ish_check_distance(&config, fields, best));
			(void)snprintf(held + strlen(held), sizeof held - strlen(held), " %s", levels[i]);
		}
		/* of another processor or another build: not this machine's */
		status = status == ISH_ERR_UNAVAILABLE || status == ISH_ERR_NAME ? ISH_OK : status;
		free(fields);
	}
	free(best);
	(void)snprintf(label, sizeof label, "vector instructions, %s", eos);
	if (status == ISH_OK) {
		struct ish_check_key key = {.label = label, .quantity = "all", .shape = shape};
		ish_check_error(check, &key, worst, bound);
		key.quantity = "levels";
		ish_check_condition(check, &key, held[0] != '\0', "compared:%s", held);
	}
	return status;
}

static enum ish_status run(struct ish_check *check)
{
	enum ish_status status = ISH_OK;
	for (size_t i = 0; status == ISH_OK && i < sizeof comparisons / sizeof comparisons[0]; i++) {
		status = compare(check, &comparisons[i]);
	}
	if (status == ISH_OK) {
		status = compare_levels(check, "conformal", 0.0);
	}
	if (status == ISH_OK) {
		status = compare_levels(check, "constant-cs2", 1e-14);
	}
	return status;
}

const struct ish_check_case ish_check_backends = {
	.name = "backends",
	.sentence = "derivative backends, threads, vector instructions and precisions against each other",
	.suite = ISH_CHECK_QUICK,
	.run = run,
};
