/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Sessions and frames, and the queue between the threads of Blender and the Java host. Threads of Blender never enter
 * the JVM: they leave messages here, the host takes them out and writes its answers into the frame.
 */
#include <errno.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "error.h"
#include "host.h"
#include "memory.h"
#include "pass.h"

enum { FRAME_TEXT_BYTES = 16384 };

typedef struct queued_message {
  struct queued_message *next;
  pb_host_message message;
} queued_message;

struct pb_session {
  uint64_t number;
};

struct pb_frame {
  pthread_mutex_t lock; /* guards everything below */
  pthread_cond_t changed;
  pb_frame_progress progress;
  uint64_t change_count;
  uint64_t told_change_count;
  uint32_t borrow_count;
  uint32_t reference_count; /* one of the caller, one of the host */
  bool cancelled;
  pb_pass_target *targets;
  uint32_t target_count;
  uint64_t session;
  queued_message *release; /* allocated beforehand, so that closing can't fail */
  char text[FRAME_TEXT_BYTES];
};

/* The queue; guarded by queue_lock. */
static pthread_mutex_t queue_lock = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t queue_filled = PTHREAD_COND_INITIALIZER;
static queued_message *queue_first, *queue_last;
static pthread_cond_t host_changed = PTHREAD_COND_INITIALIZER;
static bool host_listens, host_has_stopped;
static char host_stop_reason[1024];
static uint64_t last_session_number;

/* ------------------------------------------------------------------------------------------------ queue */

/* Takes over the message. */
static void post(queued_message *message) {
  message->next = NULL;
  pthread_mutex_lock(&queue_lock);
  if (queue_last) {
    queue_last->next = message;
  } else {
    queue_first = message;
  }
  queue_last = message;
  pthread_cond_signal(&queue_filled);
  pthread_mutex_unlock(&queue_lock);
}

static queued_message *new_message(pb_host_message_kind kind, uint64_t session, pb_frame *frame) {
  queued_message *message = calloc(1, sizeof *message);
  if (message) {
    message->message.kind = (uint32_t)kind;
    message->message.session = session;
    message->message.frame = frame;
  }
  return message;
}

void pb_host_receive(pb_host_message *message) {
  pthread_mutex_lock(&queue_lock);
  host_listens = true;
  pthread_cond_broadcast(&host_changed);
  while (!queue_first) {
    pthread_cond_wait(&queue_filled, &queue_lock);
  }
  queued_message *first = queue_first;
  queue_first = first->next;
  if (!queue_first) {
    queue_last = NULL;
  }
  pthread_mutex_unlock(&queue_lock);
  *message = first->message;
  free(first);
}

bool pb_host_is_listening(void) {
  pthread_mutex_lock(&queue_lock);
  const bool listens = host_listens;
  pthread_mutex_unlock(&queue_lock);
  return listens;
}

void pb_host_stopped(const char *reason) {
  pthread_mutex_lock(&queue_lock);
  host_listens = false;
  host_has_stopped = true;
  strncpy(host_stop_reason, reason, sizeof host_stop_reason - 1);
  pthread_cond_broadcast(&host_changed);
  pthread_mutex_unlock(&queue_lock);
}

pb_status pb_host_wait_listening(void) {
  pthread_mutex_lock(&queue_lock);
  while (!host_listens && !host_has_stopped) {
    pthread_cond_wait(&host_changed, &queue_lock);
  }
  const bool listens = host_listens;
  pthread_mutex_unlock(&queue_lock);
  return listens ? pb_succeed() : pb_fail(PB_JVM_FAILED, "%s", host_stop_reason);
}

/* ------------------------------------------------------------------------------------------------ frames, both sides */

static void unreference(pb_frame *frame) {
  pthread_mutex_lock(&frame->lock);
  const uint32_t left = --frame->reference_count;
  pthread_mutex_unlock(&frame->lock);
  if (left) {
    return;
  }
  pthread_cond_destroy(&frame->changed);
  pthread_mutex_destroy(&frame->lock);
  free(frame->targets);
  free(frame->release);
  free(frame);
}

