# cmake -D SOURCE= -D OUTPUT= -D VERSION= -D BUILD_TYPE= -D COMPILER= -D FLAGS= -P write_version.cmake

set(revision unknown)
find_program(git git)
if(git AND EXISTS "${SOURCE}/.git")
	# A checkout that belongs to another user (a container) is only described here: allow it.
	execute_process(COMMAND ${git} -c "safe.directory=${SOURCE}" -C "${SOURCE}" describe --always --dirty --tags
		OUTPUT_VARIABLE described RESULT_VARIABLE failed OUTPUT_STRIP_TRAILING_WHITESPACE ERROR_QUIET)
	if(NOT failed AND described)
		set(revision "${described}")
	endif()
endif()

set(text "/* Written by the build (cmake/write_version.cmake). */
#ifndef ISHYDRO_VERSION_H
#define ISHYDRO_VERSION_H

")
foreach(row IN ITEMS "VERSION|${VERSION}" "GIT_REVISION|${revision}" "BUILD_TYPE|${BUILD_TYPE}" "COMPILER|${COMPILER}"
		"BUILD_FLAGS|${FLAGS}")
	string(FIND "${row}" "|" bar)
	string(SUBSTRING "${row}" 0 ${bar} name)
	math(EXPR bar "${bar} + 1")
	string(SUBSTRING "${row}" ${bar} -1 value)
	string(REPLACE "\\" "\\\\" value "${value}")
	string(REPLACE "\"" "\\\"" value "${value}")
	string(APPEND text "#define ISH_${name} \"${value}\"\n")
endforeach()
string(APPEND text "\n#endif\n")

set(old "")
if(EXISTS "${OUTPUT}")
	file(READ "${OUTPUT}" old)
endif()
if(NOT old STREQUAL text)
	file(WRITE "${OUTPUT}" "${text}")
endif()
