/* Laws of growth of all that was gathered, and what grows faster than the grid. */
#include <math.h>

#include "reports/scaling.h"

static const double DISTURBED_SHARE = 0.1; /* of the steps: wall times then say little */

static const double HELD_SHARE = 0.9; /* of a processor */

static double not_zero(size_t bytes)
{
	return bytes > 0 ? (double)bytes : NAN;
}

static double over(double a, double b)
{
	return b > 0.0 ? a / b : NAN;
}

bool ish_scaling_is_disturbed(const struct ish_scaling *scaling)
{
	long contended = 0;
	long steps = 0;
	for (int i = 0; i < scaling->points; i++) {
		contended += scaling->point[i].contended;
		steps += scaling->point[i].steps;
	}
	return (double)contended > DISTURBED_SHARE * (double)steps;
}

bool ish_scaling_times_hold(const struct ish_scaling_point *point)
{
	return point->threads != 1 || !(point->cpu < HELD_SHARE * point->wall);
}

static int largest_point(const struct ish_scaling *scaling)
{
	int largest = 0;
	for (int i = 1; i < scaling->points; i++) {
		if (scaling->point[i].cells > scaling->point[largest].cells) {
			largest = i;
		}
	}
	return largest;
}

/* ---- over grids ---- */

static struct ish_trend *add_trend(struct ish_scaling *scaling, enum ish_trend_of of, const char *name,
                                   const char *unit)
{
	struct ish_trend *trend = &scaling->trend[scaling->trends++];
	*trend = (struct ish_trend){.of = of, .name = name, .row = -1, .unit = unit, .share = 1.0, .allowed = 1.0};
	return trend;
}

/* Whether the value at a point says something: other work may have taken the time of short calls. */
static bool does_hold(const struct ish_scaling *scaling, const struct ish_trend *trend, int i)
{
	const struct ish_scaling_point *point = &scaling->point[i];
	return trend->of != ISH_TREND_REGION || trend->quantity != ISH_SCALING_BUSY || ish_scaling_times_hold(point) ||
	       isfinite(point->region[trend->row][ISH_SCALING_CPU]);
}

/* `spread` NULL: the values are counts. */
static void fit_trend(const struct ish_scaling *scaling, struct ish_trend *trend, const double *spread)
{
	double cells[ISH_SCALING_POINTS];
	double value[ISH_SCALING_POINTS];
	for (int i = 0; i < scaling->points; i++) {
		cells[i] = (double)scaling->point[i].cells;
		value[i] = does_hold(scaling, trend, i) ? trend->value[i] : (double)NAN;
	}
	if (trend->of == ISH_TREND_REGION && scaling->is_transform[trend->row]) {
		trend->allowed = ish_fit_n_log_n_exponent(cells, scaling->points);
	}
	const struct ish_fit_data data = {scaling->points, cells, value, spread};
	trend->power = ish_fit_power(&data);
	trend->complexity = ish_fit_complexity(&data);
	trend->is_super_linear = trend->power.is_made && trend->share >= ISH_SCALING_SHARE_LEAST &&
	                         trend->power.exponent - trend->power.interval > trend->allowed + ISH_SCALING_MARGIN;
}

static void fit_region(struct ish_scaling *scaling, int row, int largest)
{
	static const struct {
		enum ish_scaling_quantity quantity;
		const char *unit;
	} kept[] = {{ISH_SCALING_BUSY, "busy seconds"},
	            {ISH_SCALING_FLOPS, "flops"},
	            {ISH_SCALING_TRAFFIC, "bytes moved"},
	            {ISH_SCALING_CALLS, "calls"},
	            {ISH_SCALING_ALLOCATIONS, "allocations"}};
	double all = 0.0;
	for (int i = 0; i < scaling->regions; i++) {
		const double time = scaling->point[largest].region[i][ISH_SCALING_BUSY];
		all += isfinite(time) ? time : 0.0;
	}
	for (size_t k = 0; k < sizeof kept / sizeof kept[0]; k++) {
		struct ish_trend *trend = add_trend(scaling, ISH_TREND_REGION, scaling->region[row], kept[k].unit);
		double spread[ISH_SCALING_POINTS];
		for (int i = 0; i < scaling->points; i++) {
			trend->value[i] = scaling->point[i].region[row][kept[k].quantity];
			spread[i] = scaling->point[i].region_spread[row];
		}
		trend->row = row;
		trend->quantity = kept[k].quantity;
		trend->share = over(scaling->point[largest].region[row][ISH_SCALING_BUSY], all);
		fit_trend(scaling, trend, kept[k].quantity == ISH_SCALING_BUSY ? spread : NULL);
	}
}

