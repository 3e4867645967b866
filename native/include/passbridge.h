/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The C ABI of Passbridge that others may use: the memory of Blender's render passes, and pixels on their way into it. What its structs
 * mean is said in passbridge_structs.h.
 *
 * Conventions
 * - Every function that can fail returns a pb_status; pb_error_text() then tells the calling thread why, cause first.
 * - A message is a struct of fixed-width members with its size and version first. It holds no pointers: memory is named
 *   by a pb_span, so that the same bytes can cross to another process.
 * - `count` counts elements, `_bytes` bytes, `_ms` milliseconds. Images begin at the bottom left; rows run upwards.
 * - Matrices are 16 floats, column by column, as OpenGL and JOML keep them. Right-handed, Z up, as in Blender.
 * - Text is UTF-8. All functions may be called from any thread unless they say otherwise.
 */
#ifndef PASSBRIDGE_H
#define PASSBRIDGE_H

#include <stdint.h>

#include "passbridge_structs.h"

#if defined(_WIN32)
#  if defined(PB_BUILD)
#    define PB_API __declspec(dllexport)
#  else
#    define PB_API __declspec(dllimport)
#  endif
#else
#  define PB_API __attribute__((visibility("default")))
#endif

#ifdef __cplusplus
extern "C" {
#endif

/* ------------------------------------------------------------------------------------------------ library */

PB_API uint32_t pb_abi_version(void);

/* "0.1.0"; static. */
PB_API const char *pb_version(void);

/* sizeof of a struct of this library by its name ("pb_span"), for mirrors in other languages to check; 0: unknown. */
PB_API uint32_t pb_struct_bytes(const char *name);

/* Why the last call on this thread failed; first line the cause. Never NULL; valid until this thread's next call. */
PB_API const char *pb_error_text(void);

/* ------------------------------------------------------------------------------------------------ render pass memory */

/*
 * Finds out, with safe reads only, where this Blender keeps a pass's pixels, and keeps the answer for the process.
 * The caller has put `canary` into the pass by Blender's own way just before.
 *
 * render_pass  RenderPass.as_pointer()
 * canary       width * height * channels floats, as written, of which at least 16 bytes; values not found elsewhere
 *
 * PB_UNVERIFIED: neither the version's row nor a search agrees; a layout confirmed earlier is forgotten.
 */
PB_API pb_status pb_render_pass_layout_verify(uint32_t blender_major, uint32_t blender_minor, uint64_t render_pass,
                                              uint32_t width, uint32_t height, uint32_t channels, const float *canary);

/* The verified layout; found_by is PB_LAYOUT_NONE before a successful verification. */
PB_API pb_status pb_render_pass_layout_get(pb_render_pass_layout *layout);

/*
 * Looks up the pixels of a render pass and checks all that can be checked: a verified layout, sizes and channels in
 * agreement, memory there and writable. Fills all of the target but its name.
 * The answer is good until Blender frees the result that the pass is in. PB_UNVERIFIED: don't write.
 */
PB_API pb_status pb_render_pass_locate(uint64_t render_pass, uint32_t width, uint32_t height, uint32_t channels,
                                       pb_pass_target *target);

/* ------------------------------------------------------------------------------------------------ pass delivery */

/*
 * Writes pixels into a pass: in one go over the data, without memory in between, on several cores where that is faster.
 *
 * target  32-bit floats at multiples of 4 bytes, or half floats at multiples of 2
 * region  where the source goes; NULL: the whole pass
 * source  channels as the target, or: 4 to 3 and any to 1 (the first ones are taken), 3 to 4 (alpha 1), 1 to 3 and 1 to 4
 *         (the value is repeated, alpha 1)
 *
 * Returns when the last byte is written. Both memories must stay until then, and nobody else write to the source. Everything is
 * checked first: PB_INVALID_ARGUMENT means that no byte was written.
 */
PB_API pb_status pb_pass_write(const pb_pass_target *target, const pb_region *region, const pb_pixel_source *source);

/* Sets every pixel of a pass to zero; bytes between rows stay. As pb_pass_write otherwise. */
PB_API pb_status pb_pass_clear(const pb_pass_target *target);

/* Makes the pages of targets ready on a thread of its own, so that who writes the pixels does not wait for the kernel. */
typedef struct pb_preparation pb_preparation;

/*
 * Starts preparing 1 to PB_MAX_TARGET_COUNT targets, in their order, and returns at once. What the memory holds is never changed, so others may read
 * and write it meanwhile; but it must stay mapped and writable until pb_preparation_close() has returned. The targets
 * themselves are copied. PB_INVALID_ARGUMENT where one is not writable memory.
 */
PB_API pb_status pb_preparation_open(const pb_pass_target *targets, uint32_t target_count, pb_preparation **preparation);

/*
 * Stops a preparation, finished or not, and frees it. Returns once its thread has ended: after at most one step of 8 MB. From then on
 * the memory may go. NULL is ignored.
 */
PB_API void pb_preparation_close(pb_preparation *preparation);

/* ------------------------------------------------------------------------------------------------ Blender's memory */

/*
 * Whether an array lies where it is said to: compares some of its elements with what Blender's official way gave, by reads that can't
 * crash. PB_UNVERIFIED: it does not, or is not readable; take the official way.
 *
 * elements      stride_bytes as found; size_bytes up to the last element's end
 * element_bytes of what is compared, at the start of each element
 * indices       sample_count elements to be looked at
 * expected      sample_count * element_bytes
 */
PB_API pb_status pb_elements_verify(const pb_span *elements, uint32_t element_bytes, const uint32_t *indices, uint32_t sample_count,
                                    const void *expected);

/*
 * Looks for bytes in memory that may end anywhere, by reads that can't crash. `offset` is where to begin, and receives the distance
 * of the first match from `start`, a multiple of 4. PB_UNVERIFIED: not found in the first size_bytes.
 */
PB_API pb_status pb_memory_find(uint64_t start, uint64_t size_bytes, const void *wanted, uint32_t wanted_bytes, uint64_t *offset);

#ifdef __cplusplus
}
#endif

#endif
