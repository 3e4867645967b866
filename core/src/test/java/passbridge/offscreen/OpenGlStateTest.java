// SPDX-License-Identifier: Apache-2.0
package passbridge.offscreen;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.lwjgl.opengl.GL41C.*;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.IntSupplier;
import java.util.stream.Collectors;
import org.joml.Matrix4f;
import org.joml.Vector3f;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import passbridge.Film;
import passbridge.GlFrame;
import passbridge.GlRenderer;
import passbridge.RenderRequest;
import passbridge.RendererCapabilities;
import passbridge.SyncContext;
import passbridge.pass.Pass;
import passbridge.scene.Camera;
import passbridge.scene.Light;
import passbridge.scene.Scene;

/** Which state of OpenGL a renderer finds as it left it: what {@link GlRenderer} promises. */
@Timeout(60)
class OpenGlStateTest {
    private static final Camera CAMERA = Camera.sharp(
            Camera.Type.ORTHOGRAPHIC, new Matrix4f(), new Matrix4f().setOrtho(-1, 1, -1, 1, 0.1f, 10), 0.1f, 10);

    /** What Passbridge needs for itself where it reads a picture out. */
    private static final Set<String> READING =
            Set.of("read framebuffer", "pixel pack buffer", "pack alignment", "pack row length", "clamped reading");

    /** What it needs where it makes textures for a frame, the first or one of another size or other passes. */
    private static final Set<String> MAKING = Set.of("texture of the active unit", "pixel unpack buffer");

    private static final Map<String, IntSupplier> STATE = new LinkedHashMap<>();

    static {
        Map<String, Integer> names = new LinkedHashMap<>();
        names.put("draw framebuffer", GL_DRAW_FRAMEBUFFER_BINDING);
        names.put("read framebuffer", GL_READ_FRAMEBUFFER_BINDING);
        names.put("renderbuffer", GL_RENDERBUFFER_BINDING);
        names.put("program", GL_CURRENT_PROGRAM);
        names.put("vertex array", GL_VERTEX_ARRAY_BINDING);
        names.put("array buffer", GL_ARRAY_BUFFER_BINDING);
        names.put("uniform buffer", GL_UNIFORM_BUFFER_BINDING);
        names.put("pixel pack buffer", GL_PIXEL_PACK_BUFFER_BINDING);
        names.put("pixel unpack buffer", GL_PIXEL_UNPACK_BUFFER_BINDING);
        names.put("active texture", GL_ACTIVE_TEXTURE);
        names.put("texture of the active unit", GL_TEXTURE_BINDING_2D);
        names.put("array texture", GL_TEXTURE_BINDING_2D_ARRAY);
        names.put("sampler", GL_SAMPLER_BINDING);
        names.put("unpack alignment", GL_UNPACK_ALIGNMENT);
        names.put("unpack row length", GL_UNPACK_ROW_LENGTH);
        names.put("pack alignment", GL_PACK_ALIGNMENT);
        names.put("pack row length", GL_PACK_ROW_LENGTH);
        names.put("clamped reading", GL_CLAMP_READ_COLOR);
        names.put("depth function", GL_DEPTH_FUNC);
        names.put("cull face mode", GL_CULL_FACE_MODE);
        names.put("blend source", GL_BLEND_SRC_RGB);
        names.put("stencil clear value", GL_STENCIL_CLEAR_VALUE);
        names.put("depth mask", GL_DEPTH_WRITEMASK);
        names.put("viewport", GL_VIEWPORT);
        names.put("scissor box", GL_SCISSOR_BOX);
        names.put("colour clear value", GL_COLOR_CLEAR_VALUE);
        names.put("colour mask", GL_COLOR_WRITEMASK);
        names.forEach((name, number) -> STATE.put(name, () -> {
            int[] values = new int[4];
            glGetIntegerv(number, values);
            return List.of(values[0], values[1], values[2], values[3]).hashCode();
        }));
        for (int capability : new int[] {GL_BLEND, GL_DEPTH_TEST, GL_CULL_FACE, GL_SCISSOR_TEST, GL_STENCIL_TEST, GL_RASTERIZER_DISCARD,
                GL_FRAMEBUFFER_SRGB, GL_PRIMITIVE_RESTART}) {
            STATE.put("capability " + Integer.toHexString(capability), () -> glIsEnabled(capability) ? 1 : 0);
        }
    }

    /** Leaves state that differs from OpenGL's own, and looks what is left of it. */
    private static final class StatefulRenderer implements GlRenderer {
        private final List<Set<String>> changed = new ArrayList<>();
        private Map<String, Integer> left; // null: none yet

        @Override
        public RendererCapabilities capabilities() {
            return RendererCapabilities.of();
        }

        @Override
        public void sync(Scene scene, SyncContext context) {
            look();
            leaveState();
        }

