/* SPDX-License-Identifier: Apache-2.0 */
/* Everything that is read or written lies right before a guard page. */
#include "testing.h"

#include <math.h>
#include <stdbool.h>

#include "guarded_memory.h"

enum { POSITIONS, CORNER_VERTICES, CORNER_NORMALS, CORNER_UVS, TRIANGLE_CORNERS, TRIANGLE_MATERIALS, VERTICES, INDICES, MEMORY_COUNT };
enum { MEMORY_PAGES = 4, MAX_SLOT_COUNT = 8 };

static guarded_memory memory[MEMORY_COUNT];

static int open_memory(void **state) {
  (void)state;
  for (int i = 0; i < MEMORY_COUNT; i++) {
    memory[i] = guarded_memory_open(MEMORY_PAGES);
  }
  return 0;
}

static int close_memory(void **state) {
  (void)state;
  for (int i = 0; i < MEMORY_COUNT; i++) {
    guarded_memory_close(&memory[i]);
  }
  return 0;
}

/* The last bytes before the guard page. */
static void *tail(int which, size_t byte_count) {
  assert_in_range(byte_count, 0, MEMORY_PAGES * page_bytes());
  return memory[which].end - byte_count;
}

/* Lays elements out with a stride, the last one right before the guard page. */
static pb_span put(int which, const void *elements, size_t element_bytes, size_t count, size_t stride_bytes) {
  const size_t stride = stride_bytes ? stride_bytes : element_bytes;
  const size_t size_bytes = count ? (count - 1) * stride + element_bytes : 0;
  char *start = tail(which, size_bytes);
  for (size_t i = 0; i < count; i++) {
    memcpy(start + i * stride, (const char *)elements + i * element_bytes, element_bytes);
  }
  pb_span span = span_of(start, size_bytes);
  span.stride_bytes = stride_bytes;
  return span;
}

/* Four vertices, each with two corners, and four triangles. */
static const float positions[4][3] = {{0, 0, 0}, {1, 0, 0}, {1, 1, 0}, {0, 1, 0.5f}};
static const int32_t corner_vertices[8] = {0, 1, 2, 3, 3, 2, 1, 0};
static const float corner_normals[8][3] = {{0, 0, 1}, {0, 0, 2}, {0, 0, 3}, {0, 0, 4}, {0, 0, 5}, {0, 0, 6}, {0, 0, 7}, {0, 0, 8}};
static const float corner_uvs[8][2] = {{0, 1}, {2, 3}, {4, 5}, {6, 7}, {8, 9}, {10, 11}, {12, 13}, {14, 15}};
static const int32_t triangle_corners[4][3] = {{0, 1, 2}, {0, 2, 3}, {4, 5, 6}, {4, 6, 7}};
static const int32_t triangle_materials[4] = {2, 0, 1, 0};

static pb_mesh two_quads(void) {
  return (pb_mesh){.positions = put(POSITIONS, positions, 12, 4, 0),
                   .corner_vertices = put(CORNER_VERTICES, corner_vertices, 4, 8, 0),
                   .corner_normals = put(CORNER_NORMALS, corner_normals, 12, 8, 0),
                   .corner_uvs = put(CORNER_UVS, corner_uvs, 8, 8, 0),
                   .triangle_corners = put(TRIANGLE_CORNERS, triangle_corners, 12, 4, 0),
                   .triangle_materials = put(TRIANGLE_MATERIALS, triangle_materials, 4, 4, 0),
                   .vertex_count = 4,
                   .corner_count = 8,
                   .triangle_count = 4};
}

typedef struct gathered {
  pb_status status;
  const float *vertices;
  const uint32_t *indices;
  uint32_t slot_triangle_counts[MAX_SLOT_COUNT];
  uint32_t skipped_triangle_count;
} gathered;

static gathered gather(const pb_mesh *mesh, uint32_t slot_count) {
  const size_t vertices_bytes = (size_t)mesh->corner_count * PB_VERTEX_BYTES, indices_bytes = (size_t)mesh->triangle_count * 12;
  void *vertices = tail(VERTICES, vertices_bytes);
  uint32_t *indices = tail(INDICES, indices_bytes);
  gathered result = {.vertices = vertices, .indices = indices};
  result.status = pb_mesh_gather(mesh, vertices, vertices_bytes, indices, indices_bytes, result.slot_triangle_counts,
                                 slot_count, &result.skipped_triangle_count);
  return result;
}

