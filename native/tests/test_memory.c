/* SPDX-License-Identifier: Apache-2.0 */
#include "testing.h"

#include <pthread.h>
#include <stdlib.h>

#include "guarded_memory.h"
#include "memory.h"

#ifdef __linux__
#include <errno.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <unistd.h>
#endif

/* ------------------------------------------------------------------------------------------------ pb_memory_read */

static void read_own_memory(void **state) {
  (void)state;
  guarded_memory memory = guarded_memory_open(2);
  memset(memory.start, 7, (size_t)(memory.end - memory.start));
  memcpy(memory.end - 9, "all of it", 9);
  char bytes[9];
  assert_true(pb_memory_read(address_of(memory.end - 9), bytes, sizeof bytes));
  assert_memory_equal(bytes, "all of it", sizeof bytes);
  guarded_memory_close(&memory);
}

static void read_unmapped(void **state) {
  (void)state;
  char *page = pages_map(1, READ_ONLY);
  pages_unmap(page, 1);
  char byte;
  assert_false(pb_memory_read(address_of(page), &byte, 1));
}

static void read_without_permission(void **state) {
  (void)state;
  char *page = pages_map(1, NO_ACCESS);
  char byte;
  assert_false(pb_memory_read(address_of(page), &byte, 1));
  pages_unmap(page, 1);
}

static void read_across_the_end_of_a_mapping(void **state) {
  (void)state;
  guarded_memory memory = guarded_memory_open(1);
  char bytes[64];
  assert_true(pb_memory_read(address_of(memory.end - 64), bytes, 64));
  assert_false(pb_memory_read(address_of(memory.end - 63), bytes, 64));
  guarded_memory_close(&memory);
}

static void read_null(void **state) {
  (void)state;
  char bytes[8];
  assert_false(pb_memory_read(0, bytes, 8));
  assert_false(pb_memory_read(8, bytes, 8));
}

static void read_nothing(void **state) {
  (void)state;
  char byte = 0;
  assert_false(pb_memory_read(address_of(&byte), &byte, 0));
}

static void read_wrapping_around(void **state) {
  (void)state;
  char bytes[8];
  assert_false(pb_memory_read(UINT64_MAX, bytes, 8));
  assert_false(pb_memory_read(UINT64_MAX - 3, bytes, 8));
  assert_false(pb_memory_read(UINT64_MAX - 8, bytes, 8));
  assert_false(pb_memory_read(UINT64_C(0x8000000000000000), bytes, 8));
  assert_false(pb_memory_read(UINT64_C(0x0000800000000000), bytes, 8)); /* not canonical on x86-64 */
}

#ifdef __linux__
static void permissions_without_queries(void);

/* A sandbox around Blender may forbid the calls, and older kernels lack one. The filter stays, so this is the executable's last test. */
static void read_where_a_filter_forbids_the_call(void **state) {
  (void)state;
  struct sock_filter instructions[] = {
      BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, nr)),
      BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, SYS_ioctl, 1, 0),
      BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, SYS_process_vm_readv, 0, 1),
      BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ERRNO | EPERM),
      BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW),
  };
  struct sock_fprog filter = {sizeof instructions / sizeof instructions[0], instructions};
  guarded_memory memory = guarded_memory_open(1);
  memcpy(memory.end - 4, "here", 4);
  if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0 || prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &filter) != 0) {
    skip(); /* a kernel without filters */
  }
  char bytes[4];
  struct iovec to = {bytes, 4}, from = {memory.end - 4, 4};
  assert_int_equal(process_vm_readv(getpid(), &to, 1, &from, 1, 0), -1);

  assert_true(pb_memory_read(address_of(memory.end - 4), bytes, 4));
  assert_memory_equal(bytes, "here", 4);
  guarded_memory_close(&memory);
  read_unmapped(NULL);
  read_without_permission(NULL);
  read_across_the_end_of_a_mapping(NULL);
  read_wrapping_around(NULL);
  permissions_without_queries();
}
#endif

/* ------------------------------------------------------------------------------------------------ pb_memory_is_writable */

static void writable_own_memory(void **state) {
  (void)state;
  char on_stack[100];
  char *on_heap = malloc(100);
  assert_true(pb_memory_is_writable(address_of(on_stack), sizeof on_stack));
  assert_true(pb_memory_is_writable(address_of(on_heap), 100));
  free(on_heap);
}

