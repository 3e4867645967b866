/* SPDX-License-Identifier: Apache-2.0 */
#include "testing.h"

#include <math.h>
#include <pthread.h>
#include <stdlib.h>

#include "capture.h"

enum { TEXT_BYTES = 4096, MAX_COUNT = 32, LARGE_COUNT = 700001 };

/* A description in the making. */
typedef struct lists {
  char text[TEXT_BYTES];
  uint32_t text_bytes;
  pb_array arrays[MAX_COUNT];
  uint32_t array_count;
  pb_geometry geometries[MAX_COUNT];
  uint32_t geometry_count;
  float motion_times[2];
  uint32_t motion_time_count;
  pb_scene scene;
  pb_description description;
} lists;

static pb_arena *arena;
static pb_contents *contents;
static lists d;

static int set_up(void **state) {
  (void)state;
  arena = pb_arena_open();
  contents = pb_contents_open();
  d = (lists){.scene = {.world = PB_NONE, .default_graph = PB_NONE}};
  return 0;
}

static int tear_down(void **state) {
  (void)state;
  pb_contents_close(contents);
  pb_arena_limit_spare(arena, 0);
  assert_int_equal(pb_arena_bytes(arena), 0);
  pb_arena_close(arena);
  return 0;
}

static pb_range text(const char *words) {
  const pb_range range = {d.text_bytes, (uint32_t)strlen(words)};
  memcpy(d.text + range.first, words, range.count);
  d.text_bytes += range.count;
  return range;
}

static pb_array *add_array(const char *name, pb_domain domain, pb_array_type type, uint32_t count, pb_span values) {
  d.arrays[d.array_count] =
      (pb_array){.name = text(name), .domain = (uint32_t)domain, .type = (uint32_t)type, .count = count, .values = values};
  return &d.arrays[d.array_count++];
}

/* Of the arrays that were added since the last one. */
static pb_geometry *add_geometry(uint64_t id, uint32_t point_count) {
  uint32_t first = 0;
  for (uint32_t i = 0; i < d.geometry_count; i++) {
    first += d.geometries[i].arrays.count;
  }
  d.geometries[d.geometry_count] = (pb_geometry){.id = id,
                                                 .name = text("Geometry"),
                                                 .arrays = {first, d.array_count - first},
                                                 .point_count = point_count,
                                                 .uv_map = PB_NONE,
                                                 .color_attribute = PB_NONE};
  return &d.geometries[d.geometry_count++];
}

static const pb_description *described(void) {
  d.description = (pb_description){.size_bytes = sizeof d.description, .version = PB_MESSAGE_VERSION};
  pb_span *spans = d.description.lists;
  spans[PB_LIST_TEXT] = span_of(d.text, d.text_bytes);
  spans[PB_LIST_ARRAYS] = span_of(d.arrays, d.array_count * sizeof *d.arrays);
  spans[PB_LIST_GEOMETRIES] = span_of(d.geometries, d.geometry_count * sizeof *d.geometries);
  spans[PB_LIST_MOTION_TIMES] = span_of(d.motion_times, d.motion_time_count * sizeof *d.motion_times);
  spans[PB_LIST_SCENES] = span_of(&d.scene, sizeof d.scene);
  return &d.description;
}

static void run(pb_capture *capture) {
  uint64_t left;
  do {
    assert_int_equal(pb_capture_run(capture, 1000, &left), PB_OK);
  } while (left);
}

/* Captures what is described, as a frame would. */
static pb_captured_scene captured(void) {
  pb_capture *capture = pb_capture_new(arena, contents);
  assert_int_equal(pb_capture_scene(capture, described()), PB_OK);
  run(capture);
  pb_captured_scene scene;
  assert_int_equal(pb_capture_take(capture, &scene), PB_OK);
  pb_capture_close(capture);
  return scene;
}

static void refused(const char *word) {
  pb_capture *capture = pb_capture_new(arena, contents);
  assert_failed(pb_capture_scene(capture, described()), PB_INVALID_ARGUMENT, word);
  uint64_t left;
  assert_int_equal(pb_capture_run(capture, 1, &left), PB_INVALID_STATE);
  pb_captured_scene scene;
  assert_int_equal(pb_capture_take(capture, &scene), PB_INVALID_STATE);
  pb_capture_close(capture);
}

/* The memory of a captured span, looked up as the host does. */
static const void *memory_of(pb_span span) {
  if (span.size_bytes == 0) {
    return NULL;
  }
  const pb_segment *segment = pb_segment_retain(span.segment);
  assert_non_null(segment);
  assert_true(span.offset + span.size_bytes <= segment->size_bytes);
  const char *start = segment->start + span.offset;
  pb_segment_release(segment);
  return start;
}

