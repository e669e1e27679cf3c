/*
 * Private to solver/config*.c: the rows of config.def as a table, values as text, and how one libconfig setting becomes
 * a member of struct ish_config.
 */
#ifndef ISH_SOLVER_CONFIG_IMPL_H
#define ISH_SOLVER_CONFIG_IMPL_H

#include <libconfig.h>
#include <stddef.h>

#include "solver/config.h"
#include "solver/problem.h"

enum ish_config_type {
	REAL,   /* double */
	REAL3,  /* double[3] */
	INT,    /* int */
	LONG,   /* long */
	SHAPE,  /* int[3]: points of the axes, 1 or 4 and more */
	NAME,   /* char[ISH_NAME_MAX]: one of names; the row problem.name: one of the problems */
	DEVICE, /* as NAME, but a later name is a missing device (another exit code) */
	TEXT,   /* char[ISH_PATH_MAX] of at least `least` bytes */
	LIST    /* struct ish_list of names */
};

struct ish_config_row {
	const char *group, *key;
	enum ish_config_type type;
	size_t offset; /* of the member in struct ish_config */
	const char *standard, *unit;
	double least, most;
	const char *names, *later;
	const char *sentence;
};

enum ish_config_row_id {
#define ISH_KEY(group, key, type, standard, unit, least, most, names, later, sentence) ISH_ROW_##group##_##key,
#include "solver/config.def"
#undef ISH_KEY
	ISH_CONFIG_ROWS
};

extern const struct ish_config_row ish_config_row[ISH_CONFIG_ROWS];

/* Where a value stands: a file and line, or an option ("--set", line 0). */
struct ish_config_place {
	const char *name;
	int line;
};

enum { ISH_CONFIG_TEXT = 256 }; /* bytes of a value or of what is allowed, as shown in a message */

/* "file", line of a row's value, or the option it came from; the name "configuration" for a default. */
struct ish_config_place ish_config_place_of(const struct ish_config *config, enum ish_config_row_id row);
bool ish_config_is_given(const struct ish_config *config, enum ish_config_row_id row);

/* A value as config.cfg shows it: of a row, or of the k-th key of the problem. */
void ish_config_row_text(const struct ish_config *config, enum ish_config_row_id row, char text[ISH_CONFIG_TEXT]);
void ish_config_problem_text(const struct ish_config *config, const struct ish_problem *problem, int k,
                             char text[ISH_CONFIG_TEXT]);

/* Row of group.key, ISH_CONFIG_ROWS if there is none. */
int ish_config_row_find(const char *group, const char *key);

/* The i-th item of "a|b|c" into item[ISH_NAME_MAX]; false beyond the last. */
bool ish_config_names_at(const char *names, int i, char *item);
bool ish_config_names_has(const char *names, const char *item);

/* What may stand for a row: "must be a number from 0 to 1". */
void ish_config_allowed(const struct ish_config_row *row, char text[ISH_CONFIG_TEXT]);
void ish_config_allowed_number(const char *noun, double least, double most, char *text, size_t size);
/* The same for a key of a problem. */
void ish_config_allowed_problem_key(const struct ish_problem_key *key, char text[ISH_CONFIG_TEXT]);

/* Fails about an unknown group (key NULL) or key, naming the nearest that is known, or all of the group. */
enum ish_status ish_config_unknown(struct ish_config_place place, const struct ish_problem *problem, const char *group,
                                   const char *key, const char *value);

/* Shortest decimal text that reads back as the same double. */
void ish_config_real_text(double value, char text[32]);

/*
 * Parses libconfig text into *libconfig (initialised here, to be destroyed by the caller in any case). Integers beyond
 * 32 bits are kept (libconfig would wrap them), [ ] may mix integers and reals. `assigned`: the key of an option whose
 * value the text "v = VALUE;" is; NULL for a file. Fails with ISH_ERR_INPUT and the line, or that key and the value.
 */
ISH_CHECKED enum ish_status ish_config_parse(config_t *libconfig, const char *text, const char *assigned,
                                             struct ish_config_place place);

/* The value of a setting as a message shows it. */
void ish_config_setting_text(const config_setting_t *setting, char text[ISH_CONFIG_TEXT]);

/* Puts a setting into the member of a row; checks type and range. */
ISH_CHECKED enum ish_status ish_config_store(struct ish_config *config, int row, const config_setting_t *setting,
                                             struct ish_config_place place);

/* Puts a setting into a key of the problem that config.problem.name names. */
ISH_CHECKED enum ish_status ish_config_store_problem(struct ish_config *config, const char *name,
                                                     const config_setting_t *setting, struct ish_config_place place);

/* Fills in the defaults of the problem's keys. */
void ish_config_problem_defaults(struct ish_config *config);

#endif
