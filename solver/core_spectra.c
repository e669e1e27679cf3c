/* Power spectra of the present state. The transforms work in two arrays of a slope that is free between steps. */
#include <math.h>
#include <string.h>

#include "solver/core_impl.h"

#define PI 3.14159265358979323846
/* Fluctuations below so many roundings of a field are no flow. */
static const double NOISE = 1e4;

enum ish_status ish_core_spectra_init(struct ish_core *core)
{
	struct ish_core_shells *s = &core->spectra;
	*s = (struct ish_core_shells){.version = 0};
	if (core->config.output.spectra_every == 0) {
		return ISH_OK;
	}
	s->room = (size_t)ish_spectrum_shells(&core->config.grid);
	s->k = ish_arena_take(core->arena, "spectra", 3 * s->room * sizeof *s->k);
	return ish_spectrum_create(&s->spectrum, &core->config.grid, core->arena);
}

/* The largest of the axes; 0 for noise. */
static double tail_of(const struct ish_power *power, double scale2)
{
	const double rounding = NOISE * (double)ISH_REAL_EPSILON;
	const double most = fmax(power->tail[0], fmax(power->tail[1], power->tail[2]));
	return power->fluctuation > rounding * rounding * scale2 ? most / power->fluctuation : 0.0;
}

/* Energy of the fluctuations over w/2: of small waves at <e>, and of the flow. */
static struct ish_power energy_of(const struct ish_core *core, const struct ish_power power[2], double mean_e)
{
	const struct ish_thermo s = ish_eos_at(core->model.eos_id, core->model.eos, (ISH_REAL)mean_e);
	const double w = mean_e + (double)s.p, weight = (double)s.cs2 / (w * w);
	struct ish_power sum = {.fluctuation = weight * power[0].fluctuation + power[1].fluctuation};
	for (int axis = 0; axis < 3; axis++) {
		sum.tail[axis] = weight * power[0].tail[axis] + power[1].tail[axis];
	}
	return sum;
}

/* Shells up to the corner of the box of wave numbers. */
static int shells_of(const struct ish_grid *grid, const double spacing[3], double width)
{
	double k2 = 0.0;
	for (int axis = 0; axis < 3; axis++) {
		const int most = grid->shape[axis] / 2;
		const double k = most * spacing[axis];
		k2 += grid->shape[axis] > 1 ? k * k : 0.0;
	}
	return width > 0.0 ? 1 + (int)(sqrt(k2) / width + 0.5 + 1e-9) : 0;
}

static void evaluate(struct ish_core *core)
{
	struct ish_core_shells *s = &core->spectra;
	const struct ish_space *space = &core->space;
	const struct ish_metric m = ish_geometry_at(&core->model.geometry, core->time);
	struct ish_field_set *work = ish_core_free_slope(core);
	ISH_REAL *const *prim = core->state.prim.at, *re = work->at[0], *im = work->at[1];
	double spacing[3], square[2];
	for (int axis = 0; axis < 3; axis++) {
		spacing[axis] = 2.0 * PI / (space->grid.length[axis] * m.a[axis]);
	}
	memset(s->k, 0, 3 * s->room * sizeof *s->k);
	double *e = s->k + s->room, *u = e + s->room;
	struct ish_power power[2] = {{.shell = e}, {.shell = u}};
	const double cells = (double)space->cells;
	ish_spectrum_add(s->spectrum, prim[ISH_PRIM_E], prim[ISH_PRIM_U], re, im, spacing, space->scratch,
	                 space->threads, &power[0], &power[1]);
	/* what the mode k = 0 holds: sums over the points */
	square[0] = pow((double)re[0] / cells, 2.0);
	square[1] = pow((double)im[0] / cells, 2.0);
	ish_spectrum_add(s->spectrum, prim[ISH_PRIM_U + 1], prim[ISH_PRIM_U + 2], re, im, spacing, space->scratch,
	                 space->threads, &power[1], &power[1]);
	square[1] += pow((double)re[0] / cells, 2.0) + pow((double)im[0] / cells, 2.0);
	ish_field_set_written(work);
	const struct ish_power energy = energy_of(core, power, sqrt(square[0]));
	const double width = ish_spectrum_width(&space->grid, spacing);
	const int shells = shells_of(&space->grid, spacing, width);
	for (int i = 0; i < shells; i++) {
		s->k[i] = i * width;
		e[i] /= width;
		u[i] /= width;
	}
	s->view = (struct ish_spectra){.shells = shells,
	                               .width = width,
	                               .k = s->k,
	                               .e = e,
	                               .u = u,
	                               .tail_e = tail_of(&power[0], square[0]),
	                               .tail_u = tail_of(&power[1], 1.0 + square[1] + power[1].fluctuation),
	                               .tail = tail_of(&energy, 1.0 + square[1] + power[1].fluctuation)};
}

const struct ish_spectra *ish_core_spectra(struct ish_core *core)
{
	struct ish_core_shells *s = &core->spectra;
	if (s->spectrum == NULL) {
		return NULL;
	}
	if (core->space.axis_count > 0 && s->version != core->state.prim.version) {
		evaluate(core);
		s->version = core->state.prim.version;
	}
	return &s->view;
}
