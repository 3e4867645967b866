/* SPDX-License-Identifier: Apache-2.0 */
/* Checks a point cloud before it is read, and gathers from it the spheres that OpenGL draws. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "error.h"
#include "memory.h"
#include "parallel.h"
#include "protocol.h"

enum { FLOAT3_BYTES = 12, FLOAT_BYTES = 4, SPHERE_FLOATS = 4, SPHERE_BYTES = SPHERE_FLOATS * FLOAT_BYTES };

/* Points that one task takes: long beside the start of a thread, short beside a large cloud. */
enum { POINTS_PER_TASK = 1 << 15 };

static pb_status check(const pb_point_cloud *cloud) {
  if (!cloud) {
    return pb_fail(PB_INVALID_ARGUMENT, "the point cloud is NULL");
  }
  if (!pb_span_holds(&cloud->positions, cloud->point_count, FLOAT3_BYTES) ||
      (cloud->radii.size_bytes && !pb_span_holds(&cloud->radii, cloud->point_count, FLOAT_BYTES))) {
    return pb_fail(PB_INVALID_ARGUMENT, "the point cloud's memory is smaller than its counts say");
  }
  return PB_OK;
}

typedef struct gathering {
  const pb_point_cloud *cloud;
  float (*spheres)[SPHERE_FLOATS];
  uint32_t *task_counts; /* spheres of each task, which begin where its points would */
} gathering;

static void copy_spheres(void *context, uint32_t task) {
  const gathering *run = context;
  const pb_point_cloud *cloud = run->cloud;
  const uint64_t position_stride = pb_span_stride(&cloud->positions, FLOAT3_BYTES);
  const uint64_t radius_stride = pb_span_stride(&cloud->radii, FLOAT_BYTES);
  const uint32_t first = task * POINTS_PER_TASK;
  const uint32_t end = cloud->point_count - first < POINTS_PER_TASK ? cloud->point_count : first + POINTS_PER_TASK;
  uint32_t place = first;
  for (uint32_t i = first; i < end; i++) {
    float sphere[SPHERE_FLOATS];
    memcpy(sphere, pb_span_element(&cloud->positions, position_stride, i), FLOAT3_BYTES);
    sphere[3] = cloud->default_radius;
    if (cloud->radii.size_bytes) {
      memcpy(&sphere[3], pb_span_element(&cloud->radii, radius_stride, i), FLOAT_BYTES);
    }
    if (isfinite(sphere[0]) && isfinite(sphere[1]) && isfinite(sphere[2]) && isfinite(sphere[3])) {
      memcpy(run->spheres[place++], sphere, SPHERE_BYTES);
    }
  }
  run->task_counts[task] = place - first;
}

/* Closes the gaps that points which can't be drawn have left; gives the count of all. */
static uint32_t join_tasks(const gathering *run, uint32_t task_count) {
  uint32_t place = run->task_counts[0];
  for (uint32_t task = 1; task < task_count; task++) {
    if (place != task * POINTS_PER_TASK) {
      memmove(run->spheres[place], run->spheres[task * POINTS_PER_TASK], (size_t)run->task_counts[task] * SPHERE_BYTES);
    }
    place += run->task_counts[task];
  }
  return place;
}

pb_status pb_point_cloud_gather(const pb_point_cloud *cloud, pb_point_cloud_gathering *wanted) {
  const pb_status status = check(cloud);
  if (status != PB_OK) {
    return status;
  }
  if (!wanted || wanted->size_bytes != sizeof *wanted || wanted->version != PB_MESSAGE_VERSION ||
      !pb_span_holds(&wanted->spheres, cloud->point_count, SPHERE_BYTES)) {
    return pb_fail(PB_INVALID_ARGUMENT, "a gathering of this version with memory for %u spheres is needed", cloud->point_count);
  }
  const uint32_t task_count = cloud->point_count ? (cloud->point_count - 1) / POINTS_PER_TASK + 1 : 0;
  uint32_t sphere_count = 0;
  if (task_count) {
    gathering run = {.cloud = cloud,
                     .spheres = pb_span_start(&wanted->spheres),
                     .task_counts = malloc(task_count * sizeof *run.task_counts)};
    if (!run.task_counts) {
      return pb_fail(PB_OUT_OF_MEMORY, "no memory to count %u points", cloud->point_count);
    }
    pb_span_use_huge_pages(&wanted->spheres);
    pb_parallel_run(task_count, copy_spheres, &run);
    sphere_count = join_tasks(&run, task_count);
    free(run.task_counts);
  }
  wanted->sphere_count = sphere_count;
  wanted->skipped_point_count = cloud->point_count - sphere_count;
  return pb_succeed();
}
