/* SPDX-License-Identifier: Apache-2.0 */
/* Made-up RenderPass and ImBuf structs; that real Blenders have these offsets is proved inside of them (blender-addon/tests). */
#include "testing.h"

#include <stdlib.h>

#include "guarded_memory.h"

/* Not square, and above one chunk of the comparison (4096 bytes). */
enum { WIDTH = 37, HEIGHT = 23, CHANNELS = 4, FLOAT_COUNT = WIDTH * HEIGHT * CHANNELS };

/* Offsets as measured in each version; 0 image_pixels: RenderPass points to the pixels itself. */
typedef struct blender {
  uint32_t major, minor;
  uint32_t pointer, pass_size, image_pixels, image_channels;
} blender;

static const blender blenders[] = {
    {2, 79, 96, 104, 0, 0},   {2, 93, 96, 104, 0, 0},   {3, 4, 96, 104, 0, 0},    {3, 6, 96, 104, 0, 0},
    {4, 0, 96, 104, 48, 12},  {4, 2, 96, 104, 48, 12},  {4, 5, 96, 104, 48, 12},  {5, 0, 112, 120, 48, 12},
    {5, 1, 112, 120, 72, 36}, {5, 2, 112, 120, 72, 32},
};
enum { BLENDER_COUNT = sizeof blenders / sizeof blenders[0] };
static const blender blender_3_6 = {3, 6, 96, 104, 0, 0};
static const blender blender_4_5 = {4, 5, 96, 104, 48, 12};
static const blender unknown_blender = {9, 9, 0, 8, 0, 0};

/* One render pass with its memory; what is not told is garbage that points nowhere. */
typedef struct fake_pass {
  unsigned char render_pass[512];
  unsigned char image[1024];
  float *pixels;
} fake_pass;

static float canary[FLOAT_COUNT];
static fake_pass fake;

static void put_int32(void *at, int32_t value) { memcpy(at, &value, sizeof value); }
static void put_size(void *at) {
  put_int32(at, WIDTH);
  put_int32((char *)at + 4, HEIGHT);
}
static void put_pointer(void *at, const void *pointer) { memcpy(at, &pointer, sizeof pointer); }

static void build(const blender *version) {
  memset(fake.render_pass, 0x5a, sizeof fake.render_pass);
  memset(fake.image, 0x5a, sizeof fake.image);
  memcpy(fake.pixels, canary, sizeof canary);
  put_size(fake.render_pass + version->pass_size);
  if (version->image_pixels) {
    put_pointer(fake.render_pass + version->pointer, fake.image);
    put_size(fake.image);
    put_pointer(fake.image + version->image_pixels, fake.pixels);
    if (version->image_channels) {
      put_int32(fake.image + version->image_channels, CHANNELS);
    }
  } else {
    put_pointer(fake.render_pass + version->pointer, fake.pixels);
  }
}

static pb_status verify(const blender *version) {
  return pb_render_pass_layout_verify(version->major, version->minor, address_of(fake.render_pass), WIDTH, HEIGHT,
                                      CHANNELS, canary);
}

static pb_render_pass_layout verified_layout(void) {
  pb_render_pass_layout layout;
  assert_int_equal(pb_render_pass_layout_get(&layout), PB_OK);
  return layout;
}

static pb_status locate(pb_pass_target *target) {
  return pb_render_pass_locate(address_of(fake.render_pass), WIDTH, HEIGHT, CHANNELS, target);
}

static void assert_unverified(const blender *version) {
  assert_int_equal(verify(version), PB_UNVERIFIED);
  assert_int_equal(verified_layout().found_by, PB_LAYOUT_NONE);
}

static int open_fake(void **state) {
  (void)state;
  fake.pixels = malloc(sizeof canary);
  for (int i = 0; i < FLOAT_COUNT; i++) {
    canary[i] = (float)i * 0.37f + 1;
  }
  return 0;
}

static int close_fake(void **state) {
  (void)state;
  free(fake.pixels);
  return 0;
}

/* ------------------------------------------------------------------------------------------------ verification */

/* Runs first. */
static void layout_get_before_verification(void **state) {
  (void)state;
  const pb_render_pass_layout layout = verified_layout();
  assert_int_equal(layout.found_by, PB_LAYOUT_NONE);
  assert_int_equal(layout.size_bytes, sizeof layout);
  assert_int_equal(layout.version, PB_MESSAGE_VERSION);
}

