/*
 * The difference of two arrays of numbers, as ishydro compare tells it.
 */
#ifndef ISH_CLI_DIFFERENCE_H
#define ISH_CLI_DIFFERENCE_H

#include <stdbool.h>
#include <stddef.h>

/* NaN in the columns of a series that need spectra means that a row has none; anywhere else it is an error. */
enum ish_gaps { ISH_GAPS_COUNTED, ISH_GAPS_SKIPPED };

struct ish_tolerance { /* max |a - b| <= absolute + relative * max(|a|, |b|) */
	double absolute, relative;
};

struct ish_difference {
	double max, rms;       /* of |a - b| */
	double size, size_rms; /* largest of |a|, |b|; larger of their two root mean squares */
	double a, b;           /* at the largest difference */
	size_t at;
	size_t unlike; /* pairs of which one or both are not finite, and that are not the same */
	bool within;   /* the tolerance, and none unlike */
};

/* Of count > 0 numbers. The size is that of all of them: points near zero have no tolerance of their own. */
struct ish_difference ish_difference_measure(const double *a, const double *b, size_t count,
                                             struct ish_tolerance tolerance, enum ish_gaps gaps);

/* Sets `within` anew for a size that is larger: of what the numbers are a part or a difference. */
void ish_difference_enlarge(struct ish_difference *difference, double size, struct ish_tolerance tolerance);

#endif
