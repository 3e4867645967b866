/* SPDX-License-Identifier: Apache-2.0 */
/* Memory that ends right before a page nobody may touch: reading one byte too many is a crash. */
#ifndef PB_GUARDED_MEMORY_H
#define PB_GUARDED_MEMORY_H

#include "pages.h"

typedef struct guarded_memory {
  char *start;
  char *end; /* of what may be touched */
} guarded_memory;

static inline guarded_memory guarded_memory_open(size_t page_count) {
  char *start = pages_map(page_count + 1, READ_WRITE);
  char *end = start + page_count * page_bytes();
  pages_protect(end, 1, NO_ACCESS);
  return (guarded_memory){start, end};
}

static inline size_t guarded_memory_page_count(const guarded_memory *memory) {
  return (size_t)(memory->end - memory->start) / page_bytes();
}

static inline void guarded_memory_make_read_only(const guarded_memory *memory) {
  pages_protect(memory->start, guarded_memory_page_count(memory), READ_ONLY);
}

static inline void guarded_memory_close(guarded_memory *memory) {
  pages_unmap(memory->start, guarded_memory_page_count(memory) + 1);
}

#endif
