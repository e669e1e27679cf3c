/*
 * From one libconfig setting to one member of struct ish_config, or to one key of a problem.
 */
#include "solver/config_impl.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static size_t add_value(const config_setting_t *setting, char *text, size_t size)
{
	char number[32];
	size_t used = 0;
	switch (config_setting_type(setting)) {
	case CONFIG_TYPE_INT:
	case CONFIG_TYPE_INT64: return (size_t)snprintf(text, size, "%lld", config_setting_get_int64(setting));
	case CONFIG_TYPE_FLOAT:
		ish_config_real_text(config_setting_get_float(setting), number);
		return (size_t)snprintf(text, size, "%s", number);
	case CONFIG_TYPE_BOOL:
		return (size_t)snprintf(text, size, "%s", config_setting_get_bool(setting) ? "true" : "false");
	case CONFIG_TYPE_STRING:
		used = strlen(config_setting_get_string(setting));
		return (size_t)snprintf(text, size, used > 80 ? "\"%.77s...\"" : "\"%s\"",
		                        config_setting_get_string(setting));
	case CONFIG_TYPE_GROUP: return (size_t)snprintf(text, size, "{ ... }");
	default: break;
	}
	const int count = config_setting_length(setting);
	used = (size_t)snprintf(text, size, "[");
	for (int i = 0; i < count && used < size; i++) {
		used += (size_t)snprintf(text + used, size - used, "%s", i > 0 ? ", " : "");
		if (i == 6 && used < size) {
			used += (size_t)snprintf(text + used, size - used, "...");
			break;
		}
		if (used < size) {
			used += add_value(config_setting_get_elem(setting, (unsigned)i), text + used, size - used);
		}
	}
	return used < size ? used + (size_t)snprintf(text + used, size - used, "]") : used;
}

void ish_config_setting_text(const config_setting_t *setting, char text[ISH_CONFIG_TEXT])
{
	(void)add_value(setting, text, ISH_CONFIG_TEXT);
}

static bool get_real(const config_setting_t *setting, double least, double most, double *value_out)
{
	switch (config_setting_type(setting)) {
	case CONFIG_TYPE_INT:
	case CONFIG_TYPE_INT64: *value_out = (double)config_setting_get_int64(setting); break;
	case CONFIG_TYPE_FLOAT: *value_out = config_setting_get_float(setting); break;
	default: return false;
	}
	return isfinite(*value_out) && *value_out >= least && *value_out <= most;
}

static bool get_integer(const config_setting_t *setting, double least, double most, long long *value_out)
{
	const int type = config_setting_type(setting);
	if (type != CONFIG_TYPE_INT && type != CONFIG_TYPE_INT64) {
		return false;
	}
	*value_out = config_setting_get_int64(setting);
	return (double)*value_out >= least && (double)*value_out <= most;
}

static bool is_list_of(const config_setting_t *setting, int count)
{
	return config_setting_is_aggregate(setting) && !config_setting_is_group(setting) &&
	       config_setting_length(setting) == count;
}

static bool get_reals(const config_setting_t *setting, double least, double most, double value[3])
{
	if (!is_list_of(setting, 3)) {
		return false;
	}
	for (unsigned i = 0; i < 3; i++) {
		if (!get_real(config_setting_get_elem(setting, i), least, most, &value[i])) {
			return false;
		}
	}
	return true;
}

static bool get_shape(const config_setting_t *setting, double most, int shape[3])
{
	if (!is_list_of(setting, 3)) {
		return false;
	}
	for (unsigned i = 0; i < 3; i++) {
		long long n = 0;
		if (!get_integer(config_setting_get_elem(setting, i), 1, most, &n) || n == 2 || n == 3) {
			return false;
		}
		shape[i] = (int)n;
	}
	return true;
}

