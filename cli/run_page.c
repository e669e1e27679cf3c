#include "cli/run_page.h"

#include <stdio.h>
#include <string.h>

#include "cli/page/page.h"
#include "profiler/profile_view.h"
#include "solver/run_record.h"
#include "workspace/log.h"

static enum ish_status write_account(const char *directory, const struct ish_run_outcome *outcome)
{
	const struct ish_profile_view *view = ish_profile_view();
	const char *warning[ISH_PROGRESS_WARNINGS];
	for (int i = 0; i < outcome->progress->warnings; i++) {
		warning[i] = outcome->progress->warning[i];
	}
	const struct ish_run_account account = {
		.command = outcome->command,
		.error = outcome->progress->error,
		.warning = warning,
		.warnings = outcome->progress->warnings,
		.steady_allocations = view != NULL ? view->kind[ISH_STEP_STEADY].allocations : -1,
		.steady_steps = view != NULL ? view->kind[ISH_STEP_STEADY].steps : -1,
		.hooks = view != NULL ? view->run->hooks : NULL,
	};
	return ish_run_record_account(directory, outcome->summary, &account);
}

void ish_run_page(const struct ish_config *config, const struct ish_run_outcome *outcome)
{
	const char *directory = config->output.directory;
	char reason[ISH_LOG_LINE];
	ish_log_pause();
	enum ish_status status = write_account(directory, outcome);
	ish_log_resume();
	(void)snprintf(reason, sizeof reason, "%s", ish_log_dropped());
	if (status == ISH_OK && strcmp(config->output.page, "none") != 0) {
		status = ish_page_write(directory, reason);
	}
	if (status != ISH_OK && outcome->worst != ISH_ERR_SYSTEM) {
		ish_log(ISH_LOG_WARNING, "the page of the run is not complete: %s", reason);
	}
}
