/* SPDX-License-Identifier: Apache-2.0 */
/* What jni.h asks of a Windows compiler (JNI specification, "Machine-dependent types"): a JDK for Linux has it for Linux only. */
#ifndef PB_TESTS_JNI_MD_H
#define PB_TESTS_JNI_MD_H

#define JNIEXPORT __declspec(dllexport)
#define JNIIMPORT __declspec(dllimport)
#define JNICALL __stdcall

typedef long jint;
typedef long long jlong;
typedef signed char jbyte;

#endif
