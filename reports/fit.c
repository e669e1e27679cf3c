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

/* y = c0 + c1 x with weights 1/variance; cov is scaled as the header says. */
struct line {
	double c0, c1, cov00, cov01, cov11;
	double r2;
	double student; /* standard errors in half a 95 % interval */
};

static struct line fit_line(const double *x, const double *y, const double *weight, size_t count, bool has_spread)
{
	struct line l;
	double chi2 = 0.0;
	(void)gsl_fit_wlinear(x, 1, weight, 1, y, 1, count, &l.c0, &l.c1, &l.cov00, &l.cov01, &l.cov11, &chi2);
	const double freedom = (double)count - 2.0;
	const double scale = has_spread ? fmax(1.0, chi2 / freedom) : chi2 / freedom;
	l.cov00 *= scale;
	l.cov01 *= scale;
	l.cov11 *= scale;
	double sum = 0.0;
	double mean = 0.0;
	double about_mean = 0.0;
	double size = 0.0;
	for (size_t i = 0; i < count; i++) {
		sum += weight[i];
		mean += weight[i] * y[i];
	}
	mean /= sum;
	for (size_t i = 0; i < count; i++) {
		about_mean += weight[i] * (y[i] - mean) * (y[i] - mean);
		size += weight[i] * y[i] * y[i];
	}
	/* 1e-24: values that are equal but for round-off have nothing to explain */
	l.r2 = about_mean > 1e-24 * size ? 1.0 - chi2 / about_mean : NAN;
	l.student = gsl_cdf_tdist_Pinv(0.975, freedom);
	return l;
}

/* ---- powers ---- */

struct ish_power_fit ish_fit_power(const struct ish_fit_data *data)
{
	struct points p;
	double x[ISH_FIT_POINTS_MAX];
	double y[ISH_FIT_POINTS_MAX];
	double weight[ISH_FIT_POINTS_MAX];
	choose_points(&p, data);
	struct ish_power_fit fit = {false, (int)p.count, NAN, NAN, NAN, NAN, NAN, NAN};
	if (!is_enough(&p)) {
		return fit;
	}
	for (size_t i = 0; i < p.count; i++) {
		x[i] = log(p.x[i]);
		y[i] = log(p.y[i]);
		weight[i] = p.has_spread ? 1.0 / (p.spread[i] * p.spread[i]) : 1.0;
	}
	const struct line l = fit_line(x, y, weight, p.count, p.has_spread);
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
	double sum = 0.0;
	double mean = 0.0;
	double rms = 0.0;
	for (int pass = 0; pass < 2; pass++) {
		for (size_t k = 0; k < p->count; k++) {
			const double f = ish_complexity_value(i, p->x[k]);
			const double weight = p->has_spread ? 1.0 / (p->spread[k] * p->spread[k]) : 1.0;
			const double ratio = f > 0.0 ? log(p->y[k] / f) : NAN;
			sum += pass == 0 ? weight : 0.0;
			mean += pass == 0 ? weight * ratio : 0.0;
			rms += pass == 1 ? pow(ratio - mean / sum, 2.0) : 0.0;
		}
	}
	*factor_out = exp(mean / sum);
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
	double weight[ISH_FIT_POINTS_MAX];
	choose_points(&p, data);
	struct ish_amdahl_fit fit = {false, (int)p.count, NAN, NAN, NAN, NAN, NAN, NAN};
	if (!is_enough(&p)) {
		return fit;
	}
	for (size_t i = 0; i < p.count; i++) {
		const double sigma = p.y[i] * (p.has_spread ? p.spread[i] : 1.0);
		x[i] = 1.0 / p.x[i];
		weight[i] = 1.0 / (sigma * sigma);
	}
	/* y = a + b/p: the share is a/(a + b) */
	const struct line l = fit_line(x, p.y, weight, p.count, p.has_spread);
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
