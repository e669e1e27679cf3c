/*
 * The sub-commands of ishydro: rows of command.def. Each parses its own arguments (argp) and returns the exit code of
 * the program: 0 done; 1 a check failed; 2 bad input; 3 numerical breakdown; 4 the system; 128 + n stopped by signal n.
 */
#ifndef ISH_CLI_COMMAND_H
#define ISH_CLI_COMMAND_H

/* argv[0] is "ishydro NAME". */
#define ISH_COMMAND(name, sentence) int ish_command_##name(int argc, char **argv);
#include "cli/command.def"
#undef ISH_COMMAND

/* Fails unless all that was printed to stdout has gone out; returns the exit code to end with, `code` if all is well.
 */
int ish_command_end(int code);

#endif
