/* Equations of state: thermodynamic identities and closed forms. */
#include <criterion/criterion.h>

#include "physics/eos.h"

/* dP/de by central differences against cs2, dP/dT = s = (e+P)/T; h^2 errors of 1e-9. */
Test(eos, rows_obey_thermodynamics)
{
	const struct ish_eos eos = ish_eos_make(1.7, 0.2);
	for (int id = 0; id < ISH_EOS_COUNT; id++) {
		for (double e = 1e-3; e < 1e4; e *= 3.0) {
			const double h = 1e-5 * e;
			const struct ish_thermo s = ish_eos_at((enum ish_eos_id)id, eos, e);
			const struct ish_thermo a = ish_eos_at((enum ish_eos_id)id, eos, e - h);
			const struct ish_thermo b = ish_eos_at((enum ish_eos_id)id, eos, e + h);
			cr_assert_float_eq((b.p - a.p) / (2.0 * h), s.cs2, 1e-9);
			cr_assert_float_eq((b.p - a.p) / (b.t - a.t) * s.t / (e + s.p), 1.0, 1e-8);
		}
	}
}

Test(eos, energy_and_temperature_are_inverse)
{
	for (double t = 0.05; t < 5.0; t *= 1.5) {
		const double e = ish_eos_energy_at(5.2, 1.0 / 3.0, t);
		const struct ish_eos conformal = ish_eos_make(5.2, 1.0 / 3.0);
		cr_assert_float_eq(ish_eos_temperature_at(5.2, 1.0 / 3.0, e), t, 1e-14 * t);
		cr_assert_float_eq(ish_eos_at(ISH_EOS_CONFORMAL, conformal, e).t, t, 1e-14 * t);
		const struct ish_eos soft = ish_eos_make(0.8, 0.15);
		const double f = ish_eos_energy_at(0.8, 0.15, t);
		/* T = exp(log(..) c/(1+c)): the exponent's rounding is magnified by |log| of up to 20 */
		cr_assert_float_eq(ish_eos_at(ISH_EOS_CONSTANT_CS2, soft, f).t, t, 2e-14 * t);
	}
}
