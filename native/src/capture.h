/* SPDX-License-Identifier: Apache-2.0 */
/* What sessions and frames need of captures. */
#ifndef PB_CAPTURE_H
#define PB_CAPTURE_H

#include <stdbool.h>

#include "arena.h"
#include "contents.h"
#include "protocol.h"

/* Begins a capture into an arena and against contents, which must stay until it is closed. NULL: no memory. */
pb_capture *pb_capture_new(pb_arena *arena, pb_contents *contents);

/* A scene that nobody changes any more. */
typedef struct pb_captured_scene {
  pb_span description;         /* a pb_description; its lists and arrays lie in the segments below */
  const pb_segment **segments; /* each needed once */
  uint32_t segment_count;
} pb_captured_scene;

/*
 * Takes the scene out of a capture that is done; pb_captured_scene_release() must follow. What the session's renderer was sent is from
 * now on this scene. PB_INVALID_STATE: there is none.
 */
pb_status pb_capture_take(pb_capture *capture, pb_captured_scene *scene);

/* Its segments are needed once less each. Does nothing the second time. */
void pb_captured_scene_release(pb_captured_scene *scene);

#endif
