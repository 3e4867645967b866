// SPDX-License-Identifier: Apache-2.0
package passbridge.scene;

import java.util.Objects;

/**
 * A UDIM tile: the picture that lies at a square of UV space.
 *
 * @param number 1001 for the square from (0, 0) to (1, 1), one more for each column up to 1010, ten more for each row
 * @param image the picture; has no tiles
 */
public record ImageTile(int number, Image image) {
    private static final int FIRST_NUMBER = 1001;
    private static final int COLUMNS = 10;

    /**
     * Checks the number.
     *
     * @param number {@link #number()}
     * @param image {@link #image()}
     * @throws IllegalArgumentException for a number below 1001
     */
    public ImageTile {
        Objects.requireNonNull(image, "image");
        if (number < FIRST_NUMBER) {
            throw new IllegalArgumentException("UDIM tiles have numbers from " + FIRST_NUMBER + " on, not " + number);
        }
    }

    /** {@return the whole part of U there, 0 to 9} */
    public int column() {
        return (number - FIRST_NUMBER) % COLUMNS;
    }

    /** {@return the whole part of V there, from 0 on} */
    public int row() {
        return (number - FIRST_NUMBER) / COLUMNS;
    }
}
