#define _DEFAULT_SOURCE /* getrusage */

#include "cli/run_report.h"

#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <sys/resource.h>

#include "cli/libraries.h"
#include "ishydro_version.h"
#include "profiler/profile_view.h"
#include "reports/report.h"

enum { FACTS_MAX = 20, VALUE_MAX = 160 };

struct facts {
	struct ish_report_fact row[FACTS_MAX];
	char value[FACTS_MAX][VALUE_MAX];
	int count;
	struct ish_libraries libraries;
	struct ish_topology topology;
	bool has_topology;
};

__attribute__((format(printf, 3, 4))) static void add(struct facts *facts, const char *name, const char *format, ...)
{
	if (facts->count == FACTS_MAX) {
		return;
	}
	char *value = facts->value[facts->count];
	va_list arguments;
	va_start(arguments, format);
	(void)vsnprintf(value, VALUE_MAX, format, arguments);
	va_end(arguments);
	facts->row[facts->count++] = (struct ish_report_fact){.name = name, .value = value};
}

/* What work was done: a profile with another value of it is another run's, not this one's before a change. */
static void mark_work(struct facts *facts)
{
	static const char *const work[] = {"problem",   "grid",   "geometry", "eos",
	                                   "viscosity", "scheme", "filter",   "precision"};
	for (int i = 0; i < facts->count; i++) {
		for (size_t k = 0; k < sizeof work / sizeof work[0]; k++) {
			if (strcmp(facts->row[i].name, work[k]) == 0) {
				facts->row[i].kind = ISH_FACT_WORK;
			}
		}
	}
}

static void collect(struct facts *facts, const struct ish_solver *solver, const struct ish_run_summary *summary)
{
	char trust[VALUE_MAX];
	const struct ish_config *c = ish_solver_config(solver);
	const struct ish_solver_choices *choice = ish_solver_choices(solver);
	add(facts, "program", "ishydro %s, git %s, %s", ISH_VERSION, ISH_GIT_REVISION, ISH_BUILD_TYPE);
	add(facts, "compiler", "%s", ISH_COMPILER);
	add(facts, "problem", "%s", c->problem.name);
	add(facts, "grid", "%d x %d x %d", c->grid.shape[0], c->grid.shape[1], c->grid.shape[2]);
	add(facts, "geometry", "%s", c->geometry.name);
	add(facts, "eos", "%s", c->eos.name);
	add(facts, "viscosity", "eta/s %g, zeta/s %g", c->transport.eta_over_s, c->transport.zeta_over_s);
	add(facts, "scheme", "%s", c->time.scheme);
	add(facts, "filter", "%s", c->filter.name);
	add(facts, "precision", "%s", choice->precision);
	add(facts, "derivatives", "%s, %s, %s", choice->derivative[0], choice->derivative[1], choice->derivative[2]);
	add(facts, "filters", "%s, %s, %s", choice->filter[0], choice->filter[1], choice->filter[2]);
	add(facts, "SIMD", "%s", choice->simd);
	add(facts, "threads", "%d", choice->threads);
	add(facts, "planning", "%s", c->backend.planning);
	if (summary->resumed >= 0) {
		add(facts, "resumed", "from step %ld; steps and times are of the part since", summary->resumed);
	}
	ish_trust_text(&summary->trust, trust, sizeof trust);
	add(facts, "trust", "%s", trust);
}

/* What is treated explicitly and what implicitly in a step of an IMEX scheme. Recovery solves for the relaxed fields. */
static const struct ish_report_role roles[] = {
	{"derivative", "explicit slopes"}, {"closure", "explicit slopes"},
	{"recovery", "implicit recovery"}, {"linear operator", "implicit modes"},
	{"stage sums", "stage sums"},      {"filter", "filter"},
	{"series row", "output"},          {"output", "output"},
	{"checkpoint", "output"},
};

/* Facts must outlive the context that points to them. */
static struct ish_report_context context_of(const struct ish_solver *solver, const struct ish_run_report *report,
                                            struct facts *facts)
{
	facts->count = 0;
	collect(facts, solver, report->summary);
	mark_work(facts);
	ish_libraries_read(&facts->libraries);
	facts->has_topology = ish_topology_read(&facts->topology);
	struct ish_report_context context = {
		.program = {"ishydro", ISH_VERSION, ISH_GIT_REVISION, ISH_BUILD_TYPE, ISH_COMPILER, ISH_BUILD_FLAGS},
		.command = report->command,
		.time_unit = "fm",
		.cache = "derivative",
		.statistic = "Newton iterations",
		.cells = (long)ish_grid_cells(&ish_solver_config(solver)->grid),
		.fact = facts->row,
		.facts = facts->count,
		.limits = report->limits,
		.parts = report->parts,
		.role = roles,
		.roles = sizeof roles / sizeof roles[0],
		.topology = facts->has_topology ? &facts->topology : NULL,
		.library = facts->libraries.row,
		.libraries = facts->libraries.count,
	};
	context.owner = ish_arena_owners(ish_solver_arena(solver), &context.owners);
	return context;
}

enum ish_status ish_run_report_check_base(const struct ish_solver *solver, const struct ish_profile_base *base)
{
	const struct ish_run_summary none = {.resumed = -1};
	struct facts facts;
	facts.count = 0;
	collect(&facts, solver, &none);
	mark_work(&facts);
	return ish_profile_base_check(base, facts.row, facts.count);
}

