// SPDX-License-Identifier: Apache-2.0
package passbridge.blender;

import com.sun.jna.Library;
import com.sun.jna.Pointer;
import com.sun.jna.ptr.IntByReference;
import com.sun.jna.ptr.LongByReference;
import com.sun.jna.ptr.PointerByReference;
import java.nio.file.Path;
import java.util.Map;

/** The functions of passbridge.h and protocol.h as JNA maps them. Every name is the headers'; {@link AbiTest} holds one against the other. */
interface Abi extends Library, AbiStructs {
    /** The library under test. */
    Path PATH = Path.of(System.getProperty("passbridge.library"));

    Abi LIBRARY = com.sun.jna.Native.load(PATH.toString(), Abi.class, Map.of(OPTION_STRING_ENCODING, "UTF-8"));

    int pb_abi_version();

    String pb_version();

    int pb_struct_bytes(String name);

    void pb_threads_limit(int thread_count);

    String pb_error_text();

    int pb_render_pass_layout_verify(
            int blender_major, int blender_minor, long render_pass, int width, int height, int channels, float[] canary);

    int pb_render_pass_layout_get(pb_render_pass_layout layout);

    int pb_render_pass_locate(long render_pass, int width, int height, int channels, pb_pass_target target);

    int pb_pass_write(pb_pass_target target, pb_region region, pb_pixel_source source);

    int pb_pass_clear(pb_pass_target target);

    int pb_preparation_open(Pointer targets, int target_count, PointerByReference preparation);

    void pb_preparation_close(Pointer preparation);

    int pb_mesh_gather(pb_mesh mesh, pb_mesh_gathering gathering);

    int pb_mesh_weld(pb_mesh mesh, pb_mesh_gathering gathering);

    int pb_mesh_part(pb_mesh mesh, pb_mesh_gathering gathering);

    int pb_curves_gather(pb_curves curves, pb_curves_gathering gathering);

    int pb_point_cloud_gather(pb_point_cloud cloud, pb_point_cloud_gathering gathering);

    int pb_hair_read(pb_hair_reading reading);

    int pb_instance_ids(
            int[] persistent_ids, int[] prototypes, int count, long[] prototype_ids, int prototype_count, int[] first_instances,
            long[] instancer_ids, int run_count, long[] ids);

    int pb_elements_verify(pb_span elements, int element_bytes, int[] indices, int sample_count, byte[] expected);

    int pb_memory_find(long start, long size_bytes, byte[] wanted, int wanted_bytes, LongByReference offset);

    int pb_jvm_start(pb_jvm_options options);

    int pb_jvm_is_running();

    double pb_jvm_start_ms();

    int pb_jvm_end_drawing(int timeout_ms);

    long pb_host_call_count();

    int pb_session_open(pb_session_request request, PointerByReference session);

    void pb_session_close(Pointer session);

    int pb_session_describe(Pointer session, int timeout_ms, byte[] text, int capacity_bytes);

    int pb_frame_open(Pointer session, pb_render_request request, Pointer capture, PointerByReference frame);

    int pb_frame_wanted(Pointer frame, long[] ids, int capacity, IntByReference count);

    int pb_frame_provide_pixels(Pointer frame, pb_image_pixels pixels);

    int pb_session_clear(Pointer session);

    int pb_session_forget(Pointer session, long[] ids, int id_count);

    int pb_object_batch_open(
            pb_object_layouts layouts, long[] addresses, int count, Pointer objects, Pointer matrices, PointerByReference batch);

    int pb_object_batch_describe(Pointer batch, Pointer objects, int count, pb_plain_description description);

    void pb_object_batch_close(Pointer batch);

    int pb_capture_open(Pointer session, PointerByReference capture);

    int pb_capture_arrays(Pointer capture, Pointer arrays, int array_count);

    int pb_capture_scene(Pointer capture, pb_description description);

    int pb_capture_run(Pointer capture, int budget_ms, LongByReference left_bytes);

    void pb_capture_close(Pointer capture);

    int pb_frame_wait(Pointer frame, int timeout_ms, pb_frame_progress progress);

    int pb_frame_resolve(Pointer frame, Pointer targets, int target_count);

    int pb_frame_refresh(Pointer frame, Pointer targets, int target_count);

    int pb_frame_metadata(Pointer frame, pb_span metadata);

    void pb_frame_cancel(Pointer frame);

    String pb_frame_text(Pointer frame);

    void pb_frame_close(Pointer frame);
}
