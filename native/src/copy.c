/* SPDX-License-Identifier: Apache-2.0 */
#include "copy.h"

#include <stdbool.h>
#include <string.h>

#include "parallel.h"
#include "platform.h"

/* ------------------------------------------------------------------------------------------------ pixels */

#define ALWAYS_INLINE static inline __attribute__((always_inline))

/* Sources may lie at any address. */
typedef uint32_t __attribute__((aligned(1), may_alias)) any_word;
typedef uint16_t __attribute__((aligned(1), may_alias)) any_half;

static const uint32_t ONE = UINT32_C(0x3f800000); /* 1.0f */

ALWAYS_INLINE uint32_t word_of_float(float value) {
  uint32_t word;
  memcpy(&word, &value, sizeof word);
  return word;
}

/* IEEE 754 binary16 to binary32. Exact, and without branches, so that compilers make vectors of it. */
ALWAYS_INLINE uint32_t widen_half(uint32_t half) {
  const uint32_t sign = (half & 0x8000u) << 16, magnitude = half & 0x7fffu;
  const uint32_t normal = (magnitude << 13) + ((127u - 15u) << 23);
  const uint32_t infinite = normal + ((127u - 15u) << 23);                    /* and NaN: exponent 31 becomes 255 */
  const uint32_t denormal = word_of_float((float)(int32_t)magnitude * 0x1p-24f); /* and zero */
  return sign | (magnitude < 0x0400u ? denormal : magnitude < 0x7c00u ? normal : infinite);
}

/* The channel at an index as the bits of a float. */
ALWAYS_INLINE uint32_t load(const void *source, size_t index, pb_pixel_format format) {
  switch (format) {
    case PB_PIXELS_FLOAT16:
      return widen_half(((const any_half *)source)[index]);
    case PB_PIXELS_UINT8:
      return word_of_float((float)((const uint8_t *)source)[index] / 255.0f);
    default:
      return ((const any_word *)source)[index];
  }
}

/* Constant channel counts and formats make vector loops of this. */
ALWAYS_INLINE void repack(uint32_t *restrict target, uint32_t target_channels, const void *restrict source,
                          uint32_t source_channels, pb_pixel_format format, size_t pixel_count) {
  for (size_t pixel = 0; pixel < pixel_count; pixel++) {
    for (uint32_t channel = 0; channel < target_channels; channel++) {
      const bool is_alpha = channel == 3 && source_channels < 4;
      const uint32_t from_channel = source_channels == 1 ? 0 : channel;
      target[pixel * target_channels + channel] =
          is_alpha ? ONE : load(source, pixel * source_channels + from_channel, format);
    }
  }
}

ALWAYS_INLINE void convert_format(uint32_t *restrict target, uint32_t target_channels, const void *restrict source,
                                  uint32_t source_channels, pb_pixel_format format, size_t pixel_count) {
  if (source_channels == target_channels) {
    repack(target, 1, source, 1, format, pixel_count * source_channels);
  } else if (source_channels == 4 && target_channels == 3) {
    repack(target, 3, source, 4, format, pixel_count);
  } else if (source_channels == 3 && target_channels == 4) {
    repack(target, 4, source, 3, format, pixel_count);
  } else if (source_channels == 1 && target_channels == 4) {
    repack(target, 4, source, 1, format, pixel_count);
  } else if (source_channels == 1 && target_channels == 3) {
    repack(target, 3, source, 1, format, pixel_count);
  } else {
    repack(target, target_channels, source, source_channels, format, pixel_count);
  }
}

ALWAYS_INLINE void convert(uint32_t *restrict target, uint32_t target_channels, const void *restrict source,
                           uint32_t source_channels, pb_pixel_format format, size_t pixel_count) {
  switch (format) {
    case PB_PIXELS_FLOAT32:
      convert_format(target, target_channels, source, source_channels, PB_PIXELS_FLOAT32, pixel_count);
      break;
    case PB_PIXELS_FLOAT16:
      convert_format(target, target_channels, source, source_channels, PB_PIXELS_FLOAT16, pixel_count);
      break;
    case PB_PIXELS_UINT8:
      convert_format(target, target_channels, source, source_channels, PB_PIXELS_UINT8, pixel_count);
      break;
  }
}

void pb_pixels_convert_portable(uint32_t *target, uint32_t target_channels, const void *source, uint32_t source_channels,
                                pb_pixel_format format, size_t pixel_count) {
  convert(target, target_channels, source, source_channels, format, pixel_count);
}

