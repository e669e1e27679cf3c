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

#if defined __GNUC__ && !defined __clang__
/* Another start of the program, under its own name: of /proc/self/exe it would be "exe" in ps and top. */
static void start_again(char **argv)
{
	char self[4096];
	const ssize_t length = readlink("/proc/self/exe", self, sizeof self - 1);
	if (length > 0) {
		self[length] = '\0';
		(void)execv(self, argv);
	}
	(void)execv("/proc/self/exe", argv); /* of a file that was replaced; returns only where it cannot */
}
#endif

void ish_wait_policy_apply(char **argv)
{
#if defined __GNUC__ && !defined __clang__
	const char *preload = getenv("LD_PRELOAD");
	/* valgrind does not follow the program into its second start */
	const int watched = preload != NULL && strstr(preload, "vgpreload") != NULL;
	if (watched || getenv("OMP_WAIT_POLICY") != NULL || getenv("GOMP_SPINCOUNT") != NULL) {
		return;
	}
	/* OpenBLAS's own threads get no work, as tiles are multiplied by threads of ours, but turn for their first 25 ms: processor
	 * time of no step, in every step of a short run. */
	if (setenv("OPENBLAS_NUM_THREADS", "1", 0) == 0 && setenv("GOMP_SPINCOUNT", SPIN_COUNT, 1) == 0) {
		start_again(argv);
	}
#else
	(void)argv;
#endif
}
