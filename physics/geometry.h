/*
 * Spatially flat, homogeneous metrics ds^2 = -dt^2 + sum_i a_i(t)^2 (dx^i)^2 and their expansion rates H_i = (da_i/dt)/a_i.
 * All four rows of geometry.def are powers, a_i = (t/t_ref)^p_i; in double for every precision of the fields.
 *
 * Units: t, t_ref in fm; H_i in 1/fm; a_i without unit, except Milne's a_3 = t in fm (x^3 is a rapidity).
 */
#ifndef ISH_PHYSICS_GEOMETRY_H
#define ISH_PHYSICS_GEOMETRY_H

#include <math.h>

#include "workspace/mutation.h"

enum ish_geometry_id {
#define ISH_GEOMETRY(id, name, sentence) id,
#include "physics/geometry.def"
#undef ISH_GEOMETRY
	ISH_GEOMETRIES
};

struct ish_geometry {
	enum ish_geometry_id id;
	double p[3];  /* exponents */
	double t_ref; /* fm */
};

/* The metric at one time. */
struct ish_metric {
	double a[3];   /* scale factors */
	double h[3];   /* H_i */
	double sqrt_g; /* a_1 a_2 a_3 */
};

/* Exponents of a row; `exponent` is FLRW's, `exponents` Kasner's. */
static inline struct ish_geometry ish_geometry_make(enum ish_geometry_id id, double exponent, const double exponents[3],
                                                    double t_ref)
{
	struct ish_geometry g = {id, {0.0, 0.0, 0.0}, t_ref};
	for (int i = 0; i < 3; i++) {
		switch (id) {
		case ISH_MILNE:
			g.p[i] = i == 2 ? 1.0 : 0.0;
			g.t_ref = 1.0;
			break;
		case ISH_FLRW:
			g.p[i] = exponent;
			break;
		case ISH_KASNER:
			g.p[i] = exponents[i];
			break;
		default:
			break;
		}
	}
	return g;
}

static inline struct ish_metric ish_geometry_at(const struct ish_geometry *g, double t)
{
	struct ish_metric m = {{1.0, 1.0, 1.0}, {0.0, 0.0, 0.0}, 1.0};
	for (int i = 0; i < 3; i++) {
		if (g->p[i] != 0.0) {
			const double p = ISH_TERM(geometry_exponent, g->p[i]);
			m.a[i] = p == 1.0 ? t / g->t_ref : pow(t / g->t_ref, p);
			m.h[i] = g->p[i] / t;
		}
	}
	m.h[0] = ISH_TERM(geometry_rate_x, m.h[0]);
	m.h[1] = ISH_TERM(geometry_rate_y, m.h[1]);
	m.h[2] = ISH_TERM(geometry_rate_z, m.h[2]);
	m.sqrt_g = m.a[0] * m.a[1] * m.a[2];
	return m;
}

#endif
