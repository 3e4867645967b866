/* SPDX-License-Identifier: Apache-2.0 */
#include "testing.h"

#include <pthread.h>
#include <sched.h>

#include "guarded_memory.h"

/* Several steps of a preparation. */
enum { WIDTH = 1024, HEIGHT = 2500, CHANNELS = 4, ROW_BYTES = WIDTH * CHANNELS * 4, TARGET_BYTES = ROW_BYTES * HEIGHT };

static pb_pass_target target_at(void *start) {
  return (pb_pass_target){.name = "Combined", .pixels = span_of(start, TARGET_BYTES), .width = WIDTH, .height = HEIGHT, .channels = CHANNELS};
}

static size_t resident_page_count(char *start, size_t page_count) {
  size_t count = 0;
  for (size_t i = 0; i < page_count; i++) {
    count += page_is_resident(start + i * page_bytes());
  }
  return count;
}

#ifdef __linux__
/* QEMU's user mode answers that it has given pages their memory, and has done nothing (7.2: madvise with MADV_POPULATE_WRITE). */
static bool claims_to_populate(void) {
  char *page = pages_map(1, READ_WRITE);
  const bool claims = madvise(page, page_bytes(), MADV_POPULATE_WRITE) == 0 && !page_is_resident(page);
  pages_unmap(page, 1);
  return claims;
}
#else
static bool claims_to_populate(void) { return false; }
#endif

/* Waits; a preparation that never gets there is ended by the test's time limit. */
static void prepare_makes_all_pages_ready(void **state) {
  (void)state;
  if (claims_to_populate()) {
    skip(); /* nothing that the library could tell apart */
  }
  guarded_memory memory = guarded_memory_open(TARGET_BYTES / page_bytes());
  assert_int_equal(resident_page_count(memory.start, TARGET_BYTES / page_bytes()), 0);
  const pb_pass_target target = target_at(memory.start);
  pb_preparation *preparation;
  assert_int_equal(pb_preparation_open(&target, 1, &preparation), PB_OK);
  while (resident_page_count(memory.start, TARGET_BYTES / page_bytes()) < TARGET_BYTES / page_bytes()) {
    sched_yield();
  }
  pb_preparation_close(preparation);
  guarded_memory_close(&memory);
}

/* Counts in every word while the pages are made ready around it. */
static void prepare_keeps_what_others_write(void **state) {
  (void)state;
  guarded_memory memory = guarded_memory_open(TARGET_BYTES / page_bytes());
  const pb_pass_target target = target_at(memory.start);
  uint32_t *words = (uint32_t *)(void *)memory.start;
  for (uint32_t round = 1; round < 4; round++) {
    pb_preparation *preparation;
    assert_int_equal(pb_preparation_open(&target, 1, &preparation), PB_OK);
    for (uint32_t i = TARGET_BYTES / 4; i-- > 0;) {
      words[i] = i * round;
    }
    pb_preparation_close(preparation);
    for (uint32_t i = 0; i < TARGET_BYTES / 4; i++) {
      if (words[i] != i * round) {
        fail_msg("word %u is %u", i, words[i]);
      }
    }
  }
  guarded_memory_close(&memory);
}

static void close_ends_every_use_of_the_memory(void **state) {
  (void)state;
  for (int i = 0; i < 50; i++) {
    guarded_memory memory = guarded_memory_open(TARGET_BYTES / page_bytes());
    pb_pass_target targets[2] = {target_at(memory.start), target_at(memory.start)};
    targets[1].pixels.offset += 4; /* ends right at the guard page; not a whole page at either end */
    targets[1].pixels.size_bytes -= ROW_BYTES, targets[1].height--;
    pb_preparation *preparation;
    assert_int_equal(pb_preparation_open(targets, 2, &preparation), PB_OK);
    memset(targets, 0xff, sizeof targets); /* the preparation has its own copy */
    pb_preparation_close(preparation);
    guarded_memory_close(&memory);
  }
}

static void open_rejects(void **state) {
  (void)state;
  guarded_memory memory = guarded_memory_open(TARGET_BYTES / page_bytes());
  const pb_pass_target target = target_at(memory.start);
  pb_preparation *preparation;
  assert_int_equal(pb_preparation_open(NULL, 1, &preparation), PB_INVALID_ARGUMENT);
  assert_int_equal(pb_preparation_open(&target, 1, NULL), PB_INVALID_ARGUMENT);
  assert_failed(pb_preparation_open(&target, 0, &preparation), PB_INVALID_ARGUMENT, "1 to 1024 targets");
  assert_failed(pb_preparation_open(&target, 1025, &preparation), PB_INVALID_ARGUMENT, "1 to 1024 targets");
  pb_pass_target targets[2] = {target, target};
  targets[1].pixels.offset += 4;
  assert_failed(pb_preparation_open(targets, 2, &preparation), PB_INVALID_ARGUMENT, "not writable memory");
  guarded_memory_close(&memory);
  pb_preparation_close(NULL);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(prepare_makes_all_pages_ready),
      cmocka_unit_test(prepare_keeps_what_others_write),
      cmocka_unit_test(close_ends_every_use_of_the_memory),
      cmocka_unit_test(open_rejects),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
