/* SPDX-License-Identifier: Apache-2.0 */
/* The test plays both ends: Blender's through passbridge.h, and the Java host's through host.h. */
#include "testing.h"

#include <math.h>
#include <pthread.h>
#include <sched.h>
#include <stdatomic.h>
#include <stdlib.h>

#include "arena.h"
#include "guarded_memory.h"
#include "host.h"

/* Long enough for every machine; nothing waits so long unless it hangs. */
enum { LONG_MS = 60000 };
enum { WIDTH = 3, HEIGHT = 2 };

static float pixels[WIDTH * HEIGHT * 4];
static pb_pass_request passes[] = {{.name = "Combined", .channels = 4}};
static pb_session *session;

static pb_render_request render_request(void) {
  return (pb_render_request){.size_bytes = sizeof(pb_render_request),
                             .version = PB_MESSAGE_VERSION,
                             .width = WIDTH,
                             .height = HEIGHT,
                             .samples = 5,
                             .passes = span_of(passes, sizeof passes)};
}

static pb_pass_target target_of_pixels(void) {
  return (pb_pass_target){.name = "Combined",
                          .pixels = span_of(pixels, sizeof pixels),
                          .width = WIDTH,
                          .height = HEIGHT,
                          .channels = 4};
}

/* What came with the last message that receive() took. */
static char payload[PB_HOST_PAYLOAD_BYTES];

static pb_host_message receive(pb_host_message_kind kind) {
  pb_host_message message;
  pb_host_receive(&message, payload);
  assert_int_equal(message.kind, kind);
  return message;
}

static pb_frame_signals *signals_of(pb_host_message message) { return (pb_frame_signals *)(uintptr_t)message.signals; }

static void release_frame_of(pb_host_message message) { pb_host_frame_release(pb_host_message_frame(&message)); }

static pb_frame *submit(void) {
  const pb_render_request request = render_request();
  pb_frame *frame = NULL;
  assert_int_equal(pb_frame_open(session, &request, NULL, &frame), PB_OK);
  assert_non_null(frame);
  assert_int_equal(receive(PB_HOST_FRAME_OPEN).frame, address_of(frame));
  return frame;
}

static void host_update(pb_frame *frame, pb_frame_state state, uint32_t sample) {
  const pb_frame_progress progress = {.state = (uint32_t)state, .sample = sample, .sample_count = 5, .draw_ms = 2.5};
  pb_host_frame_update(frame, &progress);
}

static pb_frame_progress wait_for_news(pb_frame *frame) {
  pb_frame_progress progress;
  assert_int_equal(pb_frame_wait(frame, LONG_MS, &progress), PB_OK);
  return progress;
}

static void close_and_release(pb_frame *frame) {
  pb_frame_close(frame);
  assert_ptr_equal(receive(PB_HOST_FRAME_RELEASE).frame, frame);
  pb_host_frame_release(frame);
}

static pb_session_request request_of_session(const char *renderer, const char *class_path) {
  return (pb_session_request){.size_bytes = sizeof(pb_session_request),
                              .version = PB_MESSAGE_VERSION,
                              .renderer = span_of(renderer, strlen(renderer)),
                              .class_path = span_of(class_path, strlen(class_path))};
}

static pb_status open_named(const char *renderer, pb_session **opened) {
  const pb_session_request request = request_of_session(renderer, "");
  return pb_session_open(&request, opened);
}

static void *receive_first_session(void *message) {
  pb_host_receive(message, payload);
  return NULL;
}

/* A host listens from its first receive() on; from then on the tests call it themselves, one after the other. */
static int open_session(void **state) {
  (void)state;
  pb_host_message message;
  pthread_t host;
  if (pthread_create(&host, NULL, receive_first_session, &message) != 0 || pb_host_wait_listening() != PB_OK ||
      open_named("example.Renderer", &session) != PB_OK) {
    return -1;
  }
  pthread_join(host, NULL);
  return message.kind == PB_HOST_SESSION_OPEN ? 0 : -1;
}

static int close_session(void **state) {
  (void)state;
  pb_session_close(session);
  pb_host_message message;
  pb_host_receive(&message, payload);
  return message.kind == PB_HOST_SESSION_CLOSE ? 0 : -1;
}

/* ------------------------------------------------------------------------------------------------ sessions */

/* Runs first. */
static void open_without_host(void **state) {
  (void)state;
  pb_session *opened = NULL;
  assert_failed(open_named("example.Renderer", &opened), PB_INVALID_STATE, "start the JVM first");
  assert_null(opened);
  assert_int_equal(pb_jvm_end_drawing(LONG_MS), PB_OK);
}

static void open_tells_the_host(void **state) {
  (void)state;
  pb_session *first, *second;
  assert_int_equal(open_named("example.First", &first), PB_OK);
  assert_int_equal(open_named("example.Second", &second), PB_OK);
  const pb_host_message first_message = receive(PB_HOST_SESSION_OPEN);
  assert_string_equal(payload, "example.First");
  const pb_host_message second_message = receive(PB_HOST_SESSION_OPEN);
  assert_string_equal(payload, "example.Second");
  assert_int_not_equal(first_message.session, second_message.session);
  pb_session_close(second);
  assert_int_equal(receive(PB_HOST_SESSION_CLOSE).session, second_message.session);
  pb_session_close(first);
  assert_int_equal(receive(PB_HOST_SESSION_CLOSE).session, first_message.session);
}

static void open_tells_the_class_path(void **state) {
  (void)state;
  const pb_session_request request = request_of_session("example.Renderer", "a.jar\nb.jar");
  pb_session *opened;
  assert_int_equal(pb_session_open(&request, &opened), PB_OK);
  const char expected[] = "example.Renderer\0a.jar\nb.jar";
  assert_int_equal(receive(PB_HOST_SESSION_OPEN).payload_bytes, sizeof expected - 1);
  assert_memory_equal(payload, expected, sizeof expected - 1);
  pb_session_close(opened);
  (void)receive(PB_HOST_SESSION_CLOSE);
}

static void open_rejects_requests(void **state) {
  (void)state;
  static char long_path[PB_HOST_PAYLOAD_BYTES];
  memset(long_path, 'x', sizeof long_path - 1);
  pb_session *opened;
  const pb_session_request right = request_of_session("r", "");
  assert_int_equal(pb_session_open(NULL, &opened), PB_INVALID_ARGUMENT);
  assert_int_equal(pb_session_open(&right, NULL), PB_INVALID_ARGUMENT);
  pb_session_request request = right;
  request.version++;
  assert_int_equal(pb_session_open(&request, &opened), PB_INVALID_ARGUMENT);
  request = request_of_session("", "");
  assert_failed(pb_session_open(&request, &opened), PB_INVALID_ARGUMENT, "needs the name of a renderer");
  request = request_of_session("r", long_path);
  assert_failed(pb_session_open(&request, &opened), PB_INVALID_ARGUMENT, "too long");
  request = right;
  request.class_path = (pb_span){.segment = 1, .offset = 1, .size_bytes = 1};
  assert_int_equal(pb_session_open(&request, &opened), PB_INVALID_ARGUMENT);

  request = request_of_session("r", long_path + 1); /* the longest that is taken */
  assert_int_equal(pb_session_open(&request, &opened), PB_OK);
  assert_int_equal(receive(PB_HOST_SESSION_OPEN).payload_bytes, PB_HOST_PAYLOAD_BYTES);
  pb_session_close(opened);
  (void)receive(PB_HOST_SESSION_CLOSE);
}

static void close_null(void **state) {
  (void)state;
  pb_session_close(NULL);
  pb_frame_close(NULL);
  pb_frame_cancel(NULL);
  assert_string_equal(pb_frame_text(NULL), "");
}

