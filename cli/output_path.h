/*
 * Where a command that reads files may write: over an earlier file of that name, never over what it reads (a file, or those of the folder of a run), a
 * folder or a device.
 */
#ifndef ISH_CLI_OUTPUT_PATH_H
#define ISH_CLI_OUTPUT_PATH_H

#include "workspace/status.h"

/* ISH_ERR_INPUT after one line that names the option; NULL among the inputs is skipped. */
ISH_CHECKED enum ish_status ish_output_check(const char *option, const char *path, const char *const *input,
                                             int inputs);

/* Before work whose result would be lost: ISH_ERR_SYSTEM where the folder of `path` is not there or not writable. */
ISH_CHECKED enum ish_status ish_output_folder_check(const char *path);

#endif
