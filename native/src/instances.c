/* SPDX-License-Identifier: Apache-2.0 */
/* Tells instances apart from frame to frame. */
#include "error.h"
#include "protocol.h"

enum { NUMBER_COUNT = 8 };

/* The finalizer of splitmix64 (Steele, Lea, Flood, "Fast Splittable Pseudorandom Number Generators", 2014). */
static uint64_t mixed(uint64_t state) {
  state += 0x9E3779B97F4A7C15u;
  state = (state ^ (state >> 30)) * 0xBF58476D1CE4E5B9u;
  state = (state ^ (state >> 27)) * 0x94D049BB133111EBu;
  return state ^ (state >> 31);
}

pb_status pb_instance_ids(const int32_t (*persistent_ids)[8], const uint32_t *prototypes, uint32_t count, const uint64_t *prototype_ids,
                          uint32_t prototype_count, const uint32_t *first_instances, const uint64_t *instancer_ids, uint32_t run_count,
                          uint64_t *ids) {
  if (count && (!persistent_ids || !prototypes || !prototype_ids || !first_instances || !instancer_ids || !ids || run_count == 0)) {
    return pb_fail(PB_INVALID_ARGUMENT, "arrays of instances, prototypes and instancers are needed, and memory for ids");
  }
  uint32_t run = 0;
  for (uint32_t i = 0; i < count; i++) {
    if (prototypes[i] >= prototype_count) {
      return pb_fail(PB_INVALID_ARGUMENT, "instance %u is of prototype %u, of which there are %u", i, prototypes[i], prototype_count);
    }
    while (run + 1 < run_count && first_instances[run + 1] <= i) {
      run++;
    }
    uint64_t state = mixed(mixed(prototype_ids[prototypes[i]]) ^ instancer_ids[run]);
    for (int number = 0; number < NUMBER_COUNT; number += 2) {
      state = mixed(state ^ ((uint64_t)(uint32_t)persistent_ids[i][number] << 32 | (uint32_t)persistent_ids[i][number + 1]));
    }
    ids[i] = state ? state : 1;
  }
  return pb_succeed();
}
