/* Constant speed of sound c = cs^2: P = p0 T^((1+c)/c), P = c e. */
#ifndef ISH_PHYSICS_EOS_CONSTANT_CS2_H
#define ISH_PHYSICS_EOS_CONSTANT_CS2_H

#include "physics/elementary.h"

ISH_POINT struct ish_thermo ish_eos_constant_cs2(struct ish_eos eos, ISH_REAL e)
{
	struct ish_thermo s;
	s.p = ISH_TERM(eos_constant_cs2_p, eos.cs2 * e);
	s.cs2 = ISH_TERM(eos_constant_cs2_cs2, eos.cs2);
	s.t = ISH_TERM(eos_constant_cs2_t, ISH_EXP(eos.exponent * ISH_LOG(s.p * eos.inv_p0)));
	return s;
}

#endif