static void fit_step(struct ish_scaling *scaling, enum ish_scaling_quantity quantity)
{
	const bool is_cpu = quantity == ISH_SCALING_CPU;
	struct ish_trend *trend =
		add_trend(scaling, ISH_TREND_STEP, "step", is_cpu ? "processor seconds" : "wall seconds");
	double spread[ISH_SCALING_POINTS];
	for (int i = 0; i < scaling->points; i++) {
		const struct ish_scaling_point *point = &scaling->point[i];
		trend->value[i] = is_cpu ? point->cpu : point->wall;
		spread[i] = is_cpu ? point->cpu_spread : point->spread;
	}
	trend->quantity = quantity;
	fit_trend(scaling, trend, spread);
	/* what other work took away grows as the step does */
	trend->is_super_linear = trend->is_super_linear && (is_cpu || !ish_scaling_is_disturbed(scaling));
}

static void fit_memory(struct ish_scaling *scaling, int largest)
{
	for (int row = 0; row < scaling->owners; row++) {
		struct ish_trend *trend = add_trend(scaling, ISH_TREND_OWNER, scaling->owner[row], "bytes in memory");
		for (int i = 0; i < scaling->points; i++) {
			trend->value[i] = scaling->point[i].owner[row];
		}
		trend->row = row;
		trend->share = over(trend->value[largest], (double)scaling->point[largest].arena);
		fit_trend(scaling, trend, NULL);
	}
	static const char *const name[] = {"arena", "live heap", "peak RSS"};
	for (int k = 0; k < 3; k++) {
		struct ish_trend *trend = add_trend(scaling, ISH_TREND_MEMORY, name[k], "bytes in memory");
		for (int i = 0; i < scaling->points; i++) {
			const struct ish_scaling_point *point = &scaling->point[i];
			trend->value[i] = k == 0   ? not_zero(point->arena)
			                  : k == 1 ? (double)point->live_peak
			                           : not_zero(point->peak_rss);
		}
		fit_trend(scaling, trend, NULL);
	}
}

/* ---- over threads ---- */

static void fit_threads(struct ish_scaling *scaling, int row)
{
	struct ish_thread_trend *trend = &scaling->thread_trend[scaling->thread_trends++];
	const int last = scaling->points - 1;
	double threads[ISH_SCALING_POINTS] = {0};
	double spread[ISH_SCALING_POINTS];
	*trend = (struct ish_thread_trend){.name = row < 0 ? "step" : scaling->region[row], .row = row};
	for (int i = 0; i < scaling->points; i++) {
		const struct ish_scaling_point *point = &scaling->point[i];
		threads[i] = point->threads;
		trend->wall[i] = row < 0 ? point->wall : point->region[row][ISH_SCALING_WALL];
		spread[i] = row < 0 ? point->spread : point->region_spread[row];
	}
	const double faster = over(trend->wall[0], trend->wall[last]);
	const double more = over(threads[last], threads[0]);
	const bool is_strong = scaling->kind == ISH_SCALING_STRONG;
	trend->share = over(trend->wall[0], scaling->point[0].wall);
	trend->speed_up = is_strong ? faster : faster * more;
	trend->efficiency = is_strong ? faster / more : faster;
	trend->karp_flatt = is_strong && scaling->point[0].threads == 1 ? ish_karp_flatt(faster, more) : NAN;
	double imbalance = 0.0;
	for (int i = 0; i < scaling->regions; i++) {
		const double lost = scaling->point[last].region[i][ISH_SCALING_IMBALANCE];
		imbalance += (row < 0 || row == i) && isfinite(lost) ? lost : 0.0;
	}
	trend->imbalance = over(imbalance, trend->wall[last]);
	const struct ish_fit_data data = {scaling->points, threads, trend->wall, spread};
	trend->amdahl = ish_fit_amdahl(&(struct ish_fit_data){is_strong ? data.count : 0, data.x, data.y, data.spread});
}

void ish_scaling_fit(struct ish_scaling *scaling)
{
	scaling->trends = 0;
	scaling->thread_trends = 0;
	if (scaling->points == 0) {
		return;
	}
	if (scaling->kind == ISH_SCALING_GRID) {
		const int largest = largest_point(scaling);
		fit_step(scaling, ISH_SCALING_WALL);
		fit_step(scaling, ISH_SCALING_CPU);
		for (int row = 0; row < scaling->regions; row++) {
			fit_region(scaling, row, largest);
		}
		fit_memory(scaling, largest);
		return;
	}
	for (int row = -1; row < scaling->regions; row++) {
		fit_threads(scaling, row);
	}
}
