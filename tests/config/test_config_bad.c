/*
 * Bad input: each is refused in one line, at its place, with key, value and what is allowed. The messages are part of
 * the contract.
 */
#include <criterion/criterion.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

#include "config_case.h"

#define SHAPE "must be 3 integers, each 1 or from 4 to 1048576"
#define SCHEMES "must be one of \"imex-ssp2\", \"imex-ars2\", \"imex-ssp3\", \"imex-ars3\", " \
		"\"imex-linear\", \"split-step\""
#define FIELDS                                                                                                         \
	"must be a list of \"all\", \"e\", \"u1\", \"u2\", \"u3\", \"pi11\", \"pi12\", \"pi13\", \"pi22\", \"pi23\", " \
	"\"Pi\", \"T\", \"P\", \"theta\", \"knudsen\", \"knudsen_theta\", \"reynolds\", \"reynolds_bulk\", \"causality\""
#define GROUPS "the groups are grid, geometry, time, eos, transport, problem, filter, output, profile, backend"
#define GRAMMAR "must be GROUP = { KEY = VALUE; ... }; with VALUE a number, \"text\" or [list]"
#define LATER "not available in this version, "
#define TRANSPORT_KEYS                                                                                                 \
	"the keys of transport are eta_over_s, tau_pi, delta_pipi, tau_pipi, lambda_piPi, phi_7, vorticity, "          \
	"zeta_over_s, "                                                                                                \
	"tau_Pi, delta_PiPi, lambda_Pipi"

