/* SPDX-License-Identifier: Apache-2.0 */
#include "memory.h"

#include <stdlib.h>
#include <string.h>

#include "error.h"

/*
 * Writes to each page the byte that is there: compare and swap is one step for the processor, so a write of another thread comes
 * either before, and the swap keeps it, or after.
 */
void pb_memory_touch(char *first, size_t byte_count) {
  const size_t page_bytes = pb_page_bytes();
  for (size_t done = 0; done < byte_count; done += page_bytes) {
    char byte = __atomic_load_n(first + done, __ATOMIC_RELAXED);
    while (!__atomic_compare_exchange_n(first + done, &byte, byte, false, __ATOMIC_RELAXED, __ATOMIC_RELAXED)) {
    }
  }
}

bool pb_mapping_list_add(pb_mapping_list *list, pb_mapping mapping) {
  if (list->count && list->mappings[list->count - 1].end == mapping.first) {
    list->mappings[list->count - 1].end = mapping.end;
    return true;
  }
  if (list->count == list->capacity) {
    const size_t capacity = list->capacity ? 2 * list->capacity : 1024;
    pb_mapping *grown = realloc(list->mappings, capacity * sizeof *grown);
    if (!grown) {
      return false;
    }
    list->mappings = grown;
    list->capacity = capacity;
  }
  list->mappings[list->count++] = mapping;
  return true;
}

/* Memory from which on pages of 2 MB pay. */
enum { HUGE_PAGES_FROM_BYTES = 4 << 20 };

void pb_span_use_huge_pages(const pb_span *span) {
  if (span->size_bytes >= HUGE_PAGES_FROM_BYTES) {
    pb_memory_use_huge_pages(pb_span_start(span), span->size_bytes);
  }
}

bool pb_span_holds(const pb_span *span, uint64_t count, uint64_t element_bytes) {
  if (count == 0 || element_bytes == 0) {
    return true;
  }
  if (span->segment != 0 || span->offset == 0 || span->offset > UINT64_MAX - span->size_bytes) {
    return false;
  }
  const uint64_t stride = pb_span_stride(span, element_bytes);
  uint64_t last, bytes;
  if (stride < element_bytes || __builtin_mul_overflow(count - 1, stride, &last) ||
      __builtin_add_overflow(last, element_bytes, &bytes)) {
    return false;
  }
  return bytes <= span->size_bytes;
}

bool pb_span_is_list(const pb_span *span, uint64_t element_bytes) {
  return span->size_bytes == 0 || (span->size_bytes % element_bytes == 0 &&
                                   pb_span_holds(span, span->size_bytes / element_bytes, element_bytes) &&
                                   pb_span_stride(span, element_bytes) == element_bytes);
}

/* Larger elements than any of Blender's arrays has. */
enum { MAX_COMPARED_BYTES = 64 };

pb_status pb_elements_verify(const pb_span *elements, uint32_t element_bytes, const uint32_t *indices, uint32_t sample_count,
                             const void *expected) {
  if (!elements || !indices || !expected || element_bytes == 0 || element_bytes > MAX_COMPARED_BYTES || sample_count == 0) {
    return pb_fail(PB_INVALID_ARGUMENT, "elements of 1 to %d bytes, indices and what to expect are needed", MAX_COMPARED_BYTES);
  }
  const uint64_t stride = pb_span_stride(elements, element_bytes);
  for (uint32_t i = 0; i < sample_count; i++) {
    if (!pb_span_holds(elements, (uint64_t)indices[i] + 1, element_bytes)) {
      return pb_fail(PB_INVALID_ARGUMENT, "element %u is outside of the span", indices[i]);
    }
    char found[MAX_COMPARED_BYTES];
    if (!pb_memory_read(elements->offset + indices[i] * stride, found, element_bytes) ||
        memcmp(found, (const char *)expected + (size_t)i * element_bytes, element_bytes) != 0) {
      return pb_fail(PB_UNVERIFIED, "element %u is not in memory as Blender gives it", indices[i]);
    }
  }
  return pb_succeed();
}

pb_status pb_memory_find(uint64_t start, uint64_t size_bytes, const void *wanted, uint32_t wanted_bytes, uint64_t *offset) {
  enum { STEP_BYTES = 4 };
  if (!wanted || !offset || wanted_bytes == 0 || wanted_bytes > MAX_COMPARED_BYTES || *offset % STEP_BYTES != 0) {
    return pb_fail(PB_INVALID_ARGUMENT, "1 to %d bytes to look for and an offset that is a multiple of %d are needed", MAX_COMPARED_BYTES,
                   STEP_BYTES);
  }
  char found[MAX_COMPARED_BYTES];
  for (uint64_t at = *offset; size_bytes >= wanted_bytes && at <= size_bytes - wanted_bytes; at += STEP_BYTES) {
    if (start > UINT64_MAX - at || !pb_memory_read(start + at, found, wanted_bytes)) {
      break;
    }
    if (memcmp(found, wanted, wanted_bytes) == 0) {
      *offset = at;
      return pb_succeed();
    }
  }
  return pb_fail(PB_UNVERIFIED, "what was looked for is not in memory");
}
