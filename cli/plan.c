/*
 * ishydro plan: what a run of these arguments takes, by owner, before anything of its size is allocated; and the store of
 * wisdom and choices, written (--measure) or removed (--clear).
 */
#define _GNU_SOURCE

#include <inttypes.h>
#include <jansson.h>
#include <stdlib.h>
#include <string.h>

#include "cli/command.h"
#include "cli/run_arguments.h"
#include "solver/choices.h"
#include "solver/memory_estimate.h"
#include "solver/wisdom_store.h"
#include "spectral/plan.h"

struct plan {
	struct ish_config config;
	struct ish_store store;
	struct ish_memory_estimate memory;
	struct ish_memory_room room;
	struct ish_store_removed removed;
	bool fits, estimated; /* false after --clear alone */
	const char *choices;  /* where they come from */
	const char *state;    /* of the store */
};

/* ---- text ---- */

/* Sizes as in the summary of a run: decimal megabytes. */
static void print_size(const char *group, const char *owner, size_t bytes)
{
	(void)printf("  %s%-*s %12.3f MB\n", group, 35 - (int)strlen(group), owner, 1e-6 * (double)bytes);
}

static void print_memory(const struct plan *plan)
{
	const struct ish_memory_estimate *m = &plan->memory;
	(void)printf("memory\n");
	for (int i = 0; i < m->solver.owner_count; i++) {
		print_size("arena: ", m->solver.owner[i].name, m->solver.owner[i].bytes);
	}
	(void)printf("  %-35s %12.3f MB, %zu bytes\n", "arena in all", 1e-6 * (double)m->solver.arena_bytes,
	             m->solver.arena_bytes);
	for (int i = 0; i < m->row_count; i++) {
		print_size("", m->row[i].owner, m->row[i].bytes);
	}
	(void)printf("  %-35s %12.3f MB at the peak\n", "total", 1e-6 * (double)m->total);
}

static void print_room(const struct plan *plan)
{
	const long limit = plan->config.backend.memory_limit;
	const char *verdict = plan->fits ? "the run fits" : "the run does not fit and would not start";
	if (limit > 0) {
		(void)printf("limit        %.1f MB by backend.memory_limit: %s\n", 1e-6 * (double)limit, verdict);
	} else {
		(void)printf("limit        %.1f MB, what %s has left: %s\n",
		             1e-6 * ((double)plan->room.bytes + (double)plan->memory.resident), plan->room.source,
		             verdict);
	}
}

static void print_transforms(const struct plan *plan)
{
	const struct ish_solver_choices *c = &plan->memory.solver.choices;
	const char *head = "transforms";
	for (int axis = 0; axis < 3; axis++) {
		if (plan->config.grid.shape[axis] > 1) {
			(void)printf("%-12s %c: derivative %s, filter %s\n", head, "xyz"[axis], c -> derivative[axis],
			             c -> filter[axis]);
			head = "";
		}
	}
	(void)printf("%-12s %s\n", "choices", plan->choices);
}

static void print_text(const struct plan *plan)
{
	const int *n = plan->config.grid.shape;
	for (int i = 0; i < plan->removed.count; i++) {
		(void)printf("removed      %s\n", plan->removed.path[i]);
	}
	if (plan->estimated) {
		(void)printf("plan         %.0f steps on %d x %d x %d points, %s, %s, %d thread%s, vectors %s\n",
		             plan->memory.steps, n[0], n[1], n[2], plan->config.backend.precision,
		             plan->config.time.scheme, plan->memory.solver.choices.threads,
		             plan->memory.solver.choices.threads == 1 ? "" : "s", plan->memory.solver.choices.simd);
		print_memory(plan);
		print_room(plan);
		print_transforms(plan);
	}
	(void)printf("store        %s%s%s\n", plan->store.path, plan->store.path[0] != '\0' ? ": " : "", plan->state);
}

/* ---- JSON ---- */

