// SPDX-License-Identifier: Apache-2.0
package passbridge.raster;

import static org.lwjgl.opengl.GL41C.*;

import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import passbridge.gl.ObjectKind;
import passbridge.gl.ShaderProgram;
import passbridge.scene.Image;
import passbridge.scene.ShaderTable;
import passbridge.shading.SurfaceShader;

/** What a shader's code reads, in OpenGL's memory: the numbers and tables of one material or world. Its images are the scene's. */
final class ShaderParameters implements GlResource {
    /** Binding point of the block of values. */
    private static final int VALUES_BLOCK = 1;

    private final List<ShaderTable> rows;
    private final List<Image> images;
    private final int values; // a buffer; 0: the code reads none
    private final Optional<TableTexture> tables;

    ShaderParameters(SurfaceShader shader) {
        this(shader, null);
    }

    /** @param earlier of another state of the shader, or null: tables that have not changed are shared with it, which need not stay open */
    ShaderParameters(SurfaceShader shader, ShaderParameters earlier) {
        images = shader.images();
        rows = shader.tables();
        if (rows.isEmpty()) {
            tables = Optional.empty();
        } else {
            tables = Optional.of(earlier != null && rows.equals(earlier.rows) ? earlier.tables.orElseThrow().share() : new TableTexture(rows));
        }
        float[] numbers = shader.values();
        values = numbers.length == 0 ? 0 : ObjectKind.BUFFER.make();
        if (values != 0) {
            glBindBuffer(GL_UNIFORM_BUFFER, values);
            glBufferData(GL_UNIFORM_BUFFER, numbers, GL_STATIC_DRAW);
        }
    }

    /** Tells the program that is current where it finds what {@link #bind} binds; once for each program. */
    static void connect(ShaderProgram program) {
        program.bindBlock("ShaderValues", VALUES_BLOCK);
        glUniform1i(program.uniform("shaderTables"), ImageUnit.SHADER_TABLES);
        for (int i = 0; i < SurfaceShader.MAX_IMAGES; i++) {
            glUniform1i(program.uniform("shaderImage" + i), ImageUnit.FIRST_SHADER_IMAGE + i);
        }
    }

    /** Lets programs that have the shader's code read from here. */
    void bind(Function<Image, ImageTexture> textures) {
        if (values != 0) {
            glBindBufferBase(GL_UNIFORM_BUFFER, VALUES_BLOCK, values);
        }
        tables.ifPresent(texture -> texture.bind(ImageUnit.SHADER_TABLES));
        for (int i = 0; i < images.size(); i++) {
            textures.apply(images.get(i)).bind(ImageUnit.FIRST_SHADER_IMAGE + i);
        }
    }

    @Override
    public void close() {
        ObjectKind.BUFFER.free(values); // 0 is ignored
        tables.ifPresent(TableTexture::close);
    }
}
