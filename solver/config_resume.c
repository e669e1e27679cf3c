/*
 * What a run may change when it is resumed: how far it goes, what it writes and how often, and on how many threads.
 * All else would make another run of it.
 */
#include <stdio.h>
#include <string.h>

#include "solver/config_impl.h"

static const enum ish_config_row_id may_change[] = {
	ISH_ROW_time_end,        ISH_ROW_time_steps,           ISH_ROW_output_every,
	ISH_ROW_output_checkpoint_every, ISH_ROW_output_page,  ISH_ROW_profile_level,
	ISH_ROW_profile_formats, ISH_ROW_backend_threads,      ISH_ROW_backend_memory_limit,
};
enum { MAY_CHANGE = sizeof may_change / sizeof may_change[0] };

static bool is_free(int row)
{
	for (int i = 0; i < MAY_CHANGE; i++) {
		if ((int)may_change[i] == row) {
			return true;
		}
	}
	return false;
}

static bool is_equal_list(const struct ish_list *a, const struct ish_list *b)
{
	bool equal = a->count == b->count;
	for (int i = 0; equal && i < a->count; i++) {
		equal = strcmp(a->item[i], b->item[i]) == 0;
	}
	return equal;
}

/* No configuration holds a NaN. */
static bool is_same_reals(const double *a, const double *b, int count)
{
	bool same = true;
	for (int i = 0; same && i < count; i++) {
		same = !(a[i] < b[i]) && !(a[i] > b[i]);
	}
	return same;
}

/* The member of a row in two configurations. */
static bool is_equal(const struct ish_config_row *row, const void *a, const void *b)
{
	switch (row->type) {
	case REAL: return is_same_reals(a, b, 1);
	case REAL3: return is_same_reals(a, b, 3);
	case INT: return memcmp(a, b, sizeof(int)) == 0;
	case LONG: return memcmp(a, b, sizeof(long)) == 0;
	case SHAPE: return memcmp(a, b, 3 * sizeof(int)) == 0;
	case NAME:
	case DEVICE:
	case TEXT: return strcmp(a, b) == 0;
	case LIST: return is_equal_list(a, b);
	}
	return false;
}

static bool is_equal_problem_key(const struct ish_problem_key *key, const struct ish_problem_config *a,
                                 const struct ish_problem_config *b, int k)
{
	switch (key->type) {
	case ISH_KEY_PATH: return strcmp(a->path, b->path) == 0;
	case ISH_KEY_CHOICE: return strcmp(a->choice, b->choice) == 0;
	default: return is_same_reals(a->value[k], b->value[k], 3);
	}
}

bool ish_config_resume_differs(const struct ish_config *a, const struct ish_config *b, char key_out[2 * ISH_NAME_MAX])
{
	for (int i = 0; i < ISH_CONFIG_ROWS; i++) {
		const struct ish_config_row *row = &ish_config_row[i];
		const bool is_given = i != ISH_ROW_time_start || a->time.start_given == b->time.start_given;
		if (!is_free(i) &&
		    !(is_given && is_equal(row, (const char *)a + row->offset, (const char *)b + row->offset))) {
			(void)snprintf(key_out, (size_t)2 * ISH_NAME_MAX, "%s.%s", row->group, row->key);
			return true;
		}
	}
	const struct ish_problem *problem = ish_problem_find(a->problem.name); /* the same in both by now */
	for (int k = 0; problem != NULL && k < problem->key_count; k++) {
		if (!is_equal_problem_key(&problem->keys[k], &a->problem, &b->problem, k)) {
			(void)snprintf(key_out, (size_t)2 * ISH_NAME_MAX, "problem.%s", problem->keys[k].name);
			return true;
		}
	}
	return false;
}

enum ish_status ish_config_check_resume(const struct ish_config *config, const struct ish_config *recorded)
{
	char free_keys[512] = "";
	size_t used = 0;
	char key[2 * ISH_NAME_MAX];
	if (!ish_config_resume_differs(config, recorded, key)) {
		return ISH_OK;
	}
	for (int i = 0; i < MAY_CHANGE && used < sizeof free_keys; i++) {
		const struct ish_config_row *row = &ish_config_row[may_change[i]];
		used += (size_t)snprintf(free_keys + used, sizeof free_keys - used, "%s%s.%s", i > 0 ? ", " : "",
		                         row->group, row->key);
	}
	return ish_config_refuse(config, key, "must stay as it was in a run that is resumed; what may change is %s",
	                         free_keys);
}
