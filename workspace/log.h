/*
 * One log sink for the whole library. Library code never prints to stdout.
 *
 * The default sink writes "ishydro: error: ..." lines to stderr. A line is at most ISH_LOG_LINE bytes.
 */
#ifndef ISH_WORKSPACE_LOG_H
#define ISH_WORKSPACE_LOG_H

#if defined __cplusplus
extern "C" {
#endif

enum ish_log_level { ISH_LOG_ERROR, ISH_LOG_WARNING, ISH_LOG_INFO, ISH_LOG_DEBUG };

enum { ISH_LOG_LINE = 1024 };

/* Receives one complete line without its newline. `data` is the pointer given to ish_log_set. */
typedef void ish_log_sink(enum ish_log_level level, const char *line, void *data);

/* Replaces the sink (NULL: back to stderr); lines above `level` are dropped. Not while other threads log. */
void ish_log_set(ish_log_sink *sink, void *data, enum ish_log_level level);

/*
 * Between the two calls lines are dropped: for what is still tried after a failure that has been told, and would fail
 * for the same reason. They do not nest.
 */
void ish_log_pause(void);
void ish_log_resume(void);

/* The first error dropped since the last ish_log_pause, "" if there is none; stays until the next one. */
const char *ish_log_dropped(void);

/* Logs one line, printf-like; allocates nothing. */
void ish_log(enum ish_log_level level, const char *format, ...) __attribute__((format(printf, 2, 3)));

#if defined __cplusplus
}
#endif

#endif
