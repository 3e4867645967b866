/* SPDX-License-Identifier: Apache-2.0 */
#ifndef PB_MEMORY_H
#define PB_MEMORY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "passbridge.h"

/* Copies memory of this process that may not be there at all: false instead of a crash, `bytes` then undefined. */
bool pb_memory_read(uint64_t address, void *bytes, size_t byte_count);

/* Whether every page of the range is mapped for writing at this moment. false for an empty range. */
bool pb_memory_is_writable(uint64_t address, uint64_t byte_count);

/* Whether a span in this process holds `count` elements of `element_bytes`, without wrapping around the address space. */
bool pb_span_holds(const pb_span *span, uint64_t count, uint64_t element_bytes);

/* The span's start; only for spans of segment 0. */
static inline void *pb_span_start(const pb_span *span) { return (void *)(uintptr_t)span->offset; }

/* Bytes from one element to the next. */
static inline uint64_t pb_span_stride(const pb_span *span, uint64_t element_bytes) {
  return span->stride_bytes ? span->stride_bytes : element_bytes;
}

#endif
