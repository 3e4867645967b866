// SPDX-License-Identifier: Apache-2.0
package passbridge.testkit;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Inherited;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.extension.ExtendWith;
import passbridge.Renderer;

/**
 * Hands {@link BlenderStandIn}s to the tests of a class, see {@link PassbridgeExtension}.
 *
 * <pre>{@code
 * @TestRenderer(InkRenderer.class)
 * class InkRendererTest {
 *     @Test
 *     void drawsTheTriangle(BlenderStandIn blender) {
 *         Film film = blender.render(StandardScene.TRIANGLE.job()).picture();
 *         GoldenImage.assertMatches(film, Pass.COMBINED, Path.of("src/test/golden/triangle.png"), 0.001);
 *     }
 * }
 * }</pre>
 */
@Documented
@Inherited
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@ExtendWith(PassbridgeExtension.class)
public @interface TestRenderer {
    /** {@return a public class with a public constructor without parameters; it is made by its name, as in Blender} */
    Class<? extends Renderer> value();
}
