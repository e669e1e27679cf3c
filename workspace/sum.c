#include "workspace/sum.h"

double ish_sum_tree(double *partial, ptrdiff_t count)
{
	if (count <= 0) {
		return 0.0;
	}
	while (count > 1) {
		/* The upper half is added to the lower one; of an odd number the middle element waits. */
		const ptrdiff_t kept = (count + 1) / 2;
		for (ptrdiff_t i = 0; i + kept < count; ++i) {
			partial[i] += partial[i + kept];
		}
		count = kept;
	}
	return partial[0];
}