/* ------------------------------------------------------------------------------------------------ life cycle of a frame */

static void frame_life_cycle(void **state) {
  (void)state;
  const pb_render_request request = render_request();
  pb_frame *frame;
  assert_int_equal(pb_frame_open(session, &request, NULL, &frame), PB_OK);
  const pb_host_message render = receive(PB_HOST_FRAME_OPEN);
  assert_ptr_equal(render.frame, frame);
  assert_int_equal(render.payload_bytes, sizeof request + sizeof passes);
  assert_memory_equal(payload, &request, sizeof request);
  assert_memory_equal(payload + sizeof request, passes, sizeof passes);

  host_update(frame, PB_FRAME_SYNCING, 0);
  assert_int_equal(wait_for_news(frame).state, PB_FRAME_SYNCING);
  host_update(frame, PB_FRAME_DRAWING, 3);
  const pb_frame_progress drawing = wait_for_news(frame);
  assert_int_equal(drawing.size_bytes, sizeof drawing);
  assert_int_equal(drawing.version, PB_MESSAGE_VERSION);
  assert_int_equal(drawing.state, PB_FRAME_DRAWING);
  assert_int_equal(drawing.sample, 3);
  assert_int_equal(drawing.sample_count, 5);
  assert_true(drawing.draw_ms == 2.5);
  host_update(frame, PB_FRAME_DRAWN, 5);
  assert_int_equal(wait_for_news(frame).state, PB_FRAME_DRAWN);

  const pb_pass_target target = target_of_pixels();
  for (int repeat = 0; repeat < 2; repeat++) {
    assert_int_equal(pb_frame_resolve(frame, &target, 1), PB_OK);
    const pb_host_message resolve = receive(PB_HOST_FRAME_RESOLVE);
    assert_ptr_equal(resolve.frame, frame);
    assert_int_equal(resolve.session, render.session);
    assert_int_equal(resolve.payload_bytes, sizeof target);
    assert_memory_equal(payload, &target, sizeof target);
    assert_true(pb_host_frame_borrow(frame));
    assert_memory_equal(pb_host_frame_target(frame, 0), &target, sizeof target);
    assert_null(pb_host_frame_target(frame, 1));
    pb_host_frame_give_back(frame);
    host_update(frame, PB_FRAME_RESOLVED, 5);
    assert_int_equal(wait_for_news(frame).state, PB_FRAME_RESOLVED);
  }

  pb_frame_close(frame);
  const pb_host_message release = receive(PB_HOST_FRAME_RELEASE);
  assert_ptr_equal(release.frame, frame);
  assert_int_equal(release.session, render.session);
  pb_host_frame_release(frame);
}

/* The host's last word may come before the caller's. */
static void release_in_either_order(void **state) {
  (void)state;
  pb_frame *frame = submit();
  pb_host_frame_release(frame);
  pb_frame_close(frame);
  (void)receive(PB_HOST_FRAME_RELEASE);
  close_and_release(submit());
}

static void image_serial_grows_with_every_picture(void **state) {
  (void)state;
  pb_frame *frame = submit();
  host_update(frame, PB_FRAME_DRAWING, 0);
  assert_int_equal(wait_for_news(frame).image_serial, 0);
  host_update(frame, PB_FRAME_DRAWING, 1);
  const uint64_t first = wait_for_news(frame).image_serial;
  host_update(frame, PB_FRAME_DRAWING, 1); /* nothing new */
  assert_int_equal(wait_for_news(frame).image_serial, first);
  host_update(frame, PB_FRAME_DRAWING, 2);
  assert_true(wait_for_news(frame).image_serial > first);
  close_and_release(frame);
}

/* A renderer need not tell of its samples. */
static void image_serial_grows_without_samples(void **state) {
  (void)state;
  pb_frame *frame = submit();
  host_update(frame, PB_FRAME_DRAWING, 0);
  assert_int_equal(wait_for_news(frame).image_serial, 0);
  host_update(frame, PB_FRAME_DRAWN, 0);
  const uint64_t drawn = wait_for_news(frame).image_serial;
  assert_true(drawn > 0);
  const pb_pass_target target = target_of_pixels();
  assert_int_equal(pb_frame_resolve(frame, &target, 1), PB_OK);
  (void)receive(PB_HOST_FRAME_RESOLVE);
  host_update(frame, PB_FRAME_RESOLVED, 0);
  assert_int_equal(wait_for_news(frame).image_serial, drawn);
  close_and_release(frame);
}

static void error_text_of_frame(void **state) {
  (void)state;
  pb_frame *frame = submit();
  assert_string_equal(pb_frame_text(frame), "");
  pb_host_frame_text(frame, "cause and more", 5);
  assert_string_equal(pb_frame_text(frame), "cause");
  static char long_text[100000];
  memset(long_text, 'x', sizeof long_text);
  pb_host_frame_text(frame, long_text, sizeof long_text);
  const size_t kept = strlen(pb_frame_text(frame));
  assert_in_range(kept, 10000, sizeof long_text - 1);
  assert_memory_equal(pb_frame_text(frame), long_text, kept);
  pb_host_frame_text(frame, "", 0);
  assert_string_equal(pb_frame_text(frame), "");
  close_and_release(frame);
}

/* ------------------------------------------------------------------------------------------------ pb_frame_wait */

static void *update_to_drawing(void *frame) {
  host_update(frame, PB_FRAME_DRAWING, 0);
  return NULL;
}

static void wait_wakes_on_update(void **state) {
  (void)state;
  pb_frame *frame = submit();
  pthread_t host;
  assert_int_equal(pthread_create(&host, NULL, update_to_drawing, frame), 0);
  assert_int_equal(wait_for_news(frame).state, PB_FRAME_DRAWING);
  pthread_join(host, NULL);
  close_and_release(frame);
}

static void wait_times_out(void **state) {
  (void)state;
  pb_frame *frame = submit();
  pb_frame_progress progress;
  assert_int_equal(pb_frame_wait(frame, 0, &progress), PB_OK);
  assert_int_equal(progress.state, PB_FRAME_QUEUED);
  assert_int_equal(progress.sample_count, 5);
  assert_int_equal(pb_frame_wait(frame, 1, &progress), PB_OK);
  host_update(frame, PB_FRAME_SYNCING, 0);
  assert_int_equal(pb_frame_wait(frame, 0, &progress), PB_OK);
  assert_int_equal(progress.state, PB_FRAME_SYNCING);
  assert_int_equal(pb_frame_wait(frame, 1, &progress), PB_OK); /* told already */
  assert_int_equal(progress.state, PB_FRAME_SYNCING);
  close_and_release(frame);
}

static void *update_to_resolved(void *frame) {
  for (int i = 0; i < 1000; i++) { /* every chance for a wait that looks back to return too soon */
    sched_yield();
  }
  host_update(frame, PB_FRAME_RESOLVED, 5);
  return NULL;
}

/* Whoever waits after a resolve is not told of what was before it. */
static void wait_after_resolve_tells_of_the_resolve(void **state) {
  (void)state;
  pb_frame *frame = submit();
  host_update(frame, PB_FRAME_DRAWN, 5);
  const pb_pass_target target = target_of_pixels();
  assert_int_equal(pb_frame_resolve(frame, &target, 1), PB_OK);
  (void)receive(PB_HOST_FRAME_RESOLVE);
  pthread_t host;
  assert_int_equal(pthread_create(&host, NULL, update_to_resolved, frame), 0);
  const pb_frame_progress progress = wait_for_news(frame);
  pthread_join(host, NULL);
  assert_int_equal(progress.state, PB_FRAME_RESOLVED);
  close_and_release(frame);
}

