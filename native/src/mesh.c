/* SPDX-License-Identifier: Apache-2.0 */
/* Checks a mesh before it is read, and gathers from it what OpenGL draws. */
#include "mesh.h"

#include <math.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>

#include "error.h"
#include "memory.h"
#include "parallel.h"

enum { FLOAT2_BYTES = 8, FLOAT3_BYTES = 12, INT_BYTES = 4, INT3_BYTES = 12 };

/* Elements that one task takes: long beside the start of a thread, short beside a large mesh. */
enum { ELEMENTS_PER_TASK = 1 << 15 };

/* Vertices that are put together in the processor's cache before they go to OpenGL's memory. */
enum { BLOCK_COUNT = 128 };

enum { MAX_VERTEX_FLOATS = 6 + 4 * PB_MAX_GATHERED_ATTRIBUTE_COUNT };

/* More than this would make the table of counts per task and slot larger than what is counted. */
enum { MAX_TRIANGLE_TASK_COUNT = 64 };

/* ------------------------------------------------------------------------------------------------ checks */

const pb_attribute_layout *pb_attribute_layout_of(uint32_t type) {
  static const pb_attribute_layout layouts[] = {
      [PB_ATTRIBUTE_FLOAT] = {4, 1},      [PB_ATTRIBUTE_FLOAT2] = {8, 2}, [PB_ATTRIBUTE_FLOAT3] = {12, 3},
      [PB_ATTRIBUTE_FLOAT4] = {16, 4},    [PB_ATTRIBUTE_BYTE_COLOR] = {4, 4}, [PB_ATTRIBUTE_INT32] = {4, 1},
      [PB_ATTRIBUTE_INT8] = {1, 1},       [PB_ATTRIBUTE_BOOL] = {1, 1},
  };
  return type < sizeof layouts / sizeof layouts[0] ? &layouts[type] : NULL;
}

static uint32_t domain_count(const pb_mesh *mesh, uint32_t domain) {
  switch (domain) {
    case PB_DOMAIN_POINT:
      return mesh->vertex_count;
    case PB_DOMAIN_CORNER:
      return mesh->corner_count;
    default:
      return mesh->polygon_count;
  }
}

static uint32_t attribute_count(const pb_mesh *mesh) {
  return (uint32_t)(mesh->attributes.size_bytes / sizeof(pb_attribute));
}

static pb_attribute attribute_at(const pb_mesh *mesh, uint32_t index) {
  pb_attribute attribute;
  memcpy(&attribute, pb_span_element(&mesh->attributes, sizeof attribute, index), sizeof attribute);
  return attribute;
}

static bool holds_attributes(const pb_mesh *mesh) {
  const uint64_t count = mesh->attributes.size_bytes / sizeof(pb_attribute);
  if (count > UINT32_MAX || !pb_span_holds(&mesh->attributes, count, sizeof(pb_attribute))) {
    return count == 0;
  }
  for (uint32_t i = 0; i < count; i++) {
    const pb_attribute attribute = attribute_at(mesh, i);
    const pb_attribute_layout *layout = pb_attribute_layout_of(attribute.type);
    if (!layout || attribute.domain > PB_DOMAIN_FACE ||
        !pb_span_holds(&attribute.values, domain_count(mesh, attribute.domain), layout->value_bytes)) {
      return false;
    }
  }
  return true;
}

static pb_status check(const pb_mesh *mesh) {
  if (!mesh) {
    return pb_fail(PB_INVALID_ARGUMENT, "the mesh is NULL");
  }
  if (mesh->normals_domain > PB_DOMAIN_CORNER ||
      !pb_span_holds(&mesh->positions, mesh->vertex_count, FLOAT3_BYTES) ||
      !pb_span_holds(&mesh->corner_vertices, mesh->corner_count, INT_BYTES) ||
      (mesh->normals.size_bytes && !pb_span_holds(&mesh->normals, domain_count(mesh, mesh->normals_domain), FLOAT3_BYTES)) ||
      (mesh->flat_polygons.size_bytes && !pb_span_holds(&mesh->flat_polygons, mesh->polygon_count, 1)) ||
      !pb_span_holds(&mesh->triangle_corners, mesh->triangle_count, INT3_BYTES) ||
      (mesh->triangle_polygons.size_bytes && !pb_span_holds(&mesh->triangle_polygons, mesh->triangle_count, INT_BYTES)) ||
      (mesh->polygon_materials.size_bytes && !pb_span_holds(&mesh->polygon_materials, mesh->polygon_count, INT_BYTES)) ||
      !holds_attributes(mesh)) {
    return pb_fail(PB_INVALID_ARGUMENT, "the mesh's memory is smaller than its counts say");
  }
  return PB_OK;
}

/* ------------------------------------------------------------------------------------------------ gathering vertices */

static uint32_t end_of_task(uint32_t first, uint32_t count) {
  return count - first < ELEMENTS_PER_TASK ? count : first + ELEMENTS_PER_TASK;
}

/* One member of a vertex: where its values come from. */
typedef struct column {
  const char *values; /* NULL: zeros */
  uint64_t stride;
  uint32_t domain; /* pb_domain */
  uint32_t type;   /* pb_attribute_type */
  uint32_t float_count;
} column;

/* 32 elements, of which some are marked: corners of a weld that have vertices of their own, or vertices of a part. */
typedef struct marked_word {
  uint32_t bits;
  uint32_t before_count; /* of marked ones in all words before */
} marked_word;

enum { ELEMENTS_PER_WORD = 32 };

