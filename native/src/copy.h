/* SPDX-License-Identifier: Apache-2.0 */
/* Rows of pixels into floats of 32 or 16 bits: the one place that copies pictures. Knows no spans, checks nothing. */
#ifndef PB_COPY_H
#define PB_COPY_H

#include <stddef.h>
#include <stdint.h>

#include "passbridge.h"

/* Source and target must not overlap. */
typedef struct pb_rows {
  char *target; /* first row; aligned to its channels' bytes, as is its stride */
  size_t target_stride_bytes;
  uint32_t target_channels; /* of half floats 4 at most, where the source has another number */
  pb_pixel_format target_format; /* PB_PIXELS_FLOAT32 or PB_PIXELS_FLOAT16 */
  const char *source; /* the row that goes into the target's first one */
  ptrdiff_t source_stride_bytes; /* negative: rows lie top to bottom */
  uint32_t source_channels; /* more than the target's: the first ones are taken; as many; or 3 for 4, 1 for 3, 1 for 4 */
  pb_pixel_format source_format;
  uint32_t width;
  uint32_t row_count;
} pb_rows;

/* Copies the rows, on several cores where that is faster. */
void pb_rows_copy(const pb_rows *rows);

/* Sets rows to zero, likewise; what lies between them stays. */
void pb_rows_clear(char *target, size_t target_stride_bytes, size_t row_bytes, uint32_t row_count);

/* Bytes of a channel; 0: there is no such format. */
uint32_t pb_channel_bytes(uint32_t pixel_format);

/* Converts pixels that lie side by side. The first is compiled for any processor, the second for this one: the same bits. */
typedef void pb_pixels_convert(void *target, uint32_t target_channels, pb_pixel_format target_format, const void *source,
                               uint32_t source_channels, pb_pixel_format source_format, size_t pixel_count);
pb_pixels_convert pb_pixels_convert_portable;
pb_pixels_convert *pb_pixels_convert_fastest(void);

#endif