static void locate_before_verification(void **state) {
  (void)state;
  build(&blender_4_5);
  pb_pass_target target;
  assert_failed(locate(&target), PB_UNVERIFIED, "not verified");
}

static void layout_get_null(void **state) {
  (void)state;
  assert_int_equal(pb_render_pass_layout_get(NULL), PB_INVALID_ARGUMENT);
}

static void verify_every_row(void **state) {
  (void)state;
  for (int i = 0; i < BLENDER_COUNT; i++) {
    build(&blenders[i]);
    assert_int_equal(verify(&blenders[i]), PB_OK);
    const pb_render_pass_layout layout = verified_layout();
    assert_int_equal(layout.found_by, PB_LAYOUT_TABLE);
    assert_int_equal(layout.has_image, blenders[i].image_pixels != 0);
    assert_int_equal(layout.pointer_offset, blenders[i].pointer);
    assert_int_equal(layout.pass_size_offset, blenders[i].pass_size);
    assert_int_equal(layout.image_pixels_offset, blenders[i].image_pixels);
    assert_int_equal(layout.image_channels_offset, blenders[i].image_channels);
  }
}

static void verify_names_the_row(void **state) {
  (void)state;
  build(&blender_4_5);
  assert_int_equal(verify(&blender_4_5), PB_OK);
  assert_string_equal(verified_layout().versions, "4.0 - 4.5");
}

static void verify_wrong_size_in_render_pass(void **state) {
  (void)state;
  for (int i = 0; i < BLENDER_COUNT; i++) {
    for (uint32_t at = 0; at < 8; at += 4) {
      build(&blenders[i]);
      put_int32(fake.render_pass + blenders[i].pass_size + at, 36);
      assert_unverified(&blenders[i]);
    }
  }
}

static void verify_wrong_size_in_image(void **state) {
  (void)state;
  for (uint32_t at = 0; at < 8; at += 4) {
    build(&blender_4_5);
    put_int32(fake.image + at, 36);
    assert_unverified(&blender_4_5);
  }
}

/* The canary then decides alone, so a search still finds it; but it is not the row. */
static void verify_wrong_channels_is_not_the_row(void **state) {
  (void)state;
  build(&blender_4_5);
  put_int32(fake.image + blender_4_5.image_channels, 3);
  assert_int_equal(verify(&blender_4_5), PB_OK);
  assert_int_equal(verified_layout().found_by, PB_LAYOUT_SEARCH);
}

/* Each pointer on the way may lead anywhere. */
static void verify_wrong_pointers(void **state) {
  (void)state;
  guarded_memory memory = guarded_memory_open(1);
  const void *wrong[] = {NULL, (void *)1, (void *)UINTPTR_MAX, (void *)(UINTPTR_MAX - 7), memory.end,
                         memory.end - 4, (char *)fake.pixels + 1, (char *)fake.pixels + 4};
  for (size_t w = 0; w < sizeof wrong / sizeof wrong[0]; w++) {
    for (int i = 0; i < BLENDER_COUNT; i++) {
      build(&blenders[i]);
      put_pointer(fake.render_pass + blenders[i].pointer, wrong[w]);
      assert_unverified(&blenders[i]);
      if (blenders[i].image_pixels) {
        build(&blenders[i]);
        put_pointer(fake.image + blenders[i].image_pixels, wrong[w]);
        assert_unverified(&blenders[i]);
      }
    }
  }
  guarded_memory_close(&memory);
}

static void verify_wrong_render_pass(void **state) {
  (void)state;
  guarded_memory memory = guarded_memory_open(1);
  const uint64_t wrong[] = {0, 1, UINT64_MAX, UINT64_MAX - 100, address_of(memory.end), address_of(memory.end - 100)};
  for (size_t w = 0; w < sizeof wrong / sizeof wrong[0]; w++) {
    for (int i = 0; i < BLENDER_COUNT; i++) {
      assert_int_equal(pb_render_pass_layout_verify(blenders[i].major, blenders[i].minor, wrong[w], WIDTH, HEIGHT,
                                                    CHANNELS, canary),
                       PB_UNVERIFIED);
    }
  }
  guarded_memory_close(&memory);
}

static void verify_canary_differing_in_one_word(void **state) {
  (void)state;
  static const int places[] = {0, 1, 1023, 1024, FLOAT_COUNT / 2, FLOAT_COUNT - 1};
  for (size_t p = 0; p < sizeof places / sizeof places[0]; p++) {
    for (int i = 0; i < BLENDER_COUNT; i++) {
      build(&blenders[i]);
      fake.pixels[places[p]] += 1;
      assert_unverified(&blenders[i]);
    }
  }
}

