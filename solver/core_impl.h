/*
 * The parts of a solver of one precision, for core*.c only.
 */
#ifndef ISH_SOLVER_CORE_IMPL_H
#define ISH_SOLVER_CORE_IMPL_H

#include "solver/core.h"
#include "solver/stepper.h"
#include "spectral/spectrum.h"

struct ish_core_sums { /* versions of the state that a free slope holds the closure's sums of, and of that slope */
	uint64_t now, prim, slope;
};

struct ish_core_shells {
	struct ish_spectrum *spectrum; /* NULL where the configuration wants none */
	size_t room;                   /* shells */
	double *k;                     /* [3][room]: k, e, u; in the arena */
	struct ish_spectra view;       /* of the state whose primitives have this version */
	uint64_t version;
};

struct ish_core {
	struct ish_config config;
	struct ish_model model;
	struct ish_space space;
	struct ish_state state;
	struct ish_sweeps sweeps;
	const struct ish_scheme *scheme;
	struct ish_linear_operator linear; /* its background is state of the run: a checkpoint carries it */
	struct ish_arena *arena;
	struct ish_monitor *monitor; /* one a thread, in the arena */
	struct ish_solver_choices choices;
	const struct ish_problem *problem;
	void *problem_data;
	double time, dt; /* dt of the last step */
	long step;
	struct ish_core_sums sums;
	struct ish_core_shells spectra;
};

#define ish_core_diagnose ISH_R(ish_core_diagnose)
void ish_core_diagnose(struct ish_core *core, struct ish_diagnostics *row_out);

#define ish_core_fields ISH_R(ish_core_fields)
void ish_core_fields(const struct ish_core *core, double *const value[ISH_PRIMITIVES]);

#define ish_core_error ISH_R(ish_core_error)
bool ish_core_error(const struct ish_core *core, double max_out[ISH_PRIMITIVES], double rms_out[ISH_PRIMITIVES]);

#define ish_core_derived ISH_R(ish_core_derived)
void ish_core_derived(struct ish_core *core, enum ish_derived field, double *value);

#define ish_core_peak ISH_R(ish_core_peak)
void ish_core_peak(struct ish_core *core, enum ish_derived field, struct ish_peak *peak_out);

/* A slope that holds nothing between steps, with arrays of all variables. Whoever writes it says so (ish_field_set_written). */
#define ish_core_free_slope ISH_R(ish_core_free_slope)
struct ish_field_set *ish_core_free_slope(struct ish_core *core);

/* Follows the arena's pass. Fails as ish_spectrum_create does. */
#define ish_core_spectra_init ISH_R(ish_core_spectra_init)
ISH_CHECKED enum ish_status ish_core_spectra_init(struct ish_core *core);

#define ish_core_spectra ISH_R(ish_core_spectra)
const struct ish_spectra *ish_core_spectra(struct ish_core *core);

/* Logs one line on a bad cell (place, time, values) and returns ISH_ERR_BREAKDOWN. */
#define ish_core_breakdown ISH_R(ish_core_breakdown)
enum ish_status ish_core_breakdown(const struct ish_core *core, const struct ish_advance_result *r, double time,
                                   const char *when);

/* Sets state->now and the primitives from the problem; ISH_ERR_BREAKDOWN after one line if a cell is unphysical. */
#define ish_core_start ISH_R(ish_core_start)
ISH_CHECKED enum ish_status ish_core_start(struct ish_core *core);

#define ish_core_state_view ISH_R(ish_core_state_view)
void ish_core_state_view(struct ish_core *core, struct ish_solver_state *state_out);

#define ish_core_state_set ISH_R(ish_core_state_set)
void ish_core_state_set(struct ish_core *core, long step, double time, double dt);

/* Logs one warning where the first step, dt, is longer than a relaxation time and the scheme would then lose pi and Pi. */
#define ish_core_warn_stiff ISH_R(ish_core_warn_stiff)
void ish_core_warn_stiff(const struct ish_core *core, double dt);

/*
 * One warning where a step of `dt` is longer than the linear operator's schemes bear on the fastest fluid of the
 * initial state, whose motion is explicit: dt |k|_max v <= 1 (docs/numerics.md).
 */
#define ish_core_warn_fast ISH_R(ish_core_warn_fast)
void ish_core_warn_fast(const struct ish_core *core, double dt);

/* Coordinates of a cell. */
static inline void ish_core_place(const struct ish_grid *grid, ptrdiff_t cell, int index[3], double x[3])
{
	const ptrdiff_t row = cell / grid->shape[0];
	index[0] = (int)(cell % grid->shape[0]);
	index[1] = (int)(row % grid->shape[1]);
	index[2] = (int)(row / grid->shape[1]);
	for (int k = 0; k < 3; k++) {
		x[k] = grid->origin[k] + grid->length[k] * index[k] / grid->shape[k];
	}
}

#endif
