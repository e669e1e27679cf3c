/*
 * Chrome's trace event format (JSON object format): every call of every region on every thread, for Perfetto,
 * chrome://tracing and speedscope. Times in microseconds since the start of the profile. Only profile level "full" keeps
 * the calls; the ring holds the last ones, and otherData says how many there are. Calls of a thread stand in the order of
 * their beginning; "part" marks a worker's part in a region that the stepping thread called.
 */
#include <math.h>
#include <stdlib.h>

#include "reports/report_impl.h"

/* Names are identifiers and words; what JSON would have to escape is written as '_'. */
static void print_name(FILE *out, const char *name)
{
	for (const char *c = name; *c != '\0'; c++) {
		(void)fputc(*c == '"' || *c == '\\' || (unsigned char)*c < ' ' ? '_' : *c, out);
	}
}

/* By time, an outer call before those within it (they end first, and so are recorded first); parents stand before their
 * children in the tree. */
static int compare_events(const void *a, const void *b)
{
	const struct ish_trace_event *const x = a, *const y = b;
	if (x->begin != y->begin) {
		return x->begin < y->begin ? -1 : 1;
	}
	return x->ticks != y->ticks ? (x->ticks > y->ticks ? -1 : 1) : (x->node > y->node) - (x->node < y->node);
}

/* Microseconds with three digits. Both ends of a call are rounded, not its length: else it could end after its parent. */
static void print_time(FILE *out, const char *key, unsigned long long nanoseconds)
{
	(void)fprintf(out, ",\"%s\":%llu.%03llu", key, nanoseconds / 1000, nanoseconds % 1000);
}

static void print_thread(FILE *out, const struct ish_profile_view *view, int thread,
                         const struct ish_trace_event *event, long events)
{
	const double tick = 1e9 / view->run->clock_hertz;
	(void)fprintf(out,
	              ",\n{\"name\":\"thread_name\",\"ph\":\"M\",\"pid\":1,\"tid\":%d,\"args\":{\"name\":\"%s %d\"}}",
	              thread, thread == 0 ? "stepping thread" : "worker", thread);
	for (long i = 0; i < events; i++) {
		const struct ish_region *const region = view->node[event[i].node].region;
		(void)fputs(",\n{\"name\":\"", out);
		print_name(out, region->name);
		const unsigned long long begin = (unsigned long long)llround(tick * (double)event[i].begin);
		const unsigned long long end =
			(unsigned long long)llround(tick * (double)(event[i].begin + event[i].ticks));
		(void)fprintf(out, "\",\"ph\":\"X\",\"pid\":1,\"tid\":%d", thread);
		print_time(out, "ts", begin);
		print_time(out, "dur", end - begin);
		if (event[i].step >= 0 || event[i].part) {
			(void)fprintf(out, ",\"args\":{\"step\":%d%s}", event[i].step,
			              event[i].part ? ",\"part\":1" : "");
		}
		(void)fputc('}', out);
	}
}

/* What is counted by step: curves above the calls. */
static void print_steps(FILE *out, const struct ish_profile_view *view)
{
	for (long i = 0; i < view->steps_kept; i++) {
		const struct ish_step_record *const step = ish_profile_step(view, i);
		(void)fprintf(
			out,
			",\n{\"name\":\"transforms\",\"ph\":\"C\",\"pid\":1,\"ts\":%.3f,\"args\":{\"executions\":%ld}}",
			1e6 * step->start, step->transforms);
		if (step->allocations >= 0) {
			(void)fprintf(out,
			              ",\n{\"name\":\"allocations\",\"ph\":\"C\",\"pid\":1,\"ts\":%.3f,\"args\":{"
			              "\"count\":%ld}}",
			              1e6 * step->start, step->allocations);
		}
	}
}

enum ish_status ish_report_trace(FILE *out, const struct ish_report *report)
{
	const struct ish_profile_view *const view = report->view;
	long kept = 0;
	const char *const program = report->context->program.name;
	(void)fputs("{\"displayTimeUnit\":\"ns\",\"traceEvents\":[\n"
	            "{\"name\":\"process_name\",\"ph\":\"M\",\"pid\":1,\"args\":{\"name\":\"",
	            out);
	print_name(out, program != NULL ? program : "program");
	(void)fputs("\"}}", out);
	for (int thread = 0; thread < view->run->threads; thread++) {
		const long events = ish_profile_trace(thread, NULL, 0);
		struct ish_trace_event *const event = malloc((size_t)(events > 0 ? events : 1) * sizeof *event);
		if (event == NULL) {
			return ish_fail(ISH_ERR_MEMORY, "report: no memory for the trace of %ld calls", events);
		}
		const long taken = ish_profile_trace(thread, event, events);
		qsort(event, (size_t)taken, sizeof *event, compare_events);
		print_thread(out, view, thread, event, taken);
		free(event);
		kept += events;
	}
	print_steps(out, view);
	(void)fprintf(out,
	              "\n],\"otherData\":{\"schema\":\"ishydro-trace\",\"schema_version\":1,\"calls_kept\":%ld,"
	              "\"level\":\"%s\"}}\n",
	              kept, view->run->level == ISH_PROFILE_FULL ? "full" : "regions");
	return ISH_OK;
}
