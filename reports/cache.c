/* What a named cache saves: its hits, at the price of its misses. */
#include <math.h>
#include <string.h>

#include "reports/report_impl.h"

/* A region in a header, or in a source that is compiled twice, has several descriptors of one place. */
static bool same_region(const struct ish_region *a, const struct ish_region *b)
{
	return a == b || (a->line == b->line && strcmp(a->name, b->name) == 0 && strcmp(a->file, b->file) == 0);
}

struct ish_cache_cost ish_report_cache_cost(const struct ish_report *report, int i)
{
	const struct ish_profile_view *const view = report->view;
	const struct ish_profile_cache *const cache = &view->cache[i];
	struct ish_cache_cost cost = {NAN, NAN, NAN, NAN, NAN};
	if (cache->maker == NULL || cache->made <= 0) {
		return cost;
	}
	cost.spent = cost.spent_thread = 0.0;
	for (int k = 0; k < view->nodes; k++) {
		if (same_region(view->node[k].region, cache->maker)) {
			cost.spent += view->node[k].wall;
			cost.spent_thread += view->node[k].thread;
		}
	}
	cost.miss = cost.spent / (double)cache->made;
	cost.saved = cost.miss * (double)cache->hits;
	cost.saved_thread = cost.spent_thread / (double)cache->made * (double)cache->hits;
	return cost;
}

const char *ish_report_cache_words(char out[ISH_CACHE_WORDS], const struct ish_report *report, int i)
{
	const struct ish_profile_cache *const cache = &report->view->cache[i];
	const struct ish_cache_cost cost = ish_report_cache_cost(report, i);
	const long requests = cache->hits + cache->misses;
	char saved[ISH_HUMAN], miss[ISH_HUMAN];
	int length;
	if (cache->hits > 0) {
		length =
			snprintf(out, ISH_CACHE_WORDS, "%ld of %ld requests found their answer", cache->hits, requests);
		if (isfinite(cost.saved)) {
			length +=
				snprintf(out + length, ISH_CACHE_WORDS - (size_t)length, ": %s saved (a miss takes %s)",
			                 ish_human_time(saved, cost.saved), ish_human_time(miss, cost.miss));
		}
	} else if (cache->lost == 0) {
		length = snprintf(out, ISH_CACHE_WORDS, "each of %ld was asked for once: nothing to reuse", requests);
	} else {
		length = snprintf(out, ISH_CACHE_WORDS, "none of %ld requests found its answer", requests);
	}
	if (cache->lost > 0) {
		(void)snprintf(out + length, ISH_CACHE_WORDS - (size_t)length,
		               "; %ld were made twice in a step: the cache lost them", cache->lost);
	}
	return out;
}

bool ish_report_cache_idle(const struct ish_report *report, int i)
{
	return i >= 0 && report->view->cache[i].hits == 0 && report->view->cache[i].lost == 0;
}

void ish_report_cache_table(FILE *out, const struct ish_report *report)
{
	char a[5][ISH_HUMAN], words[ISH_CACHE_WORDS];
	if (report->view->caches == 0) {
		return;
	}
	ish_text_title(out, "Caches");
	(void)fprintf(out, "%-16s%10s%10s%8s%12s%12s%12s\n", "cache", "hits", "misses", "rate", "a miss", "all misses",
	              "saved");
	for (int i = 0; i < report->view->caches; i++) {
		const struct ish_profile_cache *const cache = &report->view->cache[i];
		const struct ish_cache_cost cost = ish_report_cache_cost(report, i);
		(void)fprintf(out, "%-15.15s %10s%10s%8s%12s%12s%12s\n", cache->name,
		              ish_human_count(a[0], cache->hits), ish_human_count((char[ISH_HUMAN]){0}, cache->misses),
		              ish_human_share(a[1], ish_report_cache_idle(report, i)
		                                            ? NAN
		                                            : ish_report_hit_rate(report, NULL, i)),
		              ish_human_time(a[2], cost.miss), ish_human_time(a[3], cost.spent),
		              ish_human_time(a[4], cost.saved));
	}
	for (int i = 0; i < report->view->caches; i++) {
		ish_text_fact(out, report->view->cache[i].name, ish_report_cache_words(words, report, i));
	}
	(void)fprintf(out, "saved: hits times the mean time of a miss, on the stepping thread\n");
}
