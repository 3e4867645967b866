/* SPDX-License-Identifier: Apache-2.0 */
/* Everything that is read or written lies right before a guard page. */
#include "testing.h"

#include <math.h>
#include <stdbool.h>
#include <stdlib.h>

#include "gather_memory.h"

enum {
  POSITIONS, CORNER_VERTICES, NORMALS, TRIANGLE_CORNERS, TRIANGLE_POLYGONS, POLYGON_MATERIALS, UVS, VERTICES, INDICES
};
enum { MAX_SLOT_COUNT = 8 };

/* Four vertices, each with two corners, and four triangles, each a polygon. */
static const float positions[4][3] = {{0, 0, 0}, {1, 0, 0}, {1, 1, 0}, {0, 1, 0.5f}};
static const int32_t corner_vertices[8] = {0, 1, 2, 3, 3, 2, 1, 0};
static const float corner_normals[8][3] = {{0, 0, 1}, {0, 0, 2}, {0, 0, 3}, {0, 0, 4}, {0, 0, 5}, {0, 0, 6}, {0, 0, 7}, {0, 0, 8}};
static const float corner_uvs[8][2] = {{0, 1}, {2, 3}, {4, 5}, {6, 7}, {8, 9}, {10, 11}, {12, 13}, {14, 15}};
static const int32_t triangle_corners[4][3] = {{0, 1, 2}, {0, 2, 3}, {4, 5, 6}, {4, 6, 7}};
static const int32_t triangle_polygons[4] = {3, 2, 1, 0};
static const int32_t polygon_materials[4] = {0, 1, 0, 2};

/* The UV map of the mesh that was laid out last. */
static pb_attribute uv_map;

static pb_span uv_map_of(pb_span values) {
  uv_map = (pb_attribute){.values = values, .type = PB_ATTRIBUTE_FLOAT2, .domain = PB_DOMAIN_CORNER};
  return span_of(&uv_map, sizeof uv_map);
}

static pb_mesh two_quads(void) {
  return (pb_mesh){.positions = put(POSITIONS, positions, 12, 4, 0),
                   .corner_vertices = put(CORNER_VERTICES, corner_vertices, 4, 8, 0),
                   .normals = put(NORMALS, corner_normals, 12, 8, 0),
                   .normals_domain = PB_DOMAIN_CORNER,
                   .triangle_corners = put(TRIANGLE_CORNERS, triangle_corners, 12, 4, 0),
                   .triangle_polygons = put(TRIANGLE_POLYGONS, triangle_polygons, 4, 4, 0),
                   .polygon_materials = put(POLYGON_MATERIALS, polygon_materials, 4, 4, 0),
                   .attributes = uv_map_of(put(UVS, corner_uvs, 8, 8, 0)),
                   .vertex_count = 4,
                   .corner_count = 8,
                   .triangle_count = 4,
                   .polygon_count = 4};
}

typedef struct gathered {
  pb_status status;
  const float *vertices;
  const uint32_t *indices;
  uint32_t slot_triangle_counts[MAX_SLOT_COUNT];
  uint32_t skipped_triangle_count;
} gathered;

/* Memory for all attributes of a mesh that has a UV map or none, as long as needed. */
static pb_mesh_gathering gathering_of(const pb_mesh *mesh, uint32_t slot_count, gathered *result) {
  static const uint32_t first_attribute[1] = {0};
  const bool has_uvs = mesh->attributes.size_bytes > 0;
  const bool by_vertex = !has_uvs && !mesh->normals.size_bytes && !mesh->flat_polygons.size_bytes;
  const size_t vertices_bytes = (size_t)(by_vertex ? mesh->vertex_count : mesh->corner_count) * (PB_VERTEX_BYTES + (has_uvs ? 8 : 0));
  const size_t indices_bytes = (size_t)mesh->triangle_count * 12;
  result->vertices = tail(VERTICES, vertices_bytes);
  result->indices = tail(INDICES, indices_bytes);
  return (pb_mesh_gathering){.size_bytes = sizeof(pb_mesh_gathering),
                             .version = PB_MESSAGE_VERSION,
                             .attributes = has_uvs ? span_of(first_attribute, sizeof first_attribute) : (pb_span){0},
                             .vertices = span_of(result->vertices, vertices_bytes),
                             .indices = span_of(result->indices, indices_bytes),
                             .slot_triangle_counts = span_of(result->slot_triangle_counts, slot_count * sizeof(uint32_t))};
}

static gathered gather(const pb_mesh *mesh, uint32_t slot_count) {
  gathered result;
  pb_mesh_gathering gathering = gathering_of(mesh, slot_count, &result);
  result.status = pb_mesh_gather(mesh, &gathering);
  result.skipped_triangle_count = gathering.skipped_triangle_count;
  return result;
}

static void assert_two_quads_vertices(const gathered *result, bool has_uvs) {
  const size_t vertex_floats = has_uvs ? 8 : 6;
  for (size_t corner = 0; corner < 8; corner++) {
    const float *vertex = result->vertices + corner * vertex_floats;
    assert_memory_equal(vertex, positions[corner_vertices[corner]], 12);
    assert_memory_equal(vertex + 3, corner_normals[corner], 12);
    if (has_uvs) {
      assert_memory_equal(vertex + 6, corner_uvs[corner], 8);
    }
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
  mesh.triangle_polygons = put(TRIANGLE_POLYGONS, (const int32_t[4]){0, 1, 2, 3}, 4, 4, 0);
  mesh.polygon_materials = put(POLYGON_MATERIALS, slots, 4, 4, 0);
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
    mesh.normals = put(NORMALS, corner_normals, 12, 8, 12 + padding);
    mesh.attributes = uv_map_of(put(UVS, corner_uvs, 8, 8, 8 + padding));
    mesh.triangle_corners = put(TRIANGLE_CORNERS, triangle_corners, 12, 4, 12 + padding);
    mesh.triangle_polygons = put(TRIANGLE_POLYGONS, triangle_polygons, 4, 4, 4 + padding);
    mesh.polygon_materials = put(POLYGON_MATERIALS, polygon_materials, 4, 4, 4 + padding);
    const gathered result = gather(&mesh, 3);
    assert_int_equal(result.status, PB_OK);
    assert_two_quads_vertices(&result, true);
    assert_drawn(&result, (uint32_t[]){1, 3, 2, 0}, 4);
  }
}

