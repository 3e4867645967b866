/* SPDX-License-Identifier: Apache-2.0 */
/* Everything that is read or written lies right before a guard page. */
#include "testing.h"

#include <math.h>
#include <stdbool.h>
#include <stdlib.h>

#include "gather_memory.h"

enum { POSITIONS, RADII, FIRST_POINTS, UVS, VERTICES, INDICES };
enum { POINT_COUNT = 7, CURVE_COUNT = 3 };

/* A straight curve of three points, one of one point, and a bent one of three. */
static const float positions[POINT_COUNT][3] = {{0, 0, 0}, {1, 0, 0}, {2, 0, 0}, {9, 9, 9}, {0, 1, 0}, {1, 2, 0}, {0, 3, 0}};
static const float radii[POINT_COUNT] = {4, 2, 0, 9, 1, 2, 3};
static const int32_t first_points[CURVE_COUNT + 1] = {0, 3, 4, 7};
static const float curve_uvs[CURVE_COUNT][2] = {{0.25f, 0.5f}, {0, 0}, {0.75f, 1}};

static pb_curves three_curves(void) {
  return (pb_curves){.positions = put(POSITIONS, positions, 12, POINT_COUNT, 0),
                     .radii = put(RADII, radii, 4, POINT_COUNT, 0),
                     .first_points = put(FIRST_POINTS, first_points, 4, CURVE_COUNT + 1, 0),
                     .curve_uvs = put(UVS, curve_uvs, 8, CURVE_COUNT, 0),
                     .point_count = POINT_COUNT,
                     .curve_count = CURVE_COUNT,
                     .default_radius = 0.5f,
                     .segment_steps = 2};
}

typedef struct gathered {
  pb_status status;
  const float *vertices;
  const uint32_t *indices;
  uint32_t piece_count;
  uint32_t skipped_curve_count;
} gathered;

/* Memory for as much as there may be at most. */
static pb_curves_gathering gathering_of(const pb_curves *curves) {
  const size_t max_piece_count = (size_t)curves->segment_steps * curves->point_count;
  const size_t vertices_bytes = 2 * max_piece_count * (PB_CURVE_VERTEX_BYTES + (curves->curve_uvs.size_bytes ? 8 : 0));
  const size_t indices_bytes = max_piece_count * 24;
  assert_in_range(vertices_bytes, 0, MEMORY_PAGES * page_bytes());
  return (pb_curves_gathering){.size_bytes = sizeof(pb_curves_gathering),
                               .version = PB_MESSAGE_VERSION,
                               .steps_per_piece = 1,
                               .vertices = span_of(memory[VERTICES].end - vertices_bytes, vertices_bytes),
                               .indices = span_of(memory[INDICES].end - indices_bytes, indices_bytes)};
}

static gathered gather(const pb_curves *curves) {
  pb_curves_gathering gathering = gathering_of(curves);
  const pb_status status = pb_curves_gather(curves, &gathering);
  return (gathered){status, (const float *)(uintptr_t)gathering.vertices.offset, (const uint32_t *)(uintptr_t)gathering.indices.offset,
                    gathering.piece_count, gathering.skipped_curve_count};
}

static void assert_vertex(const float *vertex, const float *expected, size_t float_count) {
  for (size_t i = 0; i < float_count; i++) {
    assert_float_equal(vertex[i], expected[i], 1e-6); /* a few roundings of numbers below 10 */
  }
}

