/* The machine that a report is of. */
#define _GNU_SOURCE

#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <sys/utsname.h>
#include <time.h>
#include <unistd.h>
#if defined __linux__
#include <sched.h>
#endif
#if defined __x86_64__
#include <cpuid.h>
#endif

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

/* The first line of a small file; "" where there is none. */
static void read_line(const char *path, char *out, size_t size)
{
	FILE *const file = fopen(path, "re");
	out[0] = '\0';
	if (file != NULL && fgets(out, (int)size, file) != NULL) {
		out[strcspn(out, "\n")] = '\0';
	}
	if (file != NULL) {
		(void)fclose(file);
	}
}

/* Of the first processor, now: 0 where the kernel does not tell. Its governor is "" then too. */
static void read_frequency(struct ish_environment *environment)
{
	char text[ISH_REPORT_TEXT];
	read_line("/sys/devices/system/cpu/cpu0/cpufreq/scaling_governor", environment->governor,
	          sizeof environment->governor);
	read_line("/sys/devices/system/cpu/cpu0/cpufreq/scaling_cur_freq", text, sizeof text);
	environment->frequency = 1e3 * strtod(text, NULL); /* kHz */
	FILE *const file = environment->frequency > 0 ? NULL : fopen("/proc/cpuinfo", "re");
	while (file != NULL && fgets(text, sizeof text, file) != NULL) {
		const char *const value = strchr(text, ':');
		if (strncmp(text, "cpu MHz", 7) == 0 && value != NULL) {
			environment->frequency = 1e6 * strtod(value + 1, NULL);
			break;
		}
	}
	if (file != NULL) {
		(void)fclose(file);
	}
	if (!(environment->frequency > 0)) {
		environment->frequency = NAN;
	}
}

/* The names that hypervisors give themselves, and those that people know them by. */
static const char *const HYPERVISOR[][2] = {
	{"KVMKVMKVM", "KVM"},     {"Microsoft Hv", "Hyper-V"}, {"VMwareVMware", "VMware"},     {"XenVMMXenVMM", "Xen"},
	{"TCGTCGTCGTCG", "QEMU"}, {"bhyve bhyve ", "bhyve"},   {"VBoxVBoxVBox", "VirtualBox"},
};

/*
 * Who runs this machine: "none", the hypervisor's name, or "" where it cannot be known. x86: bit 31 of ecx of leaf 1 is
 * kept for hypervisors, which tell their name in leaf 0x40000000 (twelve letters).
 */
static void read_hypervisor(char *out, size_t size)
{
	out[0] = '\0';
#if defined __x86_64__
	unsigned a, name[3], c, d;
	if (!__get_cpuid(1, &a, &name[0], &c, &d)) {
		return;
	}
	if ((c & (1u << 31)) == 0) {
		(void)snprintf(out, size, "none");
		return;
	}
	__cpuid(0x40000000, a, name[0], name[1], name[2]);
	(void)snprintf(out, size, "%.12s", (const char *)name);
	for (size_t i = 0; i < sizeof HYPERVISOR / sizeof HYPERVISOR[0]; i++) {
		if (strcmp(out, HYPERVISOR[i][0]) == 0) {
			(void)snprintf(out, size, "%s", HYPERVISOR[i][1]);
		}
	}
#else
	(void)size;
#endif
}

/* Processors this process may run on, as "0-3,8". */
static void read_affinity(char *out, size_t size)
{
	out[0] = '\0';
#if defined __linux__
	cpu_set_t set;
	size_t used = 0;
	if (sched_getaffinity(0, sizeof set, &set) != 0) {
		return;
	}
	for (size_t i = 0; i < CPU_SETSIZE && used + 24 < size; i++) {
		size_t last = i;
		if (!CPU_ISSET(i, &set)) {
			continue;
		}
		while (last + 1 < CPU_SETSIZE && CPU_ISSET(last + 1, &set)) {
			last++;
		}
		used += (size_t)snprintf(out + used, size - used, last > i ? "%s%zu-%zu" : "%s%zu", used > 0 ? "," : "",
		                         i, last);
		i = last;
	}
#else
	(void)size;
#endif
}

const char *ish_thread_setting_name(int i)
{
	static const char *const name[ISH_THREAD_SETTINGS] = {"OMP_NUM_THREADS",  "OMP_PROC_BIND", "OMP_PLACES",
	                                                      "OMP_WAIT_POLICY",  "OMP_DYNAMIC",   "GOMP_SPINCOUNT",
	                                                      "GOMP_CPU_AFFINITY"};
	return name[i];
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
	read_hypervisor(environment->hypervisor, sizeof environment->hypervisor);
	read_frequency(environment);
	read_affinity(environment->affinity, sizeof environment->affinity);
	for (int i = 0; i < ISH_THREAD_SETTINGS; i++) {
		const char *const value =
			getenv(ish_thread_setting_name(i)); /* NOLINT(concurrency-mt-unsafe): outside of steps */
		(void)snprintf(environment->setting[i], sizeof environment->setting[i], "%s",
		               value != NULL ? value : "");
	}
}
