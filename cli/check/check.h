/*
 * What a case of `ishydro check` sees: how to record measurements, the lines of the table.
 *
 * A case is one file case_NAME.c with one const descriptor, and one row of case.def. It runs solvers
 * (cli/check/simulation.h) against closed forms or solutions integrated independently of the solver, and records
 * errors. Errors are without unit: in units of the field's size, or of a wave's amplitude.
 *
 * A measurement is known by case, label, scheme and quantity. These never change their meaning: the committed results
 * (reports/accuracy/full.json) are compared by them. A case records the same measurements in every suite.
 */
#ifndef ISH_CLI_CHECK_CHECK_H
#define ISH_CLI_CHECK_CHECK_H

#include <stdbool.h>

#include "workspace/status.h"

struct ish_check;

enum ish_check_suite { ISH_CHECK_QUICK, ISH_CHECK_FULL };

struct ish_check_case {
	const char *name;           /* lower case, words joined by '-' */
	const char *sentence;       /* what it holds against what */
	enum ish_check_suite suite; /* quick cases are part of full */
	/* Any status but ISH_OK (after its line from ish_fail) is a failure of the case, told with that line. */
	enum ish_status (*run)(struct ish_check *check);
};

struct ish_check_key {        /* what a measurement is called; the texts are copied */
	const char *label;    /* what was run: "v = 0.4 0.3 -0.2, k = 1 2 -1, shear-2"; cut after 47 bytes */
	const char *quantity; /* what was measured: "e", "all", "omega"; cut after 15 bytes */
	const char *scheme;   /* NULL: none */
	const int *shape;     /* points of the grid, the finest of a sequence; NULL: not on a grid */
	double noise;         /* moves of an error norm up to this are round-off; 0: 1e-12 */
};

struct ish_check_norm { /* of an error over cells (and fields, times) */
	double max, rms;
};

enum { ISH_CHECK_SEQUENCE = 6 }; /* most errors of a sequence */

struct ish_check_gate {          /* what a sequence of errors must do */
	double refinement;       /* step or spacing of one error over that of the next: 2 */
	double order, tolerance; /* every measured order is within tolerance of order */
	double bound;            /* the last error's max */
};

/* An error that must be at most `bound` (its max). */
void ish_check_error(struct ish_check *check, const struct ish_check_key *key, struct ish_check_norm error,
                     double bound);

/* Errors of a refinement, coarsest first (2 to ISH_CHECK_SEQUENCE), that must fall with an order. */
void ish_check_orders(struct ish_check *check, const struct ish_check_key *key, int count,
                      const struct ish_check_norm error[], const struct ish_check_gate *gate);

/* Errors, coarsest first, that must each be below the one before by `factor`, the last at most `bound`: spectral decay. */
void ish_check_decay(struct ish_check *check, const struct ish_check_key *key, int count,
                     const struct ish_check_norm error[], double factor, double bound);

/* A number against its exact value: |value/exact - 1|, or |value| if exact is 0, must be at most `bound`. */
void ish_check_value(struct ish_check *check, const struct ish_check_key *key, double value, double exact,
                     double bound);

enum { ISH_CHECK_POINTS = 8 };

/*
 * Keeps a point of a curve with the measurement recorded last, for its picture: what was measured at x (NAN: nothing was) and what
 * is exact there. Points beyond ISH_CHECK_POINTS are dropped.
 */
void ish_check_point(struct ish_check *check, double x, double measured, double exact);

/* Something that holds or not, with the numbers that tell: printf-like, cut after 159 bytes. */
void ish_check_condition(struct ish_check *check, const struct ish_check_key *key, bool holds, const char *format, ...)
	__attribute__((format(printf, 4, 5)));

/* Numbers that belong to the measurement recorded last, for the JSON; printf-like, cut after 159 bytes. */
void ish_check_note(struct ish_check *check, const char *format, ...) __attribute__((format(printf, 2, 3)));

#endif
