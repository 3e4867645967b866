/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The native methods of passbridge.blender.Native. Registered by the JVM's launcher (jvm.c), or by JNI_OnLoad where Java itself loads the
 * library. They return a pb_status; Java throws. Frames are addresses that the host got from receive().
 */
#include <stdatomic.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>

#include "arena.h"
#include "copy.h"
#include "error.h"
#include "host.h"
#include "memory.h"
#include "natives.h"
#include "pass.h"

/* Calls of the methods below; atomic. */
static _Atomic uint64_t call_count;

uint64_t pb_host_call_count(void) { return atomic_load(&call_count); }

static void count_call(void) { atomic_fetch_add_explicit(&call_count, 1, memory_order_relaxed); }

static pb_frame *to_frame(jlong frame) { return (pb_frame *)(intptr_t)frame; }

/* Start of a direct buffer's range; NULL where the buffer is not direct or the range is outside. Capacities in bytes. */
static char *buffer_range(JNIEnv *env, jobject buffer, jlong offset, uint64_t byte_count, uint64_t element_bytes) {
  char *start = buffer ? (*env)->GetDirectBufferAddress(env, buffer) : NULL;
  const jlong capacity = start ? (*env)->GetDirectBufferCapacity(env, buffer) : -1;
  if (capacity < 0 || offset < 0) {
    return NULL;
  }
  const uint64_t capacity_bytes = (uint64_t)capacity * element_bytes;
  if ((uint64_t)offset > capacity_bytes || byte_count > capacity_bytes - (uint64_t)offset) {
    return NULL;
  }
  return start + offset;
}

static void JNICALL receive(JNIEnv *env, jclass owner, jobject buffer) {
  count_call();
  (void)owner;
  char *to = buffer_range(env, buffer, 0, sizeof(pb_host_message) + PB_HOST_PAYLOAD_BYTES, 1);
  if (to) {
    pb_host_receive((pb_host_message *)(void *)to, to + sizeof(pb_host_message));
  }
}

static void JNICALL stopped(JNIEnv *env, jclass owner, jobject text, jint byte_count) {
  count_call();
  (void)owner;
  char reason[1024] = "the Java host has ended";
  const uint64_t kept = byte_count < (jint)sizeof reason ? (uint64_t)byte_count : sizeof reason - 1;
  const char *from = byte_count > 0 ? buffer_range(env, text, 0, kept, 1) : NULL;
  if (from) {
    memcpy(reason, from, kept);
    reason[kept] = 0;
  }
  pb_host_stopped(reason);
}

/* The span of a direct buffer's range, empty where there is no buffer; false where the buffer is not direct or too small. */
static bool buffer_span(JNIEnv *env, jobject buffer, jlong offset, jlong byte_count, uint64_t element_bytes, pb_span *span) {
  const char *start = byte_count > 0 ? buffer_range(env, buffer, offset, (uint64_t)byte_count, element_bytes) : NULL;
  *span = (pb_span){.offset = (uintptr_t)start, .size_bytes = start ? (uint64_t)byte_count : 0};
  return start || byte_count == 0;
}

static jlong JNICALL segment_retain(JNIEnv *env, jclass owner, jlong number) {
  count_call();
  (void)env, (void)owner;
  const pb_segment *segment = pb_segment_retain((uint64_t)number);
  return segment ? (jlong)(intptr_t)segment->start : 0;
}

static void JNICALL segment_release(JNIEnv *env, jclass owner, jlong number) {
  count_call();
  (void)env, (void)owner;
  (void)pb_segment_release_number((uint64_t)number);
}

/* A mesh, and the attributes of it that are wanted; false where a buffer is not direct or too small. */
static bool wanted_of_mesh(JNIEnv *env, jobject mesh_buffer, jobject attributes, jint attribute_count, const pb_mesh **mesh,
                           pb_mesh_gathering *gathering) {
  *mesh = (const pb_mesh *)(const void *)buffer_range(env, mesh_buffer, 0, sizeof **mesh, 1);
  *gathering = (pb_mesh_gathering){.size_bytes = sizeof *gathering, .version = PB_MESSAGE_VERSION};
  return *mesh &&
         buffer_span(env, attributes, 0, (jlong)attribute_count * (jlong)sizeof(uint32_t), sizeof(uint32_t), &gathering->attributes);
}

/* The memory of a Java array, or none; false: there is no memory. No JNI function but this and the next may be called until it is given
   back. */
