#include "cli/resume.h"

#include <string.h>

#include "solver/run.h"
#include "solver/run_record.h"

/* Whether two configurations end a run at the same place. */
static bool same_end(const struct ish_time_config *a, const struct ish_time_config *b)
{
	return a->steps >= 0 || b->steps >= 0 ? a->steps == b->steps : !(a->end < b->end) && !(a->end > b->end);
}

enum ish_status ish_resume_open(struct ish_checkpoint *checkpoint, const struct ish_run_arguments *arguments,
                                struct ish_config *config, bool *done_out, int *hold_out)
{
	const char *directory = arguments->resume;
	struct ish_config recorded;
	*done_out = false;
	*checkpoint = (struct ish_checkpoint){.step = 0};
	enum ish_status status = ish_run_directory_hold_to_resume(directory, hold_out);
	if (status == ISH_OK) {
		status = ish_checkpoint_open(checkpoint, directory);
	}
	if (status == ISH_OK) {
		status = ish_checkpoint_configure(checkpoint, directory, &recorded);
	}
	if (status == ISH_OK) {
		*config = recorded;
		status = ish_run_arguments_apply(arguments, config);
	}
	if (status == ISH_OK) {
		status = ish_config_check_resume(config, &recorded);
	}
	if (status == ISH_OK) {
		*done_out = ish_run_record_is_done(directory) && same_end(&config->time, &recorded.time);
	}
	return status == ISH_OK && !*done_out ? ish_checkpoint_take_choices(checkpoint, config) : status;
}
