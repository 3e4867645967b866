/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Captures: what a description says of a scene is copied into an arena, and with it the arrays of Blender that it names. Of geometries
 * that were sent before, arrays are hashed first and copied only where they differ.
 */
#include "capture.h"

#include <math.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>

#include "content.h"
#include "error.h"
#include "hash.h"
#include "memory.h"
#include "parallel.h"

enum {
  OWN_SEGMENT_BYTES = 1 << 20,    /* arrays from this size on have a segment of their own */
  SHARED_SEGMENT_BYTES = 4 << 20, /* others share segments of this size */
  ALIGNMENT_BYTES = 64,
  TASK_BYTES = 2 << 20, /* a huge page: two threads that touch one first would both wait for it */
  TASK_BLOCK_COUNT = 256
};

static const uint32_t list_element_bytes[PB_LIST_COUNT] = {PB_LIST_ELEMENT_BYTES};

/* By pb_array_type. */
static const uint32_t array_element_bytes[] = {4, 8, 12, 16, 4, 4, 1, 1, 12, 8};

enum { ARRAY_TYPE_COUNT = sizeof array_element_bytes / sizeof array_element_bytes[0] };

static const char position_name[] = ".position";

typedef enum stage {
  DESCRIBING, /* the scene is missing */
  READING,    /* blocks of all geometries: copied, or hashed where they were sent before */
  COPYING,    /* blocks of geometries that turned out to differ */
  DONE,
  TAKEN,
  FAILED
} stage;

/* What becomes of a geometry. */
typedef enum fate {
  UNTOUCHED, /* described as unchanged */
  COMPARED,  /* hashed first */
  COPIED     /* at once */
} fate;

typedef struct geometry_plan {
  fate fate;
  pb_content before;   /* what was sent; is_known: there is something */
  pb_content *content; /* what is sent now */
} geometry_plan;

typedef struct block_range {
  uint64_t first;
  uint64_t count;
} block_range;

/* Blocks that one thread works on without asking for more. */
typedef struct task {
  uint64_t first_block;
  uint64_t bytes_before; /* of all tasks before this one */
} task;

struct pb_capture {
  pb_arena *arena;
  pb_contents *contents;
  stage stage;
  pb_captured_scene scene;
  uint32_t segment_capacity;
  uint64_t segment_bytes;
  const pb_segment *shared; /* NULL, or one with room */
  uint64_t shared_used_bytes;
  pb_description *description; /* in the arena */
  char *lists[PB_LIST_COUNT];
  uint64_t counts[PB_LIST_COUNT];
  geometry_plan *plans;     /* of each geometry */
  block_range *array_blocks; /* of each array */
  pb_content *entries;      /* of the geometries, for the contents */
  uint64_t entry_capacity;
  pb_block *blocks;
  uint64_t block_count;
  uint64_t block_capacity;
  task *tasks; /* and one more, where the last ends */
  uint64_t task_count;
  _Atomic uint64_t next_task; /* of those that a thread has taken or none has */
};

/* ------------------------------------------------------------------------------------------------ memory */

static pb_status fail(pb_capture *capture, pb_status status) {
  capture->stage = FAILED;
  return status;
}

static pb_status no_memory(pb_capture *capture, uint64_t size_bytes) {
  return fail(capture, pb_fail(PB_OUT_OF_MEMORY,
                               "no memory to copy the scene: %.1f MB could not be had, %.1f MB of it are copied; free memory or make the "
                               "scene smaller",
                               (double)size_bytes / 1e6, (double)capture->segment_bytes / 1e6));
}

/* A segment that the scene needs; NULL: no memory. */
static const pb_segment *take_segment(pb_capture *capture, uint64_t size_bytes) {
  pb_captured_scene *scene = &capture->scene;
  if (scene->segment_count == capture->segment_capacity) {
    const uint32_t capacity = capture->segment_capacity ? capture->segment_capacity * 2 : 16;
    const pb_segment **segments = realloc(scene->segments, capacity * sizeof *segments);
    if (!segments) {
      return NULL;
    }
    scene->segments = segments;
    capture->segment_capacity = capacity;
  }
  const pb_segment *segment = pb_segment_take(capture->arena, size_bytes);
  if (segment) {
    scene->segments[scene->segment_count++] = segment;
    capture->segment_bytes += segment->size_bytes;
  }
  return segment;
}

