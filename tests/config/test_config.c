#define _POSIX_C_SOURCE 200809L

#include <criterion/criterion.h>
#include <float.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "config_case.h"
#include "solver/problem.h"

static void read_text(struct ish_config *config, const char *text)
{
	write_file("good.cfg", text);
	ish_config_init(config);
	cr_assert_eq(ish_config_read(config, "good.cfg"), ISH_OK);
}

/* The configuration as text, on the heap. */
static char *written(const struct ish_config *config)
{
	char *text = NULL;
	size_t size = 0;
	FILE *file = open_memstream(&text, &size);
	cr_assert_not_null(file);
	ish_config_write(config, file);
	cr_assert_eq(fclose(file), 0);
	return text;
}

/* All that a configuration says; where its values came from differs. */
static bool same(struct ish_config a, struct ish_config b)
{
	memset(&a.source, 0, sizeof a.source);
	memset(&b.source, 0, sizeof b.source);
	char *text_a = written(&a);
	char *text_b = written(&b);
	const bool equal = strcmp(text_a, text_b) == 0 && a.time.start_given == b.time.start_given &&
	                   memcmp(a.problem.value, b.problem.value, sizeof a.problem.value) == 0 &&
	                   memcmp(&a.transport, &b.transport, sizeof a.transport) == 0 &&
	                   memcmp(a.grid.length, b.grid.length, sizeof a.grid.length) == 0 &&
	                   memcmp(a.grid.origin, b.grid.origin, sizeof a.grid.origin) == 0 &&
	                   memcmp(&a.time.end, &b.time.end, sizeof a.time.end) == 0;
	free(text_a);
	free(text_b);
	return equal;
}

TestSuite(config, .init = enter_folder, .fini = leave_folder);

Test(config, has_the_defaults_of_the_contract)
{
	struct ish_config c;
	ish_config_init(&c);
	cr_assert_eq(c.grid.shape[0], 32);
	cr_assert_eq(c.grid.shape[2], 16);
	cr_assert_eq(c.grid.length[1], 6.283185307179586);
	cr_assert_str_eq(c.geometry.name, "minkowski");
	cr_assert_eq(c.time.end, 1.0);
	cr_assert_eq(c.time.cfl, 0.0);
	cr_assert_eq(c.time.steps, -1);
	cr_assert_not(c.time.start_given);
	cr_assert_str_eq(c.time.scheme, "imex-ssp2");
	cr_assert_eq(c.transport.tau_pipi, 1.4285714285714286);
	cr_assert_eq(c.transport.zeta_over_s, 0.0);
	cr_assert_str_eq(c.problem.name, "sound");
	cr_assert_eq(c.output.every, 16);
	cr_assert_eq(c.output.fields.count, 1);
	cr_assert_str_eq(c.profile.formats.item[1], "json");
	cr_assert_str_eq(c.backend.planning, "measure");
	cr_assert_eq(ish_config_check(&c), ISH_OK);
}

