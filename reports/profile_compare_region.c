/*
 * Regions of two profiles: the median of each one's self time over the steady steps. A median, as one step in which the
 * machine did something else moves a mean by what it likes.
 */
#include "reports/profile_compare_impl.h"

#include <math.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

struct steps { /* what is needed of a profile's steady steps */
	const json_t *list, *regions;
	size_t node, wall, cpu; /* columns of their rows */
	double *value;          /* room for one number a step */
};

static size_t column(const json_t *root, const char *name)
{
	size_t i;
	const json_t *title;
	json_array_foreach(json_object_get(root, "region_columns"), i, title)
	{
		if (json_string_value(title) != NULL && strcmp(json_string_value(title), name) == 0) {
			return i;
		}
	}
	return SIZE_MAX;
}

static double real(const json_t *value)
{
	return json_is_number(value) ? json_number_value(value) : NAN;
}

static const char *name_of(const json_t *object)
{
	const char *name = json_string_value(json_object_get(object, "name"));
	return name != NULL ? name : "";
}

/* Sum over the rows of a step that bear a name. 0: it was not called; NaN: it was, and was not measured. */
static double self_time(const struct steps *steps, size_t self, const json_t *rows, const char *name)
{
	double sum = 0.0;
	size_t i;
	const json_t *row;
	json_array_foreach(rows, i, row)
	{
		const size_t node = (size_t)json_integer_value(json_array_get(row, steps->node));
		if (strcmp(name_of(json_array_get(steps->regions, node)), name) == 0) {
			sum += real(json_array_get(row, self));
		}
	}
	return sum;
}

static int compare_numbers(const void *a, const void *b)
{
	const double x = *(const double *)a, y = *(const double *)b;
	return (x > y) - (x < y);
}

/*
 * Median of a region's self time; NaN where it was not measured in every step. The standard error of a median of n normal
 * numbers is 1.2533 sigma / sqrt(n), and the quartiles of these stand 1.349 sigma apart.
 */
static double median_time(const struct steps *steps, size_t self, const char *name, double *error_out)
{
	size_t n = 0, i;
	const json_t *step;
	*error_out = 0.0;
	json_array_foreach(steps->list, i, step)
	{
		const char *kind = json_string_value(json_object_get(step, "kind"));
		const json_t *rows = json_object_get(step, "regions");
		if (kind != NULL && strcmp(kind, "steady") == 0 && json_is_array(rows)) {
			const double value = self_time(steps, self, rows, name);
			if (isnan(value)) {
				return NAN;
			}
			steps->value[n++] = value;
		}
	}
	if (n == 0) {
		return NAN;
	}
	qsort(steps->value, n, sizeof *steps->value, compare_numbers);
	const double quartiles = steps->value[(3 * n) / 4 < n ? (3 * n) / 4 : n - 1] - steps->value[n / 4];
	*error_out = 1.2533 / 1.349 * quartiles / sqrt((double)n);
	return n % 2 == 1 ? steps->value[n / 2] : 0.5 * (steps->value[n / 2 - 1] + steps->value[n / 2]);
}

static bool has_region(const json_t *root, const char *name)
{
	size_t i;
	const json_t *spot;
	json_array_foreach(json_object_get(root, "hot_spots"), i, spot)
	{
		if (strcmp(name_of(spot), name) == 0) {
			return true;
		}
	}
	return false;
}

static int compare_changes(const void *a, const void *b)
{
	const struct ish_region_change *x = a, *y = b;
	const bool both_x = x->in_base && x->in_now, both_y = y->in_base && y->in_now;
	if (both_x != both_y) {
		return both_x ? -1 : 1;
	}
	const double dx = isfinite(x->now - x->base) ? fabs(x->now - x->base) : 0.0;
	const double dy = isfinite(y->now - y->base) ? fabs(y->now - y->base) : 0.0;
	return dx != dy ? (dx > dy ? -1 : 1) : strcmp(x->name, y->name);
}

static bool open_steps(struct steps *steps, const json_t *root)
{
	*steps = (struct steps){.list = json_object_get(root, "steps"),
	                        .regions = json_object_get(root, "regions"),
	                        .node = column(root, "node"),
	                        .wall = column(root, "wall_self"),
	                        .cpu = column(root, "cpu_self")};
	steps->value = malloc((json_array_size(steps->list) + 1) * sizeof *steps->value);
	return steps->value != NULL;
}

static bool has_columns(const struct steps *steps)
{
	return steps->node != SIZE_MAX && steps->wall != SIZE_MAX && steps->cpu != SIZE_MAX;
}

/* Fills in the times of a region, in wall time where processor time was not measured on both sides. */
static void fill(struct ish_region_change *c, const struct steps *a, const struct steps *b, enum ish_compared_time time)
{
	double error_a = 0.0, error_b = 0.0;
	c->base = c->now = NAN;
	if (time == ISH_COMPARED_CPU) {
		c->base = median_time(a, a->cpu, c->name, &error_a);
		c->now = median_time(b, b->cpu, c->name, &error_b);
	}
	c->measured = time == ISH_COMPARED_WALL || !isnan(c->now + c->base);
	if (isnan(c->now + c->base)) {
		c->base = median_time(a, a->wall, c->name, &error_a);
		c->now = median_time(b, b->wall, c->name, &error_b);
	}
	c->error = hypot(error_a, error_b);
}

