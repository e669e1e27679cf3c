#include "reports/plot_ticks.h"

#include <assert.h>
#include <float.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

/* A step is mantissa * 10^exponent, an integer times it a tick. */
struct step {
	int mantissa, exponent;
};

static double power(int exponent)
{
	return exponent >= 0 ? pow(10.0, exponent) : 1.0 / pow(10.0, -exponent);
}

/* integer * mantissa * 10^exponent, correctly rounded for the exponents that labels have. */
static double multiple(double integer, struct step step)
{
	const double whole = integer * step.mantissa;
	return step.exponent >= 0 ? whole * pow(10.0, step.exponent) : whole / pow(10.0, -step.exponent);
}

/* The next larger of 1, 2, 5, 10, ... */
static struct step larger(struct step step)
{
	switch (step.mantissa) {
	case 1: return (struct step){2, step.exponent};
	case 2: return (struct step){5, step.exponent};
	default: return (struct step){1, step.exponent + 1};
	}
}

/* Ends that miss a tick by round-off have it. */
#define SLACK 1e-9

static double first_of(double low, double high, struct step step)
{
	const double size = multiple(1.0, step);
	return ceil(low / size - SLACK * (high - low) / size);
}

static double last_of(double low, double high, struct step step)
{
	const double size = multiple(1.0, step);
	return floor(high / size + SLACK * (high - low) / size);
}

/* The smallest step with at most `most` ticks. */
static struct step choose_step(double low, double high, int most)
{
	struct step step = {1, (int)floor(log10((high - low) / most)) - 1};
	while (last_of(low, high, step) - first_of(low, high, step) + 1.0 > most) {
		step = larger(step);
	}
	return step;
}

static int exponent_of(double x)
{
	return x == 0.0 ? 0 : (int)floor(log10(fabs(x)) + 1e-12);
}

/* Prints value/10^exponent with so many decimals; never -0. */
static void print_label(char text[ISH_TICK_TEXT], double value, int exponent, int decimals)
{
	const double scaled = exponent >= 0 ? value / pow(10.0, exponent) : value * pow(10.0, -exponent);
	(void)snprintf(text, ISH_TICK_TEXT, "%.*f", decimals, scaled);
	if (strspn(text, "-0.") == strlen(text)) {
		(void)snprintf(text, ISH_TICK_TEXT, "%.*f", decimals, 0.0);
	}
}

/*
 * Labels of integer multiples of a step. Where the numbers agree in more than four leading digits, a round one below them is taken
 * out as offset; where what remains is above 1e5 or below 1e-3, a power of ten.
 */
static void print_labels(struct ish_ticks *ticks, double first, struct step step)
{
	const double big = fmax(fabs(ticks->value[0]), fabs(ticks->value[ticks->count - 1]));
	double out = 0.0; /* the offset in units of the step's power of ten */
	if (ticks->count > 1 && big > 0.0 && exponent_of(big) - step.exponent > 4) {
		const double round =
			1000.0; /* times the step's power of ten: an offset has three digits less than the ticks */
		out = round * floor(first * step.mantissa / round);
		const int digits = exponent_of(big) - step.exponent - 2;
		(void)snprintf(ticks->offset, sizeof ticks->offset, "%.*g", digits < 17 ? digits : 17,
		               multiple(out, (struct step){1, step.exponent}));
	}
	const struct step unit = {1, step.exponent};
	const double low = multiple(first * step.mantissa - out, unit);
	const double high = multiple((first + ticks->count - 1.0) * step.mantissa - out, unit);
	const int top = exponent_of(fmax(fabs(low), fabs(high)));
	ticks->exponent = top > 4 || top < -2 ? top : 0;
	const int decimals = ticks->exponent > step.exponent ? ticks->exponent - step.exponent : 0;
	for (int i = 0; i < ticks->count; i++) {
		print_label(ticks->label[i], multiple((first + i) * step.mantissa - out, unit), ticks->exponent,
		            decimals);
	}
}

static void make_linear(struct ish_ticks *ticks, double low, double high, int most)
{
	const struct step step = choose_step(low, high, most);
	const double first = first_of(low, high, step);
	const double last = last_of(low, high, step);
	while (first + ticks->count <= last && ticks->count < ISH_TICKS_MAX) {
		ticks->value[ticks->count] = multiple(first + ticks->count, step);
		ticks->count++;
	}
	if (ticks->count > 0) {
		print_labels(ticks, first, step);
	}
	struct step fine = {1, step.exponent}; /* 1 in 5 parts, 2 in 4, 5 in 5 */
	if (step.mantissa == 1) {
		fine = (struct step){2, step.exponent - 1};
	} else if (step.mantissa == 2) {
		fine = (struct step){5, step.exponent - 1};
	}
	const double finest = last_of(low, high, fine);
	const double begin = first_of(low, high, fine);
	while (begin + ticks->minor_count <= finest && ticks->minor_count < ISH_TICK_MINOR_MAX) {
		ticks->minor[ticks->minor_count] = multiple(begin + ticks->minor_count, fine);
		ticks->minor_count++;
	}
}

