/* Pieces of the HTML report. Private to the room. */
#ifndef ISH_REPORTS_HTML_IMPL_H
#define ISH_REPORTS_HTML_IMPL_H

#include "reports/report_impl.h"

/* The data of the page: one JSON object, compact, no "</" in it; the steps are rows of numbers. ISH_ERR_MEMORY. */
ISH_CHECKED enum ish_status ish_html_data(FILE *out, const struct ish_report *report);

/* reports/html/report.css and the scripts, joined, in the program (cmake/embed.cmake). */
extern const char ish_html_style[];
extern const unsigned long ish_html_style_size;
extern const char ish_html_script[];
extern const unsigned long ish_html_script_size;

#endif
