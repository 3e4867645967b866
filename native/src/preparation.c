/* SPDX-License-Identifier: Apache-2.0 */
#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>

#include "error.h"
#include "memory.h"
#include "pass.h"

/* What pb_preparation_close() may have to wait for: less than a millisecond, or 3 where a host has yet to give the memory. */
enum { STEP_BYTES = 2 << 20 };

struct pb_preparation {
  pthread_t thread;
  atomic_bool stopped;
  uint32_t target_count;
  pb_pass_target targets[];
};

static void *prepare_targets(void *argument) {
  pb_preparation *preparation = argument;
  for (uint32_t i = 0; i < preparation->target_count; i++) {
    const pb_span *pixels = &preparation->targets[i].pixels;
    char *start = pb_span_start(pixels);
    pb_memory_use_huge_pages(start, pixels->size_bytes);
    for (uint64_t done = 0; done < pixels->size_bytes; done += STEP_BYTES) {
      if (atomic_load(&preparation->stopped)) {
        return NULL;
      }
      const uint64_t left = pixels->size_bytes - done;
      pb_memory_populate(start + done, left < STEP_BYTES ? left : STEP_BYTES);
    }
  }
  return NULL;
}

pb_status pb_preparation_open(const pb_pass_target *targets, uint32_t target_count, pb_preparation **preparation) {
  if (!targets || !preparation || target_count == 0 || target_count > PB_MAX_TARGET_COUNT) {
    return pb_fail(PB_INVALID_ARGUMENT, "memory for the preparation and 1 to %d targets are needed", PB_MAX_TARGET_COUNT);
  }
  for (uint32_t i = 0; i < target_count; i++) {
    const pb_status status = pb_pass_target_check(&targets[i]);
    if (status != PB_OK) {
      return status;
    }
  }
  pb_preparation *opened = malloc(sizeof *opened + target_count * sizeof *targets);
  if (!opened) {
    return pb_fail(PB_OUT_OF_MEMORY, "no memory to prepare %u targets", target_count);
  }
  atomic_init(&opened->stopped, false);
  opened->target_count = target_count;
  memcpy(opened->targets, targets, target_count * sizeof *targets);
  const int error = pthread_create(&opened->thread, NULL, prepare_targets, opened);
  if (error) {
    free(opened);
    return pb_fail(PB_OUT_OF_MEMORY, "no thread to prepare pages: %s", strerror(error));
  }
  *preparation = opened;
  return pb_succeed();
}

void pb_preparation_close(pb_preparation *preparation) {
  if (!preparation) {
    return;
  }
  atomic_store(&preparation->stopped, true);
  pthread_join(preparation->thread, NULL);
  free(preparation);
}
