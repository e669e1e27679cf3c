/*
 * How the threads of a team wait for each other.
 */
#ifndef ISH_CLI_WAIT_POLICY_H
#define ISH_CLI_WAIT_POLICY_H

/*
 * Makes waiting threads give up their core after some microseconds, unless the user's environment already says how they wait
 * (OMP_WAIT_POLICY, GOMP_SPINCOUNT). GCC's OpenMP library reads that when a program starts, so the program starts itself again, once, in the same process; where
 * that fails it goes on as it is. OpenBLAS's threads, which have no work here, are left out likewise. Call it first in main; nothing is open yet.
 */
void ish_wait_policy_apply(char **argv);

#endif
