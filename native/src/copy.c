/* SPDX-License-Identifier: Apache-2.0 */
#include "copy.h"

#include <string.h>

/* With constant channel counts the compiler turns this into vector moves. */
static inline void repack_row(uint32_t *restrict target, uint32_t target_channels, const uint32_t *restrict source,
                              uint32_t source_channels, uint32_t width) {
  for (uint32_t x = 0; x < width; x++) {
    for (uint32_t channel = 0; channel < target_channels; channel++) {
      target[(size_t)x * target_channels + channel] = source[(size_t)x * source_channels + channel];
    }
  }
}

void pb_rows_copy(void *target, size_t target_stride_bytes, uint32_t target_channels, const void *source,
                  size_t source_stride_bytes, uint32_t source_channels, uint32_t width, uint32_t row_count) {
  const size_t row_bytes = (size_t)width * target_channels * sizeof(uint32_t);
  if (source_channels == target_channels && target_stride_bytes == row_bytes && source_stride_bytes == row_bytes) {
    memcpy(target, source, row_bytes * row_count);
    return;
  }
  for (uint32_t row = 0; row < row_count; row++) {
    void *to = (char *)target + row * target_stride_bytes;
    const void *from = (const char *)source + row * source_stride_bytes;
    if (source_channels == target_channels) {
      memcpy(to, from, row_bytes);
    } else if (source_channels == 4 && target_channels == 3) {
      repack_row(to, 3, from, 4, width);
    } else {
      repack_row(to, target_channels, from, source_channels, width);
    }
  }
}
