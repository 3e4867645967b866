/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A million calls, less where each takes long (RANDOM_CALL_DIVISOR), with arguments that are half right: each call may do what it likes,
 * as long as it returns, touches no memory but what it was given, and writes nothing where it refuses. Repeatable: the numbers come from a
 * fixed seed.
 */
#include "testing.h"

#include <pthread.h>
#include <stdbool.h>
#include <stdlib.h>

#include "guarded_memory.h"
#include "host.h"

enum {
  PAGE_COUNT = 2,
  WRITE_CALL_COUNT = 700000 / RANDOM_CALL_DIVISOR,
  MESH_CALL_COUNT = 250000 / RANDOM_CALL_DIVISOR,
  LOCATE_CALL_COUNT = 100000 / RANDOM_CALL_DIVISOR,
  RESOLVE_CALL_COUNT = 100000 / RANDOM_CALL_DIVISOR
};

static uint64_t random_state = 88172645463325252u;

/* xorshift64 (Marsaglia, "Xorshift RNGs", 2003). */
static uint64_t next_random(void) {
  random_state ^= random_state << 13;
  random_state ^= random_state >> 7;
  random_state ^= random_state << 17;
  return random_state;
}

static uint32_t below(uint32_t limit) { return (uint32_t)(next_random() >> 32) % limit; }

static bool one_in(uint32_t count) { return below(count) == 0; }

/* Mostly small, sometimes at a limit of its type. */
static uint64_t random_count(uint32_t small) {
  static const uint64_t special[] = {0, 1, INT32_MAX, (uint64_t)INT32_MAX + 1, UINT32_MAX, (uint64_t)UINT32_MAX + 1,
                                     INT64_MAX, UINT64_MAX - 1, UINT64_MAX};
  if (one_in(12)) {
    return special[below(sizeof special / sizeof special[0])];
  }
  return one_in(40) ? next_random() : below(small);
}

/* Readable and writable; readable only; none of both. Guard pages follow the first two. */
static guarded_memory open_memory, read_only_memory;

/* Never other memory of this process: that would be the caller's word against ours. */
static uint64_t random_address(void) {
  switch (below(16)) {
    case 0: /* below everything that is mapped */
      return below(1 << 15);
    case 1: /* the kernel's half, the end of the address space included */
      return one_in(2) ? UINT64_MAX - below(10000) : next_random() | UINT64_C(1) << 63;
    case 2: /* its guard page included; what follows that may be anybody's */
      return address_of(read_only_memory.start) + below((PAGE_COUNT + 1) * 4096);
    case 3:
      return address_of(open_memory.end) + below(4096);
    default: /* often aligned, often near the end */
      return (address_of(one_in(2) ? open_memory.start : open_memory.end - 1024) + below(2048)) & ~(one_in(8) ? 0 : UINT64_C(15));
  }
}

static pb_span random_span(uint32_t small) {
  return (pb_span){.segment = one_in(30) ? random_count(3) : 0,
                   .offset = random_address(),
                   .size_bytes = one_in(3) ? random_count(8192) : 1024 + below(4096),
                   .stride_bytes = one_in(2) ? 0 : random_count(small)};
}

static pb_pass_target random_target(void) {
  pb_pass_target target = {.name = "Fuzz",
                           .pixels = random_span(256),
                           .width = (uint32_t)random_count(12),
                           .height = (uint32_t)random_count(12),
                           .channels = (uint32_t)random_count(6),
                           .format = (uint32_t)random_count(2)};
  if (one_in(100)) {
    memset(target.name, 'x', sizeof target.name);
  }
  return target;
}

static int open_memories(void **state) {
  (void)state;
  open_memory = guarded_memory_open(PAGE_COUNT);
  read_only_memory = guarded_memory_open(PAGE_COUNT);
  guarded_memory_make_read_only(&read_only_memory);
  return 0;
}

static int close_memories(void **state) {
  (void)state;
  guarded_memory_close(&open_memory);
  guarded_memory_close(&read_only_memory);
  return 0;
}

/* ------------------------------------------------------------------------------------------------ checks */