/* Memory of the scene, of at least one byte, and its span; NULL: no memory. */
static char *allocate(pb_capture *capture, uint64_t size_bytes, pb_span *span) {
  const pb_segment *segment;
  uint64_t offset = 0;
  if (size_bytes >= OWN_SEGMENT_BYTES) {
    segment = take_segment(capture, size_bytes);
  } else {
    const uint64_t taken_bytes = (size_bytes + ALIGNMENT_BYTES - 1) / ALIGNMENT_BYTES * ALIGNMENT_BYTES;
    if (!capture->shared || capture->shared->size_bytes - capture->shared_used_bytes < taken_bytes) {
      capture->shared = take_segment(capture, SHARED_SEGMENT_BYTES);
      capture->shared_used_bytes = 0;
    }
    segment = capture->shared;
    offset = capture->shared_used_bytes;
    capture->shared_used_bytes += segment ? taken_bytes : 0;
  }
  if (!segment) {
    return NULL;
  }
  *span = (pb_span){.segment = segment->number, .offset = offset, .size_bytes = size_bytes};
  return segment->start + offset;
}

/* The memory of a span in one of the scene's segments; NULL: it is in none. Their numbers ascend. */
static const char *captured_memory(const pb_capture *capture, const pb_span *span) {
  uint32_t first = 0, end = capture->scene.segment_count;
  while (first < end) {
    const uint32_t middle = first + (end - first) / 2;
    if (capture->scene.segments[middle]->number < span->segment) {
      first = middle + 1;
    } else {
      end = middle;
    }
  }
  const pb_segment *segment = first < capture->scene.segment_count ? capture->scene.segments[first] : NULL;
  if (!segment || segment->number != span->segment || span->offset > segment->size_bytes ||
      span->size_bytes > segment->size_bytes - span->offset) {
    return NULL;
  }
  return segment->start + span->offset;
}

/* ------------------------------------------------------------------------------------------------ blocks */

static uint64_t array_bytes(const pb_array *array) { return (uint64_t)array->count * array_element_bytes[array->type]; }

/* Appends the blocks of values that begin at `from`; false: no memory. */
static bool append_blocks(pb_capture *capture, const pb_array *array, pb_block block, block_range *range) {
  block.element_bytes = array_element_bytes[array->type];
  const uint32_t elements_per_block = PB_BLOCK_BYTES / block.element_bytes;
  range->first = capture->block_count;
  range->count = ((uint64_t)array->count + elements_per_block - 1) / elements_per_block;
  if (range->count > capture->block_capacity - capture->block_count) {
    uint64_t capacity = capture->block_capacity ? capture->block_capacity * 2 : 256;
    capacity = capacity < capture->block_count + range->count ? capture->block_count + range->count : capacity;
    pb_block *blocks = realloc(capture->blocks, capacity * sizeof *blocks);
    if (!blocks) {
      return false;
    }
    capture->blocks = blocks;
    capture->block_capacity = capacity;
  }
  for (uint32_t done = 0; done < array->count; done += block.count) {
    block.count = array->count - done < elements_per_block ? array->count - done : elements_per_block;
    capture->blocks[capture->block_count++] = block;
    block.from += block.count * block.stride_bytes;
    block.to += block.to ? (size_t)block.count * block.element_bytes : 0;
  }
  return true;
}

static uint64_t block_bytes(const pb_block *block) { return (uint64_t)block->count * block->element_bytes; }

/* Divides the blocks among tasks; false: no memory. */
static bool plan_tasks(pb_capture *capture) {
  task *tasks = realloc(capture->tasks, (capture->block_count + 1) * sizeof *tasks);
  if (!tasks) {
    return false;
  }
  capture->tasks = tasks;
  capture->task_count = 0;
  atomic_store(&capture->next_task, 0);
  uint64_t bytes = 0;
  for (uint64_t i = 0; i < capture->block_count; i++) {
    const task *last = capture->task_count ? &tasks[capture->task_count - 1] : NULL;
    if (!last || bytes - last->bytes_before >= TASK_BYTES || i - last->first_block >= TASK_BLOCK_COUNT) {
      tasks[capture->task_count++] = (task){i, bytes};
    }
    bytes += block_bytes(&capture->blocks[i]);
  }
  tasks[capture->task_count] = (task){capture->block_count, bytes};
  return true;
}

/* Tasks that no thread has taken; none is under way. */
static uint64_t first_left(pb_capture *capture) {
  const uint64_t next = atomic_load(&capture->next_task);
  return next < capture->task_count ? next : capture->task_count;
}

static uint64_t left_bytes_of(pb_capture *capture) {
  return capture->tasks[capture->task_count].bytes_before - capture->tasks[first_left(capture)].bytes_before;
}

typedef struct run {
  pb_capture *capture;
  uint64_t end_ns;
} run;

