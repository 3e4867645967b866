/* SPDX-License-Identifier: Apache-2.0 */
#include "content.h"

#include <math.h>
#include <string.h>

#include "hash.h"

/* What is packed only to be hashed is packed by so many bytes: they stay in the innermost cache. */
enum { PIECE_BYTES = 16 << 10, MAX_ELEMENT_BYTES = 64 };

/* The compiler makes loads and stores of an element whose size it knows. */
#define PACK(BYTES)                                                    \
  case BYTES:                                                          \
    for (uint32_t i = 0; i < count; i++) {                             \
      memcpy(to + (size_t)i * (BYTES), from + i * stride_bytes, BYTES); \
    }                                                                  \
    break

static void pack(char *to, const char *from, uint32_t count, uint32_t element_bytes, uint64_t stride_bytes) {
  if (stride_bytes == element_bytes) {
    memcpy(to, from, (size_t)count * element_bytes);
    return;
  }
  switch (element_bytes) {
    PACK(1);
    PACK(4);
    PACK(8);
    PACK(12);
    PACK(16);
    default:
      for (uint32_t i = 0; i < count; i++) {
        memcpy(to + (size_t)i * element_bytes, from + i * stride_bytes, element_bytes);
      }
  }
}

static void hash_strided(pb_block *block) {
  char piece[PIECE_BYTES];
  const uint32_t piece_count = PIECE_BYTES / block->element_bytes;
  XXH3_state_t state;
  (void)XXH3_128bits_reset(&state);
  for (uint32_t done = 0; done < block->count; done += piece_count) {
    const uint32_t count = block->count - done < piece_count ? block->count - done : piece_count;
    pack(piece, block->from + done * block->stride_bytes, count, block->element_bytes, block->stride_bytes);
    (void)XXH3_128bits_update(&state, piece, (size_t)count * block->element_bytes);
  }
  const XXH128_hash_t hash = XXH3_128bits_digest(&state);
  block->hash[0] = hash.low64;
  block->hash[1] = hash.high64;
}

/* Of all numbers, in lanes that a processor works on at once: 4 points. false: some are not finite. */
enum { LANE_COUNT = 12 };

static bool find_bounds_of_finite(const float *numbers, uint32_t point_count, float least[LANE_COUNT], float greatest[LANE_COUNT]) {
  float not_finite[LANE_COUNT] = {0}; /* becomes NaN */
  uint32_t done = 0;
  for (; done + LANE_COUNT <= point_count * 3; done += LANE_COUNT) {
    for (int lane = 0; lane < LANE_COUNT; lane++) {
      const float number = numbers[done + (uint32_t)lane];
      least[lane] = number < least[lane] ? number : least[lane];
      greatest[lane] = number > greatest[lane] ? number : greatest[lane];
      not_finite[lane] += number - number;
    }
  }
  for (uint32_t lane = 0; done < point_count * 3; done++, lane++) {
    const float number = numbers[done];
    least[lane] = number < least[lane] ? number : least[lane];
    greatest[lane] = number > greatest[lane] ? number : greatest[lane];
    not_finite[lane] += number - number;
  }
  bool all_finite = true;
  for (int lane = 0; lane < LANE_COUNT; lane++) {
    all_finite &= not_finite[lane] == 0;
  }
  return all_finite;
}

static void find_bounds(pb_block *block, const float *numbers) {
  float least[LANE_COUNT], greatest[LANE_COUNT];
  for (int lane = 0; lane < LANE_COUNT; lane++) {
    least[lane] = INFINITY;
    greatest[lane] = -INFINITY;
  }
  if (!find_bounds_of_finite(numbers, block->count, least, greatest)) {
    for (int lane = 0; lane < LANE_COUNT; lane++) {
      least[lane] = INFINITY;
      greatest[lane] = -INFINITY;
    }
    for (uint32_t i = 0; i < block->count; i++) {
      const float *point = numbers + (size_t)i * 3;
      if (isfinite(point[0]) && isfinite(point[1]) && isfinite(point[2])) {
        (void)find_bounds_of_finite(point, 1, least, greatest);
      }
    }
  }
  for (int axis = 0; axis < 3; axis++) {
    block->least[axis] = INFINITY;
    block->greatest[axis] = -INFINITY;
    for (int lane = axis; lane < LANE_COUNT; lane += 3) {
      block->least[axis] = fminf(block->least[axis], least[lane]);
      block->greatest[axis] = fmaxf(block->greatest[axis], greatest[lane]);
    }
  }
}

void pb_block_run(pb_block *block) {
  const bool is_tight = block->stride_bytes == block->element_bytes;
  if (block->to) {
    pack(block->to, block->from, block->count, block->element_bytes, block->stride_bytes);
  }
  const char *packed = block->to ? block->to : block->from;
  if (block->is_hashed && (block->to || is_tight)) {
    const XXH128_hash_t hash = XXH3_128bits(packed, (size_t)block->count * block->element_bytes);
    block->hash[0] = hash.low64;
    block->hash[1] = hash.high64;
  } else if (block->is_hashed) {
    hash_strided(block);
  }
  if (block->has_bounds) {
    find_bounds(block, (const float *)(const void *)packed);
  }
}
