/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Memory that captured scenes lie in. A segment is memory with a number, which is never given twice, and a count of those who need it. An
 * arena takes segments from the system and keeps what was given back for the next who asks; it lives until its last segment is given back.
 * Any thread.
 */
#ifndef PB_ARENA_H
#define PB_ARENA_H

#include <stdbool.h>
#include <stdint.h>

typedef struct pb_arena pb_arena;

typedef struct pb_segment {
  uint64_t number; /* 1 and following */
  uint64_t size_bytes;
  char *start; /* begins a page */
} pb_segment;

/* NULL: no memory. */
pb_arena *pb_arena_open(void);

/* Frees what is kept; from now on segments are freed when they are given back. */
void pb_arena_close(pb_arena *arena);

/* How much memory that nobody needs may be kept. More is freed at once. */
void pb_arena_limit_spare(pb_arena *arena, uint64_t size_bytes);

/* Bytes that the arena has from the system, needed or not. */
uint64_t pb_arena_bytes(pb_arena *arena);

/* A segment of at least so many bytes, whatever they hold, needed once. NULL: the system has none. */
const pb_segment *pb_segment_take(pb_arena *arena, uint64_t size_bytes);

/* The segment with this number, needed once more; NULL: there is none. */
const pb_segment *pb_segment_retain(uint64_t number);

/* Needed once less. */
void pb_segment_release(const pb_segment *segment);

/* The same by its number; false: there is none. */
bool pb_segment_release_number(uint64_t number);

#endif
