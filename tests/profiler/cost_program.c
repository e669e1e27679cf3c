/* Opens and closes 3 n regions, for counting instructions: cost_program n on|off. */
#include <stdlib.h>
#include <string.h>

#include "profiler/profile.h"

ISH_PROFILE_REGION(a_region, "a");
ISH_PROFILE_REGION(b_region, "b");
ISH_PROFILE_REGION(c_region, "c");

int main(int argc, char **argv)
{
	const long n = argc == 3 ? strtol(argv[1], NULL, 10) : 0;
	const struct ish_profile_config config = {
		.level = argc == 3 && strcmp(argv[2], "on") == 0 ? ISH_PROFILE_REGIONS : ISH_PROFILE_OFF, .threads = 1};
	if (ish_profile_start(&config) != ISH_OK)
		return 1;
	for (long i = 0; i < n; i++) {
		ISH_BEGIN(&a_region);
		ISH_BEGIN(&b_region);
		ISH_END(&b_region);
		ISH_BEGIN(&c_region);
		ISH_END(&c_region);
		ISH_END(&a_region);
	}
	ish_profile_stop();
	ish_profile_reset();
	return 0;
}
