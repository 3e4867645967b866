/* SPDX-License-Identifier: Apache-2.0 */
/* Written by `./passbridge generate` from native/schema; change that. */
#ifndef PASSBRIDGE_STRUCTS_H
#define PASSBRIDGE_STRUCTS_H

#include <stddef.h>
#include <stdint.h>

/* Raised whenever a struct or the meaning of a function changes; callers compare it before anything else. */
#define PB_ABI_VERSION 6u

/* The version that every message of this header carries. */
#define PB_MESSAGE_VERSION 1u

/* Bytes of a name inside a struct, terminating zero included; Blender's own limit for render pass names. */
#define PB_NAME_BYTES 64u

typedef enum pb_status {
  PB_OK = 0,
  PB_INVALID_ARGUMENT = 1, /* the caller's mistake; nothing was touched */
  PB_INVALID_STATE = 2,    /* right arguments at the wrong time */
  PB_UNVERIFIED = 3,       /* Blender's memory does not look as expected: fill the pass by the official way */
  PB_OUT_OF_MEMORY = 4,
  PB_JVM_FAILED = 5,       /* the JVM did not start, or lacks Passbridge's classes */
  PB_RENDERER_FAILED = 6,  /* the renderer threw; the text has class, message and stack trace */
  PB_CANCELLED = 7
} pb_status;

/* A stretch of memory. Segment 0 is the memory of the calling process, where `offset` is the address. */
typedef struct pb_span {
  uint64_t segment;
  uint64_t offset;
  uint64_t size_bytes;   /* 0: nothing there */
  uint64_t stride_bytes; /* from one element, or one row of an image, to the next; 0: tightly packed */
} pb_span;

/* Where one version of Blender keeps the pixels of a render pass. Offsets in bytes. */
typedef struct pb_render_pass_layout {
  uint32_t size_bytes;
  uint32_t version;
  uint32_t found_by;              /* pb_layout_source */
  uint32_t has_image;             /* 1: RenderPass → ImBuf → pixels (4.0 and newer); 0: RenderPass → pixels */
  uint32_t pointer_offset;        /* in RenderPass: of `ibuf`, or of `rect` */
  uint32_t pass_size_offset;      /* in RenderPass: of `rectx, recty`, two int32 */
  uint32_t image_pixels_offset;   /* in ImBuf: of `float_buffer.data` */
  uint32_t image_channels_offset; /* in ImBuf: of `channels`, int32; 0: unknown, not checked */
  char versions[PB_NAME_BYTES];   /* "4.0 - 4.5": the row of the table, or the version a search was made in */
} pb_render_pass_layout;

typedef enum pb_layout_source {
  PB_LAYOUT_NONE = 0,
  PB_LAYOUT_TABLE = 1, /* the row of this Blender version, confirmed by the canary */
  PB_LAYOUT_SEARCH = 2 /* found by looking for the canary */
} pb_layout_source;

/* Memory that a picture is delivered into: one render pass, or a picture for the viewport. Rows bottom to top. */
typedef struct pb_pass_target {
  char name[PB_NAME_BYTES]; /* of the pass as the renderer knows it, see pb_pass_request */
  pb_span pixels;           /* stride_bytes: from row to row */
  uint32_t width;
  uint32_t height;
  uint32_t channels;
  uint32_t format;          /* of its channels: PB_PIXELS_FLOAT32, as all passes of Blender have it, or PB_PIXELS_FLOAT16 */
} pb_pass_target;

typedef enum pb_pixel_format {
  PB_PIXELS_FLOAT32 = 0, /* moved as 32-bit words: NaN payloads stay as they are */
  PB_PIXELS_FLOAT16 = 1, /* IEEE 754 binary16. Widened exactly, a NaN keeps sign, payload and kind. A target's is the nearest
                            one, of two equally near the one with an even fraction, infinite from 65520 on; a NaN becomes a
                            quiet one with the first 10 bits of its payload */
  PB_PIXELS_UINT8 = 2    /* linear: the float nearest to value / 255 */
} pb_pixel_format;

