/* SPDX-License-Identifier: Apache-2.0 */
#include "testing.h"

#include <stdio.h>
#include <stdlib.h>

#include "copy.h"
#include "guarded_memory.h"

#define UNTOUCHED UINT32_C(0xa5a5a5a5)
#define ONE UINT32_C(0x3f800000)

static const uint32_t value_bytes[] = {[PB_PIXELS_FLOAT32] = 4, [PB_PIXELS_FLOAT16] = 2, [PB_PIXELS_UINT8] = 1};

/* A pass that ends where its memory does, with `padding` untouchable words from row to row. */
typedef struct fake_pass {
  guarded_memory memory;
  pb_pass_target target;
  uint32_t *words;
  size_t word_count;
} fake_pass;

static size_t page_count_of(size_t byte_count) { return byte_count / page_bytes() + 1; }

static fake_pass open_pass(uint32_t width, uint32_t height, uint32_t channels, uint32_t padding) {
  const size_t stride = (size_t)width * channels + padding, word_count = stride * height - padding;
  fake_pass pass = {.memory = guarded_memory_open(page_count_of(word_count * 4)), .word_count = word_count};
  pass.words = (uint32_t *)(void *)pass.memory.end - word_count;
  for (size_t i = 0; i < word_count; i++) {
    pass.words[i] = UNTOUCHED;
  }
  pass.target = (pb_pass_target){
      .name = "Combined", .pixels = span_of(pass.words, word_count * 4), .width = width, .height = height, .channels = channels};
  pass.target.pixels.stride_bytes = padding ? stride * 4 : 0;
  return pass;
}

static void close_pass(fake_pass *pass) { guarded_memory_close(&pass->memory); }

static void assert_untouched(const fake_pass *pass) {
  for (size_t i = 0; i < pass->word_count; i++) {
    assert_int_equal(pass->words[i], UNTOUCHED);
  }
}

/* A source that ends where its memory does: any byte, so that the address is odd for most sizes. */
typedef struct fake_source {
  guarded_memory memory;
  pb_pixel_source source;
  unsigned char *bytes;
  size_t stride;
} fake_source;

static fake_source open_source(pb_pixel_format format, uint32_t width, uint32_t height, uint32_t channels, uint32_t padding,
                               uint32_t end_padding) {
  const size_t stride = (size_t)width * channels * value_bytes[format] + padding, byte_count = stride * height - padding;
  fake_source made = {.memory = guarded_memory_open(page_count_of(byte_count + end_padding)), .stride = stride};
  made.bytes = (unsigned char *)made.memory.end - end_padding - byte_count;
  for (size_t i = 0; i < byte_count; i++) {
    made.bytes[i] = (unsigned char)((i * UINT32_C(0x9e3779b1)) >> 13);
  }
  made.source = (pb_pixel_source){.size_bytes = sizeof made.source,
                                  .version = PB_MESSAGE_VERSION,
                                  .pixels = span_of(made.bytes, byte_count),
                                  .format = (uint32_t)format,
                                  .channels = channels};
  made.source.pixels.stride_bytes = padding ? stride : 0;
  return made;
}

static void close_source(fake_source *source) { guarded_memory_close(&source->memory); }

/* The bits expected for one value; the conversions themselves are proved in test_copy.c. */
static uint32_t word_of(pb_pixel_format format, const unsigned char *at) {
  uint32_t word;
  if (format == PB_PIXELS_FLOAT32) {
    memcpy(&word, at, 4);
    return word;
  }
  if (format == PB_PIXELS_UINT8) {
    const float value = (float)*at / 255;
    memcpy(&word, &value, 4);
    return word;
  }
  uint16_t half;
  memcpy(&half, at, 2);
  const uint32_t sign = (uint32_t)half >> 15 << 31, exponent = half >> 10 & 31, fraction = half & 1023;
  if (exponent == 31) {
    return sign | 0x7f800000 | fraction << 13;
  }
  if (exponent) {
    return sign | (exponent + 112) << 23 | fraction << 13;
  }
  const float value = (float)fraction / 16777216;
  memcpy(&word, &value, 4);
  return sign | word;
}