static void wait_rejects_missing_arguments(void **state) {
  (void)state;
  pb_frame *frame = submit();
  pb_frame_progress progress;
  assert_int_equal(pb_frame_wait(NULL, 0, &progress), PB_INVALID_ARGUMENT);
  assert_int_equal(pb_frame_wait(frame, 0, NULL), PB_INVALID_ARGUMENT);
  close_and_release(frame);
}

/* ------------------------------------------------------------------------------------------------ pb_frame_resolve */

static void resolve_in_the_wrong_state(void **state) {
  (void)state;
  static const pb_frame_state wrong[] = {PB_FRAME_QUEUED,    PB_FRAME_SYNCING,   PB_FRAME_DRAWING,
                                         PB_FRAME_RESOLVING, PB_FRAME_CANCELLED, PB_FRAME_FAILED};
  const pb_pass_target target = target_of_pixels();
  for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++) {
    pb_frame *frame = submit();
    host_update(frame, wrong[i], 0);
    assert_failed(pb_frame_resolve(frame, &target, 1), PB_INVALID_STATE, "not drawn");
    close_and_release(frame);
  }
  pb_frame *frame = submit();
  host_update(frame, PB_FRAME_DRAWN, 0);
  assert_int_equal(pb_frame_resolve(frame, &target, 1), PB_OK);
  (void)receive(PB_HOST_FRAME_RESOLVE);
  assert_failed(pb_frame_resolve(frame, &target, 1), PB_INVALID_STATE, "not drawn"); /* one at a time */
  close_and_release(frame);
}

static void state_goes_forward_and_ends_once(void **state) {
  (void)state;
  pb_frame *frame = submit();
  host_update(frame, PB_FRAME_DRAWING, 1);
  host_update(frame, PB_FRAME_SYNCING, 1);
  assert_int_equal(wait_for_news(frame).state, PB_FRAME_DRAWING);
  host_update(frame, PB_FRAME_FAILED, 1);
  host_update(frame, PB_FRAME_DRAWN, 5); /* one who was given up speaks late */
  assert_int_equal(wait_for_news(frame).state, PB_FRAME_FAILED);
  close_and_release(frame);
}

static void resolve_after_cancel(void **state) {
  (void)state;
  pb_frame *frame = submit();
  host_update(frame, PB_FRAME_DRAWN, 5);
  pb_frame_cancel(frame);
  const pb_pass_target target = target_of_pixels();
  assert_int_equal(pb_frame_resolve(frame, &target, 1), PB_INVALID_STATE);
  close_and_release(frame);
}

static pb_frame *drawn_frame(void) {
  pb_frame *frame = submit();
  host_update(frame, PB_FRAME_DRAWN, 5);
  return frame;
}

static void resolve_rejects_memory_not_writable(void **state) {
  (void)state;
  pb_frame *frame = drawn_frame();
  guarded_memory memory = guarded_memory_open(1);
  pb_pass_target targets[2] = {target_of_pixels(), target_of_pixels()};
  targets[1].pixels.offset = address_of(memory.end);
  assert_failed(pb_frame_resolve(frame, targets, 2), PB_INVALID_ARGUMENT, "not writable");
  targets[1].pixels.offset = address_of(memory.end - sizeof pixels + 4);
  assert_failed(pb_frame_resolve(frame, targets, 2), PB_INVALID_ARGUMENT, "not writable");
  guarded_memory_make_read_only(&memory);
  targets[1].pixels.offset = address_of(memory.start);
  assert_failed(pb_frame_resolve(frame, targets, 2), PB_INVALID_ARGUMENT, "pass Combined");
  guarded_memory_close(&memory);
  close_and_release(frame);
}

static void resolve_rejects_targets(void **state) {
  (void)state;
  pb_frame *frame = drawn_frame();
#define ASSERT_REJECTED(CHANGE)                                                                                        \
  do {                                                                                                                 \
    pb_pass_target target = target_of_pixels();                                                                        \
    CHANGE;                                                                                                            \
    assert_failed(pb_frame_resolve(frame, &target, 1), PB_INVALID_ARGUMENT, "target");                                 \
  } while (0)
#define ASSERT_DOES_NOT_FIT(CHANGE)                                                                                    \
  do {                                                                                                                 \
    pb_pass_target target = target_of_pixels();                                                                        \
    CHANGE;                                                                                                            \
    assert_failed(pb_frame_resolve(frame, &target, 1), PB_INVALID_ARGUMENT, "don't fit");                              \
  } while (0)
  ASSERT_REJECTED(memset(target.name, 'x', sizeof target.name));
  ASSERT_DOES_NOT_FIT(target.pixels.size_bytes--);
  ASSERT_DOES_NOT_FIT(target.pixels.stride_bytes = WIDTH * 4 * sizeof(float) + 1);
  ASSERT_DOES_NOT_FIT(target.pixels.stride_bytes = WIDTH * 4 * sizeof(float) - 1);
  ASSERT_DOES_NOT_FIT(target.pixels.segment = 1);
  ASSERT_DOES_NOT_FIT(target.pixels.offset = 0);
  ASSERT_DOES_NOT_FIT(target.width = 0);
  ASSERT_DOES_NOT_FIT(target.height = 0);
  ASSERT_DOES_NOT_FIT(target.channels = 0);
  ASSERT_DOES_NOT_FIT(target.channels = 5);
  ASSERT_DOES_NOT_FIT(target.width = UINT32_MAX; target.height = UINT32_MAX);

  const pb_pass_target target = target_of_pixels();
  assert_int_equal(pb_frame_resolve(NULL, &target, 1), PB_INVALID_ARGUMENT);
  assert_int_equal(pb_frame_resolve(frame, NULL, 1), PB_INVALID_ARGUMENT);
  assert_int_equal(pb_frame_resolve(frame, &target, 0), PB_INVALID_ARGUMENT);
  assert_int_equal(pb_frame_resolve(frame, &target, UINT32_MAX), PB_INVALID_ARGUMENT);
  assert_int_equal(wait_for_news(frame).state, PB_FRAME_DRAWN); /* nothing was touched */
  close_and_release(frame);
}

/* ------------------------------------------------------------------------------------------------ what comes with a frame */

static void signals_tell_of_a_cancel_and_a_refresh(void **state) {
  (void)state;
  const pb_render_request request = render_request();
  pb_frame *frame;
  assert_int_equal(pb_frame_open(session, &request, NULL, &frame), PB_OK);
  pb_frame_signals *signals = signals_of(receive(PB_HOST_FRAME_OPEN));
  assert_int_equal(signals->is_cancelled, 0);
  assert_int_equal(signals->wants_refresh, 0);
  const pb_pass_target target = target_of_pixels();
  assert_int_equal(pb_frame_refresh(frame, &target, 1), PB_OK);
  assert_int_equal(signals->wants_refresh, 1);
  pb_frame_cancel(frame);
  assert_int_equal(signals->is_cancelled, 1);
  close_and_release(frame);

  assert_int_equal(pb_frame_open(session, &request, NULL, &frame), PB_OK);
  signals = signals_of(receive(PB_HOST_FRAME_OPEN)); /* possibly those of the frame before */
  assert_int_equal(signals->is_cancelled, 0);
  assert_int_equal(signals->wants_refresh, 0);
  close_and_release(frame);
}

