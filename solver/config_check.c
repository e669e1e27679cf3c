/*
 * Combinations of keys that cannot be run, each refused with the place of the key that the user would change.
 */
#include "solver/config_impl.h"

#include <stdio.h>
#include <string.h>

#include "profiler/sample.h"
#include "spectral/derivative.h"

#define STEPS_MOST 1e12 /* as time.steps; beyond it a step may not even change the time */

/* The row that the user gave, the first of two if neither or both. */
static enum ish_config_row_id given(const struct ish_config *config, enum ish_config_row_id first,
                                    enum ish_config_row_id second)
{
	return !ish_config_is_given(config, first) && ish_config_is_given(config, second) ? second : first;
}

static enum ish_status check_grid(const struct ish_config *config)
{
	const int *n = config->grid.shape;
	const struct ish_config_place place = ish_config_place_of(config, ISH_ROW_grid_shape);
	const double cells = (double)n[0] * n[1] * n[2];
	if (cells > 2147483647.0) {
		return ish_fail_at(ISH_ERR_INPUT, place.name, place.line,
		                   "grid.shape = [%d, %d, %d]: must be at most 2147483647 points in all, not %.0f",
		                   n[0], n[1], n[2], cells);
	}
	for (int axis = 0; axis < 3; axis++) {
		if (strcmp(config->backend.derivative, "matrix") == 0 && n[axis] > ISH_DERIVATIVE_MATRIX_MAX) {
			return ish_config_refuse(config, "backend.derivative",
			                         "must be \"fft\" or \"auto\" on an axis of %d points: matrices are for "
			                         "at most %d",
			                         n[axis], (int)ISH_DERIVATIVE_MATRIX_MAX);
		}
	}
	return ish_grid_check(&config->grid);
}

static enum ish_status check_time(const struct ish_config *config)
{
	const struct ish_time_config *time = &config->time;
	const bool from_file = strcmp(config->problem.name, "file") == 0 && !time->start_given;
	const struct ish_config_place start =
		ish_config_place_of(config, given(config, ISH_ROW_time_start, ISH_ROW_geometry_name));
	char text[2][32];
	if (strcmp(config->geometry.name, "minkowski") != 0 && !from_file && time->start <= 0.0) {
		ish_config_real_text(time->start, text[0]);
		return ish_fail_at(ISH_ERR_INPUT, start.name, start.line,
		                   "time.start = %s: must be more than 0 in geometry \"%s\"", text[0],
		                   config->geometry.name);
	}
	if (time->steps < 0 && !from_file && time->end <= time->start) {
		const struct ish_config_place place =
			ish_config_place_of(config, given(config, ISH_ROW_time_end, ISH_ROW_time_start));
		ish_config_real_text(time->end, text[0]);
		ish_config_real_text(time->start, text[1]);
		return ish_fail_at(ISH_ERR_INPUT, place.name, place.line,
		                   "time.end = %s: must be more than time.start = %s", text[0], text[1]);
	}
	if (time->step > 0.0 && time->cfl > 0.0) {
		const struct ish_config_place place = ish_config_place_of(config, ISH_ROW_time_step);
		ish_config_real_text(time->step, text[0]);
		ish_config_real_text(time->cfl, text[1]);
		return ish_fail_at(ISH_ERR_INPUT, place.name, place.line,
		                   "time.step = %s: must be 0 (by cfl) while time.cfl = %s, or set time.cfl = 0",
		                   text[0], text[1]);
	}
	if (time->steps < 0 && !from_file && time->step > 0.0 && (time->end - time->start) / time->step > STEPS_MOST) {
		const struct ish_config_place place = ish_config_place_of(config, ISH_ROW_time_step);
		ish_config_real_text(time->step, text[0]);
		return ish_fail_at(ISH_ERR_INPUT, place.name, place.line,
		                   "time.step = %s: must be so large that time.end is met within 1e12 steps", text[0]);
	}
	return ISH_OK;
}

double ish_config_front_speed_squared(const struct ish_config *config)
{
	const struct ish_transport_config *transport = &config->transport;
	double speed = strcmp(config->eos.name, "constant-cs2") == 0 ? config->eos.cs2 : 1.0 / 3.0;
	if (transport->eta_over_s > 0.0) {
		speed += 4.0 / (3.0 * transport->tau_pi);
	}
	if (transport->zeta_over_s > 0.0) {
		speed += 1.0 / transport->tau_Pi;
	}
	return speed;
}

