/* SPDX-License-Identifier: Apache-2.0 */
#include "memory.h"

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
