/*
 * Numbers for people, "-" for what was not measured. Each writes into the caller's storage and returns it.
 */
#ifndef ISH_REPORTS_HUMAN_H
#define ISH_REPORTS_HUMAN_H

enum { ISH_HUMAN = 16 };
const char *ish_human_time(char out[ISH_HUMAN], double seconds); /* "12.34 ms" */
const char *ish_human_bytes(char out[ISH_HUMAN], double bytes);  /* "12.34 MB", decimal */
const char *ish_human_count(char out[ISH_HUMAN], long count);    /* "1234567", "123.4 M" */
const char *ish_human_share(char out[ISH_HUMAN], double share);  /* "12.3%" */
const char *ish_human_real(char out[ISH_HUMAN], double value);   /* "12.34" */

#endif
