/*
 * The first block of a checkpoint: a text that says how long the rest is and what its checksum is.
 *
 * The sum runs over 64-bit words (little-endian, the last one filled up with zeros) in four lanes, word i in lane i
 * mod 4, each lane h <- mix((h xor word) * K) with an odd K and mix(x) = x xor (x >> 32): for a given rest every
 * word, and every bit of it, moves the sum, because each operation can be undone. It guards against accidents, not
 * against intent.
 */
#define _POSIX_C_SOURCE 200809L

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "solver/checkpoint_impl.h"

#define FACTOR UINT64_C(0x9e3779b97f4a7c15) /* 2^64 over the golden ratio, odd */
enum { LANES = 4, BUFFER = 1 << 16 };

static const char title[] = "ishydro checkpoint\n";

static uint64_t mix(uint64_t h, uint64_t word)
{
	h = (h ^ word) * FACTOR;
	return h ^ h >> 32;
}

static uint64_t word_at(const unsigned char *bytes)
{
	uint64_t word = 0;
	for (int i = 7; i >= 0; i--) {
		word = word << 8 | bytes[i];
	}
	return word;
}

/* Fills the buffer from the file unless it ends before; -1: errno. */
static ssize_t read_full(int descriptor, unsigned char *buffer)
{
	size_t have = 0;
	while (have < BUFFER) {
		const ssize_t got = read(descriptor, buffer + have, BUFFER - have);
		if (got < 0 && errno == EINTR) {
			continue;
		}
		if (got < 0) {
			return -1;
		}
		if (got == 0) {
			break;
		}
		have += (size_t)got;
	}
	return (ssize_t)have;
}

/* Sum and length of what follows the block. 0 or errno. */
static int sum_rest(int descriptor, uint64_t *sum_out, long *bytes_out)
{
	unsigned char buffer[BUFFER + 8];
	uint64_t lane[LANES] = {1, 2, 3, 4};
	uint64_t words = 0;
	*bytes_out = 0;
	if (lseek(descriptor, ISH_CHECKPOINT_BLOCK, SEEK_SET) < 0) {
		return errno;
	}
	for (ssize_t got = BUFFER; got == BUFFER;) {
		got = read_full(descriptor, buffer);
		if (got < 0) {
			return errno;
		}
		memset(buffer + got, 0, 8);
		for (ssize_t at = 0; at < got; at += 8, words++) {
			lane[words % LANES] = mix(lane[words % LANES], word_at(buffer + at));
		}
		*bytes_out += got;
	}
	*sum_out = mix(0, (uint64_t)*bytes_out);
	for (int l = 0; l < LANES; l++) {
		*sum_out = mix(*sum_out, lane[l]);
	}
	return 0;
}

static void form_block(char block[ISH_CHECKPOINT_BLOCK], long bytes, uint64_t sum)
{
	memset(block, 0, ISH_CHECKPOINT_BLOCK);
	(void)snprintf(block, ISH_CHECKPOINT_BLOCK, "%sformat %d\nbytes %ld\nsum %016" PRIx64 "\n", title,
	               (int)ISH_CHECKPOINT_FORMAT, bytes, sum);
}

static int write_block(int descriptor, const char block[ISH_CHECKPOINT_BLOCK])
{
	for (ssize_t done = 0; done < ISH_CHECKPOINT_BLOCK;) {
		const ssize_t put =
			pwrite(descriptor, block + done, (size_t)(ISH_CHECKPOINT_BLOCK - done), (off_t)done);
		if (put < 0 && errno != EINTR) {
			return errno;
		}
		done += put > 0 ? put : 0;
	}
	return 0;
}

int ish_checkpoint_seal(const char *path)
{
	char block[ISH_CHECKPOINT_BLOCK];
	uint64_t sum = 0;
	long bytes = 0;
	const int descriptor = open(path, O_RDWR | O_CLOEXEC);
	if (descriptor < 0) {
		return errno;
	}
	int error = sum_rest(descriptor, &sum, &bytes);
	if (error == 0) {
		form_block(block, bytes, sum);
		error = write_block(descriptor, block);
	}
	if (close(descriptor) != 0 && error == 0) {
		error = errno;
	}
	return error;
}

static enum ish_seal say(char reason[ISH_CHECKPOINT_REASON], enum ish_seal seal, const char *text)
{
	(void)snprintf(reason, ISH_CHECKPOINT_REASON, "%s", text);
	return seal;
}

/* The number after `word` in the text of a block; -1: there is none. */
static long number_after(const char *text, const char *word)
{
	const char *at = strstr(text, word);
	if (at == NULL) {
		return -1;
	}
	char *end = NULL;
	const long number = strtol(at + strlen(word), &end, 10);
	return *end == '\n' ? number : -1;
}

static enum ish_seal check(int descriptor, char reason[ISH_CHECKPOINT_REASON])
{
	char expected[ISH_CHECKPOINT_BLOCK];
	char told[ISH_CHECKPOINT_BLOCK + 1] = "";
	uint64_t sum = 0;
	long bytes = 0;
	const ssize_t got = read(descriptor, told, ISH_CHECKPOINT_BLOCK);
	if (got < 0) {
		return say(reason, ISH_SEAL_SYSTEM, ish_system_text(errno));
	}
	const long format = number_after(told, "\nformat ");
	if (got < ISH_CHECKPOINT_BLOCK || strncmp(told, title, sizeof title - 1) != 0 || format < 1) {
		return say(reason, ISH_SEAL_DAMAGED, "is no checkpoint of ishydro, or its head is damaged");
	}
	if (format > ISH_CHECKPOINT_FORMAT) {
		(void)snprintf(reason, ISH_CHECKPOINT_REASON,
		               "is of a later version of ishydro (format %ld, this one reads %d)", format,
		               (int)ISH_CHECKPOINT_FORMAT);
		return ISH_SEAL_LATER;
	}
	const int error = sum_rest(descriptor, &sum, &bytes);
	if (error != 0) {
		return say(reason, ISH_SEAL_SYSTEM, ish_system_text(error));
	}
	const long told_bytes = number_after(told, "\nbytes ");
	if (told_bytes > bytes) {
		(void)snprintf(reason, ISH_CHECKPOINT_REASON, "is truncated: %ld of %ld bytes are there", bytes,
		               told_bytes);
		return ISH_SEAL_DAMAGED;
	}
	form_block(expected, bytes, sum);
	return memcmp(told, expected, sizeof expected) == 0
	               ? ISH_SEAL_WHOLE
	               : say(reason, ISH_SEAL_DAMAGED, "is damaged: its checksum is not that of its content");
}

enum ish_seal ish_checkpoint_check(const char *path, char reason[ISH_CHECKPOINT_REASON])
{
	reason[0] = '\0';
	const int descriptor = open(path, O_RDONLY | O_CLOEXEC);
	if (descriptor < 0) {
		return say(reason, ISH_SEAL_SYSTEM, ish_system_text(errno));
	}
	const enum ish_seal seal = check(descriptor, reason);
	(void)close(descriptor);
	return seal;
}
