#define _POSIX_C_SOURCE 200809L

#include <criterion/criterion.h>
#include <sys/stat.h>
#include <unistd.h>

#include "config_case.h"
#include "solver/run.h"

static bool exists(const char *path)
{
	return access(path, F_OK) == 0;
}

TestSuite(run_directory, .init = enter_folder, .fini = leave_folder);

Test(run_directory, is_made_with_its_parents)
{
	cr_assert_eq(ish_run_directory_prepare("a/b//c/", NULL), ISH_OK);
	cr_assert(exists("a/b/c"));
	cr_assert_eq(ish_run_directory_prepare("a/b/c", NULL), ISH_OK); /* empty: taken as it is */
	cr_assert_not(exists("a/b/c.1"));
}

Test(run_directory, an_earlier_run_moves_to_the_first_free_number)
{
	for (int i = 0; i < 3; i++) {
		cr_assert_eq(ish_run_directory_prepare("out/", NULL), ISH_OK);
		write_file("out/run.json", i == 0 ? "first" : i == 1 ? "second" : "third");
		write_file("out/series.csv", "");
	}
	cr_assert(exists("out/run.json"));
	cr_assert(exists("out.1/run.json"));
	cr_assert(exists("out.2/series.csv"));
	cr_assert_not(exists("out.3"));
	char text[8] = "";
	FILE *file = fopen("out.1/run.json", "r");
	cr_assert_not_null(fgets(text, sizeof text, file));
	cr_assert_eq(fclose(file), 0);
	cr_assert_str_eq(text, "first");
}

Test(run_directory, other_files_in_it_stay)
{
	cr_assert_eq(mkdir("out", 0777), 0);
	write_file("out/notes.txt", "mine");
	cr_assert_eq(ish_run_directory_prepare("out", NULL), ISH_OK);
	cr_assert(exists("out/notes.txt"));
}

Test(run_directory, overwrites_nothing_that_is_no_earlier_run)
{
	static const char *const names[] = {"config.cfg", "series.csv", "fields_000000.hdf", "fields.hdf.series"};
	for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
		struct caught caught;
		char path[64];
		char message[ISH_LOG_LINE];
		cr_assert_eq(mkdir("out", 0777), 0);
		(void)snprintf(path, sizeof path, "out/%s", names[i]);
		write_file(path, "mine");
		catch_log(&caught);
		cr_assert_eq(ish_run_directory_prepare("out", NULL), ISH_ERR_INPUT, "%s", names[i]);
		(void)snprintf(message, sizeof message,
		               "output.directory = \"out\": %s stands there without the run.json of an earlier run, "
		               "and would be "
		               "overwritten: name another folder (-o)",
		               names[i]);
		cr_assert_str_eq(caught.line, message);
		cr_assert_eq(remove(path), 0);
		cr_assert_eq(rmdir("out"), 0);
	}
}

Test(run_directory, a_run_does_not_move_the_file_it_reads)
{
	struct caught caught;
	cr_assert_eq(mkdir("out", 0777), 0);
	write_file("out/run.json", "");
	write_file("out/fields_000064.hdf", "");
	catch_log(&caught);
	cr_assert_eq(ish_run_directory_prepare("out", "./out/fields_000064.hdf"), ISH_ERR_INPUT);
	cr_assert_eq(caught.count, 1);
	cr_assert(exists("out/fields_000064.hdf"));
	cr_assert_eq(ish_run_directory_prepare("out", "elsewhere.hdf"), ISH_OK);
}

Test(run_directory, the_present_folder_is_not_moved)
{
	struct caught caught;
	write_file("run.json", "");
	catch_log(&caught);
	cr_assert_eq(ish_run_directory_prepare(".", NULL), ISH_ERR_INPUT);
	cr_assert_str_eq(caught.line, "output.directory = \".\": holds an earlier run: name another folder (-o)");
	cr_assert(exists("run.json"));
}

Test(run_directory, a_file_in_the_way_is_named)
{
	struct caught caught;
	write_file("file", "");
	catch_log(&caught);
	cr_assert_eq(ish_run_directory_prepare("file/out", NULL), ISH_ERR_INPUT);
	cr_assert_str_eq(caught.line, "output.directory = \"file/out\": file is not a folder");
}

/* Two programs in one folder would write over each other: the second is refused, and nothing is moved. */
Test(run_directory, held_by_another_run_is_neither_used_nor_moved)
{
	char folder[] = "/tmp/ish_held_XXXXXX", file[64];
	int hold = -1, second = -1;
	cr_assert_not_null(mkdtemp(folder));
	(void)snprintf(file, sizeof file, "%s/run.json", folder);
	FILE *stream = fopen(file, "w");
	cr_assert_not_null(stream);
	(void)fclose(stream);
	cr_assert_eq(ish_run_directory_hold(folder, &hold), ISH_OK);
	cr_assert_geq(hold, 0);
	cr_assert_eq(ish_run_directory_prepare(folder, NULL), ISH_ERR_INPUT);
	cr_assert_eq(ish_run_directory_hold(folder, &second), ISH_ERR_INPUT);
	cr_assert_eq(second, -1);
	cr_assert_eq(access(file, F_OK), 0, "the other run's file stays where it is");
	ish_run_directory_release(hold);
	cr_assert_eq(ish_run_directory_hold(folder, &second), ISH_OK, "free again");
	ish_run_directory_release(second);
	(void)unlink(file);
	(void)rmdir(folder);
}
