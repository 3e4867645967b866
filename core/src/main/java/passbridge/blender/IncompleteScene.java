// SPDX-License-Identifier: Apache-2.0
package passbridge.blender;

/** Ends a frame whose scene left data out that is needed all the same: the sender submits it again with all data. */
final class IncompleteScene extends IllegalStateException {
    private static final long serialVersionUID = 1L;

    IncompleteScene(String geometry) {
        super("the data of " + geometry + " was left out as unchanged");
    }
}
