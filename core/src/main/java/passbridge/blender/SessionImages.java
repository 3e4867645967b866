// SPDX-License-Identifier: Apache-2.0
package passbridge.blender;

import static passbridge.blender.Enumerated.element;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import passbridge.PassbridgeException;
import passbridge.scene.Image;

/** The images of a session's scene, from frame to frame: what has not changed stays the same object. Thread: the render thread. */
final class SessionImages {
    private Map<Long, HostImage> images = new HashMap<>();

    /**
     * The images of a scene message.
     *
     * @throws IncompleteScene where the message left pixels out that are not here
     */
    List<Image> images(HostFrame frame, Span span) {
        ByteBuffer in = frame.read(span);
        List<Image> result = new ArrayList<>();
        Map<Long, HostImage> current = new HashMap<>();
        while (in.hasRemaining()) {
            long id = in.getLong();
            HostImage image = image(frame, id, in);
            if (current.put(id, image) != null) {
                throw new PassbridgeException("the scene message has two images with id " + id);
            }
            result.add(image);
        }
        images = current;
        return result;
    }

    private HostImage image(HostFrame frame, long id, ByteBuffer in) {
        String name = frame.readText(Span.read(in));
        Span pixels = Span.read(in);
        int width = in.getInt();
        int height = in.getInt();
        int channels = in.getInt();
        Image.ColorSpace colorSpace = element(Image.ColorSpace.values(), in.getInt(), "colour space");
        if (pixels.sizeBytes() > 0 || width < 1) {
            return new HostImage(frame, name, pixels, width, height, channels, colorSpace);
        }
        HostImage known = images.get(id);
        if (known == null) {
            throw new IncompleteScene("image " + name);
        }
        known.moveTo(frame, pixels);
        return known;
    }

    /** The next scene has the same images, and leaves their pixels out. */
    void leaveOut(HostFrame frame) {
        images.values().forEach(image -> image.moveTo(frame, Span.NOTHING));
    }

    /** Forgets all: the next scene's images are new objects. */
    void clear() {
        images.clear();
    }
}