static void writable_read_only(void **state) {
  (void)state;
  char *page = pages_map(1, READ_ONLY);
  assert_false(pb_memory_is_writable(address_of(page), 1));
  assert_false(pb_memory_is_writable(address_of("text of the program"), 1));
  pages_unmap(page, 1);
}

static void writable_partly_read_only(void **state) {
  (void)state;
  char *pages = pages_map(3, READ_WRITE);
  pages_protect(pages + page_bytes(), 1, READ_ONLY);
  assert_true(pb_memory_is_writable(address_of(pages), page_bytes()));
  assert_false(pb_memory_is_writable(address_of(pages), page_bytes() + 1));
  assert_false(pb_memory_is_writable(address_of(pages), 3 * page_bytes()));
  assert_false(pb_memory_is_writable(address_of(pages + 2 * page_bytes() - 1), 2));
  assert_true(pb_memory_is_writable(address_of(pages + 2 * page_bytes()), page_bytes()));
  pages_unmap(pages, 3);
}

static void writable_unmapped(void **state) {
  (void)state;
  char *pages = pages_map(3, READ_WRITE);
  pages_unmap(pages + page_bytes(), 1);
  assert_false(pb_memory_is_writable(address_of(pages + page_bytes()), 1));
  assert_false(pb_memory_is_writable(address_of(pages), 3 * page_bytes()));
  assert_true(pb_memory_is_writable(address_of(pages), page_bytes()));
  pages_unmap(pages, 1);
  pages_unmap(pages + 2 * page_bytes(), 1);
}

#ifdef __linux__
static void writable_adjacent_mappings(void **state) {
  (void)state;
  char *pages = pages_map(3, READ_WRITE);
  /* Shared between private ones: three lines in /proc/self/maps. */
  assert_ptr_equal(mmap(pages + page_bytes(), page_bytes(), PROT_READ | PROT_WRITE,
                        MAP_SHARED | MAP_ANONYMOUS | MAP_FIXED, -1, 0),
                   pages + page_bytes());
  assert_true(pb_memory_is_writable(address_of(pages), 3 * page_bytes()));
  assert_true(pb_memory_is_writable(address_of(pages + 1), 3 * page_bytes() - 1));
  pages_unmap(pages, 3);
}
#endif

static void writable_nothing(void **state) {
  (void)state;
  char byte = 0;
  assert_false(pb_memory_is_writable(address_of(&byte), 0));
  assert_false(pb_memory_is_writable(0, 1));
}

static void writable_wrapping_around(void **state) {
  (void)state;
  char byte = 0;
  assert_false(pb_memory_is_writable(UINT64_MAX, 1));
  assert_false(pb_memory_is_writable(UINT64_MAX - 4, 8));
  assert_false(pb_memory_is_writable(address_of(&byte), UINT64_MAX));
}

/* ------------------------------------------------------------------------------------------------ pb_memory_is_readable */

static void readable(void **state) {
  (void)state;
  char *pages = pages_map(4, READ_ONLY);
  pages_protect(pages + page_bytes(), 1, READ_WRITE);
  pages_protect(pages + 2 * page_bytes(), 1, NO_ACCESS);
  assert_true(pb_memory_is_readable(address_of(pages), 2 * page_bytes()));
  assert_true(pb_memory_is_readable(address_of("text of the program"), 20));
  assert_false(pb_memory_is_readable(address_of(pages), 2 * page_bytes() + 1));
  assert_false(pb_memory_is_readable(address_of(pages), 4 * page_bytes()));
  assert_false(pb_memory_is_readable(address_of(pages + 2 * page_bytes()), 1));
  assert_true(pb_memory_is_readable(address_of(pages + 3 * page_bytes()), page_bytes()));
  pages_unmap(pages, 4);
  assert_false(pb_memory_is_readable(address_of(pages), 1));
  assert_false(pb_memory_is_readable(0, 1));
  assert_false(pb_memory_is_readable(address_of(&pages), 0));
  assert_false(pb_memory_is_readable(UINT64_MAX - 4, 8));
  assert_false(pb_memory_is_readable(UINT64_C(0x0000800000000000), 8)); /* not canonical on x86-64 */
}

