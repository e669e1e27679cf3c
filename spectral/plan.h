/*
 * FFT plans, each made once: a process-wide cache keyed by (lines or 3D shape, axis, direction, batch, placement,
 * precision, threads, planning); wisdom read and written. FFTW's planner is not thread-safe: a lock in plan.c guards
 * it.
 */
#ifndef ISH_SPECTRAL_PLAN_H
#define ISH_SPECTRAL_PLAN_H

#include <stdbool.h>
#include <stddef.h>

#include "workspace/status.h"

enum ish_planning { ISH_PLANNING_ESTIMATE, ISH_PLANNING_MEASURE, ISH_PLANNING_PATIENT };

/*
 * Reads FFTW wisdom (double and float: PATH and PATH.float) if the files exist; a damaged or foreign file is one
 * warning line, then ignored. "" does nothing.
 */
void ish_wisdom_read(const char *path);

/* Adds the wisdom of both files, if FFTW understands them, without a word: before writing them again. */
void ish_wisdom_merge(const char *path);

/* Writes both under temporary names, then renames. ISH_ERR_SYSTEM. */
ISH_CHECKED enum ish_status ish_wisdom_write(const char *path);

enum ish_wisdom_precision { ISH_WISDOM_DOUBLE, ISH_WISDOM_FLOAT };

/* What FFTW has learned in this process for a precision, as text (heap, the caller frees it); NULL: no memory. */
char *ish_wisdom_text(enum ish_wisdom_precision precision);

/*
 * Forgets what FFTW knows for a precision and takes such a text in its place, so that the plans of the process that
 * wrote it are made again. False, and nothing is known, if the text is damaged or of another FFTW.
 */
bool ish_wisdom_replace(enum ish_wisdom_precision precision, const char *text);

/* Name and version of FFTW. */
const char *ish_wisdom_library(void);

/* Plans in the cache and the bytes that FFTW holds for them as far as known. */
int ish_plan_count(void);

/* Destroys every cached plan (end of the process, tests). */
void ish_plan_clear(void);

#endif