static bool pin_ints(JNIEnv *env, jintArray ints, pb_span *span) {
  *span = (pb_span){0};
  if (!ints) {
    return true;
  }
  const jsize count = (*env)->GetArrayLength(env, ints);
  void *start = (*env)->GetPrimitiveArrayCritical(env, ints, NULL);
  *span = (pb_span){.offset = (uintptr_t)start, .size_bytes = (uint64_t)count * sizeof(uint32_t)};
  return start;
}

static void unpin_ints(JNIEnv *env, jintArray ints, const pb_span *span, jint mode) {
  if (ints && span->offset) {
    (*env)->ReleasePrimitiveArrayCritical(env, ints, pb_span_start(span), mode);
  }
}

static jlong JNICALL mesh_weld(JNIEnv *env, jclass owner, jobject mesh_buffer, jobject attributes, jint attribute_count, jintArray weld) {
  count_call();
  (void)owner;
  const pb_mesh *mesh;
  pb_mesh_gathering gathering;
  if (!weld || !wanted_of_mesh(env, mesh_buffer, attributes, attribute_count, &mesh, &gathering)) {
    return -(jlong)pb_fail(PB_INVALID_ARGUMENT, "a buffer for the mesh is not direct or too small");
  }
  if (!pin_ints(env, weld, &gathering.weld)) {
    return -(jlong)pb_fail(PB_OUT_OF_MEMORY, "no memory to weld a mesh");
  }
  const pb_status status = pb_mesh_weld(mesh, &gathering);
  unpin_ints(env, weld, &gathering.weld, 0);
  return status == PB_OK ? (jlong)gathering.vertex_count : -(jlong)status;
}

static jlong JNICALL mesh_part(JNIEnv *env, jclass owner, jobject mesh_buffer, jobject attributes, jint attribute_count, jintArray weld,
                               jintArray part) {
  count_call();
  (void)owner;
  const pb_mesh *mesh;
  pb_mesh_gathering gathering;
  if (!part || !wanted_of_mesh(env, mesh_buffer, attributes, attribute_count, &mesh, &gathering)) {
    return -(jlong)pb_fail(PB_INVALID_ARGUMENT, "a buffer for the mesh is not direct or too small");
  }
  const bool is_pinned = pin_ints(env, weld, &gathering.weld) && pin_ints(env, part, &gathering.part);
  const pb_status status = is_pinned ? pb_mesh_part(mesh, &gathering) : pb_fail(PB_OUT_OF_MEMORY, "no memory for a part of a mesh");
  unpin_ints(env, part, &gathering.part, 0);
  unpin_ints(env, weld, &gathering.weld, JNI_ABORT);
  return status == PB_OK ? (jlong)gathering.vertex_count : -(jlong)status;
}

static jint JNICALL mesh_gather(JNIEnv *env, jclass owner, jobject mesh_buffer, jobject attributes, jint attribute_count, jintArray weld,
                                jintArray part, jobject vertices, jlong vertices_offset, jlong vertices_bytes, jobject indices,
                                jlong indices_offset, jlong indices_bytes, jobject counts, jint slot_count) {
  count_call();
  (void)owner;
  const pb_mesh *mesh;
  pb_mesh_gathering gathering;
  /* The counts of the slots, and after them the triangles that were left out. */
  pb_span all_counts;
  if (!wanted_of_mesh(env, mesh_buffer, attributes, attribute_count, &mesh, &gathering) || slot_count < 1 ||
      !buffer_span(env, vertices, vertices_offset, vertices_bytes, 1, &gathering.vertices) ||
      !buffer_span(env, indices, indices_offset, indices_bytes, 1, &gathering.indices) ||
      !buffer_span(env, counts, 0, ((jlong)slot_count + 1) * (jlong)sizeof(uint32_t), sizeof(uint32_t), &all_counts)) {
    return (jint)pb_fail(PB_INVALID_ARGUMENT, "a buffer for the mesh is not direct or too small");
  }
  gathering.slot_triangle_counts = all_counts;
  gathering.slot_triangle_counts.size_bytes -= sizeof(uint32_t);
  const bool is_pinned = pin_ints(env, weld, &gathering.weld) && pin_ints(env, part, &gathering.part);
  const pb_status status = is_pinned ? pb_mesh_gather(mesh, &gathering) : pb_fail(PB_OUT_OF_MEMORY, "no memory for a mesh's weld");
  unpin_ints(env, part, &gathering.part, JNI_ABORT);
  unpin_ints(env, weld, &gathering.weld, JNI_ABORT);
  if (status == PB_OK) {
    ((uint32_t *)pb_span_start(&all_counts))[slot_count] = gathering.skipped_triangle_count;
  }
  return (jint)status;
}

