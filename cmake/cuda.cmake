# Finds nvcc, on PATH or in the usual places. No CUDA language is enabled: the program builds and starts without it.

if(NOT ISHYDRO_CUDA MATCHES "^(AUTO|ON|OFF)$")
	message(FATAL_ERROR "ishydro: ISHYDRO_CUDA = \"${ISHYDRO_CUDA}\": AUTO, ON or OFF is allowed")
endif()

set(ISH_CUDA FALSE)
if(ISHYDRO_CUDA STREQUAL "OFF")
	set(ISH_CUDA_REASON "ISHYDRO_CUDA is OFF")
else()
	file(GLOB ish_cuda_places /usr/local/cuda-*/bin /opt/cuda-*/bin)
	find_program(ISH_NVCC nvcc
		HINTS ENV CUDA_HOME ENV CUDA_PATH ENV CUDA_ROOT PATH_SUFFIXES bin
		PATHS /usr/local/cuda/bin /opt/cuda/bin /usr/lib/nvidia-cuda-toolkit/bin ${ish_cuda_places})
	mark_as_advanced(ISH_NVCC)
	if(ISH_NVCC)
		set(ISH_CUDA TRUE)
		set(ISH_CUDA_REASON "${ISH_NVCC}")
	elseif(ISHYDRO_CUDA STREQUAL "ON")
		message(FATAL_ERROR "ishydro: ISHYDRO_CUDA is ON but nvcc is not on PATH, in CUDA_HOME or in /usr/local/cuda")
	else()
		set(ISH_CUDA_REASON "nvcc is not on PATH, in CUDA_HOME or in /usr/local/cuda")
	endif()
endif()
add_feature_info("CUDA checks" ISH_CUDA "${ISH_CUDA_REASON}")
