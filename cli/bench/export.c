/* The JSON of `ishydro bench`; docs/bench.md has its keys. */
#include <errno.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "cli/bench/result.h"
#include "ishydro_version.h"
#include "reports/environment.h"
#include "solver/complete_file.h"

enum { SCHEMA_VERSION = 1 };

static json_t *real(double value)
{
	return isfinite(value) ? json_real(value) : json_null();
}

static json_t *count(long value)
{
	return value >= 0 ? json_integer(value) : json_null();
}

static json_t *known(const char *text)
{
	return text[0] != '\0' ? json_string(text) : json_null();
}

json_t *ish_bench_environment(void)
{
	struct ish_environment e;
	ish_environment_read(&e);
	return json_pack("{s:s, s:s, s:s, s:o, s:s, s:o, s:o, s:o, s:o, s:o, s:s, s:s, s:s, s:s, s:s, s:s}", "when",
	                 e.when, "host", e.host, "system", e.system, "virtual_machine", known(e.hypervisor),
	                 "processor", e.cpu, "cores", count(e.cores), "affinity", known(e.affinity), "frequency",
	                 real(e.frequency), "governor", known(e.governor), "memory", count(e.memory), "program",
	                 "ishydro", "version", ISH_VERSION, "revision", ISH_GIT_REVISION, "build_type", ISH_BUILD_TYPE,
	                 "compiler", ISH_COMPILER, "flags", ISH_BUILD_FLAGS);
}

static json_t *names(const char name[3][ISH_NAME_MAX])
{
	return json_pack("[s, s, s]", name[0], name[1], name[2]);
}

/* What a comparison needs to be the same comes first. */
json_t *ish_bench_configuration(const struct ish_bench *bench)
{
	const struct ish_config *c = &bench->config;
	const struct ish_solver_choices *choice = &bench->choices;
	return json_pack("{s:[i, i, i], s:s, s:s, s:s, s:f, s:f, s:s, s:s, s:s, s:i, s:s, s:s, s:o, s:o, s:o, s:I}",
	                 "shape", c->grid.shape[0], c->grid.shape[1], c->grid.shape[2], "problem", c->problem.name,
	                 "geometry", c->geometry.name, "eos", c->eos.name, "eta_over_s", c->transport.eta_over_s,
	                 "zeta_over_s", c->transport.zeta_over_s, "scheme", c->time.scheme, "filter", c->filter.name,
	                 "precision", choice->precision, "threads", choice->threads, "simd", choice->simd, "planning",
	                 c->backend.planning, "derivatives", names(choice->derivative), "filters",
	                 names(choice->filter), "dt", real(bench->dt), "cells", (json_int_t)bench->cells);
}

static json_t *row_object(const struct ish_bench *bench, const struct ish_bench_row *row)
{
	const struct ish_bench_row *step = ish_bench_step(bench);
	const bool is_in_step = row->uses > 0 && step != NULL;
	const bool disturbed = ish_bench_is_disturbed(bench->disturbed, bench->rounds);
	const double share =
		is_in_step ? row->uses * ish_bench_row_time(row, disturbed) / ish_bench_row_time(step, disturbed) : NAN;
	json_t *out = json_pack("{s:s, s:s, s:o, s:o, s:o, s:o, s:o, s:o, s:o, s:o}", "name", row->name, "sentence",
	                        row->sentence, "best", real(row->wall.best), "median", real(row->wall.median), "spread",
	                        real(row->wall.spread), "cpu", real(row->cpu), "flops", real(row->flops), "bytes",
	                        real(row->bytes), "allocations", count(row->allocations), "flops_per_second",
	                        real(row->flops / row->wall.best));
	if (out != NULL && !row->is_reference) {
		json_t *more = json_pack("{s:o, s:i, s:i, s:b, s:o, s:o}", "ns_per_cell",
		                         real(1e9 * row->wall.best / (double)bench->cells), "uses", row->uses, "runs",
		                         row->repeats * bench->rounds, "difference", (int)row->is_difference,
		                         "share_of_step", real(share), "closure", real(row->closure));
		(void)json_object_update(out, more);
		json_decref(more);
	}
	return out;
}

static json_t *rows_of(const struct ish_bench *bench, bool references)
{
	json_t *list = json_array();
	for (int i = 0; i < bench->rows; i++) {
		if (bench->row[i].is_reference == references) {
			(void)json_array_append_new(list, row_object(bench, &bench->row[i]));
		}
	}
	return list;
}

static json_t *ratios(const struct ish_bench *bench)
{
	json_t *list = json_array();
	for (int i = 0; i < bench->ratios; i++) {
		const struct ish_bench_ratio *r = &bench->ratio[i];
		(void)json_array_append_new(
			list, json_pack("{s:s, s:s, s:s, s:o, s:o, s:o, s:o, s:o, s:s}", "name", r->name, "sentence",
		                        r->sentence, "by", r->by_cpu ? "cpu" : "wall", "first", real(r->first),
		                        "second", real(r->second), "ratio", real(r->ratio), "median", real(r->median),
		                        "spread", real(r->spread), "left_out", r->left_out));
	}
	return list;
}

json_t *ish_bench_json(const struct ish_bench *bench)
{
	const bool disturbed = ish_bench_is_disturbed(bench->disturbed, bench->rounds);
	return json_pack("{s:s, s:i, s:o, s:o, s:{s:i, s:i, s:s}, s:o, s:o, s:o}", "schema", "ishydro-bench",
	                 "schema_version", SCHEMA_VERSION, "environment", ish_bench_environment(), "configuration",
	                 ish_bench_configuration(bench), "method", "rounds", bench->rounds, "disturbed_rounds",
	                 bench->disturbed, "shares_by", disturbed ? "cpu" : "wall", "references", rows_of(bench, true),
	                 "operations", rows_of(bench, false), "ratios", ratios(bench));
}

enum ish_status ish_bench_export(const char *path, const json_t *root)
{
	char *text = root != NULL ? json_dumps(root, JSON_INDENT(2)) : NULL;
	if (text == NULL) {
		return ish_fail(ISH_ERR_MEMORY, "--export: no memory for the JSON");
	}
	enum ish_status status = ISH_OK;
	if (strcmp(path, "-") == 0) {
		(void)puts(text); /* ish_command_end looks at stdout */
	} else {
		status = ish_complete_file_write(path, text);
	}
	free(text);
	return status;
}
