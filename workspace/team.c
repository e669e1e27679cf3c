#include "workspace/team.h"

void ish_team_run(int threads, void (*work)(void *data), void *data)
{
	if (threads == 1) {
		work(data);
		return;
	}
#pragma omp parallel num_threads(threads)
	work(data);
}
