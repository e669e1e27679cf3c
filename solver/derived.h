/*
 * Fields that follow from the state at a point and, for those of the kinematics, from its gradients: rows of derived.def.
 */
#ifndef ISH_SOLVER_DERIVED_H
#define ISH_SOLVER_DERIVED_H

enum ish_derived {
#define ISH_DERIVED(id, name, unit, long_name) id,
#include "solver/derived.def"
#undef ISH_DERIVED
	ISH_DERIVED_COUNT
};

extern const char *const ish_derived_name[ISH_DERIVED_COUNT];
extern const char *const ish_derived_unit[ISH_DERIVED_COUNT];
extern const char *const ish_derived_long_name[ISH_DERIVED_COUNT];

struct ish_peak { /* where a field is largest */
	double value;
	int index[3];
	double x[3]; /* coordinates, fm */
};

#endif
