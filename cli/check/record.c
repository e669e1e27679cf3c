#define _POSIX_C_SOURCE 200809L

#include "cli/check/record.h"

#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#define NOISE 1e-12 /* of a field: round-off of a run of some hundred steps */

static double seconds(void)
{
	struct timespec now;
	(void)clock_gettime(CLOCK_MONOTONIC, &now);
	return (double)now.tv_sec + 1e-9 * (double)now.tv_nsec;
}

void ish_check_init(struct ish_check *check, int threads)
{
	*check = (struct ish_check){.threads = threads, .last = seconds()};
}

void ish_check_begin(struct ish_check *check, const struct ish_check_case *of)
{
	check->now = of;
	check->last = seconds();
}

void ish_check_reset(struct ish_check *check)
{
	free(check->row);
	*check = (struct ish_check){0};
}

int ish_check_failures(const struct ish_check *check, int first)
{
	int failures = 0;
	for (int i = first; i < check->count; i++) {
		failures += !check->row[i].passed;
	}
	return failures;
}

void ish_check_refuse(struct ish_check_row *row, const char *format, ...)
{
	const size_t used = strlen(row->why);
	const char *between = used > 0 ? "; " : "";
	row->passed = false;
	(void)snprintf(row->why + used, sizeof row->why - used, "%s", between);
	const size_t start = strlen(row->why);
	va_list list;
	va_start(list, format);
	(void)vsnprintf(row->why + start, sizeof row->why - start, format, list);
	va_end(list);
}

static bool same_key(const struct ish_check_row *a, const struct ish_check_row *b)
{
	return a->of == b->of && strcmp(a->label, b->label) == 0 && strcmp(a->quantity, b->quantity) == 0 &&
	       strcmp(a->scheme, b->scheme) == 0;
}

/* A new row; NULL after a lack of memory, which ends the check. */
static struct ish_check_row *append(struct ish_check *check, const struct ish_check_key *key, enum ish_check_kind kind)
{
	if (check->count == check->room) {
		const int room = check->room > 0 ? 2 * check->room : 64;
		struct ish_check_row *row = realloc(check->row, (size_t)room * sizeof *row);
		if (row == NULL) {
			check->memory = ISH_ERR_MEMORY;
			return NULL;
		}
		check->row = row;
		check->room = room;
	}
	struct ish_check_row *row = &check->row[check->count++];
	const double now = seconds();
	*row = (struct ish_check_row){.of = check->now,
	                              .kind = kind,
	                              .noise = key->noise > 0.0 ? key->noise : NOISE,
	                              .passed = true,
	                              .seconds = now - check->last};
	check->last = now;
	(void)snprintf(row->label, sizeof row->label, "%s", key->label);
	(void)snprintf(row->quantity, sizeof row->quantity, "%s", key->quantity);
	(void)snprintf(row->scheme, sizeof row->scheme, "%s", key->scheme != NULL ? key->scheme : "");
	if (key->shape != NULL) {
		(void)snprintf(row->grid, sizeof row->grid, "%dx%dx%d", key->shape[0], key->shape[1], key->shape[2]);
	}
	for (int i = check->count - 2; i >= 0 && check->row[i].of == row->of; i--) {
		if (same_key(&check->row[i], row)) {
			ish_check_refuse(row, "this label, scheme and quantity occur twice in the case");
			break;
		}
	}
	return row;
}

static void keep_errors(struct ish_check_row *row, int count, const struct ish_check_norm error[], double bound)
{
	row->count = count;
	memcpy(row->error, error, (size_t)count * sizeof error[0]);
	row->gate.bound = bound;
	const double last = error[count - 1].max;
	if (!(last <= bound)) {
		ish_check_refuse(row, "error %.4g is above the bound %.4g", last, bound);
	}
	for (int i = 0; i < count; i++) {
		if (!isfinite(
			    error[i].rms)) { /* a largest error may have passed over what is no number; a sum does not */
			ish_check_refuse(row, "rms error %.4g is not finite", error[i].rms);
			break;
		}
	}
}

