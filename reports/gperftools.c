/*
 * gperftools' CPU profile, as libprofiler wrote it (profiler/sample.h): words of the machine (0, 3, 0, microseconds between
 * samples, 0), then a count, a depth and as many addresses for each stack, the trailer 0, 1, 0, and the text of
 * /proc/self/maps. Read by google-pprof and `go tool pprof`, which find the names in the program's symbols.
 */
#define _XOPEN_SOURCE 700 /* pread */

#include <errno.h>
#include <unistd.h>

#include "profiler/sample.h"
#include "reports/report_impl.h"

enum ish_status ish_report_gperftools(FILE *out, const struct ish_report *report)
{
	const int file = ish_sample_file();
	char piece[16384];
	off_t at = 0;
	(void)report;
	if (file < 0) {
		return ish_fail(ISH_ERR_UNAVAILABLE, "report: format \"gperftools\": no CPU samples were taken");
	}
	for (;;) {
		const ssize_t length = pread(file, piece, sizeof piece, at);
		if (length < 0 && errno == EINTR) {
			continue;
		}
		if (length < 0) {
			return ish_fail(ISH_ERR_SYSTEM, "report: the CPU samples cannot be read: %s",
			                ish_system_text(errno));
		}
		if (length == 0) {
			return ISH_OK;
		}
		if (fwrite(piece, 1, (size_t)length, out) != (size_t)length) {
			return ISH_OK; /* the caller looks at the stream, and knows the file and the reason */
		}
		at += length;
	}
}
