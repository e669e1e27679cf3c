/*
 * Refusals of values by the parts of the program that see the configuration but not its text: set-up, problems, the run.
 */
#include "solver/config_impl.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "workspace/log.h"

struct ish_config_place ish_config_place_of(const struct ish_config *config, enum ish_config_row_id row)
{
	const struct ish_config_source *source = &config->source;
	if (source->line[row] > 0) {
		return (struct ish_config_place){source->file, source->line[row]};
	}
	return (struct ish_config_place){source->option[row] != NULL ? source->option[row] : "configuration", 0};
}

bool ish_config_is_given(const struct ish_config *config, enum ish_config_row_id row)
{
	return config->source.line[row] > 0 || config->source.option[row] != NULL;
}

/* The place of the k-th key of the problem; of the problem's name where the key has its default. */
static struct ish_config_place place_of_problem_key(const struct ish_config *config, int k)
{
	const struct ish_config_source *source = &config->source;
	if (source->problem_line[k] > 0) {
		return (struct ish_config_place){source->file, source->problem_line[k]};
	}
	if (source->problem_option[k] != NULL) {
		return (struct ish_config_place){source->problem_option[k], 0};
	}
	return ish_config_place_of(config, ISH_ROW_problem_name);
}

/* The place and the value of a key; false if there is no such key. */
static bool find(const struct ish_config *config, const char *key, struct ish_config_place *place,
                 char value[ISH_CONFIG_TEXT])
{
	char group[ISH_NAME_MAX];
	const char *name = strchr(key, '.');
	if (name == NULL) {
		return false;
	}
	(void)snprintf(group, sizeof group, "%.*s", (int)(name - key), key);
	name++;
	const int row = ish_config_row_find(group, name);
	if (row < ISH_CONFIG_ROWS) {
		const bool is_given = ish_config_is_given(config, (enum ish_config_row_id)row);
		*place = ish_config_place_of(config, is_given ? (enum ish_config_row_id)row : ISH_ROW_problem_name);
		ish_config_row_text(config, (enum ish_config_row_id)row, value);
		return true;
	}
	const struct ish_problem *problem = ish_problem_find(config->problem.name);
	for (int k = 0; problem != NULL && strcmp(group, "problem") == 0 && k < problem->key_count; k++) {
		if (strcmp(problem->keys[k].name, name) == 0) {
			*place = place_of_problem_key(config, k);
			ish_config_problem_text(config, problem, k, value);
			return true;
		}
	}
	return false;
}

enum ish_status ish_config_refuse(const struct ish_config *config, const char *key, const char *format, ...)
{
	struct ish_config_place place = {"configuration", 0};
	char value[ISH_CONFIG_TEXT] = "?";
	char reason[ISH_LOG_LINE];
	va_list arguments;
	va_start(arguments, format);
	(void)vsnprintf(reason, sizeof reason, format, arguments);
	va_end(arguments);
	(void)find(config, key, &place, value);
	return ish_fail_at(ISH_ERR_INPUT, place.name, place.line, "%s = %s: %s", key, value, reason);
}
