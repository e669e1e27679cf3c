/*
 * Hardware counters of the process by perf_event_open(2): user space only, of the thread that starts the profiler and
 * of all threads made after it. Each counter is a file of its own (a group cannot be inherited); where the processor
 * has fewer than were asked for, the kernel takes turns and the count is scaled up by the share of the time in it ran.
 */
#define _GNU_SOURCE

#include "profiler/profile_impl.h"

#include <errno.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#if defined __linux__
#include <linux/perf_event.h>
#include <sys/syscall.h>
#endif

static struct {
	int file[ISH_HARDWARE_COUNT]; /* -1: not counted */
	int open;                     /* how many are */
	char reason[96];
} hardware = {.file = {-1, -1, -1, -1}, .reason = "the profiler was never started"};

const char *ish_hardware_name(int i)
{
	static const char *const name[ISH_HARDWARE_COUNT] = {[ISH_HARDWARE_CYCLES] = "cycles",
	                                                     [ISH_HARDWARE_INSTRUCTIONS] = "instructions",
	                                                     [ISH_HARDWARE_CACHE_MISSES] = "cache misses",
	                                                     [ISH_HARDWARE_BRANCH_MISSES] = "branch misses"};
	return name[i];
}

#if defined __linux__

/* The kernel's word on who may count, kernel.perf_event_paranoid; -9 where it has none. */
static long paranoid_level(void)
{
	char text[16] = "-9";
	FILE *const file = fopen("/proc/sys/kernel/perf_event_paranoid", "re");
	if (file != NULL) {
		(void)!fgets(text, sizeof text, file);
		(void)fclose(file);
	}
	return strtol(text, NULL, 10);
}

static void say_why(int error)
{
	if (error == EACCES || error == EPERM) {
		(void)snprintf(hardware.reason, sizeof hardware.reason,
		               "the kernel does not permit it (kernel.perf_event_paranoid is %ld: need 2 or less)",
		               paranoid_level());
	} else if (error == ENOENT || error == EOPNOTSUPP || error == ENODEV) {
		(void)snprintf(hardware.reason, sizeof hardware.reason, "none here, as in most virtual machines");
	} else if (error == ENOSYS) {
		(void)snprintf(hardware.reason, sizeof hardware.reason, "this kernel has no perf_event_open");
	} else {
		(void)snprintf(hardware.reason, sizeof hardware.reason, "perf_event_open: error %d", error);
	}
}

static int open_counter(uint64_t event)
{
	struct perf_event_attr attributes;
	memset(&attributes, 0, sizeof attributes);
	attributes.type = PERF_TYPE_HARDWARE;
	attributes.size = sizeof attributes;
	attributes.config = event;
	attributes.inherit = 1;
	attributes.exclude_kernel = 1;
	attributes.exclude_hv = 1;
	attributes.read_format = PERF_FORMAT_TOTAL_TIME_ENABLED | PERF_FORMAT_TOTAL_TIME_RUNNING;
	return (int)syscall(SYS_perf_event_open, &attributes, 0, -1, -1, (unsigned long)PERF_FLAG_FD_CLOEXEC);
}

void ish_hardware_open(bool wanted)
{
	static const uint64_t event[ISH_HARDWARE_COUNT] = {[ISH_HARDWARE_CYCLES] = PERF_COUNT_HW_CPU_CYCLES,
	                                                   [ISH_HARDWARE_INSTRUCTIONS] = PERF_COUNT_HW_INSTRUCTIONS,
	                                                   [ISH_HARDWARE_CACHE_MISSES] = PERF_COUNT_HW_CACHE_MISSES,
	                                                   [ISH_HARDWARE_BRANCH_MISSES] = PERF_COUNT_HW_BRANCH_MISSES};
	ish_hardware_close();
	(void)snprintf(hardware.reason, sizeof hardware.reason, "%s", wanted ? "" : "counted at level full only");
	for (int i = 0; wanted && i < ISH_HARDWARE_COUNT; i++) {
		hardware.file[i] = open_counter(event[i]);
		if (hardware.file[i] < 0 && hardware.open == 0) {
			say_why(errno);
		}
		hardware.open += hardware.file[i] >= 0;
	}
	if (hardware.open > 0) {
		hardware.reason[0] = '\0';
	}
}

#else

void ish_hardware_open(bool wanted)
{
	(void)snprintf(hardware.reason, sizeof hardware.reason, "%s",
	               wanted ? "only Linux is asked for them" : "counted at level full only");
}

#endif

void ish_hardware_close(void)
{
	for (int i = 0; i < ISH_HARDWARE_COUNT; i++) {
		if (hardware.file[i] >= 0) {
			(void)close(hardware.file[i]);
		}
		hardware.file[i] = -1;
	}
	hardware.open = 0;
}

const char *ish_hardware_reason(void)
{
	return hardware.reason;
}

void ish_hardware_read(double out[ISH_HARDWARE_COUNT])
{
	for (int i = 0; i < ISH_HARDWARE_COUNT; i++) {
		uint64_t value[3]; /* the count, nanoseconds asked for, nanoseconds counted */
		out[i] = NAN;
		if (hardware.file[i] < 0 || read(hardware.file[i], value, sizeof value) != (ssize_t)sizeof value) {
			continue;
		}
		if (value[2] > 0) {
			out[i] = (double)value[0] * ((double)value[1] / (double)value[2]);
		} else if (value[1] == 0) {
			out[i] = 0.0; /* asked this instant */
		}
	}
}