static const struct bad {
	const char *text;
	enum ish_status status;
	const char *message; /* after "bad.cfg:" */
} bad_file[] = {
	/* shape of the value */
	{"grid = { shape = [32, 16]; };", ISH_ERR_INPUT, "1: grid.shape = [32, 16]: " SHAPE},
	{"grid = { shape = [32, 16, 3]; };", ISH_ERR_INPUT, "1: grid.shape = [32, 16, 3]: " SHAPE},
	{"grid = { shape = [32, 16, 0]; };", ISH_ERR_INPUT, "1: grid.shape = [32, 16, 0]: " SHAPE},
	{"grid = { shape = [32, 16, 1.5]; };", ISH_ERR_INPUT, "1: grid.shape = [32, 16, 1.5]: " SHAPE},
	{"grid = { shape = 32; };", ISH_ERR_INPUT, "1: grid.shape = 32: " SHAPE},
	{"grid = {\n\tlength = [1, 0, 1];\n};", ISH_ERR_INPUT,
         "2: grid.length = [1, 0, 1]: must be 3 numbers, each more than 0"},
	{"grid = { origin = [1, 2, 3, 4, 5, 6, 7, 8]; };", ISH_ERR_INPUT,
         "1: grid.origin = [1, 2, 3, 4, 5, 6, ...]: must be 3 finite numbers"},
	{"grid = 5;", ISH_ERR_INPUT, "1: grid = 5: must be a group { KEY = VALUE; ... }"},
	{"time = { end = { a = 1; }; };", ISH_ERR_INPUT, "1: time.end = { ... }: must be a finite number"},
	/* numbers that libconfig itself would let pass */
	{"grid = { shape = [32, 16, 3000000000]; };", ISH_ERR_INPUT, "1: grid.shape = [32, 16, 3000000000]: " SHAPE},
	{"grid = { shape = [32, 16, 99999999999999999999]; };", ISH_ERR_INPUT,
         "1: grid.shape = [32, 16, 1e+20]: " SHAPE},
	{"backend = { threads = 4294967297; };", ISH_ERR_INPUT,
         "1: backend.threads = 4294967297: must be an integer from 0 to 1024"},
	{"backend = { threads = 0xFFFFFFFF; };", ISH_ERR_INPUT,
         "1: backend.threads = 4294967295: must be an integer from 0 to 1024"},
	{"backend = { threads = 2.0; };", ISH_ERR_INPUT, "1: backend.threads = 2: must be an integer from 0 to 1024"},
	{"time = { end = 1e400; };", ISH_ERR_INPUT, "1: time.end = inf: must be a finite number"},
	{"time = { end = -1e400; };", ISH_ERR_INPUT, "1: time.end = -inf: must be a finite number"},
	{"time = { end = nan; };", ISH_ERR_INPUT, "1: time.end = \"nan\": must be a finite number"},
	{"time = { end = -Inf; };", ISH_ERR_INPUT, "1: time.end = \"-Inf\": must be a finite number"},
	/* types and ranges */
	{"time = {\n\n\tcfl = -1; };", ISH_ERR_INPUT, "3: time.cfl = -1: must be a number from 0 to 100"},
	{"time = { cfl = \"fast\"; };", ISH_ERR_INPUT, "1: time.cfl = \"fast\": must be a number from 0 to 100"},
	{"time = { cfl = true; };", ISH_ERR_INPUT, "1: time.cfl = true: must be a number from 0 to 100"},
	{"transport = { eta_over_s = -0.1; };", ISH_ERR_INPUT,
         "1: transport.eta_over_s = -0.1: must be a number from 0 to 1000"},
	{"eos = { cs2 = 1.5; };", ISH_ERR_INPUT, "1: eos.cs2 = 1.5: must be a number more than 0 and at most 1"},
	{"eos = { p0 = \"qcd\"; };", ISH_ERR_INPUT, "1: eos.p0 = \"qcd\": must be a number more than 0 or \"qgp\""},
	{"output = { every = -1; };", ISH_ERR_INPUT,
         "1: output.every = -1: must be an integer from 0 to 1000000000000"},
	{"output = { directory = \"\"; };", ISH_ERR_INPUT,
         "1: output.directory = \"\": must be a text of 1 to 1023 bytes"},
	{"output = { directory = 5; };", ISH_ERR_INPUT, "1: output.directory = 5: must be a text of 1 to 1023 bytes"},
	{"output = { fields = \"all\"; };", ISH_ERR_INPUT, "1: output.fields = \"all\": " FIELDS},
	{"output = { fields = [\"e\", \"q\"]; };", ISH_ERR_INPUT, "1: output.fields = [\"e\", \"q\"]: " FIELDS},
	{"output = { fields = [\"e\", 1]; };", ISH_ERR_INPUT, "1: output.fields = [\"e\", 1]: " FIELDS},
	{"output = { compression = \"zip\"; };", ISH_ERR_INPUT,
         "1: output.compression = \"zip\": must be one of \"none\", \"deflate\", \"float32\""},
	{"time = { scheme = \"rk4\"; };", ISH_ERR_INPUT, "1: time.scheme = \"rk4\": " SCHEMES},
	{"problem = { wave = [1, 2]; };", ISH_ERR_INPUT,
         "1: problem.wave = [1, 2]: must be 3 numbers, each from -524288 to 524288"},
	{"problem = { name = \"random\"; seed = 1.5; };", ISH_ERR_INPUT,
         "1: problem.seed = 1.5: must be an integer from 0 to 9007199254740992"},
	/* unknown */
	{"gird = { shape = [1, 1, 1]; };", ISH_ERR_INPUT,
         "1: gird = { ... }: unknown group; did you mean grid? " GROUPS},
	{"cfl = 0.5;", ISH_ERR_INPUT, "1: cfl = 0.5: unknown group; did you mean time.cfl? " GROUPS},
	{"grid = { shap = [1, 1, 1]; };", ISH_ERR_INPUT,
         "1: grid.shap = [1, 1, 1]: unknown key; did you mean grid.shape? the keys of grid are shape, length, origin"},
	{"transport = { tau_PI = 1; };", ISH_ERR_INPUT,
         "1: transport.tau_PI = 1: unknown key; did you mean transport.tau_Pi? " TRANSPORT_KEYS},
	{"grid = { cfl = 0.5; };", ISH_ERR_INPUT,
         "1: grid.cfl = 0.5: unknown key; did you mean time.cfl? the keys of grid are shape, length, origin"},
	{"grid = { completely_else = 1; };", ISH_ERR_INPUT,
         "1: grid.completely_else = 1: unknown key; the keys of grid are shape, length, origin"},
	{"problem = { name = \"sound\";\n ampl = 1; };", ISH_ERR_INPUT,
         "2: problem.ampl = 1: unknown key; did you mean problem.amplitude? the keys of problem \"sound\" are name, "
         "wave, "
         "amplitude, T0"},
	{"problem = { name = \"sound\"; path = \"x\"; };", ISH_ERR_INPUT,
         "1: problem.path = \"x\": unknown key; the keys of problem \"sound\" are name, wave, amplitude, T0"},
	{"problem = { name = \"nothing\"; };", ISH_ERR_INPUT,
         "1: problem.name = \"nothing\": must be one of \"taylor-green\", \"kelvin-helmholtz\", \"random\", \"sound\", "
         "\"shear\", \"mode\", \"simple-wave\", \"tube\", \"viscous-shock\", \"homogeneous\", \"bjorken\", \"gubser\", \"file\""},
	/* known, of a later version */
	{"eos = { name = \"hotqcd\"; };", ISH_ERR_UNAVAILABLE,
         "1: eos.name = \"hotqcd\": " LATER "must be one of \"conformal\", \"constant-cs2\""},
	{"eos = { name = \"wuppertal-budapest\"; };", ISH_ERR_UNAVAILABLE,
         "1: eos.name = \"wuppertal-budapest\": " LATER "must be one of \"conformal\", \"constant-cs2\""},
	{"transport = { zeta_over_s = \"bass\"; };", ISH_ERR_UNAVAILABLE,
         "1: transport.zeta_over_s = \"bass\": " LATER "must be a number from 0 to 1000"},
	{"output = { checkpoint_every = -1; };", ISH_ERR_INPUT,
         "1: output.checkpoint_every = -1: must be an integer from 0 to 1000000000000"},
	{"backend = { precision = \"mixed\"; };", ISH_ERR_UNAVAILABLE,
         "1: backend.precision = \"mixed\": " LATER "must be one of \"double\", \"float\""},
	{"backend = { memory = \"constrained\"; };", ISH_ERR_UNAVAILABLE,
         "1: backend.memory = \"constrained\": " LATER "must be one of \"auto\""},
	{"backend = { name = \"cuda\"; };", ISH_ERR_DEVICE,
         "1: backend.name = \"cuda\": " LATER "must be one of \"auto\", \"cpu\""},
	/* syntax */
	{"time = {\n end = 1;\n end = 2; };", ISH_ERR_INPUT,
         "3: duplicate setting name at \"end = 2; };\": give each key once"},
	{"time = { end = 1; };\ntime = { start = 0; };", ISH_ERR_INPUT,
         "2: duplicate setting name at \"time = { start = 0; };\": give each key once"},
	{"grid = { shape = [32, 16, 16;", ISH_ERR_INPUT,
         "1: syntax error at \"grid = { shape = [32, 16, 16;\": " GRAMMAR},
	{"time = {\n end = 0.5oops; };", ISH_ERR_INPUT, "2: syntax error at \"end = 0.5oops; };\": " GRAMMAR},
	{"time = { scheme = imex-ssp3; };", ISH_ERR_INPUT,
         "1: syntax error at \"time = { scheme = imex-ssp3; };\": " GRAMMAR},
	{"# first\n@include \"other.cfg\"\n", ISH_ERR_INPUT,
         "2: @include is not available: write all keys into one file"},
};

