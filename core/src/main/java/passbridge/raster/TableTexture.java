// SPDX-License-Identifier: Apache-2.0
package passbridge.raster;

import static org.lwjgl.opengl.GL41C.*;

import java.nio.FloatBuffer;
import java.util.List;
import org.lwjgl.system.MemoryUtil;
import passbridge.gl.ObjectKind;
import passbridge.scene.ShaderTable;

/** The tables of a shader as a texture: a row each, as wide as the longest. */
final class TableTexture implements GlResource {
    private static final int CHANNEL_COUNT = 4;

    private final int texture = ObjectKind.TEXTURE.make();
    private int userCount = 1;

    /** @param tables at least one; the first is the lowest row */
    TableTexture(List<ShaderTable> tables) {
        int width = tables.stream().mapToInt(ShaderTable::size).max().orElseThrow();
        FloatBuffer rows = MemoryUtil.memCallocFloat(tables.size() * width * CHANNEL_COUNT);
        try {
            for (int row = 0; row < tables.size(); row++) {
                rows.position(row * width * CHANNEL_COUNT).put(tables.get(row).values());
            }
            rows.clear();
            ImageUnit.bind(0, GL_TEXTURE_2D, texture);
            glTexImage2D(GL_TEXTURE_2D, 0, GL_RGBA32F, width, tables.size(), 0, GL_RGBA, GL_FLOAT, rows);
            glTexParameteri(GL_TEXTURE_2D, GL_TEXTURE_MIN_FILTER, GL_NEAREST);
            glTexParameteri(GL_TEXTURE_2D, GL_TEXTURE_MAG_FILTER, GL_NEAREST);
        } finally {
            MemoryUtil.memFree(rows);
        }
    }

    /** Another user of the same texture, who closes it, too. */
    TableTexture share() {
        userCount++;
        return this;
    }

    /** @param unit of {@link ImageUnit} */
    void bind(int unit) {
        ImageUnit.bind(unit, GL_TEXTURE_2D, texture);
    }

    @Override
    public void close() {
        userCount--;
        if (userCount == 0) {
            ObjectKind.TEXTURE.free(texture);
        }
    }
}
