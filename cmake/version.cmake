# The header ishydro_version.h in the build tree: version, git revision, compiler, flags. The target runs in every build
# and rewrites the header only when a line of it changes, so that a new commit recompiles only the files that include it.

set(ISH_VERSION_DIR ${PROJECT_BINARY_DIR}/generated)
string(TOUPPER "${CMAKE_BUILD_TYPE}" ish_config)
list(JOIN ISH_KERNEL_FLAGS " " ish_kernel_flags)
list(JOIN ISH_SIMD_LEVELS " " ish_simd_levels)
string(STRIP "${CMAKE_C_FLAGS} ${CMAKE_C_FLAGS_${ish_config}}" ish_flags)
if(ISHYDRO_SANITIZE)
	string(APPEND ish_flags " -fsanitize=${ISHYDRO_SANITIZE}")
endif()

add_custom_target(ish_version
	COMMAND ${CMAKE_COMMAND}
		-D "SOURCE=${PROJECT_SOURCE_DIR}"
		-D "OUTPUT=${ISH_VERSION_DIR}/ishydro_version.h"
		-D "VERSION=${PROJECT_VERSION}"
		-D "BUILD_TYPE=${CMAKE_BUILD_TYPE}"
		-D "COMPILER=${CMAKE_C_COMPILER_ID} ${CMAKE_C_COMPILER_VERSION}"
		-D "FLAGS=${ish_flags} -ffp-contract=off, kernels ${ish_kernel_flags}, SIMD ${ish_simd_levels}"
		-P ${PROJECT_SOURCE_DIR}/cmake/write_version.cmake
	BYPRODUCTS ${ISH_VERSION_DIR}/ishydro_version.h
	COMMENT "Looking up the git revision" VERBATIM)
