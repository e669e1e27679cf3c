/*
 * What is solved: equation of state, transport, geometry, and which of the ten fields there are.
 *
 * State variables, ISH_VARS slots in this order: sqrt(g) E; sqrt(g) a_j M^j, j = 1..3; s^11, s^12, s^13, s^22, s^23 with
 * s^ij = pi^ij - delta^ij pi^kk/3 (physics/stress_energy.h); Pi. What is called pi in the state and in sweeps is s^ij.
 * Without shear (eta_over_s = 0) or bulk (zeta_over_s = 0) their slots have no memory.
 */
#ifndef ISH_SOLVER_MODEL_H
#define ISH_SOLVER_MODEL_H

#include "physics/eos.h"
#include "physics/geometry.h"
#include "physics/transport.h"
#include "solver/config.h"

enum { ISH_VAR_E, ISH_VAR_M = 1, ISH_VAR_PI = 4, ISH_VAR_BULK = 9, ISH_VARS = 10 };

struct ish_model {
	enum ish_eos_id eos_id;
	struct ish_eos eos;
	struct ish_transport transport;
	struct ish_geometry geometry;
	int shear, bulk;   /* 0 or 1 */
	int var_count;     /* variables present: 4, 5, 9 or 10 */
	int var[ISH_VARS]; /* their slots, ascending */
};

/* Fills the model from a checked configuration. ISH_ERR_NAME for names that are no row of a table. */
#define ish_model_init ISH_R(ish_model_init)
ISH_CHECKED enum ish_status ish_model_init(struct ish_model *model, const struct ish_config *config);

#endif
