/* The section of the JSON report on where it was measured. */
#include "reports/json_impl.h"

static json_t *make_topology(const struct ish_topology *topology)
{
	if (topology == NULL) {
		return json_null();
	}
	json_t *const out = json_object(), *const caches = json_array();
	ish_json_put(out, "packages", ish_json_count(topology->packages));
	ish_json_put(out, "cores", ish_json_count(topology->cores));
	ish_json_put(out, "hardware_threads", ish_json_count(topology->hardware_threads));
	ish_json_put(out, "numa_nodes", ish_json_count(topology->numa_nodes));
	for (int i = 0; i < ISH_CACHE_LEVELS; i++) {
		if (topology->cache_bytes[i] < 0) {
			continue;
		}
		json_t *const row = json_object();
		ish_json_put(row, "level", json_integer(i + 1));
		ish_json_put(row, "bytes", json_integer(topology->cache_bytes[i]));
		ish_json_put(row, "count", ish_json_count(topology->cache_count[i]));
		(void)json_array_append_new(caches, row);
	}
	ish_json_put(out, "caches", caches);
	return out;
}

static json_t *make_libraries(const struct ish_report_context *context)
{
	json_t *const out = json_object();
	for (int i = 0; i < context->libraries; i++) {
		ish_json_put(out, context->library[i].name, ish_json_text(context->library[i].value));
	}
	return out;
}

static json_t *make_thread_settings(const struct ish_environment *environment)
{
	json_t *const out = json_object();
	for (int i = 0; i < ISH_THREAD_SETTINGS; i++) {
		if (environment->setting[i][0] != '\0') {
			ish_json_put(out, ish_thread_setting_name(i), json_string(environment->setting[i]));
		}
	}
	return out;
}

static json_t *make_thread_processors(const struct ish_profile_run *run)
{
	json_t *const out = json_array();
	for (int i = 0; i < run->threads; i++) {
		(void)json_array_append_new(out, ish_json_count(ish_profile_thread_processor(i)));
	}
	return out;
}

static json_t *known(const char *text)
{
	return text[0] != '\0' ? json_string(text) : json_null();
}

json_t *ish_json_environment(const struct ish_report *report)
{
	const struct ish_environment *const environment = &report->environment;
	const struct ish_report_program *const program = &report->context->program;
	const struct ish_profile_run *const run = report->view->run;
	json_t *const out = json_object();
	ish_json_put(out, "when", ish_json_text(environment->when));
	ish_json_put(out, "host", ish_json_text(environment->host));
	ish_json_put(out, "system", ish_json_text(environment->system));
	ish_json_put(out, "virtual_machine", known(environment->hypervisor));
	ish_json_put(out, "processor", ish_json_text(environment->cpu));
	ish_json_put(out, "cores", ish_json_count(environment->cores));
	ish_json_put(out, "affinity", known(environment->affinity));
	ish_json_put(out, "frequency", ish_json_real(environment->frequency));
	ish_json_put(out, "governor", known(environment->governor));
	ish_json_put(out, "topology", make_topology(report->context->topology));
	ish_json_put(out, "memory", ish_json_count(environment->memory));
	ish_json_put(out, "load_begin", ish_json_real(run->load_begin));
	ish_json_put(out, "load_end", ish_json_real(run->load_end));
	ish_json_put(out, "thread_settings", make_thread_settings(environment));
	ish_json_put(out, "thread_processors", make_thread_processors(run));
	ish_json_put(out, "program", ish_json_text(program->name));
	ish_json_put(out, "version", ish_json_text(program->version));
	ish_json_put(out, "revision", ish_json_text(program->revision));
	ish_json_put(out, "build_type", ish_json_text(program->build_type));
	ish_json_put(out, "compiler", ish_json_text(program->compiler));
	ish_json_put(out, "flags", ish_json_text(program->flags));
	ish_json_put(out, "libraries", make_libraries(report->context));
	return out;
}