static void gather_without_uvs(void **state) {
  (void)state;
  pb_mesh mesh = two_quads();
  mesh.attributes = (pb_span){0};
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
  pb_span *spans[] = {&mesh->positions,         &mesh->corner_vertices,   &mesh->normals, &mesh->triangle_corners,
                      &mesh->triangle_polygons, &mesh->polygon_materials, &uv_map.values};
  return spans[which];
}

static void gather_rejects_spans_shorter_than_counts(void **state) {
  (void)state;
  for (int which = POSITIONS; which <= UVS; which++) {
    pb_mesh mesh = two_quads();
    const uint64_t whole_bytes = span_at(&mesh, which)->size_bytes;
    /* Every truncated length; without any normals all is flat, without polygons or slots all is slot 0. */
    const bool may_be_empty = which == NORMALS || which == TRIANGLE_POLYGONS || which == POLYGON_MATERIALS;
    for (uint64_t size_bytes = may_be_empty; size_bytes < whole_bytes; size_bytes++) {
      span_at(&mesh, which)->size_bytes = size_bytes;
      assert_failed(gather(&mesh, 3).status, PB_INVALID_ARGUMENT, "smaller than its counts");
    }
  }
}

static void gather_rejects_another_segment(void **state) {
  (void)state;
  for (int which = POSITIONS; which <= UVS; which++) {
    pb_mesh mesh = two_quads();
    span_at(&mesh, which)->segment = 1;
    assert_int_equal(gather(&mesh, 3).status, PB_INVALID_ARGUMENT);
  }
}

static void gather_rejects_unknown_domains_and_types(void **state) {
  (void)state;
  pb_mesh mesh = two_quads();
  mesh.normals_domain = PB_DOMAIN_FACE;
  assert_int_equal(gather(&mesh, 3).status, PB_INVALID_ARGUMENT);
  mesh = two_quads();
  uv_map.domain = PB_DOMAIN_FACE + 1;
  assert_int_equal(gather(&mesh, 3).status, PB_INVALID_ARGUMENT);
  mesh = two_quads();
  uv_map.type = PB_ATTRIBUTE_BOOL + 1;
  assert_int_equal(gather(&mesh, 3).status, PB_INVALID_ARGUMENT);
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
  gathered result;
  pb_mesh_gathering gathering = gathering_of(&mesh, 3, &result);
  gathering.vertices.size_bytes--;
  assert_failed(pb_mesh_gather(&mesh, &gathering), PB_INVALID_ARGUMENT, "too small");
  gathering = gathering_of(&mesh, 3, &result);
  gathering.indices.size_bytes--;
  assert_failed(pb_mesh_gather(&mesh, &gathering), PB_INVALID_ARGUMENT, "too small");
}

static void gather_rejects_missing_arguments(void **state) {
  (void)state;
  const pb_mesh mesh = two_quads();
  gathered result;
  const pb_mesh_gathering whole = gathering_of(&mesh, 3, &result);
  pb_mesh_gathering gathering = whole;
  assert_int_equal(pb_mesh_gather(NULL, &gathering), PB_INVALID_ARGUMENT);
  assert_int_equal(pb_mesh_gather(&mesh, NULL), PB_INVALID_ARGUMENT);
  gathering.version++;
  assert_int_equal(pb_mesh_gather(&mesh, &gathering), PB_INVALID_ARGUMENT);
  pb_span *spans[] = {&gathering.vertices, &gathering.indices, &gathering.slot_triangle_counts};
  for (size_t i = 0; i < sizeof spans / sizeof spans[0]; i++) {
    gathering = whole;
    *spans[i] = (pb_span){0};
    assert_int_equal(pb_mesh_gather(&mesh, &gathering), PB_INVALID_ARGUMENT);
  }
}

static void gather_rejects_attributes_that_are_not_there(void **state) {
  (void)state;
  const pb_mesh mesh = two_quads();
  gathered result;
  pb_mesh_gathering gathering = gathering_of(&mesh, 3, &result);
  static const uint32_t wanted[PB_MAX_GATHERED_ATTRIBUTE_COUNT + 1] = {1};
  gathering.attributes = span_of(wanted, sizeof wanted[0]);
  assert_failed(pb_mesh_gather(&mesh, &gathering), PB_INVALID_ARGUMENT, "an attribute is wanted");
  gathering.attributes = span_of(wanted, sizeof wanted);
  assert_failed(pb_mesh_gather(&mesh, &gathering), PB_INVALID_ARGUMENT, "at most");
}

/* ------------------------------------------------------------------------------------------------ attributes */

/* Four vertices, two triangles of them, a polygon each. */
static const int32_t strip_vertices[6] = {0, 1, 2, 2, 1, 3};