static void refresh_is_served_once(void **state) {
  (void)state;
  pb_frame *frame = submit();
  pb_pass_target found[128];
  assert_int_equal(pb_host_frame_begin_refresh(frame, found), 0);
  const pb_pass_target target = target_of_pixels();
  assert_int_equal(pb_frame_refresh(frame, &target, 1), PB_OK);
  assert_int_equal(pb_host_frame_begin_refresh(frame, found), 1);
  assert_memory_equal(found, &target, sizeof target);
  assert_memory_equal(pb_host_frame_target(frame, 0), &target, sizeof target);
  assert_failed(pb_frame_refresh(frame, &target, 1), PB_INVALID_STATE, "written into earlier targets");
  host_update(frame, PB_FRAME_DRAWING, 3);
  pb_host_frame_end_refresh(frame);
  host_update(frame, PB_FRAME_DRAWING, 4);
  assert_null(pb_host_frame_target(frame, 0));
  const pb_frame_progress shown = wait_for_news(frame);
  assert_int_equal(shown.refresh_serial, 1);
  assert_int_equal(shown.refresh_sample, 3);
  assert_int_equal(pb_host_frame_begin_refresh(frame, found), 0);
  assert_int_equal(pb_frame_refresh(frame, &target, 1), PB_OK);
  pb_frame_cancel(frame);
  assert_int_equal(pb_host_frame_begin_refresh(frame, found), 0);
  close_and_release(frame);

  frame = drawn_frame();
  assert_int_equal(pb_frame_refresh(frame, &target, 0), PB_INVALID_ARGUMENT);
  close_and_release(frame);
}

/* Whoever asks can't know that the last sample ends meanwhile: the picture must not be lost for that. */
static void a_look_that_comes_too_late_costs_nothing(void **state) {
  (void)state;
  const pb_pass_target target = target_of_pixels();
  pb_pass_target found[128];
  for (int i = 0; i < 1000; i++) {
    pb_frame *frame = drawn_frame();
    assert_int_equal(pb_frame_refresh(frame, &target, 1), PB_OK);
    assert_int_equal(pb_host_frame_begin_refresh(frame, found), 0);
    assert_int_equal(pb_frame_resolve(frame, &target, 1), PB_OK);
    receive(PB_HOST_FRAME_RESOLVE);
    close_and_release(frame);
  }
}

static void status_is_kept_and_cut_between_characters(void **state) {
  (void)state;
  pb_frame *frame = submit();
  pb_host_frame_status(frame, "shadows", 7);
  assert_string_equal(wait_for_news(frame).status, "shadows");
  host_update(frame, PB_FRAME_DRAWING, 1);
  assert_string_equal(wait_for_news(frame).status, "shadows");
  char text[PB_STATUS_BYTES + 10];
  memset(text, 'x', sizeof text);
  memcpy(text + PB_STATUS_BYTES - 2, "\xC3\xA9", 2); /* begins at the last byte that is kept */
  pb_host_frame_status(frame, text, sizeof text);
  assert_int_equal(strlen(wait_for_news(frame).status), PB_STATUS_BYTES - 2);
  close_and_release(frame);
}

static void metadata_is_kept(void **state) {
  (void)state;
  pb_frame *frame = submit();
  pb_span metadata;
  assert_int_equal(pb_frame_metadata(frame, &metadata), PB_OK);
  assert_int_equal(metadata.size_bytes, 0);
  assert_true(pb_host_frame_metadata(frame, "name\0value", 11));
  assert_int_equal(pb_frame_metadata(frame, &metadata), PB_OK);
  assert_int_equal(metadata.size_bytes, 11);
  assert_memory_equal((const char *)(uintptr_t)metadata.offset, "name\0value", 11);
  assert_int_equal(pb_frame_metadata(NULL, &metadata), PB_INVALID_ARGUMENT);
  close_and_release(frame);
}

/* ------------------------------------------------------------------------------------------------ cancel and close */

static void cancel_makes_borrow_fail(void **state) {
  (void)state;
  pb_frame *frame = submit();
  assert_false(pb_host_frame_is_cancelled(frame));
  assert_true(pb_host_frame_borrow(frame));
  pb_host_frame_give_back(frame);
  pb_frame_cancel(frame);
  assert_true(pb_host_frame_is_cancelled(frame));
  assert_false(pb_host_frame_borrow(frame));
  close_and_release(frame);
}

static void close_makes_borrow_fail(void **state) {
  (void)state;
  pb_frame *frame = submit();
  pb_frame_close(frame);
  assert_true(pb_host_frame_is_cancelled(frame));
  assert_false(pb_host_frame_borrow(frame));
  (void)receive(PB_HOST_FRAME_RELEASE);
  pb_host_frame_release(frame);
}

enum { BORROWER_COUNT = 3 };

typedef struct borrower {
  pb_frame *frame;
  atomic_int borrowed_count;
  atomic_int given_back_count;
} borrower;

static void *give_back_after_close_began(void *argument) {
  borrower *state = argument;
  if (!pb_host_frame_borrow(state->frame)) {
    return NULL;
  }
  atomic_fetch_add(&state->borrowed_count, 1);
  while (!pb_host_frame_is_cancelled(state->frame)) { /* closing cancels */
    sched_yield();
  }
  for (int i = 0; i < 1000; i++) { /* every chance for a close that doesn't wait to return too soon */
    sched_yield();
  }
  atomic_fetch_add(&state->given_back_count, 1);
  pb_host_frame_give_back(state->frame);
  return NULL;
}

static void close_waits_for_all_borrowers(void **state) {
  (void)state;
  borrower borrowers = {.frame = submit()};
  pthread_t threads[BORROWER_COUNT];
  for (int i = 0; i < BORROWER_COUNT; i++) {
    assert_int_equal(pthread_create(&threads[i], NULL, give_back_after_close_began, &borrowers), 0);
  }
  while (atomic_load(&borrowers.borrowed_count) < BORROWER_COUNT) {
    sched_yield();
  }
  pb_frame_close(borrowers.frame);
  assert_int_equal(atomic_load(&borrowers.given_back_count), BORROWER_COUNT);
  for (int i = 0; i < BORROWER_COUNT; i++) {
    pthread_join(threads[i], NULL);
  }
  (void)receive(PB_HOST_FRAME_RELEASE);
  pb_host_frame_release(borrowers.frame);
}

/* ------------------------------------------------------------------------------------------------ frames with captured scenes */

/* Of a scene with nothing in it, done. */
static pb_capture *capture_of_nothing(void) {
  static const pb_scene nothing = {.world = PB_NONE, .default_graph = PB_NONE};
  pb_description description = {.size_bytes = sizeof description, .version = PB_MESSAGE_VERSION};
  description.lists[PB_LIST_SCENES] = span_of(&nothing, sizeof nothing);
  pb_capture *capture;
  assert_int_equal(pb_capture_open(session, &capture), PB_OK);
  assert_int_equal(pb_capture_scene(capture, &description), PB_OK);
  uint64_t left;
  assert_int_equal(pb_capture_run(capture, 1000, &left), PB_OK);
  assert_int_equal(left, 0);
  return capture;
}