static void fill(void) {
  uint64_t *words = (uint64_t *)(void *)open_memory.start;
  for (size_t i = 0; i < PAGE_COUNT * 4096 / sizeof *words; i++) {
    words[i] = UINT64_C(0xa5a5a5a5a5a5a5a5);
  }
}

static bool is_filled(const char *start, const char *end) {
  for (; start < end; start++) {
    if ((unsigned char)*start != 0xa5) {
      return false;
    }
  }
  return true;
}

/* Nothing but the target's bytes of the memory changed; none at all where the call failed. */
static void assert_only_target_written(pb_status status, const pb_pass_target *target) {
  if (status != PB_OK) {
    assert_true(is_filled(open_memory.start, open_memory.end));
    assert_true(*pb_error_text());
    return;
  }
  const char *first = (const char *)(uintptr_t)target->pixels.offset;
  assert_true(target->format == PB_PIXELS_FLOAT32 || target->format == PB_PIXELS_FLOAT16);
  const uint64_t channel_bytes = target->format == PB_PIXELS_FLOAT16 ? 2 : 4;
  const uint64_t row_bytes = (uint64_t)target->width * target->channels * channel_bytes;
  const uint64_t stride = target->pixels.stride_bytes ? target->pixels.stride_bytes : row_bytes;
  assert_true(first >= open_memory.start && target->pixels.size_bytes <= (uint64_t)(open_memory.end - first));
  const char *last = first + (target->height - 1) * stride + row_bytes;
  assert_true(is_filled(open_memory.start, first));
  assert_true(last >= open_memory.end || is_filled(last, open_memory.end));
}

/* ------------------------------------------------------------------------------------------------ calls */

static void write_and_clear(void **state) {
  (void)state;
  uint32_t written_count = 0;
  fill();
  for (uint32_t call = 0; call < WRITE_CALL_COUNT; call++) {
    const pb_pass_target target = random_target();
    const pb_region region = {(uint32_t)random_count(4), (uint32_t)random_count(4), (uint32_t)random_count(8), (uint32_t)random_count(8)};
    const pb_pixel_source source = {.size_bytes = one_in(50) ? (uint32_t)random_count(100) : sizeof source,
                                    .version = one_in(50) ? (uint32_t)random_count(3) : PB_MESSAGE_VERSION,
                                    .pixels = random_span(256),
                                    .format = (uint32_t)random_count(4),
                                    .channels = one_in(2) ? target.channels : (uint32_t)random_count(6),
                                    .top_to_bottom = (uint32_t)random_count(2)};
    const pb_status status = one_in(10) ? pb_pass_clear(&target)
                                        : pb_pass_write(one_in(100) ? NULL : &target, one_in(3) ? NULL : &region,
                                                        one_in(100) ? NULL : &source);
    assert_true(status == PB_OK || status == PB_INVALID_ARGUMENT);
    written_count += status == PB_OK;
    /* Comparing all of the memory takes longer than a refusal. */
    if (status == PB_OK || call % 64 == 0) {
      assert_only_target_written(status, &target);
      fill();
    }
  }
  assert_true(written_count > WRITE_CALL_COUNT / 200); /* the numbers must not be so bad that all is refused */
}

