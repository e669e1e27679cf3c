/* The table of `ishydro bench`, 80 columns. */
#include <math.h>
#include <string.h>

#include "cli/bench/result.h"

enum { CELL = 16 };

/* Four significant digits, "-" for what was not measured. */
static const char *number(char out[CELL], double value)
{
	(void)snprintf(out, CELL, isnan(value) ? "-" : fabs(value) >= 1000.0 ? "%.0f" : "%.4g", value);
	return out;
}

static const char *percent(char out[CELL], double share)
{
	(void)snprintf(out, CELL, isnan(share) ? "-" : "%.1f%%", 100.0 * share);
	return out;
}

static void print_head(FILE *out, const struct ish_bench *bench)
{
	const struct ish_config *c = &bench->config;
	const struct ish_solver_choices *choice = &bench->choices;
	(void)fprintf(out, "bench        %s, %d x %d x %d points, %s, %d thread%s, vectors %s\n", c->problem.name,
	              c->grid.shape[0], c->grid.shape[1], c->grid.shape[2], choice->precision, choice->threads,
	              choice->threads == 1 ? "" : "s", choice->simd);
	(void)fprintf(out, "model        %s, eta/s %g, zeta/s %g, dt %.4g fm\n", c->eos.name, c->transport.eta_over_s,
	              c->transport.zeta_over_s, bench->dt);
	(void)fprintf(out, "method       %s, filter %s; derivatives %s, %s, %s\n", c->time.scheme, c->filter.name,
	              choice->derivative[0], choice->derivative[1], choice->derivative[2]);
	(void)fprintf(out, "rounds       %d over all operations in turn, after a warm-up; planning %s\n", bench->rounds,
	              c->backend.planning);
	if (bench->disturbed > 0) {
		(void)fprintf(out, "contention   in %d of %d rounds other work took processors away\n",
		              bench->disturbed, bench->rounds);
	}
}

static void print_row(FILE *out, const struct ish_bench *bench, const struct ish_bench_row *row)
{
	char best[CELL], median[CELL], spread[CELL], cell[CELL], cpu[CELL], rate[CELL], share[CELL];
	const bool disturbed = ish_bench_is_disturbed(bench->disturbed, bench->rounds);
	const struct ish_bench_row *step = ish_bench_step(bench);
	const double cells = row->is_reference ? NAN : (double)bench->cells;
	const double whole = row->uses > 0 && step != NULL ? ish_bench_row_time(step, disturbed) : NAN;
	(void)fprintf(out, "%-22.22s %8s %8s %6s %7s %8s %7s %6s\n", row->name, number(best, 1e6 * row->wall.best),
	              number(median, 1e6 * row->wall.median), percent(spread, row->wall.spread),
	              number(cell, 1e9 * row->wall.best / cells), number(cpu, 1e6 * row->cpu),
	              number(rate, 1e-9 * row->flops / row->wall.best),
	              percent(share, row->uses * ish_bench_row_time(row, disturbed) / whole));
}

static void print_rows(FILE *out, const struct ish_bench *bench)
{
	const bool disturbed = ish_bench_is_disturbed(bench->disturbed, bench->rounds);
	(void)fprintf(out, "\n%-22s %8s %8s %6s %7s %8s %7s %6s\n", "operation", "best us", "median", "spread",
	              "ns/cell", "CPU us", "GF/s", "of step");
	for (int i = 0; i < bench->rows; i++) {
		print_row(out, bench, &bench->row[i]);
	}
	(void)fprintf(out,
	              "\nbest, median, spread (between the quartiles, over the median): of best runs in\n"
	              "the rounds. CPU: of all threads, best. of step: times the uses in a step; stage\n"
	              "and derivative hold others, so shares do not add up%s.\n",
	              disturbed ? ".\nThere was contention: shares are of CPU" : "");
}

/* Differences and allocations need a word. */
static void print_notes(FILE *out, const struct ish_bench *bench)
{
	bool differs = false;
	for (int i = 0; i < bench->rows; i++) {
		const struct ish_bench_row *row = &bench->row[i];
		differs |= row->is_difference;
		if (row->allocations > 0) {
			(void)fprintf(out, "allocations: %ld in a run of %s, by libraries too\n", row->allocations,
			              row->name);
		}
	}
	if (differs) {
		(void)fprintf(out, "viscous operators stand inside the loops of stress-energy, divergence and\n"
		                   "closure: the time of the three with shear (bulk), less the time without, on the\n"
		                   "same state.\n");
	}
}

static void print_ratios(FILE *out, const struct ish_bench *bench)
{
	char first[CELL], second[CELL], ratio[CELL], median[CELL], spread[CELL];
	if (bench->ratios > 0) {
		(void)fprintf(out, "\n%-22s %11s %11s %8s %8s %7s\n", "steps in turns", "first us", "second us",
		              "ratio", "median", "spread");
	}
	for (int i = 0; i < bench->ratios; i++) {
		const struct ish_bench_ratio *r = &bench->ratio[i];
		if (r->left_out[0] != '\0') {
			(void)fprintf(out, "%-22s left out: %s\n", r->name, r->left_out);
			continue;
		}
		(void)fprintf(out, "%-22s %11s %11s %8s %8s %7s%s\n", r->name, number(first, 1e6 * r->first),
		              number(second, 1e6 * r->second), number(ratio, r->ratio), number(median, r->median),
		              percent(spread, r->spread), r->by_cpu ? " CPU" : "");
	}
	for (int i = 0; i < bench->ratios; i++) {
		(void)fprintf(out, "%s%s: %s\n", i == 0 ? "\n" : "", bench->ratio[i].name, bench->ratio[i].sentence);
	}
}

void ish_bench_print(FILE *out, const struct ish_bench *bench)
{
	print_head(out, bench);
	print_rows(out, bench);
	print_notes(out, bench);
	print_ratios(out, bench);
}
