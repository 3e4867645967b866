// SPDX-License-Identifier: Apache-2.0
package passbridge.raster;

import static org.lwjgl.opengl.GL41C.*;

import java.util.EnumMap;
import java.util.EnumSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.joml.Matrix4f;
import org.joml.Matrix4fc;
import org.joml.Matrix4x3f;
import org.joml.Vector3f;
import org.joml.Vector3fc;
import org.joml.Vector4f;
import passbridge.gl.ObjectKind;
import passbridge.gl.ShaderProgram;
import passbridge.scene.Bounds;

/**
 * Volumes that surfaces enclose, one body after the other. First its faces are drawn into a framebuffer of their own, where they add up what
 * light meets on its way through the body: the way to each face where it is left, less that to each face where it is entered, as far as
 * no surface is before it. No face has to be sorted, and a volume that is the same everywhere is exact, whatever shape it has. Then the
 * picture is multiplied with what comes through, and what the volume adds is added.
 */
final class Volumes implements GlResource {
    private static final double GOLDEN_RATIO = 0.6180339887498949;

    private static final int COLOR_COUNT = 3;

    /** Of three textures of four floats, and three of one. */
    private static final int BYTES_PER_PIXEL = (3 * 4 + 3) * Float.BYTES;

    private static final Map<ShaderOutput, String> SAMPLERS = new EnumMap<>(Map.of(
            ShaderOutput.VOLUME_EXTINCTION, "volumeExtinctions",
            ShaderOutput.VOLUME_EMISSION, "volumeEmissions",
            ShaderOutput.VOLUME_SCATTERING, "volumeScatterings",
            ShaderOutput.VOLUME_ANISOTROPY, "volumeAnisotropies"));

    private final ShaderProgram attenuation = program("", ShaderSource.load("volume_attenuation.frag.glsl"));
    private final ShaderProgram radiance = program(Lighting.declarations()
                    + LightFeature.declarations(EnumSet.allOf(LightFeature.class)) + "#define WRITE_COMBINED\n#define IN_VOLUME\n#define MICROFACET_COUNT 0\n#define REFRACTION_COUNT 0\n",
            ShaderSource.load("volume_phase.glsl") + ShaderSource.load("light.frag.glsl")
                    + ShaderSource.load("volume_radiance.frag.glsl"));
    private final ShaderProgram world = ofWorld(ShaderOutput.VOLUME, "");
    private final ShaderProgram shadowOfWorld = ofWorld(ShaderOutput.VOLUME_SHADOW, "#define SEEN_BY_LIGHT\n");
    private final ShaderProgram shadow = ShaderProgram.link("shadow of a volume", ShaderSource.load("picture.vert.glsl"),
            ShaderSource.load("volume_shadow.frag.glsl", "#define SEEN_BY_LIGHT\n" + ShaderSource.load("viewing_ray.glsl")));
    private final int emptyVertexArray = glGenVertexArrays();
    private final int framebuffer = glGenFramebuffers();
    private final Map<ShaderOutput, Integer> textures = new EnumMap<>(ShaderOutput.class);
    private int depth = ObjectKind.TEXTURE.make();
    private int depthBefore = ObjectKind.TEXTURE.make();
    private int width; // of all textures; 0: they have no memory yet
    private int height;
    private boolean isOnlyBeforeNew;
    private int[] scissor; // of the body that is drawn

    Volumes() {
        ShaderOutput.VOLUME.forEach(output -> textures.put(output, ObjectKind.TEXTURE.make()));
    }

    private static ShaderProgram ofWorld(Set<ShaderOutput> outputs, String definitions) {
        return ShaderProgram.link("volume of a world", ShaderSource.load("picture.vert.glsl"), ShaderSource.load("volume_of_world.frag.glsl",
                ShaderOutput.declarations(outputs) + definitions + ShaderSource.load("viewing_ray.glsl")));
    }

    private static ShaderProgram program(String definitions, String end) {
        return ShaderProgram.link("volume", ShaderSource.load("picture.vert.glsl"),
                ShaderSource.load("volume_picture.frag.glsl", definitions + ShaderSource.load("viewing_ray.glsl")) + end);
    }

    /**
     * Takes the depth of the bound framebuffer as where rays end.
     *
     * @param isOnlyBeforeNew volumes were drawn since surfaces were, and other surfaces after them: what follows shows before those alone
     */
    void begin(ViewTransform view, boolean isOnlyBeforeNew) {
        allocate(view);
        this.isOnlyBeforeNew = isOnlyBeforeNew;
        if (isOnlyBeforeNew) {
            int last = depth;
            depth = depthBefore;
            depthBefore = last;
        }
        ImageUnit.bind(ImageUnit.DRAWN_DEPTH, GL_TEXTURE_2D, depth);
        glCopyTexSubImage2D(GL_TEXTURE_2D, 0, 0, 0, 0, 0, view.width(), view.height());
    }

