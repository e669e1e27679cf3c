#include "reports/fit.h"

#include <gsl/gsl_cdf.h>
#include <gsl/gsl_fit.h>
#include <math.h>
#include <stddef.h>

static const double SPREAD_LEAST = 1e-3; /* repeats that agree better than the clock and the machine allow are luck */

struct points { /* that can be used */
	size_t count;
	bool has_spread;
	double x[ISH_FIT_POINTS_MAX], y[ISH_FIT_POINTS_MAX], spread[ISH_FIT_POINTS_MAX];
};

enum { HALVINGS = 60 };

static bool is_usable(double value)
{
	return isfinite(value) && value > 0.0;
}

static void choose_points(struct points *p, const struct ish_fit_data *data)
{
	p->count = 0;
	p->has_spread = data->spread != NULL;
	for (int i = 0; i < data->count && p->count < ISH_FIT_POINTS_MAX; i++) {
		if (is_usable(data->x[i]) && is_usable(data->y[i])) {
			const double spread = p->has_spread ? data->spread[i] : 0.0;
			p->x[p->count] = data->x[i];
			p->y[p->count] = data->y[i];
			p->spread[p->count] = isfinite(spread) ? fmax(spread, SPREAD_LEAST) : 1.0;
			p->count++;
		}
	}
}

static bool is_enough(const struct points *p)
{
	double least = HUGE_VAL;
	double most = 0.0;
	for (size_t i = 0; i < p->count; i++) {
		least = fmin(least, p->x[i]);
		most = fmax(most, p->x[i]);
	}
	return p->count >= ISH_FIT_POINTS && least < most;
}

/* y = c0 + c1 x. */
struct line {
	double c0, c1, cov00, cov01, cov11;
	double chi2;
	double r2;
	double student; /* standard errors in half a 95 % interval */
};

struct line_data {
	const struct points *points;
	const double *x, *y;
	const double *size; /* a spread of 1 is this much of y */
};

/* Points have the standard deviation size sqrt(spread^2 + extra^2), or size where spreads are not known. */
static void set_weights(const struct line_data *d, double extra, double weight[ISH_FIT_POINTS_MAX])
{
	for (size_t i = 0; i < d->points->count; i++) {
		const double spread = d->points->has_spread ? hypot(d->points->spread[i], extra) : 1.0;
		weight[i] = 1.0 / (d->size[i] * d->size[i] * spread * spread);
	}
}

static void fit_weighted(const struct line_data *d, double extra, struct line *l, double weight[ISH_FIT_POINTS_MAX])
{
	set_weights(d, extra, weight);
	(void)gsl_fit_wlinear(d->x, 1, weight, 1, d->y, 1, d->points->count, &l->c0, &l->c1, &l->cov00, &l->cov01,
	                      &l->cov11, &l->chi2);
}

/* 1 - scatter about the line over scatter about the mean. */
static double explained(const struct line_data *d, const struct line *l, const double *weight)
{
	double sum = 0.0;
	double mean = 0.0;
	double about_mean = 0.0;
	double size = 0.0;
	for (size_t i = 0; i < d->points->count; i++) {
		sum += weight[i];
		mean += weight[i] * d->y[i];
	}
	mean /= sum;
	for (size_t i = 0; i < d->points->count; i++) {
		about_mean += weight[i] * (d->y[i] - mean) * (d->y[i] - mean);
		size += weight[i] * d->y[i] * d->y[i];
	}
	/* 1e-24: values that are equal but for round-off have nothing to explain */
	return about_mean > 1e-24 * size ? 1.0 - l->chi2 / about_mean : (double)NAN;
}

static struct line fit_line(const struct line_data *d)
{
	struct line l;
	double weight[ISH_FIT_POINTS_MAX];
	const double freedom = (double)d->points->count - 2.0;
	fit_weighted(d, 0.0, &l, weight);
	if (!d->points->has_spread) {
		l.cov00 *= l.chi2 / freedom;
		l.cov01 *= l.chi2 / freedom;
		l.cov11 *= l.chi2 / freedom;
	} else if (l.chi2 > freedom) {
		/* chi^2 falls as the extra scatter grows: halve the interval that holds chi^2 = freedom */
		double low = 0.0;
		double high = 1.0;
		while (l.chi2 > freedom && high < 1e6) {
			high *= 2.0;
			fit_weighted(d, high, &l, weight);
		}
		for (int i = 0; i < HALVINGS; i++) {
			const double middle = 0.5 * (low + high);
			fit_weighted(d, middle, &l, weight);
			low = l.chi2 > freedom ? middle : low;
			high = l.chi2 > freedom ? high : middle;
		}
	}
	l.r2 = explained(d, &l, weight);
	l.student = gsl_cdf_tdist_Pinv(0.975, freedom);
	return l;
}

/* ---- powers ---- */

