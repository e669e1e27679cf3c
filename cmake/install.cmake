# install: program, libraries, headers, a CMake package and pkg-config files. The component "profiler" is the library
# ishydro_profiler with all that it needs: cmake --install BUILD --component profiler.

foreach(room IN LISTS ISH_ROOMS)
	if(NOT room STREQUAL "cli")
		install(DIRECTORY ${PROJECT_SOURCE_DIR}/${room} DESTINATION ${CMAKE_INSTALL_INCLUDEDIR}/ishydro
			FILES_MATCHING PATTERN "*.h" PATTERN "*.def" PATTERN "*_impl.h" EXCLUDE)
	endif()
endforeach()
install(FILES ${PROJECT_SOURCE_DIR}/docs/profile.schema.json ${PROJECT_SOURCE_DIR}/docs/profile-json.md
	DESTINATION ${CMAKE_INSTALL_DOCDIR})

foreach(header IN LISTS ISH_PROFILER_HEADERS)
	get_filename_component(room ${header} DIRECTORY)
	install(FILES ${PROJECT_SOURCE_DIR}/${header} DESTINATION ${CMAKE_INSTALL_INCLUDEDIR}/ishydro/${room}
		COMPONENT profiler)
endforeach()

set(ish_package_dir ${CMAKE_INSTALL_LIBDIR}/cmake/ishydro)
install(TARGETS ishydro EXPORT ishydro ARCHIVE DESTINATION ${CMAKE_INSTALL_LIBDIR})
install(EXPORT ishydro NAMESPACE ishydro:: FILE ishydroTargets.cmake DESTINATION ${ish_package_dir})
install(TARGETS ishydro_profiler EXPORT ishydro_profiler ARCHIVE DESTINATION ${CMAKE_INSTALL_LIBDIR}
	COMPONENT profiler)
install(EXPORT ishydro_profiler NAMESPACE ishydro:: FILE ishydroProfilerTargets.cmake DESTINATION ${ish_package_dir}
	COMPONENT profiler)

include(CMakePackageConfigHelpers)
configure_package_config_file(cmake/ishydroConfig.cmake.in ${PROJECT_BINARY_DIR}/ishydroConfig.cmake
	INSTALL_DESTINATION ${ish_package_dir})
write_basic_package_version_file(${PROJECT_BINARY_DIR}/ishydroConfigVersion.cmake COMPATIBILITY SameMinorVersion)
install(FILES cmake/dependencies.cmake DESTINATION ${ish_package_dir})
install(FILES ${PROJECT_BINARY_DIR}/ishydroConfig.cmake ${PROJECT_BINARY_DIR}/ishydroConfigVersion.cmake
	DESTINATION ${ish_package_dir} COMPONENT profiler)

set(ISH_PC_REQUIRES "")
foreach(name IN ITEMS FFTW3 FFTW3F OPENBLAS LAPACKE LIBCONFIG JANSSON CAIRO ZLIB HDF5 HWLOC GSL)
	string(APPEND ISH_PC_REQUIRES " ${${name}_MODULE_NAME}")
endforeach()
if(NOT ISH_SANITIZED)
	string(APPEND ISH_PC_REQUIRES " ${TCMALLOC_MODULE_NAME}")
endif()
file(RELATIVE_PATH ISH_PC_PREFIX /prefix/${CMAKE_INSTALL_LIBDIR}/pkgconfig /prefix) # an installation may be moved
configure_file(cmake/ishydro.pc.in ${PROJECT_BINARY_DIR}/ishydro.pc @ONLY)
configure_file(cmake/ishydro_profiler.pc.in ${PROJECT_BINARY_DIR}/ishydro_profiler.pc @ONLY)
install(FILES ${PROJECT_BINARY_DIR}/ishydro.pc DESTINATION ${CMAKE_INSTALL_LIBDIR}/pkgconfig)
install(FILES ${PROJECT_BINARY_DIR}/ishydro_profiler.pc DESTINATION ${CMAKE_INSTALL_LIBDIR}/pkgconfig COMPONENT profiler)
