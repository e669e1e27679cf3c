#include "cli/difference.h"

#include <math.h>

void ish_difference_enlarge(struct ish_difference *difference, double size, struct ish_tolerance tolerance)
{
	difference->size = fmax(difference->size, size);
	difference->within = difference->unlike == 0 &&
	                     difference->max <= tolerance.absolute + tolerance.relative * difference->size;
}

struct ish_difference ish_difference_measure(const double *a, const double *b, size_t count,
                                             struct ish_tolerance tolerance, enum ish_gaps gaps)
{
	struct ish_difference d = {.max = 0.0};
	double squares = 0.0;
	double squares_a = 0.0;
	double squares_b = 0.0;
	for (size_t i = 0; i < count; i++) {
		if (!isfinite(a[i]) || !isfinite(b[i])) {
			const bool is_gap = gaps == ISH_GAPS_SKIPPED && (isnan(a[i]) || isnan(b[i]));
			d.unlike += !(a[i] == b[i] || is_gap || (isnan(a[i]) && isnan(b[i])));
			continue;
		}
		const double difference = fabs(a[i] - b[i]);
		if (difference > d.max) {
			d.max = difference;
			d.at = i;
		}
		d.size = fmax(d.size, fmax(fabs(a[i]), fabs(b[i])));
		squares += difference * difference;
		squares_a += a[i] * a[i];
		squares_b += b[i] * b[i];
	}
	d.rms = sqrt(squares / (double)count);
	d.size_rms = sqrt(fmax(squares_a, squares_b) / (double)count);
	d.a = a[d.at];
	d.b = b[d.at];
	ish_difference_enlarge(&d, 0.0, tolerance);
	return d;
}