typedef struct gathering {
  const pb_mesh *mesh;
  bool by_vertex; /* one vertex per vertex of the mesh, else one per corner */
  column columns[2 + PB_MAX_GATHERED_ATTRIBUTE_COUNT]; /* position, normal, attributes */
  uint32_t column_count;
  uint32_t float_count;   /* of a vertex */
  uint32_t vertex_count;  /* to be written, where no part is wanted */
  float linear_of_srgb[256]; /* filled where a column is of PB_ATTRIBUTE_BYTE_COLOR */
  int32_t *corner_polygons; /* polygon of each corner; NULL: nothing depends on polygons */
  uint32_t *first_corners; /* of each vertex, but for its bits: 0 is none; NULL: there is no weld */
  marked_word *weld_words;
  marked_word *part_words; /* of the vertices; NULL: all are written */
  char *vertices;
  uint32_t *indices;
  uint32_t slot_count;
  uint32_t triangles_per_task;
  uint32_t *task_slot_counts; /* by task and slot: triangles, then the place of the next one */
  uint32_t drawn_count;
  atomic_bool any_vertex_invalid; /* an index out of range or a coordinate that is not finite was met */
  atomic_bool has_invalid_triangle; /* of which nothing else was known to be invalid */
  atomic_bool has_changed;        /* the second look at the triangles saw other ones than the first */
} gathering;

static column column_of(const pb_mesh *mesh, const pb_span *values, uint32_t domain, uint32_t type) {
  const pb_attribute_layout *layout = pb_attribute_layout_of(type);
  return (column){.values = values->size_bytes && domain_count(mesh, domain) ? pb_span_start(values) : NULL,
                  .stride = pb_span_stride(values, layout->value_bytes),
                  .domain = domain,
                  .type = type,
                  .float_count = layout->float_count};
}

/* IEC 61966-2-1 for each of the 256 values. */
static void fill_linear_of_srgb(float linear_of_srgb[256]) {
  for (int value = 0; value < 256; value++) {
    const float encoded = (float)value / 255.0f;
    linear_of_srgb[value] = encoded <= 0.04045f ? encoded / 12.92f : powf((encoded + 0.055f) / 1.055f, 2.4f);
  }
}

/* Widens one value of an attribute to floats. */
static void read_value(const gathering *run, const column *from, uint32_t index, float *to) {
  const char *value = from->values + index * from->stride;
  switch (from->type) {
    case PB_ATTRIBUTE_BYTE_COLOR:
      for (int channel = 0; channel < 3; channel++) {
        to[channel] = run->linear_of_srgb[(uint8_t)value[channel]];
      }
      to[3] = (float)(uint8_t)value[3] / 255.0f;
      break;
    case PB_ATTRIBUTE_INT32: {
      int32_t number;
      memcpy(&number, value, sizeof number);
      to[0] = (float)number;
      break;
    }
    case PB_ATTRIBUTE_INT8:
      to[0] = (float)(int8_t)*value;
      break;
    case PB_ATTRIBUTE_BOOL:
      to[0] = *value != 0;
      break;
    default:
      memcpy(to, value, from->float_count * sizeof(float));
  }
}

/* The size as a constant, so that a copy is a move or two. */
#define COPY_COLUMN(FLOAT_COUNT)                                                                                       \
  if (indices) {                                                                                                       \
    for (uint32_t i = 0; i < count; i++, to += vertex_floats) {                                                        \
      memcpy(to, values + indices[i] * stride,  FLOAT_COUNT * sizeof(float));                                 \
    }                                                                                                                  \
  } else {                                                                                                             \
    values += first * stride;                                                                                          \
    for (uint32_t i = 0; i < count; i++, to += vertex_floats) {                                                        \
      memcpy(to, values + i * stride, FLOAT_COUNT * sizeof(float));                                                    \
    }                                                                                                                  \
  }

/* Copies values to where they belong in a block of vertices: those with these indices, or where NULL those from `first` on. */
static void copy_column(const gathering *run, const column *from, const uint32_t *indices, uint32_t first, uint32_t count, float *to) {
  const size_t vertex_floats = run->float_count;
  const char *values = from->values;
  const uint64_t stride = from->stride;
  switch (from->type) {
    case PB_ATTRIBUTE_FLOAT:
      COPY_COLUMN(1)
      break;
    case PB_ATTRIBUTE_FLOAT2:
      COPY_COLUMN(2)
      break;
    case PB_ATTRIBUTE_FLOAT3:
      COPY_COLUMN(3)
      break;
    case PB_ATTRIBUTE_FLOAT4:
      COPY_COLUMN(4)
      break;
    default:
      for (uint32_t i = 0; i < count; i++) {
        read_value(run, from, indices ? indices[i] : first + i, to + (size_t)i * vertex_floats);
      }
  }
}

/* Copies the indices of a block; false where one is not below the limit, which then becomes 0. */
static bool bounded(const char *from, uint64_t stride, uint32_t count, uint32_t limit, uint32_t *to) {
  if (stride == INT_BYTES) {
    memcpy(to, from, count * sizeof *to);
  } else {
    for (uint32_t i = 0; i < count; i++) {
      memcpy(&to[i], from + i * stride, sizeof *to);
    }
  }
  uint32_t largest = 0;
  for (uint32_t i = 0; i < count; i++) {
    largest = to[i] > largest ? to[i] : largest;
  }
  if (largest < limit) {
    return true;
  }
  for (uint32_t i = 0; i < count; i++) {
    to[i] = to[i] < limit ? to[i] : 0;
  }
  return false;
}

/* Takes the normals of flat polygons' corners away. */
static void flatten(const gathering *run, uint32_t first, uint32_t count, float *block) {
  const pb_span *flat = &run->mesh->flat_polygons;
  for (uint32_t i = 0; i < count; i++) {
    const uint32_t polygon = (uint32_t)run->corner_polygons[first + i];
    if (polygon < run->mesh->polygon_count && *pb_span_element(flat, pb_span_stride(flat, 1), polygon)) {
      memset(block + (size_t)i * run->float_count + 3, 0, FLOAT3_BYTES);
    }
  }
}

