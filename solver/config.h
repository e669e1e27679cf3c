/*
 * The configuration of a run: every key of the file and of --set, with its default, unit, range and sentence in
 * config.def.
 *
 * Precedence: defaults < file < preset < options < --set. Units: fm and powers of it (hbar = c = k_B = 1).
 */
#ifndef ISH_SOLVER_CONFIG_H
#define ISH_SOLVER_CONFIG_H

#include <stdbool.h>
#include <stdio.h>

#include "spectral/grid.h"
#include "workspace/status.h"

enum { ISH_NAME_MAX = 64, ISH_PATH_MAX = 1024, ISH_LIST_MAX = 32, ISH_PROBLEM_KEYS_MAX = 16, ISH_CONFIG_KEYS_MAX = 80 };

struct ish_list {
	int count;
	char item[ISH_LIST_MAX][ISH_NAME_MAX];
};

struct ish_geometry_config {
	char name[ISH_NAME_MAX];
	double exponent;     /* flrw */
	double exponents[3]; /* kasner */
	double t_ref;        /* fm */
};

struct ish_time_config {
	double start; /* fm */
	double end;   /* fm; used when steps < 0 (ish_config_assign of time.end sets steps to -1) */
	double cfl;   /* dt |k|_max; 0: the scheme's default */
	double step;  /* fm; 0: by cfl */
	long steps;   /* from the file, --steps or a preset; -1: run to `end` */
	char scheme[ISH_NAME_MAX];
	bool start_given; /* the user set time.start (a field file's time yields to it) */
};

struct ish_eos_config {
	char name[ISH_NAME_MAX];
	double p0;  /* P = p0 T^4, or p0 T^((1+cs2)/cs2) */
	double cs2; /* constant-cs2 */
};

struct ish_transport_config { /* contract.md, "Transport, exactly" */
	double eta_over_s, tau_pi, delta_pipi, tau_pipi, lambda_piPi, phi_7, vorticity;
	double zeta_over_s, tau_Pi, delta_PiPi, lambda_Pipi;
};

struct ish_problem_config {
	char name[ISH_NAME_MAX];
	char path[ISH_PATH_MAX];   /* problem "file" */
	char choice[ISH_NAME_MAX]; /* a key of text type of a problem (none in most) */
	double value[ISH_PROBLEM_KEYS_MAX]
		    [3]; /* in the order of the problem's keys (solver/problem.h); defaults filled in */
};

struct ish_filter_config_keys {
	char name[ISH_NAME_MAX]; /* exponential, two-thirds, none */
	double strength, order;
};

struct ish_output_config {
	char directory[ISH_PATH_MAX];
	long every; /* steps between field files; 0: first and last only */
	struct ish_list fields;
	long series_every; /* steps between rows; 0: none */
	long spectra_every; /* steps between tails of spectra in rows; -1: with field files; 0: no spectra at all */
	char compression[ISH_NAME_MAX];
	long checkpoint_every;
	char page[ISH_NAME_MAX]; /* html, none */
};

struct ish_profile_keys {
	char level[ISH_NAME_MAX];
	struct ish_list formats;
};

struct ish_backend_config {
	char name[ISH_NAME_MAX]; /* auto, cpu, cuda */
	int threads;             /* 0: all cores allowed */
	char precision[ISH_NAME_MAX];
	char planning[ISH_NAME_MAX];
	char memory[ISH_NAME_MAX];
	long memory_limit;             /* bytes; 0: what the machine has left */
	char wisdom[ISH_PATH_MAX];     /* "": the store of this processor; "none" */
	char derivative[ISH_NAME_MAX]; /* auto, fft, matrix: for all axes */
	char simd[ISH_NAME_MAX];       /* auto, or a level of solver/simd.h */
	char choices[ISH_PATH_MAX];    /* run.json whose choices are taken; "" none */
};

struct ish_config_taken { /* choices of an earlier run (solver/choices.h), no keys; "": the run chooses for itself */
	char derivative[3][ISH_NAME_MAX], filter[3][ISH_NAME_MAX]; /* by axis */
	char simd[ISH_NAME_MAX];
};

