/*
 * The versions of the libraries that the program runs with.
 */
#ifndef ISH_CLI_LIBRARIES_H
#define ISH_CLI_LIBRARIES_H

#include "reports/report.h"

enum { ISH_LIBRARIES_MAX = 10, ISH_LIBRARY_TEXT = 160 };

struct ish_libraries {
	struct ish_report_fact row[ISH_LIBRARIES_MAX]; /* names and values, which point into `text` */
	char text[ISH_LIBRARIES_MAX][ISH_LIBRARY_TEXT];
	int count;
};

/* Not to be copied afterwards: its rows point into it. */
void ish_libraries_read(struct ish_libraries *libraries);

#endif
