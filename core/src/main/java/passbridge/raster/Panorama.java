// SPDX-License-Identifier: Apache-2.0
package passbridge.raster;

import static org.lwjgl.opengl.GL41C.*;

import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BooleanSupplier;
import org.joml.Matrix3f;
import org.joml.Matrix3fc;
import org.joml.Matrix4f;
import org.joml.Vector3f;
import org.lwjgl.system.MemoryStack;
import passbridge.gl.Film;
import passbridge.gl.ShaderProgram;
import passbridge.pass.Pass;
import passbridge.scene.Camera;
import passbridge.scene.Camera.Projection.Equirectangular;
import passbridge.scene.Scene;

/**
 * Draws equirectangular pictures, which no projection matrix gives: the scene is drawn onto the faces of a cube around the camera,
 * tile by tile into the same memory, and each pixel takes the nearest texel of the tile that its ray goes through. Depth and
 * position are where the ray meets the plane of the texel's triangle; normal and UV are those of the surface there.
 */
final class Panorama implements GlResource {
    /**
     * Texels along a pixel's side in the middle of a face, more towards its edges. The nearest texel lies up to half of its side beside
     * the pixel's centre, and by so much silhouettes are off: a sixth of a pixel at most.
     */
    private static final int TEXELS_PER_PIXEL = 3;

    /** The same where they come cheap: in data passes of small pictures, in which silhouettes are a larger share of all pixels. */
    private static final int MAX_TEXELS_PER_PIXEL = 16;

    /** Of a tile's side: with all passes about 300 MB. */
    private static final int MAX_TILE_TEXELS = 2048;

    /** Of a face's side: 0.1 mm at a distance of a metre. Pictures of a narrower range get fewer texels per pixel. */
    private static final int MAX_FACE_TEXELS = 1 << 15;

    /** What a tile holds: the image unit that it is read through, and the sampler in panorama.frag.glsl. */
    private record TileTexture(ImageUnit unit, String sampler) {}

    private static final Map<ShaderOutput, TileTexture> TEXTURES = Map.of(
            ShaderOutput.COMBINED, new TileTexture(ImageUnit.FACE_COMBINED, "faceCombined"),
            ShaderOutput.NORMAL, new TileTexture(ImageUnit.FACE_NORMAL, "faceNormal"),
            ShaderOutput.UV, new TileTexture(ImageUnit.FACE_UV, "faceUv"),
            ShaderOutput.OBJECT_INDEX, new TileTexture(ImageUnit.FACE_OBJECT_INDEX, "faceObjectIndex"),
            ShaderOutput.MATERIAL_INDEX, new TileTexture(ImageUnit.FACE_MATERIAL_INDEX, "faceMaterialIndex"),
            ShaderOutput.PLANE, new TileTexture(ImageUnit.FACE_PLANE, "facePlane"));

    private final Map<Set<ShaderOutput>, ShaderProgram> programs = new HashMap<>();
    private final int emptyVertexArray = glGenVertexArrays();

    /** Draws the scene into the bound target. */
    interface SceneDrawing {
        /** False where the frame was cancelled. */
        boolean draw(View view, Set<ShaderOutput> outputs);
    }

    /**
     * Draws a sample; false where the frame was cancelled.
     *
     * @param outputs those of the target
     * @param width pixels of the target, to which the viewport is set
     * @param height pixels of the target
     */
    boolean draw(Scene scene, Sample sample, DrawTarget target, Set<ShaderOutput> outputs, int width, int height,
            SceneDrawing drawing, BooleanSupplier cancelled) {
        if (outputs.isEmpty()) {
            return !cancelled.getAsBoolean();
        }
        Camera camera = scene.camera();
        Equirectangular picture = (Equirectangular) camera.projection();
        double pixelsPerRadian = pixelsPerRadian(picture, width, height);
        int faceTexels = faceTexels(pixelsPerRadian, !outputs.equals(EnumSet.of(ShaderOutput.COMBINED)));
        int perFace = (faceTexels + MAX_TILE_TEXELS - 1) / MAX_TILE_TEXELS;
        int side = (faceTexels + perFace - 1) / perFace;
        Set<ShaderOutput> faceOutputs = EnumSet.copyOf(outputs);
        faceOutputs.removeAll(EnumSet.of(ShaderOutput.DEPTH, ShaderOutput.POSITION));
        faceOutputs.add(ShaderOutput.PLANE);
        List<Pass> passes = faceOutputs.stream().map(ShaderOutput::pass).toList();
        try (Film film = Film.open(side, side, passes);
                DepthBuffer depth = new DepthBuffer(side, side);
                DrawTarget faceTarget = new DrawTarget(film, faceOutputs, depth.renderbuffer())) {
            for (CubeTile tile : CubeTile.seenBy(picture, sample, width, height, perFace)) {
                glViewport(0, 0, side, side);
                RasterRenderer.clearPasses(film, scene.world());
                faceTarget.bind();
                boolean complete = drawing.draw(tile.view(camera, (float) (faceTexels / 2 / pixelsPerRadian)), faceOutputs);
                glViewport(0, 0, width, height);
                if (!complete) {
                    return false;
                }
                target.bind();
                writePixels(tile, film, faceOutputs, program(outputs, camera, picture, sample, width, height));
                DrawingFence.await(cancelled); // a tile is far more than a picture that is drawn at once
            }
        }
        return !cancelled.getAsBoolean();
    }

