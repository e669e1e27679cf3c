/*
 * ishydro info: one tree of facts (jansson), printed as JSON or as text.
 */
#define _GNU_SOURCE

#include <argp.h>
#include <jansson.h>
#include <omp.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "cli/command.h"
#include "cli/libraries.h"
#include "cli/options.h"
#include "ishydro_version.h"
#include "profiler/profile.h"
#include "profiler/profile_view.h"
#include "profiler/sample.h"
#include "reports/topology.h"
#include "workspace/status.h"

enum { OPTION_JSON = 0x100 };

/* NOLINTNEXTLINE(readability-non-const-parameter): the type is argp's */
static error_t parse_option(int key, char *value, struct argp_state *state)
{
	bool *json = state->input;
	if (key == ARGP_KEY_ARG) {
		exit(ish_status_exit_code(ish_fail(ISH_ERR_INPUT, "info: %s: must stand without arguments, or with --json", value)));
	}
	if (key != OPTION_JSON) {
		return ARGP_ERR_UNKNOWN;
	}
	*json = true;
	return 0;
}

/* Gives up the whole command where jansson has no memory: an object that lacks a fact must not be printed. */
static void put(json_t *object, const char *key, json_t *value)
{
	if (value == NULL || json_object_set_new(object, key, value) != 0) {
		exit(ish_status_exit_code(ish_fail(ISH_ERR_MEMORY, "info: no memory for %s", key)));
	}
}

static json_t *group(json_t *root, const char *name)
{
	put(root, name, json_object());
	return json_object_get(root, name);
}

static void put_build(json_t *root)
{
	json_t *build = group(root, "build");
	put(build, "version", json_string(ISH_VERSION));
	put(build, "git", json_string(ISH_GIT_REVISION));
	put(build, "type", json_string(ISH_BUILD_TYPE));
	put(build, "compiler", json_string(ISH_COMPILER));
	put(build, "flags", json_string(ISH_BUILD_FLAGS));
}

static json_t *known(long value)
{
	return value >= 0 ? json_integer(value) : json_null();
}

static void put_machine(json_t *root)
{
	static const char *const cache[ISH_CACHE_LEVELS] = {"l1_data_bytes", "l2_bytes", "l3_bytes"};
	json_t *machine = group(root, "machine");
	struct ish_topology topology;
	if (!ish_topology_read(&topology)) {
		put(machine, "topology", json_string("not available: hwloc cannot read this machine"));
		return;
	}
	put(machine, "processor", topology.processor[0] != '\0' ? json_string(topology.processor) : json_null());
	put(machine, "packages", known(topology.packages));
	put(machine, "cores", known(topology.cores));
	put(machine, "hardware_threads", known(topology.hardware_threads));
	put(machine, "threads_used", json_integer(omp_get_max_threads()));
	put(machine, "numa_nodes", known(topology.numa_nodes));
	put(machine, "memory_bytes", json_integer((json_int_t)sysconf(_SC_PHYS_PAGES) * sysconf(_SC_PAGESIZE)));
	for (int i = 0; i < ISH_CACHE_LEVELS; i++) {
		put(machine, cache[i], known(topology.cache_bytes[i]));
	}
}