static void gather(void **state) {
  (void)state;
  uint32_t gathered_count = 0;
  static char vertices[64 * (PB_VERTEX_BYTES + 16)];
  static uint32_t indices[64 * 3];
  static uint32_t slot_counts[16];
  static uint32_t weld[32];
  static uint32_t part[8];
  uint32_t welded_count = 0;
  for (uint32_t i = 0; i < PAGE_COUNT * 4096 / 4; i++) {
    ((int32_t *)(void *)open_memory.start)[i] = one_in(20) ? (int32_t)next_random() : (int32_t)below(8);
  }
  for (uint32_t call = 0; call < MESH_CALL_COUNT; call++) {
    /* Spans of a mesh are Blender's own arrays: they are checked against its counts, not against what is mapped. */
    pb_span spans[8];
    for (int i = 0; i < 8; i++) {
      const uint64_t size_bytes = below(2048);
      spans[i] = (pb_span){.segment = one_in(100), .offset = one_in(100) ? 0 : address_of(open_memory.end - size_bytes),
                           .size_bytes = size_bytes, .stride_bytes = one_in(4) ? random_count(64) : 0};
    }
    const pb_attribute attribute = {.values = spans[6], .type = below(one_in(20) ? 20 : 8), .domain = below(one_in(20) ? 5 : 3)};
    const pb_mesh mesh = {.positions = spans[0],
                          .corner_vertices = spans[1],
                          .normals = one_in(4) ? (pb_span){0} : spans[2],
                          .flat_polygons = one_in(2) ? spans[7] : (pb_span){0},
                          .triangle_corners = spans[3],
                          .triangle_polygons = one_in(2) ? spans[4] : (pb_span){0},
                          .polygon_materials = one_in(2) ? spans[5] : (pb_span){0},
                          .attributes = one_in(2) ? (pb_span){.offset = address_of(&attribute), .size_bytes = sizeof attribute} : (pb_span){0},
                          .vertex_count = (uint32_t)random_count(24),
                          .corner_count = (uint32_t)random_count(24),
                          .triangle_count = (uint32_t)random_count(24),
                          .polygon_count = (uint32_t)random_count(24),
                          .normals_domain = below(one_in(20) ? 5 : 2)};
    const uint64_t vertices_bytes = below(sizeof vertices + 1), indices_bytes = below(sizeof indices + 1);
    const uint32_t wanted[1] = {one_in(20)};
    pb_mesh_gathering gathering = {
        .size_bytes = one_in(100) ? below(200) : sizeof gathering,
        .version = PB_MESSAGE_VERSION,
        .attributes = {.offset = address_of(wanted), .size_bytes = mesh.attributes.size_bytes && one_in(2) ? sizeof wanted : 0},
        .vertices = {.offset = address_of(vertices + sizeof vertices - vertices_bytes), .size_bytes = vertices_bytes},
        .indices = {.offset = address_of((char *)indices + (sizeof indices - indices_bytes) / 4 * 4), .size_bytes = indices_bytes / 4 * 4},
        .slot_triangle_counts = {.offset = address_of(slot_counts), .size_bytes = below(17) * sizeof slot_counts[0]}};
    if (one_in(2)) {
      const uint64_t weld_bytes = below(sizeof weld / 4 + 1) * 4;
      gathering.weld = (pb_span){.offset = address_of((char *)weld + sizeof weld - weld_bytes), .size_bytes = weld_bytes};
      for (size_t i = 0; i < sizeof weld / sizeof weld[0]; i++) {
        weld[i] = one_in(2) ? 0 : (uint32_t)next_random();
      }
      const pb_status status = one_in(10) ? PB_OK : pb_mesh_weld(one_in(100) ? NULL : &mesh, one_in(100) ? NULL : &gathering);
      assert_true(status == PB_OK || status == PB_INVALID_ARGUMENT);
      welded_count += status == PB_OK && gathering.vertex_count < mesh.corner_count;
    }
    if (one_in(2)) {
      const uint64_t part_bytes = below(sizeof part / 4 + 1) * 4;
      gathering.part = (pb_span){.offset = address_of((char *)part + sizeof part - part_bytes), .size_bytes = part_bytes};
      for (size_t i = 0; i < sizeof part / sizeof part[0]; i++) {
        part[i] = one_in(2) ? 0 : (uint32_t)next_random();
      }
      const pb_status status = one_in(10) ? PB_OK : pb_mesh_part(one_in(100) ? NULL : &mesh, one_in(100) ? NULL : &gathering);
      assert_true(status == PB_OK || status == PB_INVALID_ARGUMENT);
    }
    const pb_status status = pb_mesh_gather(one_in(100) ? NULL : &mesh, one_in(100) ? NULL : &gathering);
    assert_true(status == PB_OK || status == PB_INVALID_ARGUMENT || status == PB_INVALID_STATE); /* the part is another one */
    gathered_count += status == PB_OK;
  }
  assert_true(gathered_count > MESH_CALL_COUNT / 200 && welded_count > MESH_CALL_COUNT / 200);
}

