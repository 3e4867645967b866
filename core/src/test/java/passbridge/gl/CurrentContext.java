// SPDX-License-Identifier: Apache-2.0
package passbridge.gl;

import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/** An OpenGL context, current while a test class runs. */
public final class CurrentContext implements BeforeAllCallback, AfterAllCallback {
    private OffscreenContext context;

    @Override
    public void beforeAll(ExtensionContext test) {
        context = OffscreenContext.open();
        context.makeCurrent();
    }

    @Override
    public void afterAll(ExtensionContext test) {
        context.close();
    }
}
