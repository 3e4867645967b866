// SPDX-License-Identifier: Apache-2.0
package passbridge.testrenderer;

import org.lwjgl.opengl.GL;
import passbridge.GlFrame;
import passbridge.GlRenderer;
import passbridge.PassbridgeException;
import passbridge.RenderRequest;
import passbridge.RendererCapabilities;
import passbridge.SyncContext;
import passbridge.gl.OffscreenContext;
import passbridge.scene.FlatNormals;
import passbridge.scene.Mesh;
import passbridge.scene.Scene;

/** Uses what it is handed in a way that must be refused; which, the nested classes say. */
public abstract class MisusingRenderer implements GlRenderer {
    Mesh mesh;

    @Override
    public RendererCapabilities capabilities() {
        return RendererCapabilities.of(pass -> pass.name().equals("Combined"));
    }

    @Override
    public void sync(Scene scene, SyncContext context) {
        if (!scene.instances().isEmpty()) {
            mesh = (Mesh) scene.instances().get(0).geometry();
        }
    }

    @Override
    public void render(RenderRequest request, GlFrame frame) {
        // overridden where it misuses something
    }

    @Override
    public void close() {
        // keeps nothing
    }

    /** Misuses nothing, and fills Combined alone. */
    public static final class CombinedAlone extends MisusingRenderer {}

    /** Says in one line why it does not render. */
    public static final class OneLine extends MisusingRenderer {
        @Override
        public void render(RenderRequest request, GlFrame frame) {
            throw new PassbridgeException("this renderer needs a licence: buy one");
        }
    }

    /** Says nothing of what it can. */
    public static final class NoCapabilities extends MisusingRenderer {
        @Override
        public RendererCapabilities capabilities() {
            return null;
        }
    }

    /** Reads a mesh when it is too late. */
    public static final class LateMesh extends MisusingRenderer {
        @Override
        public void render(RenderRequest request, GlFrame frame) {
            Mesh.read(mesh, FlatNormals.ZERO);
        }
    }

    /** Asks for the framebuffer on a thread of its own. */
    public static final class ForeignThread extends MisusingRenderer {
        @Override
        public void render(RenderRequest request, GlFrame frame) {
            RuntimeException[] thrown = new RuntimeException[1];
            Thread other = new Thread(() -> {
                try {
                    frame.framebuffer();
                } catch (IllegalStateException refused) {
                    thrown[0] = refused;
                }
            });
            other.start();
            try {
                other.join();
            } catch (InterruptedException never) {
                throw new IllegalStateException(never);
            }
            throw thrown[0];
        }
    }

    /** Leaves a context of its own current. */
    public static final class OwnContext extends MisusingRenderer {
        private OffscreenContext own;

        @Override
        public void render(RenderRequest request, GlFrame frame) {
            own = OffscreenContext.open();
            own.makeCurrent();
        }

        @Override
        public void close() {
            if (own != null) {
                own.close();
            }
        }
    }

    /** Leaves no context current. */
    public static final class NoContext extends MisusingRenderer {
        @Override
        public void sync(Scene scene, SyncContext context) {
            GL.setCapabilities(null);
        }
    }

    /** Gives metadata without a name. */
    public static final class NamelessMetadata extends MisusingRenderer {
        @Override
        public void render(RenderRequest request, GlFrame frame) {
            frame.metadata("", "nothing");
        }
    }

    /** Has a static block that fails. */
    public static final class StaticBlock extends MisusingRenderer {
        @Override
        public void render(RenderRequest request, GlFrame frame) {
            Broken.use();
        }

        private static final class Broken {
            static {
                fail();
            }

            private static void fail() {
                throw new IllegalStateException("broken in a static block");
            }

            static void use() {
                // never reached
            }
        }
    }
}
