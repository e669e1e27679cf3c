#include "cli/options.h"

#include <stdbool.h>
#include <stdio.h>
#include <string.h>

static const struct argp_option standard[] = { /* those that argp adds */
	{"help", '?', NULL, 0, NULL, 0}, {"usage", 0, NULL, 0, NULL, 0}, {"version", 'V', NULL, 0, NULL, 0}, {0}};

/* The i-th option, NULL beyond the last. */
static const struct argp_option *option_at(const struct argp_option *options, int i)
{
	int n = 0;
	while (options[n].name != NULL) {
		n++;
	}
	const struct argp_option *option = i < n ? &options[i] : &standard[i - n];
	return option->name != NULL ? option : NULL;
}

/* Appends "--a, --b": those whose name begins with the `length` bytes of `begin`. */
static void list(const struct argp_option *options, const char *begin, size_t length, char *text, size_t size)
{
	const struct argp_option *option;
	size_t used = 0;
	text[0] = '\0';
	for (int i = 0; (option = option_at(options, i)) != NULL && used < size; i++) {
		if ((option->flags & OPTION_HIDDEN) == 0 && strncmp(option->name, begin, length) == 0) {
			used += (size_t)snprintf(text + used, size - used, "%s--%s", used > 0 ? ", " : "",
			                         option->name);
		}
	}
}

static enum ish_status unknown(const struct argp_option *options, int shown, const char *argument)
{
	char known[512];
	list(options, "", 0, known, sizeof known);
	return ish_fail(ISH_ERR_INPUT, "%.*s: unknown option; the options are %s", shown, argument, known);
}

/* The option that --NAME or an abbreviation of it names; *matches says how many there are. */
static const struct argp_option *find_long(const struct argp_option *options, const char *name, size_t length,
                                           int *matches)
{
	const struct argp_option *option;
	const struct argp_option *found = NULL;
	*matches = 0;
	for (int i = 0; (option = option_at(options, i)) != NULL; i++) {
		if (strncmp(option->name, name, length) != 0) {
			continue;
		}
		if (option->name[length] == '\0') {
			*matches = 1;
			return option;
		}
		found = option;
		(*matches)++;
	}
	return found;
}

static enum ish_status need_value(const struct argp_option *option)
{
	return ish_fail(ISH_ERR_INPUT, "--%s: must have a value, --%s=%s", option->name, option->name, option->arg);
}

/* --NAME[=VALUE]; *next becomes true if the next argument is its value. */
static enum ish_status check_long(const struct argp_option *options, const char *argument, bool is_last, bool *next)
{
	const char *name = argument + 2;
	const size_t length = strcspn(name, "=");
	const int shown = (int)(length < 80 ? length + 2 : 80);
	int matches = 0;
	const struct argp_option *option = find_long(options, name, length, &matches);
	if (matches == 0) {
		return unknown(options, shown, argument);
	}
	if (matches > 1) {
		char known[512];
		list(options, name, length, known, sizeof known);
		return ish_fail(ISH_ERR_INPUT, "%.*s: ambiguous, must be one of %s", shown, argument, known);
	}
	if (option->arg == NULL && name[length] == '=') {
		return ish_fail(ISH_ERR_INPUT, "%.80s: must be --%s without a value", argument, option->name);
	}
	*next = option->arg != NULL && name[length] != '=';
	return *next && is_last ? need_value(option) : ISH_OK;
}

/* -abVALUE or -ab VALUE */
static enum ish_status check_short(const struct argp_option *options, const char *argument, bool is_last, bool *next)
{
	for (const char *letter = argument + 1; *letter != '\0'; letter++) {
		const struct argp_option *option;
		int i = 0;
		while ((option = option_at(options, i)) != NULL && option->key != (unsigned char)*letter) {
			i++;
		}
		if (option == NULL) {
			const char shown[] = {'-', *letter, '\0'};
			return unknown(options, 2, shown);
		}
		if (option->arg != NULL) {
			*next = letter[1] == '\0';
			return *next && is_last ? need_value(option) : ISH_OK;
		}
	}
	return ISH_OK;
}

enum ish_status ish_options_check(const struct argp_option *options, int argc, char **argv)
{
	enum ish_status status = ISH_OK;
	for (int i = 1; status == ISH_OK && i < argc; i++) {
		bool next = false;
		if (strcmp(argv[i], "--") == 0) {
			break;
		}
		if (strncmp(argv[i], "--", 2) == 0) {
			status = check_long(options, argv[i], i + 1 == argc, &next);
		} else if (argv[i][0] == '-' && argv[i][1] != '\0') {
			status = check_short(options, argv[i], i + 1 == argc, &next);
		}
		i += next;
	}
	return status;
}
