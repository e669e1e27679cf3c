# The libraries ishydro links, as imported targets PkgConfig::NAME. Included by the build and, installed, by
# ishydroConfig.cmake. All that are missing are named at once, each with its Debian package.

find_package(PkgConfig QUIET)
if(NOT PKG_CONFIG_FOUND)
	message(FATAL_ERROR "ishydro: pkg-config is missing (Debian package: pkg-config)")
endif()

set(ish_missing "")

# ish_need(NAME debian-package module...): the first module that pkg-config knows becomes PkgConfig::NAME.
macro(ish_need name package)
	pkg_search_module(${name} QUIET IMPORTED_TARGET ${ARGN})
	if(NOT ${name}_FOUND)
		list(APPEND ish_missing "${ARGV2} (Debian package: ${package})")
	endif()
endmacro()

ish_need(FFTW3 libfftw3-dev fftw3>=3.3)
ish_need(FFTW3F libfftw3-dev fftw3f>=3.3)
ish_need(OPENBLAS libopenblas-dev openblas)
ish_need(LAPACKE liblapacke-dev lapacke)
ish_need(LIBCONFIG libconfig-dev libconfig>=1.5)
ish_need(CAIRO libcairo2-dev cairo>=1.16)
ish_need(ZLIB zlib1g-dev zlib)
ish_need(JANSSON libjansson-dev jansson>=2.10)
# hdf5.pc is the MPI build where that is installed: the serial one is asked for by its own name first.
ish_need(HDF5 libhdf5-dev hdf5-serial hdf5)
ish_need(HWLOC libhwloc-dev hwloc>=2.0)
ish_need(TCMALLOC libgoogle-perftools-dev libtcmalloc)
pkg_search_module(LIBPROFILER QUIET libprofiler) # CPU samples: the program does without
ish_need(GSL libgsl-dev gsl>=2.5)

# The high-level HDF5 library has no pkg-config file.
if(HDF5_FOUND AND NOT TARGET ish_hdf5_hl)
	find_library(ISH_HDF5_HL NAMES hdf5_hl hdf5_serial_hl HINTS ${HDF5_LIBRARY_DIRS})
	mark_as_advanced(ISH_HDF5_HL)
	if(ISH_HDF5_HL)
		target_link_libraries(PkgConfig::HDF5 INTERFACE ${ISH_HDF5_HL})
	else()
		list(APPEND ish_missing "hdf5_hl (Debian package: libhdf5-dev)")
	endif()
endif()

# GSL without the BLAS of its own that its pkg-config file adds: OpenBLAS has the same functions.
if(GSL_FOUND AND NOT TARGET ish_gsl)
	find_library(ISH_GSL NAMES gsl HINTS ${GSL_LIBRARY_DIRS})
	mark_as_advanced(ISH_GSL)
	add_library(ish_gsl INTERFACE IMPORTED)
	target_include_directories(ish_gsl SYSTEM INTERFACE ${GSL_INCLUDE_DIRS})
	target_link_libraries(ish_gsl INTERFACE ${ISH_GSL} PkgConfig::OPENBLAS m)
endif()

find_package(OpenMP QUIET COMPONENTS C)
if(NOT OpenMP_C_FOUND)
	if(CMAKE_C_COMPILER_ID MATCHES "Clang")
		list(APPEND ish_missing "OpenMP for clang (Debian package: libomp-dev)")
	else()
		list(APPEND ish_missing "OpenMP in the C compiler (Debian package: gcc)")
	endif()
endif()

if(ish_missing)
	list(JOIN ish_missing "\n  " ish_missing)
	message(FATAL_ERROR "ishydro: missing:\n  ${ish_missing}\n")
endif()
