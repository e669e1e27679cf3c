/*
 * CPU samples of the whole process by gperftools: where the program counter stood, with the stack above it, each time that
 * so much processor time had passed. They show what regions cannot: functions of libraries and parts of kernels.
 *
 * libprofiler is used where the program links it or has it preloaded; this room does not need it. It samples 100 times a
 * second of processor time of all threads, or CPUPROFILE_FREQUENCY times, and never more often than the kernel's clock
 * ticks (CONFIG_HZ: 100 to 1000, often 250). The samples are kept in a file in memory, so that nothing is left behind by a
 * program that is killed; a sample that repeats an earlier stack takes no room.
 *
 * The samples come by SIGPROF, with SA_RESTART: reads and writes go on, sleeps end early. The handler allocates nothing.
 */
#ifndef ISH_PROFILER_SAMPLE_H
#define ISH_PROFILER_SAMPLE_H

#include <stdbool.h>

#include "workspace/status.h"

#if defined __cplusplus
extern "C" {
#endif

/* Why no samples can be taken, for messages: libprofiler is not there, or takes samples for somebody else; NULL: they can. */
const char *ish_sample_obstacle(void);

/* Whether there is no obstacle. */
bool ish_sample_available(void);

/*
 * Begins to take samples, dropping those of before. Not during a step. Fails, after one line, with ISH_ERR_UNAVAILABLE
 * where there is an obstacle, and with ISH_ERR_SYSTEM where there is no room for them.
 */
ISH_CHECKED enum ish_status ish_sample_start(void);

/* Stops; the samples stay until ish_sample_reset. Does nothing when none are taken. ish_profile_stop calls it. */
void ish_sample_stop(void);

/* Samples taken until ish_sample_stop; -1: never started. */
long ish_sample_count(void);

/*
 * A descriptor of the file with the stopped samples, in gperftools' own format with the map of the process at its end;
 * -1: none. It belongs to this module; read it with pread.
 */
int ish_sample_file(void);

/* Drops the samples. ish_profile_reset calls it. */
void ish_sample_reset(void);

#if defined __cplusplus
}
#endif

#endif
