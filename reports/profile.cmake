# The files of reports/ that render a profile. They need jansson and nothing else: with profiler/ and a little of workspace/
# they are the library ishydro_profiler, which other codes use (cmake/profiler.cmake). A file that needs more stands in
# CMakeLists.txt, and what it finds out reaches the reports through struct ish_report_context.
set(ISH_PROFILE_SOURCES cache.c distribution.c environment.c folded.c gperftools.c html.c html_data.c human.c json.c
	json_context.c json_distribution.c json_environment.c json_sections.c parts.c pprof.c profile_compare.c
	profile_compare_region.c report.c roles.c roofline.c summary.c target.c text.c text_environment.c text_largest.c
	text_stages.c text_steps.c text_tables.c
	trace.c warning.c)

# ---- what the HTML report carries: its style and its scripts, joined in this order ----
set(ISH_PROFILE_SCRIPTS core.js flame.js steps.js steptable.js environment.js distribution.js parts.js main.js)

# Makes two C files with them in the build folder and stores their names in OUT.
function(ish_profile_page out)
	set(reports ${CMAKE_CURRENT_FUNCTION_LIST_DIR})
	set(cmake ${CMAKE_CURRENT_FUNCTION_LIST_DIR}/../cmake)
	set(script ${CMAKE_CURRENT_BINARY_DIR}/html_script.c)
	set(style ${CMAKE_CURRENT_BINARY_DIR}/html_style.c)
	list(TRANSFORM ISH_PROFILE_SCRIPTS PREPEND ${reports}/html/ OUTPUT_VARIABLE scripts)
	add_custom_command(OUTPUT ${script}
		COMMAND ${CMAKE_COMMAND} -D "INPUTS=${scripts}" -D "OUTPUT=${script}.js" -P ${cmake}/join.cmake
		COMMAND ${CMAKE_COMMAND} -D "INPUT=${script}.js" -D NAME=ish_html_script -D HEADER=reports/html_impl.h
			-D "OUTPUT=${script}" -P ${cmake}/embed.cmake
		DEPENDS ${scripts} ${cmake}/join.cmake ${cmake}/embed.cmake VERBATIM)
	add_custom_command(OUTPUT ${style}
		COMMAND ${CMAKE_COMMAND} -D "INPUT=${reports}/html/report.css" -D NAME=ish_html_style
			-D HEADER=reports/html_impl.h -D "OUTPUT=${style}" -P ${cmake}/embed.cmake
		DEPENDS ${reports}/html/report.css ${cmake}/embed.cmake VERBATIM)
	set(${out} ${script} ${style} PARENT_SCOPE)
endfunction()
