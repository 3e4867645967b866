/* SPDX-License-Identifier: Apache-2.0 */
/* Checks of what is to be written into a pass; copy.c writes it. */
#include "pass.h"

#include <inttypes.h>
#include <string.h>

#include "copy.h"
#include "error.h"
#include "memory.h"

/* Bytes of a row without what lies between rows; false: more than 64 bits tell. */
static bool row_bytes_of(uint32_t width, uint32_t channels, uint32_t channel_bytes, uint64_t *row_bytes) {
  return !__builtin_mul_overflow((uint64_t)width * channels, (uint64_t)channel_bytes, row_bytes);
}

/* Bytes from the first row's start to the last row's end; all memory where 64 bits don't tell. */
static uint64_t rows_bytes_of(uint64_t row_bytes, uint64_t stride_bytes, uint32_t row_count) {
  uint64_t bytes;
  return __builtin_mul_overflow(stride_bytes, (uint64_t)row_count - 1, &bytes) ||
                 __builtin_add_overflow(bytes, row_bytes, &bytes)
             ? UINT64_MAX
             : bytes;
}

/* Bytes of a channel; 0: no target has this format. */
static uint32_t target_channel_bytes(const pb_pass_target *target) {
  return target->format == PB_PIXELS_UINT8 ? 0 : pb_channel_bytes(target->format);
}

pb_status pb_pass_target_check(const pb_pass_target *target) {
  if (!target) {
    return pb_fail(PB_INVALID_ARGUMENT, "the pass target is NULL");
  }
  if (!memchr(target->name, 0, sizeof target->name)) {
    return pb_fail(PB_INVALID_ARGUMENT, "the name of a pass target has no end");
  }
  const uint32_t channel_bytes = target_channel_bytes(target);
  if (channel_bytes == 0) {
    return pb_fail(PB_INVALID_ARGUMENT, "pass %s: a target has 32-bit floats (format %d) or half floats (%d), not format %u",
                   target->name, PB_PIXELS_FLOAT32, PB_PIXELS_FLOAT16, target->format);
  }
  uint64_t row_bytes;
  if (target->width == 0 || target->height == 0 || target->channels == 0 ||
      !row_bytes_of(target->width, target->channels, channel_bytes, &row_bytes) ||
      !pb_span_holds(&target->pixels, target->height, row_bytes)) {
    return pb_fail(PB_INVALID_ARGUMENT, "pass %s: %ux%u pixels of %u channels don't fit into %" PRIu64 " bytes", target->name,
                   target->width, target->height, target->channels, target->pixels.size_bytes);
  }
  if (target->pixels.offset % channel_bytes || target->pixels.stride_bytes % channel_bytes) {
    return pb_fail(PB_INVALID_ARGUMENT, "pass %s: its floats don't lie at multiples of %u bytes", target->name, channel_bytes);
  }
  if (!pb_memory_is_writable(target->pixels.offset, target->pixels.size_bytes)) {
    return pb_fail(PB_INVALID_ARGUMENT, "pass %s: its target is not writable memory", target->name);
  }
  return PB_OK;
}

/* Of a target that was checked. */
static uint64_t target_pixel_bytes(const pb_pass_target *target) {
  return (uint64_t)target->channels * target_channel_bytes(target);
}

uint64_t pb_pass_target_row_bytes(const pb_pass_target *target) { return target->width * target_pixel_bytes(target); }

static bool channels_convert(uint32_t source, uint32_t target) {
  return source == target || target == 1 || (source == 4 && target == 3) || (source == 3 && target == 4) ||
         (source == 1 && target == 3) || (source == 1 && target == 4);
}

/* The region to write: all of the pass where none is given. */
static pb_status check_region(const pb_pass_target *target, const pb_region *given, pb_region *region) {
  *region = given ? *given : (pb_region){0, 0, target->width, target->height};
  if (region->width == 0 || region->height == 0) {
    return pb_fail(PB_INVALID_ARGUMENT, "pass %s: the region %u,%u %ux%u is empty", target->name, region->x, region->y,
                   region->width, region->height);
  }
  if (region->x > target->width || region->width > target->width - region->x || region->y > target->height ||
      region->height > target->height - region->y) {
    return pb_fail(PB_INVALID_ARGUMENT, "pass %s: the region %u,%u %ux%u is outside %ux%u", target->name, region->x, region->y,
                   region->width, region->height, target->width, target->height);
  }
  return PB_OK;
}

/* Memory from a first to a last byte. */
typedef struct byte_range {
  uint64_t address;
  uint64_t size_bytes;
} byte_range;

static bool overlap(const byte_range *a, const byte_range *b) {
  return a->address < b->address + b->size_bytes && b->address < a->address + a->size_bytes;
}

