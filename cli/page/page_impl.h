/*
 * The parts of the page and what they are made from. Private to cli/page/. Parts print to a stream in memory, whose
 * failure the caller looks at.
 */
#ifndef ISH_CLI_PAGE_PAGE_IMPL_H
#define ISH_CLI_PAGE_PAGE_IMPL_H

#include <jansson.h>
#include <stdbool.h>
#include <stdio.h>

#include "cli/page/thin.h"
#include "cli/run_folder.h"
#include "solver/config.h"
#include "workspace/log.h"

enum { ISH_PAGE_COLUMNS = 32 };

struct ish_page_column { /* of series.csv; values that are not finite are left out */
	char name[ISH_NAME_MAX], unit[ISH_NAME_MAX];
	double first, last, low, high;
	struct ish_thin thin; /* over time */
};

struct ish_page_series {
	long rows;
	double begin, end; /* fm */
	int count;
	struct ish_page_column column[ISH_PAGE_COLUMNS];
};

struct ish_page {
	const char *directory;
	FILE *out;
	json_t *run; /* run.json */
	bool has_config;
	struct ish_config config;       /* config.cfg */
	struct ish_file_list fields;    /* in the order of steps */
	struct ish_page_series *series; /* NULL: none */
	json_t *profile;                /* profile/profile.json without its steps; NULL: none */
	bool has_damage;
	char damage[ISH_LOG_LINE]; /* the first reason why something that is there could not be read */
};

/* Reads all but the fields themselves; to be reset in any case. ISH_ERR_INPUT after one line without a run.json. */
ISH_CHECKED enum ish_status ish_page_read(struct ish_page *page, const char *directory);
void ish_page_reset(struct ish_page *page);

/* Notes ish_log_dropped as damage. Call it after something has failed between ish_page_quiet and ish_page_loud. */
void ish_page_note_damage(struct ish_page *page);

/*
 * Reads the columns of series.csv that the page shows, in one pass with memory that does not grow with the rows. Stores NULL
 * where there is no such file. ISH_ERR_INPUT or ISH_ERR_MEMORY after one line.
 */
ISH_CHECKED enum ish_status ish_page_series_read(struct ish_page_series **series_out, const char *directory);
const struct ish_page_column *ish_page_column(const struct ish_page_series *series, const char *name);

/* profile/profile.json without its steps, which are most of it. NULL where it cannot be read; fails in silence. */
json_t *ish_page_profile_read(const char *path);

/* ---- parts, each a <section> or <header> ---- */
void ish_page_head(struct ish_page *page);
void ish_page_fields(struct ish_page *page);
void ish_page_series(struct ish_page *page);
void ish_page_profile(struct ish_page *page);
void ish_page_files(struct ish_page *page);
void ish_page_environment(struct ish_page *page);

/* cli/page/page.css after the style of the reports, and page.js, in the program (cmake/embed.cmake). */
extern const char ish_page_style[];
extern const unsigned long ish_page_style_size;
extern const char ish_page_script[];
extern const unsigned long ish_page_script_size;

#endif