/* A canary of NaNs is compared as words. */
static void verify_canary_of_nans(void **state) {
  (void)state;
  uint32_t words[FLOAT_COUNT];
  float nans[FLOAT_COUNT];
  for (uint32_t i = 0; i < FLOAT_COUNT; i++) {
    words[i] = 0x7f800001 + i;
  }
  memcpy(nans, words, sizeof nans);
  build(&blender_4_5);
  memcpy(fake.pixels, words, sizeof words);
  assert_int_equal(
      pb_render_pass_layout_verify(4, 5, address_of(fake.render_pass), WIDTH, HEIGHT, CHANNELS, nans), PB_OK);
}

/* What a neighbour has at its offsets is found all the same, but not by the row. */
static void verify_layout_of_the_neighbour_version(void **state) {
  (void)state;
  for (int i = 0; i < BLENDER_COUNT; i++) {
    for (int other = 0; other < BLENDER_COUNT; other++) {
      const blender *has = &blenders[other], *says = &blenders[i];
      if (has->pointer == says->pointer && has->image_pixels == says->image_pixels &&
          has->image_channels == says->image_channels) {
        continue;
      }
      build(has);
      assert_int_equal(verify(says), PB_OK);
      const pb_render_pass_layout layout = verified_layout();
      assert_int_equal(layout.found_by, PB_LAYOUT_SEARCH);
      assert_int_equal(layout.pointer_offset, has->pointer);
      assert_int_equal(layout.image_pixels_offset, has->image_pixels);
    }
  }
}

static void verify_unknown_version_by_search(void **state) {
  (void)state;
  for (uint32_t pointer = 0; pointer < 256; pointer += 8) {
    const uint32_t image_pixels[] = {0, 8, 48, 96, 504}; /* 0: without an image */
    for (int i = 0; i < 5; i++) {
      const blender future = {9, 9, pointer, pointer + 8, image_pixels[i], 0};
      build(&future);
      assert_int_equal(verify(&future), PB_OK);
      const pb_render_pass_layout layout = verified_layout();
      assert_int_equal(layout.found_by, PB_LAYOUT_SEARCH);
      assert_int_equal(layout.has_image, image_pixels[i] != 0);
      assert_int_equal(layout.pointer_offset, pointer);
      assert_int_equal(layout.pass_size_offset, pointer + 8);
      assert_int_equal(layout.image_pixels_offset, image_pixels[i]);
      assert_int_equal(layout.image_channels_offset, 0);
      assert_string_equal(layout.versions, "9.9");
    }
  }
}

static void search_nothing_found(void **state) {
  (void)state;
  memset(fake.render_pass, 0x5a, sizeof fake.render_pass);
  assert_unverified(&unknown_blender);
  assert_failed(verify(&unknown_blender), PB_UNVERIFIED, "was not found");
}

static void search_two_hits_in_the_image(void **state) {
  (void)state;
  const blender future = {9, 9, 128, 136, 64, 0};
  build(&future);
  put_pointer(fake.image + 200, fake.pixels);
  assert_unverified(&future);
  assert_failed(verify(&future), PB_UNVERIFIED, "more than once");
}

static void search_two_hits_in_the_render_pass(void **state) {
  (void)state;
  const blender future = {9, 9, 128, 136, 0, 0};
  build(&future);
  put_pointer(fake.render_pass + 160, fake.pixels);
  put_size(fake.render_pass + 168);
  assert_unverified(&future);
}

static void search_second_copy_of_the_canary(void **state) {
  (void)state;
  const blender future = {9, 9, 128, 136, 64, 0};
  build(&future);
  put_pointer(fake.image + 80, canary);
  assert_unverified(&future);
}

static void verify_failing_forgets_the_earlier_layout(void **state) {
  (void)state;
  build(&blender_4_5);
  assert_int_equal(verify(&blender_4_5), PB_OK);
  pb_pass_target target;
  assert_int_equal(locate(&target), PB_OK);
  fake.pixels[0] += 1;
  assert_unverified(&blender_4_5);
  assert_failed(locate(&target), PB_UNVERIFIED, "not verified");
}