static uint64_t now_ns(void) {
  struct timespec time;
  clock_gettime(CLOCK_MONOTONIC, &time);
  return (uint64_t)time.tv_sec * 1000000000u + (uint64_t)time.tv_nsec;
}

/* Takes at least one task, then more while there is time. */
static void take_tasks(void *context, uint32_t thread) {
  (void)thread;
  const run *running = context;
  pb_capture *capture = running->capture;
  do {
    const uint64_t taken = atomic_fetch_add(&capture->next_task, 1);
    if (taken >= capture->task_count) {
      return;
    }
    for (uint64_t i = capture->tasks[taken].first_block; i < capture->tasks[taken + 1].first_block; i++) {
      pb_block_run(&capture->blocks[i]);
    }
  } while (now_ns() < running->end_ns);
}

/* Works on the tasks with all threads until the time is over or none is left. */
static void run_tasks(pb_capture *capture, uint64_t end_ns) {
  const uint64_t left = capture->task_count - first_left(capture);
  const uint32_t thread_count = pb_thread_count();
  pb_parallel_run(left < thread_count ? (uint32_t)left : thread_count, take_tasks, &(run){capture, end_ns});
}

/* ------------------------------------------------------------------------------------------------ opening, arrays, closing */

pb_capture *pb_capture_new(pb_arena *arena, pb_contents *contents) {
  pb_capture *capture = calloc(1, sizeof *capture);
  if (capture) {
    capture->arena = arena;
    capture->contents = contents;
  }
  return capture;
}

void pb_captured_scene_release(pb_captured_scene *scene) {
  for (uint32_t i = 0; i < scene->segment_count; i++) {
    pb_segment_release(scene->segments[i]);
  }
  free(scene->segments);
  *scene = (pb_captured_scene){0};
}

void pb_capture_close(pb_capture *capture) {
  if (!capture) {
    return;
  }
  pb_captured_scene_release(&capture->scene);
  free(capture->plans);
  free(capture->array_blocks);
  free(capture->entries);
  free(capture->blocks);
  free(capture->tasks);
  free(capture);
}

/* Whether the values of an array are where it says, in this process or among what is captured. */
static pb_status check_values(const pb_capture *capture, const pb_array *array) {
  if (array->type >= ARRAY_TYPE_COUNT || array->domain > PB_DOMAIN_EDGE) {
    return pb_fail(PB_INVALID_ARGUMENT, "an array is of no type or domain: %u, %u", array->type, array->domain);
  }
  const uint32_t element_bytes = array_element_bytes[array->type];
  const bool is_there = array->values.segment == 0 ? pb_span_holds(&array->values, array->count, element_bytes)
                                                   : array->values.size_bytes == array_bytes(array) && array->values.stride_bytes == 0 &&
                                                         captured_memory(capture, &array->values);
  return is_there ? PB_OK : pb_fail(PB_INVALID_ARGUMENT, "an array has no room for its %u elements of %u bytes", array->count, element_bytes);
}

pb_status pb_capture_arrays(pb_capture *capture, pb_array *arrays, uint32_t array_count) {
  if (!capture || (!arrays && array_count)) {
    return pb_fail(PB_INVALID_ARGUMENT, "a capture and arrays are needed");
  }
  if (capture->stage != DESCRIBING) {
    return pb_fail(PB_INVALID_STATE, "the scene is captured: open another capture");
  }
  for (uint32_t i = 0; i < array_count; i++) {
    const pb_status status = arrays[i].values.segment ? pb_fail(PB_INVALID_ARGUMENT, "array %u is no array of this process", i)
                                                      : check_values(capture, &arrays[i]);
    if (status != PB_OK) {
      return status;
    }
  }
  pb_span *copies = calloc(array_count ? array_count : 1, sizeof *copies);
  capture->block_count = 0;
  for (uint32_t i = 0; copies && i < array_count; i++) {
    const pb_array *array = &arrays[i];
    const uint64_t size_bytes = array_bytes(array);
    if (size_bytes == 0) {
      continue;
    }
    char *to = allocate(capture, size_bytes, &copies[i]);
    const pb_block block = {.from = pb_span_start(&array->values),
                            .to = to,
                            .stride_bytes = pb_span_stride(&array->values, array_element_bytes[array->type])};
    block_range range;
    if (!to || !append_blocks(capture, array, block, &range)) {
      free(copies);
      return no_memory(capture, size_bytes);
    }
  }
  if (!copies || !plan_tasks(capture)) {
    free(copies);
    return no_memory(capture, array_count * sizeof *copies);
  }
  run_tasks(capture, UINT64_MAX);
  for (uint32_t i = 0; i < array_count; i++) {
    arrays[i].values = copies[i];
  }
  free(copies);
  return pb_succeed();
}

