#include "solver/config_impl.h"

#include <assert.h>
#include <ctype.h>
#include <errno.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { FILE_MOST = 1 << 20 }; /* bytes of a configuration file */

/* Stores the one value of `text` ("v = VALUE;"). */
static enum ish_status store_text(struct ish_config *config, const char *group, const char *key, const char *text,
                                  struct ish_config_place place)
{
	config_t parsed;
	char assigned[4 * ISH_NAME_MAX];
	(void)snprintf(assigned, sizeof assigned, "%s.%s", group, key);
	enum ish_status status = ish_config_parse(&parsed, text, assigned, place);
	const config_setting_t *root = config_root_setting(&parsed);
	if (status == ISH_OK && config_setting_length(root) != 1) {
		status = ish_fail_at(ISH_ERR_INPUT, place.name, place.line, "%s.%s: must be one value", group, key);
	}
	if (status == ISH_OK) {
		const config_setting_t *setting = config_setting_get_elem(root, 0);
		const int row = ish_config_row_find(group, key);
		status = row < ISH_CONFIG_ROWS ? ish_config_store(config, row, setting, place)
		                               : ish_config_store_problem(config, key, setting, place);
	}
	config_destroy(&parsed);
	return status;
}

void ish_config_init(struct ish_config *config)
{
	memset(config, 0, sizeof *config);
	for (int i = 0; i < ISH_CONFIG_ROWS; i++) {
		char text[256];
		(void)snprintf(text, sizeof text, "v = %s;", ish_config_row[i].standard);
		const struct ish_config_place place = {"config.def", 0};
		const enum ish_status status =
			store_text(config, ish_config_row[i].group, ish_config_row[i].key, text, place);
		assert(status == ISH_OK); /* a default of config.def that its own row refuses */
		(void)status;
	}
	config->time.start_given = false;
	memset(&config->source, 0, sizeof config->source);
}

/* ---- file ---- */

/* The whole file, a string on the heap; fails in one line. */
static enum ish_status read_text(const char *path, char **text_out)
{
	*text_out = NULL;
	FILE *file = fopen(path, "rb");
	if (file == NULL) {
		return ish_fail_at(ISH_ERR_INPUT, path, 0, "cannot be read: %s", ish_system_text(errno));
	}
	char *text = malloc(FILE_MOST + 1);
	errno = 0;
	const size_t size = text != NULL ? fread(text, 1, FILE_MOST + 1, file) : 0;
	const int error = ferror(file) ? errno : 0;
	(void)fclose(file);
	enum ish_status status = ISH_OK;
	if (text == NULL) {
		status = ish_fail_at(ISH_ERR_MEMORY, path, 0, "no memory to read it");
	} else if (error != 0) {
		status = ish_fail_at(ISH_ERR_INPUT, path, 0, "cannot be read: %s", ish_system_text(error));
	} else if (size > FILE_MOST) {
		status = ish_fail_at(ISH_ERR_INPUT, path, 0, "a configuration has at most %d bytes", FILE_MOST);
	} else if (memchr(text, '\0', size) != NULL) {
		status = ish_fail_at(ISH_ERR_INPUT, path, 0, "is not a text: it holds a zero byte");
	}
	if (text == NULL || status != ISH_OK) {
		free(text);
		return status;
	}
	text[size] = '\0';
	*text_out = text;
	return ISH_OK;
}

static bool group_exists(const char *group)
{
	for (int i = 0; i < ISH_CONFIG_ROWS; i++) {
		if (strcmp(ish_config_row[i].group, group) == 0) {
			return true;
		}
	}
	return false;
}

static enum ish_status store_member(struct ish_config *config, const char *group, const config_setting_t *setting,
                                    const char *path)
{
	const char *key = config_setting_name(setting);
	const struct ish_config_place place = {path, (int)config_setting_source_line(setting)};
	const int row = ish_config_row_find(group, key);
	if (row < ISH_CONFIG_ROWS) {
		return ish_config_store(config, row, setting, place);
	}
	if (strcmp(group, "problem") == 0) {
		return ish_config_store_problem(config, key, setting, place);
	}
	char value[ISH_CONFIG_TEXT];
	ish_config_setting_text(setting, value);
	return ish_config_unknown(place, NULL, group, key, value);
}