static json_t *axes(const char name[3][ISH_NAME_MAX])
{
	return json_pack("[s, s, s]", name[0], name[1], name[2]);
}

static json_t *memory_object(const struct ish_memory_estimate *m)
{
	json_t *arena = json_object();
	json_t *beside = json_object();
	for (int i = 0; i < m->solver.owner_count; i++) {
		(void)json_object_set_new(arena, m->solver.owner[i].name,
		                          json_integer((json_int_t)m->solver.owner[i].bytes));
	}
	for (int i = 0; i < m->row_count; i++) {
		(void)json_object_set_new(beside, m->row[i].owner, json_integer((json_int_t)m->row[i].bytes));
	}
	return json_pack("{s:I, s:{s:I, s:o}, s:o}", "total", (json_int_t)m->total, "arena", "total",
	                 (json_int_t)m->solver.arena_bytes, "by_owner", arena, "beside", beside);
}

static void add_estimate(json_t *root, const struct plan *plan)
{
	const struct ish_memory_estimate *m = &plan->memory;
	const struct ish_solver_choices *c = &m->solver.choices;
	const int *n = plan->config.grid.shape;
	const long limit = plan->config.backend.memory_limit;
	json_t *object = json_pack(
		"{s:f, s:[i, i, i], s:s, s:s, s:i, s:o, s:{s:I, s:s}, s:b, s:{s:s, s:s, s:o, s:o}}", "steps", m->steps,
		"shape", n[0], n[1], n[2], "precision", plan->config.backend.precision, "scheme",
		plan->config.time.scheme, "threads", c->threads, "memory_bytes", memory_object(m), "limit", "bytes",
		limit > 0 ? (json_int_t)limit : (json_int_t)(plan->room.bytes + m->resident), "of",
		limit > 0 ? "backend.memory_limit" : plan->room.source, "fits", plan->fits ? 1 : 0, "choices", "from",
		plan->choices, "simd", c->simd, "derivative", axes(c->derivative), "filter", axes(c->filter));
	(void)json_object_update(root, object);
	json_decref(object);
}

static enum ish_status print_json(const struct plan *plan)
{
	json_t *removed = json_array();
	for (int i = 0; i < plan->removed.count; i++) {
		(void)json_array_append_new(removed, json_string(plan->removed.path[i]));
	}
	json_t *root = json_pack("{s:{s:s, s:s, s:s, s:o}}", "store", "path", plan->store.path, "processor",
	                         plan->store.processor, "state", plan->state, "removed", removed);
	if (plan->estimated) {
		add_estimate(root, plan);
	}
	/* An object that lacks a fact must not be printed. */
	const bool whole = root != NULL && (!plan->estimated || json_object_get(root, "memory_bytes") != NULL);
	enum ish_status status = whole ? ISH_OK : ish_fail(ISH_ERR_MEMORY, "plan: no memory for the JSON");
	if (whole) {
		(void)json_dumpf(root, stdout, JSON_INDENT(2)); /* ish_command_end looks at stdout */
		(void)putchar('\n');
	}
	json_decref(root);
	return status;
}

/* ---- the command ---- */

static const char *state_of(const struct plan *plan, enum ish_store_found found)
{
	switch (found) {
	case ISH_STORE_CHOICES: return "wisdom, and choices for this grid";
	case ISH_STORE_WISDOM: return "wisdom, no choices for this grid";
	case ISH_STORE_IGNORED: return "ignored";
	default: break;
	}
	if (plan->store.path[0] == '\0') {
		return plan->config.backend.wisdom[0] != '\0' ? "none, by backend.wisdom"
		                                              : "none: neither XDG_CACHE_HOME nor HOME is set";
	}
	if (!plan->store.is_named && plan->config.backend.choices[0] != '\0') {
		return "not read: backend.choices is";
	}
	if (!plan->store.is_named && strcmp(plan->config.backend.planning, "estimate") == 0) {
		return "not read with planning \"estimate\"";
	}
	return "nothing there; --measure writes it";
}

