/* SPDX-License-Identifier: Apache-2.0 */
#include "testing.h"

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

  pb_rows_copy(target, target_stride * sizeof *target, target_channels, source, source_stride * sizeof *source,
               source_channels, width, ROW_COUNT);

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

static void copy_no_rows(void **state) {
  (void)state;
  uint32_t target = UNTOUCHED;
  const uint32_t source[4] = {0};
  pb_rows_copy(&target, 4, 1, source, 4, 1, 1, 0);
  pb_rows_copy(&target, 8, 1, source, 16, 4, 1, 0);
  assert_int_equal(target, UNTOUCHED);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(copy_1_channel_of_1),  cmocka_unit_test(copy_4_channels_of_4),
      cmocka_unit_test(copy_3_channels_of_4), cmocka_unit_test(copy_2_channels_of_4),
      cmocka_unit_test(copy_1_channel_of_4),  cmocka_unit_test(copy_no_rows),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