static pb_mesh strip(uint32_t normals_domain) {
  const size_t normal_count = normals_domain == PB_DOMAIN_POINT ? 4 : 6;
  return (pb_mesh){.positions = put(POSITIONS, positions, 12, 4, 0),
                   .corner_vertices = put(CORNER_VERTICES, strip_vertices, 4, 6, 0),
                   .normals = put(NORMALS, corner_normals, 12, normal_count, 0),
                   .normals_domain = normals_domain,
                   .triangle_corners = put(TRIANGLE_CORNERS, (const int32_t[2][3]){{0, 1, 2}, {3, 4, 5}}, 12, 2, 0),
                   .triangle_polygons = put(TRIANGLE_POLYGONS, (const int32_t[2]){1, 0}, 4, 2, 0),
                   .vertex_count = 4,
                   .corner_count = 6,
                   .triangle_count = 2,
                   .polygon_count = 2};
}

static void gather_shares_vertices_that_are_alike(void **state) {
  (void)state;
  const pb_mesh mesh = strip(PB_DOMAIN_POINT);
  float vertices[4][6];
  uint32_t indices[6], count = 0;
  pb_mesh_gathering gathering = {.size_bytes = sizeof gathering,
                                 .version = PB_MESSAGE_VERSION,
                                 .vertices = span_of(vertices, sizeof vertices),
                                 .indices = span_of(indices, sizeof indices),
                                 .slot_triangle_counts = span_of(&count, sizeof count)};
  assert_int_equal(pb_mesh_gather(&mesh, &gathering), PB_OK);
  assert_int_equal(gathering.vertex_count, 4);
  assert_int_equal(count, 2);
  assert_memory_equal(indices, strip_vertices, sizeof indices);
  for (int i = 0; i < 4; i++) {
    assert_memory_equal(vertices[i], positions[i], 12);
    assert_memory_equal(vertices[i] + 3, corner_normals[i], 12);
  }
}

/* Triangle 0 is polygon 1. */
static void gather_leaves_out_normals_of_flat_faces(void **state) {
  (void)state;
  static const float no_normal[3];
  for (uint32_t domain = PB_DOMAIN_POINT; domain <= PB_DOMAIN_CORNER; domain++) {
    pb_mesh mesh = strip(domain);
    mesh.flat_polygons = put(UVS, (const uint8_t[2]){0, 1}, 1, 2, 0);
    const gathered result = gather(&mesh, 1);
    assert_int_equal(result.status, PB_OK);
    for (int corner = 0; corner < 6; corner++) {
      const float *normal = corner < 3 ? no_normal : corner_normals[domain == PB_DOMAIN_CORNER ? corner : strip_vertices[corner]];
      assert_memory_equal(result.vertices + corner * 6, positions[strip_vertices[corner]], 12);
      assert_memory_equal(result.vertices + corner * 6 + 3, normal, 12);
    }
    mesh.flat_polygons.size_bytes = 1;
    assert_failed(gather(&mesh, 1).status, PB_INVALID_ARGUMENT, "smaller than its counts");
  }
}

static void gather_without_normals_has_zeros(void **state) {
  (void)state;
  static const float no_normal[3];
  pb_mesh mesh = strip(PB_DOMAIN_CORNER);
  mesh.normals = (pb_span){0};
  const gathered result = gather(&mesh, 1);
  assert_int_equal(result.status, PB_OK);
  for (int vertex = 0; vertex < 4; vertex++) { /* nothing tells corners apart: one vertex per vertex */
    assert_memory_equal(result.vertices + vertex * 6, positions[vertex], 12);
    assert_memory_equal(result.vertices + vertex * 6 + 3, no_normal, 12);
  }
  assert_memory_equal(result.indices, strip_vertices, sizeof strip_vertices);
}

/* One value of each type, on every domain, is what the header says. */
static void gather_attributes_of_every_type(void **state) {
  (void)state;
  static const float numbers[6][4] = {{1, 2, 3, 4}, {5, 6, 7, 8}, {9, 10, 11, 12}, {13, 14, 15, 16}, {17, 18, 19, 20}, {21, 22, 23, 24}};
  static const uint8_t colors[6][4] = {{0, 255, 188, 128}, {1, 2, 3, 4}, {5, 6, 7, 8}, {9, 10, 11, 12}, {13, 14, 15, 16}, {17, 18, 19, 20}};
  static const int32_t integers[6] = {-5, 4, 3, 2, 1, 0};
  static const int8_t bytes[6] = {-128, 127, 3, 2, 1, 0};
  static const uint8_t booleans[6] = {2, 0, 1, 1, 0, 0};
  const struct {
    uint32_t type;
    const void *values;
    size_t stride, float_count;
  } cases[] = {
      {PB_ATTRIBUTE_FLOAT, numbers, 16, 1},     {PB_ATTRIBUTE_FLOAT2, numbers, 16, 2}, {PB_ATTRIBUTE_FLOAT3, numbers, 16, 3},
      {PB_ATTRIBUTE_FLOAT4, numbers, 16, 4},    {PB_ATTRIBUTE_BYTE_COLOR, colors, 4, 4}, {PB_ATTRIBUTE_INT32, integers, 4, 1},
      {PB_ATTRIBUTE_INT8, bytes, 1, 1},         {PB_ATTRIBUTE_BOOL, booleans, 1, 1},
  };
  static const uint32_t domain_counts[] = {4, 6, 2};
  for (size_t which = 0; which < sizeof cases / sizeof cases[0]; which++) {
    for (uint32_t domain = PB_DOMAIN_POINT; domain <= PB_DOMAIN_FACE; domain++) {
      pb_mesh mesh = strip(PB_DOMAIN_CORNER);
      pb_attribute attribute = {.type = cases[which].type, .domain = domain};
      attribute.values = span_of(cases[which].values, domain_counts[domain] * cases[which].stride);
      attribute.values.stride_bytes = cases[which].stride;
      mesh.attributes = span_of(&attribute, sizeof attribute);
      const size_t vertex_floats = 6 + cases[which].float_count;
      float vertices[6 * 10];
      uint32_t indices[6], count = 0;
      static const uint32_t wanted[1] = {0};
      pb_mesh_gathering gathering = {.size_bytes = sizeof gathering,
                                     .version = PB_MESSAGE_VERSION,
                                     .attributes = span_of(wanted, sizeof wanted),
                                     .vertices = span_of(vertices, 6 * vertex_floats * sizeof(float)),
                                     .indices = span_of(indices, sizeof indices),
                                     .slot_triangle_counts = span_of(&count, sizeof count)};
      assert_int_equal(pb_mesh_gather(&mesh, &gathering), PB_OK);
      for (int corner = 0; corner < 6; corner++) {
        const int element = domain == PB_DOMAIN_POINT ? strip_vertices[corner] : domain == PB_DOMAIN_CORNER ? corner : corner < 3 ? 1 : 0;
        const float *value = vertices + (size_t)corner * vertex_floats + 6;
        switch (cases[which].type) {
          case PB_ATTRIBUTE_BYTE_COLOR:
            for (int channel = 0; channel < 3; channel++) {
              /* Brought back to bytes, so that the rounding of powf doesn't matter. */
              const float encoded = value[channel] <= 0.0031308f ? value[channel] * 12.92f : 1.055f * powf(value[channel], 1 / 2.4f) - 0.055f;
              assert_int_equal(lrintf(encoded * 255), colors[element][channel]);
            }
            assert_true(value[3] == (float)colors[element][3] / 255.0f);
            break;
          case PB_ATTRIBUTE_INT32:
            assert_true(value[0] == (float)integers[element]);
            break;
          case PB_ATTRIBUTE_INT8:
            assert_true(value[0] == (float)bytes[element]);
            break;
          case PB_ATTRIBUTE_BOOL:
            assert_true(value[0] == (booleans[element] ? 1.0f : 0.0f));
            break;
          default:
            assert_memory_equal(value, numbers[element], cases[which].float_count * sizeof(float));
        }
      }
    }
  }
}