static void assert_two_quads_vertices(const gathered *result, bool has_uvs) {
  for (size_t corner = 0; corner < 8; corner++) {
    const float *vertex = result->vertices + corner * 8;
    assert_memory_equal(vertex, positions[corner_vertices[corner]], 12);
    assert_memory_equal(vertex + 3, corner_normals[corner], 12);
    const float no_uv[2] = {0, 0};
    assert_memory_equal(vertex + 6, has_uvs ? corner_uvs[corner] : no_uv, 8);
  }
}

static void assert_drawn(const gathered *result, const uint32_t *triangles, uint32_t count) {
  for (uint32_t i = 0; i < count; i++) {
    assert_memory_equal(result->indices + (size_t)i * 3, triangle_corners[triangles[i]], 12);
  }
}

static void gather_orders_by_slot(void **state) {
  (void)state;
  const pb_mesh mesh = two_quads();
  const gathered result = gather(&mesh, 3);
  assert_int_equal(result.status, PB_OK);
  assert_two_quads_vertices(&result, true);
  assert_drawn(&result, (uint32_t[]){1, 3, 2, 0}, 4); /* the mesh's own order within a slot */
  assert_int_equal(result.slot_triangle_counts[0], 2);
  assert_int_equal(result.slot_triangle_counts[1], 1);
  assert_int_equal(result.slot_triangle_counts[2], 1);
  assert_int_equal(result.skipped_triangle_count, 0);
}

static void gather_one_slot_keeps_the_order(void **state) {
  (void)state;
  const pb_mesh mesh = two_quads();
  const gathered result = gather(&mesh, 1);
  assert_int_equal(result.status, PB_OK);
  assert_drawn(&result, (uint32_t[]){0, 1, 2, 3}, 4);
  assert_int_equal(result.slot_triangle_counts[0], 4);
}

static void gather_slot_outside_takes_the_nearest(void **state) {
  (void)state;
  pb_mesh mesh = two_quads();
  const int32_t slots[4] = {INT32_MAX, -1, 2, INT32_MIN};
  mesh.triangle_materials = put(TRIANGLE_MATERIALS, slots, 4, 4, 0);
  const gathered result = gather(&mesh, 2);
  assert_int_equal(result.status, PB_OK);
  assert_drawn(&result, (uint32_t[]){1, 3, 0, 2}, 4);
  assert_int_equal(result.slot_triangle_counts[0], 2);
  assert_int_equal(result.slot_triangle_counts[1], 2);
}

static void gather_slots_without_triangles(void **state) {
  (void)state;
  const pb_mesh mesh = two_quads();
  const gathered result = gather(&mesh, 6);
  assert_int_equal(result.status, PB_OK);
  for (uint32_t slot = 3; slot < 6; slot++) {
    assert_int_equal(result.slot_triangle_counts[slot], 0);
  }
}

/* Blender 3.4 keeps a vertex in 16 or 20 bytes (MVert), a corner in 8 (MLoop); nothing need be aligned. */
static void gather_strides(void **state) {
  (void)state;
  static const size_t paddings[] = {4, 8, 1, 7};
  for (size_t i = 0; i < sizeof paddings / sizeof paddings[0]; i++) {
    const size_t padding = paddings[i];
    pb_mesh mesh = two_quads();
    mesh.positions = put(POSITIONS, positions, 12, 4, 12 + padding);
    mesh.corner_vertices = put(CORNER_VERTICES, corner_vertices, 4, 8, 4 + padding);
    mesh.corner_normals = put(CORNER_NORMALS, corner_normals, 12, 8, 12 + padding);
    mesh.corner_uvs = put(CORNER_UVS, corner_uvs, 8, 8, 8 + padding);
    mesh.triangle_corners = put(TRIANGLE_CORNERS, triangle_corners, 12, 4, 12 + padding);
    mesh.triangle_materials = put(TRIANGLE_MATERIALS, triangle_materials, 4, 4, 4 + padding);
    const gathered result = gather(&mesh, 3);
    assert_int_equal(result.status, PB_OK);
    assert_two_quads_vertices(&result, true);
    assert_drawn(&result, (uint32_t[]){1, 3, 2, 0}, 4);
  }
}

static void gather_without_uvs(void **state) {
  (void)state;
  pb_mesh mesh = two_quads();
  mesh.corner_uvs = (pb_span){0};
  const gathered result = gather(&mesh, 3);
  assert_int_equal(result.status, PB_OK);
  assert_two_quads_vertices(&result, false);
}

/* Triangles 1 to 3 remain where triangle 0 can't be drawn. */
static void assert_skips_the_first_triangle(const pb_mesh *mesh) {
  const gathered result = gather(mesh, 1);
  assert_int_equal(result.status, PB_OK);
  assert_int_equal(result.skipped_triangle_count, 1);
  assert_int_equal(result.slot_triangle_counts[0], 3);
  assert_drawn(&result, (uint32_t[]){1, 2, 3}, 3);
}

