#include "spectral/derivative.h"

#include <stdlib.h>

#include "spectral/multiplier_impl.h"

struct ish_derivative {
	struct ish_multiplier multiplier;
};

/*
 * k_j = 2 pi j/L, 0 at the Nyquist mode: a sine there vanishes on the points, so its derivative has no value to give.
 */
static void fill_symbol(double *symbol, int n, double length)
{
	static const double two_pi = 6.28318530717958647693;

	for (int j = 0; j <= n / 2; ++j) {
		symbol[j] = 2 * j == n ? 0.0 : two_pi * j / length;
	}
}

enum ish_status ish_derivative_create(struct ish_derivative **d_out, const struct ish_derivative_config *config)
{
	enum ish_status status = ish_multiplier_check("derivative", config);
	struct ish_derivative *d;
	double *symbol;

	*d_out = NULL;
	if (status != ISH_OK) {
		return status;
	}
	d = malloc(sizeof *d);
	symbol = malloc(((size_t)config->n / 2 + 1) * sizeof *symbol);
	if (d && symbol) {
		fill_symbol(symbol, config->n, config->length);
		status = ish_multiplier_init(&d->multiplier, "derivative", config, ISH_MULTIPLIER_ODD,
		                             ISH_MULTIPLIER_ALONE, symbol);
	} else {
		status = ish_fail(ISH_ERR_MEMORY, "derivative: memory for an axis of %d points refused", config->n);
	}
	free(symbol);
	if (status != ISH_OK) {
		free(d);
		return status;
	}
	*d_out = d;
	return ISH_OK;
}

size_t ish_derivative_work(const struct ish_derivative_config *config)
{
	return ish_multiplier_work(config);
}

const char *ish_derivative_unmeasured(const struct ish_derivative_config *config)
{
	return ish_multiplier_unmeasured(config);
}

size_t ish_derivative_heap(const struct ish_derivative_config *config)
{
	return ish_multiplier_heap(config);
}

void ish_derivative_apply(const struct ish_derivative *d, int batch, const ISH_REAL *restrict in,
                          ISH_REAL *restrict out, void *restrict work)
{
	ish_multiplier_apply(&d->multiplier, batch, in, out, work);
}

const char *ish_derivative_backend(const struct ish_derivative *d)
{
	return d->multiplier.backend->name;
}

void ish_derivative_destroy(struct ish_derivative *d)
{
	if (d) {
		ish_multiplier_reset(&d->multiplier);
		free(d);
	}
}