        @Override
        public void render(RenderRequest request, GlFrame frame) {
            look();
            glBindFramebuffer(GL_FRAMEBUFFER, frame.framebuffer().id());
            glDisable(GL_SCISSOR_TEST);
            glColorMask(true, true, true, true);
            glClear(GL_COLOR_BUFFER_BIT);
            leaveState();
            frame.refresh();
            look();
            leaveState();
        }

        /** Notes what is not as it was left. */
        private void look() {
            if (left != null) {
                Map<String, Integer> now = state();
                changed.add(STATE.keySet().stream()
                        .filter(name -> !left.get(name).equals(now.get(name)))
                        .collect(Collectors.toCollection(TreeSet::new)));
            }
        }

        private static Map<String, Integer> state() {
            Map<String, Integer> values = new LinkedHashMap<>();
            STATE.forEach((name, value) -> values.put(name, value.getAsInt()));
            return values;
        }

        private void leaveState() {
            int program = glCreateProgram();
            int vertexShader = glCreateShader(GL_VERTEX_SHADER);
            glShaderSource(vertexShader, "#version 410 core\nvoid main() { gl_Position = vec4(0); }");
            glCompileShader(vertexShader);
            int fragmentShader = glCreateShader(GL_FRAGMENT_SHADER);
            glShaderSource(fragmentShader, "#version 410 core\nout vec4 color;\nvoid main() { color = vec4(1); }");
            glCompileShader(fragmentShader);
            glAttachShader(program, vertexShader);
            glAttachShader(program, fragmentShader);
            glLinkProgram(program);
            glUseProgram(program);
            glBindVertexArray(glGenVertexArrays());
            glBindFramebuffer(GL_FRAMEBUFFER, glGenFramebuffers());
            glClampColor(GL_CLAMP_READ_COLOR, GL_TRUE);
            for (int target : new int[] {GL_ARRAY_BUFFER, GL_UNIFORM_BUFFER, GL_PIXEL_PACK_BUFFER, GL_PIXEL_UNPACK_BUFFER}) {
                glBindBuffer(target, glGenBuffers());
            }
            glBindRenderbuffer(GL_RENDERBUFFER, glGenRenderbuffers());
            glActiveTexture(GL_TEXTURE3);
            glBindTexture(GL_TEXTURE_2D, glGenTextures());
            glBindTexture(GL_TEXTURE_2D_ARRAY, glGenTextures());
            glBindSampler(3, glGenSamplers());
            for (int alignment : new int[] {GL_UNPACK_ALIGNMENT, GL_PACK_ALIGNMENT}) {
                glPixelStorei(alignment, 1);
            }
            for (int length : new int[] {GL_UNPACK_ROW_LENGTH, GL_PACK_ROW_LENGTH}) {
                glPixelStorei(length, 17);
            }
            for (int capability : new int[] {GL_BLEND, GL_DEPTH_TEST, GL_CULL_FACE, GL_SCISSOR_TEST, GL_STENCIL_TEST, GL_RASTERIZER_DISCARD,
                    GL_FRAMEBUFFER_SRGB, GL_PRIMITIVE_RESTART}) {
                glEnable(capability);
            }
            glDepthFunc(GL_GREATER);
            glCullFace(GL_FRONT);
            glBlendFunc(GL_ONE, GL_ONE);
            glClearStencil(3);
            glDepthMask(false);
            glViewport(1, 2, 3, 4);
            glScissor(5, 6, 7, 8);
            glClearColor(0.25f, 0.5f, 0.75f, 1);
            glColorMask(true, false, true, true);
            left = state();
        }

        @Override
        public void close() {}
    }

    @Test
    void aRendererFindsTheStateThatItLeft() {
        StatefulRenderer renderer = new StatefulRenderer();
        RenderRequest request = RenderRequest.of(CAMERA, 5, 3);
        RenderListener looking = new RenderListener() {
            @Override
            public boolean wantsRefresh() {
                return true;
            }

            @Override
            public void refreshed(Film unfinished) {
                assertEquals(15 * 4, unfinished.pixels(Pass.COMBINED).capacity());
            }
        };
        try (OffscreenSession session = OffscreenSession.open(() -> renderer)) {
            session.render(Scene.EMPTY, request); // leaves state in sync first
            renderer.changed.clear();
            session.render(Scene.EMPTY, request);
            session.render(Scene.EMPTY, request, looking);
            session.render(lit(), request);
            assertEquals(READING, union(renderer.changed), "frames of one size and kind");
            renderer.changed.clear();
            session.render(lit(), RenderRequest.of(CAMERA, 7, 7));
            session.clear();
            session.render(Scene.EMPTY, request);
            assertEquals(union(List.of(READING, MAKING)), union(renderer.changed), "frames with textures of their own");
        }
    }

    private static Scene lit() {
        return Scene.builder().add(new Light.Point(new Matrix4f(), new Vector3f(1), 0)).build();
    }

    private static Set<String> union(List<Set<String>> sets) {
        return sets.stream().flatMap(Set::stream).collect(Collectors.toSet());
    }
}
