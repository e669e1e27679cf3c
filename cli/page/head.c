/* The head of the page: what ran, how it ended, and whether to trust it. */
#include <math.h>
#include <string.h>

#include "cli/page/facts.h"
#include "cli/page/page_impl.h"
#include "cli/page/write.h"
#include "reports/human.h"
#include "solver/trust.h"

enum { TEXT = 96 };

static void write_title(const struct ish_page *page)
{
	FILE *out = page->out;
	const char *state = ish_fact_text(page->run, "state");
	const bool is_good = strcmp(state, "done") == 0;
	(void)fputs("<h1>", out);
	ish_write_text(out, ish_fact_text(page->run, "problem"));
	const json_t *shape = ish_fact(page->run, "shape");
	for (size_t i = 0; i < json_array_size(shape); i++) {
		(void)fprintf(out, i == 0 ? ", %lld" : " &times; %lld",
		              (long long)json_integer_value(json_array_get(shape, i)));
	}
	(void)fprintf(out, " <span class=\"state %s\">", is_good ? "good" : strcmp(state, "stopped") == 0 ? "" : "bad");
	ish_write_text(out, strcmp(state, "breakdown") == 0 ? "numerical breakdown" : state);
	(void)fputs("</span></h1>\n", out);
}

static void write_what(const struct ish_page *page)
{
	FILE *out = page->out;
	const struct ish_config *c = &page->config;
	const double threads = ish_fact_number(page->run, "choices.threads");
	(void)fputs("<p class=\"soft\">", out);
	if (page->has_config) {
		(void)fprintf(
			out,
			"%s &middot; %s &middot; eos %s &middot; &eta;/s %g, &zeta;/s %g &middot; filter %s &middot; ",
			c->time.scheme, c->geometry.name, c->eos.name, c->transport.eta_over_s,
			c->transport.zeta_over_s, c->filter.name);
	}
	(void)fprintf(out, "%s precision &middot; %.0f thread%s &middot; ",
	              ish_fact_text(page->run, "choices.precision"), threads, threads > 1.0 ? "s" : "");
	ish_write_text(out, ish_fact_text(page->run, "started"));
	(void)fputs(" to ", out);
	ish_write_text(out, ish_fact_text(page->run, "ended"));
	(void)fputs("</p>\n", out);
	const char *command = ish_fact_text(page->run, "summary.command");
	if (command[0] != '\0') {
		(void)fputs("<p class=\"command\"><code>", out);
		ish_write_text(out, command);
		(void)fputs("</code></p>\n", out);
	}
}

static void write_warning(FILE *out, const char *class, const char *text)
{
	(void)fprintf(out, "<p class=\"%s\">", class);
	ish_write_text(out, text);
	(void)fputs("</p>\n", out);
}

static void write_failure(const struct ish_page *page)
{
	const char *error = ish_fact_text(page->run, "summary.error");
	const char *state = ish_fact_text(page->run, "state");
	if (error[0] != '\0') {
		write_warning(page->out, "warning failure", error);
	} else if (strcmp(state, "running") == 0) {
		write_warning(
			page->out, "warning failure",
			"run.json says \"running\": the run goes on, or it was killed. This page shows what is there.");
	} else if (strcmp(state, "stopped") == 0) {
		write_warning(page->out, "warning", "Stopped by a signal after its step; all files are complete.");
	}
	const json_t *resumes = ish_fact(page->run, "resumes");
	if (json_array_size(resumes) > 0) {
		char text[TEXT * 2];
		const json_t *last = json_array_get(resumes, json_array_size(resumes) - 1);
		(void)snprintf(
			text, sizeof text,
			"Resumed %zu time%s, the last from step %.0f: times, speed and profile are of the steps since.",
			json_array_size(resumes), json_array_size(resumes) == 1 ? "" : "s",
			ish_fact_number(last, "step"));
		write_warning(page->out, "note", text);
	}
}

/* A number of the summary with so many digits and a unit, "-" where there is none. */
static void write_number_card(const struct ish_page *page, const char *name, const char *path, const char *format,
                              enum ish_card state)
{
	char text[TEXT] = "-";
	const double value = ish_fact_number(page->run, path);
	if (isfinite(value)) {
		(void)snprintf(text, sizeof text, format, value); /* NOLINT: a literal of the callers below */
	}
	ish_write_card(page->out, name, text, value, isfinite(value) ? state : ISH_CARD_PLAIN);
}

static enum ish_card judge(double value, double most)
{
	return value > most ? ISH_CARD_BAD : ISH_CARD_GOOD;
}

