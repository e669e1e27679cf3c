/*
 * What measurement chose for a run, as text: the member "choices" of run.json. Backends per axis, vector level, and
 * FFTW's wisdom, from which it makes the same plans again: a run that takes them repeats the bits of the run that
 * recorded them, on the same kind of processor and with the same libraries.
 */
#ifndef ISH_SOLVER_CHOICES_H
#define ISH_SOLVER_CHOICES_H

#include "solver/solver.h"

struct json_t; /* jansson's */

/* The choices of a solver with the wisdom of this process; the caller decrefs. NULL if there is no memory. */
struct json_t *ish_choices_record(const struct ish_solver *solver);

/*
 * Takes an object that ish_choices_record made: fills config->taken, which a solver made from `config` obeys, and puts
 * the recorded wisdom in the place of what this process knows. To be called before any plan is made (or after
 * ish_plan_clear). `place` names the source in messages. Fails with ISH_ERR_INPUT after one line if the object is
 * damaged, of another grid, precision, planning or filter, or of another FFTW, or if config.backend.derivative or .simd
 * contradicts it.
 */
ISH_CHECKED enum ish_status ish_choices_take(struct ish_config *config, const struct json_t *choices,
                                             const char *place);

/* The same from the run.json at `path`; "" does nothing. A file that cannot be read is ISH_ERR_INPUT too. */
ISH_CHECKED enum ish_status ish_choices_read(struct ish_config *config, const char *path);

#endif