/* A word that stands for a number ("qgp=5.2"). */
static bool get_named_real(const struct ish_config_row *row, const char *word, double *value_out)
{
	char item[ISH_NAME_MAX];
	for (int i = 0; ish_config_names_at(row->names, i, item); i++) {
		const size_t length = strcspn(item, "=");
		if (strlen(word) == length && strncmp(word, item, length) == 0) {
			*value_out = strtod(item + length + 1, NULL);
			return true;
		}
	}
	return false;
}

static bool name_is_known(const struct ish_config_row *row, const char *name)
{
	return row->names[0] != '\0' ? ish_config_names_has(row->names, name) : ish_problem_find(name) != NULL;
}

static bool get_name(const struct ish_config_row *row, const config_setting_t *setting, char name[ISH_NAME_MAX])
{
	const char *text = config_setting_get_string(setting);
	if (text == NULL || strlen(text) >= ISH_NAME_MAX || !name_is_known(row, text)) {
		return false;
	}
	(void)snprintf(name, ISH_NAME_MAX, "%s", text);
	return true;
}

static bool get_list(const struct ish_config_row *row, const config_setting_t *setting, struct ish_list *list)
{
	const bool is_list = config_setting_is_aggregate(setting) && !config_setting_is_group(setting);
	const int count = is_list ? config_setting_length(setting) : 0;
	if (!is_list || count > ISH_LIST_MAX) {
		return false;
	}
	for (int i = 0; i < count; i++) {
		if (!get_name(row, config_setting_get_elem(setting, (unsigned)i), list->item[i])) {
			return false;
		}
	}
	list->count = count;
	return true;
}

static bool get_text(const config_setting_t *setting, double least, char text[ISH_PATH_MAX])
{
	const char *given = config_setting_get_string(setting);
	if (given == NULL || strlen(given) >= ISH_PATH_MAX || (double)strlen(given) < least) {
		return false;
	}
	(void)snprintf(text, ISH_PATH_MAX, "%s", given);
	return true;
}

/* Reads the setting into the member; false if it is not what the row allows. */
static bool get_row(const struct ish_config_row *row, const config_setting_t *setting, void *member)
{
	long long integer = 0;
	const char *word = config_setting_get_string(setting);
	switch (row->type) {
	case REAL:
		if (word != NULL) {
			return get_named_real(row, word, member);
		}
		return get_real(setting, row->least, row->most, member);
	case REAL3: return get_reals(setting, row->least, row->most, member);
	case INT:
		if (!get_integer(setting, row->least, row->most, &integer)) {
			return false;
		}
		*(int *)member = (int)integer;
		return true;
	case LONG:
		if (!get_integer(setting, row->least, row->most, &integer)) {
			return false;
		}
		*(long *)member = (long)integer;
		return true;
	case SHAPE: return get_shape(setting, row->most, member);
	case NAME:
	case DEVICE: return get_name(row, setting, member);
	case LIST: return get_list(row, setting, member);
	case TEXT: return get_text(setting, row->least, member);
	}
	return false;
}

/* Whether a refused setting holds a name that a later version will know. */
static bool is_later(const struct ish_config_row *row, const config_setting_t *setting)
{
	const char *word = config_setting_get_string(setting);
	if (word != NULL) {
		char *end = NULL;
		(void)strtod(word, &end); /* nan and inf are read as numbers: they are no names */
		return end == word && (strcmp(row->later, "*") == 0 || ish_config_names_has(row->later, word));
	}
	const int count = row->type == LIST && config_setting_is_aggregate(setting) && !config_setting_is_group(setting)
	                          ? config_setting_length(setting)
	                          : 0;
	for (int i = 0; i < count; i++) {
		word = config_setting_get_string(config_setting_get_elem(setting, (unsigned)i));
		if (word != NULL && ish_config_names_has(row->later, word)) {
			return true;
		}
	}
	return false;
}