/* ------------------------------------------------------------------------------------------------ description */

typedef enum way { RANGE, INDEX, OPTIONAL } way;

/* A member of a list's elements that leads into a list. */
typedef struct list_member {
  uint32_t list;
  uint32_t offset;
  uint32_t target;
  way way;
  const char *name;
} list_member;

#define MEMBER(LIST, OFFSET, TARGET, WAY, NAME) {LIST, OFFSET, TARGET, WAY, #NAME},
static const list_member list_members[] = {PB_LIST_MEMBERS(MEMBER)};
#undef MEMBER

static const pb_geometry *geometries_of(const pb_capture *capture) {
  return (const pb_geometry *)(const void *)capture->lists[PB_LIST_GEOMETRIES];
}

static pb_array *arrays_of(const pb_capture *capture) { return (pb_array *)(void *)capture->lists[PB_LIST_ARRAYS]; }

static const pb_scene *scene_of(const pb_capture *capture) { return (const pb_scene *)(const void *)capture->lists[PB_LIST_SCENES]; }

/* Copies the lists into the arena, behind a description of theirs. */
static pb_status copy_lists(pb_capture *capture, const pb_description *from) {
  uint64_t size_bytes = sizeof *from;
  for (uint32_t list = 0; list < PB_LIST_COUNT; list++) {
    const pb_span *span = &from->lists[list];
    if (!pb_span_is_list(span, list_element_bytes[list]) || span->size_bytes / list_element_bytes[list] >= PB_NONE) {
      return fail(capture, pb_fail(PB_INVALID_ARGUMENT, "list %u of the description is no list of elements of %u bytes", list,
                                   list_element_bytes[list]));
    }
    size_bytes = (size_bytes + ALIGNMENT_BYTES - 1) / ALIGNMENT_BYTES * ALIGNMENT_BYTES;
    if (__builtin_add_overflow(size_bytes, span->size_bytes, &size_bytes) || size_bytes > UINT64_MAX - ALIGNMENT_BYTES) {
      return fail(capture, pb_fail(PB_INVALID_ARGUMENT, "the description is larger than memory can be"));
    }
  }
  pb_span *copy = &capture->scene.description;
  char *start = allocate(capture, size_bytes, copy);
  if (!start) {
    return no_memory(capture, size_bytes);
  }
  capture->description = (pb_description *)(void *)start;
  *capture->description = (pb_description){.size_bytes = sizeof *from, .version = PB_MESSAGE_VERSION};
  uint64_t offset = sizeof *from;
  for (uint32_t list = 0; list < PB_LIST_COUNT; list++) {
    const pb_span *span = &from->lists[list];
    offset = (offset + ALIGNMENT_BYTES - 1) / ALIGNMENT_BYTES * ALIGNMENT_BYTES;
    capture->lists[list] = start + offset;
    capture->counts[list] = span->size_bytes / list_element_bytes[list];
    if (span->size_bytes) {
      memcpy(start + offset, pb_span_start(span), span->size_bytes);
      capture->description->lists[list] =
          (pb_span){.segment = copy->segment, .offset = copy->offset + offset, .size_bytes = span->size_bytes};
    }
    offset += span->size_bytes;
  }
  return PB_OK;
}

/* Whether all that leads into a list leads to what is there. */
static pb_status check_members(const pb_capture *capture) {
  for (size_t i = 0; i < sizeof list_members / sizeof list_members[0]; i++) {
    const list_member *member = &list_members[i];
    const uint64_t target_count = capture->counts[member->target];
    const char *place = capture->lists[member->list] + member->offset;
    for (uint64_t element = 0; element < capture->counts[member->list]; element++, place += list_element_bytes[member->list]) {
      pb_range range = {0};
      memcpy(&range, place, member->way == RANGE ? sizeof range : sizeof range.first);
      const bool is_there = member->way == RANGE      ? (uint64_t)range.first + range.count <= target_count
                            : range.first == PB_NONE ? member->way == OPTIONAL
                                                     : range.first < target_count;
      if (!is_there) {
        return pb_fail(PB_INVALID_ARGUMENT, "%s of element %llu of the description leads out of its list", member->name,
                       (unsigned long long)element);
      }
    }
  }
  return PB_OK;
}

static bool is_count_of_instances(const pb_capture *capture, uint64_t count) { return count == capture->counts[PB_LIST_INSTANCE_PROTOTYPES]; }