Test(config, reads_every_kind_of_value)
{
	struct ish_config c;
	read_text(&c, "# a comment with [brackets] and 3000000000\n"
	              "grid = { shape = [64, 1, 5]; length = [10, 2.5, 1e-3]; origin = (-5, 0, 0.5) }\n"
	              "geometry = { name = \"kasner\", exponents = [0.5, 0.25, 1], t_ref = 2 };\n"
	              "time : { start = 1; end = 3000000000; scheme = \"imex-ars3\"; } // colon, no semicolon\n"
	              "eos = { p0 = \"qgp\"; };\n"
	              "transport = { eta_over_s = 1; tau_Pi = 7; };\n"
	              "/* 4000000000\n [ */ problem = { v_max = 0.25; name = \"taylor-green\"; };\n"
	              "output = { directory = \"a [folder] \\\"x\\\" 3000000000\"; fields = [\"e\", \"Pi\"]; every = "
	              "3000000000; };\n"
	              "backend = { threads = 0x10; };\n");
	cr_assert_eq(c.grid.shape[0], 64);
	cr_assert_eq(c.grid.shape[1], 1);
	cr_assert_eq(c.grid.length[0], 10.0);
	cr_assert_eq(c.grid.length[2], 1e-3);
	cr_assert_eq(c.grid.origin[0], -5.0);
	cr_assert_eq(c.geometry.exponents[2], 1.0);
	cr_assert_eq(c.time.end, 3e9);
	cr_assert(c.time.start_given);
	cr_assert_eq(c.eos.p0, 5.208957878352717); /* 47.5 pi^2/90 */
	cr_assert_eq(c.transport.eta_over_s, 1.0);
	cr_assert_eq(c.problem.value[0][0], 0.25);
	cr_assert_str_eq(c.output.directory, "a [folder] \"x\" 3000000000");
	cr_assert_eq(c.output.fields.count, 2);
	cr_assert_str_eq(c.output.fields.item[1], "Pi");
	cr_assert_eq(c.output.every, 3000000000L);
	cr_assert_eq(c.backend.threads, 16);
	cr_assert_eq(ish_config_check(&c), ISH_OK);
}

Test(config, an_empty_file_leaves_the_defaults)
{
	struct ish_config c;
	struct ish_config defaults;
	read_text(&c, "");
	ish_config_init(&defaults);
	cr_assert(same(c, defaults));
}

Test(config, what_is_written_reads_back_bit_for_bit)
{
	/* Numbers that 15 digits would lose, a negative zero, the ends of the range; strings with everything. */
	struct ish_config c;
	read_text(&c, "grid = { length = [0.1, 1e-300, 1.7e308]; origin = [-0.0, 0.30000000000000004, -1e22]; };\n"
	              "time = { start = 123456789012345680; end = 1e18; };\n"
	              "transport = { eta_over_s = 0.1234567890123456789; tau_pi = 5.000000000000001; };\n"
	              "problem = { name = \"random\"; seed = 9007199254740991; amplitude = 0.12345678901234568; };\n"
	              "output = { directory = \"\\x01 \\t \\n \\\\ \\\" [1] # é\"; fields = [\"Pi\", \"e\"]; };\n");
	char *text = written(&c);
	struct ish_config again;
	read_text(&again, text);
	cr_assert_eq(signbit(again.grid.origin[0]), signbit(-0.0));
	cr_assert_str_eq(c.output.directory, again.output.directory);
	cr_assert_str_eq(again.output.directory, "\x01 \t \n \\ \" [1] # \xc3\xa9");
	cr_assert_eq(again.problem.value[0][0], 9007199254740991.0);
	cr_assert(same(c, again), "%s", text);
	free(text);
}

Test(config, every_problem_reads_back_bit_for_bit)
{
	const struct ish_problem *problem = NULL;
	int i = 0;
	for (; (problem = ish_problem_at(i)) != NULL; i++) {
		struct ish_config c;
		struct ish_config again;
		ish_config_init(&c);
		cr_assert_eq(ish_config_assign(&c, "--problem", "problem.name", problem->name), ISH_OK);
		for (int k = 0; k < problem->key_count; k++) {
			const struct ish_problem_key *key = &problem->keys[k];
			const bool is_text = key->type == ISH_KEY_PATH || key->type == ISH_KEY_CHOICE;
			for (int j = 0; j < 3 && !is_text; j++) {
				const double inside = key->least / 3.0 + 2.0 * (key->most / 3.0);
				c.problem.value[k][j] = key->type == ISH_KEY_INTEGER ? floor(inside) : inside;
			}
			for (int j = 1; j < 3 && key->type != ISH_KEY_VECTOR; j++) {
				c.problem.value[k][j] = 0.0;
			}
			if (key->type == ISH_KEY_PATH) {
				(void)snprintf(c.problem.path, sizeof c.problem.path, "a/b.hdf");
			} else if (key->type == ISH_KEY_CHOICE) {
				const char *last = strrchr(key->unit, '|') + 1;
				(void)snprintf(c.problem.choice, sizeof c.problem.choice, "%s", last);
			}
		}
		char *text = written(&c);
		read_text(&again, text);
		cr_assert(same(c, again), "problem %s:\n%s", problem->name, text);
		cr_assert_str_eq(c.problem.path, again.problem.path);
		cr_assert_str_eq(c.problem.choice, again.problem.choice);
		free(text);
	}
	cr_assert_geq(i, 8); /* sound, shear, bjorken, taylor-green, kelvin-helmholtz, random, homogeneous, file */
}

