// SPDX-License-Identifier: Apache-2.0
package passbridge.gl;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.lwjgl.opengl.GL41C.*;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.lwjgl.egl.EGL14;
import passbridge.PassbridgeException;

class EglContextTest {
    @Test
    void opensAgainAfterClose() {
        for (int i = 0; i < 2; i++) {
            try (OffscreenContext context = OffscreenContext.open()) {
                context.makeCurrent();
                int texture = glGenTextures();
                assertNotEquals(0, texture);
                assertEquals(GL_NO_ERROR, glGetError());
            }
        }
    }

    @Test
    void takesTheDeviceThatIsNamed() {
        List<EglContext.Device> devices = List.of(
                new EglContext.Device(1, 1, 3, false, "NVIDIA GeForce"), new EglContext.Device(2, 2, 3, false, "AMD Radeon"),
                new EglContext.Device(3, 3, 3, true, ""));
        Map.of("", devices, "radeon", devices.subList(1, 2), "hardware", devices.subList(0, 2), "3", devices.subList(2, 3), "SOFTWARE", devices.subList(2, 3))
                .forEach((name, expected) -> assertEquals(expected, EglContext.wanted(name, devices)));
        assertEquals(List.of(), EglContext.wanted("radeon", List.of()));
        String message = assertThrows(PassbridgeException.class, () -> EglContext.wanted("4", devices)).getMessage();
        assertTrue(message.contains("\"4\"") && message.contains("device 2 of 3 (hardware, AMD Radeon)"), message);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            llvmpipe (LLVM 15.0.6, 256 bits)                                        | llvmpipe (LLVM 15.0.6, 256 bits)
            NVIDIA GeForce RTX 3060/PCIe/SSE2                                       | NVIDIA GeForce RTX 3060
            AMD Radeon RX 6600 (radeonsi, navi23, LLVM 15.0.7, DRM 3.49, 6.1.0-13)  | AMD Radeon RX 6600 (RADV NAVI23)
            Mesa Intel(R) UHD Graphics 620 (KBL GT2)                                | Intel(R) UHD Graphics 620 (KBL GT2)
            Mesa DRI Intel(R) HD Graphics 4000 (IVB GT2)                            | Intel(R) HD Graphics 4000 (IVB GT2)
            """)
    void knowsADeviceByTheNamesThatOpenGlAndVulkanGiveIt(String ofOpenGl, String ofVulkan) {
        assertEquals(EglContext.model(ofVulkan), EglContext.model(ofOpenGl));
        assertNotEquals(EglContext.model("NVIDIA GeForce RTX 3060 Ti/PCIe/SSE2"), EglContext.model(ofOpenGl));
    }

    @Test
    void keepsTheDeviceThatBlenderDrawsWith() {
        List<String> renderers = List.of("NVIDIA GeForce RTX 3060/PCIe/SSE2", "AMD Radeon Graphics (radeonsi)", "llvmpipe");
        Map.of("amd radeon graphics", 1, "nvidia geforce rtx 3060", 0, "apple m1", 0).forEach((model, expected) -> {
            List<NamedContext> contexts = renderers.stream().map(NamedContext::new).toList();
            NamedContext kept = EglContext.firstThat(context -> EglContext.model(context.description()).equals(model), contexts.iterator()).orElseThrow();
            assertEquals(contexts.get(expected), kept);
            assertFalse(kept.isClosed.get());
            boolean isKnown = !model.equals("apple m1");
            for (int i = 0; i < contexts.size(); i++) {
                assertEquals(i != expected && (!isKnown || i < expected), contexts.get(i).isClosed.get(), model + " " + i);
            }
        });
        assertTrue(EglContext.firstThat(context -> true, List.<NamedContext>of().iterator()).isEmpty());
    }

    @Test
    void leavesDevicesThatEglCallsOtherwiseForLast() {
        EglContext.Device geforce = new EglContext.Device(1, 1, 4, false, "NVIDIA Corporation NVIDIA GeForce RTX 3060");
        EglContext.Device unnamed = new EglContext.Device(2, 2, 4, false, "");
        EglContext.Device radeon = new EglContext.Device(3, 3, 4, false, "AMD AMD Radeon Graphics (radeonsi)");
        EglContext.Device software = new EglContext.Device(4, 4, 4, true, "");
        List<EglContext.Device> devices = List.of(geforce, unnamed, radeon, software);
        assertEquals(List.of(unnamed, radeon, geforce, software), EglContext.likelyFirst("amd radeon graphics", devices));
        assertEquals(devices, EglContext.likelyFirst("", devices));
    }

    @Test
    void tellsWhetherItIsTheDeviceThatBlenderDrawsWith() {
        String renderer;
        try (OffscreenContext context = OffscreenContext.open()) {
            context.makeCurrent();
            renderer = glGetString(GL_RENDERER);
        }
        Map.of("", false, "a device that EGL does not have", false, renderer, true).forEach((blenders, isTheSame) -> {
            System.setProperty(OffscreenContext.BLENDERS_RENDERER_PROPERTY, blenders);
            try (OffscreenContext context = OffscreenContext.open()) {
                assertEquals(isTheSame, context.description().endsWith(", which Blender draws with"), context.description());
                assertEquals(EGL14.EGL_NO_CONTEXT, EGL14.eglGetCurrentContext());
                context.makeCurrent();
                try (OffscreenContext sharing = OffscreenContext.openSharing()) {
                    assertEquals(context.description(), sharing.description());
                }
            } finally {
                System.clearProperty(OffscreenContext.BLENDERS_RENDERER_PROPERTY);
            }
        });
    }

    @Test
    void opensTheDeviceThatAPropertyNames() {
        System.setProperty(OffscreenContext.GPU_PROPERTY, "1");
        try (OffscreenContext context = OffscreenContext.open()) {
            assertTrue(context.description().startsWith("EGL device 1 of "), context.description());
            System.setProperty(OffscreenContext.GPU_PROPERTY, "no such device");
            assertThrows(PassbridgeException.class, OffscreenContext::open);
        } finally {
            System.clearProperty(OffscreenContext.GPU_PROPERTY);
        }
    }

    @Test
    void givesCoreProfile41OrNewer() {
        try (OffscreenContext context = OffscreenContext.open()) {
            context.makeCurrent();
            assertTrue(glGetInteger(GL_MAJOR_VERSION) * 10 + glGetInteger(GL_MINOR_VERSION) >= 41);
            assertEquals(GL_CONTEXT_CORE_PROFILE_BIT, glGetInteger(GL_CONTEXT_PROFILE_MASK));
        }
    }

    @Test
    void sharesNothing() {
        try (OffscreenContext first = OffscreenContext.open(); OffscreenContext second = OffscreenContext.open()) {
            first.makeCurrent();
            int buffer = glGenBuffers();
            glBindBuffer(GL_ARRAY_BUFFER, buffer);
            second.makeCurrent();
            assertTrue(!glIsBuffer(buffer));
            first.makeCurrent();
            assertTrue(glIsBuffer(buffer));
        }
    }

    @Test
    void sharesObjectsWhereItIsOpenedTo() throws InterruptedException {
        AtomicInteger made = new AtomicInteger();
        try (OffscreenContext first = OffscreenContext.open()) {
            assertThrows(IllegalStateException.class, OffscreenContext::openSharing);
            first.makeCurrent();
            OffscreenContext second = OffscreenContext.openSharing();
            assertTrue(first.isCurrent());
            Thread thread = new Thread(() -> {
                try (second) {
                    second.makeCurrent();
                    made.set(glCreateShader(GL_VERTEX_SHADER));
                    glFinish();
                }
            });
            thread.start();
            thread.join();
            assertNotEquals(0, made.get());
            assertTrue(glIsShader(made.get()));
        }
    }

    @Test
    void leavesNothingCurrent() {
        OffscreenContext context = OffscreenContext.open();
        assertEquals(EGL14.EGL_NO_CONTEXT, EGL14.eglGetCurrentContext());
        context.makeCurrent();
        context.close();
        context.close();
        assertEquals(EGL14.EGL_NO_CONTEXT, EGL14.eglGetCurrentContext());
        assertThrows(IllegalStateException.class, context::makeCurrent);
    }

    @Test
    void refusesToBeCurrentOnTwoThreads() throws InterruptedException {
        try (OffscreenContext context = OffscreenContext.open()) {
            context.makeCurrent();
            List<Throwable> thrown = new ArrayList<>();
            Thread other = new Thread(() -> thrown.add(assertThrows(PassbridgeException.class, context::makeCurrent)));
            other.start();
            other.join();
            assertTrue(thrown.get(0).getMessage().contains("another thread"), thrown.get(0).getMessage());
        }
    }

    @Test
    void describesDevice() {
        try (OffscreenContext context = OffscreenContext.open()) {
            assertTrue(context.description().matches("EGL device \\d+ of \\d+ \\((software|hardware)\\)"), context.description());
        }
    }

    @Test
    void namesMissingLibrary() throws IOException, InterruptedException {
        String output = openInNewJvm("-Dorg.lwjgl.egl.libname=absent-library", "");
        assertTrue(output.startsWith("the EGL library (libEGL) is missing: install it"), output);
        assertTrue(output.contains("libegl1"), output);
    }

    @Test
    void namesFailedDevices() throws IOException, InterruptedException {
        // Mesa then claims to know OpenGL 3.0 only.
        String output = openInNewJvm("-Dunused", "3.0");
        assertTrue(output.startsWith("no EGL device gives an OpenGL 4.1 core context (EGL device 1 of "), output);
    }

    /** Stands for a context on a device that this machine does not have. */
    private record NamedContext(String description, AtomicBoolean isClosed) implements OffscreenContext {
        NamedContext(String renderer) {
            this(renderer, new AtomicBoolean());
        }

        @Override
        public void makeCurrent() {
            throw new UnsupportedOperationException();
        }

        @Override
        public boolean isCurrent() {
            return false;
        }

        @Override
        public List<String> takeErrors() {
            return List.of();
        }

        @Override
        public void close() {
            isClosed.set(true);
        }
    }

    /** Prints why no context opens. */
    public static void main(String[] arguments) {
        try (OffscreenContext context = OffscreenContext.open()) {
            System.out.println("opened " + context.description());
        } catch (PassbridgeException e) {
            System.out.println(e.getMessage());
        }
    }

    private static String openInNewJvm(String option, String mesaVersion) throws IOException, InterruptedException {
        ProcessBuilder builder = new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(), "--enable-native-access=ALL-UNNAMED",
                option, "-cp", System.getProperty("java.class.path"), EglContextTest.class.getName());
        builder.redirectError(ProcessBuilder.Redirect.DISCARD);
        if (!mesaVersion.isEmpty()) {
            builder.environment().put("MESA_GL_VERSION_OVERRIDE", mesaVersion);
        }
        Process process = builder.start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertEquals(0, process.waitFor());
        return output.lines().filter(line -> !line.startsWith("[LWJGL]") && !line.startsWith("\t")).findFirst().orElse("");
    }
}
