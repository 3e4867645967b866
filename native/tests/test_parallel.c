/* SPDX-License-Identifier: Apache-2.0 */
#include "parallel.h"
#include "testing.h"

#include <pthread.h>
#include <stdatomic.h>

enum { TASK_COUNT = 64 };

typedef struct counted {
  pthread_t caller;
  _Atomic uint32_t run_count;
  _Atomic uint32_t others_count; /* run by other threads */
} counted;

static void count(void *context, uint32_t index) {
  counted *counts = context;
  (void)index;
  atomic_fetch_add(&counts->run_count, 1);
  if (!pthread_equal(pthread_self(), counts->caller)) {
    atomic_fetch_add(&counts->others_count, 1);
  }
}

static void a_limit_of_one_keeps_to_the_calling_thread(void **state) {
  (void)state;
  pb_threads_limit(1);
  assert_int_equal(pb_thread_count(), 1);
  counted counts = {.caller = pthread_self()};
  pb_parallel_run(TASK_COUNT, count, &counts);
  assert_int_equal(atomic_load(&counts.run_count), TASK_COUNT);
  assert_int_equal(atomic_load(&counts.others_count), 0);
}

static void no_limit_is_one_thread_a_core(void **state) {
  (void)state;
  pb_threads_limit(0);
  const uint32_t core_count = pb_thread_count();
  assert_true(core_count >= 1);
  pb_threads_limit(core_count + 5);
  assert_int_equal(pb_thread_count(), core_count);
  counted counts = {.caller = pthread_self()};
  pb_parallel_run(TASK_COUNT, count, &counts);
  assert_int_equal(atomic_load(&counts.run_count), TASK_COUNT);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(a_limit_of_one_keeps_to_the_calling_thread),
      cmocka_unit_test(no_limit_is_one_thread_a_core),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
