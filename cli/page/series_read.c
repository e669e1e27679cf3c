/* series.csv in one pass: what the page shows of it. */
#define _POSIX_C_SOURCE 200809L

#include <errno.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <sys/types.h>

#include "cli/page/page_impl.h"

enum { FIELDS = 256 }; /* columns of a file */

static bool is_shown(const char *name)
{
	static const char shown[] =
		" dt energy energy_drift momentum_drift_1 momentum_drift_2 momentum_drift_3 e_max e_min gamma_max "
		"knudsen_theta knudsen_sigma reynolds_shear reynolds_bulk newton_mean newton_max undetermined acausal "
		"causality_margin transverse_margin tail_e tail_u tail ";
	char word[ISH_NAME_MAX + 3];
	return snprintf(word, sizeof word, " %s ", name) < (int)sizeof word && strstr(shown, word) != NULL;
}

struct reader {
	struct ish_page_series *series;
	int columns;
	struct ish_page_column *column[FIELDS]; /* NULL: not shown */
	int time;                               /* which is the time; -1: none */
};

/* "name [unit]" each. */
static void read_header(struct reader *r, char *line)
{
	r->time = -1;
	for (char *at = line, *next; at != NULL && r->columns < FIELDS; at = next, r->columns++) {
		next = strchr(at, ',');
		if (next != NULL) {
			*next++ = '\0';
		}
		at[strcspn(at, "\r\n")] = '\0';
		char *open = strstr(at, " [");
		if (open != NULL) {
			*open = '\0';
			open += 2;
			open[strcspn(open, "]")] = '\0';
		}
		if (strcmp(at, "time") == 0) {
			r->time = r->columns;
		}
		if (is_shown(at) && r->series->count < ISH_PAGE_COLUMNS) {
			struct ish_page_column *c = &r->series->column[r->series->count++];
			(void)snprintf(c->name, sizeof c->name, "%s", at);
			(void)snprintf(c->unit, sizeof c->unit, "%s", open != NULL ? open : "");
			r->column[r->columns] = c;
		}
	}
}

static void take(struct ish_page_column *c, double t, double value)
{
	if (!isfinite(value)) {
		return;
	}
	if (c->thin.count == 0) {
		c->first = c->low = c->high = value;
	}
	c->last = value;
	c->low = fmin(c->low, value);
	c->high = fmax(c->high, value);
	ish_thin_add(&c->thin, t, value);
}

/* False if the line is not a row of numbers. */
static bool read_row(struct reader *r, const char *line)
{
	const char *start[FIELDS];
	int count = 0;
	for (const char *at = line; at != NULL && count < FIELDS; count++) {
		start[count] = at;
		at = strchr(at, ',');
		at = at != NULL ? at + 1 : NULL;
	}
	char *end = NULL;
	const double t = count == r->columns ? strtod(start[r->time], &end) : NAN;
	if (end == NULL || end == start[r->time] || !isfinite(t)) {
		return false;
	}
	for (int i = 0; i < r->columns; i++) {
		if (r->column[i] != NULL) {
			const double value = strtod(start[i], &end);
			if (end == start[i] || strchr(",\r\n", *end) == NULL) {
				return false;
			}
			take(r->column[i], t, value);
		}
	}
	r->series->begin = r->series->rows == 0 ? t : r->series->begin;
	r->series->end = t;
	r->series->rows++;
	return true;
}

/* The lines of a file; one without its end, that is being written, is left out. */
static enum ish_status read_lines(struct reader *r, FILE *file, const char *path)
{
	char *line = NULL;
	size_t size = 0;
	enum ish_status status = ISH_OK;
	for (long number = 1; status == ISH_OK; number++) {
		const ssize_t length = getline(&line, &size, file);
		if (length <= 0 || line[length - 1] != '\n') {
			break;
		}
		if (number == 1) {
			read_header(r, line);
		}
		if (r->time < 0) {
			status = ish_fail_at(ISH_ERR_INPUT, path, 1,
			                     "must be names of columns, \"time [fm]\" among them");
		} else if (number > 1 && !read_row(r, line)) {
			status = ish_fail_at(ISH_ERR_INPUT, path, (int)number, "must hold %d numbers, one a column",
			                     r->columns);
		}
	}
	if (status == ISH_OK && ferror(file)) {
		status = ish_fail(ISH_ERR_INPUT, "%s: cannot be read: %s", path, ish_system_text(errno));
	}
	free(line);
	return status;
}

enum ish_status ish_page_series_read(struct ish_page_series **series_out, const char *directory)
{
	char path[ISH_PATH_MAX + 32];
	struct reader r = {.time = -1};
	*series_out = NULL;
	(void)snprintf(path, sizeof path, "%s/series.csv", directory);
	FILE *file = fopen(path, "re");
	if (file == NULL) {
		return errno == ENOENT
		               ? ISH_OK
		               : ish_fail(ISH_ERR_INPUT, "%s: cannot be read: %s", path, ish_system_text(errno));
	}
	r.series = calloc(1, sizeof *r.series);
	enum ish_status status =
		r.series == NULL ? ish_fail(ISH_ERR_MEMORY, "%s: no memory", path) : read_lines(&r, file, path);
	(void)fclose(file);
	*series_out = r.series;
	return status;
}

const struct ish_page_column *ish_page_column(const struct ish_page_series *series, const char *name)
{
	for (int i = 0; series != NULL && i < series->count; i++) {
		if (strcmp(series->column[i].name, name) == 0) {
			return &series->column[i];
		}
	}
	return NULL;
}