    /** Textures grow only: a sample has views of many sizes. */
    private void allocate(ViewTransform view) {
        if (view.width() <= width && view.height() <= height) {
            return;
        }
        int neededWidth = Math.max(width, view.width());
        int neededHeight = Math.max(height, view.height());
        width = 0;
        height = 0;
        int previous = glGetInteger(GL_DRAW_FRAMEBUFFER_BINDING);
        glBindFramebuffer(GL_DRAW_FRAMEBUFFER, framebuffer);
        for (ShaderOutput output : ShaderOutput.VOLUME) {
            ImageUnit.bind(0, GL_TEXTURE_2D, textures.get(output));
            boolean isNumber = output == ShaderOutput.VOLUME_ANISOTROPY;
            glTexImage2D(GL_TEXTURE_2D, 0, isNumber ? GL_R32F : GL_RGBA32F, neededWidth, neededHeight, 0,
                    isNumber ? GL_RED : GL_RGBA, GL_FLOAT, 0);
            setParameters();
            glFramebufferTexture2D(GL_DRAW_FRAMEBUFFER, GL_COLOR_ATTACHMENT0 + output.location(), GL_TEXTURE_2D, textures.get(output), 0);
        }
        glBindFramebuffer(GL_DRAW_FRAMEBUFFER, previous);
        for (int texture : new int[] {depth, depthBefore}) {
            ImageUnit.bind(0, GL_TEXTURE_2D, texture);
            glTexImage2D(GL_TEXTURE_2D, 0, GL_DEPTH_COMPONENT32F, neededWidth, neededHeight, 0, GL_DEPTH_COMPONENT, GL_FLOAT, 0);
            setParameters();
        }
        long sizeBytes = (long) neededWidth * neededHeight * BYTES_PER_PIXEL;
        OpenGlMemory.require(sizeBytes, "volumes need textures of", "make the picture smaller");
        width = neededWidth;
        height = neededHeight;
    }

    private static void setParameters() {
        glTexParameteri(GL_TEXTURE_2D, GL_TEXTURE_MAX_LEVEL, 0);
        glTexParameteri(GL_TEXTURE_2D, GL_TEXTURE_MIN_FILTER, GL_NEAREST);
        glTexParameteri(GL_TEXTURE_2D, GL_TEXTURE_MAG_FILTER, GL_NEAREST);
    }

    /** As {@link #beginBody}, as a light sees it, until {@link #addToShadows}. Changes the viewport. */
    void beginShadow(Optional<Bounds> box, ViewTransform view) {
        allocate(view);
        glViewport(0, 0, view.width(), view.height());
        beginBody(box, ShaderOutput.VOLUME_SHADOW, view);
    }

    /** Draws what fills the world, after {@link #beginBody} or {@link #beginShadow}, instead of a body's faces. */
    void drawWorld(WorldVolume volume, Set<ShaderOutput> outputs, ViewTransform view, Sample sample, DepthRange depthRange) {
        ShaderProgram program = outputs.equals(ShaderOutput.VOLUME_SHADOW) ? shadowOfWorld : world;
        use(program, view, sample, depthRange);
        set(program, "worldExtinction", volume.extinction());
        set(program, "worldScattering", volume.scattering());
        set(program, "worldEmission", volume.emission());
        glUniform1f(program.uniform("worldAnisotropy"), volume.anisotropy());
        glBindVertexArray(emptyVertexArray);
        glDrawArrays(GL_TRIANGLES, 0, 3);
    }

    private static void set(ShaderProgram program, String name, Vector3fc value) {
        glUniform3f(program.uniform(name), value.x(), value.y(), value.z());
    }

    /**
     * Lets what is drawn next, until {@link #addToPicture}, be the faces of one body.
     *
     * @param box around the body; empty: it is everywhere
     * @param outputs that are drawn
     */
    void beginBody(Optional<Bounds> box, Set<ShaderOutput> outputs, ViewTransform view) {
        glBindFramebuffer(GL_DRAW_FRAMEBUFFER, framebuffer);
        glDrawBuffers(outputs.stream().mapToInt(output -> GL_COLOR_ATTACHMENT0 + output.location()).toArray());
        glEnable(GL_SCISSOR_TEST);
        scissor = box.map(around -> scissor(around, view)).orElse(new int[] {0, 0, view.width(), view.height()});
        glScissor(scissor[0], scissor[1], scissor[2], scissor[3]);
        for (ShaderOutput output : outputs) {
            float entry = output == ShaderOutput.VOLUME_EXTINCTION ? Float.MAX_VALUE : 0;
            glClearBufferfv(GL_COLOR, output.location(), new float[] {0, 0, 0, entry});
        }
        glDisable(GL_DEPTH_TEST);
        glEnable(GL_DEPTH_CLAMP); // what is entered before the near end of what is seen is left, too
        glEnable(GL_BLEND);
        glBlendFunc(GL_ONE, GL_ONE);
        glBlendEquationSeparatei(ShaderOutput.VOLUME_EXTINCTION.location(), GL_FUNC_ADD, GL_MIN);
    }

