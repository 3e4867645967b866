/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What Passbridge's own Python and Java ask of the library beside passbridge.h, whose conventions hold here, too: the JVM, sessions and
 * frames, what OpenGL draws. Not installed and never promised: the library, the add-on and the jar of one version belong together.
 */
#ifndef PB_PROTOCOL_H
#define PB_PROTOCOL_H

#include "passbridge.h"
#include "protocol_structs.h"

/* Plain objects that were read. */
typedef struct pb_object_batch pb_object_batch;

/* ------------------------------------------------------------------------------------------------ what OpenGL draws */

/*
 * Gathers what OpenGL draws from a mesh in one pass over its data, on all cores. A vertex is position and normal and then 1 to 4
 * floats of each wanted attribute, tightly packed. The normal of a flat polygon's corners is (0, 0, 0): a triangle's own. There is one
 * vertex per corner, or one per vertex of the mesh where normals and wanted attributes all are of PB_DOMAIN_POINT and all polygons are
 * alike. Triangles are ordered by material slot, a slot outside counts as the nearest one.
 * Triangles with an index out of range or a coordinate that is not finite are left out.
 *
 * Reads the mesh's spans, which must be in segment 0 and at least as large as its counts say. PB_INVALID_ARGUMENT where they or the
 * memory to write to are too small: nothing was written.
 */
PB_API pb_status pb_mesh_gather(const pb_mesh *mesh, pb_mesh_gathering *gathering);

/*
 * Finds which corners of a vertex have the same values, on all cores, so that pb_mesh_gather writes each of them once: the vertices of the
 * mesh in their order, each with the values of its first corner, and behind them the corners that differ from that. Writes gathering->weld
 * and gathering->vertex_count, and reads of the gathering its attributes alone.
 *
 * Where that saves nothing, vertex_count is what pb_mesh_gather writes without a weld, and it is to be called without: where nothing
 * differs between corners, where polygons have values, or where there are as many vertices as corners. PB_INVALID_ARGUMENT as there.
 */
PB_API pb_status pb_mesh_weld(const pb_mesh *mesh, pb_mesh_gathering *gathering);

/*
 * Finds which vertices the triangles of a mesh are drawn with, on all cores, so that pb_mesh_gather writes these and no others: of a mesh
 * whose triangles are some of those of a larger one. Writes gathering->part and gathering->vertex_count, and reads of the gathering its
 * attributes and its weld, which is that of the larger mesh. PB_INVALID_ARGUMENT as there.
 */
PB_API pb_status pb_mesh_part(const pb_mesh *mesh, pb_mesh_gathering *gathering);

/*
 * Gathers what OpenGL draws from curves, on all cores: a ribbon of straight pieces, whose edges lie to both sides of the curve. A vertex
 * is a point on the curve, the derivative there and the radius, and where there are UVs those of the curve, tightly packed. There are two
 * of each: that with an even index is meant for the edge where cross(tangent, direction of view) points to.
 * Curves with points out of range or coordinates or radii that are not finite are left out.
 *
 * Writes at most as many pieces as segment_steps * point_count, or as segment_steps * point_count / steps_per_piece + 2 * curve_count,
 * whichever is less, and twice as many vertices: PB_INVALID_ARGUMENT where the memory holds fewer, where there would be more than 2^32 - 1
 * vertices of pieces of one step, or the spans are smaller than the counts say: nothing was written.
 */
PB_API pb_status pb_curves_gather(const pb_curves *curves, pb_curves_gathering *gathering);

/*
 * Gathers centres and radii, on all cores. Points with a coordinate or radius that is not finite are left out. PB_INVALID_ARGUMENT where
 * the spans or the memory to write to are smaller than the counts say: nothing was written.
 */
PB_API pb_status pb_point_cloud_gather(const pb_point_cloud *cloud, pb_point_cloud_gathering *gathering);

/* ------------------------------------------------------------------------------------------------ hair of particle systems */

/*
 * Reads hair where Blender keeps it, on all cores, by reads that can't crash: positions in the emitter's space, radii as
 * Cycles makes them. A hair with fewer points than asked for stays where it ends. The layout is that of Blender 3.4 to 5.2: hold what is
 * read against ParticleSystem.co_hair before it is used. PB_UNVERIFIED: there is nothing that looks like hair, or fewer hairs;
 * what was written then means nothing. PB_INVALID_ARGUMENT: the memory to write to is too small.
 */
PB_API pb_status pb_hair_read(const pb_hair_reading *reading);

/* ------------------------------------------------------------------------------------------------ plain objects */