static void put_simd(json_t *root)
{
	json_t *simd = group(root, "simd");
#if defined __x86_64__
	const struct {
		const char *name;
		bool usable;
	} level[] = {
		{"v2", __builtin_cpu_supports("sse4.2") && __builtin_cpu_supports("popcnt")},
		{"v3",
	         __builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma") && __builtin_cpu_supports("bmi2")},
		{"v4", __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512vl") &&
	                       __builtin_cpu_supports("avx512bw") && __builtin_cpu_supports("avx512dq") &&
	                       __builtin_cpu_supports("avx512cd")},
	};
	const char *best = "none";
	for (size_t i = 0; i < sizeof level / sizeof level[0]; i++) {
		put(simd, level[i].name,
		    json_string(level[i].usable ? "built, usable" : "built, not on this processor"));
		best = level[i].usable ? level[i].name : best;
	}
	put(simd, "auto", json_string(best));
#else
	put(simd, "base", json_string("built, usable"));
	put(simd, "auto", json_string("base"));
#endif
}

static void put_libraries(json_t *root)
{
	json_t *libraries = group(root, "libraries");
	struct ish_libraries list;
	ish_libraries_read(&list);
	for (int i = 0; i < list.count; i++) {
		put(libraries, list.row[i].name, json_string(list.row[i].value));
	}
}

static void put_backends(json_t *root)
{
	json_t *backend = group(root, "backends");
	put(backend, "cpu", json_string("available"));
	put(backend, "cuda", json_string("not available: not in this build"));
}

/* They are asked for at level full only. */
static json_t *hardware_counters(void)
{
	const struct ish_profile_config config = {.level = ISH_PROFILE_FULL, .threads = 1, .steps_expected = 1};
	json_t *out = json_string("not available: the profiler cannot start");
	if (ish_profile_start(&config) == ISH_OK) {
		const char *reason = ish_profile_view()->run->hardware_reason;
		json_decref(out);
		out = reason[0] == '\0' ? json_string("available") : json_sprintf("not available: %s", reason);
	}
	ish_profile_reset();
	return out;
}

/* Starts the profiler for a moment: its choice of hooks is a self-test. */
static void put_profiler(json_t *root)
{
	json_t *profiler = group(root, "profiler");
#if defined ISH_PROFILER_OFF
	put(profiler, "instrumentation", json_string("not in this build (ISHYDRO_PROFILER=OFF)"));
#else
	put(profiler, "instrumentation", json_string("built"));
#endif
	const struct ish_profile_config config = {.level = ISH_PROFILE_REGIONS, .threads = 1, .steps_expected = 1};
	if (ish_profile_start(&config) != ISH_OK) {
		put(profiler, "allocation_hooks", json_string("not available: the profiler cannot start"));
		return;
	}
	ish_profile_stop();
	const struct ish_profile_view *view = ish_profile_view();
	if (view != NULL) {
		put(profiler, "allocation_hooks", json_string(view->run->hooks));
		if (view->run->hooks_reason[0] != '\0') {
			put(profiler, "allocation_hooks_reason", json_string(view->run->hooks_reason));
		}
		put(profiler, "clock", json_string(view->run->clock));
		put(profiler, "clock_hertz", json_real(view->run->clock_hertz));
		put(profiler, "region_seconds", json_real(view->run->cost_pair));
		put(profiler, "memory_bytes", json_integer((json_int_t)view->run->memory));
	}
	const char *obstacle = ish_sample_obstacle();
	put(profiler, "cpu_samples", json_string(obstacle == NULL ? "gperftools" : "none"));
	if (obstacle != NULL) {
		put(profiler, "cpu_samples_reason", json_string(obstacle));
	}
	ish_profile_reset();
	put(profiler, "hardware_counters", hardware_counters());
}

static void print_value(const char *key, const json_t *value)
{
	static const char bytes[] = "_bytes";
	const size_t length = strlen(key);
	const size_t shown = length > sizeof bytes - 1 && strcmp(key + length - (sizeof bytes - 1), bytes) == 0
	                             ? length - (sizeof bytes - 1)
	                             : length;
	(void)printf("  %-*.*s ", 24, (int)shown, key);
	if (json_is_integer(value) && shown < length) {
		const double size = (double)json_integer_value(value);
		const char *unit = size < 1048576.0 ? "KiB" : size < 1073741824.0 ? "MiB" : "GiB";
		const double scale = size < 1048576.0 ? 1024.0 : size < 1073741824.0 ? 1048576.0 : 1073741824.0;
		(void)printf("%.4g %s\n", size / scale, unit);
	} else if (json_is_integer(value)) {
		(void)printf("%" JSON_INTEGER_FORMAT "\n", json_integer_value(value));
	} else if (json_is_real(value)) {
		(void)printf("%.4g\n", json_real_value(value));
	} else {
		(void)printf("%s\n", json_is_string(value) ? json_string_value(value) : "not known");
	}
}

static void print_text(json_t *root)
{
	const char *name = NULL;
	json_t *facts = NULL;
	json_object_foreach(root, name, facts)
	{
		const char *key = NULL;
		json_t *value = NULL;
		(void)printf("%s\n", name);
		json_object_foreach(facts, key, value)
		{
			print_value(key, value);
		}
	}
}

int ish_command_info(int argc, char **argv)
{
	static const struct argp_option options[] = {
		{"json", OPTION_JSON, NULL, 0, "prints one JSON object; sizes in bytes, times in seconds", 0}, {0}};
	static const struct argp parser = {.options = options,
	                                   .parser = parse_option,
	                                   .doc = "Prints what this machine and this build can do: cores, caches, "
	                                          "memory, NUMA, SIMD, libraries, backends, "
	                                          "allocation hooks."};
	bool json = false;
	const enum ish_status status = ish_options_check(options, argc, argv);
	if (status != ISH_OK) {
		return ish_status_exit_code(status);
	}
	if (argp_parse(&parser, argc, argv, ARGP_IN_ORDER, NULL, &json) != 0) {
		return ish_status_exit_code(ISH_ERR_INPUT);
	}
	json_t *root = json_object();
	put_build(root);
	put_machine(root);
	put_simd(root);
	put_libraries(root);
	put_backends(root);
	put_profiler(root);
	int code = 0;
	if (json) {
		code = json_dumpf(root, stdout, JSON_INDENT(2)) == 0 ? 0 : ish_status_exit_code(ISH_ERR_SYSTEM);
		(void)putchar('\n');
	} else {
		print_text(root);
	}
	json_decref(root);
	return ish_command_end(code);
}
