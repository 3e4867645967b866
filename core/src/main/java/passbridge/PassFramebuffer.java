// SPDX-License-Identifier: Apache-2.0
package passbridge;

import java.util.List;
import passbridge.pass.Pass;

/**
 * The passes of a frame as floating-point textures, one each: {@code R32F} for one channel, {@code RGBA32F} for more. Their number is not
 * limited by OpenGL's draw buffers: a renderer binds as many passes as a drawing writes, and draws again for the others.
 *
 * <pre>
 *   row height-1  ┌───────────────┐
 *        ...      │   ↑ y         │     Row 0 is the bottom of the picture, as in OpenGL and in Blender:
 *   row 1         │   │           │     nothing is ever flipped.
 *   row 0         └───┴──→ x ─────┘
 * </pre>
 *
 * <p>All objects are Passbridge's: they stay as they are but for their pixels, and nothing takes the place of the passes. A frame whose
 * renderer has deleted or changed one fails. What a renderer attaches beside the passes, a depth buffer of its own for example, is gone in
 * the next frame. Thread: the one with the OpenGL context, for every method.
 */
public interface PassFramebuffer {
    /** {@return pixels in a row} */
    int width();

    /** {@return rows} */
    int height();

    /** {@return the passes, in the order of the request} */
    List<Pass> passes();

    /** {@return passes that one drawing can write at most: OpenGL's draw buffers, 8 or more} */
    int maxPassesAtOnce();

    /**
     * {@return framebuffer object with all passes attached; draw buffer i is pass i} It has no depth buffer.
     *
     * @throws PassbridgeException where there are more than {@link #maxPassesAtOnce}
     */
    default int id() {
        return id(passes());
    }

    /**
     * {@return framebuffer object with one pass alone, to draw or to blit into} It has no depth buffer.
     *
     * @param pass one of {@link #passes}
     * @throws IllegalArgumentException for a pass that the framebuffer doesn't have
     */
    default int id(Pass pass) {
        return id(List.of(pass));
    }

    /**
     * {@return framebuffer object with some passes attached; draw buffer i is pass i of the list} It has no depth buffer. The same list gives the
     * same object. What is bound stays bound.
     *
     * @param passes some of {@link #passes}, none twice, {@link #maxPassesAtOnce} at most
     * @throws IllegalArgumentException for a pass that the framebuffer doesn't have
     * @throws PassbridgeException where they are more than one drawing can write
     */
    int id(List<Pass> passes);

    /**
     * {@return texture of a pass}
     *
     * @param pass one of {@link #passes}
     * @throws IllegalArgumentException for a pass that the framebuffer doesn't have
     */
    int texture(Pass pass);

    /**
     * {@return floats per pixel of a pass's texture: 1 for one channel, else 4}
     *
     * @param pass any
     */
    static int storedChannels(Pass pass) {
        return pass.channels() == 1 ? 1 : 4;
    }
}