/*
 * Reads evaluated mesh objects, by address, where Blender keeps them. Memory is looked at only where the system says that it is there, so
 * wrong layouts find nothing, or something wrong, but don't crash: hold what is described against what Blender says before it is used.
 * Fills one of `objects` and one of `matrices` (object to world) for each. Where triangles and normals are is said when the objects are
 * described: Blender computes them on demand. PB_UNVERIFIED: this system does not say which memory is there. PB_INVALID_ARGUMENT: a member
 * of the layouts lies outside of its struct.
 *
 * The batch is the caller's: pb_object_batch_close. What it has of Blender's memory is good until the dependency graph is evaluated anew.
 */
PB_API pb_status pb_object_batch_open(const pb_object_layouts *layouts, const uint64_t *addresses, uint32_t count, pb_plain_object *objects,
                                      float (*matrices)[16], pb_object_batch **batch);

/*
 * Describes plain objects of the batch, each where it says, and meshes of those that say so. PB_INVALID_ARGUMENT: one is not plain, lacks
 * an address, or there is too little memory; what was written then means nothing.
 */
PB_API pb_status pb_object_batch_describe(const pb_object_batch *batch, const pb_plain_object *objects, uint32_t count,
                                          pb_plain_description *description);

PB_API void pb_object_batch_close(pb_object_batch *batch);

/* ------------------------------------------------------------------------------------------------ instances */

/*
 * Makes a number of each instance that is not 0 and the same from frame to frame: of its prototype's, of its
 * instancer's, and of the 8 numbers by which Blender tells the instances of an instancer apart. The first of the instances that follow one
 * another and have the same instancer are named, ascending from 0. PB_INVALID_ARGUMENT: a prototype is out of range; ids written then mean
 * nothing.
 */
PB_API pb_status pb_instance_ids(const int32_t (*persistent_ids)[8], const uint32_t *prototypes, uint32_t count,
                                 const uint64_t *prototype_ids, uint32_t prototype_count, const uint32_t *first_instances,
                                 const uint64_t *instancer_ids, uint32_t run_count, uint64_t *ids);

/* ------------------------------------------------------------------------------------------------ JVM */

/*
 * Starts the JVM on a thread of this library's own and returns when Passbridge's Java host listens. PB_OK at once where
 * it already does: there is one JVM per process, for ever. Which options a running JVM has does not change.
 */
PB_API pb_status pb_jvm_start(const pb_jvm_options *options);

/* Calls from Java into this library so far, in this process: benchmarks count with it. */
PB_API uint64_t pb_host_call_count(void);

/* 1 while the Java host listens. */
PB_API uint32_t pb_jvm_is_running(void);

/* Milliseconds that the start took; 0 before. */
PB_API double pb_jvm_start_ms(void);

/*
 * Has all threads of Java stop working with OpenGL, for good, and waits for that. To be called before the process ends: drivers then free what they
 * work with, whether threads do or not. PB_OK where no JVM runs, too; PB_INVALID_STATE where one of them has not stopped after `timeout_ms`.
 */
PB_API pb_status pb_jvm_end_drawing(uint32_t timeout_ms);

/* ------------------------------------------------------------------------------------------------ sessions and frames */

typedef struct pb_session pb_session;
typedef struct pb_frame pb_frame;
typedef struct pb_capture pb_capture;

/*
 * A renderer with what it keeps from frame to frame, on a thread of its own. Returns at once; a class that can't be used is
 * reported by the first frame.
 */
PB_API pb_status pb_session_open(const pb_session_request *request, pb_session **session);

/* Frees the session; its frames must have been closed. NULL is ignored. */
PB_API void pb_session_close(pb_session *session);

/*
 * Gives up the session's scene, after what is queued: the renderer is handed an empty one, and memory that is kept for the next frame is
 * freed. Renderer, thread, classes and OpenGL stay. Returns at once; the next frame has to come with a capture.
 */
PB_API pb_status pb_session_clear(pb_session *session);

/*
 * Asks the Java host for a report: OpenGL vendor, renderer and version, Java version, one "name: value" a line. Waits for the answer,
 * at most timeout_ms. `text` receives at most capacity_bytes, terminating zero included.
 */
PB_API pb_status pb_session_describe(pb_session *session, uint32_t timeout_ms, char *text, uint32_t capacity_bytes);

/*
 * Queues a frame and returns at once. The request and its lists are copied, together 260,000 bytes at most; the targets' memory must stay
 * until the frame's state is PB_FRAME_RESOLVED, or the frame is closed.
 *
 * capture  done: the frame takes its scene over, and the session has that scene from now on; NULL: the scene is the one that the session
 *          has. PB_INVALID_STATE: it is not done
 */
PB_API pb_status pb_frame_open(pb_session *session, const pb_render_request *request, pb_capture *capture, pb_frame **frame);

/*
 * After PB_FRAME_INCOMPLETE: ids of the geometries that the renderer asked for or the session lacks. `ids` receives at most `capacity`,
 * `count` how many there are. None: the session lacks the whole scene. pb_session_forget() them and capture again.
 */