static void gather_skips_corner_out_of_range(void **state) {
  (void)state;
  static const int32_t wrong[] = {8, 9, INT32_MAX, -1, INT32_MIN};
  for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++) {
    for (size_t at = 0; at < 3; at++) {
      int32_t corners[4][3];
      memcpy(corners, triangle_corners, sizeof corners);
      corners[0][at] = wrong[i];
      pb_mesh mesh = two_quads();
      mesh.triangle_corners = put(TRIANGLE_CORNERS, corners, 12, 4, 0);
      assert_skips_the_first_triangle(&mesh);
    }
  }
}

/* Corner 1 is of triangle 0 alone. */
static void gather_skips_vertex_out_of_range(void **state) {
  (void)state;
  static const int32_t wrong[] = {4, 5, INT32_MAX, -1, INT32_MIN};
  for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++) {
    int32_t vertices[8];
    memcpy(vertices, corner_vertices, sizeof vertices);
    vertices[1] = wrong[i];
    pb_mesh mesh = two_quads();
    mesh.corner_vertices = put(CORNER_VERTICES, vertices, 4, 8, 0);
    assert_skips_the_first_triangle(&mesh);
  }
}

static void gather_skips_coordinates_not_finite(void **state) {
  (void)state;
  const float wrong[] = {NAN, INFINITY, -INFINITY};
  for (size_t i = 0; i < 3; i++) {
    for (size_t axis = 0; axis < 3; axis++) {
      float vertices[5][3];
      memcpy(vertices, positions, sizeof positions);
      memcpy(vertices[4], positions[1], sizeof positions[1]);
      vertices[4][axis] = wrong[i];
      int32_t corners[8];
      memcpy(corners, corner_vertices, sizeof corners);
      corners[1] = 4; /* of triangle 0 alone */
      pb_mesh mesh = two_quads();
      mesh.vertex_count = 5;
      mesh.positions = put(POSITIONS, vertices, 12, 5, 0);
      mesh.corner_vertices = put(CORNER_VERTICES, corners, 4, 8, 0);
      assert_skips_the_first_triangle(&mesh);
    }
  }
}

static void gather_skips_all(void **state) {
  (void)state;
  pb_mesh mesh = two_quads();
  mesh.vertex_count = 0;
  mesh.positions = (pb_span){0};
  const gathered result = gather(&mesh, 3);
  assert_int_equal(result.status, PB_OK);
  assert_int_equal(result.skipped_triangle_count, 4);
  for (uint32_t slot = 0; slot < 3; slot++) {
    assert_int_equal(result.slot_triangle_counts[slot], 0);
  }
}

static void gather_nothing(void **state) {
  (void)state;
  const pb_mesh mesh = {0};
  const gathered result = gather(&mesh, 2);
  assert_int_equal(result.status, PB_OK);
  assert_int_equal(result.skipped_triangle_count, 0);
  assert_int_equal(result.slot_triangle_counts[0], 0);
  assert_int_equal(result.slot_triangle_counts[1], 0);
}

static pb_span *span_at(pb_mesh *mesh, int which) {
  pb_span *spans[] = {&mesh->positions,  &mesh->corner_vertices,  &mesh->corner_normals,
                      &mesh->corner_uvs, &mesh->triangle_corners, &mesh->triangle_materials};
  return spans[which];
}

static void gather_rejects_spans_shorter_than_counts(void **state) {
  (void)state;
  for (int which = POSITIONS; which <= TRIANGLE_MATERIALS; which++) {
    const pb_mesh whole = two_quads();
    /* Every truncated length; no UVs at all are allowed. */
    for (uint64_t size_bytes = which == CORNER_UVS; size_bytes < span_at((pb_mesh *)&whole, which)->size_bytes; size_bytes++) {
      pb_mesh mesh = whole;
      span_at(&mesh, which)->size_bytes = size_bytes;
      assert_failed(gather(&mesh, 3).status, PB_INVALID_ARGUMENT, "smaller than its counts");
    }
  }
}

static void gather_rejects_another_segment(void **state) {
  (void)state;
  for (int which = POSITIONS; which <= TRIANGLE_MATERIALS; which++) {
    pb_mesh mesh = two_quads();
    span_at(&mesh, which)->segment = 1;
    assert_int_equal(gather(&mesh, 3).status, PB_INVALID_ARGUMENT);
  }
}