static pb_frame *new_frame(uint64_t session) {
  pb_frame *frame = calloc(1, sizeof *frame);
  queued_message *release = new_message(PB_HOST_FRAME_RELEASE, session, frame);
  if (!frame || !release) {
    free(frame);
    free(release);
    return NULL;
  }
  frame->release = release;
  frame->session = session;
  frame->reference_count = 2;
  frame->progress.size_bytes = sizeof frame->progress;
  frame->progress.version = PB_MESSAGE_VERSION;
  pb_condition_init(&frame->changed);
  pthread_mutex_init(&frame->lock, NULL);
  return frame;
}

/* ------------------------------------------------------------------------------------------------ frames, host's side */

bool pb_host_frame_is_cancelled(pb_frame *frame) {
  pthread_mutex_lock(&frame->lock);
  const bool cancelled = frame->cancelled;
  pthread_mutex_unlock(&frame->lock);
  return cancelled;
}

bool pb_host_frame_borrow(pb_frame *frame) {
  pthread_mutex_lock(&frame->lock);
  const bool lent = !frame->cancelled;
  frame->borrow_count += lent;
  pthread_mutex_unlock(&frame->lock);
  return lent;
}

void pb_host_frame_give_back(pb_frame *frame) {
  pthread_mutex_lock(&frame->lock);
  frame->borrow_count--;
  pthread_cond_broadcast(&frame->changed);
  pthread_mutex_unlock(&frame->lock);
}

const pb_pass_target *pb_host_frame_target(pb_frame *frame, uint32_t index) {
  return index < frame->target_count ? &frame->targets[index] : NULL;
}

void pb_host_frame_update(pb_frame *frame, const pb_frame_progress *progress) {
  pthread_mutex_lock(&frame->lock);
  uint64_t serial = frame->progress.image_serial;
  if (progress->sample > frame->progress.sample ||
      (progress->state == PB_FRAME_DRAWN && frame->progress.state != PB_FRAME_DRAWN)) {
    serial++;
  }
  frame->progress = *progress;
  frame->progress.size_bytes = sizeof frame->progress;
  frame->progress.version = PB_MESSAGE_VERSION;
  frame->progress.image_serial = serial;
  frame->change_count++;
  pthread_cond_broadcast(&frame->changed);
  pthread_mutex_unlock(&frame->lock);
}

void pb_host_frame_text(pb_frame *frame, const char *text, uint64_t byte_count) {
  pthread_mutex_lock(&frame->lock);
  const size_t kept = byte_count < sizeof frame->text - 1 ? (size_t)byte_count : sizeof frame->text - 1;
  memcpy(frame->text, text, kept);
  frame->text[kept] = 0;
  pthread_mutex_unlock(&frame->lock);
}

void pb_host_frame_release(pb_frame *frame) { unreference(frame); }

/* ------------------------------------------------------------------------------------------------ sessions */

static bool is_message(uint32_t size_bytes, uint32_t version, size_t expected_bytes) {
  return size_bytes == expected_bytes && version == PB_MESSAGE_VERSION;
}

pb_status pb_session_open(const char *renderer, pb_session **session) {
  if (!renderer || !session || !*renderer || strlen(renderer) >= sizeof ((pb_host_message *)0)->text) {
    return pb_fail(PB_INVALID_ARGUMENT, "the name of the renderer class is missing or too long");
  }
  if (!pb_host_is_listening()) {
    return pb_fail(PB_INVALID_STATE, "no Java host listens: start the JVM first");
  }
  pb_session *opened = calloc(1, sizeof *opened);
  pthread_mutex_lock(&queue_lock);
  const uint64_t number = ++last_session_number;
  pthread_mutex_unlock(&queue_lock);
  queued_message *message = new_message(PB_HOST_SESSION_OPEN, number, NULL);
  if (!opened || !message) {
    free(opened);
    free(message);
    return pb_fail(PB_OUT_OF_MEMORY, "no memory for a session");
  }
  opened->number = number;
  strcpy(message->message.text, renderer);
  post(message);
  *session = opened;
  return pb_succeed();
}

