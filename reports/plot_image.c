/* Periodic values at points become values at pixels: one axis after the other, each pixel a weighted sum of a few points. */
#include <math.h>
#include <stdlib.h>

#include "reports/plot_impl.h"

struct taps { /* pixel i = sum_j weight[i*count + j] value[(first[i] + j) mod n] */
	int count;
	int *first;
	double *weight;
};

/* Keys' kernel with a = -1/2: third order, 1 at 0, 0 at the other integers. */
static double keys(double x)
{
	const double d = fabs(x);
	if (d < 1.0) {
		return (1.5 * d - 2.5) * d * d + 1.0;
	}
	return d < 2.0 ? ((-0.5 * d + 2.5) * d - 4.0) * d + 2.0 : 0.0;
}

static void reset(struct taps *taps)
{
	free(taps->first);
	free(taps->weight);
}

/* Pixel i covers the points from i n/pixels to (i + 1) n/pixels, point 0 at 0. */
static bool make(struct taps *taps, int n, int pixels, enum ish_plot_sampling sampling)
{
	const double ratio = (double)n / pixels;
	const bool is_dense = ratio > 1.0; /* several points in a pixel: their mean */
	taps->count = n == 1 ? 1 : is_dense ? (int)ceil(ratio) + 1 : sampling == ISH_PLOT_CELLS ? 1 : 4;
	taps->first = malloc((size_t)pixels * sizeof *taps->first);
	taps->weight = calloc((size_t)pixels * (size_t)taps->count, sizeof *taps->weight);
	if (taps->first == NULL || taps->weight == NULL) {
		return false;
	}
	for (int i = 0; i < pixels; i++) {
		double *weight = &taps->weight[(size_t)i * (size_t)taps->count];
		const double at = (i + 0.5) * ratio;
		if (taps->count == 1) {
			taps->first[i] = (int)floor(at + 0.5);
			weight[0] = 1.0;
		} else if (!is_dense) {
			taps->first[i] = (int)floor(at) - 1;
			for (int j = 0; j < 4; j++) {
				weight[j] = keys(at - (taps->first[i] + j));
			}
		} else { /* the part of the cell about each point, of width 1, that the pixel covers */
			const double low = at - 0.5 * ratio;
			taps->first[i] = (int)floor(low + 0.5);
			for (int j = 0; j < taps->count; j++) {
				const double cell = taps->first[i] + j;
				const double covered = fmin(cell + 0.5, low + ratio) - fmax(cell - 0.5, low);
				weight[j] = fmax(covered, 0.0) / ratio;
			}
		}
	}
	return true;
}

/* A weight of 0 must not touch a value that is not finite. */
static double sum(const double *value, int stride, int n, const struct taps *taps, int pixel)
{
	const double *weight = &taps->weight[(size_t)pixel * (size_t)taps->count];
	double total = 0.0;
	for (int j = 0; j < taps->count; j++) {
		const int point = ((taps->first[pixel] + j) % n + n) % n;
		if (fabs(weight[j]) > 1e-12) {
			total += weight[j] * value[(size_t)point * (size_t)stride];
		}
	}
	return total;
}

double *ish_image_sample(const struct ish_plot_map *map, const double *value, int width, int height)
{
	const int nx = map->shape[0];
	const int ny = map->shape[1];
	struct taps x = {0, NULL, NULL};
	struct taps y = {0, NULL, NULL};
	double *rows = malloc((size_t)width * (size_t)ny * sizeof *rows);
	double *image = malloc((size_t)width * (size_t)height * sizeof *image);
	const bool is_made = make(&x, nx, width, map->sampling) && make(&y, ny, height, map->sampling);
	if (rows == NULL || image == NULL || !is_made) {
		free(image);
		image = NULL;
	} else {
		for (int j = 0; j < ny; j++) {
			for (int i = 0; i < width; i++) {
				rows[(size_t)j * (size_t)width + (size_t)i] =
					sum(value + (size_t)j * (size_t)nx, 1, nx, &x, i);
			}
		}
		for (int j = 0; j < height; j++) {
			for (int i = 0; i < width; i++) {
				image[(size_t)(height - 1 - j) * (size_t)width + (size_t)i] =
					sum(rows + i, width, ny, &y, j);
			}
		}
	}
	free(rows);
	reset(&x);
	reset(&y);
	return image;
}