    /** Where a box is seen: left, bottom, width and height; all where it reaches behind the camera. */
    private static int[] scissor(Bounds box, ViewTransform view) {
        Matrix4f worldToClip = view.projection().mul(view.worldToCamera(), new Matrix4f());
        float left = 1;
        float bottom = 1;
        float right = -1;
        float top = -1;
        for (int corner = 0; corner < 8; corner++) {
            Vector4f clip = worldToClip.transform(new Vector4f(
                    (corner & 1) == 0 ? box.min().x() : box.max().x(), (corner & 2) == 0 ? box.min().y() : box.max().y(),
                    (corner & 4) == 0 ? box.min().z() : box.max().z(), 1));
            if (clip.w <= 0) {
                return new int[] {0, 0, view.width(), view.height()};
            }
            left = Math.min(left, clip.x / clip.w);
            right = Math.max(right, clip.x / clip.w);
            bottom = Math.min(bottom, clip.y / clip.w);
            top = Math.max(top, clip.y / clip.w);
        }
        int x = pixel(left, view.width()) - 1;
        int y = pixel(bottom, view.height()) - 1;
        return new int[] {x, y, Math.max(pixel(right, view.width()) + 2 - x, 0), Math.max(pixel(top, view.height()) + 2 - y, 0)};
    }

    private static int pixel(float clip, int size) {
        return (int) Math.floor((Math.max(-1, Math.min(clip, 1)) * 0.5 + 0.5) * size);
    }

    private void endBody(int target) {
        glBindFramebuffer(GL_DRAW_FRAMEBUFFER, target);
        glDisable(GL_DEPTH_CLAMP);
        glBlendEquation(GL_FUNC_ADD);
    }

    /**
     * Ends the drawing of faces, and draws where the body blocks the light in this sample.
     *
     * @param target a framebuffer with depth, bound by this call
     * @param viewport of the map in it, set by this call
     * @param bodyNumber another for each body of a map
     * @param isWorld the body is everywhere: of parallel light, which comes from without end, nothing is left
     */
    void addToShadows(int target, int[] viewport, int bodyNumber, boolean isWorld, ViewTransform view, Sample sample, DepthRange depthRange) {
        endBody(target);
        glDisable(GL_BLEND);
        glEnable(GL_DEPTH_TEST);
        glViewport(viewport[0], viewport[1], viewport[2], viewport[3]);
        // A box may be seen beyond the map's edge, where another map is.
        glScissor(viewport[0] + Math.max(scissor[0], 0), viewport[1] + Math.max(scissor[1], 0),
                Math.min(scissor[2], view.width() - Math.max(scissor[0], 0)), Math.min(scissor[3], view.height() - Math.max(scissor[1], 0)));
        glBindVertexArray(emptyVertexArray);
        use(shadow, view, sample, depthRange);
        glUniform2f(shadow.uniform("rayCorner"), viewport[0], viewport[1]);
        glUniform1i(shadow.uniform("shadowColor"), shadowColor(sample));
        glUniform1i(shadow.uniform("isEndless"), isWorld && view.isOrthographic() ? 1 : 0);
        glUniform1f(shadow.uniform("bodyNumber"), (float) (bodyNumber * GOLDEN_RATIO % 1));
        glDrawArrays(GL_TRIANGLES, 0, 3);
        glDisable(GL_SCISSOR_TEST);
    }

