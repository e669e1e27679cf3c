#include "solver/derived.h"

const char *const ish_derived_name[ISH_DERIVED_COUNT] = {
#define ISH_DERIVED(id, name, unit, long_name) name,
#include "solver/derived.def"
#undef ISH_DERIVED
};
const char *const ish_derived_unit[ISH_DERIVED_COUNT] = {
#define ISH_DERIVED(id, name, unit, long_name) unit,
#include "solver/derived.def"
#undef ISH_DERIVED
};
const char *const ish_derived_long_name[ISH_DERIVED_COUNT] = {
#define ISH_DERIVED(id, name, unit, long_name) long_name,
#include "solver/derived.def"
#undef ISH_DERIVED
};
