/*
 * Laws of growth fitted to a few measured points: powers, named complexities, Amdahl's law. Plain numbers in and out.
 *
 * Weights  A point's `spread` is the relative standard deviation of its y, e.g. of repeats; it is taken as 1e-3 at least. Where the
 *          points lie further from the law than their spreads explain, because it is not quite their law, a common extra scatter is
 *          added to all spreads so that chi^2 is the number of degrees of freedom (Paule, Mandel, J. Res. Natl. Bur. Stand. 87, 377
 *          (1982)): no few quiet points then carry the fit. Without spreads all points count alike and the scatter about the fit
 *          gives the errors.
 * Errors   "error" is a standard error; "interval" is half of the 95 % interval by Student's t, the right one for few points.
 * Points   of x or y that are not finite or not > 0 are passed over. Fewer than ISH_FIT_POINTS points, or all at the same x:
 *          nothing is fitted, is_made is false and the numbers are NaN.
 */
#ifndef ISH_REPORTS_FIT_H
#define ISH_REPORTS_FIT_H

#include <stdbool.h>

enum { ISH_FIT_POINTS = 3, ISH_FIT_POINTS_MAX = 64 };

struct ish_fit_data {
	int count; /* up to ISH_FIT_POINTS_MAX; more are passed over */
	const double *x, *y;
	const double *spread; /* of y, relative; NULL: not known */
};

/* y = factor x^exponent, by least squares in ln x and ln y. */
struct ish_power_fit {
	bool is_made;
	int points; /* that could be used */
	double factor, exponent, error, interval;
	double r2;       /* 1 - weighted scatter about the fit / about the mean, of ln y; NaN where y does not change */
	double residual; /* RMS of ln y - ln fit */
};

struct ish_power_fit ish_fit_power(const struct ish_fit_data *data);

/* The complexities by name: "1", "log2 N", "N^1/3" ... Rows 0 .. ISH_COMPLEXITIES - 1, the slower growing first. */
enum { ISH_COMPLEXITIES = 11 };
const char *ish_complexity_name(int i);
double ish_complexity_value(int i, double n); /* for n >= 1; may be 0 at n = 1 */

/*
 * y = factor f(x) for each complexity f with one free factor, and which of them is closest: least RMS of ln y - ln(factor f), so that every
 * size counts alike; spreads are not looked at. (Google Benchmark's BigO compares y itself, which is the largest size alone where sizes differ much.)
 */
struct ish_complexity_fit {
	bool is_made;
	int best;                     /* -1: none */
	double factor;                /* of the best */
	double rms[ISH_COMPLEXITIES]; /* relative: 0.05 is 5 % */
};

struct ish_complexity_fit ish_fit_complexity(const struct ish_fit_data *data);

/* The exponent that the power fit finds for c N log2 N at these x: what "linear but for a logarithm" may show. NaN: no fit. */
double ish_fit_n_log_n_exponent(const double *x, int count);

/*
 * Times on p = x threads: y = single (serial + (1 - serial)/p), Amdahl's law (AFIPS Conf. Proc. 30, 483 (1967)). The share is what
 * the fit gives, also where it is a little below 0 or above 1.
 */
struct ish_amdahl_fit {
	bool is_made;
	int points;
	double single;                  /* time on one thread */
	double serial, error, interval; /* share of it that does not get shorter */
	double r2;
	double residual; /* RMS of y/fit - 1 */
};

struct ish_amdahl_fit ish_fit_amdahl(const struct ish_fit_data *data);

/* The serial share that a speed-up on p threads amounts to by Amdahl's law (Karp, Flatt, Commun. ACM 33, 539 (1990)): one measurement,
 * no fit. NaN for p < 2. */
double ish_karp_flatt(double speed_up, double p);

#endif