/* Catmull-Rom with the first and last point twice: its middle of points 0, 0, 1, 2 is 0.4375, the derivative 1.125. */
static void gather_follows_the_splines(void **state) {
  (void)state;
  const pb_curves curves = three_curves();
  const gathered result = gather(&curves);
  assert_int_equal(result.status, PB_OK);
  assert_int_equal(result.skipped_curve_count, 0);
  assert_int_equal(result.piece_count, 8);
  static const float straight[5][9] = {{0, 0, 0, 0.5f, 0, 0, 4, 0.25f, 0.5f},
                                       {0.4375f, 0, 0, 1.125f, 0, 0, 3.125f, 0.25f, 0.5f},
                                       {1, 0, 0, 1, 0, 0, 2, 0.25f, 0.5f},
                                       {1.5625f, 0, 0, 1.125f, 0, 0, 0.875f, 0.25f, 0.5f},
                                       {2, 0, 0, 0.5f, 0, 0, 0, 0.25f, 0.5f}};
  for (int step = 0; step < 5; step++) {
    assert_vertex(result.vertices + 2 * step * 9, straight[step], 9);
    assert_vertex(result.vertices + (2 * step + 1) * 9, straight[step], 9);
  }
  static const float second[3][9] = {
      {0, 1, 0, 0.5f, 0.5f, 0, 1, 0.75f, 1}, {0.5625f, 1.4375f, 0, 1.375f, 1.125f, 0, 1.4375f, 0.75f, 1}, {1, 2, 0, 0, 1, 0, 2, 0.75f, 1}};
  for (int step = 0; step < 3; step++) {
    assert_vertex(result.vertices + (10 + 2 * step) * 9, second[step], 9);
  }
  static const uint32_t firsts[8] = {0, 2, 4, 6, 10, 12, 14, 16}; /* vertex 8 and 9 are the end of the first curve */
  for (uint32_t piece = 0; piece < 8; piece++) {
    const uint32_t v = firsts[piece];
    const uint32_t expected[6] = {v, v + 2, v + 1, v + 3, v + 1, v + 2};
    assert_memory_equal(result.indices + piece * 6, expected, sizeof expected);
  }
}

/* What is written of longer pieces is what is written of their ends where each step has a piece. */
static void gather_takes_longer_pieces(void **state) {
  (void)state;
  const pb_curves curves = three_curves();
  const gathered fine = gather(&curves);
  float vertices[20 * 9];
  memcpy(vertices, fine.vertices, sizeof vertices);
  static const uint32_t ends[5][2][6] = {{{0, 2, 4}, {5, 7, 9}}, {{0, 3, 4}, {5, 8, 9}}, {{0, 4}, {5, 9}}, {{0, 4}, {5, 9}}, {{0, 4}, {5, 9}}};
  static const uint32_t steps[5] = {2, 3, 4, 5, UINT32_MAX};
  for (int i = 0; i < 5; i++) {
    const uint32_t pieces_of_curve = i < 2 ? 2 : 1, end_count = pieces_of_curve + 1;
    /* The most that is promised, and not a byte more; all of it is between the pages that guard it. */
    const size_t max_piece_count = (size_t)(14 / steps[i] + 6 < 14 ? 14 / steps[i] + 6 : 14);
    const size_t vertices_bytes = 2 * max_piece_count * 36, indices_bytes = max_piece_count * 24;
    pb_curves_gathering gathering = {.size_bytes = sizeof gathering,
                                     .version = PB_MESSAGE_VERSION,
                                     .steps_per_piece = steps[i],
                                     .vertices = span_of(tail(VERTICES, vertices_bytes), vertices_bytes),
                                     .indices = span_of(tail(INDICES, indices_bytes), indices_bytes)};
    assert_int_equal(pb_curves_gather(&curves, &gathering), PB_OK);
    assert_int_equal(gathering.piece_count, 2 * pieces_of_curve);
    const float *written = (const float *)(uintptr_t)gathering.vertices.offset;
    for (uint32_t end = 0; end < 2 * end_count; end++) {
      const float *expected = vertices + 2 * ends[i][end / end_count][end % end_count] * 9;
      assert_memory_equal(written + 2 * end * 9, expected, 36);
      assert_memory_equal(written + (2 * end + 1) * 9, expected, 36);
    }
    const uint32_t *indices = (const uint32_t *)(uintptr_t)gathering.indices.offset;
    for (uint32_t piece = 0; piece < 2 * pieces_of_curve; piece++) {
      const uint32_t v = 2 * (piece + piece / pieces_of_curve);
      assert_memory_equal(indices + piece * 6, ((uint32_t[]){v, v + 2, v + 1, v + 3, v + 1, v + 2}), 24);
    }
    gathering.vertices.size_bytes--;
    assert_failed(pb_curves_gather(&curves, &gathering), PB_INVALID_ARGUMENT, "too small");
  }
}