static void verify_canary_too_small(void **state) {
  (void)state;
  build(&blender_4_5);
  const uint64_t pass = address_of(fake.render_pass);
  assert_failed(pb_render_pass_layout_verify(4, 5, pass, 1, 1, 3, canary), PB_INVALID_ARGUMENT, "too small");
  assert_failed(pb_render_pass_layout_verify(4, 5, pass, 3, 1, 1, canary), PB_INVALID_ARGUMENT, "too small");
  /* 16 bytes are enough to be looked for; here they aren't found. */
  assert_int_equal(pb_render_pass_layout_verify(4, 5, pass, 1, 1, 4, canary), PB_UNVERIFIED);
}

static void verify_rejects_missing_arguments(void **state) {
  (void)state;
  build(&blender_4_5);
  assert_int_equal(verify(&blender_4_5), PB_OK);
  const uint64_t pass = address_of(fake.render_pass);
  assert_int_equal(pb_render_pass_layout_verify(4, 5, pass, WIDTH, HEIGHT, CHANNELS, NULL), PB_INVALID_ARGUMENT);
  assert_int_equal(pb_render_pass_layout_verify(4, 5, pass, 0, HEIGHT, CHANNELS, canary), PB_INVALID_ARGUMENT);
  assert_int_equal(pb_render_pass_layout_verify(4, 5, pass, WIDTH, 0, CHANNELS, canary), PB_INVALID_ARGUMENT);
  assert_int_equal(pb_render_pass_layout_verify(4, 5, pass, WIDTH, HEIGHT, 0, canary), PB_INVALID_ARGUMENT);
  assert_int_equal(pb_render_pass_layout_verify(4, 5, pass, UINT32_MAX, UINT32_MAX, UINT32_MAX, canary), PB_INVALID_ARGUMENT);
  assert_int_equal(verified_layout().found_by, PB_LAYOUT_TABLE); /* nothing was touched */
}

/* ------------------------------------------------------------------------------------------------ pb_render_pass_locate */

static void locate_every_row(void **state) {
  (void)state;
  for (int i = 0; i < BLENDER_COUNT; i++) {
    build(&blenders[i]);
    assert_int_equal(verify(&blenders[i]), PB_OK);
    pb_pass_target target;
    memset(&target, 0x77, sizeof target);
    assert_int_equal(locate(&target), PB_OK);
    assert_int_equal(target.pixels.segment, 0);
    assert_ptr_equal((void *)(uintptr_t)target.pixels.offset, fake.pixels);
    assert_int_equal(target.pixels.size_bytes, sizeof canary);
    assert_int_equal(target.pixels.stride_bytes, WIDTH * CHANNELS * sizeof(float));
    assert_int_equal(target.width, WIDTH);
    assert_int_equal(target.height, HEIGHT);
    assert_int_equal(target.channels, CHANNELS);
    assert_int_equal(target.format, PB_PIXELS_FLOAT32);
    for (size_t c = 0; c < sizeof target.name; c++) {
      assert_int_equal(target.name[c], 0x77);
    }
  }
}

static int verify_4_5(void **state) {
  (void)state;
  build(&blender_4_5);
  return verify(&blender_4_5) == PB_OK ? 0 : -1;
}

static void locate_without_image(void **state) {
  (void)state;
  put_pointer(fake.render_pass + blender_4_5.pointer, NULL);
  pb_pass_target target;
  assert_failed(locate(&target), PB_UNVERIFIED, "no memory yet");
}

static void locate_without_pixels(void **state) {
  (void)state;
  pb_pass_target target;
  put_pointer(fake.image + blender_4_5.image_pixels, NULL);
  assert_failed(locate(&target), PB_UNVERIFIED, "no memory yet");

  build(&blender_3_6);
  assert_int_equal(verify(&blender_3_6), PB_OK);
  put_pointer(fake.render_pass + blender_3_6.pointer, NULL);
  assert_failed(locate(&target), PB_UNVERIFIED, "no memory yet");
}

static void locate_unmapped_pixels(void **state) {
  (void)state;
  guarded_memory memory = guarded_memory_open(1);
  put_pointer(fake.image + blender_4_5.image_pixels, memory.end);
  pb_pass_target target;
  assert_failed(locate(&target), PB_UNVERIFIED, "not writable");
  put_pointer(fake.image + blender_4_5.image_pixels, memory.end - 64); /* partly there */
  assert_failed(locate(&target), PB_UNVERIFIED, "not writable");
  guarded_memory_close(&memory);
}

static void locate_read_only_pixels(void **state) {
  (void)state;
  const size_t page_count = sizeof canary / page_bytes() + 1;
  char *pages = pages_map(page_count, READ_ONLY);
  put_pointer(fake.image + blender_4_5.image_pixels, pages);
  pb_pass_target target;
  assert_failed(locate(&target), PB_UNVERIFIED, "not writable");
  pages_unmap(pages, page_count);
}

