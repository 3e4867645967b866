/* SPDX-License-Identifier: Apache-2.0 */
/* Checks curves before they are read, and gathers from them the ribbons that OpenGL draws. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "error.h"
#include "memory.h"
#include "parallel.h"
#include "protocol.h"

enum { FLOAT2_BYTES = 8, FLOAT3_BYTES = 12, FLOAT_BYTES = 4, INT_BYTES = 4, PIECE_INDICES = 6 };

/* Curves that one task takes. */
enum { CURVES_PER_TASK = 1 << 10 };

enum { MAX_VERTEX_FLOATS = 9 };

/* A derivative below so many units in the last place of the coordinates has no direction: as in Cycles (kernel/geom/curve_intersect.h). */
static const float least_derivative_units = 4.0f;

/* ------------------------------------------------------------------------------------------------ checks */

static bool holds_first_points(const pb_curves *curves) {
  return !curves->curve_count || pb_span_holds(&curves->first_points, (uint64_t)curves->curve_count + 1, INT_BYTES);
}

static pb_status check(const pb_curves *curves) {
  if (!curves) {
    return pb_fail(PB_INVALID_ARGUMENT, "the curves are NULL");
  }
  if (curves->segment_steps < 1 || curves->segment_steps > PB_MAX_SEGMENT_STEPS) {
    return pb_fail(PB_INVALID_ARGUMENT, "a segment of curves has %u steps: 1 to %u are possible", curves->segment_steps,
                   PB_MAX_SEGMENT_STEPS);
  }
  if (!pb_span_holds(&curves->positions, curves->point_count, FLOAT3_BYTES) ||
      (curves->radii.size_bytes && !pb_span_holds(&curves->radii, curves->point_count, FLOAT_BYTES)) ||
      !holds_first_points(curves) ||
      (curves->curve_uvs.size_bytes && !pb_span_holds(&curves->curve_uvs, curves->curve_count, FLOAT2_BYTES))) {
    return pb_fail(PB_INVALID_ARGUMENT, "the curves' memory is smaller than its counts say");
  }
  return PB_OK;
}

/* ------------------------------------------------------------------------------------------------ placing */

/* A curve that is drawn, or of no points where it is not; and where its pieces go. */
typedef struct placed_curve {
  uint32_t first_point;
  uint32_t point_count;
  uint32_t first_end; /* on all curves before it: pieces have one end more than there are pieces */
  uint32_t first_piece;
} placed_curve;

typedef struct gathering {
  const pb_curves *curves;
  placed_curve *placed;
  float (*step_weights)[4];
  float (*step_derivative_weights)[4];
  uint32_t steps_per_piece;
  uint32_t vertex_floats;
  float *vertices;
  uint32_t *indices;
} gathering;

/* Position and radius. */
static void read_point(const pb_curves *curves, uint32_t index, float point[4]) {
  memcpy(point, pb_span_element(&curves->positions, pb_span_stride(&curves->positions, FLOAT3_BYTES), index), FLOAT3_BYTES);
  point[3] = curves->default_radius;
  if (curves->radii.size_bytes) {
    memcpy(&point[3], pb_span_element(&curves->radii, pb_span_stride(&curves->radii, FLOAT_BYTES), index), FLOAT_BYTES);
  }
}

static bool has_finite_points(const pb_curves *curves, uint32_t first, uint32_t count) {
  for (uint32_t i = 0; i < count; i++) {
    float point[4];
    read_point(curves, first + i, point);
    if (!isfinite(point[0]) || !isfinite(point[1]) || !isfinite(point[2]) || !isfinite(point[3])) {
      return false;
    }
  }
  return true;
}

static uint32_t end_of_task(uint32_t first, uint32_t count) {
  return count - first < CURVES_PER_TASK ? count : first + CURVES_PER_TASK;
}

/* Marks curves that can't be drawn by the point count UINT32_MAX. */
static void find_points(void *context, uint32_t task) {
  gathering *run = context;
  const pb_curves *curves = run->curves;
  const uint64_t stride = pb_span_stride(&curves->first_points, INT_BYTES);
  const uint32_t first = task * CURVES_PER_TASK, end = end_of_task(first, curves->curve_count);
  for (uint32_t i = first; i < end; i++) {
    int32_t points[2];
    memcpy(&points[0], pb_span_element(&curves->first_points, stride, i), sizeof points[0]);
    memcpy(&points[1], pb_span_element(&curves->first_points, stride, i + 1), sizeof points[1]);
    const bool valid = points[0] >= 0 && points[1] >= points[0] && (uint32_t)points[1] <= curves->point_count;
    const uint32_t count = valid ? (uint32_t)(points[1] - points[0]) : UINT32_MAX;
    run->placed[i].first_point = (uint32_t)points[0];
    run->placed[i].point_count = valid && has_finite_points(curves, (uint32_t)points[0], count) ? count : UINT32_MAX;
  }
}

/* Pieces of a curve of at least two points. */
static uint32_t pieces_of(const gathering *run, uint32_t point_count) {
  return ((point_count - 1) * run->curves->segment_steps - 1) / run->steps_per_piece + 1;
}

