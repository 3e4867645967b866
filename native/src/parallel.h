/* SPDX-License-Identifier: Apache-2.0 */
#ifndef PB_PARALLEL_H
#define PB_PARALLEL_H

#include <stdint.h>

/* Threads that work at once, this one among them: one a core, or what pb_threads_limit() allows. */
uint32_t pb_thread_count(void);

/*
 * Runs `task` once for each index below `task_count`, on pb_thread_count() threads, this one among them, and returns when all
 * have run. The threads live for one call only: starting one takes 20 - 50 us, so a task should take longer than that. Where no
 * thread can be had this one does all.
 */
void pb_parallel_run(uint32_t task_count, void (*task)(void *context, uint32_t index), void *context);

#endif
