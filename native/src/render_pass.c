/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The only file that knows Blender's structs.
 *
 * struct RenderPass (source/blender/render/RE_pipeline.h): up to 3.6 `float *rect; int rectx, recty;`, from 4.0 on
 * `ImBuf *ibuf; int rectx, recty;`. struct ImBuf (source/blender/imbuf/IMB_imbuf_types.hh): `int x, y` first, the pixels at
 * `float_buffer.data`. Offsets measured in 3.4.1, 4.2, 4.3, 4.4, 4.5, 5.0, 5.1 and 5.2 on 64-bit Linux; docs/blender-layouts.md.
 */
#include <pthread.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "error.h"
#include "memory.h"

/* One row of the table: versions are major * 100 + minor. */
typedef struct layout_row {
  uint32_t first_version;
  uint32_t last_version;
  pb_render_pass_layout layout;
} layout_row;

#define ROW(FIRST, LAST, NAME, HAS_IMAGE, POINTER, SIZE, PIXELS, CHANNELS)                                             \
  {FIRST, LAST, {sizeof(pb_render_pass_layout), PB_MESSAGE_VERSION, PB_LAYOUT_TABLE, HAS_IMAGE, POINTER, SIZE, PIXELS, CHANNELS, NAME}}

static const layout_row layout_rows[] = {
    ROW(279, 306, "2.79 - 3.6", 0, 96, 104, 0, 0),
    ROW(400, 405, "4.0 - 4.5", 1, 96, 104, 48, 12),
    ROW(500, 500, "5.0", 1, 112, 120, 48, 12),
    ROW(501, 501, "5.1", 1, 112, 120, 72, 36),
    ROW(502, 502, "5.2", 1, 112, 120, 72, 32),
};

/* How far into RenderPass and ImBuf a search looks; both were below 1 KiB in every version seen. */
enum { SEARCH_PASS_BYTES = 256, SEARCH_IMAGE_BYTES = 512, POINTER_BYTES = 8 };

/* A canary below this could be found by chance. */
enum { MIN_CANARY_BYTES = 16 };

/* The layout of this process's Blender; guarded by verified_lock. */
static pb_render_pass_layout verified;
static pthread_mutex_t verified_lock = PTHREAD_MUTEX_INITIALIZER;

typedef struct pass_size {
  uint32_t width;
  uint32_t height;
  uint32_t channels;
} pass_size;

static bool read_address(uint64_t at, uint64_t *address) { return pb_memory_read(at, address, sizeof *address); }

static bool holds_size(uint64_t at, const pass_size *size) {
  int32_t width_height[2];
  return pb_memory_read(at, width_height, sizeof width_height) && width_height[0] == (int32_t)size->width &&
         width_height[1] == (int32_t)size->height;
}

/* Follows a layout to the pixels; 0 where anything on the way disagrees with the size expected. */
static uint64_t follow(const pb_render_pass_layout *layout, uint64_t render_pass, const pass_size *size) {
  uint64_t pointer;
  if (!read_address(render_pass + layout->pointer_offset, &pointer) || pointer == 0 ||
      !holds_size(render_pass + layout->pass_size_offset, size)) {
    return 0;
  }
  if (!layout->has_image) {
    return pointer;
  }
  uint64_t pixels;
  if (!holds_size(pointer, size) || !read_address(pointer + layout->image_pixels_offset, &pixels)) {
    return 0;
  }
  if (layout->image_channels_offset) {
    int32_t channels;
    if (!pb_memory_read(pointer + layout->image_channels_offset, &channels, sizeof channels) ||
        channels != (int32_t)size->channels) {
      return 0;
    }
  }
  return pixels;
}

/* Whether the canary is found at an address that may lead anywhere. */
static bool holds_canary(uint64_t address, const float *canary, size_t byte_count) {
  char chunk[4096];
  for (size_t done = 0; done < byte_count; done += sizeof chunk) {
    const size_t chunk_bytes = byte_count - done < sizeof chunk ? byte_count - done : sizeof chunk;
    if (!pb_memory_read(address + done, chunk, chunk_bytes) ||
        memcmp(chunk, (const char *)canary + done, chunk_bytes) != 0) {
      return false;
    }
  }
  return true;
}

/* Looks for the canary behind every pointer of the RenderPass, and behind every pointer of what those lead to. */
static uint32_t search(uint64_t render_pass, const pass_size *size, const float *canary, size_t byte_count,
                       pb_render_pass_layout *found) {
  uint32_t found_count = 0;
  for (uint32_t offset = 0; offset < SEARCH_PASS_BYTES; offset += POINTER_BYTES) {
    pb_render_pass_layout candidate = {.size_bytes = sizeof candidate,
                                       .version = PB_MESSAGE_VERSION,
                                       .found_by = PB_LAYOUT_SEARCH,
                                       .pointer_offset = offset,
                                       .pass_size_offset = offset + POINTER_BYTES};
    uint64_t pointer;
    if (!read_address(render_pass + offset, &pointer) || !holds_size(render_pass + candidate.pass_size_offset, size)) {
      continue;
    }
    if (holds_canary(pointer, canary, byte_count)) {
      *found = candidate;
      found_count++;
    }
    candidate.has_image = 1;
    for (uint32_t image_offset = 0; image_offset < SEARCH_IMAGE_BYTES; image_offset += POINTER_BYTES) {
      candidate.image_pixels_offset = image_offset;
      const uint64_t pixels = follow(&candidate, render_pass, size);
      if (pixels && holds_canary(pixels, canary, byte_count)) {
        *found = candidate;
        found_count++;
      }
    }
  }
  return found_count;
}

