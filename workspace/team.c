#define _POSIX_C_SOURCE 200809L

#include "workspace/team.h"

#include <time.h>

void ish_team_run(int threads, void (*work)(void *data), void *data)
{
	if (threads == 1) {
		work(data);
		return;
	}
#pragma omp parallel num_threads(threads)
	work(data);
}

static void add_cpu(void *data)
{
	double *const sum = data;
	struct timespec t;
	(void)clock_gettime(CLOCK_THREAD_CPUTIME_ID, &t);
	const double own = (double)t.tv_sec + 1e-9 * (double)t.tv_nsec;
#pragma omp critical(ish_team_cpu)
	*sum += own;
}

double ish_team_cpu(int threads)
{
	double sum = 0.0;
	ish_team_run(threads, add_cpu, &sum);
	return sum;
}
