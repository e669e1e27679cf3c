/* The one mutable global of the program's own files: a signal handler can reach nothing else. */
#define _POSIX_C_SOURCE 200809L

#include "cli/interrupt.h"

#include <stddef.h>

enum { SIGNALS = 2 };
static const int signal_number[SIGNALS] = {SIGINT, SIGTERM};

static struct {
	volatile sig_atomic_t came;
	struct sigaction before[SIGNALS];
} interrupt;

static void remember(int number)
{
	interrupt.came = number;
	/* From now on each of them ends the program at once: the second is meant. signal() is safe in a handler. */
	for (int i = 0; i < SIGNALS; i++) {
		(void)signal(signal_number[i], SIG_DFL);
	}
}

const volatile sig_atomic_t *ish_interrupt_begin(void)
{
	struct sigaction action = {.sa_handler = remember, .sa_flags = SA_RESTART};
	(void)sigemptyset(&action.sa_mask);
	interrupt.came = 0;
	for (int i = 0; i < SIGNALS; i++) {
		(void)sigaction(signal_number[i], NULL, &interrupt.before[i]);
		if (interrupt.before[i].sa_handler != SIG_IGN) {
			(void)sigaction(signal_number[i], &action, NULL);
		}
	}
	return &interrupt.came;
}

void ish_interrupt_end(void)
{
	for (int i = 0; i < SIGNALS; i++) {
		(void)sigaction(signal_number[i], &interrupt.before[i], NULL);
	}
}