/* Where the values of a block of vertices are: by index, or where NULL those from `first` on. */
typedef struct block_rows {
  uint32_t first;
  const uint32_t *vertices, *corners, *polygons;
} block_rows;

/* Copies the columns of a block. `block`: BLOCK_COUNT vertices, at first all zeros; what columns without values leave of them stays. */
static void copy_columns(const gathering *run, const block_rows *rows, uint32_t count, float *block) {
  float *to = block;
  for (uint32_t i = 0; i < run->column_count; i++) {
    const column *from = &run->columns[i];
    if (from->values) {
      const uint32_t *indices = from->domain == PB_DOMAIN_CORNER  ? rows->corners
                                : from->domain == PB_DOMAIN_POINT ? rows->vertices
                                                                  : rows->polygons;
      copy_column(run, from, indices, rows->first, count, to);
    }
    to += from->float_count;
  }
}

static uint64_t word_count_of(uint32_t element_count) { return ((uint64_t)element_count + ELEMENTS_PER_WORD - 1) / ELEMENTS_PER_WORD; }

static uint32_t count_bits(uint32_t bits) { return (uint32_t)__builtin_popcount(bits); }

static bool is_marked(const marked_word *words, uint32_t element) {
  return words[element / ELEMENTS_PER_WORD].bits >> element % ELEMENTS_PER_WORD & 1;
}

/* How many marked elements are before one. */
static uint32_t marked_before(const marked_word *words, uint32_t element) {
  const marked_word word = words[element / ELEMENTS_PER_WORD];
  return word.before_count + count_bits(word.bits & ((1u << element % ELEMENTS_PER_WORD) - 1));
}

/* Counts the marked elements before each word, or looks whether they are counted; gives how many there are, UINT64_MAX: otherwise. */
static uint64_t count_marked(marked_word *words, uint32_t element_count, bool writes) {
  const uint64_t word_count = word_count_of(element_count);
  uint64_t count = 0;
  for (uint64_t i = 0; i < word_count; i++) {
    const uint32_t left = (uint32_t)(element_count - i * ELEMENTS_PER_WORD);
    const uint32_t possible = left < ELEMENTS_PER_WORD ? (1u << left) - 1 : UINT32_MAX;
    if (writes) {
      words[i].before_count = (uint32_t)count;
    } else if (words[i].before_count != count || (words[i].bits & ~possible)) {
      return UINT64_MAX;
    }
    count += count_bits(words[i].bits);
  }
  return count;
}

/* Writes vertices, of a part those that it has. */
static void write_block(const gathering *run, uint64_t place, uint32_t count, const float *block) {
  const size_t vertex_bytes = run->float_count * sizeof(float);
  if (!run->part_words) {
    memcpy(run->vertices + place * vertex_bytes, block, count * vertex_bytes);
    return;
  }
  for (uint32_t i = 0; i < count; i++) {
    const uint32_t vertex = (uint32_t)place + i;
    if (is_marked(run->part_words, vertex)) {
      memcpy(run->vertices + marked_before(run->part_words, vertex) * vertex_bytes, block + (size_t)i * run->float_count, vertex_bytes);
    }
  }
}

/* Whether none of the vertices from `first` on, the first of a word, is to be written. */
static bool is_left_out(const gathering *run, uint32_t first, uint32_t count) {
  for (uint32_t i = 0; run->part_words && i < count; i += ELEMENTS_PER_WORD) {
    if (run->part_words[(first + i) / ELEMENTS_PER_WORD].bits) {
      return false;
    }
  }
  return run->part_words != NULL;
}

/* Loads vertices of corners; marks where one is not there. */
static void load_vertices(gathering *run, uint32_t first_corner, uint32_t count, uint32_t *vertices) {
  const pb_mesh *mesh = run->mesh;
  const uint64_t stride = pb_span_stride(&mesh->corner_vertices, INT_BYTES);
  if (!bounded(pb_span_element(&mesh->corner_vertices, stride, first_corner), stride, count, mesh->vertex_count, vertices)) {
    atomic_store_explicit(&run->any_vertex_invalid, true, memory_order_relaxed);
  }
}

static void gather_block(gathering *run, uint32_t first, uint32_t count, float *block) {
  const pb_mesh *mesh = run->mesh;
  uint32_t vertices[BLOCK_COUNT], polygons[BLOCK_COUNT];
  block_rows rows = {.first = first, .polygons = polygons};
  if (!run->by_vertex) {
    load_vertices(run, first, count, vertices);
    rows.vertices = vertices;
  }
  if (run->corner_polygons) {
    (void)bounded((const char *)(run->corner_polygons + first), INT_BYTES, count, mesh->polygon_count, polygons);
  }
  copy_columns(run, &rows, count, block);
  if (mesh->flat_polygons.size_bytes) {
    flatten(run, first, count, block);
  }
  write_block(run, first, count, block);
}

/* Vertices of the mesh, with the values of their first corners; one without corners takes those of the mesh's first. */
static void gather_welded_block(gathering *run, uint32_t first, uint32_t count, float *block) {
  uint32_t corners[BLOCK_COUNT];
  for (uint32_t i = 0; i < count; i++) {
    const uint32_t corner = ~run->first_corners[first + i];
    corners[i] = corner < run->mesh->corner_count ? corner : 0;
  }
  copy_columns(run, &(block_rows){.first = first, .corners = corners}, count, block);
  write_block(run, first, count, block);
}

static void gather_vertices(void *context, uint32_t task) {
  gathering *run = context;
  float block[BLOCK_COUNT * MAX_VERTEX_FLOATS];
  memset(block, 0, BLOCK_COUNT * run->float_count * sizeof(float));
  const uint32_t vertex_count = run->first_corners ? run->mesh->vertex_count : run->vertex_count;
  const uint32_t first = task * ELEMENTS_PER_TASK;
  const uint32_t end = end_of_task(first, vertex_count);
  for (uint32_t start = first; start < end; start += BLOCK_COUNT) {
    const uint32_t count = end - start < BLOCK_COUNT ? end - start : BLOCK_COUNT;
    if (!is_left_out(run, start, count)) {
      (run->first_corners ? gather_welded_block : gather_block)(run, start, count, block);
    }
  }
}