static void gather_rejects_overflowing_counts(void **state) {
  (void)state;
  pb_mesh mesh = two_quads();
  mesh.vertex_count = UINT32_MAX;
  assert_int_equal(gather(&mesh, 3).status, PB_INVALID_ARGUMENT);
  mesh = two_quads();
  mesh.positions.stride_bytes = UINT64_MAX - 3;
  assert_int_equal(gather(&mesh, 3).status, PB_INVALID_ARGUMENT);
}

static void gather_rejects_memory_too_small(void **state) {
  (void)state;
  const pb_mesh mesh = two_quads();
  float vertices[8 * 8];
  uint32_t indices[4 * 3], counts[3], skipped;
  assert_failed(pb_mesh_gather(&mesh, vertices, sizeof vertices - 1, indices, sizeof indices, counts, 3, &skipped),
                PB_INVALID_ARGUMENT, "too small");
  assert_failed(pb_mesh_gather(&mesh, vertices, sizeof vertices, indices, sizeof indices - 1, counts, 3, &skipped),
                PB_INVALID_ARGUMENT, "too small");
  assert_int_equal(pb_mesh_gather(&mesh, vertices, sizeof vertices, indices, sizeof indices, counts, 3, &skipped), PB_OK);
}

static void gather_rejects_missing_arguments(void **state) {
  (void)state;
  const pb_mesh mesh = two_quads();
  float vertices[8 * 8];
  uint32_t indices[4 * 3], counts[3], skipped;
  const uint64_t v = sizeof vertices, i = sizeof indices;
  assert_int_equal(pb_mesh_gather(NULL, vertices, v, indices, i, counts, 3, &skipped), PB_INVALID_ARGUMENT);
  assert_int_equal(pb_mesh_gather(&mesh, NULL, v, indices, i, counts, 3, &skipped), PB_INVALID_ARGUMENT);
  assert_int_equal(pb_mesh_gather(&mesh, vertices, v, NULL, i, counts, 3, &skipped), PB_INVALID_ARGUMENT);
  assert_int_equal(pb_mesh_gather(&mesh, vertices, v, indices, i, NULL, 3, &skipped), PB_INVALID_ARGUMENT);
  assert_int_equal(pb_mesh_gather(&mesh, vertices, v, indices, i, counts, 0, &skipped), PB_INVALID_ARGUMENT);
  assert_int_equal(pb_mesh_gather(&mesh, vertices, v, indices, i, counts, 3, NULL), PB_INVALID_ARGUMENT);
}

/* ------------------------------------------------------------------------------------------------ fuzzing */

enum { FUZZ_MESH_COUNT = 100000, FUZZ_MAX_COUNT = 12 };

static uint64_t random_state = 0x9e3779b97f4a7c15;

/* xorshift64* */
static uint32_t random_below(uint32_t limit) {
  random_state ^= random_state >> 12;
  random_state ^= random_state << 25;
  random_state ^= random_state >> 27;
  return (uint32_t)((random_state * UINT64_C(0x2545f4914f6cdd1d)) >> 32) % limit;
}

/* Mostly right; sometimes just outside, sometimes far. */
static int32_t random_index(uint32_t count) {
  switch (random_below(24)) {
    case 0:
      return (int32_t)count;
    case 1:
      return -1;
    case 2:
      return (int32_t)(random_below(UINT32_MAX));
    default:
      return count ? (int32_t)random_below(count) : 0;
  }
}

static float random_coordinate(void) {
  static const float special[] = {NAN, INFINITY, -INFINITY, 3.4e38f, -0.f, 1e-45f};
  return random_below(40) ? (float)random_below(1000) : special[random_below(6)];
}

static size_t random_stride(size_t element_bytes) { return random_below(2) ? 0 : element_bytes + random_below(9); }

typedef struct fuzz_mesh {
  float positions[FUZZ_MAX_COUNT][3];
  int32_t corner_vertices[FUZZ_MAX_COUNT];
  float corner_normals[FUZZ_MAX_COUNT][3];
  float corner_uvs[FUZZ_MAX_COUNT][2];
  int32_t triangle_corners[FUZZ_MAX_COUNT][3];
  int32_t triangle_materials[FUZZ_MAX_COUNT];
} fuzz_mesh;

static bool is_drawable(const fuzz_mesh *data, const pb_mesh *mesh, uint32_t triangle) {
  for (int i = 0; i < 3; i++) {
    const int32_t corner = data->triangle_corners[triangle][i];
    if (corner < 0 || corner >= (int32_t)mesh->corner_count) {
      return false;
    }
    const int32_t vertex = data->corner_vertices[corner];
    if (vertex < 0 || vertex >= (int32_t)mesh->vertex_count) {
      return false;
    }
    for (int axis = 0; axis < 3; axis++) {
      if (!isfinite(data->positions[vertex][axis])) {
        return false;
      }
    }
  }
  return true;
}