/* Gives the curves their places. Those that share points with one before can't be drawn: there is no memory for them. */
static void place_curves(gathering *run, pb_curves_gathering *wanted) {
  uint32_t end_count = 0, piece_count = 0, end_of_placed = 0;
  wanted->skipped_curve_count = 0;
  for (uint32_t i = 0; i < run->curves->curve_count; i++) {
    placed_curve *curve = &run->placed[i];
    if (curve->point_count == UINT32_MAX || curve->first_point < end_of_placed) {
      wanted->skipped_curve_count++;
      curve->point_count = 0;
    } else if (curve->point_count < 2) {
      curve->point_count = 0;
    } else {
      curve->first_end = end_count;
      curve->first_piece = piece_count;
      piece_count += pieces_of(run, curve->point_count);
      end_count += pieces_of(run, curve->point_count) + 1;
      end_of_placed = curve->first_point + curve->point_count;
    }
  }
  wanted->piece_count = piece_count;
}

/* ------------------------------------------------------------------------------------------------ gathering */

/* Catmull-Rom's polynomials and their derivatives, as Cycles has them (kernel/geom/curve_intersect.h). */
static void fill_weights(gathering *run) {
  const uint32_t steps = run->curves->segment_steps;
  for (uint32_t step = 0; step <= steps; step++) {
    const float t = (float)step / (float)steps, s = 1.0f - t;
    const float weights[4] = {-t * s * s, 2.0f + t * t * (3.0f * t - 5.0f), 2.0f + s * s * (3.0f * s - 5.0f), -s * t * t};
    const float derivatives[4] = {-s * s + 2.0f * s * t, 2.0f * t * (3.0f * t - 5.0f) + 3.0f * t * t,
                                  2.0f * s * (3.0f * t + 2.0f) - 3.0f * s * s, -2.0f * s * t + t * t};
    for (int i = 0; i < 4; i++) {
      run->step_weights[step][i] = 0.5f * weights[i];
      run->step_derivative_weights[step][i] = 0.5f * derivatives[i];
    }
  }
}

static void weigh(const float points[4][4], const float weights[4], float result[4]) {
  for (int axis = 0; axis < 4; axis++) {
    result[axis] = points[0][axis] * weights[0] + points[1][axis] * weights[1] + points[2][axis] * weights[2] +
                   points[3][axis] * weights[3];
  }
}

/* Of finite values. */
static float largest_magnitude(const float *values, size_t count) {
  float largest = 0.0f;
  for (size_t i = 0; i < count; i++) {
    const float magnitude = fabsf(values[i]);
    largest = magnitude > largest ? magnitude : largest;
  }
  return largest;
}

/* The points that a segment follows from, and the length below which a derivative there has no direction. */
typedef struct segment {
  float points[4][4];
  float least_derivative;
} segment;

static segment read_segment(const pb_curves *curves, const placed_curve *curve, uint32_t index) {
  const uint32_t last = curve->point_count - 1;
  const uint32_t around[4] = {index ? index - 1 : 0, index, index + 1, index + 2 < last ? index + 2 : last};
  segment read;
  for (int i = 0; i < 4; i++) {
    read_point(curves, curve->first_point + around[i], read.points[i]);
  }
  read.least_derivative = least_derivative_units * 1.1920929e-7f * largest_magnitude(read.points[0], 16);
  return read;
}

/* The derivative at a step; where the points leave it without a direction, that of the piece beside it. */
static void derivative_at(const gathering *run, const segment *on, uint32_t step, float derivative[4]) {
  weigh(on->points, run->step_derivative_weights[step], derivative);
  if (largest_magnitude(derivative, 3) < on->least_derivative) {
    const uint32_t first = step == run->curves->segment_steps ? step - 1 : step;
    float from[4], to[4];
    weigh(on->points, run->step_weights[first], from);
    weigh(on->points, run->step_weights[first + 1], to);
    for (int axis = 0; axis < 3; axis++) {
      derivative[axis] = to[axis] - from[axis];
    }
  }
}

/* Writes the two vertices where pieces end, at a step of a segment. */
static void write_end(const gathering *run, const segment *on, uint32_t step, const float uv[2], uint32_t place) {
  float point[4], derivative[4], vertex[MAX_VERTEX_FLOATS];
  weigh(on->points, run->step_weights[step], point);
  derivative_at(run, on, step, derivative);
  memcpy(vertex, point, FLOAT3_BYTES);
  memcpy(vertex + 3, derivative, FLOAT3_BYTES);
  vertex[6] = point[3];
  memcpy(vertex + 7, uv, FLOAT2_BYTES);
  float *to = run->vertices + (size_t)place * 2 * run->vertex_floats;
  /* The sizes as constants, so that a copy is a few moves. */
  if (run->vertex_floats == MAX_VERTEX_FLOATS) {
    memcpy(to, vertex, sizeof vertex);
    memcpy(to + MAX_VERTEX_FLOATS, vertex, sizeof vertex);
  } else {
    memcpy(to, vertex, PB_CURVE_VERTEX_BYTES);
    memcpy((char *)to + PB_CURVE_VERTEX_BYTES, vertex, PB_CURVE_VERTEX_BYTES);
  }
}

