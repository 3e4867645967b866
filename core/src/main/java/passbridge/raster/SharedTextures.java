// SPDX-License-Identifier: Apache-2.0
package passbridge.raster;

import static org.lwjgl.opengl.GL41C.glFinish;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import passbridge.gl.ShareGroup;
import passbridge.scene.Image;

/**
 * The textures of images that renderers of a share group have in common: equal images have one, which is freed with its last user. Nobody waits
 * for one that another renderer is about to make: that one may wait for Blender's main thread, and this for whoever waits here. Any thread
 * with a context of the group.
 */
final class SharedTextures {
    private static final class Entry {
        private final ImageTexture texture;
        private int userCount = 1;

        Entry(ImageTexture texture) {
            this.texture = texture;
        }
    }

    private final Map<Image, Entry> entries = new HashMap<>(); // guarded by this

    /** {@return those of the group of the context that is current, or of nobody else where that is none of Passbridge's} */
    static SharedTextures ofContext() {
        try {
            return ShareGroup.current().keep(SharedTextures.class, SharedTextures::new);
        } catch (IllegalStateException ofTheProgram) {
            return new SharedTextures();
        }
    }

    /** {@return the texture of an equal image, to be released; empty where no renderer has made it} */
    synchronized Optional<ImageTexture> take(Image image) {
        Entry entry = entries.get(image);
        if (entry == null) {
            return Optional.empty();
        }
        entry.userCount++;
        entry.texture.use();
        return Optional.of(entry.texture);
    }

    /**
     * Lets other renderers use a texture, which is complete. Where another one was quicker this one is freed.
     *
     * @return what to use, to be released
     */
    ImageTexture offer(Image image, ImageTexture made) {
        glFinish(); // other contexts have it from then on
        synchronized (this) {
            Optional<ImageTexture> known = take(image);
            if (known.isPresent()) {
                made.close();
                return known.get();
            }
            entries.put(image, new Entry(made));
            made.use();
            return made;
        }
    }

    /** Ends the use of a texture, whether it was offered or not. */
    synchronized void release(Image image, ImageTexture texture) {
        Entry entry = entries.get(image);
        if (entry == null || entry.texture != texture) {
            texture.close();
            return;
        }
        entry.userCount--;
        if (entry.userCount == 0) {
            entries.remove(image);
            texture.close();
        } else {
            texture.leave();
        }
    }
}
