/* SPDX-License-Identifier: Apache-2.0 */
#ifndef PB_COPY_H
#define PB_COPY_H

#include <stddef.h>
#include <stdint.h>

/*
 * Copies rows of 32-bit words per channel; words are moved, never interpreted. Where the source has more channels than the target, the
 * first ones are taken. Source and target must not overlap.
 *
 * target         first row; `target_stride_bytes` from row to row, at least width * target_channels * 4
 * source         first row; `source_stride_bytes` likewise
 * source_channels at least target_channels
 */
void pb_rows_copy(void *target, size_t target_stride_bytes, uint32_t target_channels, const void *source,
                  size_t source_stride_bytes, uint32_t source_channels, uint32_t width, uint32_t row_count);

#endif
