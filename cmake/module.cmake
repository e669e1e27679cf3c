# The rooms, the library made of them, and programs.
#
#   ish_module(NAME [SOURCES a.c ...] [FIELD_SOURCES b.c ...] [SWEEP_SOURCES c.c ...] [USES room ...] [LIBS target ...])
#
# SOURCES are compiled once; FIELD_SOURCES twice, as they are (double) and with ISH_SINGLE (float); SWEEP_SOURCES for both
# precisions and every SIMD level, with ISH_SIMD set to the level (an identifier: v2, v3, v4 or base). All sources of a
# room that has sweeps see ISH_SIMD_LEVELS_X86=1 (levels v2, v3, v4) or ISH_SIMD_LEVELS_BASE=1 (the one level base).
# USES are the rooms it may include (the arrows). A room without sources is headers only. The target is ish_NAME.
#
#   ish_library(NAME ROOMS room ...)              the static library of these rooms
#   ish_program(NAME SOURCES main.c USES room ...)   an installed program

function(ish_set_up target)
	target_compile_options(${target} PRIVATE ${ISH_WARNINGS})
	target_include_directories(${target} PUBLIC $<BUILD_INTERFACE:${PROJECT_SOURCE_DIR}>
		PRIVATE ${ISH_VERSION_DIR})
	target_link_libraries(${target} PRIVATE OpenMP::OpenMP_C)
	add_dependencies(${target} ish_version)
endfunction()

# One compilation of some of a room's sources: an object library with flags and definitions of its own.
function(ish_variant target)
	cmake_parse_arguments(PARSE_ARGV 1 arg "" "" "SOURCES;USES;LIBS;FLAGS;DEFINITIONS")
	add_library(${target} OBJECT ${arg_SOURCES})
	ish_set_up(${target})
	target_compile_options(${target} PRIVATE ${arg_FLAGS})
	target_compile_definitions(${target} PRIVATE ${arg_DEFINITIONS})
	target_link_libraries(${target} PRIVATE ${arg_USES} ${arg_LIBS})
endfunction()

function(ish_module name)
	cmake_parse_arguments(PARSE_ARGV 1 arg "" "" "SOURCES;FIELD_SOURCES;SWEEP_SOURCES;USES;LIBS")
	if(arg_UNPARSED_ARGUMENTS)
		message(FATAL_ERROR "ish_module(${name}): unknown arguments: ${arg_UNPARSED_ARGUMENTS}")
	endif()
	list(TRANSFORM arg_USES PREPEND ish_)
	set(target ish_${name})
	if(NOT arg_SOURCES AND NOT arg_FIELD_SOURCES AND NOT arg_SWEEP_SOURCES)
		add_library(${target} INTERFACE)
		target_include_directories(${target} INTERFACE ${PROJECT_SOURCE_DIR})
		target_link_libraries(${target} INTERFACE ${arg_USES} ${arg_LIBS})
		return()
	endif()

	set(variants "")
	set(common USES ${arg_USES} LIBS ${arg_LIBS})
	set(definitions "")
	if(arg_SWEEP_SOURCES)
		set(definitions ${ISH_SIMD_DEFINITION})
	endif()
	if(arg_SOURCES)
		ish_variant(${target}_plain SOURCES ${arg_SOURCES} ${common} DEFINITIONS ${definitions})
		list(APPEND variants ${target}_plain)
	endif()
	foreach(precision IN ITEMS d f)
		set(single "")
		if(precision STREQUAL "f")
			set(single ISH_SINGLE)
		endif()
		if(arg_FIELD_SOURCES)
			ish_variant(${target}_field_${precision} SOURCES ${arg_FIELD_SOURCES} ${common}
				FLAGS ${ISH_KERNEL_FLAGS} DEFINITIONS ${definitions} ${single})
			list(APPEND variants ${target}_field_${precision})
		endif()
		if(arg_SWEEP_SOURCES)
			foreach(level IN LISTS ISH_SIMD_LEVELS)
				ish_variant(${target}_sweep_${level}_${precision} SOURCES ${arg_SWEEP_SOURCES} ${common}
					FLAGS ${ISH_KERNEL_FLAGS} ${ISH_SIMD_FLAGS_${level}}
					DEFINITIONS ${definitions} ${single} ISH_SIMD=${level})
				list(APPEND variants ${target}_sweep_${level}_${precision})
			endforeach()
		endif()
	endforeach()

	set(objects "")
	foreach(variant IN LISTS variants)
		list(APPEND objects $<TARGET_OBJECTS:${variant}>)
	endforeach()
	add_library(${target} STATIC ${objects})
	set_target_properties(${target} PROPERTIES LINKER_LANGUAGE C ISH_OBJECTS "${objects}" ISH_LIBS "${arg_LIBS}"
		ISH_SWEEP_SOURCES "${arg_SWEEP_SOURCES}"
		ISH_FIELD_SOURCES "${arg_FIELD_SOURCES}")
	target_include_directories(${target} PUBLIC ${PROJECT_SOURCE_DIR})
	target_link_libraries(${target} PUBLIC ${arg_USES} PRIVATE ${arg_LIBS} OpenMP::OpenMP_C -lm)
endfunction()

function(ish_library name)
	cmake_parse_arguments(PARSE_ARGV 1 arg "" "" "ROOMS")
	set(objects "")
	set(libs "")
	foreach(room IN LISTS arg_ROOMS)
		get_target_property(type ish_${room} TYPE)
		if(NOT type STREQUAL "INTERFACE_LIBRARY")
			get_target_property(room_objects ish_${room} ISH_OBJECTS)
			get_target_property(room_libs ish_${room} ISH_LIBS)
			list(APPEND objects ${room_objects})
			list(APPEND libs ${room_libs})
		endif()
	endforeach()
	list(REMOVE_DUPLICATES libs)
	# ish_allocator is a target of the build only: what it stands for is exported in its place.
	if(ish_allocator IN_LIST libs)
		list(REMOVE_ITEM libs ish_allocator)
		if(NOT ISH_SANITIZED)
			list(APPEND libs PkgConfig::TCMALLOC)
		endif()
	endif()
	add_library(${name} STATIC ${objects})
	set_target_properties(${name} PROPERTIES OUTPUT_NAME ishydro LINKER_LANGUAGE C)
	target_include_directories(${name} PUBLIC $<BUILD_INTERFACE:${PROJECT_SOURCE_DIR}>
		$<INSTALL_INTERFACE:${CMAKE_INSTALL_INCLUDEDIR}/ishydro>)
	target_link_libraries(${name} PRIVATE ${libs} OpenMP::OpenMP_C -lm)
endfunction()

function(ish_program name)
	cmake_parse_arguments(PARSE_ARGV 1 arg "" "" "SOURCES;USES;LIBS")
	list(TRANSFORM arg_USES PREPEND ish_)
	# The library is called ishydro too: the target is NAME_program, the file NAME.
	add_executable(${name}_program ${arg_SOURCES})
	set_target_properties(${name}_program PROPERTIES OUTPUT_NAME ${name}
		RUNTIME_OUTPUT_DIRECTORY ${PROJECT_BINARY_DIR})
	ish_set_up(${name}_program)
	target_link_libraries(${name}_program PRIVATE ${arg_USES} ${arg_LIBS} -lm)
	install(TARGETS ${name}_program RUNTIME DESTINATION ${CMAKE_INSTALL_BINDIR})
endfunction()