/* ------------------------------------------------------------------------------------------------ welding */

/* The vertex that a corner is drawn with, of which the mesh's vertex is known. */
static uint32_t welded_vertex(const gathering *run, uint32_t corner, uint32_t vertex) {
  return is_marked(run->weld_words, corner) ? run->mesh->vertex_count + marked_before(run->weld_words, corner) : vertex;
}

/* Corners that have vertices of their own. */
static void gather_differing_corners(void *context, uint32_t task) {
  gathering *run = context;
  float block[BLOCK_COUNT * MAX_VERTEX_FLOATS];
  memset(block, 0, BLOCK_COUNT * run->float_count * sizeof(float));
  const uint32_t first = task * ELEMENTS_PER_TASK, end = end_of_task(first, run->mesh->corner_count);
  uint32_t corners[BLOCK_COUNT], vertices[BLOCK_COUNT], count = 0;
  uint64_t place = (uint64_t)run->mesh->vertex_count + run->weld_words[first / ELEMENTS_PER_WORD].before_count;
  for (uint32_t start = first; start < end; start += ELEMENTS_PER_WORD) {
    uint32_t left = run->weld_words[start / ELEMENTS_PER_WORD].bits;
    for (; left; left &= left - 1) {
      const uint32_t corner = start + (uint32_t)__builtin_ctz(left);
      corners[count] = corner;
      load_vertices(run, corner, 1, &vertices[count]);
      count++;
    }
    if (count + ELEMENTS_PER_WORD > BLOCK_COUNT || end - start <= ELEMENTS_PER_WORD) {
      copy_columns(run, &(block_rows){.vertices = vertices, .corners = corners}, count, block);
      write_block(run, place, count, block);
      place += count;
      count = 0;
    }
    if (end - start <= ELEMENTS_PER_WORD) {
      return; /* `start` might not hold more */
    }
  }
}

/* Finds the first corner of each vertex; whichever thread comes first. */
static void find_first_corners(void *context, uint32_t task) {
  gathering *run = context;
  const uint32_t first = task * ELEMENTS_PER_TASK, end = end_of_task(first, run->mesh->corner_count);
  uint32_t vertices[BLOCK_COUNT];
  for (uint32_t start = first; start < end; start += BLOCK_COUNT) {
    const uint32_t count = end - start < BLOCK_COUNT ? end - start : BLOCK_COUNT;
    const uint64_t stride = pb_span_stride(&run->mesh->corner_vertices, INT_BYTES);
    const char *from = pb_span_element(&run->mesh->corner_vertices, stride, start);
    for (uint32_t i = 0; i < count; i++) {
      memcpy(&vertices[i], from + i * stride, sizeof vertices[i]);
      if (vertices[i] < run->mesh->vertex_count) {
        /* The bits of the first are the greatest. */
        uint32_t *place = &run->first_corners[vertices[i]], wanted = ~(start + i), known = __atomic_load_n(place, __ATOMIC_RELAXED);
        while (known < wanted && !__atomic_compare_exchange_n(place, &known, wanted, true, __ATOMIC_RELAXED, __ATOMIC_RELAXED)) {
        }
      }
    }
  }
}

#define COMPARE_COLUMN(BYTES)                                                                                          \
  case BYTES:                                                                                                          \
    for (uint32_t i = 0; i < count; i++) {                                                                             \
      differs[i] |= memcmp(own + i * from->stride, from->values + firsts[i] * from->stride, BYTES) != 0;               \
    }                                                                                                                  \
    break

/* Marks corners of a block whose values are not those of the first corners of their vertices. */
static void compare_column(const column *from, uint32_t start, uint32_t count, const uint32_t *firsts, bool *differs) {
  const char *own = from->values + start * from->stride;
  switch (pb_attribute_layout_of(from->type)->value_bytes) {
    COMPARE_COLUMN(1);
    COMPARE_COLUMN(4);
    COMPARE_COLUMN(8);
    COMPARE_COLUMN(12);
    COMPARE_COLUMN(16);
    default:
      break;
  }
}

static void compare_corners(void *context, uint32_t task) {
  gathering *run = context;
  const pb_mesh *mesh = run->mesh;
  const uint64_t stride = pb_span_stride(&mesh->corner_vertices, INT_BYTES);
  const uint32_t first = task * ELEMENTS_PER_TASK, end = end_of_task(first, mesh->corner_count);
  for (uint32_t start = first; start < end; start += BLOCK_COUNT) {
    const uint32_t count = end - start < BLOCK_COUNT ? end - start : BLOCK_COUNT;
    uint32_t firsts[BLOCK_COUNT];
    bool differs[BLOCK_COUNT] = {false};
    const char *from = pb_span_element(&mesh->corner_vertices, stride, start);
    for (uint32_t i = 0; i < count; i++) {
      uint32_t vertex;
      memcpy(&vertex, from + i * stride, sizeof vertex);
      differs[i] = vertex >= mesh->vertex_count;
      firsts[i] = differs[i] ? start + i : ~run->first_corners[vertex];
    }
    for (uint32_t i = 0; i < run->column_count; i++) {
      if (run->columns[i].values && run->columns[i].domain == PB_DOMAIN_CORNER) {
        compare_column(&run->columns[i], start, count, firsts, differs);
      }
    }
    for (uint32_t i = 0; i < count; i += ELEMENTS_PER_WORD) {
      uint32_t bits = 0;
      for (uint32_t bit = 0; bit < ELEMENTS_PER_WORD && i + bit < count; bit++) {
        bits |= (uint32_t)differs[i + bit] << bit;
      }
      run->weld_words[(start + i) / ELEMENTS_PER_WORD].bits = bits;
    }
  }
}

