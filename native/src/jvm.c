/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Starts the JVM on a thread of its own, which then runs passbridge.blender.Host for as long as the process lives. A JVM can't be
 * ended and started again in one process, so there is nothing to undo here.
 */
#include <jni.h>
#include <pthread.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "error.h"
#include "host.h"
#include "memory.h"
#include "natives.h"

enum { MAX_OPTION_COUNT = 256, HOST_STACK_BYTES = 8 << 20, HOOK_COUNT = 3 };

typedef jint(JNICALL *create_jvm_function)(JavaVM **, void **, void *);
typedef jint(JNICALL *created_jvms_function)(JavaVM **, jsize, jsize *);

typedef enum start_state { NOT_STARTED, STARTING, RUNNING, FAILED } start_state;

/* The one JVM; guarded by start_lock. */
static pthread_mutex_t start_lock = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t start_changed = PTHREAD_COND_INITIALIZER;
static start_state state;
static double start_ms;
static char failure[2048];
static char printed[1024]; /* what the JVM printed while it started: the cause of a failure */

static double now_ms(void) {
  struct timespec time;
  clock_gettime(CLOCK_MONOTONIC, &time);
  return (double)time.tv_sec * 1e3 + (double)time.tv_nsec * 1e-6;
}

__attribute__((format(printf, 1, 2))) static void set_failed(const char *format, ...) {
  va_list arguments;
  va_start(arguments, format);
  pthread_mutex_lock(&start_lock);
  (void)vsnprintf(failure, sizeof failure, format, arguments);
  state = FAILED;
  pthread_cond_broadcast(&start_changed);
  pthread_mutex_unlock(&start_lock);
  va_end(arguments);
}

/* Hook: the JVM prints. Kept while it starts, and passed on. */
static jint JNICALL on_print(FILE *file, const char *format, va_list arguments) {
  pthread_mutex_lock(&start_lock);
  if (state == STARTING) {
    const size_t used = strlen(printed);
    va_list again;
    va_copy(again, arguments);
    (void)vsnprintf(printed + used, sizeof printed - used, format, again);
    va_end(again);
  }
  pthread_mutex_unlock(&start_lock);
  return vfprintf(file, format, arguments);
}

/* Hook: the JVM wants to end the process. Blender stays: the thread that asked for it is parked instead. */
static void JNICALL on_exit_request(jint code) {
  char reason[256];
  (void)snprintf(reason, sizeof reason, "the JVM has ended (exit code %d): restart Blender to use it again", (int)code);
  pb_host_stopped(reason);
  pthread_mutex_lock(&start_lock);
  const bool starting = state == STARTING;
  const char *cause = printed;
  pthread_mutex_unlock(&start_lock);
  if (starting) {
    set_failed("the JVM did not start: %s", *cause ? cause : "it gave no reason");
  }
  for (;;) {
    sleep(3600);
  }
}

typedef struct start_request {
  create_jvm_function create;
  char *option_text; /* lines, each ended by a zero */
  JavaVMOption options[MAX_OPTION_COUNT];
  jint option_count;
} start_request;

static void free_request(start_request *request) {
  free(request->option_text);
  free(request);
}

/* Text of the pending exception, cleared; for failures before the host can report its own. */
static void describe_exception(JNIEnv *env, char *text, size_t text_bytes) {
  (void)snprintf(text, text_bytes, "an unknown error");
  jthrowable thrown = (*env)->ExceptionOccurred(env);
  (*env)->ExceptionClear(env);
  if (!thrown) {
    return;
  }
  jclass object = (*env)->FindClass(env, "java/lang/Object");
  jmethodID to_string = object ? (*env)->GetMethodID(env, object, "toString", "()Ljava/lang/String;") : NULL;
  jstring string = to_string ? (jstring)(*env)->CallObjectMethod(env, thrown, to_string) : NULL;
  if ((*env)->ExceptionCheck(env) || !string) {
    (*env)->ExceptionClear(env);
    return;
  }
  const char *characters = (*env)->GetStringUTFChars(env, string, NULL);
  if (characters) {
    (void)snprintf(text, text_bytes, "%s", characters);
    (*env)->ReleaseStringUTFChars(env, string, characters);
  }
}

static void *run_jvm(void *argument) {
  start_request *request = argument;
  JavaVMInitArgs arguments = {.version = PB_JNI_VERSION,
                              .nOptions = request->option_count,
                              .options = request->options,
                              .ignoreUnrecognized = JNI_FALSE};
  JavaVM *jvm;
  JNIEnv *env;
  const jint created = request->create(&jvm, (void **)&env, &arguments);
  free_request(request);
  if (created != JNI_OK) {
    set_failed("the JVM did not start (JNI error %d): %s", (int)created, printed);
    return NULL;
  }
  char cause[512];
  jclass host = NULL;
  jmethodID run = NULL;
  if (pb_register_natives(env) == JNI_OK && (host = (*env)->FindClass(env, "passbridge/blender/Host"))) {
    run = (*env)->GetStaticMethodID(env, host, "run", "()V");
  }
  if (!run) {
    describe_exception(env, cause, sizeof cause);
    set_failed("the JVM runs, but Passbridge's jars don't fit this library: %s", cause);
    return NULL;
  }
  pthread_mutex_lock(&start_lock);
  state = RUNNING;
  pthread_cond_broadcast(&start_changed);
  pthread_mutex_unlock(&start_lock);
  (*env)->CallStaticVoidMethod(env, host, run); /* returns only where it fails */
  describe_exception(env, cause, sizeof cause);
  pb_host_stopped(cause);
  return NULL;
}