static void gather_without_radii_and_uvs(void **state) {
  (void)state;
  pb_curves curves = three_curves();
  curves.radii = curves.curve_uvs = (pb_span){0};
  const gathered result = gather(&curves);
  assert_int_equal(result.status, PB_OK);
  for (int vertex = 0; vertex < 2 * 10; vertex++) {
    assert_true(result.vertices[vertex * 7 + 6] == 0.5f);
  }
}

static void gather_gives_points_that_coincide_a_direction(void **state) {
  (void)state;
  static const float twice[3][3] = {{1, 1, 1}, {1, 1, 1}, {2, 1, 1}};
  pb_curves curves = {.positions = put(POSITIONS, twice, 12, 3, 0),
                      .first_points = put(FIRST_POINTS, (const int32_t[2]){0, 3}, 4, 2, 0),
                      .point_count = 3,
                      .curve_count = 1,
                      .default_radius = 1,
                      .segment_steps = 2};
  const gathered result = gather(&curves);
  assert_int_equal(result.status, PB_OK);
  const float *tangent = result.vertices + 3;
  assert_true(tangent[0] != 0 && tangent[1] == 0 && tangent[2] == 0);
}

static void gather_strides(void **state) {
  (void)state;
  const pb_curves tight = three_curves();
  const gathered expected = gather(&tight);
  float vertices[20 * 9];
  memcpy(vertices, expected.vertices, sizeof vertices);
  for (size_t padding = 1; padding < 9; padding++) {
    pb_curves curves = three_curves();
    curves.positions = put(POSITIONS, positions, 12, POINT_COUNT, 12 + padding);
    curves.radii = put(RADII, radii, 4, POINT_COUNT, 4 + padding);
    curves.first_points = put(FIRST_POINTS, first_points, 4, CURVE_COUNT + 1, 4 + padding);
    curves.curve_uvs = put(UVS, curve_uvs, 8, CURVE_COUNT, 8 + padding);
    const gathered result = gather(&curves);
    assert_int_equal(result.status, PB_OK);
    assert_memory_equal(result.vertices, vertices, sizeof vertices);
  }
}

/* The first and the last curve remain, or one of them. */
static void assert_skips(const pb_curves *curves, uint32_t skipped_count, uint32_t piece_count) {
  const gathered result = gather(curves);
  assert_int_equal(result.status, PB_OK);
  assert_int_equal(result.skipped_curve_count, skipped_count);
  assert_int_equal(result.piece_count, piece_count);
}

static void gather_skips_what_is_not_finite(void **state) {
  (void)state;
  const float wrong[] = {NAN, INFINITY, -INFINITY};
  for (size_t i = 0; i < 3; i++) {
    float points[POINT_COUNT][3];
    memcpy(points, positions, sizeof positions);
    points[5][i] = wrong[i];
    pb_curves curves = three_curves();
    curves.positions = put(POSITIONS, points, 12, POINT_COUNT, 0);
    assert_skips(&curves, 1, 4);
    float thick[POINT_COUNT];
    memcpy(thick, radii, sizeof radii);
    thick[0] = wrong[i];
    curves = three_curves();
    curves.radii = put(RADII, thick, 4, POINT_COUNT, 0);
    assert_skips(&curves, 1, 4);
  }
}

static void gather_skips_points_out_of_range(void **state) {
  (void)state;
  static const struct {
    int32_t first_points[CURVE_COUNT + 1];
    uint32_t skipped_count, piece_count;
  } cases[] = {
      {{0, 3, 4, 8}, 1, 4},         {{0, 3, 4, INT32_MAX}, 1, 4},  {{-1, 3, 4, 7}, 1, 4},
      {{INT32_MIN, 3, 4, 7}, 1, 4}, {{0, 3, 2, 7}, 2, 4}, /* descends, and then shares a point */
      {{7, 3, 4, 7}, 1, 4},         {{0, 0, 0, 0}, 0, 0},
  };
  for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
    pb_curves curves = three_curves();
    curves.first_points = put(FIRST_POINTS, cases[i].first_points, 4, CURVE_COUNT + 1, 0);
    assert_skips(&curves, cases[i].skipped_count, cases[i].piece_count);
  }
}

static void gather_nothing(void **state) {
  (void)state;
  const pb_curves curves = {.segment_steps = 1};
  assert_skips(&curves, 0, 0);
}

