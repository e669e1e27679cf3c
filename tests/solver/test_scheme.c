/* The order conditions of every row of imex.def, coupling conditions included. */
#include <criterion/criterion.h>
#include <math.h>

#include "solver/scheme.h"

struct tableau {
	const double (*a)[ISH_STAGES_MAX];
	const double *b;
};

static double abscissa(const struct tableau *t, int stages, int i)
{
	double c = 0.0;
	for (int j = 0; j < stages; j++) {
		c += t->a[i][j];
	}
	return c;
}

/* Pareschi and Russo 2005, eqs. 15 to 19: every choice of explicit or implicit table for b, A and the abscissae.
 * 1e-13: the coefficients of SSP3(4,3,3) are given to 14 digits. */
Test(scheme, rows_meet_the_order_conditions_with_coupling)
{
	for (int s = 0; s < ish_scheme_count(); s++) {
		const struct ish_scheme *scheme = ish_scheme_at(s);
		const struct tableau table[2] = {{scheme->explicit_a, scheme->explicit_b},
		                                 {scheme->implicit_a, scheme->implicit_b}};
		const int n = scheme->stages;
		const int tables = scheme->implicit == ISH_IMPLICIT_SPLIT ? 1 : 2; /* outside a split step's stages there is no G */
		for (int p = 0; p < tables; p++) {
			double sum = 0.0;
			for (int i = 0; i < n; i++) {
				sum += table[p].b[i];
			}
			cr_assert_float_eq(sum, 1.0, 1e-13, "%s: sum b", scheme->name);
			for (int q = 0; q < tables; q++) {
				double bc = 0.0;
				for (int i = 0; i < n; i++) {
					bc += table[p].b[i] * abscissa(&table[q], n, i);
				}
				cr_assert_float_eq(bc, 0.5, 1e-13, "%s: b.c", scheme->name);
				for (int r = 0; r < tables && scheme->order >= 3; r++) {
					double bcc = 0.0, bac = 0.0;
					for (int i = 0; i < n; i++) {
						bcc += table[p].b[i] * abscissa(&table[q], n, i) * abscissa(&table[r], n, i);
						for (int j = 0; j < n; j++) {
							bac += table[p].b[i] * table[q].a[i][j] * abscissa(&table[r], n, j);
						}
					}
					cr_assert_float_eq(bcc, 1.0 / 3.0, 1e-13, "%s: b.cc", scheme->name);
					cr_assert_float_eq(bac, 1.0 / 6.0, 1e-13, "%s: b.Ac", scheme->name);
				}
			}
		}
	}
}

Test(scheme, explicit_tables_are_strictly_lower_and_implicit_ones_lower_triangular)
{
	for (int s = 0; s < ish_scheme_count(); s++) {
		const struct ish_scheme *scheme = ish_scheme_at(s);
		for (int i = 0; i < scheme->stages; i++) {
			for (int j = i; j < scheme->stages; j++) {
				cr_assert_eq(scheme->explicit_a[i][j], 0.0);
				cr_assert(j == i || scheme->implicit_a[i][j] == 0.0);
			}
			/* a stage without implicit part must not be asked for G */
			cr_assert(scheme->implicit_a[i][i] != 0.0 || !ish_scheme_uses_implicit(scheme, i), "%s stage %d",
			          scheme->name, i);
		}
	}
}

Test(scheme, stiffly_accurate_rows_end_with_their_last_stage)
{
	for (int s = 0; s < ish_scheme_count(); s++) {
		const struct ish_scheme *scheme = ish_scheme_at(s);
		const int ars = scheme->implicit_a[0][0] == 0.0 && scheme->implicit != ISH_IMPLICIT_SPLIT;
		cr_assert_eq(ish_scheme_ends_with_last_stage(scheme), ars != 0, "%s", scheme->name);
		if (ars) {
			cr_assert_float_eq(ish_scheme_abscissa(scheme, scheme->stages - 1), 1.0, 1e-15);
		}
	}
}
