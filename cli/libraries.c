#define _GNU_SOURCE

#include "cli/libraries.h"

#include <cblas.h>
#include <fftw3.h>
#include <gnu/libc-version.h>
#include <hdf5.h>
#include <hwloc.h>
#include <jansson.h>
#include <libconfig.h>
#include <stdarg.h>
#include <stdio.h>

__attribute__((format(printf, 3, 4))) static void add(struct ish_libraries *libraries, const char *name,
                                                      const char *format, ...)
{
	char *const text = libraries->text[libraries->count];
	va_list arguments;
	va_start(arguments, format);
	(void)vsnprintf(text, ISH_LIBRARY_TEXT, format, arguments);
	va_end(arguments);
	libraries->row[libraries->count++] = (struct ish_report_fact){.name = name, .value = text};
}

void ish_libraries_read(struct ish_libraries *libraries)
{
	unsigned major = 0, minor = 0, release = 0;
	const unsigned hwloc = hwloc_get_api_version();
	libraries->count = 0;
	add(libraries, "fftw", "%s", fftw_version);
	add(libraries, "fftw_float", "%s", fftwf_version);
	add(libraries, "blas", "%s", openblas_get_config());
	if (H5get_libversion(&major, &minor, &release) >= 0) {
		add(libraries, "hdf5", "%u.%u.%u", major, minor, release);
	}
	add(libraries, "hwloc", "%u.%u.%u", hwloc >> 16, (hwloc >> 8) & 0xff, hwloc & 0xff);
	add(libraries, "libconfig", "%d.%d.%d", LIBCONFIG_VER_MAJOR, LIBCONFIG_VER_MINOR, LIBCONFIG_VER_REVISION);
	add(libraries, "jansson", "%s", jansson_version_str());
	add(libraries, "glibc", "%s", gnu_get_libc_version());
}