static void open_brings_request_lists_and_scene(void **state) {
  (void)state;
  static const char words[] = "Scenesamples.blend";
  const pb_property properties[] = {{.name = {5, 7}, .type = PB_PROPERTY_INT, .count = 1, .numbers = {3}}};
  const pb_camera_step steps[] = {{.time_frames = 0}, {.time_frames = 0.5f}};
  const pb_pass_target target = target_of_pixels();
  pb_render_request request = render_request();
  request.seed = 42;
  request.text = span_of(words, sizeof words - 1);
  request.scene_name = (pb_range){0, 5};
  request.properties = span_of(properties, sizeof properties);
  request.settings = (pb_range){0, 1};
  request.camera_steps = span_of(steps, sizeof steps);
  request.targets = span_of(&target, sizeof target);
  pb_capture *capture = capture_of_nothing();
  pb_frame *frame;
  assert_int_equal(pb_frame_open(session, &request, capture, &frame), PB_OK);
  pb_capture_close(capture);
  pb_host_message message = receive(PB_HOST_FRAME_OPEN);
  assert_int_equal(message.frame, address_of(frame));
  const char *at = payload;
  assert_memory_equal(at, &request, sizeof request);
  at += sizeof request;
  const void *lists[] = {passes, &target, steps, properties, words};
  const size_t bytes[] = {sizeof passes, sizeof target, sizeof steps, sizeof properties, sizeof words - 1};
  for (int i = 0; i < 5; i++) {
    assert_memory_equal(at, lists[i], bytes[i]);
    at += bytes[i];
  }
  assert_ptr_equal(at, payload + message.payload_bytes);

  /* The scene is there until the host lets go of it, though capture and request are gone, and longer where somebody needs it. */
  const pb_segment *segment = pb_segment_retain(message.scene.segment);
  assert_non_null(segment);
  const pb_description *captured = (const pb_description *)(const void *)(segment->start + message.scene.offset);
  assert_int_equal(captured->lists[PB_LIST_SCENES].size_bytes, sizeof(pb_scene));
  pb_segment_release(segment);
  const pb_segment *kept = pb_segment_retain(message.scene.segment);
  pb_host_frame_release_scene(frame);
  pb_host_frame_release_scene(frame);
  assert_int_equal(captured->size_bytes, sizeof *captured);
  pb_segment_release(kept);
  assert_null(pb_segment_retain(message.scene.segment));
  close_and_release(frame);
}

static void scene_goes_with_its_frame(void **state) {
  (void)state;
  pb_capture *capture = capture_of_nothing();
  const pb_render_request request = render_request();
  pb_frame *frame;
  assert_int_equal(pb_frame_open(session, &request, capture, &frame), PB_OK);
  pb_frame *second = NULL;
  assert_failed(pb_frame_open(session, &request, capture, &second), PB_INVALID_STATE, "not done, or a frame has its scene");
  pb_capture_close(capture);
  const uint64_t segment = receive(PB_HOST_FRAME_OPEN).scene.segment;
  close_and_release(frame);
  assert_null(pb_segment_retain(segment));
}

static void open_without_capture_has_the_sessions_scene(void **state) {
  (void)state;
  const pb_render_request request = render_request();
  pb_frame *frame;
  assert_int_equal(pb_frame_open(session, &request, NULL, &frame), PB_OK);
  assert_int_equal(receive(PB_HOST_FRAME_OPEN).scene.size_bytes, 0);
  close_and_release(frame);
}

static void open_rejects_requests_of_frames(void **state) {
  (void)state;
  const pb_property property = {.text = {3, 2}};
  const pb_pass_target nowhere = {.name = "Combined", .width = 1, .height = 1, .channels = 4};
  pb_render_request right = render_request();
  right.text = span_of("text", 4);
  right.properties = span_of(&property, sizeof property);
  pb_frame *frame;
  for (int wrong = 0; wrong < 12; wrong++) {
    pb_render_request request = right;
    const char *word = "leads out of its list";
    switch (wrong) {
      case 0: /* the property's text */
        break;
      case 1:
        request.properties.size_bytes = 0;
        request.scene_name = (pb_range){4, 1};
        break;
      case 2:
        request.properties.size_bytes = 0;
        request.view.camera_name = (pb_range){UINT32_MAX, UINT32_MAX};
        break;
      case 3:
        request.properties.size_bytes = 0;
        request.camera_properties = (pb_range){0, 1};
        break;
      case 4:
        request.properties.size_bytes--;
        word = "no list";
        break;
      case 5:
        request.camera_steps = span_of(&property, 7);
        word = "no list";
        break;
      case 6:
        request.text = (pb_span){.offset = 4096, .size_bytes = UINT64_MAX / 2};
        word = "switch passes off";
        break;
      case 7:
        request.passes.size_bytes = 0;
        word = "at least one pass";
        break;
      case 8:
        request.width = 0;
        word = "pixels and samples";
        break;
      case 9:
        request.version++;
        word = "version";
        break;
      case 10:
        request.properties.size_bytes = 0;
        request.targets = span_of(&nowhere, sizeof nowhere);
        word = "0 bytes";
        break;
      default:
        request.passes.segment = 1;
        word = "no list";
        break;
    }
    assert_failed(pb_frame_open(session, &request, NULL, &frame), PB_INVALID_ARGUMENT, word);
  }
  assert_int_equal(pb_frame_open(NULL, &right, NULL, &frame), PB_INVALID_ARGUMENT);
  assert_int_equal(pb_frame_open(session, NULL, NULL, &frame), PB_INVALID_ARGUMENT);
  assert_int_equal(pb_frame_open(session, &right, NULL, NULL), PB_INVALID_ARGUMENT);
}

static void forgotten_geometry_is_captured_again(void **state) {
  (void)state;
  static const float point[3] = {1, 2, 3};
  const pb_array array = {.type = PB_ARRAY_FLOAT3, .count = 1, .values = span_of(point, sizeof point)};
  const pb_geometry geometry = {.id = 9, .kind = PB_GEOMETRY_POINT_CLOUD, .arrays = {0, 1}, .point_count = 1, .uv_map = PB_NONE,
                                .color_attribute = PB_NONE};
  const pb_scene one = {.world = PB_NONE, .default_graph = PB_NONE};
  pb_description description = {.size_bytes = sizeof description, .version = PB_MESSAGE_VERSION};
  description.lists[PB_LIST_SCENES] = span_of(&one, sizeof one);
  description.lists[PB_LIST_ARRAYS] = span_of(&array, sizeof array);
  description.lists[PB_LIST_GEOMETRIES] = span_of(&geometry, sizeof geometry);
  static const uint32_t expected[] = {PB_GEOMETRY_CAPTURED, PB_GEOMETRY_UNCHANGED, PB_GEOMETRY_CAPTURED};
  for (int round = 0; round < 3; round++) {
    pb_capture *capture;
    assert_int_equal(pb_capture_open(session, &capture), PB_OK);
    assert_int_equal(pb_capture_scene(capture, &description), PB_OK);
    uint64_t left;
    assert_int_equal(pb_capture_run(capture, 1000, &left), PB_OK);
    const pb_render_request request = render_request();
    pb_frame *frame;
    assert_int_equal(pb_frame_open(session, &request, capture, &frame), PB_OK);
    pb_capture_close(capture);
    const pb_host_message message = receive(PB_HOST_FRAME_OPEN);
    const pb_segment *segment = pb_segment_retain(message.scene.segment);
    const pb_description *captured = (const pb_description *)(const void *)(segment->start + message.scene.offset);
    const pb_geometry *sent =
        (const pb_geometry *)(const void *)(segment->start + captured->lists[PB_LIST_GEOMETRIES].offset);
    assert_int_equal(sent->state, expected[round]);
    pb_segment_release(segment);
    if (round == 1) { /* the host does not have it after all */
      assert_true(pb_host_frame_want(frame, (const uint64_t[]){9, 10}, 2));
      uint64_t ids[1] = {0};
      uint32_t count = 0;
      assert_int_equal(pb_frame_wanted(frame, ids, 1, &count), PB_OK);
      assert_int_equal(count, 2);
      assert_int_equal(ids[0], 9);
      assert_int_equal(pb_session_forget(session, ids, 1), PB_OK);
    }
    close_and_release(frame);
  }
  assert_int_equal(pb_session_forget(session, NULL, 0), PB_OK);
  assert_int_equal(pb_session_forget(NULL, NULL, 0), PB_INVALID_ARGUMENT);
  assert_int_equal(pb_session_clear(session), PB_OK);
  assert_int_equal(receive(PB_HOST_SESSION_CLEAR).payload_bytes, 0);
  assert_int_equal(pb_session_clear(NULL), PB_INVALID_ARGUMENT);
}