/* Where a weld is in its memory; false where that is too small. */
static bool find_weld(gathering *run, const pb_span *weld) {
  const pb_mesh *mesh = run->mesh;
  if (!pb_span_holds(weld, mesh->vertex_count + 2 * word_count_of(mesh->corner_count), sizeof(uint32_t)) ||
      pb_span_stride(weld, sizeof(uint32_t)) != sizeof(uint32_t) || weld->offset % sizeof(uint32_t) != 0) {
    return false;
  }
  run->first_corners = (uint32_t *)(void *)pb_span_start(weld);
  run->weld_words = (marked_word *)(void *)(run->first_corners + mesh->vertex_count);
  return true;
}

/* ------------------------------------------------------------------------------------------------ checking positions */

static bool is_finite(const float position[3]) { return isfinite(position[0]) && isfinite(position[1]) && isfinite(position[2]); }

static void check_positions(void *context, uint32_t task) {
  gathering *run = context;
  const char *positions = run->columns[0].values;
  const uint64_t stride = run->columns[0].stride;
  const uint32_t first = task * ELEMENTS_PER_TASK;
  const uint32_t end = end_of_task(first, run->mesh->vertex_count);
  bool finite = true;
  for (uint32_t vertex = first; vertex < end; vertex++) {
    float position[3];
    memcpy(position, positions + vertex * stride, sizeof position);
    /* 0 times what is not finite is not a number. */
    const float sum = position[0] * 0.0f + position[1] * 0.0f + position[2] * 0.0f;
    finite &= sum == 0.0f;
  }
  if (!finite) {
    atomic_store_explicit(&run->any_vertex_invalid, true, memory_order_relaxed);
  }
}

/* ------------------------------------------------------------------------------------------------ gathering triangles */

/* The vertex of a corner that is in range; false where it can't be drawn. */
static bool read_vertex(const gathering *run, uint32_t corner, uint32_t *vertex) {
  const pb_mesh *mesh = run->mesh;
  memcpy(vertex, pb_span_element(&mesh->corner_vertices, pb_span_stride(&mesh->corner_vertices, INT_BYTES), corner), sizeof *vertex);
  if (*vertex >= mesh->vertex_count) {
    return false;
  }
  if (!atomic_load_explicit(&run->any_vertex_invalid, memory_order_relaxed)) {
    return true;
  }
  float position[3];
  memcpy(position, pb_span_element(&mesh->positions, run->columns[0].stride, *vertex), sizeof position);
  return is_finite(position);
}

/* The three vertices that a triangle is drawn with; false where it can't be drawn. */
static bool read_triangle(const gathering *run, uint32_t triangle, uint32_t drawn[3]) {
  const pb_mesh *mesh = run->mesh;
  memcpy(drawn, pb_span_element(&mesh->triangle_corners, pb_span_stride(&mesh->triangle_corners, INT3_BYTES), triangle), INT3_BYTES);
  if (drawn[0] >= mesh->corner_count || drawn[1] >= mesh->corner_count || drawn[2] >= mesh->corner_count) {
    return false;
  }
  /* One vertex per corner, and all of them were found right. */
  if (!run->by_vertex && !run->first_corners && !atomic_load_explicit(&run->any_vertex_invalid, memory_order_relaxed)) {
    return true;
  }
  for (int i = 0; i < 3; i++) {
    uint32_t vertex;
    if (!read_vertex(run, drawn[i], &vertex)) {
      return false;
    }
    if (run->by_vertex) {
      drawn[i] = vertex;
    } else if (run->first_corners) {
      drawn[i] = welded_vertex(run, drawn[i], vertex);
    }
  }
  return true;
}

static int32_t polygon_of(const pb_mesh *mesh, uint32_t triangle) {
  int32_t polygon = 0;
  if (mesh->triangle_polygons.size_bytes) {
    memcpy(&polygon, pb_span_element(&mesh->triangle_polygons, pb_span_stride(&mesh->triangle_polygons, INT_BYTES), triangle),
           sizeof polygon);
  }
  return polygon;
}

static uint32_t slot_of(const gathering *run, uint32_t triangle) {
  const pb_mesh *mesh = run->mesh;
  if (run->slot_count == 1 || !mesh->polygon_materials.size_bytes) {
    return 0;
  }
  const int32_t polygon = polygon_of(mesh, triangle);
  int32_t slot = 0;
  if ((uint32_t)polygon < mesh->polygon_count) {
    const uint64_t stride = pb_span_stride(&mesh->polygon_materials, INT_BYTES);
    memcpy(&slot, pb_span_element(&mesh->polygon_materials, stride, (uint32_t)polygon), sizeof slot);
  }
  return slot < 0 ? 0 : (uint32_t)slot >= run->slot_count ? run->slot_count - 1 : (uint32_t)slot;
}

static uint32_t end_of_triangles(const gathering *run, uint32_t first) {
  const uint32_t left = run->mesh->triangle_count - first;
  return first + (left < run->triangles_per_task ? left : run->triangles_per_task);
}

/* Turns the vertices of a triangle into those of the part; false where the part does not have them, since the mesh is another one. */
static bool find_in_part(const gathering *run, uint32_t drawn[3]) {
  for (int i = 0; run->part_words && i < 3; i++) {
    if (!is_marked(run->part_words, drawn[i])) {
      return false;
    }
    drawn[i] = marked_before(run->part_words, drawn[i]);
  }
  return true;
}

