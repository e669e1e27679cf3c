/* Where and with what the run was made, its memory, and the whole configuration. */
#define _POSIX_C_SOURCE 200809L

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "cli/page/facts.h"
#include "cli/page/page_impl.h"
#include "cli/page/write.h"
#include "reports/human.h"

enum { TEXT = 512 };

/* The texts of a list with commas between. */
static void join(char text[TEXT], const json_t *list)
{
	size_t used = 0;
	text[0] = '\0';
	for (size_t i = 0; i < json_array_size(list) && used < TEXT; i++) {
		const char *item = json_string_value(json_array_get(list, i));
		used += (size_t)snprintf(text + used, TEXT - used, "%s%s", i > 0 ? ", " : "",
		                         item != NULL ? item : "?");
	}
}

static void write_machine(const struct ish_page *page)
{
	char text[TEXT];
	const json_t *run = page->run;
	(void)snprintf(text, sizeof text, "ishydro %s, revision %s", ish_fact_text(run, "version"),
	               ish_fact_text(run, "git"));
	ish_write_term(page->out, "program", text);
	(void)snprintf(text, sizeof text, "%s, %s, %.350s", ish_fact_text(run, "build.type"),
	               ish_fact_text(run, "build.compiler"), ish_fact_text(run, "build.flags"));
	ish_write_term(page->out, "build", text);
	(void)snprintf(text, sizeof text, "%s, %s %s %s, %.0f processors", ish_fact_text(run, "host.name"),
	               ish_fact_text(run, "host.system"), ish_fact_text(run, "host.release"),
	               ish_fact_text(run, "host.machine"), ish_fact_number(run, "host.cores"));
	ish_write_term(page->out, "machine", text);
	ish_write_term(page->out, "processor", ish_fact_text(page->profile, "environment.processor"));
}

static void write_choices(const struct ish_page *page)
{
	char text[TEXT];
	const json_t *run = page->run;
	(void)snprintf(text, sizeof text, "%.0f", ish_fact_number(run, "choices.threads"));
	ish_write_term(page->out, "threads", text);
	ish_write_term(page->out, "SIMD", ish_fact_text(run, "choices.simd"));
	ish_write_term(page->out, "planning", ish_fact_text(run, "choices.planning"));
	join(text, ish_fact(run, "choices.derivative"));
	ish_write_term(page->out, "derivatives", text);
	join(text, ish_fact(run, "choices.filter"));
	ish_write_term(page->out, "filters", text);
}

static void write_libraries(const struct ish_page *page)
{
	const char *name;
	json_t *value;
	json_t *libraries = json_object_get(page->run, "libraries");
	json_object_foreach(libraries, name, value)
	{
		ish_write_term(page->out, name, json_is_string(value) ? json_string_value(value) : "");
	}
}

static void write_memory(const struct ish_page *page)
{
	char text[TEXT], size[ISH_HUMAN];
	const char *name;
	json_t *value;
	size_t used = 0;
	json_t *owners = json_object_get(json_object_get(page->run, "memory_bytes"), "by_owner");
	const double total = ish_fact_number(page->run, "memory_bytes.total");
	used += (size_t)snprintf(text, sizeof text, "%s: ", ish_human_bytes(size, total));
	json_object_foreach(owners, name, value)
	{
		if (used < sizeof text) {
			used += (size_t)snprintf(text + used, sizeof text - used, "%s%s %s",
			                         text[used - 1] == ' ' ? "" : ", ", name,
			                         ish_human_bytes(size, json_number_value(value)));
		}
	}
	ish_write_term(page->out, "memory of the fields", text);
}

static void write_config(const struct ish_page *page)
{
	char path[ISH_PATH_MAX + 32];
	char *line = NULL;
	size_t size = 0;
	(void)snprintf(path, sizeof path, "%s/config.cfg", page->directory);
	FILE *file = fopen(path, "re");
	if (file == NULL) {
		return;
	}
	(void)fputs("<details><summary>The whole configuration (config.cfg)</summary><pre>", page->out);
	while (getline(&line, &size, file) > 0) {
		ish_write_text(page->out, line);
	}
	(void)fputs("</pre></details>\n", page->out);
	free(line);
	(void)fclose(file);
}

void ish_page_environment(struct ish_page *page)
{
	(void)fputs("<section id=\"environment\"><h2>Environment</h2>\n<dl>\n", page->out);
	write_machine(page);
	write_choices(page);
	write_memory(page);
	write_libraries(page);
	(void)fputs("</dl>\n", page->out);
	write_config(page);
	(void)fputs("</section>\n", page->out);
}