static const pb_render_pass_layout *layout_of_version(uint32_t blender_version) {
  for (size_t i = 0; i < sizeof layout_rows / sizeof layout_rows[0]; i++) {
    if (blender_version >= layout_rows[i].first_version && blender_version <= layout_rows[i].last_version) {
      return &layout_rows[i].layout;
    }
  }
  return NULL;
}

pb_status pb_render_pass_layout_verify(uint32_t blender_major, uint32_t blender_minor, uint64_t render_pass,
                                       uint32_t width, uint32_t height, uint32_t channels, const float *canary) {
  const pass_size size = {width, height, channels};
  uint64_t pixel_count, byte_count;
  if (!canary || width == 0 || height == 0 || channels == 0 ||
      __builtin_mul_overflow((uint64_t)width, (uint64_t)height, &pixel_count) ||
      __builtin_mul_overflow(pixel_count, (uint64_t)channels * sizeof(float), &byte_count) ||
      byte_count < MIN_CANARY_BYTES) {
    return pb_fail(PB_INVALID_ARGUMENT, "a canary of %ux%u pixels with %u channels is too small to be told from chance",
                   width, height, channels);
  }

  pb_render_pass_layout layout = {0};
  const pb_render_pass_layout *row = layout_of_version(blender_major * 100 + blender_minor);
  uint32_t found_count = 0;
  if (row) {
    const uint64_t pixels = follow(row, render_pass, &size);
    if (pixels && holds_canary(pixels, canary, byte_count)) {
      layout = *row;
      found_count = 1;
    }
  }
  if (!found_count) {
    found_count = search(render_pass, &size, canary, byte_count, &layout);
    (void)snprintf(layout.versions, sizeof layout.versions, "%u.%u", blender_major, blender_minor);
  }

  pthread_mutex_lock(&verified_lock);
  memset(&verified, 0, sizeof verified);
  if (found_count == 1) {
    verified = layout;
  }
  pthread_mutex_unlock(&verified_lock);
  if (found_count != 1) {
    return pb_fail(PB_UNVERIFIED, "Blender %u.%u keeps the pixels of a render pass where nobody has seen them before (%s)",
                   blender_major, blender_minor, found_count ? "the canary was found more than once" : "the canary was not found");
  }
  return pb_succeed();
}

pb_status pb_render_pass_layout_get(pb_render_pass_layout *layout) {
  if (!layout) {
    return pb_fail(PB_INVALID_ARGUMENT, "layout is NULL");
  }
  pthread_mutex_lock(&verified_lock);
  *layout = verified;
  pthread_mutex_unlock(&verified_lock);
  layout->size_bytes = sizeof *layout;
  layout->version = PB_MESSAGE_VERSION;
  return pb_succeed();
}

pb_status pb_render_pass_locate(uint64_t render_pass, uint32_t width, uint32_t height, uint32_t channels,
                                pb_pass_target *target) {
  pb_render_pass_layout layout;
  if (!target || width == 0 || height == 0 || channels == 0) {
    return pb_fail(PB_INVALID_ARGUMENT, "a pass of %ux%u pixels with %u channels can't be located", width, height, channels);
  }
  const pb_status status = pb_render_pass_layout_get(&layout);
  if (status != PB_OK) {
    return status;
  }
  if (layout.found_by == PB_LAYOUT_NONE) {
    return pb_fail(PB_UNVERIFIED, "the memory layout of this Blender was not verified");
  }
  const pass_size size = {width, height, channels};
  const uint64_t pixels = follow(&layout, render_pass, &size);
  if (!pixels) {
    return pb_fail(PB_UNVERIFIED, "the render pass is not one of %ux%u pixels with %u channels, or has no memory yet",
                   width, height, channels);
  }
  uint64_t row_bytes, byte_count;
  if (__builtin_mul_overflow((uint64_t)width * channels, (uint64_t)sizeof(float), &row_bytes) ||
      __builtin_mul_overflow(row_bytes, (uint64_t)height, &byte_count) || !pb_memory_is_writable(pixels, byte_count)) {
    return pb_fail(PB_UNVERIFIED, "the pixels of the render pass are not writable memory");
  }
  target->pixels = (pb_span){.segment = 0, .offset = pixels, .size_bytes = byte_count, .stride_bytes = row_bytes};
  target->width = width;
  target->height = height;
  target->channels = channels;
  target->format = PB_PIXELS_FLOAT32;
  return pb_succeed();
}
