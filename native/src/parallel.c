/* SPDX-License-Identifier: Apache-2.0 */
#include "parallel.h"

#include <pthread.h>
#include <stdatomic.h>

#include "platform.h"
#include "protocol.h"

/* More threads than this don't move memory faster on any machine. */
enum { MAX_THREAD_COUNT = 16 };

/* Of the process; 0: as many as there are cores. */
static _Atomic uint32_t thread_limit;

void pb_threads_limit(uint32_t thread_count) { atomic_store(&thread_limit, thread_count); }

uint32_t pb_thread_count(void) {
  const uint32_t core_count = pb_core_count(), limit = atomic_load(&thread_limit);
  return limit && limit < core_count ? limit : core_count;
}

typedef struct parallel_run {
  void (*task)(void *context, uint32_t index);
  void *context;
  uint32_t task_count;
  _Atomic uint32_t next_index; /* threads take the next task as they get free */
} parallel_run;

static void *take_tasks(void *argument) {
  parallel_run *run = argument;
  for (uint32_t index; (index = atomic_fetch_add(&run->next_index, 1)) < run->task_count;) {
    run->task(run->context, index);
  }
  return NULL;
}

void pb_parallel_run(uint32_t task_count, void (*task)(void *context, uint32_t index), void *context) {
  parallel_run run = {.task = task, .context = context, .task_count = task_count};
  pthread_t threads[MAX_THREAD_COUNT];
  uint32_t thread_count = task_count > 1 ? pb_thread_count() : 1;
  thread_count = thread_count < task_count ? thread_count : task_count;
  thread_count = thread_count < MAX_THREAD_COUNT ? thread_count : MAX_THREAD_COUNT;
  uint32_t started_count = 0;
  while (started_count + 1 < thread_count && pthread_create(&threads[started_count], NULL, take_tasks, &run) == 0) {
    started_count++;
  }
  take_tasks(&run);
  for (uint32_t i = 0; i < started_count; i++) {
    pthread_join(threads[i], NULL);
  }
}
