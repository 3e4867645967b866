/* SPDX-License-Identifier: Apache-2.0 */
#include "testing.h"

static const uint32_t firsts[2] = {0, 4};
static const uint64_t instancers[2] = {5, 6};

static void ids_follow_from_prototype_instancer_and_persistent_id(void **state) {
  (void)state;
  const int32_t persistent[6][8] = {{0}, {0}, {1}, {0, 0, 0, 0, 0, 0, 0, 1}, {0}, {1}};
  const uint32_t prototypes[6] = {0, 1, 0, 0, 0, 0};
  const uint64_t prototype_ids[2] = {77, 78};
  uint64_t ids[6] = {0};
  assert_int_equal(pb_instance_ids(persistent, prototypes, 6, prototype_ids, 2, firsts, instancers, 2, ids), PB_OK);
  for (int i = 0; i < 6; i++) {
    assert_true(ids[i] != 0);
    for (int j = 0; j < i; j++) {
      assert_true(ids[i] != ids[j]);
    }
  }
  const uint64_t other_order[2] = {78, 77};
  const uint32_t other_prototype = 1;
  uint64_t again = 0;
  assert_int_equal(pb_instance_ids(persistent, &other_prototype, 1, other_order, 2, firsts, instancers, 1, &again), PB_OK);
  assert_true(again == ids[0]);
}

static void wrong_arguments(void **state) {
  (void)state;
  const int32_t persistent[1][8] = {{0}};
  const uint32_t prototype = 1;
  const uint64_t prototype_id = 5;
  uint64_t id;
  assert_int_equal(pb_instance_ids(NULL, NULL, 0, NULL, 0, NULL, NULL, 0, NULL), PB_OK);
  assert_failed(pb_instance_ids(persistent, &prototype, 1, &prototype_id, 1, firsts, instancers, 1, &id), PB_INVALID_ARGUMENT,
                "prototype 1");
  assert_int_equal(pb_instance_ids(NULL, &prototype, 1, &prototype_id, 1, firsts, instancers, 1, &id), PB_INVALID_ARGUMENT);
  assert_int_equal(pb_instance_ids(persistent, NULL, 1, &prototype_id, 1, firsts, instancers, 1, &id), PB_INVALID_ARGUMENT);
  assert_int_equal(pb_instance_ids(persistent, &prototype, 1, NULL, 1, firsts, instancers, 1, &id), PB_INVALID_ARGUMENT);
  assert_int_equal(pb_instance_ids(persistent, &prototype, 1, &prototype_id, 1, NULL, instancers, 1, &id), PB_INVALID_ARGUMENT);
  assert_int_equal(pb_instance_ids(persistent, &prototype, 1, &prototype_id, 1, firsts, NULL, 1, &id), PB_INVALID_ARGUMENT);
  assert_int_equal(pb_instance_ids(persistent, &prototype, 1, &prototype_id, 1, firsts, instancers, 0, &id), PB_INVALID_ARGUMENT);
  assert_int_equal(pb_instance_ids(persistent, &prototype, 1, &prototype_id, 1, firsts, instancers, 1, NULL), PB_INVALID_ARGUMENT);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(ids_follow_from_prototype_instancer_and_persistent_id),
      cmocka_unit_test(wrong_arguments),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
