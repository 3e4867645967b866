// SPDX-License-Identifier: Apache-2.0
package passbridge;

/** Something went wrong that a user can act on; the first line of the message names the cause and the way out. */
public final class PassbridgeException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /**
     * Without anything thrown below.
     *
     * @param message cause and way out, one line
     */
    public PassbridgeException(String message) {
        super(message);
    }

    /**
     * Because of something thrown below.
     *
     * @param message cause and way out, one line
     * @param cause what was thrown below
     */
    public PassbridgeException(String message, Throwable cause) {
        super(message, cause);
    }
}
