/* SPDX-License-Identifier: Apache-2.0 */
/* Memory that ends right before a page nobody may touch: reading one byte too many is a crash. */
#ifndef PB_GUARDED_MEMORY_H
#define PB_GUARDED_MEMORY_H

#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>

typedef struct guarded_memory {
  char *start;
  char *end; /* of what may be touched */
} guarded_memory;

static inline size_t page_bytes(void) { return (size_t)sysconf(_SC_PAGESIZE); }

static inline guarded_memory guarded_memory_open(size_t page_count) {
  const size_t byte_count = page_count * page_bytes();
  char *start = mmap(NULL, byte_count + page_bytes(), PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  if (start == MAP_FAILED || mprotect(start + byte_count, page_bytes(), PROT_NONE) != 0) {
    abort();
  }
  return (guarded_memory){start, start + byte_count};
}

static inline void guarded_memory_close(guarded_memory *memory) {
  munmap(memory->start, (size_t)(memory->end - memory->start) + page_bytes());
}

#endif