PB_API pb_status pb_frame_wanted(pb_frame *frame, uint64_t *ids, uint32_t capacity, uint32_t *count);

/*
 * Answers pb_frame_progress.wanted_image: copies the pixels, on all cores. PB_INVALID_STATE: the renderer does not wait for this image,
 * perhaps no longer. PB_OUT_OF_MEMORY: the renderer is told that they can't be read.
 */
PB_API pb_status pb_frame_provide_pixels(pb_frame *frame, const pb_image_pixels *pixels);

/*
 * Waits until something about the frame changes that this function has not told yet, at most timeout_ms, and tells it.
 * One thread at a time.
 */
PB_API pb_status pb_frame_wait(pb_frame *frame, uint32_t timeout_ms, pb_frame_progress *progress);

/*
 * Takes the picture out: queues the copy of the named passes into the targets and returns at once; pb_frame_wait tells when
 * the state is PB_FRAME_RESOLVED. May be repeated. The targets' memory must stay until then or until the frame is closed.
 * PB_INVALID_STATE where the frame is not drawn; PB_INVALID_ARGUMENT where a target is not writable memory.
 */
PB_API pb_status pb_frame_resolve(pb_frame *frame, const pb_pass_target *targets, uint32_t target_count);

/*
 * Asks for a look at the unfinished picture: when the renderer next offers one, it is written into the targets, and refresh_serial grows.
 * Once each; the targets' memory must stay until then or until the frame is closed. Nothing comes where the frame has been drawn or has
 * ended otherwise, as it may have just before. PB_INVALID_STATE while an earlier look is being written.
 */
PB_API pb_status pb_frame_refresh(pb_frame *frame, const pb_pass_target *targets, uint32_t target_count);

/*
 * What the renderer wants to be kept beside the picture, from PB_FRAME_DRAWN on: char[], name and value in turn, each with a terminating
 * zero; empty: nothing. Valid until the frame is closed.
 */
PB_API pb_status pb_frame_metadata(pb_frame *frame, pb_span *metadata);

/* Asks the renderer to stop. Returns at once. */
PB_API void pb_frame_cancel(pb_frame *frame);

/*
 * After PB_FRAME_FAILED class, message and stack trace of what the renderer threw; after PB_FRAME_RESOLVED how each pass was read
 * from OpenGL, one "name: way" a line, then an empty line and a line for each thing that could not be drawn; "" otherwise. Valid until the frame is closed.
 */
PB_API const char *pb_frame_text(pb_frame *frame);

/*
 * Cancels what still runs and returns only once nobody reads the scene's or writes the targets' memory any more: at most
 * one mesh or one strip of 32 MB later. The frame is gone afterwards. NULL is ignored.
 */
PB_API void pb_frame_close(pb_frame *frame);

/* ------------------------------------------------------------------------------------------------ threads */

/* Has at most so many threads of a call of this library work at once, the calling one among them; 0: one a core. Of the whole process. */
PB_API void pb_threads_limit(uint32_t thread_count);

/* ------------------------------------------------------------------------------------------------ captures */

/*
 * Begins to copy a scene for a session: first arrays of motion steps, if there are any, then the scene, then what it names, until nothing
 * is left. One thread at a time. Close it before the session.
 */
PB_API pb_status pb_capture_open(pb_session *session, pb_capture **capture);

/*
 * Copies the values of arrays of this process now, on all cores, and makes their spans name the copies, for use in the description that
 * is captured later. Names and motion steps are left alone.
 */
PB_API pb_status pb_capture_arrays(pb_capture *capture, pb_array *arrays, uint32_t array_count);

/*
 * Copies the description and checks it: PB_INVALID_ARGUMENT says what is wrong with it. The lists may change afterwards; what the values of
 * arrays name must stay until pb_capture_run() leaves nothing, or the capture is closed. PB_OUT_OF_MEMORY says of how much.
 */
PB_API pb_status pb_capture_scene(pb_capture *capture, const pb_description *description);

/*
 * Copies arrays on all cores until the time is over or all is done: left_bytes is 0. Arrays of a geometry that was sent to the session
 * under its id before are compared first; where all of it is the same, nothing is copied and the geometry is PB_GEOMETRY_UNCHANGED. Works
 * a little in any case, a thread 2 MB more than the time allows. After a failure the capture can only be closed.
 */
PB_API pb_status pb_capture_run(pb_capture *capture, uint32_t budget_ms, uint64_t *left_bytes);

/* Frees what no frame has taken over. NULL is ignored. */
PB_API void pb_capture_close(pb_capture *capture);

/* Forgets what was sent to the session under these ids of geometries: they are copied again. `ids` NULL: all. */
PB_API pb_status pb_session_forget(pb_session *session, const uint64_t *ids, uint32_t id_count);

#endif
