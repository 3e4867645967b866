// SPDX-License-Identifier: Apache-2.0
package passbridge.raster;

import static org.lwjgl.opengl.GL41C.*;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.joml.Matrix3f;
import org.joml.Matrix4f;
import org.lwjgl.system.MemoryStack;
import passbridge.gl.Film;
import passbridge.gl.ShaderProgram;
import passbridge.pass.Pass;
import passbridge.scene.Camera;
import passbridge.scene.World;

/**
 * Draws equirectangular pictures by way of the six faces of a cube around the camera, one after the other: a face is drawn as a plane
 * picture, then each pixel of the film takes what lies in its direction.
 *
 * <p>The surface is that of the nearest texel; where exactly a pixel's ray meets it is computed from the plane of its triangle, so
 * Position and Depth, which here is the distance, are exact. A texel is a third of a pixel wide at most: what normals and texture
 * coordinates change by within half of it is less than what one pixel's width means to them.
 */
final class Panorama implements GlResource {
    private static final int TEXELS_PER_PIXEL = 3;
    private static final int MIN_FACE_SIZE = 16;

    /** Towards -Z, +Z, +X, -X, +Y and -Y of the camera: rotations of camera space that turn these to -Z. */
    private static final List<Matrix4f> CAMERA_TO_FACE = List.of(
            new Matrix4f(),
            new Matrix4f().rotationY((float) Math.PI),
            new Matrix4f().rotationY((float) Math.PI / 2),
            new Matrix4f().rotationY((float) -Math.PI / 2),
            new Matrix4f().rotationX((float) -Math.PI / 2),
            new Matrix4f().rotationX((float) Math.PI / 2));

    private final Camera camera;
    private final World world;
    private final Film film;
    private final int faceSize;
    private final DepthBuffer depth;
    private final Map<Set<ShaderOutput>, ShaderProgram> programs = new HashMap<>();
    private final int emptyVertexArray = glGenVertexArrays();

    /** Draws what lies in a face into the bound target; false where the frame was cancelled. */
    @FunctionalInterface
    interface FaceDrawing {
        boolean draw(View view, Set<ShaderOutput> outputs);
    }

    /** @param film in whose size pictures are drawn; stays the caller's */
    Panorama(Camera camera, World world, Film film) {
        this.camera = camera;
        this.world = world;
        this.film = film;
        faceSize = faceSize(camera.panorama().orElseThrow(), film);
        depth = new DepthBuffer(faceSize, faceSize);
    }

    /** A face's texels are widest at its centre: 2 / size radians. */
    private static int faceSize(Camera.Panorama panorama, Film film) {
        double pixel = Math.min(
                Math.abs(panorama.right() - panorama.left()) / film.width(),
                Math.abs(panorama.top() - panorama.bottom()) / film.height());
        double wanted = 2 * TEXELS_PER_PIXEL / Math.max(pixel, 1e-6);
        int[] viewport = new int[2];
        glGetIntegerv(GL_MAX_VIEWPORT_DIMS, viewport);
        int most = Math.min(glGetInteger(GL_MAX_TEXTURE_SIZE), Math.min(viewport[0], viewport[1]));
        return (int) Math.max(MIN_FACE_SIZE, Math.min(wanted, most));
    }

    /**
     * Draws a picture into a target of the film's size; false where the frame was cancelled.
     *
     * @param outputs that the target has
     * @param drawing draws a face
     */
    boolean draw(DrawTarget target, Set<ShaderOutput> outputs, Sample sample, FaceDrawing drawing) {
        Set<ShaderOutput> faceOutputs = EnumSet.copyOf(outputs);
        faceOutputs.add(ShaderOutput.POSITION);
        faceOutputs.add(ShaderOutput.TRIANGLE_NORMAL);
        List<Pass> passes = new ArrayList<>();
        faceOutputs.forEach(output -> passes.add(output.pass()));
        try (Film face = Film.open(faceSize, faceSize, passes);
                DrawTarget faceTarget = new DrawTarget(face, faceOutputs, depth.renderbuffer())) {
            Matrix4f projection = new Matrix4f().perspective((float) Math.PI / 2, 1, camera.clipStart(), camera.clipEnd());
            for (Matrix4f cameraToFace : CAMERA_TO_FACE) {
                glViewport(0, 0, faceSize, faceSize);
                RasterRenderer.clearPasses(face, world);
                faceTarget.bind();
                View view = View.inPerspective(cameraToFace.mul(camera.worldToCamera(), new Matrix4f()), projection);
                boolean complete = drawing.draw(view, faceOutputs);
                glViewport(0, 0, film.width(), film.height());
                if (!complete) {
                    return false;
                }
                target.bind();
                project(face, outputs, sample, cameraToFace, view);
            }
        }
        return true;
    }

    /** Fills the pixels of the bound target whose direction lies in a face. */
    private void project(Film face, Set<ShaderOutput> outputs, Sample sample, Matrix4f cameraToFace, View view) {
        ShaderProgram program = programs.computeIfAbsent(outputs, Panorama::link);
        program.use();
        int unit = ImageUnit.FIRST_VALUE_IMAGE; // those that each surface binds anew
        for (Pass pass : face.passes()) {
            ImageUnit.bind(unit, GL_TEXTURE_2D, face.texture(pass));
            glUniform1i(program.uniform("face" + pass.name()), unit++);
        }
        Camera.Panorama range = camera.panorama().orElseThrow();
        glUniform4f(program.uniform("range"), range.left(), range.right(), range.bottom(), range.top());
        glUniform2f(program.uniform("filmSize"), film.width(), film.height());
        // In clip space the picture moves; here the pixel does, to the opposite side.
        glUniform2f(program.uniform("offset"), -0.5f * sample.jitter().m30(), -0.5f * sample.jitter().m31());
        glUniform3f(program.uniform("cameraOrigin"), view.cameraOrigin().x(), view.cameraOrigin().y(), view.cameraOrigin().z());
        glUniform1f(program.uniform("backgroundDepth"), Pass.BACKGROUND_DEPTH);
        try (MemoryStack stack = MemoryStack.stackPush()) {
            glUniformMatrix3fv(program.uniform("cameraToFace"), false,
                    cameraToFace.get3x3(new Matrix3f()).get(stack.mallocFloat(9)));
            glUniformMatrix3fv(program.uniform("cameraToWorld"), false,
                    camera.worldToCamera().get3x3(new Matrix3f()).transpose().get(stack.mallocFloat(9)));
        }
        glDisable(GL_DEPTH_TEST);
        glBindVertexArray(emptyVertexArray);
        glDrawArrays(GL_TRIANGLES, 0, 3);
        glEnable(GL_DEPTH_TEST);
    }

    private static ShaderProgram link(Set<ShaderOutput> outputs) {
        return ShaderProgram.link(
                "panorama",
                ShaderSource.load("picture.vert.glsl"),
                ShaderSource.load("panorama.frag.glsl", ShaderOutput.declarations(outputs)));
    }

    @Override
    public void close() {
        depth.close();
        programs.values().forEach(ShaderProgram::close);
        programs.clear();
        glDeleteVertexArrays(emptyVertexArray);
    }
}