static const void *list_of(const pb_captured_scene *scene, pb_list list) {
  return memory_of(((const pb_description *)memory_of(scene->description))->lists[list]);
}

static const pb_geometry *geometry_of(const pb_captured_scene *scene, uint32_t index) {
  return (const pb_geometry *)list_of(scene, PB_LIST_GEOMETRIES) + index;
}

static const pb_array *array_of(const pb_captured_scene *scene, uint32_t index) {
  return (const pb_array *)list_of(scene, PB_LIST_ARRAYS) + index;
}

static const float corners[] = {0, 1, 2, 3, -4, 5, 6, 7, 8};

static void add_triangle(uint64_t id) {
  add_array(".position", PB_DOMAIN_POINT, PB_ARRAY_FLOAT3, 3, span_of(corners, sizeof corners));
  add_geometry(id, 3);
}

/* ------------------------------------------------------------------------------------------------ what is captured */

static void lists_and_arrays_are_copied(void **state) {
  (void)state;
  float values[9];
  memcpy(values, corners, sizeof values);
  add_array(".position", PB_DOMAIN_POINT, PB_ARRAY_FLOAT3, 3, span_of(values, sizeof values));
  add_geometry(5, 3);
  pb_captured_scene scene = captured();
  memset(values, 0, sizeof values);
  memset(d.text, 0, sizeof d.text);
  memset(d.geometries, 0, sizeof d.geometries);
  const pb_geometry *geometry = geometry_of(&scene, 0);
  assert_int_equal(geometry->id, 5);
  assert_int_equal(geometry->state, PB_GEOMETRY_CAPTURED);
  assert_memory_equal((const char *)list_of(&scene, PB_LIST_TEXT) + geometry->name.first, "Geometry", 8);
  const pb_array *array = array_of(&scene, 0);
  assert_int_equal(array->values.size_bytes, sizeof corners);
  assert_int_equal(array->values.stride_bytes, 0);
  assert_memory_equal(memory_of(array->values), corners, sizeof corners);
  const float bounds[6] = {0, -4, 2, 6, 7, 8};
  assert_memory_equal(geometry->bounds, bounds, sizeof bounds);
  assert_true(geometry->content[0] || geometry->content[1]);
  pb_captured_scene_release(&scene);
}

static void strides_are_gone(void **state) {
  (void)state;
  static const struct {
    pb_array_type type;
    uint32_t element_bytes;
  } types[] = {{PB_ARRAY_FLOAT, 4}, {PB_ARRAY_FLOAT2, 8}, {PB_ARRAY_FLOAT3, 12}, {PB_ARRAY_FLOAT4, 16}, {PB_ARRAY_BOOL, 1}};
  enum { COUNT = 70001, STRIDE = 20, TYPE_COUNT = sizeof types / sizeof types[0] };
  char *values = malloc((size_t)COUNT * STRIDE);
  for (uint32_t i = 0; i < COUNT * STRIDE; i++) {
    values[i] = (char)(i * 31 + i / 97);
  }
  for (uint32_t i = 0; i < TYPE_COUNT; i++) {
    pb_span span = span_of(values, (COUNT - 1) * STRIDE + types[i].element_bytes);
    span.stride_bytes = STRIDE;
    add_array("a", PB_DOMAIN_POINT, types[i].type, COUNT, span);
  }
  add_geometry(1, COUNT);
  pb_captured_scene scene = captured();
  for (uint32_t i = 0; i < TYPE_COUNT; i++) {
    const pb_array *array = array_of(&scene, i);
    assert_int_equal(array->values.size_bytes, (uint64_t)COUNT * types[i].element_bytes);
    const char *copy = memory_of(array->values);
    for (uint32_t element = 0; element < COUNT; element++) {
      if (memcmp(copy + (size_t)element * types[i].element_bytes, values + (size_t)element * STRIDE, types[i].element_bytes) != 0) {
        fail_msg("element %u of type %u differs", element, (uint32_t)types[i].type);
      }
    }
  }
  pb_captured_scene_release(&scene);
  free(values);
}

static float *large_values(void) {
  float *values = malloc((size_t)LARGE_COUNT * 3 * sizeof *values);
  for (uint32_t i = 0; i < LARGE_COUNT * 3; i++) {
    values[i] = (float)(i % 100003) - 5000;
  }
  return values;
}

