/* The machine that a report is of. */
#define _GNU_SOURCE

#include <stdlib.h>
#include <string.h>
#include <sys/utsname.h>
#include <time.h>
#include <unistd.h>

#include "reports/report_impl.h"

/* "model name : X" of the first processor; other architectures have no such line, "unknown" then. */
static void read_cpu(char *out, size_t size)
{
	char line[512];
	FILE *const file = fopen("/proc/cpuinfo", "re");
	(void)snprintf(out, size, "unknown");
	while (file != NULL && fgets(line, sizeof line, file) != NULL) {
		char *const value = strchr(line, ':');
		if (strncmp(line, "model name", 10) != 0 || value == NULL) {
			continue;
		}
		line[strcspn(line, "\n")] = '\0';
		(void)snprintf(out, size, "%.*s", (int)size - 1, value + 1 + strspn(value + 1, " "));
		break;
	}
	if (file != NULL) {
		(void)fclose(file);
	}
}

void ish_environment_read(struct ish_environment *environment)
{
	struct utsname name;
	struct tm utc;
	const time_t now = time(NULL);
	const long pages = sysconf(_SC_PHYS_PAGES), page = sysconf(_SC_PAGESIZE);
	if (gmtime_r(&now, &utc) == NULL ||
	    strftime(environment->when, sizeof environment->when, "%Y-%m-%dT%H:%M:%SZ", &utc) == 0) {
		environment->when[0] = '\0';
	}
	if (uname(&name) == 0) {
		(void)snprintf(environment->host, sizeof environment->host, "%.100s", name.nodename);
		(void)snprintf(environment->system, sizeof environment->system, "%.30s %.60s %.30s", name.sysname,
		               name.release, name.machine);
	}
	read_cpu(environment->cpu, sizeof environment->cpu);
	environment->cores = sysconf(_SC_NPROCESSORS_ONLN);
	environment->memory = pages > 0 && page > 0 ? pages * page : -1;
}
