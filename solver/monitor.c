#include <math.h>
#include <string.h>

#include "solver/rhs.h"

_Static_assert(sizeof(struct ish_monitor) == 64, "one cache line a thread");

void ish_monitor_reset(struct ish_monitor *monitor, int threads)
{
	for (int i = 0; i < threads; i++) {
		monitor[i] = (struct ish_monitor){.det_min = INFINITY};
	}
}

void ish_monitor_join(struct ish_monitor *monitor, int threads)
{
	struct ish_monitor *m = &monitor[0];
	for (int i = 1; i < threads; i++) {
		m->knudsen_theta = fmax(m->knudsen_theta, monitor[i].knudsen_theta);
		m->knudsen_sigma = fmax(m->knudsen_sigma, monitor[i].knudsen_sigma);
		m->det_min = fmin(m->det_min, monitor[i].det_min);
		m->newton_sum += monitor[i].newton_sum;
		m->newton_cells += monitor[i].newton_cells;
		m->newton_max = monitor[i].newton_max > m->newton_max ? monitor[i].newton_max : m->newton_max;
	}
	for (int i = 1; i < threads; i++) {
		monitor[i] = (struct ish_monitor){.det_min = INFINITY};
	}
}