static void large_array_has_a_segment_of_its_own(void **state) {
  (void)state;
  float *values = large_values();
  values[300] = NAN; /* its point counts for nothing, nor do the next ones' */
  values[301] = 1e9f;
  values[999] = INFINITY;
  add_array(".position", PB_DOMAIN_POINT, PB_ARRAY_FLOAT3, LARGE_COUNT, span_of(values, (uint64_t)LARGE_COUNT * 12));
  add_geometry(1, LARGE_COUNT);
  pb_captured_scene scene = captured();
  const pb_array *array = array_of(&scene, 0);
  assert_int_not_equal(array->values.segment, scene.description.segment);
  assert_int_equal(array->values.offset, 0);
  assert_memory_equal(memory_of(array->values), values, (size_t)LARGE_COUNT * 12);
  float least = INFINITY, greatest = -INFINITY;
  for (uint32_t i = 0; i < LARGE_COUNT; i++) {
    const float *point = values + (size_t)i * 3;
    if (isfinite(point[0]) && isfinite(point[1]) && isfinite(point[2])) {
      least = point[1] < least ? point[1] : least;
      greatest = point[1] > greatest ? point[1] : greatest;
    }
  }
  assert_true(geometry_of(&scene, 0)->bounds[1] == least);
  assert_true(geometry_of(&scene, 0)->bounds[4] == greatest);
  pb_captured_scene_release(&scene);
  free(values);
}

static void bounds_without_finite_points_are_zero(void **state) {
  (void)state;
  const float values[] = {NAN, 1, 2, 3, INFINITY, 5};
  add_array(".position", PB_DOMAIN_POINT, PB_ARRAY_FLOAT3, 2, span_of(values, sizeof values));
  add_geometry(1, 2);
  add_geometry(2, 0);
  pb_captured_scene scene = captured();
  const float nothing[6] = {0};
  assert_memory_equal(geometry_of(&scene, 0)->bounds, nothing, sizeof nothing);
  assert_memory_equal(geometry_of(&scene, 1)->bounds, nothing, sizeof nothing);
  pb_captured_scene_release(&scene);
}

/* ------------------------------------------------------------------------------------------------ what is unchanged */

static void assert_fate(const pb_captured_scene *scene, uint32_t index, pb_geometry_state state) {
  const pb_geometry *geometry = geometry_of(scene, index);
  assert_int_equal(geometry->state, state);
  assert_int_equal(array_of(scene, geometry->arrays.first)->values.size_bytes > 0, state == PB_GEOMETRY_CAPTURED);
}

static void equal_content_is_not_copied_again(void **state) {
  (void)state;
  float *values = large_values();
  add_array(".position", PB_DOMAIN_POINT, PB_ARRAY_FLOAT3, LARGE_COUNT, span_of(values, (uint64_t)LARGE_COUNT * 12));
  add_geometry(1, LARGE_COUNT);
  add_triangle(2);
  pb_captured_scene first = captured();
  const pb_geometry before = *geometry_of(&first, 0);
  pb_captured_scene_release(&first);

  pb_captured_scene second = captured();
  assert_fate(&second, 0, PB_GEOMETRY_UNCHANGED);
  assert_fate(&second, 1, PB_GEOMETRY_UNCHANGED);
  assert_memory_equal(geometry_of(&second, 0)->content, before.content, sizeof before.content);
  assert_memory_equal(geometry_of(&second, 0)->bounds, before.bounds, sizeof before.bounds);
  pb_captured_scene_release(&second);

  for (int round = 0; round < 3; round++) { /* compared first; then, as it changes, copied at once */
    values[LARGE_COUNT * 2] += 1;
    pb_captured_scene changed = captured();
    assert_fate(&changed, 0, PB_GEOMETRY_CAPTURED);
    assert_fate(&changed, 1, PB_GEOMETRY_UNCHANGED);
    assert_memory_equal(memory_of(array_of(&changed, 0)->values), values, (size_t)LARGE_COUNT * 12);
    assert_memory_not_equal(geometry_of(&changed, 0)->content, before.content, sizeof before.content);
    assert_memory_equal(geometry_of(&changed, 0)->bounds, before.bounds, sizeof before.bounds);
    pb_captured_scene_release(&changed);
  }
  pb_captured_scene last = captured();
  assert_fate(&last, 0, PB_GEOMETRY_UNCHANGED);
  pb_captured_scene_release(&last);
  free(values);
}

static void hash_does_not_depend_on_strides(void **state) {
  (void)state;
  enum { COUNT = 50000, STRIDE = 16 };
  float *wide = calloc(COUNT, STRIDE), *tight = calloc(COUNT, 12);
  for (uint32_t i = 0; i < COUNT * 3; i++) {
    wide[i / 3 * 4 + i % 3] = tight[i] = (float)i;
  }
  pb_span span = span_of(wide, (COUNT - 1) * STRIDE + 12);
  span.stride_bytes = STRIDE;
  add_array(".position", PB_DOMAIN_POINT, PB_ARRAY_FLOAT3, COUNT, span);
  add_geometry(1, COUNT);
  pb_captured_scene scene = captured();
  pb_captured_scene_release(&scene);
  d.arrays[0].values = span_of(tight, COUNT * 12);
  scene = captured();
  assert_fate(&scene, 0, PB_GEOMETRY_UNCHANGED);
  pb_captured_scene_release(&scene);
  d.arrays[0].values = span; /* compared as it is packed for the hash alone */
  scene = captured();
  assert_fate(&scene, 0, PB_GEOMETRY_UNCHANGED);
  pb_captured_scene_release(&scene);
  free(wide);
  free(tight);
}