/* Of a point cloud whose positions have a segment of their own. */
static pb_capture *capture_of_points(const float *positions, uint32_t count) {
  const pb_array array = {.type = PB_ARRAY_FLOAT3, .count = count, .values = span_of(positions, count * 3 * sizeof(float))};
  const pb_geometry geometry = {.id = 9, .kind = PB_GEOMETRY_POINT_CLOUD, .arrays = {0, 1}, .point_count = count, .uv_map = PB_NONE,
                                .color_attribute = PB_NONE};
  const pb_scene one = {.world = PB_NONE, .default_graph = PB_NONE};
  pb_description description = {.size_bytes = sizeof description, .version = PB_MESSAGE_VERSION};
  description.lists[PB_LIST_SCENES] = span_of(&one, sizeof one);
  description.lists[PB_LIST_ARRAYS] = span_of(&array, sizeof array);
  description.lists[PB_LIST_GEOMETRIES] = span_of(&geometry, sizeof geometry);
  pb_capture *capture;
  assert_int_equal(pb_capture_open(session, &capture), PB_OK);
  assert_int_equal(pb_capture_scene(capture, &description), PB_OK);
  uint64_t left = 1;
  while (left) {
    assert_int_equal(pb_capture_run(capture, 1000, &left), PB_OK);
  }
  return capture;
}

/* Whether there is memory that begins with zeros. */
static bool is_mapped(const void *start) {
  static const float zero = 0;
  uint64_t offset = 0;
  return pb_memory_find((uintptr_t)start, 4096, &zero, sizeof zero, &offset) == PB_OK;
}

enum { LARGE_POINT_COUNT = 1 << 18 };

/* Opens a frame with these points; gives the state that its geometry has, and where its positions are. */
static pb_frame *open_with_points(const float *positions, uint32_t *geometry_state, const void **copied) {
  pb_capture *capture = capture_of_points(positions, LARGE_POINT_COUNT);
  const pb_render_request request = render_request();
  pb_frame *frame;
  assert_int_equal(pb_frame_open(session, &request, capture, &frame), PB_OK);
  pb_capture_close(capture);
  const pb_host_message message = receive(PB_HOST_FRAME_OPEN);
  const pb_segment *segment = pb_segment_retain(message.scene.segment);
  const pb_description *captured = (const pb_description *)(const void *)(segment->start + message.scene.offset);
  *geometry_state = ((const pb_geometry *)(const void *)(segment->start + captured->lists[PB_LIST_GEOMETRIES].offset))->state;
  const pb_span values = ((const pb_array *)(const void *)(segment->start + captured->lists[PB_LIST_ARRAYS].offset))->values;
  pb_segment_release(segment);
  *copied = NULL;
  if (*geometry_state == PB_GEOMETRY_CAPTURED) {
    const pb_segment *of_values = pb_segment_retain(values.segment);
    *copied = of_values->start;
    pb_segment_release(of_values);
  }
  return frame;
}

static void cleared_session_copies_all_and_keeps_no_memory(void **state) {
  (void)state;
  float *positions = calloc(LARGE_POINT_COUNT * 3, sizeof *positions);
  uint32_t geometry_state;
  const void *copied, *unchanged;

  pb_frame *frame = open_with_points(positions, &geometry_state, &copied);
  assert_int_equal(geometry_state, PB_GEOMETRY_CAPTURED);
  close_and_release(frame);
  assert_true(is_mapped(copied)); /* kept for the next frame */
  frame = open_with_points(positions, &geometry_state, &unchanged);
  assert_int_equal(geometry_state, PB_GEOMETRY_UNCHANGED);
  close_and_release(frame);

  frame = submit(); /* a frame is still on its way */
  assert_int_equal(pb_session_clear(session), PB_OK);
  assert_int_not_equal(receive(PB_HOST_SESSION_CLEAR).session, 0);
  close_and_release(frame);

  frame = open_with_points(positions, &geometry_state, &copied);
  assert_int_equal(geometry_state, PB_GEOMETRY_CAPTURED);
  assert_int_equal(pb_session_clear(session), PB_OK);
  (void)receive(PB_HOST_SESSION_CLEAR);
  assert_true(is_mapped(copied)); /* the frame needs it */
  close_and_release(frame);
  assert_false(is_mapped(copied)); /* what was given back later is not kept either */

  frame = open_with_points(positions, &geometry_state, &copied);
  assert_int_equal(geometry_state, PB_GEOMETRY_CAPTURED);
  close_and_release(frame);
  assert_true(is_mapped(copied));
  assert_int_equal(pb_session_clear(session), PB_OK);
  (void)receive(PB_HOST_SESSION_CLEAR);
  assert_false(is_mapped(copied));
  free(positions);
}

static void wanted_is_nothing_at_first(void **state) {
  (void)state;
  pb_frame *frame = submit();
  uint32_t count = 1;
  assert_int_equal(pb_frame_wanted(frame, NULL, 0, &count), PB_OK);
  assert_int_equal(count, 0);
  assert_int_equal(pb_frame_wanted(NULL, NULL, 0, &count), PB_INVALID_ARGUMENT);
  assert_int_equal(pb_frame_wanted(frame, NULL, 1, &count), PB_INVALID_ARGUMENT);
  assert_int_equal(pb_frame_wanted(frame, NULL, 0, NULL), PB_INVALID_ARGUMENT);
  close_and_release(frame);
}

/* What the render thread waits for. */
typedef struct awaiting {
  pb_frame *frame;
  uint64_t image;
  pb_span pixels;
  pb_status status;
} awaiting;

static void *await_pixels(void *argument) {
  awaiting *with = argument;
  with->status = pb_host_frame_await_pixels(with->frame, with->image, &with->pixels);
  return NULL;
}

static void wait_for_wanted_image(pb_frame *frame, uint64_t image) {
  pb_frame_progress progress;
  do {
    assert_int_equal(pb_frame_wait(frame, LONG_MS, &progress), PB_OK);
  } while (progress.wanted_image != image);
}

static pb_frame *open_frame(void) {
  const pb_render_request request = render_request();
  pb_frame *frame;
  assert_int_equal(pb_frame_open(session, &request, NULL, &frame), PB_OK);
  (void)receive(PB_HOST_FRAME_OPEN);
  return frame;
}

static void pixels_are_brought_on_request(void **state) {
  (void)state;
  enum { SIDE = 600, COUNT = SIDE * SIDE * 4 };
  float *values = malloc(COUNT * sizeof *values);
  for (uint32_t i = 0; i < COUNT; i++) {
    values[i] = (float)(i % 256) / 255;
  }
  values[0] = -1;
  values[1] = 2;
  values[2] = NAN;
  pb_frame *frame = open_frame();
  for (uint32_t round = 0; round < 3; round++) { /* floats, bytes, unreadable */
    awaiting with = {.frame = frame, .image = 7 + round};
    pthread_t host;
    assert_int_equal(pthread_create(&host, NULL, await_pixels, &with), 0);
    wait_for_wanted_image(frame, 7 + round);
    pb_image_pixels provided = {.size_bytes = sizeof provided,
                                    .version = PB_MESSAGE_VERSION,
                                    .image = 7 + round,
                                    .width = SIDE,
                                    .height = SIDE,
                                    .channels = 4,
                                    .format = round == 0 ? PB_PIXELS_FLOAT32 : PB_PIXELS_UINT8,
                                    .values = span_of(values, COUNT * sizeof *values)};
    provided.image = 99;
    assert_failed(pb_frame_provide_pixels(frame, &provided), PB_INVALID_STATE, "does not wait for image 99");
    provided.image = 7 + round;
    if (round == 2) {
      provided.values = (pb_span){0};
    }
    assert_int_equal(pb_frame_provide_pixels(frame, &provided), PB_OK);
    assert_int_equal(pb_frame_provide_pixels(frame, &provided), PB_INVALID_STATE);
    pthread_join(host, NULL);
    assert_int_equal(with.status, PB_OK);
    assert_int_equal(with.pixels.size_bytes, round == 0 ? COUNT * sizeof(float) : round == 1 ? COUNT : 0);
    if (round == 2) {
      assert_int_equal(with.pixels.segment, 0);
      continue;
    }
    const pb_segment *segment = pb_segment_retain(with.pixels.segment);
    if (round == 0) {
      assert_memory_equal(segment->start, values, COUNT * sizeof *values);
    } else {
      const uint8_t *bytes = (const uint8_t *)segment->start;
      assert_int_equal(bytes[0] << 16 | bytes[1] << 8 | bytes[2], 255 << 8);
      for (uint32_t i = 3; i < COUNT; i++) {
        if (bytes[i] != (uint8_t)i) {
          fail_msg("value %u is %u", i, bytes[i]);
        }
      }
    }
    pb_segment_release(segment);
    pb_segment_release(segment);
  }
  pb_frame_progress progress;
  assert_int_equal(pb_frame_wait(frame, 0, &progress), PB_OK);
  assert_int_equal(progress.wanted_image, 0);
  close_and_release(frame);
  free(values);
}