void pb_session_close(pb_session *session) {
  if (!session) {
    return;
  }
  queued_message *message = new_message(PB_HOST_SESSION_CLOSE, session->number, NULL);
  if (message) { /* without memory for it the renderer stays open: a leak, no danger */
    post(message);
  }
  free(session);
}

/* ------------------------------------------------------------------------------------------------ frames, caller's side */

static pb_status post_frame(pb_session *session, pb_host_message_kind kind, const pb_frame_request *request,
                            pb_frame **frame) {
  pb_frame *created = new_frame(session->number);
  queued_message *message = new_message(kind, session->number, created);
  if (!created || !message) {
    free(message);
    if (created) {
      created->reference_count = 1;
      unreference(created);
    }
    return pb_fail(PB_OUT_OF_MEMORY, "no memory for a frame");
  }
  if (request) {
    message->message.request = *request;
    created->progress.sample_count = request->samples;
  }
  post(message);
  *frame = created;
  return pb_succeed();
}

pb_status pb_frame_submit(pb_session *session, const pb_frame_request *request, pb_frame **frame) {
  if (!session || !request || !frame || !is_message(request->size_bytes, request->version, sizeof *request)) {
    return pb_fail(PB_INVALID_ARGUMENT, "session, frame or a request of this version is missing");
  }
  if (request->width == 0 || request->height == 0 || request->samples == 0) {
    return pb_fail(PB_INVALID_ARGUMENT, "a frame needs pixels and samples, not %ux%u and %u", request->width,
                   request->height, request->samples);
  }
  if (!pb_span_holds(&request->scene, 1, sizeof(pb_scene)) || request->passes.size_bytes < sizeof(pb_pass_request) ||
      !pb_span_holds(&request->passes, request->passes.size_bytes / sizeof(pb_pass_request), sizeof(pb_pass_request))) {
    return pb_fail(PB_INVALID_ARGUMENT, "a frame needs a scene and at least one pass");
  }
  pb_scene scene;
  if (!pb_memory_read(request->scene.offset, &scene, sizeof scene) ||
      !is_message(scene.size_bytes, scene.version, sizeof scene)) {
    return pb_fail(PB_INVALID_ARGUMENT, "the scene message is not there or not of this version");
  }
  return post_frame(session, PB_HOST_FRAME_RENDER, request, frame);
}

static struct timespec from_now(uint32_t ms) {
  struct timespec time;
  clock_gettime(pb_condition_clock(), &time);
  time.tv_sec += ms / 1000;
  time.tv_nsec += (long)(ms % 1000) * 1000000;
  if (time.tv_nsec >= 1000000000) {
    time.tv_sec++;
    time.tv_nsec -= 1000000000;
  }
  return time;
}

pb_status pb_frame_wait(pb_frame *frame, uint32_t timeout_ms, pb_frame_progress *progress) {
  if (!frame || !progress) {
    return pb_fail(PB_INVALID_ARGUMENT, "frame or progress is NULL");
  }
  const struct timespec deadline = from_now(timeout_ms);
  pthread_mutex_lock(&frame->lock);
  while (frame->change_count == frame->told_change_count) {
    if (pthread_cond_timedwait(&frame->changed, &frame->lock, &deadline) == ETIMEDOUT) {
      break;
    }
  }
  if (frame->change_count == frame->told_change_count && !pb_host_is_listening()) {
    frame->progress.state = PB_FRAME_FAILED;
    strncpy(frame->text, host_stop_reason, sizeof frame->text - 1);
  }
  frame->told_change_count = frame->change_count;
  *progress = frame->progress;
  pthread_mutex_unlock(&frame->lock);
  return pb_succeed();
}