enum ish_status ish_config_store(struct ish_config *config, int id, const config_setting_t *setting,
                                 struct ish_config_place place)
{
	const struct ish_config_row *row = &ish_config_row[id];
	char before[ISH_NAME_MAX];
	(void)snprintf(before, sizeof before, "%s", config->problem.name);
	if (!get_row(row, setting, (char *)config + row->offset)) {
		char value[ISH_CONFIG_TEXT];
		char allowed[ISH_CONFIG_TEXT];
		ish_config_setting_text(setting, value);
		ish_config_allowed(row, allowed);
		const bool later = is_later(row, setting);
		const enum ish_status status = !later                ? ISH_ERR_INPUT
		                               : row->type == DEVICE ? ISH_ERR_DEVICE
		                                                     : ISH_ERR_UNAVAILABLE;
		return ish_fail_at(status, place.name, place.line, "%s.%s = %s: %s%s", row->group, row->key, value,
		                   later ? "not available in this version, " : "", allowed);
	}
	config->source.line[id] = place.line;
	config->source.option[id] = place.line > 0 ? NULL : place.name;
	if (id == ISH_ROW_time_start) {
		config->time.start_given = true;
	}
	if (id == ISH_ROW_problem_name && strcmp(before, config->problem.name) != 0) {
		ish_config_problem_defaults(config);
	}
	return ISH_OK;
}

static bool get_problem_key(const struct ish_problem_key *key, const config_setting_t *setting,
                            struct ish_problem_config *problem, double value[3])
{
	long long integer = 0;
	const char *word = config_setting_get_string(setting);
	switch (key->type) {
	case ISH_KEY_REAL: return get_real(setting, key->least, key->most, value);
	case ISH_KEY_INTEGER:
		if (!get_integer(setting, key->least, key->most, &integer)) {
			return false;
		}
		value[0] = (double)integer;
		return integer >= -(1LL << 53) && integer <= 1LL << 53;
	case ISH_KEY_VECTOR: return get_reals(setting, key->least, key->most, value);
	case ISH_KEY_PATH: return get_text(setting, 1, problem->path);
	case ISH_KEY_CHOICE:
		if (word == NULL || !ish_config_names_has(key->unit, word)) {
			return false;
		}
		(void)snprintf(problem->choice, sizeof problem->choice, "%s", word);
		return true;
	}
	return false;
}

enum ish_status ish_config_store_problem(struct ish_config *config, const char *name, const config_setting_t *setting,
                                         struct ish_config_place place)
{
	const struct ish_problem *problem = ish_problem_find(config->problem.name);
	char value[ISH_CONFIG_TEXT];
	ish_config_setting_text(setting, value);
	for (int i = 0; problem != NULL && i < problem->key_count; i++) {
		const struct ish_problem_key *key = &problem->keys[i];
		if (strcmp(key->name, name) == 0) {
			if (!get_problem_key(key, setting, &config->problem, config->problem.value[i])) {
				char allowed[ISH_CONFIG_TEXT];
				ish_config_allowed_problem_key(key, allowed);
				return ish_fail_at(ISH_ERR_INPUT, place.name, place.line, "problem.%s = %s: %s", name,
				                   value, allowed);
			}
			config->source.problem_line[i] = place.line;
			config->source.problem_option[i] = place.line > 0 ? NULL : place.name;
			return ISH_OK;
		}
	}
	return ish_config_unknown(place, problem, "problem", name, value);
}

void ish_config_problem_defaults(struct ish_config *config)
{
	const struct ish_problem *problem = ish_problem_find(config->problem.name);
	memset(config->problem.value, 0, sizeof config->problem.value);
	config->problem.path[0] = '\0';
	config->problem.choice[0] = '\0';
	memset(config->source.problem_line, 0, sizeof config->source.problem_line);
	memset(config->source.problem_option, 0, sizeof config->source.problem_option);
	for (int i = 0; problem != NULL && i < problem->key_count && i < ISH_PROBLEM_KEYS_MAX; i++) {
		memcpy(config->problem.value[i], problem->keys[i].standard, sizeof config->problem.value[i]);
		if (problem->keys[i].type == ISH_KEY_CHOICE) {
			(void)ish_config_names_at(problem->keys[i].unit, 0, config->problem.choice);
		}
	}
}
