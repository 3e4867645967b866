// SPDX-License-Identifier: Apache-2.0
package passbridge.raster;

import static org.lwjgl.opengl.GL41C.*;

import java.util.function.Function;
import org.joml.Matrix3f;
import org.joml.Matrix4f;
import passbridge.gl.ObjectKind;
import passbridge.scene.Image;
import passbridge.shading.AttributeUse;
import passbridge.shading.SurfaceInput;
import passbridge.shading.SurfaceShader;

/**
 * A world that is not the same in all directions: its shader draws it behind the scene, and into a latitude-longitude map, by whose
 * brightness directions are picked that light the scene.
 */
final class WorldMap implements GlResource {
    private static final int WIDTH = 1024;
    private static final int HEIGHT = 512;

    private final RadianceProgram backdrop;
    private final ShaderParameters parameters; // of what is seen
    private final int map = ObjectKind.TEXTURE.make();
    private final WorldDirections directions;

    /** @param textures of the images, which stay the caller's */
    WorldMap(WorldShaders shaders, Function<Image, ImageTexture> textures) {
        SurfaceShader lighting = shaders.lighting();
        backdrop = new RadianceProgram(shaders.seen(), RadianceProgram.Extent.PICTURE, new WorldInputs());
        parameters = new ShaderParameters(shaders.seen());
        try (RadianceProgram map = new RadianceProgram(lighting, RadianceProgram.Extent.MAP_OF_DIRECTIONS, new WorldInputs())) {
            float[] radiance = map.map(lighting, textures, WIDTH, HEIGHT);
            directions = new WorldDirections(radiance, WIDTH, HEIGHT);
            upload(radiance);
        }
    }

    private void upload(float[] radiance) {
        PipelineState.forUploading();
        ImageUnit.bind(0, GL_TEXTURE_2D, map);
        glTexImage2D(GL_TEXTURE_2D, 0, GL_RGB32F, WIDTH, HEIGHT, 0, GL_RGB, GL_FLOAT, radiance);
        glTexParameteri(GL_TEXTURE_2D, GL_TEXTURE_WRAP_T, GL_CLAMP_TO_EDGE);
        glTexParameteri(GL_TEXTURE_2D, GL_TEXTURE_MIN_FILTER, GL_LINEAR_MIPMAP_LINEAR);
        glGenerateMipmap(GL_TEXTURE_2D);
    }

    static final class WorldInputs implements RadianceProgram.Inputs {
        @Override
        public String of(SurfaceInput input) {
            return switch (input) {
                case POSITION, GENERATED, OBJECT_POSITION, NORMAL, TRUE_NORMAL -> "at";
                case INCOMING -> "-at";
                default -> null;
            };
        }

        @Override
        public String of(AttributeUse attribute) {
            return null;
        }
    }

    /**
     * Lets programs read the map: latitude and longitude, from the nadir up, in each row from -X over -Y, X and Y back to -X; it has mipmaps.
     *
     * @param unit of {@link ImageUnit}
     */
    void bind(int unit) {
        ImageUnit.bind(unit, GL_TEXTURE_2D, map);
    }

    /** Directions that light the scene. */
    WorldDirections directions() {
        return directions;
    }

    /** Draws what a view shows of the world into Combined of the bound framebuffer, whatever was there before. */
    void drawBackdrop(ViewTransform view, Function<Image, ImageTexture> textures) {
        ShaderOutput.writeCombinedAlone();
        glDisable(GL_DEPTH_TEST);
        backdrop.use(parameters, textures);
        glUniform2f(backdrop.uniform("pictureSize"), view.width(), view.height());
        glUniform1i(backdrop.uniform("isOrthographic"), view.isOrthographic() ? 1 : 0);
        glUniformMatrix4fv(backdrop.uniform("clipToCamera"), false, new Matrix4f(view.projection()).invert().get(new float[16]));
        Matrix3f worldToCamera = view.worldToCamera().get3x3(new Matrix3f());
        glUniformMatrix3fv(backdrop.uniform("cameraToWorld"), false, worldToCamera.transpose().get(new float[9]));
        glDrawArrays(GL_TRIANGLES, 0, 3);
        glEnable(GL_DEPTH_TEST);
        glColorMask(true, true, true, true);
    }

    @Override
    public void close() {
        backdrop.close();
        parameters.close();
        ObjectKind.TEXTURE.free(map);
    }
}