static void whatever_is_part_of_a_geometry_changes_it(void **state) {
  (void)state;
  add_triangle(1);
  d.geometries[0].slot_count = 1;
  pb_array *array = &d.arrays[0];
  pb_geometry *geometry = &d.geometries[0];
  pb_captured_scene scene = captured();
  pb_captured_scene_release(&scene);
  for (int change = 0; change < 6; change++) {
    const pb_array array_before = *array;
    const pb_geometry geometry_before = *geometry;
    switch (change) {
      case 0:
        array->name = text(".normal");
        break;
      case 1:
        geometry->slot_count = 2;
        break;
      case 2:
        geometry->uv_map = 0;
        break;
      case 3:
        geometry->kind = PB_GEOMETRY_POINT_CLOUD;
        break;
      case 4:
        geometry->default_radius = 0.5f;
        break;
      default:
        geometry->name = text("another name"); /* it is no part */
        break;
    }
    scene = captured();
    assert_fate(&scene, 0, change == 5 ? PB_GEOMETRY_UNCHANGED : PB_GEOMETRY_CAPTURED);
    pb_captured_scene_release(&scene);
    *array = array_before;
    *geometry = geometry_before;
    pb_contents_forget(contents, NULL, 0);
    scene = captured();
    pb_captured_scene_release(&scene);
  }
}

static void what_is_described_as_unchanged_is_not_read(void **state) {
  (void)state;
  add_triangle(7);
  pb_captured_scene scene = captured();
  const pb_geometry before = *geometry_of(&scene, 0);
  pb_captured_scene_release(&scene);
  d.array_count = 0;
  d.geometries[0] = (pb_geometry){.id = 7, .state = PB_GEOMETRY_UNCHANGED, .uv_map = PB_NONE, .color_attribute = PB_NONE};
  for (int round = 0; round < 2; round++) {
    scene = captured();
    assert_memory_equal(geometry_of(&scene, 0)->content, before.content, sizeof before.content);
    assert_memory_equal(geometry_of(&scene, 0)->bounds, before.bounds, sizeof before.bounds);
    pb_captured_scene_release(&scene);
  }
  add_triangle(8);
  d.geometries[1].id = 7;
  d.geometries[0] = d.geometries[1];
  d.geometry_count = 1;
  scene = captured(); /* still known */
  assert_fate(&scene, 0, PB_GEOMETRY_UNCHANGED);
  pb_captured_scene_release(&scene);
}

static void unchanged_without_anything_before_has_no_content(void **state) {
  (void)state;
  add_geometry(7, 0)->state = PB_GEOMETRY_UNCHANGED;
  pb_captured_scene scene = captured();
  assert_int_equal(geometry_of(&scene, 0)->content[0] | geometry_of(&scene, 0)->content[1], 0);
  pb_captured_scene_release(&scene);
}

static void what_was_forgotten_or_gone_is_copied(void **state) {
  (void)state;
  add_triangle(1);
  add_triangle(2);
  pb_captured_scene scene = captured();
  pb_captured_scene_release(&scene);
  pb_contents_forget(contents, (const uint64_t[]){2, 99}, 2);
  scene = captured();
  assert_fate(&scene, 0, PB_GEOMETRY_UNCHANGED);
  assert_fate(&scene, 1, PB_GEOMETRY_CAPTURED);
  pb_captured_scene_release(&scene);
  d.geometry_count = 1; /* a scene without the second one */
  scene = captured();
  pb_captured_scene_release(&scene);
  d.geometry_count = 2;
  scene = captured();
  assert_fate(&scene, 0, PB_GEOMETRY_UNCHANGED);
  assert_fate(&scene, 1, PB_GEOMETRY_CAPTURED);
  pb_captured_scene_release(&scene);
  pb_contents_forget(contents, NULL, 0);
  scene = captured();
  assert_fate(&scene, 0, PB_GEOMETRY_CAPTURED);
  pb_captured_scene_release(&scene);
}

