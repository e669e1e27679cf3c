/*
 * index.html of a run's folder: run, pictures, series, warnings and profile on one page, which needs no network and no
 * other file. It is made from the files of the folder alone, so that it can be made again at any time.
 */
#ifndef ISH_CLI_PAGE_PAGE_H
#define ISH_CLI_PAGE_PAGE_H

#include "workspace/log.h"
#include "workspace/status.h"

/*
 * Writes DIRECTORY/index.html, complete or not at all. Logs nothing: `reason` becomes the line that says what failed,
 * "" after ISH_OK. Needs DIRECTORY/run.json; what else is missing is said on the page. ISH_ERR_INPUT: there is no
 * run.json, and no page, or a file that is there cannot be read, which the page says in its place. ISH_ERR_SYSTEM,
 * ISH_ERR_MEMORY: the page is not written.
 */
ISH_CHECKED enum ish_status ish_page_write(const char *directory, char reason[ISH_LOG_LINE]);

#endif
