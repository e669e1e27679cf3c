#include <criterion/criterion.h>
#include <criterion/redirect.h>
#include <string.h>

#include "tests/workspace/log_capture.h"

Test(log, lines_above_the_level_are_dropped)
{
	struct log_capture log = {.count = 0};

	ish_log_set(log_capture_line, &log, ISH_LOG_WARNING);
	ish_log(ISH_LOG_INFO, "not seen");
	ish_log(ISH_LOG_DEBUG, "not seen");
	cr_assert_eq(log.count, 0);
	ish_log(ISH_LOG_WARNING, "seen");
	ish_log(ISH_LOG_ERROR, "seen too");
	cr_assert_eq(log.count, 2);
	cr_assert_str_eq(log.line, "seen too");
}

Test(log, a_message_too_long_is_cut_and_says_so)
{
	struct log_capture log;
	char message[3 * ISH_LOG_LINE];

	memset(message, 'a', sizeof message - 1);
	message[sizeof message - 1] = '\0';
	log_capture_begin(&log);
	ish_log(ISH_LOG_INFO, "%s", message);
	cr_assert_eq(strlen(log.line), ISH_LOG_LINE - 1);
	cr_assert_str_eq(log.line + ISH_LOG_LINE - 4, "...");
}

Test(log, a_message_is_one_line_whatever_the_input_holds)
{
	struct log_capture log;

	log_capture_begin(&log);
	ish_log(ISH_LOG_ERROR, "no file \"%s\"", "a\nb\r");
	cr_assert_str_eq(log.line, "no file \"a b \"");
}

static void redirect(void)
{
	cr_redirect_stdout();
	cr_redirect_stderr();
}

Test(log, the_default_sink_writes_to_stderr_only, .init = redirect)
{
	struct log_capture log;

	log_capture_begin(&log);
	ish_log_set(NULL, NULL, ISH_LOG_INFO);
	ish_log(ISH_LOG_ERROR, "broken");
	ish_log(ISH_LOG_WARNING, "odd");
	ish_log(ISH_LOG_INFO, "fine");
	ish_log(ISH_LOG_DEBUG, "dropped");
	fflush(stderr);
	fflush(stdout);
	cr_assert_eq(log.count, 0);
	cr_assert_stderr_eq_str("ishydro: error: broken\nishydro: warning: odd\nishydro: fine\n");
	cr_assert_stdout_eq_str("");
}

Test(log, says_nothing_between_pause_and_resume)
{
	struct log_capture log = {.count = 0};

	ish_log_set(log_capture_line, &log, ISH_LOG_DEBUG);
	ish_log_pause();
	ish_log(ISH_LOG_ERROR, "the same reason again");
	cr_assert_eq(log.count, 0);
	ish_log_resume();
	ish_log(ISH_LOG_ERROR, "seen");
	cr_assert_eq(log.count, 1);
}

Test(log, keeps_the_first_error_of_a_pause)
{
	struct log_capture log = {.count = 0};

	ish_log_set(log_capture_line, &log, ISH_LOG_DEBUG);
	ish_log_pause();
	cr_assert_str_eq(ish_log_dropped(), "");
	ish_log(ISH_LOG_WARNING, "no error");
	ish_log(ISH_LOG_ERROR, "the %s", "reason");
	ish_log(ISH_LOG_ERROR, "what follows from it");
	ish_log_resume();
	ish_log(ISH_LOG_ERROR, "seen");
	cr_assert_str_eq(ish_log_dropped(), "the reason");
	cr_assert_eq(log.count, 1);
	ish_log_pause();
	cr_assert_str_eq(ish_log_dropped(), "");
	ish_log_resume();
}
