/* FFTW in the precision of the translation unit: FFTW_R(execute_dft) is fftw_execute_dft or fftwf_execute_dft. */
#ifndef ISH_SPECTRAL_FFTW_REAL_IMPL_H
#define ISH_SPECTRAL_FFTW_REAL_IMPL_H

#include <fftw3.h>

#include "workspace/real.h"

#if defined ISH_SINGLE
#define FFTW_R(name) fftwf_##name
#else
#define FFTW_R(name) fftw_##name
#endif

#endif
