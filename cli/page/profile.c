/* The profile in short: speed, time by region, targets, allocations, and where the whole of it is. */
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "cli/page/facts.h"
#include "cli/page/page_impl.h"
#include "cli/page/write.h"
#include "reports/human.h"
#include "reports/report.h"

enum { SPOTS = 12, TARGETS = 8, TEXT = 96 };

static bool has_report(const struct ish_page *page, const char *file)
{
	char path[ISH_PATH_MAX + 64];
	(void)snprintf(path, sizeof path, "%s/profile/%s", page->directory, file);
	return access(path, R_OK) == 0;
}

/* Links to the reports that are there; returns how many. */
static int write_links(const struct ish_page *page)
{
	int count = 0;
	(void)fputs(
		has_report(page, "profile.html")
			? "<p><a href=\"profile/profile.html\"><b>The whole profile</b></a>: flame graph, every "
			  "step, transforms, caches, memory.</p>\n"
			: "<p class=\"soft\">In short; <code>ishydro profile</code>, with the arguments of the run, "
			  "writes the whole profile as a page.</p>\n",
		page->out);
	for (int i = 0; i < ish_report_format_count(); i++) {
		const char *file = ish_report_format_file(i);
		if (has_report(page, file)) {
			(void)fprintf(page->out, "%s<a href=\"profile/%s\">%s</a>",
			              count++ > 0 ? " &middot; " : "<p>Reports: ", file, file);
		}
	}
	(void)fputs(count > 0 ? "</p>\n" : "", page->out);
	return count;
}

static void write_time_card(const struct ish_page *page, const char *name, const char *path)
{
	char text[ISH_HUMAN];
	const double seconds = ish_fact_number(page->profile, path);
	ish_write_card(page->out, name, ish_human_time(text, seconds), seconds, ISH_CARD_PLAIN);
}

static void write_cards(const struct ish_page *page)
{
	char text[TEXT], share[ISH_HUMAN];
	const double busy = ish_fact_number(page->profile, "summary.processors_busy");
	const double redundant = ish_fact_number(page->profile, "summary.redundant_calls");
	const double memory = ish_fact_number(page->profile, "run.peak_rss");
	(void)fputs("<div class=\"cards\">\n", page->out);
	write_time_card(page, "time in steps, with output", "summary.step_wall");
	write_time_card(page, "the whole run", "run.wall");
	write_time_card(page, "a steady step, median", "summary.wall_of_steady_steps.median");
	write_time_card(page, "95 % of them within", "summary.wall_of_steady_steps.p95");
	(void)snprintf(text, sizeof text, "%.3g of %.0f", busy, ish_fact_number(page->profile, "run.threads"));
	ish_write_card(page->out, "processors busy", isfinite(busy) ? text : "-", busy, ISH_CARD_PLAIN);
	ish_write_card(page->out, "peak memory", ish_human_bytes(share, memory), memory, ISH_CARD_PLAIN);
	(void)snprintf(text, sizeof text, "%.0f", redundant);
	ish_write_card(page->out, "redundant calls", isfinite(redundant) ? text : "-", redundant,
	               redundant > 0.0 ? ISH_CARD_BAD : ISH_CARD_PLAIN);
	const double lost = ish_fact_number(page->profile, "summary.imbalance_share");
	ish_write_card(page->out, "lost to imbalance", ish_human_share(share, lost), lost, ISH_CARD_PLAIN);
	(void)fputs("</div>\n", page->out);
}

/* One bar a region, of its own time within the steps. */
static void write_spots(const struct ish_page *page)
{
	FILE *out = page->out;
	const json_t *spots = ish_fact(page->profile, "hot_spots");
	const double most = ish_fact_number(json_array_get(spots, 0), "wall_self");
	(void)fputs("<h3>Where the time of the steps goes</h3>\n<div class=\"wide\"><table id=\"spots\"><thead><tr><th "
	            "class=\"text\">region</th><th class=\"text bars\"></th><th>self time</th><th>share</th>"
	            "<th>calls</th><th>allocations</th></tr></thead><tbody>\n",
	            out);
	for (size_t i = 0; i < json_array_size(spots) && i < SPOTS; i++) {
		char time[ISH_HUMAN], share[ISH_HUMAN], calls[ISH_HUMAN], allocations[ISH_HUMAN];
		const json_t *spot = json_array_get(spots, i);
		const double self = ish_fact_number(spot, "wall_self");
		const json_t *allocated = ish_fact(spot, "allocations");
		(void)fputs("<tr><td class=\"text\">", out);
		ish_write_text(out, ish_fact_text(spot, "name"));
		(void)fprintf(out,
		              "</td><td class=\"text bars\"><span class=\"bar\" style=\"width:%.1f%%\"></span></td>",
		              most > 0.0 ? 100.0 * self / most : 0.0);
		(void)fprintf(out, "<td><data value=\"%.17g\">%s</data></td><td>%s</td><td>%s</td><td>%s</td></tr>\n",
		              self, ish_human_time(time, self), ish_human_share(share, ish_fact_number(spot, "share")),
		              ish_human_count(calls, (long)json_integer_value(ish_fact(spot, "calls"))),
		              ish_human_count(allocations,
		                              json_is_integer(allocated) ? (long)json_integer_value(allocated) : -1));
	}
	(void)fputs("</tbody></table></div>\n", out);
}

