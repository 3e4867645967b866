/* SPDX-License-Identifier: Apache-2.0 */
#include "contents.h"

#include <pthread.h>
#include <stdlib.h>
#include <string.h>

/* Entries lie where their id leads, or in the next free place behind. */
struct pb_contents {
  pthread_mutex_t lock; /* guards everything below */
  pb_content *entries;
  uint64_t capacity; /* a power of two, more than twice the entries; 0: there are none */
};

pb_contents *pb_contents_open(void) {
  pb_contents *contents = calloc(1, sizeof *contents);
  if (contents) {
    pthread_mutex_init(&contents->lock, NULL);
  }
  return contents;
}

void pb_contents_close(pb_contents *contents) {
  pthread_mutex_destroy(&contents->lock);
  free(contents->entries);
  free(contents);
}

/* Ids are addresses and counters: neighbours must not lie side by side. */
static uint64_t place_of(uint64_t id, uint64_t capacity) { return (id * 0x9E3779B97F4A7C15u >> 20) & (capacity - 1); }

/* The entry of an id, or the free one for it. */
static pb_content *find(pb_content *entries, uint64_t capacity, uint64_t id) {
  uint64_t place = place_of(id, capacity);
  while (entries[place].id && entries[place].id != id) {
    place = (place + 1) & (capacity - 1);
  }
  return &entries[place];
}

bool pb_contents_find(pb_contents *contents, uint64_t id, pb_content *content) {
  pthread_mutex_lock(&contents->lock);
  const pb_content *found = contents->capacity ? find(contents->entries, contents->capacity, id) : NULL;
  const bool is_known = found && found->id && found->is_known;
  if (is_known) {
    *content = *found;
  }
  pthread_mutex_unlock(&contents->lock);
  return is_known;
}

void pb_contents_forget(pb_contents *contents, const uint64_t *ids, uint32_t id_count) {
  pthread_mutex_lock(&contents->lock);
  if (!ids) {
    free(contents->entries);
    contents->entries = NULL;
    contents->capacity = 0;
  }
  for (uint32_t i = 0; ids && contents->capacity && i < id_count; i++) {
    /* The entry stays in its place: what lies behind it must be found. */
    find(contents->entries, contents->capacity, ids[i])->is_known = false;
  }
  pthread_mutex_unlock(&contents->lock);
}

pb_content *pb_contents_prepare(uint64_t count, uint64_t *capacity) {
  uint64_t room = 16;
  while (room / 2 <= count) {
    room *= 2;
  }
  *capacity = room;
  return calloc(room, sizeof(pb_content));
}

pb_content *pb_contents_add(pb_content *entries, uint64_t capacity, uint64_t id) {
  pb_content *place = find(entries, capacity, id);
  if (place->id) {
    return NULL;
  }
  place->id = id;
  return place;
}

void pb_contents_replace(pb_contents *contents, pb_content *entries, uint64_t capacity) {
  pthread_mutex_lock(&contents->lock);
  pb_content *before = contents->entries;
  contents->entries = entries;
  contents->capacity = capacity;
  pthread_mutex_unlock(&contents->lock);
  free(before);
}
