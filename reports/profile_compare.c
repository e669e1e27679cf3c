#include "reports/profile_compare.h"

#include <math.h>
#include <string.h>

#include <jansson.h>

#include "reports/report_impl.h"

enum { SCHEMA_VERSION = 1, REGIONS_SHOWN = 20 };
static const double GATED_SHARE = 0.02;    /* of a step: smaller regions are noise */
static const double DISTURBED_SHARE = 0.1; /* of the steps: wall times then say little */

struct side { /* one of the two profiles */
	const char *path;
	json_t *root;
	double steps, steady; /* numbers of steps */
	bool disturbed;
};

static const json_t *at(const json_t *root, const char *section, const char *key)
{
	return json_object_get(json_object_get(root, section), key);
}

static double number(const json_t *value)
{
	return json_is_number(value) ? json_number_value(value) : NAN;
}

/* Takes over `root`, which was read from `path`. */
static enum ish_status make_side(struct side *side, const char *path, json_t *root)
{
	*side = (struct side){.path = path, .root = root};
	const char *schema = json_string_value(json_object_get(side->root, "schema"));
	if (schema == NULL || strcmp(schema, "ishydro-profile") != 0) {
		return ish_fail(ISH_ERR_INPUT, "%s: is no profile: \"schema\" must be \"ishydro-profile\"", path);
	}
	const double version = number(json_object_get(side->root, "schema_version"));
	if (!(version == SCHEMA_VERSION)) {
		return ish_fail(ISH_ERR_INPUT, "%s: schema_version %g: need %d", path, version, SCHEMA_VERSION);
	}
	side->steps = number(at(side->root, "summary", "steps"));
	side->steady = number(json_object_get(at(side->root, "kinds", "steady"), "steps"));
	if (!(side->steady > 0.0)) {
		return ish_fail(ISH_ERR_INPUT, "%s: holds no steady step to compare", path);
	}
	side->disturbed = number(at(side->root, "summary", "contended_steps")) > DISTURBED_SHARE * side->steps;
	return ISH_OK;
}

static enum ish_status read_side(struct side *side, const char *path)
{
	json_error_t error;
	json_t *root = json_load_file(path, 0, &error);
	if (root == NULL && error.line < 0) {
		return ish_fail(ISH_ERR_INPUT, "%s: cannot be read: need a profile.json", path);
	}
	if (root == NULL) {
		return ish_fail(ISH_ERR_INPUT, "%s:%d: is not JSON: %s", path, error.line, error.text);
	}
	return make_side(side, path, root);
}

enum ish_status ish_profile_base_read(struct ish_profile_base *base, const char *path)
{
	struct side side = {.root = NULL};
	const enum ish_status status = read_side(&side, path);
	*base = (struct ish_profile_base){.path = path, .root = side.root};
	if (status != ISH_OK) {
		ish_profile_base_reset(base);
	}
	return status;
}

void ish_profile_base_reset(struct ish_profile_base *base)
{
	json_decref(base->root);
	base->root = NULL;
}

/* The two must have done the same work. */
static enum ish_status check_same(const struct side *a, const struct side *b)
{
	size_t i;
	const json_t *name;
	json_array_foreach(at(a->root, "run", "work"), i, name)
	{
		const char *fact = json_string_value(name) != NULL ? json_string_value(name) : "";
		const char *x = json_string_value(json_object_get(at(a->root, "run", "facts"), fact));
		const char *y = json_string_value(json_object_get(at(b->root, "run", "facts"), fact));
		x = x != NULL ? x : "unknown";
		y = y != NULL ? y : "unknown";
		if (strcmp(x, y) != 0) {
			return ish_fail(ISH_ERR_INPUT,
			                "%s and %s cannot be compared: %s is \"%.60s\" and \"%.60s\": must be the same",
			                a->path, b->path, fact, x, y);
		}
	}
	return ISH_OK;
}

enum unit { SECONDS, BYTES, COUNT };

struct table {
	FILE *out;
	double tolerance;
	int regressions;
};

