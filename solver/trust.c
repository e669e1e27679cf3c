#include "solver/trust.h"

#include <math.h>
#include <stdio.h>

#include "workspace/log.h"

enum { PLACE = 128 };
/* A condition that holds with equality may round below 0, in single precision too. */
#define TRANSVERSE_ROUNDING 1e-5

/* "cell (1, 2, 3), x = (0.1, 0.2, 0.3)" */
static void place_text(const struct ish_peak *at, char text[PLACE])
{
	(void)snprintf(text, PLACE, "cell (%d, %d, %d), x = (%.6g, %.6g, %.6g)", at->index[0], at->index[1],
	               at->index[2], at->x[0], at->x[1], at->x[2]);
}

static void cell_text(const struct ish_solver *solver, long cell, char text[PLACE])
{
	const struct ish_grid *grid = &ish_solver_config(solver)->grid;
	const long nx = grid->shape[0], ny = grid->shape[1];
	struct ish_peak at = {.index = {(int)(cell % nx), (int)(cell / nx % ny), (int)(cell / nx / ny)}};
	for (int i = 0; i < 3; i++) {
		at.x[i] = grid->origin[i] + grid->length[i] * at.index[i] / grid->shape[i];
	}
	place_text(&at, text);
}

static void warn_acausal(const struct ish_solver *solver, const struct ish_diagnostics *row)
{
	char place[PLACE];
	cell_text(solver, row->causality_cell, place);
	ish_log(ISH_LOG_WARNING,
	        "step %ld, t = %.9g: %ld of %td cells are acausal, signals there are faster than light (the least "
	        "necessary "
	        "condition is %.3g of e + P + Pi, in %s): too large viscous stresses for the transport coefficients",
	        row->step, row->time, row->acausal, ish_grid_cells(&ish_solver_config(solver)->grid),
	        row->causality_margin, place);
}

static void warn_transverse(const struct ish_solver *solver, const struct ish_diagnostics *row)
{
	char place[PLACE];
	cell_text(solver, row->transverse_cell, place);
	ish_log(ISH_LOG_WARNING,
	        "step %ld, t = %.9g: with the vorticity term transverse waves grow without bound or outrun light "
	        "(their condition "
	        "is %.3g of e + P + Pi, in %s): smaller viscous stresses, or transport.vorticity = 0",
	        row->step, row->time, row->transverse_margin, place);
}

/* A number that is largest in some cell of the present state. `value`: over the step, its stages counted. */
static void warn_large(struct ish_solver *solver, const struct ish_diagnostics *row, enum ish_derived field,
                       const char *what, double value, double most)
{
	struct ish_peak at;
	char place[PLACE];
	ish_solver_peak(solver, field, &at);
	place_text(&at, place);
	ish_log(ISH_LOG_WARNING,
	        "step %ld, t = %.9g: the %s is %.4g, largest in %s: second-order fluid dynamics holds for numbers well "
	        "below %g",
	        row->step, row->time, what, value, place, most);
}

static void warn_unresolved(const struct ish_diagnostics *row)
{
	ish_log(ISH_LOG_WARNING,
	        "step %ld, t = %.9g: the grid does not resolve the flow: the top third of the wave numbers of an axis "
	        "holds %.3g "
	        "of the energy of the fluctuations, which should be below %g: take more points, or more viscosity",
	        row->step, row->time, row->tail, ISH_TRUST_TAIL_MOST);
}

/* True the first time that `passed` is. */
static bool tell(struct ish_trust *trust, enum ish_trust_kind kind, bool passed)
{
	const bool first = passed && !trust->told[kind];
	trust->told[kind] = trust->told[kind] || passed;
	return first;
}

void ish_trust_look(struct ish_trust *trust, struct ish_solver *solver, const struct ish_diagnostics *row)
{
	const bool sigma = row->knudsen_sigma >= row->knudsen_theta, shear = row->reynolds_shear >= row->reynolds_bulk;
	const double knudsen = sigma ? row->knudsen_sigma : row->knudsen_theta;
	const double reynolds = shear ? row->reynolds_shear : row->reynolds_bulk;
	trust->rows++;
	trust->acausal = row->acausal > trust->acausal ? row->acausal : trust->acausal;
	trust->knudsen = fmax(trust->knudsen, knudsen);
	trust->reynolds = fmax(trust->reynolds, reynolds);
	trust->has_tail = trust->has_tail || !isnan(row->tail);
	trust->tail = fmax(trust->tail, row->tail);
	if (tell(trust, ISH_TRUST_CAUSALITY, row->acausal > 0)) {
		warn_acausal(solver, row);
	}
	if (tell(trust, ISH_TRUST_TRANSVERSE, row->acausal == 0 && row->transverse_margin < -TRANSVERSE_ROUNDING)) {
		warn_transverse(solver, row);
	}
	if (tell(trust, ISH_TRUST_KNUDSEN, knudsen > ISH_TRUST_KNUDSEN_MOST)) {
		warn_large(solver, row, sigma ? ISH_KNUDSEN : ISH_KNUDSEN_THETA,
		           sigma ? "Knudsen number tau_pi sqrt(sigma:sigma)" : "Knudsen number tau_pi |theta|", knudsen,
		           ISH_TRUST_KNUDSEN_MOST);
	}
	if (tell(trust, ISH_TRUST_REYNOLDS, reynolds > ISH_TRUST_REYNOLDS_MOST)) {
		warn_large(solver, row, shear ? ISH_REYNOLDS : ISH_REYNOLDS_BULK,
		           shear ? "inverse Reynolds number sqrt(pi:pi)/P" : "inverse Reynolds number |Pi|/P", reynolds,
		           ISH_TRUST_REYNOLDS_MOST);
	}
	if (tell(trust, ISH_TRUST_RESOLUTION, row->tail > ISH_TRUST_TAIL_MOST)) {
		warn_unresolved(row);
	}
}

void ish_trust_text(const struct ish_trust *trust, char *text, size_t size)
{
	char tail[48] = "";
	char acausal[48] = "no cell acausal";
	bool left = false;
	for (int i = 0; i < ISH_TRUST_KINDS; i++) {
		left = left || trust->told[i];
	}
	if (trust->has_tail) {
		(void)snprintf(tail, sizeof tail, ", tail of spectra %.2g", trust->tail);
	}
	if (trust->acausal > 0) {
		(void)snprintf(acausal, sizeof acausal, "up to %ld cells acausal", trust->acausal);
	}
	(void)snprintf(text, size, "%sKnudsen number up to %.3g, inverse Reynolds %.3g, %s%s",
	               left ? "NOT EVERYWHERE: " : "", trust->knudsen, trust->reynolds, acausal, tail);
}
