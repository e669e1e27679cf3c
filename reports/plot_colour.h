/*
 * Colour maps and line colours of pictures.
 *
 * The maps are curves in OKLab, sampled at steps of equal length: equal differences of the value are equal differences of the
 * colour as it is seen, and (but for the diverging map) lightness grows with the value, so they survive grey printing and all
 * kinds of colour blindness.
 * Source OKLab: B. Ottosson, "A perceptual color space for image processing" (2020). Line colours: M. Okabe and K. Ito,
 *        "Color Universal Design" (2008). The idea of a helix about the grey axis: D. A. Green, Bull. Astr. Soc. India 39,
 *        289 (2011), there in RGB.
 */
#ifndef ISH_REPORTS_PLOT_COLOUR_H
#define ISH_REPORTS_PLOT_COLOUR_H

#include <stdbool.h>

#include "workspace/status.h"

struct ish_colour { /* sRGB, 0 to 1 */
	double red, green, blue;
};

enum { ISH_COLOUR_STEPS = 512 };

struct ish_colour_map {
	const char *name;
	bool is_centred; /* its middle means zero: for fields with a sign */
	struct ish_colour step[ISH_COLOUR_STEPS + 1];
};

/* "sequential", "diverging", "heat" or "grey", into the caller's storage. ISH_ERR_NAME after one line with these names. */
ISH_CHECKED enum ish_status ish_colour_map_init(struct ish_colour_map *map, const char *name);

/* The colour at x, 0 to 1; beyond, that of the end; of NaN a light grey that no map holds. */
struct ish_colour ish_colour_map_at(const struct ish_colour_map *map, double x);

enum { ISH_COLOUR_LINES = 7 };

/* The i-th colour of lines, from 0; they come again after ISH_COLOUR_LINES. */
struct ish_colour ish_colour_line(int i);

#endif
