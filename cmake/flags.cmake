# Compiler flags: those of the whole project, warnings (PRIVATE to our targets), kernels, and the SIMD levels.

# Floating-point contraction is set here, once, for every file and both compilers: results do not depend on FMA.
add_compile_options(-ffp-contract=off)

set(ISH_WARNINGS -Wall -Wextra -Wpedantic -Wconversion -Wmissing-prototypes -Wshadow)

# Loops over cells. errno and traps keep GCC from vectorising sqrt and ifs; neither is observed. Never -ffast-math.
set(ISH_KERNEL_FLAGS -fno-math-errno -fno-trapping-math -fopenmp-simd)
if(NOT CMAKE_BUILD_TYPE STREQUAL "Debug")
	list(PREPEND ISH_KERNEL_FLAGS -O3)
endif()
if(CMAKE_C_COMPILER_ID STREQUAL "GNU")
	# Jammed, a float loop over an array of pointers stays scalar (architecture.vectorised finds it).
	list(APPEND ISH_KERNEL_FLAGS -fno-loop-unroll-and-jam)
endif()

# Kernels are compiled once per SIMD level and chosen at run time: one binary for every x86-64, v2 (SSE4) being the least.
if(CMAKE_SYSTEM_PROCESSOR MATCHES "^(x86_64|AMD64|amd64)$" AND CMAKE_SIZEOF_VOID_P EQUAL 8)
	set(ISH_SIMD_LEVELS v2 v3 v4)
	set(ISH_SIMD_DEFINITION ISH_SIMD_LEVELS_X86=1)
	set(ISH_SIMD_FLAGS_v2 -march=x86-64-v2)
	set(ISH_SIMD_FLAGS_v3 -march=x86-64-v3)
	set(ISH_SIMD_FLAGS_v4 -march=x86-64-v4 -mprefer-vector-width=512)
	if(CMAKE_C_COMPILER_ID MATCHES "Clang")
		list(APPEND ISH_KERNEL_FLAGS -fveclib=libmvec)
	endif()
else()
	set(ISH_SIMD_LEVELS base)
	set(ISH_SIMD_DEFINITION ISH_SIMD_LEVELS_BASE=1)
	set(ISH_SIMD_FLAGS_base "")
endif()

set(ISH_SANITIZED FALSE)
if(ISHYDRO_SANITIZE)
	set(ISH_SANITIZED TRUE)
	add_compile_options(-fsanitize=${ISHYDRO_SANITIZE} -fno-sanitize-recover=all -fno-omit-frame-pointer)
	add_link_options(-fsanitize=${ISHYDRO_SANITIZE})
endif()
if(ISHYDRO_COVERAGE)
	add_compile_options(--coverage)
	add_link_options(--coverage)
endif()
if(ISHYDRO_MUTATIONS)
	add_compile_definitions(ISH_MUTATIONS)
endif()
if(NOT ISHYDRO_PROFILER)
	add_compile_definitions(ISH_PROFILER_OFF)
endif()

# The allocator: tcmalloc and its hooks, except under a sanitizer, which brings its own.
add_library(ish_allocator INTERFACE)
if(ISH_SANITIZED)
	target_compile_definitions(ish_allocator INTERFACE ISH_TCMALLOC=0)
else()
	target_compile_definitions(ish_allocator INTERFACE ISH_TCMALLOC=1)
	target_link_libraries(ish_allocator INTERFACE PkgConfig::TCMALLOC)
endif()

# gperftools' sampler, for the program: nothing calls it by a strong name (profiler/sample.c), so the linker must be told to
# keep it. Its signals and a sanitizer's checks of them do not go together.
add_library(ish_sampler INTERFACE)
set(ISH_SAMPLER FALSE)
if(LIBPROFILER_FOUND AND NOT ISH_SANITIZED)
	set(ISH_SAMPLER TRUE)
	target_link_options(ish_sampler INTERFACE
		"LINKER:--push-state,--no-as-needed,${LIBPROFILER_LINK_LIBRARIES},--pop-state")
endif()

add_feature_info("CPU samples" ISH_SAMPLER "libprofiler (Debian package: libgoogle-perftools-dev)")
add_feature_info("profiler" ISHYDRO_PROFILER "regions, allocation hooks, step records")
add_feature_info("mutations" ISHYDRO_MUTATIONS "for scripts/mutation.sh only: slower, and a variable of the environment makes results wrong")
add_feature_info("tests" BUILD_TESTING "one ctest line per test")
add_feature_info("sanitizers" ISH_SANITIZED "${ISHYDRO_SANITIZE}")
