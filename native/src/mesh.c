/* SPDX-License-Identifier: Apache-2.0 */
#include <math.h>
#include <stdbool.h>
#include <string.h>

#include "error.h"
#include "memory.h"

/* Element of a span by its stride. */
static inline const void *element(const pb_span *span, uint64_t stride, uint32_t index) {
  return (const char *)pb_span_start(span) + index * stride;
}

enum { FLOAT2_BYTES = 8, FLOAT3_BYTES = 12, INT_BYTES = 4, INT3_BYTES = 12 };

typedef struct mesh_strides {
  uint64_t positions, corner_vertices, corner_normals, corner_uvs, triangle_corners, triangle_materials;
} mesh_strides;

static bool corner_position(const pb_mesh *mesh, const mesh_strides *strides, uint32_t corner, float position[3]) {
  int32_t vertex;
  memcpy(&vertex, element(&mesh->corner_vertices, strides->corner_vertices, corner), sizeof vertex);
  if (vertex < 0 || (uint32_t)vertex >= mesh->vertex_count) {
    return false;
  }
  memcpy(position, element(&mesh->positions, strides->positions, (uint32_t)vertex), FLOAT3_BYTES);
  return true;
}

static void gather_vertices(const pb_mesh *mesh, const mesh_strides *strides, char *vertices) {
  const bool has_uvs = mesh->corner_uvs.size_bytes > 0;
  for (uint32_t corner = 0; corner < mesh->corner_count; corner++) {
    float vertex[PB_VERTEX_BYTES / sizeof(float)] = {0};
    (void)corner_position(mesh, strides, corner, vertex);
    memcpy(vertex + 3, element(&mesh->corner_normals, strides->corner_normals, corner), FLOAT3_BYTES);
    if (has_uvs) {
      memcpy(vertex + 6, element(&mesh->corner_uvs, strides->corner_uvs, corner), FLOAT2_BYTES);
    }
    memcpy(vertices + (size_t)corner * PB_VERTEX_BYTES, vertex, PB_VERTEX_BYTES);
  }
}

/* Reads a triangle; false where it can't be drawn. */
static bool read_triangle(const pb_mesh *mesh, const mesh_strides *strides, uint32_t triangle, int32_t corners[3]) {
  memcpy(corners, element(&mesh->triangle_corners, strides->triangle_corners, triangle), INT3_BYTES);
  for (int i = 0; i < 3; i++) {
    float position[3];
    if (corners[i] < 0 || (uint32_t)corners[i] >= mesh->corner_count ||
        !corner_position(mesh, strides, (uint32_t)corners[i], position) || !isfinite(position[0]) ||
        !isfinite(position[1]) || !isfinite(position[2])) {
      return false;
    }
  }
  return true;
}

static uint32_t read_slot(const pb_mesh *mesh, const mesh_strides *strides, uint32_t triangle, uint32_t slot_count) {
  int32_t slot;
  memcpy(&slot, element(&mesh->triangle_materials, strides->triangle_materials, triangle), sizeof slot);
  return slot < 0 ? 0 : (uint32_t)slot >= slot_count ? slot_count - 1 : (uint32_t)slot;
}

pb_status pb_mesh_gather(const pb_mesh *mesh, void *vertices, uint64_t vertices_size_bytes, uint32_t *indices,
                         uint64_t indices_size_bytes, uint32_t *slot_triangle_counts, uint32_t slot_count,
                         uint32_t *skipped_triangle_count) {
  if (!mesh || !vertices || !indices || !slot_triangle_counts || !skipped_triangle_count || slot_count == 0) {
    return pb_fail(PB_INVALID_ARGUMENT, "a mesh, memory for vertices and indices and at least one material slot are needed");
  }
  if (!pb_span_holds(&mesh->positions, mesh->vertex_count, FLOAT3_BYTES) ||
      !pb_span_holds(&mesh->corner_vertices, mesh->corner_count, INT_BYTES) ||
      !pb_span_holds(&mesh->corner_normals, mesh->corner_count, FLOAT3_BYTES) ||
      (mesh->corner_uvs.size_bytes && !pb_span_holds(&mesh->corner_uvs, mesh->corner_count, FLOAT2_BYTES)) ||
      !pb_span_holds(&mesh->triangle_corners, mesh->triangle_count, INT3_BYTES) ||
      !pb_span_holds(&mesh->triangle_materials, mesh->triangle_count, INT_BYTES)) {
    return pb_fail(PB_INVALID_ARGUMENT, "the mesh's memory is smaller than its counts say");
  }
  if (vertices_size_bytes < (uint64_t)mesh->corner_count * PB_VERTEX_BYTES ||
      indices_size_bytes < (uint64_t)mesh->triangle_count * INT3_BYTES) {
    return pb_fail(PB_INVALID_ARGUMENT, "the memory for %u vertices and %u triangles is too small", mesh->corner_count,
                   mesh->triangle_count);
  }
  const mesh_strides strides = {
      .positions = pb_span_stride(&mesh->positions, FLOAT3_BYTES),
      .corner_vertices = pb_span_stride(&mesh->corner_vertices, INT_BYTES),
      .corner_normals = pb_span_stride(&mesh->corner_normals, FLOAT3_BYTES),
      .corner_uvs = pb_span_stride(&mesh->corner_uvs, FLOAT2_BYTES),
      .triangle_corners = pb_span_stride(&mesh->triangle_corners, INT3_BYTES),
      .triangle_materials = pb_span_stride(&mesh->triangle_materials, INT_BYTES),
  };

  gather_vertices(mesh, &strides, vertices);

  /* Counting sort by material slot; the counts serve as write positions first. */
  memset(slot_triangle_counts, 0, slot_count * sizeof *slot_triangle_counts);
  int32_t corners[3];
  uint32_t drawn_count = 0;
  for (uint32_t triangle = 0; triangle < mesh->triangle_count; triangle++) {
    if (read_triangle(mesh, &strides, triangle, corners)) {
      slot_triangle_counts[read_slot(mesh, &strides, triangle, slot_count)]++;
      drawn_count++;
    }
  }
  uint32_t first = 0;
  for (uint32_t slot = 0; slot < slot_count; slot++) {
    const uint32_t count = slot_triangle_counts[slot];
    slot_triangle_counts[slot] = first;
    first += count;
  }
  for (uint32_t triangle = 0; triangle < mesh->triangle_count; triangle++) {
    if (read_triangle(mesh, &strides, triangle, corners)) {
      const uint32_t position = slot_triangle_counts[read_slot(mesh, &strides, triangle, slot_count)]++;
      if (position >= drawn_count) {
        return pb_fail(PB_INVALID_STATE, "the mesh was changed while it was read");
      }
      memcpy(indices + (size_t)position * 3, corners, INT3_BYTES);
    }
  }
  /* Each position now is the end of its slot; the difference to the end before is the count. */
  for (uint32_t slot = slot_count - 1; slot > 0; slot--) {
    slot_triangle_counts[slot] -= slot_triangle_counts[slot - 1];
  }
  *skipped_triangle_count = mesh->triangle_count - drawn_count;
  return pb_succeed();
}
