/* SPDX-License-Identifier: Apache-2.0 */
/* What the JNI methods of the Java host do to the queue and to frames; implemented beside both in session.c. */
#ifndef PB_HOST_H
#define PB_HOST_H

#include <stdbool.h>

#include "passbridge.h"

typedef enum pb_host_message_kind {
  PB_HOST_SESSION_OPEN = 1,
  PB_HOST_SESSION_CLOSE = 2,
  PB_HOST_FRAME_RENDER = 3,
  PB_HOST_FRAME_RESOLVE = 4,
  PB_HOST_FRAME_RELEASE = 5, /* drop everything about the frame, then pb_host_frame_release() */
  PB_HOST_DESCRIBE = 6       /* answered by pb_host_frame_text() */
} pb_host_message_kind;

/*
 * What may follow a message. PB_HOST_SESSION_OPEN: name of the renderer class, a zero, the class path, one entry a line.
 * PB_HOST_FRAME_RENDER: pb_scene, the lists of passes, settings and targets as long as the request says. PB_HOST_FRAME_RESOLVE:
 * pb_pass_target[].
 */
enum { PB_HOST_PAYLOAD_BYTES = 262144 };

/* What a frame tells the host without a call. Memory of signals is never freed: who looks late sees those of another frame. */
typedef struct pb_frame_signals {
  _Atomic uint32_t is_cancelled;
  _Atomic uint32_t wants_refresh;
} pb_frame_signals;

/* What the Java host receives. A copy: nothing in it points anywhere but at the frame and its signals. */
typedef struct pb_host_message {
  uint32_t kind; /* pb_host_message_kind */
  uint32_t payload_bytes;
  uint64_t session;           /* number of the session */
  pb_frame *frame;            /* stays valid until pb_host_frame_release() */
  pb_frame_signals *signals;  /* of the frame */
  pb_frame_request request;   /* PB_HOST_FRAME_RENDER */
} pb_host_message;

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

/* The host's last word about a frame. */
void pb_host_frame_release(pb_frame *frame);

#endif