/* A picture, or a part of one, to be written into a pass. Its size is the region's. May lie at any address. */
typedef struct pb_pixel_source {
  uint32_t size_bytes;
  uint32_t version;
  pb_span pixels;         /* stride_bytes: from row to row, any number of bytes that holds a row */
  uint32_t format;        /* pb_pixel_format */
  uint32_t channels;
  uint32_t top_to_bottom; /* 1: the first row in memory is the topmost one; 0: the lowest, as everywhere else */
  uint32_t reserved;      /* 0 */
} pb_pixel_source;

/* A part of a pass in pixels, from the bottom left. */
typedef struct pb_region {
  uint32_t x;
  uint32_t y;
  uint32_t width;
  uint32_t height;
} pb_region;

/* The most targets that one call takes. */
#define PB_MAX_TARGET_COUNT 1024u

/* Where Python and Java expect the members to lie. */
#ifdef __cplusplus
#  define PB_ASSERT(CONDITION) static_assert(CONDITION, #CONDITION)
#else
#  define PB_ASSERT(CONDITION) _Static_assert(CONDITION, #CONDITION)
#endif
PB_ASSERT(sizeof(pb_span) == 32);
PB_ASSERT(offsetof(pb_span, segment) == 0);
PB_ASSERT(offsetof(pb_span, offset) == 8);
PB_ASSERT(offsetof(pb_span, size_bytes) == 16);
PB_ASSERT(offsetof(pb_span, stride_bytes) == 24);
PB_ASSERT(sizeof(pb_render_pass_layout) == 96);
PB_ASSERT(offsetof(pb_render_pass_layout, size_bytes) == 0);
PB_ASSERT(offsetof(pb_render_pass_layout, version) == 4);
PB_ASSERT(offsetof(pb_render_pass_layout, found_by) == 8);
PB_ASSERT(offsetof(pb_render_pass_layout, has_image) == 12);
PB_ASSERT(offsetof(pb_render_pass_layout, pointer_offset) == 16);
PB_ASSERT(offsetof(pb_render_pass_layout, pass_size_offset) == 20);
PB_ASSERT(offsetof(pb_render_pass_layout, image_pixels_offset) == 24);
PB_ASSERT(offsetof(pb_render_pass_layout, image_channels_offset) == 28);
PB_ASSERT(offsetof(pb_render_pass_layout, versions) == 32);
PB_ASSERT(sizeof(pb_pass_target) == 112);
PB_ASSERT(offsetof(pb_pass_target, name) == 0);
PB_ASSERT(offsetof(pb_pass_target, pixels) == 64);
PB_ASSERT(offsetof(pb_pass_target, width) == 96);
PB_ASSERT(offsetof(pb_pass_target, height) == 100);
PB_ASSERT(offsetof(pb_pass_target, channels) == 104);
PB_ASSERT(offsetof(pb_pass_target, format) == 108);
PB_ASSERT(sizeof(pb_pixel_source) == 56);
PB_ASSERT(offsetof(pb_pixel_source, size_bytes) == 0);
PB_ASSERT(offsetof(pb_pixel_source, version) == 4);
PB_ASSERT(offsetof(pb_pixel_source, pixels) == 8);
PB_ASSERT(offsetof(pb_pixel_source, format) == 40);
PB_ASSERT(offsetof(pb_pixel_source, channels) == 44);
PB_ASSERT(offsetof(pb_pixel_source, top_to_bottom) == 48);
PB_ASSERT(offsetof(pb_pixel_source, reserved) == 52);
PB_ASSERT(sizeof(pb_region) == 16);
PB_ASSERT(offsetof(pb_region, x) == 0);
PB_ASSERT(offsetof(pb_region, y) == 4);
PB_ASSERT(offsetof(pb_region, width) == 8);
PB_ASSERT(offsetof(pb_region, height) == 12);
#undef PB_ASSERT

#endif
