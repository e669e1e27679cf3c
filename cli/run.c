#define _GNU_SOURCE

#include "solver/run.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "cli/command.h"
#include "cli/interrupt.h"
#include "cli/progress.h"
#include "cli/resume.h"
#include "cli/run_arguments.h"
#include "cli/run_execute.h"
#include "cli/run_parts.h"
#include "cli/run_page.h"
#include "cli/run_report.h"
#include "profiler/profile.h"
#include "profiler/sample.h"
#include "reports/machine.h"
#include "solver/memory_estimate.h"
#include "solver/wisdom_store.h"
#include "spectral/plan.h"
#include "workspace/log.h"

enum { COMMAND_MAX = 4096 };

/* The command line as one text, cut where it is too long. */
static void join(char *text, size_t size, int argc, char **argv)
{
	size_t used = 0;
	text[0] = '\0';
	for (int i = 0; i < argc && used < size; i++) {
		used += (size_t)snprintf(text + used, size - used, "%s%s", i > 0 ? " " : "", argv[i]);
	}
}

static enum ish_status start_profile(const struct ish_config *config)
{
	const char *level = config->profile.level;
	const struct ish_profile_config profile = {
		.level = strcmp(level, "off") == 0    ? ISH_PROFILE_OFF
	                 : strcmp(level, "full") == 0 ? ISH_PROFILE_FULL
	                                              : ISH_PROFILE_REGIONS,
		.threads = config->backend.threads,
		.steps_expected = config->time.steps > 0 ? config->time.steps : 0,
	};
	return ish_profile_start(&profile);
}

/* CPU samples of the steps, where a report of them is asked for. */
static enum ish_status start_samples(const struct ish_config *config)
{
	const struct ish_list *formats = &config->profile.formats;
	for (int i = 0; strcmp(config->profile.level, "off") != 0 && i < formats->count; i++) {
		if (strcmp(formats->item[i], "gperftools") == 0) {
			return ish_sample_start();
		}
	}
	return ISH_OK;
}

/* What a report should know of the machine; a run that is only run does not take the time. */
static struct ish_machine_limits measure_limits(const struct ish_run_arguments *arguments,
                                                const struct ish_solver *solver)
{
	struct ish_machine_limits limits;
	if (!arguments->profiles || *ish_interrupt_defer() != 0 ||
	    ish_machine_limits_measure(ish_solver_choices(solver)->threads,
	                               strcmp(ish_solver_choices(solver)->precision, "float") == 0 ? ISH_MACHINE_SINGLE
	                                                                                            : ISH_MACHINE_DOUBLE,
	                               &limits) != ISH_OK) {
		limits = (struct ish_machine_limits){.flops = 0.0}; /* the report says that it was not measured */
	}
	return limits;
}

/* The viscous operators on the last state, for the report of `ishydro profile`; NULL for a run that is only run. */
static const struct ish_report_parts *measure_parts(const struct ish_run_arguments *arguments, struct ish_solver *solver,
                                                    enum ish_status ran, struct ish_run_parts *parts)
{
	if (!arguments->profiles) {
		return NULL;
	}
	const char *left_out = ran != ISH_OK                    ? "the run did not end well"
	                       : *ish_interrupt_defer() != 0    ? "the run was stopped"
	                                                        : NULL;
	ish_run_parts_measure(solver, left_out, parts);
	return &parts->parts;
}

/* The reports of a run that ended with `ran`. After a failure of the disk they are tried, but not where the folder is
 * gone: they would make it again. */
static enum ish_status write_reports(const struct ish_solver *solver, const struct ish_run_report *report,
                                     enum ish_status ran)
{
	if (ran != ISH_ERR_SYSTEM) {
		return ish_run_report_write(solver, report);
	}
	if (access(ish_solver_config(solver)->output.directory, W_OK) != 0) {
		return ran;
	}
	ish_log_pause();
	const enum ish_status status = ish_run_report_write(solver, report);
	ish_log_resume();
	return status;
}

