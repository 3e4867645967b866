// SPDX-License-Identifier: Apache-2.0
package passbridge;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import passbridge.pass.Pass;

/**
 * The passes of a frame in memory: for each a direct buffer of 32-bit floats in native byte order, {@link Pass#channels()} floats per
 * pixel, pixels from left to right, rows from the bottom to the top, tightly packed.
 *
 * <p>Any thread; two that write to the same pixel must agree with each other. The memory is freed when neither the film nor one
 * of its buffers is referenced any more, so it can't be used too late.
 */
public final class Film {
    private final int width;
    private final int height;
    private final Map<Pass, FloatBuffer> pixels;

    private Film(int width, int height, Map<Pass, FloatBuffer> pixels) {
        this.width = width;
        this.height = height;
        this.pixels = pixels;
    }

    /**
     * Allocates a film.
     *
     * @param width pixels, at least 1
     * @param height pixels, at least 1
     * @param passes at least one, none twice
     * @return with all floats 0
     * @throws PassbridgeException where a pass would have more than 2 GiB, or there is no such memory
     */
    public static Film allocate(int width, int height, List<Pass> passes) {
        if (width < 1 || height < 1 || passes.isEmpty() || passes.stream().distinct().count() != passes.size()) {
            throw new IllegalArgumentException("not a film: " + width + "x" + height + ", passes " + passes);
        }
        Map<Pass, FloatBuffer> pixels = new LinkedHashMap<>();
        for (Pass pass : passes) {
            pixels.put(pass, allocate(width, height, pass));
        }
        return new Film(width, height, pixels);
    }

    private static FloatBuffer allocate(int width, int height, Pass pass) {
        long bytes = (long) width * height * pass.channels() * Float.BYTES;
        if (bytes > Integer.MAX_VALUE) {
            throw new PassbridgeException("pass " + pass.name() + " of " + width + "x" + height + " pixels needs " + (bytes >> 20)
                    + " MiB, more than the 2047 that a pass in memory can have: make the frame smaller");
        }
        try {
            return ByteBuffer.allocateDirect((int) bytes).order(ByteOrder.nativeOrder()).asFloatBuffer();
        } catch (OutOfMemoryError e) {
            throw new PassbridgeException("there is no memory for pass " + pass.name() + " of " + width + "x" + height + " pixels ("
                    + (bytes >> 20) + " MiB): make the frame smaller, or give Java more memory", e);
        }
    }

    /** {@return pixels in a row} */
    public int width() {
        return width;
    }

    /** {@return rows} */
    public int height() {
        return height;
    }

    /** {@return the passes, in the order of the request} */
    public List<Pass> passes() {
        return List.copyOf(pixels.keySet());
    }

    /**
     * {@return the floats of a pass: the memory itself, with a position and limit of its own, at first 0 and all of them}
     *
     * @param pass one of {@link #passes()}
     * @throws IllegalArgumentException for a pass that the film doesn't have
     */
    public FloatBuffer pixels(Pass pass) {
        FloatBuffer found = pixels.get(pass);
        if (found == null) {
            throw new IllegalArgumentException("the film has no " + pass + ", only " + pixels.keySet());
        }
        return found.duplicate();
    }
}
