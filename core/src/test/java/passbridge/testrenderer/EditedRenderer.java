// SPDX-License-Identifier: Apache-2.0
package passbridge.testrenderer;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.FloatBuffer;
import java.nio.charset.StandardCharsets;
import passbridge.FilmFrame;
import passbridge.RenderRequest;
import passbridge.pass.Pass;

/** Fills Combined with the number in the file edit.txt of its jar. */
public final class EditedRenderer extends FilmPatternRenderer {
    @Override
    public void render(RenderRequest request, FilmFrame frame) {
        float number = edit();
        FloatBuffer pixels = frame.film().pixels(Pass.COMBINED);
        while (pixels.hasRemaining()) {
            pixels.put(number);
        }
    }

    private static float edit() {
        try (InputStream file = EditedRenderer.class.getResourceAsStream("/edit.txt")) {
            return Float.parseFloat(new String(file.readAllBytes(), StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
