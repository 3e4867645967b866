// SPDX-License-Identifier: Apache-2.0
package passbridge.raster;

import static org.lwjgl.opengl.GL41C.*;

import org.joml.Matrix4fc;
import org.joml.Vector4f;
import passbridge.gl.ObjectKind;
import passbridge.gl.ShaderProgram;

/**
 * What a view has shown of the scene, and how far away that is: surfaces that reflect or refract look it up along their rays. Where a ray
 * meets something is told by the depth of the first sample; what is seen there by the average of the samples so far, or for surfaces that
 * refract by what the sample shows without them. Where bodies that refract end is told by the depth of their nearest back faces.
 */
final class SeenScene implements GlResource {
    /** No power of two, which is another kind of texture to llvmpipe. */
    private static final int EMPTY_SIDE = 3;

    private final int depth = ObjectKind.TEXTURE.make(); // a layer of what is seen, and one of back faces
    private final int behind = ObjectKind.TEXTURE.make();
    private final int emptyDepth = ObjectKind.TEXTURE.make();   // for these two see use()
    private final int emptyPicture = ObjectKind.TEXTURE.make();
    private ViewTransform depthView;   // null: there is no depth yet
    private ViewTransform pictureView; // null: there is no picture
    private int picture;               // a texture
    private float pictureExposure;
    private int depthWidth;            // 0: the texture has no memory yet; so the next ones
    private int depthHeight;
    private int behindWidth;
    private int behindHeight;

    SeenScene() {
        ImageUnit.bind(ImageUnit.SEEN_DEPTH, GL_TEXTURE_2D_ARRAY, emptyDepth);
        glTexImage3D(GL_TEXTURE_2D_ARRAY, 0, GL_DEPTH_COMPONENT32F, EMPTY_SIDE, EMPTY_SIDE, 2, 0, GL_DEPTH_COMPONENT, GL_FLOAT, 0);
        setParameters(GL_TEXTURE_2D_ARRAY);
        ImageUnit.bind(ImageUnit.SEEN_PICTURE, GL_TEXTURE_2D, emptyPicture);
        glTexImage2D(GL_TEXTURE_2D, 0, GL_RGBA32F, EMPTY_SIDE, EMPTY_SIDE, 0, GL_RGBA, GL_FLOAT, 0);
        glTexParameteri(GL_TEXTURE_2D, GL_TEXTURE_MAX_LEVEL, 0); // and the rest as framebuffers' textures have it
        glTexParameteri(GL_TEXTURE_2D, GL_TEXTURE_MIN_FILTER, GL_NEAREST);
        glTexParameteri(GL_TEXTURE_2D, GL_TEXTURE_MAG_FILTER, GL_NEAREST);
    }

    /** Forgets what other frames have shown. */
    void clear() {
        depthView = null;
        pictureView = null;
    }

    /** Takes the depth that the bound framebuffer has. */
    void copyDepth(ViewTransform view) {
        copyDepth(view, 0);
        depthView = view;
    }

    /** Takes the depth that the bound framebuffer has as that of the nearest back faces of what refracts, in the sample that is drawn. */
    void copyBackDepth(ViewTransform view) {
        copyDepth(view, 1);
    }

    private void copyDepth(ViewTransform view, int layer) {
        ImageUnit.bind(ImageUnit.SEEN_DEPTH, GL_TEXTURE_2D_ARRAY, depth);
        if (view.width() != depthWidth || view.height() != depthHeight) {
            depthWidth = 0;
            glTexImage3D(GL_TEXTURE_2D_ARRAY, 0, GL_DEPTH_COMPONENT32F, view.width(), view.height(), 2, 0, GL_DEPTH_COMPONENT, GL_FLOAT, 0);
            requireMemory(view, 2 * Float.BYTES);
            setParameters(GL_TEXTURE_2D_ARRAY);
            depthWidth = view.width();
            depthHeight = view.height();
        }
        glCopyTexSubImage3D(GL_TEXTURE_2D_ARRAY, 0, 0, 0, layer, 0, 0, view.width(), view.height());
    }