static void gather_rejects_spans_shorter_than_counts(void **state) {
  (void)state;
  for (int which = POSITIONS; which <= UVS; which++) {
    pb_curves curves = three_curves();
    pb_span *spans[] = {&curves.positions, &curves.radii, &curves.first_points, &curves.curve_uvs};
    spans[which]->size_bytes--;
    assert_failed(gather(&curves).status, PB_INVALID_ARGUMENT, "smaller than its counts");
    spans[which]->size_bytes++;
    spans[which]->segment = 1;
    assert_int_equal(gather(&curves).status, PB_INVALID_ARGUMENT);
  }
}

static void gather_rejects_memory_too_small(void **state) {
  (void)state;
  const pb_curves curves = three_curves();
  pb_curves_gathering gathering = gathering_of(&curves);
  gathering.vertices.size_bytes--;
  assert_failed(pb_curves_gather(&curves, &gathering), PB_INVALID_ARGUMENT, "too small");
  gathering = gathering_of(&curves);
  gathering.indices.size_bytes--;
  assert_failed(pb_curves_gather(&curves, &gathering), PB_INVALID_ARGUMENT, "too small");
}

static void gather_rejects_wrong_arguments(void **state) {
  (void)state;
  pb_curves curves = three_curves();
  pb_curves_gathering gathering = gathering_of(&curves);
  assert_int_equal(pb_curves_gather(NULL, &gathering), PB_INVALID_ARGUMENT);
  assert_int_equal(pb_curves_gather(&curves, NULL), PB_INVALID_ARGUMENT);
  gathering.version++;
  assert_int_equal(pb_curves_gather(&curves, &gathering), PB_INVALID_ARGUMENT);
  gathering.version--;
  gathering.steps_per_piece = 0;
  assert_failed(pb_curves_gather(&curves, &gathering), PB_INVALID_ARGUMENT, "at least one step a piece");
  gathering.steps_per_piece = 1;
  curves.segment_steps = 0;
  assert_failed(pb_curves_gather(&curves, &gathering), PB_INVALID_ARGUMENT, "steps");
  curves.segment_steps = PB_MAX_SEGMENT_STEPS + 1;
  assert_failed(pb_curves_gather(&curves, &gathering), PB_INVALID_ARGUMENT, "steps");
  curves.segment_steps = 2;
  curves.curve_count = UINT32_MAX;
  assert_int_equal(pb_curves_gather(&curves, &gathering), PB_INVALID_ARGUMENT);
}

/* More curves than one task takes. */
static void gather_many(void **state) {
  (void)state;
  enum { COUNT = 5000 };
  float(*points)[3] = malloc(COUNT * 2 * sizeof *points);
  int32_t *firsts = malloc((COUNT + 1) * sizeof *firsts);
  float *vertices = malloc((size_t)COUNT * 4 * PB_CURVE_VERTEX_BYTES);
  uint32_t *indices = malloc((size_t)COUNT * 2 * 24);
  for (int i = 0; i < COUNT; i++) {
    firsts[i] = 2 * i;
    points[2 * i][0] = points[2 * i + 1][0] = (float)i;
    points[2 * i][1] = 0;
    points[2 * i + 1][1] = 1;
    points[2 * i][2] = points[2 * i + 1][2] = 0;
  }
  firsts[COUNT] = 2 * COUNT;
  const pb_curves curves = {.positions = span_of(points, COUNT * 2 * sizeof *points),
                            .first_points = span_of(firsts, (COUNT + 1) * sizeof *firsts),
                            .point_count = 2 * COUNT,
                            .curve_count = COUNT,
                            .segment_steps = 1};
  pb_curves_gathering gathering = {.size_bytes = sizeof gathering,
                                   .version = PB_MESSAGE_VERSION,
                                   .steps_per_piece = 1,
                                   .vertices = span_of(vertices, (size_t)COUNT * 4 * PB_CURVE_VERTEX_BYTES),
                                   .indices = span_of(indices, (size_t)COUNT * 2 * 24)};
  assert_int_equal(pb_curves_gather(&curves, &gathering), PB_OK);
  assert_int_equal(gathering.piece_count, COUNT);
  for (uint32_t i = 0; i < COUNT; i++) {
    assert_int_equal(indices[i * 6], 4 * i);
    assert_true(vertices[(size_t)i * 4 * 7] == (float)i);
  }
  free(points);
  free(firsts);
  free(vertices);
  free(indices);
}

