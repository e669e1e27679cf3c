/*
 * SIGINT and SIGTERM: before the run has begun they end the program at once, with nothing written; afterwards they ask
 * the run to stop after its step, and a second one ends the program at once. Exit code 128 + n in every case.
 * SIGUSR1 asks for a checkpoint and ends nothing.
 */
#ifndef ISH_CLI_INTERRUPT_H
#define ISH_CLI_INTERRUPT_H

#include <signal.h>

/* Installs the handlers, except where a signal is ignored already (nohup, background jobs). */
void ish_interrupt_begin(void);

/*
 * From now on a signal is remembered, not obeyed at once: files are about to be written. Returns the number of the
 * signal that came, 0 until then.
 */
const volatile sig_atomic_t *ish_interrupt_defer(void);

/* How often SIGUSR1 has come since ish_interrupt_begin. */
const volatile sig_atomic_t *ish_interrupt_requests(void);

/* Puts the earlier handlers back. */
void ish_interrupt_end(void);

#endif
