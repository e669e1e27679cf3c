#include "cli/check/table.h"

#include <math.h>
#include <string.h>

enum { LABEL_LEAST = 24, ORDERS_TEXT = 64, NUMBERS_WIDTH = 8 + 1 + 8 + 1 + 14 + 1 + 8 };

static int label_width(const struct ish_check *check, int first)
{
	size_t width = LABEL_LEAST;
	for (int i = first; i < check->count; i++) {
		const size_t length = strlen(check->row[i].label);
		width = length > width ? length : width;
	}
	return (int)width;
}

static const char *verdict(const struct ish_check_row *row)
{
	if (row->baseline == ISH_CHECK_MOVED) {
		return "MOVED";
	}
	if (!row->passed) {
		return "FAILED";
	}
	return row->baseline == ISH_CHECK_NEW ? "ok, new" : "ok";
}

static void number(char *out, size_t size, bool there, double value)
{
	if (there) {
		(void)snprintf(out, size, "%8.1e", value);
	} else {
		(void)snprintf(out, size, "%8s", "-");
	}
}

/* "2.01 2.00", or how far each error of a decay fell: "x3e+02 x1e+04". */
static void orders(char *out, size_t size, const struct ish_check_row *row)
{
	size_t used = 0;
	out[0] = '\0';
	for (int i = 0; i + 1 < row->count && used < size; i++) {
		const char *space = i > 0 ? " " : "";
		const int n = row->kind == ISH_CHECK_ORDERS
		                      ? snprintf(out + used, size - used, "%s%.2f", space, row->order[i])
		                      : snprintf(out + used, size - used, "%sx%.1g", space,
		                                 row->error[i].max / row->error[i + 1].max);
		used += (size_t)n;
	}
	if (row->count < 2) {
		(void)snprintf(out, size, "-");
	}
}

/* A condition tells its numbers where others have error norms, orders and bound. */
static void print_row(FILE *file, const struct ish_check_row *row, int width)
{
	char max[16];
	char rms[16];
	char bound[16];
	char order[ORDERS_TEXT];
	const bool has_error = row->count > 0;
	const struct ish_check_norm last = has_error ? row->error[row->count - 1] : (struct ish_check_norm){NAN, NAN};
	number(max, sizeof max, has_error, last.max);
	number(rms, sizeof rms, has_error, last.rms);
	number(bound, sizeof bound, has_error, row->gate.bound);
	orders(order, sizeof order, row);
	(void)fprintf(file, "  %-*s %-12s %-9s %-9s ", width, row->label, row->quantity,
	              row->grid[0] != '\0' ? row->grid : "-", row->scheme[0] != '\0' ? row->scheme : "-");
	if (row->kind == ISH_CHECK_CONDITION) {
		(void)fprintf(file, "%-*s", NUMBERS_WIDTH, row->text);
	} else {
		(void)fprintf(file, "%s %s %-14s %s", max, rms, order, bound);
	}
	(void)fprintf(file, " %-7s %6.2f\n", verdict(row), row->seconds);
	if (!row->passed) {
		(void)fprintf(file, "      %s / %s%s%s / %s: %s\n", row->of->name, row->label,
		              row->scheme[0] != '\0' ? " / " : "", row->scheme, row->quantity, row->why);
	}
}

void ish_check_table_case(FILE *file, const struct ish_check *check, int first, enum ish_check_detail detail)
{
	const int width = label_width(check, first);
	const bool all = detail == ISH_CHECK_ALL;
	if (!all && ish_check_failures(check, first) == 0) {
		return;
	}
	(void)fprintf(file, "%s: %s\n", check->now->name, check->now->sentence);
	(void)fprintf(file, "  %-*s %-12s %-9s %-9s %8s %8s %-14s %8s %-7s %6s\n", width, "label", "quantity", "grid",
	              "scheme", "max", "rms", "orders", "bound", "verdict", "s");
	for (int i = first; i < check->count; i++) {
		if (all || !check->row[i].passed) {
			print_row(file, &check->row[i], width);
		}
	}
	(void)fputc('\n', file);
}

void ish_check_table_end(FILE *file, const struct ish_check *check, int cases, double seconds,
                         enum ish_check_detail detail)
{
	const int failures = ish_check_failures(check, 0);
	int fresh = 0;
	for (int i = 0; i < check->count; i++) {
		const struct ish_check_row *row = &check->row[i];
		fresh += row->baseline == ISH_CHECK_NEW;
		if (!row->passed && detail == ISH_CHECK_ALL) {
			(void)fprintf(file, "FAILED  %s / %s%s%s / %s: %s\n", row->of->name, row->label,
			              row->scheme[0] != '\0' ? " / " : "", row->scheme, row->quantity, row->why);
		}
	}
	if (failures > 0) {
		(void)fprintf(file, "%d of %d measurements failed; %d cases in %.1f s\n", failures, check->count, cases,
		              seconds);
	} else if (detail == ISH_CHECK_ALL) {
		(void)fprintf(file, "all %d measurements of %d cases passed in %.1f s", check->count, cases, seconds);
		if (fresh > 0) {
			(void)fprintf(file, "; %d are new: not among the committed results", fresh);
		}
		(void)fputc('\n', file);
	}
}