#if defined(__x86_64__)
__attribute__((target("avx2"))) static void convert_avx2(uint32_t *target, uint32_t target_channels, const void *source,
                                                         uint32_t source_channels, pb_pixel_format format,
                                                         size_t pixel_count) {
  convert(target, target_channels, source, source_channels, format, pixel_count);
}

pb_pixels_convert *pb_pixels_convert_fastest(void) {
  return __builtin_cpu_supports("avx2") ? convert_avx2 : pb_pixels_convert_portable;
}
#else
pb_pixels_convert *pb_pixels_convert_fastest(void) { return pb_pixels_convert_portable; }
#endif

/* ------------------------------------------------------------------------------------------------ rows */

/* A strip is what one thread does at a time, and what a picture must be larger than for a second thread. */
enum { STRIP_BYTES = 8 << 20 };

typedef struct strips {
  const pb_rows *rows;
  pb_pixels_convert *convert;
  size_t row_bytes;
  uint32_t rows_per_strip;
} strips;

static uint32_t rows_per_strip(size_t row_bytes) {
  return row_bytes < STRIP_BYTES ? (uint32_t)(STRIP_BYTES / row_bytes) : 1;
}

static uint32_t strip_count(uint32_t row_count, uint32_t per_strip) {
  return row_count / per_strip + (row_count % per_strip != 0);
}

static void copy_strip(void *context, uint32_t index) {
  const strips *all = context;
  const pb_rows *rows = all->rows;
  const uint32_t first_row = index * all->rows_per_strip;
  const uint32_t rows_left = rows->row_count - first_row;
  const uint32_t row_count = rows_left < all->rows_per_strip ? rows_left : all->rows_per_strip;
  const bool is_memory_copy = rows->source_format == PB_PIXELS_FLOAT32 && rows->source_channels == rows->target_channels;
  char *target = rows->target + first_row * rows->target_stride_bytes;
  const char *source = rows->source + (ptrdiff_t)first_row * rows->source_stride_bytes;
  if (is_memory_copy && rows->target_stride_bytes == all->row_bytes &&
      rows->source_stride_bytes == (ptrdiff_t)all->row_bytes) {
    memcpy(target, source, all->row_bytes * row_count);
    return;
  }
  for (uint32_t row = 0; row < row_count; row++) {
    char *to = target + row * rows->target_stride_bytes;
    const char *from = source + (ptrdiff_t)row * rows->source_stride_bytes;
    if (is_memory_copy) {
      memcpy(to, from, all->row_bytes);
    } else {
      all->convert((uint32_t *)(void *)to, rows->target_channels, from, rows->source_channels, rows->source_format,
                   rows->width);
    }
  }
}

/* A pass that Blender has just allocated has no memory yet, and gets it by pages of 4 KiB otherwise. */
static void prepare(char *target, size_t stride_bytes, size_t row_bytes, uint32_t row_count) {
  const size_t byte_count = (row_count - 1) * stride_bytes + row_bytes;
  if (byte_count >= STRIP_BYTES) {
    pb_memory_use_huge_pages(target, byte_count);
  }
}

void pb_rows_copy(const pb_rows *rows) {
  const size_t row_bytes = (size_t)rows->width * rows->target_channels * sizeof(float);
  if (row_bytes == 0 || rows->row_count == 0) {
    return;
  }
  prepare(rows->target, rows->target_stride_bytes, row_bytes, rows->row_count);
  strips all = {rows, pb_pixels_convert_fastest(), row_bytes, rows_per_strip(row_bytes)};
  pb_parallel_run(strip_count(rows->row_count, all.rows_per_strip), copy_strip, &all);
}

typedef struct clearing {
  char *target;
  size_t stride_bytes;
  size_t row_bytes;
  uint32_t row_count;
  uint32_t rows_per_strip;
} clearing;

static void clear_strip(void *context, uint32_t index) {
  const clearing *all = context;
  const uint32_t first_row = index * all->rows_per_strip;
  const uint32_t rows_left = all->row_count - first_row;
  const uint32_t end_row = first_row + (rows_left < all->rows_per_strip ? rows_left : all->rows_per_strip);
  for (uint32_t row = first_row; row < end_row; row++) {
    memset(all->target + row * all->stride_bytes, 0, all->row_bytes);
  }
}

void pb_rows_clear(char *target, size_t target_stride_bytes, size_t row_bytes, uint32_t row_count) {
  if (row_bytes == 0 || row_count == 0) {
    return;
  }
  prepare(target, target_stride_bytes, row_bytes, row_count);
  clearing all = {target, target_stride_bytes, row_bytes, row_count, rows_per_strip(row_bytes)};
  pb_parallel_run(strip_count(row_count, all.rows_per_strip), clear_strip, &all);
}
