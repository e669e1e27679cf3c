# The profiler as a library of its own, for other codes: the room profiler, status and log of workspace, and the files of
# reports that render a profile. It needs a C17 compiler and jansson.
#
# In this project it is put together from objects that are there already and installed (cmake/install.cmake). Another
# project may take a copy of the folders cmake, workspace, profiler and reports instead and write
#
#   include(COPY/cmake/profiler.cmake)
#   target_link_libraries(my_code PRIVATE ishydro_profiler)
#
# OpenMP is used where it is found: with it the number of threads need not be told. See docs/profiler-api.md.

get_filename_component(ish_profiler_root ${CMAKE_CURRENT_LIST_DIR}/.. ABSOLUTE)
set(ISH_PROFILER_WORKSPACE log.c status.c)
set(ISH_PROFILER_HEADERS workspace/arena.h workspace/log.h workspace/status.def workspace/status.h
	profiler/profile.h profiler/profile_view.h profiler/sample.h reports/profile_compare.h reports/report.h reports/topology.h)

if(TARGET ish_reports)
	# "a;b.c" becomes "/(a|b)\.c\.o$", the objects of these sources.
	function(ish_objects_of out)
		list(JOIN ARGN "|" names)
		string(REPLACE ".c" "" names "${names}")
		set(${out} "/(${names})\\.c\\.o$" PARENT_SCOPE)
	endfunction()
	include(${ish_profiler_root}/reports/profile.cmake)
	ish_objects_of(workspace_objects ${ISH_PROFILER_WORKSPACE})
	ish_objects_of(report_objects ${ISH_PROFILE_SOURCES} html_script.c html_style.c)
	get_target_property(ish_profiler_objects ish_profiler ISH_OBJECTS)
	add_library(ishydro_profiler STATIC ${ish_profiler_objects}
		$<FILTER:$<TARGET_OBJECTS:ish_workspace_plain>,INCLUDE,${workspace_objects}>
		$<FILTER:$<TARGET_OBJECTS:ish_reports_plain>,INCLUDE,${report_objects}>)
	target_include_directories(ishydro_profiler PUBLIC $<BUILD_INTERFACE:${PROJECT_SOURCE_DIR}>
		$<INSTALL_INTERFACE:${CMAKE_INSTALL_INCLUDEDIR}/ishydro>)
	set_target_properties(ishydro_profiler PROPERTIES LINKER_LANGUAGE C EXPORT_NAME profiler)
	target_link_libraries(ishydro_profiler PRIVATE OpenMP::OpenMP_C PkgConfig::JANSSON -lm)
	return()
endif()

find_package(PkgConfig REQUIRED)
pkg_check_modules(JANSSON REQUIRED IMPORTED_TARGET jansson>=2.10)
find_package(OpenMP QUIET COMPONENTS C)
include(${ish_profiler_root}/reports/profile.cmake)
ish_profile_page(ish_profiler_page)
file(GLOB ish_profiler_sources CONFIGURE_DEPENDS ${ish_profiler_root}/profiler/*.c) # the whole room
list(TRANSFORM ISH_PROFILER_WORKSPACE PREPEND ${ish_profiler_root}/workspace/)
list(TRANSFORM ISH_PROFILE_SOURCES PREPEND ${ish_profiler_root}/reports/)
add_library(ishydro_profiler STATIC ${ISH_PROFILER_WORKSPACE} ${ish_profiler_sources} ${ISH_PROFILE_SOURCES}
	${ish_profiler_page})
target_include_directories(ishydro_profiler PUBLIC ${ish_profiler_root})
set_target_properties(ishydro_profiler PROPERTIES C_STANDARD 17 C_STANDARD_REQUIRED ON C_EXTENSIONS OFF
	POSITION_INDEPENDENT_CODE ON)
target_link_libraries(ishydro_profiler PRIVATE PkgConfig::JANSSON $<$<TARGET_EXISTS:OpenMP::OpenMP_C>:OpenMP::OpenMP_C> m)