/* What the source needs to fill the region: its stride, and the range that is read. */
static pb_status check_source(const pb_pass_target *target, const pb_region *region, const pb_pixel_source *source,
                              uint64_t *stride_bytes, byte_range *range) {
  if (!source || source->size_bytes != sizeof *source || source->version != PB_MESSAGE_VERSION) {
    return pb_fail(PB_INVALID_ARGUMENT, "pass %s: a source of this version is missing", target->name);
  }
  const uint32_t channel_bytes = pb_channel_bytes(source->format);
  if (channel_bytes == 0 || source->top_to_bottom > 1) {
    return pb_fail(PB_INVALID_ARGUMENT, "pass %s: the source has format %u and row order %u, which don't exist", target->name,
                   source->format, source->top_to_bottom);
  }
  if (source->channels == 0 || !channels_convert(source->channels, target->channels)) {
    return pb_fail(PB_INVALID_ARGUMENT,
                   "pass %s: %u channels can't be written into %u (as many, 4 into 3, 3 into 4, any into 1, 1 into 3 or 4)",
                   target->name, source->channels, target->channels);
  }
  uint64_t row_bytes;
  if (!row_bytes_of(region->width, source->channels, channel_bytes, &row_bytes)) {
    return pb_fail(PB_INVALID_ARGUMENT, "pass %s: a source row of %u pixels with %u channels is larger than memory", target->name,
                   region->width, source->channels);
  }
  *stride_bytes = pb_span_stride(&source->pixels, row_bytes);
  if (*stride_bytes < row_bytes) {
    return pb_fail(PB_INVALID_ARGUMENT, "pass %s: the source's stride of %" PRIu64 " bytes is smaller than its rows of %" PRIu64,
                   target->name, *stride_bytes, row_bytes);
  }
  const uint64_t needed_bytes = rows_bytes_of(row_bytes, *stride_bytes, region->height);
  if (source->pixels.size_bytes < needed_bytes) {
    return pb_fail(PB_INVALID_ARGUMENT,
                   "pass %s: the source has %" PRIu64 " bytes, %ux%u pixels of %u channels with stride %" PRIu64
                   " need %" PRIu64,
                   target->name, source->pixels.size_bytes, region->width, region->height, source->channels, *stride_bytes,
                   needed_bytes);
  }
  if (source->pixels.segment != 0 || !pb_memory_is_readable(source->pixels.offset, needed_bytes)) {
    return pb_fail(PB_INVALID_ARGUMENT, "pass %s: the source is not readable memory", target->name);
  }
  *range = (byte_range){source->pixels.offset, needed_bytes};
  return PB_OK;
}

pb_status pb_pass_write(const pb_pass_target *target, const pb_region *given_region, const pb_pixel_source *source) {
  pb_region region;
  uint64_t source_stride = 0;
  byte_range source_range = {0};
  pb_status status = pb_pass_target_check(target);
  if (status != PB_OK || (status = check_region(target, given_region, &region)) != PB_OK ||
      (status = check_source(target, &region, source, &source_stride, &source_range)) != PB_OK) {
    return status;
  }
  const uint64_t target_stride = pb_span_stride(&target->pixels, pb_pass_target_row_bytes(target));
  const uint64_t pixel_bytes = target_pixel_bytes(target);
  const byte_range target_range = {target->pixels.offset + region.y * target_stride + region.x * pixel_bytes,
                                   (region.height - 1) * target_stride + region.width * pixel_bytes};
  if (overlap(&source_range, &target_range)) {
    return pb_fail(PB_INVALID_ARGUMENT, "pass %s: the source lies in the target's memory", target->name);
  }
  const uint64_t first_row = source->top_to_bottom ? (region.height - 1) * source_stride : 0;
  pb_rows_copy(&(pb_rows){
      .target = (char *)(uintptr_t)target_range.address,
      .target_stride_bytes = target_stride,
      .target_channels = target->channels,
      .target_format = (pb_pixel_format)target->format,
      .source = (const char *)(uintptr_t)(source_range.address + first_row),
      .source_stride_bytes = source->top_to_bottom ? -(ptrdiff_t)source_stride : (ptrdiff_t)source_stride,
      .source_channels = source->channels,
      .source_format = (pb_pixel_format)source->format,
      .width = region.width,
      .row_count = region.height,
  });
  return pb_succeed();
}

pb_status pb_pass_clear(const pb_pass_target *target) {
  const pb_status status = pb_pass_target_check(target);
  if (status != PB_OK) {
    return status;
  }
  const uint64_t row_bytes = pb_pass_target_row_bytes(target);
  pb_rows_clear(pb_span_start(&target->pixels), pb_span_stride(&target->pixels, row_bytes), row_bytes, target->height);
  return pb_succeed();
}