static enum ish_status store_group(struct ish_config *config, const config_setting_t *setting, const char *path)
{
	const char *group = config_setting_name(setting);
	const struct ish_config_place place = {path, (int)config_setting_source_line(setting)};
	char value[ISH_CONFIG_TEXT];
	ish_config_setting_text(setting, value);
	if (!group_exists(group)) {
		return ish_config_unknown(place, NULL, group, NULL, value);
	}
	if (!config_setting_is_group(setting)) {
		return ish_fail_at(ISH_ERR_INPUT, place.name, place.line,
		                   "%s = %s: must be a group { KEY = VALUE; ... }", group, value);
	}
	/* A problem's name first: it says which keys there are. */
	const config_setting_t *name = config_setting_get_member(setting, "name");
	enum ish_status status = name != NULL ? store_member(config, group, name, path) : ISH_OK;
	for (unsigned i = 0; status == ISH_OK && i < (unsigned)config_setting_length(setting); i++) {
		const config_setting_t *member = config_setting_get_elem(setting, i);
		if (member != name) {
			status = store_member(config, group, member, path);
		}
	}
	return status;
}

enum ish_status ish_config_read(struct ish_config *config, const char *path)
{
	char *text = NULL;
	enum ish_status status = read_text(path, &text);
	if (status != ISH_OK) {
		return status;
	}
	status = ish_config_read_text(config, text, path);
	free(text);
	return status;
}

enum ish_status ish_config_read_text(struct ish_config *config, const char *text, const char *name)
{
	const struct ish_config_place place = {name, 0};
	config_t parsed;
	enum ish_status status = ish_config_parse(&parsed, text, NULL, place);
	(void)snprintf(config->source.file, sizeof config->source.file, "%s", name);
	const config_setting_t *root = config_root_setting(&parsed);
	for (unsigned i = 0; status == ISH_OK && i < (unsigned)config_setting_length(root); i++) {
		status = store_group(config, config_setting_get_elem(root, i), name);
	}
	config_destroy(&parsed);
	return status;
}

/* ---- options ---- */

/* Whether a value of the command line is libconfig syntax as it stands; otherwise it is a word. */
static bool is_literal(const char *value)
{
	if (value[0] != '\0' && strchr("\"[({", value[0]) != NULL) {
		return true;
	}
	if (strcmp(value, "true") == 0 || strcmp(value, "false") == 0) {
		return true;
	}
	const char *digits = value + (value[0] == '+' || value[0] == '-');
	char *end = NULL;
	(void)strtod(value, &end);
	end += strspn(end, "L");
	return (isdigit((unsigned char)digits[0]) || digits[0] == '.') && end != value && *end == '\0';
}

/* Text that grows; the buffer is large enough by its maker's reckoning. */
struct growing {
	char *text;
	size_t used, size;
};

static void add(struct growing *g, const char *text)
{
	const int more = snprintf(g->text + g->used, g->size - g->used, "%s", text);
	assert(more >= 0 && (size_t)more < g->size - g->used);
	g->used += (size_t)more;
}

static void add_quoted(struct growing *g, const char *word, size_t length)
{
	add(g, "\"");
	for (size_t i = 0; i < length; i++) {
		const char one[] = {word[i], '\0'};
		add(g, word[i] == '"' || word[i] == '\\' ? "\\" : "");
		add(g, one);
	}
	add(g, "\"");
}

/* "v = VALUE;" with words in quotes, and a,b,c as a list where the row is one. At most 4 bytes a byte. */
/* NOLINTNEXTLINE(readability-non-const-parameter): text is written through g */
static void literal(const char *value, const struct ish_config_row *row, char *text, size_t size)
{
	struct growing g = {text, 0, size};
	const bool is_text = row != NULL && row->type == TEXT && value[0] != '"';
	add(&g, "v = ");
	if (is_literal(value) && !is_text) {
		add(&g, value);
	} else if (row != NULL && row->type == LIST) {
		for (const char *word = value; *word != '\0';) {
			const size_t length = strcspn(word, ",");
			add(&g, word == value ? "[" : ", ");
			add_quoted(&g, word, length);
			word += length;
			word += *word == ',';
		}
		add(&g, "]");
	} else {
		add_quoted(&g, value, strlen(value));
	}
}