static jint JNICALL curves_gather(JNIEnv *env, jclass owner, jobject curves_buffer, jint steps_per_piece, jobject vertices,
                                  jlong vertices_offset, jlong vertices_bytes, jobject indices, jlong indices_offset, jlong indices_bytes,
                                  jobject counts) {
  count_call();
  (void)owner;
  const pb_curves *curves = (const pb_curves *)(const void *)buffer_range(env, curves_buffer, 0, sizeof *curves, 1);
  uint32_t *written = (uint32_t *)(void *)buffer_range(env, counts, 0, 2 * sizeof(uint32_t), sizeof(uint32_t));
  pb_curves_gathering gathering = {
      .size_bytes = sizeof gathering, .version = PB_MESSAGE_VERSION, .steps_per_piece = (uint32_t)steps_per_piece};
  if (!curves || !written || !buffer_span(env, vertices, vertices_offset, vertices_bytes, 1, &gathering.vertices) ||
      !buffer_span(env, indices, indices_offset, indices_bytes, 1, &gathering.indices)) {
    return (jint)pb_fail(PB_INVALID_ARGUMENT, "a buffer for the curves is not direct or too small");
  }
  const pb_status status = pb_curves_gather(curves, &gathering);
  if (status == PB_OK) {
    written[0] = gathering.piece_count;
    written[1] = gathering.skipped_curve_count;
  }
  return (jint)status;
}

static jint JNICALL point_cloud_gather(JNIEnv *env, jclass owner, jobject cloud_buffer, jobject spheres, jlong spheres_offset,
                                       jlong spheres_bytes, jobject counts) {
  count_call();
  (void)owner;
  const pb_point_cloud *cloud = (const pb_point_cloud *)(const void *)buffer_range(env, cloud_buffer, 0, sizeof *cloud, 1);
  uint32_t *written = (uint32_t *)(void *)buffer_range(env, counts, 0, 2 * sizeof(uint32_t), sizeof(uint32_t));
  pb_point_cloud_gathering gathering = {.size_bytes = sizeof gathering, .version = PB_MESSAGE_VERSION};
  if (!cloud || !written || !buffer_span(env, spheres, spheres_offset, spheres_bytes, 1, &gathering.spheres)) {
    return (jint)pb_fail(PB_INVALID_ARGUMENT, "a buffer for the point cloud is not direct or too small");
  }
  const pb_status status = pb_point_cloud_gather(cloud, &gathering);
  if (status == PB_OK) {
    written[0] = gathering.sphere_count;
    written[1] = gathering.skipped_point_count;
  }
  return (jint)status;
}

static void JNICALL frame_release_scene(JNIEnv *env, jclass owner, jlong frame) {
  count_call();
  (void)env, (void)owner;
  pb_host_frame_release_scene(to_frame(frame));
}

static jint JNICALL frame_want(JNIEnv *env, jclass owner, jlong frame, jobject ids, jint id_count) {
  count_call();
  (void)owner;
  const char *from = id_count < 0 ? NULL : buffer_range(env, ids, 0, (uint64_t)id_count * sizeof(uint64_t), sizeof(uint64_t));
  if (!from) {
    return (jint)pb_fail(PB_INVALID_ARGUMENT, "the buffer of ids is not direct or too small");
  }
  return pb_host_frame_want(to_frame(frame), (const uint64_t *)(const void *)from, (uint32_t)id_count)
             ? PB_OK
             : (jint)pb_fail(PB_OUT_OF_MEMORY, "no memory for %d ids", (int)id_count);
}

static jint JNICALL frame_await_pixels(JNIEnv *env, jclass owner, jlong frame, jlong image, jobject segment_and_bytes) {
  count_call();
  (void)owner;
  uint64_t *to = (uint64_t *)(void *)buffer_range(env, segment_and_bytes, 0, 2 * sizeof(uint64_t), sizeof(uint64_t));
  if (!to) {
    return (jint)pb_fail(PB_INVALID_ARGUMENT, "the buffer of the segment is not direct or too small");
  }
  pb_span pixels;
  const pb_status status = pb_host_frame_await_pixels(to_frame(frame), (uint64_t)image, &pixels);
  if (status == PB_OK) {
    to[0] = pixels.segment;
    to[1] = pixels.size_bytes;
  }
  return (jint)status;
}

