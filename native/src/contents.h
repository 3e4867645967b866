/* SPDX-License-Identifier: Apache-2.0 */
/* What a session's renderer was sent last under each id of a geometry. */
#ifndef PB_CONTENTS_H
#define PB_CONTENTS_H

#include <stdbool.h>
#include <stdint.h>

typedef struct pb_content {
  uint64_t id; /* not 0 */
  uint64_t hash[2];
  float bounds[6];
  bool is_known;   /* false: forgotten */
  bool is_changing; /* it differed from what was sent before it: the next is likely to differ, too */
} pb_content;

/* Any thread. */
typedef struct pb_contents pb_contents;

/* NULL: no memory. */
pb_contents *pb_contents_open(void);
void pb_contents_close(pb_contents *contents);

/* What was sent under an id; false: nothing. */
bool pb_contents_find(pb_contents *contents, uint64_t id, pb_content *content);

/* Forgets what was sent under these ids; `ids` NULL: all. */
void pb_contents_forget(pb_contents *contents, const uint64_t *ids, uint32_t id_count);

/* Room for so many entries, for pb_contents_add() and then pb_contents_replace() or free(). NULL: no memory. */
pb_content *pb_contents_prepare(uint64_t count, uint64_t *capacity);

/* Adds an entry of which only the id is known; NULL: there is one with this id. */
pb_content *pb_contents_add(pb_content *entries, uint64_t capacity, uint64_t id);

/* Takes the entries over in place of those before. */
void pb_contents_replace(pb_contents *contents, pb_content *entries, uint64_t capacity);

#endif