static const struct bad bad_set[] = {
	{"transport.eta_over_s", ISH_ERR_INPUT,
         "\"transport.eta_over_s\": must be KEY=VALUE, as in transport.eta_over_s=0.1"},
	{"=3", ISH_ERR_INPUT, "\"=3\": must be KEY=VALUE, as in transport.eta_over_s=0.1"},
	{"time.end=", ISH_ERR_INPUT, "time.end = : must have a value"},
	{"time.end=[1", ISH_ERR_INPUT, "time.end = [1: must be a number, \"text\" or [list]"},
	{"time.end=[1]; x = 2", ISH_ERR_INPUT, "time.end: must be one value"},
	{"time.end=1; x = 2", ISH_ERR_INPUT, "time.end = \"1; x = 2\": must be a finite number"},
	{"time.end=nan", ISH_ERR_INPUT, "time.end = \"nan\": must be a finite number"},
	{"time.end=1e999", ISH_ERR_INPUT, "time.end = inf: must be a finite number"},
	{"cfl=2", ISH_ERR_INPUT, "cfl = 2: unknown group; did you mean time.cfl? " GROUPS},
	{"tranport.eta_over_s=1", ISH_ERR_INPUT,
         "tranport.eta_over_s = 1: unknown group; did you mean transport.eta_over_s? " GROUPS},
	{"transport.eta=1", ISH_ERR_INPUT,
         "transport.eta = 1: unknown key; did you mean transport.eta_over_s? " TRANSPORT_KEYS},
	{"problem.foo=1", ISH_ERR_INPUT,
         "problem.foo = 1: unknown key; the keys of problem \"sound\" are name, wave, amplitude, T0"},
	{"output.fields=e,,u1", ISH_ERR_INPUT, "output.fields = [\"e\", \"\", \"u1\"]: " FIELDS},
	{"backend.name=cuda", ISH_ERR_DEVICE, "backend.name = \"cuda\": " LATER "must be one of \"auto\", \"cpu\""},
};