void ish_check_error(struct ish_check *check, const struct ish_check_key *key, struct ish_check_norm error,
                     double bound)
{
	struct ish_check_row *row = append(check, key, ISH_CHECK_ERROR);
	if (row != NULL) {
		keep_errors(row, 1, &error, bound);
	}
}

void ish_check_orders(struct ish_check *check, const struct ish_check_key *key, int count,
                      const struct ish_check_norm error[], const struct ish_check_gate *gate)
{
	struct ish_check_row *row = append(check, key, ISH_CHECK_ORDERS);
	if (row == NULL) {
		return;
	}
	keep_errors(row, count, error, gate->bound);
	row->gate = *gate;
	for (int i = 0; i + 1 < count; i++) {
		row->order[i] = log(error[i].max / error[i + 1].max) / log(gate->refinement);
		if (!(fabs(row->order[i] - gate->order) <= gate->tolerance)) {
			ish_check_refuse(row, "order %.3f (errors %.4g, %.4g) is not within %.2f of %g", row->order[i],
			                 error[i].max, error[i + 1].max, gate->tolerance, gate->order);
		}
	}
}

void ish_check_decay(struct ish_check *check, const struct ish_check_key *key, int count,
                     const struct ish_check_norm error[], double factor, double bound)
{
	struct ish_check_row *row = append(check, key, ISH_CHECK_DECAY);
	if (row == NULL) {
		return;
	}
	keep_errors(row, count, error, bound);
	for (int i = 0; i + 1 < count; i++) {
		if (!(error[i + 1].max * factor <= error[i].max)) {
			ish_check_refuse(row, "error falls from %.4g to %.4g, not by a factor of %g", error[i].max,
			                 error[i + 1].max, factor);
		}
	}
}

void ish_check_value(struct ish_check *check, const struct ish_check_key *key, double value, double exact, double bound)
{
	const double error = exact != 0.0 ? fabs(value / exact - 1.0) : fabs(value);
	struct ish_check_row *row = append(check, key, ISH_CHECK_ERROR);
	if (row != NULL) {
		keep_errors(row, 1, &(struct ish_check_norm){error, error}, bound);
		(void)snprintf(row->text, sizeof row->text, "%.12g, exact %.12g", value, exact);
	}
}

void ish_check_point(struct ish_check *check, double x, double measured, double exact)
{
	struct ish_check_row *row = check->count > 0 ? &check->row[check->count - 1] : NULL;
	if (row != NULL && row->points < ISH_CHECK_POINTS) {
		const double point[3] = {x, measured, exact};
		memcpy(row->point[row->points++], point, sizeof point);
	}
}

void ish_check_condition(struct ish_check *check, const struct ish_check_key *key, bool holds, const char *format, ...)
{
	struct ish_check_row *row = append(check, key, ISH_CHECK_CONDITION);
	if (row == NULL) {
		return;
	}
	va_list list;
	va_start(list, format);
	(void)vsnprintf(row->text, sizeof row->text, format, list);
	va_end(list);
	if (!holds) {
		ish_check_refuse(row, "%s", row->text);
	}
}

void ish_check_note(struct ish_check *check, const char *format, ...)
{
	if (check->count == 0) { /* its row was lost for lack of memory */
		return;
	}
	struct ish_check_row *row = &check->row[check->count - 1];
	va_list list;
	va_start(list, format);
	(void)vsnprintf(row->text, sizeof row->text, format, list);
	va_end(list);
}

void ish_check_ended(struct ish_check *check, const char *line)
{
	struct ish_check_row *row =
		append(check, &(struct ish_check_key){.label = "the case itself", .quantity = "end"}, ISH_CHECK_ENDED);
	if (row != NULL) {
		ish_check_refuse(row, "%s", line);
	}
}

void ish_check_missing(struct ish_check *check, const struct ish_check_key *key)
{
	struct ish_check_row *row = append(check, key, ISH_CHECK_ENDED);
	if (row != NULL) {
		row->baseline = ISH_CHECK_MOVED;
		ish_check_refuse(row, "is among the committed results and was not measured");
	}
}