enum ish_status ish_run_report_write(const struct ish_solver *solver, const struct ish_run_report *report)
{
	const struct ish_config *config = ish_solver_config(solver);
	const struct ish_list *formats = &config->profile.formats;
	const char *name[ISH_LIST_MAX];
	for (int i = 0; i < formats->count; i++) {
		name[i] = formats->item[i];
	}
	struct facts facts;
	const struct ish_report_context context = context_of(solver, report, &facts);
	return ish_report_write(config->output.directory, name, formats->count, &context);
}

void ish_run_report_ranked(const struct ish_solver *solver, const struct ish_run_report *report)
{
	struct facts facts;
	const struct ish_report_context context = context_of(solver, report, &facts);
	(void)putchar('\n');
	ish_report_print(stdout, &context);
}

/* ---- summary ---- */

static double relative(double now, double first, double scale)
{
	return scale != 0.0 ? (now - first) / fabs(scale) : now - first;
}

static void print_conservation(const struct ish_config *config, const struct ish_run_summary *s)
{
	double momentum = 0.0;
	for (int i = 0; i < 3; i++) {
		momentum = fmax(momentum, fabs(relative(s->last.momentum[i], s->first.momentum[i], s->first.energy)));
	}
	const double energy = relative(s->last.energy, s->first.energy, s->first.energy);
	const bool is_flat = strcmp(config->geometry.name, "minkowski") == 0;
	(void)printf("conserved    %s %.2g, momentum drift %.2g, of the total energy\n",
	             is_flat ? "energy drift" : "energy changed by the expansion by", energy, momentum);
}

/* Until the end of the steps where there is a profile. */
static void print_memory(const struct ish_profile_view *view)
{
	struct rusage usage;
	if (view != NULL) {
		(void)printf("memory       %.1f MB peak RSS\n", 1e-6 * (double)view->run->peak_rss);
	} else if (getrusage(RUSAGE_SELF, &usage) == 0) {
		(void)printf("memory       %.1f MB peak RSS\n", 1024e-6 * (double)usage.ru_maxrss); /* KiB on Linux */
	} else {
		(void)printf("memory       peak RSS not known\n");
	}
}

static void print_allocations(const struct ish_profile_view *view)
{
	const struct ish_kind_total *steady = &view->kind[ISH_STEP_STEADY];
	if (steady->allocations < 0) {
		(void)printf("allocations  not counted: %s\n", view->run->hooks_reason);
	} else if (steady->steps == 0) {
		(void)printf("allocations  no steady step to judge by\n");
	} else {
		(void)printf("allocations  %ld in %ld steady steps (%s hooks)\n", steady->allocations, steady->steps,
		             view->run->hooks);
	}
}

static void print_files(const struct ish_config *config, bool profiled)
{
	const struct ish_list *formats = &config->profile.formats;
	(void)printf("files        %s\n", config->output.directory);
	for (int i = 0; profiled && i < formats->count; i++) {
		for (int k = 0; k < ish_report_format_count(); k++) {
			if (strcmp(ish_report_format_name(k), formats->item[i]) == 0) {
				(void)printf("report       %s/profile/%s\n", config->output.directory,
				             ish_report_format_file(k));
			}
		}
	}
}

/* Where the problem has an exact solution that still holds. */
static void print_exact(const struct ish_solver *solver, const struct ish_run_summary *s)
{
	double max[ISH_PRIMITIVES];
	double rms[ISH_PRIMITIVES];
	if ((s->end == ISH_RUN_DONE || s->end == ISH_RUN_STOPPED) && ish_solver_error(solver, max, rms)) {
		(void)printf("exact        error of e at most %.3g fm^-4, of u %.3g\n", max[ISH_E],
		             fmax(fmax(max[ISH_U1], max[ISH_U2]), max[ISH_U3]));
	}
}

void ish_run_report_print(const struct ish_solver *solver, const struct ish_run_summary *s, enum ish_status reported)
{
	const struct ish_config *config = ish_solver_config(solver);
	static const char *const word[] = {"done", "stopped", "numerical breakdown", "failed"};
	const int *n = config->grid.shape;
	(void)printf("run          %ld steps on %d x %d x %d points to t = %.9g fm: %s\n", s->steps, n[0], n[1], n[2],
	             s->time, word[s->end]);
	if (s->resumed >= 0) {
		(void)printf("resumed      from step %ld; the times below and the report are of the steps since\n",
		             s->resumed);
	}
	(void)printf("stepping     %.3f s", s->wall);
	if (s->steps > 0 && s->wall > 0.0) {
		const double work = (double)ish_grid_cells(&config->grid) * (double)s->steps;
		(void)printf(", %.4g ns per cell and step, %.4g cell-steps per second", 1e9 * s->wall / work,
		             work / s->wall);
	}
	(void)printf("\noutput       %.3f s\n", s->output_wall);
	const struct ish_profile_view *view = ish_profile_view();
	print_memory(view);
	print_conservation(config, s);
	(void)printf("flow         max gamma %.6g; at the end e from %.6g to %.6g fm^-4\n", s->gamma_max, s->last.e_min,
	             s->last.e_max);
	print_exact(solver, s);
	char trust[VALUE_MAX];
	ish_trust_text(&s->trust, trust, sizeof trust);
	(void)printf("trust        %s\n", trust);
	if (view != NULL) {
		print_allocations(view);
	}
	if (s->checkpoint >= 0) {
		(void)printf("checkpoint   %s/checkpoint_%06ld.h5: `ishydro run --resume %s` goes on from it\n",
		             config->output.directory, s->checkpoint, config->output.directory);
	}
	print_files(config, view != NULL && reported == ISH_OK);
	if (reported == ISH_OK && strcmp(config->output.page, "none") != 0) {
		(void)printf("page         %s/index.html\n", config->output.directory);
	}
}
