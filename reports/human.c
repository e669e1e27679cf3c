/* Numbers for people: four significant digits and a unit; "-" for what was not measured. */
#include <math.h>
#include <string.h>

#include "reports/report_impl.h"

static const char *with_unit(char out[ISH_HUMAN], double value, double unit, const char *name)
{
	(void)snprintf(out, ISH_HUMAN, "%.4g %s", value / unit, name);
	return out;
}

static const char *nothing(char out[ISH_HUMAN])
{
	(void)snprintf(out, ISH_HUMAN, "-");
	return out;
}

const char *ish_human_time(char out[ISH_HUMAN], double seconds)
{
	const double size = fabs(seconds);
	if (isnan(seconds)) {
		return nothing(out);
	}
	if (size == 0) {
		return with_unit(out, 0, 1, "s");
	}
	return size >= 1      ? with_unit(out, seconds, 1, "s")
	       : size >= 1e-3 ? with_unit(out, seconds, 1e-3, "ms")
	       : size >= 1e-6 ? with_unit(out, seconds, 1e-6, "us")
	                      : with_unit(out, seconds, 1e-9, "ns");
}

const char *ish_human_bytes(char out[ISH_HUMAN], double bytes)
{
	if (isnan(bytes)) {
		return nothing(out);
	}
	return bytes >= 1e9   ? with_unit(out, bytes, 1e9, "GB")
	       : bytes >= 1e6 ? with_unit(out, bytes, 1e6, "MB")
	       : bytes >= 1e3 ? with_unit(out, bytes, 1e3, "kB")
	                      : with_unit(out, bytes, 1, "B");
}

const char *ish_human_count(char out[ISH_HUMAN], long count)
{
	if (count < 0) {
		return nothing(out);
	}
	if (count >= 10000000) {
		return count >= 1000000000 ? with_unit(out, (double)count, 1e9, "G")
		                           : with_unit(out, (double)count, 1e6, "M");
	}
	(void)snprintf(out, ISH_HUMAN, "%ld", count);
	return out;
}

const char *ish_human_share(char out[ISH_HUMAN], double share)
{
	if (isnan(share)) {
		return nothing(out);
	}
	(void)snprintf(out, ISH_HUMAN, share >= 0.9995 ? "%.0f%%" : "%.1f%%", 100 * share);
	return out;
}

const char *ish_human_real(char out[ISH_HUMAN], double value)
{
	if (isnan(value)) {
		return nothing(out);
	}
	(void)snprintf(out, ISH_HUMAN, "%.4g", value);
	return out;
}

const char *ish_report_file(const struct ish_region *region)
{
	const char *tail = region->file;
	int slashes = 0;
	for (const char *c = region->file + strlen(region->file); c > region->file && slashes < 2; c--) {
		slashes += c[-1] == '/';
		tail = slashes < 2 ? c - 1 : c;
	}
	return tail;
}
