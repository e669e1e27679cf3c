/* What is largest: regions by time beside owners by memory; steps beside the others; where the heap was largest. */
#include <math.h>
#include <string.h>

#include "reports/report_impl.h"

const char *ish_report_peak_place(char out[ISH_PEAK_PLACE], const struct ish_profile_run *run)
{
	char step[32] = ", outside of steps", stage[32] = "";
	out[0] = '\0';
	if (run->live_peak_region == NULL) {
		return out;
	}
	if (run->live_peak_step >= 0) {
		(void)snprintf(step, sizeof step, ", step %ld", run->live_peak_step);
	}
	if (run->live_peak_stage >= 0) {
		(void)snprintf(stage, sizeof stage, ", stage %d", run->live_peak_stage);
	}
	(void)snprintf(out, ISH_PEAK_PLACE, " in \"%.30s\"%s%s", run->live_peak_region->name, step, stage);
	return out;
}

void ish_report_largest(FILE *out, const struct ish_report *report)
{
	const struct ish_holdings *const h = &report->holdings;
	const int spots = report->summary.hot_spots < ISH_HOLDINGS ? report->summary.hot_spots : ISH_HOLDINGS;
	const int rows = spots > h->count ? spots : h->count;
	char a[4][ISH_HUMAN];
	if (rows == 0) {
		return;
	}
	ish_text_title(out, "Five largest, by time and by memory");
	(void)fprintf(out, "%-20s%10s%8s   %-20s%11s%8s\n",
	              report->view->steps > 0 ? "self time of steps" : "self time of run", "", "share", "memory held", "",
	              "share");
	for (int i = 0; i < rows; i++) {
		if (i < spots) {
			const struct ish_hot_spot *const spot = &report->summary.hot_spot[i];
			(void)fprintf(out, "%-20.20s%10s%8s", spot->name, ish_human_time(a[0], spot->wall_self),
			              ish_human_share(a[1], spot->share));
		} else {
			(void)fprintf(out, "%38s", "");
		}
		if (i < h->count) {
			(void)fprintf(out, "   %-20.20s%11s%8s", h->row[i].name, ish_human_bytes(a[2], h->row[i].bytes),
			              ish_human_share(a[3], h->row[i].bytes / h->all));
		}
		(void)fputc('\n', out);
	}
	(void)fprintf(out, "memory held: owners in the arena, heap and profiler; share: of all these\n");
}

void ish_report_outliers(FILE *out, const struct ish_report *report)
{
	const struct ish_distribution *const d = &report->distribution;
	char a[4][ISH_HUMAN];
	if (d->outliers == 0) {
		return;
	}
	ish_text_title(out, "Steps beside the others");
	(void)fprintf(out, "%8s%10s%8s%8s%11s  %s\n", "step", "wall", "times", "CPU", "contended", "most of it in");
	for (int i = 0; i < d->outliers; i++) {
		const struct ish_outlier *const o = &d->outlier[i];
		(void)fprintf(out, "%8ld%10s%8s%8s%11s  %s", o->step, ish_human_time(a[0], o->wall),
		              ish_human_real(a[1], o->times), ish_human_real(a[2], o->cpu_times),
		              o->contended ? "yes" : "no", o->region != NULL ? "" : "not kept\n");
		if (o->region != NULL) {
			(void)fprintf(out, "%.20s, %s more\n", o->region, ish_human_time(a[3], o->region_excess));
		}
	}
	(void)fprintf(out, "%ld steady steps took over twice the median; times, CPU: of the medians\n",
	              d->outliers_seen);
}

void ish_report_contended_steps(char *out, size_t size, const struct ish_profile_view *view)
{
	size_t used = 0;
	out[0] = '\0';
	for (long i = 0; i < view->steps_kept; i++) {
		long last = i;
		if (ish_profile_step(view, i)->contention == 0) {
			continue;
		}
		while (last + 1 < view->steps_kept && ish_profile_step(view, last + 1)->contention != 0) {
			last++;
		}
		if (used + 48 > size) {
			(void)snprintf(out + used, size - used, " ...");
			return;
		}
		const long first = ish_profile_step(view, i)->step;
		used += (size_t)snprintf(out + used, size - used, last > i ? "%s%ld-%ld" : "%s%ld",
		                         used > 0 ? ", " : "", first, ish_profile_step(view, last)->step);
		i = last;
	}
}

long ish_report_rss_step(const struct ish_profile_view *view)
{
	const size_t peak = view->run->peak_rss;
	for (long i = 1; i < view->steps_kept; i++) {
		if (ish_profile_step(view, i)->peak_rss == peak && ish_profile_step(view, i - 1)->peak_rss < peak) {
			return ish_profile_step(view, i)->step;
		}
	}
	return -1;
}
