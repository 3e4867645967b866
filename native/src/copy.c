/* SPDX-License-Identifier: Apache-2.0 */
#include "copy.h"

#include <stdbool.h>
#include <string.h>
#if defined(__x86_64__) && !defined(_WIN32)
#include <immintrin.h>
#endif

#include "parallel.h"
#include "platform.h"

/* ------------------------------------------------------------------------------------------------ pixels */

uint32_t pb_channel_bytes(uint32_t pixel_format) {
  switch (pixel_format) {
    case PB_PIXELS_FLOAT32:
      return 4;
    case PB_PIXELS_FLOAT16:
      return 2;
    case PB_PIXELS_UINT8:
      return 1;
    default:
      return 0;
  }
}

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

/* All bits where the condition holds. */
ALWAYS_INLINE uint32_t mask_of(bool condition) { return -(uint32_t)condition; }

/* IEEE 754 binary16 to binary32. Exact, and without branches, so that compilers make vectors of it. */
ALWAYS_INLINE uint32_t widen_half(uint32_t half) {
  enum { HALF_INFINITY = 0x7c00, HALF_SMALLEST_NORMAL = 0x0400, FRACTION_SHIFT = 23 - 10 };
  const uint32_t rebias = (127u - 15u) << 23;
  const uint32_t sign = (half & 0x8000u) << 16, magnitude = half & 0x7fffu;
  /* Infinity and NaN go from exponent 31 to 255: the step is twice as large. */
  const uint32_t normal = (magnitude << FRACTION_SHIFT) + rebias + (rebias & mask_of(magnitude >= HALF_INFINITY));
  const uint32_t denormal = word_of_float((float)(int32_t)magnitude * 0x1p-24f); /* and zero */
  const uint32_t is_denormal = mask_of(magnitude < HALF_SMALLEST_NORMAL);
  return sign | (denormal & is_denormal) | (normal & ~is_denormal);
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
  } else if (source_channels == 4 && target_channels == 1) {
    repack(target, 1, source, 4, format, pixel_count);
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

/* ------------------------------------------------------------------------------------------------ half floats as target */

/* IEEE 754 binary32 to binary16, the nearest one, ties to even; without branches. */
ALWAYS_INLINE uint32_t narrow_word(uint32_t word) {
  enum { FRACTION_SHIFT = 23 - 10, HALF_INFINITY = 0x7c00, HALF_QUIET = 0x0200, HALF_FRACTION = 0x03ff };
  const uint32_t float_infinity = 255u << 23, smallest_normal = (127u - 14u) << 23, beyond_halves = (127u + 16u) << 23;
  const uint32_t sign = (word >> 16) & 0x8000u, magnitude = word & 0x7fffffffu;
  const uint32_t is_odd = (magnitude >> FRACTION_SHIFT) & 1u;
  const uint32_t rebias = (127u - 15u) << 23, half_step_less_one = (1u << (FRACTION_SHIFT - 1)) - 1u;
  const uint32_t normal = (magnitude - rebias + half_step_less_one + is_odd) >> FRACTION_SHIFT; /* may round up to infinity */
  /* A float's last bit is a denormal half's at 0.5: adding that has the processor round. */
  float value;
  memcpy(&value, &magnitude, sizeof value);
  const uint32_t denormal = word_of_float(value + 0.5f) - word_of_float(0.5f);
  const uint32_t is_denormal = mask_of(magnitude < smallest_normal), is_beyond = mask_of(magnitude >= beyond_halves);
  const uint32_t nan = mask_of(magnitude > float_infinity) & (HALF_QUIET | ((magnitude >> FRACTION_SHIFT) & HALF_FRACTION));
  const uint32_t finite = (denormal & is_denormal) | (normal & ~is_denormal);
  return sign | (finite & ~is_beyond) | (is_beyond & (HALF_INFINITY | nan));
}

ALWAYS_INLINE void narrow_words(any_half *restrict halves, const any_word *restrict words, size_t count) {
  for (size_t i = 0; i < count; i++) {
    halves[i] = (uint16_t)narrow_word(words[i]);
  }
}

typedef void narrow_values(any_half *halves, const any_word *words, size_t count);
typedef void convert_to_words(uint32_t *target, uint32_t target_channels, const void *source, uint32_t source_channels,
                              pb_pixel_format format, size_t pixel_count);

/* By way of 32-bit floats that stay in the processor's first cache. */
ALWAYS_INLINE void convert_to_halves(any_half *target, uint32_t target_channels, const void *source, uint32_t source_channels,
                                     pb_pixel_format source_format, size_t pixel_count, convert_to_words *widen,
                                     narrow_values *narrow) {
  enum { BLOCK_PIXELS = 256, MOST_CHANNELS = 4 };
  if (source_channels == target_channels) {
    pixel_count *= source_channels;
    source_channels = target_channels = 1;
    if (source_format == PB_PIXELS_FLOAT32) {
      narrow(target, source, pixel_count);
      return;
    }
  }
  const size_t source_pixel_bytes = (size_t)source_channels * pb_channel_bytes(source_format);
  uint32_t block[BLOCK_PIXELS * MOST_CHANNELS];
  for (size_t done = 0; done < pixel_count; done += BLOCK_PIXELS) {
    const size_t count = pixel_count - done < BLOCK_PIXELS ? pixel_count - done : BLOCK_PIXELS;
    widen(block, target_channels, (const char *)source + done * source_pixel_bytes, source_channels, source_format, count);
    narrow(target + done * target_channels, block, count * target_channels);
  }
}

static void words_portable(uint32_t *target, uint32_t target_channels, const void *source, uint32_t source_channels,
                           pb_pixel_format format, size_t pixel_count) {
  convert(target, target_channels, source, source_channels, format, pixel_count);
}

static void narrow_portable(any_half *halves, const any_word *words, size_t count) { narrow_words(halves, words, count); }

void pb_pixels_convert_portable(void *target, uint32_t target_channels, pb_pixel_format target_format, const void *source,
                                uint32_t source_channels, pb_pixel_format source_format, size_t pixel_count) {
  if (target_format == PB_PIXELS_FLOAT16) {
    convert_to_halves(target, target_channels, source, source_channels, source_format, pixel_count, words_portable,
                      narrow_portable);
  } else {
    words_portable(target, target_channels, source, source_channels, source_format, pixel_count);
  }
}

/* Not on Windows: there GCC keeps 32-byte vectors on a stack that it aligns to 16 (its bug 54412). */
#if defined(__x86_64__) && !defined(_WIN32)
#define THIS_PROCESSOR __attribute__((target("avx2,f16c")))

/* The processor's own conversion makes every NaN a quiet one, so the few vectors with a NaN take the portable way. */
THIS_PROCESSOR static void widen_halves(uint32_t *restrict target, const any_half *restrict halves, size_t count) {
  enum { VECTOR_COUNT = 8 };
  size_t done = 0;
  for (; done + VECTOR_COUNT <= count; done += VECTOR_COUNT) {
    const __m128i vector = _mm_loadu_si128((const __m128i_u *)(const void *)(halves + done));
    const __m128i magnitude = _mm_and_si128(vector, _mm_set1_epi16(0x7fff));
    if (_mm_movemask_epi8(_mm_cmpgt_epi16(magnitude, _mm_set1_epi16(0x7c00)))) {
      repack(target + done, 1, halves + done, 1, PB_PIXELS_FLOAT16, VECTOR_COUNT);
    } else {
      _mm256_storeu_ps((float *)(target + done), _mm256_cvtph_ps(vector));
    }
  }
  repack(target + done, 1, halves + done, 1, PB_PIXELS_FLOAT16, count - done);
}

/* The processor's own conversion is narrow_word(), NaNs included. */
THIS_PROCESSOR static void narrow_here(any_half *halves, const any_word *words, size_t count) {
  enum { VECTOR_COUNT = 8 };
  size_t done = 0;
  for (; done + VECTOR_COUNT <= count; done += VECTOR_COUNT) {
    const __m256 vector = _mm256_loadu_ps((const float *)(const void *)(words + done));
    _mm_storeu_si128((__m128i_u *)(void *)(halves + done), _mm256_cvtps_ph(vector, _MM_FROUND_TO_NEAREST_INT));
  }
  narrow_words(halves + done, words + done, count - done);
}

THIS_PROCESSOR static void words_here(uint32_t *target, uint32_t target_channels, const void *source, uint32_t source_channels,
                                      pb_pixel_format format, size_t pixel_count) {
  if (format == PB_PIXELS_FLOAT16 && source_channels == target_channels) {
    widen_halves(target, source, pixel_count * source_channels);
  } else {
    convert(target, target_channels, source, source_channels, format, pixel_count);
  }
}

THIS_PROCESSOR static void convert_here(void *target, uint32_t target_channels, pb_pixel_format target_format,
                                        const void *source, uint32_t source_channels, pb_pixel_format source_format,
                                        size_t pixel_count) {
  if (target_format == PB_PIXELS_FLOAT16) {
    convert_to_halves(target, target_channels, source, source_channels, source_format, pixel_count, words_here, narrow_here);
  } else {
    words_here(target, target_channels, source, source_channels, source_format, pixel_count);
  }
}

pb_pixels_convert *pb_pixels_convert_fastest(void) {
  return __builtin_cpu_supports("avx2") && __builtin_cpu_supports("f16c") ? convert_here : pb_pixels_convert_portable;
}
#else
pb_pixels_convert *pb_pixels_convert_fastest(void) { return pb_pixels_convert_portable; }
#endif

/* ------------------------------------------------------------------------------------------------ rows */

enum {
  /* What one thread does at a time, and what a picture must be larger than for a second thread. */
  STRIP_BYTES = 2 << 20,
  /* Targets from here on are asked huge pages for. */
  LARGE_BYTES = 4 << 20
};

typedef struct picture {
  pb_rows rows;
  pb_pixels_convert *convert;
  size_t row_bytes; /* of the target */
  uint32_t rows_per_strip;
} picture;

/*
 * Pixels that lie side by side on both sides. Stores past the caches were tried: in memory already touched a 4K pass took 0.7 of the
 * time, in memory fresh from the kernel 1.15, and conversions gained nothing.
 */
static void copy_pixels(const picture *whole, char *target, const char *source, size_t pixel_count) {
  const pb_rows *rows = &whole->rows;
  if (rows->source_format == rows->target_format && rows->source_channels == rows->target_channels) {
    memcpy(target, source, pixel_count * rows->target_channels * pb_channel_bytes(rows->target_format));
  } else {
    whole->convert(target, rows->target_channels, rows->target_format, source, rows->source_channels, rows->source_format,
                   pixel_count);
  }
}

static void copy_strip(void *context, uint32_t index) {
  const picture *whole = context;
  const pb_rows *rows = &whole->rows;
  const uint32_t first_row = index * whole->rows_per_strip;
  const uint32_t rows_left = rows->row_count - first_row;
  const uint32_t row_count = rows_left < whole->rows_per_strip ? rows_left : whole->rows_per_strip;
  const size_t source_row_bytes = (size_t)rows->width * rows->source_channels * pb_channel_bytes(rows->source_format);
  const bool is_one_piece =
      rows->target_stride_bytes == whole->row_bytes && rows->source_stride_bytes == (ptrdiff_t)source_row_bytes;
  const uint32_t rows_at_once = is_one_piece ? row_count : 1;
  for (uint32_t row = first_row; row < first_row + row_count; row += rows_at_once) {
    copy_pixels(whole, rows->target + row * rows->target_stride_bytes,
                rows->source + (ptrdiff_t)row * rows->source_stride_bytes, (size_t)rows->width * rows_at_once);
  }
}

static uint32_t rows_per_strip_of(size_t row_bytes) {
  return row_bytes < STRIP_BYTES ? (uint32_t)(STRIP_BYTES / row_bytes) : 1;
}

static uint32_t strip_count_of(uint32_t row_count, uint32_t rows_per_strip) {
  return row_count / rows_per_strip + (row_count % rows_per_strip != 0);
}

/* A pass that Blender has just allocated has no memory yet, and would get it by pages of 4 KiB. */
static void use_huge_pages_if_large(char *target, size_t stride_bytes, size_t row_bytes, uint32_t row_count) {
  const size_t byte_count = (row_count - 1) * stride_bytes + row_bytes;
  if (byte_count >= LARGE_BYTES) {
    pb_memory_use_huge_pages(target, byte_count);
  }
}

void pb_rows_copy(const pb_rows *rows) {
  const size_t row_bytes = (size_t)rows->width * rows->target_channels * pb_channel_bytes(rows->target_format);
  if (row_bytes == 0 || rows->row_count == 0) {
    return;
  }
  use_huge_pages_if_large(rows->target, rows->target_stride_bytes, row_bytes, rows->row_count);
  picture whole = {*rows, pb_pixels_convert_fastest(), row_bytes, rows_per_strip_of(row_bytes)};
  pb_parallel_run(strip_count_of(rows->row_count, whole.rows_per_strip), copy_strip, &whole);
}

typedef struct clearing {
  char *target;
  size_t stride_bytes;
  size_t row_bytes;
  uint32_t row_count;
  uint32_t rows_per_strip;
} clearing;

static void clear_strip(void *context, uint32_t index) {
  const clearing *whole = context;
  const uint32_t first_row = index * whole->rows_per_strip;
  const uint32_t rows_left = whole->row_count - first_row;
  const uint32_t end_row = first_row + (rows_left < whole->rows_per_strip ? rows_left : whole->rows_per_strip);
  for (uint32_t row = first_row; row < end_row; row++) {
    memset(whole->target + row * whole->stride_bytes, 0, whole->row_bytes);
  }
}

void pb_rows_clear(char *target, size_t target_stride_bytes, size_t row_bytes, uint32_t row_count) {
  if (row_bytes == 0 || row_count == 0) {
    return;
  }
  use_huge_pages_if_large(target, target_stride_bytes, row_bytes, row_count);
  clearing whole = {target, target_stride_bytes, row_bytes, row_count, rows_per_strip_of(row_bytes)};
  pb_parallel_run(strip_count_of(row_count, whole.rows_per_strip), clear_strip, &whole);
}