static void cancel_ends_the_wait_for_pixels(void **state) {
  (void)state;
  pb_frame *frame = open_frame();
  awaiting with = {.frame = frame, .image = 3};
  pthread_t host;
  assert_int_equal(pthread_create(&host, NULL, await_pixels, &with), 0);
  wait_for_wanted_image(frame, 3);
  pb_frame_cancel(frame);
  pthread_join(host, NULL);
  assert_int_equal(with.status, PB_CANCELLED);
  assert_int_equal(pb_host_frame_await_pixels(frame, 4, &with.pixels), PB_CANCELLED);
  close_and_release(frame);
}

static void provide_rejects_pixels(void **state) {
  (void)state;
  const float values[4] = {0};
  pb_frame *frame = open_frame();
  const pb_image_pixels right = {.size_bytes = sizeof right,
                                 .version = PB_MESSAGE_VERSION,
                                 .image = 1,
                                 .width = 1,
                                 .height = 1,
                                 .channels = 4,
                                 .values = span_of(values, sizeof values)};
  for (int wrong = 0; wrong < 5; wrong++) {
    pb_image_pixels provided = right;
    uint32_t *members[] = {&provided.width, &provided.channels, &provided.format, &provided.version, &provided.height};
    *members[wrong] = wrong == 0 ? UINT32_MAX : 9;
    assert_int_equal(pb_frame_provide_pixels(frame, &provided), PB_INVALID_ARGUMENT);
  }
  assert_int_equal(pb_frame_provide_pixels(frame, &right), PB_INVALID_STATE);
  assert_int_equal(pb_frame_provide_pixels(NULL, &right), PB_INVALID_ARGUMENT);
  assert_int_equal(pb_frame_provide_pixels(frame, NULL), PB_INVALID_ARGUMENT);
  close_and_release(frame);
}

/* ------------------------------------------------------------------------------------------------ pb_session_describe */

typedef struct answer {
  pb_frame_state state;
  const char *text;
} answer;

static void *answer_describe(void *argument) {
  const answer *with = argument;
  pb_host_message message;
  pb_host_receive(&message, payload);
  if (message.kind == PB_HOST_DESCRIBE) {
    pb_host_frame_text(pb_host_message_frame(&message), with->text, strlen(with->text));
    host_update(pb_host_message_frame(&message), with->state, 0);
  }
  return NULL;
}

static pb_status describe(answer with, char *text, uint32_t capacity_bytes) {
  pthread_t host;
  assert_int_equal(pthread_create(&host, NULL, answer_describe, &with), 0);
  const pb_status status = pb_session_describe(session, LONG_MS, text, capacity_bytes);
  pthread_join(host, NULL);
  release_frame_of(receive(PB_HOST_FRAME_RELEASE));
  return status;
}

static void describe_tells_the_report(void **state) {
  (void)state;
  char text[100];
  assert_int_equal(describe((answer){PB_FRAME_RESOLVED, "Java: 17\nOpenGL: none"}, text, sizeof text), PB_OK);
  assert_string_equal(text, "Java: 17\nOpenGL: none");
}

static void describe_into_little_memory(void **state) {
  (void)state;
  char text[8];
  memset(text, 'x', sizeof text);
  assert_int_equal(describe((answer){PB_FRAME_RESOLVED, "Java: 17\nOpenGL: none"}, text, 7), PB_OK);
  assert_string_equal(text, "Java: ");
  assert_int_equal(text[7], 'x');
}

static void describe_failing(void **state) {
  (void)state;
  char text[100];
  assert_failed(describe((answer){PB_FRAME_FAILED, "no OpenGL: install a driver"}, text, sizeof text),
                PB_RENDERER_FAILED, "no OpenGL: install a driver");
}

static void describe_times_out(void **state) {
  (void)state;
  char text[100];
  assert_failed(pb_session_describe(session, 1, text, sizeof text), PB_INVALID_STATE, "did not answer");
  (void)receive(PB_HOST_DESCRIBE);
  release_frame_of(receive(PB_HOST_FRAME_RELEASE));
}

static void describe_rejects_missing_arguments(void **state) {
  (void)state;
  char text[100];
  assert_int_equal(pb_session_describe(NULL, 0, text, sizeof text), PB_INVALID_ARGUMENT);
  assert_int_equal(pb_session_describe(session, 0, NULL, 1), PB_INVALID_ARGUMENT);
  assert_int_equal(pb_session_describe(session, 0, text, 0), PB_INVALID_ARGUMENT);
}

/* ------------------------------------------------------------------------------------------------ pb_jvm_end_drawing */

static void *answer_end_of_drawing(void *argument) {
  (void)argument;
  pb_host_message message;
  pb_host_receive(&message, payload);
  if (message.kind == PB_HOST_END_DRAWING && message.session == 0) {
    host_update(pb_host_message_frame(&message), PB_FRAME_RESOLVED, 0);
  }
  return NULL;
}

static void end_of_drawing_is_waited_for(void **state) {
  (void)state;
  pthread_t host;
  assert_int_equal(pthread_create(&host, NULL, answer_end_of_drawing, NULL), 0);
  assert_int_equal(pb_jvm_end_drawing(LONG_MS), PB_OK);
  pthread_join(host, NULL);
  const pb_host_message release = receive(PB_HOST_FRAME_RELEASE);
  assert_int_equal(release.session, 0);
  release_frame_of(release);
}

static void end_of_drawing_times_out(void **state) {
  (void)state;
  assert_failed(pb_jvm_end_drawing(1), PB_INVALID_STATE, "still draws");
  (void)receive(PB_HOST_END_DRAWING);
  release_frame_of(receive(PB_HOST_FRAME_RELEASE));
}

/* ------------------------------------------------------------------------------------------------ many threads */

enum { CALLER_COUNT = 4, FRAMES_PER_CALLER = 500 };

/* Ends with the message that opens a session named "end". */
static void *run_host(void *released_count) {
  for (;;) {
    pb_host_message message;
    pb_host_receive(&message, payload);
    switch (message.kind) {
      case PB_HOST_FRAME_OPEN:
      case PB_HOST_FRAME_RESOLVE:
        if (pb_host_frame_borrow(pb_host_message_frame(&message))) {
          const pb_pass_target *target = pb_host_frame_target(pb_host_message_frame(&message), 0);
          if (target) {
            memset((void *)(uintptr_t)target->pixels.offset, 1, target->pixels.size_bytes);
          }
          pb_host_frame_give_back(pb_host_message_frame(&message));
        }
        host_update(pb_host_message_frame(&message), message.kind == PB_HOST_FRAME_OPEN ? PB_FRAME_DRAWN : PB_FRAME_RESOLVED, 5);
        break;
      case PB_HOST_FRAME_RELEASE:
        pb_host_frame_release(pb_host_message_frame(&message));
        ++*(int *)released_count;
        break;
      case PB_HOST_SESSION_OPEN:
        if (strcmp(payload, "end") == 0) {
          return NULL;
        }
        break;
      default:
        break;
    }
  }
}