    /**
     * Ends the drawing of faces, and shows the body in Combined of a framebuffer of the view's size, which is bound by this call.
     *
     * @param sets of {@link ObjectSets} that the body is in
     * @param before what is before the body and dims its light
     * @param lighting of the sample
     */
    void addToPicture(int picture, long sets, Optional<WorldVolume> before, ViewTransform view, Sample sample, Lighting lighting, LightMaps lightMaps,
            DepthRange depthRange) {
        endBody(picture);
        ShaderOutput.writeCombinedAlone();
        glBindVertexArray(emptyVertexArray);
        glBlendFunc(GL_ZERO, GL_SRC_COLOR);
        use(attenuation, view, sample, depthRange);
        glDrawArrays(GL_TRIANGLES, 0, 3);
        glBlendFunc(GL_ONE, GL_ONE);
        use(radiance, view, sample, depthRange);
        lightMaps.bind(ImageUnit.LIGHT_MAPS);
        glUniform1i(radiance.uniform("lightMaps"), ImageUnit.LIGHT_MAPS);
        glUniform1i(radiance.uniform("areaGrid"), sample.areaGrid());
        glUniform1i(radiance.uniform("areaPointCount"), sample.areaPointCount());
        glUniform2ui(radiance.uniform("objectSets"), (int) sets, (int) (sets >>> Integer.SIZE));
        set(radiance, "extinctionBefore", before.map(WorldVolume::extinction).orElse(new Vector3f()));
        lighting.use(radiance, depthRange);
        float[] share = {1, 1, 1};
        if (sample.count() >= COLOR_COUNT) {
            int color = shadowColor(sample);
            share = new float[COLOR_COUNT];
            share[color] = (float) sample.count() / ((sample.count() + COLOR_COUNT - 1 - color) / COLOR_COUNT);
        }
        glUniform3fv(radiance.uniform("shadowShare"), share);
        glDrawArrays(GL_TRIANGLES, 0, 3);
        glColorMask(true, true, true, true);
        glDisable(GL_BLEND);
        glEnable(GL_DEPTH_TEST);
        glDisable(GL_SCISSOR_TEST);
    }

    /** Of red, green and blue the one whose light the volumes keep off in a sample. */
    private static int shadowColor(Sample sample) {
        return sample.index() % COLOR_COUNT;
    }

    private void use(ShaderProgram program, ViewTransform view, Sample sample, DepthRange depthRange) {
        program.use();
        setRay(program, view, depthRange);
        glUniform1i(program.uniform("isDepthReversed"), depthRange == DepthRange.REVERSED ? 1 : 0);
        glUniform1ui(program.uniform("sampleIndex"), sample.index());
        for (ShaderOutput output : ShaderOutput.VOLUME) {
            int unit = ImageUnit.FIRST_VOLUME_TEXTURE + output.location();
            ImageUnit.bind(unit, GL_TEXTURE_2D, textures.get(output));
            glUniform1i(program.uniform(SAMPLERS.get(output)), unit);
        }
        ImageUnit.bind(ImageUnit.DRAWN_DEPTH, GL_TEXTURE_2D, depth);
        ImageUnit.bind(ImageUnit.DEPTH_BEFORE, GL_TEXTURE_2D, depthBefore);
        glUniform1i(program.uniform("depthBefore"), ImageUnit.DEPTH_BEFORE);
        glUniform1i(program.uniform("isOnlyBeforeNew"), isOnlyBeforeNew ? 1 : 0);
    }

    /** Lets the program that is current know the rays of a view; one that has no use for them is left as it is. */
    static void setRay(ShaderProgram program, ViewTransform view, DepthRange depthRange) {
        if (program.uniform("rayProjection") < 0) {
            return;
        }
        Matrix4fc toClip = view.projection();
        glUniform4f(program.uniform("rayProjection"), toClip.m00(), toClip.m11(), (view.isOrthographic() ? 0 : toClip.m20()) - toClip.m30(),
                (view.isOrthographic() ? 0 : toClip.m21()) - toClip.m31());
        glUniform2f(program.uniform("raySize"), view.width(), view.height());
        glUniform2f(program.uniform("rayCorner"), 0, 0);
        glUniformMatrix4x3fv(program.uniform("viewToWorld"), false,
                new Matrix4f(view.worldToCamera()).invert().get4x3(new Matrix4x3f()).get(new float[12]));
        glUniform1i(program.uniform("isViewOrthographic"), view.isOrthographic() ? 1 : 0);
        glUniform1f(program.uniform("nearestSeen"), view.clipRange().x());
        glUniform1i(program.uniform("drawnDepth"), ImageUnit.DRAWN_DEPTH);
        Matrix4fc projection = depthRange.ofClipSpace(view.projection());
        glUniform4f(program.uniform("drawnProjection"), projection.m22(), projection.m32(), projection.m23(), projection.m33());
    }

    @Override
    public void close() {
        attenuation.close();
        shadow.close();
        world.close();
        shadowOfWorld.close();
        radiance.close();
        glDeleteVertexArrays(emptyVertexArray);
        glDeleteFramebuffers(framebuffer);
        textures.values().forEach(texture -> ObjectKind.TEXTURE.free(texture));
        ObjectKind.TEXTURE.free(depth);
        ObjectKind.TEXTURE.free(depthBefore);
    }
}
