/*
 * SIGINT and SIGTERM ask the run to stop after its step; a second one ends the program at once.
 */
#ifndef ISH_CLI_INTERRUPT_H
#define ISH_CLI_INTERRUPT_H

#include <signal.h>

/* Installs the handlers, except where a signal is ignored already (nohup, background jobs), and returns the number of
 * the signal that came, 0 until then. */
const volatile sig_atomic_t *ish_interrupt_begin(void);

/* Puts the earlier handlers back. */
void ish_interrupt_end(void);

#endif
