/* SPDX-License-Identifier: Apache-2.0 */
/* A particle system as Blender 3.4 to 5.2 keep it, made by hand. */
#include "testing.h"

#include <math.h>
#include <stdlib.h>

enum { PARENT_COUNT = 2, CHILD_COUNT = 3, HAIR_COUNT = PARENT_COUNT + CHILD_COUNT, POINTS = 4 };

typedef struct key {
  float position[3], velocity[3], rotation[4], color[3], time;
  int32_t segments;
} key;

typedef struct particle_system {
  char before[56];
  key **parents, **children;
  char between[160];
  float world_to_emitter[4][4];
  char counts[36];
  int32_t parent_count, child_count;
} particle_system;

static key keys[HAIR_COUNT][POINTS];
static key *paths[HAIR_COUNT];
static particle_system blender;
static float positions[HAIR_COUNT][POINTS][3], radii[HAIR_COUNT][POINTS];

static pb_hair_reading reading_of(uint32_t first, uint32_t count) {
  return (pb_hair_reading){.size_bytes = sizeof(pb_hair_reading),
                           .version = PB_MESSAGE_VERSION,
                           .particle_system = (uint64_t)(uintptr_t)&blender,
                           .first_hair = first,
                           .hair_count = count,
                           .points_per_hair = POINTS,
                           .root_radius = 2,
                           .tip_radius = 1,
                           .shape_exponent = 1,
                           .missing = {7, 8, 9},
                           .positions = span_of(positions, sizeof positions),
                           .radii = span_of(radii, sizeof radii)};
}

/* Hairs along X that stand at Y = their index; the emitter is moved by 10 along Z. */
static int set_up(void **state) {
  (void)state;
  blender = (particle_system){.parents = paths, .children = paths + PARENT_COUNT, .parent_count = PARENT_COUNT, .child_count = CHILD_COUNT};
  for (int i = 0; i < 4; i++) {
    blender.world_to_emitter[i][i] = 1;
  }
  blender.world_to_emitter[3][2] = -10;
  memset(positions, 0, sizeof positions);
  memset(radii, 0, sizeof radii);
  for (int hair = 0; hair < HAIR_COUNT; hair++) {
    paths[hair] = keys[hair];
    for (int i = 0; i < POINTS; i++) {
      keys[hair][i] = (key){.position = {(float)i, (float)hair, 10}, .segments = POINTS - 1};
    }
  }
  return 0;
}

static void reads_parents_and_children(void **state) {
  (void)state;
  assert_int_equal(sizeof(key), 60);
  const pb_hair_reading reading = reading_of(0, HAIR_COUNT);
  assert_int_equal(pb_hair_read(&reading), PB_OK);
  for (int hair = 0; hair < HAIR_COUNT; hair++) {
    for (int i = 0; i < POINTS; i++) {
      assert_memory_equal(positions[hair][i], ((float[]){(float)i, (float)hair, 0}), 12);
      assert_float_equal(radii[hair][i], 2 - (float)i / 3, 1e-6f);
    }
  }
}

static void reads_a_part(void **state) {
  (void)state;
  const pb_hair_reading reading = reading_of(1, 2);
  assert_int_equal(pb_hair_read(&reading), PB_OK);
  assert_true(positions[0][0][1] == 1 && positions[1][0][1] == 2);
  assert_true(positions[2][0][0] == 0 && radii[2][0] == 0);
  const pb_hair_reading children = reading_of(3, 2);
  assert_int_equal(pb_hair_read(&children), PB_OK);
  assert_true(positions[0][0][1] == 3 && positions[1][0][1] == 4);
}

static void a_short_hair_stays_where_it_ends(void **state) {
  (void)state;
  keys[0][0].segments = 1;
  keys[1][0].segments = 0;
  paths[2] = NULL;
  const pb_hair_reading reading = reading_of(0, HAIR_COUNT);
  assert_int_equal(pb_hair_read(&reading), PB_OK);
  assert_true(positions[0][1][0] == 1 && positions[0][2][0] == 1 && positions[0][3][0] == 1);
  for (int i = 0; i < POINTS; i++) {
    assert_memory_equal(positions[1][i], ((float[]){7, 8, 9}), 12);
    assert_memory_equal(positions[2][i], ((float[]){7, 8, 9}), 12);
    assert_true(radii[1][i] == 2);
  }
}