static const char *source_of(const struct ish_config *config, enum ish_store_found found, bool measured)
{
	if (config->backend.choices[0] != '\0') {
		return config->backend.choices;
	}
	if (strcmp(config->backend.derivative, "auto") != 0) {
		return "by backend.derivative";
	}
	if (measured) {
		return "measured";
	}
	if (found == ISH_STORE_CHOICES) {
		return "from the store";
	}
	return strcmp(config->backend.planning, "estimate") == 0
	               ? "by fixed rule"
	               : "by fixed rule; a run measures and may choose otherwise";
}

static enum ish_status check_measure(const struct plan *plan)
{
	const struct ish_backend_config *backend = &plan->config.backend;
	if (strcmp(backend->planning, "estimate") == 0) {
		return ish_fail(ISH_ERR_INPUT,
		                "--measure: backend.planning = \"estimate\": must be \"measure\" or \"patient\"");
	}
	if (backend->choices[0] != '\0') {
		return ish_fail(ISH_ERR_INPUT,
		                "--measure: backend.choices = \"%s\": must be empty, choices are measured",
		                backend->choices);
	}
	if (plan->store.path[0] == '\0') {
		return ish_fail(ISH_ERR_INPUT, "--measure: no store: %s",
		                backend->wisdom[0] != '\0' ? "backend.wisdom = \"none\": must be a file or \"\""
		                                           : "set XDG_CACHE_HOME, HOME or backend.wisdom");
	}
	return ISH_OK;
}

static enum ish_status make_plan(struct plan *plan, bool measure)
{
	struct ish_config with_store = plan->config;
	const enum ish_store_found found = ish_store_read(&plan->store, &with_store);
	if (!measure) { /* old choices must not decide what is measured now */
		plan->config = with_store;
	}
	plan->state = state_of(plan, found);
	plan->choices = source_of(&plan->config, found, measure);
	plan->room = ish_memory_room("");
	enum ish_status status = ish_choices_read(&plan->config, plan->config.backend.choices);
	if (status == ISH_OK) {
		status = ish_memory_estimate(&plan->config, measure ? ISH_SOLVER_MEASURED : ISH_SOLVER_UNMEASURED,
		                             &plan->memory);
	}
	if (status == ISH_OK && measure) {
		status = ish_store_write(&plan->store, &plan->config, &plan->memory.solver.choices);
		plan->state = "written";
	}
	plan->estimated = status == ISH_OK;
	plan->fits = status == ISH_OK && ish_memory_fits(&plan->memory, &plan->config, plan->room);
	return status;
}

static enum ish_status carry_out(struct plan *plan, const struct ish_run_arguments *arguments)
{
	enum ish_status status = ish_run_arguments_configure(arguments, &plan->config);
	if (status != ISH_OK) {
		return status;
	}
	ish_store_init(&plan->store, &plan->config);
	if (arguments->measure) {
		status = check_measure(plan);
	}
	if (status == ISH_OK && arguments->clear) {
		status = ish_store_clear(&plan->store, &plan->removed);
		plan->state = plan->removed.count > 0 ? "removed" : "nothing there to remove";
	}
	if (status == ISH_OK && (arguments->measure || !arguments->clear)) {
		status = make_plan(plan, arguments->measure);
	}
	if (status == ISH_OK && arguments->json) {
		status = print_json(plan);
	} else if (status == ISH_OK) {
		print_text(plan);
	}
	return status;
}

int ish_command_plan(int argc, char **argv)
{
	struct ish_run_arguments arguments;
	struct plan *plan = calloc(1, sizeof *plan);
	enum ish_status status = ish_plan_arguments_init(&arguments, argc, argv);
	if (status == ISH_OK) {
		status = plan == NULL ? ish_fail(ISH_ERR_MEMORY, "plan: no memory") : carry_out(plan, &arguments);
	}
	ish_run_arguments_reset(&arguments);
	free(plan);
	ish_plan_clear();
	return ish_command_end(ish_status_exit_code(status));
}
