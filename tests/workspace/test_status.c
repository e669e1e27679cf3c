#include <criterion/criterion.h>
#include <string.h>

#include "tests/workspace/log_capture.h"
#include "workspace/status.h"

Test(status, every_row_has_a_text_of_its_own_and_an_exit_code_of_the_contract)
{
	for (int i = 0; i < ISH_STATUS_COUNT; ++i) {
		const char *const text = ish_status_text((enum ish_status)i);
		const int code = ish_status_exit_code((enum ish_status)i);
		cr_assert(strlen(text) > 3, "row %d", i);
		cr_assert(code >= 0 && code <= 4, "row %d: %d", i, code);
		cr_assert((i == ISH_OK) == (code == 0), "row %d: only success exits with 0", i);
		for (int j = 0; j < i; ++j) {
			cr_assert(strcmp(text, ish_status_text((enum ish_status)j)) != 0, "rows %d and %d", i, j);
		}
	}
}

Test(status, exit_codes_are_those_of_the_contract)
{
	cr_assert_eq(ish_status_exit_code(ISH_OK), 0);
	cr_assert_eq(ish_status_exit_code(ISH_ERR_CHECK), 1);
	cr_assert_eq(ish_status_exit_code(ISH_ERR_INPUT), 2);
	cr_assert_eq(ish_status_exit_code(ISH_ERR_BREAKDOWN), 3);
	cr_assert_eq(ish_status_exit_code(ISH_ERR_MEMORY), 4);
	cr_assert_eq(ish_status_exit_code(ISH_ERR_DEVICE), 4);
}

Test(status, a_number_that_is_no_row_is_answered_too)
{
	cr_assert_not_null(ish_status_text(ISH_STATUS_COUNT));
	cr_assert_eq(ish_status_exit_code(ISH_STATUS_COUNT), 4);
}

Test(status, fail_logs_one_error_line_and_returns_the_status)
{
	struct log_capture log;

	log_capture_begin(&log);
	cr_assert_eq(ish_fail(ISH_ERR_SIZE, "grid: nz = %d points: need 1, or 4 and more", 3), ISH_ERR_SIZE);
	cr_assert_eq(log.count, 1);
	cr_assert_eq(log.level, ISH_LOG_ERROR);
	cr_assert_str_eq(log.line, "grid: nz = 3 points: need 1, or 4 and more");
}

Test(status, fail_at_names_file_and_line)
{
	struct log_capture log;

	log_capture_begin(&log);
	cr_assert_eq(ish_fail_at(ISH_ERR_INPUT, "run.cfg", 12, "time.cfl = %g: need > 0", -1.0), ISH_ERR_INPUT);
	cr_assert_str_eq(log.line, "run.cfg:12: time.cfl = -1: need > 0");
	cr_assert_eq(ish_fail_at(ISH_ERR_INPUT, "--set", 0, "no such key"), ISH_ERR_INPUT);
	cr_assert_str_eq(log.line, "--set: no such key");
	cr_assert_eq(log.count, 2);
}