#ifdef __linux__
static void permissions_without_queries(void) {
  writable_own_memory(NULL);
  writable_read_only(NULL);
  writable_partly_read_only(NULL);
  writable_unmapped(NULL);
  writable_adjacent_mappings(NULL);
  readable(NULL);
}
#endif

/* ------------------------------------------------------------------------------------------------ pb_memory_touch */

enum { TOUCHED_PAGE_COUNT = 8, COUNT_UP_TO = 300000 };

static void *touch_again_and_again(void *pages) {
  for (uint32_t i = 0; i < COUNT_UP_TO; i++) {
    pb_memory_touch(pages, TOUCHED_PAGE_COUNT * page_bytes());
  }
  return NULL;
}

/* Counts in the very words that are touched meanwhile: a number that is put back is noticed. */
static void touch_keeps_what_others_write(void **state) {
  (void)state;
  char *pages = pages_map(TOUCHED_PAGE_COUNT, READ_WRITE);
  pthread_t thread;
  assert_int_equal(pthread_create(&thread, NULL, touch_again_and_again, pages), 0);
  for (uint32_t i = 0; i < COUNT_UP_TO; i++) {
    for (size_t page = 0; page < TOUCHED_PAGE_COUNT; page++) {
      volatile uint32_t *word = (volatile uint32_t *)(void *)(pages + page * page_bytes());
      assert_int_equal(*word, i);
      *word = i + 1;
    }
  }
  pthread_join(thread, NULL);
  pages_unmap(pages, TOUCHED_PAGE_COUNT);
}

static void touch_gives_memory(void **state) {
  (void)state;
  char *pages = pages_map(TOUCHED_PAGE_COUNT, READ_WRITE);
  pb_memory_touch(pages + page_bytes(), (TOUCHED_PAGE_COUNT - 1) * page_bytes());
  assert_false(page_is_resident(pages));
  for (size_t page = 1; page < TOUCHED_PAGE_COUNT; page++) {
    assert_true(page_is_resident(pages + page * page_bytes()));
  }
  pages_unmap(pages, TOUCHED_PAGE_COUNT);
}

/* ------------------------------------------------------------------------------------------------ pb_span_holds */

static bool holds(uint64_t offset, uint64_t size_bytes, uint64_t stride_bytes, uint64_t count, uint64_t element_bytes) {
  const pb_span span = {.offset = offset, .size_bytes = size_bytes, .stride_bytes = stride_bytes};
  return pb_span_holds(&span, count, element_bytes);
}

static void span_holds_tightly_packed(void **state) {
  (void)state;
  assert_true(holds(16, 36, 0, 3, 12));
  assert_true(holds(16, 37, 0, 3, 12));
  assert_false(holds(16, 35, 0, 3, 12));
}

static void span_holds_with_stride(void **state) {
  (void)state;
  assert_true(holds(16, 16 * 2 + 12, 16, 3, 12)); /* nothing behind the last element is asked for */
  assert_false(holds(16, 16 * 2 + 11, 16, 3, 12));
}

static void span_holds_stride_smaller_than_element(void **state) {
  (void)state;
  assert_false(holds(16, 1000, 11, 3, 12));
  assert_false(holds(16, 1000, 1, 1, 12));
}

static void span_holds_no_elements(void **state) {
  (void)state;
  assert_true(holds(0, 0, 0, 0, 12));
  assert_true(holds(0, 0, 1, 0, 12));
}

static void span_holds_in_null(void **state) {
  (void)state;
  assert_false(holds(0, 100, 0, 1, 12));
}

static void span_holds_in_another_segment(void **state) {
  (void)state;
  const pb_span span = {.segment = 1, .offset = 16, .size_bytes = 100};
  assert_false(pb_span_holds(&span, 1, 12));
}

static void span_holds_overflowing_count(void **state) {
  (void)state;
  assert_false(holds(16, 100, 0, UINT64_MAX, 12));
  assert_false(holds(16, 100, 0, UINT64_MAX / 12 + 2, 12)); /* the product would wrap to a small number */
  assert_false(holds(16, 100, 0, (UINT64_C(1) << 62) + 1, 4));
}

