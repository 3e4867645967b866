/* SPDX-License-Identifier: Apache-2.0 */
#include "testing.h"

#include <pthread.h>

#include "arena.h"

static const uint64_t MB = 1 << 20;

static void segment_has_room_and_begins_a_page(void **state) {
  (void)state;
  pb_arena *arena = pb_arena_open();
  const pb_segment *segment = pb_segment_take(arena, 5 * MB + 1);
  assert_non_null(segment);
  assert_in_range(segment->size_bytes, 5 * MB + 1, 6 * MB);
  assert_int_equal((uintptr_t)segment->start % 4096, 0);
  memset(segment->start, 7, segment->size_bytes);
  assert_int_equal(pb_arena_bytes(arena), segment->size_bytes);
  pb_segment_release(segment);
  assert_int_equal(pb_arena_bytes(arena), 0);
  pb_arena_close(arena);
}

static void released_memory_is_kept_up_to_the_limit(void **state) {
  (void)state;
  pb_arena *arena = pb_arena_open();
  pb_arena_limit_spare(arena, 3 * MB);
  const pb_segment *first = pb_segment_take(arena, 2 * MB), *second = pb_segment_take(arena, 2 * MB);
  const char *start = first->start;
  const uint64_t number = first->number;
  pb_segment_release(first);
  assert_int_equal(pb_arena_bytes(arena), 4 * MB);
  const pb_segment *third = pb_segment_take(arena, 2 * MB - 100);
  assert_ptr_equal(third->start, start);
  assert_true(third->number > number);
  assert_null(pb_segment_retain(number)); /* nobody sees others' content under an old number */
  pb_segment_release(second);
  pb_segment_release(third);
  assert_int_equal(pb_arena_bytes(arena), 2 * MB);
  pb_arena_limit_spare(arena, 0);
  assert_int_equal(pb_arena_bytes(arena), 0);
  pb_arena_close(arena);
}

static void small_request_takes_no_large_spare_segment(void **state) {
  (void)state;
  pb_arena *arena = pb_arena_open();
  pb_arena_limit_spare(arena, 100 * MB);
  pb_segment_release(pb_segment_take(arena, 50 * MB));
  const pb_segment *small = pb_segment_take(arena, MB);
  assert_int_equal(small->size_bytes, MB);
  pb_segment_release(small);
  pb_arena_close(arena);
}

static void segment_outlives_its_arena(void **state) {
  (void)state;
  pb_arena *arena = pb_arena_open();
  const pb_segment *segment = pb_segment_take(arena, MB);
  const uint64_t number = segment->number;
  assert_ptr_equal(pb_segment_retain(number), segment);
  pb_segment_release(segment);
  pb_arena_close(arena);
  memset(segment->start, 1, MB);
  assert_true(pb_segment_release_number(number));
  assert_false(pb_segment_release_number(number));
  assert_null(pb_segment_retain(0));
}

static void more_than_there_is_is_refused(void **state) {
  (void)state;
  pb_arena *arena = pb_arena_open();
  assert_null(pb_segment_take(arena, UINT64_MAX));
  assert_null(pb_segment_take(arena, (uint64_t)1 << 62));
  assert_int_equal(pb_arena_bytes(arena), 0);
  pb_arena_close(arena);
}

static void *take_and_release(void *arena) {
  for (uint32_t i = 0; i < 300; i++) {
    const pb_segment *segment = pb_segment_take(arena, 4096u * (1 + i % 7));
    segment->start[0] = (char)i;
    const pb_segment *again = pb_segment_retain(segment->number);
    pb_segment_release(segment);
    pb_segment_release(again);
  }
  return NULL;
}

static void threads_share_an_arena(void **state) {
  (void)state;
  pb_arena *arena = pb_arena_open();
  pb_arena_limit_spare(arena, 40000);
  pthread_t threads[4];
  for (int i = 0; i < 4; i++) {
    assert_int_equal(pthread_create(&threads[i], NULL, take_and_release, arena), 0);
  }
  for (int i = 0; i < 4; i++) {
    pthread_join(threads[i], NULL);
  }
  assert_true(pb_arena_bytes(arena) <= 40000);
  pb_arena_close(arena);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(segment_has_room_and_begins_a_page),
      cmocka_unit_test(released_memory_is_kept_up_to_the_limit),
      cmocka_unit_test(small_request_takes_no_large_spare_segment),
      cmocka_unit_test(segment_outlives_its_arena),
      cmocka_unit_test(more_than_there_is_is_refused),
      cmocka_unit_test(threads_share_an_arena),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
