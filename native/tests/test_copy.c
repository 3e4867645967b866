/* SPDX-License-Identifier: Apache-2.0 */
#include "testing.h"

#include <math.h>
#include <stdlib.h>

#include "copy.h"

enum { ROW_COUNT = 3 };
#define UNTOUCHED UINT32_C(0xa5a5a5a5)

/* Words that change when anything takes them for floats and calculates with them, and arbitrary ones. */
static uint32_t source_word(uint32_t position) {
  static const uint32_t special[] = {
      0x7fc00001, 0xffc12345, /* quiet NaNs with payload */
      0x7f800001, 0xff855555, /* signalling NaNs */
      0x80000000,             /* -0 */
      0x7f800000, 0xff800000, /* infinities */
      0x00000001, 0x807fffff, /* denormals */
  };
  const uint32_t special_count = sizeof special / sizeof special[0];
  return position % 2 ? position * UINT32_C(0x9e3779b1) : special[position / 2 % special_count];
}

/* Allocates both sides to the last word, so that AddressSanitizer sees the first one too many. */
static void copy_and_check(uint32_t target_channels, uint32_t source_channels, uint32_t width, uint32_t target_padding,
                           uint32_t source_padding) {
  const size_t target_stride = (size_t)width * target_channels + target_padding;
  const size_t source_stride = (size_t)width * source_channels + source_padding;
  const size_t target_count = target_stride * ROW_COUNT - target_padding;
  const size_t source_count = source_stride * ROW_COUNT - source_padding;
  uint32_t *target = malloc(target_count * sizeof *target);
  uint32_t *source = malloc(source_count * sizeof *source);
  for (size_t i = 0; i < target_count; i++) {
    target[i] = UNTOUCHED;
  }
  for (size_t i = 0; i < source_count; i++) {
    source[i] = source_word((uint32_t)i);
  }

  pb_rows_copy(&(pb_rows){.target = (char *)target,
                          .target_stride_bytes = target_stride * sizeof *target,
                          .target_channels = target_channels,
                          .source = (const char *)source,
                          .source_stride_bytes = (ptrdiff_t)(source_stride * sizeof *source),
                          .source_channels = source_channels,
                          .source_format = PB_PIXELS_FLOAT32,
                          .width = width,
                          .row_count = ROW_COUNT});

  for (size_t i = 0; i < target_count; i++) {
    const size_t row = i / target_stride, x = i % target_stride / target_channels, channel = i % target_stride % target_channels;
    const uint32_t expected = x < width ? source[row * source_stride + x * source_channels + channel] : UNTOUCHED;
    assert_int_equal(target[i], expected);
  }
  free(target);
  free(source);
}

/* Odd widths too, tightly packed and with padding on either side. */
static void copy_channels(uint32_t target_channels, uint32_t source_channels) {
  static const uint32_t widths[] = {1, 2, 3, 5, 8, 17, 31, 64, 129};
  static const uint32_t paddings[] = {0, 1, 3, 16};
  for (size_t w = 0; w < sizeof widths / sizeof widths[0]; w++) {
    for (size_t p = 0; p < 16; p++) {
      copy_and_check(target_channels, source_channels, widths[w], paddings[p % 4], paddings[p / 4]);
    }
  }
}

static void copy_1_channel_of_1(void **state) {
  (void)state;
  copy_channels(1, 1);
}

static void copy_4_channels_of_4(void **state) {
  (void)state;
  copy_channels(4, 4);
}

static void copy_3_channels_of_4(void **state) {
  (void)state;
  copy_channels(3, 4);
}

static void copy_2_channels_of_4(void **state) {
  (void)state;
  copy_channels(2, 4);
}

static void copy_1_channel_of_4(void **state) {
  (void)state;
  copy_channels(1, 4);
}

static void copy_nothing(void **state) {
  (void)state;
  uint32_t target = UNTOUCHED;
  const uint32_t source[4] = {0};
  pb_rows rows = {.target = (char *)&target,
                  .target_stride_bytes = 4,
                  .target_channels = 1,
                  .source = (const char *)source,
                  .source_stride_bytes = 4,
                  .source_channels = 1,
                  .width = 1};
  pb_rows_copy(&rows);
  rows.width = 0, rows.row_count = 1;
  pb_rows_copy(&rows);
  pb_rows_clear((char *)&target, 4, 0, 1);
  pb_rows_clear((char *)&target, 4, 4, 0);
  assert_int_equal(target, UNTOUCHED);
}

/* ------------------------------------------------------------------------------------------------ values */

static float float_of(uint32_t word) {
  float value;
  memcpy(&value, &word, sizeof value);
  return value;
}