static void add_decade_part(struct ish_ticks *ticks, double value, double low, double high, int decade, int digit,
                            int labelled)
{
	if (value < low * (1.0 - SLACK) || value > high * (1.0 + SLACK)) {
		return;
	}
	if (labelled && ticks->count < ISH_TICKS_MAX) {
		char *text = ticks->label[ticks->count];
		if (digit == 1) {
			(void)snprintf(text, ISH_TICK_TEXT,
			               decade == -1  ? "0.1"
			               : decade == 0 ? "1"
			               : decade == 1 ? "10"
			                             : "10^%d",
			               decade);
		} else if (decade >= -1 && decade <= 1) {
			(void)snprintf(text, ISH_TICK_TEXT, "%.*f", decade < 0 ? -decade : 0, value);
		} else {
			(void)snprintf(text, ISH_TICK_TEXT,
			               "%d\xc2\xb7"
			               "10^%d",
			               digit, decade);
		}
		ticks->value[ticks->count++] = value;
	} else if (ticks->minor_count < ISH_TICK_MINOR_MAX) {
		ticks->minor[ticks->minor_count++] = value;
	}
}

/* Every decade, or every second, third, ... if those are too many; 2 and 5 besides where they are few. */
static void make_log(struct ish_ticks *ticks, double low, double high, int most)
{
	const int first = (int)floor(log10(low) + SLACK);
	const int last = (int)ceil(log10(high) - SLACK);
	const int whole = (int)floor(log10(high) + SLACK) - (int)ceil(log10(low) - SLACK) + 1;
	struct step step = {1, 0};
	while (whole / (int)multiple(1.0, step) + 1 > most) {
		step = larger(step);
	}
	const int every = whole <= most ? 1 : (int)multiple(1.0, step);
	const int fives = 3 * (whole + 1) <= most;
	for (int decade = first; decade <= last; decade++) {
		const int labelled = (decade % every + every) % every == 0;
		for (int digit = 1; digit <= 9; digit++) {
			if (digit > 1 && (every > 1 || whole > 12)) {
				break;
			}
			const double value = decade >= 0 ? digit * power(decade) : digit / power(-decade);
			add_decade_part(ticks, value, low, high, decade, digit,
			                digit == 1 ? labelled : fives && (digit == 2 || digit == 5));
		}
	}
}

void ish_ticks_make(struct ish_ticks *ticks, double low, double high, enum ish_plot_scale scale, int most)
{
	assert(low < high && most >= 2 && most <= 16);
	memset(ticks, 0, sizeof *ticks);
	if (scale == ISH_PLOT_LOG) {
		make_log(ticks, low, high, most);
		if (ticks->count >= 2) {
			return;
		}
		memset(ticks, 0, sizeof *ticks); /* a part of a decade: round numbers serve better */
	}
	make_linear(ticks, low, high, most);
}

void ish_ticks_widen(double *low, double *high, enum ish_plot_scale scale)
{
	if (scale == ISH_PLOT_LOG) {
		if (!(*low > 0.0 && *low <= *high && *high <= DBL_MAX)) {
			*low = 1.0;
			*high = 10.0;
			return;
		}
		const double down = floor(log10(*low) + SLACK);
		const double up = ceil(log10(*high) - SLACK);
		const double margin = fmax(0.05 * (log10(*high) - log10(*low)), 0.02);
		const double near = fmax(0.25, margin); /* decades */
		const double a = log10(*low);
		const double b = log10(*high);
		*low = pow(10.0, fmax(a - down < near ? down : a - margin, -290.0));
		*high = fmax(pow(10.0, fmin(up - b < near && up > down ? up : b + margin, 308.0)), 1.1 * *low);
		return;
	}
	if (!(fabs(*low) <= DBL_MAX / 4 && fabs(*high) <= DBL_MAX / 4 && *low <= *high)) {
		*low = 0.0;
		*high = 1.0;
		return;
	}
	const double size = fmax(fabs(*low), fabs(*high));
	double margin = 0.05 * (*high - *low);
	if (*high - *low <= 4e-15 * size) { /* all the same, but for round-off */
		margin = size > 0.0 ? 0.05 * size : 1.0;
	}
	*low -= margin;
	*high += margin;
}