static void capture_that_no_frame_takes_counts_for_nothing(void **state) {
  (void)state;
  add_triangle(1);
  pb_capture *capture = pb_capture_new(arena, contents);
  assert_int_equal(pb_capture_scene(capture, described()), PB_OK);
  run(capture);
  pb_capture_close(capture);
  pb_captured_scene scene = captured();
  assert_fate(&scene, 0, PB_GEOMETRY_CAPTURED);
  pb_captured_scene_release(&scene);
}

/* ------------------------------------------------------------------------------------------------ motion */

static void arrays_of_motion_steps_are_copied_at_once(void **state) {
  (void)state;
  for (int round = 0; round < 2; round++) {
    d.array_count = d.geometry_count = 0;
    d.motion_time_count = 1;
    pb_capture *capture = pb_capture_new(arena, contents);
    float values[9];
    memcpy(values, corners, sizeof values);
    add_array(".position", PB_DOMAIN_POINT, PB_ARRAY_FLOAT3, 3, span_of(values, sizeof values));
    add_array(".position", PB_DOMAIN_POINT, PB_ARRAY_FLOAT3, 3, span_of(values, sizeof values))->motion_step = 1;
    assert_int_equal(pb_capture_arrays(capture, &d.arrays[1], 1), PB_OK);
    assert_int_not_equal(d.arrays[1].values.segment, 0);
    values[4] += 100; /* Blender goes to another time */
    add_geometry(1, 3);
    assert_int_equal(pb_capture_scene(capture, described()), PB_OK);
    run(capture);
    pb_captured_scene scene;
    assert_int_equal(pb_capture_take(capture, &scene), PB_OK);
    pb_capture_close(capture);
    assert_fate(&scene, 0, round ? PB_GEOMETRY_UNCHANGED : PB_GEOMETRY_CAPTURED);
    if (round == 0) {
      assert_memory_equal(memory_of(array_of(&scene, 0)->values), values, sizeof values);
      assert_memory_equal(memory_of(array_of(&scene, 1)->values), corners, sizeof corners);
      assert_true(geometry_of(&scene, 0)->bounds[4] == 96);
    }
    pb_captured_scene_release(&scene);
  }
}

/* Positions that are the same at all steps are told once, whatever normals are there; attributes keep their meaning, and the content is that without steps. */
static void what_rests_has_no_motion_steps(void **state) {
  (void)state;
  static const float uvs[3][2] = {{0, 0}, {1, 0}, {0, 1}}, colors[3][4] = {{1, 2, 3, 4}};
  for (int round = 0; round < 4; round++) { /* with motion, without, with motion, and one that moves at the last step */
    float moved[9];
    memcpy(moved, corners, sizeof moved);
    moved[8] += round == 3;
    d.array_count = d.geometry_count = 0;
    d.motion_time_count = round == 1 ? 0 : 2;
    pb_capture *capture = pb_capture_new(arena, contents);
    const uint32_t step_count = d.motion_time_count;
    add_array(".position", PB_DOMAIN_POINT, PB_ARRAY_FLOAT3, 3, span_of(corners, sizeof corners));
    for (uint32_t step = 1; step <= step_count; step++) {
      const pb_span values = span_of(step == 2 ? moved : corners, sizeof corners);
      add_array(".position", PB_DOMAIN_POINT, PB_ARRAY_FLOAT3, 3, values)->motion_step = step;
      add_array(".normal", PB_DOMAIN_POINT, PB_ARRAY_FLOAT3, 3, span_of(corners, sizeof corners))->motion_step = step;
    }
    if (step_count) {
      assert_int_equal(pb_capture_arrays(capture, &d.arrays[1], 2 * step_count), PB_OK);
    }
    add_array("UVs", PB_DOMAIN_POINT, PB_ARRAY_FLOAT2, 3, span_of(uvs, sizeof uvs));
    add_array("colors", PB_DOMAIN_POINT, PB_ARRAY_FLOAT4, 3, span_of(colors, sizeof colors));
    add_geometry(1, 3);
    d.geometries[0].uv_map = 2 * step_count + 1;
    d.geometries[0].color_attribute = 2 * step_count + 2;
    assert_int_equal(pb_capture_scene(capture, described()), PB_OK);
    run(capture);
    pb_captured_scene scene;
    assert_int_equal(pb_capture_take(capture, &scene), PB_OK);
    pb_capture_close(capture);
    assert_fate(&scene, 0, round == 0 || round == 3 ? PB_GEOMETRY_CAPTURED : PB_GEOMETRY_UNCHANGED);
    const pb_geometry *geometry = geometry_of(&scene, 0);
    const uint32_t told_count = round == 3 ? 4 : 0;
    assert_int_equal(geometry->arrays.count, 3 + told_count);
    assert_int_equal(geometry->uv_map, 1 + told_count);
    assert_int_equal(geometry->color_attribute, 2 + told_count);
    if (round == 0) {
      assert_memory_equal(memory_of(array_of(&scene, 1)->values), uvs, sizeof uvs);
      assert_memory_equal(memory_of(array_of(&scene, 2)->values), colors, sizeof colors);
    }
    pb_captured_scene_release(&scene);
  }
}

