// SPDX-License-Identifier: Apache-2.0
package passbridge.gl;

import java.util.List;
import java.util.Objects;
import org.lwjgl.Version;
import org.lwjgl.opengl.GL11C;
import org.lwjgl.system.Platform;

/**
 * An OpenGL 4.1 core context without a window, sharing nothing with any other but those that were {@link #openSharing opened to share}, or
 * {@link #openShared all together}.
 *
 * <p>On Linux the system property {@value #GPU_PROPERTY}, or else the environment variable {@code PASSBRIDGE_GPU}, names the device: its number,
 * or a part of what {@link #description} gives, such as "nvidia" or "software", in upper or lower case. Where neither does, it is the device that
 * Blender draws with, if the system property {@value #BLENDERS_RENDERER_PROPERTY} tells what OpenGL or Vulkan calls that, and EGL has it; else the
 * first that works, hardware before software. Elsewhere the driver chooses.
 */
public interface OffscreenContext extends AutoCloseable {
    /** The system property that names the device. */
    String GPU_PROPERTY = "passbridge.gpu";

    /** The system property that tells what OpenGL or Vulkan calls the device that Blender draws with. */
    String BLENDERS_RENDERER_PROPERTY = "passbridge.gpu.blender";

    /**
     * Opens a context in the way of this platform.
     *
     * @return owned by the caller; current nowhere yet
     * @throws passbridge.PassbridgeException where this machine gives none
     */
    static OffscreenContext open() {
        return open(false);
    }

    /**
     * Opens one as {@link #open} does, whose driver checks more, says what is wrong, and is slow.
     *
     * @return owned by the caller; current nowhere yet
     * @throws passbridge.PassbridgeException where this machine gives none
     */
    static OffscreenContext openForDebugging() {
        return open(true);
    }

    /**
     * Opens one in the {@link ShareGroup} of all that were opened like this and are open, on the device of these. Buffers, textures, shaders and
     * programs that are made in it stay where it is closed, until the last of them is.
     *
     * @return owned by the caller; current nowhere yet; where the driver does not share, as that of {@link #open}
     * @throws passbridge.PassbridgeException where this machine gives none
     */
    static OffscreenContext openShared() {
        return ShareGroup.openMember();
    }

    /**
     * Opens one that has the buffers, textures, shaders and programs of the one that is current on the calling thread, for another thread to work
     * with. Vertex arrays, framebuffers and queries are each context's own.
     *
     * @return owned by the caller; current nowhere yet; what both have stays until both are closed
     * @throws passbridge.PassbridgeException where the driver refuses
     * @throws IllegalStateException where none of these contexts is current on the calling thread
     */
    static OffscreenContext openSharing() {
        return DriverContext.current().openSharing();
    }

    /** {@return the device that is asked for; empty: any} */
    private static String wantedGpu() {
        return System.getProperty(GPU_PROPERTY, Objects.requireNonNullElse(System.getenv("PASSBRIDGE_GPU"), ""));
    }

    private static OffscreenContext open(boolean isDebugged) {
        return switch (Platform.get()) {
            case LINUX, FREEBSD -> EglContext.open(wantedGpu(), System.getProperty(BLENDERS_RENDERER_PROPERTY, ""), isDebugged);
            case WINDOWS -> WglContext.open(isDebugged);
            case MACOSX -> CglContext.open(isDebugged);
        };
    }

    /**
     * Makes the context current on the calling thread and its functions known to LWJGL.
     *
     * @throws passbridge.PassbridgeException where the driver refuses
     */
    void makeCurrent();

    /** {@return whether it is current on the calling thread, and its functions are those that LWJGL calls} */
    boolean isCurrent();

    /**
     * {@return the errors of OpenGL since the last call, one line each: in a context for debugging with the place in the program} Thread: the
     * one that the context is current on.
     */
    List<String> takeErrors();

    /** {@return what was chosen and why, one line, for reports: "EGL device 1 of 2 (software)"} */
    String description();

    /** {@return driver and versions for reports, one "name: value" a line} Thread: the one that the context is current on. */
    default String report() {
        return "OpenGL context: " + description() + "\n"
                + "OpenGL vendor: " + GL11C.glGetString(GL11C.GL_VENDOR) + "\n"
                + "OpenGL renderer: " + GL11C.glGetString(GL11C.GL_RENDERER) + "\n"
                + "OpenGL version: " + GL11C.glGetString(GL11C.GL_VERSION) + "\n"
                + "LWJGL: " + Version.getVersion();
    }

    /** Frees the context; on the thread that it is current on, or any thread where it is current nowhere. Idempotent. */
    @Override
    void close();
}
