/* SPDX-License-Identifier: Apache-2.0 */
#include "bytes.h"

#include <string.h>

#include "parallel.h"

enum { BYTES_PER_TASK = 2 << 20, FLOATS_PER_TASK = 1 << 19 };

typedef struct bytes_run {
  uint8_t *to;
  const void *from;
  uint64_t count;
} bytes_run;

static uint64_t count_of(const bytes_run *run, uint64_t first, uint64_t per_task) {
  return run->count - first < per_task ? run->count - first : per_task;
}

static void copy_task(void *context, uint32_t task) {
  const bytes_run *run = context;
  const uint64_t first = (uint64_t)task * BYTES_PER_TASK;
  memcpy(run->to + first, (const char *)run->from + first, count_of(run, first, BYTES_PER_TASK));
}

static void convert_task(void *context, uint32_t task) {
  const bytes_run *run = context;
  const uint64_t first = (uint64_t)task * FLOATS_PER_TASK;
  const float *from = (const float *)run->from + first;
  uint8_t *to = run->to + first;
  const uint64_t count = count_of(run, first, FLOATS_PER_TASK);
  for (uint64_t i = 0; i < count; i++) {
    const float parts = from[i] * 255.0f + 0.5f;
    to[i] = parts >= 255.0f ? 255 : parts >= 1.0f ? (uint8_t)parts : 0;
  }
}

void pb_bytes_copy(void *to, const void *from, uint64_t byte_count) {
  bytes_run run = {to, from, byte_count};
  pb_parallel_run((uint32_t)((byte_count + BYTES_PER_TASK - 1) / BYTES_PER_TASK), copy_task, &run);
}

void pb_bytes_from_floats(uint8_t *to, const float *from, uint64_t count) {
  bytes_run run = {to, from, count};
  pb_parallel_run((uint32_t)((count + FLOATS_PER_TASK - 1) / FLOATS_PER_TASK), convert_task, &run);
}
