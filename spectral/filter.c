#include "spectral/filter.h"

#include <assert.h>
#include <stdlib.h>

#include "spectral/multiplier_impl.h"
#include "workspace/mutation.h"

struct ish_filter {
	struct ish_multiplier multiplier;
	enum ish_filter_kind kind;
	double strength, order;
	double factor;  /* in force */
	double *symbol; /* n/2 + 1 values, room for the next */
};

/* The filter's multiplier less one, so that what is left alone is left alone to the last bit of it. */
static void fill_symbol(const struct ish_filter *f, int n)
{
	const int k_max = n % 2 == 0 ? n / 2 : (n - 1) / 2;

	f->symbol[0] = 0.0;
	for (int k = 1; k <= n / 2; ++k) {
		if (f->kind == ISH_FILTER_EXPONENTIAL) {
			f->symbol[k] =
				ISH_TERM(filter_exponential, expm1(-f->factor * f->strength * pow((double)k / k_max, f->order)));
		} else {
			f->symbol[k] = 3 * (long long)k <= n ? 0.0 : ISH_TERM(filter_two_thirds, -1.0);
		}
	}
}

static enum ish_status check(const struct ish_filter_config *config)
{
	if (config->kind == ISH_FILTER_EXPONENTIAL && !(config->strength >= 0.0 && isfinite(config->strength))) {
		return ish_fail(ISH_ERR_SIZE, "filter: strength = %g: need a finite number >= 0", config->strength);
	}
	if (config->kind == ISH_FILTER_EXPONENTIAL && !(config->order > 0.0 && isfinite(config->order))) {
		return ish_fail(ISH_ERR_SIZE, "filter: order = %g: need a finite number > 0", config->order);
	}
	return ish_multiplier_check("filter", &config->lines);
}

enum ish_status ish_filter_create(struct ish_filter **f_out, const struct ish_filter_config *config)
{
	enum ish_status status = check(config);
	struct ish_filter *f;

	*f_out = NULL;
	if (status != ISH_OK) {
		return status;
	}
	f = calloc(1, sizeof *f);
	if (f) {
		f->symbol = malloc(((size_t)config->lines.n / 2 + 1) * sizeof *f->symbol);
	}
	if (!f || !f->symbol) {
		free(f);
		return ish_fail(ISH_ERR_MEMORY, "filter: memory for an axis of %d points refused", config->lines.n);
	}
	f->kind = config->kind;
	f->strength = config->strength;
	f->order = config->order;
	f->factor = 1.0;
	fill_symbol(f, config->lines.n);
	status = ish_multiplier_init(&f->multiplier, "filter", &config->lines, ISH_MULTIPLIER_EVEN,
	                             ISH_MULTIPLIER_ADDED_TO_INPUT, f->symbol);
	if (status != ISH_OK) {
		ish_filter_destroy(f);
		return status;
	}
	*f_out = f;
	return ISH_OK;
}

void ish_filter_scale(struct ish_filter *f, double factor)
{
	assert(factor >= 0.0 && factor <= 1.0);
	if (factor == f->factor) {
		return;
	}
	f->factor = factor;
	if (f->kind == ISH_FILTER_EXPONENTIAL) {
		fill_symbol(f, f->multiplier.lines.n);
		ish_multiplier_set(&f->multiplier, f->symbol);
	}
}

void ish_filter_apply(const struct ish_filter *f, int batch, const ISH_REAL *restrict in, ISH_REAL *restrict out,
                      void *restrict work)
{
	ish_multiplier_apply(&f->multiplier, batch, in, out, work);
}

const char *ish_filter_backend(const struct ish_filter *f)
{
	return f->multiplier.backend->name;
}

void ish_filter_destroy(struct ish_filter *f)
{
	if (f) {
		ish_multiplier_reset(&f->multiplier);
		free(f->symbol);
		free(f);
	}
}
