// SPDX-License-Identifier: Apache-2.0
package passbridge.testkit;

import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.function.Supplier;
import org.junit.jupiter.api.extension.ExtensionConfigurationException;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;
import passbridge.Renderer;

/**
 * JUnit 5 extension: parameters of type {@link BlenderStandIn} get one each, with a session of its own. It is closed after the test, which
 * fails where the renderer has {@link BlenderStandIn#faults}.
 *
 * <p>The renderer is named by {@link TestRenderer} on the class or one around it, or made by the test:
 *
 * <pre>{@code
 * @RegisterExtension
 * static final PassbridgeExtension passbridge = PassbridgeExtension.of(() -> new InkRenderer(palette));
 * }</pre>
 */
public final class PassbridgeExtension implements ParameterResolver {
    private final Supplier<BlenderStandIn> standIns; // null: the test class names the renderer

    /** For JUnit, with {@link TestRenderer}. */
    public PassbridgeExtension() {
        standIns = null;
    }

    private PassbridgeExtension(Supplier<BlenderStandIn> standIns) {
        this.standIns = standIns;
    }

    /**
     * {@return an extension with renderers that the test makes}
     *
     * @param renderer see {@link BlenderStandIn#open(Supplier)}
     */
    public static PassbridgeExtension of(Supplier<? extends Renderer> renderer) {
        Objects.requireNonNull(renderer);
        return new PassbridgeExtension(() -> BlenderStandIn.open(renderer));
    }

    /**
     * {@return an extension with renderers that the test makes}
     *
     * @param renderer see {@link BlenderStandIn#open(Supplier)}
     * @param patience see {@link BlenderStandIn#open(Supplier, Duration)}; more than the usual where a debugger stops renderers
     */
    public static PassbridgeExtension of(Supplier<? extends Renderer> renderer, Duration patience) {
        Objects.requireNonNull(renderer);
        return new PassbridgeExtension(() -> BlenderStandIn.open(renderer, patience));
    }

    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
        return parameter.getParameter().getType() == BlenderStandIn.class;
    }

    @Override
    public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
        // The store closes what it holds after the test. Each parameter has a stand-in of its own.
        Namespace namespace = Namespace.create(PassbridgeExtension.class, parameter.getDeclaringExecutable());
        return context.getStore(namespace)
                .getOrComputeIfAbsent(parameter.getIndex(), index -> open(context), BlenderStandIn.class);
    }

    private BlenderStandIn open(ExtensionContext context) {
        if (standIns != null) {
            return standIns.get();
        }
        for (Class<?> tests = context.getRequiredTestClass(); tests != null; tests = tests.getEnclosingClass()) {
            TestRenderer named = tests.getAnnotation(TestRenderer.class);
            if (named != null) {
                return BlenderStandIn.open(named.value().getName(), List.of());
            }
        }
        throw new ExtensionConfigurationException(context.getRequiredTestClass().getName()
                + " names no renderer: annotate it with @TestRenderer(YourRenderer.class), or register PassbridgeExtension.of(…)");
    }
}
