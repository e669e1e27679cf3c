#include "solver/simd.h"

#include <string.h>

typedef void sweep_table_fill(struct ish_sweeps *table);

struct simd_level {
	const char *name;
	sweep_table_fill *fill;
	int usable;
};

#define LEVEL_TABLE(level) ISH_LEVEL_PASTE(ISH_R(ish_sweep_table), level)
#define ISH_LEVEL_PASTE(name, level) ISH_LEVEL_JOIN(name, level)
#define ISH_LEVEL_JOIN(name, level) name##_##level

#if defined ISH_SIMD_LEVELS_X86
sweep_table_fill LEVEL_TABLE(v2), LEVEL_TABLE(v3), LEVEL_TABLE(v4);
#else
sweep_table_fill LEVEL_TABLE(base);
#endif

enum ish_status ish_simd_choose(const char *level, struct ish_sweeps *table_out)
{
#if defined ISH_SIMD_LEVELS_X86
	/* Best last. The features are those that the compiler may use at each level. */
	const struct simd_level levels[] = {
	        {"v2", LEVEL_TABLE(v2), __builtin_cpu_supports("sse4.2") && __builtin_cpu_supports("popcnt")},
	        {"v3", LEVEL_TABLE(v3),
	         __builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma") && __builtin_cpu_supports("bmi2")},
	        {"v4", LEVEL_TABLE(v4),
	         __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512vl") &&
	                 __builtin_cpu_supports("avx512bw") && __builtin_cpu_supports("avx512dq") &&
	                 __builtin_cpu_supports("avx512cd")}};
	const char *const names = "auto, v2, v3, v4";
#else
	const struct simd_level levels[] = {{"base", LEVEL_TABLE(base), 1}};
	const char *const names = "auto, base";
#endif
	const int count = (int)(sizeof levels / sizeof levels[0]);
	for (int i = count - 1; i >= 0; i--) {
		const int named = strcmp(level, levels[i].name) == 0;
		if (named && !levels[i].usable) {
			return ish_fail(ISH_ERR_UNAVAILABLE, "backend.simd = \"%s\": this processor does not have it", level);
		}
		if (named || (strcmp(level, "auto") == 0 && levels[i].usable)) {
			levels[i].fill(table_out);
			return ISH_OK;
		}
	}
	return ish_fail(strcmp(level, "auto") == 0 ? ISH_ERR_UNAVAILABLE : ISH_ERR_NAME,
	                "backend.simd = \"%s\": this build has %s", level, names);
}