struct ish_power_fit ish_fit_power(const struct ish_fit_data *data)
{
	struct points p;
	double x[ISH_FIT_POINTS_MAX];
	double y[ISH_FIT_POINTS_MAX];
	double size[ISH_FIT_POINTS_MAX];
	choose_points(&p, data);
	struct ish_power_fit fit = {false, (int)p.count, NAN, NAN, NAN, NAN, NAN, NAN};
	if (!is_enough(&p)) {
		return fit;
	}
	for (size_t i = 0; i < p.count; i++) {
		x[i] = log(p.x[i]);
		y[i] = log(p.y[i]);
		size[i] = 1.0;
	}
	const struct line l = fit_line(&(struct line_data){&p, x, y, size});
	double residual = 0.0;
	for (size_t i = 0; i < p.count; i++) {
		residual += pow(y[i] - l.c0 - l.c1 * x[i], 2.0);
	}
	fit.is_made = true;
	fit.factor = exp(l.c0);
	fit.exponent = l.c1;
	fit.error = sqrt(l.cov11);
	fit.interval = l.student * fit.error;
	fit.r2 = l.r2;
	fit.residual = sqrt(residual / (double)p.count);
	return fit;
}

/* ---- complexities ---- */

static const struct {
	const char *name;
	double power, log_power; /* N^power (log2 N)^log_power */
} complexity[ISH_COMPLEXITIES] = {
	{"1", 0.0, 0.0},        {"log2 N", 0.0, 1.0},      {"N^1/3", 1.0 / 3.0, 0.0},
	{"N^1/2", 0.5, 0.0},    {"N^2/3", 2.0 / 3.0, 0.0}, {"N", 1.0, 0.0},
	{"N log2 N", 1.0, 1.0}, {"N^4/3", 4.0 / 3.0, 0.0}, /* a matrix along each line of a cube */
	{"N^3/2", 1.5, 0.0},    {"N^2", 2.0, 0.0},         {"N^3", 3.0, 0.0},
};

const char *ish_complexity_name(int i)
{
	return complexity[i].name;
}

double ish_complexity_value(int i, double n)
{
	return pow(n, complexity[i].power) * pow(log2(n), complexity[i].log_power);
}

/* RMS of ln y - ln(factor f), the factor chosen for least squares; NaN where f is not > 0 at a point. */
static double complexity_rms(const struct points *p, int i, double *factor_out)
{
	double ratio[ISH_FIT_POINTS_MAX];
	double mean = 0.0;
	double rms = 0.0;
	for (size_t k = 0; k < p->count; k++) {
		const double f = ish_complexity_value(i, p->x[k]);
		ratio[k] = f > 0.0 ? log(p->y[k] / f) : (double)NAN;
		mean += ratio[k] / (double)p->count;
	}
	for (size_t k = 0; k < p->count; k++) {
		rms += (ratio[k] - mean) * (ratio[k] - mean);
	}
	*factor_out = exp(mean);
	return sqrt(rms / (double)p->count);
}

struct ish_complexity_fit ish_fit_complexity(const struct ish_fit_data *data)
{
	struct points p;
	choose_points(&p, data);
	struct ish_complexity_fit fit = {.is_made = is_enough(&p), .best = -1, .factor = NAN};
	for (int i = 0; i < ISH_COMPLEXITIES; i++) {
		double factor = NAN;
		fit.rms[i] = fit.is_made ? complexity_rms(&p, i, &factor) : NAN;
		/* 1e-9: of two that differ by round-off the slower growing one */
		if (isfinite(fit.rms[i]) && (fit.best < 0 || fit.rms[i] < fit.rms[fit.best] - 1e-9)) {
			fit.best = i;
			fit.factor = factor;
		}
	}
	return fit;
}

double ish_fit_n_log_n_exponent(const double *x, int count)
{
	double y[ISH_FIT_POINTS_MAX];
	for (int i = 0; i < count && i < ISH_FIT_POINTS_MAX; i++) {
		y[i] = x[i] * log2(x[i]);
	}
	const struct ish_fit_data data = {count < ISH_FIT_POINTS_MAX ? count : ISH_FIT_POINTS_MAX, x, y, NULL};
	return ish_fit_power(&data).exponent;
}

/* ---- threads ---- */

struct ish_amdahl_fit ish_fit_amdahl(const struct ish_fit_data *data)
{
	struct points p;
	double x[ISH_FIT_POINTS_MAX];
	choose_points(&p, data);
	struct ish_amdahl_fit fit = {false, (int)p.count, NAN, NAN, NAN, NAN, NAN, NAN};
	if (!is_enough(&p)) {
		return fit;
	}
	for (size_t i = 0; i < p.count; i++) {
		x[i] = 1.0 / p.x[i];
	}
	/* y = a + b/p: the share is a/(a + b) */
	const struct line l = fit_line(&(struct line_data){&p, x, p.y, p.y});
	double residual = 0.0;
	for (size_t i = 0; i < p.count; i++) {
		residual += pow(p.y[i] / (l.c0 + l.c1 * x[i]) - 1.0, 2.0);
	}
	const double single = l.c0 + l.c1;
	const double da = l.c1 / (single * single);
	const double db = -l.c0 / (single * single);
	fit.is_made = true;
	fit.single = single;
	fit.serial = l.c0 / single;
	fit.error = sqrt(fmax(da * da * l.cov00 + 2.0 * da * db * l.cov01 + db * db * l.cov11, 0.0));
	fit.interval = l.student * fit.error;
	fit.r2 = l.r2;
	fit.residual = sqrt(residual / (double)p.count);
	return fit;
}

double ish_karp_flatt(double speed_up, double p)
{
	return p > 1.0 && speed_up > 0.0 ? (1.0 / speed_up - 1.0 / p) / (1.0 - 1.0 / p) : NAN;
}
