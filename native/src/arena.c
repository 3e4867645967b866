/* SPDX-License-Identifier: Apache-2.0 */
#include "arena.h"

#include <pthread.h>
#include <stddef.h>
#include <stdlib.h>

#include "platform.h"

typedef struct segment {
  pb_segment public; /* the first member: a pb_segment is its segment */
  pb_arena *arena;
  uint32_t reference_count;
  struct segment *next; /* of those with a number alike, or of the arena's spare ones */
} segment;

struct pb_arena {
  bool is_closed;
  uint64_t segment_count; /* spare ones included */
  uint64_t segment_bytes;
  segment *spare;
  uint64_t spare_bytes;
  uint64_t spare_limit_bytes;
};

enum { BUCKET_COUNT = 1024 };

/* Guards all arenas and segments. */
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static segment *buckets[BUCKET_COUNT];
static uint64_t last_number;

static segment **bucket_of(uint64_t number) { return &buckets[number % BUCKET_COUNT]; }

/* Takes spare segments out of the arena until so many bytes are left, as a list; with the lock held. */
static segment *take_spare(pb_arena *arena, uint64_t left_bytes) {
  segment *taken = NULL;
  while (arena->spare_bytes > left_bytes) {
    segment *first = arena->spare;
    arena->spare = first->next;
    arena->spare_bytes -= first->public.size_bytes;
    arena->segment_bytes -= first->public.size_bytes;
    arena->segment_count--;
    first->next = taken;
    taken = first;
  }
  return taken;
}

/* Without the lock: this may take milliseconds. */
static void unmap_all(segment *list) {
  while (list) {
    segment *next = list->next;
    pb_memory_unmap(list->public.start, list->public.size_bytes);
    free(list);
    list = next;
  }
}

pb_arena *pb_arena_open(void) { return calloc(1, sizeof(pb_arena)); }

void pb_arena_close(pb_arena *arena) {
  pthread_mutex_lock(&lock);
  arena->is_closed = true;
  segment *freed = take_spare(arena, 0);
  const bool is_empty = arena->segment_count == 0;
  pthread_mutex_unlock(&lock);
  unmap_all(freed);
  if (is_empty) {
    free(arena);
  }
}

void pb_arena_limit_spare(pb_arena *arena, uint64_t size_bytes) {
  pthread_mutex_lock(&lock);
  arena->spare_limit_bytes = size_bytes;
  segment *freed = take_spare(arena, size_bytes);
  pthread_mutex_unlock(&lock);
  unmap_all(freed);
}

uint64_t pb_arena_bytes(pb_arena *arena) {
  pthread_mutex_lock(&lock);
  const uint64_t size_bytes = arena->segment_bytes;
  pthread_mutex_unlock(&lock);
  return size_bytes;
}

/* The smallest spare segment that holds so many bytes without wasting as many again; with the lock held. */
static segment *take_fitting(pb_arena *arena, uint64_t size_bytes) {
  segment **best = NULL;
  for (segment **place = &arena->spare; *place; place = &(*place)->next) {
    const uint64_t has_bytes = (*place)->public.size_bytes;
    if (has_bytes >= size_bytes && has_bytes / 2 <= size_bytes && (!best || has_bytes < (*best)->public.size_bytes)) {
      best = place;
    }
  }
  if (!best) {
    return NULL;
  }
  segment *taken = *best;
  *best = taken->next;
  arena->spare_bytes -= taken->public.size_bytes;
  return taken;
}

/* Makes a segment known; with the lock held. */
static void number(segment *taken) {
  taken->public.number = ++last_number;
  taken->reference_count = 1;
  segment **bucket = bucket_of(taken->public.number);
  taken->next = *bucket;
  *bucket = taken;
}

const pb_segment *pb_segment_take(pb_arena *arena, uint64_t size_bytes) {
  const uint64_t page_bytes = pb_page_bytes();
  if (size_bytes > UINT64_MAX - page_bytes || size_bytes > SIZE_MAX - page_bytes) {
    return NULL;
  }
  const uint64_t whole_bytes = (size_bytes + page_bytes - 1) / page_bytes * page_bytes;
  pthread_mutex_lock(&lock);
  segment *taken = take_fitting(arena, whole_bytes);
  if (taken) {
    number(taken);
  }
  pthread_mutex_unlock(&lock);
  if (taken) {
    return &taken->public;
  }
  taken = calloc(1, sizeof *taken);
  char *start = taken ? pb_memory_map(whole_bytes) : NULL;
  if (!start) {
    free(taken);
    return NULL;
  }
  pb_memory_use_huge_pages(start, whole_bytes);
  taken->public.start = start;
  taken->public.size_bytes = whole_bytes;
  taken->arena = arena;
  pthread_mutex_lock(&lock);
  arena->segment_count++;
  arena->segment_bytes += whole_bytes;
  number(taken);
  pthread_mutex_unlock(&lock);
  return &taken->public;
}

/* With the lock held; NULL: there is none. */
static segment **find(uint64_t wanted) {
  segment **place = bucket_of(wanted);
  while (*place && (*place)->public.number != wanted) {
    place = &(*place)->next;
  }
  return *place ? place : NULL;
}

const pb_segment *pb_segment_retain(uint64_t wanted) {
  pthread_mutex_lock(&lock);
  segment **place = find(wanted);
  segment *found = place ? *place : NULL;
  if (found) {
    found->reference_count++;
  }
  pthread_mutex_unlock(&lock);
  return found ? &found->public : NULL;
}

bool pb_segment_release_number(uint64_t wanted) {
  pthread_mutex_lock(&lock);
  segment **place = find(wanted);
  segment *freed = NULL;
  pb_arena *ended = NULL;
  if (place && --(*place)->reference_count == 0) {
    segment *given = *place;
    pb_arena *arena = given->arena;
    *place = given->next;
    given->next = arena->spare;
    arena->spare = given;
    arena->spare_bytes += given->public.size_bytes;
    freed = take_spare(arena, arena->is_closed ? 0 : arena->spare_limit_bytes);
    ended = arena->is_closed && arena->segment_count == 0 ? arena : NULL;
  }
  pthread_mutex_unlock(&lock);
  unmap_all(freed);
  free(ended);
  return place != NULL;
}

void pb_segment_release(const pb_segment *released) { (void)pb_segment_release_number(released->number); }