/* What counts must agree. */
static pb_status check_counts(const pb_capture *capture) {
  const uint64_t *counts = capture->counts;
  if (counts[PB_LIST_SCENES] != 1) {
    return pb_fail(PB_INVALID_ARGUMENT, "a description has one scene, not %llu", (unsigned long long)counts[PB_LIST_SCENES]);
  }
  const uint64_t steps = counts[PB_LIST_MOTION_TIMES];
  const uint64_t moved = scene_of(capture)->instance_motion.count;
  if (!is_count_of_instances(capture, counts[PB_LIST_INSTANCE_MATRICES]) ||
      (counts[PB_LIST_INSTANCE_IDS] && !is_count_of_instances(capture, counts[PB_LIST_INSTANCE_IDS])) ||
      (counts[PB_LIST_INSTANCE_RANDOM_IDS] && !is_count_of_instances(capture, counts[PB_LIST_INSTANCE_RANDOM_IDS])) ||
      (moved && (steps == 0 || moved % steps != 0 || !is_count_of_instances(capture, moved / steps)))) {
    return pb_fail(PB_INVALID_ARGUMENT, "lists of instances in the description have different counts");
  }
  const pb_light *lights = (const pb_light *)(const void *)capture->lists[PB_LIST_LIGHTS];
  for (uint64_t i = 0; i < counts[PB_LIST_LIGHTS]; i++) {
    if (lights[i].motion.count && lights[i].motion.count != steps) {
      return pb_fail(PB_INVALID_ARGUMENT, "light %llu of the description has %u matrices for %llu steps", (unsigned long long)i,
                     lights[i].motion.count, (unsigned long long)steps);
    }
  }
  return PB_OK;
}

static uint64_t domain_count(const pb_geometry *geometry, const pb_array *array, bool is_offset) {
  switch (array->domain) {
    case PB_DOMAIN_POINT:
      return geometry->point_count;
    case PB_DOMAIN_CORNER:
      return geometry->corner_count;
    case PB_DOMAIN_FACE:
      return geometry->face_count;
    case PB_DOMAIN_TRIANGLE:
      return geometry->triangle_count;
    case PB_DOMAIN_EDGE:
      return array->count; /* a geometry does not say how many it has */
    default:
      return (uint64_t)geometry->curve_count + is_offset;
  }
}

static bool is_named(const pb_capture *capture, const pb_array *array, const char *name) {
  return array->name.count == strlen(name) && memcmp(capture->lists[PB_LIST_TEXT] + array->name.first, name, array->name.count) == 0;
}

/* `used` has a mark for each array that a geometry before had. */
static pb_status check_geometry(const pb_capture *capture, const pb_geometry *geometry, bool *used) {
  if (geometry->id == 0 || geometry->kind > PB_GEOMETRY_POINT_CLOUD || geometry->state > PB_GEOMETRY_UNCHANGED) {
    return pb_fail(PB_INVALID_ARGUMENT, "a geometry has id %llu, kind %u and state %u", (unsigned long long)geometry->id, geometry->kind,
                   geometry->state);
  }
  if ((geometry->uv_map != PB_NONE && geometry->uv_map >= geometry->arrays.count) ||
      (geometry->color_attribute != PB_NONE && geometry->color_attribute >= geometry->arrays.count)) {
    return pb_fail(PB_INVALID_ARGUMENT, "a geometry's UV map or colour attribute is none of its arrays");
  }
  for (uint32_t i = 0; i < geometry->arrays.count; i++) {
    const uint64_t index = (uint64_t)geometry->arrays.first + i;
    const pb_array *array = &arrays_of(capture)[index];
    if (used[index]) {
      return pb_fail(PB_INVALID_ARGUMENT, "array %llu of the description is of two geometries", (unsigned long long)index);
    }
    used[index] = true;
    const pb_status status = check_values(capture, array);
    if (status != PB_OK) {
      return status;
    }
    if (array->motion_step > capture->counts[PB_LIST_MOTION_TIMES] ||
        array->count != domain_count(geometry, array, is_named(capture, array, ".curve_offset"))) {
      return pb_fail(PB_INVALID_ARGUMENT, "array %llu of the description has %u elements of domain %u at step %u", (unsigned long long)index,
                     array->count, array->domain, array->motion_step);
    }
  }
  return PB_OK;
}

