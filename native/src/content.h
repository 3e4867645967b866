/* SPDX-License-Identifier: Apache-2.0 */
/* Blocks of values: copied to where they are packed, hashed while they are in the cache, on all cores. */
#ifndef PB_CONTENT_H
#define PB_CONTENT_H

#include <stdbool.h>
#include <stdint.h>

/* Of what one block has at most: half of the cache that a core has for itself, on most machines. */
enum { PB_BLOCK_BYTES = 256 << 10 };

/* Some elements of an array. */
typedef struct pb_block {
  const char *from;
  char *to; /* NULL: they are only hashed */
  uint32_t count;
  uint32_t element_bytes;
  uint64_t stride_bytes; /* of `from` */
  bool is_hashed;
  bool has_bounds; /* elements are float[3], of which the finite ones are within the bounds below */
  uint64_t hash[2];
  float least[3], greatest[3]; /* infinite where there is no finite one */
} pb_block;

/* Does what the block says. */
void pb_block_run(pb_block *block);

#endif
