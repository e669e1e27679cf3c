/*
 * Linear modes of all kinds on fluids at rest and moving, along an axis and oblique (cli/check/linear_waves.h): by family
 * on four backgrounds, and in the full suite all together for three fluids, four velocities and k tau from 0.3 to 6.
 */
#include <stdio.h>

#include "cli/check/linear_waves.h"

static enum ish_status run_quick(struct ish_check *check)
{
	static const struct ish_check_background backgrounds[] = {
		{"at rest, k 1 0 0", 0.25, 0.2, 0.1, {0.0, 0.0, 0.0}, {1, 0, 0}, {4, 1, 1}, 4.0},
		{"at rest, k 1 2 -1", 0.25, 0.2, 0.1, {0.0, 0.0, 0.0}, {1, 2, -1}, {4, 5, 4}, 4.0},
		{"v 0 .6 0, k 1 1 0", 0.25, 0.2, 0.1, {0.0, 0.6, 0.0}, {1, 1, 0}, {5, 4, 1}, 4.0},
		{"v .4 .3 -.2, k 1 2 -1", 0.25, 0.2, 0.1, {0.4, 0.3, -0.2}, {1, 2, -1}, {4, 5, 4}, 4.0},
	};
	enum ish_status status = ISH_OK;
	for (size_t i = 0; status == ISH_OK && i < sizeof backgrounds / sizeof backgrounds[0]; i++) {
		status = ish_check_linear_waves(check, &backgrounds[i], ISH_CHECK_BY_FAMILY);
	}
	return status;
}

enum { FLUIDS = 3, VELOCITIES = 4, WAVES = 3 };

static enum ish_status run_full(struct ish_check *check)
{
	static const struct {
		const char *name;
		double cs2, eta, zeta;
	} fluids[FLUIDS] = {
		{"conformal", 1.0 / 3.0, 0.2, 0.0}, {"eta zeta", 1.0 / 3.0, 0.2, 0.1}, {"cs2 .2", 0.2, 0.16, 0.12}};
	static const struct {
		const char *name;
		double v[3];
	} velocities[VELOCITIES] = {{"0", {0.0, 0.0, 0.0}},
	                            {".3 0 0", {0.3, 0.0, 0.0}},
	                            {".4 .3 -.2", {0.4, 0.3, -0.2}},
	                            {"0 .7 0", {0.0, 0.7, 0.0}}};
	static const struct {
		const char *name;
		int wave[3], shape[3];
		double side;
	} waves[WAVES] = {{".3", {1, 0, 0}, {4, 1, 1}, 21.0},
	                  {"1.6 oblique", {1, -2, 1}, {4, 5, 4}, 9.6},
	                  {"6 oblique", {1, 1, 0}, {5, 4, 1}, 1.5}};
	enum ish_status status = ISH_OK;
	for (int i = 0; status == ISH_OK && i < FLUIDS * VELOCITIES * WAVES; i++) {
		const int f = i / (VELOCITIES * WAVES);
		const int v = i / WAVES % VELOCITIES;
		const int w = i % WAVES;
		char label[48];
		struct ish_check_background b = {.label = label,
		                                 .cs2 = fluids[f].cs2,
		                                 .eta_over_s = fluids[f].eta,
		                                 .zeta_over_s = fluids[f].zeta,
		                                 .side = waves[w].side};
		(void)snprintf(label, sizeof label, "%s, v %s, k %s", fluids[f].name, velocities[v].name,
		               waves[w].name);
		for (int a = 0; a < 3; a++) {
			b.velocity[a] = velocities[v].v[a];
			b.wave[a] = waves[w].wave[a];
			b.shape[a] = waves[w].shape[a];
		}
		status = ish_check_linear_waves(check, &b, ISH_CHECK_TOGETHER);
	}
	return status;
}

const struct ish_check_case ish_check_linear_modes = {
	.name = "linear-modes",
	.sentence =
		"all ten modes, at rest and moving, against exact waves whose frequencies obey the dispersion relation",
	.suite = ISH_CHECK_QUICK,
	.run = run_quick,
};

const struct ish_check_case ish_check_linear_modes_full = {
	.name = "linear-modes-full",
	.sentence =
		"the same for three fluids, four velocities, and wave lengths above and below the relaxation length",
	.suite = ISH_CHECK_FULL,
	.run = run_full,
};