static jboolean JNICALL frame_borrow(JNIEnv *env, jclass owner, jlong frame) {
  count_call();
  (void)env, (void)owner;
  return pb_host_frame_borrow(to_frame(frame));
}

static void JNICALL frame_give_back(JNIEnv *env, jclass owner, jlong frame) {
  count_call();
  (void)env, (void)owner;
  pb_host_frame_give_back(to_frame(frame));
}

static jint JNICALL frame_begin_refresh(JNIEnv *env, jclass owner, jlong frame, jobject buffer) {
  count_call();
  (void)owner;
  char *to = buffer_range(env, buffer, 0, PB_MAX_TARGET_COUNT * sizeof(pb_pass_target), 1);
  return to ? (jint)pb_host_frame_begin_refresh(to_frame(frame), (pb_pass_target *)(void *)to) : 0;
}

static void JNICALL frame_end_refresh(JNIEnv *env, jclass owner, jlong frame) {
  count_call();
  (void)env, (void)owner;
  pb_host_frame_end_refresh(to_frame(frame));
}

static jint JNICALL frame_write_rows(JNIEnv *env, jclass owner, jlong frame, jint target_index, jint first_row,
                                     jint row_count, jobject pixels, jint source_channels) {
  count_call();
  (void)owner;
  if (target_index < 0 || first_row < 0 || row_count < 0 || source_channels < 1) {
    return (jint)pb_fail(PB_INVALID_ARGUMENT, "negative rows or channels");
  }
  if (!pb_host_frame_borrow(to_frame(frame))) {
    return PB_CANCELLED;
  }
  pb_status status = PB_INVALID_ARGUMENT;
  const pb_pass_target *target = pb_host_frame_target(to_frame(frame), (uint32_t)target_index);
  if (target && (uint32_t)source_channels >= target->channels && (uint32_t)first_row <= target->height &&
      (uint32_t)row_count <= target->height - (uint32_t)first_row) {
    const uint64_t source_row_bytes = (uint64_t)target->width * (uint32_t)source_channels * sizeof(float);
    const char *from = buffer_range(env, pixels, 0, source_row_bytes * (uint32_t)row_count, sizeof(float));
    if (from) {
      const uint64_t stride = pb_span_stride(&target->pixels, pb_pass_target_row_bytes(target));
      pb_rows_copy(&(pb_rows){
          .target = (char *)pb_span_start(&target->pixels) + (uint32_t)first_row * stride,
          .target_stride_bytes = stride,
          .target_channels = target->channels,
          .target_format = (pb_pixel_format)target->format,
          .source = from,
          .source_stride_bytes = (ptrdiff_t)source_row_bytes,
          .source_channels = (uint32_t)source_channels,
          .source_format = PB_PIXELS_FLOAT32,
          .width = target->width,
          .row_count = (uint32_t)row_count,
      });
      status = PB_OK;
    }
  }
  pb_host_frame_give_back(to_frame(frame));
  return status == PB_OK ? PB_OK : (jint)pb_fail(status, "rows %d to %d don't fit the target", (int)first_row,
                                                       (int)(first_row + row_count));
}

static void JNICALL frame_update(JNIEnv *env, jclass owner, jlong frame, jint state, jint sample, jint sample_count,
                                 jdouble start_ms, jdouble sync_ms, jdouble draw_ms, jdouble readback_ms,
                                 jdouble deliver_ms, jlong opengl_bytes, jlong java_heap_bytes, jobject text,
                                 jint text_bytes) {
  count_call();
  (void)owner;
  const char *from = text_bytes > 0 ? buffer_range(env, text, 0, (uint64_t)text_bytes, 1) : NULL;
  if (from) {
    pb_host_frame_text(to_frame(frame), from, (uint64_t)text_bytes);
  }
  const pb_frame_progress progress = {.state = (uint32_t)state,
                                      .sample = (uint32_t)sample,
                                      .sample_count = (uint32_t)sample_count,
                                      .start_ms = start_ms,
                                      .sync_ms = sync_ms,
                                      .draw_ms = draw_ms,
                                      .readback_ms = readback_ms,
                                      .deliver_ms = deliver_ms,
                                      .opengl_bytes = (uint64_t)opengl_bytes,
                                      .java_heap_bytes = (uint64_t)java_heap_bytes};
  pb_host_frame_update(to_frame(frame), &progress);
}

