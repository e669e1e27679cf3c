#define _POSIX_C_SOURCE 200809L

#include "solver/run.h"

#include <math.h>
#include <string.h>
#include <time.h>

#include "profiler/profile.h"
#include "solver/run_impl.h"
#include "solver/run_record.h"
#include "workspace/log.h"

ISH_PROFILE_REGION(output_region, "output");
ISH_PROFILE_REGION(diagnose_region, "series row");

double ish_run_now(void)
{
	struct timespec t;
	(void)clock_gettime(CLOCK_MONOTONIC, &t);
	return (double)t.tv_sec + 1e-9 * (double)t.tv_nsec;
}

static bool is_stopped(const struct ish_run_loop *run)
{
	return run->options->stop != NULL && *run->options->stop != 0;
}

/* The step from the present time; *is_last where it ends the run. */
static double choose_dt(const struct ish_run_loop *run, bool *is_last)
{
	const struct ish_time_config *time = &run->config->time;
	const double dt = ish_solver_next_dt(run->solver);
	if (time->steps >= 0) {
		*is_last = ish_solver_step_count(run->solver) + 1 >= time->steps;
		return dt;
	}
	const double t = ish_solver_time(run->solver);
	/* 1e-10: a fixed step that divides the time left but for round-off ends with its last whole step, not with a
	 * sliver more. */
	*is_last = t + dt * (1.0 + 1e-10) >= time->end;
	return *is_last ? time->end - t : dt;
}

static bool is_due(long every, long step)
{
	return every > 0 && step % every == 0;
}

/* `output`: a field file of this state will be written. */
static void add_row(struct ish_run_loop *run, bool output)
{
	const long every = run->config->output.spectra_every;
	struct ish_diagnostics row;
	ISH_BEGIN(&diagnose_region);
	ish_solver_diagnose(run->solver, &row);
	if (every != 0 && (output || is_due(every, row.step))) {
		const struct ish_spectra *spectra = ish_solver_spectra(run->solver);
		row.tail_e = spectra->tail_e;
		row.tail_u = spectra->tail_u;
		row.tail = spectra->tail;
	}
	ISH_END(&diagnose_region);
	row.dt = run->dt;
	run->summary->last = row;
	run->summary->gamma_max = fmax(run->summary->gamma_max, row.gamma_max);
	ish_trust_look(&run->summary->trust, run->solver, &row);
	if (run->series != NULL) {
		ish_series_add(run->series, &row);
	}
}

static enum ish_status write_fields(struct ish_run_loop *run)
{
	const double begin = ish_run_now();
	const long step = ish_solver_step_count(run->solver);
	ISH_BEGIN(&output_region);
	enum ish_status status = ish_field_output_write(run->fields, run->solver, step);
	if (status == ISH_OK && run->series != NULL) {
		status = ish_series_flush(run->series);
	}
	ISH_END(&output_region);
	run->written = status == ISH_OK ? step : run->written;
	run->summary->output_wall += ish_run_now() - begin;
	return status;
}

static void report(const struct ish_run_loop *run)
{
	if (run->options->report == NULL) {
		return;
	}
	const struct ish_time_config *time = &run->config->time;
	struct ish_run_progress progress = {
		.step = run->summary->steps,
		.steps_total =
			time->steps < 0 ? -1 : time->steps - (run->summary->resumed > 0 ? run->summary->resumed : 0),
		.time = ish_solver_time(run->solver),
		.end = time->steps >= 0 ? NAN : time->end,
		.dt = run->dt,
		.wall = ish_run_now() - run->began,
	};
	if (time->steps < 0) {
		const double next = ish_solver_next_dt(run->solver);
		const double left = fmax(0.0, time->end - progress.time);
		/* Beyond what a long holds the estimate is of no use either. */
		progress.steps_total =
			left / next < 1e15 ? progress.step + (long)ceil(left / next * (1.0 - 1e-10)) : -1;
	}
	run->options->report(&progress, run->options->data);
}

static enum ish_step_kind kind_of(const struct ish_run_loop *run, bool has_output)
{
	return has_output ? ISH_STEP_OUTPUT : run->summary->steps < ISH_RUN_WARMUP ? ISH_STEP_WARMUP : ISH_STEP_STEADY;
}

/* What is written before a step: rows that fill the ring, and a checkpoint before the last step. */
static enum ish_status write_before(struct ish_run_loop *run, bool is_full, bool checkpoint_due)
{
	enum ish_status status = ISH_OK;
	if (is_full) {
		ISH_BEGIN(&output_region);
		status = ish_series_flush(run->series);
		ISH_END(&output_region);
	}
	return status == ISH_OK && checkpoint_due ? ish_run_checkpoint(run) : status;
}