    private static double pixelsPerRadian(Equirectangular picture, int width, int height) {
        return Math.max(
                width / Math.abs((double) picture.right() - picture.left()),
                height / Math.abs((double) picture.top() - picture.bottom()));
    }

    /** Along a face's side, of which a radian in its middle is the half. */
    private static int faceTexels(double pixelsPerRadian, boolean hasDataPasses) {
        double least = 2 * TEXELS_PER_PIXEL * pixelsPerRadian;
        double most = Math.min(2 * MAX_TEXELS_PER_PIXEL * pixelsPerRadian, MAX_TILE_TEXELS);
        return (int) Math.min(Math.ceil(hasDataPasses ? Math.max(least, most) : least), MAX_FACE_TEXELS);
    }

    /** The program for these outputs, current, with what holds for the whole sample. */
    private ShaderProgram program(
            Set<ShaderOutput> outputs, Camera camera, Equirectangular picture, Sample sample, int width, int height) {
        ShaderProgram program = programs.computeIfAbsent(outputs, key -> ShaderProgram.link(
                "panorama", ShaderSource.load("picture.vert.glsl"), ShaderSource.load("panorama.frag.glsl", key)));
        program.use();
        glUniform2f(program.uniform("pictureSize"), width, height);
        glUniform2f(program.uniform("sampleOffset"), (float) sample.offsetX(), (float) sample.offsetY());
        glUniform4f(program.uniform("edges"), picture.left(), picture.right(), picture.bottom(), picture.top());
        glUniform1f(program.uniform("backgroundDepth"), Pass.BACKGROUND_DEPTH);
        Matrix4f cameraToWorld = camera.worldToCamera().invert(new Matrix4f());
        Vector3f origin = cameraToWorld.getTranslation(new Vector3f());
        glUniform3f(program.uniform("cameraOrigin"), origin.x, origin.y, origin.z);
        set(program, "cameraToWorld", cameraToWorld.get3x3(new Matrix3f()));
        return program;
    }

    private void writePixels(CubeTile tile, Film film, Set<ShaderOutput> faceOutputs, ShaderProgram program) {
        glUniform4f(program.uniform("tile"), tile.left(), tile.bottom(), tile.right(), tile.top());
        set(program, "cameraToFace", tile.face().cameraToFace());
        for (ShaderOutput output : faceOutputs) {
            TileTexture texture = TEXTURES.get(output);
            texture.unit.bind(GL_TEXTURE_2D, film.texture(output.pass()));
            glUniform1i(program.uniform(texture.sampler), texture.unit.ordinal());
        }
        glEnable(GL_SCISSOR_TEST);
        glScissor(tile.pixelsLeft(), tile.pixelsBottom(), tile.pixelsWidth(), tile.pixelsHeight());
        glDisable(GL_DEPTH_TEST);
        glBindVertexArray(emptyVertexArray);
        glDrawArrays(GL_TRIANGLES, 0, 3);
        glEnable(GL_DEPTH_TEST);
        glDisable(GL_SCISSOR_TEST);
    }

    private static void set(ShaderProgram program, String name, Matrix3fc value) {
        try (MemoryStack stack = MemoryStack.stackPush()) {
            glUniformMatrix3fv(program.uniform(name), false, value.get(stack.mallocFloat(9)));
        }
    }

    @Override
    public void close() {
        programs.values().forEach(ShaderProgram::close);
        programs.clear();
        glDeleteVertexArrays(emptyVertexArray);
    }
}