/* Frames that are closed at once, before they are drawn, while they are resolved, and afterwards. */
static void *run_caller(void *failures) {
  pb_session *mine;
  if (open_named("example.Renderer", &mine) != PB_OK) {
    atomic_fetch_add((atomic_int *)failures, 1);
    return NULL;
  }
  for (int i = 0; i < FRAMES_PER_CALLER; i++) {
    /* On the heap and freed at once after closing: AddressSanitizer sees a host that writes later. */
    const size_t byte_count = WIDTH * HEIGHT * 4 * sizeof(float);
    void *memory = calloc(1, byte_count);
    const pb_render_request request = render_request();
    pb_pass_target target = target_of_pixels();
    target.pixels = span_of(memory, byte_count);
    pb_frame *frame;
    if (pb_frame_open(mine, &request, NULL, &frame) != PB_OK) {
      atomic_fetch_add((atomic_int *)failures, 1);
      free(memory);
      continue;
    }
    pb_frame_progress progress;
    if (i % 4 > 0) {
      if (pb_frame_wait(frame, LONG_MS, &progress) != PB_OK || progress.state != PB_FRAME_DRAWN) {
        atomic_fetch_add((atomic_int *)failures, 1);
      }
    }
    if (i % 4 > 1 && pb_frame_resolve(frame, &target, 1) != PB_OK) {
      atomic_fetch_add((atomic_int *)failures, 1);
    }
    if (i % 4 > 2) {
      if (pb_frame_wait(frame, LONG_MS, &progress) != PB_OK || progress.state != PB_FRAME_RESOLVED ||
          *(char *)memory != 1) {
        atomic_fetch_add((atomic_int *)failures, 1);
      }
    }
    pb_frame_close(frame);
    free(memory);
  }
  pb_session_close(mine);
  return NULL;
}

static void many_threads_submit_and_close(void **state) {
  (void)state;
  pthread_t host, callers[CALLER_COUNT];
  int released_count = 0;
  atomic_int failures = 0;
  assert_int_equal(pthread_create(&host, NULL, run_host, &released_count), 0);
  for (int i = 0; i < CALLER_COUNT; i++) {
    assert_int_equal(pthread_create(&callers[i], NULL, run_caller, &failures), 0);
  }
  for (int i = 0; i < CALLER_COUNT; i++) {
    pthread_join(callers[i], NULL);
  }
  pb_session *end;
  assert_int_equal(open_named("end", &end), PB_OK);
  pthread_join(host, NULL);
  pb_session_close(end);
  (void)receive(PB_HOST_SESSION_CLOSE);
  assert_int_equal(atomic_load(&failures), 0);
  assert_int_equal(released_count, CALLER_COUNT * FRAMES_PER_CALLER);
}

/* ------------------------------------------------------------------------------------------------ end of the host */

/* Runs last. */
static void stopped_host_fails_waiting_frames(void **state) {
  (void)state;
  pb_frame *frame = submit(), *drawing = submit();
  host_update(drawing, PB_FRAME_DRAWING, 1);
  assert_true(pb_host_frame_borrow(drawing)); /* and never given back: closing must not wait for it */
  pb_host_stopped("java.lang.Error: the end");

  assert_int_equal(wait_for_news(drawing).state, PB_FRAME_DRAWING); /* what was told before comes first */
  pb_frame_progress progress;
  assert_int_equal(pb_frame_wait(frame, 1, &progress), PB_OK);
  assert_int_equal(progress.state, PB_FRAME_FAILED);
  assert_string_equal(pb_frame_text(frame), "java.lang.Error: the end");
  assert_int_equal(pb_frame_wait(drawing, 1, &progress), PB_OK);
  assert_int_equal(progress.state, PB_FRAME_FAILED);

  assert_int_equal(pb_jvm_is_running(), 0);
  pb_session *opened;
  assert_int_equal(open_named("example.Renderer", &opened), PB_INVALID_STATE);
  assert_failed(pb_host_wait_listening(), PB_JVM_FAILED, "the end");
  char text[100];
  assert_failed(pb_session_describe(session, 1, text, sizeof text), PB_RENDERER_FAILED, "the end");
  pb_frame_close(frame);
  pb_frame_close(drawing);
  (void)receive(PB_HOST_DESCRIBE);
  for (int i = 0; i < 3; i++) {
    release_frame_of(receive(PB_HOST_FRAME_RELEASE));
  }
}

#define FRAME_TEST(TEST) cmocka_unit_test_setup_teardown(TEST, open_session, close_session)

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(open_without_host),
      FRAME_TEST(open_tells_the_host),
      FRAME_TEST(open_tells_the_class_path),
      FRAME_TEST(open_rejects_requests),
      cmocka_unit_test(close_null),
      FRAME_TEST(frame_life_cycle),
      FRAME_TEST(release_in_either_order),
      FRAME_TEST(image_serial_grows_with_every_picture),
      FRAME_TEST(image_serial_grows_without_samples),
      FRAME_TEST(error_text_of_frame),
      FRAME_TEST(wait_wakes_on_update),
      FRAME_TEST(wait_times_out),
      FRAME_TEST(wait_after_resolve_tells_of_the_resolve),
      FRAME_TEST(wait_rejects_missing_arguments),
      FRAME_TEST(resolve_in_the_wrong_state),
      FRAME_TEST(state_goes_forward_and_ends_once),
      FRAME_TEST(resolve_after_cancel),
      FRAME_TEST(resolve_rejects_memory_not_writable),
      FRAME_TEST(resolve_rejects_targets),
      FRAME_TEST(signals_tell_of_a_cancel_and_a_refresh),
      FRAME_TEST(refresh_is_served_once),
      FRAME_TEST(a_look_that_comes_too_late_costs_nothing),
      FRAME_TEST(status_is_kept_and_cut_between_characters),
      FRAME_TEST(metadata_is_kept),
      FRAME_TEST(cancel_makes_borrow_fail),
      FRAME_TEST(close_makes_borrow_fail),
      FRAME_TEST(open_brings_request_lists_and_scene),
      FRAME_TEST(scene_goes_with_its_frame),
      FRAME_TEST(open_without_capture_has_the_sessions_scene),
      FRAME_TEST(open_rejects_requests_of_frames),
      FRAME_TEST(forgotten_geometry_is_captured_again),
      FRAME_TEST(cleared_session_copies_all_and_keeps_no_memory),
      FRAME_TEST(wanted_is_nothing_at_first),
      FRAME_TEST(pixels_are_brought_on_request),
      FRAME_TEST(cancel_ends_the_wait_for_pixels),
      FRAME_TEST(provide_rejects_pixels),
      FRAME_TEST(close_waits_for_all_borrowers),
      FRAME_TEST(describe_tells_the_report),
      FRAME_TEST(describe_into_little_memory),
      FRAME_TEST(describe_failing),
      FRAME_TEST(describe_times_out),
      FRAME_TEST(describe_rejects_missing_arguments),
      FRAME_TEST(end_of_drawing_is_waited_for),
      FRAME_TEST(end_of_drawing_times_out),
      FRAME_TEST(many_threads_submit_and_close),
      FRAME_TEST(stopped_host_fails_waiting_frames),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
