/* What both precisions of field.c share. */
#ifndef ISH_WORKSPACE_FIELD_IMPL_H
#define ISH_WORKSPACE_FIELD_IMPL_H

#include <stdint.h>

/* A number never given before in this process, from 1 on; safe to call from several threads. */
uint64_t ish_field_version_next(void);

#endif
