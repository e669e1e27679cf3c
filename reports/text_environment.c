/* The part of the text on how and where it was measured. */
#include <math.h>
#include <string.h>

#include "reports/report_impl.h"

enum { LINE = 512 };

static void print_caches(FILE *out, const struct ish_topology *topology)
{
	char line[LINE], a[ISH_HUMAN];
	size_t used = 0;
	for (int i = 0; i < ISH_CACHE_LEVELS; i++) {
		if (topology->cache_bytes[i] >= 0) {
			used += (size_t)snprintf(line + used, sizeof line - used, "%sL%d %d x %s", used > 0 ? ", " : "",
			                         i + 1, topology->cache_count[i],
			                         ish_human_bytes(a, (double)topology->cache_bytes[i]));
		}
	}
	ish_text_fact(out, "caches", used > 0 ? line : "not known");
}

static void print_topology(FILE *out, const struct ish_topology *topology)
{
	char line[LINE];
	if (topology == NULL) {
		return;
	}
	(void)snprintf(line, sizeof line, "%d package%s, %d core%s, %d hardware thread%s (%s), %d NUMA node%s",
	               topology->packages, topology->packages == 1 ? "" : "s", topology->cores,
	               topology->cores == 1 ? "" : "s", topology->hardware_threads,
	               topology->hardware_threads == 1 ? "" : "s",
	               topology->hardware_threads > topology->cores ? "SMT" : "no SMT", topology->numa_nodes,
	               topology->numa_nodes == 1 ? "" : "s");
	ish_text_fact(out, "topology", line);
	print_caches(out, topology);
}

/* Where the threads may run, where they did last, and what OpenMP was told. */
static void print_threads(FILE *out, const struct ish_report *report)
{
	const struct ish_environment *const e = &report->environment;
	char line[LINE] = "";
	size_t used = 0;
	for (int i = 0; i < report->view->run->threads && used + 16 < sizeof line; i++) {
		const int processor = ish_profile_thread_processor(i);
		if (processor >= 0) {
			used += (size_t)snprintf(line + used, sizeof line - used, "%s%d", used > 0 ? ", " : "",
			                         processor);
		}
	}
	ish_text_fact(out, "threads ran on", used > 0 ? line : "not known");
	ish_text_fact(out, "may run on", e->affinity[0] != '\0' ? e->affinity : "not known");
	used = 0;
	for (int i = 0; i < ISH_THREAD_SETTINGS && used < sizeof line; i++) {
		if (e->setting[i][0] != '\0') {
			used += (size_t)snprintf(line + used, sizeof line - used, "%s%s=%s", used > 0 ? " " : "",
			                         ish_thread_setting_name(i), e->setting[i]);
		}
	}
	ish_text_fact(out, "OpenMP", used > 0 ? line : "no OMP_ or GOMP_ variable is set");
}

static void print_machine(FILE *out, const struct ish_report *report)
{
	const struct ish_environment *const e = &report->environment;
	const struct ish_profile_run *const run = report->view->run;
	char line[LINE], a[ISH_HUMAN], b[ISH_HUMAN];
	(void)snprintf(line, sizeof line, "%s (%s), %s", e->host, e->system,
	               e->hypervisor[0] == '\0'             ? "virtual or not is not known"
	               : strcmp(e->hypervisor, "none") == 0 ? "no virtual machine"
	                                                    : "a virtual machine: ");
	if (e->hypervisor[0] != '\0' && strcmp(e->hypervisor, "none") != 0) {
		(void)strncat(line, e->hypervisor, sizeof line - strlen(line) - 1);
	}
	ish_text_fact(out, "host", line);
	(void)snprintf(line, sizeof line, "%s, %ld on line, %s of memory", e->cpu, e->cores,
	               ish_human_bytes(a, e->memory > 0 ? (double)e->memory : NAN));
	ish_text_fact(out, "processors", line);
	(void)snprintf(line, sizeof line, "%s MHz now, governor %s", ish_human_real(a, 1e-6 * e->frequency),
	               e->governor[0] != '\0' ? e->governor : "not known");
	ish_text_fact(out, "frequency", line);
	(void)snprintf(line, sizeof line, "%s at the begin, %s at the end (mean of a minute, whole machine)",
	               ish_human_real(a, run->load_begin), ish_human_real(b, run->load_end));
	ish_text_fact(out, "load", line);
}

static void print_program(FILE *out, const struct ish_report_program *program)
{
	const char *const row[][2] = {{"program", program->name},      {"version", program->version},
	                              {"revision", program->revision}, {"build", program->build_type},
	                              {"compiler", program->compiler}, {"flags", program->flags}};
	for (size_t i = 0; i < sizeof row / sizeof row[0]; i++) {
		if (row[i][1] != NULL) {
			ish_text_fact(out, row[i][0], row[i][1]);
		}
	}
}

void ish_report_environment(FILE *out, const struct ish_report *report)
{
	const struct ish_report_context *const context = report->context;
	char line[LINE];
	ish_text_title(out, "Environment");
	ish_text_fact(out, "when", report->environment.when);
	print_machine(out, report);
	print_topology(out, context->topology);
	print_threads(out, report);
	print_program(out, &context->program);
	for (int i = 0; i < context->libraries; i++) {
		(void)snprintf(line, sizeof line, "%s: %s", context->library[i].name, context->library[i].value);
		ish_text_fact(out, i == 0 ? "libraries" : "", line);
	}
}