Test(config, a_start_that_was_not_given_stays_so)
{
	struct ish_config c;
	struct ish_config again;
	ish_config_init(&c);
	char *text = written(&c);
	read_text(&again, text);
	cr_assert_not(again.time.start_given);
	free(text);
	cr_assert_eq(ish_config_set(&c, "time.start=0"), ISH_OK);
	text = written(&c);
	read_text(&again, text);
	cr_assert(again.time.start_given);
	free(text);
}

Test(config, set_takes_words_numbers_lists_and_literals)
{
	struct ish_config c;
	ish_config_init(&c);
	const char *const good[] = {"geometry.name=milne",
	                            "time.start = 0.5",
	                            "grid.shape=[8, 1, 1]",
	                            "grid.length=(1, 2.5, 3)",
	                            "output.fields=e,u1,Pi",
	                            "profile.formats=json",
	                            "output.directory=2d runs/a",
	                            "backend.wisdom=",
	                            "eos.p0=qgp",
	                            "transport.eta_over_s=1",
	                            "time.scheme=\"imex-ssp3\"",
	                            "output.every=3000000000",
	                            "problem.name=file",
	                            "problem.path=/data/x\"y\\z.hdf"};
	for (size_t i = 0; i < sizeof good / sizeof good[0]; i++) {
		cr_assert_eq(ish_config_set(&c, good[i]), ISH_OK, "%s", good[i]);
	}
	cr_assert_str_eq(c.geometry.name, "milne");
	cr_assert_eq(c.time.start, 0.5);
	cr_assert_eq(c.grid.shape[0], 8);
	cr_assert_eq(c.grid.length[1], 2.5);
	cr_assert_eq(c.output.fields.count, 3);
	cr_assert_str_eq(c.output.fields.item[2], "Pi");
	cr_assert_str_eq(c.output.directory, "2d runs/a");
	cr_assert_eq(c.eos.p0, 5.208957878352717);
	cr_assert_str_eq(c.time.scheme, "imex-ssp3");
	cr_assert_eq(c.output.every, 3000000000L);
	cr_assert_str_eq(c.problem.path, "/data/x\"y\\z.hdf");
}

Test(config, another_problem_brings_its_own_defaults)
{
	struct ish_config c;
	struct ish_config fresh;
	ish_config_init(&c);
	ish_config_init(&fresh);
	cr_assert_eq(ish_config_set(&c, "problem.amplitude=0.001"), ISH_OK);
	cr_assert_eq(ish_config_set(&c, "problem.name=sound"), ISH_OK);
	cr_assert_not(same(c, fresh), "the same problem named again keeps what was set");
	cr_assert_eq(ish_config_set(&c, "problem.name=shear"), ISH_OK);
	cr_assert_eq(ish_config_set(&c, "problem.name=sound"), ISH_OK);
	cr_assert(same(c, fresh));
}

Test(config, a_preset_sets_grid_steps_problem_and_viscosity)
{
	struct ish_config c;
	read_text(&c, "time = { end = 9.0; step = 0.5; }; transport = { eta_over_s = 0.0; zeta_over_s = 0.02; };");
	cr_assert_eq(ish_config_preset(&c, "64x48x32x1"), ISH_OK);
	cr_assert_eq(c.grid.shape[0], 48);
	cr_assert_eq(c.grid.shape[1], 32);
	cr_assert_eq(c.grid.shape[2], 1);
	cr_assert_eq(c.time.steps, 64);
	cr_assert_eq(c.time.step, 0.0);
	cr_assert_eq(c.time.cfl, 0.0);
	cr_assert_str_eq(c.problem.name, "taylor-green");
	cr_assert_eq(c.transport.eta_over_s, 0.2);
	cr_assert_eq(c.transport.zeta_over_s, 0.02); /* was on already */
	cr_assert_eq(ish_config_check(&c), ISH_OK);
}

