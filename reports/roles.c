/* Where the time of the stages goes, what explicit and implicit parts take, and who holds the memory. */
#include "reports/report_impl.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* Thread seconds of node i itself in each stage. */
static void stage_self(const struct ish_profile_view *view, int i, double self[ISH_PROFILE_STAGES])
{
	memcpy(self, view->node[i].stage_thread, sizeof view->node[i].stage_thread);
	for (int k = i + 1; k < view->nodes; k++) {
		for (int s = 0; s < ISH_PROFILE_STAGES && view->node[k].parent == i; s++) {
			self[s] -= view->node[k].stage_thread[s];
		}
	}
}

/* What the caller says that a region belongs to: the nearest one around it that is told, itself first; NULL: none. */
static const char *role_of(const struct ish_report *report, int node)
{
	const struct ish_report_context *const context = report->context;
	for (; node > 0; node = report->view->node[node].parent) {
		for (int i = 0; i < context->roles; i++) {
			if (strcmp(context->role[i].region, report->view->node[node].region->name) == 0) {
				return context->role[i].role;
			}
		}
	}
	return NULL;
}

/* The row of a role, made where there is none; what is left over stands under "other". */
static struct ish_role_time *role_named(struct ish_stages *stages, const char *name)
{
	name = name != NULL ? name : "other";
	for (int i = 0; i < stages->roles; i++) {
		if (strcmp(stages->role[i].name, name) == 0) {
			return &stages->role[i];
		}
	}
	if (stages->roles == ISH_ROLES) {
		return &stages->role[ISH_ROLES - 1];
	}
	struct ish_role_time *const made = &stages->role[stages->roles++];
	*made = (struct ish_role_time){.name = name};
	return made;
}

static double sum(const double stage[ISH_PROFILE_STAGES])
{
	double all = 0;
	for (int s = 0; s < ISH_PROFILE_STAGES; s++) {
		all += stage[s];
	}
	return all;
}

static int compare_roles(const void *a, const void *b)
{
	const double x = sum(((const struct ish_role_time *)a)->stage),
		     y = sum(((const struct ish_role_time *)b)->stage);
	return (x < y) - (x > y);
}

void ish_report_stage_times(struct ish_report *report)
{
	const struct ish_profile_view *const view = report->view;
	struct ish_stages *const stages = &report->stages;
	double all[ISH_PROFILE_STAGES] = {0};
	for (int i = 1; i < view->nodes; i++) {
		double self[ISH_PROFILE_STAGES];
		struct ish_hot_spot *const spot =
			ish_report_below_step(view, i) ? ish_report_hot_spot(report, view->node[i].region->name) : NULL;
		if (spot == NULL) {
			continue;
		}
		stage_self(view, i, self);
		struct ish_role_time *const role = role_named(stages, role_of(report, i));
		for (int s = 0; s < ISH_PROFILE_STAGES; s++) {
			spot->stage[s] += self[s];
			role->stage[s] += self[s];
			all[s] += self[s];
		}
	}
	for (int s = 0; s < ISH_PROFILE_STAGES; s++) {
		stages->used = all[s] > 0 ? s + 1 : stages->used;
	}
	stages->thread = sum(all);
	qsort(stages->role, (size_t)stages->roles, sizeof stages->role[0], compare_roles);
}

/* ---- who holds memory ---- */

static void hold(struct ish_report *report, const char *kind, const char *name, double bytes)
{
	struct ish_holdings *const h = &report->holdings;
	if (!(bytes > 0)) {
		return;
	}
	h->all += bytes;
	int at = h->count;
	while (at > 0 && h->row[at - 1].bytes < bytes) {
		at--;
	}
	if (at == ISH_HOLDINGS) {
		return;
	}
	const int moved = (h->count < ISH_HOLDINGS ? h->count : ISH_HOLDINGS - 1) - at;
	memmove(&h->row[at + 1], &h->row[at], (size_t)moved * sizeof h->row[0]);
	h->row[at] = (struct ish_holding){kind, name, bytes};
	h->count += h->count < ISH_HOLDINGS;
}

void ish_report_holdings(struct ish_report *report)
{
	const struct ish_report_context *const context = report->context;
	const struct ish_profile_run *const run = report->view->run;
	report->holdings = (struct ish_holdings){.count = 0};
	for (int i = 0; i < context->owners; i++) {
		hold(report, "arena", context->owner[i].name, (double)context->owner[i].bytes);
	}
	if (run->allocations >= 0) {
		hold(report, "heap", "heap at its largest", (double)run->live_peak);
	}
	hold(report, "profiler", "profiler", (double)run->memory);
}
