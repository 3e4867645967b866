/* SPDX-License-Identifier: Apache-2.0 */
/* What the JNI methods of the Java host do to the queue and to frames; implemented beside both in session.c. */
#ifndef PB_HOST_H
#define PB_HOST_H

#include <stdbool.h>

#include "protocol.h"

/* The frame of a message, or NULL. */
static inline pb_frame *pb_host_message_frame(const pb_host_message *message) { return (pb_frame *)(uintptr_t)message->frame; }

/* Waits for the next message; the host listens from the first call on. `payload` receives PB_HOST_PAYLOAD_BYTES at most. */
void pb_host_receive(pb_host_message *message, void *payload);

/* The host has ended and will receive no more; frames still open fail with this text. */
void pb_host_stopped(const char *reason);

bool pb_host_is_listening(void);

/* Waits until the host listens; PB_JVM_FAILED where it has stopped instead. */
pb_status pb_host_wait_listening(void);

bool pb_host_frame_is_cancelled(pb_frame *frame);

/*
 * Between borrow and give_back the frame's spans may be read and its targets written, and pb_frame_close() waits. false: the frame
 * was cancelled; don't touch them.
 */
bool pb_host_frame_borrow(pb_frame *frame);
void pb_host_frame_give_back(pb_frame *frame);

/* Target of the refresh or resolve under way, or NULL; only while borrowed. */
const pb_pass_target *pb_host_frame_target(pb_frame *frame, uint32_t index);

/*
 * Begins to serve pb_frame_refresh(): copies its targets, PB_MAX_TARGET_COUNT at most, and borrows the frame. Gives their count; 0: nobody
 * wants a refresh.
 */
uint32_t pb_host_frame_begin_refresh(pb_frame *frame, pb_pass_target *targets);
void pb_host_frame_end_refresh(pb_frame *frame);

/* Tells how far the frame is. Serials and status are kept here: image_serial grows with each sample and each picture. */
void pb_host_frame_update(pb_frame *frame, const pb_frame_progress *progress);

/* Keeps a text for pb_frame_text(), `byte_count` bytes of UTF-8; too long a text is cut. */
void pb_host_frame_text(pb_frame *frame, const char *text, uint64_t byte_count);

/* Tells what the renderer is at; too long a text is cut at the end of a character. */
void pb_host_frame_status(pb_frame *frame, const char *text, uint64_t byte_count);

/* Keeps what pb_frame_metadata() gives; false without memory for it. */
bool pb_host_frame_metadata(pb_frame *frame, const char *metadata, uint64_t byte_count);

/* The scene's segments that nobody has retained are gone afterwards. */
void pb_host_frame_release_scene(pb_frame *frame);

/* Keeps the ids that pb_frame_wanted() gives; false without memory for them. */
bool pb_host_frame_want(pb_frame *frame, const uint64_t *ids, uint32_t count);

/*
 * Asks the caller for an image's pixels and waits for them. `pixels` receives a span of a segment that is the host's to release, or an
 * empty one where they can't be read. PB_CANCELLED: the frame was cancelled. One thread at a time.
 */
pb_status pb_host_frame_await_pixels(pb_frame *frame, uint64_t image, pb_span *pixels);

/* The host's last word about a frame. */
void pb_host_frame_release(pb_frame *frame);

#endif