static enum ish_status check_causality(const struct ish_config *config)
{
	const struct ish_transport_config *transport = &config->transport;
	const double speed = ish_config_front_speed_squared(config);
	/* The limit itself is allowed: its sum may round to 1 + 2e-16. */
	if (speed <= 1.0 + 1e-12) {
		return ISH_OK;
	}
	enum ish_config_row_id row = ISH_ROW_eos_cs2;
	const char *key = "eos.cs2";
	double number = config->eos.cs2;
	if (transport->zeta_over_s > 0.0) {
		row = ISH_ROW_transport_tau_Pi;
		key = "transport.tau_Pi";
		number = transport->tau_Pi;
	}
	if (transport->eta_over_s > 0.0 &&
	    (transport->zeta_over_s <= 0.0 || ish_config_is_given(config, ISH_ROW_transport_tau_pi) ||
	     !ish_config_is_given(config, ISH_ROW_transport_tau_Pi))) {
		row = ISH_ROW_transport_tau_pi;
		key = "transport.tau_pi";
		number = transport->tau_pi;
	}
	if (!ish_config_is_given(config, row) && ish_config_is_given(config, ISH_ROW_eos_cs2)) {
		row = ISH_ROW_eos_cs2;
		key = "eos.cs2";
		number = config->eos.cs2;
	}
	const struct ish_config_place place = ish_config_place_of(config, row);
	char text[32];
	ish_config_real_text(number, text);
	return ish_fail_at(
		ISH_ERR_INPUT, place.name, place.line,
		"%s = %s: acausal, the front speed squared cs2 + 4/(3 tau_pi) + 1/tau_Pi = %.4g must be at most 1 "
		"(smaller cs2, larger tau_pi, tau_Pi)",
		key, text, speed);
}

/* Whether a list has "all" and one of the ten fields beside it. */
static bool names_more_than_all(const struct ish_list *fields)
{
	bool all = false;
	bool one = false;
	for (int i = 0; i < fields->count; i++) {
		all = all || strcmp(fields->item[i], "all") == 0;
		for (int f = 0; f < ISH_PRIMITIVES; f++) {
			one = one || strcmp(fields->item[i], ish_primitive_name[f]) == 0;
		}
	}
	return all && one;
}

static enum ish_status check_output(const struct ish_config *config)
{
	const struct ish_list *list[2] = {&config->output.fields, &config->profile.formats};
	const enum ish_config_row_id row[2] = {ISH_ROW_output_fields, ISH_ROW_profile_formats};
	for (int l = 0; l < 2; l++) {
		const struct ish_config_place place = ish_config_place_of(config, row[l]);
		for (int i = 0; i < list[l]->count; i++) {
			for (int j = 0; j < i; j++) {
				if (strcmp(list[l]->item[i], list[l]->item[j]) == 0) {
					return ish_fail_at(ISH_ERR_INPUT, place.name, place.line,
					                   "%s.%s: must name \"%s\" once", ish_config_row[row[l]].group,
					                   ish_config_row[row[l]].key, list[l]->item[i]);
				}
			}
		}
	}
	if (names_more_than_all(&config->output.fields)) {
		return ish_config_refuse(config, "output.fields",
		                         "must have \"all\", which stands for the ten fields, without any of the ten");
	}
	if (config->output.fields.count == 0) {
		const struct ish_config_place place = ish_config_place_of(config, ISH_ROW_output_fields);
		return ish_fail_at(ISH_ERR_INPUT, place.name, place.line,
		                   "output.fields = []: must name a field, or \"all\"");
	}
	return ISH_OK;
}

/* Only level "full" keeps the single calls; with "off" no report is written at all. */
static enum ish_status check_profile(const struct ish_config *config)
{
	for (int i = 0; i < config->profile.formats.count; i++) {
		if (strcmp(config->profile.formats.item[i], "trace") == 0 && strcmp(config->profile.level, "regions") == 0) {
			return ish_config_refuse(config, "profile.formats",
			                         "must have profile.level = \"full\" beside it: no other level keeps the calls");
		}
		if (strcmp(config->profile.formats.item[i], "gperftools") == 0 && !ish_sample_available()) {
			return ish_config_refuse(config, "profile.formats",
			                         "must be without \"gperftools\": %s", ish_sample_obstacle());
		}
	}
	return ISH_OK;
}

static enum ish_status check_problem(const struct ish_config *config)
{
	const struct ish_problem *problem = ish_problem_find(config->problem.name);
	for (int i = 0; problem != NULL && i < problem->key_count; i++) {
		if (problem->keys[i].type == ISH_KEY_PATH && config->problem.path[0] == '\0') {
			const struct ish_config_place place = ish_config_place_of(config, ISH_ROW_problem_name);
			char allowed[ISH_CONFIG_TEXT];
			ish_config_allowed_problem_key(&problem->keys[i], allowed);
			return ish_fail_at(ISH_ERR_INPUT, place.name, place.line,
			                   "problem.%s = \"\": %s in problem \"%s\"", problem->keys[i].name, allowed,
			                   problem->name);
		}
	}
	return ISH_OK;
}

enum ish_status ish_config_check(const struct ish_config *config)
{
	enum ish_status (*const check[])(const struct ish_config *) = {check_grid, check_time, check_causality,
	                                                               check_output, check_profile, check_problem};
	for (size_t i = 0; i < sizeof check / sizeof check[0]; i++) {
		const enum ish_status status = check[i](config);
		if (status != ISH_OK) {
			return status;
		}
	}
	return ISH_OK;
}