/* Two triangles between ends; the diagonal is that of Cycles, which decides where on them a ray lies. */
static void write_piece(const gathering *run, uint32_t first_end, uint32_t place) {
  const uint32_t near_even = 2 * first_end, near_odd = near_even + 1, far_even = near_even + 2, far_odd = near_even + 3;
  const uint32_t indices[PIECE_INDICES] = {near_even, far_even, near_odd, far_odd, near_odd, far_even};
  memcpy(run->indices + (size_t)place * PIECE_INDICES, indices, sizeof indices);
}

static void write_curve(const gathering *run, uint32_t index) {
  const pb_curves *curves = run->curves;
  const placed_curve *curve = &run->placed[index];
  const uint32_t steps = curves->segment_steps, last_segment = curve->point_count - 2;
  const uint32_t last_step = (last_segment + 1) * steps, piece_count = pieces_of(run, curve->point_count);
  float uv[2] = {0.0f, 0.0f};
  if (curves->curve_uvs.size_bytes) {
    memcpy(uv, pb_span_element(&curves->curve_uvs, pb_span_stride(&curves->curve_uvs, FLOAT2_BYTES), index), sizeof uv);
  }
  uint32_t read = 0;
  segment on = read_segment(curves, curve, read);
  for (uint32_t i = 0; i <= piece_count; i++) {
    /* The end of a segment is the beginning of the next. */
    const uint32_t step = i < piece_count ? i * run->steps_per_piece : last_step;
    const uint32_t at = step < last_step ? step / steps : last_segment;
    if (at != read) {
      on = read_segment(curves, curve, at);
      read = at;
    }
    write_end(run, &on, step - at * steps, uv, curve->first_end + i);
  }
  for (uint32_t i = 0; i < piece_count; i++) {
    write_piece(run, curve->first_end + i, curve->first_piece + i);
  }
}

static void write_curves(void *context, uint32_t task) {
  const gathering *run = context;
  const uint32_t first = task * CURVES_PER_TASK, end = end_of_task(first, run->curves->curve_count);
  for (uint32_t i = first; i < end; i++) {
    if (run->placed[i].point_count) {
      write_curve(run, i);
    }
  }
}

static void gather(gathering *run, pb_curves_gathering *wanted) {
  const uint32_t task_count = run->curves->curve_count / CURVES_PER_TASK + 1;
  pb_parallel_run(task_count, find_points, run);
  place_curves(run, wanted);
  fill_weights(run);
  pb_parallel_run(task_count, write_curves, run);
}

pb_status pb_curves_gather(const pb_curves *curves, pb_curves_gathering *wanted) {
  const pb_status status = check(curves);
  if (status != PB_OK) {
    return status;
  }
  if (!wanted || wanted->size_bytes != sizeof *wanted || wanted->version != PB_MESSAGE_VERSION || wanted->steps_per_piece == 0) {
    return pb_fail(PB_INVALID_ARGUMENT, "a gathering of this version with at least one step a piece is needed");
  }
  gathering run = {.curves = curves,
                   .steps_per_piece = wanted->steps_per_piece,
                   .vertex_floats = curves->curve_uvs.size_bytes ? MAX_VERTEX_FLOATS : MAX_VERTEX_FLOATS - 2};
  const uint64_t max_step_count = (uint64_t)curves->segment_steps * curves->point_count;
  /* Of each curve a piece that takes fewer steps, and the end that there is more than pieces. */
  uint64_t max_piece_count = max_step_count / run.steps_per_piece + 2 * (uint64_t)curves->curve_count;
  max_piece_count = max_piece_count < max_step_count ? max_piece_count : max_step_count;
  if (2 * max_step_count > UINT32_MAX || !pb_span_holds(&wanted->vertices, 2 * max_piece_count, run.vertex_floats * sizeof(float)) ||
      !pb_span_holds(&wanted->indices, max_piece_count, PIECE_INDICES * sizeof(uint32_t))) {
    return pb_fail(PB_INVALID_ARGUMENT, "the memory for curves of %u points with %u steps each is too small, or they are too many",
                   curves->point_count, curves->segment_steps);
  }
  run.placed = malloc(((size_t)curves->curve_count + 1) * sizeof *run.placed);
  run.step_weights = malloc(((size_t)curves->segment_steps + 1) * sizeof *run.step_weights);
  run.step_derivative_weights = malloc(((size_t)curves->segment_steps + 1) * sizeof *run.step_derivative_weights);
  run.vertices = pb_span_start(&wanted->vertices);
  run.indices = pb_span_start(&wanted->indices);
  pb_span_use_huge_pages(&wanted->vertices);
  pb_span_use_huge_pages(&wanted->indices);
  const bool has_memory = run.placed && run.step_weights && run.step_derivative_weights;
  if (has_memory) {
    gather(&run, wanted);
  }
  free(run.placed);
  free(run.step_weights);
  free(run.step_derivative_weights);
  return has_memory ? pb_succeed() : pb_fail(PB_OUT_OF_MEMORY, "no memory to place %u curves", curves->curve_count);
}
