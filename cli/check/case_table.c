#include "cli/check/suite.h"

#define ISH_CHECK_CASE(descriptor) extern const struct ish_check_case descriptor;
#include "cli/check/case.def"
#undef ISH_CHECK_CASE

static const struct ish_check_case *const cases[] = {
#define ISH_CHECK_CASE(descriptor) &(descriptor),
#include "cli/check/case.def"
#undef ISH_CHECK_CASE
};

const struct ish_check_case *ish_check_case_at(int i)
{
	return i >= 0 && i < (int)(sizeof cases / sizeof cases[0]) ? cases[i] : NULL;
}
