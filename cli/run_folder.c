#define _POSIX_C_SOURCE 200809L

#include "cli/run_folder.h"

#include <dirent.h>
#include <errno.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

bool ish_is_folder(const char *path)
{
	struct stat is;
	return stat(path, &is) == 0 && S_ISDIR(is.st_mode);
}

/* fields_NNNNNN.hdf, six digits or more */
static long step_of(const char *name)
{
	char *end = NULL;
	if (strncmp(name, "fields_", 7) != 0 || name[7] < '0' || name[7] > '9') {
		return -1;
	}
	const long step = strtol(name + 7, &end, 10);
	return strcmp(end, ".hdf") == 0 ? step : -1;
}

static int by_step(const void *a, const void *b)
{
	const long first = step_of(strrchr(*(char *const *)a, '/') + 1);
	const long second = step_of(strrchr(*(char *const *)b, '/') + 1);
	return (first > second) - (first < second);
}

void ish_file_list_reset(struct ish_file_list *list)
{
	for (int i = 0; i < list->count; i++) {
		free(list->path[i]);
	}
	free(list->path);
	*list = (struct ish_file_list){NULL, 0};
}

static enum ish_status add(struct ish_file_list *list, const char *directory, const char *name)
{
	const size_t size = strlen(directory) + strlen(name) + 2;
	char **longer = realloc(list->path, ((size_t)list->count + 1) * sizeof *longer);
	char *path = malloc(size);
	list->path = longer != NULL ? longer : list->path;
	if (longer == NULL || path == NULL) {
		free(path);
		return ish_fail(ISH_ERR_MEMORY, "%s: no memory for its list of files", directory);
	}
	(void)snprintf(path, size, "%s/%s", directory, name);
	list->path[list->count++] = path;
	return ISH_OK;
}

enum ish_status ish_run_folder_fields(const char *directory, struct ish_file_list *list_out)
{
	enum ish_status status = ISH_OK;
	*list_out = (struct ish_file_list){NULL, 0};
	DIR *folder = opendir(directory);
	if (folder == NULL) {
		return ish_fail(ISH_ERR_INPUT, "%s: cannot be read: %s", directory, ish_system_text(errno));
	}
	const struct dirent *entry;
	while (status == ISH_OK &&
	       (entry = readdir(folder)) != NULL) { /* NOLINT(concurrency-mt-unsafe): a folder of our own */
		if (step_of(entry->d_name) >= 0) {
			status = add(list_out, directory, entry->d_name);
		}
	}
	(void)closedir(folder);
	if (status == ISH_OK && list_out->count == 0) {
		status = ish_fail(ISH_ERR_INPUT,
		                  "%s: holds no fields_NNNNNN.hdf: need the folder of a run, or a field file",
		                  directory);
	}
	if (status == ISH_OK) {
		qsort(list_out->path, (size_t)list_out->count, sizeof *list_out->path, by_step);
	} else {
		ish_file_list_reset(list_out);
	}
	return status;
}

/* ---- the series ---- */

void ish_series_table_reset(struct ish_series_table *table)
{
	free(table->text);
	free(table->name);
	free(table->unit);
	free(table->value);
	*table = (struct ish_series_table){.text = NULL};
}

/* The whole file with a zero at its end. */
static enum ish_status read_text(const char *path, char **text_out)
{
	struct stat is;
	FILE *file = fopen(path, "rb");
	if (file == NULL || fstat(fileno(file), &is) != 0 || S_ISDIR(is.st_mode)) {
		const int error = file == NULL ? errno : EISDIR;
		if (file != NULL) {
			(void)fclose(file);
		}
		return ish_fail(ISH_ERR_INPUT, "%s: cannot be read: %s", path, ish_system_text(error));
	}
	char *text = malloc((size_t)is.st_size + 1);
	const size_t got = text != NULL ? fread(text, 1, (size_t)is.st_size, file) : 0;
	(void)fclose(file);
	if (text == NULL) {
		return ish_fail(ISH_ERR_MEMORY, "%s: no memory", path);
	}
	text[got] = '\0';
	*text_out = text;
	return ISH_OK;
}

/* "name [unit]" each; cuts the line into its columns. */
static void split_header(struct ish_series_table *table, char *line)
{
	static char none[] = "";
	for (int i = 0; i < table->columns && line != NULL; i++) {
		char *next = strchr(line, ',');
		if (next != NULL) {
			*next++ = '\0';
		}
		char *open = strstr(line, " [");
		table->name[i] = line;
		table->unit[i] = none;
		if (open != NULL) {
			*open = '\0';
			table->unit[i] = open + 2;
			table->unit[i][strcspn(table->unit[i], "]")] = '\0';
		}
		line = next;
	}
}

static enum ish_status parse_row(struct ish_series_table *table, const char *path, long row, char *line)
{
	for (int i = 0; i < table->columns; i++) {
		char *end = NULL;
		table->value[(size_t)i * (size_t)table->rows + (size_t)row] = strtod(line, &end);
		if (end == line || (*end != ',' && *end != '\0') || (*end == '\0') != (i + 1 == table->columns)) {
			return ish_fail_at(ISH_ERR_INPUT, path, (int)row + 2, "must hold %d numbers, one a column",
			                   table->columns);
		}
		line = end + 1;
	}
	return ISH_OK;
}

static long count_of(const char *text, char c, char stop)
{
	long count = 0;
	for (; *text != '\0' && *text != stop; text++) {
		count += *text == c;
	}
	return count;
}

static enum ish_status parse(struct ish_series_table *table, const char *path)
{
	const long lines = count_of(table->text, '\n', '\0');
	table->columns = (int)count_of(table->text, ',', '\n') + 1;
	table->rows = lines - 1;
	if (strncmp(table->text, "step,", 5) != 0 || table->rows < 1) {
		return ish_fail(ISH_ERR_INPUT,
		                "%s: must be the series.csv of a run: a line step,time [fm],... and rows of numbers",
		                path);
	}
	table->name = calloc((size_t)table->columns, sizeof *table->name);
	table->unit = calloc((size_t)table->columns, sizeof *table->unit);
	table->value = calloc((size_t)table->columns * (size_t)table->rows, sizeof *table->value);
	if (table->name == NULL || table->unit == NULL || table->value == NULL) {
		return ish_fail(ISH_ERR_MEMORY, "%s: no memory for %ld rows", path, table->rows);
	}
	enum ish_status status = ISH_OK;
	char *line = table->text;
	for (long i = 0; i < lines && status == ISH_OK; i++) {
		char *next = strchr(line, '\n');
		*next = '\0';
		if (i == 0) {
			split_header(table, line);
		} else {
			status = parse_row(table, path, i - 1, line);
		}
		line = next + 1;
	}
	return status;
}

enum ish_status ish_series_table_read(const char *path, struct ish_series_table *table_out)
{
	char name[4096];
	const int length = snprintf(name, sizeof name, ish_is_folder(path) ? "%s/series.csv" : "%s", path);
	*table_out = (struct ish_series_table){.text = NULL};
	if (length < 0 || (size_t)length >= sizeof name) {
		return ish_fail(ISH_ERR_INPUT, "%.200s...: the path is too long", path);
	}
	enum ish_status status = read_text(name, &table_out->text);
	if (status == ISH_OK) {
		status = parse(table_out, name);
	}
	if (status != ISH_OK) {
		ish_series_table_reset(table_out);
	}
	return status;
}

int ish_series_table_find(const struct ish_series_table *table, const char *name)
{
	for (int i = 0; i < table->columns; i++) {
		if (strcmp(table->name[i], name) == 0) {
			return i;
		}
	}
	return -1;
}
