/* The files of the folder, with size and sentence. */
#define _GNU_SOURCE /* versionsort */

#include <dirent.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "cli/page/page_impl.h"
#include "cli/page/write.h"
#include "reports/human.h"
#include "reports/report.h"

enum { ENDS = 3 }; /* of a long row of alike files so many are listed at both ends */

static const struct kind {
	const char *begin, *end, *sentence;
} kinds[] = {
	{"config.cfg", "", "the configuration as run: running it gives the same run"},
	{"run.json", "", "what ran, where, how it ended"},
	{"fields_", ".hdf", "fields (HDF5: ParaView, xarray, h5py)"},
	{"fields.hdf.series", "", "the field files with their times, for ParaView"},
	{"series.csv", "", "numbers over time, one row a step"},
	{"series.h5", "", "the same as HDF5"},
	{"checkpoint_", ".h5", "the whole state: ishydro run --resume goes on from it"},
};

enum { KINDS = sizeof kinds / sizeof kinds[0] };

static int kind_of(const char *name)
{
	for (int i = 0; i < KINDS; i++) {
		const size_t begin = strlen(kinds[i].begin), end = strlen(kinds[i].end), length = strlen(name);
		const bool is_exact = end == 0;
		if (strncmp(name, kinds[i].begin, begin) == 0 &&
		    (is_exact ? length == begin : length >= end && strcmp(name + length - end, kinds[i].end) == 0)) {
			return i;
		}
	}
	return -1;
}

static void write_link(FILE *out, const char *folder, const char *name)
{
	static const char plain[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~";
	(void)fprintf(out, "<a href=\"%s", folder);
	for (const char *c = name; *c != '\0'; c++) {
		(void)fprintf(out, strchr(plain, *c) != NULL ? "%c" : "%%%02X", (unsigned char)*c);
	}
	(void)fprintf(out, "\">%s", folder);
	ish_write_text(out, name);
	(void)fputs("</a>", out);
}

static void write_row(const struct ish_page *page, const char *folder, const char *name, const char *sentence)
{
	char path[ISH_PATH_MAX + 512], size[ISH_HUMAN];
	struct stat is;
	(void)snprintf(path, sizeof path, "%s/%s%s", page->directory, folder, name);
	if (stat(path, &is) != 0 || !S_ISREG(is.st_mode)) {
		return;
	}
	(void)fputs("<tr><td class=\"text\">", page->out);
	write_link(page->out, folder, name);
	(void)fprintf(page->out, "</td><td><data value=\"%lld\">%s</data></td><td class=\"text fold\">",
	              (long long)is.st_size, ish_human_bytes(size, (double)is.st_size));
	ish_write_text(page->out, sentence);
	(void)fputs("</td></tr>\n", page->out);
}

static int is_own(const struct dirent *entry)
{
	return kind_of(entry->d_name) >= 0;
}

/* Those of one kind, of many the first and the last. */
static void write_kind(const struct ish_page *page, struct dirent *const *entry, int count)
{
	const char *sentence = kinds[kind_of(entry[0]->d_name)].sentence;
	for (int i = 0; i < count; i++) {
		if (count > 2 * ENDS + 1 && i == ENDS) {
			(void)fprintf(page->out,
			              "<tr><td class=\"text soft\">... and %d more</td><td></td><td></td></tr>\n",
			              count - 2 * ENDS);
			i = count - ENDS;
		}
		write_row(page, "", entry[i]->d_name, sentence);
	}
}

static void write_all(const struct ish_page *page)
{
	struct dirent **entry = NULL;
	const int count = scandir(page->directory, &entry, is_own, versionsort);
	for (int k = 0; k < KINDS; k++) {
		int first = 0, of_kind = 0;
		for (int i = 0; i < count; i++) {
			if (kind_of(entry[i]->d_name) == k) {
				first = of_kind == 0 ? i : first;
				of_kind++;
			}
		}
		if (of_kind > 0) { /* they stand together: the list is sorted */
			write_kind(page, entry + first, of_kind);
		}
	}
	for (int i = 0; i < count; i++) {
		free(entry[i]);
	}
	free(entry);
	for (int i = 0; i < ish_report_format_count(); i++) {
		write_row(page, "profile/", ish_report_format_file(i), ish_report_format_sentence(i));
	}
}

void ish_page_files(struct ish_page *page)
{
	(void)fputs("<section id=\"files\"><h2>Files</h2>\n<div class=\"wide\"><table id=\"list\"><thead><tr><th "
	            "class=\"text\">file</th><th>size</th><th class=\"text\">what</th></tr></thead><tbody>\n",
	            page->out);
	write_all(page);
	(void)fputs("</tbody></table></div>\n</section>\n", page->out);
}