/* What `ishydro profile` says beyond a run: the ranked summary, the comparison. Returns the exit code. */
static int print_profile(const struct ish_run_arguments *arguments, const struct ish_solver *solver,
                         const struct ish_run_report *report, int code)
{
	char path[ISH_PATH_MAX + 32];
	if (!arguments->quiet) {
		ish_run_report_ranked(solver, report);
	}
	if (arguments->compare == NULL || code != 0) {
		return code;
	}
	(void)snprintf(path, sizeof path, "%s/profile/profile.json", ish_solver_config(solver)->output.directory);
	return ish_profile_against(arguments, path);
}

/* The exit code of a run that would have had `code`: a signal came, perhaps while the last files were written. */
static int code_with_signal(int code, const struct ish_run_summary *summary)
{
	const int signal_number = *ish_interrupt_defer();
	if (code != 0 || signal_number == 0) {
		return code;
	}
	ish_log(ISH_LOG_WARNING, "stopped by signal %d after %ld steps; all files are complete", signal_number,
	        summary->steps);
	return 128 + signal_number;
}

/* Steps, then reports and the summary, also after a breakdown or a signal. Returns the exit code. */
static int run_and_report(const struct ish_run_arguments *arguments, struct ish_solver *solver,
                          const struct ish_checkpoint *resume, struct ish_progress *progress,
                          struct ish_run_outcome *outcome, struct ish_run_summary *summary)
{
	struct ish_run_options options = {
		.report = ish_progress_report,
		.data = progress,
		.stop = ish_interrupt_defer(),
		.checkpoint = ish_interrupt_requests(),
		.resume = resume,
	};
	if (arguments->profiles && !progress->quiet) {
		ish_progress_hold(progress); /* the ranking would push it out of sight */
	}
	const enum ish_status status = ish_run(solver, &options, summary);
	ish_profile_stop();
	struct ish_run_parts parts;
	const struct ish_run_report report = {outcome->command, summary, measure_limits(arguments, solver),
	                                      measure_parts(arguments, solver, status, &parts)};
	const enum ish_status reported = write_reports(solver, &report, status);
	outcome->worst = status != ISH_OK ? status : reported;
	int code = code_with_signal(ish_status_exit_code(outcome->worst), summary);
	ish_progress_end(progress);
	if (!progress->quiet) {
		ish_run_report_print(solver, summary, reported);
	}
	if (arguments->profiles) {
		code = print_profile(arguments, solver, &report, code);
		ish_progress_release(progress);
	}
	return code;
}

/* Before anything of the run's size is allocated. */
static enum ish_status check_memory(const struct ish_config *config)
{
	struct ish_memory_estimate memory;
	const enum ish_status status = ish_memory_estimate(config, ISH_SOLVER_UNMEASURED, &memory);
	return status == ISH_OK ? ish_memory_check(&memory, config, ish_memory_room("")) : status;
}

/* What can be told before the first step, and before a folder is made. */
static enum ish_status check_run(const struct ish_solver *solver, const struct ish_run_arguments *arguments)
{
	const enum ish_status status = ish_run_check(solver);
	return status == ISH_OK && arguments->base.root != NULL ? ish_run_report_check_base(solver, &arguments->base)
	                                                        : status;
}

/* From the configuration to a solver that is ready to run in a directory that is ready. */
static enum ish_status prepare(struct ish_solver **solver, const struct ish_run_arguments *arguments,
                               struct ish_config *config, int *hold)
{
	struct ish_store store;
	ish_store_init(&store, config);
	(void)ish_store_read(&store, config);
	enum ish_status status = check_memory(config);
	if (status == ISH_OK) {
		status = start_profile(config);
	}
	if (status == ISH_OK) {
		status = ish_solver_create(solver, config);
	}
	(void)ish_interrupt_defer(); /* files are written from here on */
	if (status == ISH_OK && store.is_named) {
		status = ish_store_write(&store, config, ish_solver_choices(*solver));
	}
	if (status == ISH_OK) {
		status = check_run(*solver, arguments);
	}
	if (status == ISH_OK) {
		status = ish_run_directory_prepare(config->output.directory, config->problem.path);
	}
	if (status == ISH_OK) {
		status = ish_run_directory_hold(config->output.directory, hold);
	}
	return status;
}

