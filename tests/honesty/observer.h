/*
 * What the observed program (marks.c) tells the preloaded observer (observer.c): where it is. The observer counts by
 * itself what happens there. Weak: absent where the observer is not preloaded.
 */
#ifndef ISH_TESTS_OBSERVER_H
#define ISH_TESTS_OBSERVER_H

void observer_window(int open) __attribute__((weak));                /* between start and stop of the profile */
void observer_step_begin(long step, int kind) __attribute__((weak)); /* kind as in enum ish_step_kind */
void observer_step_kind(int kind) __attribute__((weak));
void observer_step_end(void) __attribute__((weak));
void observer_stage(int stage) __attribute__((weak)); /* 0: none */
void observer_begin(const char *name) __attribute__((weak));
void observer_end(void) __attribute__((weak));
void observer_parent(int id) __attribute__((weak)); /* the calling thread asks for a team by this number */
void observer_worker_begin(int id) __attribute__((weak));
void observer_worker_end(void) __attribute__((weak));

#endif
