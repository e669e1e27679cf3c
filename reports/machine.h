/*
 * What this machine can do at most, measured: the roofs that reports hold a run's work against (Williams, Waterman,
 * Patterson, Commun. ACM 52, 65 (2009)).
 */
#ifndef ISH_REPORTS_MACHINE_H
#define ISH_REPORTS_MACHINE_H

#include "reports/report.h"

enum ish_machine_precision { ISH_MACHINE_DOUBLE, ISH_MACHINE_SINGLE };

/*
 * Measures with `threads` threads, the best of a few tries (half a second, up to 200 MB of memory for that time). Caches
 * are those that hwloc finds. ISH_ERR_MEMORY after one line; *limits_out is then all 0.
 */
ISH_CHECKED enum ish_status ish_machine_limits_measure(int threads, enum ish_machine_precision precision,
                                                       struct ish_machine_limits *limits_out);

#endif