static pb_mesh fill_randomly(fuzz_mesh *data) {
  pb_mesh mesh = {.vertex_count = random_below(FUZZ_MAX_COUNT + 1),
                  .corner_count = random_below(FUZZ_MAX_COUNT + 1),
                  .triangle_count = random_below(FUZZ_MAX_COUNT + 1)};
  for (uint32_t i = 0; i < FUZZ_MAX_COUNT; i++) {
    for (int axis = 0; axis < 3; axis++) {
      data->positions[i][axis] = random_coordinate();
      data->corner_normals[i][axis] = random_coordinate();
      data->triangle_corners[i][axis] = random_index(mesh.corner_count);
    }
    data->corner_uvs[i][0] = data->corner_uvs[i][1] = random_coordinate();
    data->corner_vertices[i] = random_index(mesh.vertex_count);
    data->triangle_materials[i] = random_index(MAX_SLOT_COUNT);
  }
  mesh.positions = put(POSITIONS, data->positions, 12, mesh.vertex_count, random_stride(12));
  mesh.corner_vertices = put(CORNER_VERTICES, data->corner_vertices, 4, mesh.corner_count, random_stride(4));
  mesh.corner_normals = put(CORNER_NORMALS, data->corner_normals, 12, mesh.corner_count, random_stride(12));
  if (random_below(2)) {
    mesh.corner_uvs = put(CORNER_UVS, data->corner_uvs, 8, mesh.corner_count, random_stride(8));
  }
  mesh.triangle_corners = put(TRIANGLE_CORNERS, data->triangle_corners, 12, mesh.triangle_count, random_stride(12));
  mesh.triangle_materials = put(TRIANGLE_MATERIALS, data->triangle_materials, 4, mesh.triangle_count, random_stride(4));
  return mesh;
}

/* The same by the plainest means: once over all triangles for each slot. */
static void assert_gathered(const fuzz_mesh *data, const pb_mesh *mesh, uint32_t slot_count, const gathered *result) {
  uint32_t drawn_count = 0;
  for (uint32_t slot = 0; slot < slot_count; slot++) {
    uint32_t slot_triangle_count = 0;
    for (uint32_t triangle = 0; triangle < mesh->triangle_count; triangle++) {
      const int32_t asked = data->triangle_materials[triangle], last = (int32_t)slot_count - 1;
      const int32_t nearest = asked < 0 ? 0 : asked > last ? last : asked;
      if (nearest == (int32_t)slot && is_drawable(data, mesh, triangle)) {
        assert_memory_equal(result->indices + (size_t)drawn_count * 3, data->triangle_corners[triangle], 12);
        drawn_count++;
        slot_triangle_count++;
      }
    }
    assert_int_equal(result->slot_triangle_counts[slot], slot_triangle_count);
  }
  assert_int_equal(result->skipped_triangle_count, mesh->triangle_count - drawn_count);
}

static void gather_fuzz(void **state) {
  (void)state;
  static fuzz_mesh data;
  for (int i = 0; i < FUZZ_MESH_COUNT; i++) {
    const pb_mesh mesh = fill_randomly(&data);
    const uint32_t slot_count = 1 + random_below(MAX_SLOT_COUNT);
    const gathered result = gather(&mesh, slot_count);
    assert_int_equal(result.status, PB_OK);
    assert_gathered(&data, &mesh, slot_count, &result);
  }
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(gather_orders_by_slot),
      cmocka_unit_test(gather_one_slot_keeps_the_order),
      cmocka_unit_test(gather_slot_outside_takes_the_nearest),
      cmocka_unit_test(gather_slots_without_triangles),
      cmocka_unit_test(gather_strides),
      cmocka_unit_test(gather_without_uvs),
      cmocka_unit_test(gather_skips_corner_out_of_range),
      cmocka_unit_test(gather_skips_vertex_out_of_range),
      cmocka_unit_test(gather_skips_coordinates_not_finite),
      cmocka_unit_test(gather_skips_all),
      cmocka_unit_test(gather_nothing),
      cmocka_unit_test(gather_rejects_spans_shorter_than_counts),
      cmocka_unit_test(gather_rejects_another_segment),
      cmocka_unit_test(gather_rejects_overflowing_counts),
      cmocka_unit_test(gather_rejects_memory_too_small),
      cmocka_unit_test(gather_rejects_missing_arguments),
      cmocka_unit_test(gather_fuzz),
  };
  return cmocka_run_group_tests(tests, open_memory, close_memory);
}