Test(config, a_preset_has_a_name)
{
	static const struct {
		const char *name;
		int steps, nx, ny, nz;
	} row[] = {{"small", 16, 16, 8, 8},
	           {"medium", 32, 32, 16, 16},
	           {"large", 64, 64, 32, 32},
	           {"extreme", 128, 128, 64, 64}};
	for (size_t i = 0; i < sizeof row / sizeof row[0]; i++) {
		struct ish_config c;
		ish_config_init(&c);
		cr_assert_eq(ish_config_preset(&c, row[i].name), ISH_OK);
		cr_assert_eq(c.time.steps, row[i].steps, "%s", row[i].name);
		cr_assert_eq(c.grid.shape[0], row[i].nx, "%s", row[i].name);
		cr_assert_eq(c.grid.shape[1], row[i].ny, "%s", row[i].name);
		cr_assert_eq(c.grid.shape[2], row[i].nz, "%s", row[i].name);
		cr_assert_eq(ish_config_check(&c), ISH_OK, "%s", row[i].name);
	}
}

Test(config, the_end_given_after_the_steps_is_the_one_that_holds)
{
	struct ish_config c;
	ish_config_init(&c);
	cr_assert_eq(ish_config_preset(&c, "small"), ISH_OK);
	cr_assert_eq(ish_config_set(&c, "time.end=2.5"), ISH_OK);
	cr_assert_eq(c.time.steps, -1);
	cr_assert_eq(ish_config_assign(&c, "--steps", "time.steps", "7"), ISH_OK);
	cr_assert_eq(c.time.steps, 7);
}

Test(config, help_names_every_key_and_every_problem)
{
	char *text = NULL;
	size_t size = 0;
	FILE *file = open_memstream(&text, &size);
	ish_config_help(file);
	cr_assert_eq(fclose(file), 0);
	int keys = 0;
#define ISH_KEY(group, key, type, standard, unit, least, most, names, later, sentence)                                 \
	cr_assert_not_null(strstr(text, #group "." #key " = "), #group "." #key);                                      \
	cr_assert_not_null(strstr(text, sentence), #group "." #key);                                                   \
	keys++;
#include "solver/config.def"
#undef ISH_KEY
	cr_assert_geq(keys, 45);
	const struct ish_problem *problem = NULL;
	for (int i = 0; (problem = ish_problem_at(i)) != NULL; i++) {
		cr_assert_not_null(strstr(text, problem->sentence), "%s", problem->name);
		for (int k = 0; k < problem->key_count; k++) {
			cr_assert_not_null(strstr(text, problem->keys[k].sentence), "%s.%s", problem->name,
			                   problem->keys[k].name);
		}
	}
	free(text);
}

Test(config, the_front_speed_adds_sound_shear_and_bulk)
{
	struct ish_config c;
	ish_config_init(&c);
	cr_assert_float_eq(ish_config_front_speed_squared(&c), 1.0 / 3 + 4.0 / 15, 1e-15); /* round-off of the sum */
	cr_assert_eq(ish_config_set(&c, "transport.zeta_over_s=0.1"), ISH_OK);
	cr_assert_float_eq(ish_config_front_speed_squared(&c), 0.8, 1e-15);
	cr_assert_eq(ish_config_set(&c, "transport.eta_over_s=0"), ISH_OK);
	cr_assert_eq(ish_config_set(&c, "eos.name=constant-cs2"), ISH_OK);
	cr_assert_eq(ish_config_set(&c, "eos.cs2=0.15"), ISH_OK);
	cr_assert_float_eq(ish_config_front_speed_squared(&c), 0.35, 1e-15);
}
