/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Sessions and frames, and the queue between the threads of Blender and the Java host. Threads of Blender never enter
 * the JVM: they leave messages here, the host takes them out and writes its answers into the frame.
 */
#include <errno.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "bytes.h"
#include "capture.h"
#include "error.h"
#include "host.h"
#include "memory.h"
#include "pass.h"

typedef struct queued_message {
  struct queued_message *next;
  pb_host_message message;
  char payload[];
} queued_message;

/* The signals of a frame, in memory that is used again but never freed. */
typedef struct signal_memory {
  pb_frame_signals signals;
  struct signal_memory *next;
} signal_memory;

struct pb_session {
  uint64_t number;
  pb_arena *arena;
  pb_contents *contents; /* that its renderer was sent */
};

struct pb_frame {
  pthread_mutex_t lock; /* guards everything below */
  pthread_cond_t changed;
  pb_frame_progress progress; /* written by the host alone; state_of() tells the frame's state */
  uint32_t resolves_asked;    /* by the caller */
  uint32_t resolves_answered; /* by the host */
  bool is_abandoned;          /* the caller found the host gone */
  uint64_t change_count;
  uint64_t told_change_count;
  uint32_t borrow_count;
  uint32_t reference_count; /* one of the caller, one of the host */
  bool cancelled;
  bool refreshing;
  pb_pass_target *targets;
  uint32_t target_count;
  pb_pass_target *refresh_targets;
  uint32_t refresh_target_count;
  char *metadata;
  uint64_t metadata_bytes;
  signal_memory *memory; /* of the signals, which are atomic */
  uint64_t session;
  pb_arena *arena;                 /* of the session */
  pb_captured_scene scene;         /* until the host releases it */
  uint64_t *wanted_ids;
  uint32_t wanted_id_count;
  const pb_segment *image_segment; /* provided and not yet taken; NULL: they can't be read */
  uint64_t image_bytes;
  bool has_image;
  queued_message *release; /* allocated beforehand, so that closing can't fail */
  char text[PB_FRAME_TEXT_BYTES];
};

/* The queue; guarded by queue_lock. */
static pthread_mutex_t queue_lock = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t queue_filled = PTHREAD_COND_INITIALIZER;
static queued_message *queue_first, *queue_last;
static pthread_cond_t host_changed = PTHREAD_COND_INITIALIZER;
static bool host_listens, host_has_stopped;
static char host_stop_reason[1024];
static uint64_t last_session_number;

/* Memory of signals that no frame uses; guarded by signals_lock. */
static pthread_mutex_t signals_lock = PTHREAD_MUTEX_INITIALIZER;
static signal_memory *free_signals;

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

/* payload_bytes: at most PB_HOST_PAYLOAD_BYTES, zero at first. */
static queued_message *new_message(pb_host_message_kind kind, uint64_t session, pb_frame *frame, size_t payload_bytes) {
  queued_message *message = calloc(1, sizeof *message + payload_bytes);
  if (message) {
    message->message.kind = (uint32_t)kind;
    message->message.session = session;
    message->message.frame = (uintptr_t)frame;
    message->message.signals = frame ? (uintptr_t)&frame->memory->signals : 0;
    message->message.payload_bytes = (uint32_t)payload_bytes;
  }
  return message;
}