static uint32_t expected_word(const fake_source *source, uint32_t region_height, uint32_t x, uint32_t y, uint32_t channel) {
  const uint32_t channels = source->source.channels;
  if (channel == 3 && channels < 4) {
    return ONE;
  }
  const uint32_t row = source->source.top_to_bottom ? region_height - 1 - y : y;
  const size_t index = (size_t)x * channels + (channels == 1 ? 0 : channel);
  const pb_pixel_format format = (pb_pixel_format)source->source.format;
  return word_of(format, source->bytes + row * source->stride + index * value_bytes[format]);
}

static void assert_written(const fake_pass *pass, const pb_region *region, const fake_source *source) {
  const uint32_t channels = pass->target.channels;
  const size_t stride = pass->target.pixels.stride_bytes ? pass->target.pixels.stride_bytes / 4
                                                         : (size_t)pass->target.width * channels;
  for (size_t i = 0; i < pass->word_count; i++) {
    const uint32_t y = (uint32_t)(i / stride), x = (uint32_t)(i % stride) / channels, channel = (uint32_t)(i % stride) % channels;
    const int inside = x >= region->x && x - region->x < region->width && y >= region->y && y - region->y < region->height;
    const uint32_t expected =
        inside ? expected_word(source, region->height, x - region->x, y - region->y, channel) : UNTOUCHED;
    if (pass->words[i] != expected) {
      fail_msg("pixel %u,%u channel %u is %08x, not %08x", x, y, channel, pass->words[i], expected);
    }
  }
}

/* ------------------------------------------------------------------------------------------------ what is written */

/* Every format, channel count, row order, odd sizes, paddings on both sides, whole passes and regions. */
static void write_everything(uint32_t source_channels, uint32_t target_channels) {
  static const pb_region regions[] = {{0, 0, 37, 23}, {0, 0, 1, 1}, {36, 22, 1, 1}, {5, 3, 17, 11}, {0, 22, 37, 1}, {30, 0, 7, 23}};
  for (uint32_t variant = 0; variant < 3 * 2 * 6 * 4; variant++) {
    const pb_pixel_format format = (pb_pixel_format)(variant % 3);
    const pb_region *region = &regions[variant / 6 % 6];
    const uint32_t paddings = variant / 36;
    fake_pass pass = open_pass(37, 23, target_channels, paddings & 1 ? 5 : 0);
    fake_source source = open_source(format, region->width, region->height, source_channels, paddings & 2 ? 7 : 0, variant % 4);
    source.source.top_to_bottom = variant / 3 % 2;
    const int is_all = region->width == 37 && region->height == 23;
    assert_int_equal(pb_pass_write(&pass.target, is_all && paddings % 2 ? NULL : region, &source.source), PB_OK);
    assert_written(&pass, region, &source);
    close_source(&source);
    close_pass(&pass);
  }
}

static void write_as_many_channels(void **state) {
  (void)state;
  for (uint32_t channels = 1; channels <= 8; channels++) {
    write_everything(channels, channels);
  }
}

static void write_4_channels_into_3(void **state) {
  (void)state;
  write_everything(4, 3);
}

static void write_3_channels_into_4(void **state) {
  (void)state;
  write_everything(3, 4);
}

static void write_many_channels_into_1(void **state) {
  (void)state;
  for (uint32_t channels = 2; channels <= 8; channels++) {
    write_everything(channels, 1);
  }
}

static void write_1_channel_into_3_and_4(void **state) {
  (void)state;
  write_everything(1, 3);
  write_everything(1, 4);
}