/* The usual mesh: one slot, nothing invalid so far. Its triangles are copied as they are; sets has_invalid_triangle where they can't be. */
static void copy_triangles(void *context, uint32_t task) {
  gathering *run = context;
  const pb_mesh *mesh = run->mesh;
  const uint64_t stride = pb_span_stride(&mesh->triangle_corners, INT3_BYTES);
  const uint64_t vertex_stride = pb_span_stride(&mesh->corner_vertices, INT_BYTES);
  const char *corner_vertices = pb_span_start(&mesh->corner_vertices);
  const uint32_t corner_count = mesh->corner_count, vertex_count = mesh->vertex_count;
  const bool reads_vertices = run->by_vertex || run->first_corners, some_differ = run->first_corners && run->vertex_count > vertex_count;
  const uint32_t first = task * run->triangles_per_task, end = end_of_triangles(run, first);
  uint32_t drawn[BLOCK_COUNT][3];
  for (uint32_t start = first; start < end; start += BLOCK_COUNT) {
    const uint32_t count = end - start < BLOCK_COUNT ? end - start : BLOCK_COUNT;
    const char *from = pb_span_element(&mesh->triangle_corners, stride, start);
    uint32_t largest = 0;
    for (uint32_t i = 0; i < count; i++) {
      memcpy(drawn[i], from + i * stride, INT3_BYTES);
      for (int corner = 0; corner < 3; corner++) {
        largest = drawn[i][corner] > largest ? drawn[i][corner] : largest;
      }
    }
    bool valid = largest < corner_count;
    for (uint32_t i = 0; valid && reads_vertices && i < count; i++) {
      for (int corner = 0; corner < 3; corner++) {
        uint32_t vertex;
        memcpy(&vertex, corner_vertices + drawn[i][corner] * vertex_stride, sizeof vertex);
        valid &= vertex < vertex_count;
        drawn[i][corner] = some_differ ? welded_vertex(run, drawn[i][corner], vertex) : vertex;
      }
    }
    for (uint32_t i = 0; valid && i < count; i++) {
      valid = find_in_part(run, drawn[i]);
    }
    if (!valid) {
      atomic_store_explicit(&run->has_invalid_triangle, true, memory_order_relaxed);
      return;
    }
    memcpy(run->indices + (size_t)start * 3, drawn, count * sizeof drawn[0]);
  }
}

static void count_triangles(void *context, uint32_t task) {
  gathering *run = context;
  uint32_t *slot_counts = run->task_slot_counts + (size_t)task * run->slot_count;
  const uint32_t first = task * run->triangles_per_task, end = end_of_triangles(run, first);
  uint32_t drawn[3];
  for (uint32_t triangle = first; triangle < end; triangle++) {
    if (read_triangle(run, triangle, drawn)) {
      slot_counts[slot_of(run, triangle)]++;
    }
  }
}

static void write_triangles(void *context, uint32_t task) {
  gathering *run = context;
  uint32_t *slot_places = run->task_slot_counts + (size_t)task * run->slot_count;
  const uint32_t first = task * run->triangles_per_task, end = end_of_triangles(run, first);
  uint32_t drawn[3];
  for (uint32_t triangle = first; triangle < end; triangle++) {
    if (read_triangle(run, triangle, drawn)) {
      const uint32_t place = slot_places[slot_of(run, triangle)]++;
      if (place >= run->drawn_count || !find_in_part(run, drawn)) {
        atomic_store_explicit(&run->has_changed, true, memory_order_relaxed);
        return;
      }
      memcpy(run->indices + (size_t)place * 3, drawn, INT3_BYTES);
    }
  }
}

/* Turns counts by task and slot into the places where each task writes; slot by slot, and in the mesh's order within a slot. */
static void place_triangles(gathering *run, uint32_t task_count, uint32_t *slot_triangle_counts) {
  uint32_t place = 0;
  for (uint32_t slot = 0; slot < run->slot_count; slot++) {
    const uint32_t first = place;
    for (uint32_t task = 0; task < task_count; task++) {
      uint32_t *count = &run->task_slot_counts[(size_t)task * run->slot_count + slot];
      const uint32_t start = place;
      place += *count;
      *count = start;
    }
    slot_triangle_counts[slot] = place - first;
  }
  run->drawn_count = place;
}

static pb_status gather_triangles(gathering *run, uint32_t *slot_triangle_counts) {
  const uint32_t triangle_count = run->mesh->triangle_count;
  uint32_t task_count = triangle_count / ELEMENTS_PER_TASK + 1;
  task_count = task_count < MAX_TRIANGLE_TASK_COUNT ? task_count : MAX_TRIANGLE_TASK_COUNT;
  run->triangles_per_task = triangle_count / task_count + 1;
  task_count = triangle_count / run->triangles_per_task + 1;
  if ((run->slot_count == 1 || !run->mesh->polygon_materials.size_bytes) && !run->any_vertex_invalid) {
    pb_parallel_run(task_count, copy_triangles, run);
    if (!run->has_invalid_triangle) {
      memset(slot_triangle_counts, 0, run->slot_count * sizeof *slot_triangle_counts);
      slot_triangle_counts[0] = run->drawn_count = triangle_count;
      return PB_OK;
    }
  }
  run->task_slot_counts = calloc((size_t)task_count * run->slot_count, sizeof *run->task_slot_counts);
  if (!run->task_slot_counts) {
    return pb_fail(PB_OUT_OF_MEMORY, "no memory to sort %u triangles by %u material slots", triangle_count, run->slot_count);
  }
  pb_parallel_run(task_count, count_triangles, run);
  place_triangles(run, task_count, slot_triangle_counts);
  pb_parallel_run(task_count, write_triangles, run);
  free(run->task_slot_counts);
  return run->has_changed ? pb_fail(PB_INVALID_STATE, "the mesh was changed while it was read") : PB_OK;
}

