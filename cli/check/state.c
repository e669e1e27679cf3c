#include "cli/check/state.h"

#include <string.h>

#include "cli/check/simulation.h"
#include "physics/stress_energy.h"
#include "solver/model.h"

static const int first[5] = {0, 0, 0, 1, 1}, second[5] = {0, 1, 2, 1, 2};

struct cell { /* what a solver keeps of a cell, by group and name */
	double evolved[ISH_VARS], primitive[5];
};

static void set_cell(const struct ish_model *model, const struct ish_metric *m, const double v[ISH_PRIMITIVES],
                     struct cell *cell)
{
	const struct ish_vec u = {v[ISH_U1], v[ISH_U2], v[ISH_U3]};
	const struct ish_shear s =
		ish_shear_from_file(v[ISH_PI11], v[ISH_PI12], v[ISH_PI13], v[ISH_PI22], v[ISH_PI23], u);
	const double p = ish_eos_at(model->eos_id, model->eos, v[ISH_E]).p;
	const struct ish_conserved t = ish_conserved_of(v[ISH_E], p + v[ISH_BULK], u, ish_shear_complete(s, u));
	const double evolved[ISH_VARS] = {m->sqrt_g * t.e,
	                                  m->sqrt_g * m->a[0] * t.m.x,
	                                  m->sqrt_g * m->a[1] * t.m.y,
	                                  m->sqrt_g * m->a[2] * t.m.z,
	                                  s.xx,
	                                  s.xy,
	                                  s.xz,
	                                  s.yy,
	                                  s.yz,
	                                  v[ISH_BULK]};
	const double primitive[5] = {v[ISH_E], u.x, u.y, u.z, p};
	memcpy(cell->evolved, evolved, sizeof evolved);
	memcpy(cell->primitive, primitive, sizeof primitive);
}

/* The number that an array of a state keeps of a cell. */
static double *find(struct cell *cell, const struct ish_solver_array *array)
{
	static const char *const evolved[ISH_VARS] = {"E", "M1", "M2", "M3", "s11", "s12", "s13", "s22", "s23", "Pi"};
	static const char *const primitive[5] = {"e", "u1", "u2", "u3", "P"};
	for (int i = 0; i < ISH_VARS; i++) {
		if (strcmp(array->group, "evolved") == 0 && strcmp(array->name, evolved[i]) == 0) {
			return &cell->evolved[i];
		}
		if (strcmp(array->group, "primitives") == 0 && i < 5 && strcmp(array->name, primitive[i]) == 0) {
			return &cell->primitive[i];
		}
	}
	return NULL;
}

static void fill(struct ish_solver *solver, const struct ish_model *model, const double *fields)
{
	const struct ish_config *config = ish_solver_config(solver);
	const struct ish_metric metric = ish_geometry_at(&model->geometry, config->time.start);
	const size_t cells = (size_t)ish_grid_cells(&config->grid);
	struct ish_solver_state state;
	ish_solver_state_view(solver, &state);
	for (size_t i = 0; i < cells; i++) {
		double value[ISH_PRIMITIVES];
		struct cell cell;
		for (size_t f = 0; f < ISH_PRIMITIVES; f++) {
			value[f] = fields[f * cells + i];
		}
		set_cell(model, &metric, value, &cell);
		for (int a = 0; a < state.arrays; a++) {
			const double *number = find(&cell, &state.array[a]);
			if (number != NULL && state.array[a].size == sizeof(float)) {
				((float *)state.array[a].data)[i] = (float)*number;
			} else if (number != NULL) {
				((double *)state.array[a].data)[i] = *number;
			}
		}
	}
	ish_solver_state_set(solver, 0, config->time.start, 0.0);
}

enum ish_status ish_check_solver_from(const struct ish_config *config, const double *fields,
                                      struct ish_solver **solver_out)
{
	struct ish_config blank = *config;
	struct ish_model model;
	*solver_out = NULL;
	/* the one problem that any grid, fluid and geometry allows */
	enum ish_status status = ish_check_set(&blank, "problem.name=homogeneous\n");
	if (status == ISH_OK) {
		status = ish_config_check(&blank);
	}
	if (status == ISH_OK) {
		status = ish_model_init(&model, &blank);
	}
	if (status == ISH_OK) {
		status = ish_solver_create_blank(solver_out, &blank);
	}
	if (status == ISH_OK) {
		fill(*solver_out, &model, fields);
	}
	return status;
}

enum ish_status ish_check_fields_from(const struct ish_config *config, const double *fields, double span, long steps,
                                      double **fields_out)
{
	struct ish_solver *solver;
	*fields_out = NULL;
	enum ish_status status = ish_check_solver_from(config, fields, &solver);
	if (status == ISH_OK) {
		status = ish_check_advance(solver, config->time.start + span, steps);
	}
	if (status == ISH_OK) {
		status = ish_check_fields(solver, fields_out);
	}
	ish_solver_destroy(solver);
	return status;
}

enum ish_status ish_check_fields_at_start(const struct ish_config *config, double **fields_out)
{
	return ish_check_fields_after(config, 0.0, 0, fields_out);
}

/* pi^ij with pi^33 from u_i u_j pi^ij = (u^0)^2 pi^ii. */
static void full_shear(const double v[ISH_PRIMITIVES], double pi[3][3])
{
	const double *u = v + ISH_U1;
	double along = 0.0;
	pi[2][2] = 0.0;
	for (int c = 0; c < 5; c++) {
		const double weight = first[c] == second[c] ? 1.0 : 2.0;
		pi[first[c]][second[c]] = pi[second[c]][first[c]] = v[ISH_PI11 + c];
		along += weight * u[first[c]] * u[second[c]] * v[ISH_PI11 + c];
	}
	const double perp = 1.0 + u[0] * u[0] + u[1] * u[1];
	pi[2][2] = (along - (perp + u[2] * u[2]) * (pi[0][0] + pi[1][1])) / perp;
}

void ish_check_turn(const double turn[3][3], const double old[ISH_PRIMITIVES], double value[ISH_PRIMITIVES])
{
	double pi[3][3];
	full_shear(old, pi);
	value[ISH_E] = old[ISH_E];
	value[ISH_BULK] = old[ISH_BULK];
	for (int a = 0; a < 3; a++) {
		value[ISH_U1 + a] = 0.0;
		for (int i = 0; i < 3; i++) {
			value[ISH_U1 + a] += turn[a][i] * old[ISH_U1 + i];
		}
	}
	for (int c = 0; c < 5; c++) {
		value[ISH_PI11 + c] = 0.0;
		for (int i = 0; i < 3; i++) {
			for (int j = 0; j < 3; j++) {
				value[ISH_PI11 + c] += turn[first[c]][i] * turn[second[c]][j] * pi[i][j];
			}
		}
	}
}
