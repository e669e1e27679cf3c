/* Checkpoints in the run loop: when they are written, and how a run begins from one. */
#include <math.h>

#include "profiler/profile.h"
#include "solver/checkpoint.h"
#include "solver/run_impl.h"
#include "solver/run_record.h"
#include "workspace/log.h"

ISH_PROFILE_REGION(checkpoint_region, "checkpoint");

static void try_checkpoint(struct ish_run_loop *run, const struct ish_run_position *position)
{
	const char *directory = run->config->output.directory;
	const long step = ish_solver_step_count(run->solver);
	char reason[ISH_CHECKPOINT_REASON];
	if (ish_checkpoint_write(directory, run->solver, position, reason)) {
		run->checkpoint = step;
		run->summary->checkpoint = step;
		run->checkpoint_fails = false;
		return;
	}
	if (!run->checkpoint_fails) { /* a full disk would say it at every one */
		ish_log(ISH_LOG_WARNING,
		        "%s/checkpoint_%06ld.h5: cannot be written: %s; the run goes on, earlier checkpoints stay",
		        directory, step, reason);
	}
	run->checkpoint_fails = true;
}

enum ish_status ish_run_checkpoint(struct ish_run_loop *run)
{
	struct ish_run_position position = {.first = run->summary->first,
	                                    .gamma_max = run->summary->gamma_max,
	                                    .trust = run->summary->trust,
	                                    .has_series = run->series != NULL};
	if (run->checkpoint == ish_solver_step_count(run->solver)) {
		return ISH_OK;
	}
	const double begin = ish_run_now();
	enum ish_status status = ISH_OK;
	ISH_BEGIN(&checkpoint_region);
	if (run->series != NULL) {
		status = ish_series_sync(run->series, &position.series);
	}
	if (status == ISH_OK) {
		position.output = ish_field_output_entries(run->fields, &position.outputs);
		try_checkpoint(run, &position);
	}
	ISH_END(&checkpoint_region);
	run->summary->output_wall += ish_run_now() - begin;
	return status;
}

enum ish_status ish_run_checkpoint_asked(struct ish_run_loop *run)
{
	const volatile sig_atomic_t *asked = run->options->checkpoint;
	if (asked == NULL || (int)*asked == run->asked) {
		return ISH_OK;
	}
	run->asked = (int)*asked;
	const enum ish_status status = ish_run_checkpoint(run);
	if (status == ISH_OK && !run->checkpoint_fails) {
		ish_log(ISH_LOG_INFO, "checkpoint %s/checkpoint_%06ld.h5, t = %.9g fm", run->config->output.directory,
		        run->checkpoint, ish_solver_time(run->solver));
	}
	return status;
}

/* What the loop knew. */
static void recall(struct ish_run_loop *run)
{
	const struct ish_checkpoint *c = run->options->resume;
	struct ish_run_summary *summary = run->summary;
	run->dt = c->dt;
	run->checkpoint = c->step;
	run->written = c->step; /* its file is written if it is due, not because the run stops at once */
	summary->first = c->position.first;
	ish_solver_diagnose(run->solver, &summary->last);
	summary->last.dt = c->dt;
	summary->trust = c->position.trust;
	summary->gamma_max = fmax(c->position.gamma_max, summary->last.gamma_max);
	summary->checkpoint = c->step;
	summary->resumed = c->step;
}

enum ish_status ish_run_resume(struct ish_run_loop *run)
{
	const struct ish_checkpoint *c = run->options->resume;
	const char *directory = run->config->output.directory;
	enum ish_status status = ISH_OK;
	if (c->position.has_series) { /* first, because it may refuse: nothing has been touched then */
		status = ish_series_resume(&run->series, directory, &c->position.series, &c->position.first);
	}
	if (status == ISH_OK) {
		status = ish_run_config_write(directory, run->config);
	}
	if (status == ISH_OK) {
		status = ish_run_record_resume(directory, run->solver);
	}
	if (status == ISH_OK) {
		status = ish_field_output_create(&run->fields, directory, run->solver);
	}
	if (status == ISH_OK) {
		ish_checkpoint_clear_later(c, directory);
		status = ish_field_output_resume(run->fields, c->position.output, c->position.outputs);
	}
	if (status == ISH_OK) {
		recall(run);
	}
	return status;
}