/* ------------------------------------------------------------------------------------------------ fuzzing */

enum { FUZZ_CALL_COUNT = 100000, FUZZ_MAX_COUNT = 12, FUZZ_MAX_STEPS = 4 };

static uint64_t random_state = 0x9e3779b97f4a7c15;

/* xorshift64* */
static uint32_t random_below(uint32_t limit) {
  random_state ^= random_state >> 12;
  random_state ^= random_state << 25;
  random_state ^= random_state >> 27;
  return (uint32_t)((random_state * UINT64_C(0x2545f4914f6cdd1d)) >> 32) % limit;
}

static size_t random_stride(size_t element_bytes) { return random_below(2) ? 0 : element_bytes + random_below(9); }

/* Mostly ascending; sometimes anything. */
static void gather_fuzz(void **state) {
  (void)state;
  const float special[] = {NAN, INFINITY, 3.4e38f, -0.f, 1e-45f};
  uint32_t drawn_count = 0;
  for (int call = 0; call < FUZZ_CALL_COUNT; call++) {
    float points[FUZZ_MAX_COUNT][3], thick[FUZZ_MAX_COUNT], uvs[FUZZ_MAX_COUNT][2];
    int32_t firsts[FUZZ_MAX_COUNT + 1];
    pb_curves curves = {.point_count = random_below(FUZZ_MAX_COUNT + 1),
                        .curve_count = random_below(FUZZ_MAX_COUNT + 1),
                        .segment_steps = 1 + random_below(FUZZ_MAX_STEPS)};
    int32_t place = 0;
    for (uint32_t i = 0; i < FUZZ_MAX_COUNT; i++) {
      for (int axis = 0; axis < 3; axis++) {
        points[i][axis] = random_below(100) ? (float)random_below(10) : special[random_below(5)];
      }
      thick[i] = uvs[i][0] = uvs[i][1] = random_below(100) ? 1 : special[random_below(5)];
    }
    for (uint32_t i = 0; i <= FUZZ_MAX_COUNT; i++) {
      firsts[i] = random_below(20) ? place : (int32_t)random_below(UINT32_MAX);
      place += (int32_t)random_below(4);
    }
    curves.positions = put(POSITIONS, points, 12, curves.point_count, random_stride(12));
    curves.first_points = put(FIRST_POINTS, firsts, 4, curves.curve_count + 1, random_stride(4));
    if (random_below(2)) {
      curves.radii = put(RADII, thick, 4, curves.point_count, random_stride(4));
    }
    if (random_below(2)) {
      curves.curve_uvs = put(UVS, uvs, 8, curves.curve_count, random_stride(8));
    }
    const gathered result = gather(&curves);
    assert_int_equal(result.status, PB_OK);
    assert_true(result.skipped_curve_count <= curves.curve_count);
    const uint32_t vertex_count = 2 * curves.segment_steps * curves.point_count;
    for (uint32_t i = 0; i < result.piece_count * 6; i++) {
      assert_true(result.indices[i] < vertex_count);
    }
    drawn_count += result.piece_count > 0;
  }
  assert_true(drawn_count > FUZZ_CALL_COUNT / 4); /* the numbers must not be so bad that nothing is left */
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(gather_follows_the_splines),
      cmocka_unit_test(gather_takes_longer_pieces), cmocka_unit_test(gather_without_radii_and_uvs),
      cmocka_unit_test(gather_gives_points_that_coincide_a_direction),
      cmocka_unit_test(gather_strides),
      cmocka_unit_test(gather_skips_what_is_not_finite),
      cmocka_unit_test(gather_skips_points_out_of_range),
      cmocka_unit_test(gather_nothing),
      cmocka_unit_test(gather_rejects_spans_shorter_than_counts),
      cmocka_unit_test(gather_rejects_memory_too_small),
      cmocka_unit_test(gather_rejects_wrong_arguments),
      cmocka_unit_test(gather_many),
      cmocka_unit_test(gather_fuzz),
  };
  return cmocka_run_group_tests(tests, open_memory, close_memory);
}
