#define _GNU_SOURCE

#include <argp.h>
#include <errno.h>
#include <fcntl.h>
#include <hdf5.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "cli/command.h"
#include "cli/wait_policy.h"
#include "ishydro_version.h"
#include "workspace/status.h"

enum { EXIT_USAGE = 2 };

struct command {
	const char *name, *sentence;
	int (*run)(int argc, char **argv);
	char *title; /* argv[0] of the command; argp wants it writable */
};

#define ISH_COMMAND(name, sentence) static char title_##name[] = "ishydro " #name;
#include "cli/command.def"
#undef ISH_COMMAND

static const struct command commands[] = {
#define ISH_COMMAND(name, sentence) {#name, sentence, ish_command_##name, title_##name},
#include "cli/command.def"
#undef ISH_COMMAND
};

enum { COMMANDS = sizeof commands / sizeof commands[0] };

static void print_version(FILE *stream, struct argp_state *state)
{
	(void)state;
	(void)fprintf(stream, "ishydro %s (git %s, %s, %s)\n", ISH_VERSION, ISH_GIT_REVISION, ISH_BUILD_TYPE,
	              ISH_COMPILER);
}

static void print_help(FILE *stream)
{
	(void)fputs("Usage: ishydro COMMAND [OPTION...]\n"
	            "Fourier-spectral solver for relativistic Israel-Stewart (DNMR) viscous hydrodynamics.\n\n"
	            "Commands (`ishydro COMMAND --help` lists the options of one):\n",
	            stream);
	for (int i = 0; i < COMMANDS; i++) {
		(void)fprintf(stream, "  %-10s %s\n", commands[i].name, commands[i].sentence);
	}
	(void)fputs(
		"\n  --help     prints this\n  --version  prints version, git revision, build type and compiler\n\n"
		"Exit code: 0 done; 1 a check failed; 2 bad input; 3 numerical breakdown; 4 the system (memory, disk,\n"
		"device); 128 + n stopped by signal n.\n",
		stream);
}

int ish_command_end(int code)
{
	errno = 0;
	if (fflush(stdout) != 0 || ferror(stdout)) {
		if (errno == EPIPE) { /* the reader has seen enough (`| head`): nobody is left to tell */
			return code != 0 ? code : 128 + SIGPIPE;
		}
		const enum ish_status status =
			ish_fail(ISH_ERR_SYSTEM, "stdout: cannot be written: %s", ish_system_text(errno));
		return code != 0 ? code : ish_status_exit_code(status);
	}
	return code;
}

/* A closed standard stream would lend its number to a file of the run, which then held what is printed. */
static void open_standard_streams(void)
{
	for (int i = STDIN_FILENO; i <= STDERR_FILENO; i++) {
		if (fcntl(i, F_GETFD) == -1 && errno == EBADF && open("/dev/null", O_RDWR) < 0) {
			exit(ish_status_exit_code(ISH_ERR_SYSTEM));
		}
	}
}

int main(int argc, char **argv)
{
	ish_wait_policy_apply(argv);
	argp_err_exit_status = EXIT_USAGE;
	open_standard_streams();
	/* Files are closed where they are used. After a damaged one HDF5 1.10 would complain of an infinite loop. */
	(void)H5dont_atexit();
	/* A write that cannot be done is an error like any other; these two would end a run without its reports. */
	(void)signal(SIGPIPE, SIG_IGN);
	(void)signal(SIGXFSZ, SIG_IGN);
	argp_program_version_hook = print_version;
	if (argc < 2) {
		return ish_status_exit_code(
			ish_fail(ISH_ERR_INPUT, "which command? `ishydro run` runs; `ishydro --help` lists all"));
	}
	if (strcmp(argv[1], "--help") == 0 || strcmp(argv[1], "-?") == 0) {
		print_help(stdout);
		return ish_command_end(0);
	}
	if (strcmp(argv[1], "--version") == 0 || strcmp(argv[1], "-V") == 0) {
		print_version(stdout, NULL);
		return ish_command_end(0);
	}
	for (int i = 0; i < COMMANDS; i++) {
		if (strcmp(argv[1], commands[i].name) == 0) {
			argv[1] = commands[i].title;
			return commands[i].run(argc - 1, argv + 1);
		}
	}
	return ish_status_exit_code(
		ish_fail(ISH_ERR_INPUT, "%s: no such command; `ishydro --help` lists all", argv[1]));
}
