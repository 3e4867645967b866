/* SPDX-License-Identifier: Apache-2.0 */
#include "testing.h"

#include <stdio.h>
#include <stdlib.h>

#ifdef _WIN32
#include <process.h>
#else
#include <sys/wait.h>
#include <unistd.h>
#endif

#include "host.h"

#ifdef _WIN32
#define LIBRARY_OF_THE_SYSTEM "kernel32.dll"
#define U_UMLAUT "\xFC" /* in Wine's code page, that of Western Europe */
#else
#define LIBRARY_OF_THE_SYSTEM "libm.so.6"
#define U_UMLAUT "\xC3\xBC"
#endif

static pb_jvm_options options_of(const char *libjvm_path, const char *options) {
  return (pb_jvm_options){.size_bytes = sizeof(pb_jvm_options),
                          .version = PB_MESSAGE_VERSION,
                          .libjvm_path = span_of(libjvm_path, strlen(libjvm_path)),
                          .options = span_of(options, strlen(options))};
}

static pb_status start(const char *libjvm_path, const char *lines) {
  const pb_jvm_options options = options_of(libjvm_path, lines);
  return pb_jvm_start(&options);
}

static void set_behaviour(const char *behaviour) {
#ifdef _WIN32
  _putenv_s("FAKE_JVM", behaviour);
#else
  setenv("FAKE_JVM", behaviour, 1);
#endif
}

/* There is one start per process, whether it works or not: each of these has a process of its own. */
static void check_failing_jvm(void);
static void check_exiting_jvm(void);

typedef enum child_check { FAILING_JVM, EXITING_JVM } child_check;

static void (*const child_checks[])(void) = {[FAILING_JVM] = check_failing_jvm, [EXITING_JVM] = check_exiting_jvm};

#ifdef _WIN32
static const char *own_path;

/* main() runs the check. */
static void in_child(child_check check) {
  const char number[] = {(char)('0' + check), 0};
  const char *const arguments[] = {own_path, number, NULL};
  assert_int_equal(_spawnv(_P_WAIT, own_path, arguments), 0);
}
#else
static void in_child(child_check check) {
  const pid_t child = fork();
  if (child == 0) {
    child_checks[check]();
    _exit(0);
  }
  int status;
  assert_int_equal(waitpid(child, &status, 0), child);
  assert_true(WIFEXITED(status));
  assert_int_equal(WEXITSTATUS(status), 0);
}
#endif

/* Where cmocka's own asserts would jump out of the child. */
static void child_expects(pb_status status, const char *text) {
  if (status != PB_JVM_FAILED || strcmp(pb_error_text(), text) != 0) {
    (void)fprintf(stderr, "status %d, text \"%s\" instead of \"%s\"\n", (int)status, pb_error_text(), text);
    _exit(1);
  }
}

static void start_without_options(void **state) {
  (void)state;
  assert_failed(pb_jvm_start(NULL), PB_INVALID_ARGUMENT, "options");
}

static void start_wrong_size(void **state) {
  (void)state;
  pb_jvm_options options = options_of(FAKE_JVM, "");
  options.size_bytes--;
  assert_failed(pb_jvm_start(&options), PB_INVALID_ARGUMENT, "options of this version");
}

static void start_wrong_version(void **state) {
  (void)state;
  pb_jvm_options options = options_of(FAKE_JVM, "");
  options.version++;
  assert_failed(pb_jvm_start(&options), PB_INVALID_ARGUMENT, "options of this version");
}

static void start_without_path(void **state) {
  (void)state;
  assert_failed(start("", ""), PB_INVALID_ARGUMENT, "path");
  pb_jvm_options options = options_of(FAKE_JVM, "");
  options.libjvm_path.segment = 1;
  assert_failed(pb_jvm_start(&options), PB_INVALID_ARGUMENT, "path");
}

static void start_missing_file(void **state) {
  (void)state;
  assert_failed(start("/nowhere/libjvm.so", ""), PB_JVM_FAILED, "/nowhere/libjvm.so");
}

static void start_not_a_library(void **state) {
  (void)state;
  assert_failed(start(__FILE__, ""), PB_JVM_FAILED, "can't be loaded");
}

static void start_a_library_that_is_no_jvm(void **state) {
  (void)state;
  assert_failed(start(LIBRARY_OF_THE_SYSTEM, ""), PB_JVM_FAILED, "JNI_CreateJavaVM");
}

static void start_too_many_options(void **state) {
  (void)state;
  char lines[3 * 300 + 1] = "";
  for (int i = 0; i < 300; i++) {
    strcat(lines, "-X\n");
  }
  assert_failed(start(FAKE_JVM, lines), PB_INVALID_ARGUMENT, "options");
}

static void start_where_a_jvm_runs_already(void **state) {
  (void)state;
  set_behaviour("runs already");
  assert_failed(start(FAKE_JVM, ""), PB_JVM_FAILED, "restart Blender");
  set_behaviour("");
}

static void start_that_was_refused_leaves_nothing_running(void **state) {
  (void)state;
  assert_int_equal(pb_jvm_is_running(), 0);
  assert_true(pb_jvm_start_ms() == 0);
}

static void check_failing_jvm(void) {
  /* Three hooks and two lines; the empty line is no option. */
  const char *text = "the JVM did not start (JNI error -1): 5 options, the last is -Dlast=1";
  child_expects(start(FAKE_JVM, "-Dfirst=1\n\n-Dlast=1\n"), text);
  child_expects(start(FAKE_JVM, "-Dother=1"), text); /* there is no second try */
}

static void start_failing_jvm_tells_what_it_printed(void **state) {
  (void)state;
  in_child(FAILING_JVM);
}

static void check_exiting_jvm(void) {
  set_behaviour("exit");
  child_expects(start(FAKE_JVM, "-Dlast=\xC3\xBC"), "the JVM did not start: 4 options, the last is -Dlast=" U_UMLAUT);
  child_expects(pb_host_wait_listening(), "the JVM has ended (exit code 1): restart Blender to use it again");
}

static void start_jvm_that_wants_to_exit_leaves_the_process(void **state) {
  (void)state;
  in_child(EXITING_JVM);
}

int main(int count, char **arguments) {
#ifdef _WIN32
  own_path = arguments[0];
  if (count > 1) {
    child_checks[arguments[1][0] - '0']();
    return 0;
  }
#else
  (void)count, (void)arguments;
#endif
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(start_without_options),
      cmocka_unit_test(start_wrong_size),
      cmocka_unit_test(start_wrong_version),
      cmocka_unit_test(start_without_path),
      cmocka_unit_test(start_missing_file),
      cmocka_unit_test(start_not_a_library),
      cmocka_unit_test(start_a_library_that_is_no_jvm),
      cmocka_unit_test(start_too_many_options),
      cmocka_unit_test(start_where_a_jvm_runs_already),
      cmocka_unit_test(start_that_was_refused_leaves_nothing_running),
      cmocka_unit_test(start_failing_jvm_tells_what_it_printed),
      cmocka_unit_test(start_jvm_that_wants_to_exit_leaves_the_process),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
