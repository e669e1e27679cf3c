#define _GNU_SOURCE

#include "cli/wait_policy.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/*
 * Turns of libgomp's waiting loop, about 10 us; its own default is 300000. On cores of its own a team meets within that time; on
 * cores shared with others a spinning thread keeps its core from the very thread it waits for: measured beside one other busy
 * process, 0.5 us a cell and step instead of 2 to 6.
 */
#define SPIN_COUNT "1000"

void ish_wait_policy_apply(char **argv)
{
#if defined __GNUC__ && !defined __clang__
	const char *preload = getenv("LD_PRELOAD");
	/* valgrind does not follow the program into its second start */
	const int watched = preload != NULL && strstr(preload, "vgpreload") != NULL;
	if (watched || getenv("OMP_WAIT_POLICY") != NULL || getenv("GOMP_SPINCOUNT") != NULL) {
		return;
	}
	if (setenv("GOMP_SPINCOUNT", SPIN_COUNT, 1) == 0) {
		(void)execv("/proc/self/exe", argv); /* returns only where it cannot */
	}
#else
	(void)argv;
#endif
}