/* Combinations, found by ish_config_check; the file is read without error. */
static const struct bad bad_together[] = {
	{"time = {\n start = 2;\n end = 1; };", ISH_ERR_INPUT, "3: time.end = 1: must be more than time.start = 2"},
	{"time = {\n start = 2; };", ISH_ERR_INPUT, "2: time.end = 1: must be more than time.start = 2"},
	{"geometry = {\n name = \"milne\"; };", ISH_ERR_INPUT,
         "2: time.start = 0: must be more than 0 in geometry \"milne\""},
	{"geometry = { name = \"kasner\"; };\ntime = { start = -1; };", ISH_ERR_INPUT,
         "2: time.start = -1: must be more than 0 in geometry \"kasner\""},
	{"geometry = { name = \"flrw\"; }; time = { start = 0; };", ISH_ERR_INPUT,
         "1: time.start = 0: must be more than 0 in geometry \"flrw\""},
	{"problem = { name = \"file\"; path = \"a.hdf\"; };\ngeometry = { name = \"milne\"; }; time = { start = 0; };",
         ISH_ERR_INPUT, "2: time.start = 0: must be more than 0 in geometry \"milne\""},
	{"time = { step = 0.1;\n cfl = 0.5; };", ISH_ERR_INPUT,
         "1: time.step = 0.1: must be 0 (by cfl) while time.cfl = 0.5, or set time.cfl = 0"},
	{"time = { step = 1e-300; };", ISH_ERR_INPUT,
         "1: time.step = 1e-300: must be so large that time.end is met within 1e12 steps"},
	{"grid = { shape = [2048, 1024, 1024]; };", ISH_ERR_INPUT,
         "1: grid.shape = [2048, 1024, 1024]: must be at most 2147483647 points in all, not 2147483648"},
	{"transport = {\n tau_pi = 1; };", ISH_ERR_INPUT,
         "2: transport.tau_pi = 1: acausal, the front speed squared cs2 + 4/(3 tau_pi) + 1/tau_Pi = 1.667 must be at "
         "most 1 "
         "(smaller cs2, larger tau_pi, tau_Pi)"},
	{"transport = { zeta_over_s = 0.1;\n tau_Pi = 2; };", ISH_ERR_INPUT,
         "2: transport.tau_Pi = 2: acausal, the front speed squared cs2 + 4/(3 tau_pi) + 1/tau_Pi = 1.1 must be at "
         "most 1 "
         "(smaller cs2, larger tau_pi, tau_Pi)"},
	{"output = { fields = [\"e\", \"u1\", \"e\"]; };", ISH_ERR_INPUT, "1: output.fields: must name \"e\" once"},
	/* libprofiler is linked into the program, not into this test */
	{"profile = { formats = [\"gperftools\"]; };", ISH_ERR_INPUT,
         "1: profile.formats = [\"gperftools\"]: must be without \"gperftools\": this build has no libprofiler "
         "(Debian package: libgoogle-perftools-dev)"},
	{"output = { fields = []; };", ISH_ERR_INPUT, "1: output.fields = []: must name a field, or \"all\""},
	{"problem = { name = \"file\"; };", ISH_ERR_INPUT,
         "1: problem.path = \"\": must be a text of 1 to 1023 bytes in problem \"file\""},
};