/* Marks the vertices that triangles are drawn with. */
static void mark_vertices(void *context, uint32_t task) {
  gathering *run = context;
  const uint32_t first = task * run->triangles_per_task, end = end_of_triangles(run, first);
  uint32_t drawn[3];
  for (uint32_t triangle = first; triangle < end; triangle++) {
    const int count = read_triangle(run, triangle, drawn) ? 3 : 0;
    for (int i = 0; i < count; i++) {
      uint32_t *bits = &run->part_words[drawn[i] / ELEMENTS_PER_WORD].bits;
      const uint32_t bit = 1u << drawn[i] % ELEMENTS_PER_WORD;
      if (!(__atomic_load_n(bits, __ATOMIC_RELAXED) & bit)) {
        (void)__atomic_fetch_or(bits, bit, __ATOMIC_RELAXED);
      }
    }
  }
}

/* ------------------------------------------------------------------------------------------------ gathering */

/* The polygon of each corner, by way of the triangles; -1 where a corner is of none. */
static int32_t *new_corner_polygons(const pb_mesh *mesh) {
  int32_t *polygons = malloc(mesh->corner_count ? mesh->corner_count * sizeof *polygons : 1);
  if (!polygons) {
    return NULL;
  }
  memset(polygons, 0xFF, mesh->corner_count * sizeof *polygons);
  const uint64_t stride = pb_span_stride(&mesh->triangle_corners, INT3_BYTES);
  for (uint32_t triangle = 0; triangle < mesh->triangle_count; triangle++) {
    uint32_t corners[3];
    memcpy(corners, pb_span_element(&mesh->triangle_corners, stride, triangle), sizeof corners);
    const int32_t polygon = polygon_of(mesh, triangle);
    for (int i = 0; i < 3; i++) {
      if (corners[i] < mesh->corner_count) {
        polygons[corners[i]] = polygon;
      }
    }
  }
  return polygons;
}

/* Lays out a vertex; false where an attribute is wanted that is not there. */
static bool choose_columns(gathering *run, const pb_mesh_gathering *wanted) {
  const pb_mesh *mesh = run->mesh;
  const uint32_t wanted_count = (uint32_t)(wanted->attributes.size_bytes / sizeof(uint32_t));
  run->columns[0] = column_of(mesh, &mesh->positions, PB_DOMAIN_POINT, PB_ATTRIBUTE_FLOAT3);
  /* Where all polygons are flat there are none, anywhere. */
  const uint32_t normals_domain = mesh->normals.size_bytes ? mesh->normals_domain : PB_DOMAIN_POINT;
  run->columns[1] = column_of(mesh, &mesh->normals, normals_domain, PB_ATTRIBUTE_FLOAT3);
  run->column_count = 2;
  run->float_count = PB_VERTEX_BYTES / sizeof(float);
  for (uint32_t i = 0; i < wanted_count; i++) {
    uint32_t index;
    memcpy(&index, pb_span_element(&wanted->attributes, sizeof index, i), sizeof index);
    if (index >= attribute_count(mesh)) {
      return false;
    }
    const pb_attribute attribute = attribute_at(mesh, index);
    run->columns[run->column_count] = column_of(mesh, &attribute.values, attribute.domain, attribute.type);
    run->float_count += run->columns[run->column_count++].float_count;
    if (attribute.type == PB_ATTRIBUTE_BYTE_COLOR) {
      fill_linear_of_srgb(run->linear_of_srgb);
    }
  }
  run->by_vertex = !mesh->flat_polygons.size_bytes;
  for (uint32_t i = 0; i < run->column_count; i++) {
    run->by_vertex &= run->columns[i].domain == PB_DOMAIN_POINT;
  }
  run->vertex_count = run->by_vertex ? mesh->vertex_count : mesh->corner_count;
  return true;
}

static bool needs_polygons(const gathering *run) {
  if (run->mesh->flat_polygons.size_bytes) {
    return true;
  }
  for (uint32_t i = 0; i < run->column_count; i++) {
    if (run->columns[i].domain == PB_DOMAIN_FACE) {
      return true;
    }
  }
  return false;
}

/* Begins a gathering or a weld. */
static pb_status begin(const pb_mesh *mesh, const pb_mesh_gathering *wanted, gathering *run) {
  const pb_status status = check(mesh);
  if (status != PB_OK) {
    return status;
  }
  if (!wanted || wanted->size_bytes != sizeof *wanted || wanted->version != PB_MESSAGE_VERSION ||
      wanted->attributes.size_bytes > PB_MAX_GATHERED_ATTRIBUTE_COUNT * sizeof(uint32_t) ||
      (wanted->attributes.size_bytes && !pb_span_holds(&wanted->attributes, wanted->attributes.size_bytes, 1))) {
    return pb_fail(PB_INVALID_ARGUMENT, "a gathering of this version with at most %u attributes is needed", PB_MAX_GATHERED_ATTRIBUTE_COUNT);
  }
  *run = (gathering){.mesh = mesh};
  return choose_columns(run, wanted) ? PB_OK : pb_fail(PB_INVALID_ARGUMENT, "an attribute is wanted that the mesh does not have");
}

pb_status pb_mesh_weld(const pb_mesh *mesh, pb_mesh_gathering *wanted) {
  gathering run;
  const pb_status status = begin(mesh, wanted, &run);
  if (status != PB_OK) {
    return status;
  }
  if (!find_weld(&run, &wanted->weld)) {
    return pb_fail(PB_INVALID_ARGUMENT, "the memory for the weld of %u vertices and %u corners is too small", mesh->vertex_count,
                   mesh->corner_count);
  }
  wanted->vertex_count = run.vertex_count;
  if (run.by_vertex || needs_polygons(&run)) {
    return pb_succeed();
  }
  memset(run.first_corners, 0, (size_t)mesh->vertex_count * sizeof *run.first_corners);
  pb_parallel_run(mesh->corner_count / ELEMENTS_PER_TASK + 1, find_first_corners, &run);
  pb_parallel_run(mesh->corner_count / ELEMENTS_PER_TASK + 1, compare_corners, &run);
  const uint64_t vertex_count = mesh->vertex_count + count_marked(run.weld_words, mesh->corner_count, true);
  wanted->vertex_count = vertex_count < run.vertex_count ? (uint32_t)vertex_count : run.vertex_count;
  return pb_succeed();
}

