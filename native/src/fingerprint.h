/* SPDX-License-Identifier: Apache-2.0 */
#ifndef PB_FINGERPRINT_H
#define PB_FINGERPRINT_H

#include <stdbool.h>

#include "protocol.h"

/* A fingerprint in the making; begins with anything that tells contents apart. */
enum { PB_LANE_COUNT = 4 };

/*
 * Goes over a span's elements on all cores; what lies between them counts for nothing. The span must hold them. False where there is no
 * memory for it.
 */
bool pb_lanes_mix_elements(uint64_t lanes[PB_LANE_COUNT], const pb_span *span, uint64_t count, uint64_t element_bytes);

void pb_lanes_mix_words(uint64_t lanes[PB_LANE_COUNT], const uint64_t words[PB_LANE_COUNT]);

void pb_lanes_join(const uint64_t lanes[PB_LANE_COUNT], uint64_t fingerprint[2]);

#endif