static pb_status check_geometries(pb_capture *capture) {
  const uint64_t count = capture->counts[PB_LIST_GEOMETRIES];
  bool *used = calloc(capture->counts[PB_LIST_ARRAYS] + 1, sizeof *used);
  capture->plans = calloc(count + 1, sizeof *capture->plans);
  capture->array_blocks = calloc(capture->counts[PB_LIST_ARRAYS] + 1, sizeof *capture->array_blocks);
  capture->entries = pb_contents_prepare(count, &capture->entry_capacity);
  pb_status status = used && capture->plans && capture->array_blocks && capture->entries
                         ? PB_OK
                         : no_memory(capture, count * (sizeof *capture->plans + sizeof *capture->entries));
  for (uint64_t i = 0; status == PB_OK && i < count; i++) {
    const pb_geometry *geometry = &geometries_of(capture)[i];
    status = check_geometry(capture, geometry, used);
    if (status == PB_OK) {
      capture->plans[i].content = pb_contents_add(capture->entries, capture->entry_capacity, geometry->id);
      status = capture->plans[i].content
                   ? PB_OK
                   : pb_fail(PB_INVALID_ARGUMENT, "two geometries of the description have id %llu", (unsigned long long)geometry->id);
    }
  }
  free(used);
  return status;
}

static bool is_position(const pb_capture *capture, const pb_array *array) {
  return array->motion_step == 0 && array->type == PB_ARRAY_FLOAT3 && is_named(capture, array, position_name);
}

/* Plans the blocks of a geometry's arrays: what is not captured yet is copied or only hashed. */
static pb_status plan_geometry(pb_capture *capture, const pb_geometry *geometry, bool is_copied, bool is_hashed) {
  for (uint32_t i = 0; i < geometry->arrays.count; i++) {
    pb_array *array = &arrays_of(capture)[geometry->arrays.first + i];
    block_range *range = &capture->array_blocks[geometry->arrays.first + i];
    *range = (block_range){0};
    const uint64_t size_bytes = array_bytes(array);
    if (size_bytes == 0) {
      array->values = (pb_span){0};
      continue;
    }
    const uint32_t element_bytes = array_element_bytes[array->type];
    const bool is_captured = array->values.segment != 0;
    pb_block block = {.from = is_captured ? captured_memory(capture, &array->values) : pb_span_start(&array->values),
                      .stride_bytes = pb_span_stride(&array->values, element_bytes),
                      .is_hashed = is_hashed,
                      .has_bounds = (is_copied || is_captured) && is_position(capture, array)};
    if (is_copied && !is_captured) {
      pb_span copy;
      block.to = allocate(capture, size_bytes, &copy);
      if (!block.to) {
        return no_memory(capture, size_bytes);
      }
      array->values = copy;
    } else if (is_captured && !is_hashed && !block.has_bounds) {
      continue;
    }
    if (!append_blocks(capture, array, block, range)) {
      return no_memory(capture, size_bytes);
    }
  }
  return PB_OK;
}

pb_status pb_capture_scene(pb_capture *capture, const pb_description *description) {
  if (!capture || !description || description->size_bytes != sizeof *description || description->version != PB_MESSAGE_VERSION) {
    return pb_fail(PB_INVALID_ARGUMENT, "a capture or a description of this version is missing");
  }
  if (capture->stage != DESCRIBING) {
    return pb_fail(PB_INVALID_STATE, "the scene is captured: open another capture");
  }
  pb_status (*const checks[])(const pb_capture *) = {check_members, check_counts};
  pb_status status = copy_lists(capture, description);
  for (size_t i = 0; status == PB_OK && i < sizeof checks / sizeof checks[0]; i++) {
    status = checks[i](capture);
  }
  if (status == PB_OK) {
    status = check_geometries(capture);
  }
  capture->block_count = 0;
  for (uint64_t i = 0; status == PB_OK && i < capture->counts[PB_LIST_GEOMETRIES]; i++) {
    const pb_geometry *geometry = &geometries_of(capture)[i];
    geometry_plan *plan = &capture->plans[i];
    (void)pb_contents_find(capture->contents, geometry->id, &plan->before);
    plan->fate = geometry->state == PB_GEOMETRY_UNCHANGED                       ? UNTOUCHED
                 : plan->before.is_known && !plan->before.is_changing ? COMPARED
                                                                                : COPIED;
    if (plan->fate != UNTOUCHED) {
      status = plan_geometry(capture, geometry, plan->fate == COPIED, true);
    }
  }
  if (status == PB_OK && !plan_tasks(capture)) {
    status = no_memory(capture, capture->block_count * sizeof(task));
  }
  if (status != PB_OK) {
    return fail(capture, status);
  }
  capture->stage = READING;
  return pb_succeed();
}

/* ------------------------------------------------------------------------------------------------ contents */

/* What a geometry's hash is made of beside its values, and an array's. */
typedef struct geometry_head {
  uint32_t kind, point_count, corner_count, face_count, triangle_count, curve_count, slot_count, uv_map, color_attribute;
  float default_radius;
  uint32_t segment_steps, array_count;
  float texture_space[6];
} geometry_head;

