/*
 * The machine that a report is of, as the system tells.
 */
#ifndef ISH_REPORTS_ENVIRONMENT_H
#define ISH_REPORTS_ENVIRONMENT_H

enum { ISH_REPORT_TEXT = 128 };   /* bytes of a line */
enum { ISH_THREAD_SETTINGS = 7 }; /* variables of the environment */

struct ish_environment {
	char when[32]; /* UTC, ISO 8601 */
	char host[ISH_REPORT_TEXT];
	char system[ISH_REPORT_TEXT]; /* kernel, release, machine */
	char cpu[ISH_REPORT_TEXT];
	long cores;                                         /* on line */
	long memory;                                        /* bytes; -1: unknown */
	char hypervisor[16];                                /* "none", or the name it gives itself; "" not known */
	double frequency;                                   /* Hz, of the first processor now; NaN: unknown */
	char governor[32];                                  /* "" unknown */
	char affinity[ISH_REPORT_TEXT];                     /* "0-3,8"; "" unknown */
	char setting[ISH_THREAD_SETTINGS][ISH_REPORT_TEXT]; /* of the OpenMP runtime; "" not set */
};

void ish_environment_read(struct ish_environment *environment);
const char *ish_thread_setting_name(int i); /* "OMP_NUM_THREADS" ... */

#endif
