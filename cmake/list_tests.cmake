# Lists the tests of a Criterion executable and writes a ctest script with one test each.
# cmake -D EXECUTABLE= -D SCRIPT= -D DIRECTORY= -D LABELS= -D TIMEOUT= -D ENVIRONMENT= -D FAILURES= -D SINGLE=
# -P list_tests.cmake

set(ENV{ASAN_OPTIONS} detect_leaks=0)
set(ENV{LC_ALL} C.UTF-8)
execute_process(COMMAND "${EXECUTABLE}" --list OUTPUT_VARIABLE output ERROR_VARIABLE error RESULT_VARIABLE result)
if(NOT result EQUAL 0)
	message(FATAL_ERROR "${EXECUTABLE} --list failed (${result}):\n${output}${error}")
endif()

# "suite: 2 tests", then a branch drawing and " name" or " name (skipped)" per test.
string(REPLACE "\n" ";" lines "${output}")
set(text "# Written by cmake/list_tests.cmake.\n")
set(count 0)
foreach(line IN LISTS lines)
	if(line MATCHES "^([A-Za-z0-9_]+): [0-9]+ tests?$")
		set(suite "${CMAKE_MATCH_1}")
	elseif(line MATCHES "^[^A-Za-z0-9_]+ ([A-Za-z0-9_]+)( \\(skipped\\))?$")
		set(name "${CMAKE_MATCH_1}")
		set(disabled "")
		if(CMAKE_MATCH_2)
			set(disabled " DISABLED TRUE")
		endif()
		set(test "${suite}.${name}")
		if(SINGLE)
			string(APPEND test ".float")
		endif()
		string(APPEND text
			"add_test([==[${test}]==] [==[${EXECUTABLE}]==] --verbose --filter ${suite}/${name})\n"
			"set_tests_properties([==[${test}]==] PROPERTIES WORKING_DIRECTORY [==[${DIRECTORY}]==] "
			"LABELS [==[${LABELS}]==] TIMEOUT ${TIMEOUT} ENVIRONMENT [==[${ENVIRONMENT}]==] "
			"FAIL_REGULAR_EXPRESSION [==[${FAILURES}]==] "
			"SKIP_REGULAR_EXPRESSION [==[\\[SKIP\\] ${suite}::${name}: ]==]${disabled})\n")
		math(EXPR count "${count} + 1")
	elseif(NOT line STREQUAL "")
		message(FATAL_ERROR "${EXECUTABLE} --list: cannot read the line \"${line}\"")
	endif()
endforeach()
if(count EQUAL 0)
	message(FATAL_ERROR "${EXECUTABLE} holds no test")
endif()
file(WRITE "${SCRIPT}" "${text}")