/* Both ways of conversion, of every value there is; a vector way handles the last few values on its own, so all lengths at the end. */
static void convert_all(pb_pixel_format format, const void *values, uint32_t value_count, uint32_t value_bytes, uint32_t *words) {
  uint32_t *fastest = malloc(value_count * sizeof *fastest);
  pb_pixels_convert_portable(words, 1, PB_PIXELS_FLOAT32, values, 1, format, value_count);
  for (uint32_t left_out = 0; left_out < 40; left_out++) {
    memset(fastest, 0xa5, value_count * sizeof *fastest);
    pb_pixels_convert_fastest()(fastest, 1, PB_PIXELS_FLOAT32, (const char *)values + left_out * value_bytes, 1, format,
                                value_count - left_out);
    assert_memory_equal(fastest, words + left_out, (value_count - left_out) * sizeof *fastest);
  }
  free(fastest);
}

/* The definition of binary16, in double precision. */
static void convert_every_half(void **state) {
  (void)state;
  static uint16_t halves[65536];
  static uint32_t words[65536];
  for (uint32_t i = 0; i < 65536; i++) {
    halves[i] = (uint16_t)i;
  }
  convert_all(PB_PIXELS_FLOAT16, halves, 65536, sizeof *halves, words);
  for (uint32_t half = 0; half < 65536; half++) {
    const uint32_t sign = half >> 15, exponent = half >> 10 & 31, fraction = half & 1023;
    if (exponent == 31) {
      assert_int_equal(words[half], sign << 31 | UINT32_C(0x7f800000) | fraction << 13);
      continue;
    }
    const double magnitude = exponent ? ldexp(1024 + fraction, (int)exponent - 25) : ldexp(fraction, -24);
    assert_true(fabs((double)float_of(words[half])) == magnitude);
    assert_int_equal(words[half] >> 31, sign);
  }
}

static void convert_every_byte(void **state) {
  (void)state;
  static uint8_t bytes[256];
  static uint32_t words[256];
  for (uint32_t i = 0; i < 256; i++) {
    bytes[i] = (uint8_t)i;
  }
  convert_all(PB_PIXELS_UINT8, bytes, 256, sizeof *bytes, words);
  for (uint32_t byte = 0; byte < 256; byte++) {
    /* No other float is nearer; compared as products, which are exact in double precision. */
    const float value = float_of(words[byte]);
    const double error = fabs((double)value * 255 - byte);
    assert_true(error <= fabs((double)nextafterf(value, 2) * 255 - byte));
    assert_true(error <= fabs((double)nextafterf(value, -1) * 255 - byte));
  }
}

/* ------------------------------------------------------------------------------------------------ half floats as target */

/* Binary16 by its definition, in double precision, whose roundings to integers are those of halves to their last bits. */
static uint16_t nearest_half(uint32_t word) {
  const uint16_t sign = (uint16_t)(word >> 31 << 15);
  const uint32_t magnitude = word & 0x7fffffff;
  if (magnitude > 0x7f800000) {
    return (uint16_t)(sign | 0x7e00 | (magnitude >> 13 & 0x3ff));
  }
  const double value = (double)float_of(magnitude);
  if (value >= 65520) {
    return (uint16_t)(sign | 0x7c00);
  }
  int exponent;
  (void)frexp(value, &exponent); /* value < 2^exponent */
  const int last_bit = exponent - 11 < -24 ? -24 : exponent - 11;
  const double rounded = ldexp(nearbyint(ldexp(value, -last_bit)), last_bit); /* ties to even */
  (void)frexp(rounded, &exponent);
  const uint32_t bits = rounded < 0x1p-14 ? (uint32_t)ldexp(rounded, 24)
                                          : (uint32_t)(exponent + 14) << 10 | ((uint32_t)ldexp(rounded, 11 - exponent) & 1023);
  return (uint16_t)(sign | bits);
}

/* Both ways of conversion, in all lengths at the end, into memory that ends where the last half does. */
static void narrow_all(pb_pixel_format format, const void *values, uint32_t value_count, uint32_t value_bytes, uint16_t *halves) {
  pb_pixels_convert_portable(halves, 1, PB_PIXELS_FLOAT16, values, 1, format, value_count);
  for (uint32_t left_out = 0; left_out < 40; left_out++) {
    uint16_t *fastest = malloc((value_count - left_out) * sizeof *fastest);
    pb_pixels_convert_fastest()(fastest, 1, PB_PIXELS_FLOAT16, (const char *)values + left_out * value_bytes, 1, format,
                                value_count - left_out);
    assert_memory_equal(fastest, halves + left_out, (value_count - left_out) * sizeof *fastest);
    free(fastest);
  }
}