static void shapes(void **state) {
  (void)state;
  pb_hair_reading reading = reading_of(0, 1);
  reading.shape_exponent = INFINITY;
  reading.closes_tip = 1;
  assert_int_equal(pb_hair_read(&reading), PB_OK);
  assert_memory_equal(radii[0], ((float[]){2, 1, 1, 0}), sizeof radii[0]);
}

static void many(void **state) {
  (void)state;
  enum { MANY = 3000 };
  key **all = malloc(MANY * sizeof *all);
  float(*points)[POINTS][3] = malloc(MANY * sizeof *points);
  float *thick = malloc(MANY * POINTS * sizeof *thick);
  for (int i = 0; i < MANY; i++) {
    all[i] = keys[i % HAIR_COUNT];
  }
  blender.children = all;
  blender.child_count = MANY;
  pb_hair_reading reading = reading_of(PARENT_COUNT, MANY);
  reading.positions = span_of(points, MANY * sizeof *points);
  reading.radii = span_of(thick, MANY * POINTS * sizeof *thick);
  assert_int_equal(pb_hair_read(&reading), PB_OK);
  for (int i = 0; i < MANY; i++) {
    assert_true(points[i][3][1] == (float)(i % HAIR_COUNT));
  }
  free(thick);
  free(points);
  free(all);
}

static void what_is_no_hair_is_refused(void **state) {
  (void)state;
  pb_hair_reading reading = reading_of(0, HAIR_COUNT);
  reading.particle_system = 16;
  assert_failed(pb_hair_read(&reading), PB_UNVERIFIED, "no particle system");
  reading = reading_of(1, HAIR_COUNT);
  assert_failed(pb_hair_read(&reading), PB_UNVERIFIED, "not 5 hairs");
  reading = reading_of(UINT32_MAX, 1);
  assert_int_equal(pb_hair_read(&reading), PB_UNVERIFIED);
  paths[3] = (key *)16;
  reading = reading_of(0, HAIR_COUNT);
  assert_int_equal(pb_hair_read(&reading), PB_UNVERIFIED);
  blender.parents = (key **)16;
  assert_int_equal(pb_hair_read(&reading), PB_UNVERIFIED);
  blender.parents = NULL;
  assert_int_equal(pb_hair_read(&reading), PB_UNVERIFIED);
  blender.parent_count = blender.child_count = -1;
  assert_int_equal(pb_hair_read(&reading), PB_UNVERIFIED);
}

static void wrong_arguments(void **state) {
  (void)state;
  assert_int_equal(pb_hair_read(NULL), PB_INVALID_ARGUMENT);
  pb_hair_reading reading = reading_of(0, HAIR_COUNT + 1);
  assert_failed(pb_hair_read(&reading), PB_INVALID_ARGUMENT, "memory for all points");
  reading = reading_of(0, 0);
  assert_int_equal(pb_hair_read(&reading), PB_INVALID_ARGUMENT);
  reading = reading_of(0, 1);
  reading.points_per_hair = 0;
  assert_int_equal(pb_hair_read(&reading), PB_INVALID_ARGUMENT);
  reading = reading_of(0, UINT32_MAX);
  reading.points_per_hair = UINT32_MAX;
  assert_int_equal(pb_hair_read(&reading), PB_INVALID_ARGUMENT);
  reading = reading_of(0, 1);
  reading.version = 0;
  assert_int_equal(pb_hair_read(&reading), PB_INVALID_ARGUMENT);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test_setup(reads_parents_and_children, set_up), cmocka_unit_test_setup(reads_a_part, set_up),
      cmocka_unit_test_setup(a_short_hair_stays_where_it_ends, set_up), cmocka_unit_test_setup(shapes, set_up),
      cmocka_unit_test_setup(many, set_up), cmocka_unit_test_setup(what_is_no_hair_is_refused, set_up),
      cmocka_unit_test_setup(wrong_arguments, set_up),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
