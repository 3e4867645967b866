/* SPDX-License-Identifier: Apache-2.0 */
/* What tests of gathering read and write: buffers that each end right before a guard page. */
#ifndef PB_GATHER_MEMORY_H
#define PB_GATHER_MEMORY_H

#include "testing.h"

#include <string.h>

#include "guarded_memory.h"

enum { MEMORY_COUNT = 9, MEMORY_PAGES = 4 };

static guarded_memory memory[MEMORY_COUNT];

static inline int open_memory(void **state) {
  (void)state;
  for (int i = 0; i < MEMORY_COUNT; i++) {
    memory[i] = guarded_memory_open(MEMORY_PAGES);
  }
  return 0;
}

static inline int close_memory(void **state) {
  (void)state;
  for (int i = 0; i < MEMORY_COUNT; i++) {
    guarded_memory_close(&memory[i]);
  }
  return 0;
}

/* The last bytes before the guard page. */
static inline void *tail(int which, size_t byte_count) {
  assert_in_range(which, 0, MEMORY_COUNT - 1);
  assert_in_range(byte_count, 0, MEMORY_PAGES * page_bytes());
  return memory[which].end - byte_count;
}

/* Lays elements out with a stride (0: without gaps), the last one right before the guard page. */
static inline pb_span put(int which, const void *elements, size_t element_bytes, size_t count, size_t stride_bytes) {
  const size_t stride = stride_bytes ? stride_bytes : element_bytes;
  const size_t size_bytes = count ? (count - 1) * stride + element_bytes : 0;
  char *start = tail(which, size_bytes);
  for (size_t i = 0; i < count; i++) {
    memcpy(start + i * stride, (const char *)elements + i * element_bytes, element_bytes);
  }
  pb_span span = span_of(start, size_bytes);
  span.stride_bytes = stride_bytes;
  return span;
}

#endif