/* Takes a weld over; false where it can't be of this mesh. */
static bool take_weld(gathering *run, const pb_span *weld) {
  if (run->by_vertex || needs_polygons(run) || !find_weld(run, weld)) {
    return false;
  }
  const uint64_t differing_count = count_marked(run->weld_words, run->mesh->corner_count, false);
  if (differing_count > run->mesh->corner_count || differing_count > UINT32_MAX - run->mesh->vertex_count) {
    return false;
  }
  run->vertex_count = run->mesh->vertex_count + (uint32_t)differing_count;
  return true;
}

/* Takes the weld that a gathering names, if any, and finds the memory of its part, if any. */
static pb_status take_weld_and_part(gathering *run, const pb_mesh_gathering *wanted) {
  if (wanted->weld.size_bytes && !take_weld(run, &wanted->weld)) {
    return pb_fail(PB_INVALID_ARGUMENT, "the weld is none of this mesh with these attributes");
  }
  if (wanted->part.size_bytes) {
    if (!pb_span_holds(&wanted->part, word_count_of(run->vertex_count), sizeof(marked_word)) ||
        pb_span_stride(&wanted->part, sizeof(marked_word)) != sizeof(marked_word) || wanted->part.offset % sizeof(uint32_t) != 0) {
      return pb_fail(PB_INVALID_ARGUMENT, "the memory for a part of %u vertices is too small", run->vertex_count);
    }
    run->part_words = (marked_word *)(void *)pb_span_start(&wanted->part);
  }
  return PB_OK;
}

pb_status pb_mesh_part(const pb_mesh *mesh, pb_mesh_gathering *wanted) {
  gathering run;
  pb_status status = begin(mesh, wanted, &run);
  if (status == PB_OK) {
    status = take_weld_and_part(&run, wanted);
  }
  if (status != PB_OK) {
    return status;
  }
  if (!run.part_words) {
    return pb_fail(PB_INVALID_ARGUMENT, "there is no memory for the part");
  }
  memset(run.part_words, 0, word_count_of(run.vertex_count) * sizeof *run.part_words);
  run.triangles_per_task = ELEMENTS_PER_TASK;
  pb_parallel_run(mesh->triangle_count / ELEMENTS_PER_TASK + 1, mark_vertices, &run);
  wanted->vertex_count = (uint32_t)count_marked(run.part_words, run.vertex_count, true);
  return pb_succeed();
}

pb_status pb_mesh_gather(const pb_mesh *mesh, pb_mesh_gathering *wanted) {
  gathering run;
  const pb_status status = begin(mesh, wanted, &run);
  if (status != PB_OK) {
    return status;
  }
  if (wanted->slot_triangle_counts.size_bytes < sizeof(uint32_t) ||
      wanted->slot_triangle_counts.size_bytes / sizeof(uint32_t) > UINT32_MAX ||
      !pb_span_holds(&wanted->slot_triangle_counts, wanted->slot_triangle_counts.size_bytes, 1)) {
    return pb_fail(PB_INVALID_ARGUMENT, "at least one material slot is needed");
  }
  run.slot_count = (uint32_t)(wanted->slot_triangle_counts.size_bytes / sizeof(uint32_t));
  const pb_status taken = take_weld_and_part(&run, wanted);
  if (taken != PB_OK) {
    return taken;
  }
  const uint64_t written_count = run.part_words ? count_marked(run.part_words, run.vertex_count, false) : run.vertex_count;
  if (written_count > run.vertex_count) {
    return pb_fail(PB_INVALID_ARGUMENT, "the part is none of this mesh");
  }
  const size_t vertex_bytes = run.float_count * sizeof(float);
  if (!pb_span_holds(&wanted->vertices, written_count, vertex_bytes) ||
      !pb_span_holds(&wanted->indices, mesh->triangle_count, INT3_BYTES)) {
    return pb_fail(PB_INVALID_ARGUMENT, "the memory for %u vertices of %u floats and %u triangles is too small", (uint32_t)written_count,
                   run.float_count, mesh->triangle_count);
  }
  if (needs_polygons(&run) && !(run.corner_polygons = new_corner_polygons(mesh))) {
    return pb_fail(PB_OUT_OF_MEMORY, "no memory for the polygons of %u corners", mesh->corner_count);
  }
  run.vertices = pb_span_start(&wanted->vertices);
  run.indices = pb_span_start(&wanted->indices);
  pb_span_use_huge_pages(&wanted->vertices);
  pb_span_use_huge_pages(&wanted->indices);
  pb_parallel_run(mesh->vertex_count / ELEMENTS_PER_TASK + 1, check_positions, &run);
  const uint32_t vertex_count = run.first_corners ? mesh->vertex_count : run.vertex_count;
  pb_parallel_run(vertex_count / ELEMENTS_PER_TASK + 1, gather_vertices, &run);
  if (run.vertex_count > vertex_count) {
    pb_parallel_run((mesh->corner_count - 1) / ELEMENTS_PER_TASK + 1, gather_differing_corners, &run);
  }
  free(run.corner_polygons);
  const pb_status sorted = gather_triangles(&run, pb_span_start(&wanted->slot_triangle_counts));
  if (sorted != PB_OK) {
    return sorted;
  }
  wanted->vertex_count = (uint32_t)written_count;
  wanted->skipped_triangle_count = mesh->triangle_count - run.drawn_count;
  return pb_succeed();
}
