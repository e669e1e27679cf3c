/* Whole transforms: modes of known fields, the way there and back, in one to three directions. */
#include <complex.h>
#include <criterion/criterion.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "spectral/transform3.h"

static const int shapes[][3] = {{8, 6, 10}, {7, 5, 9}, {16, 1, 1}, {1, 9, 6},
                                {1, 1, 13}, {5, 1, 8}, {31, 4, 1}, {1, 1, 1}};
enum { SHAPES = sizeof shapes / sizeof shapes[0] };
/* A transform rounds like the logarithm of its length. */
#define TOLERANCE (sizeof(ISH_REAL) == sizeof(float) ? 4e-6 : 4e-15)

struct arrays {
	struct ish_transform3 t;
	ISH_REAL *field, *modes, *back;
	void *lent;
};

static void *take(size_t bytes)
{
	void *p = aligned_alloc(64, (bytes + 63) / 64 * 64);
	cr_assert_not_null(p);
	return p;
}

static struct arrays make(const int shape[3])
{
	const struct ish_grid grid = {{shape[0], shape[1], shape[2]}, {2.0, 3.0, 5.0}, {0.0, 0.0, 0.0}};
	struct arrays a;
	ish_transform3_init(&a.t, &grid);
	cr_assert_eq(ish_transform3_make(&a.t, ISH_PLANNING_ESTIMATE), ISH_OK);
	a.field = take((size_t)a.t.points * sizeof(ISH_REAL));
	a.back = take((size_t)a.t.points * sizeof(ISH_REAL));
	a.modes = take(2 * (size_t)a.t.modes * sizeof(ISH_REAL));
	a.lent = take(a.t.lent_bytes);
	return a;
}

static void drop(struct arrays *a)
{
	free(a->field);
	free(a->back);
	free(a->modes);
	free(a->lent);
}

static double random_number(void)
{
	return (double)rand() / RAND_MAX - 0.5; /* NOLINT(concurrency-mt-unsafe) */
}

Test(transform3, there_and_back_is_the_field_times_the_number_of_points)
{
	for (int s = 0; s < SHAPES; s++) {
		struct arrays a = make(shapes[s]);
		for (ptrdiff_t i = 0; i < a.t.points; i++) {
			a.field[i] = (ISH_REAL)random_number();
		}
		ISH_REAL *kept = take((size_t)a.t.points * sizeof(ISH_REAL));
		memcpy(kept, a.field, (size_t)a.t.points * sizeof(ISH_REAL));
		ish_transform3_forward(&a.t, a.field, a.modes, a.lent);
		cr_assert_eq(memcmp(kept, a.field, (size_t)a.t.points * sizeof(ISH_REAL)), 0, "the input is kept");
		ish_transform3_backward(&a.t, a.modes, a.back, a.lent);
		for (ptrdiff_t i = 0; i < a.t.points; i++) {
			cr_assert_float_eq((double)a.back[i] / (double)a.t.points, (double)a.field[i], TOLERANCE,
			                   "shape %d", s);
		}
		free(kept);
		drop(&a);
	}
}

/* cos(2 pi (p.x)): its one mode and nothing else, where the header says it stands. */
Test(transform3, a_plane_wave_is_one_mode_in_its_place)
{
	static const int wave[3] = {1, 2, -1};
	for (int s = 0; s < SHAPES; s++) {
		struct arrays a = make(shapes[s]);
		const int *n = shapes[s];
		int p[3], j[3];
		for (int axis = 0; axis < 3; axis++) {
			p[axis] = n[axis] > 2 * abs(wave[axis]) ? wave[axis] : 0;
			j[axis] = p[axis] < 0 ? n[axis] + p[axis] : p[axis];
		}
		if (a.t.halved == 2 &&
		    p[2] < 0) { /* of a wave and its conjugate the one with positive number is kept */
			j[2] = -p[2];
		}
		for (int z = 0; z < n[2]; z++) {
			for (int y = 0; y < n[1]; y++) {
				for (int x = 0; x < n[0]; x++) {
					const double phase = (double)p[0] * x / n[0] + (double)p[1] * y / n[1] +
					                     (double)p[2] * z / n[2];
					a.field[(z * n[1] + y) * n[0] + x] =
						(ISH_REAL)cos(6.28318530717958647692 * phase);
				}
			}
		}
		ish_transform3_forward(&a.t, a.field, a.modes, a.lent);
		const ptrdiff_t at = ((ptrdiff_t)j[2] * a.t.mode_shape[1] + j[1]) * a.t.mode_shape[0] + j[0];
		const bool mean = p[0] == 0 && p[1] == 0 && p[2] == 0;
		for (ptrdiff_t m = 0; m < a.t.modes; m++) {
			const double want = m == at ? (mean ? 1.0 : 0.5) : 0.0;
			/* in the plane of the halved axis' mode 0 the conjugate is there too */
			if (p[a.t.halved] != 0 || m == at || mean) {
				cr_assert_float_eq((double)a.modes[2 * m] / (double)a.t.points, want, TOLERANCE,
				                   "shape %d, mode %td", s, m);
			}
			cr_assert_float_eq((double)a.modes[2 * m + 1] / (double)a.t.points, 0.0, TOLERANCE);
		}
		for (int axis = 0; axis < 3; axis++) {
			const double k = 6.28318530717958647692 *
			                 (axis == 2 && a.t.halved == 2 ? abs(p[axis]) : p[axis]) /
			                 a.t.grid.length[axis];
			cr_assert_float_eq(ish_transform3_wave(&a.t, axis, j[axis]), k, 1e-14, "shape %d, axis %d", s,
			                   axis);
		}
		drop(&a);
	}
}

Test(transform3, the_nyquist_mode_of_an_even_axis_has_no_wave_number)
{
	const struct ish_grid grid = {{8, 7, 4}, {1.0, 1.0, 1.0}, {0.0, 0.0, 0.0}};
	struct ish_transform3 t;
	ish_transform3_init(&t, &grid);
	cr_assert_eq(ish_transform3_wave(&t, 0, 4), 0.0);
	cr_assert_eq(ish_transform3_wave(&t, 2, 2), 0.0);
	for (int j = 1; j < 7; j++) {
		cr_assert_neq(ish_transform3_wave(&t, 1, j), 0.0);
	}
	cr_assert_eq(ish_transform3_wave(&t, 1, 4), -ish_transform3_wave(&t, 1, 3));
}
