/*
 * Folded stacks: one line per place of the call tree, "run;step;stage 2;..." and its self time in nanoseconds, summed over
 * threads; for flamegraph.pl, speedscope, inferno. Brendan Gregg's format: frames joined by ';', a space, a whole number.
 */
#include <math.h>

#include "reports/report_impl.h"

/* Parents first. */
static void print_path(FILE *out, const struct ish_profile_view *view, int node)
{
	if (view->node[node].parent >= 0) {
		print_path(out, view, view->node[node].parent);
		(void)fputc(';', out);
	}
	for (const char *c = view->node[node].region->name; *c != '\0'; c++) {
		(void)fputc(*c == ';' || *c == '\n' ? '_' : *c, out);
	}
}

enum ish_status ish_report_folded(FILE *out, const struct ish_report *report)
{
	const struct ish_profile_view *const view = report->view;
	for (int i = 0; i < view->nodes; i++) {
		const double nanoseconds = 1e9 * view->node[i].thread_self;
		if (nanoseconds >= 0.5) {
			print_path(out, view, i);
			(void)fprintf(out, " %.0f\n", round(nanoseconds));
		}
	}
	return ISH_OK;
}