static void expect(const struct bad *row, enum ish_status status, const struct caught *caught, const char *before)
{
	char message[ISH_LOG_LINE];
	(void)snprintf(message, sizeof message, "%s%s", before, row->message);
	cr_assert_eq(status, row->status, "%s: status %d", row->text, (int)status);
	cr_assert_eq(caught->count, 1, "%s: %d lines", row->text, caught->count);
	cr_assert_str_eq(caught->line, message);
}

TestSuite(config_error, .init = enter_folder, .fini = leave_folder);

Test(config_error, names_file_line_key_value_and_what_is_allowed)
{
	for (size_t i = 0; i < sizeof bad_file / sizeof bad_file[0]; i++) {
		struct caught caught;
		struct ish_config config;
		write_file("bad.cfg", bad_file[i].text);
		ish_config_init(&config);
		catch_log(&caught);
		expect(&bad_file[i], ish_config_read(&config, "bad.cfg"), &caught, "bad.cfg:");
	}
}

Test(config_error, names_the_option_where_there_is_no_file)
{
	for (size_t i = 0; i < sizeof bad_set / sizeof bad_set[0]; i++) {
		struct caught caught;
		struct ish_config config;
		ish_config_init(&config);
		catch_log(&caught);
		expect(&bad_set[i], ish_config_set(&config, bad_set[i].text), &caught, "--set: ");
	}
}

Test(config_error, refuses_combinations_where_the_key_stands)
{
	for (size_t i = 0; i < sizeof bad_together / sizeof bad_together[0]; i++) {
		struct caught caught;
		struct ish_config config;
		write_file("bad.cfg", bad_together[i].text);
		ish_config_init(&config);
		catch_log(&caught);
		cr_assert_eq(ish_config_read(&config, "bad.cfg"), ISH_OK, "%s", bad_together[i].text);
		expect(&bad_together[i], ish_config_check(&config), &caught, "bad.cfg:");
	}
}

Test(config_error, a_combination_made_by_options_names_the_option)
{
	struct caught caught;
	struct ish_config config;
	ish_config_init(&config);
	catch_log(&caught);
	cr_assert_eq(ish_config_set(&config, "time.end=-1"), ISH_OK);
	cr_assert_eq(ish_config_check(&config), ISH_ERR_INPUT);
	cr_assert_str_eq(caught.line, "--set: time.end = -1: must be more than time.start = 0");
}