static void gather_curves_and_points(void **state) {
  (void)state;
  uint32_t gathered_count = 0;
  static char written[64 * PB_CURVE_VERTEX_BYTES];
  static uint32_t indices[64 * 6];
  for (uint32_t call = 0; call < MESH_CALL_COUNT; call++) {
    pb_span spans[4];
    for (int i = 0; i < 4; i++) {
      const uint64_t size_bytes = below(512);
      spans[i] = (pb_span){.segment = one_in(100), .offset = one_in(100) ? 0 : address_of(open_memory.end - size_bytes),
                           .size_bytes = size_bytes, .stride_bytes = one_in(4) ? random_count(64) : 0};
    }
    const pb_curves curves = {.positions = spans[0],
                              .radii = one_in(2) ? spans[1] : (pb_span){0},
                              .first_points = spans[2],
                              .curve_uvs = one_in(2) ? spans[3] : (pb_span){0},
                              .point_count = (uint32_t)random_count(16),
                              .curve_count = (uint32_t)random_count(16),
                              .segment_steps = (uint32_t)random_count(4)};
    const uint64_t written_bytes = below(sizeof written + 1), indices_bytes = below(sizeof indices + 1);
    pb_curves_gathering ribbons = {
        .size_bytes = one_in(100) ? below(200) : sizeof ribbons,
        .version = PB_MESSAGE_VERSION,
        .steps_per_piece = (uint32_t)random_count(4),
        .vertices = {.offset = address_of(written + (sizeof written - written_bytes) / 4 * 4), .size_bytes = written_bytes / 4 * 4},
        .indices = {.offset = address_of((char *)indices + (sizeof indices - indices_bytes) / 4 * 4), .size_bytes = indices_bytes / 4 * 4}};
    const pb_point_cloud cloud = {.positions = spans[0], .radii = curves.radii, .point_count = curves.point_count};
    pb_point_cloud_gathering spheres = {.size_bytes = sizeof spheres, .version = PB_MESSAGE_VERSION, .spheres = ribbons.vertices};
    const pb_status statuses[2] = {pb_curves_gather(one_in(100) ? NULL : &curves, one_in(100) ? NULL : &ribbons),
                                   pb_point_cloud_gather(one_in(100) ? NULL : &cloud, one_in(100) ? NULL : &spheres)};
    for (int i = 0; i < 2; i++) {
      assert_true(statuses[i] == PB_OK || statuses[i] == PB_INVALID_ARGUMENT);
    }
    gathered_count += statuses[0] == PB_OK && statuses[1] == PB_OK;
  }
  assert_true(gathered_count > MESH_CALL_COUNT / 200);
}

/* Memory in which every word may be a size, an address or neither, taken for a RenderPass. */
static void verify_and_locate(void **state) {
  (void)state;
  static const float canary[64 * 16];
  uint32_t located_count = 0;
  for (uint32_t call = 0; call < LOCATE_CALL_COUNT; call++) {
    const uint32_t width = 1 + below(4), height = 1 + below(4), channels = 1 + below(4);
    const int32_t size[2] = {(int32_t)width, (int32_t)height};
    if (call % 16 == 0) {
      for (uint32_t i = 0; i < PAGE_COUNT * 4096 / 8; i++) {
        const uint64_t word = one_in(3) ? random_address() : one_in(2) ? 0 : next_random();
        memcpy(open_memory.start + (size_t)i * 8, &word, 8);
      }
    }
    /* Half of the time the row of 3.6 is nearly right. */
    char *render_pass = open_memory.start + (uint64_t)below(512) * 8;
    const uint64_t pixels = one_in(4) ? random_address() : address_of(open_memory.end - 1024);
    memset(open_memory.end - 1024, 0, 1024);
    if (one_in(2)) {
      memcpy(render_pass + 96, &pixels, 8);
      memcpy(render_pass + 104, size, 8);
    }
    const uint64_t at = one_in(8) ? random_address() : address_of(render_pass);
    if (one_in(64)) {
      const pb_status status =
          pb_render_pass_layout_verify(one_in(2) ? 3 : (uint32_t)random_count(7), one_in(2) ? 6 : (uint32_t)random_count(10), at, width, height, channels, canary);
      assert_true(status == PB_OK || status == PB_UNVERIFIED || status == PB_INVALID_ARGUMENT);
      continue;
    }
    pb_pass_target target = {0};
    const bool is_wrong = one_in(8);
    const pb_status status = pb_render_pass_locate(at, is_wrong ? (uint32_t)random_count(5) : width, is_wrong ? (uint32_t)random_count(5) : height,
                                                   one_in(8) ? (uint32_t)random_count(5) : channels, one_in(100) ? NULL : &target);
    assert_true(status == PB_OK || status == PB_UNVERIFIED || status == PB_INVALID_ARGUMENT);
    if (status == PB_OK) { /* what is located can be written; here, into itself */
      located_count++;
      volatile char *first = (volatile char *)(uintptr_t)target.pixels.offset;
      first[0] = first[0];
      first[target.pixels.size_bytes - 1] = first[target.pixels.size_bytes - 1];
    }
  }
  assert_true(located_count > 0);
}