/* ------------------------------------------------------------------------------------------------ large meshes */

/* Larger than one task, on several cores: a strip of triangles, every third in slot 1, some of which can't be drawn. */
static void gather_large_mesh(void **state) {
  (void)state;
  enum { TRIANGLE_COUNT = 300000, VERTEX_COUNT = TRIANGLE_COUNT + 2, CORNER_COUNT = 3 * TRIANGLE_COUNT };
  float(*points)[3] = calloc(VERTEX_COUNT, sizeof *points);
  int32_t *vertex_of_corner = calloc(CORNER_COUNT, sizeof *vertex_of_corner);
  float(*normals)[3] = calloc(CORNER_COUNT, sizeof *normals);
  int32_t *corners = calloc(CORNER_COUNT, sizeof *corners), *slots = calloc(TRIANGLE_COUNT, sizeof *slots);
  int32_t *polygons = calloc(TRIANGLE_COUNT, sizeof *polygons);
  float(*vertices)[6] = calloc(CORNER_COUNT, sizeof *vertices);
  uint32_t *indices = calloc(CORNER_COUNT, sizeof *indices), counts[2];
  for (int32_t i = 0; i < VERTEX_COUNT; i++) {
    points[i][0] = (float)i;
  }
  points[VERTEX_COUNT - 1][2] = NAN; /* of the last triangle alone */
  for (int32_t i = 0; i < CORNER_COUNT; i++) {
    vertex_of_corner[i] = i / 3 + i % 3;
    normals[i][1] = (float)i;
    corners[i] = i;
  }
  corners[0] = CORNER_COUNT;
  for (int32_t i = 0; i < TRIANGLE_COUNT; i++) {
    polygons[i] = TRIANGLE_COUNT - 1 - i;
    slots[TRIANGLE_COUNT - 1 - i] = i % 3 == 0;
  }
  const pb_mesh mesh = {.positions = span_of(points, VERTEX_COUNT * sizeof *points),
                        .corner_vertices = span_of(vertex_of_corner, CORNER_COUNT * sizeof(int32_t)),
                        .normals = span_of(normals, CORNER_COUNT * sizeof *normals),
                        .normals_domain = PB_DOMAIN_CORNER,
                        .triangle_corners = span_of(corners, CORNER_COUNT * sizeof(int32_t)),
                        .triangle_polygons = span_of(polygons, TRIANGLE_COUNT * sizeof(int32_t)),
                        .polygon_materials = span_of(slots, TRIANGLE_COUNT * sizeof(int32_t)),
                        .vertex_count = VERTEX_COUNT,
                        .corner_count = CORNER_COUNT,
                        .triangle_count = TRIANGLE_COUNT,
                        .polygon_count = TRIANGLE_COUNT};
  pb_mesh_gathering gathering = {.size_bytes = sizeof gathering,
                                 .version = PB_MESSAGE_VERSION,
                                 .vertices = span_of(vertices, CORNER_COUNT * sizeof *vertices),
                                 .indices = span_of(indices, CORNER_COUNT * sizeof *indices),
                                 .slot_triangle_counts = span_of(counts, sizeof counts)};
  assert_int_equal(pb_mesh_gather(&mesh, &gathering), PB_OK);
  assert_int_equal(gathering.skipped_triangle_count, 2);
  assert_int_equal(counts[0], TRIANGLE_COUNT - TRIANGLE_COUNT / 3 - 1);
  assert_int_equal(counts[1], TRIANGLE_COUNT / 3 - 1);
  uint32_t place = 0;
  for (int32_t slot = 0; slot < 2; slot++) {
    for (int32_t triangle = 1; triangle < TRIANGLE_COUNT - 1; triangle++) {
      if ((triangle % 3 == 0) == slot) {
        assert_int_equal(indices[place * 3], triangle * 3);
        assert_int_equal(indices[place++ * 3 + 2], triangle * 3 + 2);
      }
    }
  }
  for (int32_t i = 0; i < CORNER_COUNT - 1; i++) {
    assert_true(vertices[i][0] == (float)(i / 3 + i % 3) && vertices[i][4] == (float)i);
  }
  void *all[] = {points, vertex_of_corner, normals, corners, slots, polygons, vertices, indices};
  for (size_t i = 0; i < sizeof all / sizeof all[0]; i++) {
    free(all[i]);
  }
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
  float normals[FUZZ_MAX_COUNT][3];
  float uvs[FUZZ_MAX_COUNT][2];
  int32_t triangle_corners[FUZZ_MAX_COUNT][3];
  int32_t triangle_polygons[FUZZ_MAX_COUNT];
  int32_t polygon_materials[FUZZ_MAX_COUNT];
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
                  .triangle_count = random_below(FUZZ_MAX_COUNT + 1),
                  .polygon_count = random_below(FUZZ_MAX_COUNT + 1),
                  .normals_domain = PB_DOMAIN_CORNER};
  for (uint32_t i = 0; i < FUZZ_MAX_COUNT; i++) {
    for (int axis = 0; axis < 3; axis++) {
      data->positions[i][axis] = random_coordinate();
      data->normals[i][axis] = random_coordinate();
      data->triangle_corners[i][axis] = random_index(mesh.corner_count);
    }
    data->uvs[i][0] = data->uvs[i][1] = random_coordinate();
    data->corner_vertices[i] = random_index(mesh.vertex_count);
    data->triangle_polygons[i] = random_index(mesh.polygon_count);
    data->polygon_materials[i] = random_index(MAX_SLOT_COUNT);
  }
  mesh.positions = put(POSITIONS, data->positions, 12, mesh.vertex_count, random_stride(12));
  mesh.corner_vertices = put(CORNER_VERTICES, data->corner_vertices, 4, mesh.corner_count, random_stride(4));
  mesh.normals = put(NORMALS, data->normals, 12, mesh.corner_count, random_stride(12));
  if (random_below(2)) {
    mesh.attributes = uv_map_of(put(UVS, data->uvs, 8, mesh.corner_count, random_stride(8)));
  }
  mesh.triangle_corners = put(TRIANGLE_CORNERS, data->triangle_corners, 12, mesh.triangle_count, random_stride(12));
  mesh.triangle_polygons = put(TRIANGLE_POLYGONS, data->triangle_polygons, 4, mesh.triangle_count, random_stride(4));
  mesh.polygon_materials = put(POLYGON_MATERIALS, data->polygon_materials, 4, mesh.polygon_count, random_stride(4));
  return mesh;
}

