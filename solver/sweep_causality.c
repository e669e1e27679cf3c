#include "physics/causality.h"
#include "solver/sweep_impl.h"

ISH_POINT ISH_REAL load(const ISH_REAL *x, int i, int present)
{
	return present ? x[i] : (ISH_REAL)0;
}

ISH_POINT void causality_loop(const struct ish_causality_chunk *c, const struct ish_model *model, enum ish_eos_id id,
                              int shear, int bulk)
{
	const struct ish_eos eos = model->eos;
	const struct ish_transport t = model->transport;
	const int n = c->n;
#pragma omp simd
	for (int i = 0; i < n; i++) { /* vectorised */
		const ISH_REAL e = c->e[i];
		const struct ish_vec u = {c->u[0][i], c->u[1][i], c->u[2][i]};
		struct ish_shear s;
		s.xx = load(c->pi[0], i, shear);
		s.xy = load(c->pi[1], i, shear);
		s.xz = load(c->pi[2], i, shear);
		s.yy = load(c->pi[3], i, shear);
		s.yz = load(c->pi[4], i, shear);
		const struct ish_causality r =
			ish_causality_at(e, u, s, load(c->bulk, i, bulk), t, ish_eos_at(id, eos, e), shear, bulk);
		c->margin[i] = r.margin;
		c->transverse[i] = r.transverse;
		c->kind[i] = r.kind;
	}
}

#define VARIANT(id, short_name, shear, bulk)                                                                           \
	static void causality_##short_name##_##shear##bulk(const struct ish_causality_chunk *c,                        \
	                                                   const struct ish_model *model)                              \
	{                                                                                                              \
		causality_loop(c, model, id, shear, bulk);                                                             \
	}
#define ISH_EOS(id, name, short_name, sentence)                                                                        \
	VARIANT(id, short_name, 0, 0)                                                                                  \
	VARIANT(id, short_name, 0, 1)                                                                                  \
	VARIANT(id, short_name, 1, 0)                                                                                  \
	VARIANT(id, short_name, 1, 1)
#include "physics/eos.def"
#undef ISH_EOS

ish_causality_sweep *const ish_causality_sweeps[ISH_EOS_COUNT][ISH_VISCOUS_VARIANTS] = {
#define ISH_EOS(id, name, short_name, sentence)                                                                        \
	{causality_##short_name##_00, causality_##short_name##_01, causality_##short_name##_10,                        \
	 causality_##short_name##_11},
#include "physics/eos.def"
#undef ISH_EOS
};

void ish_sweep_causality_count(int n, const ISH_REAL *kind, struct ish_causality_count *count_out)
{
	int undetermined = 0, acausal = 0;
#pragma omp simd reduction(+ : undetermined, acausal)
	for (int k = 0; k < n; k++) { /* vectorised */
		undetermined += kind[k] == (ISH_REAL)ISH_UNDETERMINED;
		acausal += kind[k] == (ISH_REAL)ISH_ACAUSAL;
	}
	count_out->undetermined = undetermined;
	count_out->acausal = acausal;
}

/* Interleaved minima, joined at the end: no loop carries one number. */
enum { LANES = 16 };

ISH_REAL ish_sweep_least(int n, const ISH_REAL *x)
{
	ISH_REAL lane[LANES];
	int i = 0;
	for (int l = 0; l < LANES; l++) {
		lane[l] = (ISH_REAL)INFINITY;
	}
	for (; i + LANES <= n; i += LANES) {
#pragma omp simd
		for (int l = 0; l < LANES; l++) { /* vectorised */
			lane[l] = x[i + l] < lane[l] ? x[i + l] : lane[l];
		}
	}
	for (int l = 0; i < n; i++, l++) {
		lane[l] = x[i] < lane[l] ? x[i] : lane[l];
	}
	for (int l = 1; l < LANES; l++) {
		lane[0] = lane[l] < lane[0] ? lane[l] : lane[0];
	}
	return lane[0];
}
