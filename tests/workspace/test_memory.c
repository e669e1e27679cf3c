#define _DEFAULT_SOURCE
#include <criterion/criterion.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>

#include "workspace/memory.h"

/* A folder that stands for the root of a file system; each path is made with its folders. */
static char root[] = "memory_XXXXXX";

static void put(const char *path, const char *text)
{
	char name[512];
	const int length = snprintf(name, sizeof name, "%s%s", root, path);
	for (char *slash = strchr(name, '/'); slash != NULL; slash = strchr(slash + 1, '/')) {
		*slash = '\0';
		(void)mkdir(name, 0700);
		*slash = '/';
	}
	FILE *file = fopen(name, "w");
	cr_assert(length > 0 && file != NULL, "%s", name);
	fputs(text, file);
	fclose(file);
}

static void make_root(void)
{
	cr_assert_not_null(mkdtemp(root));
	put("/proc/meminfo", "MemTotal:       24000000 kB\nMemFree:         1000000 kB\nMemAvailable:    5000000 kB\n");
}

static void remove_root(void)
{
	char command[64];
	snprintf(command, sizeof command, "rm -rf %s", root);
	cr_assert_eq(system(command), 0);
}

TestSuite(memory_room, .init = make_root, .fini = remove_root);

static void has_room(unsigned long long bytes, const char *source)
{
	const struct ish_memory_room room = ish_memory_room(root);
	cr_assert_eq(room.bytes, bytes, "%zu, not %llu", room.bytes, bytes);
	cr_assert_str_eq(room.source, source);
}

Test(memory_room, is_what_the_machine_has_available)
{
	has_room(5000000ULL * 1024, "this machine");
}

Test(memory_room, is_unknown_where_nothing_says)
{
	const struct ish_memory_room room = ish_memory_room("no_such_folder");
	cr_assert_eq(room.bytes, SIZE_MAX);
}

/* What the kernel can drop from its cache, inactive_file, is room. */
Test(memory_room, is_what_a_control_group_of_version_2_leaves)
{
	put("/proc/self/cgroup", "0::/job/step\n");
	put("/sys/fs/cgroup/job/step/memory.max", "max\n");
	has_room(5000000ULL * 1024, "this machine");
	put("/sys/fs/cgroup/job/memory.max", "1000000000\n");
	put("/sys/fs/cgroup/job/memory.current", "400000000\n");
	put("/sys/fs/cgroup/job/memory.stat", "anon 300000000\nfile 100000000\ninactive_file 70000000\n");
	has_room(670000000, "its control group");
	put("/sys/fs/cgroup/job/step/memory.max", "500000000\n"); /* nothing used */
	has_room(500000000, "its control group");
	put("/sys/fs/cgroup/job/step/memory.current", "600000000\n"); /* beyond its limit */
	has_room(0, "its control group");
}

Test(memory_room, is_what_a_control_group_of_version_1_leaves)
{
	put("/proc/self/cgroup", "5:cpu:/\n4:memory:/not/mounted/here\n0::/\n");
	put("/sys/fs/cgroup/memory/memory.limit_in_bytes", "9223372036854771712\n"); /* its way to say "none" */
	has_room(5000000ULL * 1024, "this machine");
	put("/sys/fs/cgroup/memory/memory.limit_in_bytes", "2000000000\n");
	put("/sys/fs/cgroup/memory/memory.usage_in_bytes", "1500000000\n");
	put("/sys/fs/cgroup/memory/memory.stat", "cache 900000000\ntotal_inactive_file 500000000\n");
	has_room(1000000000, "its control group");
}

Test(memory_room, is_what_the_limit_of_the_address_space_leaves)
{
	struct rlimit limit;
	cr_assert_eq(getrlimit(RLIMIT_AS, &limit), 0);
	const struct rlimit before = limit;
	limit.rlim_cur = 4000000000U;
	if ((limit.rlim_max != RLIM_INFINITY && limit.rlim_max < limit.rlim_cur) || setrlimit(RLIMIT_AS, &limit) != 0) {
		cr_skip_test("the address space is limited already");
	}
	const struct ish_memory_room room = ish_memory_room(root);
	cr_assert_eq(setrlimit(RLIMIT_AS, &before), 0); /* a sanitizer must be able to go on */
	/* A sanitizer's shadow memory alone is beyond it: then nothing is left. */
	cr_assert_lt(room.bytes, 4000000000U);
	cr_assert_str_eq(room.source, "its address space (ulimit -v)");
}

/* 64 MB more are 64 MB more; a sanitizer or the allocator may add some. */
Test(memory, resident_grows_by_what_is_touched)
{
	enum { BYTES = 64000000 };
	const size_t before = ish_memory_resident();
	char *volatile piece = malloc(BYTES);
	cr_assert(before > 100000 && piece != NULL);
	memset(piece, 1, BYTES);
	const size_t after = ish_memory_resident();
	free(piece);
	cr_assert(after >= before + BYTES - 1000000 && after < before + 2 * BYTES, "%zu, before %zu", after, before);
}