static void captured_arrays_of_others_are_refused(void **state) {
  (void)state;
  const pb_segment *other = pb_segment_take(arena, 4096);
  add_triangle(1);
  d.arrays[0].values = (pb_span){.segment = other->number, .size_bytes = sizeof corners};
  refused("no room");
  pb_capture *capture = pb_capture_new(arena, contents);
  assert_failed(pb_capture_arrays(capture, d.arrays, 1), PB_INVALID_ARGUMENT, "no array of this process");
  d.arrays[0].values = span_of(corners, sizeof corners);
  assert_int_equal(pb_capture_arrays(capture, d.arrays, 1), PB_OK);
  const pb_span own = d.arrays[0].values;
  d.arrays[0].values.offset = UINT64_MAX - 4;
  assert_failed(pb_capture_scene(capture, described()), PB_INVALID_ARGUMENT, "no room");
  pb_capture_close(capture);
  d.arrays[0].values = own;
  refused("no room"); /* its capture is gone */
  pb_segment_release(other);
}

/* ------------------------------------------------------------------------------------------------ in steps */

static void budget_divides_the_work(void **state) {
  (void)state;
  float *values = large_values();
  for (int i = 0; i < 6; i++) {
    add_array("a", PB_DOMAIN_POINT, PB_ARRAY_FLOAT3, LARGE_COUNT, span_of(values, (uint64_t)LARGE_COUNT * 12));
  }
  add_geometry(1, LARGE_COUNT);
  for (int round = 0; round < 2; round++) {
    values[0] += 1;
    pb_capture *capture = pb_capture_new(arena, contents);
    assert_int_equal(pb_capture_scene(capture, described()), PB_OK);
    uint64_t left = UINT64_MAX;
    int calls = 0;
    do {
      const pb_status status = pb_capture_run(capture, 0, &left);
      assert_int_equal(status, PB_OK);
      calls++;
      pb_captured_scene scene;
      assert_true(left == 0 || pb_capture_take(capture, &scene) == PB_INVALID_STATE);
    } while (left);
    assert_true(calls > 1);
    pb_captured_scene scene;
    assert_int_equal(pb_capture_take(capture, &scene), PB_OK);
    assert_int_equal(pb_capture_take(capture, &(pb_captured_scene){0}), PB_INVALID_STATE);
    pb_capture_close(capture);
    assert_memory_equal(memory_of(array_of(&scene, 5)->values), values, (size_t)LARGE_COUNT * 12);
    pb_captured_scene_release(&scene);
  }
  free(values);
}

static void capture_closed_in_the_middle_leaves_nothing(void **state) {
  (void)state;
  float *values = large_values();
  for (int i = 0; i < 4; i++) {
    add_array("a", PB_DOMAIN_POINT, PB_ARRAY_FLOAT3, LARGE_COUNT, span_of(values, (uint64_t)LARGE_COUNT * 12));
  }
  add_geometry(1, LARGE_COUNT);
  pb_capture *capture = pb_capture_new(arena, contents);
  assert_int_equal(pb_capture_scene(capture, described()), PB_OK);
  uint64_t left;
  assert_int_equal(pb_capture_run(capture, 0, &left), PB_OK);
  assert_true(left > 0);
  pb_capture_close(capture);
  assert_int_equal(pb_arena_bytes(arena), 0);
  free(values);
}

static void memory_that_is_not_there_is_named(void **state) {
  (void)state;
  add_triangle(1);
  static const uint32_t count = 4000000000u;
  pb_span values = span_of(corners, (uint64_t)count * 16);
  for (int i = 0; i < 20; i++) { /* 1.3 TB */
    add_array("a", PB_DOMAIN_POINT, PB_ARRAY_FLOAT4, count, values);
  }
  add_geometry(2, count);
  pb_capture *capture = pb_capture_new(arena, contents);
  /* A system that promises more than it has would go on to read what is not there. */
  const pb_status status = pb_capture_scene(capture, described());
  if (status == PB_OK) {
    pb_capture_close(capture);
    skip();
  }
  assert_failed(status, PB_OUT_OF_MEMORY, "64000.0 MB could not be had");
  pb_capture_close(capture);
  assert_int_equal(pb_arena_bytes(arena), 0);
  d.array_count = d.geometry_count = 1; /* the next one works */
  pb_captured_scene scene = captured();
  pb_captured_scene_release(&scene);
}

