#include "cli/page/thin.h"

#include <stddef.h>

/* Two neighbours become one. */
static void merge(struct ish_thin *thin)
{
	for (size_t i = 0; i < ISH_THIN_BINS / 2; i++) {
		thin->bin[i] = thin->bin[2 * i];
		thin->bin[i].count += thin->bin[2 * i + 1].count;
		if (thin->bin[2 * i + 1].low.v < thin->bin[i].low.v) {
			thin->bin[i].low = thin->bin[2 * i + 1].low;
		}
		if (thin->bin[2 * i + 1].high.v > thin->bin[i].high.v) {
			thin->bin[i].high = thin->bin[2 * i + 1].high;
		}
	}
	thin->bins = ISH_THIN_BINS / 2;
	thin->per_bin *= 2;
}

void ish_thin_add(struct ish_thin *thin, double t, double v)
{
	const struct ish_thin_point point = {t, v};
	if (thin->count == 0) {
		thin->per_bin = 1;
		thin->first = point;
	}
	thin->last = point;
	thin->count++;
	if (thin->bins == 0 || thin->bin[thin->bins - 1].count == thin->per_bin) {
		if (thin->bins == ISH_THIN_BINS) {
			merge(thin);
		}
		thin->bin[thin->bins].count = 1;
		thin->bin[thin->bins].low = point;
		thin->bin[thin->bins].high = point;
		thin->bins++;
		return;
	}
	thin->bin[thin->bins - 1].count++;
	if (v < thin->bin[thin->bins - 1].low.v) {
		thin->bin[thin->bins - 1].low = point;
	}
	if (v > thin->bin[thin->bins - 1].high.v) {
		thin->bin[thin->bins - 1].high = point;
	}
}

static int put(struct ish_thin_point *to, int count, const struct ish_thin_point *point)
{
	const struct ish_thin_point *before = count > 0 ? &to[count - 1] : NULL;
	if (before != NULL && !(before->t < point->t) && !(before->v < point->v) && !(before->v > point->v)) {
		return count; /* it stands there already */
	}
	to[count] = *point;
	return count + 1;
}

int ish_thin_points(const struct ish_thin *thin, struct ish_thin_point point[ISH_THIN_POINTS])
{
	int count = 0;
	if (thin->count == 0) {
		return 0;
	}
	count = put(point, count, &thin->first);
	for (int i = 0; i < thin->bins; i++) {
		const struct ish_thin_point *low = &thin->bin[i].low, *high = &thin->bin[i].high;
		count = put(point, count, low->t < high->t ? low : high);
		count = put(point, count, low->t < high->t ? high : low);
	}
	return put(point, count, &thin->last);
}
