/* SPDX-License-Identifier: Apache-2.0 */
#include "testing.h"

#include <pthread.h>

#include "error.h"

static void abi_version_is_of_the_header(void **state) {
  (void)state;
  assert_int_equal(pb_abi_version(), PB_ABI_VERSION);
}

static void version_is_of_the_build(void **state) {
  (void)state;
  assert_string_equal(pb_version(), PASSBRIDGE_VERSION);
}

static void struct_bytes_by_name(void **state) {
  (void)state;
  assert_int_equal(pb_struct_bytes("pb_span"), sizeof(pb_span));
  assert_int_equal(pb_struct_bytes("pb_pass_target"), sizeof(pb_pass_target));
  assert_int_equal(pb_struct_bytes("pb_frame_progress"), sizeof(pb_frame_progress));
}

static void struct_bytes_unknown(void **state) {
  (void)state;
  assert_int_equal(pb_struct_bytes("pb_nothing"), 0);
  assert_int_equal(pb_struct_bytes("pb_spa"), 0);
  assert_int_equal(pb_struct_bytes(""), 0);
  assert_int_equal(pb_struct_bytes(NULL), 0);
}

static void error_text_is_forgotten_by_success(void **state) {
  (void)state;
  assert_int_equal(pb_fail(PB_UNVERIFIED, "%d causes", 2), PB_UNVERIFIED);
  assert_string_equal(pb_error_text(), "2 causes");
  assert_int_equal(pb_succeed(), PB_OK);
  assert_string_equal(pb_error_text(), "");
}

static void error_text_too_long_is_cut(void **state) {
  (void)state;
  static char text[100000];
  memset(text, 'x', sizeof text - 1);
  (void)pb_fail(PB_INVALID_STATE, "cause first: %s", text);
  assert_memory_equal(pb_error_text(), "cause first: xxx", 16);
  assert_in_range(strlen(pb_error_text()), 1000, sizeof text);
}

static void *text_of_this_thread(void *empty_at_start) {
  *(int *)empty_at_start = *pb_error_text() == 0;
  (void)pb_fail(PB_INVALID_STATE, "theirs");
  return NULL;
}

static void error_text_is_of_the_thread(void **state) {
  (void)state;
  (void)pb_fail(PB_INVALID_STATE, "ours");
  int empty_at_start = 0;
  pthread_t thread;
  assert_int_equal(pthread_create(&thread, NULL, text_of_this_thread, &empty_at_start), 0);
  pthread_join(thread, NULL);
  assert_true(empty_at_start);
  assert_string_equal(pb_error_text(), "ours");
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(abi_version_is_of_the_header),       cmocka_unit_test(version_is_of_the_build),
      cmocka_unit_test(struct_bytes_by_name),       cmocka_unit_test(struct_bytes_unknown),
      cmocka_unit_test(error_text_is_forgotten_by_success), cmocka_unit_test(error_text_too_long_is_cut),
      cmocka_unit_test(error_text_is_of_the_thread),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
