/* SPDX-License-Identifier: Apache-2.0 */
#include "memory.h"

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
