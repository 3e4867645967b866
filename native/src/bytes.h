/* SPDX-License-Identifier: Apache-2.0 */
/* Many numbers at once, on all cores. */
#ifndef PB_BYTES_H
#define PB_BYTES_H

#include <stdint.h>

void pb_bytes_copy(void *to, const void *from, uint64_t byte_count);

/* The nearest of 255 parts of one; below 0 and no number at all are 0, above 1 is 255. */
void pb_bytes_from_floats(uint8_t *to, const float *from, uint64_t count);

#endif