enum ish_status ish_config_assign(struct ish_config *config, const char *option, const char *key, const char *value)
{
	const struct ish_config_place place = {option, 0};
	char group[ISH_NAME_MAX];
	const char *dot = strchr(key, '.');
	const size_t length = dot != NULL ? (size_t)(dot - key) : strlen(key);
	enum { KEY_MOST = 2 * ISH_NAME_MAX, VALUE_MOST = 2 * ISH_PATH_MAX };
	char text[4 * VALUE_MOST + 64]; /* a comma becomes four bytes, a quote two */
	if (length >= sizeof group || strlen(key) >= KEY_MOST || strlen(value) > VALUE_MOST) {
		return ish_fail_at(ISH_ERR_INPUT, option, 0, "%.40s...: too long", key);
	}
	(void)snprintf(group, sizeof group, "%.*s", (int)length, key);
	const char *name = dot != NULL ? dot + 1 : NULL;
	const int row = name != NULL ? ish_config_row_find(group, name) : ISH_CONFIG_ROWS;
	const bool is_problem = name != NULL && strcmp(group, "problem") == 0;
	if (row == ISH_CONFIG_ROWS && !is_problem) {
		return ish_config_unknown(place, NULL, group, name, value);
	}
	if (value[0] == '\0' &&
	    !(row < ISH_CONFIG_ROWS && ish_config_row[row].type == TEXT && ish_config_row[row].least == 0)) {
		return ish_fail_at(ISH_ERR_INPUT, option, 0, "%s = : must have a value", key);
	}
	literal(value, row < ISH_CONFIG_ROWS ? &ish_config_row[row] : NULL, text, sizeof text);
	const enum ish_status status = store_text(config, group, name, text, place);
	if (status == ISH_OK && row == ISH_ROW_time_end) {
		config->time.steps = -1;
	}
	return status;
}

enum ish_status ish_config_set(struct ish_config *config, const char *assignment)
{
	const char *equals = strchr(assignment, '=');
	if (equals == NULL || equals == assignment) {
		return ish_fail_at(ISH_ERR_INPUT, "--set", 0,
		                   "\"%.80s\": must be KEY=VALUE, as in transport.eta_over_s=0.1", assignment);
	}
	char key[2 * ISH_NAME_MAX];
	size_t length = (size_t)(equals - assignment);
	while (length > 0 && isspace((unsigned char)assignment[length - 1])) {
		length--;
	}
	(void)snprintf(key, sizeof key, "%.*s", (int)(length < sizeof key ? length : sizeof key - 1), assignment);
	const char *value = equals + 1;
	value += strspn(value, " \t");
	return ish_config_assign(config, "--set", key, value);
}

/* ---- preset ---- */

static const struct {
	const char *name, *numbers;
} preset_names[] = {
	{"small", "16x16x8x8"}, {"medium", "32x32x16x16"}, {"large", "64x64x32x32"}, {"extreme", "128x128x64x64"}};

static bool preset_numbers(const char *text, long number[4])
{
	for (int i = 0; i < 4; i++) {
		if (!isdigit((unsigned char)*text)) {
			return false;
		}
		char *end = NULL;
		errno = 0;
		number[i] = strtol(text, &end, 10);
		if (errno != 0 || number[i] < 1 || *end != (i < 3 ? 'x' : '\0')) {
			return false;
		}
		text = end + 1;
	}
	return true;
}

bool ish_config_is_preset(const char *name)
{
	long number[4];
	for (size_t i = 0; i < sizeof preset_names / sizeof preset_names[0]; i++) {
		if (strcmp(name, preset_names[i].name) == 0) {
			return true;
		}
	}
	return preset_numbers(name, number);
}

enum ish_status ish_config_preset(struct ish_config *config, const char *name)
{
	const char *numbers = name;
	for (size_t i = 0; i < sizeof preset_names / sizeof preset_names[0]; i++) {
		if (strcmp(name, preset_names[i].name) == 0) {
			numbers = preset_names[i].numbers;
		}
	}
	long number[4];
	if (!preset_numbers(numbers, number)) {
		return ish_fail_at(ISH_ERR_INPUT, "--preset", 0,
		                   "%.80s: must be STEPSxNXxNYxNZ, as in 64x64x32x32, or small, medium, large, extreme",
		                   name);
	}
	char shape[96];
	char steps[32];
	(void)snprintf(shape, sizeof shape, "[%ld, %ld, %ld]", number[1], number[2], number[3]);
	(void)snprintf(steps, sizeof steps, "%ld", number[0]);
	const struct {
		const char *key, *value;
		bool wanted;
	} row[] = {
		{"grid.shape", shape, true},
		{"time.steps", steps, true},
		{"time.cfl", "0", true},
		{"time.step", "0", true},
		{"problem.name", "taylor-green", true},
		{"transport.eta_over_s", "0.2", config->transport.eta_over_s == 0.0},
		{"transport.zeta_over_s", "0.1", config->transport.zeta_over_s == 0.0},
	};
	for (size_t i = 0; i < sizeof row / sizeof row[0]; i++) {
		if (row[i].wanted) {
			const enum ish_status status = ish_config_assign(config, "--preset", row[i].key, row[i].value);
			if (status != ISH_OK) {
				return status;
			}
		}
	}
	return ISH_OK;
}
