/* The four metrics: scale factors and rates agree with each other and with the table of physics. */
#include <criterion/criterion.h>

#include "physics/geometry.h"

Test(geometry, rates_are_logarithmic_derivatives_of_the_scale_factors)
{
	const double exponents[3] = {2.0 / 3.0, 2.0 / 3.0, -1.0 / 3.0};
	for (int id = 0; id < ISH_GEOMETRIES; id++) {
		const struct ish_geometry g = ish_geometry_make((enum ish_geometry_id)id, 0.5, exponents, 1.4);
		for (double t = 0.3; t < 20.0; t *= 1.7) {
			const double h = 1e-5 * t;
			const struct ish_metric m = ish_geometry_at(&g, t);
			const struct ish_metric a = ish_geometry_at(&g, t - h), b = ish_geometry_at(&g, t + h);
			for (int i = 0; i < 3; i++) {
				cr_assert_float_eq((log(b.a[i]) - log(a.a[i])) / (2.0 * h), m.h[i], 1e-9 / t);
			}
			cr_assert_float_eq(m.sqrt_g, m.a[0] * m.a[1] * m.a[2], 1e-14 * m.sqrt_g);
		}
	}
}

Test(geometry, milne_has_a_longitudinal_scale_factor_equal_to_proper_time)
{
	const double none[3] = {0.0, 0.0, 0.0};
	const struct ish_geometry g = ish_geometry_make(ISH_MILNE, 0.0, none, 7.0);
	const struct ish_metric m = ish_geometry_at(&g, 2.5);
	cr_assert_eq(m.a[0], 1.0);
	cr_assert_eq(m.a[1], 1.0);
	cr_assert_eq(m.a[2], 2.5);
	cr_assert_eq(m.h[2], 0.4);
}