static void span_holds_overflowing_stride(void **state) {
  (void)state;
  assert_false(holds(16, 100, UINT64_MAX, 2, 12));
  assert_false(holds(16, 100, UINT64_MAX - 3, 2, 12)); /* the sum with the last element would wrap */
  assert_false(holds(16, 100, UINT64_C(1) << 63, 3, 12));
  assert_true(holds(16, 100, UINT64_MAX, 1, 12)); /* one element has no neighbour */
}

static void span_holds_overflowing_size(void **state) {
  (void)state;
  assert_false(holds(16, UINT64_MAX, 0, 1, 12));
  assert_false(holds(UINT64_MAX - 3, 100, 0, 1, 4));
  assert_true(holds(16, UINT64_MAX - 16, 0, 1, 12));
}

/* ------------------------------------------------------------------------------------------------ pb_elements_verify */

typedef struct element {
  float value;
  int32_t other;
} element;

/* The elements lie right before a page that may not be touched. */
static pb_span elements_before_guard(const guarded_memory *memory, uint32_t count) {
  element *first = (element *)(void *)(memory->end - count * sizeof(element));
  for (uint32_t i = 0; i < count; i++) {
    first[i] = (element){.value = (float)i, .other = -1};
  }
  pb_span span = span_of(first, count * sizeof(element));
  span.stride_bytes = sizeof(element);
  return span;
}

static void elements_verify_compares_what_is_sampled(void **state) {
  (void)state;
  guarded_memory memory = guarded_memory_open(1);
  const pb_span span = elements_before_guard(&memory, 10);
  const uint32_t indices[3] = {0, 5, 9};
  const float right[3] = {0, 5, 9};
  assert_int_equal(pb_elements_verify(&span, sizeof(float), indices, 3, right), PB_OK);
  for (int wrong = 0; wrong < 3; wrong++) {
    float values[3] = {0, 5, 9};
    values[wrong] += 1;
    assert_failed(pb_elements_verify(&span, sizeof(float), indices, 3, values), PB_UNVERIFIED, "not in memory as Blender gives it");
  }
  guarded_memory_close(&memory);
}

static void elements_verify_survives_memory_that_is_gone(void **state) {
  (void)state;
  guarded_memory memory = guarded_memory_open(1);
  pb_span span = elements_before_guard(&memory, 10);
  span.offset += sizeof(element); /* the last one lies behind the end */
  const uint32_t last = 9;
  const float value = 9;
  assert_int_equal(pb_elements_verify(&span, sizeof(float), &last, 1, &value), PB_UNVERIFIED);
  guarded_memory_close(&memory);
  const uint32_t first = 0;
  assert_int_equal(pb_elements_verify(&span, sizeof(float), &first, 1, &value), PB_UNVERIFIED);
}

static void elements_verify_rejects_wrong_arguments(void **state) {
  (void)state;
  guarded_memory memory = guarded_memory_open(1);
  const pb_span span = elements_before_guard(&memory, 10);
  uint32_t index = 10;
  const char value[80] = {0};
  assert_failed(pb_elements_verify(&span, sizeof(float), &index, 1, value), PB_INVALID_ARGUMENT, "element 10 is outside");
  index = UINT32_MAX;
  assert_int_equal(pb_elements_verify(&span, sizeof(float), &index, 1, value), PB_INVALID_ARGUMENT);
  index = 0;
  assert_int_equal(pb_elements_verify(NULL, sizeof(float), &index, 1, value), PB_INVALID_ARGUMENT);
  assert_int_equal(pb_elements_verify(&span, sizeof(float), NULL, 1, value), PB_INVALID_ARGUMENT);
  assert_int_equal(pb_elements_verify(&span, sizeof(float), &index, 1, NULL), PB_INVALID_ARGUMENT);
  assert_int_equal(pb_elements_verify(&span, sizeof(float), &index, 0, value), PB_INVALID_ARGUMENT);
  assert_int_equal(pb_elements_verify(&span, 0, &index, 1, value), PB_INVALID_ARGUMENT);
  assert_int_equal(pb_elements_verify(&span, 65, &index, 1, value), PB_INVALID_ARGUMENT);
  guarded_memory_close(&memory);
}

/* ------------------------------------------------------------------------------------------------ pb_memory_find */