static void write_speed(const struct ish_page *page)
{
	char text[ISH_HUMAN], rate[TEXT] = "-";
	const double wall = ish_fact_number(page->run, "summary.wall");
	const double speed = ish_fact_number(page->run, "summary.cell_steps_per_second");
	ish_write_card(page->out, "stepping, wall time", isfinite(wall) ? ish_human_time(text, wall) : "-", wall,
	               ISH_CARD_PLAIN);
	if (isfinite(speed)) {
		const double unit = speed >= 1e6 ? 1e6 : speed >= 1e3 ? 1e3 : 1.0;
		(void)snprintf(rate, sizeof rate, "%.4g%s", speed / unit,
		               speed >= 1e6   ? " million"
		               : speed >= 1e3 ? " thousand"
		                              : "");
	}
	ish_write_card(page->out, "cell-steps per second", rate, speed, ISH_CARD_PLAIN);
}

static void write_allocations(const struct ish_page *page)
{
	char text[TEXT];
	const double count = ish_fact_number(page->run, "summary.allocations.steady");
	const double steps = ish_fact_number(page->run, "summary.allocations.steady_steps");
	static const char name[] = "allocations in steady steps";
	if (!isfinite(count)) {
		ish_write_card(page->out, name, "not counted", NAN, ISH_CARD_PLAIN);
	} else if (!(steps > 0.0)) {
		ish_write_card(page->out, name, "no steady step", NAN, ISH_CARD_PLAIN);
	} else {
		(void)snprintf(text, sizeof text, "%.0f in %.0f steps", count, steps);
		ish_write_card(page->out, name, text, count, count > 0.0 ? ISH_CARD_BAD : ISH_CARD_GOOD);
	}
}

static void write_trust_cards(const struct ish_page *page)
{
	char text[TEXT] = "-";
	const double acausal = ish_fact_number(page->run, "summary.trust.acausal");
	const double knudsen = ish_fact_number(page->run, "summary.trust.knudsen");
	const double reynolds = ish_fact_number(page->run, "summary.trust.reynolds");
	const double tail = ish_fact_number(page->run, "summary.trust.tail");
	write_number_card(page, "Knudsen number up to", "summary.trust.knudsen", "%.3g",
	                  judge(knudsen, ISH_TRUST_KNUDSEN_MOST));
	write_number_card(page, "inverse Reynolds up to", "summary.trust.reynolds", "%.3g",
	                  judge(reynolds, ISH_TRUST_REYNOLDS_MOST));
	if (acausal > 0.0) {
		(void)snprintf(text, sizeof text, "up to %.0f", acausal);
	} else if (isfinite(acausal)) {
		(void)snprintf(text, sizeof text, "none");
	}
	ish_write_card(page->out, "acausal cells", text, acausal,
	               isfinite(acausal) ? judge(acausal, 0.0) : ISH_CARD_PLAIN);
	write_number_card(page, "tail of the spectra up to", "summary.trust.tail", "%.2g",
	                  judge(tail, ISH_TRUST_TAIL_MOST));
}

static void write_cards(const struct ish_page *page)
{
	const bool is_flat = !page->has_config || strcmp(page->config.geometry.name, "minkowski") == 0;
	(void)fputs("<div class=\"cards\">\n", page->out);
	write_number_card(page, "steps", "step", "%.0f", ISH_CARD_PLAIN);
	write_number_card(page, "time reached", "time", "%.6g fm", ISH_CARD_PLAIN);
	write_speed(page);
	write_number_card(page, is_flat ? "energy drift" : "energy changed by expansion", "summary.energy_change",
	                  "%.2g", ISH_CARD_PLAIN);
	write_number_card(page, "momentum drift", "summary.momentum_drift", "%.2g", ISH_CARD_PLAIN);
	write_allocations(page);
	write_number_card(page, "largest Lorentz factor", "summary.gamma_max", "%.6g", ISH_CARD_PLAIN);
	write_trust_cards(page);
	(void)fputs("</div>\n", page->out);
}

static void write_trust(const struct ish_page *page)
{
	const char *trust = ish_fact_text(page->run, "summary.trust.text");
	const json_t *warnings = ish_fact(page->run, "warnings");
	if (trust[0] != '\0') {
		(void)fputs("<p id=\"trust\"><b>Trust:</b> ", page->out);
		ish_write_text(page->out, trust);
		(void)fputs("</p>\n", page->out);
	}
	for (size_t i = 0; i < json_array_size(warnings); i++) {
		const char *line = json_string_value(json_array_get(warnings, i));
		if (line != NULL) {
			write_warning(page->out, "warning", line);
		}
	}
	if (json_array_size(warnings) == 0 && ish_fact(page->run, "summary") != NULL) {
		(void)fputs("<p class=\"soft\">No warning.</p>\n", page->out);
	}
}

void ish_page_head(struct ish_page *page)
{
	(void)fputs("<header>\n", page->out);
	write_title(page);
	write_failure(page);
	write_what(page);
	write_cards(page);
	write_trust(page);
	(void)fputs("<nav aria-label=\"contents\"><a href=\"#fields\">Fields</a> <a href=\"#series\">Series</a> "
	            "<a href=\"#profile\">Profile</a> <a href=\"#files\">Files</a> "
	            "<a href=\"#environment\">Environment</a></nav>\n</header>\n",
	            page->out);
}