/* Large enough for several threads, at sizes that no strip divides. */
static void write_large(void **state) {
  (void)state;
  static const struct {
    pb_pixel_format format;
    uint32_t width, height, source_channels, target_channels, target_padding, top_to_bottom;
  } cases[] = {
      {PB_PIXELS_FLOAT32, 1237, 2311, 4, 4, 0, 0}, {PB_PIXELS_FLOAT32, 1237, 2311, 4, 4, 0, 1},
      {PB_PIXELS_FLOAT32, 1237, 2311, 4, 4, 3, 0}, {PB_PIXELS_FLOAT32, 1237, 2311, 4, 3, 0, 0},
      {PB_PIXELS_FLOAT32, 1237, 2311, 3, 4, 0, 0}, {PB_PIXELS_FLOAT16, 1237, 2311, 4, 4, 0, 0},
      {PB_PIXELS_FLOAT16, 1237, 2311, 3, 4, 1, 1}, {PB_PIXELS_UINT8, 1237, 2311, 4, 4, 0, 0},
      {PB_PIXELS_UINT8, 4095, 2711, 1, 1, 0, 1},   {PB_PIXELS_FLOAT32, 3000001, 3, 1, 1, 0, 0},
  };
  for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
    fake_pass pass = open_pass(cases[i].width, cases[i].height, cases[i].target_channels, cases[i].target_padding);
    fake_source source = open_source(cases[i].format, cases[i].width, cases[i].height, cases[i].source_channels, 0, 0);
    source.source.top_to_bottom = cases[i].top_to_bottom;
    assert_int_equal(pb_pass_write(&pass.target, NULL, &source.source), PB_OK);
    const pb_region all = {0, 0, cases[i].width, cases[i].height};
    assert_written(&pass, &all, &source);
    close_source(&source);
    close_pass(&pass);
  }
}

static void write_from_read_only_memory(void **state) {
  (void)state;
  fake_pass pass = open_pass(5, 3, 4, 0);
  fake_source source = open_source(PB_PIXELS_FLOAT32, 5, 3, 4, 0, 0);
  guarded_memory_make_read_only(&source.memory);
  assert_int_equal(pb_pass_write(&pass.target, NULL, &source.source), PB_OK);
  assert_written(&pass, &(pb_region){0, 0, 5, 3}, &source);
  close_source(&source);
  close_pass(&pass);
}

static void clear_sets_zero_and_spares_padding(void **state) {
  (void)state;
  for (uint32_t padding = 0; padding < 4; padding += 3) {
    fake_pass pass = open_pass(1237, 2311, 4, padding);
    assert_int_equal(pb_pass_clear(&pass.target), PB_OK);
    for (size_t i = 0; i < pass.word_count; i++) {
      if (pass.words[i] != (i % (1237 * 4 + padding) < 1237 * 4 ? 0 : UNTOUCHED)) {
        fail_msg("word %zu is %08x", i, pass.words[i]);
      }
    }
    close_pass(&pass);
  }
}

/* A pass in half floats is one of 32-bit floats, narrowed; what lies between its rows stays. */
static void write_halves(const pb_pass_target *words_target, uint32_t channels, uint32_t padding, const pb_region *region,
                         const fake_source *source) {
  const uint32_t width = words_target->width, height = words_target->height;
  const size_t stride = (size_t)width * channels + padding, half_count = stride * height - padding;
  guarded_memory memory = guarded_memory_open(page_count_of(half_count * 2));
  uint16_t *halves = (uint16_t *)(void *)memory.end - half_count;
  memset(halves, 0xa5, half_count * 2);
  pb_pass_target target = *words_target;
  target.format = PB_PIXELS_FLOAT16;
  target.pixels = span_of(halves, half_count * 2);
  target.pixels.stride_bytes = padding ? stride * 2 : 0;
  assert_int_equal(pb_pass_write(&target, region, &source->source), PB_OK);
  const uint32_t *words = (const uint32_t *)(uintptr_t)words_target->pixels.offset;
  for (size_t i = 0; i < half_count; i++) {
    const uint32_t y = (uint32_t)(i / stride), x = (uint32_t)(i % stride) / channels, channel = (uint32_t)(i % stride) % channels;
    uint16_t expected = 0xa5a5;
    if (x >= region->x && x - region->x < region->width && y >= region->y && y - region->y < region->height) {
      pb_pixels_convert_portable(&expected, 1, PB_PIXELS_FLOAT16, &words[((size_t)y * width + x) * channels + channel], 1,
                                 PB_PIXELS_FLOAT32, 1);
      /* From half to half as many channels are copied, signalling NaNs included. */
      const uint32_t is_quiet_nan = (expected & 0x7e00) == 0x7e00;
      if (is_quiet_nan && source->source.format == PB_PIXELS_FLOAT16 && source->source.channels == channels) {
        expected &= (uint16_t)(0xfdff | (words[((size_t)y * width + x) * channels + channel] >> 13 & 0x0200));
      }
    }
    if (halves[i] != expected) {
      fail_msg("pixel %u,%u channel %u is %04x, not %04x", x, y, channel, halves[i], expected);
    }
  }
  assert_int_equal(pb_pass_clear(&target), PB_OK);
  for (size_t i = 0; i < half_count; i++) {
    assert_int_equal(halves[i], i % stride < (size_t)width * channels ? 0 : 0xa5a5);
  }
  guarded_memory_close(&memory);
}

