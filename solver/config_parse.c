/*
 * libconfig 1.5 reads 3000000000 as a negative number and refuses [1, 2.5]. Both are mended in the text before it is
 * parsed: an integer that needs more than 32 bits gets the suffix L, one that needs more than 64 becomes a real, and [
 * ] becomes ( ). nan and inf, which libconfig takes for a syntax error, become texts, so that the key they are given to
 * can refuse them by its name. Lines stay where they are.
 */
#define _POSIX_C_SOURCE 200809L /* strncasecmp */

#include "solver/config_impl.h"

#include <ctype.h>
#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

struct mender {
	const char *in;
	char *out;
};

static void copy(struct mender *m, size_t count)
{
	memcpy(m->out, m->in, count);
	m->in += count;
	m->out += count;
}

/* A string with its quotes, or a comment. Returns false if there is neither here. */
static bool skip_quoted(struct mender *m)
{
	size_t length = 0;
	if (m->in[0] == '"') {
		for (length = 1; m->in[length] != '\0' && m->in[length] != '"'; length++) {
			length += m->in[length] == '\\' && m->in[length + 1] != '\0';
		}
		length += m->in[length] == '"';
	} else if (m->in[0] == '#' || (m->in[0] == '/' && m->in[1] == '/')) {
		length = strcspn(m->in, "\n");
	} else if (m->in[0] == '/' && m->in[1] == '*') {
		const char *end = strstr(m->in + 2, "*/");
		length = end != NULL ? (size_t)(end + 2 - m->in) : strlen(m->in);
	}
	copy(m, length);
	return length > 0;
}

static size_t number_length(const char *text)
{
	size_t n = text[0] == '+' || text[0] == '-';
	const bool hex = text[n] == '0' && (text[n + 1] == 'x' || text[n + 1] == 'X');
	while (isalnum((unsigned char)text[n]) || text[n] == '.' ||
	       (!hex && n > 0 && (text[n] == '+' || text[n] == '-') && (text[n - 1] == 'e' || text[n - 1] == 'E'))) {
		n++;
	}
	return n;
}

/* nan, inf, infinity with or without a sign. */
static bool is_no_number(const char *token, size_t length)
{
	static const char *const words[] = {"nan", "inf", "infinity"};
	const size_t sign = token[0] == '+' || token[0] == '-';
	for (size_t i = 0; i < sizeof words / sizeof words[0]; i++) {
		if (length == sign + strlen(words[i]) && strncasecmp(token + sign, words[i], length - sign) == 0) {
			return true;
		}
	}
	return false;
}

/* Copies a token, in quotes if it is nan or inf. */
static void copy_word(struct mender *m, size_t length)
{
	const bool quote = is_no_number(m->in, length);
	if (quote) {
		*m->out++ = '"';
	}
	copy(m, length);
	if (quote) {
		*m->out++ = '"';
	}
}

/* Copies a number; one that is an integer beyond 32 bits in a form that keeps its value. */
static void mend_number(struct mender *m)
{
	const size_t length = number_length(m->in);
	char token[400];
	if (length >= sizeof token || is_no_number(m->in, length)) {
		copy_word(m, length);
		return;
	}
	memcpy(token, m->in, length);
	token[length] = '\0';
	const char *digits = token + (token[0] == '+' || token[0] == '-');
	const bool hex = digits[0] == '0' && (digits[1] == 'x' || digits[1] == 'X');
	const size_t digit_count =
		hex ? 2 + strspn(digits + 2, "0123456789abcdefABCDEF") : strspn(digits, "0123456789");
	const char *suffix = digits + digit_count;
	const bool is_integer = digit_count > (hex ? 2U : 0U) && suffix[strspn(suffix, "L")] == '\0';
	errno = 0;
	const long long value = is_integer ? strtoll(token, NULL, hex ? 16 : 10) : 0;
	if (errno == ERANGE) {
		token[digit_count + (size_t)(digits - token)] = '\0';
		m->out += sprintf(m->out, "%.17e", strtod(token, NULL));
		m->in += length;
	} else {
		copy(m, length);
		if ((value > INT_MAX || value < INT_MIN) && *suffix == '\0') {
			*m->out++ = 'L';
		}
	}
}

static char *mend(const char *text)
{
	/* A token of n >= 10 bytes grows by at most 16, one of 3 or more by 2. */
	char *mended = malloc(3 * strlen(text) + 64);
	if (mended == NULL) {
		return NULL;
	}
	struct mender m = {text, mended};
	while (*m.in != '\0') {
		const unsigned char c = (unsigned char)*m.in;
		if (skip_quoted(&m)) {
			continue;
		}
		if (isalpha(c) || c == '*') {
			size_t length = 1;
			while (isalnum((unsigned char)m.in[length]) ||
			       (m.in[length] != '\0' && strchr("-_*", m.in[length]) != NULL)) {
				length++;
			}
			copy_word(&m, length);
		} else if (isdigit(c) || c == '.' || c == '+' || c == '-') {
			const size_t length = number_length(m.in);
			if (length > 0) {
				mend_number(&m);
			} else {
				copy(&m, 1);
			}
		} else {
			copy(&m, 1);
			m.out[-1] = (char)(c == '[' ? '(' : c == ']' ? ')' : c);
		}
	}
	*m.out = '\0';
	return mended;
}

/* Line `line` of text, trimmed, into shown. */
static void show_line(const char *text, int line, char *shown, size_t size)
{
	for (; line > 1 && *text != '\0'; line--) {
		text += strcspn(text, "\n");
		text += *text == '\n';
	}
	text += strspn(text, " \t\r");
	size_t length = strcspn(text, "\n\r");
	while (length > 0 && isspace((unsigned char)text[length - 1])) {
		length--;
	}
	(void)snprintf(shown, size, "%.*s", (int)(length < size ? length : size - 1), text);
}

static int find_include(const char *text)
{
	int line = 1;
	for (const char *s = text; *s != '\0'; line++) {
		s += strspn(s, " \t");
		if (strncmp(s, "@include", 8) == 0) {
			return line;
		}
		s += strcspn(s, "\n");
		s += *s == '\n';
	}
	return 0;
}

enum ish_status ish_config_parse(config_t *libconfig, const char *text, const char *assigned,
                                 struct ish_config_place place)
{
	config_init(libconfig);
	const int include = find_include(text);
	if (include > 0) {
		return ish_fail_at(ISH_ERR_INPUT, place.name, assigned == NULL ? include : 0,
		                   "@include is not available: write all keys into one file");
	}
	char *mended = mend(text);
	if (mended == NULL) {
		return ish_fail_at(ISH_ERR_MEMORY, place.name, 0, "no memory to read %zu bytes", strlen(text));
	}
	const int parsed = config_read_string(libconfig, mended);
	free(mended);
	if (parsed == CONFIG_TRUE) {
		return ISH_OK;
	}
	if (assigned != NULL) {
		return ish_fail_at(ISH_ERR_INPUT, place.name, 0, "%s = %s: must be a number, \"text\" or [list]",
		                   assigned, text + strcspn(text, "=") + 2);
	}
	const int line = config_error_line(libconfig);
	char shown[160];
	show_line(text, line, shown, sizeof shown);
	const char *reason = config_error_text(libconfig);
	const bool duplicate = strncmp(reason, "duplicate", 9) == 0;
	return ish_fail_at(ISH_ERR_INPUT, place.name, line, "%s at \"%s\": %s", reason, shown,
	                   duplicate ? "give each key once"
	                             : "must be GROUP = { KEY = VALUE; ... }; with VALUE a number, \"text\" or [list]");
}
