/*
 * Teams of threads that allocate nothing.
 *
 * libgomp keeps a team of two and more for the next parallel region, but makes a team of one anew each time (measured,
 * GCC 12: one malloc a region, ten a time step): a team of one is therefore a plain call.
 */
#ifndef ISH_WORKSPACE_TEAM_H
#define ISH_WORKSPACE_TEAM_H

/*
 * Calls work(data) on each of `threads` threads. Loops in it under "omp for" are shared out, "omp critical" and
 * omp_get_thread_num() mean what they say, also in a team of one.
 */
void ish_team_run(int threads, void (*work)(void *data), void *data);

/*
 * Processor time of the threads of such a team so far, in seconds: each reads its own clock. (The clock of the process
 * knows threads that run on other processors as of the kernel's last tick only, 1 to 10 ms ago.) Differences are of the
 * same threads as long as teams in between are of one size: libgomp ends the threads that a smaller team lacks.
 */
double ish_team_cpu(int threads);

#endif
