/* What the folder of a run holds. */
#define _POSIX_C_SOURCE 200809L

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "cli/page/page_impl.h"

void ish_page_note_damage(struct ish_page *page)
{
	if (!page->has_damage) {
		page->has_damage = true;
		(void)snprintf(page->damage, sizeof page->damage, "%s", ish_log_dropped());
	}
}

static void form_path(const struct ish_page *page, const char *name, char path[ISH_PATH_MAX + 64])
{
	(void)snprintf(path, ISH_PATH_MAX + 64, "%s/%s", page->directory, name);
}

static void read_config(struct ish_page *page)
{
	char path[ISH_PATH_MAX + 64];
	form_path(page, "config.cfg", path);
	ish_config_init(&page->config);
	if (access(path, F_OK) != 0) {
		return;
	}
	ish_log_pause();
	page->has_config = ish_config_read(&page->config, path) == ISH_OK;
	if (!page->has_config) {
		ish_page_note_damage(page);
	}
}

static void read_profile(struct ish_page *page)
{
	char path[ISH_PATH_MAX + 64];
	form_path(page, "profile/profile.json", path);
	page->profile = ish_page_profile_read(path);
	if (page->profile == NULL && access(path, F_OK) == 0) {
		ish_log_pause();
		(void)!ish_fail(ISH_ERR_INPUT, "%s: cannot be read: must be what the run wrote", path);
		ish_page_note_damage(page);
	}
}

enum ish_status ish_page_read(struct ish_page *page, const char *directory)
{
	char path[ISH_PATH_MAX + 64];
	json_error_t error;
	memset(page, 0, sizeof *page);
	page->directory = directory;
	if (strlen(directory) >= ISH_PATH_MAX) {
		return ish_fail(ISH_ERR_INPUT, "%.200s...: the path is too long", directory);
	}
	form_path(page, "run.json", path);
	page->run = json_load_file(path, 0, &error);
	if (!json_is_object(page->run)) {
		return ish_fail(ISH_ERR_INPUT, "%s: must be the record of a run: %s", path,
		                page->run == NULL ? error.text : "is no object");
	}
	read_config(page);
	ish_log_pause();
	(void)!ish_run_folder_fields(directory, &page->fields); /* none is not damage: the page says so */
	ish_log_pause();
	if (ish_page_series_read(&page->series, directory) != ISH_OK) {
		ish_page_note_damage(page);
	}
	read_profile(page);
	return ISH_OK;
}

void ish_page_reset(struct ish_page *page)
{
	json_decref(page->run);
	json_decref(page->profile);
	ish_file_list_reset(&page->fields);
	free(page->series);
}
