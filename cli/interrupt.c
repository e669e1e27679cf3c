/* The one mutable global of the program's own files: a signal handler can reach nothing else. */
#define _POSIX_C_SOURCE 200809L

#include "cli/interrupt.h"

#include <stddef.h>
#include <string.h>
#include <unistd.h>

enum { SIGNALS = 2 };
static const int signal_number[SIGNALS] = {SIGINT, SIGTERM};

static struct {
	volatile sig_atomic_t came, deferred, requests;
	struct sigaction before[SIGNALS], request_before;
} interrupt;

/* Ends the program from within a handler: only write and _exit are safe there. */
static void end_at_once(int number)
{
	char line[] = "ishydro: warning: stopped by signal 00 before the first step; nothing was written\n";
	char *digits = strstr(line, "00");
	digits[0] = (char)('0' + number / 10 % 10);
	digits[1] = (char)('0' + number % 10);
	if (write(STDERR_FILENO, line, sizeof line - 1) < 0) {
		/* a closed stderr: the exit code says the same */
	}
	_exit(128 + number);
}

static void remember(int number)
{
	if (!interrupt.deferred) {
		end_at_once(number);
	}
	interrupt.came = number;
	/* From now on each of them ends the program at once: the second is meant. signal() is safe in a handler. */
	for (int i = 0; i < SIGNALS; i++) {
		(void)signal(signal_number[i], SIG_DFL);
	}
}

static void count_request(int number)
{
	(void)number;
	interrupt.requests++;
}

void ish_interrupt_begin(void)
{
	struct sigaction action = {.sa_handler = remember, .sa_flags = SA_RESTART};
	(void)sigemptyset(&action.sa_mask);
	interrupt.came = 0;
	interrupt.deferred = 0;
	interrupt.requests = 0;
	struct sigaction request = {.sa_handler = count_request, .sa_flags = SA_RESTART};
	(void)sigemptyset(&request.sa_mask);
	(void)sigaction(SIGUSR1, &request, &interrupt.request_before);
	for (int i = 0; i < SIGNALS; i++) {
		(void)sigaction(signal_number[i], NULL, &interrupt.before[i]);
		if (interrupt.before[i].sa_handler != SIG_IGN) {
			(void)sigaction(signal_number[i], &action, NULL);
		}
	}
}

const volatile sig_atomic_t *ish_interrupt_defer(void)
{
	interrupt.deferred = 1;
	return &interrupt.came;
}

const volatile sig_atomic_t *ish_interrupt_requests(void)
{
	return &interrupt.requests;
}

void ish_interrupt_end(void)
{
	(void)sigaction(SIGUSR1, &interrupt.request_before, NULL);
	for (int i = 0; i < SIGNALS; i++) {
		(void)sigaction(signal_number[i], &interrupt.before[i], NULL);
	}
}
