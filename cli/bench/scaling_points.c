#include "cli/bench/scaling_points.h"

#include <math.h>
#include <stdbool.h>
#include <string.h>

enum { GRIDS = 7, GRIDS_FEW = 5, LEAST_POINTS = 4 };

static const double SMALL_CELLS = 1024.0; /* below, a step is the overhead of its calls */
static const double LEAST_RANGE = 19.0;   /* of cells: tells exponents apart; 3/8 in each of three directions */

static int greatest_common(int a, int b)
{
	while (b != 0) {
		const int rest = a % b;
		a = b;
		b = rest;
	}
	return a;
}

/* No prime factor above 5: transforms of such lengths are alike in cost. */
static bool is_smooth(int n)
{
	static const int prime[] = {2, 3, 5};
	for (int i = 0; i < 3; i++) {
		while (n % prime[i] == 0) {
			n /= prime[i];
		}
	}
	return n == 1;
}

/* The smooth number nearest to `wanted` between low and high; even ones only if `even`. */
static int nearest_smooth(double wanted, int low, int high, bool even)
{
	int best = high;
	for (int j = low; j <= high; j++) {
		if (is_smooth(j) && !(even && j % 2 != 0) && fabs(j - wanted) < fabs(best - wanted)) {
			best = j;
		}
	}
	return best;
}

/* Multiples of the smallest grid of the shape, growing; returns how many. */
static int choose_multiples(int low, int high, bool even, int multiple[GRIDS])
{
	int count = 0;
	for (int i = 0; i < GRIDS; i++) {
		const double wanted = low * pow((double)high / low, (double)i / (GRIDS - 1));
		const int j = i == GRIDS - 1 ? high : nearest_smooth(wanted, low, high, even);
		if (count == 0 || j > multiple[count - 1]) {
			multiple[count++] = j;
		}
	}
	return count;
}

int ish_scaling_grids(const int shape[3], int row_out[ISH_SCALING_ROW][3])
{
	int common = 0;
	int least = 0; /* of the smallest grid's axes */
	double cells = 1.0;
	for (int a = 0; a < 3; a++) {
		common = shape[a] > 1 ? greatest_common(shape[a], common) : common;
		cells *= shape[a];
	}
	for (int a = 0; a < 3; a++) {
		const int n = shape[a] > 1 && common > 0 ? shape[a] / common : 0;
		least = n > 0 && (least == 0 || n < least) ? n : least;
	}
	const int axes = (shape[0] > 1) + (shape[1] > 1) + (shape[2] > 1);
	const double start = axes > 0 ? pow(fmin(1.0 / LEAST_RANGE, SMALL_CELLS / cells), 1.0 / axes) : 1.0;
	const int fewest = least > 0 ? (LEAST_POINTS + least - 1) / least : 1;
	int low = (int)lround(start * common);
	low = low > fewest ? low : fewest;
	low = low < common ? low : common;
	int multiple[GRIDS] = {1};
	int count = common > 0 ? choose_multiples(low, common, true, multiple) : 1;
	if (common > 0 && count < GRIDS_FEW) {
		count = choose_multiples(low, common, false, multiple);
	}
	for (int i = 0; i < count; i++) {
		for (int a = 0; a < 3; a++) {
			row_out[i][a] = shape[a] > 1 ? shape[a] / common * multiple[i] : 1;
		}
	}
	return count;
}

int ish_scaling_threads(int most, int row_out[ISH_SCALING_ROW])
{
	int all[64];
	int count = 0;
	for (int p = 1; p < most && count < 62; p = p % 3 == 0 ? p / 3 * 4 : p == 1 ? 2 : p / 2 * 3) {
		all[count++] = p;
	}
	all[count++] = most;
	const int kept = count < ISH_SCALING_ROW ? count : ISH_SCALING_ROW;
	for (int i = 0; i < kept; i++) { /* both ends stay */
		row_out[i] = all[kept > 1 ? (i * (count - 1) + (kept - 1) / 2) / (kept - 1) : 0];
	}
	return kept;
}

void ish_scaling_lengthen(const int shape[3], int factor, int shape_out[3])
{
	int axis = 2;
	while (axis > 0 && shape[axis] == 1) {
		axis--;
	}
	memcpy(shape_out, shape, 3 * sizeof shape[0]);
	shape_out[axis] *= factor;
}