Test(config_error, allows_what_is_just_allowed)
{
	static const char *const good[] = {
		"problem = { name = \"file\"; path = \"a.hdf\"; }; geometry = { name = "
		"\"milne\"; };", /* starts at the file's time */
		"transport = { eta_over_s = 0; zeta_over_s = 0; tau_pi = 0.01; tau_Pi = 0.01; "
		"};",                           /* no viscosity, no limit */
		"transport = { tau_pi = 2; };", /* 1/3 + 2/3 = 1 exactly */
		"time = { step = 0.1; cfl = 0; };",
		"time = { steps = 3; start = 5; };", /* time.end is not used */
		"grid = { shape = [1, 1, 1]; };",
		"grid = { shape = [4, 5, 1]; };",
	};
	for (size_t i = 0; i < sizeof good / sizeof good[0]; i++) {
		struct ish_config config;
		write_file("good.cfg", good[i]);
		ish_config_init(&config);
		cr_assert_eq(ish_config_read(&config, "good.cfg"), ISH_OK, "%s", good[i]);
		cr_assert_eq(ish_config_check(&config), ISH_OK, "%s", good[i]);
	}
}

Test(config_error, says_why_a_file_cannot_be_read)
{
	struct caught caught;
	struct ish_config config;
	ish_config_init(&config);
	catch_log(&caught);
	cr_assert_eq(ish_config_read(&config, "none.cfg"), ISH_ERR_INPUT);
	cr_assert_str_eq(caught.line, "none.cfg: cannot be read: No such file or directory");
	cr_assert_eq(mkdir("folder", 0700), 0);
	cr_assert_eq(ish_config_read(&config, "folder"), ISH_ERR_INPUT);
	cr_assert_str_eq(caught.line, "folder: cannot be read: Is a directory");
	FILE *file = fopen("binary.cfg", "wb");
	cr_assert_eq(fwrite("grid\0= 1", 1, 8, file), 8);
	cr_assert_eq(fclose(file), 0);
	cr_assert_eq(ish_config_read(&config, "binary.cfg"), ISH_ERR_INPUT);
	cr_assert_str_eq(caught.line, "binary.cfg: is not a text: it holds a zero byte");
}

Test(config_error, a_bad_preset_says_what_one_looks_like)
{
	static const char *const bad[] = {"64x64x32", "64x64x32x32x1", "0x8x8x8", "axbxcxd",
	                                  "-4x8x8x8", "tiny",          "",        "8x8x8x8 "};
	for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
		struct caught caught;
		struct ish_config config;
		char message[ISH_LOG_LINE];
		ish_config_init(&config);
		catch_log(&caught);
		(void)snprintf(
			message, sizeof message,
			"--preset: %s: must be STEPSxNXxNYxNZ, as in 64x64x32x32, or small, medium, large, extreme",
			bad[i]);
		cr_assert_eq(ish_config_preset(&config, bad[i]), ISH_ERR_INPUT, "%s", bad[i]);
		cr_assert_str_eq(caught.line, message);
	}
	struct caught caught;
	struct ish_config config;
	ish_config_init(&config);
	catch_log(&caught);
	cr_assert_eq(ish_config_preset(&config, "8x8x3x8"), ISH_ERR_INPUT);
	cr_assert_str_eq(caught.line, "--preset: grid.shape = [8, 3, 8]: " SHAPE);
}

Test(config_error, survives_any_cut_of_a_good_file)
{
	static const char good[] =
		"grid = { shape = [32, 16, 3000000000000]; length = [1, 2.5e0, -inf]; };\n"
		"/* c */ time = { end = 0x1F; cfl = +.5; } # end\noutput = { directory = \"a\\\"b\"; };";
	struct caught caught;
	catch_log(&caught);
	for (size_t length = 0; length <= sizeof good - 1; length++) {
		char text[sizeof good];
		struct ish_config config;
		memcpy(text, good, length);
		text[length] = '\0';
		write_file("cut.cfg", text);
		ish_config_init(&config);
		const int before = caught.count;
		const enum ish_status status = ish_config_read(&config, "cut.cfg");
		cr_assert_eq(caught.count - before, status == ISH_OK ? 0 : 1, "cut at %zu: %s", length, text);
	}
	cr_assert_gt(caught.count, 50);
}