static void find_gives_the_next_match(void **state) {
  (void)state;
  guarded_memory memory = guarded_memory_open(1);
  memset(memory.start, 0, page_bytes());
  const float wanted[4] = {1, 2, 3, 4};
  memcpy(memory.start + 20, wanted, sizeof wanted);
  memcpy(memory.end - sizeof wanted, wanted, sizeof wanted);
  uint64_t offset = 0;
  assert_int_equal(pb_memory_find(address_of(memory.start), UINT64_MAX, wanted, sizeof wanted, &offset), PB_OK);
  assert_int_equal(offset, 20);
  offset += 4;
  assert_int_equal(pb_memory_find(address_of(memory.start), UINT64_MAX, wanted, sizeof wanted, &offset), PB_OK);
  assert_int_equal(offset, page_bytes() - sizeof wanted);
  offset += 4;
  assert_failed(pb_memory_find(address_of(memory.start), UINT64_MAX, wanted, sizeof wanted, &offset), PB_UNVERIFIED, "not in memory");
  offset = 0;
  assert_int_equal(pb_memory_find(address_of(memory.start), 35, wanted, sizeof wanted, &offset), PB_UNVERIFIED);
  assert_int_equal(pb_memory_find(address_of(memory.start), 36, wanted, sizeof wanted, &offset), PB_OK);
  guarded_memory_close(&memory);
  offset = 0;
  assert_int_equal(pb_memory_find(address_of(memory.start), 36, wanted, sizeof wanted, &offset), PB_UNVERIFIED);
  assert_int_equal(pb_memory_find(UINT64_MAX - 8, UINT64_MAX, wanted, sizeof wanted, &offset), PB_UNVERIFIED);
}

static void find_rejects_wrong_arguments(void **state) {
  (void)state;
  const char wanted[80] = {0};
  uint64_t offset = 0;
  assert_int_equal(pb_memory_find(1, 100, NULL, 4, &offset), PB_INVALID_ARGUMENT);
  assert_int_equal(pb_memory_find(1, 100, wanted, 0, &offset), PB_INVALID_ARGUMENT);
  assert_int_equal(pb_memory_find(1, 100, wanted, 65, &offset), PB_INVALID_ARGUMENT);
  assert_int_equal(pb_memory_find(1, 100, wanted, 4, NULL), PB_INVALID_ARGUMENT);
  offset = 2;
  assert_int_equal(pb_memory_find(1, 100, wanted, 4, &offset), PB_INVALID_ARGUMENT);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(read_own_memory),
      cmocka_unit_test(read_unmapped),
      cmocka_unit_test(read_without_permission),
      cmocka_unit_test(read_across_the_end_of_a_mapping),
      cmocka_unit_test(read_null),
      cmocka_unit_test(read_nothing),
      cmocka_unit_test(read_wrapping_around),
      cmocka_unit_test(writable_own_memory),
      cmocka_unit_test(writable_read_only),
      cmocka_unit_test(writable_partly_read_only),
      cmocka_unit_test(writable_unmapped),
#ifdef __linux__
      cmocka_unit_test(writable_adjacent_mappings),
#endif
      cmocka_unit_test(writable_nothing),
      cmocka_unit_test(writable_wrapping_around),
      cmocka_unit_test(readable),
      cmocka_unit_test(touch_keeps_what_others_write),
      cmocka_unit_test(touch_gives_memory),
      cmocka_unit_test(span_holds_tightly_packed),
      cmocka_unit_test(span_holds_with_stride),
      cmocka_unit_test(span_holds_stride_smaller_than_element),
      cmocka_unit_test(span_holds_no_elements),
      cmocka_unit_test(span_holds_in_null),
      cmocka_unit_test(span_holds_in_another_segment),
      cmocka_unit_test(span_holds_overflowing_count),
      cmocka_unit_test(span_holds_overflowing_stride),
      cmocka_unit_test(span_holds_overflowing_size),
      cmocka_unit_test(elements_verify_compares_what_is_sampled),
      cmocka_unit_test(elements_verify_survives_memory_that_is_gone),
      cmocka_unit_test(elements_verify_rejects_wrong_arguments),
      cmocka_unit_test(find_gives_the_next_match),
      cmocka_unit_test(find_rejects_wrong_arguments),
#ifdef __linux__
      cmocka_unit_test(read_where_a_filter_forbids_the_call),
#endif
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