typedef struct array_head {
  uint32_t domain, type, count, motion_step, name_bytes;
} array_head;

static void hash_geometry(const pb_capture *capture, const pb_geometry *geometry, uint64_t hash[2]) {
  XXH3_state_t state;
  (void)XXH3_128bits_reset(&state);
  geometry_head head = {geometry->kind,           geometry->point_count,     geometry->corner_count,    geometry->face_count,
                        geometry->triangle_count, geometry->curve_count,     geometry->slot_count,      geometry->uv_map,
                        geometry->color_attribute, geometry->default_radius, geometry->segment_steps, geometry->arrays.count, {0}};
  memcpy(head.texture_space, geometry->texture_space, sizeof head.texture_space);
  (void)XXH3_128bits_update(&state, &head, sizeof head);
  for (uint32_t i = 0; i < geometry->arrays.count; i++) {
    const uint32_t index = geometry->arrays.first + i;
    const pb_array *array = &arrays_of(capture)[index];
    const array_head part = {array->domain, array->type, array->count, array->motion_step, array->name.count};
    (void)XXH3_128bits_update(&state, &part, sizeof part);
    (void)XXH3_128bits_update(&state, capture->lists[PB_LIST_TEXT] + array->name.first, array->name.count);
    const block_range *range = &capture->array_blocks[index];
    for (uint64_t block = range->first; block < range->first + range->count; block++) {
      (void)XXH3_128bits_update(&state, capture->blocks[block].hash, sizeof capture->blocks[block].hash);
    }
  }
  const XXH128_hash_t digest = XXH3_128bits_digest(&state);
  hash[0] = digest.low64 | (digest.low64 == 0 && digest.high64 == 0); /* 0 is no hash */
  hash[1] = digest.high64;
}

/* Of the blocks of positions; all 0 where no point is finite. */
static void find_bounds(const pb_capture *capture, const pb_geometry *geometry, float bounds[6]) {
  float found[6] = {INFINITY, INFINITY, INFINITY, -INFINITY, -INFINITY, -INFINITY};
  for (uint32_t i = 0; i < geometry->arrays.count; i++) {
    const block_range *range = &capture->array_blocks[geometry->arrays.first + i];
    for (uint64_t at = range->first; at < range->first + range->count; at++) {
      const pb_block *block = &capture->blocks[at];
      for (int axis = 0; block->has_bounds && axis < 3; axis++) {
        found[axis] = fminf(found[axis], block->least[axis]);
        found[3 + axis] = fmaxf(found[3 + axis], block->greatest[axis]);
      }
    }
  }
  const bool is_empty = found[0] > found[3];
  for (int i = 0; i < 6; i++) {
    bounds[i] = is_empty ? 0 : found[i];
  }
}

/* No array of the geometry has values. */
static void clear_values(pb_capture *capture, const pb_geometry *geometry) {
  for (uint32_t i = 0; i < geometry->arrays.count; i++) {
    arrays_of(capture)[geometry->arrays.first + i].values = (pb_span){0};
  }
}

/* Whether two arrays have the same values, which were hashed. */
static bool are_alike(const pb_capture *capture, uint32_t one, uint32_t other) {
  const pb_array *a = &arrays_of(capture)[one], *b = &arrays_of(capture)[other];
  const block_range *of_a = &capture->array_blocks[one], *of_b = &capture->array_blocks[other];
  bool alike = a->type == b->type && a->count == b->count && a->domain == b->domain && of_a->count == of_b->count;
  for (uint64_t i = 0; alike && i < of_a->count; i++) {
    const pb_block *block = &capture->blocks[of_a->first + i], *same = &capture->blocks[of_b->first + i];
    alike = memcmp(block->hash, same->hash, sizeof block->hash) == 0;
  }
  return alike;
}

/* Leaves out what is at motion steps where all positions there are those of the frame: hair may always deform, but mostly rests. */
static void leave_out_resting_steps(pb_capture *capture, pb_geometry *geometry) {
  const uint32_t first = geometry->arrays.first, count = geometry->arrays.count;
  uint32_t at_frame = PB_NONE;
  for (uint32_t i = first; i < first + count && at_frame == PB_NONE; i++) {
    at_frame = is_position(capture, &arrays_of(capture)[i]) ? i : PB_NONE;
  }
  for (uint32_t i = first; i < first + count; i++) {
    const pb_array *array = &arrays_of(capture)[i];
    if (array->motion_step && is_named(capture, array, position_name) && (at_frame == PB_NONE || !are_alike(capture, i, at_frame))) {
      return;
    }
  }
  uint32_t kept = 0;
  const uint32_t uv_map = geometry->uv_map, color_attribute = geometry->color_attribute;
  for (uint32_t i = 0; i < count; i++) {
    if (arrays_of(capture)[first + i].motion_step == 0) {
      arrays_of(capture)[first + kept] = arrays_of(capture)[first + i];
      capture->array_blocks[first + kept] = capture->array_blocks[first + i];
      geometry->uv_map = uv_map == i ? kept : geometry->uv_map;
      geometry->color_attribute = color_attribute == i ? kept : geometry->color_attribute;
      kept++;
    }
  }
  geometry->arrays.count = kept;
}