static void write_into_halves(void **state) {
  (void)state;
  static const pb_region regions[] = {{0, 0, 517, 23}, {0, 0, 1, 1}, {516, 22, 1, 1}, {5, 3, 300, 11}};
  static const uint32_t channels[][2] = {{1, 1}, {2, 2}, {3, 3}, {4, 4}, {5, 5}, {4, 3}, {3, 4}, {1, 3}, {1, 4}, {4, 1}, {7, 1}};
  for (uint32_t variant = 0; variant < 3 * 4 * 11 * 4; variant++) {
    const uint32_t source_channels = channels[variant / 12 % 11][0], target_channels = channels[variant / 12 % 11][1];
    const pb_region *region = &regions[variant / 3 % 4];
    const uint32_t paddings = variant / 132;
    fake_pass pass = open_pass(517, 23, target_channels, 0);
    fake_source source = open_source((pb_pixel_format)(variant % 3), region->width, region->height, source_channels,
                                     paddings & 2 ? 7 : 0, variant % 4);
    source.source.top_to_bottom = variant % 2;
    assert_int_equal(pb_pass_write(&pass.target, region, &source.source), PB_OK);
    write_halves(&pass.target, target_channels, paddings & 1 ? 3 : 0, region, &source);
    close_source(&source);
    close_pass(&pass);
  }
}

/* ------------------------------------------------------------------------------------------------ what is refused */

static fake_pass target_16x16;
static fake_source source_16x16;

static int open_16x16(void **state) {
  (void)state;
  target_16x16 = open_pass(16, 16, 4, 0);
  source_16x16 = open_source(PB_PIXELS_FLOAT32, 16, 16, 4, 0, 0);
  return 0;
}

static int close_16x16(void **state) {
  (void)state;
  close_pass(&target_16x16);
  close_source(&source_16x16);
  return 0;
}

/* Each refusal names its cause and leaves the pass as it was. */
#define ASSERT_REFUSED(TEXT, CHANGE)                                                                                   \
  do {                                                                                                                 \
    pb_pass_target target = target_16x16.target;                                                                       \
    pb_region region = {0, 0, 16, 16};                                                                                 \
    pb_pixel_source source = source_16x16.source;                                                                      \
    CHANGE;                                                                                                            \
    assert_failed(pb_pass_write(&target, &region, &source), PB_INVALID_ARGUMENT, TEXT);                                \
    assert_untouched(&target_16x16);                                                                                   \
  } while (0)

static void write_refuses_regions_outside(void **state) {
  (void)state;
  const char *outside = "pass Combined: the region ";
  ASSERT_REFUSED("pass Combined: the region 10,10 20x20 is outside 16x16", region = ((pb_region){10, 10, 20, 20}));
  ASSERT_REFUSED("is outside 16x16", region.x = 1);
  ASSERT_REFUSED("is outside 16x16", region.y = 1);
  ASSERT_REFUSED("is outside 16x16", region.width = 17);
  ASSERT_REFUSED("is outside 16x16", region.height = 17);
  ASSERT_REFUSED(outside, region = ((pb_region){UINT32_MAX, 0, 1, 1}));
  ASSERT_REFUSED(outside, region = ((pb_region){0, UINT32_MAX, 1, 1}));
  ASSERT_REFUSED(outside, region = ((pb_region){2, 2, UINT32_MAX, UINT32_MAX}));
  ASSERT_REFUSED("is empty", region.width = 0);
  ASSERT_REFUSED("is empty", region.height = 0);
}

