# Tests: one ctest line each.
#
#   ish_test(NAME SOURCES test_x.c ... USES room ... [LIBS target ...] [LABELS unit ...] [TIMEOUT seconds])
#
# A Criterion executable test_NAME; after each link its tests are listed and become ctest tests suite.name. LABELS: unit
# (the default), exact, architecture, cli, cuda; several may be given. The tests of an executable compiled with ISH_SINGLE,
# for the same sources in float, are called suite.name.float.
#
#   ish_script_test(NAME COMMAND program arg ... [LABELS cli ...] [TIMEOUT seconds])
#
# A plain program or script; exit code 77 means skipped, and its output says why. The NAME is suite.what_it_says.

pkg_search_module(CRITERION QUIET IMPORTED_TARGET criterion)
if(NOT CRITERION_FOUND)
	message(FATAL_ERROR "ishydro: missing:\n  criterion (Debian package: libcriterion-dev), or configure with -DBUILD_TESTING=OFF")
endif()

# What a test's output must not hold. A filter that matches nothing passes in Criterion, and the exit status of a
# finished worker, which is where a sanitizer reports, is ignored.
set(ISH_TEST_FAILURES "Tested: 0;runtime error:;Sanitizer")

# Passive waiting: tests run side by side, and a spinning OpenMP thread would take the neighbour's core.
set(ISH_TEST_ENVIRONMENT CRITERION_JOBS=1 OMP_NUM_THREADS=2 OMP_WAIT_POLICY=passive
	UBSAN_OPTIONS=print_stacktrace=1 LC_ALL=C.UTF-8
	XDG_CACHE_HOME=${PROJECT_BINARY_DIR}/tests/no_cache) # not the wisdom that the user has

function(ish_test name)
	cmake_parse_arguments(PARSE_ARGV 1 arg "" "TIMEOUT" "SOURCES;USES;LIBS;LABELS")
	if(arg_UNPARSED_ARGUMENTS)
		message(FATAL_ERROR "ish_test(${name}): unknown arguments: ${arg_UNPARSED_ARGUMENTS}")
	endif()
	if(NOT arg_LABELS)
		set(arg_LABELS unit)
	endif()
	if(NOT arg_TIMEOUT)
		set(arg_TIMEOUT 60)
	endif()
	if(ISH_SANITIZED OR CMAKE_BUILD_TYPE STREQUAL "Debug")
		math(EXPR arg_TIMEOUT "10 * ${arg_TIMEOUT}")
	endif()
	string(REGEX REPLACE "^test_" "" name "${name}")
	set(target test_${name})
	list(TRANSFORM arg_USES PREPEND ish_)

	add_executable(${target} ${arg_SOURCES})
	ish_set_up(${target})
	target_link_libraries(${target} PRIVATE ${arg_USES} ${arg_LIBS} PkgConfig::CRITERION -lm)

	# The list is made at build time; until then ctest sees one test that fails and says so.
	set(script ${CMAKE_CURRENT_BINARY_DIR}/${target}_tests.cmake)
	set(include ${CMAKE_CURRENT_BINARY_DIR}/${target}_include.cmake)
	file(WRITE ${include}
		"if(EXISTS \"${script}\")\n\tinclude(\"${script}\")\nelse()\n\tadd_test(${target}.is_built ${target}_is_not_built)\nendif()\n")
	set_property(DIRECTORY APPEND PROPERTY TEST_INCLUDE_FILES ${include})
	add_custom_command(TARGET ${target} POST_BUILD
		COMMAND ${CMAKE_COMMAND}
			-D "EXECUTABLE=$<TARGET_FILE:${target}>"
			-D "SCRIPT=${script}"
			-D "DIRECTORY=${CMAKE_CURRENT_BINARY_DIR}"
			-D "LABELS=${arg_LABELS}"
			-D "TIMEOUT=${arg_TIMEOUT}"
			-D "ENVIRONMENT=${ISH_TEST_ENVIRONMENT}"
			-D "FAILURES=${ISH_TEST_FAILURES}"
			-D "SINGLE=$<IN_LIST:ISH_SINGLE,$<TARGET_PROPERTY:${target},COMPILE_DEFINITIONS>>"
			-P ${PROJECT_SOURCE_DIR}/cmake/list_tests.cmake
		BYPRODUCTS ${script} COMMENT "Listing the tests of ${target}" VERBATIM)
endfunction()

function(ish_script_test name)
	cmake_parse_arguments(PARSE_ARGV 1 arg "" "TIMEOUT" "COMMAND;LABELS")
	if(NOT arg_TIMEOUT)
		set(arg_TIMEOUT 120)
	endif()
	if(ISH_SANITIZED OR CMAKE_BUILD_TYPE STREQUAL "Debug")
		math(EXPR arg_TIMEOUT "10 * ${arg_TIMEOUT}")
	endif()
	add_test(NAME ${name} COMMAND ${arg_COMMAND})
	set_tests_properties(${name} PROPERTIES LABELS "${arg_LABELS}" TIMEOUT ${arg_TIMEOUT} SKIP_RETURN_CODE 77
		ENVIRONMENT "${ISH_TEST_ENVIRONMENT}" FAIL_REGULAR_EXPRESSION "runtime error:;Sanitizer")
endfunction()