/* The same by the plainest means: once over all triangles for each slot. */
static void assert_gathered(const fuzz_mesh *data, const pb_mesh *mesh, uint32_t slot_count, const gathered *result) {
  uint32_t drawn_count = 0;
  for (uint32_t slot = 0; slot < slot_count; slot++) {
    uint32_t slot_triangle_count = 0;
    for (uint32_t triangle = 0; triangle < mesh->triangle_count; triangle++) {
      const int32_t polygon = data->triangle_polygons[triangle], last = (int32_t)slot_count - 1;
      const bool has_polygon = polygon >= 0 && polygon < (int32_t)mesh->polygon_count;
      const int32_t asked = has_polygon ? data->polygon_materials[polygon] : 0;
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

/* ------------------------------------------------------------------------------------------------ welding */

enum { MAX_WELDED_FLOATS = 10 };

/* A mesh of squares side by side, of which some UVs differ at every few vertices, gathered with and without a weld. */
typedef struct sheet {
  uint32_t columns, rows;
  float (*positions)[3];
  int32_t *corner_vertices;
  float (*normals)[3];
  float (*uvs)[2];
  uint8_t (*colors)[4];
  int32_t (*triangles)[3];
  pb_attribute attributes[2];
  pb_mesh mesh;
} sheet;

/* `seam_every`: of so many vertices one differs between its corners; 0: none does. */
static sheet open_sheet(uint32_t columns, uint32_t rows, uint32_t seam_every) {
  const uint32_t vertex_count = (columns + 1) * (rows + 1), face_count = columns * rows, corner_count = face_count * 4;
  sheet made = {.columns = columns, .rows = rows};
  made.positions = calloc(vertex_count, sizeof *made.positions);
  made.corner_vertices = calloc(corner_count, sizeof *made.corner_vertices);
  made.normals = calloc(corner_count, sizeof *made.normals);
  made.uvs = calloc(corner_count, sizeof *made.uvs);
  made.colors = calloc(corner_count, sizeof *made.colors);
  made.triangles = calloc(face_count * 2, sizeof *made.triangles);
  for (uint32_t i = 0; i < vertex_count; i++) {
    made.positions[i][0] = (float)(i % (columns + 1));
    made.positions[i][1] = (float)(i / (columns + 1));
  }
  for (uint32_t face = 0; face < face_count; face++) {
    const uint32_t low = face / columns * (columns + 1) + face % columns;
    const uint32_t around[4] = {low, low + 1, low + columns + 2, low + columns + 1};
    for (uint32_t i = 0; i < 4; i++) {
      const uint32_t corner = face * 4 + i, vertex = around[i];
      const bool differs = seam_every && vertex % seam_every == 0;
      made.corner_vertices[corner] = (int32_t)vertex;
      made.normals[corner][2] = 1;
      made.uvs[corner][0] = (float)vertex;
      made.uvs[corner][1] = differs && vertex % 2 == 0 ? (float)i : 0;
      made.colors[corner][0] = differs && vertex % 2 == 1 ? (uint8_t)i : 7;
    }
    const int32_t first = (int32_t)face * 4;
    memcpy(made.triangles[face * 2], (int32_t[3]){first, first + 1, first + 2}, sizeof made.triangles[0]);
    memcpy(made.triangles[face * 2 + 1], (int32_t[3]){first, first + 2, first + 3}, sizeof made.triangles[0]);
  }
  made.mesh = (pb_mesh){.positions = span_of(made.positions, vertex_count * sizeof *made.positions),
                        .corner_vertices = span_of(made.corner_vertices, corner_count * sizeof *made.corner_vertices),
                        .normals = span_of(made.normals, corner_count * sizeof *made.normals),
                        .normals_domain = PB_DOMAIN_CORNER,
                        .triangle_corners = span_of(made.triangles, face_count * 2 * sizeof *made.triangles),
                        .vertex_count = vertex_count,
                        .corner_count = corner_count,
                        .triangle_count = face_count * 2,
                        .polygon_count = face_count};
  made.attributes[0] = (pb_attribute){
      .values = span_of(made.uvs, corner_count * sizeof *made.uvs), .type = PB_ATTRIBUTE_FLOAT2, .domain = PB_DOMAIN_CORNER};
  made.attributes[1] = (pb_attribute){
      .values = span_of(made.colors, corner_count * sizeof *made.colors), .type = PB_ATTRIBUTE_BYTE_COLOR, .domain = PB_DOMAIN_CORNER};
  return made;
}

static void close_sheet(sheet *closed) {
  free(closed->positions);
  free(closed->corner_vertices);
  free(closed->normals);
  free(closed->uvs);
  free(closed->colors);
  free(closed->triangles);
}

static size_t weld_bytes(const pb_mesh *mesh) { return (mesh->vertex_count + 2 * ((mesh->corner_count + 31) / 32)) * sizeof(uint32_t); }

typedef struct sheet_gather {
  float *vertices;
  uint32_t *indices;
  uint32_t *weld;
  uint32_t triangle_count;
  pb_mesh_gathering gathering;
} sheet_gather;

/* Memory for as many vertices as corners. */
static sheet_gather open_gather(const sheet *from) {
  static const uint32_t wanted[2] = {0, 1};
  const size_t vertices_bytes = from->mesh.corner_count * sizeof(float[MAX_WELDED_FLOATS + 2]);
  const size_t indices_bytes = (size_t)from->mesh.triangle_count * 12;
  sheet_gather made = {.vertices = malloc(vertices_bytes), .indices = malloc(indices_bytes), .weld = malloc(weld_bytes(&from->mesh))};
  made.gathering = (pb_mesh_gathering){.size_bytes = sizeof made.gathering,
                                       .version = PB_MESSAGE_VERSION,
                                       .attributes = span_of(wanted, sizeof wanted),
                                       .vertices = span_of(made.vertices, vertices_bytes),
                                       .indices = span_of(made.indices, indices_bytes)};
  return made;
}

static void close_gather(sheet_gather *closed) {
  free(closed->vertices);
  free(closed->indices);
  free(closed->weld);
}

/* Requires that a sheet drawn with a weld is what is drawn without, triangle by triangle; gives the vertices. */
static uint32_t assert_weld_draws_the_same(sheet *drawn) {
  drawn->mesh.attributes = span_of(drawn->attributes, sizeof drawn->attributes);
  sheet_gather plain = open_gather(drawn), welded = open_gather(drawn);
  plain.gathering.slot_triangle_counts = span_of(&plain.triangle_count, sizeof plain.triangle_count);
  welded.gathering.slot_triangle_counts = span_of(&welded.triangle_count, sizeof welded.triangle_count);
  assert_int_equal(pb_mesh_gather(&drawn->mesh, &plain.gathering), PB_OK);
  welded.gathering.weld = span_of(welded.weld, weld_bytes(&drawn->mesh));
  assert_int_equal(pb_mesh_weld(&drawn->mesh, &welded.gathering), PB_OK);
  const uint32_t vertex_count = welded.gathering.vertex_count;
  assert_true(vertex_count < drawn->mesh.corner_count);
  const size_t vertex_bytes = sizeof(float[12]);
  welded.gathering.vertices.size_bytes = vertex_count * vertex_bytes;
  assert_int_equal(pb_mesh_gather(&drawn->mesh, &welded.gathering), PB_OK);
  assert_int_equal(welded.gathering.vertex_count, vertex_count);
  assert_int_equal(welded.gathering.skipped_triangle_count, plain.gathering.skipped_triangle_count);
  assert_int_equal(welded.triangle_count, plain.triangle_count);
  for (size_t i = 0; i < (size_t)plain.triangle_count * 3; i++) {
    assert_true(welded.indices[i] < vertex_count);
    assert_memory_equal(welded.vertices + welded.indices[i] * 12, plain.vertices + plain.indices[i] * 12, vertex_bytes);
  }
  welded.gathering.vertices.size_bytes--;
  assert_failed(pb_mesh_gather(&drawn->mesh, &welded.gathering), PB_INVALID_ARGUMENT, "too small");
  close_gather(&plain);
  close_gather(&welded);
  return vertex_count;
}

static void weld_writes_what_is_alike_once(void **state) {
  (void)state;
  /* As many faces as one task takes, and several. */
  static const uint32_t sizes[][2] = {{3, 2}, {9, 7}, {300, 200}};
  for (size_t i = 0; i < sizeof sizes / sizeof sizes[0]; i++) {
    sheet smooth = open_sheet(sizes[i][0], sizes[i][1], 0), seamed = open_sheet(sizes[i][0], sizes[i][1], 5);
    assert_int_equal(assert_weld_draws_the_same(&smooth), smooth.mesh.vertex_count);
    assert_true(assert_weld_draws_the_same(&seamed) > seamed.mesh.vertex_count);
    close_sheet(&smooth);
    close_sheet(&seamed);
  }
}

/* One as corrupt files have them: indices that there are not, and a place that is no number. */
static sheet open_wrong_sheet(void) {
  sheet wrong = open_sheet(9, 7, 5);
  wrong.corner_vertices[5] = -1;
  wrong.corner_vertices[50] = INT32_MAX;
  wrong.positions[30][1] = NAN;
  wrong.triangles[40][2] = INT32_MAX;
  return wrong;
}

static void weld_leaves_out_what_is_wrong(void **state) {
  (void)state;
  sheet wrong = open_wrong_sheet();
  (void)assert_weld_draws_the_same(&wrong);
  close_sheet(&wrong);
}

static void weld_of_corners_that_all_differ_saves_nothing(void **state) {
  (void)state;
  const pb_mesh mesh = two_quads();
  uint32_t weld[6];
  static const uint32_t wanted[1] = {0};
  pb_mesh_gathering gathering = {.size_bytes = sizeof gathering,
                                 .version = PB_MESSAGE_VERSION,
                                 .attributes = span_of(wanted, sizeof wanted),
                                 .weld = span_of(weld, sizeof weld)};
  assert_int_equal(pb_mesh_weld(&mesh, &gathering), PB_OK);
  assert_int_equal(gathering.vertex_count, 8);
  const pb_mesh smooth = strip(PB_DOMAIN_POINT);
  gathering.attributes = (pb_span){0};
  assert_int_equal(pb_mesh_weld(&smooth, &gathering), PB_OK);
  assert_int_equal(gathering.vertex_count, 4);
  gathering.weld.size_bytes -= 4;
  assert_failed(pb_mesh_weld(&mesh, &gathering), PB_INVALID_ARGUMENT, "too small");
  assert_int_equal(pb_mesh_weld(NULL, &gathering), PB_INVALID_ARGUMENT);
  assert_int_equal(pb_mesh_weld(&mesh, NULL), PB_INVALID_ARGUMENT);
}

static void gather_rejects_a_weld_of_another_mesh(void **state) {
  (void)state;
  sheet drawn = open_sheet(9, 7, 5);
  drawn.mesh.attributes = span_of(drawn.attributes, sizeof drawn.attributes);
  sheet_gather gather = open_gather(&drawn);
  gather.gathering.slot_triangle_counts = span_of(&gather.triangle_count, sizeof gather.triangle_count);
  gather.gathering.weld = span_of(gather.weld, weld_bytes(&drawn.mesh));
  assert_int_equal(pb_mesh_weld(&drawn.mesh, &gather.gathering), PB_OK);
  uint32_t *words = gather.weld + drawn.mesh.vertex_count;
  const uint32_t last = 2 * ((drawn.mesh.corner_count + 31) / 32) - 2;
  for (uint32_t i = 0; i <= last; i += 2) {
    words[i] ^= 0x80000000u;
    assert_failed(pb_mesh_gather(&drawn.mesh, &gather.gathering), PB_INVALID_ARGUMENT, "none of this mesh");
    words[i] ^= 0x80000000u;
    words[i + 1]++;
    assert_failed(pb_mesh_gather(&drawn.mesh, &gather.gathering), PB_INVALID_ARGUMENT, "none of this mesh");
    words[i + 1]--;
  }
  gather.gathering.weld.size_bytes -= 4;
  assert_failed(pb_mesh_gather(&drawn.mesh, &gather.gathering), PB_INVALID_ARGUMENT, "none of this mesh");
  gather.gathering.weld.size_bytes += 4;
  for (uint32_t i = 0; i < drawn.mesh.vertex_count; i++) {
    gather.weld[i] = i * 0x9E3779B9u;
  }
  assert_int_equal(pb_mesh_gather(&drawn.mesh, &gather.gathering), PB_OK); /* wrong values, but nothing outside */
  close_gather(&gather);
  close_sheet(&drawn);
}

/* ------------------------------------------------------------------------------------------------ parts */

/* Memory for a part of as many vertices as there are corners. */
static size_t part_bytes(const pb_mesh *mesh) { return 2 * ((mesh->corner_count + 31) / 32) * sizeof(uint32_t); }

/* Some triangles of a mesh. */
static pb_mesh mesh_of(const pb_mesh *whole, uint32_t first, uint32_t count) {
  pb_mesh some = *whole;
  some.triangle_corners.offset += (size_t)first * 12;
  some.triangle_corners.size_bytes = (size_t)count * 12;
  some.triangle_count = count;
  return some;
}

/* Requires that a sheet gathered in parts is what it is as a whole, triangle by triangle; the vertices of all parts. */
static uint32_t assert_parts_draw_the_same(sheet *drawn, uint32_t part_triangle_count, bool is_welded) {
  drawn->mesh.attributes = span_of(drawn->attributes, sizeof drawn->attributes);
  sheet_gather whole = open_gather(drawn), part = open_gather(drawn);
  whole.gathering.slot_triangle_counts = span_of(&whole.triangle_count, sizeof whole.triangle_count);
  part.gathering.slot_triangle_counts = span_of(&part.triangle_count, sizeof part.triangle_count);
  uint32_t *words = malloc(part_bytes(&drawn->mesh));
  if (is_welded) {
    whole.gathering.weld = part.gathering.weld = span_of(whole.weld, weld_bytes(&drawn->mesh));
    assert_int_equal(pb_mesh_weld(&drawn->mesh, &whole.gathering), PB_OK);
  }
  assert_int_equal(pb_mesh_gather(&drawn->mesh, &whole.gathering), PB_OK);
  const uint32_t triangle_count = drawn->mesh.triangle_count;
  const size_t vertex_bytes = sizeof(float[12]);
  uint32_t vertex_count = 0, skipped_count = 0;
  size_t place = 0;
  for (uint32_t first = 0; first < triangle_count; first += part_triangle_count) {
    const uint32_t left = triangle_count - first;
    const pb_mesh some = mesh_of(&drawn->mesh, first, left < part_triangle_count ? left : part_triangle_count);
    part.gathering.part = span_of(words, part_bytes(&drawn->mesh));
    assert_int_equal(pb_mesh_part(&some, &part.gathering), PB_OK);
    const uint32_t count = part.gathering.vertex_count;
    assert_true(count <= some.triangle_count * 3);
    part.gathering.vertices.size_bytes = count * vertex_bytes;
    part.gathering.indices.size_bytes = (size_t)some.triangle_count * 12;
    assert_int_equal(pb_mesh_gather(&some, &part.gathering), PB_OK);
    assert_int_equal(part.gathering.vertex_count, count);
    for (size_t i = 0; i < (size_t)part.triangle_count * 3; i++, place++) {
      assert_true(part.indices[i] < count);
      assert_memory_equal(part.vertices + part.indices[i] * 12, whole.vertices + whole.indices[place] * 12, vertex_bytes);
    }
    part.gathering.vertices.size_bytes--;
    assert_failed(pb_mesh_gather(&some, &part.gathering), PB_INVALID_ARGUMENT, "too small");
    vertex_count += count;
    skipped_count += part.gathering.skipped_triangle_count;
  }
  assert_int_equal(place, (size_t)whole.triangle_count * 3);
  assert_int_equal(skipped_count, whole.gathering.skipped_triangle_count);
  free(words);
  close_gather(&whole);
  close_gather(&part);
  return vertex_count;
}

static void parts_are_the_whole(void **state) {
  (void)state;
  static const uint32_t sizes[][3] = {{3, 2, 1}, {9, 7, 5}, {300, 200, 50000}, {300, 200, 1000000}};
  for (size_t i = 0; i < sizeof sizes / sizeof sizes[0]; i++) {
    sheet seamed = open_sheet(sizes[i][0], sizes[i][1], 5);
    const uint32_t corner_count = assert_parts_draw_the_same(&seamed, sizes[i][2], false);
    assert_true(assert_parts_draw_the_same(&seamed, sizes[i][2], true) <= corner_count);
    close_sheet(&seamed);
  }
}

static void parts_leave_out_what_is_wrong(void **state) {
  (void)state;
  sheet wrong = open_wrong_sheet();
  (void)assert_parts_draw_the_same(&wrong, 11, false);
  (void)assert_parts_draw_the_same(&wrong, 11, true);
  close_sheet(&wrong);
}

static void gather_rejects_a_part_of_another_mesh(void **state) {
  (void)state;
  sheet drawn = open_sheet(9, 7, 5);
  drawn.mesh.attributes = span_of(drawn.attributes, sizeof drawn.attributes);
  sheet_gather gather = open_gather(&drawn);
  gather.gathering.slot_triangle_counts = span_of(&gather.triangle_count, sizeof gather.triangle_count);
  const size_t bytes = part_bytes(&drawn.mesh);
  uint32_t *words = calloc(1, bytes);
  const pb_mesh some = mesh_of(&drawn.mesh, 0, 8), others = mesh_of(&drawn.mesh, 60, 8);
  assert_failed(pb_mesh_part(&some, &gather.gathering), PB_INVALID_ARGUMENT, "no memory for the part");
  gather.gathering.part = span_of(words, bytes - 4);
  assert_failed(pb_mesh_part(&some, &gather.gathering), PB_INVALID_ARGUMENT, "too small");
  gather.gathering.part = span_of(words, bytes);
  assert_int_equal(pb_mesh_part(&some, &gather.gathering), PB_OK);
  assert_failed(pb_mesh_gather(&others, &gather.gathering), PB_INVALID_STATE, "changed");
  words[1]++;
  assert_failed(pb_mesh_gather(&some, &gather.gathering), PB_INVALID_ARGUMENT, "none of this mesh");
  words[1]--;
  assert_int_equal(pb_mesh_gather(&some, &gather.gathering), PB_OK);
  free(words);
  close_gather(&gather);
  close_sheet(&drawn);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(parts_are_the_whole),
      cmocka_unit_test(parts_leave_out_what_is_wrong),
      cmocka_unit_test(gather_rejects_a_part_of_another_mesh),
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
      cmocka_unit_test(gather_rejects_unknown_domains_and_types),
      cmocka_unit_test(gather_rejects_attributes_that_are_not_there),
      cmocka_unit_test(gather_shares_vertices_that_are_alike),
      cmocka_unit_test(gather_leaves_out_normals_of_flat_faces),
      cmocka_unit_test(gather_without_normals_has_zeros),
      cmocka_unit_test(gather_attributes_of_every_type),
      cmocka_unit_test(weld_writes_what_is_alike_once),
      cmocka_unit_test(weld_leaves_out_what_is_wrong),
      cmocka_unit_test(weld_of_corners_that_all_differ_saves_nothing),
      cmocka_unit_test(gather_rejects_a_weld_of_another_mesh),
      cmocka_unit_test(gather_large_mesh),
      cmocka_unit_test(gather_fuzz),
  };
  return cmocka_run_group_tests(tests, open_memory, close_memory);
}
