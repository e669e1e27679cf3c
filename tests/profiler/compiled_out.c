/* Instrumented code as a kernel may write it, compiled with ISH_PROFILER_OFF: its object must name no profiler symbol.
 */
#include "profiler/profile.h"

ISH_PROFILE_REGION(kernel_region, "kernel");
static struct ish_cache_counter cache = {"cache", 0};
static struct ish_statistic statistic = {"statistic", 0};

double compiled_out_kernel(const double *x, int n);

double compiled_out_kernel(const double *x, int n)
{
	double sum = 0;
	const int parent = ISH_WORKER_PARENT();
	ISH_WORKER_BEGIN(parent);
	ISH_BEGIN(&kernel_region);
	ish_call_key(&kernel_region, 1, 2);
	ish_profile_stage(0);
	for (int i = 0; i < n; i++)
		sum += x[i];
	ish_cache_hit(&cache);
	ish_cache_miss(&cache);
	ish_cache_maker(&cache, &kernel_region);
	ish_cache_missed(&cache, 3);
	ish_statistic_add(&statistic, 1, n);
	ish_transform_planned(1, 0.0);
	ish_transform_executed(1);
	ish_work(n, 8.0 * n);
	const struct ish_work work = {.flops = n};
	ish_work_add(&work);
	ISH_END(&kernel_region);
	ISH_WORKER_END();
	return sum;
}