/* Decides what is unchanged, once everything was read, and plans the copies of what was only hashed and differs. */
static pb_status decide(pb_capture *capture) {
  pb_geometry *geometries = (pb_geometry *)(void *)capture->lists[PB_LIST_GEOMETRIES];
  const uint64_t count = capture->counts[PB_LIST_GEOMETRIES];
  for (uint64_t i = 0; i < count; i++) {
    geometry_plan *plan = &capture->plans[i];
    pb_content *content = plan->content;
    if (plan->fate != UNTOUCHED) {
      leave_out_resting_steps(capture, &geometries[i]);
      hash_geometry(capture, &geometries[i], content->hash);
      content->is_known = true;
      const bool is_same = plan->before.is_known && memcmp(content->hash, plan->before.hash, sizeof content->hash) == 0;
      content->is_changing = plan->before.is_known && !is_same;
      if (plan->fate == COPIED && !is_same) {
        find_bounds(capture, &geometries[i], content->bounds);
      }
      plan->fate = is_same ? UNTOUCHED : plan->fate;
    }
    if (plan->fate == UNTOUCHED) {
      *content = plan->before.is_known ? plan->before : *content;
      content->is_changing = false;
      geometries[i].state = PB_GEOMETRY_UNCHANGED;
      clear_values(capture, &geometries[i]);
    }
  }
  capture->block_count = 0;
  pb_status status = PB_OK;
  for (uint64_t i = 0; status == PB_OK && i < count; i++) {
    if (capture->plans[i].fate == COMPARED) {
      status = plan_geometry(capture, &geometries[i], true, false);
    }
  }
  if (status == PB_OK && !plan_tasks(capture)) {
    status = no_memory(capture, capture->block_count * sizeof(task));
  }
  return status;
}

static void finish(pb_capture *capture) {
  pb_geometry *geometries = (pb_geometry *)(void *)capture->lists[PB_LIST_GEOMETRIES];
  for (uint64_t i = 0; i < capture->counts[PB_LIST_GEOMETRIES]; i++) {
    pb_content *content = capture->plans[i].content;
    if (capture->plans[i].fate == COMPARED) {
      find_bounds(capture, &geometries[i], content->bounds);
    }
    memcpy(geometries[i].content, content->hash, sizeof geometries[i].content);
    memcpy(geometries[i].bounds, content->bounds, sizeof geometries[i].bounds);
  }
}

pb_status pb_capture_run(pb_capture *capture, uint32_t budget_ms, uint64_t *left_bytes) {
  if (!capture || !left_bytes) {
    return pb_fail(PB_INVALID_ARGUMENT, "a capture and memory for what is left are needed");
  }
  if (capture->stage != READING && capture->stage != COPYING) {
    return pb_fail(PB_INVALID_STATE, "the capture has no scene, is done or has failed");
  }
  const uint64_t end_ns = now_ns() + (uint64_t)budget_ms * 1000000;
  run_tasks(capture, end_ns);
  if (capture->stage == READING && left_bytes_of(capture) == 0) {
    const pb_status status = decide(capture);
    if (status != PB_OK) {
      return fail(capture, status);
    }
    capture->stage = COPYING;
    if (left_bytes_of(capture) && now_ns() < end_ns) {
      run_tasks(capture, end_ns);
    }
  }
  *left_bytes = left_bytes_of(capture);
  if (capture->stage == COPYING && *left_bytes == 0) {
    finish(capture);
    capture->stage = DONE;
  }
  return pb_succeed();
}

pb_status pb_capture_take(pb_capture *capture, pb_captured_scene *scene) {
  if (capture->stage != DONE) {
    return pb_fail(PB_INVALID_STATE, "the capture is not done, or its scene was taken: run it until nothing is left");
  }
  pb_contents_replace(capture->contents, capture->entries, capture->entry_capacity);
  capture->entries = NULL;
  pb_arena_limit_spare(capture->arena, capture->segment_bytes);
  *scene = capture->scene;
  capture->scene = (pb_captured_scene){0};
  capture->stage = TAKEN;
  return PB_OK;
}
