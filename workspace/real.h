/*
 * The precision of field code. A field source is compiled twice, once as it is (double) and once with ISH_SINGLE
 * defined (float); a name that differs between the two is written ISH_R(name) and becomes name_d or name_f.
 *
 * A translation unit sees one precision only. Code that is not field code never includes this header.
 */
#ifndef ISH_WORKSPACE_REAL_H
#define ISH_WORKSPACE_REAL_H

#include <float.h>
#include <math.h>

#if defined ISH_SINGLE
#define ISH_REAL float
#define ISH_R(name) name##_f
#define ISH_REAL_EPSILON FLT_EPSILON
#define ISH_REAL_MIN FLT_MIN
#define ISH_REAL_NAME "float"
#define ISH_SQRT(x) sqrtf(x)
#define ISH_FABS(x) fabsf(x)
#else
#define ISH_REAL double
#define ISH_R(name) name##_d
#define ISH_REAL_EPSILON DBL_EPSILON
#define ISH_REAL_MIN DBL_MIN
#define ISH_REAL_NAME "double"
#define ISH_SQRT(x) sqrt(x)
#define ISH_FABS(x) fabs(x)
#endif

#endif