    /** Takes what the bound framebuffer has of Combined as the picture. */
    void copyPicture(ViewTransform view) {
        ImageUnit.bind(ImageUnit.SEEN_PICTURE, GL_TEXTURE_2D, behind);
        if (view.width() != behindWidth || view.height() != behindHeight) {
            behindWidth = 0;
            glTexImage2D(GL_TEXTURE_2D, 0, GL_RGBA16F, view.width(), view.height(), 0, GL_RGBA, GL_FLOAT, 0);
            requireMemory(view, 4 * Short.BYTES);
            setParameters(GL_TEXTURE_2D);
            behindWidth = view.width();
            behindHeight = view.height();
        }
        glReadBuffer(GL_COLOR_ATTACHMENT0 + ShaderOutput.COMBINED.location());
        glCopyTexSubImage2D(GL_TEXTURE_2D, 0, 0, 0, 0, 0, view.width(), view.height());
        picture = behind;
        pictureExposure = 1;
        pictureView = view;
    }

    /**
     * Takes the average of the samples so far as the picture.
     *
     * @param average a texture of the view's size, which stays the caller's and is not drawn into meanwhile
     * @param exposure that its colours were multiplied by
     */
    void usePicture(int average, float exposure) {
        picture = average;
        pictureExposure = exposure;
        pictureView = depthView;
    }

    private static void requireMemory(ViewTransform view, int bytesPerPixel) {
        String size = view.width() + "x" + view.height();
        OpenGlMemory.require((long) view.width() * view.height() * bytesPerPixel,
                "what surfaces reflect and refract of a picture of " + size + " needs", "make the picture smaller");
    }

    private static void setParameters(int target) {
        glTexParameteri(target, GL_TEXTURE_MAX_LEVEL, 0);
        glTexParameteri(target, GL_TEXTURE_MIN_FILTER, GL_NEAREST);
        glTexParameteri(target, GL_TEXTURE_MAG_FILTER, GL_NEAREST);
        glTexParameteri(target, GL_TEXTURE_WRAP_S, GL_CLAMP_TO_EDGE);
        glTexParameteri(target, GL_TEXTURE_WRAP_T, GL_CLAMP_TO_EDGE);
    }

    /** Lets the program that is current look it up. */
    void use(ShaderProgram program, DepthRange depthRange) {
        boolean isSeen = depthView != null && pictureView != null;
        glUniform1i(program.uniform("hasSeenScene"), isSeen ? 1 : 0);
        glUniform1i(program.uniform("seenDepth"), ImageUnit.SEEN_DEPTH);
        glUniform1i(program.uniform("seenPicture"), ImageUnit.SEEN_PICTURE);
        if (program.uniform("seenDepth") < 0) {
            return;
        }
        // Textures of the same kind where nothing was seen yet: llvmpipe compiles a program anew for other kinds.
        ImageUnit.bind(ImageUnit.SEEN_DEPTH, GL_TEXTURE_2D_ARRAY, isSeen ? depth : emptyDepth);
        ImageUnit.bind(ImageUnit.SEEN_PICTURE, GL_TEXTURE_2D, isSeen ? picture : emptyPicture);
        if (!isSeen) {
            return;
        }
        set(program, "worldToSeen", depthView.worldToClip(depthRange));
        set(program, "worldToPicture", pictureView.worldToClip(depthRange));
        glUniform1f(program.uniform("perSeenPicture"), pictureExposure > 0 ? 1 / pictureExposure : 0);
        Vector4f axis = depthView.worldToDepth();
        glUniform4f(program.uniform("worldToSeenDistance"), axis.x, axis.y, axis.z, axis.w);
        Matrix4fc projection = depthRange.ofClipSpace(depthView.projection());
        glUniform4f(program.uniform("seenProjection"), projection.m22(), projection.m32(), projection.m23(), projection.m33());
    }

    private static void set(ShaderProgram program, String name, Matrix4fc matrix) {
        glUniformMatrix4fv(program.uniform(name), false, matrix.get(new float[16]));
    }

    @Override
    public void close() {
        ObjectKind.TEXTURE.free(depth);
        ObjectKind.TEXTURE.free(behind);
        ObjectKind.TEXTURE.free(emptyDepth);
        ObjectKind.TEXTURE.free(emptyPicture);
    }
}