/* Regions of `root` that are not in `other` yet are added where `other` is given, else all. */
static int add_regions(struct ish_region_change *change, int count, const json_t *root, const json_t *other)
{
	size_t i;
	const json_t *spot;
	json_array_foreach(json_object_get(root, "hot_spots"), i, spot)
	{
		if (other == NULL || !has_region(other, name_of(spot))) {
			change[count++] = (struct ish_region_change){.name = name_of(spot)};
		}
	}
	return count;
}

/* Fills in all of them, the most changed first. Returns how many. */
static int compare_all(struct ish_region_change *change, const json_t *base, const json_t *now,
                       const struct steps *steps, enum ish_compared_time time)
{
	const int count = add_regions(change, add_regions(change, 0, base, NULL), now, base);
	for (int i = 0; i < count; i++) {
		fill(&change[i], &steps[0], &steps[1], time);
		change[i].in_base = has_region(base, change[i].name);
		change[i].in_now = has_region(now, change[i].name);
	}
	if (count > 0) {
		qsort(change, (size_t)count, sizeof *change, compare_changes);
	}
	return count;
}

enum ish_status ish_compare_regions(struct ish_region_change **change_out, int *count_out, const json_t *base,
                                    const json_t *now, enum ish_compared_time time)
{
	struct steps steps[2];
	const size_t most = json_array_size(json_object_get(base, "hot_spots")) +
	                    json_array_size(json_object_get(now, "hot_spots"));
	const bool good_base = open_steps(&steps[0], base), good_now = open_steps(&steps[1], now);
	enum ish_status status = ISH_OK;
	*change_out = malloc((most + 1) * sizeof **change_out);
	*count_out = 0;
	if (*change_out == NULL || !good_base || !good_now) {
		status = ish_fail(ISH_ERR_MEMORY, "compare: no memory for %zu regions", most);
	} else if (!has_columns(&steps[0]) || !has_columns(&steps[1])) {
		status = ish_fail(ISH_ERR_INPUT, "compare: a profile lacks columns of its \"region_columns\"");
	} else {
		*count_out = compare_all(*change_out, base, now, steps, time);
	}
	free(steps[0].value);
	free(steps[1].value);
	return status;
}

/* ---- what else differs ---- */

/* Numbers as they are printed in the files. */
static void describe(char out[64], const json_t *value)
{
	if (json_is_string(value)) {
		(void)snprintf(out, 64, "%s", json_string_value(value));
	} else if (json_is_number(value)) {
		(void)snprintf(out, 64, "%.6g", json_number_value(value));
	} else {
		(void)snprintf(out, 64, "unknown");
	}
}

static bool print_difference(FILE *out, const char *name, const json_t *base, const json_t *now)
{
	char a[64], b[64];
	if (json_equal(base, now) || (base == NULL && now == NULL)) {
		return false;
	}
	describe(a, base);
	describe(b, now);
	if (strlen(name) + strlen(a) + strlen(b) + 10 <= 70) {
		(void)fprintf(out, "differs: %s: %s and %s\n", name, a, b);
	} else {
		(void)fprintf(out, "differs: %s: %.58s\n%*sand %.58s\n", name, a, (int)(9 + strlen(name)), "", b);
	}
	return true;
}

struct ish_differences ish_compare_differences(FILE *out, const json_t *base, const json_t *now)
{
	static const char *const told[] = {"host", "system", "revision", "version", "build_type", "compiler", "flags"};
	static const char *const passed_over[] = {"trust", "program", "compiler", "threads"};
	const json_t *const a = json_object_get(base, "environment"), *const b = json_object_get(now, "environment");
	const json_t *const run_a = json_object_get(base, "run"), *const run_b = json_object_get(now, "run");
	const json_t *const facts_b = json_object_get(run_b, "facts");
	struct ish_differences found = {false, false};
	found.foreign |=
		print_difference(out, "threads", json_object_get(run_a, "threads"), json_object_get(run_b, "threads"));
	found.foreign |=
		print_difference(out, "processor", json_object_get(a, "processor"), json_object_get(b, "processor"));
	found.foreign |=
		print_difference(out, "level", json_object_get(run_a, "level"), json_object_get(run_b, "level"));
	for (size_t i = 0; i < sizeof told / sizeof told[0]; i++) {
		(void)print_difference(out, told[i], json_object_get(a, told[i]), json_object_get(b, told[i]));
	}
	const char *name;
	json_t *value;
	json_object_foreach(json_object_get(run_a, "facts"), name, value)
	{
		bool is_told = true;
		for (size_t i = 0; i < sizeof passed_over / sizeof passed_over[0]; i++) {
			is_told = is_told && strcmp(name, passed_over[i]) != 0;
		}
		if (is_told) {
			found.choices |= print_difference(out, name, value, json_object_get(facts_b, name));
		}
	}
	return found;
}
