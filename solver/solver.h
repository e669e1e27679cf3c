/*
 * The solver: ten fields on a periodic grid, advanced by an IMEX Runge-Kutta scheme (physics.md, numerics.md).
 *
 * All memory is reserved at creation; a step allocates nothing. One solver is driven by one thread and uses config.backend.threads OpenMP threads.
 * The precision is chosen at creation; the interface is in double.
 */
#ifndef ISH_SOLVER_SOLVER_H
#define ISH_SOLVER_SOLVER_H

#include "solver/config.h"
#include "solver/derived.h"
#include "solver/diagnostics.h"
#include "solver/problem.h"
#include "solver/spectra.h"
#include "workspace/arena.h"

struct ish_solver;

struct ish_solver_choices { /* what measurement or the machine decided: state of a run, written into run.json */
	char precision[ISH_NAME_MAX];
	char derivative[3][ISH_NAME_MAX]; /* backend per axis; "none" for an axis of one point */
	char filter[3][ISH_NAME_MAX];
	char simd[ISH_NAME_MAX];
	int threads;
};

struct ish_solver_estimate { /* what a solver will take */
	size_t arena_bytes; /* to the byte: the measuring pass of the layout */
	int owner_count;
	struct ish_arena_owner owner[ISH_ARENA_OWNERS];
	size_t plan_bytes; /* heap of matrices and multipliers while they are made, FFTW's own not counted */
	int fields;        /* evolved: 4 to 10 */
	double first_dt;   /* the step that ish_solver_next_dt gives at time.start, fm */
	struct ish_solver_choices choices;
};

enum ish_solver_planning {
	ISH_SOLVER_UNMEASURED, /* choices by the configuration or by fixed rule; no plan is made */
	ISH_SOLVER_MEASURED    /* plans and matrices are made as a solver makes them, then dropped; FFTW keeps its wisdom */
};

/*
 * What a solver of this configuration takes, for any grid: nothing of the size of a field is allocated and initial data are
 * not read. Fails as ish_solver_create does.
 */
ISH_CHECKED enum ish_status ish_solver_estimate(const struct ish_config *config, enum ish_solver_planning planning,
                                                struct ish_solver_estimate *estimate_out);

/*
 * Makes a solver and sets its initial state from config.problem. Fails with ISH_ERR_INPUT, ISH_ERR_NAME, ISH_ERR_SIZE, ISH_ERR_UNAVAILABLE, ISH_ERR_MEMORY, ISH_ERR_DEVICE, ISH_ERR_BREAKDOWN
 * (unphysical initial data) after one line that says why; *solver_out is then NULL. The configuration is copied.
 */
ISH_CHECKED enum ish_status ish_solver_create(struct ish_solver **solver_out, const struct ish_config *config);

/*
 * The same without initial data, for a state that is read from a checkpoint: the arrays of ish_solver_state_view are to be filled and
 * ish_solver_state_set called before anything else. config.backend.choices and a problem's field file are not looked at: what they held
 * stands in the checkpoint. Fails as ish_solver_create does.
 */
ISH_CHECKED enum ish_status ish_solver_create_blank(struct ish_solver **solver_out, const struct ish_config *config);

double ish_solver_time(const struct ish_solver *solver);
long ish_solver_step_count(const struct ish_solver *solver); /* steps taken */

/* The step that config asks for from the present time: time.step, or cfl/|k|_max; not yet cut to meet time.end. */
double ish_solver_next_dt(const struct ish_solver *solver);

/* dt of the cfl limit at the present time (the filter's reference). */
double ish_solver_cfl_dt(const struct ish_solver *solver);

/*
 * Advances by dt. ISH_ERR_BREAKDOWN after one line naming cell, time and values if a cell is non-finite or unphysical; the state is
 * then that of the failed step and only good for inspection.
 */
ISH_CHECKED enum ish_status ish_solver_step(struct ish_solver *solver, double dt);

/* The numbers of the present state. */
void ish_solver_diagnose(struct ish_solver *solver, struct ish_diagnostics *row_out);

/* Copies the ten fields, as doubles, into value[f][cells], order of enum ish_primitive; a NULL entry is skipped. */
void ish_solver_fields(const struct ish_solver *solver, double *const value[ISH_PRIMITIVES]);

/*
 * A derived field of the present state into value[cells]. Those of the kinematics (theta, knudsen, knudsen_theta) take one evaluation of the derivatives, made
 * once for a state; it changes nothing that a later step reads. Allocates nothing.
 */
void ish_solver_derived(struct ish_solver *solver, enum ish_derived field, double *value);

/* Where a derived field is largest, the first of equals; a value that is none is passed over. */
void ish_solver_peak(struct ish_solver *solver, enum ish_derived field, struct ish_peak *peak_out);

/*
 * Spectra of the present state, made once for a state: four 3D transforms. NULL where output.spectra_every is 0. The view is good until the next call or step.
 * Allocates nothing; changes nothing that a later step reads.
 */
const struct ish_spectra *ish_solver_spectra(struct ish_solver *solver);

/*
 * Largest and L2 error (RMS over cells) of each field against the problem's exact solution at the present time, over the cells
 * where that holds (struct ish_problem). False if the problem has none, or if there is no such cell.
 */
bool ish_solver_error(const struct ish_solver *solver, double max_out[ISH_PRIMITIVES], double rms_out[ISH_PRIMITIVES]);

/*
 * The state that the next step reads, as checkpoints keep it: arrays of the solver's own memory and three numbers. Whoever gives the
 * solver something that outlives a step and changes the next one adds an array here (core_state.c): of numbers too, as an array of
 * doubles. What is derived from the arrays anew, as derivatives and factors, does not belong here.
 */
enum { ISH_SOLVER_ARRAYS_MAX = 32 };

struct ish_solver_array {
	const char *group, *name; /* "evolved", "E"; static storage */
	void *data;
	size_t count;
	size_t size; /* bytes of a number: 8, double; 4, float */
};

struct ish_solver_state {
	long step;
	double time, dt; /* fm; dt of the last step */
	int arrays;
	struct ish_solver_array array[ISH_SOLVER_ARRAYS_MAX];
};

/* The pointers are good until the next step. Allocates nothing. */
void ish_solver_state_view(struct ish_solver *solver, struct ish_solver_state *state_out);

/* Says that the arrays of a view have been filled, and sets step, time and dt. */
void ish_solver_state_set(struct ish_solver *solver, long step, double time, double dt);

const struct ish_config *ish_solver_config(const struct ish_solver *solver);
const struct ish_solver_choices *ish_solver_choices(const struct ish_solver *solver);
const struct ish_arena *ish_solver_arena(const struct ish_solver *solver);

/* Hits and misses of the derivative cache. */
void ish_solver_cache(const struct ish_solver *solver, long *hits_out, long *misses_out);

void ish_solver_destroy(struct ish_solver *solver);

#endif
