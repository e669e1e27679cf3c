#include "solver/config_impl.h"

#include <ctype.h>
#include <stdio.h>
#include <string.h>

/* Damerau's distance without transpositions, half a point for another case, in half points. */
static int distance(const char *a, const char *b)
{
	int row[ISH_NAME_MAX + 1];
	const int n = (int)strlen(b);
	if (n > ISH_NAME_MAX) {
		return 1000;
	}
	for (int j = 0; j <= n; j++) {
		row[j] = 2 * j;
	}
	for (int i = 0; a[i] != '\0'; i++) {
		int diagonal = row[0];
		row[0] = 2 * (i + 1);
		for (int j = 0; j < n; j++) {
			const bool alike = tolower((unsigned char)a[i]) == tolower((unsigned char)b[j]);
			int best = diagonal + (a[i] == b[j] ? 0 : alike ? 1 : 2);
			diagonal = row[j + 1];
			best = best < diagonal + 2 ? best : diagonal + 2;
			row[j + 1] = best < row[j] + 2 ? best : row[j] + 2;
		}
	}
	return row[n];
}

struct nearest {
	int distance;
	char name[2 * ISH_NAME_MAX];
};

static void consider(struct nearest *nearest, const char *asked, const char *group, const char *key, int penalty)
{
	/* What is only cut short is nearer than what is misspelt. */
	const size_t length = strlen(asked);
	const bool cut = length >= 3 && strncmp(asked, key, length) == 0 && key[length] != '\0';
	const int d = (cut ? 1 : distance(asked, key)) + penalty;
	if (d < nearest->distance) {
		nearest->distance = d;
		(void)snprintf(nearest->name, sizeof nearest->name, "%s%s%s", group, group[0] != '\0' ? "." : "", key);
	}
}

/* Appends "a, b, c": the keys of a group, or the groups if `group` is NULL. */
static void list_known(char *text, size_t size, const struct ish_problem *problem, const char *group)
{
	const char *separator = "";
	for (int i = 0; i < ISH_CONFIG_ROWS; i++) {
		const bool listed =
			group != NULL ? strcmp(ish_config_row[i].group, group) == 0
				      : i == 0 || strcmp(ish_config_row[i].group, ish_config_row[i - 1].group) != 0;
		if (listed) {
			const size_t used = strlen(text);
			(void)snprintf(text + used, size - used, "%s%s", separator,
			               group != NULL ? ish_config_row[i].key : ish_config_row[i].group);
			separator = ", ";
		}
	}
	for (int i = 0; group != NULL && strcmp(group, "problem") == 0 && problem != NULL && i < problem->key_count;
	     i++) {
		const size_t used = strlen(text);
		(void)snprintf(text + used, size - used, "%s%s", separator, problem->keys[i].name);
	}
}

enum ish_status ish_config_unknown(struct ish_config_place place, const struct ish_problem *problem, const char *group,
                                   const char *key, const char *value)
{
	struct nearest nearest = {1000, ""};
	const char *asked = key != NULL ? key : group;
	bool group_known = false;
	for (int i = 0; i < ISH_CONFIG_ROWS; i++) {
		group_known = group_known || strcmp(ish_config_row[i].group, group) == 0;
	}
	group_known = group_known && key != NULL;
	for (int i = 0; i < ISH_CONFIG_ROWS; i++) {
		/* The right group first: a key of the same name elsewhere costs a little more. */
		const bool here = key != NULL && strcmp(ish_config_row[i].group, group) == 0;
		consider(&nearest, asked, ish_config_row[i].group, ish_config_row[i].key, here || !group_known ? 0 : 3);
		if (key == NULL) {
			consider(&nearest, asked, "", ish_config_row[i].group, 0);
		}
	}
	const bool in_problem = group_known && problem != NULL && strcmp(group, "problem") == 0;
	for (int i = 0; in_problem && i < problem->key_count; i++) {
		consider(&nearest, asked, "problem", problem->keys[i].name, 0);
	}

	char known[512] = "";
	list_known(known, sizeof known, problem, group_known ? group : NULL);
	char hint[2 * ISH_NAME_MAX + 32] = "";
	if (nearest.distance <= (int)strlen(asked)) { /* half of its letters differ at most */
		(void)snprintf(hint, sizeof hint, "did you mean %s? ", nearest.name);
	}
	char owner[2 * ISH_NAME_MAX] = "groups";
	if (in_problem) {
		(void)snprintf(owner, sizeof owner, "keys of problem \"%s\"", problem->name);
	} else if (group_known) {
		(void)snprintf(owner, sizeof owner, "keys of %s", group);
	}
	return ish_fail_at(ISH_ERR_INPUT, place.name, place.line, "%s%s%s = %s: unknown %s; %sthe %s are %s", group,
	                   key != NULL ? "." : "", key != NULL ? key : "", value, group_known ? "key" : "group", hint,
	                   owner, known);
}
