/*
 * Random damage to what a user hands in: fuzz KIND CASES SEED, in an empty folder.
 *
 *     config     texts of configurations, with bytes and words changed, doubled, taken out
 *     field      field files with bytes changed, or cut short
 *
 * Each case is read; it must be taken, or refused with exactly one line and bad input's exit code. Crashes and undefined
 * behaviour are found by the sanitizers of the asan build. The same seed makes the same cases.
 */
#include <hdf5.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "solver/config.h"
#include "solver/field_file.h"
#include "workspace/log.h"

enum { TEXT_MOST = 8192, FILE_MOST = 1 << 17, N = 4 };

static uint64_t state;

/* Marsaglia's xorshift64* (2003): any generator will do. */
static uint64_t draw(uint64_t below)
{
	state ^= state >> 12;
	state ^= state << 25;
	state ^= state >> 27;
	return (state * 2685821657736338717ULL >> 11) % below;
}

static int lines;
static char last_line[ISH_LOG_LINE];

static void count_line(enum ish_log_level level, const char *line, void *data)
{
	(void)data;
	lines += level == ISH_LOG_ERROR;
	(void)snprintf(last_line, sizeof last_line, "%s", line);
}

static const char *const words[] = {
	"{", "}", "(", ")", "[", "]", ";", ",", "=", "\"", "\\", "\n", "#", "/*", "*/", "//",
	"@include \"x\"", "nan", "-inf", "1e999",
	"0x", "0xffffffffffffffff", "99999999999999999999", "-", "+", ".", "e", "L", "true", "grid",
	"problem", "name", "\"random\"",
	"\xff", "\xc3", "modes", "wave", "path", "\"file\"", "time", "0.0", "-1", "[1, 1, 1]", "{ };"};
enum { WORDS = sizeof words / sizeof words[0] };

/* Replaces the `gone` bytes at `at` by a word, a copy of another part of the text, or nothing. */
static void damage_text(char *text)
{
	char old[TEXT_MOST];
	char piece[64] = "";
	const size_t length = strlen(text);
	const size_t at = draw(length + 1);
	size_t gone = draw(3) == 0 ? draw(40) : draw(4);
	gone = gone < length - at ? gone : length - at;
	switch (draw(4)) {
	case 0: (void)snprintf(piece, sizeof piece, "%s", words[draw(WORDS)]); break;
	case 1: (void)snprintf(piece, sizeof piece, "%.*s", (int)draw(63), text + draw(length + 1)); break;
	case 2: piece[0] = (char)(1 + draw(255)); break;
	default: break;
	}
	(void)snprintf(old, sizeof old, "%s", text);
	(void)snprintf(text, TEXT_MOST, "%.*s%s%s", (int)at, old, piece, old + at + gone);
}

static int judge(enum ish_status status, long number, const char *shown)
{
	const int code = ish_status_exit_code(status);
	if ((status == ISH_OK && lines == 0) || (status != ISH_OK && lines == 1 && (code == 2 || code == 4))) {
		return 0;
	}
	printf("case %ld: status %d with %d error lines, the last \"%s\"\n%s\n", number, (int)status, lines, last_line, shown);
	return 1;
}

static int fuzz_config(long cases)
{
	static struct ish_config config;
	static char whole[TEXT_MOST], text[TEXT_MOST];
	int failed = 0;
	FILE *file = fopen("fuzz.cfg", "w+");
	if (file == NULL) {
		return 1;
	}
	ish_config_init(&config);
	ish_config_write(&config, file);
	rewind(file);
	whole[fread(whole, 1, sizeof whole - 1, file)] = '\0';
	(void)fclose(file);
	for (long i = 0; i < cases && failed == 0; i++) {
		memcpy(text, whole, sizeof whole);
		for (uint64_t n = 1 + draw(4); n > 0; n--) {
			damage_text(text);
		}
		file = fopen("fuzz.cfg", "w");
		if (file == NULL || fputs(text, file) < 0 || fclose(file) != 0) {
			return 1;
		}
		lines = 0;
		ish_config_init(&config);
		enum ish_status status = ish_config_read(&config, "fuzz.cfg");
		status = status == ISH_OK ? ish_config_check(&config) : status;
		failed += judge(status, i, text);
		/* the same words as a value of --set */
		char assignment[128];
		const char *key = draw(2) ? "grid.shape" : "output.fields";
		(void)snprintf(assignment, sizeof assignment, "%s=%.60s", key, text + draw(strlen(text) + 1));
		lines = 0;
		failed += judge(ish_config_set(&config, assignment), i, assignment);
	}
	return failed;
}

static enum ish_status write_fields(const char *path)
{
	static double value[N * N * N];
	static struct ish_config config;
	struct ish_field_file file = {.config = &config, .time = 0.5, .compression = "none"};
	ish_config_init(&config);
	for (int i = 0; i < 3; i++) {
		config.grid.shape[i] = N;
	}
	for (int i = 0; i < N * N * N; i++) {
		value[i] = 1.0 + i;
	}
	for (int f = 0; f < ISH_PRIMITIVES; f++) {
		file.name[f] = ish_primitive_name[f];
		file.unit[f] = ish_primitive_unit[f];
		file.long_name[f] = ish_primitive_name[f];
		file.value[f] = value;
		file.count++;
	}
	return ish_field_file_write(&file, path);
}

static int fuzz_field(long cases)
{
	static char whole[FILE_MOST], bytes[FILE_MOST];
	int failed = write_fields("whole.hdf") != ISH_OK;
	FILE *file = fopen("whole.hdf", "rb");
	if (failed || file == NULL) {
		return 1;
	}
	const size_t size = fread(whole, 1, sizeof whole, file);
	(void)fclose(file);
	for (long i = 0; i < cases && failed == 0; i++) {
		struct ish_field_data data;
		memcpy(bytes, whole, size);
		for (uint64_t n = 1 + draw(8); n > 0; n--) {
			/* half of them among the first 2 kB: the structure of the file, not its numbers */
			bytes[draw(2) ? draw(2048) : draw(size)] = (char)draw(256);
		}
		const size_t kept = draw(8) == 0 ? draw(size) : size;
		file = fopen("fuzz.hdf", "wb");
		if (file == NULL || fwrite(bytes, 1, kept, file) != kept || fclose(file) != 0) {
			return 1;
		}
		lines = 0;
		failed += judge(ish_field_file_read("fuzz.hdf", &data), i, "fuzz.hdf");
		ish_field_data_reset(&data);
	}
	return failed;
}

int main(int argc, char **argv)
{
	const long cases = argc == 4 ? strtol(argv[2], NULL, 10) : 0;
	state = argc == 4 ? strtoull(argv[3], NULL, 10) + 88172645463325252ULL : 0;
	if (cases < 1) {
		(void)fputs("fuzz config|field CASES SEED\n", stderr);
		return 2;
	}
	(void)H5dont_atexit(); /* as cli/main.c */
	ish_log_set(count_line, NULL, ISH_LOG_WARNING);
	const int failed = strcmp(argv[1], "config") == 0 ? fuzz_config(cases) : fuzz_field(cases);
	(void)printf("%s: %ld cases, %d failed\n", argv[1], cases, failed);
	return failed != 0;
}
