/*
 * What follows when a run and its reports are complete: the rest of run.json, and index.html.
 */
#ifndef ISH_CLI_RUN_PAGE_H
#define ISH_CLI_RUN_PAGE_H

#include "cli/progress.h"
#include "solver/run.h"

struct ish_run_outcome {
	const char *command;                 /* the command line */
	const struct ish_progress *progress; /* that kept what was logged */
	const struct ish_run_summary *summary;
	enum ish_status worst; /* of the run and its reports; after ISH_ERR_SYSTEM what fails here is not told again */
};

/*
 * Adds the outcome to run.json, and writes index.html if output.page says so. Cannot fail: what cannot be written is
 * one line of warning. Call it after ish_profile_stop, best when the solver's memory has been given back.
 */
void ish_run_page(const struct ish_config *config, const struct ish_run_outcome *outcome);

#endif