/* One step with its row and its output. */
static enum ish_status take_step(struct ish_run_loop *run, bool *is_last)
{
	const struct ish_output_config *output = &run->config->output;
	const long step = ish_solver_step_count(run->solver);
	const double time = ish_solver_time(run->solver);
	const double dt = choose_dt(run, is_last);
	const bool field_due = is_due(output->every, step + 1) || *is_last;
	const bool row_due = is_due(output->series_every, step + 1) || *is_last;
	const bool checkpoint_due = is_due(output->checkpoint_every, step + 1) && !*is_last;
	const bool full = run->series != NULL && ish_series_is_full(run->series);
	ish_profile_step_begin(step, time, dt, kind_of(run, field_due || checkpoint_due || full));
	enum ish_status status = write_before(run, full, *is_last && output->checkpoint_every > 0);
	const double begin = ish_run_now();
	if (status == ISH_OK) {
		status = ish_solver_step(run->solver, dt);
	}
	if (status == ISH_OK) {
		run->dt = dt;
		run->summary->steps++;
		run->summary->time = ish_solver_time(run->solver);
		if (row_due) {
			add_row(run, field_due);
		}
	}
	run->summary->wall += ish_run_now() - begin;
	if (status != ISH_OK) {
		ish_profile_step_kind(ISH_STEP_OUTPUT); /* it has told why: no steady step */
	}
	if (status == ISH_OK && field_due) {
		status = write_fields(run);
	}
	if (status == ISH_OK && checkpoint_due) {
		status = ish_run_checkpoint(run);
	}
	ish_profile_step_end();
	if (status == ISH_OK) {
		report(run);
	}
	return status;
}

static enum ish_status run_begin(struct ish_run_loop *run)
{
	if (run->options->resume != NULL) {
		return ish_run_resume(run);
	}
	const char *directory = run->config->output.directory;
	enum ish_status status = ish_run_config_write(directory, run->config);
	if (status == ISH_OK) {
		status = ish_run_record_write(directory, run->solver, "running");
	}
	if (status == ISH_OK && run->config->output.series_every > 0) {
		status = ish_series_create(&run->series, directory, run->config);
	}
	if (status == ISH_OK) {
		status = ish_field_output_create(&run->fields, directory, run->solver);
	}
	if (status == ISH_OK) {
		add_row(run, true);
		run->summary->first = run->summary->last;
		status = write_fields(run);
	}
	return status;
}

enum ish_status ish_run_check(const struct ish_solver *solver)
{
	const struct ish_time_config *time = &ish_solver_config(solver)->time;
	if (time->steps < 0 && !(ish_solver_time(solver) < time->end)) {
		return ish_config_refuse(ish_solver_config(solver), "time.end",
		                         "must be more than the time of the initial data, %.15g",
		                         ish_solver_time(solver));
	}
	const long step = ish_solver_step_count(solver);
	if (step > 0 && time->steps >= 0 && time->steps <= step) {
		return ish_config_refuse(ish_solver_config(solver), "time.steps",
		                         "must be more than the %ld steps that the checkpoint has behind it", step);
	}
	return ISH_OK;
}

static enum ish_status run_steps(struct ish_run_loop *run)
{
	const struct ish_time_config *time = &run->config->time;
	bool is_last = time->steps == 0;
	run->began = ish_run_now();
	report(run);
	enum ish_status status = ISH_OK;
	while (status == ISH_OK && !is_last && !is_stopped(run)) {
		status = take_step(run, &is_last);
		if (status == ISH_OK && !is_last) {
			status = ish_run_checkpoint_asked(run);
		}
	}
	if (status == ISH_OK && !is_last) {
		run->summary->end = ISH_RUN_STOPPED;
		status = ish_run_checkpoint(run); /* before a row and a file that are there only because it stops */
		if (status == ISH_OK && run->series != NULL && ish_series_is_full(run->series)) {
			status = ish_series_flush(run->series);
		}
		if (status == ISH_OK && run->summary->last.step != ish_solver_step_count(run->solver)) {
			add_row(run, true);
		}
		if (status == ISH_OK && run->written != ish_solver_step_count(run->solver)) {
			status = write_fields(run);
		}
	}
	return status;
}

enum ish_status ish_run(struct ish_solver *solver, const struct ish_run_options *options,
                        struct ish_run_summary *summary)
{
	static const char *const state[] = {"done", "stopped", "breakdown", "failed"};
	memset(summary, 0, sizeof *summary);
	summary->time = ish_solver_time(solver);
	summary->resumed = -1;
	summary->checkpoint = -1;
	struct ish_run_loop run = {
		.solver = solver,
		.config = ish_solver_config(solver),
		.options = options,
		.summary = summary,
		.written = -1,
		.checkpoint = -1,
		.asked = options->checkpoint != NULL ? (int)*options->checkpoint : 0,
	};
	enum ish_status status = ish_run_check(solver);
	if (status != ISH_OK) {
		summary->end = ISH_RUN_FAILED;
		return status;
	}
	status = run_begin(&run);
	if (status == ISH_OK) {
		status = run_steps(&run);
	}
	if (status != ISH_OK) {
		summary->end = status == ISH_ERR_BREAKDOWN ? ISH_RUN_BREAKDOWN : ISH_RUN_FAILED;
	}
	ish_field_output_destroy(run.fields);
	/* A disk that refused one file refuses the next: one line is enough. */
	if (status == ISH_ERR_SYSTEM) {
		ish_log_pause();
	}
	const enum ish_status closed = ish_series_close(run.series);
	if (status == ISH_OK && closed != ISH_OK) {
		summary->end = ISH_RUN_FAILED;
		ish_log_pause();
	}
	const enum ish_status recorded =
		ish_run_record_write(run.config->output.directory, solver, state[summary->end]);
	ish_log_resume();
	status = status != ISH_OK ? status : closed != ISH_OK ? closed : recorded;
	return status == ISH_OK && run.checkpoint_fails ? ISH_ERR_SYSTEM : status;
}
