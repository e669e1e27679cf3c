/*
 * exp and log for pointwise formulae. On the CPU with GCC and glibc they are declared so that loops call libmvec's vector versions
 * (at most 4 ulp); elsewhere they are the C library's. Vector and scalar calls may differ in the last bits, which is why the SIMD level
 * of a run is recorded with it.
 */
#ifndef ISH_PHYSICS_ELEMENTARY_H
#define ISH_PHYSICS_ELEMENTARY_H

#include "physics/point.h"

#if !defined __CUDACC__ && !defined __clang__ && defined __GNUC__ && defined __x86_64__ && defined __GLIBC__
#if defined ISH_SINGLE
extern float ish_libm_exp(float x) __asm__("expf") __attribute__((simd("notinbranch"), const));
extern float ish_libm_log(float x) __asm__("logf") __attribute__((simd("notinbranch"), const));
#else
extern double ish_libm_exp(double x) __asm__("exp") __attribute__((simd("notinbranch"), const));
extern double ish_libm_log(double x) __asm__("log") __attribute__((simd("notinbranch"), const));
#endif
#define ISH_EXP(x) ish_libm_exp(x)
#define ISH_LOG(x) ish_libm_log(x)
#elif defined ISH_SINGLE
#define ISH_EXP(x) expf(x)
#define ISH_LOG(x) logf(x)
#else
#define ISH_EXP(x) exp(x)
#define ISH_LOG(x) log(x)
#endif

#endif
