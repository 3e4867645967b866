/* SPDX-License-Identifier: Apache-2.0 */
#ifndef PB_NATIVES_H
#define PB_NATIVES_H

#include <jni.h>

/* The oldest JVM that Passbridge works with; JNI has not changed since version 10. */
#define PB_JNI_VERSION JNI_VERSION_10

/* Registers the native methods of passbridge.blender.Native. JNI_OK, or an error with a Java exception pending. */
jint pb_register_natives(JNIEnv *env);

#endif
