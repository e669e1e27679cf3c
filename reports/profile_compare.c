#include "reports/profile_compare.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include <jansson.h>

#include "reports/profile_compare_impl.h"
#include "reports/report_impl.h"

enum { SCHEMA_VERSION = 1, REGIONS_SHOWN = 20 };
static const double TICK = 1e-10;          /* seconds: a difference below it is one of rounding */
static const double FLOOR_SHARE = 0.01;    /* of a step: what changed by less is noise */
static const double ERRORS = 3.0;          /* standard errors of the medians: likewise */
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
		return ish_fail(
			ISH_ERR_INPUT,
			"%s: holds no steady step to compare: the first steps warm up, those with output are not "
			"steady either: take more steps",
			path);
	}
	side->disturbed = number(at(side->root, "summary", "contended_steps")) > DISTURBED_SHARE * side->steps;
	return ISH_OK;
}

static enum ish_status read_side(struct side *side, const char *path)
{
	json_error_t error;
	struct stat file;
	if (stat(path, &file) == 0 && S_ISDIR(file.st_mode)) {
		return ish_fail(ISH_ERR_INPUT,
		                "%s: is a folder: need a file, of a run profile/profile.json in its folder", path);
	}
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

static enum ish_status refuse_work(const char *a, const char *b, const char *fact, const char *x, const char *y)
{
	return ish_fail(ISH_ERR_INPUT, "%s and %s cannot be compared: %s is \"%.60s\" and \"%.60s\": must be the same",
	                a, b, fact, x, y);
}

enum ish_status ish_profile_base_check(const struct ish_profile_base *base, const struct ish_report_fact *fact,
                                       int facts)
{
	const json_t *then = json_object_get(json_object_get(base->root, "run"), "facts");
	for (int i = 0; i < facts; i++) {
		const char *x = json_string_value(json_object_get(then, fact[i].name));
		x = x != NULL ? x : "unknown";
		if (fact[i].kind == ISH_FACT_WORK && strcmp(x, fact[i].value) != 0) {
			return refuse_work(base->path, "this run", fact[i].name, x, fact[i].value);
		}
	}
	return ISH_OK;
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
			return refuse_work(a->path, b->path, fact, x, y);
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

struct gate {         /* which times may fail */
	bool foreign; /* the runs differ so much that none may */
	bool regions;
	enum ish_compared_time time;
	double step; /* seconds of that time in a steady step */
};

static void print_change(char out[ISH_HUMAN], double base, double other)
{
	const double change = other / base - 1.0;
	if (change < 100.0) {
		(void)snprintf(out, ISH_HUMAN, "%+.1f%%", 100.0 * change);
	} else {
		(void)snprintf(out, ISH_HUMAN, "x %.3g", other / base);
	}
}

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
	const bool known = gated && isfinite(base) && isfinite(other);
	const bool worse = known && other > (unit == COUNT ? base : base * (1.0 + t->tolerance));
	const bool better = known && other * (unit == COUNT ? 1.0 : 1.0 + t->tolerance) < base;
	if (base > 0.0 && isfinite(other)) {
		print_change(change, base, other);
	}
	t->regressions += worse;
	(void)fprintf(t->out, "%-34.34s%12s%12s%10s  %s\n", name, x, y, change,
	              worse    ? "worse"
	              : better ? "better"
	              : gated  ? ""
	                       : "not gated");
}

/* What a change of a region is worth. */
static const char *judge(struct table *t, const struct ish_region_change *c, const struct gate *gate)
{
	const double change = c->now - c->base;
	if (!c->in_base || !c->in_now) {
		return c->in_now ? "new" : "gone";
	}
	if (!gate->regions || !c->measured || !isfinite(change)) {
		return "not gated";
	}
	if (!(fabs(change) > t->tolerance * fmin(c->base, c->now)) || change == 0.0) {
		return "";
	}
	if (fabs(change) <= FLOOR_SHARE * gate->step) {
		return "small";
	}
	if (fabs(change) <= ERRORS * c->error) {
		return "scatter";
	}
	t->regressions += change > 0.0;
	return change > 0.0 ? "worse" : "better";
}

static enum ish_status print_regions(struct table *t, const struct side *a, const struct side *b,
                                     const struct gate *gate)
{
	struct ish_region_change *change = NULL;
	int count = 0;
	const enum ish_status status = ish_compare_regions(&change, &count, a->root, b->root, gate->time);
	(void)fprintf(t->out, "self time of regions in a steady step, median, most changed first:\n");
	for (int i = 0; status == ISH_OK && i < count; i++) {
		const struct ish_region_change *const c = &change[i];
		const bool both = c->in_base && c->in_now;
		char x[ISH_HUMAN], y[ISH_HUMAN], d[ISH_HUMAN], difference[ISH_HUMAN + 1] = "-", share[ISH_HUMAN] = "-";
		const char *const verdict = judge(t, c, gate);
		const bool called = !both || !(c->base == 0.0 && c->now == 0.0); /* in steady steps */
		if (!called || (both && i >= REGIONS_SHOWN && strcmp(verdict, "worse") != 0)) {
			continue;
		}
		if (both && isfinite(c->now - c->base)) {
			const double size = fabs(c->now - c->base);
			(void)snprintf(difference, sizeof difference, "%s%s", c->now < c->base ? "-" : "+",
			               ish_human_time(d, size < TICK ? 0.0 : size));
			if (c->base > 0.0) {
				print_change(share, c->base, c->now);
			}
		}
		(void)fprintf(t->out, "  %-23.23s%11s%11s%12s%10s  %s\n", c->name,
		              ish_human_time(x, c->in_base ? c->base : NAN),
		              ish_human_time(y, c->in_now ? c->now : NAN), difference, share, verdict);
	}
	free(change);
	return status;
}

static void print_gate(struct table *t, const struct side *a, const struct side *b, const struct gate *gate)
{
	if (gate->foreign) {
		(void)fprintf(t->out, "times are not gated: the runs differ in threads, processor or level\n");
	} else if (gate->time == ISH_COMPARED_CPU) {
		(void)fprintf(t->out,
		              "gated on processor time, as other work disturbed %s%s%s;\n"
		              "a region without it is shown in wall time\n",
		              a->disturbed ? "the base" : "", a->disturbed && b->disturbed ? " and " : "",
		              b->disturbed ? "this run" : "");
	} else {
		(void)fprintf(t->out, "gated on wall time: both runs had the processors to themselves\n");
	}
	(void)fprintf(t->out, "small: below 1%% of a step; scatter: within 3 standard errors of the medians;\n"
	                      "not gated: shown, and cannot fail\n");
}

/* Of a quantity of the steady steps. Totals of a run hold what was tried before the first step too. */
static double median(const struct side *side, const char *quantity)
{
	size_t i;
	const json_t *row;
	json_array_foreach(at(side->root, "step_quantiles", "quantities"), i, row)
	{
		const char *name = json_string_value(json_object_get(row, "name"));
		if (name != NULL && strcmp(name, quantity) == 0) {
			return number(json_object_get(row, "median"));
		}
	}
	return NAN;
}

static enum ish_status print_table(struct table *t, const struct side *a, const struct side *b)
{
	const double step = number(json_object_get(at(b->root, "summary", "wall_of_steady_steps"), "median"));
	const bool disturbed = a->disturbed || b->disturbed;
	const struct ish_differences differ = ish_compare_differences(t->out, a->root, b->root);
	const double cpu = number(json_object_get(at(b->root, "kinds", "steady"), "cpu")) / b->steady;
	const struct gate gate = {.foreign = differ.foreign,
	                          .regions = !differ.foreign,
	                          .time = disturbed ? ISH_COMPARED_CPU : ISH_COMPARED_WALL,
	                          .step = disturbed ? cpu : step};
	(void)fprintf(t->out, "%-34s%12s%12s%10s\n", "", "base", "this", "change");
	print_line(t, "a steady step, median wall", SECONDS,
	           number(json_object_get(at(a->root, "summary", "wall_of_steady_steps"), "median")), step,
	           !disturbed && !differ.foreign);
	print_line(t, "a steady step, mean CPU", SECONDS,
	           number(json_object_get(at(a->root, "kinds", "steady"), "cpu")) / a->steady, cpu,
	           disturbed && !differ.foreign);
	print_line(t, "allocations in steady steps", COUNT, number(at(a->root, "summary", "steady_allocations")),
	           number(at(b->root, "summary", "steady_allocations")), true);
	print_line(t, "transforms in a steady step", COUNT, median(a, "transforms"), median(b, "transforms"),
	           !differ.choices);
	/* of those before the first step a shorter run has more a step */
	const double redundant = number(at(a->root, "summary", "redundant_calls"));
	print_line(t, "redundant calls a step", COUNT, redundant / a->steps,
	           number(at(b->root, "summary", "redundant_calls")) / b->steps,
	           a->steps == b->steps || redundant == 0.0);
	print_line(t, "peak RSS", BYTES, number(at(a->root, "run", "peak_rss")), number(at(b->root, "run", "peak_rss")),
	           true);
	const enum ish_status status = print_regions(t, a, b, &gate);
	print_gate(t, a, b, &gate);
	return status;
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
		status = print_table(&t, &a, &b);
	}
	if (status == ISH_OK) {
		(void)fprintf(out, "%d regression%s beyond %.4g%%\n", t.regressions, t.regressions == 1 ? "" : "s",
		              100.0 * t.tolerance);
	}
	*regressions_out = t.regressions;
	json_decref(a.root);
	json_decref(b.root);
	return status;
}
