/* SPDX-License-Identifier: Apache-2.0 */
#include "testing.h"

static void ids_follow_from_prototype_and_persistent_id(void **state) {
  (void)state;
  const int32_t persistent[5][8] = {{0}, {0}, {1}, {0, 0, 0, 0, 0, 0, 0, 1}, {0}};
  const uint32_t prototypes[5] = {0, 1, 0, 0, 0};
  const uint64_t prototype_ids[2] = {77, 78};
  uint64_t ids[5] = {0};
  assert_int_equal(pb_instance_ids(persistent, prototypes, 5, prototype_ids, 2, ids), PB_OK);
  for (int i = 0; i < 4; i++) {
    assert_true(ids[i] != 0);
    for (int j = 0; j < i; j++) {
      assert_true(ids[i] != ids[j]);
    }
  }
  assert_true(ids[4] == ids[0]);
  const uint64_t other_order[2] = {78, 77};
  uint64_t again = 0;
  assert_int_equal(pb_instance_ids(persistent, (const uint32_t[]){1}, 1, other_order, 2, &again), PB_OK);
  assert_true(again == ids[0]);
}

static void wrong_arguments(void **state) {
  (void)state;
  const int32_t persistent[1][8] = {{0}};
  const uint32_t prototype = 1;
  const uint64_t prototype_id = 5;
  uint64_t id;
  assert_int_equal(pb_instance_ids(NULL, NULL, 0, NULL, 0, NULL), PB_OK);
  assert_failed(pb_instance_ids(persistent, &prototype, 1, &prototype_id, 1, &id), PB_INVALID_ARGUMENT, "prototype 1");
  assert_int_equal(pb_instance_ids(NULL, &prototype, 1, &prototype_id, 1, &id), PB_INVALID_ARGUMENT);
  assert_int_equal(pb_instance_ids(persistent, NULL, 1, &prototype_id, 1, &id), PB_INVALID_ARGUMENT);
  assert_int_equal(pb_instance_ids(persistent, &prototype, 1, NULL, 1, &id), PB_INVALID_ARGUMENT);
  assert_int_equal(pb_instance_ids(persistent, &prototype, 1, &prototype_id, 1, NULL), PB_INVALID_ARGUMENT);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(ids_follow_from_prototype_and_persistent_id),
      cmocka_unit_test(wrong_arguments),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