static void write_refuses_sources(void **state) {
  (void)state;
  ASSERT_REFUSED("the source has 4095 bytes, 16x16 pixels of 4 channels with stride 256 need 4096", source.pixels.size_bytes--);
  ASSERT_REFUSED("with stride 257 need 4111", source.pixels.stride_bytes = 257);
  ASSERT_REFUSED("stride of 255 bytes is smaller than its rows of 256", source.pixels.stride_bytes = 255);
  ASSERT_REFUSED("need 18446744073709551615", source.pixels.stride_bytes = UINT64_MAX);
  ASSERT_REFUSED("need 18446744073709551615", source.pixels.stride_bytes = UINT64_MAX / 15);
  ASSERT_REFUSED("not readable", source.pixels.size_bytes = UINT64_MAX; source.pixels.stride_bytes = UINT64_MAX);
  ASSERT_REFUSED("not readable", source.pixels.offset = 0);
  ASSERT_REFUSED("not readable", source.pixels.offset = UINT64_MAX - 100);
  ASSERT_REFUSED("not readable", source.pixels.offset = 4096);
  ASSERT_REFUSED("not readable", source.pixels.segment = 1);
  ASSERT_REFUSED("not readable", source.pixels.offset = address_of(source_16x16.memory.end));
  ASSERT_REFUSED("not readable", source.pixels.offset++);
  ASSERT_REFUSED("not readable", source.pixels.stride_bytes = 4096; source.pixels.size_bytes = UINT64_MAX);
  ASSERT_REFUSED("format 3", source.format = 3);
  ASSERT_REFUSED("row order 2", source.top_to_bottom = 2);
  ASSERT_REFUSED("source of this version", source.version++);
  ASSERT_REFUSED("source of this version", source.size_bytes--);
  assert_failed(pb_pass_write(&target_16x16.target, NULL, NULL), PB_INVALID_ARGUMENT, "source of this version");
}

static void write_refuses_channels(void **state) {
  (void)state;
  static const uint32_t refused[][2] = {{2, 4}, {2, 3}, {4, 2}, {3, 2}, {1, 2}, {1, 5}, {5, 4}, {3, 8}, {0, 1}, {0, 4}};
  for (size_t i = 0; i < sizeof refused / sizeof refused[0]; i++) {
    char text[64];
    (void)snprintf(text, sizeof text, "%u channels can't be written into %u", refused[i][0], refused[i][1]);
    ASSERT_REFUSED(text, source.channels = refused[i][0]; target.channels = refused[i][1]; target.width = 8; region.width = 8);
  }
  ASSERT_REFUSED("need", source.channels = UINT32_MAX; target.channels = 1);
}

static void write_refuses_overlap(void **state) {
  (void)state;
  const uint64_t at = target_16x16.target.pixels.offset;
  ASSERT_REFUSED("source lies in the target's memory", source.pixels.offset = at);
  /* One byte over the start of the last pixel, and one byte over its end. */
  ASSERT_REFUSED("source lies in the target's memory", region = ((pb_region){15, 15, 1, 1}); source.pixels.size_bytes = 16;
                 source.pixels.offset = at + 4096 - 31);
  ASSERT_REFUSED("source lies in the target's memory", region = ((pb_region){14, 15, 1, 1}); source.pixels.size_bytes = 16;
                 source.pixels.offset = at + 4096 - 17);
  /* Side by side in one piece of memory is well. */
  pb_pixel_source source = source_16x16.source;
  source.pixels = span_of(target_16x16.words, 16);
  assert_int_equal(pb_pass_write(&target_16x16.target, &(pb_region){1, 0, 1, 1}, &source), PB_OK);
  assert_untouched(&target_16x16);
}