static void assert_nearest_halves(const uint32_t *words, uint32_t count) {
  uint16_t *halves = malloc(count * sizeof *halves);
  narrow_all(PB_PIXELS_FLOAT32, words, count, sizeof *words, halves);
  for (uint32_t i = 0; i < count; i++) {
    if (halves[i] != nearest_half(words[i])) {
      fail_msg("%08x became %04x, not %04x", words[i], halves[i], nearest_half(words[i]));
    }
  }
  free(halves);
}

/* Every half, the points halfway to the next one, and the floats on either side of these. */
static void narrow_around_every_half(void **state) {
  (void)state;
  enum { NEAR = 6 };
  static uint16_t halves[65536];
  static uint32_t exact[65536], words[65536 * NEAR];
  for (uint32_t i = 0; i < 65536; i++) {
    halves[i] = (uint16_t)i;
  }
  pb_pixels_convert_portable(exact, 1, PB_PIXELS_FLOAT32, halves, 1, PB_PIXELS_FLOAT16, 65536);
  for (uint32_t i = 0; i < 65536; i++) {
    const uint32_t next = (i & 0x7fff) < 0x7c00 ? exact[i + 1] : exact[i];
    const uint32_t sign = exact[i] & 0x80000000;
    const float middle = (float_of(exact[i] & 0x7fffffff) + ((i & 0x7fff) == 0x7bff ? 65536.0f : float_of(next & 0x7fffffff))) / 2;
    uint32_t halfway;
    memcpy(&halfway, &middle, sizeof halfway);
    const uint32_t near[NEAR] = {exact[i],           exact[i] + 1,       exact[i] ? exact[i] - 1 : 0, sign | halfway,
                                 sign | (halfway + 1), sign | (halfway - 1)};
    memcpy(words + (size_t)i * NEAR, near, sizeof near);
  }
  assert_nearest_halves(words, 65536 * NEAR);
}

static void narrow_floats_of_every_kind(void **state) {
  (void)state;
  enum { COUNT = 1 << 20 };
  uint32_t *words = malloc(COUNT * sizeof *words);
  for (uint32_t i = 0; i < COUNT; i++) {
    words[i] = i % 8 ? i * UINT32_C(0x9e3779b1) : source_word(i / 8 * 2);
  }
  assert_nearest_halves(words, COUNT);
  free(words);
}

/* What is a half float already comes out as it was; of the NaNs the signalling ones become quiet. */
static void narrow_what_was_widened(void **state) {
  (void)state;
  static uint16_t halves[65536], narrowed[65536];
  static uint32_t words[65536];
  for (uint32_t i = 0; i < 65536; i++) {
    halves[i] = (uint16_t)i;
  }
  pb_pixels_convert_fastest()(words, 1, PB_PIXELS_FLOAT32, halves, 1, PB_PIXELS_FLOAT16, 65536);
  narrow_all(PB_PIXELS_FLOAT32, words, 65536, sizeof *words, narrowed);
  for (uint32_t i = 0; i < 65536; i++) {
    assert_int_equal(narrowed[i], (i & 0x7fff) > 0x7c00 ? i | 0x0200 : i);
  }
}

static void narrow_every_byte(void **state) {
  (void)state;
  static uint8_t bytes[256];
  static uint16_t halves[256];
  for (uint32_t i = 0; i < 256; i++) {
    bytes[i] = (uint8_t)i;
  }
  narrow_all(PB_PIXELS_UINT8, bytes, 256, sizeof *bytes, halves);
  for (uint32_t byte = 0; byte < 256; byte++) {
    /* No other half is nearer; compared as products, which are exact in double precision. */
    uint16_t near[3] = {halves[byte], (uint16_t)(halves[byte] + 1), (uint16_t)(halves[byte] ? halves[byte] - 1 : 0)};
    uint32_t words[3];
    pb_pixels_convert_portable(words, 1, PB_PIXELS_FLOAT32, near, 1, PB_PIXELS_FLOAT16, 3);
    for (uint32_t other = 1; other < 3; other++) {
      assert_true(fabs((double)float_of(words[0]) * 255 - byte) <= fabs((double)float_of(words[other]) * 255 - byte));
    }
  }
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(copy_1_channel_of_1),  cmocka_unit_test(copy_4_channels_of_4),
      cmocka_unit_test(copy_3_channels_of_4), cmocka_unit_test(copy_2_channels_of_4),
      cmocka_unit_test(copy_1_channel_of_4),  cmocka_unit_test(copy_nothing),
      cmocka_unit_test(convert_every_half),   cmocka_unit_test(convert_every_byte),
      cmocka_unit_test(narrow_around_every_half), cmocka_unit_test(narrow_floats_of_every_kind),
      cmocka_unit_test(narrow_what_was_widened), cmocka_unit_test(narrow_every_byte),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
