#define _GNU_SOURCE /* memfd_create */

#include "profiler/sample.h"

#include <errno.h>
#include <stdio.h>
#include <sys/mman.h>
#include <time.h>
#include <unistd.h>

/* What libprofiler offers, where it is linked (gperftools/profiler.h). */
/* NOLINTBEGIN(readability-identifier-naming): their names */
struct ProfilerState {
	int enabled;
	time_t start_time;
	char profile_name[1024];
	int samples_gathered;
};
int ProfilerStart(const char *path) __attribute__((weak));
void ProfilerStop(void) __attribute__((weak));
void ProfilerGetCurrentState(struct ProfilerState *state) __attribute__((weak));
/* NOLINTEND(readability-identifier-naming) */

static struct {
	int file; /* + 1; 0: none */
	bool running;
	long count;
} samples;

const char *ish_sample_obstacle(void)
{
	struct ProfilerState state;
	if (ProfilerStart == NULL || ProfilerStop == NULL || ProfilerGetCurrentState == NULL) {
		return "this build has no libprofiler (Debian package: libgoogle-perftools-dev)";
	}
	if (samples.running) {
		return NULL;
	}
	ProfilerGetCurrentState(&state);
	return state.enabled ? "libprofiler takes samples for somebody else (CPUPROFILE is set?)" : NULL;
}

bool ish_sample_available(void)
{
	return ish_sample_obstacle() == NULL;
}

enum ish_status ish_sample_start(void)
{
	char path[64];
	ish_sample_reset();
	if (!ish_sample_available()) {
		return ish_fail(ISH_ERR_UNAVAILABLE, "CPU samples: %s", ish_sample_obstacle());
	}
	const int file = memfd_create("ish_samples", MFD_CLOEXEC);
	if (file < 0) {
		return ish_fail(ISH_ERR_SYSTEM, "CPU samples: no file in memory: %s", ish_system_text(errno));
	}
	(void)snprintf(path, sizeof path, "/proc/self/fd/%d", file);
	if (!ProfilerStart(path)) {
		(void)close(file);
		return ish_fail(ISH_ERR_SYSTEM, "CPU samples: libprofiler cannot write to %s", path);
	}
	samples.file = file + 1;
	samples.running = true;
	return ISH_OK;
}

void ish_sample_stop(void)
{
	struct ProfilerState state;
	if (!samples.running) {
		return;
	}
	ProfilerGetCurrentState(&state);
	/* It says goodbye on stderr, which is the program's: the line goes elsewhere. */
	FILE *const theirs = stderr, *const nowhere = fopen("/dev/null", "we");
	stderr = nowhere != NULL ? nowhere : theirs;
	ProfilerStop();
	stderr = theirs;
	if (nowhere != NULL) {
		(void)fclose(nowhere);
	}
	samples.count = state.samples_gathered;
	samples.running = false;
}

long ish_sample_count(void)
{
	return samples.file > 0 && !samples.running ? samples.count : -1;
}

int ish_sample_file(void)
{
	return samples.running ? -1 : samples.file - 1;
}

void ish_sample_reset(void)
{
	ish_sample_stop();
	if (samples.file > 0) {
		(void)close(samples.file - 1);
	}
	samples.file = 0;
	samples.count = 0;
}
