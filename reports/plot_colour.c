#include "reports/plot_colour.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#define RADIANS (3.14159265358979323846 / 180.0)

struct lab {
	double l, a, b;
};

/* Lightness 0 to 1, chroma, hue in degrees. */
static struct lab polar(double lightness, double chroma, double hue)
{
	return (struct lab){lightness, chroma * cos(hue * RADIANS), chroma * sin(hue * RADIANS)};
}

/*
 * The curves, x from 0 to 1. The chromas lie inside sRGB for every x (tested): none is clipped.
 */
static struct lab sequential(double x)
{
	return polar(0.22 + 0.71 * x, 0.095 - 0.08 * x + 0.155 * x * x, 300.0 - 195.0 * x);
}

static struct lab diverging(double x)
{
	const double s = fabs(2.0 * x - 1.0);
	return polar(0.97 - 0.57 * s, 0.36 * s * (1.0 - 0.65 * s), x < 0.5 ? 255.0 : 35.0);
}

static struct lab heat(double x)
{
	return polar(0.18 + 0.77 * x, 0.08 + 0.25 * x - 0.185 * x * x, -40.0 + 145.0 * x);
}

static struct lab grey(double x)
{
	return polar(0.15 + 0.82 * x, 0.0, 0.0);
}

static const struct curve {
	const char *name;
	struct lab (*at)(double x);
	bool is_centred;
} curves[] = {{"sequential", sequential, false},
              {"diverging", diverging, true},
              {"heat", heat, false},
              {"grey", grey, false}};

enum { CURVES = sizeof curves / sizeof curves[0], FINE = 8 * ISH_COLOUR_STEPS };

/* Linear light to sRGB, IEC 61966-2-1. */
static double encode(double light)
{
	const double v = light < 0.0 ? 0.0 : light > 1.0 ? 1.0 : light;
	return v <= 0.0031308 ? 12.92 * v : 1.055 * pow(v, 1.0 / 2.4) - 0.055;
}

/* The matrices of Ottosson (2020). */
static struct ish_colour from_lab(struct lab c)
{
	const double lc = c.l + 0.3963377774 * c.a + 0.2158037573 * c.b;
	const double mc = c.l - 0.1055613458 * c.a - 0.0638541728 * c.b;
	const double sc = c.l - 0.0894841775 * c.a - 1.2914855480 * c.b;
	const double l = lc * lc * lc;
	const double m = mc * mc * mc;
	const double s = sc * sc * sc;
	return (struct ish_colour){encode(4.0767416621 * l - 3.3077115913 * m + 0.2309699292 * s),
	                           encode(-1.2684380046 * l + 2.6097574011 * m - 0.3413193965 * s),
	                           encode(-0.0041960863 * l - 0.7034186147 * m + 1.7076147010 * s)};
}

static double distance(struct lab p, struct lab q)
{
	return sqrt((p.l - q.l) * (p.l - q.l) + (p.a - q.a) * (p.a - q.a) + (p.b - q.b) * (p.b - q.b));
}

/* Samples the curve at equal lengths of its path. FINE is even, so the middle of a diverging map is its middle. */
static void sample(struct ish_colour_map *map, const struct curve *curve)
{
	double path[FINE + 1];
	path[0] = 0.0;
	for (int i = 1; i <= FINE; i++) {
		path[i] = path[i - 1] + distance(curve->at((i - 1.0) / FINE), curve->at((double)i / FINE));
	}
	int i = 0;
	for (int step = 0; step <= ISH_COLOUR_STEPS; step++) {
		const double wanted = path[FINE] * step / ISH_COLOUR_STEPS;
		while (i < FINE - 1 && path[i + 1] < wanted) {
			i++;
		}
		const double part = (wanted - path[i]) / (path[i + 1] - path[i]);
		map->step[step] = from_lab(curve->at((i + fmin(part, 1.0)) / FINE));
	}
}

enum ish_status ish_colour_map_init(struct ish_colour_map *map, const char *name)
{
	char known[128] = "";
	size_t used = 0;
	for (int i = 0; i < CURVES; i++) {
		if (strcmp(name, curves[i].name) == 0) {
			map->name = curves[i].name;
			map->is_centred = curves[i].is_centred;
			sample(map, &curves[i]);
			return ISH_OK;
		}
		used += (size_t)snprintf(known + used, sizeof known - used, "%s%s", i == 0 ? "" : ", ", curves[i].name);
	}
	return ish_fail(ISH_ERR_NAME, "colour map %s: must be one of %s", name, known);
}

struct ish_colour ish_colour_map_at(const struct ish_colour_map *map, double x)
{
	if (isnan(x)) {
		return (struct ish_colour){0.75, 0.75, 0.75};
	}
	const double at = fmin(fmax(x, 0.0), 1.0) * ISH_COLOUR_STEPS;
	const int i = at < ISH_COLOUR_STEPS ? (int)at : ISH_COLOUR_STEPS - 1;
	const double part = at - i;
	const struct ish_colour *p = &map->step[i];
	const struct ish_colour *q = &map->step[i + 1];
	return (struct ish_colour){p->red + part * (q->red - p->red), p->green + part * (q->green - p->green),
	                           p->blue + part * (q->blue - p->blue)};
}

struct ish_colour ish_colour_line(int i)
{
	/* Okabe and Ito (2008) without their yellow, which is too light on white. */
	static const unsigned char line[ISH_COLOUR_LINES][3] = {
		{0, 114, 178}, {213, 94, 0}, {0, 158, 115}, {204, 121, 167}, {0, 0, 0}, {230, 159, 0}, {86, 180, 233}};
	const unsigned char *c = line[i % ISH_COLOUR_LINES];
	return (struct ish_colour){c[0] / 255.0, c[1] / 255.0, c[2] / 255.0};
}