/* The text of a span with a terminating zero; NULL without memory or text. */
static char *copy_text(const pb_span *span) {
  if (span->size_bytes == 0 || !pb_span_holds(span, span->size_bytes, 1)) {
    return NULL;
  }
  char *text = malloc(span->size_bytes + 1);
  if (text) {
    memcpy(text, pb_span_start(span), span->size_bytes);
    text[span->size_bytes] = 0;
  }
  return text;
}

/* Splits the options at line ends and adds the hooks. */
static pb_status read_options(const pb_jvm_options *options, start_request *request) {
  const JavaVMOption hooks[HOOK_COUNT] = {{.optionString = (char *)"vfprintf", .extraInfo = (void *)on_print},
                                          {.optionString = (char *)"exit", .extraInfo = (void *)on_exit_request},
                                          /* Blender decides what a signal means */
                                          {.optionString = (char *)"-Xrs"}};
  memcpy(request->options, hooks, sizeof hooks);
  request->option_count = HOOK_COUNT;
  char *text = copy_text(&options->options);
  request->option_text = text ? pb_java_options(text) : NULL;
  if (text && !request->option_text) {
    return pb_fail(PB_INVALID_ARGUMENT, "the JVM's options are no UTF-8, or there is no memory for them");
  }
  char *rest;
  char *line = request->option_text ? strtok_r(request->option_text, "\n", &rest) : NULL;
  for (; line; line = strtok_r(NULL, "\n", &rest)) {
    if (request->option_count == MAX_OPTION_COUNT) {
      return pb_fail(PB_INVALID_ARGUMENT, "more than %d options for the JVM", MAX_OPTION_COUNT - HOOK_COUNT);
    }
    request->options[request->option_count++].optionString = line;
  }
  return PB_OK;
}

/* Loads libjvm and finds the function that creates a JVM; never unloads: a JVM can't be. */
static pb_status load_jvm(const pb_jvm_options *options, create_jvm_function *create) {
  char *path = copy_text(&options->libjvm_path);
  if (!path) {
    return pb_fail(PB_INVALID_ARGUMENT, "the path of the JVM library is missing");
  }
  char cause[1024];
  void *library = pb_library_open(path, cause, sizeof cause);
  free(path);
  if (!library) {
    return pb_fail(PB_JVM_FAILED, "the JVM library can't be loaded: %s", cause);
  }
  void *create_symbol = pb_library_symbol(library, "JNI_CreateJavaVM");
  void *created_symbol = pb_library_symbol(library, "JNI_GetCreatedJavaVMs");
  if (!create_symbol || !created_symbol) {
    return pb_fail(PB_JVM_FAILED, "the JVM library has no JNI_CreateJavaVM: choose the folder of a JDK or JRE");
  }
  memcpy(create, &create_symbol, sizeof *create); /* ISO C has no cast from object to function pointer */
  created_jvms_function created_jvms;
  memcpy(&created_jvms, &created_symbol, sizeof created_jvms);
  JavaVM *jvm;
  jsize jvm_count = 0;
  if (created_jvms(&jvm, 1, &jvm_count) == JNI_OK && jvm_count > 0) {
    return pb_fail(PB_JVM_FAILED, "a JVM that this version of Passbridge did not start runs in this process: restart Blender");
  }
  return PB_OK;
}

static pb_status start_thread(start_request *request) {
  pthread_attr_t attributes;
  pthread_attr_init(&attributes);
  pthread_attr_setstacksize(&attributes, HOST_STACK_BYTES);
  pthread_attr_setdetachstate(&attributes, PTHREAD_CREATE_DETACHED);
  pthread_t thread;
  const int error = pthread_create(&thread, &attributes, run_jvm, request);
  pthread_attr_destroy(&attributes);
  return error ? pb_fail(PB_OUT_OF_MEMORY, "no thread for the JVM: %s", strerror(error)) : PB_OK;
}

/* With start_lock held, state NOT_STARTED. */
static pb_status begin_start(const pb_jvm_options *options) {
  start_request *request = calloc(1, sizeof *request);
  if (!request) {
    return pb_fail(PB_OUT_OF_MEMORY, "no memory to start a JVM");
  }
  pb_status status = load_jvm(options, &request->create);
  if (status == PB_OK) {
    status = read_options(options, request);
  }
  if (status == PB_OK) {
    status = start_thread(request);
  }
  if (status != PB_OK) {
    free_request(request);
  }
  return status;
}

pb_status pb_jvm_start(const pb_jvm_options *options) {
  if (!options || options->size_bytes != sizeof *options || options->version != PB_MESSAGE_VERSION) {
    return pb_fail(PB_INVALID_ARGUMENT, "options of this version are missing");
  }
  const double begin_ms = now_ms();
  pthread_mutex_lock(&start_lock);
  if (state == NOT_STARTED) {
    const pb_status status = begin_start(options);
    if (status != PB_OK) {
      pthread_mutex_unlock(&start_lock);
      return status;
    }
    state = STARTING;
    while (state == STARTING) {
      pthread_cond_wait(&start_changed, &start_lock);
    }
    start_ms = now_ms() - begin_ms;
  }
  const start_state reached = state;
  pthread_mutex_unlock(&start_lock);
  if (reached != RUNNING) {
    return pb_fail(PB_JVM_FAILED, "%s", failure);
  }
  return pb_host_wait_listening();
}

uint32_t pb_jvm_is_running(void) { return pb_host_is_listening(); }

double pb_jvm_start_ms(void) {
  pthread_mutex_lock(&start_lock);
  const double ms = start_ms;
  pthread_mutex_unlock(&start_lock);
  return ms;
}