static void JNICALL frame_status(JNIEnv *env, jclass owner, jlong frame, jobject text, jint byte_count) {
  count_call();
  (void)owner;
  const char *from = byte_count < 0 ? NULL : buffer_range(env, text, 0, (uint64_t)byte_count, 1);
  if (from) {
    pb_host_frame_status(to_frame(frame), from, (uint64_t)byte_count);
  }
}

static jint JNICALL frame_metadata(JNIEnv *env, jclass owner, jlong frame, jobject metadata, jint byte_count) {
  count_call();
  (void)owner;
  const char *from = byte_count < 0 ? NULL : buffer_range(env, metadata, 0, (uint64_t)byte_count, 1);
  if (!from || !pb_host_frame_metadata(to_frame(frame), from, (uint64_t)byte_count)) {
    return (jint)pb_fail(PB_OUT_OF_MEMORY, "no memory for %d bytes of metadata", (int)byte_count);
  }
  return PB_OK;
}

static void JNICALL frame_release(JNIEnv *env, jclass owner, jlong frame) {
  count_call();
  (void)env, (void)owner;
  pb_host_frame_release(to_frame(frame));
}

/* Set with what follows. */
static _Atomic(JavaVM *) running_jvm;

/* What all threads share of JNI as long as OpenGL's binding has given them none of their own; set once, before Java can call anything. */
static _Atomic(const struct JNINativeInterface_ *) shared_interface;

/*
 * Stands where OpenGL has no function. The binding (LWJGL) calls functions through a table of the thread, and puts one that ends the
 * process where there is nothing to call. The arguments are those of any function, which is why none is looked at.
 */
static uintptr_t JNICALL throw_missing_function(void) {
  JavaVM *jvm = atomic_load(&running_jvm);
  JNIEnv *env;
  if (jvm && (*jvm)->GetEnv(jvm, (void **)&env, PB_JNI_VERSION) == JNI_OK && !(*env)->ExceptionCheck(env)) {
    jclass error = (*env)->FindClass(env, "java/lang/IllegalStateException");
    if (error) {
      (*env)->ThrowNew(env, error,
                       "an OpenGL function was called on a thread without an OpenGL context, or one that the context does not have: call"
                       " OpenGL on the thread that sync, render and close are called on, and ask GL.getCapabilities() for what is newer"
                       " than OpenGL 4.1 core");
    }
  }
  return 0;
}

static jlong JNICALL missing_function(JNIEnv *env, jclass owner) {
  count_call();
  (void)env, (void)owner;
  return (jlong)(intptr_t)throw_missing_function;
}

/*
 * LWJGL keeps the table of threads without a context in JNI's reserved3 (ThreadLocalUtil.setFunctionMissingAddresses). All of it is one
 * function; how many times no one tells, so it ends where there is something else.
 */
static void JNICALL replace_missing_functions(JNIEnv *env, jclass owner) {
  count_call();
  (void)env, (void)owner;
  uintptr_t *table = (uintptr_t *)atomic_load(&shared_interface)->reserved3;
  uintptr_t replaced, entry;
  if (!pb_memory_read((uint64_t)(uintptr_t)table, &replaced, sizeof replaced) || replaced == (uintptr_t)throw_missing_function) {
    return;
  }
  for (; pb_memory_read((uint64_t)(uintptr_t)table, &entry, sizeof entry) && entry == replaced; table++) {
    *table = (uintptr_t)throw_missing_function;
  }
}

static jstring JNICALL error_text(JNIEnv *env, jclass owner) {
  count_call();
  (void)owner;
  return (*env)->NewStringUTF(env, pb_error_text()); /* no native method puts a user's text into it, so it is ASCII */
}

#define METHOD(NAME, SIGNATURE, FUNCTION) {(char *)NAME, (char *)SIGNATURE, (void *)(FUNCTION)}
#define BYTES "Ljava/nio/ByteBuffer;"
#define FLOATS "Ljava/nio/FloatBuffer;"
#define INTS "Ljava/nio/IntBuffer;"
#define LONGS "Ljava/nio/LongBuffer;"
#define INT_ARRAY "[I"

