// SPDX-License-Identifier: Apache-2.0
package passbridge.scene;

/** An image whose pixels lie in the program's own memory. */
public interface StoredImage extends Image {
    /** {@return its pixels; for sessions: a renderer asks its session for them} Any thread. */
    ImagePixels pixels();
}