/* gated: may it fail? */
static void print_line(struct table *t, const char *name, enum unit unit, double base, double other, bool gated)
{
	char a[ISH_HUMAN], b[ISH_HUMAN], change[ISH_HUMAN] = "-";
	const char *x = unit == SECONDS ? ish_human_time(a, base)
	                : unit == BYTES ? ish_human_bytes(a, base)
	                                : ish_human_real(a, base);
	const char *y = unit == SECONDS ? ish_human_time(b, other)
	                : unit == BYTES ? ish_human_bytes(b, other)
	                                : ish_human_real(b, other);
	const bool worse = gated && isfinite(base) && isfinite(other) &&
	                   other > (unit == COUNT ? base : base * (1.0 + t->tolerance));
	if (base > 0.0 && isfinite(other)) {
		(void)snprintf(change, sizeof change, "%+.1f%%", 100.0 * (other / base - 1.0));
	}
	t->regressions += worse;
	(void)fprintf(t->out, "%-34.34s%12s%12s%10s  %s\n", name, x, y, change,
	              worse   ? "worse"
	              : gated ? ""
	                      : "(not gated)");
}

/* Self time of a region a step; CPU where it was measured on both sides and `cpu` asks for it. NaN: not there. */
static double region_time(const struct side *side, const char *name, const char *key)
{
	size_t i;
	json_t *spot;
	json_array_foreach(json_object_get(side->root, "hot_spots"), i, spot)
	{
		const char *its = json_string_value(json_object_get(spot, "name"));
		if (its != NULL && strcmp(its, name) == 0) {
			return number(json_object_get(spot, key)) / side->steps;
		}
	}
	return NAN;
}

static void print_regions(struct table *t, const struct side *base, const struct side *other, double step,
                          bool disturbed)
{
	size_t i;
	json_t *spot;
	json_array_foreach(json_object_get(other->root, "hot_spots"), i, spot)
	{
		char label[64];
		const char *name = json_string_value(json_object_get(spot, "name"));
		if (name == NULL || i >= REGIONS_SHOWN) {
			continue;
		}
		const double now = region_time(other, name, "wall_self"), then = region_time(base, name, "wall_self");
		(void)snprintf(label, sizeof label, "  %.48s", name);
		print_line(t, label, SECONDS, isfinite(then) ? then : 0.0, now, !disturbed && now > GATED_SHARE * step);
	}
}

static void print_table(struct table *t, const struct side *a, const struct side *b)
{
	const bool disturbed = a->disturbed || b->disturbed;
	const double step = number(json_object_get(at(b->root, "summary", "wall_of_steady_steps"), "median"));
	(void)fprintf(t->out, "%-34s%12s%12s%10s\n", "", "base", "this", "change");
	print_line(t, "a steady step, median wall", SECONDS,
	           number(json_object_get(at(a->root, "summary", "wall_of_steady_steps"), "median")), step, !disturbed);
	print_line(t, "a steady step, mean CPU", SECONDS,
	           number(json_object_get(at(a->root, "kinds", "steady"), "cpu")) / a->steady,
	           number(json_object_get(at(b->root, "kinds", "steady"), "cpu")) / b->steady, disturbed);
	print_line(t, "allocations in steady steps", COUNT, number(at(a->root, "summary", "steady_allocations")),
	           number(at(b->root, "summary", "steady_allocations")), true);
	print_line(t, "transforms a step", COUNT, number(at(a->root, "summary", "transforms")) / a->steps,
	           number(at(b->root, "summary", "transforms")) / b->steps, a->steps == b->steps);
	print_line(t, "redundant calls a step", COUNT, number(at(a->root, "summary", "redundant_calls")) / a->steps,
	           number(at(b->root, "summary", "redundant_calls")) / b->steps, true);
	print_line(t, "peak RSS", BYTES, number(at(a->root, "run", "peak_rss")), number(at(b->root, "run", "peak_rss")),
	           true);
	(void)fprintf(t->out, "self time of regions, a step:\n");
	print_regions(t, a, b, step, disturbed);
	if (disturbed) {
		(void)fprintf(t->out, "other work disturbed a run: gated on processor time, regions are not gated\n");
	}
}

enum ish_status ish_profile_compare(FILE *out, const struct ish_profile_comparison *comparison, int *regressions_out)
{
	struct side a = {.root = NULL}, b = {.root = NULL};
	struct table t = {.out = out, .tolerance = comparison->tolerance};
	enum ish_status status = make_side(&a, comparison->base->path, json_incref(comparison->base->root));
	if (status == ISH_OK) {
		status = read_side(&b, comparison->other);
	}
	if (status == ISH_OK) {
		status = check_same(&a, &b);
	}
	if (status == ISH_OK) {
		print_table(&t, &a, &b);
		(void)fprintf(out, "%d regression%s beyond %.3g%%\n", t.regressions, t.regressions == 1 ? "" : "s",
		              100.0 * t.tolerance);
	}
	*regressions_out = t.regressions;
	json_decref(a.root);
	json_decref(b.root);
	return status;
}
