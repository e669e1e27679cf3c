/*
 * Equations of state at vanishing charge: pressure, squared speed of sound and temperature at an energy density.
 *
 * Units: e and P in fm^-4, T in fm^-1. A row of eos.def is one point function in a file of its own; sweeps are
 * compiled once for each row, so that none is chosen inside a loop.
 */
#ifndef ISH_PHYSICS_EOS_H
#define ISH_PHYSICS_EOS_H

#include "physics/point.h"
#include "workspace/mutation.h"

enum ish_eos_id {
#define ISH_EOS(id, name, short_name, sentence) id,
#include "physics/eos.def"
#undef ISH_EOS
	ISH_EOS_COUNT
};

struct ish_eos {
	ISH_REAL p0;       /* P = p0 T^((1+c)/c), in fm^(-4 + (1+c)/c) */
	ISH_REAL cs2;      /* c, where it is a parameter */
	ISH_REAL inv_p0;   /* 1/p0 */
	ISH_REAL exponent; /* c/(1+c) */
};

/* The parameters of the configuration, with what is derived from them. */
static inline struct ish_eos ish_eos_make(double p0, double cs2)
{
	struct ish_eos eos = {(ISH_REAL)p0, (ISH_REAL)cs2, (ISH_REAL)(1.0 / p0), (ISH_REAL)(cs2 / (1.0 + cs2))};
	return eos;
}

struct ish_thermo {
	ISH_REAL p, cs2, t;
};

#include "physics/eos_conformal.h"
#include "physics/eos_constant_cs2.h"

/* The row `id`, a compile-time constant in sweeps: the switch is then gone before the loop is vectorised. */
ISH_POINT struct ish_thermo ish_eos_at(enum ish_eos_id id, struct ish_eos eos, ISH_REAL e)
{
	switch (id) {
#define ISH_EOS(row_id, name, short_name, sentence)                                                                    \
	case row_id:                                                                                                   \
		return ish_eos_##short_name(eos, e);
#include "physics/eos.def"
#undef ISH_EOS
	default:
		return ish_eos_conformal(eos, e);
	}
}

/* Energy density at temperature T, for initial data: e = (p0/c) T^((1+c)/c); both rows are of this form. */
static inline double ish_eos_energy_at(double p0, double cs2, double t)
{
	return p0 / cs2 * pow(t, (1.0 + cs2) / cs2);
}

/* Temperature at energy density e; the inverse of ish_eos_energy_at. */
static inline double ish_eos_temperature_at(double p0, double cs2, double e)
{
	return pow(cs2 * e / p0, cs2 / (1.0 + cs2));
}

#endif