/* ------------------------------------------------------------------------------------------------ hostile lists */

static void wrong_descriptions_are_refused(void **state) {
  (void)state;
  add_triangle(1);
  const lists right = d;
  const struct {
    const char *word;
    void *place;
    uint32_t value;
  } wrong[] = {
      {"geometry.name", &d.geometries[0].name.first, UINT32_MAX},
      {"geometry.name", &d.geometries[0].name.count, UINT32_MAX},
      {"geometry.arrays", &d.geometries[0].arrays.first, 1},
      {"geometry.arrays", &d.geometries[0].arrays.count, 2},
      {"array.name", &d.arrays[0].name.count, d.text_bytes + 1},
      {"scene.world", &d.scene.world, 0},
      {"scene.properties", &d.scene.properties.count, 1},
      {"scene.instance_motion", &d.scene.instance_motion.count, 1},
      {"kind 3", &d.geometries[0].kind, 3},
      {"state 2", &d.geometries[0].state, 2},
      {"id 0", &d.geometries[0].id, 0},
      {"none of its arrays", &d.geometries[0].uv_map, 1},
      {"none of its arrays", &d.geometries[0].color_attribute, UINT32_MAX - 1},
      {"no type or domain", &d.arrays[0].type, 10},
      {"no type or domain", &d.arrays[0].domain, 6},
      {"no room", &d.arrays[0].count, 4},
      {"no room", &d.arrays[0].count, UINT32_MAX},
      {"3 elements of domain 0", &d.geometries[0].point_count, 2},
      {"at step 1", &d.arrays[0].motion_step, 1},
  };
  for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++) {
    memcpy(wrong[i].place, &wrong[i].value, sizeof wrong[i].value);
    refused(wrong[i].word);
    d = right;
  }
  add_triangle(1);
  refused("two geometries of the description have id 1");
  d = right;
  d.geometries[d.geometry_count] = d.geometries[0];
  d.geometries[d.geometry_count++].id = 2;
  refused("array 0 of the description is of two geometries");
}

static void wrong_spans_of_lists_are_refused(void **state) {
  (void)state;
  add_triangle(1);
  for (uint32_t list = 0; list < PB_LIST_COUNT; list++) {
    for (int wrong = 0; wrong < 4; wrong++) {
      pb_description description = *described();
      pb_span *span = &description.lists[list];
      const uint64_t before = span->size_bytes;
      switch (wrong) {
        case 0: /* half an element too many; of bytes there is no half */
          span->size_bytes = before + 2;
          span->offset = before ? span->offset : address_of(d.text);
          break;
        case 1:
          span->segment = 1;
          span->size_bytes = before ? before : 64;
          break;
        case 2:
          *span = (pb_span){.offset = UINT64_MAX - 1000, .size_bytes = 6400};
          break;
        default:
          span->stride_bytes = 4096;
          span->size_bytes = before ? before : 64;
          break;
      }
      if (wrong == 0 && list == PB_LIST_TEXT) {
        continue;
      }
      pb_capture *capture = pb_capture_new(arena, contents);
      assert_int_equal(pb_capture_scene(capture, &description), PB_INVALID_ARGUMENT);
      pb_capture_close(capture);
    }
  }
}

static void lists_of_instances_agree(void **state) {
  (void)state;
  add_triangle(1);
  const pb_object object = {.id = 1};
  const pb_prototype prototype = {0};
  const uint32_t indices[2] = {0};
  const uint64_t ids[2] = {1, 2};
  const float matrices[48] = {0};
  pb_description description = *described();
  pb_span *spans = description.lists;
  spans[PB_LIST_OBJECTS] = span_of(&object, sizeof object);
  spans[PB_LIST_PROTOTYPES] = span_of(&prototype, sizeof prototype);
  spans[PB_LIST_INSTANCE_PROTOTYPES] = span_of(indices, sizeof indices);
  spans[PB_LIST_INSTANCE_MATRICES] = span_of(matrices, 2 * 64);
  spans[PB_LIST_INSTANCE_IDS] = span_of(ids, sizeof ids);
  pb_capture *capture = pb_capture_new(arena, contents);
  assert_int_equal(pb_capture_scene(capture, &description), PB_OK);
  pb_capture_close(capture);
  static const struct {
    pb_list list;
    uint32_t size_bytes;
  } wrong[] = {{PB_LIST_INSTANCE_MATRICES, 64}, {PB_LIST_INSTANCE_IDS, 8}, {PB_LIST_INSTANCE_RANDOM_IDS, 4}};
  for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++) {
    pb_description short_one = description;
    short_one.lists[wrong[i].list] = span_of(matrices, wrong[i].size_bytes);
    capture = pb_capture_new(arena, contents);
    assert_failed(pb_capture_scene(capture, &short_one), PB_INVALID_ARGUMENT, "different counts");
    pb_capture_close(capture);
  }
}

