#define _POSIX_C_SOURCE 200809L

#include "cli/page/page.h"

#include <stdlib.h>
#include <string.h>

#include "cli/page/facts.h"
#include "cli/page/page_impl.h"
#include "cli/page/write.h"
#include "solver/complete_file.h"

static void write_page(struct ish_page *page)
{
	FILE *out = page->out;
	(void)fputs("<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n<meta name=\"viewport\" "
	            "content=\"width=device-width, initial-scale=1\">\n<meta name=\"generator\" content=\"ishydro\">\n"
	            "<link rel=\"icon\" href=\"data:,\">\n<title>Run of ",
	            out);
	ish_write_text(out, ish_fact_text(page->run, "problem"));
	(void)fputs("</title>\n<style>\n", out);
	(void)fwrite(ish_page_style, 1, ish_page_style_size, out);
	(void)fputs("</style>\n</head>\n<body>\n<main>\n", out);
	ish_page_head(page);
	ish_page_fields(page);
	ish_page_series(page);
	ish_page_profile(page);
	ish_page_files(page);
	ish_page_environment(page);
	(void)fputs("</main>\n<script>\n", out);
	(void)fwrite(ish_page_script, 1, ish_page_script_size, out);
	(void)fputs("</script>\n</body>\n</html>\n", out);
}

/* The page as text (heap); NULL without memory. */
static char *page_text(struct ish_page *page)
{
	char *text = NULL;
	size_t size = 0;
	page->out = open_memstream(&text, &size);
	if (page->out == NULL) {
		return NULL;
	}
	write_page(page);
	const bool failed = ferror(page->out) != 0;
	if (fclose(page->out) != 0 || failed) {
		free(text);
		return NULL;
	}
	return text;
}

static enum ish_status make(struct ish_page *page, const char *directory)
{
	char path[ISH_PATH_MAX + 32];
	enum ish_status status = ish_page_read(page, directory);
	if (status != ISH_OK) {
		return status;
	}
	char *text = page_text(page);
	ish_log_pause(); /* what was dropped before is in the page */
	(void)snprintf(path, sizeof path, "%s/index.html", directory);
	status = text == NULL ? ish_fail(ISH_ERR_MEMORY, "%s: no memory", path) : ish_complete_file_write(path, text);
	free(text);
	return status;
}

enum ish_status ish_page_write(const char *directory, char reason[ISH_LOG_LINE])
{
	struct ish_page *page = calloc(1, sizeof *page);
	reason[0] = '\0';
	if (page == NULL) {
		(void)snprintf(reason, ISH_LOG_LINE, "%s/index.html: no memory", directory);
		return ISH_ERR_MEMORY;
	}
	ish_log_pause();
	enum ish_status status = make(page, directory);
	ish_log_resume();
	if (status != ISH_OK) {
		(void)snprintf(reason, ISH_LOG_LINE, "%s", ish_log_dropped());
	} else if (page->has_damage) {
		status = ISH_ERR_INPUT;
		(void)snprintf(reason, ISH_LOG_LINE, "%s", page->damage);
	}
	ish_page_reset(page);
	free(page);
	return status;
}