static void write_refuses_targets(void **state) {
  (void)state;
  ASSERT_REFUSED("name", memset(target.name, 'x', sizeof target.name));
  ASSERT_REFUSED("16x16 pixels of 4 channels don't fit into 4095 bytes", target.pixels.size_bytes--);
  ASSERT_REFUSED("don't fit", target.pixels.stride_bytes = 255);
  ASSERT_REFUSED("don't fit", target.pixels.stride_bytes = UINT64_MAX - 3);
  ASSERT_REFUSED("don't fit", target.pixels.offset = 0);
  ASSERT_REFUSED("don't fit", target.pixels.segment = 1);
  ASSERT_REFUSED("don't fit", target.width = 0);
  ASSERT_REFUSED("don't fit", target.height = 0);
  ASSERT_REFUSED("don't fit", target.channels = 0);
  ASSERT_REFUSED("don't fit", target.width = target.height = target.channels = UINT32_MAX);
  ASSERT_REFUSED("multiples of 4", target.pixels.offset -= 2);
  ASSERT_REFUSED("multiples of 4", target.pixels.stride_bytes = 258; target.height = 15; region.height = 15);
  ASSERT_REFUSED("multiples of 2", target.format = PB_PIXELS_FLOAT16; target.pixels.offset -= 1);
  ASSERT_REFUSED("multiples of 2", target.format = PB_PIXELS_FLOAT16; target.pixels.stride_bytes = 129);
  ASSERT_REFUSED("16x16 pixels of 4 channels don't fit into 2047 bytes", target.format = PB_PIXELS_FLOAT16; target.pixels.size_bytes = 2047);
  ASSERT_REFUSED("32-bit floats (format 0) or half floats (1), not format 2", target.format = PB_PIXELS_UINT8);
  ASSERT_REFUSED("not format 4294967295", target.format = UINT32_MAX);
  ASSERT_REFUSED("not writable", target.pixels.offset = address_of(target_16x16.memory.end));
  ASSERT_REFUSED("not writable", target.pixels.offset += 4);
  ASSERT_REFUSED("not writable", target.pixels.offset = UINT64_MAX - 4099);
  assert_failed(pb_pass_write(NULL, NULL, &source_16x16.source), PB_INVALID_ARGUMENT, "NULL");
  assert_failed(pb_pass_clear(NULL), PB_INVALID_ARGUMENT, "NULL");
}

static void write_refuses_read_only_target(void **state) {
  (void)state;
  fake_pass pass = open_pass(16, 16, 4, 0);
  guarded_memory_make_read_only(&pass.memory);
  assert_failed(pb_pass_write(&pass.target, NULL, &source_16x16.source), PB_INVALID_ARGUMENT, "not writable");
  assert_failed(pb_pass_clear(&pass.target), PB_INVALID_ARGUMENT, "not writable");
  assert_untouched(&pass);
  close_pass(&pass);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(write_as_many_channels),
      cmocka_unit_test(write_4_channels_into_3),
      cmocka_unit_test(write_3_channels_into_4),
      cmocka_unit_test(write_many_channels_into_1),
      cmocka_unit_test(write_1_channel_into_3_and_4),
      cmocka_unit_test(write_large),
      cmocka_unit_test(write_from_read_only_memory),
      cmocka_unit_test(clear_sets_zero_and_spares_padding),
      cmocka_unit_test(write_into_halves),
      cmocka_unit_test_setup_teardown(write_refuses_regions_outside, open_16x16, close_16x16),
      cmocka_unit_test_setup_teardown(write_refuses_sources, open_16x16, close_16x16),
      cmocka_unit_test_setup_teardown(write_refuses_channels, open_16x16, close_16x16),
      cmocka_unit_test_setup_teardown(write_refuses_overlap, open_16x16, close_16x16),
      cmocka_unit_test_setup_teardown(write_refuses_targets, open_16x16, close_16x16),
      cmocka_unit_test_setup_teardown(write_refuses_read_only_target, open_16x16, close_16x16),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
