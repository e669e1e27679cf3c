/*
 * The HTML report: one file, no network (its own policy forbids the browser to fetch anything); a page of our own style and script around the data (reports/html/, joined by
 * the build). Without a script the reader is sent to profile.txt.
 */
#include "reports/html_impl.h"

static void write_text(FILE *out, const char *text)
{
	for (const char *c = text; *c != '\0'; c++) {
		switch (*c) {
		case '<': (void)fputs("&lt;", out); break;
		case '&': (void)fputs("&amp;", out); break;
		default: (void)fputc(*c, out);
		}
	}
}

enum ish_status ish_report_html(FILE *out, const struct ish_report *report)
{
	const char *command = report->context->command != NULL ? report->context->command : "a run";
	(void)fputs(
		"<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n"
		"<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'; "
		"script-src 'unsafe-inline'; img-src data:\">\n"
		"<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n<link rel=\"icon\" "
		"href=\"data:,\">\n<title>Profile of ",
		out);
	write_text(out, command);
	(void)fputs("</title>\n<style>\n", out);
	(void)fwrite(ish_html_style, 1, ish_html_style_size, out);
	(void)fputs("</style>\n</head>\n<body>\n<main id=\"page\"></main>\n<noscript>This page draws its tables and "
	            "pictures with a "
	            "script. The same numbers as text: profile.txt (format \"text\").</noscript>\n"
	            "<script type=\"application/json\" id=\"profile\">\n",
	            out);
	const enum ish_status status = ish_html_data(out, report);
	(void)fputs("</script>\n<script>\n", out);
	(void)fwrite(ish_html_script, 1, ish_html_script_size, out);
	(void)fputs("</script>\n</body>\n</html>\n", out);
	return status;
}
