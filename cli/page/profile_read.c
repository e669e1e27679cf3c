#define _POSIX_C_SOURCE 200809L

#include <stdlib.h>
#include <string.h>
#include <sys/types.h>

#include "cli/page/page_impl.h"

struct source { /* a file whose steps, one a line, are passed over */
	FILE *file;
	char *line;
	size_t size;
	size_t at, length; /* what is left of the line */
	bool in_steps;
};

/* The next line that is handed on; false at the end. */
static bool next_line(struct source *s)
{
	for (;;) {
		const ssize_t length = getline(&s->line, &s->size, s->file);
		if (length <= 0) {
			return false;
		}
		s->at = 0;
		s->length = (size_t)length;
		if (s->in_steps && s->line[0] == '{') {
			continue;
		}
		s->in_steps = strncmp(s->line, "\"steps\": [", 10) == 0;
		return true;
	}
}

static size_t hand_on(void *buffer, size_t most, void *data)
{
	struct source *s = data;
	if (s->at == s->length && !next_line(s)) {
		return 0;
	}
	const size_t size = s->length - s->at < most ? s->length - s->at : most;
	memcpy(buffer, s->line + s->at, size);
	s->at += size;
	return size;
}

json_t *ish_page_profile_read(const char *path)
{
	json_error_t error;
	struct source s = {.file = fopen(path, "re")};
	if (s.file == NULL) {
		return NULL;
	}
	json_t *root = json_load_callback(hand_on, &s, 0, &error);
	free(s.line);
	(void)fclose(s.file);
	if (root != NULL && !json_is_object(root)) {
		json_decref(root);
		return NULL;
	}
	return root;
}
