/* SPDX-License-Identifier: Apache-2.0 */
#ifndef PB_MEMORY_H
#define PB_MEMORY_H

#include "passbridge.h"
#include "platform.h"

/* Makes the system give each page of a range its memory, by writing what is there already. `first` begins a page. */
void pb_memory_touch(char *first, size_t byte_count);

/* Grows; the caller frees its mappings. Zeros make an empty one. */
typedef struct pb_mapping_list {
  pb_mapping *mappings;
  size_t count, capacity;
} pb_mapping_list;

/* Adds a mapping behind all that are there, joined with its neighbour; false: there is no memory for it. */
bool pb_mapping_list_add(pb_mapping_list *list, pb_mapping mapping);

/* Whether a span in this process holds `count` elements of `element_bytes`, without wrapping around the address space. */
bool pb_span_holds(const pb_span *span, uint64_t count, uint64_t element_bytes);

/* Whether a span is empty or holds whole elements one after the other, in this process. */
bool pb_span_is_list(const pb_span *span, uint64_t element_bytes);

/* The span's start; only for spans of segment 0. */
static inline void *pb_span_start(const pb_span *span) { return (void *)(uintptr_t)span->offset; }

/* Bytes from one element to the next. */
static inline uint64_t pb_span_stride(const pb_span *span, uint64_t element_bytes) {
  return span->stride_bytes ? span->stride_bytes : element_bytes;
}

/* The element of an index; only for spans of segment 0. */
static inline const char *pb_span_element(const pb_span *span, uint64_t stride, uint32_t index) {
  return (const char *)pb_span_start(span) + index * stride;
}

/* Asks for large pages where a span that is about to be written to is large enough for them to pay. */
void pb_span_use_huge_pages(const pb_span *span);

#endif
