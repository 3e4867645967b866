/* SPDX-License-Identifier: Apache-2.0 */
/* Everything that is read or written lies right before a guard page. */
#include "testing.h"

#include <math.h>
#include <stdlib.h>

#include "gather_memory.h"

enum { POSITIONS, RADII, SPHERES };
enum { COUNT = 4 };

static const float positions[COUNT][3] = {{0, 1, 2}, {3, 4, 5}, {6, 7, 8}, {9, 10, 11}};
static const float radii[COUNT] = {0.5f, 1, 1.5f, 2};

static pb_point_cloud cloud_with(size_t padding) {
  return (pb_point_cloud){.positions = put(POSITIONS, positions, 12, COUNT, padding ? 12 + padding : 0),
                          .radii = put(RADII, radii, 4, COUNT, padding ? 4 + padding : 0),
                          .point_count = COUNT,
                          .default_radius = 0.25f};
}

static pb_point_cloud_gathering gathering_of(void) {
  return (pb_point_cloud_gathering){.size_bytes = sizeof(pb_point_cloud_gathering),
                                    .version = PB_MESSAGE_VERSION,
                                    .spheres = span_of(memory[SPHERES].end - COUNT * 16, COUNT * 16)};
}

/* The points whose indices these are; radius 0.25 where `has_radii` is 0. */
static void assert_gathered(const pb_point_cloud *cloud, const int *points, uint32_t count, int has_radii) {
  pb_point_cloud_gathering gathering = gathering_of();
  assert_int_equal(pb_point_cloud_gather(cloud, &gathering), PB_OK);
  assert_int_equal(gathering.sphere_count, count);
  assert_int_equal(gathering.skipped_point_count, COUNT - count);
  const float *spheres = (const float *)(uintptr_t)gathering.spheres.offset;
  for (uint32_t i = 0; i < count; i++) {
    assert_memory_equal(spheres + i * 4, positions[points[i]], 12);
    assert_true(spheres[i * 4 + 3] == (has_radii ? radii[points[i]] : 0.25f));
  }
}

static void gather_strides(void **state) {
  (void)state;
  for (size_t padding = 0; padding < 9; padding++) {
    const pb_point_cloud cloud = cloud_with(padding);
    assert_gathered(&cloud, (const int[]){0, 1, 2, 3}, COUNT, 1);
  }
}

static void gather_without_radii(void **state) {
  (void)state;
  pb_point_cloud cloud = cloud_with(0);
  cloud.radii = (pb_span){0};
  assert_gathered(&cloud, (const int[]){0, 1, 2, 3}, COUNT, 0);
}

static void gather_skips_what_is_not_finite(void **state) {
  (void)state;
  const float wrong[] = {NAN, INFINITY, -INFINITY};
  for (size_t i = 0; i < 3; i++) {
    float points[COUNT][3];
    memcpy(points, positions, sizeof positions);
    points[1][i] = wrong[i];
    pb_point_cloud cloud = cloud_with(0);
    cloud.positions = put(POSITIONS, points, 12, COUNT, 0);
    assert_gathered(&cloud, (const int[]){0, 2, 3}, 3, 1);
    float thick[COUNT];
    memcpy(thick, radii, sizeof radii);
    thick[0] = thick[3] = wrong[i];
    cloud = cloud_with(0);
    cloud.radii = put(RADII, thick, 4, COUNT, 0);
    assert_gathered(&cloud, (const int[]){1, 2}, 2, 1);
  }
}

/* More points than one task takes, and gaps that are closed across tasks. */
static void gather_many(void **state) {
  (void)state;
  enum { MANY = 100000 };
  float(*points)[3] = malloc(MANY * sizeof *points);
  float(*spheres)[4] = malloc(MANY * sizeof *spheres);
  uint32_t valid_count = 0;
  for (int i = 0; i < MANY; i++) {
    points[i][0] = i % 3 ? (float)i : NAN;
    points[i][1] = points[i][2] = 0;
    valid_count += i % 3 != 0;
  }
  const pb_point_cloud cloud = {.positions = span_of(points, MANY * sizeof *points), .point_count = MANY, .default_radius = 1};
  pb_point_cloud_gathering gathering = {
      .size_bytes = sizeof gathering, .version = PB_MESSAGE_VERSION, .spheres = span_of(spheres, MANY * sizeof *spheres)};
  assert_int_equal(pb_point_cloud_gather(&cloud, &gathering), PB_OK);
  assert_int_equal(gathering.sphere_count, valid_count);
  for (uint32_t i = 0; i < valid_count; i++) {
    assert_true(spheres[i][0] == (float)(i / 2 * 3 + i % 2 + 1));
  }
  free(points);
  free(spheres);
}

static void gather_rejects_wrong_arguments(void **state) {
  (void)state;
  pb_point_cloud cloud = cloud_with(0);
  pb_point_cloud_gathering gathering = gathering_of();
  assert_int_equal(pb_point_cloud_gather(NULL, &gathering), PB_INVALID_ARGUMENT);
  assert_int_equal(pb_point_cloud_gather(&cloud, NULL), PB_INVALID_ARGUMENT);
  gathering.version++;
  assert_int_equal(pb_point_cloud_gather(&cloud, &gathering), PB_INVALID_ARGUMENT);
  gathering = gathering_of();
  gathering.spheres.size_bytes--;
  assert_failed(pb_point_cloud_gather(&cloud, &gathering), PB_INVALID_ARGUMENT, "memory for 4 spheres");
  gathering = gathering_of();
  cloud.radii.size_bytes--;
  assert_failed(pb_point_cloud_gather(&cloud, &gathering), PB_INVALID_ARGUMENT, "smaller than its counts");
  cloud = cloud_with(0);
  cloud.positions.segment = 1;
  assert_failed(pb_point_cloud_gather(&cloud, &gathering), PB_INVALID_ARGUMENT, "smaller than its counts");
  cloud = cloud_with(0);
  cloud.point_count = UINT32_MAX;
  assert_int_equal(pb_point_cloud_gather(&cloud, &gathering), PB_INVALID_ARGUMENT);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(gather_strides),
      cmocka_unit_test(gather_without_radii),
      cmocka_unit_test(gather_skips_what_is_not_finite),
      cmocka_unit_test(gather_many),
      cmocka_unit_test(gather_rejects_wrong_arguments),
  };
  return cmocka_run_group_tests(tests, open_memory, close_memory);
}
