#include <criterion/criterion.h>
#include <omp.h>
#include <string.h>

#include "workspace/team.h"

enum { LENGTH = 1000 };

struct share {
	int done[LENGTH]; /* how often */
	int threads, calls;
};

static void count(void *data)
{
	struct share *share = data;
#pragma omp critical(test_team)
	{
		share->calls++;
		share->threads = omp_get_num_threads();
	}
#pragma omp for schedule(static)
	for (int i = 0; i < LENGTH; i++) {
		share->done[i]++;
	}
}

Test(team, shares_a_loop_out_among_one_two_or_four_threads)
{
	static const int threads[] = {1, 2, 4, 1};
	for (int t = 0; t < 4; t++) {
		struct share share;
		memset(&share, 0, sizeof share);
		ish_team_run(threads[t], count, &share);
		cr_assert_eq(share.calls, threads[t]);
		cr_assert_eq(share.threads, threads[t]);
		for (int i = 0; i < LENGTH; i++) {
			cr_assert_eq(share.done[i], 1, "%d threads, %d", threads[t], i);
		}
	}
}