/* Stands in for the Java host: takes messages until the session is closed. */
static void *receive_all(void *unused) {
  pb_host_message message;
  char payload[PB_HOST_PAYLOAD_BYTES];
  do {
    pb_host_receive(&message, payload);
    if (message.kind == PB_HOST_FRAME_RELEASE) {
      pb_host_frame_release(pb_host_message_frame(&message));
    }
  } while (message.kind != PB_HOST_SESSION_CLOSE);
  return unused;
}

static void resolve(void **state) {
  (void)state;
  static const pb_pass_request pass = {.name = "Combined", .channels = 4};
  const pb_render_request request = {.size_bytes = sizeof request,
                                    .version = PB_MESSAGE_VERSION,
                                    .width = 4,
                                    .height = 4,
                                    .samples = 1,
                                    .passes = span_of(&pass, sizeof pass)};
  const pb_frame_progress drawn = {.state = PB_FRAME_DRAWN}, resolved = {.state = PB_FRAME_RESOLVED};
  pthread_t host;
  pb_session *session;
  pb_frame *frame;
  assert_int_equal(pthread_create(&host, NULL, receive_all, NULL), 0);
  assert_int_equal(pb_host_wait_listening(), PB_OK);
  const pb_session_request opening = {
      .size_bytes = sizeof opening, .version = PB_MESSAGE_VERSION, .renderer = span_of("Fuzz", 4)};
  assert_int_equal(pb_session_open(&opening, &session), PB_OK);
  assert_int_equal(pb_frame_open(session, &request, NULL, &frame), PB_OK);
  pb_host_frame_update(frame, &drawn);
  fill();
  uint32_t resolved_count = 0;
  for (uint32_t call = 0; call < RESOLVE_CALL_COUNT; call++) {
    pb_pass_target targets[4];
    const uint32_t target_count = 1 + below(4);
    for (uint32_t i = 0; i < target_count; i++) {
      targets[i] = random_target();
    }
    const pb_status status =
        pb_frame_resolve(one_in(100) ? NULL : frame, one_in(100) ? NULL : targets, one_in(100) ? 0 : target_count);
    assert_true(status == PB_OK || status == PB_INVALID_ARGUMENT);
    if (status == PB_OK) {
      resolved_count++;
      for (uint32_t i = 0; i < target_count; i++) {
        assert_true(pb_memory_is_writable(targets[i].pixels.offset, targets[i].pixels.size_bytes));
      }
      pb_host_frame_update(frame, &resolved);
    }
  }
  assert_true(is_filled(open_memory.start, open_memory.end));
  assert_true(resolved_count > RESOLVE_CALL_COUNT / 200);
  pb_frame_close(frame);
  pb_session_close(session);
  pthread_join(host, NULL);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test_setup_teardown(write_and_clear, open_memories, close_memories),
      cmocka_unit_test_setup_teardown(gather, open_memories, close_memories),
      cmocka_unit_test_setup_teardown(gather_curves_and_points, open_memories, close_memories),
      cmocka_unit_test_setup_teardown(verify_and_locate, open_memories, close_memories),
      cmocka_unit_test_setup_teardown(resolve, open_memories, close_memories),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
