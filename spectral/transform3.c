#include "spectral/transform3.h"

#include "spectral/fftw_memory_impl.h"
#include "spectral/fftw_real_impl.h"
#include "spectral/plan_impl.h"

ISH_PROFILE_TRANSFORM(forward_region, "fft forward");
ISH_PROFILE_TRANSFORM(inverse_region, "fft inverse");

void ish_transform3_init(struct ish_transform3 *t, const struct ish_grid *grid)
{
	*t = (struct ish_transform3){.grid = *grid, .points = ish_grid_cells(grid), .halved = 0, .modes = 1};
	while (t->halved < 2 && grid->shape[t->halved] == 1) {
		t->halved++;
	}
	for (int axis = 0; axis < 3; axis++) {
		const int n = grid->shape[axis];
		t->mode_shape[axis] = axis == t->halved ? n / 2 + 1 : n;
		t->modes *= t->mode_shape[axis];
	}
	t->lent_bytes = ish_fftw_memory_bytes3(grid->shape, sizeof(FFTW_R(complex)));
}

enum ish_status ish_transform3_make(struct ish_transform3 *t, enum ish_planning planning)
{
	struct ish_plan_key key = {
		.kind = ISH_PLAN_REAL3,
		.shape = {t->grid.shape[0], t->grid.shape[1], t->grid.shape[2]},
		.axis = -1,
		.direction = ISH_FORWARD,
		.batch = 1,
		.placement = ISH_PLAN_OUT_OF_PLACE,
		.precision = sizeof(ISH_REAL) == sizeof(float) ? ISH_PLAN_FLOAT : ISH_PLAN_DOUBLE,
		.threads = 1,
		.planning = planning,
	};
	enum ish_status status = ish_plan_get(&t->forward, &key);

	key.direction = ISH_BACKWARD;
	if (status == ISH_OK) {
		status = ish_plan_get(&t->backward, &key);
	}
	return status;
}

size_t ish_transform3_heap(const struct ish_transform3 *t)
{
	return (size_t)t->points * sizeof(ISH_REAL) + (size_t)t->modes * sizeof(FFTW_R(complex)) + t->lent_bytes;
}

void ish_transform3_forward(const struct ish_transform3 *t, const ISH_REAL *restrict in, ISH_REAL *restrict modes,
                            void *lent)
{
	ISH_BEGIN(&forward_region);
	ish_fftw_memory_begin(lent, t->lent_bytes);
	/* Out of place this way leaves its input alone, which FFTW's interface cannot say. */
	FFTW_R(execute_dft_r2c)(t->forward->handle, (ISH_REAL *)in, (FFTW_R(complex) *)modes);
	ish_fftw_memory_end();
	ish_transform_executed(t->forward->id);
	ISH_END(&forward_region);
}

void ish_transform3_backward(const struct ish_transform3 *t, ISH_REAL *restrict modes, ISH_REAL *restrict out,
                             void *lent)
{
	ISH_BEGIN(&inverse_region);
	ish_fftw_memory_begin(lent, t->lent_bytes);
	FFTW_R(execute_dft_c2r)(t->backward->handle, (FFTW_R(complex) *)modes, out);
	ish_fftw_memory_end();
	ish_transform_executed(t->backward->id);
	ISH_END(&inverse_region);
}

double ish_transform3_wave(const struct ish_transform3 *t, int axis, int j)
{
	static const double two_pi = 6.28318530717958647692;
	const int n = t->grid.shape[axis];
	const int m = j <= n / 2 ? j : j - n;

	return 2 * m == n ? 0.0 : two_pi * m / t->grid.length[axis];
}
