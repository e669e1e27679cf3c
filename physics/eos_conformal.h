/* Massless gas: P = p0 T^4, e = 3 P. */
#ifndef ISH_PHYSICS_EOS_CONFORMAL_H
#define ISH_PHYSICS_EOS_CONFORMAL_H

ISH_POINT struct ish_thermo ish_eos_conformal(struct ish_eos eos, ISH_REAL e)
{
	const ISH_REAL third = (ISH_REAL)1 / (ISH_REAL)3;
	struct ish_thermo s;
	s.p = ISH_TERM(eos_conformal_p, third * e);
	s.cs2 = ISH_TERM(eos_conformal_cs2, third);
	s.t = ISH_TERM(eos_conformal_t, ISH_SQRT(ISH_SQRT(s.p * eos.inv_p0)));
	return s;
}

#endif