void pb_host_receive(pb_host_message *message, void *payload) {
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
  memcpy(payload, first->payload, message->payload_bytes);
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

/* Signals that say no; NULL without memory. */
static signal_memory *take_signals(void) {
  pthread_mutex_lock(&signals_lock);
  signal_memory *memory = free_signals;
  if (memory) {
    free_signals = memory->next;
  }
  pthread_mutex_unlock(&signals_lock);
  if (!memory) {
    return calloc(1, sizeof *memory);
  }
  atomic_store(&memory->signals.is_cancelled, 0);
  atomic_store(&memory->signals.wants_refresh, 0);
  return memory;
}

static void give_signals_back(signal_memory *memory) {
  pthread_mutex_lock(&signals_lock);
  memory->next = free_signals;
  free_signals = memory;
  pthread_mutex_unlock(&signals_lock);
}

static void unreference(pb_frame *frame) {
  pthread_mutex_lock(&frame->lock);
  const uint32_t left = --frame->reference_count;
  pthread_mutex_unlock(&frame->lock);
  if (left) {
    return;
  }
  pthread_cond_destroy(&frame->changed);
  pthread_mutex_destroy(&frame->lock);
  give_signals_back(frame->memory);
  free(frame->targets);
  free(frame->refresh_targets);
  free(frame->metadata);
  pb_captured_scene_release(&frame->scene);
  free(frame->wanted_ids);
  if (frame->image_segment) {
    pb_segment_release(frame->image_segment);
  }
  free(frame->release);
  free(frame);
}

static pb_frame *new_frame(uint64_t session) {
  pb_frame *frame = calloc(1, sizeof *frame);
  if (frame) {
    frame->memory = take_signals();
  }
  queued_message *release = frame && frame->memory ? new_message(PB_HOST_FRAME_RELEASE, session, frame, 0) : NULL;
  if (!release) {
    if (frame && frame->memory) {
      give_signals_back(frame->memory);
    }
    free(frame);
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

/* Nothing follows these. */
static bool is_end(uint32_t state) {
  return state == PB_FRAME_CANCELLED || state == PB_FRAME_FAILED || state == PB_FRAME_INCOMPLETE;
}

/* Whether the host may go from one state to another: only forward, and nowhere from an end. */
static bool may_follow(uint32_t state, uint32_t next) { return !is_end(state) && (next >= state || is_end(next)); }

/* What host and caller together have made of a frame; with its lock held. */
static uint32_t state_of(const pb_frame *frame) {
  const uint32_t state = frame->progress.state;
  if (frame->is_abandoned && state != PB_FRAME_RESOLVED && !is_end(state)) {
    return PB_FRAME_FAILED;
  }
  return !is_end(state) && frame->resolves_asked != frame->resolves_answered ? PB_FRAME_RESOLVING : state;
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
  pthread_mutex_lock(&frame->lock);
  const pb_pass_target *targets = frame->refreshing ? frame->refresh_targets : frame->targets;
  const uint32_t count = frame->refreshing ? frame->refresh_target_count : frame->target_count;
  pthread_mutex_unlock(&frame->lock);
  return index < count ? &targets[index] : NULL;
}

uint32_t pb_host_frame_begin_refresh(pb_frame *frame, pb_pass_target *targets) {
  pthread_mutex_lock(&frame->lock);
  uint32_t count = 0;
  if (atomic_load(&frame->memory->signals.wants_refresh) && !frame->cancelled && !frame->refreshing) {
    count = frame->refresh_target_count;
    memcpy(targets, frame->refresh_targets, count * sizeof *targets);
    frame->refreshing = true;
    frame->borrow_count++;
  }
  pthread_mutex_unlock(&frame->lock);
  return count;
}

void pb_host_frame_end_refresh(pb_frame *frame) {
  pthread_mutex_lock(&frame->lock);
  atomic_store(&frame->memory->signals.wants_refresh, 0);
  frame->refreshing = false;
  frame->borrow_count--;
  frame->progress.refresh_serial++;
  frame->progress.refresh_sample = frame->progress.sample; /* told on the same thread before */
  frame->change_count++;
  pthread_cond_broadcast(&frame->changed);
  pthread_mutex_unlock(&frame->lock);
}

void pb_host_frame_update(pb_frame *frame, const pb_frame_progress *progress) {
  pthread_mutex_lock(&frame->lock);
  uint64_t serial = frame->progress.image_serial;
  if (progress->sample > frame->progress.sample ||
      (progress->state == PB_FRAME_DRAWN && frame->progress.state != PB_FRAME_DRAWN)) {
    serial++;
  }
  pb_frame_progress now = *progress;
  if (!may_follow(frame->progress.state, now.state)) {
    now.state = frame->progress.state; /* one who was given up speaks late */
  } else if (now.state == PB_FRAME_RESOLVED) {
    frame->resolves_answered = frame->resolves_asked;
  }
  now.size_bytes = sizeof now;
  now.version = PB_MESSAGE_VERSION;
  now.image_serial = serial;
  now.refresh_serial = frame->progress.refresh_serial;
  now.refresh_sample = frame->progress.refresh_sample;
  now.has_metadata = frame->metadata_bytes > 0;
  now.wanted_image = frame->progress.wanted_image;
  memcpy(now.status, frame->progress.status, sizeof now.status);
  frame->progress = now;
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

/* How much of a UTF-8 text fits into so many bytes without splitting a character. */
static size_t fitting_bytes(const char *text, uint64_t byte_count, size_t capacity_bytes) {
  if (byte_count <= capacity_bytes) {
    return (size_t)byte_count;
  }
  size_t kept = capacity_bytes;
  while (kept > 0 && ((unsigned char)text[kept] & 0xC0) == 0x80) {
    kept--;
  }
  return kept;
}

void pb_host_frame_status(pb_frame *frame, const char *text, uint64_t byte_count) {
  pthread_mutex_lock(&frame->lock);
  const size_t kept = fitting_bytes(text, byte_count, sizeof frame->progress.status - 1);
  memset(frame->progress.status, 0, sizeof frame->progress.status);
  memcpy(frame->progress.status, text, kept);
  frame->change_count++;
  pthread_cond_broadcast(&frame->changed);
  pthread_mutex_unlock(&frame->lock);
}

bool pb_host_frame_metadata(pb_frame *frame, const char *metadata, uint64_t byte_count) {
  char *copy = malloc(byte_count ? byte_count : 1);
  if (!copy) {
    return false;
  }
  memcpy(copy, metadata, byte_count);
  pthread_mutex_lock(&frame->lock);
  free(frame->metadata);
  frame->metadata = copy;
  frame->metadata_bytes = byte_count;
  pthread_mutex_unlock(&frame->lock);
  return true;
}

void pb_host_frame_release_scene(pb_frame *frame) {
  pthread_mutex_lock(&frame->lock);
  pb_captured_scene scene = frame->scene;
  frame->scene = (pb_captured_scene){0};
  pthread_mutex_unlock(&frame->lock);
  pb_captured_scene_release(&scene);
}

bool pb_host_frame_want(pb_frame *frame, const uint64_t *ids, uint32_t count) {
  uint64_t *copy = malloc((count ? count : 1) * sizeof *copy);
  if (!copy) {
    return false;
  }
  memcpy(copy, ids, count * sizeof *copy);
  pthread_mutex_lock(&frame->lock);
  free(frame->wanted_ids);
  frame->wanted_ids = copy;
  frame->wanted_id_count = count;
  pthread_mutex_unlock(&frame->lock);
  return true;
}

pb_status pb_host_frame_await_pixels(pb_frame *frame, uint64_t image, pb_span *pixels) {
  pthread_mutex_lock(&frame->lock);
  frame->progress.wanted_image = image;
  frame->has_image = false;
  frame->change_count++;
  pthread_cond_broadcast(&frame->changed);
  while (!frame->has_image && !frame->cancelled) {
    pthread_cond_wait(&frame->changed, &frame->lock);
  }
  const bool is_there = frame->has_image;
  const pb_segment *segment = frame->image_segment;
  const uint64_t size_bytes = frame->image_bytes;
  frame->progress.wanted_image = 0;
  frame->has_image = false;
  frame->image_segment = NULL;
  pthread_mutex_unlock(&frame->lock);
  if (!is_there) {
    return pb_fail(PB_CANCELLED, "the frame was cancelled");
  }
  *pixels = segment ? (pb_span){.segment = segment->number, .size_bytes = size_bytes} : (pb_span){0};
  return pb_succeed();
}

void pb_host_frame_release(pb_frame *frame) { unreference(frame); }

/* ------------------------------------------------------------------------------------------------ sessions */

static bool is_message(uint32_t size_bytes, uint32_t version, size_t expected_bytes) {
  return size_bytes == expected_bytes && version == PB_MESSAGE_VERSION;
}

/* Copies what a list holds, and gives the end of the copy. */
static char *append(char *to, const pb_span *list) {
  if (list->size_bytes) {
    memcpy(to, pb_span_start(list), list->size_bytes);
  }
  return to + list->size_bytes;
}

static void free_session(pb_session *session) {
  if (!session) {
    return;
  }
  if (session->arena) {
    pb_arena_close(session->arena);
  }
  if (session->contents) {
    pb_contents_close(session->contents);
  }
  free(session);
}

/* NULL: no memory. */
static pb_session *new_session(uint64_t number) {
  pb_session *session = calloc(1, sizeof *session);
  if (!session) {
    return NULL;
  }
  session->number = number;
  session->arena = pb_arena_open();
  session->contents = pb_contents_open();
  if (!session->arena || !session->contents) {
    free_session(session);
    return NULL;
  }
  return session;
}

pb_status pb_session_open(const pb_session_request *request, pb_session **session) {
  if (!request || !session || !is_message(request->size_bytes, request->version, sizeof *request)) {
    return pb_fail(PB_INVALID_ARGUMENT, "a session or a request of this version is missing");
  }
  const pb_span *renderer = &request->renderer, *class_path = &request->class_path;
  if (!pb_span_is_list(renderer, 1) || !pb_span_is_list(class_path, 1) || renderer->size_bytes + class_path->size_bytes == 0) {
    return pb_fail(PB_INVALID_ARGUMENT, "a session needs the name of a renderer class or a class path that names one");
  }
  if (renderer->size_bytes >= PB_HOST_PAYLOAD_BYTES ||
      class_path->size_bytes >= PB_HOST_PAYLOAD_BYTES - renderer->size_bytes) {
    return pb_fail(PB_INVALID_ARGUMENT, "the class path of the renderer is too long: put its jars into fewer folders");
  }
  if (!pb_host_is_listening()) {
    return pb_fail(PB_INVALID_STATE, "no Java host listens: start the JVM first");
  }
  pthread_mutex_lock(&queue_lock);
  const uint64_t number = ++last_session_number;
  pthread_mutex_unlock(&queue_lock);
  pb_session *opened = new_session(number);
  queued_message *message =
      new_message(PB_HOST_SESSION_OPEN, number, NULL, renderer->size_bytes + 1 + class_path->size_bytes);
  if (!opened || !message) {
    free_session(opened);
    free(message);
    return pb_fail(PB_OUT_OF_MEMORY, "no memory for a session");
  }
  append(append(message->payload, renderer) + 1, class_path);
  post(message);
  *session = opened;
  return pb_succeed();
}

void pb_session_close(pb_session *session) {
  if (!session) {
    return;
  }
  queued_message *message = new_message(PB_HOST_SESSION_CLOSE, session->number, NULL, 0);
  if (message) { /* without memory for it the renderer stays open: a leak, no danger */
    post(message);
  }
  free_session(session);
}

pb_status pb_session_clear(pb_session *session) {
  if (!session) {
    return pb_fail(PB_INVALID_ARGUMENT, "session is NULL");
  }
  queued_message *message = new_message(PB_HOST_SESSION_CLEAR, session->number, NULL, 0);
  if (!message) {
    return pb_fail(PB_OUT_OF_MEMORY, "no memory for a message");
  }
  pb_contents_forget(session->contents, NULL, 0);
  pb_arena_limit_spare(session->arena, 0); /* until the next capture raises it */
  post(message);
  return pb_succeed();
}

pb_status pb_session_forget(pb_session *session, const uint64_t *ids, uint32_t id_count) {
  if (!session) {
    return pb_fail(PB_INVALID_ARGUMENT, "session is NULL");
  }
  pb_contents_forget(session->contents, ids, id_count);
  return pb_succeed();
}

pb_status pb_capture_open(pb_session *session, pb_capture **capture) {
  if (!session || !capture) {
    return pb_fail(PB_INVALID_ARGUMENT, "session or capture is NULL");
  }
  *capture = pb_capture_new(session->arena, session->contents);
  return *capture ? pb_succeed() : pb_fail(PB_OUT_OF_MEMORY, "no memory for a capture");
}

/* ------------------------------------------------------------------------------------------------ frames, caller's side */

/* Drops a frame that the host was never told of. */
static pb_status drop_frame(pb_frame *frame) {
  if (frame) {
    frame->reference_count = 1;
    unreference(frame);
  }
  return pb_fail(PB_OUT_OF_MEMORY, "no memory for a frame");
}

/* NULL: no memory. */
static pb_pass_target *copy_targets(const pb_pass_target *targets, uint32_t target_count) {
  pb_pass_target *copy = malloc(target_count * sizeof *copy);
  if (copy) {
    memcpy(copy, targets, target_count * sizeof *copy);
  }
  return copy;
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

/* A request's lists in the order of the payload, and what their elements have. */
enum { REQUEST_LIST_COUNT = 5 };

static void list_request(const pb_render_request *request, const pb_span *lists[REQUEST_LIST_COUNT]) {
  lists[0] = &request->passes;
  lists[1] = &request->targets;
  lists[2] = &request->camera_steps;
  lists[3] = &request->properties;
  lists[4] = &request->text;
}

static bool is_range_of(const pb_range *range, uint64_t count) { return (uint64_t)range->first + range->count <= count; }

/* Whether the ranges of a request and of its properties lead into its lists. */
static bool has_right_ranges(const pb_render_request *request) {
  const uint64_t text_count = request->text.size_bytes;
  const uint64_t property_count = request->properties.size_bytes / sizeof(pb_property);
  const pb_range *texts[] = {&request->scene_name, &request->view_layer, &request->view_name, &request->file_path,
                             &request->view.camera_name};
  const pb_range *properties[] = {&request->settings, &request->camera_settings, &request->camera_properties};
  bool are_right = true;
  for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++) {
    are_right &= is_range_of(texts[i], text_count);
  }
  for (size_t i = 0; i < sizeof properties / sizeof properties[0]; i++) {
    are_right &= is_range_of(properties[i], property_count);
  }
  const pb_property *property = pb_span_start(&request->properties);
  for (uint64_t i = 0; i < property_count; i++) {
    are_right &= is_range_of(&property[i].name, text_count) && is_range_of(&property[i].text, text_count);
  }
  return are_right;
}

/* Checks a request; gives the bytes of its lists. */
static pb_status check_request(const pb_render_request *request, uint64_t *list_bytes) {
  static const uint64_t element_bytes[REQUEST_LIST_COUNT] = {sizeof(pb_pass_request), sizeof(pb_pass_target), sizeof(pb_camera_step),
                                                             sizeof(pb_property), 1};
  if (request->width == 0 || request->height == 0 || request->samples == 0) {
    return pb_fail(PB_INVALID_ARGUMENT, "a frame needs pixels and samples, not %ux%u and %u", request->width, request->height,
                   request->samples);
  }
  if (request->passes.size_bytes == 0) {
    return pb_fail(PB_INVALID_ARGUMENT, "a frame needs at least one pass");
  }
  const pb_span *lists[REQUEST_LIST_COUNT];
  list_request(request, lists);
  *list_bytes = 0;
  for (int i = 0; i < REQUEST_LIST_COUNT; i++) {
    if (!pb_span_is_list(lists[i], element_bytes[i])) {
      return pb_fail(PB_INVALID_ARGUMENT, "list %d of the request is no list of elements of %llu bytes", i,
                     (unsigned long long)element_bytes[i]);
    }
    if (lists[i]->size_bytes > PB_HOST_PAYLOAD_BYTES - sizeof *request - *list_bytes) {
      return pb_fail(PB_INVALID_ARGUMENT, "a frame can't have so many passes, settings and camera steps: switch passes off");
    }
    *list_bytes += lists[i]->size_bytes;
  }
  if (!has_right_ranges(request)) {
    return pb_fail(PB_INVALID_ARGUMENT, "a range of the request leads out of its list");
  }
  return check_targets(pb_span_start(&request->targets), (uint32_t)(request->targets.size_bytes / sizeof(pb_pass_target)));
}

pb_status pb_frame_open(pb_session *session, const pb_render_request *request, pb_capture *capture, pb_frame **frame) {
  if (!session || !request || !frame || !is_message(request->size_bytes, request->version, sizeof *request)) {
    return pb_fail(PB_INVALID_ARGUMENT, "session, frame or a request of this version is missing");
  }
  uint64_t list_bytes = 0;
  const pb_status checked = check_request(request, &list_bytes);
  if (checked != PB_OK) {
    return checked;
  }
  pb_frame *created = new_frame(session->number);
  queued_message *message =
      created ? new_message(PB_HOST_FRAME_OPEN, session->number, created, sizeof *request + list_bytes) : NULL;
  if (message && request->targets.size_bytes) {
    created->target_count = (uint32_t)(request->targets.size_bytes / sizeof(pb_pass_target));
    created->targets = copy_targets(pb_span_start(&request->targets), created->target_count);
  }
  if (!message || (request->targets.size_bytes && !created->targets)) {
    free(message);
    return drop_frame(created);
  }
  if (capture) {
    const pb_status taken = pb_capture_take(capture, &created->scene);
    if (taken != PB_OK) {
      free(message);
      (void)drop_frame(created);
      return pb_fail(taken, "the capture is not done, or a frame has its scene: run it until nothing is left");
    }
  }
  created->arena = session->arena;
  created->progress.sample_count = request->samples;
  message->message.scene = created->scene.description;
  memcpy(message->payload, request, sizeof *request);
  const pb_span *lists[REQUEST_LIST_COUNT];
  list_request(request, lists);
  char *end = message->payload + sizeof *request;
  for (int i = 0; i < REQUEST_LIST_COUNT; i++) {
    end = append(end, lists[i]);
  }
  post(message);
  *frame = created;
  return pb_succeed();
}

pb_status pb_frame_wanted(pb_frame *frame, uint64_t *ids, uint32_t capacity, uint32_t *count) {
  if (!frame || !count || (!ids && capacity)) {
    return pb_fail(PB_INVALID_ARGUMENT, "frame or memory for the ids is missing");
  }
  pthread_mutex_lock(&frame->lock);
  *count = frame->wanted_id_count;
  const uint32_t given = *count < capacity ? *count : capacity;
  if (given) {
    memcpy(ids, frame->wanted_ids, given * sizeof *ids);
  }
  pthread_mutex_unlock(&frame->lock);
  return pb_succeed();
}

static bool waits_for(pb_frame *frame, uint64_t image) {
  pthread_mutex_lock(&frame->lock);
  const bool waits = image && frame->progress.wanted_image == image && !frame->has_image && !frame->cancelled;
  pthread_mutex_unlock(&frame->lock);
  return waits;
}

/* NULL: no memory, or there are no pixels. */
static const pb_segment *copy_pixels(pb_arena *arena, const pb_image_pixels *pixels, uint64_t value_count, uint64_t size_bytes) {
  const pb_segment *segment = value_count ? pb_segment_take(arena, size_bytes) : NULL;
  if (segment && pixels->format == PB_PIXELS_UINT8) {
    pb_bytes_from_floats((uint8_t *)segment->start, pb_span_start(&pixels->values), value_count);
  } else if (segment) {
    pb_bytes_copy(segment->start, pb_span_start(&pixels->values), size_bytes);
  }
  return segment;
}

pb_status pb_frame_provide_pixels(pb_frame *frame, const pb_image_pixels *pixels) {
  if (!frame || !pixels || !is_message(pixels->size_bytes, pixels->version, sizeof *pixels)) {
    return pb_fail(PB_INVALID_ARGUMENT, "a frame or pixels of this version are missing");
  }
  const bool is_byte = pixels->format == PB_PIXELS_UINT8;
  uint64_t value_count = 0;
  if (pixels->channels < 1 || pixels->channels > 4 || (!is_byte && pixels->format != PB_PIXELS_FLOAT32) ||
      __builtin_mul_overflow((uint64_t)pixels->width * pixels->height, pixels->channels, &value_count) ||
      value_count > UINT64_MAX / sizeof(float) ||
      (pixels->values.size_bytes && (!pb_span_is_list(&pixels->values, sizeof(float)) ||
                                     pixels->values.size_bytes != value_count * sizeof(float)))) {
    return pb_fail(PB_INVALID_ARGUMENT, "%ux%u pixels of %u channels don't fit %llu bytes or format %u", pixels->width, pixels->height,
                   pixels->channels, (unsigned long long)pixels->values.size_bytes, pixels->format);
  }
  value_count = pixels->values.size_bytes ? value_count : 0;
  if (!waits_for(frame, pixels->image)) {
    return pb_fail(PB_INVALID_STATE, "the renderer does not wait for image %llu", (unsigned long long)pixels->image);
  }
  const uint64_t size_bytes = is_byte ? value_count : value_count * sizeof(float);
  const pb_segment *segment = copy_pixels(frame->arena, pixels, value_count, size_bytes);
  pthread_mutex_lock(&frame->lock);
  const bool waits = frame->progress.wanted_image == pixels->image && !frame->has_image && !frame->cancelled;
  if (waits) {
    frame->progress.wanted_image = 0; /* from now on, not only once the renderer has taken them */
    frame->has_image = true;
    frame->image_segment = segment;
    frame->image_bytes = segment ? size_bytes : 0;
    pthread_cond_broadcast(&frame->changed);
  }
  pthread_mutex_unlock(&frame->lock);
  if (!waits) {
    if (segment) {
      pb_segment_release(segment);
    }
    return pb_fail(PB_INVALID_STATE, "the renderer does not wait for image %llu any more", (unsigned long long)pixels->image);
  }
  if (value_count && !segment) {
    return pb_fail(PB_OUT_OF_MEMORY, "no memory for an image: %.1f MB could not be had", (double)size_bytes / 1e6);
  }
  return pb_succeed();
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
    frame->is_abandoned = true;
    strncpy(frame->text, host_stop_reason, sizeof frame->text - 1);
  }
  frame->told_change_count = frame->change_count;
  *progress = frame->progress;
  progress->state = state_of(frame);
  pthread_mutex_unlock(&frame->lock);
  return pb_succeed();
}

/* Sends a message without payload and waits for the first news of its frame, which is the caller's to close; NULL: no memory, which is told. */
static pb_frame *ask_host(pb_host_message_kind kind, uint64_t session, uint32_t timeout_ms, pb_frame_progress *progress) {
  pb_frame *frame = new_frame(session);
  queued_message *message = frame ? new_message(kind, session, frame, 0) : NULL;
  if (!message) {
    (void)drop_frame(frame);
    return NULL;
  }
  post(message);
  (void)pb_frame_wait(frame, timeout_ms, progress);
  return frame;
}

pb_status pb_session_describe(pb_session *session, uint32_t timeout_ms, char *text, uint32_t capacity_bytes) {
  if (!session || !text || capacity_bytes == 0) {
    return pb_fail(PB_INVALID_ARGUMENT, "session or memory for the text is missing");
  }
  pb_frame_progress progress;
  pb_frame *frame = ask_host(PB_HOST_DESCRIBE, session->number, timeout_ms, &progress);
  if (!frame) {
    return PB_OUT_OF_MEMORY;
  }
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

pb_status pb_jvm_end_drawing(uint32_t timeout_ms) {
  if (!pb_host_is_listening()) {
    return pb_succeed();
  }
  pb_frame_progress progress;
  pb_frame *frame = ask_host(PB_HOST_END_DRAWING, 0, timeout_ms, &progress);
  if (!frame) {
    return PB_OUT_OF_MEMORY;
  }
  pb_frame_close(frame);
  return progress.state == PB_FRAME_RESOLVED ? pb_succeed()
                                             : pb_fail(PB_INVALID_STATE, "a renderer still draws after %u ms", timeout_ms);
}

/* The arguments of a function that takes targets. */
static pb_status check_frame_and_targets(pb_frame *frame, const pb_pass_target *targets, uint32_t target_count) {
  if (!frame || !targets || target_count == 0 || target_count > PB_MAX_TARGET_COUNT) {
    return pb_fail(PB_INVALID_ARGUMENT, "a frame and 1 to %d targets are needed", PB_MAX_TARGET_COUNT);
  }
  return check_targets(targets, target_count);
}

pb_status pb_frame_refresh(pb_frame *frame, const pb_pass_target *targets, uint32_t target_count) {
  const pb_status status = check_frame_and_targets(frame, targets, target_count);
  if (status != PB_OK) {
    return status;
  }
  pb_pass_target *copy = copy_targets(targets, target_count);
  if (!copy) {
    return pb_fail(PB_OUT_OF_MEMORY, "no memory for %u targets", target_count);
  }
  pthread_mutex_lock(&frame->lock);
  const uint32_t state = state_of(frame);
  /* A frame that has ended meanwhile is no mistake of the caller's, who learns of it by waiting. */
  const bool wanted = state <= PB_FRAME_DRAWING && !frame->refreshing;
  if (wanted) {
    pb_pass_target *before = frame->refresh_targets;
    frame->refresh_targets = copy;
    frame->refresh_target_count = target_count;
    copy = before;
    atomic_store(&frame->memory->signals.wants_refresh, 1);
  }
  const bool is_busy = frame->refreshing;
  pthread_mutex_unlock(&frame->lock);
  free(copy);
  return is_busy ? pb_fail(PB_INVALID_STATE, "the picture is being written into earlier targets: wait for refresh_serial to grow")
                 : pb_succeed();
}

pb_status pb_frame_metadata(pb_frame *frame, pb_span *metadata) {
  if (!frame || !metadata) {
    return pb_fail(PB_INVALID_ARGUMENT, "frame or metadata is NULL");
  }
  pthread_mutex_lock(&frame->lock);
  *metadata = (pb_span){.offset = (uintptr_t)frame->metadata, .size_bytes = frame->metadata_bytes};
  pthread_mutex_unlock(&frame->lock);
  return pb_succeed();
}

pb_status pb_frame_resolve(pb_frame *frame, const pb_pass_target *targets, uint32_t target_count) {
  const pb_status status = check_frame_and_targets(frame, targets, target_count);
  if (status != PB_OK) {
    return status;
  }
  pb_pass_target *copy = copy_targets(targets, target_count);
  queued_message *message = new_message(PB_HOST_FRAME_RESOLVE, frame->session, frame, target_count * sizeof *targets);
  if (!copy || !message) {
    free(copy);
    free(message);
    return pb_fail(PB_OUT_OF_MEMORY, "no memory for %u targets", target_count);
  }
  memcpy(message->payload, targets, target_count * sizeof *targets);

  pthread_mutex_lock(&frame->lock);
  const uint32_t state = state_of(frame);
  const bool drawn = (state == PB_FRAME_DRAWN || state == PB_FRAME_RESOLVED) && !frame->cancelled;
  if (drawn) {
    free(frame->targets);
    frame->targets = copy;
    frame->target_count = target_count;
    frame->resolves_asked++;
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

/* With the frame's lock held. */
static void set_cancelled(pb_frame *frame) {
  frame->cancelled = true;
  atomic_store(&frame->memory->signals.is_cancelled, 1);
  pthread_cond_broadcast(&frame->changed); /* the host may wait for pixels */
}

void pb_frame_cancel(pb_frame *frame) {
  if (!frame) {
    return;
  }
  pthread_mutex_lock(&frame->lock);
  set_cancelled(frame);
  pthread_mutex_unlock(&frame->lock);
}

const char *pb_frame_text(pb_frame *frame) { return frame ? frame->text : ""; }

/*
 * Waits until nobody writes any more. A host that has ended gives nothing back: its threads stand still, but for what one of them copies
 * just now, which takes milliseconds. With the frame's lock held.
 */
static void await_borrowers(pb_frame *frame) {
  enum { LOOK_MS = 100, LAST_COPY_MS = 1000 };
  uint32_t ended_ms = 0;
  while (frame->borrow_count && ended_ms < LAST_COPY_MS) {
    const struct timespec deadline = from_now(LOOK_MS);
    if (pthread_cond_timedwait(&frame->changed, &frame->lock, &deadline) == ETIMEDOUT && !pb_host_is_listening()) {
      ended_ms += LOOK_MS;
    }
  }
}

void pb_frame_close(pb_frame *frame) {
  if (!frame) {
    return;
  }
  pthread_mutex_lock(&frame->lock);
  set_cancelled(frame);
  await_borrowers(frame);
  queued_message *release = frame->release;
  frame->release = NULL;
  pthread_mutex_unlock(&frame->lock);
  post(release);
  unreference(frame);
}