/* Numbers of a list are replaced by others: whatever is accepted is copied without a wrong access. */
static void random_lists_never_crash(void **state) {
  (void)state;
  static char noise[4096];
  uint32_t random = 12345;
  uint32_t accepted_count = 0;
  for (int round = 0; round < 1000; round++) {
    d = (lists){.scene = {.world = PB_NONE, .default_graph = PB_NONE}};
    add_triangle(1);
    add_triangle(2);
    pb_description description = *described();
    for (uint32_t list = 0; list < PB_LIST_COUNT; list++) {
      random = random * 1664525 + 1013904223;
      static const uint32_t element_bytes[PB_LIST_COUNT] = {PB_LIST_ELEMENT_BYTES};
      if (description.lists[list].size_bytes == 0 && (random >> 16) % 16 == 0) {
        description.lists[list] = span_of(noise, ((random >> 24) % 4) * element_bytes[list]);
      }
    }
    uint32_t *words[] = {(uint32_t *)(void *)d.geometries, (uint32_t *)(void *)&d.scene};
    const uint32_t word_counts[] = {2 * sizeof(pb_geometry) / 4, sizeof d.scene / 4};
    for (int change = 0; change < 3; change++) {
      random = random * 1664525 + 1013904223;
      const uint32_t which = (random >> 10) % 2;
      words[which][(random >> 12) % word_counts[which]] = random >> 30 ? random >> 28 : random;
    }
    pb_capture *capture = pb_capture_new(arena, contents);
    if (pb_capture_scene(capture, &description) == PB_OK) {
      accepted_count++;
      run(capture);
    }
    pb_capture_close(capture);
  }
  assert_in_range(accepted_count, 50, 950);
}

static void missing_arguments_are_refused(void **state) {
  (void)state;
  pb_capture *capture = pb_capture_new(arena, contents);
  uint64_t left;
  assert_int_equal(pb_capture_scene(NULL, described()), PB_INVALID_ARGUMENT);
  assert_int_equal(pb_capture_scene(capture, NULL), PB_INVALID_ARGUMENT);
  pb_description other = *described();
  other.version++;
  assert_failed(pb_capture_scene(capture, &other), PB_INVALID_ARGUMENT, "version");
  assert_int_equal(pb_capture_arrays(NULL, d.arrays, 0), PB_INVALID_ARGUMENT);
  assert_int_equal(pb_capture_arrays(capture, NULL, 1), PB_INVALID_ARGUMENT);
  assert_int_equal(pb_capture_run(NULL, 1, &left), PB_INVALID_ARGUMENT);
  assert_int_equal(pb_capture_run(capture, 1, NULL), PB_INVALID_ARGUMENT);
  assert_failed(pb_capture_run(capture, 1, &left), PB_INVALID_STATE, "no scene");
  assert_int_equal(pb_capture_scene(capture, described()), PB_OK);
  assert_int_equal(pb_capture_scene(capture, described()), PB_INVALID_STATE);
  assert_int_equal(pb_capture_arrays(capture, d.arrays, 0), PB_INVALID_STATE);
  pb_capture_close(capture);
  pb_capture_close(NULL);
}

#define TEST(NAME) cmocka_unit_test_setup_teardown(NAME, set_up, tear_down)

int main(void) {
  const struct CMUnitTest tests[] = {
      TEST(lists_and_arrays_are_copied),
      TEST(strides_are_gone),
      TEST(large_array_has_a_segment_of_its_own),
      TEST(bounds_without_finite_points_are_zero),
      TEST(equal_content_is_not_copied_again),
      TEST(hash_does_not_depend_on_strides),
      TEST(whatever_is_part_of_a_geometry_changes_it),
      TEST(what_is_described_as_unchanged_is_not_read),
      TEST(unchanged_without_anything_before_has_no_content),
      TEST(what_was_forgotten_or_gone_is_copied),
      TEST(capture_that_no_frame_takes_counts_for_nothing),
      TEST(arrays_of_motion_steps_are_copied_at_once),
      TEST(what_rests_has_no_motion_steps),
      TEST(captured_arrays_of_others_are_refused),
      TEST(budget_divides_the_work),
      TEST(capture_closed_in_the_middle_leaves_nothing),
      TEST(memory_that_is_not_there_is_named),
      TEST(wrong_descriptions_are_refused),
      TEST(wrong_spans_of_lists_are_refused),
      TEST(lists_of_instances_agree),
      TEST(random_lists_never_crash),
      TEST(missing_arguments_are_refused),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