struct ish_config_source {                       /* where values came from, for messages; by row of config.def */
	char file[ISH_PATH_MAX];                 /* the last file read, "" if none */
	int line[ISH_CONFIG_KEYS_MAX];           /* line in it; 0: not from the file */
	const char *option[ISH_CONFIG_KEYS_MAX]; /* "--set", "--preset", ... (static storage); NULL: not by an option */
	int problem_line[ISH_PROBLEM_KEYS_MAX];  /* the same for the keys of the problem */
	const char *problem_option[ISH_PROBLEM_KEYS_MAX];
};

struct ish_config {
	struct ish_grid grid;
	struct ish_geometry_config geometry;
	struct ish_time_config time;
	struct ish_eos_config eos;
	struct ish_transport_config transport;
	struct ish_problem_config problem;
	struct ish_filter_config_keys filter;
	struct ish_output_config output;
	struct ish_profile_keys profile;
	struct ish_backend_config backend;
	struct ish_config_taken taken;
	struct ish_config_source source;
};

/* Fills in every default. */
void ish_config_init(struct ish_config *config);

/*
 * Reads a libconfig file over `config`. One error line (file:line: key = value: what is allowed). ISH_ERR_INPUT,
 * ISH_ERR_NAME, ISH_ERR_UNAVAILABLE, or ISH_ERR_DEVICE (a backend that is not there); `config` is then undefined.
 * @include is refused.
 */
ISH_CHECKED enum ish_status ish_config_read(struct ish_config *config, const char *path);

/* The same from a text, which messages call `name`. */
ISH_CHECKED enum ish_status ish_config_read_text(struct ish_config *config, const char *text, const char *name);

/*
 * Whether two configurations differ in a key that a run may not change when it is resumed (it may: time.end,
 * output.every, backend.threads, ...); the first such key, "grid.shape", is then stored.
 */
bool ish_config_resume_differs(const struct ish_config *a, const struct ish_config *b, char key_out[2 * ISH_NAME_MAX]);

/*
 * Refuses a configuration that differs from `recorded` in more than may change: one line with the key, its value and
 * what may. ISH_ERR_INPUT.
 */
ISH_CHECKED enum ish_status ish_config_check_resume(const struct ish_config *config, const struct ish_config *recorded);

/*
 * One KEY=VALUE, KEY as in "transport.eta_over_s", VALUE in libconfig syntax (a bare word is a string; for a list,
 * a,b,c are strings). The keys of a problem need its name to be set already. Errors as ish_config_read, with "--set"
 * in place of the file.
 */
ISH_CHECKED enum ish_status ish_config_set(struct ish_config *config, const char *assignment);

/* The same for another option of the command line, named in messages: option "--threads" (static storage), key
 * "backend.threads", value "4". */
ISH_CHECKED enum ish_status ish_config_assign(struct ish_config *config, const char *option, const char *key,
                                              const char *value);

/* "64x64x32x32" (Nt x Nx x Ny x Nz) or small, medium, large, extreme: sets grid.shape, time.steps, problem
 * taylor-green, shear and bulk on, default cfl. */
ISH_CHECKED enum ish_status ish_config_preset(struct ish_config *config, const char *name);

/* Whether ish_config_preset knows the name or can read the numbers (which may still be out of range). */
bool ish_config_is_preset(const char *name);

/* Checks combinations (time.start in expanding geometries, acausal transport, ...). Call once, last. Errors as
 * ish_config_read. */
ISH_CHECKED enum ish_status ish_config_check(const struct ish_config *config);

/*
 * Refuses the value of a key ("grid.shape", "problem.modes") that only a later part of the program can judge: one
 * line with the place of the key (for a default: of problem.name), the key, its value and the reason, which says
 * what is allowed ("must be ..."). Returns ISH_ERR_INPUT.
 */
enum ish_status ish_config_refuse(const struct ish_config *config, const char *key, const char *format, ...)
	__attribute__((format(printf, 3, 4)));

/*
 * Largest characteristic speed squared of linear waves at rest: cs2 + (4/3) eta/(tau_pi w) + zeta/(tau_Pi w). Causal
 * up to 1.
 */
double ish_config_front_speed_squared(const struct ish_config *config);

/*
 * Writes the configuration with 17 digits so that reading it gives the same bits. The caller looks at ferror(file).
 */
void ish_config_write(const struct ish_config *config, FILE *file);

/* Prints every key with default, unit, range and sentence, and the keys of every problem. */
void ish_config_help(FILE *file);

#endif