static const JNINativeMethod methods[] = {
    METHOD("nReceive", "(" BYTES ")V", receive),
    METHOD("nStopped", "(" BYTES "I)V", stopped),
    METHOD("nSegmentRetain", "(J)J", segment_retain),
    METHOD("nSegmentRelease", "(J)V", segment_release),
    METHOD("nMeshWeld", "(" BYTES INTS "I" INT_ARRAY ")J", mesh_weld),
    METHOD("nMeshPart", "(" BYTES INTS "I" INT_ARRAY INT_ARRAY ")J", mesh_part),
    METHOD("nMeshGather", "(" BYTES INTS "I" INT_ARRAY INT_ARRAY BYTES "JJ" BYTES "JJ" INTS "I)I", mesh_gather),
    METHOD("nCurvesGather", "(" BYTES "I" BYTES "JJ" BYTES "JJ" INTS ")I", curves_gather),
    METHOD("nPointCloudGather", "(" BYTES BYTES "JJ" INTS ")I", point_cloud_gather),
    METHOD("nFrameReleaseScene", "(J)V", frame_release_scene),
    METHOD("nFrameWant", "(J" LONGS "I)I", frame_want),
    METHOD("nFrameAwaitPixels", "(JJ" LONGS ")I", frame_await_pixels),
    METHOD("nFrameBorrow", "(J)Z", frame_borrow),
    METHOD("nFrameGiveBack", "(J)V", frame_give_back),
    METHOD("nFrameBeginRefresh", "(J" BYTES ")I", frame_begin_refresh),
    METHOD("nFrameEndRefresh", "(J)V", frame_end_refresh),
    METHOD("nFrameWriteRows", "(JIII" FLOATS "I)I", frame_write_rows),
    METHOD("nFrameUpdate", "(JIIIDDDDDJJ" BYTES "I)V", frame_update),
    METHOD("nFrameStatus", "(J" BYTES "I)V", frame_status),
    METHOD("nFrameMetadata", "(J" BYTES "I)I", frame_metadata),
    METHOD("nFrameRelease", "(J)V", frame_release),
    METHOD("nMissingFunction", "()J", missing_function),
    METHOD("nReplaceMissingFunctions", "()V", replace_missing_functions),
    METHOD("nErrorText", "()Ljava/lang/String;", error_text),
};

/* Throws where the jar of a class is made for another ABI than this library: its methods would not be those below. */
static bool is_of_this_abi(JNIEnv *env, jclass owner) {
  jfieldID field = (*env)->GetStaticFieldID(env, owner, "ABI_VERSION", "I");
  (*env)->ExceptionClear(env); /* jars before ABI 4 have no such field */
  const jint version = field ? (*env)->GetStaticIntField(env, owner, field) : 0;
  if (version == (jint)PB_ABI_VERSION) {
    return true;
  }
  char text[160];
  (void)snprintf(text, sizeof text, "passbridge-core is made for C ABI %d, the C library has ABI %u: install Passbridge again and restart",
                 (int)version, PB_ABI_VERSION);
  jclass error = (*env)->FindClass(env, "java/lang/UnsatisfiedLinkError");
  if (error) {
    (*env)->ThrowNew(env, error, text);
  }
  return false;
}

jint pb_register_natives(JNIEnv *env) {
  jclass owner = (*env)->FindClass(env, "passbridge/blender/Native");
  if (!owner || !is_of_this_abi(env, owner)) {
    return JNI_ERR;
  }
  JavaVM *jvm;
  if ((*env)->GetJavaVM(env, &jvm) != JNI_OK) {
    return JNI_ERR;
  }
  atomic_store(&running_jvm, jvm);
  atomic_store(&shared_interface, *env);
  const jint result = (*env)->RegisterNatives(env, owner, methods, (jint)(sizeof methods / sizeof methods[0]));
  (*env)->DeleteLocalRef(env, owner);
  return result;
}

PB_API JNIEXPORT jint JNICALL JNI_OnLoad(JavaVM *jvm, void *reserved) {
  (void)reserved;
  JNIEnv *env;
  if ((*jvm)->GetEnv(jvm, (void **)&env, PB_JNI_VERSION) != JNI_OK || pb_register_natives(env) != JNI_OK) {
    return JNI_ERR; /* Java throws what is pending, or an UnsatisfiedLinkError */
  }
  return PB_JNI_VERSION;
}