static void write_targets(const struct ish_page *page)
{
	FILE *out = page->out;
	const json_t *targets = ish_fact(page->profile, "targets");
	if (json_array_size(targets) == 0) {
		return;
	}
	(void)fputs("<h3>What would pay most</h3>\n<div class=\"wide\"><table id=\"targets\"><thead><tr><th "
	            "class=\"text\">target</th><th>would save</th><th>of the run</th><th class=\"text\">how it was "
	            "reckoned</th></tr></thead><tbody>\n",
	            out);
	for (size_t i = 0; i < json_array_size(targets) && i < TARGETS; i++) {
		char time[ISH_HUMAN], share[ISH_HUMAN];
		const json_t *target = json_array_get(targets, i);
		(void)fputs("<tr><td class=\"text\">", out);
		ish_write_text(out, ish_fact_text(target, "name"));
		(void)fprintf(out, "</td><td>%s</td><td>%s</td><td class=\"text fold\">",
		              ish_human_time(time, ish_fact_number(target, "seconds")),
		              ish_human_share(share, ish_fact_number(target, "share")));
		ish_write_text(out, ish_fact_text(target, "reason"));
		(void)fputs("</td></tr>\n", out);
	}
	(void)fputs("</tbody></table></div>\n", out);
}

static void write_allocations(const struct ish_page *page)
{
	FILE *out = page->out;
	const char *kind;
	json_t *row;
	json_t *kinds = json_object_get(page->profile, "kinds");
	(void)fputs("<h3>Allocations by kind of step</h3>\n<div class=\"wide\"><table id=\"kinds\"><thead><tr><th "
	            "class=\"text\">steps</th><th>number</th><th>wall</th><th>allocations</th><th>bytes</th></tr>"
	            "</thead><tbody>\n",
	            out);
	json_object_foreach(kinds, kind, row)
	{
		char time[ISH_HUMAN], bytes[ISH_HUMAN], count[ISH_HUMAN];
		const json_t *allocated = ish_fact(row, "allocations");
		if (!(ish_fact_number(row, "steps") > 0.0)) {
			continue;
		}
		(void)fputs("<tr><td class=\"text\">", out);
		ish_write_text(out, kind);
		(void)fprintf(
			out, "</td><td>%.0f</td><td>%s</td><td>%s</td><td>%s</td></tr>\n",
			ish_fact_number(row, "steps"), ish_human_time(time, ish_fact_number(row, "wall")),
			ish_human_count(count, json_is_integer(allocated) ? (long)json_integer_value(allocated) : -1),
			ish_human_bytes(bytes, ish_fact_number(row, "bytes")));
	}
	(void)fputs("</tbody></table></div>\n", out);
}

static void write_warnings(const struct ish_page *page)
{
	const json_t *warnings = ish_fact(page->profile, "warnings");
	for (size_t i = 0; i < json_array_size(warnings); i++) {
		const char *line = json_string_value(json_array_get(warnings, i));
		(void)fputs("<p class=\"warning\">", page->out);
		ish_write_text(page->out, line != NULL ? line : "");
		(void)fputs("</p>\n", page->out);
	}
}

void ish_page_profile(struct ish_page *page)
{
	FILE *out = page->out;
	(void)fputs("<section id=\"profile\"><h2>Profile</h2>\n", out);
	if (page->has_config && strcmp(page->config.profile.level, "off") == 0) {
		(void)fputs("<p>Profiling was off (<code>profile.level = \"off\"</code>).</p>\n</section>\n", out);
		return;
	}
	const int links = write_links(page);
	if (page->profile != NULL) {
		write_warnings(page);
		write_cards(page);
		write_spots(page);
		write_targets(page);
		write_allocations(page);
	} else {
		(void)fputs(links > 0 ? "<p>This page takes its numbers from the JSON report, which is not there "
		                        "(<code>profile.formats</code>).</p>\n"
		                      : "<p>There is no report.</p>\n",
		            out);
	}
	(void)fputs("</section>\n", out);
}
