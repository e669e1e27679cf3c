/*
 * Initial data: rows of problem.def, one file problem_x.c with one const descriptor each.
 *
 * A problem gives the ten primitive fields at a point, in tetrad components; some also give the exact solution at later times.
 */
#ifndef ISH_SOLVER_PROBLEM_H
#define ISH_SOLVER_PROBLEM_H

#include "solver/config.h"

enum ish_primitive { /* order of the ten fields in files, problems and references */
	ISH_E,           /* energy density, fm^-4 */
	ISH_U1,          /* u^i, tetrad */
	ISH_U2,
	ISH_U3,
	ISH_PI11, /* pi^ij, fm^-4; pi^33 by tracelessness */
	ISH_PI12,
	ISH_PI13,
	ISH_PI22,
	ISH_PI23,
	ISH_BULK, /* Pi, fm^-4 */
	ISH_PRIMITIVES
};

extern const char *const ish_primitive_name[ISH_PRIMITIVES]; /* "e", "u1", ..., "Pi" */
extern const char *const ish_primitive_unit[ISH_PRIMITIVES]; /* "fm^-4", "1", ... */

enum ish_problem_key_type { ISH_KEY_REAL, ISH_KEY_INTEGER, ISH_KEY_VECTOR, ISH_KEY_PATH, ISH_KEY_CHOICE };

struct ish_problem_key {
	const char *name; /* problem.NAME in the configuration */
	enum ish_problem_key_type type;
	double standard[3]; /* default */
	double least, most; /* range, inclusive, of each component */
	const char *unit;     /* of a number; of a choice: the names, "a|b|c", the first being the default */
	const char *sentence;
};

struct ish_problem {
	const char *name;
	const char *sentence;
	const struct ish_problem_key *keys;
	int key_count;
	/* Makes what `point` needs from the configuration (heap, *data_out). May refuse with one line (ISH_ERR_INPUT). */
	enum ish_status (*prepare)(const struct ish_config *config, void **data_out);
	/* The ten fields at the point with index[3] and coordinate x[3], at the time of the start. Thread-safe. */
	void (*point)(const void *data, const int index[3], const double x[3], double value[ISH_PRIMITIVES]);
	/* The exact solution at time t; NULL where there is none. Same arguments. */
	void (*exact)(const void *data, double t, const double x[3], double value[ISH_PRIMITIVES]);
	/* Whether the exact solution holds for these initial data at (t, x); NULL: everywhere, always. */
	bool (*within)(const void *data, double t, const double x[3]);
	/* Time of the initial data where it brings its own (file): true and *time_out, else false; NULL: never. */
	bool (*start)(const void *data, double *time_out);
	void (*release)(void *data);
};

/* The problem of this name, NULL if there is none; the i-th problem, NULL beyond the last. */
const struct ish_problem *ish_problem_find(const char *name);
const struct ish_problem *ish_problem_at(int i);

#endif