static void locate_wrong_size(void **state) {
  (void)state;
  pb_pass_target target;
  const uint64_t pass = address_of(fake.render_pass);
  assert_failed(pb_render_pass_locate(pass, WIDTH + 1, HEIGHT, CHANNELS, &target), PB_UNVERIFIED, "is not one of 38x23");
  assert_int_equal(pb_render_pass_locate(pass, WIDTH, HEIGHT - 1, CHANNELS, &target), PB_UNVERIFIED);
  assert_int_equal(pb_render_pass_locate(pass, HEIGHT, WIDTH, CHANNELS, &target), PB_UNVERIFIED);
  put_int32(fake.image, WIDTH + 1); /* the image alone disagrees */
  assert_int_equal(locate(&target), PB_UNVERIFIED);
}

static void locate_wrong_channels(void **state) {
  (void)state;
  pb_pass_target target;
  assert_int_equal(pb_render_pass_locate(address_of(fake.render_pass), WIDTH, HEIGHT, 3, &target), PB_UNVERIFIED);
  put_int32(fake.image + blender_4_5.image_channels, 1);
  assert_int_equal(locate(&target), PB_UNVERIFIED);
}

static void locate_wrong_render_pass(void **state) {
  (void)state;
  pb_pass_target target;
  assert_int_equal(pb_render_pass_locate(0, WIDTH, HEIGHT, CHANNELS, &target), PB_UNVERIFIED);
  assert_int_equal(pb_render_pass_locate(UINT64_MAX - 8, WIDTH, HEIGHT, CHANNELS, &target), PB_UNVERIFIED);
}

static void locate_rejects_missing_arguments(void **state) {
  (void)state;
  const uint64_t pass = address_of(fake.render_pass);
  pb_pass_target target;
  assert_int_equal(pb_render_pass_locate(pass, WIDTH, HEIGHT, CHANNELS, NULL), PB_INVALID_ARGUMENT);
  assert_int_equal(pb_render_pass_locate(pass, 0, HEIGHT, CHANNELS, &target), PB_INVALID_ARGUMENT);
  assert_int_equal(pb_render_pass_locate(pass, WIDTH, 0, CHANNELS, &target), PB_INVALID_ARGUMENT);
  assert_int_equal(pb_render_pass_locate(pass, WIDTH, HEIGHT, 0, &target), PB_INVALID_ARGUMENT);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(layout_get_before_verification),
      cmocka_unit_test(locate_before_verification),
      cmocka_unit_test(layout_get_null),
      cmocka_unit_test(verify_every_row),
      cmocka_unit_test(verify_names_the_row),
      cmocka_unit_test(verify_wrong_size_in_render_pass),
      cmocka_unit_test(verify_wrong_size_in_image),
      cmocka_unit_test(verify_wrong_channels_is_not_the_row),
      cmocka_unit_test(verify_wrong_pointers),
      cmocka_unit_test(verify_wrong_render_pass),
      cmocka_unit_test(verify_canary_differing_in_one_word),
      cmocka_unit_test(verify_canary_of_nans),
      cmocka_unit_test(verify_layout_of_the_neighbour_version),
      cmocka_unit_test(verify_unknown_version_by_search),
      cmocka_unit_test(search_nothing_found),
      cmocka_unit_test(search_two_hits_in_the_image),
      cmocka_unit_test(search_two_hits_in_the_render_pass),
      cmocka_unit_test(search_second_copy_of_the_canary),
      cmocka_unit_test(verify_failing_forgets_the_earlier_layout),
      cmocka_unit_test(verify_canary_too_small),
      cmocka_unit_test(verify_rejects_missing_arguments),
      cmocka_unit_test(locate_every_row),
      cmocka_unit_test_setup(locate_without_image, verify_4_5),
      cmocka_unit_test_setup(locate_without_pixels, verify_4_5),
      cmocka_unit_test_setup(locate_unmapped_pixels, verify_4_5),
      cmocka_unit_test_setup(locate_read_only_pixels, verify_4_5),
      cmocka_unit_test_setup(locate_wrong_size, verify_4_5),
      cmocka_unit_test_setup(locate_wrong_channels, verify_4_5),
      cmocka_unit_test_setup(locate_wrong_render_pass, verify_4_5),
      cmocka_unit_test_setup(locate_rejects_missing_arguments, verify_4_5),
  };
  return cmocka_run_group_tests(tests, open_fake, close_fake);
}
