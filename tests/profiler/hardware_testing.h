/*
 * Planted counters of the processor: the system calls that open, read and close them are replaced when a test is linked
 * (-Wl,--wrap=syscall,--wrap=read,--wrap=close), for a machine that has counters is not always at hand. Include it once.
 */
#ifndef ISH_TESTS_HARDWARE_TESTING_H
#define ISH_TESTS_HARDWARE_TESTING_H

#include <criterion/criterion.h>
#include <errno.h>
#include <stdarg.h>
#include <stdint.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "profiler/profile_view.h"

enum { FIRST_FILE = 1000000 }; /* numbers that no open file has */

static int refusal;                             /* errno of an opening, 0: it works */
static int opened, closed;                      /* counters */
static uint64_t planted[ISH_HARDWARE_COUNT][3]; /* the count, nanoseconds asked for, nanoseconds counted */

/* NOLINTBEGIN(bugprone-reserved-identifier,readability-identifier-naming): the linker's names */
long __real_syscall(long number, ...);
ssize_t __real_read(int file, void *buffer, size_t size);
int __real_close(int file);
long __wrap_syscall(long number, ...);
ssize_t __wrap_read(int file, void *buffer, size_t size);
int __wrap_close(int file);
/* NOLINTEND(bugprone-reserved-identifier,readability-identifier-naming) */

long __wrap_syscall(long number, ...)
{
	long argument[5];
	va_list arguments;
	va_start(arguments, number);
	for (int i = 0; i < 5; i++)
		argument[i] = va_arg(arguments, long);
	va_end(arguments);
	if (number != SYS_perf_event_open)
		return __real_syscall(number, argument[0], argument[1], argument[2], argument[3], argument[4]);
	if (refusal != 0) {
		errno = refusal;
		return -1;
	}
	return FIRST_FILE + opened++;
}

ssize_t __wrap_read(int file, void *buffer, size_t size)
{
	if (file < FIRST_FILE || file >= FIRST_FILE + ISH_HARDWARE_COUNT)
		return __real_read(file, buffer, size);
	cr_assert(size == sizeof planted[0]);
	memcpy(buffer, planted[file - FIRST_FILE], size);
	return (ssize_t)size;
}

int __wrap_close(int file)
{
	if (file < FIRST_FILE)
		return __real_close(file);
	closed++;
	return 0;
}

static void advance(uint64_t cycles, uint64_t instructions, uint64_t cache_misses, uint64_t branch_misses)
{
	const uint64_t add[] = {cycles, instructions, cache_misses, branch_misses};
	for (int i = 0; i < ISH_HARDWARE_COUNT; i++) {
		planted[i][0] += add[i];
		planted[i][1] += 1000;
		planted[i][2] += 1000;
	}
}

#endif
