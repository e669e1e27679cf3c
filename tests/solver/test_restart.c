/*
 * A solver made blank and filled with the arrays of another's state goes on as that one, to the bit: nothing that
 * outlives a step is missing from the state.
 */
#include <criterion/criterion.h>
#include <stdlib.h>
#include <string.h>

#include "solver/scheme.h"
#include "tests/solver/evolve.h"

enum { BEFORE = 3, AFTER = 4 };

static const char *const precisions[] = {"double", "float"};
static const char *const geometries[] = {"minkowski", "milne", "flrw"};
static const char *const filters[] = {"exponential", "none"};
static const char *const backends[] = {"fft", "matrix"};

static void configure(struct ish_config *config, const char *scheme, int precision, int geometry, int filter,
                      int backend)
{
	ish_config_init(config);
	set(config, "grid.shape=[12,9,8]");
	set(config, "problem.name=\"random\"");
	set(config, "time.start=1.0");
	set(config, "time.end=9.0");
	set(config, "transport.zeta_over_s=0.05");
	set(config, "backend.planning=\"estimate\"");
	set(config, "backend.threads=1");
	set(config, "time.scheme=\"%s\"", scheme);
	set(config, "backend.precision=\"%s\"", precisions[precision]);
	set(config, "geometry.name=\"%s\"", geometries[geometry]);
	set(config, "filter.name=\"%s\"", filters[filter]);
	set(config, "backend.derivative=\"%s\"", backends[backend]);
	cr_assert_eq(ish_config_check(config), ISH_OK);
}

static void take_steps(struct ish_solver *solver, int count)
{
	for (int i = 0; i < count; i++) {
		cr_assert_eq(ish_solver_step(solver, ish_solver_next_dt(solver)), ISH_OK);
	}
}

/* All arrays one after the other; freed by the caller. */
static char *copy_of(struct ish_solver *solver, struct ish_solver_state *state, size_t *bytes_out)
{
	size_t bytes = 0;
	ish_solver_state_view(solver, state);
	for (int i = 0; i < state->arrays; i++) {
		bytes += state->array[i].count * state->array[i].size;
	}
	char *copy = malloc(bytes > 0 ? bytes : 1);
	cr_assert(bytes > 0 && copy != NULL);
	char *at = copy;
	for (int i = 0; i < state->arrays; i++) {
		memcpy(at, state->array[i].data, state->array[i].count * state->array[i].size);
		at += state->array[i].count * state->array[i].size;
	}
	*bytes_out = bytes;
	return copy;
}

static void fill(struct ish_solver *solver, const struct ish_solver_state *saved, const char *copy)
{
	struct ish_solver_state state;
	ish_solver_state_view(solver, &state);
	cr_assert_eq(state.arrays, saved->arrays);
	for (int i = 0; i < state.arrays; i++) {
		cr_assert_eq(state.array[i].count * state.array[i].size, saved->array[i].count * saved->array[i].size);
		memcpy(state.array[i].data, copy, state.array[i].count * state.array[i].size);
		copy += state.array[i].count * state.array[i].size;
	}
	ish_solver_state_set(solver, saved->step, saved->time, saved->dt);
}

static void check(struct ish_config *config, const char *name)
{
	struct ish_solver_state saved, ended[2];
	size_t bytes[3];
	struct ish_diagnostics row[2];
	struct ish_solver *first = make(config);
	take_steps(first, BEFORE);
	char *copy = copy_of(first, &saved, &bytes[0]);
	take_steps(first, AFTER);
	set(config, "backend.threads=3");
	struct ish_solver *second = NULL;
	cr_assert_eq(ish_solver_create_blank(&second, config), ISH_OK);
	fill(second, &saved, copy);
	cr_assert_eq(ish_solver_step_count(second), BEFORE);
	cr_assert_eq(ish_solver_time(second), saved.time);
	take_steps(second, AFTER);
	char *end[2] = {copy_of(first, &ended[0], &bytes[1]), copy_of(second, &ended[1], &bytes[2])};
	cr_assert_eq(bytes[1], bytes[2]);
	cr_assert_eq(memcmp(end[0], end[1], bytes[1]), 0, "%s: another state", name);
	cr_assert_neq(memcmp(end[0], copy, bytes[1]), 0, "%s: the state has not moved", name);
	ish_solver_diagnose(first, &row[0]);
	ish_solver_diagnose(second, &row[1]);
	cr_assert_eq(ended[0].step, ended[1].step);
	cr_assert_eq(ended[0].time, ended[1].time);
	cr_assert_eq(row[0].energy, row[1].energy, "%s", name);
	cr_assert_eq(row[0].newton_mean, row[1].newton_mean, "%s: another first guess", name);
	cr_assert_eq(row[0].knudsen_sigma, row[1].knudsen_sigma, "%s", name);
	cr_assert_eq(row[0].det_k_min, row[1].det_k_min, "%s", name);
	free(copy);
	free(end[0]);
	free(end[1]);
	ish_solver_destroy(first);
	ish_solver_destroy(second);
}

Test(restart, a_blank_solver_with_the_state_of_another_goes_on_as_it_to_the_bit, .timeout = 60)
{
	for (int s = 0; s < ish_scheme_count(); s++) {
		for (int variant = 0; variant < 24; variant++) {
			const int precision = variant & 1;
			const int filter = variant >> 1 & 1;
			const int backend = variant >> 2 & 1;
			const int geometry = variant >> 3;
			struct ish_config config;
			char name[160];
			const char *scheme = ish_scheme_at(s)->name;
			configure(&config, scheme, precision, geometry, filter, backend);
			snprintf(name, sizeof name, "%s, %s, %s, filter %s, %s", scheme, precisions[precision],
			         geometries[geometry], filters[filter], backends[backend]);
			check(&config, name);
		}
	}
}

/* The initial file of problem "file" may be gone by then. */
Test(restart, a_blank_solver_reads_no_initial_data)
{
	struct ish_config config;
	struct ish_solver *solver = NULL;
	configure(&config, "imex-ssp2", 0, 0, 0, 0);
	set(&config, "problem.name=\"file\"");
	set(&config, "problem.path=\"gone.h5\"");
	cr_assert_eq(ish_solver_create_blank(&solver, &config), ISH_OK);
	ish_solver_destroy(solver);
}
