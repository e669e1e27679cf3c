#define _POSIX_C_SOURCE 200809L
#include "workspace/memory.h"

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/resource.h>
#include <unistd.h>

enum { PATH_BYTES = 4096, LINE_BYTES = 4096 };

/* Larger numbers are how version 1 of control groups writes "no limit". */
static const unsigned long long NO_LIMIT = 1ULL << 60;

/* Bytes of the whole address space and of what is in memory. */
static bool read_statm(size_t *size, size_t *resident)
{
	FILE *file = fopen("/proc/self/statm", "r");
	unsigned long long pages[2] = {0, 0};
	if (file == NULL) {
		return false;
	}
	const bool good =
		fscanf(file, "%llu %llu", &pages[0], &pages[1]) == 2; /* NOLINT(cert-err34-c): the kernel's own */
	(void)fclose(file);
	const size_t page = (size_t)sysconf(_SC_PAGESIZE);
	*size = (size_t)pages[0] * page;
	*resident = (size_t)pages[1] * page;
	return good;
}

size_t ish_memory_resident(void)
{
	size_t size = 0;
	size_t resident = 0;
	return read_statm(&size, &resident) ? resident : 0;
}

/* The number after `key` in the lines "key number" of a file; with key NULL the file is one number. */
static bool read_number(const char *path, const char *key, unsigned long long *number_out)
{
	char line[LINE_BYTES];
	bool found = false;
	FILE *file = fopen(path, "r");
	if (file == NULL) {
		return false;
	}
	while (!found && fgets(line, sizeof line, file) != NULL) {
		const size_t length = key != NULL ? strlen(key) : 0;
		if (key == NULL || (strncmp(line, key, length) == 0 && strchr(" \t", line[length]) != NULL)) {
			found = sscanf(line + length, "%llu", number_out) == 1; /* NOLINT(cert-err34-c) */
		}
	}
	(void)fclose(file);
	return found;
}

static void take_least(struct ish_memory_room *room, unsigned long long bytes, const char *source)
{
	if (bytes < room->bytes) {
		room->bytes = (size_t)bytes;
		room->source = source;
	}
}

/* One level of a control group: what its limit leaves. */
static void look_at_group(struct ish_memory_room *room, const char *folder, bool second)
{
	char path[PATH_BYTES + 32];
	unsigned long long limit;
	unsigned long long used = 0;
	unsigned long long cache = 0;
	(void)snprintf(path, sizeof path, "%s/%s", folder, second ? "memory.max" : "memory.limit_in_bytes");
	if (!read_number(path, NULL, &limit) || limit >= NO_LIMIT) {
		return; /* "max" is no number */
	}
	(void)snprintf(path, sizeof path, "%s/%s", folder, second ? "memory.current" : "memory.usage_in_bytes");
	(void)read_number(path, NULL, &used);
	(void)snprintf(path, sizeof path, "%s/memory.stat", folder);
	(void)read_number(path, second ? "inactive_file" : "total_inactive_file", &cache);
	used -= cache < used ? cache : used;
	take_least(room, limit > used ? limit - used : 0, "its control group");
}

/* A group and its parents up to the mount, which is all of it that a container sees. */
static void look_at_groups(struct ish_memory_room *room, const char *mount, const char *group, bool second)
{
	char folder[PATH_BYTES];
	const size_t top = strlen(mount);
	const int length = snprintf(folder, sizeof folder, "%s%s", mount, group);
	if (length < 0 || (size_t)length >= sizeof folder) {
		return;
	}
	for (;;) {
		look_at_group(room, folder, second);
		char *slash = strrchr(folder + top, '/');
		if (slash == NULL) {
			return;
		}
		*slash = '\0';
	}
}

static void look_at_control_groups(struct ish_memory_room *room, const char *root)
{
	char path[PATH_BYTES];
	char line[LINE_BYTES];
	(void)snprintf(path, sizeof path, "%s/proc/self/cgroup", root);
	FILE *file = fopen(path, "r");
	while (file != NULL && fgets(line, sizeof line, file) != NULL) {
		line[strcspn(line, "\n")] = '\0';
		char *controllers = strchr(line, ':');
		char *group = controllers != NULL ? strchr(controllers + 1, ':') : NULL;
		if (group == NULL) {
			continue;
		}
		*group++ = '\0';
		const bool second = controllers[1] == '\0';
		if (second || strstr(controllers, "memory") != NULL) {
			(void)snprintf(path, sizeof path, "%s/sys/fs/cgroup%s", root, second ? "" : "/memory");
			look_at_groups(room, path, group, second);
		}
	}
	if (file != NULL) {
		(void)fclose(file);
	}
}

struct ish_memory_room ish_memory_room(const char *root)
{
	struct ish_memory_room room = {SIZE_MAX, "nothing"};
	char path[PATH_BYTES];
	unsigned long long kibibytes;
	struct rlimit limit;
	size_t size = 0;
	size_t resident = 0;
	(void)snprintf(path, sizeof path, "%s/proc/meminfo", root);
	if (read_number(path, "MemAvailable:", &kibibytes)) {
		take_least(&room, kibibytes * 1024, "this machine");
	}
	look_at_control_groups(&room, root);
	if (getrlimit(RLIMIT_AS, &limit) == 0 && limit.rlim_cur != RLIM_INFINITY && read_statm(&size, &resident)) {
		take_least(&room, limit.rlim_cur > size ? limit.rlim_cur - size : 0, "its address space (ulimit -v)");
	}
	return room;
}
