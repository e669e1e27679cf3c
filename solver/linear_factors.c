#include "solver/linear_factors.h"

#include <assert.h>
#include <omp.h>

#include "physics/linear_exponential.h"
#include "profiler/profile.h"
#include "workspace/team.h"

ISH_PROFILE_REGION(factor_region, "linear factors");
static struct ish_cache_counter counter = {"linear factor", 0};

void ish_linear_factors_init(struct ish_linear_factors *f, const struct ish_grid *grid, int members,
                             struct ish_arena *arena)
{
	*f = (struct ish_linear_factors){.members = members, .count = 1};
	for (int axis = 0; axis < 3; axis++) {
		f->shape[axis] = grid->shape[axis] / 2 + 1;
		f->count *= f->shape[axis];
	}
	f->at = ish_arena_take(arena, "linear factors", (size_t)members * (size_t)f->count * sizeof(ISH_REAL));
}

static bool same_fluid(const struct ish_linear_fluid *x, const struct ish_linear_fluid *y)
{
	return x->cs2 == y->cs2 && x->c == y->c && x->d == y->d && x->rate_pi == y->rate_pi && x->rate_Pi == y->rate_Pi;
}

static bool same_key(const struct ish_linear_key *x, const struct ish_linear_key *y)
{
	bool same = x->task == y->task && x->device == y->device && x->h == y->h && same_fluid(&x->fluid, &y->fluid);
	for (int axis = 0; axis < 3; axis++) {
		same = same && x->a[axis] == y->a[axis] && x->grid.shape[axis] == y->grid.shape[axis] &&
		       x->grid.length[axis] == y->grid.length[axis];
	}
	return same;
}

/* One |k|, |k|^2 = k2. */
static void make(struct ish_linear_factors *f, double k2, ptrdiff_t cell)
{
	const struct ish_linear_key *key = &f->key;
	ISH_REAL *at = f->at + cell;
	if (key->task == ISH_LINEAR_SOLVE) {
		const struct ish_linear_factor x = ish_linear_factor_at(key->fluid, (ISH_REAL)key->h, (ISH_REAL)k2);
		at[0] = x.across;
		at[f->count] = x.along;
		return;
	}
	const struct ish_linear_exponential x = ish_linear_exponential_at(key->fluid, key->h, sqrt(k2));
	const ISH_REAL member[ISH_LINEAR_FACTORS] = {x.ee, x.em, x.es, x.eb, x.me, x.mm, x.ms,  x.mb,  x.se,  x.sm,
	                                             x.ss, x.sb, x.be, x.bm, x.bs, x.bb, x.tmm, x.tms, x.tsm, x.tss};
	for (int i = 0; i < ISH_LINEAR_FACTORS; i++) {
		at[i * f->count] = member[i];
	}
}

struct making {
	struct ish_linear_factors *factors;
	struct ish_transform3 transform; /* its wave numbers */
	int parent;
};

static void make_share(void *data)
{
	const struct making *m = data;
	struct ish_linear_factors *f = m->factors;
	const double *a = f->key.a;
	const int nx = f->shape[0], ny = f->shape[1];
	const ptrdiff_t rows = (ptrdiff_t)ny * f->shape[2];
	ISH_WORKER_BEGIN(m->parent);
#pragma omp for schedule(static)
	for (ptrdiff_t row = 0; row < rows; row++) {
		const double ky = ish_transform3_wave(&m->transform, 1, (int)(row % ny)) / a[1];
		const double kz = ish_transform3_wave(&m->transform, 2, (int)(row / ny)) / a[2];
		for (int i = 0; i < nx; i++) {
			const double kx = ish_transform3_wave(&m->transform, 0, i) / a[0];
			make(f, kx * kx + ky * ky + kz * kz, row * nx + i);
		}
	}
	ISH_WORKER_END();
}

void ish_linear_factors_request(struct ish_linear_factors *f, const struct ish_linear_key *key, int threads)
{
	assert(ish_linear_members(key->task) <= f->members);
	if (f->valid && same_key(&f->key, key)) {
		f->hits++;
		ish_cache_hit(&counter);
		return;
	}
	f->misses++;
	ish_cache_miss(&counter);
	ish_cache_maker(&counter, &factor_region);
	ISH_BEGIN(&factor_region);
	f->key = *key;
	struct making making = {.factors = f, .parent = ISH_WORKER_PARENT()};
	ish_transform3_init(&making.transform, &key->grid);
	ish_team_run(threads, make_share, &making);
	f->valid = true;
	ISH_END(&factor_region);
}
