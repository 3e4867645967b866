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
import passbridge.PassFramebuffer;
import passbridge.gl.DrawingFence;
import passbridge.gl.ShaderProgram;
import passbridge.gl.TextureFramebuffer;
import passbridge.pass.Pass;
import passbridge.scene.Camera;
import passbridge.scene.World;

/**
 * Draws equirectangular pictures, which no projection matrix gives: the scene is drawn onto the faces of a cube around the camera,
 * tile by tile into the same memory, and each pixel takes the nearest texel of the tile that its ray goes through. Depth and
 * position are where the ray meets the plane of the texel's triangle; normal and UV are those of the surface there.
 */
final class CubePanorama implements GlResource {
    /**
     * Texels along a pixel's side in the middle of a face, more towards its edges. The nearest texel lies up to half of its side
     * beside the pixel's centre, and by so much silhouettes are off: a sixth of a pixel at most.
     */
    private static final int TEXELS_PER_PIXEL = 3;

    /** The same where they come cheap: in data passes of small pictures, in which silhouettes are a larger share of all pixels. */
    private static final int MAX_TEXELS_PER_PIXEL = 16;

    /** Of a tile's side: with all passes about 300 MB. */
    private static final int MAX_TILE_TEXELS = 2048;

    /** Of a face's side: 0.1 mm at a distance of a metre. Pictures of a narrower range get fewer texels per pixel. */
    private static final int MAX_FACE_TEXELS = 1 << 15;

    /** What a tile holds that pixels take, and its sampler in panorama.frag.glsl. */
    private static final Map<ShaderOutput, String> SAMPLERS = Map.of(
            ShaderOutput.COMBINED, "tileCombined", ShaderOutput.NORMAL, "tileNormal", ShaderOutput.UV, "tileUv",
            ShaderOutput.OBJECT_INDEX, "tileObjectIndex", ShaderOutput.MATERIAL_INDEX, "tileMaterialIndex",
            ShaderOutput.PLANE, "tilePlane");

    private final Map<Set<ShaderOutput>, ShaderProgram> programs = new HashMap<>();
    private final int emptyVertexArray = glGenVertexArrays();

    /** Draws the scene into the bound target. */
    interface SceneDrawing {
        /** False where the frame was cancelled. */
        boolean draw(ViewTransform view, Set<ShaderOutput> outputs);
    }

    /**
     * Draws a sample; false where the frame was cancelled.
     *
     * @param outputs those of the target
     * @param width pixels of the target, to which the viewport is set
     * @param height pixels of the target
     */
    boolean draw(Camera camera, World world, Sample sample, DrawTarget target, Set<ShaderOutput> outputs, int width, int height,
            SceneDrawing drawing, BooleanSupplier cancelled) {
        if (outputs.isEmpty() || !(camera.clipStart() < camera.clipEnd())) {
            return !cancelled.getAsBoolean();
        }
        Camera.Panorama picture = camera.panorama().orElseThrow();
        PanoramaLens lens = PanoramaLens.of(camera, sample);
        Camera seenFrom = lens.moved(camera);
        double pixelsPerRadian = pixelsPerRadian(picture, width, height);
        int faceTexels = faceTexels(pixelsPerRadian, !outputs.equals(EnumSet.of(ShaderOutput.COMBINED)));
        int perFace = (faceTexels + MAX_TILE_TEXELS - 1) / MAX_TILE_TEXELS;
        int side = (faceTexels + perFace - 1) / perFace;
        Set<ShaderOutput> tileOutputs = EnumSet.copyOf(outputs);
        tileOutputs.removeAll(EnumSet.of(ShaderOutput.DEPTH, ShaderOutput.POSITION));
        tileOutputs.add(ShaderOutput.PLANE);
        List<Pass> passes = tileOutputs.stream().map(ShaderOutput::pass).toList();
        try (TextureFramebuffer framebuffer = TextureFramebuffer.open(side, side, passes);
                DepthBuffer depth = new DepthBuffer(side, side);
                DrawTarget tileTarget = new DrawTarget(framebuffer, tileOutputs, depth.renderbuffer())) {
            for (CubeTile tile : CubeTile.seenBy(picture, lens, sample, width, height, perFace)) {
                glViewport(0, 0, side, side);
                RasterRenderer.clearPasses(framebuffer, world);
                tileTarget.bind();
                boolean complete = drawing.draw(tile.view(seenFrom, side, (float) (faceTexels / 2 / pixelsPerRadian)), tileOutputs);
                glViewport(0, 0, width, height);
                if (!complete) {
                    return false;
                }
                target.bind();
                writePixels(tile, framebuffer, tileOutputs, program(outputs, seenFrom, picture, lens, sample, width, height));
                DrawingFence.await(cancelled); // a tile is far more than a picture that is drawn at once
            }
        }
        return !cancelled.getAsBoolean();
    }

    private static double pixelsPerRadian(Camera.Panorama picture, int width, int height) {
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
            Set<ShaderOutput> outputs, Camera camera, Camera.Panorama picture, PanoramaLens lens, Sample sample, int width, int height) {
        ShaderProgram program = programs.computeIfAbsent(outputs, key -> ShaderProgram.link(
                "panorama", ShaderSource.load("picture.vert.glsl"),
                ShaderSource.load("panorama.frag.glsl", ShaderOutput.declarations(key))));
        program.use();
        glUniform2f(program.uniform("pictureSize"), width, height);
        glUniform2f(program.uniform("sampleOffset"), (float) sample.offsetX(), (float) sample.offsetY());
        glUniform4f(program.uniform("edges"), picture.left(), picture.right(), picture.bottom(), picture.top());
        Vector3f lensSlope = lens.slope();
        glUniform3f(program.uniform("lensSlope"), lensSlope.x, lensSlope.y, lensSlope.z);
        glUniform1f(program.uniform("backgroundDepth"), Pass.BACKGROUND_DEPTH);
        Matrix4f cameraToWorld = camera.worldToCamera().invert(new Matrix4f());
        Vector3f origin = cameraToWorld.getTranslation(new Vector3f());
        glUniform3f(program.uniform("cameraOrigin"), origin.x, origin.y, origin.z);
        set(program, "cameraToWorld", cameraToWorld.get3x3(new Matrix3f()));
        return program;
    }

    private void writePixels(CubeTile tile, PassFramebuffer framebuffer, Set<ShaderOutput> tileOutputs, ShaderProgram program) {
        glUniform4f(program.uniform("tile"), tile.left(), tile.bottom(), tile.right(), tile.top());
        set(program, "cameraToFace", tile.face().cameraToFace());
        for (ShaderOutput output : tileOutputs) {
            int unit = ImageUnit.FIRST_TILE_TEXTURE + output.location();
            ImageUnit.bind(unit, GL_TEXTURE_2D, framebuffer.texture(output.pass()));
            glUniform1i(program.uniform(SAMPLERS.get(output)), unit);
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