/* The same for a run that is resumed; its folder is held and its choices are taken already. */
static enum ish_status prepare_resumed(struct ish_solver **solver, const struct ish_run_arguments *arguments,
                                       struct ish_config *config, const struct ish_checkpoint *checkpoint)
{
	enum ish_status status = check_memory(config);
	if (status == ISH_OK) {
		status = start_profile(config);
	}
	if (status == ISH_OK) {
		status = ish_solver_create_blank(solver, config);
	}
	(void)ish_interrupt_defer();
	if (status == ISH_OK) {
		status = ish_checkpoint_restore(checkpoint, *solver);
	}
	return status == ISH_OK ? check_run(*solver, arguments) : status;
}

/* Steps, files and reports of a run that begins or goes on; its exit code. */
static int run(const struct ish_run_arguments *arguments, struct ish_progress *progress, const char *command)
{
	struct ish_config config;
	struct ish_solver *solver = NULL;
	struct ish_checkpoint checkpoint = {.step = 0};
	struct ish_run_summary summary;
	struct ish_run_outcome outcome = {command, progress, &summary, ISH_OK};
	const bool resumes = arguments->resume != NULL;
	bool done = false;
	int hold = -1;
	enum ish_status status = resumes ? ish_resume_open(&checkpoint, arguments, &config, &done, &hold)
	                                 : ish_run_arguments_configure(arguments, &config);
	if (status == ISH_OK && !done) {
		status = resumes ? prepare_resumed(&solver, arguments, &config, &checkpoint)
		                 : prepare(&solver, arguments, &config, &hold);
	}
	if (status == ISH_OK && !done) {
		status = start_samples(&config);
	}
	int code = ish_status_exit_code(status);
	if (done) {
		ish_log(ISH_LOG_INFO, "%s: the run is done: a later time.end (--set) or --steps would continue it",
		        arguments->resume);
	} else if (status == ISH_OK) {
		code = run_and_report(arguments, solver, resumes ? &checkpoint : NULL, progress, &outcome, &summary);
	}
	ish_progress_end(progress);
	ish_checkpoint_reset(&checkpoint);
	ish_solver_destroy(solver);
	if (status == ISH_OK && !done) {
		ish_run_page(&config, &outcome);
		code = code_with_signal(code, &summary);
	}
	ish_run_directory_release(hold);
	return code;
}

int ish_run_execute(struct ish_run_arguments *arguments, enum ish_status parsed, int argc, char **argv)
{
	char command[COMMAND_MAX];
	join(command, sizeof command, argc, argv);
	if (parsed == ISH_OK && arguments->help_config) {
		ish_config_help(stdout);
		ish_run_arguments_reset(arguments);
		return ish_command_end(0);
	}
	struct ish_progress progress;
	ish_progress_begin(&progress, arguments->quiet);
	ish_interrupt_begin();
	const int code = parsed == ISH_OK ? run(arguments, &progress, command) : ish_status_exit_code(parsed);
	ish_interrupt_end();
	ish_run_arguments_reset(arguments);
	ish_progress_end(&progress);
	ish_plan_clear();
	ish_profile_reset();
	return ish_command_end(code);
}

int ish_command_run(int argc, char **argv)
{
	struct ish_run_arguments arguments;
	const enum ish_status parsed = ish_run_arguments_init(&arguments, argc, argv);
	return ish_run_execute(&arguments, parsed, argc, argv);
}
