/* SPDX-License-Identifier: Apache-2.0 */
/* Numbers of 128 bits that tell contents apart. */
#include "fingerprint.h"

#include <stdlib.h>
#include <string.h>

#include "memory.h"
#include "parallel.h"

/* Odd numbers with as many ones as zeros, without a pattern. */
static const uint64_t multipliers[4] = {0x9E3779B97F4A7C15u, 0xC2B2AE3D27D4EB4Fu, 0x165667B19E3779F9u, 0xD6E8FEB86659FD93u};

enum { LANE_COUNT = PB_LANE_COUNT, WORD_BYTES = 8, ROUND_BYTES = LANE_COUNT * WORD_BYTES, BYTES_PER_TASK = 1 << 20 };

/* Elements that lie apart are put together by so many, always a whole number of rounds, so that they mix as if tightly packed. */
enum { PACKED_COUNT = 8 * ROUND_BYTES, MAX_ELEMENT_BYTES = 16 };

static uint64_t mixed(uint64_t state, uint64_t word, uint64_t multiplier) {
  const uint64_t product = (state ^ word) * multiplier;
  return product ^ product >> 29;
}

/* Four lanes that the processor works on at once; each word changes a lane by a step that can be undone, so none is lost. */
static void mix_bytes(uint64_t lanes[LANE_COUNT], const char *bytes, size_t byte_count) {
  size_t done = 0;
  for (; byte_count - done >= ROUND_BYTES; done += ROUND_BYTES) {
    uint64_t words[LANE_COUNT];
    memcpy(words, bytes + done, sizeof words);
    for (int lane = 0; lane < LANE_COUNT; lane++) {
      lanes[lane] = mixed(lanes[lane], words[lane], multipliers[lane]);
    }
  }
  if (done < byte_count) {
    uint64_t words[LANE_COUNT] = {0};
    memcpy(words, bytes + done, byte_count - done);
    for (int lane = 0; lane < LANE_COUNT; lane++) {
      lanes[lane] = mixed(lanes[lane], words[lane], multipliers[lane]);
    }
  }
}

typedef struct hashing {
  const pb_span *span;
  uint64_t element_bytes;
  uint64_t stride;
  uint64_t count;
  uint64_t elements_per_task;
  uint64_t (*task_lanes)[LANE_COUNT];
} hashing;

static void hash_task(void *context, uint32_t task) {
  const hashing *run = context;
  uint64_t *lanes = run->task_lanes[task];
  const uint64_t first = task * run->elements_per_task;
  const uint64_t left = run->count - first;
  const uint64_t count = left < run->elements_per_task ? left : run->elements_per_task;
  const char *start = (const char *)pb_span_start(run->span) + first * run->stride;
  memcpy(lanes, multipliers, sizeof multipliers);
  if (run->stride == run->element_bytes) {
    mix_bytes(lanes, start, count * run->element_bytes);
    return;
  }
  char packed[PACKED_COUNT * MAX_ELEMENT_BYTES];
  for (uint64_t done = 0; done < count; done += PACKED_COUNT) {
    const uint64_t packed_count = count - done < PACKED_COUNT ? count - done : PACKED_COUNT;
    for (uint64_t i = 0; i < packed_count; i++) {
      memcpy(packed + i * run->element_bytes, start + (done + i) * run->stride, run->element_bytes);
    }
    mix_bytes(lanes, packed, packed_count * run->element_bytes);
  }
}

bool pb_lanes_mix_elements(uint64_t lanes[LANE_COUNT], const pb_span *span, uint64_t count, uint64_t element_bytes) {
  const uint64_t head[LANE_COUNT] = {count, element_bytes, span->size_bytes ? 1 : 0, 0};
  mix_bytes(lanes, (const char *)head, sizeof head);
  if (!span->size_bytes || !count) {
    return true;
  }
  hashing run = {.span = span,
                 .element_bytes = element_bytes,
                 .stride = pb_span_stride(span, element_bytes),
                 .count = count,
                 .elements_per_task = BYTES_PER_TASK / element_bytes};
  const uint32_t task_count = (uint32_t)((count - 1) / run.elements_per_task + 1);
  run.task_lanes = malloc(task_count * sizeof *run.task_lanes);
  if (!run.task_lanes) {
    return false;
  }
  pb_parallel_run(task_count, hash_task, &run);
  mix_bytes(lanes, (const char *)run.task_lanes, task_count * sizeof *run.task_lanes);
  free(run.task_lanes);
  return true;
}

void pb_lanes_mix_words(uint64_t lanes[PB_LANE_COUNT], const uint64_t words[PB_LANE_COUNT]) {
  mix_bytes(lanes, (const char *)words, LANE_COUNT * sizeof *words);
}

void pb_lanes_join(const uint64_t lanes[PB_LANE_COUNT], uint64_t fingerprint[2]) {
  fingerprint[0] = mixed(mixed(lanes[0], lanes[1], multipliers[1]), lanes[2], multipliers[2]);
  fingerprint[1] = mixed(mixed(lanes[3], lanes[2], multipliers[3]), lanes[1] + lanes[0], multipliers[0]);
}
