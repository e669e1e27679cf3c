/*
 * pprof's profile.proto, uncompressed (google/pprof, proto/profile.proto): the call tree with five values a sample: calls, thread time, processor
 * time, allocations and their bytes, each of the region itself. A region is a function; its line is where it is defined.
 * Protocol buffers: a field is a varint key, number << 3 | type, and a varint (type 0) or a length and bytes (type 2).
 */
#include <math.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "reports/report_impl.h"

enum { TYPE_VARINT = 0, TYPE_BYTES = 2 };

/* Field numbers of profile.proto. */
enum {
	PROFILE_SAMPLE_TYPE = 1,
	PROFILE_SAMPLE = 2,
	PROFILE_LOCATION = 4,
	PROFILE_FUNCTION = 5,
	PROFILE_STRING = 6,
	PROFILE_TIME = 9,
	PROFILE_DURATION = 10,
	PROFILE_DEFAULT_TYPE = 14
};

/* Values of a sample: name and unit are strings 1 + 2 i and 2 + 2 i. */
enum { CALLS, THREAD, CPU, ALLOCATIONS, BYTES, VALUES };
static const char *const value_text[2 * VALUES] = {"calls",       "count",       "thread", "nanoseconds", "cpu",
                                                   "nanoseconds", "allocations", "count",  "bytes",       "bytes"};
enum { FIRST_REGION_STRING = 1 + 2 * VALUES };

enum { MESSAGE_MAX = 4096 }; /* a sample of the deepest stack that the call tree holds, 1024, needs 2100 */

struct message {
	unsigned char byte[MESSAGE_MAX];
	size_t length;
};

static void put_varint(struct message *m, uint64_t value)
{
	do {
		if (m->length == sizeof m->byte) {
			return; /* cannot be */
		}
		m->byte[m->length++] = (unsigned char)((value & 0x7f) | (value > 0x7f ? 0x80 : 0));
		value >>= 7;
	} while (value != 0);
}

static void put_number(struct message *m, int field, uint64_t value)
{
	put_varint(m, (uint64_t)field << 3 | TYPE_VARINT);
	put_varint(m, value);
}

static void put_message(struct message *m, int field, const struct message *part)
{
	put_varint(m, (uint64_t)field << 3 | TYPE_BYTES);
	put_varint(m, part->length);
	if (m->length + part->length <= sizeof m->byte) {
		memcpy(m->byte + m->length, part->byte, part->length);
		m->length += part->length;
	}
}

static void write_bytes(FILE *out, int field, const void *bytes, size_t length)
{
	struct message head = {.length = 0};
	put_varint(&head, (uint64_t)field << 3 | TYPE_BYTES);
	put_varint(&head, length);
	(void)fwrite(head.byte, 1, head.length, out);
	(void)fwrite(bytes, 1, length, out);
}

static void write_number(FILE *out, int field, uint64_t value)
{
	struct message m = {.length = 0};
	put_number(&m, field, value);
	(void)fwrite(m.byte, 1, m.length, out);
}

/* What was not measured is 0: the format has no word for it. */
static uint64_t whole(double value)
{
	return value > 0.0 ? (uint64_t)llround(value) : 0;
}

static void write_sample(FILE *out, const struct ish_profile_view *view, int node)
{
	const struct ish_profile_node *const n = &view->node[node];
	struct message stack = {.length = 0}, value = {.length = 0}, sample = {.length = 0};
	for (int at = node; at >= 0; at = view->node[at].parent) {
		put_varint(&stack, (uint64_t)at + 1);
	}
	const uint64_t number[VALUES] = {
		[CALLS] = whole((double)n->calls), [THREAD] = whole(1e9 * n->thread_self),
		[CPU] = whole(1e9 * n->cpu_self),  [ALLOCATIONS] = whole((double)n->allocations),
		[BYTES] = whole(n->bytes),
	};
	for (int i = 0; i < VALUES; i++) {
		put_varint(&value, number[i]);
	}
	put_message(&sample, 1, &stack);
	put_message(&sample, 2, &value);
	write_bytes(out, PROFILE_SAMPLE, sample.byte, sample.length);
}

/* A place of the tree is a location of its own, and so is its function: pprof adds up by name. */
static void write_place(FILE *out, const struct ish_profile_view *view, int node)
{
	const uint64_t id = (uint64_t)node + 1;
	const int line_number = view->node[node].region->line;
	struct message line = {.length = 0}, location = {.length = 0}, function = {.length = 0};
	put_number(&line, 1, id);
	put_number(&line, 2, (uint64_t)line_number);
	put_number(&location, 1, id);
	put_message(&location, 4, &line);
	write_bytes(out, PROFILE_LOCATION, location.byte, location.length);
	put_number(&function, 1, id);
	put_number(&function, 2, FIRST_REGION_STRING + 2 * (uint64_t)node);
	put_number(&function, 4, FIRST_REGION_STRING + 2 * (uint64_t)node + 1);
	put_number(&function, 5, (uint64_t)line_number);
	write_bytes(out, PROFILE_FUNCTION, function.byte, function.length);
}

static void write_text(FILE *out, const char *text)
{
	write_bytes(out, PROFILE_STRING, text, strlen(text));
}

enum ish_status ish_report_pprof(FILE *out, const struct ish_report *report)
{
	const struct ish_profile_view *const view = report->view;
	for (int i = 0; i < VALUES; i++) {
		struct message type = {.length = 0};
		put_number(&type, 1, 1 + 2 * (uint64_t)i);
		put_number(&type, 2, 2 + 2 * (uint64_t)i);
		write_bytes(out, PROFILE_SAMPLE_TYPE, type.byte, type.length);
	}
	for (int node = 0; node < view->nodes; node++) {
		write_sample(out, view, node);
	}
	for (int node = 0; node < view->nodes; node++) {
		write_place(out, view, node);
	}
	write_text(out, "");
	for (int i = 0; i < 2 * VALUES; i++) {
		write_text(out, value_text[i]);
	}
	for (int node = 0; node < view->nodes; node++) {
		write_text(out, view->node[node].region->name);
		write_text(out, ish_report_file(view->node[node].region));
	}
	write_number(out, PROFILE_TIME, (uint64_t)time(NULL) * 1000000000U);
	write_number(out, PROFILE_DURATION, whole(1e9 * view->run->wall));
	write_number(out, PROFILE_DEFAULT_TYPE, 1 + 2 * THREAD);
	return ISH_OK;
}