pb_status pb_session_describe(pb_session *session, uint32_t timeout_ms, char *text, uint32_t capacity_bytes) {
  if (!session || !text || capacity_bytes == 0) {
    return pb_fail(PB_INVALID_ARGUMENT, "session or memory for the text is missing");
  }
  pb_frame *frame;
  const pb_status status = post_frame(session, PB_HOST_DESCRIBE, NULL, &frame);
  if (status != PB_OK) {
    return status;
  }
  pb_frame_progress progress;
  (void)pb_frame_wait(frame, timeout_ms, &progress);
  pthread_mutex_lock(&frame->lock);
  strncpy(text, frame->text, capacity_bytes - 1);
  text[capacity_bytes - 1] = 0;
  pthread_mutex_unlock(&frame->lock);
  pb_frame_close(frame);
  switch (progress.state) {
    case PB_FRAME_RESOLVED:
      return pb_succeed();
    case PB_FRAME_FAILED:
      return pb_fail(PB_RENDERER_FAILED, "%s", text);
    default:
      return pb_fail(PB_INVALID_STATE, "the Java host did not answer within %u ms", timeout_ms);
  }
}

static pb_status check_targets(const pb_pass_target *targets, uint32_t target_count) {
  for (uint32_t i = 0; i < target_count; i++) {
    const pb_status status = pb_pass_target_check(&targets[i]);
    if (status != PB_OK) {
      return status;
    }
    if (targets[i].channels > 4) {
      return pb_fail(PB_INVALID_ARGUMENT, "pass %s: a renderer fills at most 4 channels, not %u", targets[i].name,
                     targets[i].channels);
    }
  }
  return PB_OK;
}

pb_status pb_frame_resolve(pb_frame *frame, const pb_pass_target *targets, uint32_t target_count) {
  if (!frame || !targets || target_count == 0 || target_count > PB_MAX_TARGET_COUNT) {
    return pb_fail(PB_INVALID_ARGUMENT, "a frame and 1 to %d targets are needed", PB_MAX_TARGET_COUNT);
  }
  const pb_status status = check_targets(targets, target_count);
  if (status != PB_OK) {
    return status;
  }
  pb_pass_target *copy = malloc(target_count * sizeof *copy);
  queued_message *message = new_message(PB_HOST_FRAME_RESOLVE, frame->session, frame);
  if (!copy || !message) {
    free(copy);
    free(message);
    return pb_fail(PB_OUT_OF_MEMORY, "no memory for %u targets", target_count);
  }
  memcpy(copy, targets, target_count * sizeof *copy);
  message->message.target_count = target_count;

  pthread_mutex_lock(&frame->lock);
  const uint32_t state = frame->progress.state;
  const bool drawn = (state == PB_FRAME_DRAWN || state == PB_FRAME_RESOLVED) && !frame->cancelled;
  if (drawn) {
    free(frame->targets);
    frame->targets = copy;
    frame->target_count = target_count;
    frame->progress.state = PB_FRAME_RESOLVING;
    frame->told_change_count = frame->change_count;
  }
  pthread_mutex_unlock(&frame->lock);
  if (!drawn) {
    free(copy);
    free(message);
    return pb_fail(PB_INVALID_STATE, "the frame is not drawn (state %u)", state);
  }
  post(message);
  return pb_succeed();
}

void pb_frame_cancel(pb_frame *frame) {
  if (!frame) {
    return;
  }
  pthread_mutex_lock(&frame->lock);
  frame->cancelled = true;
  pthread_mutex_unlock(&frame->lock);
}

const char *pb_frame_text(pb_frame *frame) { return frame ? frame->text : ""; }

void pb_frame_close(pb_frame *frame) {
  if (!frame) {
    return;
  }
  pthread_mutex_lock(&frame->lock);
  frame->cancelled = true;
  while (frame->borrow_count) {
    pthread_cond_wait(&frame->changed, &frame->lock);
  }
  queued_message *release = frame->release;
  frame->release = NULL;
  pthread_mutex_unlock(&frame->lock);
  post(release);
  unreference(frame);
}
