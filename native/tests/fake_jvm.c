/* SPDX-License-Identifier: Apache-2.0 */
/* A libjvm that can't start a JVM. What it does instead is said by the environment variable FAKE_JVM. */
#include <jni.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

typedef jint(JNICALL *print_hook)(FILE *, const char *, va_list);
typedef void(JNICALL *exit_hook)(jint);

static int asked_for(const char *behaviour) {
  const char *value = getenv("FAKE_JVM");
  return value && strcmp(value, behaviour) == 0;
}

static void print(print_hook hook, const char *format, ...) {
  va_list arguments;
  va_start(arguments, format);
  hook(stderr, format, arguments);
  va_end(arguments);
}

static void *hook(const JavaVMInitArgs *arguments, const char *name) {
  for (jint i = 0; i < arguments->nOptions; i++) {
    if (strcmp(arguments->options[i].optionString, name) == 0) {
      return arguments->options[i].extraInfo;
    }
  }
  return NULL;
}

JNIEXPORT jint JNICALL JNI_CreateJavaVM(JavaVM **jvm, void **env, void *init_arguments) {
  (void)jvm, (void)env;
  const JavaVMInitArgs *arguments = init_arguments;
  print_hook print_to = (print_hook)hook(arguments, "vfprintf");
  exit_hook ask_to_exit = (exit_hook)hook(arguments, "exit");
  print(print_to, "%d options, the last is %s", (int)arguments->nOptions,
        arguments->options[arguments->nOptions - 1].optionString);
  if (asked_for("exit")) {
    ask_to_exit(1);
  }
  return JNI_ERR;
}

JNIEXPORT jint JNICALL JNI_GetCreatedJavaVMs(JavaVM **jvms, jsize capacity, jsize *count) {
  (void)jvms, (void)capacity;
  *count = asked_for("runs already");
  return JNI_OK;
}
